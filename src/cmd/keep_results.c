/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/keep_results.h"

#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"
#include "gauge/every.h"
#include "gauge/kept.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

enum { FIRST_AFTER_S = 60, LOOK_EVERY_S = 60 };

enum err keep_results(const struct node *n, const struct gauge_result *results, size_t count,
		      struct instant at, commit_fn *commit, void *door, uint64_t *rows,
		      struct why *why)
{
	struct batch *b = batch_open(STR("node"), STR("measures"));
	struct arena *a = arena_open();
	struct batch_result result = { 0 };
	enum err e = ERR_OK;

	*rows = 0;
	for (size_t i = 0; i < count; i++)
		kept_add(b, &results[i], at, node_pack_hash(n));
	if (batch_count(b))
		e = commit(door, b, a, &result, why);
	if (e == ERR_OK && result.refusal_count) {
		e = result.refusals[0].why.code;
		if (why)
			*why = result.refusals[0].why;
	}
	*rows = result.tallied;
	arena_close(a);
	batch_close(b);
	return e;
}

/* ---- the schedule ---- */

struct keeper {
	const struct node *node;
	const struct pack *pack;
	struct writer *writer;
	int64_t period;
	struct instant last, started; /* last: when results were kept; 0: never */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stop;
};

static enum err by_writer(void *writer, struct batch *b, struct arena *a,
			  struct batch_result *result, struct why *why)
{
	return writer_commit(writer, b, a, result, why);
}

static const struct measure **all_measures(const struct pack *p, struct arena *a, size_t *n)
{
	const struct measure *m = pack_measures(p, n);
	const struct measure **list = arena_array(a, const struct measure *, *n);

	for (size_t i = 0; i < *n; i++)
		list[i] = &m[i];
	return list;
}

/* One thread: the node has others to serve, and nobody waits for this. */
static enum err run_now(struct keeper *k, struct instant now, struct why *why)
{
	struct arena *a = arena_open();
	struct every x = { .node = k->node, .at = now, .threads = 1 };
	struct gauge_result *results;
	uint64_t rows = 0;
	size_t n;
	const struct measure **m = all_measures(k->pack, a, &n);
	enum err e = every_run(&x, m, n, a, &results, why);

	if (e == ERR_OK)
		e = keep_results(k->node, results, n, now, by_writer, k->writer, &rows, why);
	if (e == ERR_OK)
		log_say(LOG_NOTE, SAY_RUN_MEASURED, A(n), A(rows));
	arena_close(a);
	return e;
}

/* Once a period, counted from the epoch, so that the hour of the day stays the same. */
static bool is_due(const struct keeper *k, struct instant now)
{
	if (!k->last.us)
		return now.us - k->started.us >= (int64_t)FIRST_AFTER_S * US_PER_SECOND;
	return now.us / k->period > k->last.us / k->period;
}

static void look(struct keeper *k)
{
	struct instant now = clock_now();
	struct why why = { 0 };

	if (!is_due(k, now))
		return;
	k->last = now; /* also when it fails: the next period tries again */
	if (run_now(k, now, &why) != ERR_OK)
		log_why(LOG_WARN, &why);
}

static void read_last(struct keeper *k)
{
	struct reader *r = NULL;
	struct why why = { 0 };
	enum err e = reader_open(k->node, &r, &why);

	if (e == ERR_OK)
		e = kept_last(r, &k->last, &why);
	if (e != ERR_OK)
		log_why(LOG_WARN, &why);
	reader_close(r);
}

/* Called and left with the lock. */
static void rest(struct keeper *k)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += LOOK_EVERY_S;
	while (!k->stop && pthread_cond_timedwait(&k->woken, &k->lock, &until) != ETIMEDOUT)
		;
}

static void *keep(void *arg)
{
	struct keeper *k = arg;

	read_last(k);
	pthread_mutex_lock(&k->lock);
	for (rest(k); !k->stop; rest(k)) {
		pthread_mutex_unlock(&k->lock);
		look(k);
		pthread_mutex_lock(&k->lock);
	}
	pthread_mutex_unlock(&k->lock);
	return NULL;
}

struct keeper *keeper_start(const struct node *n, const struct pack *p, struct writer *w)
{
	int64_t period = kept_period(p);
	struct keeper *k;

	if (!period || !kept_has_type(n))
		return NULL;
	k = mem_zero(1, sizeof *k);
	*k = (struct keeper){
		.node = n, .pack = p, .writer = w, .period = period, .started = clock_now()
	};
	ensure(pthread_mutex_init(&k->lock, NULL) == 0);
	ensure(pthread_cond_init(&k->woken, NULL) == 0);
	ensure(pthread_create(&k->thread, NULL, keep, k) == 0);
	return k;
}

void keeper_stop(struct keeper *k)
{
	if (!k)
		return;
	pthread_mutex_lock(&k->lock);
	k->stop = true;
	pthread_cond_signal(&k->woken);
	pthread_mutex_unlock(&k->lock);
	ensure(pthread_join(k->thread, NULL) == 0);
	pthread_cond_destroy(&k->woken);
	pthread_mutex_destroy(&k->lock);
	mem_free(k);
}
