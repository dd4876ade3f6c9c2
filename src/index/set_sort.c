/* SPDX-License-Identifier: Apache-2.0 */
#include "index/set_sort.h"

#include "index/set_file.h"

#include <stdlib.h>

enum { SMALL = 48, HEAD_BYTES = 8 };

struct sorting {
	const char *pool;
	set_rec_cmp *compare;
	void *ctx;
};

static void insertion_sort(const struct sorting *s, struct set_rec *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct set_rec x = v[i];
		size_t k = i;

		for (; k > 0 && s->compare(&x, &v[k - 1], s->ctx) < 0; k--)
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

static void load_heads(const struct sorting *s, struct set_rec *v, size_t n, unsigned from)
{
	for (size_t i = 0; i < n; i++)
		v[i].head = text_head(str_cut(str_n(s->pool + v[i].at, v[i].len), from, v[i].len));
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
static void sort_run(const struct sorting *s, struct set_rec *v, size_t n, unsigned byte)
{
	size_t end[256], at = 0;

	if (n <= SMALL) {
		insertion_sort(s, v, n);
		return;
	}
	if (byte > SORT_BYTES) {
		qsort_r(v, n, sizeof *v, s->compare, s->ctx);
		return;
	}
	if (byte % HEAD_BYTES == 1)
		load_heads(s, v, n, byte - 1);
	deal_out(v, n, byte, end);
	for (unsigned d = 0; d < 256; at = end[d++])
		sort_run(s, v + at, end[d] - at, byte + 1);
}

void set_sort(struct set_rec *v, size_t n, const char *pool, set_rec_cmp *compare, void *ctx)
{
	struct sorting s = { pool, compare, ctx };

	sort_run(&s, v, n, 0);
}
