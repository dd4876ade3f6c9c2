/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf.h - bytes that grow: output being written, a line being gathered.
 *
 * `struct buf b = { 0 };` is an empty buffer. The holder owns the memory and ends it with
 * buf_fini(). buf_str() borrows: it dies at the next write.
 *
 * Threads: one buffer, one thread. Room: base. May include: libc.
 */
#pragma once

#include "base/str.h"

#include <stddef.h>

struct buf {
	char *p;
	size_t n, cap;
};

void buf_fini(struct buf *b);
static inline void buf_clear(struct buf *b)
{
	b->n = 0;
}

static inline struct str buf_str(const struct buf *b)
{
	return str_n(b->p, b->n);
}

/* Room for `more` bytes at the end; returns where they go. Add what you wrote to b->n. */
char *buf_reserve(struct buf *b, size_t more);
void buf_put(struct buf *b, struct str s);
void buf_c(struct buf *b, char c);
void buf_puts(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_u64(struct buf *b, uint64_t v);
void buf_hex(struct buf *b, const void *bytes, size_t n); /* lower case */
/* The bytes as a C string (a NUL is put behind them, not counted). */
const char *buf_cstr(struct buf *b);
