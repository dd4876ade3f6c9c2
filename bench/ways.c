/* SPDX-License-Identifier: Apache-2.0 */
#include "ways.h"

#include "base/ensure.h"
#include "match/matcher.h"
#include "match/sieve.h"
#include "sense/sense.h"
#include "wire/who.h"

#include <pthread.h>

enum { BLOCK = 256 << 10, OUT_BLOCK = 64 << 10, THREADS_MAX = 64 };

/* One thread's walk through its part. */
struct walk {
	const struct ways_job *job;
	struct arena *arena;
	struct matcher *matcher;
	struct event_reader *reader;
	struct buf out;
	struct ways_tally tally;
	/* What a node does besides; NULL: nothing is counted. */
	struct sense *sense;
	struct prf *prf;
	uint64_t who; /* of the event at hand */
};

static void on_hit(void *ctx, const struct hit *h)
{
	struct walk *w = ctx;

	w->tally.hits++;
	w->tally.by_kind[h->kind]++;
	if (w->out.n > OUT_BLOCK)
		buf_clear(&w->out);
	hit_write(h, STR("memory"), STR(""), &w->out);
	if (w->sense)
		ensure(sense_hit(w->sense, h, STR(""), STR(""), w->who) == ERR_OK);
}

static struct walk start(const struct ways_job *j)
{
	struct walk w = { .job = j, .arena = arena_open() };
	struct match_options o = { .now = { 1767225600000000 } };

	w.matcher = matcher_open(j->g, NULL, o);
	if (j->lines != EVENTS_GUESS)
		ensure(event_reader_open(w.arena, j->lines, STR(""), &w.reader, NULL) == ERR_OK);
	return w;
}

static struct ways_tally stop(struct walk *w)
{
	event_reader_close(w->reader);
	matcher_close(w->matcher);
	arena_close(w->arena);
	buf_fini(&w->out);
	return w->tally;
}

static void count_event(struct walk *w, const struct event *ev)
{
	struct passing p = passing_of(ev);
	struct addr client = { 0 };

	event_client(ev, &client);
	who_fill(w->prf, &client, &p, 1);
	w->who = p.who;
	sense_passing(w->sense, &p, 1);
}

static void strict_line(struct walk *w, struct str line, uint64_t number)
{
	struct event ev;
	bool found = false;

	if (event_read(w->reader, line, number, &ev, &found, NULL) != ERR_OK)
		w->tally.refused++;
	else if (found) {
		w->tally.events++;
		if (w->sense)
			count_event(w, &ev);
		matcher_event(w->matcher, &ev, on_hit, w);
	}
}

static void strict_lines(struct walk *w)
{
	struct str rest = w->job->bytes, line;

	while (rest.n && str_split(&rest, '\n', &line))
		strict_line(w, line, ++w->tally.lines);
}

static struct sieve *sieve_for(const struct walk *w)
{
	if (!w->reader)
		return sieve_open_events(w->job->g, NULL);
	return sieve_open(w->job->g, NULL, w->reader, w->sense != NULL, w->prf,
			  (enum sieve_isa)w->job->isa);
}

/* Whole lines, about BLOCK bytes of them. */
static struct str next_block(struct str *rest)
{
	size_t n = rest->n;
	struct str block;

	if (n > BLOCK) {
		const char *end = memrchr(rest->p, '\n', BLOCK);

		if (!end)
			end = memchr(rest->p, '\n', rest->n);
		n = end ? (size_t)(end - rest->p) + 1 : n;
	}
	block = str_cut(*rest, 0, n);
	*rest = str_cut(*rest, n, rest->n);
	return block;
}

static void sieved(struct walk *w, struct str block, const struct sieve_block *b)
{
	w->tally.events += b->events;
	if (w->sense)
		sense_passing(w->sense, b->passing, b->events);
	for (size_t i = sieve_next(b, 0); i < b->lines; i = sieve_next(b, i + 1)) {
		w->tally.suspects++;
		strict_line(w, sieve_line(block, b, i), w->tally.lines + i + 1);
	}
	w->tally.lines += b->lines;
}

static void sieve_lines(struct walk *w, struct sieve *s)
{
	struct str rest = w->job->bytes;

	while (rest.n) {
		struct str block = next_block(&rest);
		struct sieve_block b;

		for (; block.n; block = str_cut(block, b.start[b.lines], block.n)) {
			sieve_block(s, block, &b);
			sieved(w, block, &b);
		}
	}
}

static void stream_batch(struct walk *w, struct sieve *sieve, const struct event *ev, size_t n)
{
	uint64_t ask = n < 64 ? (1ull << n) - 1 : ~0ull;

	if (sieve)
		ask = sieve_events(sieve, ev, n);
	w->tally.events += n;
	w->tally.suspects += (uint64_t)__builtin_popcountll(ask);
	for (; ask; ask &= ask - 1)
		matcher_event(w->matcher, &ev[__builtin_ctzll(ask)], on_hit, w);
}

