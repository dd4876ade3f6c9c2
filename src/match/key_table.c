/* SPDX-License-Identifier: Apache-2.0 */
#include "match/key_table.h"

#include "base/ensure.h"

enum { BUCKETS = 8, ANY = 256, KEY_LONGEST = 1024 };

/* What one bucket lets through: for each of the three bytes a set of values. */
struct bucket {
	uint64_t set[KEY_TAIL][4];
	bool used;
};

/* The three bytes that end a key, ANY where every byte will do. */
static void tail_of(struct str key, unsigned tail[KEY_TAIL])
{
	for (unsigned k = 0; k < KEY_TAIL; k++) {
		size_t back = KEY_TAIL - k; /* 1: the last byte */

		tail[k] = back <= key.n     ? (unsigned char)key.p[key.n - back] :
			  back == key.n + 1 ? '"' :
					      ANY;
	}
}

static void let(struct bucket *b, const unsigned tail[KEY_TAIL])
{
	for (unsigned k = 0; k < KEY_TAIL; k++)
		for (unsigned c = 0; c < 256; c++)
			if (tail[k] == c || tail[k] == ANY)
				b->set[k][c / 64] |= 1ull << (c % 64);
	b->used = true;
}

static unsigned set_size(const uint64_t set[4])
{
	unsigned n = 0;

	for (unsigned i = 0; i < 4; i++)
		n += (unsigned)__builtin_popcountll(set[i]);
	return n;
}

/* How many tails a bucket lets through. */
static uint64_t width(const struct bucket *b)
{
	uint64_t w = b->used;

	for (unsigned k = 0; k < KEY_TAIL; k++)
		w *= set_size(b->set[k]);
	return w;
}

/* Each tail goes where it widens least what is let through. */
static void place(struct bucket *buckets, const unsigned tail[KEY_TAIL])
{
	uint64_t least = UINT64_MAX;
	unsigned best = 0;

	for (unsigned i = 0; i < BUCKETS; i++) {
		struct bucket with = buckets[i];
		uint64_t grown;

		let(&with, tail);
		grown = width(&with) - width(&buckets[i]);
		if (grown < least) {
			least = grown;
			best = i;
		}
	}
	let(&buckets[best], tail);
}

static void spread_halves(struct key_table *t, const struct bucket *buckets)
{
	for (unsigned i = 0; i < BUCKETS; i++)
		for (unsigned k = 0; k < KEY_TAIL; k++)
			for (unsigned c = 0; c < 256; c++) {
				if (!(buckets[i].set[k][c / 64] >> (c % 64) & 1))
					continue;
				t->whole[k][c & 127] |= (uint8_t)(1u << i);
				t->low[k][c & 15] |= (uint8_t)(1u << i);
				t->high[k][c >> 4] |= (uint8_t)(1u << i);
			}
}

/* The word that stands before the closing quote: the key's end, and its opening quote if it fits. */
static struct key_entry entry_of(const struct event_key *k)
{
	struct key_entry e = { .n = (uint16_t)k->text.n,
			       .class_ = (uint8_t)k->class_,
			       .field = (uint8_t)k->field,
			       .kind = (uint8_t)k->kind,
			       .roles = k->roles,
			       .tells = k->kind || k->roles };
	struct str key = k->text;
	unsigned char bytes[8] = { 0 };
	size_t n = key.n < 8 ? key.n + 1 : 8;

	for (size_t i = 0; i < n; i++)
		bytes[8 - n + i] = (unsigned char)(key.n < 8 ? (i ? key.p[i - 1] : '"') :
							       key.p[key.n - 8 + i]);
	memcpy(&e.word, bytes, 8);
	e.mask = n == 8 ? ~0ull : ~0ull << (8 * (8 - n));
	e.head = key.n >= 8 ? fast_word(key.p) : 0;
	return e;
}

static bool is_plain(struct str key)
{
	for (size_t i = 0; i < key.n; i++)
		if ((unsigned char)key.p[i] < 0x20 || key.p[i] == '"' || key.p[i] == '\\')
			return false;
	return key.n > 0 && key.n <= KEY_LONGEST;
}

struct filling {
	struct key_table *t;
	struct key_entry *entry;
	struct str *text;
	size_t n;
};

/* `front`: what stands before the opening quote of a key of one byte, which is found under it. */
static void chain(struct filling *f, struct key_entry e, struct str text, unsigned front)
{
	uint16_t *slot = &f->t->slot[key_slot(e.word | (uint64_t)front << 40)];

	e.next = *slot;
	f->text[f->n] = text;
	f->entry[f->n++] = e;
	*slot = (uint16_t)f->n;
}

void key_table_make(struct key_table *t, struct arena *a, const struct event_key *keys, size_t n)
{
	/* what JSON lets stand before a key */
	static const char fronts[] = "{, \t\r";
	struct bucket buckets[BUCKETS] = { 0 };
	size_t room = n * (sizeof fronts - 1) + 1;
	struct filling fill = { t, arena_array(a, struct key_entry, room),
				arena_array(a, struct str, room), 0 };

	ensure(n <= EVENT_KEYS_MAX);
	*t = (struct key_table){ .entry = fill.entry, .text = fill.text };
	for (size_t i = 0; i < n; i++) {
		struct str text = str_keep(a, keys[i].text);
		unsigned tail[KEY_TAIL];

		if (!is_plain(text))
			continue;
		tail_of(text, tail);
		place(buckets, tail);
		if (text.n > 1)
			chain(&fill, entry_of(&keys[i]), text, 0);
		for (const char *f = fronts; text.n == 1 && *f; f++)
			chain(&fill, entry_of(&keys[i]), text, (unsigned char)*f);
	}
	t->n = fill.n;
	spread_halves(t, buckets);
}
