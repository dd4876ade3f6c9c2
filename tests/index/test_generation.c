/* SPDX-License-Identifier: Apache-2.0 */
/* test_generation.c - what warning lists take out, what counts say, and many readers at once. */
#include "feed.h"

#include "base/rand.h"
#include "wire/domain.h"

#include <pthread.h>
#include <stdatomic.h>

struct world {
	struct arena *a;
	struct set *set, *warnings;
	struct generation *g;
};

static int up(void **state)
{
	static struct world w;

	domain_init();
	w = (struct world){ .a = arena_open() };
	*state = &w;
	return 0;
}

static int down(void **state)
{
	struct world *w = *state;

	generation_close(w->g);
	set_close(w->set);
	set_close(w->warnings);
	arena_close(w->a);
	return 0;
}

static void compile(struct world *w, struct set *set, struct set *warnings)
{
	struct generation_input in = { set, STR("feed"), CAT_C2 };
	struct generation_input warn = { warnings, STR("list"), CAT_NONE };

	w->set = set;
	w->warnings = warnings;
	w->g = generation_build(&in, 1, &warn, warnings != NULL);
}

static void keep_reason(void *ctx, const struct generation_reason *r)
{
	*(struct generation_reason *)ctx = *r;
}

/* The warning entry that takes "kind value" out, "" when it stands; NULL when it is not listed. */
static const char *taken_by(struct world *w, const char *text)
{
	struct generation_reason r = { .warn_type = -2 };
	struct str value = str_of(text), name;
	enum indicator_kind k;

	str_split(&value, ' ', &name);
	assert_true(indicator_kind_of(name, &k));
	generation_explain(w->g, k, value, keep_reason, &r);
	if (r.warn_type == -2)
		return NULL;
	assert_str(r.source.name, "feed");
	if (r.warn_type == -1)
		return "";
	assert_str(r.warn_list, "list");
	return str_keep(w->a, r.warn_text).p;
}

/* Compiles the texts under one list and compares: texts before NULL are taken, the others stand. */
static void expect_taken(struct world *w, struct set *warnings, const char *const *taken,
			 const char *const *stand)
{
	const char *all[64] = { 0 };
	size_t t = 0, n;

	while (taken[t]) {
		all[t] = taken[t];
		t++;
	}
	for (n = t; stand[n - t]; n++)
		all[n] = stand[n - t];
	compile(w, set_of_texts(w->a, all), warnings);
	for (size_t i = 0; i < n; i++) {
		const char *by = taken_by(w, all[i]);

		assert_non_null(by);
		if ((*by != '\0') != (i < t))
			fail_msg("\"%s\" was %s", all[i], *by ? by : "not taken");
	}
	assert_int_equal(generation_counts(w->g).suppressed, t);
	assert_int_equal(generation_counts(w->g).indicators, n - t);
	assert_int_equal(generation_counts(w->g).rows, n);
}
#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

TEST(a_string_takes_the_equal_value_alone)
{
	struct world *w = *state_;

	expect_taken(w,
		     WARNINGS_OF(w->a, WARN_STRING, "Evil.Example", "8.8.8.8", "10.0.0.0/8",
				 "http://a.example/x", "D41D8CD98F00B204E9800998ECF8427E",
				 "例子.中国", "2001:DB8::0:1", ""),
		     TEXTS("domain evil.example", "ipv4 8.8.8.8", "cidr 10.0.0.0/8",
			   "url a.example/x", "md5 d41d8cd98f00b204e9800998ecf8427e",
			   "ja3 d41d8cd98f00b204e9800998ecf8427e", "domain xn--fsqu00a.xn--fiqs8s",
			   "ipv6 2001:db8::1"),
		     TEXTS("domain a.evil.example", "domain notevil.example", "url evil.example/",
			   "ipv4 10.0.0.1", "cidr 10.0.0.0/9", "url a.example/x/y",
			   "domain a.example"));
}

TEST(a_hostname_takes_names_below_and_urls_on_them)
{
	struct world *w = *state_;

	expect_taken(w,
		     WARNINGS_OF(w->a, WARN_HOSTNAME, "good.example", ".dyn.example",
				 "*.star.example", "192.0.2.7", "UPPER.example.", "not a host"),
		     TEXTS("domain good.example", "domain a.b.good.example", "url good.example/x",
			   "url a.good.example:8080/x?y", "domain dyn.example",
			   "domain x.dyn.example", "domain star.example", "ipv4 192.0.2.7",
			   "url 192.0.2.7:81/a", "domain x.upper.example"),
		     TEXTS("domain notgood.example", "domain good.example.org", "domain example",
			   "ipv4 192.0.2.8", "url evil.example/good.example", "ipv4 2.0.2.7",
			   "url 2.192.0.2/", "md5 d41d8cd98f00b204e9800998ecf8427e"));
	assert_int_equal(generation_counts(w->g).warnings_unusable, 1);
}