static void stream_all(struct walk *w, struct sieve *sieve)
{
	struct event_stream *s;
	struct event ev[EVENT_BATCH];
	struct str rest = w->job->bytes;

	ensure(event_stream_open(w->arena, w->job->stream, &s, NULL) == ERR_OK);
	while (rest.n) {
		struct str block = str_cut(rest, 0, BLOCK);
		size_t n = 1;

		rest = str_cut(rest, block.n, rest.n);
		event_stream_give(s, block, !rest.n);
		while (n) {
			if (event_stream_next(s, ev, &n, NULL) != ERR_OK)
				w->tally.refused++;
			else if (n)
				stream_batch(w, sieve, ev, n);
		}
	}
	w->tally.lines = event_stream_counts(s).records;
	event_stream_close(s);
}

struct ways_tally ways_strict(const struct ways_job *j)
{
	struct walk w = start(j);

	if (j->lines != EVENTS_GUESS)
		strict_lines(&w);
	else
		stream_all(&w, NULL);
	return stop(&w);
}

bool ways_readable(const struct ways_job *j)
{
	struct arena *a = arena_open();
	struct event_stream *s = NULL;
	bool ok = j->lines != EVENTS_GUESS || event_stream_open(a, j->stream, &s, NULL) == ERR_OK;

	event_stream_close(s);
	arena_close(a);
	return ok;
}

bool ways_has_fast(const struct ways_job *j)
{
	struct walk w = start(j);
	struct sieve *s = sieve_for(&w);
	bool fast = s != NULL;

	sieve_close(s);
	stop(&w);
	return fast;
}

struct ways_tally ways_fast(const struct ways_job *j)
{
	struct walk w = start(j);
	struct sieve *s = sieve_for(&w);

	ensure(s);
	if (w.reader)
		sieve_lines(&w, s);
	else
		stream_all(&w, s);
	sieve_close(s);
	return stop(&w);
}

struct ways_tally ways_counted(const struct ways_job *j)
{
	struct prf_key key = { "a key of the day" };
	struct sense_place place = { { STR("sensor"), STR("130000"), { 1767225600000000 } },
				     STR("2026-01-01") };
	struct walk w = start(j);
	struct sieve *s;

	w.prf = prf_open(&key);
	w.sense = sense_open(place);
	s = sieve_for(&w);
	ensure(s && w.reader);
	sieve_lines(&w, s);
	sieve_close(s);
	sense_close(w.sense);
	prf_close(w.prf);
	return stop(&w);
}

int ways_next_isa(const struct ways_job *j, int isa)
{
	if (j->lines == EVENTS_GUESS || !ways_has_fast(j))
		return 0;
	while (++isa < SIEVE_ISAS)
		if (sieve_isa_runs((enum sieve_isa)isa))
			return isa;
	return 0;
}

const char *ways_isa(const struct ways_job *j)
{
	struct walk w = start(j);
	struct sieve *s = sieve_for(&w);
	const char *name = !s ? "strict" : w.reader ? sieve_isa_name(sieve_isa(s)) : "batches";

	sieve_close(s);
	stop(&w);
	return name;
}

/* ---- several threads ---- */

struct part {
	struct ways_job job;
	struct ways_tally tally;
	pthread_t thread;
};

static void *run_part(void *ctx)
{
	struct part *p = ctx;

	p->tally = ways_has_fast(&p->job) ? ways_fast(&p->job) : ways_strict(&p->job);
	return NULL;
}

/* Part i of n, cut behind a newline. */
static struct str part_of(struct str all, unsigned i, unsigned n)
{
	size_t at[2] = { all.n / n * i, i + 1 == n ? all.n : all.n / n * (i + 1) };

	for (int k = 0; k < 2; k++)
		while (at[k] && at[k] < all.n && all.p[at[k] - 1] != '\n')
			at[k]++;
	return str_cut(all, at[0], at[1]);
}

static void add(struct ways_tally *to, const struct ways_tally *t)
{
	to->lines += t->lines;
	to->events += t->events;
	to->hits += t->hits;
	to->refused += t->refused;
	to->suspects += t->suspects;
	for (int k = 0; k < IND_KINDS; k++)
		to->by_kind[k] += t->by_kind[k];
}

struct ways_tally ways_threads(const struct ways_job *j, unsigned n)
{
	struct part part[THREADS_MAX];
	struct ways_tally sum = { 0 };

	ensure(n <= THREADS_MAX);
	for (unsigned i = 0; i < n; i++) {
		part[i] = (struct part){ .job = *j };
		part[i].job.bytes = part_of(j->bytes, i, n);
		ensure(!pthread_create(&part[i].thread, NULL, run_part, &part[i]));
	}
	for (unsigned i = 0; i < n; i++) {
		pthread_join(part[i].thread, NULL);
		add(&sum, &part[i].tally);
	}
	return sum;
}
