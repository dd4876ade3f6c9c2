/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet.h - which UDP datagram or TCP segment does a captured packet hold?
 *
 * Link types by their number in capture files (tcpdump.org/linktypes): 0 NULL, 1 Ethernet, 9 PPP, 10 FDDI, 12, 14
 * and 101 raw IP, 108 LOOP, 113 and 276 Linux cooked (SLL, SLL2), 228 IPv4, 229 IPv6. Ethernet may carry
 * VLAN tags (802.1Q, 802.1ad, up to PACKET_TAGS_MAX) and PPPoE. IPv4 (RFC 791) and IPv6 with extension
 * headers (RFC 8200, up to PACKET_HEADERS_MAX). Of a fragmented packet only the first fragment; tunnels
 * are not opened, checksums not looked at.
 *
 * Threads: pure. Room: wire. May include: base.
 */
#pragma once

#include "wire/addr.h"

enum { PACKET_TAGS_MAX = 4, PACKET_HEADERS_MAX = 16 };

struct packet {
	bool tcp; /* else UDP */
	struct addr src, dst;
	uint16_t src_port, dst_port;
	struct str payload;
	bool fragment; /* the first of several */
	bool cut;      /* the payload says to be longer than what was captured */
};

bool packet_link_known(unsigned link);
/* false: it holds something else, or too little to tell. */
bool packet_read(unsigned link, struct str bytes, struct packet *out);
