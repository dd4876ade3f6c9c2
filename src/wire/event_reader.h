/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_reader.h - lines of a log become events: Suricata EVE, Zeek TSV and JSON, CSV and NDJSON
 * with a field map.
 *
 * One reader per input file; Zeek TSV and CSV learn their columns from header lines (anywhere: logs
 * are rotated and joined), so lines must come in order. A line gives at most one event. Lines that
 * are comments, headers, empty, or hold nothing to match give none, and are no error.
 *
 * Who is the client: the log's own roles (EVE src_ip, Zeek id.orig_h), but for an EVE record
 * whose source port is a service port (below 1024) and destination port is not, where they are
 * swapped: it was logged in the direction of an answer. Of an EVE fileinfo between two other ports,
 * and of Zeek's tx_hosts and rx_hosts without is_orig, both sides are clients.
 *
 * Which field is which: the tables in event_eve.c and event_zeek.c. Mail addresses, user names,
 * referrers, user agents and payloads are never read. Of DNS only the answer section is taken
 * (not authority and additional records), and of it addresses and the names of CNAME, DNAME, NS,
 * MX, PTR and SRV records. Certificate fingerprints come without their colons.
 *
 * The strict reader: the whole line must be well-formed (RFC 8259 and UTF-8 for the JSON forms), and
 * no key on a path that is read may appear twice.
 * Limits: line 16 MiB (a longer one is refused by intake), depth 64, values 65,536 an event,
 * 4,096 columns, 256 entries of a map.
 *
 * Threads: one reader, one thread. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "wire/event.h"

enum { EVENT_VALUES_MAX = 65536, EVENT_COLUMNS_MAX = 4096, EVENT_MAP_MAX = 256 };

enum event_format {
	EVENTS_GUESS,
	EVENTS_EVE,
	EVENTS_ZEEK,
	EVENTS_CSV,
	EVENTS_NDJSON,
	EVENTS_FORMATS
};
const char *
event_format_name(enum event_format f); /* "eve", "zeek" (TSV or JSON, told apart), ... */
bool event_format_of(struct str name, enum event_format *out);

struct event_reader;

/*
 * map: for CSV and NDJSON, which column or dotted key is which field: "dns.query=qname,time=ts",
 * right-hand sides are column names (or numbers, from 1) or dotted JSON paths; empty: our own
 * field names ("dns.query") and "time". With numbers alone CSV has no header line. A time is
 * RFC 3339 (UTC where it has no zone), or seconds since 1970, or milliseconds from 1e11 on.
 * ERR_ARG on a map that cannot be read, and for EVENTS_GUESS.
 * The reader's own memory is in `a` but for a scratch, which event_reader_close() gives back.
 */
MUST_CHECK enum err event_reader_open(struct arena *a, enum event_format format, struct str map,
				      struct event_reader **out, struct why *why);
void event_reader_close(struct event_reader *r); /* before `a` is closed; accepts NULL */

/*
 * Reads one line (no newline; a trailing CR is ignored). *found says whether `ev` holds an event;
 * its values live until the next call, or as long as `line` if that is shorter. ERR_SYNTAX,
 * ERR_LIMIT: this line is lost (`why` has its number and where possible the column), the next may
 * be given.
 */
MUST_CHECK enum err event_read(struct event_reader *r, struct str line, uint64_t number,
			       struct event *ev, bool *found, struct why *why);

/* The format from the first bytes of a file (4 KiB are enough): EVE, Zeek, CSV or NDJSON with our
 * names, or EVENTS_GUESS when it is none of them. */
enum event_format event_format_guess(struct str head);
