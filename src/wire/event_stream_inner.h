/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_stream_inner.h - what the files of the event streams share. Private to them.
 *
 * event_stream.c holds the bytes, cut anywhere, and shows a format what lies ready; a format takes
 * whole units (frame, message, block) off the front, and says how many bytes the next one needs where
 * they are not there yet. So a format never sees half a unit, keeps no bytes, and does not ask
 * whether the input has ended: what is missing at the end is told here, for all formats alike.
 *
 * A `next` of a format, until stream_full(out) or the bytes are used up:
 *   - looks at in->bytes from in->used on, adds to in->used what it took (headers, units, also beyond
 *     in->bytes.n: what is still to come of a unit that it does not want is dropped unseen);
 *   - sets in->need, and returns, when the next unit has more bytes than there are: its length from
 *     its first byte, or of as much of its head as says the length. At most STREAM_UNIT_MAX.
 *   - may return with in->need == 0 only if all bytes are used, or out is full. With a full `out` in
 *     the middle of a unit it keeps the unit unused and remembers in its state how far it came: it is
 *     called again with the same bytes from that unit's first on (perhaps at another address).
 *   - returns an error with in->used behind the unit that it concerns. Events that were put before,
 *     also of that very unit, are given first.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "base/bytes.h"
#include "wire/dns_message.h"
#include "wire/event_stream.h"

enum {
	STREAM_UNIT_MAX = 2 << 20, /* a format's own limit is lower */
	/* Room for any event while a batch is not full, DNS messages apart: stream_room(). */
	STREAM_EVENT_VALUES = 32,
	STREAM_EVENT_TEXT = 8192, /* a URL */
};

struct stream_in {
	struct str bytes;
	uint64_t offset; /* of bytes.p[0] in the stream; for sentences */
	bool datagram; /* bytes are one datagram, whole, of `sender`; nothing may be carried over */
	uint64_t sender;
	uint64_t used; /* set by the format */
	size_t need;
};

/* What a batch has gathered. Values of one event lie one behind the other. */
struct stream_out {
	struct event *ev; /* EVENT_BATCH */
	size_t n;
	struct dns_room room; /* values and text of the batch; for any format, not for DNS alone */
	struct buf *text, *values; /* whose memory the room is */
	bool full;
	struct stream_counts *counts;
};

static inline bool stream_full(const struct stream_out *o)
{
	return o->n == EVENT_BATCH || o->full ||
	       o->room.v_cap - o->room.v_n < STREAM_EVENT_VALUES ||
	       o->room.text_cap - o->room.text_n < STREAM_EVENT_TEXT;
}

void stream_more(struct stream_out *o, size_t text, size_t values);

/* Is there room for the DNS messages of a unit of n bytes, whatever they say? Else the batch is full: the
 * unit is read with the next one. */
static inline bool stream_room(struct stream_out *o, size_t n)
{
	size_t values = n / DNS_NAME_BYTES_MIN, text;

	values = values < DNS_VALUES_MAX ? values : DNS_VALUES_MAX;
	text = values * DNS_NAME_TEXT_MAX + STREAM_EVENT_TEXT;
	values += STREAM_EVENT_VALUES;
	if (o->room.text_cap - o->room.text_n >= text && o->room.v_cap - o->room.v_n >= values)
		return true;
	o->full = o->n > 0;
	if (!o->full)
		stream_more(o, text, values);
	return !o->full;
}

/* A new event at the end of the batch: no values yet, number counts->records. */
static inline struct event *stream_event(struct stream_out *o, enum event_kind kind)
{
	struct event *ev = &o->ev[o->n++];

	*ev = (struct event){ .kind = kind,
			      .line = o->counts->records,
			      .v = o->room.v + o->room.v_n };
	return ev;
}

/* An address for the newest event, 4 or 16 bytes, else none; its first one also says the event's
 * family. */
static inline void stream_addr_bytes(struct stream_out *o, struct event *ev, enum field field,
				     struct str bytes)
{
	struct event_value *v = &o->room.v[o->room.v_n];

	*v = (struct event_value){ .field = field };
	if (!addr_of_bytes(bytes.p, bytes.n, &v->addr))
		return;
	o->room.v_n++;
	ev->n++;
	if (!ev->family)
		ev->family = v->addr.family;
}

static inline void stream_addr(struct stream_out *o, struct event *ev, enum field field,
			       const struct addr *a)
{
	o->room.v[o->room.v_n++] = (struct event_value){ .field = field, .addr = *a };
	ev->n++;
	if (!ev->family)
		ev->family = a->family;
}

/* Seconds and microseconds since 1970; beyond the year 9999 the event has no time. */
static inline void stream_time(struct event *ev, uint64_t sec, uint64_t us)
{
	ev->has_time = sec < 253402300800u && us < US_PER_SECOND;
	if (ev->has_time)
		ev->time.us = (int64_t)(sec * US_PER_SECOND + us);
}

/* The error of a DNS message in the record at `offset`; its values before the fault stay. */
enum err stream_dns_fault(enum dns_fault fault, uint64_t offset, struct why *why);

struct stream_ops {
	const char *name;
	void *(*open)(struct arena *a);
	void (*close)(void *state); /* may be NULL */
	enum err (*next)(void *state, struct stream_in *in, struct stream_out *out,
			 struct why *why);
	/* What to send back to the producer now; taken. May be NULL. */
	struct str (*reply)(void *state);
	/* Another input begins. NULL: a stream reads only one. */
	void (*restart)(void *state);
};

/* NULL where a format is not built. */
extern const struct stream_ops stream_dnstap, stream_flow, stream_pcap;
