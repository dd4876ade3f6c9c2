/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_pcap.c - DNS in captures: pcap (draft-ietf-opsawg-pcap; micro- and nanoseconds) and pcapng
 * (draft-ietf-opsawg-pcapng; section, interface, enhanced, simple and obsolete packet blocks), of
 * either byte order.
 *
 * A packet from or to UDP or TCP port 53 is an event; the side of port 53 is the server. Of TCP only a
 * segment that holds whole messages and nothing else: streams are not put together. All other packets
 * are counted, and give nothing. Of a packet that was not captured whole, or is the first of several
 * fragments, what is there is read.
 *
 * Limits: a packet of PACKET_MAX bytes (a longer one costs itself), INTERFACES_MAX interfaces a
 * section, and those of packet.h and dns_message.h.
 */
#include "base/vec.h"
#include "wire/event_stream_inner.h"
#include "wire/packet.h"

enum { PACKET_MAX = 1 << 20, INTERFACES_MAX = 4096, BLOCK_EXTRA = 64 << 10, DNS_PORT = 53 };
enum { FILE_HEADER = 24, PACKET_HEADER = 16, TCP_LENGTH = 2, DNS_HEADER = 12 };

static const uint32_t magic_micro = 0xA1B2C3D4, magic_nano = 0xA1B23C4D;
static const uint32_t byte_order = 0x1A2B3C4D;

enum block { /* pcapng */
	     BLOCK_INTERFACE = 1,
	     BLOCK_PACKET_OLD = 2,
	     BLOCK_SIMPLE = 3,
	     BLOCK_ENHANCED = 6,
	     BLOCK_SECTION = 0x0A0D0D0A, /* the same in either byte order */
};
enum { OPTION_END = 0, OPTION_RESOLUTION = 9, OPTION_OFFSET = 14 };

struct interface {
	unsigned link;
	uint32_t snap;  /* 0: no limit */
	uint64_t ticks; /* a second; 0: a resolution that cannot be counted in */
	int64_t offset; /* seconds to add */
	bool link_said; /* that nobody here knows this link type */
};

struct pcap {
	enum { NOTHING_YET, CLASSIC, BLOCKS } form;
	bool big;             /* big-endian */
	struct interface one; /* of a classic file */
	VEC(struct interface) interfaces;
};

/* One packet as its file tells it. */
struct record {
	struct interface *from;
	struct str bytes;
	bool has_ticks;
	uint64_t ticks; /* since 1970, in those of the interface */
	uint64_t offset;
	uint32_t length; /* before it was cut */
};

static uint32_t get32(const struct pcap *f, const char *p)
{
	uint32_t v = be32(p);

	return f->big ? v : __builtin_bswap32(v);
}

static uint16_t get16(const struct pcap *f, const char *p)
{
	uint16_t v = be16(p);

	return f->big ? v : __builtin_bswap16(v);
}

static uint64_t get64(const struct pcap *f, const char *p)
{
	uint64_t first = get32(f, p), second = get32(f, p + 4);

	return f->big ? first << 32 | second : second << 32 | first;
}

static struct str rest_of(const struct stream_in *in)
{
	return str_n(in->bytes.p + in->used, in->bytes.n - (size_t)in->used);
}

/* Are n bytes of the next unit there? */
static bool have(struct stream_in *in, size_t n)
{
	if (in->bytes.n - in->used >= n)
		return true;
	in->need = n;
	return false;
}

/* ---- a packet ---- */

static void set_time(struct event *ev, const struct record *r)
{
	uint64_t ticks = r->from->ticks, sec;

	if (!r->has_ticks || !ticks)
		return;
	sec = r->ticks / ticks + (uint64_t)r->from->offset;
	stream_time(ev, sec,
		    ticks == US_PER_SECOND ? r->ticks % ticks :
					     (uint64_t)((unsigned __int128)(r->ticks % ticks) *
							US_PER_SECOND / ticks));
}

/* Does the packet go to the server? Between two ports 53 a message's QR bit tells. */
static bool is_to_server(const struct packet *k)
{
	size_t flags = k->tcp ? TCP_LENGTH + 2 : 2;

	if (k->src_port == k->dst_port && k->payload.n > flags)
		return !(k->payload.p[flags] & 0x80);
	return k->dst_port == DNS_PORT;
}

/* Whole messages, and nothing else? */
static bool is_whole_messages(struct str s)
{
	while (s.n >= TCP_LENGTH + DNS_HEADER) {
		size_t n = be16(s.p);

		if (n < DNS_HEADER || n > s.n - TCP_LENGTH)
			return false;
		s = str_cut(s, TCP_LENGTH + n, s.n);
	}
	return s.n == 0;
}

static enum dns_fault read_messages(struct str s, struct dns_room *room)
{
	enum dns_fault first = DNS_GOOD;

	while (s.n) {
		size_t n = be16(s.p);
		enum dns_fault fault =
			dns_message_read(str_cut(s, TCP_LENGTH, TCP_LENGTH + n), room);

		first = first ? first : fault;
		s = str_cut(s, TCP_LENGTH + n, s.n);
	}
	return first;
}

