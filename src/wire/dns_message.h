/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns_message.h - what of a DNS message is looked up: RFC 1035 (4.1), 2181, 2782, 3596, 6672.
 *
 * Taken: the names of the question section (FIELD_DNS_QUERY); of the answer section the addresses of
 * A and AAAA records of class IN (FIELD_DNS_ANSWER_IP) and the names that CNAME, DNAME, NS, MX, PTR
 * and SRV records point to (FIELD_DNS_ANSWER_NAME). Owner names, authority and additional records
 * are not values; the answer section of an UPDATE (RFC 2136: its prerequisites) is not one either.
 *
 * A name becomes text as the other logs write it: labels with dots between, bytes as they are, no
 * final dot; the root gives no value. A dot *inside* a label becomes \046 (RFC 1035, 5.1), because
 * as a dot it would look like a border: the label "evil.example" in front of "test" is not below
 * "example.test", and must not hit it. domain_fold() takes the result.
 *
 * A message that breaks off or is wrong somewhere gives the values before that place, and the fault.
 * A record whose data is wrong (an A of 3 bytes, a name beyond its end) loses only itself, since its
 * length tells where the next one begins.
 *
 * Limits: DNS_QUESTIONS_MAX; a name of 255 octets on the wire, with at most DNS_POINTERS_MAX compression
 * pointers, which may point anywhere in the message (what does not end is caught by both).
 *
 * Threads: pure; no allocation. Room: wire. May include: base.
 */
#pragma once

#include "wire/event.h"

enum {
	DNS_MESSAGE_MAX = 65535,
	DNS_QUESTIONS_MAX = 16,
	DNS_POINTERS_MAX = 126,
	DNS_NAME_TEXT_MAX = 1020, /* 255 octets, all of them dots */
	DNS_NAME_BYTES_MIN = 6,   /* of a message, for each name that it gives */
	/* An answer with a name has at least 13 bytes; so a message gives at most so many values. */
	DNS_VALUES_MAX = DNS_QUESTIONS_MAX + DNS_MESSAGE_MAX / 13,
	DNS_TEXT_MAX = DNS_VALUES_MAX * DNS_NAME_TEXT_MAX,
};

/* Where values and text go, at their ends; the caller's memory. Text does not move. */
struct dns_room {
	struct event_value *v;
	size_t v_n, v_cap;
	char *text;
	size_t text_n, text_cap;
};

enum dns_fault {
	DNS_GOOD,
	DNS_SHORT, /* ends before its sections do */
	DNS_NAME,  /* a name: unknown label type, too long, too many pointers, or beyond the end */
	DNS_DATA,  /* the data of a record does not fit its type */
	DNS_QUESTIONS, /* more than DNS_QUESTIONS_MAX */
	DNS_ROOM       /* more values than there was room for: several messages in one packet */
};

/* Adds the values; the first fault, or DNS_GOOD. A longer message than DNS_MESSAGE_MAX is DNS_SHORT
 * behind that. */
enum dns_fault dns_message_read(struct str message, struct dns_room *room);
