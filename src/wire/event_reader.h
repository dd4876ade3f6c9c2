/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_reader.h - lines of a log become events: Suricata EVE, Zeek TSV and JSON, CSV and NDJSON
 * with a field map.
 *
 * One reader per input file; Zeek TSV and CSV learn their columns from header lines, so lines
 * must come in order. A line gives at most one event. Lines that are comments, headers, empty, or
 * of an event type that holds nothing to match give none, and are no error.
 *
 * Who is the client: the log's own roles (EVE src_ip, Zeek id.orig_h), but for an EVE record
 * whose source port is 53 and destination port is not (an answer logged in its own direction),
 * where they are swapped.
 *
 * The strict reader: the whole line must be well-formed (RFC 8259 and UTF-8 for the JSON forms).
 * Limits: line 16 MiB (a longer one is refused by intake), depth 64, values 65,536 an event.
 *
 * Threads: one reader, one thread. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "wire/event.h"

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
 * field names ("dns.query") and "time". ERR_ARG on a map that cannot be read.
 */
MUST_CHECK enum err event_reader_open(struct arena *a, enum event_format format, struct str map,
				      struct event_reader **out, struct why *why);

/*
 * Reads one line (no newline; a trailing CR is ignored). *found says whether `ev` holds an event;
 * its values live until the next call. ERR_SYNTAX: this line is lost, the next may be given.
 */
MUST_CHECK enum err event_read(struct event_reader *r, struct str line, uint64_t number,
			       struct event *ev, bool *found, struct why *why);

/* The format from the first bytes of a file (4 KiB are enough): EVE, Zeek, CSV with our names, or
 * EVENTS_GUESS when it is none of them. */
enum event_format event_format_guess(struct str head);
