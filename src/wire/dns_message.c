/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns_message.c - the sections of a message, one behind the other; a name in one pass.
 *
 * A name is copied in pieces of CHUNK bytes where so many lie ready, over its own end if need be, since
 * the next label or the length takes that back; dots among the labels' bytes are only noticed there
 * and written with care in a second pass, which next to no name needs.
 */
#include "wire/dns_message.h"

enum { HEADER = 12, RR_FIXED = 10, WIRE_NAME_MAX = 255, LABEL_MAX = 63, CHUNK = 8 };
enum { CLASS_IN = 1, OPCODE_UPDATE = 5 };
enum {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_AAAA = 28,
	TYPE_SRV = 33,
	TYPE_DNAME = 39
};

struct message {
	const uint8_t *p, *end;
	const uint8_t *at; /* what is read next */
	struct dns_room *room;
};

static unsigned get16(const uint8_t *b)
{
	return (unsigned)b[0] << 8 | b[1];
}

/* ---- names ---- */

/* Where the labels of a name are, through its pointers. */
struct walk {
	const uint8_t *p;     /* the next length */
	const uint8_t *after; /* behind the name where it stands; NULL: no pointer yet */
	unsigned octets, pointers;
};

/* The next label's length at w->p[-1]; 0 at the name's end. */
static inline enum dns_fault next_label(const struct message *m, struct walk *w, unsigned *length)
{
	for (;;) {
		if (w->p >= m->end)
			return w->after ? DNS_NAME : DNS_SHORT;
		*length = *w->p++;
		if (*length <= LABEL_MAX) {
			w->octets += *length + 1;
			if (w->octets > WIRE_NAME_MAX)
				return DNS_NAME;
			if ((size_t)(m->end - w->p) < *length)
				return w->after ? DNS_NAME : DNS_SHORT;
			return DNS_GOOD;
		}
		if (*length < 0xC0 || ++w->pointers > DNS_POINTERS_MAX)
			return DNS_NAME;
		if (w->p == m->end)
			return w->after ? DNS_NAME : DNS_SHORT;
		if (!w->after)
			w->after = w->p + 1;
		w->p = m->p + ((*length & 0x3F) << 8 | *w->p);
		if (w->p >= m->end)
			return DNS_NAME;
	}
}

/* Is there perhaps a dot among these eight bytes? */
static inline uint64_t has_dot(uint64_t eight)
{
	uint64_t x = eight ^ 0x2E2E2E2E2E2E2E2Eu;

	return (x - 0x0101010101010101u) & ~x & 0x8080808080808080u;
}

/* Copies a label, perhaps with bytes behind it; not 0: there may be a dot in it. */
static inline uint64_t copy_label(char *out, const uint8_t *p, unsigned n, const uint8_t *end)
{
	uint64_t dots = 0;
	unsigned i = 0;

	for (; i < n && (size_t)(end - p) >= i + CHUNK; i += CHUNK) {
		uint64_t eight;

		memcpy(&eight, p + i, sizeof eight);
		memcpy(out + i, &eight, sizeof eight);
		dots |= has_dot(eight);
	}
	for (; i < n; i++) {
		out[i] = (char)p[i];
		dots |= p[i] == '.';
	}
	return dots;
}

/* The same with dots inside labels escaped. The name is known to be good. */
static size_t copy_escaped(const struct message *m, const uint8_t *from, char *out)
{
	struct walk w = { .p = from };
	size_t o = 0;
	unsigned n;

	while (next_label(m, &w, &n) == DNS_GOOD && n) {
		for (unsigned i = 0; i < n; i++) {
			if (w.p[i] == '.') {
				memcpy(out + o, "\\046", 4);
				o += 4;
			} else {
				out[o++] = (char)w.p[i];
			}
		}
		out[o++] = '.';
		w.p += n;
	}
	return o;
}

/* A name as text into out[DNS_NAME_TEXT_MAX]; *after: behind it where it stands. */
static enum dns_fault read_name(const struct message *m, const uint8_t *from, char *out,
				size_t *length, const uint8_t **after)
{
	struct walk w = { .p = from };
	enum dns_fault fault;
	uint64_t dots = 0;
	size_t o = 0;
	unsigned n;

	for (;;) {
		fault = next_label(m, &w, &n);
		if (fault != DNS_GOOD)
			return fault;
		if (!n)
			break;
		dots |= copy_label(out + o, w.p, n, m->end);
		o += n;
		out[o++] = '.';
		w.p += n;
	}
	if (dots)
		o = copy_escaped(m, from, out);
	*length = o ? o - 1 : 0; /* no final dot */
	*after = w.after ? w.after : w.p;
	return DNS_GOOD;
}

