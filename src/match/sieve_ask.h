/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_ask.h - questions on their way: which cache line may hold the tag of a name, a prefix or an exact text.
 *
 * A question is asked when the value is seen and looked at when DELAY others have been put behind it:
 * until then the line has come. Everything is inline, so that each scan (scan_*.c) is compiled with it for
 * its own instructions.
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "match/sieve_inner.h"

/* Where the walk over a full bucket goes on; one in 25 is full. */
static __attribute__((noinline, unused)) void sieve_walk_on(struct sieve *s,
							    const struct question *q)
{
	const struct tags *t = s->tables[q->table];
	const struct tag_bucket *b = q->bucket;

	do {
		if (++b == t->bucket + t->buckets)
			b = t->bucket;
		if (tags_compare(b, q->tag)) {
			sieve_suspect(s, q->line);
			return;
		}
	} while (b->tag[TAGS_A_BUCKET - 1]);
}

static inline void sieve_answer(struct sieve *s, const struct question *q)
{
	if (__builtin_expect(tags_compare(q->bucket, q->tag) != 0, 0))
		sieve_suspect(s, q->line);
	else if (__builtin_expect(q->bucket->tag[TAGS_A_BUCKET - 1] != 0, 0))
		sieve_walk_on(s, q);
}

static inline void sieve_ask(struct sieve *s, unsigned table, uint64_t hash)
{
	const struct tags *t = s->tables[table];
	const struct tag_bucket *b = &t->bucket[tags_home(t, hash)];
	struct question *q = &s->ring[s->at++ % DELAY];

	__builtin_prefetch(b);
	sieve_answer(s, q);
	*q = (struct question){ b, s->line, tags_tag(hash), (uint16_t)table };
}

static inline void sieve_answer_url(struct sieve *s, const struct question_url *q)
{
	if (q->word && __builtin_expect((*q->word & q->bits) == q->bits, 0))
		sieve_suspect(s, q->line);
}

static inline void sieve_ask_url_host(struct sieve *s, const struct url_hosts *h, uint64_t hash)
{
	struct question_url *q = &s->ring_url[s->at_url++ % DELAY];
	const uint64_t *word = &h->words[((hash >> 32) * h->n) >> 32];

	__builtin_prefetch(word);
	sieve_answer_url(s, q);
	*q = (struct question_url){ word, url_hosts_bits(hash), s->line };
}

enum { TABLE_NAMES, TABLE_PREFIXES, TABLE_EXACT, TABLES };
