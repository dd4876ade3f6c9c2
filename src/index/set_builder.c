/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set_builder.c - entries in any order become the bytes of a set.
 *
 * Entries are gathered in a batch, batches become sorted runs (set_run.h), runs are merged, equal rows folded,
 * and what is left goes into columns (set_write.h). Nothing is allocated per entry.
 */
#include "index/set.h"

#include "base/ensure.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "index/set_run.h"
#include "index/set_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { CLASSES_MAX = 1 << SORT_CLASS_BITS };
/* A batch, and how much of all others stays in memory (set.h tells the sum). */
enum { BATCH_ROWS = 1 << 20, BATCH_BYTES = 64 << 20 };

struct set_builder {
	struct set_batch batch;
	struct set_sorter sorter;
	struct set_runs runs;
	size_t batch_rows;
	uint64_t rows, text; /* given so far */
	VEC(struct set_class) classes;
	struct map *class_of; /* the bytes of a class -> its number */
	uint32_t last_class;
	uint32_t sort; /* 0 until the first entry */
	bool finished;
};

struct set_builder *set_builder_open_within(struct set_limits limits)
{
	struct set_builder *b = mem_zero(1, sizeof *b);

	b->class_of = map_open();
	b->batch_rows = limits.batch_rows ? limits.batch_rows : BATCH_ROWS;
	b->runs.memory = limits.memory ? limits.memory : SET_BUILD_MEMORY;
	b->runs.dir = limits.dir;
	b->sorter.runs = &b->runs;
	return b;
}

struct set_builder *set_builder_open(void)
{
	return set_builder_open_within((struct set_limits){ 0 });
}

void set_builder_close(struct set_builder *b)
{
	if (!b)
		return;
	set_sorter_wait(&b->sorter);
	set_batch_fini(&b->sorter.batch);
	set_batch_fini(&b->batch);
	set_runs_fini(&b->runs);
	vec_fini(&b->classes);
	map_close(b->class_of);
	mem_free(b);
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
	return value.n <= SET_VALUE_MAX && b->rows < SET_ROWS_MAX &&
	       b->text <= UINT32_MAX - SET_VALUE_MAX - SET_REF_MAX;
}

static void add_rec(struct set_builder *b, uint32_t sort, unsigned kind_class, struct str value,
		    struct str ref, uint64_t line)
{
	struct set_batch *batch = &b->batch;
	struct set_rec *r;

	ensure(!b->sort || b->sort == sort); /* indicators and warnings never mix */
	b->sort = sort;
	if (batch->recs.n >= b->batch_rows || batch->pool.n >= BATCH_BYTES)
		set_sorter_start(&b->sorter, batch);
	r = vec_push(&batch->recs);
	r->at = (uint32_t)batch->pool.n;
	r->line = line < UINT32_MAX ? (uint32_t)line : 0;
	r->kind_class = kind_class;
	r->len = (uint16_t)value.n;
	r->ref_len = (uint16_t)ref.n;
	buf_put(&batch->pool, value);
	buf_put(&batch->pool, ref);
	b->rows++;
	b->text += value.n + ref.n + sizeof(uint16_t);
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
	add_rec(b, SET_SORT_INDICATORS, (unsigned)ind->kind << SORT_CLASS_BITS | number, ind->value,
		cut_ref(ind->ref), ind->line);
	return true;
}

