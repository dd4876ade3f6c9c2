/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key.h - one value that somebody asks about: is it listed, and as what?
 *
 * A key is read as an event's value would be, not as a feed's entry: a name may hold any byte, be a
 * single label or a public suffix; it simply hits or not. What it is, is told by its kind where one
 * is given, else by its form, in this order: an address (with or without port or brackets); hex of a
 * digest's length (asked as a file's digest and as a JA3 or certificate fingerprint); JA4; with
 * "://" a URL; a range "address/length"; with "/" or "?" a URL; else a host. What a person pastes
 * without fangs ("hxxp://evil[.]example") is read as it was meant.
 *
 * Asking goes through the matcher: same precedence, same validity, same revocations.
 *
 * Limits: KEY_TEXT_MAX bytes a value. Threads: a key and what it borrows belong to one.
 * Room: match. May include: base wire index.
 */
#pragma once

#include "match/matcher.h"

enum { KEY_TEXT_MAX = URL_MAX, KEY_VALUES = 2, KEY_HITS = 8 };

struct key {
	struct str asked;     /* as given, without white space around it */
	struct prefix prefix; /* a range that asks; family 0: the values below do */
	struct event_value v[KEY_VALUES];
	size_t n;
	bool has_at;
	struct instant at; /* as of when; else the matcher's now */
};

/*
 * kind IND_NONE: told by its form. Text is borrowed, or in the arena. ERR_SYNTAX: empty, or not of that
 * kind; ERR_LIMIT.
 */
MUST_CHECK enum err key_read(struct arena *a, enum indicator_kind kind, struct str text,
			     struct key *out, struct why *why);
/* {"value":TEXT, "kind"?:NAME, "at"?:RFC 3339}: an object with nothing else in it. */
MUST_CHECK enum err key_read_json(struct arena *a, struct str line, struct key *out,
				  struct why *why);

/* What hit: the most specific first, a URL before its host. It all lives until the matcher is asked
 * again. */
struct key_hits {
	struct hit v[KEY_HITS];
	size_t n;
};
void key_ask(struct matcher *m, const struct key *k, struct key_hits *out);

/* One line of NDJSON, newline included: {"value":..,"hit":false}, or with "hit":true what answered:
 * kind, indicator, source, sources, category, ref, and under "also" the other hits. */
void key_write_json(const struct key *k, const struct key_hits *hits, struct buf *out);
