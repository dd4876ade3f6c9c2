/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/match_threads.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "base/prf.h"
#include "base/progress.h"
#include "base/vec.h"
#include "cmd/match_block.h"
#include "cmd/match_live.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

/* A file smaller than this is read before threads have started. */
enum { WORTH = 1 << 20, REFUSALS_KEPT = 20 };

struct refusal {
	uint64_t number;
	struct why why;
};

/* A block on its way; it belongs to whoever has it, between the queues. */
struct job {
	struct job *next;
	uint64_t seq, lines;
	struct str block;
	struct input_hold *hold;
	bool too_long; /* no block, but a line that was refused: why */
	struct why why;
	struct buf out;
	struct match_counts now;
	VEC(struct refusal) refusals;
	enum err sink_error;
};

struct worker {
	struct crew *crew;
	pthread_t thread;
	struct match_run run;
	struct arena *arena;
	struct match_lane lane;
	struct prf *prf;
	struct buf token;
	struct job *job;
};

struct crew {
	struct match_run *run;
	struct input *in;
	struct match_lane alone; /* for what one thread has to read */
	bool one;                /* from now on all */
	bool ordered;
	unsigned n;
	struct worker *workers;
	struct job *jobs;
	size_t job_count, in_flight;
	uint64_t next_seq, next_out;
	struct progress progress;
	bool (*wait)(void *ctx);

	pthread_mutex_t sink; /* around the callbacks of run */
	pthread_mutex_t mutex;
	pthread_cond_t given, finished, numbered;
	struct job *free, *todo, **todo_end, *done;
	uint64_t line, next_number; /* lines numbered so far; whose turn it is */
	bool stop;
};

static unsigned cores(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

	return n < 1 ? 1 : n > MATCH_THREADS_MAX ? MATCH_THREADS_MAX : (unsigned)n;
}

/* Do lines of this log mean the same wherever they stand? */
static bool is_stateless(struct input *in, enum event_format format)
{
	struct str head;

	if (format == EVENTS_ZEEK)
		return input_peek(in, 1, &head, NULL) == ERR_OK && head.n && head.p[0] == '{';
	return format == EVENTS_EVE || format == EVENTS_NDJSON;
}

unsigned match_threads_for(const struct match_run *run, struct input *in, enum event_format format)
{
	unsigned n = run->threads ? run->threads : input_size(in) < WORTH ? 1 : cores();

	/* a stream's commits say how many lines were read, and all of them are counted */
	return run->on_tick || run->follow || !is_stateless(in, format) ? 1 : n;
}

/* -- in a worker ------------------------------------------------------------------------------ */

static void on_event(void *ctx, const struct event *ev)
{
	struct worker *w = ctx;
	struct match_run *run = w->crew->run;

	pthread_mutex_lock(&w->crew->sink);
	run->on_event(run->ctx, ev);
	pthread_mutex_unlock(&w->crew->sink);
}

static void on_passing(void *ctx, const struct passing *p, size_t n)
{
	struct worker *w = ctx;
	struct match_run *run = w->crew->run;

	pthread_mutex_lock(&w->crew->sink);
	run->on_passing(run->ctx, p, n);
	pthread_mutex_unlock(&w->crew->sink);
}

static struct prf *who(void *ctx)
{
	return ((struct worker *)ctx)->prf;
}

static enum err on_hit(void *ctx, const struct hit *h, struct str *token)
{
	struct worker *w = ctx;
	struct match_run *run = w->crew->run;
	enum err e;

	buf_clear(&w->token);
	pthread_mutex_lock(&w->crew->sink);
	e = run->on_hit(run->ctx, h, token);
	buf_put(&w->token, *token); /* lives until the next call, which may be another thread's */
	pthread_mutex_unlock(&w->crew->sink);
	*token = buf_str(&w->token);
	return e;
}

