/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_parts.h - what the files feed_*.c share; nobody else includes it.
 *
 * Each format has one function, called by feed_read() with the whole file without its byte-order
 * mark. Contract: deliver every entry in order through feed_offer() and its neighbours, go on
 * behind a bad entry, and return an error only when the file as a whole is of no use from there on.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "wire/feed.h"
#include "wire/json.h"

enum {
	FEED_LINE_MAX = 1 << 20,
	FEED_REFUSED_TEXT = 200,
	FEED_TYPE_TEXT = 60,
	FEED_JSON_ENTRY_MAX = 1 << 20
};

typedef enum err feed_part(struct str bytes, struct str map, const struct feed_sink *sink,
			   struct why *why);

feed_part feed_list_read;
feed_part feed_hosts_read;
feed_part feed_adblock_read;
feed_part feed_dnsmasq_read;
feed_part feed_unbound_read;
feed_part feed_rpz_read;
feed_part feed_csv_read;
feed_part feed_zeek_intel_read;
feed_part feed_misp_read;
feed_part feed_stix_read;
feed_part feed_warninglist_read;
feed_part feed_dump_read;

/* ---- delivering (feed_deliver.c) ---- */

/* What an entry says beside its value: ref, line, valid_from, valid_until, confidence, tlp of an
 * indicator; feed_facts() is "nothing known" at that line. */
struct indicator feed_facts(uint64_t line);

/*
 * One entry: `text` as an indicator of `kind` (IND_NONE: told by its look), or refused, or set
 * aside as personal under the word `type`. `scratch` is used and may be reset by the caller
 * between entries.
 */
void feed_offer(const struct feed_sink *sink, struct arena *scratch, enum indicator_kind kind,
		struct str type, struct str text, const struct indicator *facts);
/* A refusal with the reason in `why`; the line is added if it has none. */
void feed_refuse(const struct feed_sink *sink, uint64_t line, struct str text, struct why *why);
/* type is not empty; long words are cut. */
void feed_set_aside(const struct feed_sink *sink, uint64_t line, struct str type, bool personal);

/* ---- what the words of feeds mean (feed_words.c) ---- */

/* How an entry whose type a feed names in a word is treated. */
enum feed_use {
	FEED_USE_OTHER,    /* any other word: counted, nothing to match */
	FEED_USE_KIND,     /* an indicator of `kind`; IND_NONE: told by its look */
	FEED_USE_PERSONAL, /* about a person */
};
/* "domain", "ip-dst", "Intel::ADDR", "sha256sum", "email-src", "mutex", ... any case. */
enum feed_use feed_type_of(struct str word, enum indicator_kind *kind);

/* ---- telling formats apart ---- */

/* By the first bytes, already known to be text: feed_guess_json.c, feed_guess_text.c. */
MUST_CHECK enum err feed_guess_json(struct str head, enum feed_format *out, struct why *why);
MUST_CHECK enum err feed_guess_text(struct str head, enum feed_format *out, struct why *why);
/* Is `head` a table with columns that feed_csv_read() knows? ERR_NOTFOUND: it is no table;
 * ERR_UNSUPPORTED: it is one of another kind, and which. */
MUST_CHECK enum err feed_csv_guess(struct str head, struct why *why);

/* ---- lines of offsets that only grow ---- */

struct feed_offsets {
	struct str in;
	size_t at;
	uint64_t line;
};
struct feed_offsets feed_offsets_of(struct str in);
uint64_t feed_line_at(struct feed_offsets *l, size_t offset);

/* ---- JSON feeds ---- */

/* Limits for feeds: real ones have lone surrogates. */
struct json_limits feed_json_limits(void);
/*
 * The value whose first token was just read from `r`, as a tree in `a`: goes past it. ERR_SYNTAX
 * and ERR_LIMIT cost this value alone; false: the document itself is broken (json_error() of r).
 */
bool feed_json_value(struct json_reader *r, struct str in, enum json_tok first, struct arena *a,
		     struct json **out, enum err *e, struct why *why);

/* ---- STIX patterns (stix_pattern.c) ---- */

enum stix_verdict {
	STIX_MATCHABLE, /* at least one comparison was emitted */
	STIX_ASIDE,     /* valid, but nothing that we match */
	STIX_PERSONAL,  /* valid, about persons */
	STIX_INVALID    /* why says what and at which column */
};
struct stix_found {
	enum indicator_kind kind;
	struct str value; /* unescaped, in the arena */
};
typedef void stix_found_fn(void *ctx, const struct stix_found *f);
/* An alternative that is not matchable or is personal, beside others that may be. */
typedef void stix_aside_fn(void *ctx, struct str type, bool personal);

enum { STIX_PATTERN_MAX = 64 << 10, STIX_DEPTH_MAX = 32, STIX_COMPARISONS_MAX = 4096 };
/*
 * Reads a pattern (STIX 2.1 section 9; 2.0 is a subset). Comparisons joined by OR alone are given
 * to `found` or `aside` one by one; any other valid pattern gives one `aside` for the whole.
 * Nothing is emitted for an invalid one.
 */
MUST_CHECK enum stix_verdict stix_pattern_read(struct arena *a, struct str text,
					       stix_found_fn *found, stix_aside_fn *aside,
					       void *ctx, struct why *why);
