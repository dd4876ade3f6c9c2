/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed.h - feeds become indicators and warning entries: every list format at our border.
 *
 * A decoder gets the whole (decompressed) file and calls back for each entry, in the order of the
 * file. One bad entry costs that entry: it goes to `refused` with its line and reason. The file is
 * lost only when it is of another format as a whole (binary, broken JSON): the decoder returns the
 * error, with what it had read before already delivered.
 *
 * Counting: read = entries seen = taken + refused + unmatchable + personal. "unmatchable" are
 * well-formed things that we keep and count but cannot match (a STIX pattern with FOLLOWEDBY, a
 * mutex); "personal" are e-mail addresses, accounts, phone numbers: counted, never kept.
 *
 * Limits: file 1 GiB after decompression, line 1 MiB, JSON depth 64, CSV row 1 MiB.
 * Threads: pure. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "wire/indicator.h"

enum feed_format {
	FEED_GUESS,
	FEED_LIST,  /* one value a line; # ; ! // comments; ip:port; IP<TAB>count; FAMILY<TAB>value
		     */
	FEED_HOSTS, /* 0.0.0.0 name, 127.0.0.1 name */
	FEED_ADBLOCK,     /* ||name^ */
	FEED_DNSMASQ,     /* address=/name/..., local=/name/, server=/name/ */
	FEED_UNBOUND,     /* local-zone: "name" always_nxdomain */
	FEED_RPZ,         /* name CNAME . */
	FEED_CSV,         /* header row; known layouts, or a column map */
	FEED_ZEEK_INTEL,  /* #fields indicator indicator_type ... */
	FEED_MISP,        /* {"Event"}, {"response":[...]}, {"Attribute"}, [..] */
	FEED_STIX,        /* 2.1 and 2.0 bundles */
	FEED_WARNINGLIST, /* MISP warning list */
	FEED_DUMP,        /* a set as lines of JSON (feed_dump.h) */
	FEED_FORMATS
};
const char *feed_format_name(enum feed_format f);
bool feed_format_of(struct str name, enum feed_format *out);

/* The format from the first bytes and the file's name (may be NULL). ERR_UNSUPPORTED with what was
 * seen instead (binary, a taxonomy, a galaxy, HTML, ...), so that a person knows. */
MUST_CHECK enum err feed_guess(struct str head, const char *name, enum feed_format *out,
			       struct why *why);

/* How an entry of a warning list compares (MISP): see DESIGN section 6. */
enum warn_type { WARN_STRING, WARN_HOSTNAME, WARN_CIDR, WARN_SUBSTRING, WARN_REGEX, WARN_TYPES };
const char *warn_type_name(enum warn_type t);

struct feed_sink {
	void *ctx;
	void (*indicator)(void *ctx, const struct indicator *ind);
	/* An entry of a warning list: its text, as the list's type wants it (not canonical). */
	void (*warning)(void *ctx, enum warn_type type, struct str text, uint64_t line);
	/* An entry that is refused, with its reason (line in why, too). text is cut to 200 bytes.
	 */
	void (*refused)(void *ctx, uint64_t line, struct str text, const struct why *why);
	/* Well-formed, but not matchable, or personal. type: the feed's word ("mutex",
	 * "email-src"). */
	void (*set_aside)(void *ctx, uint64_t line, struct str type, bool personal);
	/* The feed's own name and marking, where it says them (MISP Event info, STIX, list name).
	 */
	void (*title)(void *ctx, struct str name);
};

/* map: for CSV, "domain=host,ip=address,valid_until=expires"; empty: known header names. */
MUST_CHECK enum err feed_read(enum feed_format format, struct str bytes, struct str map,
			      const struct feed_sink *sink, struct why *why);