static void keep_refusal(void *ctx, uint64_t number, const struct why *why)
{
	struct job *job = ((struct worker *)ctx)->job;

	if (job->refusals.n < REFUSALS_KEPT)
		*vec_push(&job->refusals) = (struct refusal){ number, *why };
}

/* The number of the first of this job's lines: known when all blocks before it have counted theirs. */
static uint64_t take_numbers(void *ctx, uint64_t lines)
{
	struct worker *w = ctx;
	struct crew *c = w->crew;
	uint64_t first;

	w->job->lines = lines;
	pthread_mutex_lock(&c->mutex);
	while (c->next_number != w->job->seq)
		pthread_cond_wait(&c->numbered, &c->mutex);
	first = c->line + 1;
	c->line += lines;
	c->next_number++;
	pthread_cond_broadcast(&c->numbered);
	pthread_mutex_unlock(&c->mutex);
	return first;
}

static struct job *take_job(struct crew *c)
{
	struct job *job;

	pthread_mutex_lock(&c->mutex);
	while (!c->todo && !c->stop)
		pthread_cond_wait(&c->given, &c->mutex);
	job = c->stop ? NULL : c->todo;
	if (job) {
		c->todo = job->next;
		if (!c->todo)
			c->todo_end = &c->todo;
	}
	pthread_mutex_unlock(&c->mutex);
	return job;
}

static void do_job(struct worker *w, struct job *job)
{
	w->job = job;
	w->run.now = (struct match_counts){ 0 };
	w->run.out = job->out;
	if (job->too_long)
		match_refuse(&w->run, take_numbers(w, 1), &job->why);
	else
		match_block_numbered(&w->run, &w->lane, job->block, take_numbers, w);
	job->out = w->run.out;
	w->run.out = (struct buf){ 0 };
	job->now = w->run.now;
	job->sink_error = w->run.sink_error;
	if (job->hold)
		input_give_back(job->hold);
	job->hold = NULL;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct crew *c = w->crew;

	for (struct job *job = take_job(c); job; job = take_job(c)) {
		do_job(w, job);
		pthread_mutex_lock(&c->mutex);
		job->next = c->done;
		c->done = job;
		pthread_cond_signal(&c->finished);
		pthread_mutex_unlock(&c->mutex);
	}
	return NULL;
}

/* -- in the thread that reads ----------------------------------------------------------------- */

static enum err worker_start(struct worker *w, struct crew *c, enum event_format format,
			     struct why *why)
{
	struct match_run *run = c->run;
	struct event_reader *r;
	enum err e;

	w->crew = c;
	w->arena = arena_open();
	w->run = *run;
	w->run.ctx = w;
	w->run.out = (struct buf){ 0 };
	w->run.matcher = matcher_open(run->tables->generation, run->tables->delta, run->options);
	w->run.on_event = run->on_event ? on_event : NULL;
	w->run.on_passing = run->on_passing ? on_passing : NULL;
	w->run.on_hit = run->on_hit ? on_hit : NULL;
	w->run.who = run->who ? who : NULL;
	w->run.keep_refusal = keep_refusal;
	if (run->who)
		w->prf = prf_same(run->who(run->ctx));
	e = event_reader_open(w->arena, format, run->map, &r, why);
	if (e != ERR_OK)
		return e;
	w->lane = match_lane_open(&w->run, r);
	ensure(pthread_create(&w->thread, NULL, work, w) == 0);
	return ERR_OK;
}

static void worker_end(struct worker *w)
{
	struct event_reader *r = w->lane.reader;

	match_lane_close(&w->lane);
	event_reader_close(r);
	matcher_close(w->run.matcher);
	prf_close(w->prf);
	buf_fini(&w->token);
	arena_close(w->arena);
}

static void free_job(struct job *job)
{
	if (job->hold)
		input_give_back(job->hold);
	buf_fini(&job->out);
	vec_fini(&job->refusals);
}

