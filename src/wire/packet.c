/* SPDX-License-Identifier: Apache-2.0 */
/* packet.c - one layer a function; each takes its header off the front. */
#include "wire/packet.h"

#include "base/bytes.h"

enum {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_PPP = 9,
	LINK_FDDI = 10,
	LINK_RAW_BSD = 12,
	LINK_RAW_OPENBSD = 14,
	LINK_RAW = 101,
	LINK_LOOP = 108,
	LINK_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_SLL2 = 276
};
enum { ETHER_IPV4 = 0x0800, ETHER_IPV6 = 0x86DD, ETHER_PPPOE = 0x8864 };
enum { ETHER_VLAN = 0x8100, ETHER_QINQ = 0x88A8, ETHER_QINQ_OLD = 0x9100 };
enum { PPP_IPV4 = 0x21, PPP_IPV6 = 0x57 };
enum { IP_TCP = 6, IP_UDP = 17 };
enum { V6_HOP = 0, V6_ROUTING = 43, V6_FRAGMENT = 44, V6_AUTH = 51, V6_OPTIONS = 60 };

struct layers {
	const uint8_t *p, *end; /* what is not read yet */
	struct packet *out;
};

static size_t left(const struct layers *l)
{
	return (size_t)(l->end - l->p);
}

/* What a layer says is its end; beyond what was captured the packet is cut. */
static void set_end(struct layers *l, size_t n)
{
	if (n > left(l))
		l->out->cut = true;
	else
		l->end = l->p + n;
}

/* ---- transport ---- */

static void read_ports(struct layers *l)
{
	l->out->src_port = be16(l->p);
	l->out->dst_port = be16(l->p + 2);
}

static bool read_udp(struct layers *l)
{
	unsigned n;

	if (left(l) < 8)
		return false;
	n = be16(l->p + 4);
	if (n >= 8) /* 0: more than 16 bits can say (RFC 2675), or filled in by the network card */
		set_end(l, n);
	read_ports(l);
	l->p += 8;
	return true;
}

static bool read_tcp(struct layers *l)
{
	size_t n;

	if (left(l) < 20)
		return false;
	n = (size_t)(l->p[12] >> 4) * 4;
	if (n < 20 || n > left(l))
		return false;
	l->out->tcp = true;
	read_ports(l);
	l->p += n;
	return true;
}

static bool read_transport(struct layers *l, unsigned protocol)
{
	bool good = protocol == IP_UDP ? read_udp(l) : protocol == IP_TCP && read_tcp(l);

	if (good)
		l->out->payload = str_n((const char *)l->p, left(l));
	return good;
}

/* ---- network ---- */

static bool read_ipv4(struct layers *l)
{
	const uint8_t *h = l->p;
	size_t header, total;

	if (left(l) < 20 || h[0] >> 4 != 4)
		return false;
	header = (size_t)(h[0] & 15) * 4;
	total = be16(h + 2);
	if (header < 20 || left(l) < header || (total && total < header))
		return false;
	if (be16(h + 6) & 0x1FFF)
		return false; /* not the first fragment */
	l->out->fragment = h[6] & 0x20;
	if (total) /* 0: filled in by the network card, behind where it was captured */
		set_end(l, total);
	addr_of_bytes(h + 12, 4, &l->out->src);
	addr_of_bytes(h + 16, 4, &l->out->dst);
	l->p += header;
	return read_transport(l, h[9]);
}

/* Takes an extension header off; false: it is none, or the transport is not in this packet. */
static bool extension(struct layers *l, unsigned *next)
{
	size_t n;

	if (left(l) < 8)
		return false;
	switch (*next) {
	case V6_HOP:
	case V6_ROUTING:
	case V6_OPTIONS:
		n = 8 + (size_t)l->p[1] * 8;
		break;
	case V6_AUTH:
		n = 8 + (size_t)l->p[1] * 4;
		break;
	case V6_FRAGMENT:
		if (be16(l->p + 2) & 0xFFF8)
			return false;
		l->out->fragment = l->p[3] & 1;
		n = 8;
		break;
	default:
		return false;
	}
	if (n > left(l))
		return false;
	*next = l->p[0];
	l->p += n;
	return true;
}

