/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketch_cm.h - how often was each? Count-min (Cormode and Muthukrishnan, 2005): 4 rows of 2,048.
 *
 * An answer is never too small, and with a chance of 98 % at most 0.14 % of the total too large
 * (e / 2048; 1 - e^-4). Without conservative update, so that merging is addition and exact. Only for
 * what is not personal: indicators, registered assets; a count-min over clients is never stored.
 *
 * Threads: one. Room: index. May include: base wire.
 */
#pragma once

#include "index/sketch.h"

enum { CM_DEPTH = 4, CM_WIDTH = 2048 };

struct cm;

struct cm *cm_open(void);
void cm_close(struct cm *c); /* accepts NULL */
/* hash: 64 well-mixed bits of the value, the same on every node that merges. ERR_LIMIT: the total
 * would not fit 63 bits; nothing changed. */
MUST_CHECK enum err cm_add(struct cm *c, uint64_t hash, uint64_t n, struct why *why);
uint64_t cm_count(const struct cm *c, uint64_t hash);
uint64_t cm_total(const struct cm *c);
MUST_CHECK enum err cm_merge(struct cm *into, const struct cm *from, struct why *why);
void cm_write(const struct cm *c, struct buf *out);
MUST_CHECK enum err cm_read(struct str bytes, struct cm **out, struct why *why);
