/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_night.h - one event of the demo before it is written, and what is true about the night.
 *
 * A draft is an event with the hits that were planted in it. eve_put() and zeek_put() write it in a
 * log's own words; truth_add() counts it. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/demo.h"

enum { ANSWERS_MAX = 4, HITS_MAX = 4, NO_ORG = -1 };

struct answer {
	const char *type; /* "A", "CNAME", "TXT", ... */
	struct str data;
};

struct draft {
	enum event_kind kind;
	struct instant at;
	struct str client, server;
	unsigned client_port, server_port;
	bool v6, reversed; /* reversed: an answer logged in its own direction */
	struct str name;   /* DNS query, HTTP host, SNI */
	struct answer answers[ANSWERS_MAX];
	unsigned answer_count;
	struct str uri, agent, ja3, ja4, fingerprint, chain, md5, sha1, sha256;
	int client_org, server_org, name_org; /* whose own infrastructure, or NO_ORG */
	const char *client_asset, *server_asset;
	struct {
		unsigned ioc;
		enum field field;
	} hits[HITS_MAX];
	unsigned hit_count;
};

struct log {
	const char *file, *format, *sensor, *area;
	bool zeek, gzip;
	enum event_kind only; /* EVENT_KINDS: all kinds, mixed */
	unsigned thousands;   /* events at scale 1 */
	uint64_t events, hits, lines, bad_lines;
};

struct truth {
	uint64_t events[EVENT_KINDS], family[2]; /* [0] IPv4, [1] IPv6 */
	uint64_t hits, by_kind[IND_KINDS], by_field[FIELDS], by_feed[FEEDS], by_org[ORGS], unowned;
	struct map *sightings; /* distinct keys */
};

void eve_put(struct world *w, const struct draft *d, struct buf *b);
/* The header of a Zeek log of this kind, and one row. */
void zeek_head(enum event_kind kind, struct str opened, struct buf *b);
void zeek_put(struct world *w, const struct draft *d, struct buf *b);

void truth_add(struct truth *t, const struct world *w, struct log *l, const struct draft *d);
MUST_CHECK enum err truth_write(const struct truth *t, struct world *w, const struct log *logs,
				size_t log_count, const char *dir, struct why *why);

/* demo_plant.c: an ordinary event; the same with a hit, a near miss, or a person's number in it. */
void draft_plain(struct world *w, struct draft *d, enum event_kind kind, struct instant at);
void draft_hit(struct world *w, struct draft *d, bool zeek);
void draft_near_miss(struct world *w, struct draft *d);
void draft_person(struct world *w, struct draft *d);