static bool read_ipv6(struct layers *l)
{
	const uint8_t *h = l->p;
	unsigned next, n = 0;
	size_t payload;

	if (left(l) < 40 || h[0] >> 4 != 6)
		return false;
	payload = be16(h + 4);
	next = h[6];
	addr_of_bytes(h + 8, 16, &l->out->src);
	addr_of_bytes(h + 24, 16, &l->out->dst);
	l->p += 40;
	if (payload)
		set_end(l, payload);
	while (next != IP_UDP && next != IP_TCP)
		if (n++ == PACKET_HEADERS_MAX || !extension(l, &next))
			return false;
	return read_transport(l, next);
}

static bool read_raw(struct layers *l)
{
	if (!left(l))
		return false;
	return l->p[0] >> 4 == 4 ? read_ipv4(l) : read_ipv6(l);
}

/* ---- link ---- */

static bool read_ppp(struct layers *l)
{
	unsigned protocol;

	if (left(l) >= 2 && l->p[0] == 0xFF && l->p[1] == 0x03)
		l->p += 2;
	if (left(l) < 2)
		return false;
	if (l->p[0] & 1) { /* compressed to one byte */
		protocol = l->p[0];
		l->p += 1;
	} else {
		protocol = be16(l->p);
		l->p += 2;
	}
	return (protocol == PPP_IPV4 && read_ipv4(l)) || (protocol == PPP_IPV6 && read_ipv6(l));
}

static bool read_ether(struct layers *l, unsigned type)
{
	for (int tags = 0; type == ETHER_VLAN || type == ETHER_QINQ || type == ETHER_QINQ_OLD;
	     tags++) {
		if (left(l) < 4 || tags == PACKET_TAGS_MAX)
			return false;
		type = be16(l->p + 2);
		l->p += 4;
	}
	switch (type) {
	case ETHER_IPV4:
		return read_ipv4(l);
	case ETHER_IPV6:
		return read_ipv6(l);
	case ETHER_PPPOE:
		if (left(l) < 6)
			return false;
		l->p += 6;
		return read_ppp(l);
	default:
		return false;
	}
}

/* A header of `n` bytes with the Ethernet type at `at`. */
static bool read_typed(struct layers *l, size_t n, size_t at)
{
	unsigned type;

	if (left(l) < n)
		return false;
	type = be16(l->p + at);
	l->p += n;
	return read_ether(l, type);
}

/* The address family that stands in front differs from system to system, and in its byte order. */
static bool read_family(struct layers *l)
{
	if (left(l) < 4)
		return false;
	l->p += 4;
	return read_raw(l);
}

bool packet_link_known(unsigned link)
{
	switch (link) {
	case LINK_NULL:
	case LINK_ETHERNET:
	case LINK_PPP:
	case LINK_FDDI:
	case LINK_RAW_BSD:
	case LINK_RAW_OPENBSD:
	case LINK_RAW:
	case LINK_LOOP:
	case LINK_SLL:
	case LINK_IPV4:
	case LINK_IPV6:
	case LINK_SLL2:
		return true;
	default:
		return false;
	}
}

bool packet_read(unsigned link, struct str bytes, struct packet *out)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	struct layers l = { p, p + bytes.n, out };

	*out = (struct packet){ 0 };
	switch (link) {
	case LINK_NULL:
	case LINK_LOOP:
		return read_family(&l);
	case LINK_ETHERNET:
		return read_typed(&l, 14, 12);
	case LINK_FDDI: /* LLC and SNAP between its own header and the type */
		return read_typed(&l, 21, 19);
	case LINK_SLL:
		return read_typed(&l, 16, 14);
	case LINK_SLL2:
		return read_typed(&l, 20, 0);
	case LINK_PPP:
		return read_ppp(&l);
	case LINK_IPV4:
		return read_ipv4(&l);
	case LINK_IPV6:
		return read_ipv6(&l);
	default:
		return packet_link_known(link) && read_raw(&l);
	}
}
