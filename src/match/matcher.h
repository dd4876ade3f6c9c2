/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matcher.h - which indicators does this event hit?
 *
 * Pure: an event and frozen tables in, hits out through a callback; no I/O, nothing kept. Hit
 * semantics are DESIGN section 6, to the letter: one hit per (event, field, indicator); of several
 * indicators of one kind covering one value the most specific alone (options.all: every one);
 * an address is the longest prefix (an exact address beats every prefix; `ipv4`, `ipv6` and `cidr`
 * count as one kind here); a domain covers itself and all below it.
 *
 * Which fields ask what: names and hosts ask domains (one that is an address asks addresses; of
 * http.host a port is taken off); http.url asks URLs, and its host asks as a host does, unless an
 * http.host of the event was the same (then it has been asked already; else the request went
 * through a proxy, or the log has URLs alone); addresses ask addresses and prefixes; hashes and
 * fingerprints ask exactly, in any case, with or without colons; tls.ja3s asks the JA3 indicators.
 *
 * Threads: one matcher a thread; generation and delta may be shared. Room: match.
 * May include: base wire index.
 */
#pragma once

#include "index/delta.h"
#include "index/generation.h"

struct match_options {
	bool all;
	struct instant now; /* validity of hits on events without a time */
};

struct matcher;

struct matcher *matcher_open(const struct generation *g, const struct delta *d,
			     struct match_options options);
void matcher_close(struct matcher *m); /* accepts NULL */

/* `hit` and all it points to live until emit returns. */
typedef void hit_fn(void *ctx, const struct hit *hit);
/* Returns the number of hits emitted. */
size_t matcher_event(struct matcher *m, const struct event *ev, hit_fn *emit, void *ctx);
/* The same for a range of addresses, which no log has and a person may ask about: what covers all of
 * it. `ev` gives the time; its values are not asked. */
size_t matcher_prefix(struct matcher *m, const struct event *ev, struct prefix p, hit_fn *emit,
		      void *ctx);
