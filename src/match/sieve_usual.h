/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_usual.h - when, and who asked, of a line as nearly all of a log are: a time of the minute, zone and length
 * of the one before, and of EVE the time in front and a port of five digits behind the source's address.
 * All others are for sieve_passing.c.
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "match/sieve_inner.h"

enum { USUAL_SECONDS = 16, USUAL_FRACTION = 26 };

/* Is this the key? They have 8 to 16 bytes. Up to 16 bytes are read, if only of the padding. */
static inline bool sieve_is_key(struct str key, const char *p)
{
	return fast_word(p) == fast_word(key.p) &&
	       fast_word(p + key.n - 8) == fast_word(key.p + key.n - 8);
}

/* Each byte less '0'; and with what is added, bit 7 tells that it was more than 9. */
static inline bool sieve_five_digits(const char *p)
{
	uint64_t w = (fast_word(p) ^ 0x3030303030u) & 0xFFFFFFFFFFu;

	return !(((w + 0x7676767676u) | w) & 0x8080808080u);
}

/* Of digits in the lowest bytes of a word, the first one lowest. */
static inline unsigned sieve_two_digits(uint64_t w)
{
	return (unsigned)((w & 15) * 10 + (w >> 8 & 15));
}

static inline unsigned sieve_four_digits(uint64_t w)
{
	uint64_t pairs = w * 10 + (w >> 8); /* no byte is more than 99 */

	return (unsigned)((pairs & 0xFF) * 100 + (pairs >> 16 & 0xFF));
}

/* ":59.123456" behind the minute, the zone, and the closing quote. A colon and a point are themselves, tens of
 * seconds end at 5. */
static inline bool sieve_usual_time(const struct sieve *s, const char *p, int64_t *us)
{
	const struct usual_time *u = &s->usual;
	uint64_t w = fast_word(p + USUAL_SECONDS) ^ 0x303030302E30303Au, last;

	last = (fast_word(p + USUAL_SECONDS + 8) ^ 0x3030u) & 0xFFFF;
	if ((fast_word(p) ^ u->minute[0]) | (fast_word(p + 8) ^ u->minute[1]) |
	    ((fast_word(p + USUAL_FRACTION) ^ u->zone) & u->zone_mask) |
	    (((w + 0x767676767F767A7Fu) | w) & 0x8080808080808080u) |
	    (((last + 0x7676u) | last) & 0x8080u))
		return false;
	*us = s->minute_us + sieve_two_digits(w >> 8) * (int64_t)US_PER_SECOND +
	      sieve_four_digits(w >> 32) * 100 + sieve_two_digits(last);
	return true;
}

/* Where the usual time of the line at hand begins, or NULL. */
static inline const char *sieve_usual_place(const struct sieve *s, const char *line)
{
	if (!s->usual.zone_mask)
		return NULL;
	if (!s->counted.time.n)
		return s->now.time.n ? NULL : s->now.time.p;
	if (line[1 + s->counted.time.n] != '"' || !sieve_is_key(s->counted.time, line + 1))
		return NULL;
	return line + 1 + s->counted.time.n + 1;
}

/* Does the source's side have a port that is no service's, where it usually stands? Then it is the client's. */
static inline bool sieve_usual_port(const struct sieve *s)
{
	const char *q = s->now.behind_src;
	struct str key = s->counted.src_port;

	return q && *q == ',' && sieve_is_key(key, q + 1) && sieve_five_digits(q + 1 + key.n);
}

/* Notes what passes; the time goes where the answer points to. */
static inline int64_t *sieve_note(struct sieve *s, const struct line_side *client)
{
	struct passing *p = &s->passing[s->line];

	s->client[s->line] = client->block;
	p->who = client->family; /* not 0: there is one (who_fill_blocks) */
	p->kind = s->now.kind;
	p->family = s->now.family;
	return &p->us;
}

/* Notes what passes of the line that begins here; false: it is not as most are. */
static inline bool sieve_usual_passing(struct sieve *s, const char *line)
{
	const char *time = sieve_usual_place(s, line);
	int64_t us;

	if (!time || (s->counted.src_port.n && !sieve_usual_port(s)) ||
	    !sieve_usual_time(s, time, &us))
		return false;
	*sieve_note(s, &s->now.src) = us;
	return true;
}
