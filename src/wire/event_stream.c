/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_stream.c - holds the bytes for the formats: what was given, what is left of an unfinished
 * unit, what is to be dropped.
 *
 * Bytes are read where they lie in what was given. Only a unit that crosses from one gift to the next is
 * gathered in `held`, and no byte more than it, so that reading goes on in the gift behind it. `held`
 * changes only while the batch is empty: events borrow from it.
 */
#include "base/ensure.h"
#include "wire/event_stream_inner.h"

/* They grow to what the largest DNS message may need. */
enum { TEXT_FIRST = 128 << 10, VALUES_FIRST = 4096 };

struct event_stream {
	const struct stream_ops *ops;
	void *state;
	struct str given; /* not yet read */
	bool last, datagram;
	uint64_t sender;
	struct buf held; /* its bytes from held_at on come before those of given */
	size_t held_at;
	uint64_t skip;   /* to be dropped from what comes */
	uint64_t offset; /* of the first byte not read */
	struct stream_counts counts;
	struct buf values, text; /* room of which only what is used is touched */
	struct why pending;      /* pending.code: told by the next call */
	bool dead;               /* nothing can be read any more */
};

/* ---- formats ---- */

static const struct stream_ops *const formats[STREAM_FORMATS] = {
	[STREAM_DNSTAP] = &stream_dnstap,
	[STREAM_FLOW] = &stream_flow,
	[STREAM_PCAP] = &stream_pcap,
};

const char *stream_format_name(enum stream_format f)
{
	static const char *const names[STREAM_FORMATS] = { "", "dnstap", "ipfix", "pcap" };

	ensure(f < STREAM_FORMATS);
	return names[f];
}

bool stream_format_of(struct str name, enum stream_format *out)
{
	static const struct {
		const char *name;
		enum stream_format format;
	} names[] = {
		{ "dnstap", STREAM_DNSTAP }, { "ipfix", STREAM_FLOW },  { "netflow", STREAM_FLOW },
		{ "pcap", STREAM_PCAP },     { "pcapng", STREAM_PCAP },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(name, str_of(names[i].name))) {
			*out = names[i].format;
			return true;
		}
	return false;
}

/* A control frame that begins a stream or a connection (event_dnstap.c). */
static bool is_frame_stream(struct str head)
{
	return head.n >= 12 && be32(head.p) == 0 && be32(head.p + 4) >= 4 &&
	       be32(head.p + 4) <= 512 && (be32(head.p + 8) == 2 || be32(head.p + 8) == 4);
}

static bool is_capture(struct str head)
{
	static const char magic[][5] = {
		"\xA1\xB2\xC3\xD4", "\xD4\xC3\xB2\xA1", "\xA1\xB2\x3C\x4D",
		"\x4D\x3C\xB2\xA1", "\x0A\x0D\x0D\x0A",
	};

	for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
		if (head.n >= 12 && memcmp(head.p, magic[i], 4) == 0)
			return i < 4 || be32(head.p + 8) == 0x1A2B3C4D ||
			       be32(head.p + 8) == 0x4D3C2B1A;
	return false;
}

/* A version, with a length that can be (10) or a count: of v5 any, since a wrong one must be told as
 * such. Files of nfdump are called by their name. */
static bool is_flow(struct str head)
{
	enum { NFCAPD = 0xA50C, NFCAPD_SWAPPED = 0x0CA5 };
	unsigned version, n;

	if (head.n < 16)
		return false;
	version = be16(head.p);
	n = be16(head.p + 2);
	return ((version == 5 || version == 9) && n >= 1) || (version == 10 && n >= 16) ||
	       version == NFCAPD || version == NFCAPD_SWAPPED;
}

enum stream_format stream_format_guess(struct str head)
{
	if (is_frame_stream(head))
		return STREAM_DNSTAP;
	if (is_capture(head))
		return STREAM_PCAP;
	return is_flow(head) ? STREAM_FLOW : STREAM_GUESS;
}

