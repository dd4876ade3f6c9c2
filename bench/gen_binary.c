/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An event as bytes: a dnstap message in Frame Streams (the protobuf of dnstap.info, RFC 1035 names
 * inside), and an IPFIX record (RFC 7011), addresses and ports as the sensor saw them.
 */
#include "gen_inner.h"

static void u16(struct buf *out, unsigned v)
{
	buf_c(out, (char)(v >> 8));
	buf_c(out, (char)v);
}

static void u32(struct buf *out, uint32_t v)
{
	u16(out, v >> 16);
	u16(out, v & 0xffff);
}

static void u64(struct buf *out, uint64_t v)
{
	u32(out, (uint32_t)(v >> 32));
	u32(out, (uint32_t)v);
}

/* A length that is known only behind what it measures. */
static void patch16(struct buf *out, size_t at, size_t v)
{
	out->p[at] = (char)(v >> 8);
	out->p[at + 1] = (char)v;
}

static size_t ip_bytes(struct ip ip)
{
	return ip.family == 4 ? 4 : 16;
}

/* ---- DNS, RFC 1035 ---- */

static void dns_name(const struct gen *g, struct str name, struct buf *out)
{
	for (struct str rest = name, label; str_split(&rest, '.', &label);) {
		buf_c(out, (char)label.n);
		for (size_t i = 0; i < label.n; i++) {
			char c = label.p[i];

			buf_c(out,
			      g->o.mix == MIX_UPPER && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
		}
	}
	buf_c(out, 0);
}

/* A record whose owner is written at `owner` already. */
static size_t record(struct buf *out, size_t owner, unsigned type)
{
	u16(out, 0xC000 | (unsigned)owner);
	u16(out, type);
	u16(out, 1);
	u32(out, 300);
	u16(out, 0);
	return out->n - 2;
}

static void dns_message(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;
	size_t start = out->n, owner = 12, at;
	unsigned type = e->answer.family == 6 ? 28 : 1;

	u16(out, (unsigned)(e->flow & 0xffff));
	u16(out, e->answer.family ? 0x8180 : 0x0100);
	u16(out, 1);
	u16(out, (e->answer.family != 0) + (e->alias.n != 0));
	u32(out, 0);
	dns_name(g, buf_str(&e->name), out);
	u16(out, type);
	u16(out, 1);
	if (!e->answer.family)
		return;
	if (e->alias.n) {
		at = record(out, owner, 5);
		owner = out->n - start;
		dns_name(g, buf_str(&e->alias), out);
		patch16(out, at, out->n - at - 2);
	}
	at = record(out, owner, type);
	buf_put(out, str_n((const char *)e->answer.b, ip_bytes(e->answer)));
	patch16(out, at, out->n - at - 2);
}

/* ---- protobuf ---- */

static void varint(struct buf *out, uint64_t v)
{
	for (; v > 127; v >>= 7)
		buf_c(out, (char)(v | 128));
	buf_c(out, (char)v);
}

static void number(struct buf *out, unsigned field, uint64_t v)
{
	varint(out, field << 3);
	varint(out, v);
}

static void bytes(struct buf *out, unsigned field, struct str s)
{
	varint(out, field << 3 | 2);
	varint(out, s.n);
	buf_put(out, s);
}

static void fixed32(struct buf *out, unsigned field, uint32_t v)
{
	varint(out, field << 3 | 5);
	for (int i = 0; i < 4; i++, v >>= 8)
		buf_c(out, (char)v);
}

static struct str ip_str(const struct ip *ip)
{
	return str_n((const char *)ip->b, ip_bytes(*ip));
}

/* dnstap.Message: what the resolver was asked by a client, and answered. */
static void message(struct gen *g, struct buf *out)
{
	enum { CLIENT_QUERY = 5, CLIENT_RESPONSE = 6, UDP = 1 };
	struct gen_event *e = &g->ev;
	bool answer = e->answer.family != 0;
	uint32_t ns = (uint32_t)(e->us % 1000000 * 1000);

	number(out, 1, answer ? CLIENT_RESPONSE : CLIENT_QUERY);
	number(out, 2, e->dst.family == 4 ? 1 : 2);
	number(out, 3, UDP);
	bytes(out, 4, ip_str(&e->src));
	bytes(out, 5, ip_str(&e->dst));
	number(out, 6, e->sport);
	number(out, 7, e->dport);
	number(out, 8, e->us / 1000000);
	fixed32(out, 9, ns);
	if (answer) {
		number(out, 12, e->us / 1000000);
		fixed32(out, 13, ns);
	}
	buf_clear(&g->scratch);
	dns_message(g, &g->scratch);
	bytes(out, answer ? 14 : 10, buf_str(&g->scratch));
}

/* ---- Frame Streams ---- */

static void control(struct buf *out, unsigned type, const char *content)
{
	u32(out, 0);
	u32(out, 4 + (*content ? 8 + (uint32_t)strlen(content) : 0));
	u32(out, type);
	if (!*content)
		return;
	u32(out, 1);
	u32(out, (uint32_t)strlen(content));
	buf_puts(out, content);
}

void gen_dnstap_start(struct buf *out)
{
	control(out, 2, "protobuf:dnstap.Dnstap");
}

void gen_dnstap_stop(struct buf *out)
{
	control(out, 3, "");
}

void gen_dnstap(struct gen *g, struct buf *out)
{
	struct buf inner = { 0 }, frame = { 0 };

	message(g, &inner);
	bytes(&frame, 1, STR("resolver-1"));
	bytes(&frame, 14, buf_str(&inner));
	number(&frame, 15, 1);
	u32(out, (uint32_t)frame.n);
	buf_put(out, buf_str(&frame));
	buf_fini(&inner);
	buf_fini(&frame);
}

/* ---- IPFIX ---- */

enum { HEADER = 16, MESSAGE_MAX = 1400, TEMPLATE_V4 = 256, TEMPLATE_V6 = 257 };

static void template(struct buf *out, unsigned id, unsigned src, unsigned dst, unsigned len)
{
	const unsigned fields[][2] = { { src, len }, { dst, len }, { 7, 2 },   { 11, 2 }, { 4, 1 },
				       { 2, 4 },     { 1, 4 },     { 152, 8 }, { 153, 8 } };
	unsigned n = sizeof fields / sizeof *fields;

	u16(out, 2);
	u16(out, 8 + 4 * n);
	u16(out, id);
	u16(out, n);
	for (unsigned i = 0; i < n; i++) {
		u16(out, fields[i][0]);
		u16(out, fields[i][1]);
	}
}

/* x->set holds the sets of one message; an open one begins at x->open. */
static void close_set(struct gen_ipfix *x)
{
	if (x->family)
		patch16(&x->set, x->open + 2, x->set.n - x->open);
	x->family = 0;
}

void gen_ipfix_flush(struct gen_ipfix *x, struct buf *out)
{
	close_set(x);
	if (!x->set.n)
		return;
	u16(out, 10);
	u16(out, HEADER + (unsigned)x->set.n);
	u32(out, 1767225600);
	u32(out, x->sequence);
	u32(out, 7);
	buf_put(out, buf_str(&x->set));
	x->sequence += x->records;
	x->records = 0;
	buf_clear(&x->set);
}

static void open_set(struct gen_ipfix *x, unsigned family)
{
	if (x->family == family)
		return;
	close_set(x);
	x->family = family;
	x->open = x->set.n;
	u16(&x->set, family == 4 ? TEMPLATE_V4 : TEMPLATE_V6);
	u16(&x->set, 0);
}

void gen_ipfix(struct gen *g, struct gen_ipfix *x, struct buf *out)
{
	struct gen_event *e = &g->ev;

	if (!x->told) {
		template(&x->set, TEMPLATE_V4, 8, 12, 4);
		template(&x->set, TEMPLATE_V6, 27, 28, 16);
		x->told = true;
	}
	if (HEADER + x->set.n + 4 + 61 > MESSAGE_MAX)
		gen_ipfix_flush(x, out);
	open_set(x, e->dst.family);
	buf_put(&x->set, ip_str(&e->src));
	buf_put(&x->set, ip_str(&e->dst));
	u16(&x->set, e->sport);
	u16(&x->set, e->dport);
	buf_c(&x->set, e->type == TYPE_DNS ? 17 : 6);
	u32(&x->set, 1 + (uint32_t)(e->flow % 1000));
	u32(&x->set, 64 + (uint32_t)(e->flow % 1000000));
	u64(&x->set, e->us / 1000);
	u64(&x->set, e->us / 1000 + 5);
	x->records++;
}
