/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve.h - which lines of this block could hit? All others are done with (doc/decisions/0006).
 *
 * The sieve may only say no. A line it does not name cannot hit if it is well-formed UTF-8 JSON, whatever its
 * order of keys and its escapes, or separated values; a line it names, a suspect, goes through event_read() and matcher_event(),
 * which say what is true. On lines that are not well-formed it may differ from the strict reader; it
 * never reads beyond the block and its padding, and never takes a value across a line's end.
 *
 * Cost: about the look at the bytes; values are hashed where they lie and asked in batches.
 * Memory: a few bytes for each line of the largest block.
 *
 * Threads: one sieve a thread; generation and delta may be shared. Room: match.
 * May include: base wire index.
 */
#pragma once

#include "base/prf.h"
#include "index/delta.h"
#include "index/generation.h"
#include "wire/event_reader.h"
#include "wire/passing.h"

enum { SIEVE_PAD = 128 }; /* bytes that can be read behind a block */
#define SIEVE_BLOCK_MAX ((size_t)1 << 30)

/* How the bytes are looked at; all give the same. */
enum sieve_isa { SIEVE_BEST, SIEVE_PLAIN, SIEVE_AVX2, SIEVE_AVX512, SIEVE_ISAS };
const char *sieve_isa_name(enum sieve_isa isa); /* "plain", "avx2", "avx512" */
bool sieve_isa_runs(enum sieve_isa isa);        /* on this machine */

struct sieve;

/*
 * For the lines that `r` reads; it must outlive the sieve, which asks it for the columns of separated values:
 * lines must come in order, and a block's suspects be read before the next block is sieved. count: every
 * innocent event is told in sieve_block.passing; who: NULL, or what hashes their clients (it must outlive the
 * sieve). NULL where the format cannot be sieved (a map of too many keys): every line is for the strict reader.
 */
struct sieve *sieve_open(const struct generation *g, const struct delta *d,
			 const struct event_reader *r, bool count, struct prf *who,
			 enum sieve_isa isa);
void sieve_close(struct sieve *s); /* accepts NULL */
/* Another key from the next block on; of a sieve that counts. */
void sieve_who(struct sieve *s, struct prf *who);
enum sieve_isa sieve_isa(const struct sieve *s);

struct sieve_block {
	size_t lines;
	const uint32_t *start;   /* of line i in the block; start[lines]: its end */
	const uint64_t *suspect; /* bit i: line i is for the strict reader */
	/* Innocent lines that are events. A line whose only address stands in another object than the
	 * format's counts as one; no known producer writes such. */
	uint64_t events;
	const struct passing *passing; /* of those, when counted */
};
/*
 * block: whole lines (the last may lack its newline), SIEVE_BLOCK_MAX at most, SIEVE_PAD readable
 * bytes behind. What `out` points to lives until the next call. Of separated values (Zeek's TSV, CSV) only the
 * lines up to the first header are sieved: out->start[out->lines] is less than block.n, and the rest is
 * given again when the suspects have been read.
 */
void sieve_block(struct sieve *s, struct str block, struct sieve_block *out);

/* Line i of a block, without its newline. */
static inline struct str sieve_line(struct str block, const struct sieve_block *b, size_t i)
{
	size_t end = b->start[i + 1];

	if (end > b->start[i] && block.p[end - 1] == '\n')
		end--;
	return str_n(block.p + b->start[i], end - b->start[i]);
}

/* The next suspect from line `from` on, or b->lines. */
static inline size_t sieve_next(const struct sieve_block *b, size_t from)
{
	for (size_t w = from / 64; w * 64 < b->lines; w++) {
		uint64_t bits = b->suspect[w];

		if (w == from / 64)
			bits &= ~0ull << (from % 64);
		if (bits)
			return w * 64 + (size_t)__builtin_ctzll(bits);
	}
	return b->lines;
}

/* The same question for events that are there already, up to 64: bit i of the answer is ev[i]. */
struct sieve *sieve_open_events(const struct generation *g, const struct delta *d);
uint64_t sieve_events(struct sieve *s, const struct event *ev, size_t n);