enum err stream_dns_fault(enum dns_fault fault, uint64_t offset, struct why *why)
{
	switch (fault) {
	case DNS_QUESTIONS:
		return why_set(why, ERR_LIMIT, SAY_DNS_QUESTIONS, A(offset), A(DNS_QUESTIONS_MAX));
	case DNS_ROOM:
		return why_set(why, ERR_LIMIT, SAY_DNS_ROOM, A(offset));
	case DNS_NAME:
		return why_set(why, ERR_SYNTAX, SAY_DNS_NAME, A(offset));
	case DNS_DATA:
		return why_set(why, ERR_SYNTAX, SAY_DNS_DATA, A(offset));
	default:
		return why_set(why, ERR_SYNTAX, SAY_DNS_SHORT, A(offset));
	}
}

/* ---- open, close, give ---- */

enum err event_stream_open(struct arena *a, enum stream_format format, struct event_stream **out,
			   struct why *why)
{
	struct event_stream *s = arena_new(a, struct event_stream);

	*out = NULL;
	ensure(format < STREAM_FORMATS);
	s->ops = formats[format];
	if (!s->ops || !s->ops->next)
		return why_set(why, ERR_UNSUPPORTED, SAY_STREAM_NOT_BUILT,
			       A(stream_format_name(format)));
	buf_reserve(&s->values, VALUES_FIRST * sizeof(struct event_value));
	buf_reserve(&s->text, TEXT_FIRST);
	s->state = s->ops->open(a);
	*out = s;
	return ERR_OK;
}

void event_stream_close(struct event_stream *s)
{
	if (!s)
		return;
	if (s->ops->close)
		s->ops->close(s->state);
	buf_fini(&s->held);
	buf_fini(&s->values);
	buf_fini(&s->text);
}

void event_stream_give(struct event_stream *s, struct str bytes, bool last)
{
	ensure(!s->given.n && !s->last);
	s->given = bytes;
	s->last = last;
}

void event_stream_datagram(struct event_stream *s, struct str bytes, uint64_t sender)
{
	ensure(!s->given.n && s->held.n == 0);
	s->given = bytes;
	s->datagram = true;
	s->sender = sender;
}

struct stream_counts event_stream_counts(const struct event_stream *s)
{
	return s->counts;
}

struct str event_stream_reply(struct event_stream *s)
{
	return s->ops->reply ? s->ops->reply(s->state) : (struct str){ 0 };
}

/* ---- the bytes ---- */

static struct str held_rest(const struct event_stream *s)
{
	return str_n(s->held.p + s->held_at, s->held.n - s->held_at);
}

static struct str ready(const struct event_stream *s)
{
	return s->held.n > s->held_at ? held_rest(s) : s->given;
}

/* Takes n bytes off the front; what is not there yet is dropped when it comes. */
static void drop(struct event_stream *s, uint64_t n)
{
	size_t held = s->held.n - s->held_at, part;

	s->offset += n;
	part = n < held ? (size_t)n : held;
	s->held_at += part;
	n -= part;
	part = n < s->given.n ? (size_t)n : s->given.n;
	s->given = str_cut(s->given, part, s->given.n);
	s->skip = n - part;
}

static void drop_skipped(struct event_stream *s)
{
	size_t part = s->skip < s->given.n ? (size_t)s->skip : s->given.n;

	s->given = str_cut(s->given, part, s->given.n);
	s->skip -= part;
}

static void drop_all(struct event_stream *s)
{
	s->held.n = s->held_at = 0;
	s->given = (struct str){ 0 };
	s->skip = 0;
}

/* Makes `need` bytes lie together in `held`, or all that there are; false: nothing came. */
static bool gather(struct event_stream *s, size_t need)
{
	struct str rest = held_rest(s);
	size_t more;

	ensure(need > rest.n && need <= STREAM_UNIT_MAX);
	if (s->held_at) {
		memmove(s->held.p, rest.p, rest.n);
		s->held.n = rest.n;
		s->held_at = 0;
	}
	more = need - rest.n < s->given.n ? need - rest.n : s->given.n;
	buf_put(&s->held, str_cut(s->given, 0, more));
	s->given = str_cut(s->given, more, s->given.n);
	return more > 0;
}

