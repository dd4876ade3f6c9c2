/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_explain.h - what `cresset check` tells of a pack beside its faults: totals, and the merged
 * view with the origin of each thing.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "base/buf.h"
#include "pack/pack.h"

struct json_writer;

/* Members "flows", "returns", ..., "mechanisms_by": {"kind": {...}, "status": {...}}. */
void explain_totals_json(const struct pack *p, struct json_writer *w);
void explain_totals_text(const struct pack *p, enum lang lang, struct buf *out);
/* The merged view: an array of things, or lines. */
void explain_json(const struct pack *p, struct json_writer *w);
void explain_text(const struct pack *p, enum lang lang, struct buf *out);
