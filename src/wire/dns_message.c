/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns_message.c - the sections of a message, one behind the other.
 */
#include "wire/dns_message.h"

#include "base/bytes.h"

enum { HEADER = 12, RR_FIXED = 10, WIRE_NAME_MAX = 255, LABEL_MAX = 63 };
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

/* ---- names ---- */

/*
 * A name is a few runs of labels with pointers between. A run is measured, copied whole from behind its
 * first length byte, and then gets its dots where the other length bytes were.
 */
struct walk {
	const uint8_t *begin, *end; /* the message */
	const uint8_t *p;           /* the next run */
	const uint8_t *after;       /* behind the name where it stands; NULL: no pointer yet */
	size_t octets;              /* of labels so far */
	unsigned pointers;
};

/* The bytes of the labels from w->p on, up to the root or a pointer; these are still in the message. */
static inline enum dns_fault measure_run(const struct walk *w, size_t *n)
{
	const uint8_t *p = w->p;

	while (p < w->end && (unsigned)(*p - 1) < LABEL_MAX)
		p += 1 + *p;
	if (p >= w->end)
		return w->after ? DNS_NAME : DNS_SHORT;
	*n = (size_t)(p - w->p);
	return w->octets + *n >= WIRE_NAME_MAX ? DNS_NAME : DNS_GOOD;
}

/* From the byte behind a run to the next one; w->p NULL: that was the root. */
static inline enum dns_fault next_run(struct walk *w)
{
	unsigned head = *w->p++;

	if (!head) {
		w->after = w->after ? w->after : w->p;
		w->p = NULL;
		return DNS_GOOD;
	}
	if (head < 0xC0 || ++w->pointers > DNS_POINTERS_MAX)
		return DNS_NAME;
	if (w->p == w->end)
		return w->after ? DNS_NAME : DNS_SHORT;
	w->after = w->after ? w->after : w->p + 1;
	w->p = w->begin + ((head & 0x3F) << 8 | *w->p);
	return w->p < w->end ? DNS_GOOD : DNS_NAME;
}

typedef char chunk __attribute__((vector_size(16)));

static inline chunk copy_chunk(char *out, const uint8_t *p)
{
	static const chunk dots = { '.', '.', '.', '.', '.', '.', '.', '.',
				    '.', '.', '.', '.', '.', '.', '.', '.' };
	chunk c;

	memcpy(&c, p, sizeof c);
	memcpy(out, &c, sizeof c);
	return (chunk)(c == dots);
}

/* Not 0: there is a dot among them. */
static inline uint64_t copy_eight(char *out, const uint8_t *p)
{
	uint64_t v, x;

	memcpy(&v, p, sizeof v);
	memcpy(out, &v, sizeof v);
	x = v ^ 0x2E2E2E2E2E2E2E2Eu;
	return (x - 0x0101010101010101u) & ~x & 0x8080808080808080u;
}

static inline bool copy_short(char *out, const uint8_t *p, size_t n)
{
	bool dot = false;

	if (n >= 8)
		return (copy_eight(out, p) | copy_eight(out + n - 8, p + n - 8)) != 0;
	for (size_t i = 0; i < n; i++) {
		out[i] = (char)p[i];
		dot |= p[i] == '.';
	}
	return dot;
}

/* Copies n bytes; is there a dot among them? */
static inline bool copy_run(char *out, const uint8_t *p, size_t n)
{
	uint64_t any[2];
	chunk hit = { 0 };

	if (n < sizeof hit)
		return copy_short(out, p, n);
	for (size_t i = 0; i < n - sizeof hit; i += sizeof hit)
		hit |= copy_chunk(out + i, p + i);
	hit |= copy_chunk(out + n - sizeof hit, p + n - sizeof hit); /* over the last one's end */
	memcpy(any, &hit, sizeof any);
	return any[0] | any[1];
}

/* Label by label, with dots inside labels escaped. The run is known to be good. */
static size_t copy_escaped(char *out, const uint8_t *p, size_t n)
{
	size_t o = 0;

	for (const uint8_t *end = p + n; p < end; p += *p + 1) {
		for (unsigned i = 1; i <= *p; i++) {
			if (p[i] == '.') {
				memcpy(out + o, "\\046", 4);
				o += 4;
			} else {
				out[o++] = (char)p[i];
			}
		}
		out[o++] = '.';
	}
	return o;
}

/* A run of n bytes from its first length on, as text that ends in a dot; how long that is. (A length
 * byte of 46 looks like a dot, too, and only costs the time.) */
static inline size_t run_text(char *out, const uint8_t *p, size_t n)
{
	const uint8_t *length = p, *end = p + n;

	if (copy_run(out, p + 1, n - 1))
		return copy_escaped(out, p, n);
	do {
		length += *length + 1;
		out[length - p - 1] = '.';
	} while (length < end);
	return n;
}

/* A name as text into out[DNS_NAME_TEXT_MAX]; *after: behind it where it stands. */
static enum dns_fault read_name(const struct message *m, const uint8_t *from, char *out,
				size_t *length, const uint8_t **after)
{
	struct walk w = { .begin = m->p, .end = m->end, .p = from };
	size_t o = 0;

	do {
		size_t n;
		enum dns_fault fault = measure_run(&w, &n);

		if (fault != DNS_GOOD)
			return fault;
		if (n)
			o += run_text(out + o, w.p, n);
		w.octets += n;
		w.p += n;
		fault = next_run(&w);
		if (fault != DNS_GOOD)
			return fault;
	} while (w.p);
	*length = o ? o - 1 : 0; /* no final dot */
	*after = w.after;
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
		n = be16(rr + 8);
		if (m->end - rr - RR_FIXED < (ptrdiff_t)n)
			return first ? first : DNS_SHORT;
		fault = add_data(m, be16(rr), be16(rr + 2), rr + RR_FIXED, n);
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
	fault = read_questions(&m, be16(p + 4));
	if (fault != DNS_GOOD || (p[2] >> 3 & 15) == OPCODE_UPDATE)
		return fault;
	return read_answers(&m, be16(p + 6));
}
