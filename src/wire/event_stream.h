/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_stream.h - binary logs become events: dnstap, IPFIX and NetFlow, pcap and pcapng.
 *
 * Bytes go in as they come, cut anywhere; events come out in batches, so that whoever looks them up
 * can have many memory lines on their way at once. Addresses are values with `addr` set and no text
 * (event.h); names are text.
 *
 *     event_stream_give(s, bytes, last);
 *     do event_stream_next(s, ev, &n, &why); ... while (n);
 *
 * The bytes given must stay until event_stream_next() has answered with n == 0; what is left of an
 * unfinished record then is kept inside. Events and their values live until the next call.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, ERR_UNSUPPORTED: one record (frame, message, packet) is lost, `why`
 * has its number and offset, the next call goes on behind it. ERR_CORRUPT: nothing behind this place
 * can be read (the framing is broken); all that came before was given.
 *
 * Event lines count records from 1: frames of dnstap, data records of flows, packets of captures.
 * Limits: stated in each format's file; memory is bounded whatever the input says.
 *
 * Threads: one stream, one thread. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "wire/event.h"

enum { EVENT_BATCH = 64 };

enum stream_format {
	STREAM_GUESS,
	STREAM_DNSTAP, /* in Frame Streams */
	STREAM_FLOW,   /* NetFlow v5, v9 and IPFIX, told apart by each message's version */
	STREAM_PCAP,   /* pcap and pcapng, of either byte order */
	STREAM_FORMATS
};
const char *stream_format_name(enum stream_format f);            /* "dnstap", "ipfix", "pcap" */
bool stream_format_of(struct str name, enum stream_format *out); /* also "netflow", "pcapng" */
/* From the first bytes of a file (64 are enough), or STREAM_GUESS. */
enum stream_format stream_format_guess(struct str head);

struct event_stream;

MUST_CHECK enum err event_stream_open(struct arena *a, enum stream_format format,
				      struct event_stream **out, struct why *why);
void event_stream_close(struct event_stream *s); /* before `a` is closed; accepts NULL */

/* last: nothing will follow; an unfinished record is then an error (ERR_CORRUPT). */
void event_stream_give(struct event_stream *s, struct str bytes, bool last);
/* The same for one datagram, whole, of a sender: flow templates belong to a sender and a domain.
 * STREAM_FLOW only. */
void event_stream_datagram(struct event_stream *s, struct str bytes, uint64_t sender);
/* Another input begins, whatever became of the one before: bytes, records and counts from 0. What was
 * learned stays: the templates of one file hold for the files given behind it. STREAM_FLOW only. */
void event_stream_restart(struct event_stream *s);

/* Up to EVENT_BATCH events into ev[]; *n == 0: all that was given is read. */
MUST_CHECK enum err event_stream_next(struct event_stream *s, struct event ev[static EVENT_BATCH],
				      size_t *n, struct why *why);

/* For a producer that wants answers (Frame Streams: ACCEPT, FINISH): what to send to it now; empty:
 * nothing. Taken; lives until the next call. */
struct str event_stream_reply(struct event_stream *s);

/* What was seen, for the summary: sums over the stream's life. */
struct stream_counts {
	uint64_t records;   /* frames, data records, packets: event or not */
	uint64_t no_event;  /* records that hold nothing to match (other protocols, options) */
	uint64_t unmatched; /* flow sets whose template is not (yet) known */
	uint64_t templates, options, data; /* flow sets of each kind */
	uint64_t messages;                 /* of flows */
};
struct stream_counts event_stream_counts(const struct event_stream *s);
