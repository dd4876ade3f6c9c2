/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generation.h - all active sets compiled into the tables that the matcher probes.
 *
 * Built from sets (in the configured order: the first is the `source` of a hit) and warning
 * sets; frozen; then read by any number of threads without a lock. A new feed means a new
 * generation, never a change to this one. Small changes (a pushed warning, a revocation) live in
 * a delta (delta.h) until the next generation.
 *
 * Warning lists act here, on indicators, never on events: an entry that a list names is left out
 * of the tables, counted, and can be explained (generation_explain).
 *
 * Validity: an entry outside [valid_from, valid_until) at the event's time (else at `now`) is no
 * hit.
 *
 * Threads: build in one; read in any. Room: index. May include: base wire.
 */
#pragma once

#include "index/set.h"
#include "wire/addr.h"
#include "wire/hit.h"
#include "wire/url.h"

struct generation;

struct generation_input {
	const struct set *set; /* must outlive the generation */
	struct str name;       /* the feed's id */
	enum category category;
};

struct generation *generation_build(const struct generation_input *sets, size_t set_count,
				    const struct generation_input *warnings, size_t warning_count);
void generation_close(struct generation *g); /* accepts NULL */

struct generation_counts {
	uint64_t rows;       /* rows of all sets */
	uint64_t indicators; /* distinct (kind, value) in the tables */
	uint64_t suppressed; /* distinct (kind, value) left out because of a warning list */
	uint64_t by_kind[IND_KINDS];
	uint64_t bytes;             /* memory of the tables, sets not counted */
	uint64_t warnings_unusable; /* warning entries that cannot be applied (index/warn.h) */
};
struct generation_counts generation_counts(const struct generation *g);
/* Identity of the generation: over the identities of its sets and warnings, in order. */
struct sha256 generation_identity(const struct generation *g);

/*
 * Probes. Each calls fn for the covering entries, the most specific first; fn returns false to
 * stop (so the first answer alone is "the most specific"). An entry is a number, equal for equal
 * (kind, value); generation_hit() tells the rest.
 */
typedef bool probe_fn(void *ctx, uint32_t entry);
/* `name`: canonical, or an event's as domain_fold() makes it. */
void generation_domain(const struct generation *g, struct str name, probe_fn *fn, void *ctx);
/* The exact address first, then prefixes from long to short. */
void generation_addr(const struct generation *g, struct addr a, probe_fn *fn, void *ctx);
/* The listed addresses and prefixes that cover all of `inner`, from long to short. */
void generation_prefix(const struct generation *g, struct prefix inner, probe_fn *fn, void *ctx);
void generation_url(const struct generation *g, const struct url *u, struct arena *scratch,
		    probe_fn *fn, void *ctx);
/* false: no listed URL covers u. A cheap question before the expressions of u are made. */
bool generation_may_have_url(const struct generation *g, const struct url *u);
/* Hashes, JA3, JA4, fingerprints: exact, canonical text. */
void generation_exact(const struct generation *g, enum indicator_kind kind, struct str value,
		      probe_fn *fn, void *ctx);

/*
 * The tables themselves, for match/sieve, which asks them in batches. A tag that fits means perhaps;
 * the probes above say what is true. The exact table holds URLs, digests and fingerprints, hashed as
 * fast_whole(exact_key, text); live as long as the generation.
 */
struct generation_probes {
	const struct names *names;
	const struct prefixes *prefixes;
	const struct tags *exact;
	const struct fast_key *exact_key;
	const struct url_hosts *url_hosts;
};
struct generation_probes generation_probes(const struct generation *g);

enum indicator_kind generation_kind(const struct generation *g, uint32_t entry);
struct str generation_value(const struct generation *g, uint32_t entry);
/* The sources of an entry that are valid at `at`, in configured order, in the arena; 0: none is. */
size_t generation_sources(const struct generation *g, uint32_t entry, struct instant at,
			  struct arena *a, struct hit_source **out);

/* Why does `value` (canonical, of this kind) hit or not? Calls back for each row that holds exactly
 * this value: its source, its validity, and the warning entry that suppresses it (type < 0: none).
 */
struct generation_reason {
	struct hit_source source;
	struct instant valid_from, valid_until;
	int warn_type;        /* enum warn_type, or -1 */
	struct str warn_list; /* the list's name */
	struct str warn_text; /* its entry */
};
typedef void generation_reason_fn(void *ctx, const struct generation_reason *r);
void generation_explain(const struct generation *g, enum indicator_kind kind, struct str value,
			generation_reason_fn *fn, void *ctx);