/* Ends the threads, whatever is still to do, and gives all blocks back. */
static void crew_end(struct crew *c)
{
	pthread_mutex_lock(&c->mutex);
	c->stop = true;
	pthread_cond_broadcast(&c->given);
	pthread_mutex_unlock(&c->mutex);
	for (unsigned i = 0; i < c->n; i++) {
		if (c->workers[i].lane.reader)
			pthread_join(c->workers[i].thread, NULL);
		worker_end(&c->workers[i]);
	}
	for (size_t i = 0; i < c->job_count; i++)
		free_job(&c->jobs[i]);
	match_lane_close(&c->alone);
	mem_free(c->workers);
	mem_free(c->jobs);
	pthread_mutex_destroy(&c->sink);
	pthread_mutex_destroy(&c->mutex);
	pthread_cond_destroy(&c->given);
	pthread_cond_destroy(&c->finished);
	pthread_cond_destroy(&c->numbered);
}

/* Signals are for the thread that reads. */
static enum err crew_start(struct crew *c, enum event_format format, unsigned threads,
			   struct why *why)
{
	enum err e = ERR_OK;
	sigset_t all, before;

	c->job_count = 2 * (size_t)threads + 2;
	c->jobs = mem_zero(c->job_count, sizeof *c->jobs);
	c->workers = mem_zero(threads, sizeof *c->workers);
	c->todo_end = &c->todo;
	for (size_t i = 0; i < c->job_count; i++) {
		c->jobs[i].next = c->free;
		c->free = &c->jobs[i];
	}
	pthread_mutex_init(&c->sink, NULL);
	pthread_mutex_init(&c->mutex, NULL);
	pthread_cond_init(&c->given, NULL);
	pthread_cond_init(&c->finished, NULL);
	pthread_cond_init(&c->numbered, NULL);
	input_keep_most(c->in, c->job_count);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	while (e == ERR_OK && c->n < threads)
		e = worker_start(&c->workers[c->n++], c, format, why);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}

/* A finished job whose turn it is, waited for if `wait`. */
static struct job *collect(struct crew *c, bool wait)
{
	struct job **at, *job;

	pthread_mutex_lock(&c->mutex);
	for (;;) {
		for (at = &c->done; *at && c->ordered && (*at)->seq != c->next_out;)
			at = &(*at)->next;
		if (*at || !wait)
			break;
		pthread_cond_wait(&c->finished, &c->mutex);
	}
	job = *at;
	if (job)
		*at = job->next;
	pthread_mutex_unlock(&c->mutex);
	return job;
}

/* What a job gave becomes the run's. */
static void take_result(struct crew *c, struct job *job)
{
	struct match_run *run = c->run;
	uint64_t unseen = job->now.refused - job->refusals.n;

	for (size_t i = 0; i < job->refusals.n; i++)
		match_refuse(run, job->refusals.v[i].number, &job->refusals.v[i].why);
	run->now.refused += unseen;
	run->now.lines += job->lines;
	run->line += job->lines;
	run->now.events += job->now.events;
	run->now.hits += job->now.hits;
	for (int k = 0; k < IND_KINDS; k++)
		run->now.by_kind[k] += job->now.by_kind[k];
	buf_put(&run->out, buf_str(&job->out));
	if (run->sink_error == ERR_OK)
		run->sink_error = job->sink_error;
	buf_clear(&job->out);
	job->refusals.n = 0;
	job->next = c->free;
	c->free = job;
	c->in_flight--;
	c->next_out++;
}

static enum err take_one(struct crew *c, bool wait, bool *took, struct why *why)
{
	struct job *job = collect(c, wait);

	*took = job != NULL;
	if (!job)
		return ERR_OK;
	take_result(c, job);
	return match_tick(c->run, c->in, &c->progress, why);
}

static enum err take_all(struct crew *c, struct why *why)
{
	enum err e = ERR_OK;
	bool took;

	while (e == ERR_OK && c->in_flight)
		e = take_one(c, true, &took, why);
	return e;
}

