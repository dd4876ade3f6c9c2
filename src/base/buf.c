/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

void buf_fini(struct buf *b)
{
	mem_free(b->p);
	*b = (struct buf){ 0 };
}

char *buf_reserve(struct buf *b, size_t more)
{
	ensure(more < SIZE_MAX / 4 && b->n < SIZE_MAX / 4);
	if (b->cap - b->n < more) {
		size_t cap = b->cap ? b->cap : 64;

		while (cap - b->n < more)
			cap *= 2;
		b->p = mem_grow(b->p, cap, 1);
		b->cap = cap;
	}
	return b->p + b->n;
}

void buf_put(struct buf *b, struct str s)
{
	if (!s.n)
		return;
	memcpy(buf_reserve(b, s.n), s.p, s.n);
	b->n += s.n;
}

void buf_c(struct buf *b, char c)
{
	*buf_reserve(b, 1) = c;
	b->n++;
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, str_of(s));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	ensure(n >= 0);
	buf_reserve(b, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

void buf_u64(struct buf *b, uint64_t v)
{
	char t[20];
	size_t n = sizeof t;

	do {
		t[--n] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	buf_put(b, str_n(t + n, sizeof t - n));
}

void buf_hex(struct buf *b, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;
	char *out = buf_reserve(b, 2 * n);

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	b->n += 2 * n;
}

const char *buf_cstr(struct buf *b)
{
	*buf_reserve(b, 1) = 0;
	return b->p;
}
