/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/every.h"

#include "base/ensure.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct shared {
	const struct every *x;
	const struct measure *const *m;
	size_t count;
	uint64_t as_of;
	struct gauge_result *results;
	atomic_size_t next;
	atomic_bool failed;
};

struct worker {
	struct shared *s;
	struct arena *a; /* of its results */
	pthread_t thread;
	bool started;
	enum err err;
	struct why why;
};

static bool is_stores(enum err e)
{
	return e == ERR_IO || e == ERR_CORRUPT || e == ERR_BUSY;
}

static enum err run_one(struct worker *w, struct reader *r, size_t i)
{
	struct gauge_result *g = &w->s->results[i];
	struct why why = { 0 };
	enum err e = gauge_run(r, w->s->m[i], w->s->x->at, w->a, g, &why);

	if (e == ERR_OK)
		return ERR_OK;
	if (is_stores(e)) {
		w->why = why;
		return e;
	}
	*g = gauge_broken(w->s->m[i], &why, w->a);
	g->as_of = reader_position(r);
	return ERR_OK;
}

static enum err take_turns(struct worker *w, struct reader *r)
{
	struct shared *s = w->s;
	enum err e = ERR_OK;

	while (e == ERR_OK && !atomic_load(&s->failed)) {
		size_t i = atomic_fetch_add(&s->next, 1);

		if (i >= s->count)
			break;
		e = run_one(w, r, i);
	}
	return e;
}

/*
 * What is asked of now is best read as now (the views of a past position cost more); only a reader that
 * sees more than the others, because somebody wrote meanwhile, looks back at their position.
 */
static enum err begin(const struct shared *s, struct reader *r, struct why *why)
{
	enum err e = reader_begin(r, s->x->as_of, why);

	if (e != ERR_OK || s->x->as_of || reader_leaves(r, NULL) == s->as_of)
		return e;
	reader_end(r);
	return reader_begin(r, s->as_of, why);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct reader *r = NULL;
	enum err e = reader_open(w->s->x->node, &r, &w->why);

	if (e == ERR_OK)
		e = begin(w->s, r, &w->why);
	if (e == ERR_OK) {
		e = take_turns(w, r);
		reader_end(r);
	}
	reader_close(r);
	w->err = e;
	if (e != ERR_OK)
		atomic_store(&w->s->failed, true);
	return NULL;
}

/* ---- out of the threads' memory ---- */

static struct str keep(struct arena *a, struct str s)
{
	return s.n ? str_keep(a, s) : STR("");
}

static struct gauge_row copy_row(struct arena *a, const struct gauge_row *from)
{
	struct gauge_row row = *from;

	row.area = keep(a, row.area);
	row.dim = keep(a, row.dim);
	row.component = keep(a, row.component);
	return row;
}

static void copy_result(struct arena *a, struct gauge_result *g)
{
	struct gauge_row *rows = arena_array(a, struct gauge_row, g->row_count);

	for (size_t i = 0; i < g->row_count; i++)
		rows[i] = copy_row(a, &g->rows[i]);
	g->rows = rows;
	g->total = copy_row(a, &g->total);
	if (g->fault) {
		struct why *why = arena_new(a, struct why);

		*why = *g->fault;
		g->fault = why;
	}
}

/* ---- all together ---- */

static unsigned threads_for(const struct every *x, size_t count)
{
	long n = x->threads ? (long)x->threads : sysconf(_SC_NPROCESSORS_ONLN);

	n = n < 1 ? 1 : n > EVERY_THREADS ? EVERY_THREADS : n;
	return (unsigned)((size_t)n > count ? count : (size_t)n);
}

/* All threads see the ledger where it is now. */
static enum err fix_position(struct shared *s, struct why *why)
{
	struct reader *r = NULL;
	enum err e;

	s->as_of = s->x->as_of;
	if (s->as_of)
		return ERR_OK;
	e = reader_open(s->x->node, &r, why);
	if (e == ERR_OK)
		s->as_of = reader_leaves(r, NULL);
	reader_close(r);
	return e;
}

static enum err run_workers(struct shared *s, struct worker *w, unsigned n, struct why *why)
{
	enum err e = ERR_OK;

	for (unsigned i = 0; i < n; i++) {
		w[i] = (struct worker){ .s = s, .a = arena_open() };
		if (i)
			w[i].started = pthread_create(&w[i].thread, NULL, work, &w[i]) == 0;
	}
	work(&w[0]); /* this thread is one of them, so that one is always there */
	for (unsigned i = 0; i < n; i++) {
		if (w[i].started)
			ensure(pthread_join(w[i].thread, NULL) == 0);
		if (w[i].err != ERR_OK && e == ERR_OK) {
			e = w[i].err;
			if (why)
				*why = w[i].why;
		}
	}
	return e;
}

enum err every_run(const struct every *x, const struct measure *const *m, size_t count,
		   struct arena *a, struct gauge_result **out, struct why *why)
{
	struct shared s = { .x = x, .m = m, .count = count };
	struct worker w[EVERY_THREADS];
	unsigned n = threads_for(x, count);
	enum err e;

	*out = s.results = arena_array(a, struct gauge_result, count);
	if (!n)
		return ERR_OK;
	atomic_init(&s.next, 0);
	atomic_init(&s.failed, false);
	e = fix_position(&s, why);
	if (e != ERR_OK)
		return e;
	e = run_workers(&s, w, n, why);
	for (size_t i = 0; i < count && e == ERR_OK; i++)
		copy_result(a, &s.results[i]);
	for (unsigned i = 0; i < n; i++)
		arena_close(w[i].a);
	return e;
}
