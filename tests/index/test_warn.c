/* SPDX-License-Identifier: Apache-2.0 */
/* test_warn.c - suppression against a naive twin: every indicator is compared with every entry. */
#include "feed.h"

#include "base/rand.h"
#include "wire/domain.h"

#include <arpa/inet.h>

enum { ROUNDS = 150, LISTED = 60, WARNINGS = 12 };

struct warning {
	enum warn_type type;
	struct str text;
};

struct world {
	struct arena *a;
	struct prng r;
	struct indicator ind[LISTED];
	struct warning warn[WARNINGS];
};

static unsigned below(struct world *w, unsigned n)
{
	return (unsigned)prng_below(&w->r, n);
}

static struct str some_name(struct world *w)
{
	static const char *const label[] = { "a", "bad", "good", "notgood" };
	struct str s = arena_printf(w->a, "%s.example", label[below(w, 4)]);

	for (unsigned n = below(w, 3); n > 0; n--)
		s = arena_printf(w->a, "%s.%.*s", label[below(w, 4)], STR_FMT(s));
	return s;
}

static struct str some_addr(struct world *w)
{
	return arena_printf(w->a, "10.%u.0.%u", below(w, 4), below(w, 4));
}

static struct str some_prefix(struct world *w)
{
	unsigned len = 8 + below(w, 25);

	/* host bits may be set; the reader of either side clears them */
	return arena_printf(w->a, "10.%u.0.%u/%u", below(w, 4), below(w, 4), len);
}

static struct indicator some_indicator(struct world *w)
{
	switch (below(w, 4)) {
	case 0:
		return row_of(IND_DOMAIN, some_name(w), 1);
	case 1:
		return row_of(IND_IPV4, some_addr(w), 1);
	case 2:
		return row_of(IND_CIDR,
			      arena_printf(w->a, "10.%u.0.0/%u", below(w, 4), 16 + below(w, 9)), 1);
	}
	return row_of(IND_URL,
		      below(w, 2) ? arena_printf(w->a, "%.*s/x", STR_FMT(some_name(w))) :
				    arena_printf(w->a, "%.*s:81/good", STR_FMT(some_addr(w))),
		      1);
}

static struct warning some_warning(struct world *w)
{
	struct warning x = { .type = (enum warn_type)below(w, WARN_REGEX) };

	switch (x.type) {
	case WARN_HOSTNAME:
		x.text = below(w, 4) ? some_name(w) : some_addr(w);
		break;
	case WARN_CIDR:
		x.text = below(w, 2) ? some_prefix(w) : some_addr(w);
		break;
	default:
		x.text = some_indicator(w).value;
		if (x.type == WARN_SUBSTRING && x.text.n > 6)
			x.text = str_cut(x.text, below(w, 3), x.text.n - below(w, 3));
	}
	return x;
}

/* ---- the twin ---- */

static struct str host_of(struct str url)
{
	size_t n = 0;

	while (n < url.n && url.p[n] != '/' && url.p[n] != ':')
		n++;
	return str_n(url.p, n);
}

/* The address as a number and its length; false: none. */
static bool net_of(struct world *w, struct str text, uint32_t *addr, int *len)
{
	size_t slash = str_find(text, '/');
	struct in_addr in;

	if (inet_pton(AF_INET, str_keep(w->a, str_cut(text, 0, slash)).p, &in) != 1)
		return false;
	*addr = ntohl(in.s_addr);
	*len = slash == SIZE_MAX ? 32 : atoi(str_keep(w->a, str_cut(text, slash + 1, text.n)).p);
	return true;
}

static bool net_takes(struct world *w, struct str outer, struct str inner)
{
	uint32_t o, i;
	int olen, ilen;

	return net_of(w, outer, &o, &olen) && net_of(w, inner, &i, &ilen) && olen <= ilen &&
	       (o >> (32 - olen)) == (i >> (32 - olen));
}