TEST(a_cidr_takes_what_lies_inside_it)
{
	struct world *w = *state_;

	expect_taken(w,
		     WARNINGS_OF(w->a, WARN_CIDR, "10.0.0.0/8", "192.0.2.7", "2001:db8::/32",
				 "172.16.5.5/12", "no.cidr.example"),
		     TEXTS("ipv4 10.1.2.3", "cidr 10.0.0.0/8", "cidr 10.9.0.0/16", "ipv4 192.0.2.7",
			   "ipv6 2001:db8::1", "cidr 2001:db8:1::/48", "url 10.0.0.1:80/x",
			   "url [2001:db8::5]/x", "ipv4 172.31.255.255"),
		     TEXTS("ipv4 11.1.2.3", "cidr 10.0.0.0/7", "ipv4 192.0.2.8", "ipv6 2001:db9::1",
			   "domain 10.example", "url 11.0.0.1/10.0.0.1", "cidr 192.0.2.0/24",
			   "cidr 0.0.0.0/4"));
	assert_int_equal(generation_counts(w->g).warnings_unusable, 1);
}

TEST(a_substring_takes_what_contains_it)
{
	struct world *w = *state_;

	expect_taken(w, WARNINGS_OF(w->a, WARN_SUBSTRING, "Virus", "52.168.52.134", "q=", "/x/"),
		     TEXTS("domain virustotal.example", "domain a.antivirus.example",
			   "ipv4 52.168.52.134", "ipv4 152.168.52.134", "url a.example/?Q=1",
			   "url a.example/VIRUS", "url a.example/x/", "domain virus"),
		     TEXTS("domain viru.s.example", "ipv4 52.168.52.13", "domain q.example",
			   "url a.example/x", "domain viru"));
}

TEST(a_regex_takes_what_it_matches)
{
	struct world *w = *state_;

	expect_taken(w,
		     WARNINGS_OF(w->a, WARN_REGEX, "/^mail\\d+\\.good\\./i", "^abuse@.*\\..*$",
				 "/x(?:yz)?-end$/", "/[\\w-]{3}_z/", "/back(ref)\\1/", "/(?=look)/",
				 "/(/", "/^[[:alpha:]]{4}7$/", "/a{1000}{1000}/",
				 "/^(mag|nag)i|xa$/"),
		     TEXTS("domain mail12.good.example", "domain MAIL1.good.example",
			   "domain a.x-end", "domain a.xyz-end", "url a.example/b-c_z",
			   "domain magic", "domain xa", "domain abcd7"),
		     TEXTS("domain mail.good.example", "domain 1.mail1.good", "domain xy-end.z",
			   "domain nz_z", "domain look.x"));
	assert_int_equal(generation_counts(w->g).warnings_unusable, 4);
}

TEST(lists_of_each_type_are_asked_together)
{
	struct world *w = *state_;
	struct set *lists[2] = { WARNINGS_OF(w->a, WARN_CIDR, "10.0.0.0/8"),
				 WARNINGS_OF(w->a, WARN_STRING, "evil.example", "10.0.0.1") };
	struct generation_input warn[] = { { lists[0], STR("nets"), CAT_NONE },
					   { lists[1], STR("names"), CAT_NONE } };
	struct generation_input in;
	struct generation_reason r = { 0 };

	w->set = SET_OF(w->a, "domain evil.example", "ipv4 10.0.0.2", "ipv4 10.0.0.1");
	in = (struct generation_input){ w->set, STR("feed"), CAT_C2 };
	w->g = generation_build(&in, 1, warn, 2);
	assert_int_equal(generation_counts(w->g).indicators, 0);
	assert_int_equal(generation_counts(w->g).suppressed, 3);
	generation_explain(w->g, IND_IPV4, STR("10.0.0.2"), keep_reason, &r);
	assert_str(r.warn_list, "nets");
	assert_int_equal(r.warn_type, WARN_CIDR);
	generation_explain(w->g, IND_IPV4, STR("10.0.0.1"), keep_reason, &r);
	assert_str(r.warn_list, "names");
	generation_close(w->g);
	w->g = NULL;
	set_close(lists[0]);
	set_close(lists[1]);
}

/* ---- counts, identity, entries ---- */

static bool keep_entry(void *ctx, uint32_t entry)
{
	*(uint32_t *)ctx = entry;
	return false;
}

