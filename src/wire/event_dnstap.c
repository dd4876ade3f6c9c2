/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_dnstap.c - dnstap (dnstap.proto of dnstap.info) in Frame Streams (fstrm's control.h).
 *
 * Frame Streams: a frame is its length (big-endian, 4 bytes) and so many bytes; length 0 begins a control
 * frame: its own length and type, then fields. READY, ACCEPT and FINISH belong to a connection, START
 * and STOP to files as well; streams may stand one behind the other in one file. A stream that says that
 * it holds something else than dnstap is not read at all.
 *
 * dnstap: one Message a frame. Who asked (query_address) is the client, who answers the server, for
 * all fourteen types of message: of a RESOLVER_QUERY the resolver is the client. Of a response the
 * response's message and time are taken, and the query's where it has none. Fields that are not needed
 * here, or not known, are passed over.
 *
 * Limits: a frame of FRAME_MAX bytes (a longer one costs itself), a control frame of CONTROL_MAX.
 */
#include "base/ensure.h"
#include "wire/event_stream_inner.h"

enum { FRAME_MAX = 1 << 20, CONTROL_MAX = 512, LENGTH = 4, TYPE_NAME_SHOWN = 64 };
enum { CONTROL_ACCEPT = 1, CONTROL_START, CONTROL_STOP, CONTROL_READY, CONTROL_FINISH };
enum { CONTROL_CONTENT_TYPE = 1 };
enum { NS_PER_US = 1000 };

#define CONTENT_TYPE "protobuf:dnstap.Dnstap"

struct dnstap {
	bool started;
	struct str reply;
};

/* ---- protobuf: only what bounds it ---- */

enum { PB_VARINT = 0, PB_FIXED64 = 1, PB_BYTES = 2, PB_FIXED32 = 5, PB_NUMBER_SHIFT = 3 };

struct pb {
	const uint8_t *p, *end;
	uint64_t tag; /* of the field at hand: number << 3 | wire type */
	uint64_t v;   /* its number, or the length of its bytes */
	const uint8_t *bytes;
};

struct pb_number {
	const uint8_t *p; /* behind it; NULL: it does not end, or is longer than ten bytes */
	uint64_t v;
};

/* By value, so that the fast path keeps everything in registers. */
static __attribute__((noinline)) struct pb_number long_varint(const uint8_t *p, const uint8_t *end)
{
	struct pb_number n = { NULL, 0 };

	for (unsigned shift = 0; shift < 64 && p < end; shift += 7) {
		uint8_t c = *p++;

		n.v |= (uint64_t)(c & 0x7F) << shift;
		if (!(c & 0x80)) {
			n.p = p;
			break;
		}
	}
	return n;
}

static inline bool take_long(struct pb *b, uint64_t *v)
{
	struct pb_number n = long_varint(b->p, b->end);

	*v = n.v;
	b->p = n.p ? n.p : b->end;
	return n.p != NULL;
}

/* The low seven bits of eight bytes, put together. */
static inline uint64_t squeeze(uint64_t x)
{
	x = (x & 0x7F007F007F007F00u) >> 1 | (x & 0x007F007F007F007Fu);
	x = (x & 0x3FFF00003FFF0000u) >> 2 | (x & 0x00003FFF00003FFFu);
	return (x & 0x0FFFFFFF00000000u) >> 4 | (x & 0x000000000FFFFFFFu);
}

/* Times and lengths of a few bytes come often and have no loop. */
static inline bool varint(struct pb *b, uint64_t *v)
{
	uint64_t eight, stop;

	if (b->p < b->end && !(*b->p & 0x80)) {
		*v = *b->p++;
		return true;
	}
	if (b->end - b->p < 8)
		return take_long(b, v);
	eight = le64(b->p);
	stop = ~eight & 0x8080808080808080u;
	if (!stop)
		return take_long(b, v);
	b->p += (__builtin_ctzll(stop) >> 3) + 1;
	*v = squeeze(eight & (stop ^ (stop - 1)));
	return true;
}

static inline bool take_bytes(struct pb *b, uint64_t n)
{
	if ((uint64_t)(b->end - b->p) < n)
		return false;
	b->v = n;
	b->bytes = b->p;
	b->p += n;
	return true;
}

/* Reads the field at b->p, which is before b->end; false: not well-formed (groups are not, here). */
static inline bool pb_next(struct pb *b)
{
	uint64_t n;

	if (!varint(b, &b->tag))
		return false;
	switch (b->tag & 7) {
	case PB_VARINT:
		return varint(b, &b->v);
	case PB_BYTES:
		return varint(b, &n) && take_bytes(b, n);
	case PB_FIXED32:
		return take_bytes(b, 4);
	case PB_FIXED64:
		return take_bytes(b, 8);
	default:
		return false;
	}
}

/* ---- dnstap ---- */

enum {
	DNSTAP_MESSAGE = 14 << PB_NUMBER_SHIFT | PB_BYTES,
	DNSTAP_TYPE = 15 << PB_NUMBER_SHIFT | PB_VARINT,
	DNSTAP_TYPE_MESSAGE = 1,
	MESSAGE_TYPES = 14, /* AUTH_QUERY 1 .. UPDATE_RESPONSE 14: queries odd, responses even */
};

/* Members of Message, with their wire types. */
enum {
	MESSAGE_TYPE = 1 << PB_NUMBER_SHIFT | PB_VARINT,
	MESSAGE_FAMILY = 2 << PB_NUMBER_SHIFT | PB_VARINT,
	MESSAGE_PROTOCOL = 3 << PB_NUMBER_SHIFT | PB_VARINT,
	MESSAGE_QUERY_ADDRESS = 4 << PB_NUMBER_SHIFT | PB_BYTES,
	MESSAGE_RESPONSE_ADDRESS = 5 << PB_NUMBER_SHIFT | PB_BYTES,
	MESSAGE_QUERY_PORT = 6 << PB_NUMBER_SHIFT | PB_VARINT,
	MESSAGE_RESPONSE_PORT = 7 << PB_NUMBER_SHIFT | PB_VARINT,
	/* and behind either: its nsec (fixed32) and its message (bytes) */
	MESSAGE_QUERY_SEC = 8 << PB_NUMBER_SHIFT | PB_VARINT,
	MESSAGE_RESPONSE_SEC = 12 << PB_NUMBER_SHIFT | PB_VARINT,
};

struct half { /* what a Message says of the query, or of the response */
	struct str addr, dns;
	uint64_t sec;
	uint32_t nsec;
	bool has_sec;
};

struct tap {
	uint64_t type;
	struct half query, response;
};

static struct pb pb_of(struct str s)
{
	const uint8_t *p = (const uint8_t *)s.p;

	return (struct pb){ .p = p, .end = p + s.n };
}

static struct str bytes_of(const struct pb *b)
{
	return str_n((const char *)b->bytes, (size_t)b->v);
}

/* ---- the fields of a Message; their tags have one byte ---- */

static inline bool want_bytes(struct pb *b, struct str *out)
{
	uint64_t n;

	b->p++;
	if (!varint(b, &n) || !take_bytes(b, n))
		return false;
	*out = bytes_of(b);
	return true;
}

static inline bool want_number(struct pb *b, uint64_t *out)
{
	b->p++;
	return varint(b, out);
}

static inline bool want_nsec(struct pb *b, uint32_t *out)
{
	b->p++;
	if (!take_bytes(b, 4))
		return false;
	*out = le32(b->bytes);
	return true;
}

static inline bool is_at(const struct pb *b, uint8_t tag)
{
	return b->p < b->end && *b->p == tag;
}

/* sec, nsec and message, whose numbers follow each other: what is there of them, in this order. */
static inline bool read_half(struct pb *b, struct half *h, uint8_t sec)
{
	uint8_t nsec = (uint8_t)(sec + (1 << PB_NUMBER_SHIFT | PB_FIXED32));
	uint8_t dns = (uint8_t)(sec + (2 << PB_NUMBER_SHIFT | PB_BYTES));

	if (is_at(b, sec)) {
		h->has_sec = true;
		if (!want_number(b, &h->sec))
			return false;
	}
	return (!is_at(b, nsec) || want_nsec(b, &h->nsec)) &&
	       (!is_at(b, dns) || want_bytes(b, &h->dns));
}

static inline bool read_ports(struct pb *b)
{
	uint64_t port;

	return (!is_at(b, MESSAGE_QUERY_PORT) || want_number(b, &port)) &&
	       (!is_at(b, MESSAGE_RESPONSE_PORT) || want_number(b, &port));
}

static inline bool read_addrs(struct pb *b, struct tap *t)
{
	uint64_t v;

	return (!is_at(b, MESSAGE_FAMILY) || want_number(b, &v)) &&
	       (!is_at(b, MESSAGE_PROTOCOL) || want_number(b, &v)) &&
	       (!is_at(b, MESSAGE_QUERY_ADDRESS) || want_bytes(b, &t->query.addr)) &&
	       (!is_at(b, MESSAGE_RESPONSE_ADDRESS) || want_bytes(b, &t->response.addr)) &&
	       read_ports(b);
}

/*
 * Fields may come in any order and any number of times, the last one counts (protobuf's rule); but
 * whoever writes them writes them in the order of their numbers, and then one round without a jump takes
 * them all. A round takes at least one field: what it did not know where it stood, it passes over.
 */
static bool read_message(struct pb b, struct tap *t)
{
	while (b.p < b.end) {
		const uint8_t *before = b.p;

		if (is_at(&b, MESSAGE_TYPE) && !want_number(&b, &t->type))
			return false;
		if (!read_addrs(&b, t) || !read_half(&b, &t->query, MESSAGE_QUERY_SEC) ||
		    !read_half(&b, &t->response, MESSAGE_RESPONSE_SEC))
			return false;
		if (b.p == before && !pb_next(&b))
			return false;
	}
	return true;
}

/* t->type stays 0 where the frame holds no Message. */
static bool read_frame(struct pb b, struct tap *t)
{
	uint64_t type = DNSTAP_TYPE_MESSAGE;
	struct str message;

	while (b.p < b.end) {
		if (*b.p == DNSTAP_MESSAGE) {
			if (!want_bytes(&b, &message) || !read_message(pb_of(message), t))
				return false;
		} else if (*b.p == DNSTAP_TYPE) {
			if (!want_number(&b, &type))
				return false;
		} else if (!pb_next(&b)) {
			return false;
		}
	}
	if (type != DNSTAP_TYPE_MESSAGE)
		t->type = 0;
	return true;
}

static bool has_query(const struct event *ev)
{
	for (size_t i = 0; i < ev->n; i++)
		if (ev->v[i].field == FIELD_DNS_QUERY)
			return true;
	return false;
}

/* The messages of the event; of a response without a question, the query's too. */
static enum dns_fault add_dns(struct stream_out *out, struct event *ev, const struct half *first,
			      const struct half *second)
{
	size_t before = out->room.v_n;
	enum dns_fault fault = DNS_GOOD;

	if (first->dns.n)
		fault = dns_message_read(first->dns, &out->room);
	ev->n += out->room.v_n - before;
	if (second->dns.n && !has_query(ev)) {
		enum dns_fault other = dns_message_read(second->dns, &out->room);

		fault = fault ? fault : other;
		ev->n = (size_t)(out->room.v + out->room.v_n - ev->v);
	}
	return fault;
}

static enum err put_event(const struct tap *t, struct stream_out *out, uint64_t offset,
			  struct why *why)
{
	bool response = t->type % 2 == 0;
	const struct half *first = response ? &t->response : &t->query;
	const struct half *second = response ? &t->query : &t->response;
	const struct half *when = first->has_sec ? first : second;
	struct event *ev = stream_event(out, EVENT_DNS);
	enum dns_fault fault;

	if (when->has_sec)
		stream_time(ev, when->sec, when->nsec / NS_PER_US);
	stream_addr_bytes(out, ev, FIELD_SRC_IP, t->query.addr);
	stream_addr_bytes(out, ev, FIELD_DST_IP, t->response.addr);
	fault = add_dns(out, ev, first, second);
	if (!ev->n) {
		out->n--;
		out->counts->no_event++;
	}
	return fault == DNS_GOOD ? ERR_OK : stream_dns_fault(fault, offset, why);
}

static enum err data_frame(struct stream_out *out, const uint8_t *p, size_t n, uint64_t offset,
			   struct why *why)
{
	struct tap t = { 0 };

	if (!read_frame((struct pb){ .p = p, .end = p + n }, &t))
		return why_set(why, ERR_SYNTAX, SAY_DNSTAP_PROTOBUF, A(offset));
	if (t.type == 0 || t.type > MESSAGE_TYPES) {
		out->counts->no_event++;
		return ERR_OK;
	}
	return put_event(&t, out, offset, why);
}

/* ---- Frame Streams ---- */

/* Takes one field off *rest. */
static bool control_field(struct str *rest, uint32_t *type, struct str *content)
{
	uint32_t n;

	if (rest->n < 2 * LENGTH)
		return false;
	*type = be32(rest->p);
	n = be32(rest->p + LENGTH);
	if (rest->n - 2 * LENGTH < n)
		return false;
	*content = str_n(rest->p + 2 * LENGTH, n);
	*rest = str_cut(*rest, 2 * LENGTH + n, rest->n);
	return true;
}

/* START names one content type or none, READY those that the producer can write. */
static enum err check_content(struct str fields, uint64_t offset, struct why *why)
{
	struct str other = { 0 }, content;
	uint32_t type;

	while (fields.n) {
		if (!control_field(&fields, &type, &content))
			return why_set(why, ERR_CORRUPT, SAY_FSTRM_CONTROL, A(offset));
		if (type != CONTROL_CONTENT_TYPE)
			continue;
		if (str_eq(content, STR(CONTENT_TYPE)))
			return ERR_OK;
		other = content;
	}
	if (!other.n)
		return ERR_OK;
	return why_set(why, ERR_CORRUPT, SAY_FSTRM_CONTENT,
		       A(str_cut_text(other, TYPE_NAME_SHOWN)));
}

#define CONTROL_HEAD(type, n) "\0\0\0\0\0\0\0" n "\0\0\0" type

/* frame: behind its two lengths. */
static enum err control_frame(struct dnstap *d, struct str frame, uint64_t offset, struct why *why)
{
	struct str fields = str_cut(frame, LENGTH, frame.n);
	enum err e;

	switch (be32(frame.p)) {
	case CONTROL_READY:
		e = check_content(fields, offset, why);
		if (e == ERR_OK)
			d->reply =
				STR(CONTROL_HEAD("\1", "\x22") "\0\0\0\1\0\0\0\x16" CONTENT_TYPE);
		return e;
	case CONTROL_START:
		d->started = true;
		return check_content(fields, offset, why);
	case CONTROL_STOP:
		d->started = false;
		d->reply = STR(CONTROL_HEAD("\5", "\4"));
		return ERR_OK;
	case CONTROL_ACCEPT:
	case CONTROL_FINISH: /* of the other direction of a connection that somebody recorded */
		return ERR_OK;
	default:
		return why_set(why, ERR_CORRUPT, SAY_FSTRM_CONTROL, A(offset));
	}
}

/* What lies ready, from the next frame on. */
static struct str rest_of(const struct stream_in *in)
{
	return str_n(in->bytes.p + in->used, in->bytes.n - (size_t)in->used);
}

static enum err next_control(struct dnstap *d, struct stream_in *in, struct why *why)
{
	struct str rest = rest_of(in);
	uint64_t offset = in->offset + in->used;
	uint32_t n;

	if (rest.n < 2 * LENGTH) {
		in->need = 2 * LENGTH;
		return ERR_OK;
	}
	n = be32(rest.p + LENGTH);
	if (n < LENGTH || n > CONTROL_MAX)
		return why_set(why, ERR_CORRUPT, SAY_FSTRM_CONTROL, A(offset));
	if (rest.n < 2 * LENGTH + n) {
		in->need = 2 * LENGTH + n;
		return ERR_OK;
	}
	in->used += 2 * LENGTH + n;
	return control_frame(d, str_n(rest.p + 2 * LENGTH, n), offset, why);
}

static enum err next_data(struct dnstap *d, struct stream_in *in, struct stream_out *out,
			  uint32_t n, struct why *why)
{
	struct str rest = rest_of(in);
	uint64_t offset = in->offset + in->used;

	if (!d->started)
		return why_set(why, ERR_CORRUPT, SAY_FSTRM_NO_START, A(offset));
	if (n <= FRAME_MAX && rest.n < LENGTH + n) {
		in->need = LENGTH + n;
		return ERR_OK;
	}
	if (n <= FRAME_MAX && !stream_room(out, n))
		return ERR_OK;
	in->used += LENGTH + (uint64_t)n;
	out->counts->records++;
	if (n > FRAME_MAX)
		return why_set(why, ERR_LIMIT, SAY_FSTRM_LONG, A(offset), A(n), A(FRAME_MAX));
	return data_frame(out, (const uint8_t *)rest.p + LENGTH, n, offset, why);
}

static enum err dnstap_next(void *state, struct stream_in *in, struct stream_out *out,
			    struct why *why)
{
	enum err e = ERR_OK;

	while (e == ERR_OK && !in->need && !stream_full(out) && in->used < in->bytes.n) {
		size_t left = in->bytes.n - (size_t)in->used;
		uint32_t n;

		if (left < LENGTH) {
			in->need = LENGTH;
			break;
		}
		n = be32(in->bytes.p + in->used);
		e = n ? next_data(state, in, out, n, why) : next_control(state, in, why);
	}
	return e;
}

static void *dnstap_open(struct arena *a)
{
	return arena_new(a, struct dnstap);
}

static struct str dnstap_reply(void *state)
{
	struct dnstap *d = state;
	struct str reply = d->reply;

	d->reply = (struct str){ 0 };
	return reply;
}

const struct stream_ops stream_dnstap = {
	.name = "dnstap",
	.open = dnstap_open,
	.next = dnstap_next,
	.reply = dnstap_reply,
};
