/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crowd.h - a crowded universe for the tests of the sieve: names, addresses, hosts and digests come from few
 * parts, so that lists and logs meet often.
 */
#pragma once

#include "../index/feed.h"

#include "base/rand.h"
#include "base/vec.h"
#include "match/matcher.h"
#include "match/sieve.h"
#include "wire/who.h"

enum { ROWS = 40 };

struct world {
	struct arena *a;
	struct prng r;
	bool elsewhere; /* addresses stand in other objects, too */
	struct set *sets[2];
	struct generation *g;
	struct delta *d;
};

static inline unsigned below(struct world *w, unsigned n)
{
	return (unsigned)prng_below(&w->r, n);
}

#define PICK(w, ...) \
	pick_((w), (const char *const[]){ __VA_ARGS__ }, \
	      sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))
static const char *pick_(struct world *w, const char *const *v, size_t n)
{
	return v[below(w, (unsigned)n)];
}

/* ---- values ---- */

static inline struct str a_name(struct world *w)
{
	struct str s =
		arena_printf(w->a, "%s.%s",
			     PICK(w, "evil", "good", "n0t-evil", "x1", "long-label-of-some-length"),
			     PICK(w, "example", "test", "xn--p1ai", "invalid7"));

	for (unsigned n = below(w, 5); n > 0; n--)
		s = arena_printf(
			w->a, "%s.%.*s",
			PICK(w, "a", "b", "_dmarc", "WWW", "mail-server-of-many-letters", "7"),
			STR_FMT(s));
	return s;
}

static inline struct str a_v4(struct world *w)
{
	return arena_printf(w->a, "%u.%u.%u.%u", 198 + below(w, 2), 51 + below(w, 2),
			    below(w, 3) * 100, below(w, 4) * 64 + below(w, 3));
}

static inline struct str a_v6(struct world *w)
{
	return arena_printf(w->a,
			    PICK(w, "2001:db8:%x::%x", "2001:0db8:000%x:0:0:0:0:%x",
				 "2001:DB8:%x:0::%x", "::ffff:198.51.%u.%u", "fe80::%x:%x",
				 "2001:db8:0:%x::%x", "::ffff:c633:%x%02x", "%x:%x::"),
			    below(w, 3), 1 + below(w, 3));
}

static inline struct str a_hex(struct world *w, size_t n)
{
	char *p = arena_alloc(w->a, n);

	memset(p, "0aF"[below(w, 3)], n);
	p[n - 1] = "12"[below(w, 2)];
	return str_n(p, n);
}

static inline struct str a_digest(struct world *w)
{
	static const size_t lengths[] = { 32, 40, 64 };
	struct str hex = a_hex(w, lengths[below(w, 3)]);
	struct buf b = { 0 };
	struct str s;

	if (below(w, 3))
		return hex;
	for (size_t i = 0; i < hex.n; i += 2)
		buf_printf(&b, "%s%c%c", i ? ":" : "", hex.p[i], hex.p[i + 1]);
	s = str_keep(w->a, buf_str(&b));
	buf_fini(&b);
	return s;
}

/* Names that no list holds as they stand, but that cover or come near one. */
static inline struct str odd_name(struct world *w)
{
	struct str name = a_name(w);
	char much[300];

	memset(much, 'a', sizeof much);
	for (size_t i = 40; i < sizeof much; i += 41)
		much[i] = '.';
	if (below(w, 8) == 0)
		return arena_printf(w->a, "%.*s.%.*s", (int)(100 + below(w, 200)), much,
				    STR_FMT(name));
	return arena_printf(
		w->a, "%s%.*s%s",
		PICK(w, "", "a b.", "x@y.", ".", "a..", "%41.", "\xC3\xA9.", "*.", "-", "_."),
		STR_FMT(name), PICK(w, "", "", ".", "..", ":80", "/"));
}

static inline struct str a_host(struct world *w)
{
	struct str v6 = a_v6(w);

	switch (below(w, 8)) {
	case 0:
		return arena_printf(w->a, "%.*s%s", STR_FMT(a_v4(w)), PICK(w, "", ":8080", "."));
	case 1:
		return arena_printf(w->a, "[%.*s]%s", STR_FMT(v6), PICK(w, "", ":443"));
	case 2:
		return v6;
	case 3:
		return odd_name(w);
	case 4:
		return arena_printf(w->a, "%s",
				    PICK(w, "0xc6336401", "0xC633000A", "0xc633000a.", "a.0x",
					 "3325256705", "198.51.0", "198.51.0.0xa:", "0306.063.0.1",
					 "-", ""));
	default:
		return arena_printf(w->a, "%.*s%s", STR_FMT(a_name(w)),
				    PICK(w, "", "", "", ".", ":80", ":"));
	}
}

static inline struct str a_target(struct world *w)
{
	if (below(w, 5) == 0)
		return arena_printf(w->a, "%s%.*s%s",
				    PICK(w, "http://", "https://", "ftp://", "http://u:p@", "//",
					 "x y://", "7.evil.example://", "a_b.evil.test://",
					 "good.example:", ""),
				    STR_FMT(a_host(w)),
				    PICK(w, "", "/", "/a/b?q=1", "?x", "#f", ":90/a", ":", "://x"));
	return arena_printf(w->a, "%s", PICK(w, "/", "/a/b?q=1", "/a/", "*", "/x://y", "", "/%41"));
}

static inline struct str a_time(struct world *w)
{
	return arena_printf(w->a, "2026-0%u-1%uT%02u:%02u:%02u%s%s", 1 + below(w, 2), below(w, 2),
			    below(w, 24), below(w, 2), below(w, 60),
			    PICK(w, "", ".5", ".123456", ".000001", ".1234567"),
			    PICK(w, "Z", "+0800", "+08:00", "-0530", ""));
}