TEST(one_value_in_many_sets_is_one_entry_with_all_its_sources)
{
	struct world *w = *state_;
	enum { N = 200 };
	struct generation_input in[N];
	struct hit_source *s;
	uint32_t e = UINT32_MAX;
	size_t n;

	for (int i = 0; i < N; i++)
		in[i] = (struct generation_input){
			SET_OF(w->a, "domain evil.example",
			       arena_printf(w->a, "domain d%d.example", i).p),
			arena_printf(w->a, "feed-%d", i), CAT_PHISHING
		};
	w->g = generation_build(in, N, NULL, 0);
	assert_int_equal(generation_counts(w->g).indicators, N + 1);
	assert_int_equal(generation_counts(w->g).by_kind[IND_DOMAIN], N + 1);
	assert_int_equal(generation_counts(w->g).rows, 2 * N);
	generation_domain(w->g, STR("x.evil.example"), keep_entry, &e);
	assert_str(generation_value(w->g, e), "evil.example");
	assert_int_equal(generation_kind(w->g, e), IND_DOMAIN);
	n = generation_sources(w->g, e, (struct instant){ 0 }, w->a, &s);
	assert_int_equal(n, N);
	for (int i = 0; i < N; i++) {
		assert_true(str_eq(s[i].name, in[i].name));
		assert_true(s[i].category == CAT_PHISHING && s[i].line == 1);
	}
	generation_close(w->g);
	w->g = NULL;
	for (int i = 0; i < N; i++)
		set_close((struct set *)in[i].set);
}

TEST(the_identity_changes_with_sets_order_and_warnings)
{
	struct world *w = *state_;
	struct set *x = SET_OF(w->a, "domain x.example"), *y = SET_OF(w->a, "domain y.example");
	struct generation_input xy[] = { { x, STR("x"), CAT_C2 }, { y, STR("y"), CAT_C2 } };
	struct generation_input yx[] = { xy[1], xy[0] };
	struct sha256 id[5];
	struct generation *g;

	w->warnings = WARNINGS_OF(w->a, WARN_STRING, "none.example");
	for (int i = 0; i < 5; i++) {
		struct generation_input warn = { w->warnings, STR("w"), CAT_NONE };

		g = generation_build(i == 2 ? yx : xy, i == 3 ? 1 : 2, &warn, i == 4);
		id[i] = generation_identity(g);
		generation_close(g);
	}
	assert_memory_equal(&id[0], &id[1], sizeof *id);
	for (int i = 2; i < 5; i++)
		assert_memory_not_equal(&id[0], &id[i], sizeof *id);
	set_close(x);
	set_close(y);
}

TEST(names_of_events_with_empty_or_very_many_labels_meet_what_covers_them)
{
	struct world *w = *state_;
	char many[253];
	struct str most, some = STR("evil.example");
	uint32_t e = 7;

	/* A listed name of 120 labels, and one of two. */
	for (size_t i = 0; i < sizeof many; i++)
		many[i] = i % 2 ? '.' : 'a';
	most = str_n(many + sizeof many - 239, 239);
	compile(w,
		SET_OF(w->a, arena_printf(w->a, "domain %.*s", STR_FMT(most)).p,
		       "domain evil.example"),
		NULL);
	generation_domain(w->g, str_n(many, sizeof many), keep_entry, &e);
	assert_true(str_eq(generation_value(w->g, e), most));
	memset(many, '.', sizeof many - some.n); /* 243 labels */
	memcpy(many + sizeof many - some.n, some.p, some.n);
	generation_domain(w->g, str_n(many, sizeof many), keep_entry, &e);
	assert_true(str_eq(generation_value(w->g, e), some));
	e = 7;
	generation_domain(w->g, STR(".evil.example"), keep_entry, &e);
	assert_true(str_eq(generation_value(w->g, e), some));
	e = 7;
	memset(many, '.', sizeof many);
	generation_domain(w->g, str_n(many, sizeof many), keep_entry, &e);
	generation_domain(w->g, STR("evil.example."), keep_entry, &e);
	generation_domain(w->g, STR("\0evil.example"), keep_entry, &e);
	generation_domain(w->g, STR("."), keep_entry, &e);
	assert_int_equal(e, 7);
}

TEST(an_empty_generation_answers_no)
{
	struct world *w = *state_;
	struct addr a;
	uint32_t e = 7;

	w->g = generation_build(NULL, 0, NULL, 0);
	assert_true(addr_read(STR("192.0.2.1"), &a));
	generation_domain(w->g, STR("evil.example"), keep_entry, &e);
	generation_addr(w->g, a, keep_entry, &e);
	generation_exact(w->g, IND_MD5, STR("d41d8cd98f00b204e9800998ecf8427e"), keep_entry, &e);
	assert_int_equal(e, 7);
}