static enum err put_event(const struct packet *k, const struct record *r, struct stream_out *out,
			  struct why *why)
{
	bool to_server = is_to_server(k);
	struct event *ev = stream_event(out, EVENT_DNS);
	enum dns_fault fault;

	set_time(ev, r);
	stream_addr(out, ev, FIELD_SRC_IP, to_server ? &k->src : &k->dst);
	stream_addr(out, ev, FIELD_DST_IP, to_server ? &k->dst : &k->src);
	fault = k->tcp ? read_messages(k->payload, &out->room) :
			 dns_message_read(k->payload, &out->room);
	ev->n = (size_t)(out->room.v + out->room.v_n - ev->v);
	if (fault == DNS_GOOD || k->fragment)
		return ERR_OK;
	if (fault == DNS_SHORT && k->cut && r->length > r->bytes.n)
		return why_set(why, ERR_SYNTAX, SAY_PCAP_CUT, A(r->offset), A(r->bytes.n),
			       A(r->length));
	return stream_dns_fault(fault, r->offset, why);
}

static enum err put_packet(const struct record *r, struct stream_out *out, struct why *why)
{
	struct packet k;

	out->counts->records++;
	if (packet_read(r->from->link, r->bytes, &k) &&
	    (k.src_port == DNS_PORT || k.dst_port == DNS_PORT) &&
	    (k.tcp ? k.payload.n && is_whole_messages(k.payload) : k.payload.n > 0))
		return put_event(&k, r, out, why);
	out->counts->no_event++;
	if (r->from->link_said || packet_link_known(r->from->link))
		return ERR_OK;
	r->from->link_said = true;
	return why_set(why, ERR_UNSUPPORTED, SAY_PCAP_LINK, A(r->from->link));
}

static enum err too_long(struct stream_out *out, uint64_t offset, uint32_t n, struct why *why)
{
	out->counts->records++;
	return why_set(why, ERR_LIMIT, SAY_PCAP_LONG, A(offset), A(n), A(PACKET_MAX));
}

/* ---- pcap ---- */

static enum err next_classic(struct pcap *f, struct stream_in *in, struct stream_out *out,
			     struct why *why)
{
	struct record r = { .from = &f->one, .has_ticks = true, .offset = in->offset + in->used };
	const char *h = rest_of(in).p;
	uint32_t n;

	if (!have(in, PACKET_HEADER))
		return ERR_OK;
	n = get32(f, h + 8);
	if (n > PACKET_MAX) {
		in->used += PACKET_HEADER + (uint64_t)n;
		return too_long(out, r.offset, n, why);
	}
	if (!have(in, PACKET_HEADER + n) || !stream_room(out, n))
		return ERR_OK;
	in->used += PACKET_HEADER + n;
	r.ticks = get32(f, h) * f->one.ticks + get32(f, h + 4);
	r.length = get32(f, h + 12);
	r.bytes = str_n(h + PACKET_HEADER, n);
	return put_packet(&r, out, why);
}

/* ---- pcapng ---- */

static enum err damaged(uint64_t offset, struct why *why)
{
	return why_set(why, ERR_CORRUPT, SAY_PCAP_BLOCK, A(offset));
}

/* if_tsresol: a negative power of 10, or with the highest bit of 2. */
static uint64_t ticks_of(unsigned resolution)
{
	unsigned n = resolution & 0x7F;
	uint64_t ticks = 1;

	if (resolution & 0x80)
		return n < 64 ? 1ull << n : 0;
	if (n > 19)
		return 0;
	while (n--)
		ticks *= 10;
	return ticks;
}

static void interface_options(const struct pcap *f, struct interface *i, struct str s)
{
	while (s.n >= 4) {
		unsigned code = get16(f, s.p);
		size_t n = get16(f, s.p + 2), padded = (n + 3) & ~(size_t)3;

		if (code == OPTION_END || s.n - 4 < padded)
			return;
		if (code == OPTION_RESOLUTION && n == 1)
			i->ticks = ticks_of((unsigned char)s.p[4]);
		else if (code == OPTION_OFFSET && n == 8)
			i->offset = (int64_t)get64(f, s.p + 4);
		s = str_cut(s, 4 + padded, s.n);
	}
}

static enum err interface_block(struct pcap *f, struct str body, uint64_t offset, struct why *why)
{
	struct interface i = { .ticks = US_PER_SECOND };

	if (body.n < 8)
		return damaged(offset, why);
	if (f->interfaces.n == INTERFACES_MAX)
		return why_set(why, ERR_CORRUPT, SAY_PCAP_INTERFACES, A(offset), A(INTERFACES_MAX));
	i.link = get16(f, body.p);
	i.snap = get32(f, body.p + 4);
	interface_options(f, &i, str_cut(body, 8, body.n));
	*vec_push(&f->interfaces) = i;
	return ERR_OK;
}

static enum err packet_block(struct pcap *f, uint32_t type, struct str body, uint64_t offset,
			     struct stream_out *out, struct why *why)
{
	size_t head = type == BLOCK_SIMPLE ? 4 : 20;
	struct record r = { .offset = offset, .has_ticks = type != BLOCK_SIMPLE };
	uint32_t from = 0, n;

