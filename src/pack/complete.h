/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complete.h - is anything missing in this pack? What a node can run but a policy should not lack.
 *
 * pack_load() refuses what is wrong; this finds what is not finished, in the things that the leaf
 * pack itself brings: articles without a file, mechanisms that nothing carries or nobody answers for,
 * measures that read a metric nobody defined, returns whose figures no measure reads, articles of the
 * text above that were forgotten. Tests are gauge's (gauge/prove.h).
 *
 * Threads: any. Room: pack. May include: base wire store.
 */
#pragma once

#include "pack/pack.h"

/* Complaints have file:line:column as when loading; the pack must have been loaded, not thawed.
 * Returns how many there were. */
size_t pack_complete(struct pack *p, pack_complain_fn *complain, void *ctx);
