/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_inner.h - the parts of the sieve that do not depend on how bytes are looked at: what a value
 * asks, and the questions on their way.
 *
 * A question is a cache line that may hold a tag. It is asked for when the value is seen and looked at
 * when DELAY others have been put behind it: until then the line has come. Everything is inline, so that
 * each scan (scan_*.c) is compiled with it for its own instructions.
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "base/ensure.h"
#include "index/names.h"
#include "index/prefixes.h"
#include "index/url_hosts.h"
#include "match/key_table.h"
#include "match/sieve.h"
#include "wire/event_keys.h"
#include "wire/who.h"

enum { SIEVE_LAYERS = 2, DELAY = 32, DELAY4 = 32, NAME_ROOM = 256 + SIEVE_PAD };

#define NO_LINE UINT32_MAX

struct question {
	const struct tag_bucket *bucket; /* NULL: none */
	uint32_t line;
	uint16_t tag;
	uint16_t table; /* of sieve.tables, for walking on from a full bucket */
};

struct question4 {
	uint32_t addr, line;
};

/* What is known of the line at hand, as bits of sieve.flags. */
enum {
	LINE_EVENT = 1, /* holds a value that makes it an event */
	LINE_OTHER = 2, /* holds another value: the strict reader knows what that makes it */
	LINE_TYPED = 4, /* has an event_type */
	LINE_STATS = 8, /* which says that it is none */
	LINE_ODD = 16,  /* for the strict reader */
	LINE_SRC_SERVICE = 32,
	LINE_DST_SERVICE = 64
};

/* What is counted of it. */
struct line_state {
	uint8_t kind, family;
	struct addr src, dst; /* the first of either side; family 0: none */
	struct str time;
};

/* A name in lower case, with room behind it. */
struct low_name {
	_Alignas(64) char p[NAME_ROOM];
	size_t n;
	uint64_t dots; /* of the first 64 bytes */
};

/* One way to look at bytes (scan_*.c). name: n bytes at p, SIEVE_PAD readable behind; false: for the
 * strict reader. */
struct scan {
	void (*lines)(struct sieve *s, const char *begin, const char *end);
	bool (*name)(struct sieve *s, const char *p, size_t n, bool is_host);
};
extern const struct scan scan_plain, scan_avx2, scan_avx512;

/* For scan_ipv4.inc; made before the first sieve is. */
extern unsigned char sieve_shuffles[81][16];

enum { TYPE_SLOTS = 16 };

/* A value of event_type that was seen, and what it means. */
struct type_seen {
	uint64_t word; /* its bytes, 8 or fewer; 0: none yet */
	uint8_t kind;
	bool stats;
};

struct sieve {
	struct arena *arena;
	struct key_table keys;
	struct generation_probes layer[SIEVE_LAYERS];
	unsigned layers;
	const struct tags *tables[SIEVE_LAYERS * 3];
	enum sieve_isa isa;
	const struct scan *scan;
	struct type_seen types[TYPE_SLOTS];
	bool eve, count;
	struct prf *who;

	struct question ring[DELAY];
	struct question4 ring4[SIEVE_LAYERS][DELAY4];
	unsigned at, at4[SIEVE_LAYERS];

	/* the block at hand */
	const char *begin, *end;
	uint32_t line;          /* index of the line at hand */
	unsigned flags, needed; /* LINE_...; those that an innocent event must have */
	struct line_state now;
	struct low_name name; /* scratch of the value at hand */
	uint32_t *start;
	uint64_t *suspect, *event;
	struct passing *passing; /* by line; told in order of lines afterwards */
	struct addr *client;
	size_t room; /* lines there is room for */

	/* the last time that was read: its text up to the minute, its zone, and the minute */
	char minute[16], zone[8];
	size_t zone_n;
	int64_t minute_us;
};

/* The rare cases, the same for every scan (sieve_odd.c). bool: false, for the strict reader. */
bool sieve_odd_name(struct sieve *s, struct str text, bool is_host);
void sieve_odd_digest(struct sieve *s, struct str text);
bool sieve_target(struct sieve *s, struct str text);
bool sieve_url(struct sieve *s, struct str text);
void sieve_type(struct sieve *s, struct str text);
uint64_t sieve_word_near_begin(const struct sieve *s, const char *q);
void sieve_more_lines(struct sieve *s);
void sieve_line_passing(struct sieve *s);

static inline struct type_seen *sieve_type_slot(struct sieve *s, uint64_t word)
{
	return &s->types[word * 0x9E3779B97F4A7C15u >> 60];
}

static inline void sieve_suspect(struct sieve *s, uint32_t line)
{
	s->suspect[line / 64] |= 1ull << (line % 64);
}

/* ---- questions ---- */

static inline bool sieve_bucket_has(const struct sieve *s, const struct question *q)
{
	const struct tags *t = s->tables[q->table];
	const struct tag_bucket *b = q->bucket;

	for (;;) {
		if (tags_compare(b, q->tag))
			return true;
		if (!b->tag[TAGS_A_BUCKET - 1])
			return false;
		if (++b == t->bucket + t->buckets)
			b = t->bucket;
	}
}

