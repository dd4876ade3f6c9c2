/* SPDX-License-Identifier: Apache-2.0 */
#include "index/set_sort.h"

#include "index/set_file.h"

#include <stdlib.h>

enum { SMALL = 48, HEAD_BYTES = 8 };

static struct str rec_value(const struct set_rec *r, const char *pool)
{
	return str_n(pool + r->at, r->len);
}

static int rec_cmp(const void *x, const void *y, void *pool)
{
	const struct set_rec *a = x, *b = y;
	const char *p = pool;
	int c;

	if (a->kind_class >> SORT_CLASS_BITS != b->kind_class >> SORT_CLASS_BITS)
		return a->kind_class < b->kind_class ? -1 : 1;
	c = str_cmp(rec_value(a, p), rec_value(b, p));
	return c ? c :
		   str_cmp(str_n(p + a->at + a->len, a->ref_len),
			   str_n(p + b->at + b->len, b->ref_len));
}

/* The records agree in kind, and in all bytes before those in `head`. */
static bool is_before(const struct set_rec *a, const struct set_rec *b, const char *pool)
{
	return a->head != b->head ? a->head < b->head : rec_cmp(a, b, (void *)pool) < 0;
}

static void insertion_sort(struct set_rec *v, size_t n, const char *pool)
{
	for (size_t i = 1; i < n; i++) {
		struct set_rec x = v[i];
		size_t k = i;

		for (; k > 0 && is_before(&x, &v[k - 1], pool); k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

/* Byte 0 is the kind; then the bytes of the value, a missing one as 0. */
static unsigned digit(const struct set_rec *r, unsigned byte)
{
	if (byte == 0)
		return r->kind_class >> 24;
	return (unsigned)(r->head >> (8 * (HEAD_BYTES - 1 - (byte - 1) % HEAD_BYTES))) & 0xff;
}

static void load_heads(struct set_rec *v, size_t n, const char *pool, unsigned from)
{
	enum { AHEAD = 12 };

	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(pool + v[i + AHEAD].at + from);
		v[i].head = text_head(str_cut(rec_value(&v[i], pool), from, v[i].len));
	}
}

/* Puts each record into its bucket, in place; end[] becomes where each bucket ends. Texts that
 * begin alike (URLs of one host) have one bucket for long: then nothing moves. */
static void deal_out(struct set_rec *v, size_t n, unsigned byte, size_t end[256])
{
	size_t next[256] = { 0 };
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		next[digit(&v[i], byte)]++;
	for (unsigned d = 0; d < 256; d++) {
		size_t count = next[d];

		next[d] = at;
		at += count;
		end[d] = at;
	}
	for (unsigned d = 0; d < 256; d++)
		while (next[d] < end[d] && end[d] - next[d] < n) {
			struct set_rec x = v[next[d]];
			unsigned to = digit(&x, byte);

			v[next[d]] = v[next[to]];
			v[next[to]++] = x;
		}
}

/* The run agrees in all bytes before `byte`. Depth is bounded by SORT_BYTES. */
static void sort_run(struct set_rec *v, size_t n, const char *pool, unsigned byte)
{
	size_t end[256], at = 0;

	if (n < 2)
		return;
	if (byte > SORT_BYTES) {
		qsort_r(v, n, sizeof *v, rec_cmp, (void *)pool);
		return;
	}
	if (byte % HEAD_BYTES == 1)
		load_heads(v, n, pool, byte - 1);
	if (n <= SMALL && byte) {
		insertion_sort(v, n, pool);
		return;
	}
	deal_out(v, n, byte, end);
	for (unsigned d = 0; d < 256; at = end[d++])
		sort_run(v + at, end[d] - at, pool, byte + 1);
}

void set_sort(struct set_rec *v, size_t n, const char *pool)
{
	sort_run(v, n, pool, 0);
}
