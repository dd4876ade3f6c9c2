/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set_builder.c - entries in any order become the bytes of a set.
 *
 * One pool of text and one record of 24 bytes an entry (set_sort.h): nothing is allocated per entry.
 */
#include "index/set.h"

#include "base/ensure.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "index/set_file.h"
#include "index/set_sort.h"

#include <stdlib.h>

enum { CLASS_BITS = 24, CLASSES_MAX = 1 << CLASS_BITS };

struct set_builder {
	struct buf pool;
	VEC(struct set_rec) recs;
	VEC(struct set_class) classes;
	struct map *class_of; /* the bytes of a class -> its number */
	uint32_t last_class;
	uint32_t sort; /* 0 until the first entry */
};

struct set_builder *set_builder_open(void)
{
	struct set_builder *b = mem_zero(1, sizeof *b);

	b->class_of = map_open();
	return b;
}

void set_builder_close(struct set_builder *b)
{
	if (!b)
		return;
	buf_fini(&b->pool);
	vec_fini(&b->recs);
	vec_fini(&b->classes);
	map_close(b->class_of);
	mem_free(b);
}

static struct str rec_value(const struct set_builder *b, const struct set_rec *r)
{
	return str_n(b->pool.p + r->at, r->len);
}

static struct str rec_ref(const struct set_builder *b, const struct set_rec *r)
{
	return str_n(b->pool.p + r->at + r->len, r->ref_len);
}

static unsigned rec_kind(const struct set_rec *r)
{
	return r->kind_class >> CLASS_BITS;
}

static uint32_t rec_class(const struct set_rec *r)
{
	return r->kind_class & (CLASSES_MAX - 1);
}

/* The number of a class, new or known; neighbours in a feed mostly share theirs. */
static uint32_t class_number(struct set_builder *b, const struct set_class *c)
{
	struct map_entry *e;
	bool is_new;

	if (b->classes.n && memcmp(&b->classes.v[b->last_class], c, sizeof *c) == 0)
		return b->last_class;
	e = map_put(b->class_of, str_n((const char *)c, sizeof *c), &is_new);
	if (is_new) {
		e->u = b->classes.n;
		*vec_push(&b->classes) = *c;
	}
	b->last_class = (uint32_t)e->u;
	return b->last_class;
}

static bool has_room(const struct set_builder *b, struct str value)
{
	return value.n <= SET_VALUE_MAX && b->recs.n < SET_ROWS_MAX &&
	       b->pool.n <= UINT32_MAX - SET_VALUE_MAX - SET_REF_MAX;
}

static void add_rec(struct set_builder *b, uint32_t sort, unsigned kind_class, struct str value,
		    struct str ref, uint64_t line)
{
	struct set_rec *r = vec_push(&b->recs);

	ensure(!b->sort || b->sort == sort); /* indicators and warnings never mix */
	b->sort = sort;
	r->at = (uint32_t)b->pool.n;
	r->line = line < UINT32_MAX ? (uint32_t)line : 0;
	r->kind_class = kind_class;
	r->len = (uint16_t)value.n;
	r->ref_len = (uint16_t)ref.n;
	buf_put(&b->pool, value);
	buf_put(&b->pool, ref);
}

/* A reference within its limit, cut at a character border. */
static struct str cut_ref(struct str ref)
{
	size_t n = SET_REF_MAX;

	if (ref.n <= n)
		return ref;
	while (n && ((unsigned char)ref.p[n] & 0xC0) == 0x80)
		n--;
	return str_n(ref.p, n);
}

bool set_builder_add(struct set_builder *b, const struct indicator *ind)
{
	struct set_class c = { .from = ind->valid_from.us,
			       .until = ind->valid_until.us,
			       .confidence = ind->confidence,
			       .tlp = ind->tlp };
	uint32_t number;

	ensure(ind->kind > IND_NONE && ind->kind < IND_KINDS);
	if (!has_room(b, ind->value) || b->classes.n >= CLASSES_MAX)
		return false;
	number = class_number(b, &c);
	add_rec(b, SET_SORT_INDICATORS, (unsigned)ind->kind << CLASS_BITS | number, ind->value,
		cut_ref(ind->ref), ind->line);
	return true;
}