static inline void sieve_answer(struct sieve *s, struct question *q)
{
	if (q->bucket && sieve_bucket_has(s, q))
		sieve_suspect(s, q->line);
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

enum { TABLE_NAMES, TABLE_PREFIXES, TABLE_EXACT, TABLES };

/* One probe for each prefix length that occurs; the filter in front let the address through. */
static inline void sieve_ask_lengths(struct sieve *s, unsigned l, unsigned family, uint64_t high,
				     uint64_t low)
{
	const struct prefixes *p = s->layer[l].prefixes;
	unsigned bits = family == 4 ? 32 : 128;

	for (unsigned w = 0; w < 3; w++)
		for (uint64_t m = p->lens[family == 6][w]; m; m &= m - 1) {
			unsigned len = w * 64 + (unsigned)__builtin_ctzll(m);
			uint64_t h = high, lo = low;

			if (len > bits)
				continue;
			if (family == 4) {
				h = len ? h & (0xFFFFFFFFull << (32 - len) & 0xFFFFFFFFu) : 0;
			} else if (len <= 64) {
				h = len ? h & ~0ull << (64 - len) : 0;
				lo = 0;
			} else {
				lo &= ~0ull << (128 - len);
			}
			sieve_ask(s, l * TABLES + TABLE_PREFIXES,
				  prefixes_hash(p, h, lo, family, len));
		}
}

static inline void sieve_answer4(struct sieve *s, unsigned l, const struct question4 *q)
{
	if (q->line != NO_LINE && prefixes_perhaps4(s->layer[l].prefixes, q->addr)) {
		uint32_t now = s->line;

		s->line = q->line;
		sieve_ask_lengths(s, l, 4, q->addr, 0);
		s->line = now;
	}
}

static inline void sieve_ask4(struct sieve *s, uint32_t a)
{
	for (unsigned l = 0; l < s->layers; l++) {
		const struct prefixes *p = s->layer[l].prefixes;
		struct question4 *q;

		if (!p->v4_blocks)
			continue;
		q = &s->ring4[l][s->at4[l]++ % DELAY4];
		__builtin_prefetch(&p->v4_blocks[(a >> p->v4_shift) / 64]);
		sieve_answer4(s, l, q);
		*q = (struct question4){ a, s->line };
	}
}

static inline void sieve_ask6(struct sieve *s, uint64_t high, uint64_t low)
{
	for (unsigned l = 0; l < s->layers; l++)
		if (s->layer[l].prefixes->v6_bits && prefixes_perhaps6(s->layer[l].prefixes, high))
			sieve_ask_lengths(s, l, 6, high, low);
}

static inline uint64_t sieve_half(const uint8_t *b)
{
	uint64_t v;

	memcpy(&v, b, 8);
	return __builtin_bswap64(v);
}

static inline uint32_t sieve_v4(const struct addr *a)
{
	uint32_t v;

	memcpy(&v, a->b, 4);
	return __builtin_bswap32(v);
}

static inline struct addr sieve_addr4(uint32_t v)
{
	struct addr a = { .family = 4 };

	v = __builtin_bswap32(v);
	memcpy(a.b, &v, 4);
	return a;
}

static inline void sieve_ask_addr(struct sieve *s, const struct addr *a)
{
	if (a->family == 4)
		sieve_ask4(s, sieve_v4(a));
	else
		sieve_ask6(s, sieve_half(a->b), sieve_half(a->b + 8));
}

/* ---- names ---- */

static inline size_t sieve_label_start(const struct low_name *name, size_t end)
{
	if (name->n <= 64) {
		uint64_t before = end < 64 ? name->dots & ((1ull << end) - 1) : name->dots;

		return before ? 64 - (size_t)__builtin_clzll(before) : 0;
	}
	while (end && name->p[end - 1] != '.')
		end--;
	return end;
}

/* Asks for the name and all its parents, in one layer. is_host: for the URLs on them as well. */
static inline void sieve_ask_name(struct sieve *s, unsigned l, const struct low_name *name,
				  bool is_host)
{
	const struct names *names = s->layer[l].names;
	const struct url_hosts *urls = s->layer[l].url_hosts;
	bool hosts = is_host && urls->words;
	uint64_t counts = names->label_counts, h = fast_start(&names->key);
	size_t end = name->n;

	if (!counts && !hosts)
		return;
	for (unsigned labels = 1;; labels++) {
		size_t at = sieve_label_start(name, end);
		uint64_t hash;

		h = fast_chain_padded(&names->key, h, name->p + at, end - at);
		hash = fast_end(h);
		if (counts & names_label_bit(labels))
			sieve_ask(s, l * TABLES + TABLE_NAMES, hash);
		if (hosts && url_hosts_has(urls, hash))
			sieve_suspect(s, s->line);
		if (!at)
			return;
		end = at - 1;
	}
}

static inline void sieve_ask_exact(struct sieve *s, const char *p, size_t n)
{
	for (unsigned l = 0; l < s->layers; l++)
		if (s->layer[l].exact->buckets)
			sieve_ask(s, l * TABLES + TABLE_EXACT,
				  fast_whole(s->layer[l].exact_key, p, n));
}
