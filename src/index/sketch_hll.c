/* SPDX-License-Identifier: Apache-2.0 */
/* sketch_hll.c - a sorted list of (register, rank), or the array of all registers. */
#include "index/sketch_hll.h"

#include "base/mem.h"
#include "base/vec.h"
#include "index/sketch_form.h"

#include <math.h>

enum {
	RANK_BITS = 6,
	RANK_MASK = 63,
	SPARSE_ENTRY = 3,
	DENSE_BYTES = HLL_REGISTERS * RANK_BITS / 8
};
enum { FORM_SPARSE, FORM_DENSE };

struct hll {
	unsigned char *dense; /* or NULL: then the list */
	VEC(uint32_t) list;   /* register << 6 | rank, ascending */
};

struct hll *hll_open(void)
{
	return mem_zero(1, sizeof(struct hll));
}

void hll_close(struct hll *h)
{
	if (!h)
		return;
	vec_fini(&h->list);
	mem_free(h->dense);
	mem_free(h);
}

size_t hll_memory(const struct hll *h)
{
	return sizeof *h + h->list.cap * sizeof *h->list.v + (h->dense ? HLL_REGISTERS : 0);
}

bool hll_is_empty(const struct hll *h)
{
	if (!h->dense)
		return !h->list.n;
	for (size_t i = 0; i < HLL_REGISTERS; i++)
		if (h->dense[i])
			return false;
	return true;
}

unsigned char *hll_registers(struct hll *h)
{
	if (h->dense)
		return h->dense;
	h->dense = mem_zero(HLL_REGISTERS, 1);
	for (size_t i = 0; i < h->list.n; i++)
		h->dense[h->list.v[i] >> RANK_BITS] = h->list.v[i] & RANK_MASK;
	vec_fini(&h->list);
	return h->dense;
}