	if (body.n < head)
		return damaged(offset, why);
	if (type == BLOCK_ENHANCED)
		from = get32(f, body.p);
	else if (type == BLOCK_PACKET_OLD)
		from = get16(f, body.p);
	if (from >= f->interfaces.n) {
		out->counts->records++;
		return why_set(why, ERR_SYNTAX, SAY_PCAP_NO_INTERFACE, A(offset), A(from));
	}
	r.from = &f->interfaces.v[from];
	if (type == BLOCK_SIMPLE) {
		n = r.length = get32(f, body.p);
		if (r.from->snap && n > r.from->snap)
			n = r.from->snap;
	} else {
		r.ticks = (uint64_t)get32(f, body.p + 4) << 32 | get32(f, body.p + 8);
		n = get32(f, body.p + 12);
		r.length = get32(f, body.p + 16);
	}
	if (n > body.n - head)
		return damaged(offset, why);
	r.bytes = str_n(body.p + head, n);
	return put_packet(&r, out, why);
}

static bool is_packet(uint32_t type)
{
	return type == BLOCK_ENHANCED || type == BLOCK_SIMPLE || type == BLOCK_PACKET_OLD;
}

/* A new section: perhaps another byte order, and its own interfaces. */
static enum err section_block(struct pcap *f, struct stream_in *in, struct why *why)
{
	uint64_t offset = in->offset + in->used;
	const char *h = rest_of(in).p;
	uint32_t n;

	if (!have(in, 12))
		return ERR_OK;
	f->big = be32(h + 8) == byte_order;
	if (get32(f, h + 8) != byte_order)
		return damaged(offset, why);
	n = get32(f, h + 4);
	if (n < 28 || n % 4)
		return damaged(offset, why);
	f->interfaces.n = 0;
	in->used += n;
	return ERR_OK;
}

static enum err next_block(struct pcap *f, struct stream_in *in, struct stream_out *out,
			   struct why *why)
{
	uint64_t offset = in->offset + in->used;
	const char *h = rest_of(in).p;
	uint32_t type, n;
	struct str body;

	if (!have(in, 8))
		return ERR_OK;
	type = get32(f, h);
	if (type == BLOCK_SECTION)
		return section_block(f, in, why);
	n = get32(f, h + 4);
	if (n < 12 || n % 4)
		return damaged(offset, why);
	if (type != BLOCK_INTERFACE && !is_packet(type)) {
		in->used += n;
		return ERR_OK;
	}
	if (n > PACKET_MAX + BLOCK_EXTRA) {
		in->used += n;
		return too_long(out, offset, n, why);
	}
	if (!have(in, n) || !stream_room(out, n))
		return ERR_OK;
	in->used += n;
	if (get32(f, h + n - 4) != n)
		return damaged(offset, why);
	body = str_n(h + 8, n - 12);
	return type == BLOCK_INTERFACE ? interface_block(f, body, offset, why) :
					 packet_block(f, type, body, offset, out, why);
}

/* ---- either ---- */

static bool is_classic(struct pcap *f, const char *head)
{
	for (int big = 0; big < 2; big++) {
		uint32_t magic;

		f->big = big;
		magic = get32(f, head);
		f->one.ticks = magic == magic_nano ? 1000 * (uint64_t)US_PER_SECOND : US_PER_SECOND;
		if (magic == magic_micro || magic == magic_nano)
			return true;
	}
	return false;
}

static enum err begin(struct pcap *f, struct stream_in *in, struct why *why)
{
	const char *h = rest_of(in).p;

	if (!have(in, 4))
		return ERR_OK;
	if (be32(h) == BLOCK_SECTION) {
		f->form = BLOCKS;
		return ERR_OK;
	}
	if (!is_classic(f, h))
		return why_set(why, ERR_CORRUPT, SAY_PCAP_NONE);
	if (!have(in, FILE_HEADER))
		return ERR_OK;
	in->used += FILE_HEADER;
	f->form = CLASSIC;
	f->one.link = get32(f, h + 20) & 0xFFFF; /* above it: the length of a check sum */
	return ERR_OK;
}

static enum err pcap_next(void *state, struct stream_in *in, struct stream_out *out,
			  struct why *why)
{
	struct pcap *f = state;
	enum err e = ERR_OK;

	while (e == ERR_OK && !in->need && !stream_full(out) && in->used < in->bytes.n) {
		if (f->form == CLASSIC)
			e = next_classic(f, in, out, why);
		else if (f->form == BLOCKS)
			e = next_block(f, in, out, why);
		else
			e = begin(f, in, why);
	}
	return e;
}

static void *pcap_open(struct arena *a)
{
	return arena_new(a, struct pcap);
}

static void pcap_close(void *state)
{
	struct pcap *f = state;

	vec_fini(&f->interfaces);
}

const struct stream_ops stream_pcap = {
	.name = "pcap",
	.open = pcap_open,
	.close = pcap_close,
	.next = pcap_next,
};
