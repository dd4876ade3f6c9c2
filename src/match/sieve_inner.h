/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_inner.h - what the parts of the sieve share: its state, and the ways to look at bytes.
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
#include "match/sieve_questions.h"
#include "wire/event_keys.h"
#include "wire/who.h"

/* A chunk stays in the nearest cache between the two walks over it. */
enum { SCAN_CHUNK = 4096 };
#define PLACE_ODD 0x80000000u /* with a place: the line it is in is for the strict reader */

enum { SIEVE_LAYERS = 2, DELAY = 32, DELAY4 = 32, DELAY6 = 8, NAME_ROOM = 256 + SIEVE_PAD };

#define NO_LINE UINT32_MAX

/* What is known of the line at hand, as bits of sieve.flags. */
enum {
	LINE_EVENT = 1, /* holds a value that makes it an event */
	LINE_OTHER = 2, /* holds another value: the strict reader knows what that makes it */
	LINE_TYPED = 4, /* has an event_type */
	LINE_STATS = 8, /* which says that it is none */
	LINE_ODD = 16   /* for the strict reader */
};

/* An address as it is hashed; family 0: none. */
struct line_side {
	struct prf_block block;
	uint8_t family;
};

/* What is counted of it. */
struct line_state {
	uint8_t kind, family;
	struct line_side src, dst; /* the first of either side */
	struct str time;           /* n 0 with p set: up to the next quote */
	const char *behind_src;
};

/* The last time that was read, in words: its text up to the minute, its zone with the closing quote, and
 * which bytes of it that is. Of times with six digits behind the point; else zone_mask is 0. */
struct usual_time {
	uint64_t minute[2], zone, zone_mask;
};

/* EVE's keys of what is counted, as `"timestamp":`; empty in other formats. They are looked up in the
 * lines that pass: to look for them in all lines would cost more. */
struct counted_keys {
	struct str time, src_port, dst_port;
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
	/* the same as lines() for separated values; may stop early (sieve_columns.h) */
	void (*columns)(struct sieve *s, const char *begin, const char *end);
};
extern const struct scan scan_plain, scan_avx2, scan_avx512;

extern unsigned char sieve_shuffles[81][16]; /* for scan_ipv4.inc */

enum { TYPE_SLOTS = 16 };

struct sieve_columns;

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
	struct sieve_columns *columns; /* NULL: lines of JSON only */
	bool eve, count;
	struct prf *who;
	struct counted_keys counted;

	struct question ring[DELAY];
	struct question4 ring4[SIEVE_LAYERS][DELAY4];
	struct question_url ring_url[DELAY];
	struct question6 ring6[SIEVE_LAYERS][DELAY6];
	unsigned at, at4[SIEVE_LAYERS], at6[SIEVE_LAYERS], at_url;

	/* the block at hand */
	const char *begin, *end;
	uint32_t line;          /* index of the line at hand */
	unsigned flags, needed; /* LINE_...; those that an innocent event must have */
	struct line_state now;
	struct low_name name; /* scratch of the value at hand */
	uint32_t places[SCAN_CHUNK + 64];
	uint32_t *start;
	uint64_t *suspect, *event;
	struct passing *passing; /* by line; told in order of lines afterwards */
	struct prf_block *client;
	size_t room; /* lines there is room for */

	/* the last time that was read: its text up to the minute, its zone, and the minute */
	char minute[16], zone[8];
	size_t zone_n, time_n;
	int64_t minute_us;
	struct usual_time usual;
};

/* The rare cases, the same for every scan (sieve_odd.c). bool: false, for the strict reader. */
bool sieve_odd_name(struct sieve *s, struct str text, bool is_host);
void sieve_odd_digest(struct sieve *s, struct str text);
bool sieve_target(struct sieve *s, struct str text);
bool sieve_url(struct sieve *s, struct str text);
void sieve_type(struct sieve *s, struct str text);
uint64_t sieve_word_near_begin(const struct sieve *s, const char *q);
void sieve_more_lines(struct sieve *s);
/* What passes of the line that ends at `end` (sieve_passing.c). */
bool sieve_line_passing(struct sieve *s, const char *end);

static inline struct type_seen *sieve_type_slot(struct sieve *s, uint64_t word)
{
	return &s->types[word * 0x9E3779B97F4A7C15u >> 60];
}

static inline void sieve_forget(struct sieve *s)
{
	s->now.kind = s->now.family = s->now.src.family = s->now.dst.family = 0;
	s->now.time = (struct str){ 0 };
	s->now.behind_src = NULL;
}

static inline void sieve_suspect(struct sieve *s, uint32_t line)
{
	s->suspect[line / 64] |= 1ull << (line % 64);
}
