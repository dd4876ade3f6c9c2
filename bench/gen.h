/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gen.h - logs whose hits are known before anybody has looked.
 *
 * An indicator is a function of (seed, number), an event one of (seed, mix, number): nothing is
 * stored, so ten million of each need no memory, and every format tells the same events. Listed
 * and benign values come from disjoint spaces by construction (a code in the registrable label, a
 * zone of the address space, bits of a path), and an event that shall hit is made from the
 * indicator that it hits. The truth is therefore told by whoever made the event; no part of the
 * matcher, the readers or the canonical forms is asked.
 *
 * The same bytes on every machine: integers only, our own generator, no locale.
 *
 * Threads: a gen belongs to one. Includes of the house: base.
 */
#pragma once

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum gen_mix {
	MIX_BASE,
	MIX_UNIFORM,     /* every name and address is new: nothing stays in a cache */
	MIX_LABELS12,    /* names of twelve labels */
	MIX_NAMES253,    /* names of 253 bytes */
	MIX_UPPER,       /* names and digests in upper case */
	MIX_ESCAPED,     /* one line in four: \u0077ww, "\/", an escaped key; \x77 in TSV */
	MIX_DUPKEYS,     /* one line in four has a key twice */
	MIX_OTHEROBJECT, /* listed values under the wanted keys, but in objects that do not count */
	MIX_SLASH8,      /* a /8 in the feed, and a /16 in it */
	MIX_DENSE24,     /* listed addresses side by side, three of four; and near24's events */
	MIX_NEAR24,      /* 5 % of the benign addresses are neighbours of listed ones */
	MIX_NEARNAMES,   /* one benign name in four is nearly a listed one */
	MIX_NESTED,      /* a listed name below a listed name, an address in a listed prefix */
	MIX_CRLF,        /* lines end in CR LF */
	MIX_TRUNCATED,   /* one line in twenty breaks off */
	MIXES
};
const char *gen_mix_name(enum gen_mix m);
bool gen_mix_of(const char *name, enum gen_mix *out);

enum gen_format {
	GEN_EVE,
	GEN_ZEEK, /* TSV: dns, http and files, one after the other as joined logs are */
	GEN_ZEEK_JSON,
	GEN_CSV,    /* our own field names as header */
	GEN_DNSTAP, /* the DNS events */
	GEN_IPFIX,  /* all events as flows: addresses alone can hit */
	GEN_FORMATS
};
const char *gen_format_name(enum gen_format f); /* "eve", "zeek", "zeek-json", ... */
const char *gen_format_file(enum gen_format f); /* "events.json", "events.dnstap", ... */

/* In the order of the shares below; the words of hits, but that a digest's hit says "hash". */
enum gen_kind { KIND_DOMAIN, KIND_IPV4, KIND_CIDR, KIND_IPV6, KIND_URL, KIND_SHA256, GEN_KINDS };
const char *gen_kind_name(enum gen_kind k);

struct gen_options {
	uint64_t events, indicators, per_million, seed;
	enum gen_mix mix;
};

/* What a right answer to one file is. */
struct gen_truth {
	uint64_t records; /* lines or records, headers not counted, broken ones counted */
	uint64_t hits, by_kind[GEN_KINDS];
	/* Lines that are not well-formed and must be refused. Lines with a key twice are not among
	 * them: whoever reads strictly refuses these, too; in either case they hit nothing. */
	uint64_t broken, doubled;
};

struct gen;

struct gen *gen_open(struct gen_options o);
void gen_close(struct gen *g); /* accepts NULL */

/* The list: 60 % domain, 25 % IPv4, 2 % CIDR /20-/28, 3 % IPv6, 5 % URL, 5 % SHA-256, one a line. */
void gen_list(struct gen *g, struct buf *out);
/* Indicators [from, to) of it. */
void gen_list_part(struct gen *g, uint64_t from, uint64_t to, struct buf *out);

/* Takes a block of the file, to be written or kept; called with at most a few MiB. */
typedef void gen_sink(void *ctx, struct str block);
/*
 * One format's file through `sink`, and its truth: counts, and in *hits (may be NULL) lines of
 * "LINE TAB FIELD TAB KIND TAB INDICATOR", in the order of the file.
 */
struct gen_truth gen_events(struct gen *g, enum gen_format f, gen_sink *sink, void *ctx,
			    struct buf *hits);
