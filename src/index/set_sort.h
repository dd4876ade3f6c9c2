/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set_sort.h - the records of a set under construction, and putting them in order.
 *
 * The order is kind, value, reference. Sorting millions of texts by comparing them waits for memory at
 * each comparison. Instead the records are dealt out byte by byte (radix, in place), eight bytes of text
 * being carried in the record at a time, and small runs are compared by those eight first; only runs that
 * still agree after SORT_BYTES are compared whole.
 *
 * Room: index (private). May include: base.
 */
#pragma once

#include "base/str.h"

#include <stdint.h>

enum { SORT_BYTES = 64, SORT_CLASS_BITS = 24 };

struct set_rec {
	uint64_t head; /* the eight bytes of the value that are being sorted by */
	uint32_t at;   /* the value in the pool; its reference follows it */
	uint32_t line;
	uint32_t kind_class; /* kind << 24 | class */
	uint16_t len, ref_len;
};

void set_sort(struct set_rec *v, size_t n, const char *pool);
