/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_table.h - which of a few dozen keys stands in front of this colon?
 *
 * Two questions in a row. For 64 places at once: do the last three bytes of a key end here, and a
 * quote and a colon behind them? Each key belongs to one of eight buckets; for each of the three
 * bytes two tables of 16, by the byte's low and high half, say for which buckets it is a possible
 * one (the idea of Hyperscan's Teddy). Then, for the few places left: the eight bytes in front of
 * the quote against the keys that end in these three.
 *
 * Keys shorter than three bytes take their opening quote into the pattern, and for one byte anything in
 * front of that.
 *
 * Threads: read-only once made. Room: match (private). May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/fasthash.h"
#include "wire/event_keys.h"

enum { KEY_TAIL = 3, KEY_SLOTS = 256 };

/* What is looked at for every key; its text stands in key_table.text. */
struct key_entry {
	uint64_t word, mask; /* the eight bytes in front of the closing quote, where mask is set */
	uint64_t head;       /* of longer keys: their first eight bytes */
	uint16_t next;       /* another key with the same tail, from 1; 0: none */
	uint16_t n;          /* bytes of the key */
	uint8_t class_, field, kind;
	bool roles, tells; /* tells: has a kind or roles */
};

struct key_table {
	/* [byte of the tail][half of its value]: buckets as bits */
	_Alignas(64) uint8_t low[KEY_TAIL][16], high[KEY_TAIL][16];
	/* the same for a whole byte (7 bits of it), where vectors can look up as many */
	_Alignas(64) uint8_t whole[KEY_TAIL][128];
	uint16_t slot[KEY_SLOTS]; /* by the tail's hash: an entry, from 1 */
	const struct key_entry *entry;
	const struct str *text; /* of each entry */
	size_t n;
};

/* Keys with bytes that JSON would have to escape are not looked for (no log has them). */
void key_table_make(struct key_table *t, struct arena *a, const struct event_key *keys, size_t n);

static inline unsigned key_slot(uint64_t word)
{
	return (unsigned)((word >> 40) * 0x9E3779B1u >> 16) % KEY_SLOTS;
}

/* Keys of more than eight bytes: what stands before their last eight. */
static inline bool key_front_fits(const struct key_table *t, const struct key_entry *e,
				  const char *q, size_t before)
{
	if (before <= e->n || q[-(ptrdiff_t)e->n - 1] != '"' || fast_word(q - e->n) != e->head)
		return false;
	return e->n <= 16 || memcmp(q - e->n, t->text[e - t->entry].p, e->n - 8) == 0;
}

/* The key that ends before the quote at q, or NULL. `word`: the eight bytes before q. `before`: how
 * many bytes can be read before q. */
static inline const struct key_entry *key_find(const struct key_table *t, uint64_t word,
					       const char *q, size_t before)
{
	for (unsigned i = t->slot[key_slot(word)]; i; i = t->entry[i - 1].next) {
		const struct key_entry *e = &t->entry[i - 1];

		if ((word & e->mask) != e->word)
			continue;
		if (e->n < 8) /* its opening quote is in the word */
			return e;
		if (key_front_fits(t, e, q, before))
			return e;
	}
	return NULL;
}
