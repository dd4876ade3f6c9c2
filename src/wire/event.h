/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event.h - one observed thing while it passes.
 *
 * It borrows its bytes from the input line (or the reader's scratch) for one match call and
 * owns nothing. There is no field for content, and none for who: addresses are matched and
 * dropped. Field names are what a hit prints.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "base/clock.h"
#include "base/str.h"
#include "wire/addr.h"

enum event_kind {
	EVENT_OTHER,
	EVENT_DNS,
	EVENT_FLOW,
	EVENT_HTTP,
	EVENT_TLS,
	EVENT_FILE,
	EVENT_ALERT,
	EVENT_KINDS
};
const char *event_kind_name(enum event_kind k); /* "dns" */

enum field {
	FIELD_SRC_IP, /* the client side: who asked (EVE src_ip, Zeek id.orig_h) */
	FIELD_DST_IP, /* the server side */
	FIELD_DNS_QUERY,
	FIELD_DNS_ANSWER_NAME, /* CNAME, NS, MX, PTR, SRV targets */
	FIELD_DNS_ANSWER_IP,
	FIELD_HTTP_HOST,
	FIELD_HTTP_URL, /* host and target joined (url.h) */
	FIELD_TLS_SNI,
	FIELD_TLS_JA3,
	FIELD_TLS_JA3S,
	FIELD_TLS_JA4,
	FIELD_TLS_CERT_SHA1,
	FIELD_TLS_CERT_SHA256,
	FIELD_FILE_MD5,
	FIELD_FILE_SHA1,
	FIELD_FILE_SHA256,
	FIELDS
};
const char *
field_name(enum field f); /* "src.ip", "dns.query", "dns.answer.name", "tls.cert.sha1", ... */
bool field_of(struct str name, enum field *out);
/* Fields whose value is a client's address: observed is never printed. */
static inline bool field_is_client(enum field f)
{
	return f == FIELD_SRC_IP;
}

struct event_value {
	enum field field;
	struct str text; /* as logged; for FIELD_HTTP_URL the absolute or host-joined URL */
	/* An address from a binary log: family is not 0, and text is empty. */
	struct addr addr;
};
/* The address that a value of one of the three address fields is; false if it is none. */
bool event_value_addr(const struct event_value *v, struct addr *out);

struct event {
	enum event_kind kind;
	bool has_time;
	struct instant time;
	uint64_t line;         /* physical line, from 1 */
	uint8_t family;        /* 4, 6, or 0 when the event shows no address */
	struct event_value *v; /* n values, in the order of the log; the reader's memory */
	size_t n;
};
