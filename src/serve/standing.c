/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/standing.h"

#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"

#include <pthread.h>
#include <time.h>

struct standings {
	struct node_view *view;
	pthread_t thread;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t wake;
	struct standing *kept; /* or NULL */
	uint64_t slow_ns;      /* tests: at least so slow */
	bool wanted, closing;
};

static struct standing *compute(struct standings *s, struct reader *r, struct instant at)
{
	struct situation_source from = { .node = s->view->node, .pack = s->view->pack, .at = at };
	struct arena *a = arena_open();
	struct standing *t = arena_new(a, struct standing);
	uint64_t start = clock_cpu_ns();

	t->arena = a;
	t->leaves = reader_leaves(r, NULL);
	situation_load_articles(r, &from, a, &t->articles);
	t->board_err = report_load(r, &t->articles, a, &t->board, &t->board_why);
	t->cpu_ns = clock_cpu_ns() - start;
	return t;
}

/* Held: lock. */
static void let_go(struct standing *t)
{
	if (!t)
		return;
	ensure(t->holders > 0);
	if (--t->holders == 0)
		arena_close(t->arena);
}

/* Held: lock. What is older than what is kept is for its asker alone. */
static void install(struct standings *s, struct standing *t)
{
	if (t->cpu_ns < s->slow_ns)
		t->cpu_ns = s->slow_ns;
	if (s->kept && (s->kept->leaves > t->leaves || s->kept->articles.at.us > t->articles.at.us))
		return;
	let_go(s->kept);
	t->holders++;
	s->kept = t;
}

/* ---- the thread ---- */

static void compute_now(struct standings *s)
{
	struct reader *r = NULL;
	struct standing *t = NULL;
	struct why why;
	enum err e = reader_open(s->view->node, &r, &why);

	if (e == ERR_OK)
		e = reader_begin(r, 0, &why);
	if (e == ERR_OK) {
		t = compute(s, r, clock_now());
		reader_end(r);
	} else {
		log_why(LOG_WARN, &why);
	}
	reader_close(r);
	pthread_mutex_lock(&s->lock);
	if (t) {
		t->holders = 1;
		install(s, t);
		let_go(t);
	}
	pthread_mutex_unlock(&s->lock);
}

/* Held: lock. Sleeps, unless it is to end. */
static void rest(struct standings *s, uint64_t ns)
{
	struct timespec until;

	ensure(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
	ns += (uint64_t)until.tv_nsec;
	until.tv_sec += (time_t)(ns / 1000000000);
	until.tv_nsec = (long)(ns % 1000000000);
	while (!s->closing && pthread_cond_timedwait(&s->wake, &s->lock, &until) == 0)
		;
}

static void *work(void *arg)
{
	struct standings *s = arg;

	pthread_mutex_lock(&s->lock);
	while (!s->closing) {
		uint64_t start;

		if (!s->wanted) {
			pthread_cond_wait(&s->wake, &s->lock);
			continue;
		}
		s->wanted = false;
		pthread_mutex_unlock(&s->lock);
		start = clock_mono_ns();
		compute_now(s);
		pthread_mutex_lock(&s->lock);
		rest(s, (clock_mono_ns() - start) * STANDING_REST);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

struct standings *standings_open(struct node_view *v)
{
	struct standings *s = mem_zero(1, sizeof *s);
	pthread_condattr_t attr;

	s->view = v;
	ensure(pthread_condattr_init(&attr) == 0);
	ensure(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
	ensure(pthread_mutex_init(&s->lock, NULL) == 0);
	ensure(pthread_cond_init(&s->wake, &attr) == 0);
	pthread_condattr_destroy(&attr);
	ensure(pthread_create(&s->thread, NULL, work, s) == 0);
	return s;
}

void standings_close(struct standings *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->closing = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	ensure(!s->kept || s->kept->holders == 1);
	let_go(s->kept);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	mem_free(s);
}

/* ---- askers ---- */

static bool is_of(const struct standing *t, uint64_t leaves, struct instant at)
{
	return t->leaves >= leaves && t->articles.at.us / US_PER_MINUTE == at.us / US_PER_MINUTE;
}

/* Held: lock. What is kept, if it is right or if the right one takes too long; NULL: compute. */
static struct standing *ready(struct standings *s, uint64_t leaves, struct instant at)
{
	struct standing *t = s->kept;

	if (!t)
		return NULL;
	if (!is_of(t, leaves, at)) {
		if (t->cpu_ns < STANDING_PATIENCE_MS * 1000000ull)
			return NULL;
		s->wanted = true;
		pthread_cond_signal(&s->wake);
	}
	t->holders++;
	return t;
}

const struct standing *standings_get(struct standings *s, struct reader *r, struct instant at)
{
	struct standing *t;

	pthread_mutex_lock(&s->lock);
	t = ready(s, reader_leaves(r, NULL), at);
	pthread_mutex_unlock(&s->lock);
	if (t)
		return t;
	t = compute(s, r, at);
	t->holders = 1; /* the asker */
	pthread_mutex_lock(&s->lock);
	install(s, t);
	pthread_mutex_unlock(&s->lock);
	return t;
}

void standings_release(struct standings *s, const struct standing *t)
{
	pthread_mutex_lock(&s->lock);
	let_go((struct standing *)t);
	pthread_mutex_unlock(&s->lock);
}

bool standings_has_newer(struct standings *s, const struct standing *t)
{
	bool newer;

	pthread_mutex_lock(&s->lock);
	newer = s->kept != t;
	pthread_mutex_unlock(&s->lock);
	return newer;
}

void standings_test_slow(struct standings *s, uint64_t cpu_ns)
{
	pthread_mutex_lock(&s->lock);
	s->slow_ns = cpu_ns;
	if (s->kept && s->kept->cpu_ns < cpu_ns)
		s->kept->cpu_ns = cpu_ns;
	pthread_mutex_unlock(&s->lock);
}
