/* SPDX-License-Identifier: Apache-2.0 */
#include "index/set_run.h"

#include "base/ensure.h"
#include "index/set_file.h"

/* A row in a run: these numbers, then the value, then the reference. */
struct row_head {
	uint32_t kind_class, line;
	uint16_t len, ref_len;
};

enum { RUN_PIECE = 1 << 20 }; /* of a run that goes to a file */

void set_batch_fini(struct set_batch *b)
{
	buf_fini(&b->pool);
	vec_fini(&b->recs);
}

void set_runs_fini(struct set_runs *r)
{
	for (size_t i = 0; i < r->v.n; i++)
		overflow_close(&r->v.v[i]);
	vec_fini(&r->v);
}

static void put_row(struct overflow *s, const struct set_rec *r, const char *pool)
{
	struct row_head h = { r->kind_class, r->line, r->len, r->ref_len };
	size_t text = (size_t)r->len + r->ref_len;

	overflow_put_room(s, sizeof h + text);
	memcpy(s->b.p + s->b.n, &h, sizeof h);
	if (text)
		memcpy(s->b.p + s->b.n + sizeof h, pool + r->at, text);
	s->b.n += sizeof h + text;
}

void set_runs_add(struct set_runs *r, struct set_batch *b)
{
	enum { AHEAD = 12 };
	size_t n = b->recs.n, bytes = n * sizeof(struct row_head) + b->pool.n;
	bool in_file = r->in_memory + bytes > r->memory;
	const char *pool = b->pool.p;
	struct overflow *s;

	if (!n)
		return;
	set_sort(b->recs.v, n, pool);
	s = vec_push(&r->v);
	overflow_open(s, in_file ? RUN_PIECE : SIZE_MAX, r->dir);
	if (!in_file) {
		overflow_put_room(s, bytes);
		r->in_memory += bytes;
	}
	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(pool + b->recs.v[i + AHEAD].at);
		put_row(s, &b->recs.v[i], pool);
	}
	b->recs.n = 0;
	buf_clear(&b->pool);
}

static void *sorter_main(void *sorter)
{
	struct set_sorter *s = sorter;

	set_runs_add(s->runs, &s->batch);
	return NULL;
}

void set_sorter_wait(struct set_sorter *s)
{
	if (s->busy)
		ensure(pthread_join(s->thread, NULL) == 0);
	s->busy = false;
}

void set_sorter_start(struct set_sorter *s, struct set_batch *b)
{
	struct set_batch empty;

	set_sorter_wait(s);
	empty = s->batch;
	s->batch = *b;
	*b = empty;
	s->busy = pthread_create(&s->thread, NULL, sorter_main, s) == 0;
	if (!s->busy) /* no thread to be had: then here */
		sorter_main(s);
}

/* ---- the merge ---- */

static bool load_row(struct set_merge_cursor *c)
{
	struct set_run_row *r = &c->row;
	struct row_head h;

	if (!c->rest.n)
		return false;
	memcpy(&h, c->rest.p, sizeof h);
	r->kind = h.kind_class >> SORT_CLASS_BITS;
	r->class = h.kind_class & ((1u << SORT_CLASS_BITS) - 1);
	r->line = h.line;
	r->value = str_n(c->rest.p + sizeof h, h.len);
	r->ref = str_n(r->value.p + h.len, h.ref_len);
	r->head = text_head(r->value);
	c->rest = str_cut(c->rest, sizeof h + h.len + h.ref_len, c->rest.n);
	return true;
}

static bool is_before(const struct set_run_row *a, const struct set_run_row *b)
{
	int c;

	if (a->kind != b->kind)
		return a->kind < b->kind;
	if (a->head != b->head)
		return a->head < b->head;
	c = str_cmp(a->value, b->value);
	return (c ? c : str_cmp(a->ref, b->ref)) < 0;
}

static void sift_down(struct set_merge *m, size_t i)
{
	struct set_merge_cursor t = m->heap.v[i];

	for (;;) {
		size_t k = 2 * i + 1;

		if (k + 1 < m->heap.n && is_before(&m->heap.v[k + 1].row, &m->heap.v[k].row))
			k++;
		if (k >= m->heap.n || !is_before(&m->heap.v[k].row, &t.row))
			break;
		m->heap.v[i] = m->heap.v[k];
		i = k;
	}
	m->heap.v[i] = t;
}

void set_merge_open(struct set_merge *m, struct set_runs *r)
{
	*m = (struct set_merge){ 0 };
	for (size_t i = 0; i < r->v.n; i++) {
		struct set_merge_cursor c = { .rest = overflow_all(&r->v.v[i]) };

		if (load_row(&c))
			*vec_push(&m->heap) = c;
	}
	for (size_t i = m->heap.n / 2; i-- > 0;)
		sift_down(m, i);
}

void set_merge_fini(struct set_merge *m)
{
	vec_fini(&m->heap);
}

const struct set_run_row *set_merge_next(struct set_merge *m)
{
	struct set_merge_cursor *c = m->heap.v;

	if (!m->heap.n)
		return NULL;
	m->now = c->row;
	if (!load_row(c))
		*c = m->heap.v[--m->heap.n];
	if (m->heap.n)
		sift_down(m, 0);
	return &m->now;
}
