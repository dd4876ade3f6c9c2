/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_template.h - which bytes of a flow record are worth a look: templates of NetFlow v9 (RFC 3954,
 * 5.2 and 6.1) and IPFIX (RFC 7011, 3.4), compiled to the few fields that are matched.
 *
 * A template belongs to a sender, a version and an observation domain (source id). It holds until it
 * is replaced or withdrawn. A record is described by `takes`: for records of fixed length each has its
 * place; where a field of variable length is in between, `steps` lead from field to field.
 *
 * Which element is which field: flow_element.c; doc/formats/events.md says it for people.
 *
 * Limits: FLOW_TEMPLATES_MAX at a time, FLOW_FIELDS_MAX fields each, of which the first
 * FLOW_TAKES_MAX that are matched are taken; system start times of FLOW_DOMAINS_MAX domains. Together at
 * most 40 MiB, whatever the input says.
 *
 * Threads: one table, one thread. Room: wire. May include: base.
 */
#pragma once

#include "base/hash.h"
#include "base/vec.h"
#include "base/why.h"
#include "wire/event.h"

enum {
	FLOW_TEMPLATES_MAX = 4096,
	FLOW_FIELDS_MAX = 1024,
	FLOW_TAKES_MAX = 24,
	FLOW_DOMAINS_MAX = 256,
	FLOW_VARIABLE = 65535, /* the length of a field that says its length itself */
	FLOW_V9_PEN = -2,      /* numbers that hold in NetFlow v9 alone */
};

/* What to do with a field. */
enum flow_act {
	FLOW_PASS,
	FLOW_ADDR4, /* 4 bytes */
	FLOW_ADDR6, /* 16 bytes */
	FLOW_TEXT,
	FLOW_HOST,   /* a text; the first half of a URL, too */
	FLOW_TARGET, /* the second half */
	FLOW_SRC_PORT,
	FLOW_DST_PORT,
	FLOW_BOOT, /* when the exporter started, milliseconds since 1970 */
	/* Times; of a template the one of the lowest rank is taken. */
	FLOW_SECONDS,
	FLOW_MILLISECONDS,
	FLOW_NTP,    /* RFC 7011, 6.1.9: 64 bits, seconds since 1900 and a fraction */
	FLOW_UPTIME, /* milliseconds since the exporter started */
	FLOW_BEFORE, /* microseconds before the export */
};

struct flow_element {
	int64_t pen; /* private enterprise number; 0: IANA's */
	uint16_t id;
	uint8_t act, field;
	uint8_t rank; /* of times, from 1 */
};
/* What the field `id` of an enterprise (0: none) is in a message of `version`; NULL: not looked at. */
const struct flow_element *flow_element_find(unsigned version, uint32_t pen, unsigned id);

struct flow_take {
	uint8_t act, field;
	uint16_t at; /* from the record's first byte; 0 in records of variable length */
	uint16_t len;
};

/* Pass over `gap` bytes; there a field of `len` bytes (or FLOW_VARIABLE); take: its number in takes,
 * from 1, or 0. */
struct flow_step {
	uint16_t gap, len;
	uint8_t take;
};

/* Most templates: one source and one destination of a family, perhaps ports and a time, all at fixed
 * places. Each is the record's offset. */
struct flow_plain {
	uint8_t family;        /* 0: it is not plain */
	bool has_ports;        /* both, of two bytes */
	struct flow_take time; /* act FLOW_PASS: none */
	uint16_t src, dst, src_port, dst_port;
};

struct flow_scope {
	uint64_t sender;
	uint32_t domain;
	uint8_t version;
};

struct flow_template {
	struct flow_scope scope;
	uint16_t id; /* 0: this place is free */
	bool options;
	bool variable;
	uint8_t n_takes;
	uint32_t length; /* of a record; if it is variable, the least */
	uint32_t input;  /* the table's, when it was defined */
	uint32_t next;   /* in its bucket, from 1 */
	uint64_t print;  /* keyed hash of the definition */
	struct flow_plain plain;
	struct flow_take takes[FLOW_TAKES_MAX];
	uint16_t tail;               /* bytes behind the last step */
	VEC(struct flow_step) steps; /* of use where it is variable */
};

struct flow_table {
	VEC(struct flow_template) all;
	uint32_t *bucket; /* numbers in all, from 1 */
	uint32_t free, live, last;
	uint32_t input; /* of which file the definitions come now */
	struct hash_key key;
	struct {
		struct flow_scope scope;
		uint64_t ms;
	} boot[FLOW_DOMAINS_MAX];
	unsigned n_boot, next_boot;
};

struct arena;
struct flow_table *flow_table_open(struct arena *a);
void flow_table_close(struct flow_table *t);

/* The definition as it came, its length said by `fields`. */
struct flow_definition {
	struct flow_scope scope;
	uint16_t id;
	bool options;
	unsigned fields, scopes; /* all of them; how many come first as scope */
	struct str bytes;        /* of the fields, and perhaps more */
};
/* Defines or replaces. *used: the bytes of the fields. ERR_SYNTAX: it breaks off (*used is all).
 * ERR_LIMIT: it is passed over. */
MUST_CHECK enum err flow_template_put(struct flow_table *t, const struct flow_definition *d,
				      size_t *used, struct why *why);
/* NULL: not known. Dies with the next put. */
const struct flow_template *flow_template_find(struct flow_table *t, const struct flow_scope *s,
					       unsigned id);
void flow_template_drop(struct flow_table *t, const struct flow_scope *s, unsigned id);
/* All of a kind (RFC 7011, 8.1). */
void flow_template_drop_all(struct flow_table *t, const struct flow_scope *s, bool options);

void flow_boot_put(struct flow_table *t, const struct flow_scope *s, uint64_t ms);
bool flow_boot_find(const struct flow_table *t, const struct flow_scope *s, uint64_t *ms);