bool set_builder_warn(struct set_builder *b, enum warn_type type, struct str text, uint64_t line)
{
	ensure((unsigned)type < WARN_TYPES);
	if (!has_room(b, text))
		return false;
	add_rec(b, SET_SORT_WARNINGS, (unsigned)type << SORT_CLASS_BITS, text, str_n(NULL, 0),
		line);
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

/* Classes in an order of their own, so that the bytes do not depend on the order of the input; the
 * place of each old number in it, to be freed. */
static uint32_t *sort_classes(struct set_builder *b)
{
	uint32_t *now = mem_zero(b->classes.n, sizeof *now);

	if (b->classes.n > 1)
		qsort(b->classes.v, b->classes.n, sizeof *b->classes.v, class_cmp);
	for (size_t i = 0; i < b->classes.n; i++) {
		struct str key = str_n((const char *)&b->classes.v[i], sizeof *b->classes.v);
		struct map_entry *e = map_get(b->class_of, key);

		now[e->u] = (uint32_t)i;
	}
	return now;
}

/* What may differ between rows of one kind, value and reference. */
struct variant {
	uint32_t class, line;
};

/* Among equals the first line first; 0 (unknown) wraps round to the end. */
static int variant_cmp(const void *x, const void *y)
{
	const struct variant *a = x, *b = y;

	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	return a->line - 1 < b->line - 1 ? -1 : a->line != b->line;
}

/* Rows that agree in kind, value and reference. */
struct group {
	struct set_run_row row;
	VEC(struct variant) variants;
};

static bool belongs(const struct group *g, const struct set_run_row *r)
{
	return g->variants.n && g->row.kind == r->kind && g->row.head == r->head &&
	       str_eq(g->row.value, r->value) && str_eq(g->row.ref, r->ref);
}

static void put_group(struct group *g, struct set_columns *c)
{
	struct variant *v = g->variants.v;

	if (g->variants.n > 1)
		qsort(v, g->variants.n, sizeof *v, variant_cmp);
	for (size_t i = 0; i < g->variants.n; i++)
		if (i == 0 || v[i].class != v[i - 1].class)
			set_columns_row(c, g->row.kind, g->row.value, g->row.ref, v[i].class,
					v[i].line);
	g->variants.n = 0;
}

static void fill_columns(struct set_builder *b, struct set_columns *c)
{
	uint32_t *rank = sort_classes(b);
	const struct set_run_row *r;
	struct group g = { 0 };
	struct set_merge m;

	set_sorter_wait(&b->sorter);
	set_runs_add(&b->runs, &b->batch);
	set_merge_open(&m, &b->runs);
	while ((r = set_merge_next(&m))) {
		if (!belongs(&g, r)) {
			put_group(&g, c);
			g.row = *r;
		}
		*vec_push(&g.variants) =
			(struct variant){ b->classes.n ? rank[r->class] : 0, r->line };
	}
	put_group(&g, c);
	vec_fini(&g.variants);
	set_merge_fini(&m);
	mem_free(rank);
}

static enum err write_to(struct set_builder *b, struct set_out *out, struct why *why)
{
	uint32_t sort = b->sort ? b->sort : SET_SORT_INDICATORS;
	struct set_columns c;
	enum err e;

	ensure(!b->finished);
	b->finished = true;
	set_columns_open(&c, b->runs.memory, b->runs.dir);
	fill_columns(b, &c);
	set_batch_fini(&b->batch);
	set_batch_fini(&b->sorter.batch);
	set_runs_fini(&b->runs);
	e = set_columns_write(&c, sort, b->classes.v, b->classes.n, out, why);
	set_columns_close(&c);
	return e;
}

void set_builder_finish(struct set_builder *b, struct buf *out, struct sha256 *identity)
{
	struct set_out o = { .buf = out };

	ensure(write_to(b, &o, NULL) == ERR_OK); /* memory does not fail */
	*identity = o.identity;
}

enum err set_builder_write(struct set_builder *b, const char *path, struct set_written *out,
			   struct why *why)
{
	struct set_out o = { .name = path };
	enum err e;

	o.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (o.fd < 0)
		return why_set(why, ERR_IO, SAY_FILE_OPEN, A(path), A(strerror(errno)));
	e = write_to(b, &o, why);
	if (e == ERR_OK)
		file_sync(o.fd, path);
	close(o.fd);
	if (e != ERR_OK)
		unlink(path);
	*out = (struct set_written){ o.identity, o.content, o.bytes };
	return e;
}