bool set_builder_warn(struct set_builder *b, enum warn_type type, struct str text, uint64_t line)
{
	ensure((unsigned)type < WARN_TYPES);
	if (!has_room(b, text))
		return false;
	add_rec(b, SET_SORT_WARNINGS, (unsigned)type << CLASS_BITS, text, str_n(NULL, 0), line);
	return true;
}

static int class_cmp(const void *x, const void *y)
{
	const struct set_class *a = x, *b = y;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->until != b->until)
		return a->until < b->until ? -1 : 1;
	if (a->confidence != b->confidence)
		return a->confidence < b->confidence ? -1 : 1;
	return (int)a->tlp - (int)b->tlp;
}

/* Classes in an order of their own, so that the bytes do not depend on the order of the input. */
static void sort_classes(struct set_builder *b)
{
	uint32_t *now = mem_zero(b->classes.n, sizeof *now);

	if (b->classes.n > 1)
		qsort(b->classes.v, b->classes.n, sizeof *b->classes.v, class_cmp);
	for (size_t i = 0; i < b->classes.n; i++) {
		struct str key = str_n((const char *)&b->classes.v[i], sizeof *b->classes.v);

		now[map_get(b->class_of, key)->u] = (uint32_t)i;
	}
	for (size_t i = 0; i < b->recs.n && b->sort == SET_SORT_INDICATORS; i++) {
		struct set_rec *r = &b->recs.v[i];

		r->kind_class = rec_kind(r) << CLASS_BITS | now[rec_class(r)];
	}
	for (size_t i = 0; i < b->classes.n; i++)
		map_get(b->class_of, str_n((const char *)&b->classes.v[i], sizeof *b->classes.v))
			->u = i;
	mem_free(now);
}

/* The order of the canonical entries; 0: they are one. */
static int rec_same_cmp(const struct set_builder *b, const struct set_rec *x,
			const struct set_rec *y)
{
	int c;

	if (rec_kind(x) != rec_kind(y))
		return rec_kind(x) < rec_kind(y) ? -1 : 1;
	c = str_cmp(rec_value(b, x), rec_value(b, y));
	if (!c)
		c = str_cmp(rec_ref(b, x), rec_ref(b, y));
	if (!c && rec_class(x) != rec_class(y))
		c = rec_class(x) < rec_class(y) ? -1 : 1;
	return c;
}

static int rec_cmp(const void *x, const void *y, void *ctx)
{
	const struct set_rec *a = x, *b = y;
	int c = rec_same_cmp(ctx, a, b);

	/* among equals the first line first; 0 (unknown) wraps round to the end */
	if (!c && a->line != b->line)
		c = a->line - 1 < b->line - 1 ? -1 : 1;
	return c;
}

static void fold_equals(struct set_builder *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->recs.n; i++)
		if (!n || rec_same_cmp(b, &b->recs.v[n - 1], &b->recs.v[i]) != 0)
			b->recs.v[n++] = b->recs.v[i];
	b->recs.n = n;
}

static void put(struct buf *out, const void *p, size_t n)
{
	buf_put(out, str_n(p, n));
}

static void put_u32(struct buf *out, uint64_t v)
{
	uint32_t x = (uint32_t)v;

	ensure(v <= UINT32_MAX);
	put(out, &x, sizeof x);
}

static void put_value_at(const struct set_builder *b, struct buf *out)
{
	uint64_t at = 0;

	for (size_t i = 0; i < b->recs.n; at += b->recs.v[i++].len)
		put_u32(out, at);
	put_u32(out, at);
}

static void put_ref_at(const struct set_builder *b, struct buf *out)
{
	uint64_t at = 0;

	for (size_t i = 0; i < b->recs.n; at += b->recs.v[i++].ref_len)
		put_u32(out, at);
	put_u32(out, at);
}

static void put_class_of(const struct set_builder *b, struct buf *out)
{
	size_t width = b->classes.n > UINT16_MAX + 1u ? 4 : 2;

	for (size_t i = 0; i < b->recs.n; i++) {
		uint32_t c = rec_class(&b->recs.v[i]);

		put(out, &c, width);
	}
}