void event_stream_restart(struct event_stream *s)
{
	ensure(s->ops->restart);
	drop_all(s);
	s->last = s->datagram = s->dead = false;
	s->offset = 0;
	s->counts = (struct stream_counts){ 0 };
	s->pending.code = ERR_OK;
	s->ops->restart(s->state);
}

/* ---- next ---- */

/* An error behind events of the same batch waits for the next call. */
static enum err tell(struct event_stream *s, const struct why *w, size_t n, struct why *why)
{
	if (w->code == ERR_CORRUPT) {
		s->dead = true;
		if (!n)
			drop_all(s);
	}
	if (n) {
		s->pending = *w;
		return ERR_OK;
	}
	if (why)
		*why = *w;
	return w->code;
}

static enum err tell_pending(struct event_stream *s, struct why *why)
{
	struct why w = s->pending;

	s->pending.code = ERR_OK;
	return tell(s, &w, 0, why);
}

/* All that was given is read; an error where the input should not end here. Of a datagram only that
 * one is lost. */
static enum err at_end(struct event_stream *s, size_t need, struct why *why)
{
	enum err code = s->datagram ? ERR_SYNTAX : ERR_CORRUPT;
	bool ends = (s->last || s->datagram) && !s->dead;
	struct why w = { 0 };

	s->datagram = false;
	if (!ends || (!need && !s->skip))
		return ERR_OK;
	if (s->skip)
		why_set(&w, code, SAY_STREAM_CUT_SKIP, A(s->offset), A(s->skip));
	else
		why_set(&w, code, SAY_STREAM_CUT, A(s->offset), A(ready(s).n), A(need));
	why_at(&w, NULL, s->counts.records + 1, 0);
	drop_all(s);
	return tell(s, &w, 0, why);
}

static struct dns_room room_of(const struct buf *text, const struct buf *values)
{
	return (struct dns_room){ .v = (struct event_value *)(void *)values->p,
				  .v_cap = values->cap / sizeof(struct event_value),
				  .text = text->p,
				  .text_cap = text->cap };
}

/* Only of an empty batch: what lies in the room is nobody's. */
void stream_more(struct stream_out *o, size_t text, size_t values)
{
	ensure(o->n == 0);
	buf_clear(o->text);
	buf_clear(o->values);
	buf_reserve(o->text, text);
	buf_reserve(o->values, values * sizeof(struct event_value));
	o->room = room_of(o->text, o->values);
}

/* One call of the format. false: the batch ends here, with *e. */
static bool step(struct event_stream *s, struct stream_out *out, size_t *need, enum err *e,
		 struct why *why)
{
	struct stream_in in = {
		.bytes = ready(s), .offset = s->offset, .datagram = s->datagram, .sender = s->sender
	};
	struct why w;

	if (s->ops->next(s->state, &in, out, &w) != ERR_OK) {
		ensure(in.used || w.code == ERR_CORRUPT);
		why_at(&w, NULL, s->counts.records, 0);
		drop(s, in.used);
		*e = tell(s, &w, out->n, why);
		return false;
	}
	ensure(in.used || in.need || stream_full(out));
	drop(s, in.used);
	*need = in.need;
	return true;
}

enum err event_stream_next(struct event_stream *s, struct event ev[static EVENT_BATCH], size_t *n,
			   struct why *why)
{
	struct stream_out out = { .ev = ev,
				  .room = room_of(&s->text, &s->values),
				  .text = &s->text,
				  .values = &s->values,
				  .counts = &s->counts };
	enum err e = ERR_OK;
	size_t need = 0;
	bool more = true;

	*n = 0;
	if (s->pending.code)
		return tell_pending(s, why);
	if (s->dead)
		drop_all(s);
	drop_skipped(s);
	while (more && !stream_full(&out)) {
		/* gather() would move what events of the batch may borrow from. */
		if (need ? out.n || !gather(s, need) : !ready(s).n)
			break;
		need = 0;
		more = step(s, &out, &need, &e, why);
	}
	*n = out.n;
	return e == ERR_OK && more && !out.n ? at_end(s, need, why) : e;
}
