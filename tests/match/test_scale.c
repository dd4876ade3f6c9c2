/* SPDX-License-Identifier: Apache-2.0 */
/* test_scale.c - the largest real list (1.67 M lines): each listed thing hits itself, and none of
 * its near misses hits it. */
#include "../index/feed.h"

#include "intake/input.h"
#include "match/matcher.h"
#include "wire/domain.h"

enum { PROBE_EVERY = 7 };

struct world {
	struct arena *a;
	struct set *set;
	struct generation *g;
	struct matcher *m;
	uint64_t lines, refused;
};

/* "FAMILY<TAB>value" lines, each value guessed as an entry of a plain list. */
static void load(struct world *w, const char *path)
{
	struct set_builder *b = set_builder_open();
	struct arena *line_arena = arena_open();
	struct input *in;
	struct str line;
	uint64_t n;
	bool end, cut;

	assert_ok(input_open(path, &in, NULL));
	for (;;) {
		struct indicator ind;

		assert_ok(input_line(in, &line, &n, &end, &cut, NULL));
		if (end)
			break;
		w->lines++;
		line = str_cut(line, str_find(line, '\t') + 1, line.n);
		if (indicator_guess(line_arena, line, &ind, NULL) == ERR_OK) {
			ind.line = n;
			assert_true(set_builder_add(b, &ind));
		} else {
			w->refused++;
		}
		arena_reset(line_arena);
	}
	input_close(in);
	arena_close(line_arena);
	w->set = set_of_builder(w->a, b);
}

static enum field field_of_kind(enum indicator_kind k)
{
	return k == IND_DOMAIN ? FIELD_DNS_QUERY : k == IND_URL ? FIELD_HTTP_URL : FIELD_DST_IP;
}

struct wanted {
	const struct indicator *ind;
	bool found;
};

static void look(void *ctx, const struct hit *h)
{
	struct wanted *x = ctx;

	x->found |= h->kind == x->ind->kind && str_eq(h->indicator, x->ind->value);
}

/* Does an event that shows `text` hit the row? */
static bool hits(struct world *w, const struct indicator *ind, struct str text)
{
	struct event_value v = { field_of_kind(ind->kind), text };
	struct event e = { .v = &v, .n = 1 };
	struct wanted x = { ind, false };

	matcher_event(w->m, &e, look, &x);
	return x.found;
}

static void probe(struct world *w, const struct indicator *ind, struct arena *a)
{
	struct str miss;

	if (ind->kind == IND_CIDR)
		return;
	if (!hits(w, ind, ind->value))
		fail_msg("\"%.*s\" does not hit itself", STR_FMT(ind->value));
	miss = ind->kind == IND_DOMAIN ? arena_printf(a, "not%.*s", STR_FMT(ind->value)) :
	       ind->kind == IND_URL    ? arena_printf(a, "not%.*s", STR_FMT(ind->value)) :
					 arena_printf(a, "%.*s1", STR_FMT(ind->value));
	if (hits(w, ind, miss))
		fail_msg("\"%.*s\" hits \"%.*s\"", STR_FMT(miss), STR_FMT(ind->value));
	if (ind->kind != IND_DOMAIN)
		return;
	if (!hits(w, ind, arena_printf(a, "www.%.*s.", STR_FMT(ind->value))) && ind->value.n < 248)
		fail_msg("\"www.%.*s.\" does not hit", STR_FMT(ind->value));
	if (hits(w, ind, arena_printf(a, "%.*s.test", STR_FMT(ind->value))))
		fail_msg("\"%.*s.test\" hits", STR_FMT(ind->value));
}

TEST(everything_listed_hits_itself_and_not_what_is_near)
{
	const char *path = SHARED("1-indicators/scale/maltrail-all.tsv.zst");
	struct world w = { 0 };
	struct generation_input in = { .name = STR("maltrail"), .category = CAT_MALWARE };
	struct arena *a;

	if (!path)
		skip();
	w.a = arena_open();
	a = arena_open();
	domain_init();
	load(&w, path);
	in.set = w.set;
	w.g = generation_build(&in, 1, NULL, 0);
	w.m = matcher_open(w.g, NULL, (struct match_options){ .all = true });
	printf("%llu lines, %llu refused, %zu rows: %zu domain, %zu ipv4, %zu ipv6, %zu cidr, %zu "
	       "url\n",
	       (unsigned long long)w.lines, (unsigned long long)w.refused, set_count(w.set),
	       set_count_kind(w.set, IND_DOMAIN), set_count_kind(w.set, IND_IPV4),
	       set_count_kind(w.set, IND_IPV6), set_count_kind(w.set, IND_CIDR),
	       set_count_kind(w.set, IND_URL));
	assert_int_equal(w.lines, 1674047);
	assert_int_equal(generation_counts(w.g).indicators, set_count(w.set));
	for (size_t i = 0; i < set_count(w.set); i += PROBE_EVERY) {
		struct indicator ind = set_row(w.set, i);

		probe(&w, &ind, a);
		arena_reset(a);
	}
	matcher_close(w.m);
	generation_close(w.g);
	set_close(w.set);
	arena_close(w.a);
	arena_close(a);
}

TESTS("match/scale", CASE(everything_listed_hits_itself_and_not_what_is_near))
