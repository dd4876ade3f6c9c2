/* SPDX-License-Identifier: Apache-2.0 */
/* writer.c - the running node's one writing thread: what waits together is committed together. */
#include "store/writer_int.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "store/lock.h"
#include "store/node.h"

#include <time.h>
#include <unistd.h>

struct timespec writer_after(unsigned ms)
{
	struct timespec t;

	ensure(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	t.tv_nsec += (long)ms * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

void writer_run(struct writer *w, struct job *job)
{
	pthread_mutex_lock(&w->m);
	if (w->last)
		w->last->next = job;
	else
		w->first = job;
	w->last = job;
	w->queued_ops += job->ops;
	pthread_cond_signal(&w->work);
	while (!job->done)
		pthread_cond_wait(&w->done, &w->m);
	pthread_mutex_unlock(&w->m);
}

/* A group is what came within GROUP_MS of its first, or GROUP_OPS operations. Held: w->m. */
static void gather(struct writer *w)
{
	struct timespec end = writer_after(GROUP_MS);

	while (w->queued_ops < GROUP_OPS && !w->stop) {
		if (pthread_cond_timedwait(&w->work, &w->m, &end) != 0)
			break;
	}
}

static size_t take(struct writer *w, struct job **jobs)
{
	size_t n = 0, ops = 0;

	while (w->first && n < GROUP_JOBS && (n == 0 || ops + w->first->ops <= GROUP_OPS)) {
		jobs[n] = w->first;
		ops += jobs[n]->ops;
		w->first = jobs[n++]->next;
	}
	if (!w->first)
		w->last = NULL;
	w->queued_ops -= ops;
	return n;
}

static void *write_loop(void *arg)
{
	struct writer *w = arg;
	struct job *jobs[GROUP_JOBS];

	pthread_mutex_lock(&w->m);
	for (;;) {
		size_t n;

		while (!w->first && !w->stop)
			pthread_cond_wait(&w->work, &w->m);
		if (!w->first)
			break;
		gather(w);
		n = take(w, jobs);
		pthread_mutex_unlock(&w->m);
		engine_apply(w->engine, jobs, n);
		pthread_mutex_lock(&w->m);
		for (size_t i = 0; i < n; i++)
			jobs[i]->done = true;
		pthread_cond_broadcast(&w->done);
	}
	pthread_mutex_unlock(&w->m);
	return NULL;
}

static void init_conditions(struct writer *w)
{
	pthread_cond_t *const all[] = { &w->work, &w->done, &w->slot, &w->tick };
	pthread_condattr_t attr;

	ensure(pthread_condattr_init(&attr) == 0);
	ensure(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		ensure(pthread_cond_init(all[i], &attr) == 0);
	ensure(pthread_mutex_init(&w->m, NULL) == 0);
	pthread_condattr_destroy(&attr);
}

static void fini(struct writer *w)
{
	engine_close(w->engine);
	if (w->lock >= 0)
		close(w->lock);
	pthread_cond_destroy(&w->work);
	pthread_cond_destroy(&w->done);
	pthread_cond_destroy(&w->slot);
	pthread_cond_destroy(&w->tick);
	pthread_mutex_destroy(&w->m);
	mem_free(w);
}

enum err writer_start(struct node *n, struct writer **out, struct why *why)
{
	struct writer *w = mem_zero(1, sizeof *w);
	enum err e;

	*w = (struct writer){ .node = n, .lock = -1, .sock = -1, .wake = -1 };
	init_conditions(w);
	e = lock_take(node_dir(n), &w->lock, why);
	if (e == ERR_OK)
		e = lock_sweep(node_dir(n), why);
	if (e == ERR_OK)
		e = engine_open(n, true, &w->engine, why);
	*out = NULL;
	if (e != ERR_OK) {
		fini(w);
		return e;
	}
	ensure(pthread_create(&w->thread, NULL, write_loop, w) == 0);
	checkpointer_start(w);
	*out = w;
	return ERR_OK;
}

void writer_stop(struct writer *w)
{
	if (!w)
		return;
	listener_stop(w);
	pthread_mutex_lock(&w->m);
	w->stop = true;
	pthread_cond_broadcast(&w->work);
	pthread_mutex_unlock(&w->m);
	pthread_join(w->thread, NULL);
	checkpointer_stop(w);
	fini(w);
}

enum err writer_commit(struct writer *w, struct batch *b, struct arena *a,
		       struct batch_result *result, struct why *why)
{
	struct job job = { .bytes = batch_bytes(b), .ops = batch_count(b), .a = a };
	enum err e = batch_state(b, why);

	*result = (struct batch_result){ 0 };
	if (e != ERR_OK)
		return e;
	writer_run(w, &job);
	*result = job.result;
	if (job.err != ERR_OK && why)
		*why = job.why;
	return job.err;
}
