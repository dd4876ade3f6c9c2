/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_keys.h - which keys of a JSON log hold what event_read() reads, told from its own tables.
 *
 * For whoever looks at lines without parsing them (match/sieve): every value that the strict reader
 * takes stands behind one of these keys, as a text or in an array of texts. The other way round
 * is not true: the same key in another object holds something else.
 *
 * Threads: pure. Room: wire. May include: base.
 */
#pragma once

#include "wire/event_reader.h"

enum key_class {
	KEY_NONE,
	KEY_ADDR,   /* an address, or nothing */
	KEY_NAME,   /* a name of DNS or TLS; may be an address in text */
	KEY_HOST,   /* the host of a request, perhaps with a port */
	KEY_TARGET, /* a request target: a path behind the host, or a whole URL */
	KEY_URL,    /* a whole URL, with or without scheme */
	KEY_DIGEST, /* a digest or fingerprint, any case, perhaps with colons */
	KEY_TIME,
	KEY_TYPE,     /* EVE's event_type */
	KEY_SRC_PORT, /* EVE: a number or a text */
	KEY_DST_PORT,
	KEY_KIND,  /* its presence alone says what kind of event it is (`kind`) */
	KEY_OTHER, /* read in more than one way: such a line is for the strict reader */
};

struct event_key {
	struct str text; /* without quotes */
	enum key_class class_;
	enum field field;     /* of the values, where there is one */
	enum event_kind kind; /* that its presence tells, or EVENT_OTHER */
	bool roles;           /* who is the client depends on it in a way that is not told here */
};

enum { EVENT_KEYS_MAX = 1024 };
/* What EVE's event_type says; EVENT_OTHER for the unknown. stats: about Suricata, never an event. */
enum event_kind event_eve_kind(struct str type, bool *is_stats);
bool event_is_service_port(struct str digits);              /* below 1024 */
bool event_time_read(struct str text, struct instant *out); /* as all readers of logs do */
enum key_class event_field_class(enum field f);

/* The keys of a reader of EVE, Zeek (as JSON) or NDJSON; 0 for CSV, and where there would be more
 * than EVENT_KEYS_MAX. out[EVENT_KEYS_MAX]; texts live as long as the reader. */
size_t event_reader_keys(const struct event_reader *r, struct event_key *out);
