/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo.h - a made-up night in a made-up province: what `cresset demo-data` writes, and what is true
 * about it.
 *
 * A world is made from a seed: organisations, feeds' indicators, names, clients. The night writes
 * logs from it; each event carries the hits that were planted in it, and the truth counts those. No
 * code of the matcher, the readers or the store is used, so that the truth can be held against them.
 *
 * Everything is from ranges and names reserved for examples: RFC 2606 and 6761 (.example, .test),
 * RFC 5737, 2001:db8::/32 (RFC 3849), 198.18.0.0/15 (RFC 2544), 100.64.0.0/10 (RFC 6598); area codes
 * begin with 99, which GB/T 2260 does not use. The same seed, night and scale give the same bytes.
 *
 * Room: cmd. May include: all.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/map.h"
#include "base/rand.h"
#include "base/vec.h"
#include "base/why.h"
#include "wire/event.h"
#include "wire/indicator.h"

enum { ORGS = 20, CLIENTS4 = 6000, CLIENTS6 = 2000, NAMES = 16384, URL_PATHS = 64 };
enum demo_feed { F_C2, F_SCANNERS, F_PHISHING, F_MALWARE, F_MISP, F_STIX, FEEDS };

struct feed {
	const char *file, *name, *category, *publisher;
	uint64_t read, refused, personal, unmatchable; /* as an honest loader counts */
	uint64_t distinct;
};

struct ioc {
	enum indicator_kind kind;
	struct str value; /* canonical */
	unsigned feeds;   /* bit a feed; the lowest is the hit's `source` */
	bool suppressed;  /* by a warning list */
	bool outdated;    /* not valid during the night */
	bool special;     /* has a rule of its own; not for random planting */
	int org;          /* the organisation whose own name it is, or -1 */
	struct str child; /* a listed name below this one, or empty */
};

struct org {
	struct str id, name, domain, role, area;
	bool has_contact, has_core;
};

struct planted {
	const char *kind;
	struct str value;
};

struct world {
	struct arena *a, *line; /* a: where texts go now; line: for one event */
	struct prng r;
	uint64_t seed, permille;
	struct str night; /* YYYY-MM-DD, the evening's date, UTC+8 */
	struct instant start;
	struct feed feeds[FEEDS];
	struct org orgs[ORGS];
	VEC(struct ioc) iocs;
	VEC(unsigned) of_kind[IND_KINDS]; /* plantable ones */
	VEC(unsigned) own_names, near, parents;
	VEC(struct str) popular; /* warning-listed names */
	struct str clients4[CLIENTS4], clients6[CLIENTS6];
	VEC(struct planted) planted;
};

void world_make(struct world *w, uint64_t seed, struct str night, struct instant start,
		uint64_t permille);
void world_fini(struct world *w);

/* demo_names.c: texts from numbers; all in w's arena. */
struct str demo_word(struct world *w, uint64_t n);   /* syllables only: "kamoli" */
struct str demo_benign(struct world *w, unsigned i); /* the i-th most popular name */
struct str demo_hex(struct world *w, unsigned chars);
struct str demo_addr4(struct world *w, unsigned a, unsigned b, unsigned c, unsigned d);
struct str demo_phone(struct world *w);
struct str demo_national_id(struct world *w);
struct str demo_email(struct world *w);
struct str demo_ja4(struct world *w);
struct str demo_upper(struct world *w, struct str s);
unsigned demo_pick(struct world *w, size_t n);
unsigned demo_skewed(struct world *w, unsigned bits); /* below 1 << bits, small ones far likelier */
bool demo_chance(struct world *w, unsigned one_in);

/* demo_out.c: a file being written; optionally as gzip (stored blocks, so that no library decides
 * the bytes). */
struct out {
	int fd;
	const char *path;
	struct buf b;
	bool gzip;
	uint32_t crc, size;
	uint64_t lines;
};
MUST_CHECK enum err out_open(struct out *o, const char *path, bool gzip, struct why *why);
MUST_CHECK enum err out_flush(struct out *o, bool all, struct why *why);
MUST_CHECK enum err out_close(struct out *o, struct why *why); /* also after an error */
/* Opens dir/rel, writes bytes, closes. */
MUST_CHECK enum err out_file(struct world *w, const char *dir, const char *rel, struct str bytes,
			     struct why *why);

MUST_CHECK enum err demo_write_lists(struct world *w, const char *dir, struct why *why);
MUST_CHECK enum err demo_write_bundles(struct world *w, const char *dir, struct why *why);
MUST_CHECK enum err demo_write_register(struct world *w, const char *dir, struct why *why);

/* Writes the logs and counts the truth; truth.json is written last. */
MUST_CHECK enum err demo_write_night(struct world *w, const char *dir, struct why *why);
