/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gen_inner.h - what the parts of the generator share: values, and one event.
 *
 * Spaces of names: the registrable label of each ends in eight letters that code (number, space)
 * one to one, so names of different spaces, or different numbers, are never below each other.
 * Zones of IPv4: a /20 is listed, prefixed or benign by its place in a permutation of all /20s.
 */
#pragma once

#include "base/rand.h"
#include "gen.h"

enum space { SPACE_LISTED, SPACE_URL, SPACE_BENIGN, SPACE_NEW };

struct ip {
	uint8_t family; /* 4, 6; 0: none */
	uint8_t b[16];
};

enum gen_field { G_SRC, G_DST, G_QUERY, G_ALIAS, G_ANSWER, G_HOST, G_URL, G_SHA256 };

struct gen_hit {
	enum gen_field field;
	enum gen_kind kind;
	uint64_t number; /* of its kind */
};

enum gen_type { TYPE_DNS, TYPE_HTTP, TYPE_FILE };

struct gen_event {
	enum gen_type type;
	uint64_t n; /* from 0 */
	uint64_t us, flow;
	struct ip src, dst; /* client, server */
	uint16_t sport, dport;
	struct buf name;   /* asked for, or host */
	struct buf target; /* of a request: "/a?b" */
	struct buf alias;  /* the name that an answer gives; may be empty */
	struct ip answer;
	char sha256[65];
	bool odd;     /* one of the lines that the mix is about */
	bool doubled; /* a key that is read stands twice */
	struct gen_hit hits[2];
	size_t hit_count;
	struct prng r; /* for what only its writer decides */
};

struct gen {
	struct gen_options o;
	uint8_t slot_kind[100], slot_rank[100]; /* of 100 indicators: which kind, and which of it */
	uint8_t octet[128];                     /* first octets of public addresses */
	uint64_t name_mul[2], v4_mul, v4_inv, v6_mul;
	struct gen_event ev;
	struct buf scratch;
};

void gen_values_start(struct gen *g);
uint64_t gen_mix64(uint64_t x);
/* A number from (seed, what, j): the same whoever asks, in whatever order. */
uint64_t gen_hash(const struct gen *g, unsigned what, uint64_t j);

uint64_t gen_count(const struct gen *g, enum gen_kind k);
/* The canonical text of indicator number j of its kind, as a hit shows it. */
void gen_indicator(const struct gen *g, enum gen_kind k, uint64_t j, struct buf *out);

void gen_name(const struct gen *g, enum space s, uint64_t j, struct buf *out);
void gen_syllables(uint64_t bits, unsigned n, struct buf *out);
struct ip gen_v4_listed(const struct gen *g, uint64_t j);
struct ip gen_v4_benign(const struct gen *g, uint64_t j);
/* An address of a listed one's /24 that is not listed itself; family 0: found none. */
struct ip gen_v4_beside(const struct gen *g, uint64_t j, struct prng *r);
/* An address that prefix j covers, and no other indicator. */
struct ip gen_v4_within(const struct gen *g, uint64_t j, struct prng *r);
struct ip gen_v6(const struct gen *g, uint64_t j, bool listed);
void gen_sha256(const struct gen *g, uint64_t j, bool listed, char out[static 65]);
/* How an event's target may look so that URL j covers it. */
void gen_url_target(const struct gen *g, uint64_t j, struct prng *r, struct buf *out);
/* A target at the host of URL j that it just does not cover; empty: there is none. */
void gen_url_near(const struct gen *g, uint64_t j, struct buf *out);
/* Compressed (RFC 5952), or all 32 digits as Suricata writes an IPv6 address. */
void gen_ip(struct ip ip, bool full, struct buf *out);

/* Event n into g->ev. */
void gen_event_make(struct gen *g, uint64_t n);

/* Writers: one record each. */
void gen_eve(struct gen *g, struct buf *out);
void gen_zeek_json(struct gen *g, struct buf *out);
void gen_zeek_row(struct gen *g, struct buf *out);
void gen_csv(struct gen *g, struct buf *out);
extern const char *const gen_zeek_header[3], *const gen_csv_header;
void gen_dnstap_start(struct buf *out);
void gen_dnstap(struct gen *g, struct buf *out);
void gen_dnstap_stop(struct buf *out);
/* IPFIX messages hold many records: flush ends the message being filled. */
struct gen_ipfix {
	struct buf set;  /* the sets of the message being filled */
	size_t open;     /* where the open one begins */
	unsigned family; /* of its records; 0: none is open */
	uint32_t sequence, records;
	bool told; /* the templates were sent */
};
void gen_ipfix(struct gen *g, struct gen_ipfix *x, struct buf *out);
void gen_ipfix_flush(struct gen_ipfix *x, struct buf *out);