static bool host_takes(struct str entry, struct str host)
{
	bool is_addr = ascii_is_digit(entry.p[0]);

	return str_eq(entry, host) ||
	       (!is_addr && host.n > entry.n && host.p[host.n - entry.n - 1] == '.' &&
		str_ends(host, entry));
}

static bool takes(struct world *w, const struct warning *x, const struct indicator *i)
{
	struct str host = i->kind == IND_URL ? host_of(i->value) : i->value;

	switch (x->type) {
	case WARN_STRING:
		return str_eq(x->text, i->value) ||
		       (i->kind == IND_CIDR && net_takes(w, x->text, i->value) &&
			net_takes(w, i->value, x->text));
	case WARN_HOSTNAME:
		return host_takes(x->text, host);
	case WARN_CIDR:
		return i->kind != IND_DOMAIN && net_takes(w, x->text, host);
	case WARN_SUBSTRING:
		return str_find_str(i->value, x->text) != SIZE_MAX;
	default:
		return false;
	}
}

/* ---- comparing ---- */

struct found {
	struct world *w;
	const struct indicator *ind;
	bool taken;
};

static void check_reason(void *ctx, const struct generation_reason *r)
{
	struct found *f = ctx;
	struct warning x = { (enum warn_type)r->warn_type, r->warn_text };

	f->taken = r->warn_type >= 0;
	if (f->taken && !takes(f->w, &x, f->ind))
		fail_msg("\"%.*s\" does not take \"%.*s\"", STR_FMT(x.text),
			 STR_FMT(f->ind->value));
}

static void compare(struct world *w, const struct generation *g)
{
	for (size_t i = 0; i < LISTED; i++) {
		struct found f = { w, &w->ind[i], false };
		const struct warning *by = NULL;

		for (size_t k = 0; k < WARNINGS && !by; k++)
			if (takes(w, &w->warn[k], &w->ind[i]))
				by = &w->warn[k];
		generation_explain(g, w->ind[i].kind, w->ind[i].value, check_reason, &f);
		if (f.taken != (by != NULL))
			fail_msg("\"%.*s\" is %staken; the twin says by \"%.*s\"",
				 STR_FMT(w->ind[i].value), f.taken ? "" : "not ",
				 by ? (int)by->text.n : 0, by ? by->text.p : "");
	}
}

static struct set *cidr_canonical(struct world *w)
{
	struct set_builder *b = set_builder_open();

	for (size_t i = 0; i < LISTED; i++) {
		struct indicator c;

		w->ind[i] = some_indicator(w);
		assert_ok(indicator_of(w->a, w->ind[i].kind, w->ind[i].value, &c, NULL));
		w->ind[i].value = c.value;
		w->ind[i].kind = c.kind;
		assert_true(set_builder_add(b, &w->ind[i]));
	}
	return set_of_builder(w->a, b);
}

TEST(what_is_suppressed_equals_the_twins)
{
	uint64_t taken = 0, listed = 0;

	domain_init();
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct world w = { .a = arena_open(), .r = prng_of(round) };
		struct set_builder *b = set_builder_open();
		struct generation_input in = { .name = STR("feed") }, warn = { .name = STR("w") };
		struct generation *g;

		in.set = cidr_canonical(&w);
		for (size_t i = 0; i < WARNINGS; i++) {
			w.warn[i] = some_warning(&w);
			set_builder_warn(b, w.warn[i].type, w.warn[i].text, i);
		}
		warn.set = set_of_builder(w.a, b);
		g = generation_build(&in, 1, &warn, 1);
		compare(&w, g);
		taken += generation_counts(g).suppressed;
		listed += generation_counts(g).indicators;
		generation_close(g);
		set_close((struct set *)in.set);
		set_close((struct set *)warn.set);
		arena_close(w.a);
	}
	assert_true(taken > ROUNDS && listed > ROUNDS); /* else the test asks nothing */
}

TESTS("index/warn", CASE(what_is_suppressed_equals_the_twins))