/* Where the register stands in the list, or would. */
static size_t list_place(const struct hll *h, uint32_t reg)
{
	size_t lo = 0, hi = h->list.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (h->list.v[mid] >> RANK_BITS < reg)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void raise(struct hll *h, uint32_t reg, unsigned char rank)
{
	uint32_t entry = reg << RANK_BITS | rank;
	size_t at;

	if (h->dense) {
		if (h->dense[reg] < rank)
			h->dense[reg] = rank;
		return;
	}
	at = list_place(h, reg);
	if (at < h->list.n && h->list.v[at] >> RANK_BITS == reg) {
		if (h->list.v[at] < entry)
			h->list.v[at] = entry;
		return;
	}
	if (h->list.n == HLL_SPARSE_MAX) {
		hll_registers(h)[reg] = rank;
		return;
	}
	(void)vec_push(&h->list);
	memmove(&h->list.v[at + 1], &h->list.v[at], (h->list.n - 1 - at) * sizeof entry);
	h->list.v[at] = entry;
}

void hll_add(struct hll *h, uint64_t hash)
{
	raise(h, hll_index(hash), hll_rank(hash));
}

void hll_merge(struct hll *into, const struct hll *from)
{
	if (!from->dense) {
		for (size_t i = 0; i < from->list.n; i++)
			raise(into, from->list.v[i] >> RANK_BITS, from->list.v[i] & RANK_MASK);
		return;
	}
	hll_registers(into);
	for (size_t i = 0; i < HLL_REGISTERS; i++)
		if (into->dense[i] < from->dense[i])
			into->dense[i] = from->dense[i];
}

/* ---- the estimate; names as in Ertl's paper ---- */

static void histogram(const struct hll *h, uint32_t c[HLL_RANK_MAX + 1])
{
	memset(c, 0, (HLL_RANK_MAX + 1) * sizeof *c);
	if (h->dense) {
		for (size_t i = 0; i < HLL_REGISTERS; i++)
			c[h->dense[i]]++;
		return;
	}
	c[0] = (uint32_t)(HLL_REGISTERS - h->list.n);
	for (size_t i = 0; i < h->list.n; i++)
		c[h->list.v[i] & RANK_MASK]++;
}

/* x + sum over k of x^(2^k) 2^(k-1): what the empty registers add. */
static double sigma(double x)
{
	double y = 1, z = x, last;

	if (x >= 1)
		return INFINITY;
	do {
		x *= x;
		last = z;
		z += x * y;
		y += y;
	} while (z > last);
	return z;
}

/* (1 - x - sum over k of (1 - x^(2^-k))^2 2^-k) / 3: what the full ones do. */
static double tau(double x)
{
	double y = 1, z = 1 - x, last;

	if (x <= 0 || x >= 1)
		return 0;
	do {
		x = sqrt(x);
		last = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z < last);
	return z / 3;
}

double hll_estimate(const struct hll *h)
{
	const double m = HLL_REGISTERS, alpha = 0.5 / 0.69314718055994530942;
	uint32_t c[HLL_RANK_MAX + 1];
	double z;

	histogram(h, c);
	z = m * tau(1 - c[HLL_RANK_MAX] / m);
	for (int k = HLL_RANK_MAX - 1; k >= 1; k--)
		z = 0.5 * (z + c[k]);
	z += m * sigma(c[0] / m);
	return alpha * m * m / z;
}

/* ---- bytes ---- */

/* Register i is bits 6i .. 6i+5, the lowest bit of the first byte first. */
static void pack_dense(const unsigned char *reg, struct buf *out)
{
	unsigned char *p = (unsigned char *)buf_reserve(out, DENSE_BYTES);

	for (size_t i = 0; i < HLL_REGISTERS; i += 4, p += 3) {
		uint32_t w = reg[i] | (uint32_t)reg[i + 1] << 6 | (uint32_t)reg[i + 2] << 12 |
			     (uint32_t)reg[i + 3] << 18;

		p[0] = (unsigned char)w;
		p[1] = (unsigned char)(w >> 8);
		p[2] = (unsigned char)(w >> 16);
	}
	out->n += DENSE_BYTES;
}

static void put_entry(struct buf *out, uint32_t entry)
{
	buf_c(out, (char)(entry >> 16));
	buf_c(out, (char)(entry >> 8));
	buf_c(out, (char)entry);
}

static size_t in_use(const struct hll *h)
{
	size_t n = 0;

	if (!h->dense)
		return h->list.n;
	for (size_t i = 0; i < HLL_REGISTERS; i++)
		n += h->dense[i] != 0;
	return n;
}

void hll_write(const struct hll *h, struct buf *out)
{
	size_t n = in_use(h);

	sketch_head(SKETCH_HLL, out);
	buf_c(out, n > HLL_SPARSE_MAX ? FORM_DENSE : FORM_SPARSE);
	if (n > HLL_SPARSE_MAX) {
		pack_dense(h->dense, out);
		return;
	}
	for (size_t i = 0; i < h->list.n; i++)
		put_entry(out, h->list.v[i]);
	for (uint32_t i = 0; h->dense && i < HLL_REGISTERS; i++)
		if (h->dense[i])
			put_entry(out, i << RANK_BITS | h->dense[i]);
}

static enum err read_sparse(struct hll *h, struct str s, struct why *why)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t last = 0;

	if (s.n % SPARSE_ENTRY || s.n / SPARSE_ENTRY > HLL_SPARSE_MAX)
		return sketch_bad(why, "length");
	for (size_t i = 0; i < s.n; i += SPARSE_ENTRY) {
		uint32_t entry = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
		uint32_t rank = entry & RANK_MASK;

		if (entry >> RANK_BITS >= HLL_REGISTERS || !rank || rank > HLL_RANK_MAX)
			return sketch_bad(why, "register");
		if (i && entry >> RANK_BITS <= last >> RANK_BITS)
			return sketch_bad(why, "order");
		*vec_push(&h->list) = last = entry;
	}
	return ERR_OK;
}

static enum err read_dense(struct hll *h, struct str s, struct why *why)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned char *reg = hll_registers(h);

	if (s.n != DENSE_BYTES)
		return sketch_bad(why, "length");
	for (size_t i = 0; i < HLL_REGISTERS; i++) {
		size_t bit = i * RANK_BITS;
		uint32_t w = p[bit / 8] |
			     (bit % 8 > 2 ? (uint32_t)p[bit / 8 + 1] << 8 : 0); /* two bytes */

		reg[i] = w >> bit % 8 & RANK_MASK;
		if (reg[i] > HLL_RANK_MAX)
			return sketch_bad(why, "register");
	}
	return in_use(h) > HLL_SPARSE_MAX ? ERR_OK : sketch_bad(why, "form");
}

enum err hll_read(struct str bytes, struct hll **out, struct why *why)
{
	struct hll *h;
	enum err e = sketch_behead(&bytes, SKETCH_HLL, why);
	unsigned char form;

	*out = NULL;
	if (e != ERR_OK)
		return e;
	if (!bytes.n)
		return sketch_bad(why, "length");
	form = (unsigned char)bytes.p[0];
	bytes = str_cut(bytes, 1, bytes.n);
	h = hll_open();
	e = form == FORM_SPARSE ? read_sparse(h, bytes, why) :
	    form == FORM_DENSE  ? read_dense(h, bytes, why) :
				  sketch_bad(why, "form");
	if (e == ERR_OK)
		*out = h;
	else
		hll_close(h);
	return e;
}