static void put_section(const struct set_builder *b, enum set_section s, struct buf *out)
{
	switch (s) {
	case SEC_VALUE_AT:
		put_value_at(b, out);
		return;
	case SEC_VALUES:
		for (size_t i = 0; i < b->recs.n; i++)
			buf_put(out, rec_value(b, &b->recs.v[i]));
		return;
	case SEC_LINES:
		for (size_t i = 0; i < b->recs.n; i++)
			put_u32(out, b->recs.v[i].line);
		return;
	case SEC_CLASS_OF:
		put_class_of(b, out);
		return;
	case SEC_CLASSES:
		put(out, b->classes.v, b->classes.n * sizeof *b->classes.v);
		return;
	case SEC_REF_AT:
		put_ref_at(b, out);
		return;
	case SEC_REFS:
		for (size_t i = 0; i < b->recs.n; i++)
			buf_put(out, rec_ref(b, &b->recs.v[i]));
		return;
	case SEC_COUNT:
		break;
	}
	ensure(s < SEC_COUNT);
}

static bool has_refs(const struct set_builder *b)
{
	for (size_t i = 0; i < b->recs.n; i++)
		if (b->recs.v[i].ref_len)
			return true;
	return false;
}

static struct sha256 identify(const struct set_builder *b, uint32_t sort)
{
	struct set_hasher *h = set_hasher_open(sort, b->recs.n);

	for (size_t i = 0; i < b->recs.n; i++) {
		const struct set_rec *r = &b->recs.v[i];

		set_hasher_row(h, rec_kind(r), rec_value(b, r), rec_ref(b, r),
			       sort == SET_SORT_INDICATORS ? &b->classes.v[rec_class(r)] : NULL);
	}
	return set_hasher_close(h);
}

static struct set_header header_of(const struct set_builder *b, unsigned sections)
{
	struct set_header h = { .version = SET_VERSION,
				.sort = b->sort ? b->sort : SET_SORT_INDICATORS,
				.rows = b->recs.n,
				.classes = (uint32_t)b->classes.n,
				.sections = sections };

	memcpy(h.magic, SET_MAGIC, SET_MAGIC_BYTES);
	h.identity = identify(b, h.sort);
	for (size_t i = 0; i < b->recs.n; i++)
		h.kind_rows[rec_kind(&b->recs.v[i])]++;
	return h;
}

/* Header, section table, sections on multiples of 8, checksum over all before it. */
static void write_file(const struct set_builder *b, struct buf *out, struct sha256 *identity)
{
	struct set_section_entry table[SEC_COUNT] = { 0 };
	bool warnings = b->sort == SET_SORT_WARNINGS;
	unsigned last = warnings ? SEC_LINES : has_refs(b) ? SEC_REFS : SEC_CLASSES;
	struct set_header h = header_of(b, last);
	size_t base = out->n;
	struct sha256 sum;

	*identity = h.identity;
	put(out, &h, sizeof h);
	put(out, table, last * sizeof *table);
	for (unsigned s = SEC_VALUE_AT; s <= last; s++) {
		struct set_section_entry *t = &table[s - 1];

		put(out, "\0\0\0\0\0\0\0", -(out->n - base) & 7);
		*t = (struct set_section_entry){ .id = s, .at = out->n - base };
		put_section(b, (enum set_section)s, out);
		t->bytes = out->n - base - t->at;
	}
	put(out, "\0\0\0\0\0\0\0", -(out->n - base) & 7);
	h.file_bytes = out->n - base + sizeof sum;
	memcpy(out->p + base, &h, sizeof h);
	memcpy(out->p + base + sizeof h, table, last * sizeof *table);
	sum = hash_sha256(str_n(out->p + base, out->n - base));
	put(out, &sum, sizeof sum);
}

void set_builder_finish(struct set_builder *b, struct buf *out, struct sha256 *identity)
{
	sort_classes(b);
	set_sort(b->recs.v, b->recs.n, b->pool.p, rec_cmp, b);
	fold_equals(b);
	write_file(b, out, identity);
}