/* The producer is slow: nothing that is ready is kept back. */
static bool on_wait(void *ctx)
{
	struct crew *c = ctx;

	c->run->wait_error = take_all(c, &c->run->wait_why);
	return c->run->wait_error == ERR_OK && match_wait(c->run);
}

/* Lines that say what the columns of those behind them are. */
static bool has_headers(struct str block)
{
	const char *p = block.p, *end = block.p + block.n;

	while (p < end && (p = memchr(p, '#', (size_t)(end - p)))) {
		if (p == block.p || p[-1] == '\n')
			return true;
		p++;
	}
	return false;
}

static void give(struct crew *c, struct str block, const struct why *too_long)
{
	struct job *job = c->free;

	c->free = job->next;
	job->next = NULL;
	job->seq = c->next_seq++;
	job->block = block;
	job->too_long = too_long;
	if (too_long)
		job->why = *too_long;
	else
		job->hold = input_keep(c->in);
	c->in_flight++;
	pthread_mutex_lock(&c->mutex);
	*c->todo_end = job;
	c->todo_end = &job->next;
	pthread_cond_signal(&c->given);
	pthread_mutex_unlock(&c->mutex);
}

/* A block for this thread; none is on its way any more. */
static enum err do_alone(struct crew *c, struct str block, const struct why *too_long,
			 struct why *why)
{
	struct why refused = too_long ? *too_long : (struct why){ 0 };
	uint64_t n = 1;
	enum err e = take_all(c, why);

	if (e != ERR_OK)
		return e;
	if (too_long)
		match_refuse(c->run, c->run->line + 1, &refused);
	else
		n = match_block(c->run, &c->alone, block, c->run->line + 1);
	c->run->line += n;
	c->run->now.lines += n;
	return match_tick(c->run, c->in, &c->progress, why);
}

/* One step: reads a block and gives it to whoever is free. *read_error is the input's end. */
static enum err read_one(struct crew *c, enum event_format format, bool *end, enum err *read_error,
			 struct why *read_why, struct why *why)
{
	struct why block_why = { 0 };
	struct str block;
	enum err e = input_block(c->in, &block, end, &block_why);
	const struct why *too_long = e == ERR_LIMIT ? &block_why : NULL;

	if (e != ERR_OK && !too_long) {
		*read_error = e;
		*read_why = block_why;
		*end = true;
	}
	if (*end)
		return ERR_OK;
	c->one = c->one || (format == EVENTS_ZEEK && !too_long && has_headers(block));
	if (c->one)
		return do_alone(c, block, too_long, why);
	give(c, block, too_long);
	return ERR_OK;
}

static enum err run_crew(struct crew *c, enum event_format format, struct why *why)
{
	enum err e = ERR_OK, read_error = ERR_OK;
	struct why read_why = { 0 };
	bool end = false, took;

	while (e == ERR_OK && (!end || c->in_flight)) {
		bool can_read = !end && c->free && !match_live_stopped(c->run);

		if (can_read)
			e = read_one(c, format, &end, &read_error, &read_why, why);
		else if (!c->in_flight)
			break;
		if (e == ERR_OK)
			e = take_one(c, !can_read || (end && c->in_flight), &took, why);
	}
	if (e == ERR_OK && read_error != ERR_OK) {
		*why = read_why;
		e = read_error;
	}
	return e;
}

enum err match_threads(struct match_run *run, struct input *in, enum event_format format,
		       struct event_reader *r, unsigned threads, struct why *why)
{
	struct crew c = { .run = run, .in = in, .ordered = run->ordered };
	enum err e;

	c.alone = match_lane_open(run, r);
	c.progress = progress_start(SAY_MATCH_PROGRESS);
	e = crew_start(&c, format, threads, why);
	input_on_wait(in, on_wait, &c);
	if (e == ERR_OK)
		e = run_crew(&c, format, why);
	input_on_wait(in, NULL, NULL);
	crew_end(&c);
	progress_done(&c.progress);
	return e;
}
