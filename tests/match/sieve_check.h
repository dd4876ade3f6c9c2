/* SPDX-License-Identifier: Apache-2.0 */
/* sieve_check.h - a sieve's answers beside those of the strict reader and the matcher. */
#pragma once

#include "crowd_lists.h"

/* A block in memory of its own, with the padding that is promised and nothing behind it. */
static inline struct str as_block(struct buf *b, char **own)
{
	size_t n = b->n;

	*own = malloc(n + SIEVE_PAD);
	if (n)
		memcpy(*own, b->p, n);
	memset(*own + n, '"', SIEVE_PAD); /* whatever stands there must not matter */
	buf_fini(b);
	return str_n(*own, n);
}

static inline void count_hit(void *ctx, const struct hit *h)
{
	(void)h;
	++*(size_t *)ctx;
}

static inline void assert_same(const struct sieve_block *a, const struct sieve_block *b, bool count)
{
	assert_int_equal(a->lines, b->lines);
	assert_int_equal(a->events, b->events);
	assert_memory_equal(a->start, b->start, (a->lines + 1) * sizeof *a->start);
	for (size_t i = 0; i < a->lines; i++)
		assert_int_equal(a->suspect[i / 64] >> (i % 64) & 1,
				 b->suspect[i / 64] >> (i % 64) & 1);
	for (size_t i = 0; count && i < a->events; i++) {
		assert_int_equal(a->passing[i].us, b->passing[i].us);
		assert_int_equal(a->passing[i].who, b->passing[i].who);
		assert_int_equal(a->passing[i].kind, b->passing[i].kind);
		assert_int_equal(a->passing[i].family, b->passing[i].family);
	}
}

struct check {
	struct event_reader *r;
	struct matcher *m;
	struct prf *prf;
	bool count, elsewhere, damaged;
	uint64_t number; /* of the line before */
	size_t hits, suspects, innocents;
};

static inline void assert_passing(const struct check *c, const struct event *ev,
				  const struct passing *got)
{
	struct passing want = passing_of(ev);
	struct addr client;

	event_client(ev, &client);
	who_fill(c->prf, &client, &want, 1);
	assert_int_equal(got->us, want.us);
	assert_int_equal(got->kind, want.kind);
	assert_int_equal(got->family, want.family);
	assert_int_equal(got->who, want.who);
}

/* Every line by the strict reader. Lines of JSON must be well-formed, without keys twice; or the log is damaged:
 * of a block of JSON then only what hits is asked. */
static inline void check_lines(struct check *c, struct str block, const struct sieve_block *b)
{
	size_t events = 0;
	struct str text = str_trim(block);
	bool broken = c->damaged && text.n && *text.p == '{';

	for (size_t i = 0; i < b->lines; i++) {
		bool suspect = b->suspect[i / 64] >> (i % 64) & 1, found;
		struct str line = sieve_line(block, b, i);
		struct event ev;
		struct why why;
		size_t hits = 0;
		enum err e = event_read(c->r, line, ++c->number, &ev, &found, &why);

		if (e == ERR_OK && found)
			matcher_event(c->m, &ev, count_hit, &hits);
		c->hits += hits;
		c->suspects += suspect;
		c->innocents += !suspect;
		if (suspect)
			continue;
		if (hits || (e != ERR_OK && !broken))
			fail_msg("line %zu is no suspect, but %s: %.*s", i,
				 hits ? "hits" : "refused", STR_FMT(line));
		if (found && c->count && !broken)
			assert_passing(c, &ev, &b->passing[events]);
		events += found;
	}
	/* an address in another object may make a line look like an event (match/sieve.h) */
	if (!c->elsewhere && !broken)
		assert_int_equal(events, b->events);
}