TEST(every_listed_address_and_none_beside_it_is_found)
{
	struct world *w = *state_;
	struct prng r = prng_of(9);
	struct set_builder *b = set_builder_open();
	enum { N = 20000 };
	uint32_t *listed = arena_array(w->a, uint32_t, N);

	for (int i = 0; i < N; i++) {
		struct indicator x = row_of(IND_IPV4, STR(""), 1);
		struct addr a = { .family = 4 };
		char text[ADDR_TEXT_MAX];

		listed[i] = (uint32_t)prng_below(&r, 1 << 18);
		a.b[0] = 100;
		a.b[1] = (uint8_t)(listed[i] >> 16);
		a.b[2] = (uint8_t)(listed[i] >> 8);
		a.b[3] = (uint8_t)listed[i];
		x.value = str_n(text, addr_text(a, text));
		set_builder_add(b, &x);
	}
	compile(w, set_of_builder(w->a, b), NULL);
	uint8_t *is = arena_alloc(w->a, 1 << 18);
	for (int i = 0; i < N; i++)
		is[listed[i]] = 1;
	for (uint32_t v = 0; v < 1 << 18; v++) {
		struct addr a = { .family = 4,
				  .b = { 100, (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v } };
		uint32_t e = UINT32_MAX;

		generation_addr(w->g, a, keep_entry, &e);
		assert_int_equal(e != UINT32_MAX, is[v]);
	}
}

/* ---- threads ---- */

struct shared {
	struct generation *_Atomic now;
	atomic_bool stop;
	atomic_uint wrong;
};

static void *probe_for_ever(void *ctx)
{
	struct shared *s = ctx;
	struct arena *a = arena_open();

	for (unsigned i = 0; !atomic_load(&s->stop); i++) {
		const struct generation *g = atomic_load(&s->now);
		struct str name = arena_printf(a, "x.d%u.example", i % 2000);
		struct hit_source *out;
		uint32_t e = UINT32_MAX;

		generation_domain(g, name, keep_entry, &e);
		if ((e != UINT32_MAX) != (i % 2000 < 1000) ||
		    (e != UINT32_MAX &&
		     generation_sources(g, e, (struct instant){ 0 }, a, &out) != 1))
			atomic_fetch_add(&s->wrong, 1);
		arena_reset(a);
	}
	arena_close(a);
	return NULL;
}

TEST(readers_go_on_while_another_generation_is_built)
{
	struct world *w = *state_;
	enum { READERS = 3, TURNS = 20 };
	struct generation *old[TURNS + 1] = { 0 };
	struct shared s = { 0 };
	pthread_t t[READERS];
	struct set_builder *b = set_builder_open();
	struct generation_input in;

	for (int i = 0; i < 1000; i++) {
		struct indicator x =
			row_of(IND_DOMAIN, arena_printf(w->a, "d%d.example", i), (uint64_t)i);

		set_builder_add(b, &x);
	}
	w->set = set_of_builder(w->a, b);
	in = (struct generation_input){ w->set, STR("feed"), CAT_C2 };
	old[0] = generation_build(&in, 1, NULL, 0);
	atomic_store(&s.now, old[0]);
	for (int i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, probe_for_ever, &s), 0);
	for (int i = 1; i <= TURNS; i++) {
		old[i] = generation_build(&in, 1, NULL, 0);
		atomic_store(&s.now, old[i]);
	}
	atomic_store(&s.stop, true);
	for (int i = 0; i < READERS; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i <= TURNS; i++)
		generation_close(old[i]);
	assert_int_equal(atomic_load(&s.wrong), 0);
}

#define WORLD_CASE(f) CASE_UP(f, up, down)
TESTS("index/generation", WORLD_CASE(a_string_takes_the_equal_value_alone),
      WORLD_CASE(a_hostname_takes_names_below_and_urls_on_them),
      WORLD_CASE(a_cidr_takes_what_lies_inside_it), WORLD_CASE(a_substring_takes_what_contains_it),
      WORLD_CASE(a_regex_takes_what_it_matches), WORLD_CASE(lists_of_each_type_are_asked_together),
      WORLD_CASE(one_value_in_many_sets_is_one_entry_with_all_its_sources),
      WORLD_CASE(the_identity_changes_with_sets_order_and_warnings),
      WORLD_CASE(names_of_events_with_empty_or_very_many_labels_meet_what_covers_them),
      WORLD_CASE(an_empty_generation_answers_no),
      WORLD_CASE(every_listed_address_and_none_beside_it_is_found),
      WORLD_CASE(readers_go_on_while_another_generation_is_built))