/* Over a name without looking where its pointer leads. */
static enum dns_fault skip_name(struct message *m)
{
	while (m->at < m->end) {
		unsigned n = *m->at++;

		if (!n)
			return DNS_GOOD;
		if (n >= 0xC0)
			return m->at++ < m->end ? DNS_GOOD : DNS_SHORT;
		if (n > LABEL_MAX)
			return DNS_NAME;
		if ((size_t)(m->end - m->at) < n)
			return DNS_SHORT;
		m->at += n;
	}
	return DNS_SHORT;
}

/* ---- values ---- */

static enum dns_fault add_name(struct message *m, const uint8_t *from, enum field field,
			       const uint8_t **after)
{
	struct dns_room *r = m->room;
	enum dns_fault fault;
	size_t n;

	if (r->v_n == r->v_cap || r->text_cap - r->text_n < DNS_NAME_TEXT_MAX)
		return DNS_ROOM;
	fault = read_name(m, from, r->text + r->text_n, &n, after);
	if (fault != DNS_GOOD || !n)
		return fault;
	r->v[r->v_n++] =
		(struct event_value){ .field = field, .text = str_n(r->text + r->text_n, n) };
	r->text_n += n;
	return DNS_GOOD;
}

static enum dns_fault add_addr(struct message *m, const uint8_t *data, unsigned n, unsigned wanted)
{
	struct dns_room *r = m->room;
	struct addr a;

	if (n != wanted)
		return DNS_DATA;
	if (r->v_n == r->v_cap)
		return DNS_ROOM;
	addr_of_bytes(data, n, &a);
	r->v[r->v_n++] = (struct event_value){ .field = FIELD_DNS_ANSWER_IP, .addr = a };
	return DNS_GOOD;
}

/* The name in the data of a record, behind `before` bytes of it, and nothing behind it. */
static enum dns_fault add_target(struct message *m, const uint8_t *data, unsigned n,
				 unsigned before)
{
	size_t values = m->room->v_n;
	const uint8_t *after;
	enum dns_fault fault;

	if (n <= before)
		return DNS_DATA;
	fault = add_name(m, data + before, FIELD_DNS_ANSWER_NAME, &after);
	if (fault != DNS_GOOD)
		return fault == DNS_SHORT ? DNS_DATA : fault;
	if (after > data + n)
		m->room->v_n = values;
	return after == data + n ? DNS_GOOD : DNS_DATA;
}

static enum dns_fault add_data(struct message *m, unsigned type, unsigned class,
			       const uint8_t *data, unsigned n)
{
	switch (type) {
	case TYPE_A:
		return class == CLASS_IN ? add_addr(m, data, n, 4) : DNS_GOOD;
	case TYPE_AAAA:
		return class == CLASS_IN ? add_addr(m, data, n, 16) : DNS_GOOD;
	case TYPE_CNAME:
	case TYPE_DNAME:
	case TYPE_NS:
	case TYPE_PTR:
		return add_target(m, data, n, 0);
	case TYPE_MX:
		return add_target(m, data, n, 2);
	case TYPE_SRV:
		return add_target(m, data, n, 6);
	default:
		return DNS_GOOD;
	}
}

/* ---- sections ---- */

static enum dns_fault read_questions(struct message *m, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		enum dns_fault fault;

		if (i == DNS_QUESTIONS_MAX)
			return DNS_QUESTIONS;
		fault = add_name(m, m->at, FIELD_DNS_QUERY, &m->at);
		if (fault != DNS_GOOD)
			return fault;
		if (m->end - m->at < 4)
			return DNS_SHORT;
		m->at += 4;
	}
	return DNS_GOOD;
}

/* Faults inside a record's data are remembered, and the next record read. */
static enum dns_fault read_answers(struct message *m, unsigned count)
{
	enum dns_fault first = DNS_GOOD;

	while (count--) {
		enum dns_fault fault = skip_name(m);
		const uint8_t *rr = m->at;
		unsigned n;

		if (fault == DNS_GOOD && m->end - rr < RR_FIXED)
			fault = DNS_SHORT;
		if (fault != DNS_GOOD)
			return first ? first : fault;
		n = get16(rr + 8);
		if (m->end - rr - RR_FIXED < (ptrdiff_t)n)
			return first ? first : DNS_SHORT;
		fault = add_data(m, get16(rr), get16(rr + 2), rr + RR_FIXED, n);
		first = first ? first : fault;
		m->at = rr + RR_FIXED + n;
	}
	return first;
}

enum dns_fault dns_message_read(struct str message, struct dns_room *room)
{
	const uint8_t *p = (const uint8_t *)message.p;
	size_t n = message.n < DNS_MESSAGE_MAX ? message.n : DNS_MESSAGE_MAX;
	struct message m = { .p = p, .end = p + n, .room = room };
	enum dns_fault fault;

	if (n < HEADER)
		return DNS_SHORT;
	m.at = p + HEADER;
	fault = read_questions(&m, get16(p + 4));
	if (fault != DNS_GOOD || (p[2] >> 3 & 15) == OPCODE_UPDATE)
		return fault;
	return read_answers(&m, get16(p + 6));
}
