/* SPDX-License-Identifier: Apache-2.0 */
/* test_matcher.c - what a hit is, one sentence of DESIGN section 6 at a time. */
#include "../index/feed.h"

#include "match/explain.h"
#include "wire/domain.h"

struct world {
	struct arena *a;
	struct set *set[2];
	struct generation *g;
	struct buf hits; /* "field kind indicator observed source" lines */
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
	set_close(w->set[0]);
	set_close(w->set[1]);
	buf_fini(&w->hits);
	arena_close(w->a);
	return 0;
}

static void list(struct world *w, struct set *first, struct set *second)
{
	struct generation_input in[] = { { first, STR("one"), CAT_C2 },
					 { second, STR("two"), CAT_MALWARE } };

	w->set[0] = first;
	w->set[1] = second;
	w->g = generation_build(in, second ? 2 : 1, NULL, 0);
}

static void write_hit(void *ctx, const struct hit *h)
{
	struct buf *b = ctx;

	buf_printf(b, "%s %s %.*s %.*s", field_name(h->field), indicator_hit_kind(h->kind),
		   STR_FMT(h->indicator), (int)h->observed.n, h->observed.p ? h->observed.p : "");
	for (size_t i = 0; i < h->source_count; i++)
		buf_printf(b, " %.*s:%llu", STR_FMT(h->sources[i].name),
			   (unsigned long long)h->sources[i].line);
	buf_c(b, '\n');
}

static struct str run(struct world *w, const struct delta *d, bool all, const struct event *ev)
{
	struct match_options o = { .all = all, .now = { 1000 } };
	struct matcher *m = matcher_open(w->g, d, o);
	size_t n, lines = 0;

	buf_clear(&w->hits);
	n = matcher_event(m, ev, write_hit, &w->hits);
	for (size_t i = 0; i < w->hits.n; i++)
		lines += w->hits.p[i] == '\n';
	assert_int_equal(n, lines);
	matcher_close(m);
	return buf_str(&w->hits);
}

#define V(f, t) \
	{ \
		f, STR(t) \
	}
#define HITS(w, all, want, ...) \
	do { \
		struct event_value v_[] = { __VA_ARGS__ }; \
		struct event e_ = { .v = v_, .n = sizeof v_ / sizeof *v_ }; \
		assert_str(run(w, NULL, all, &e_), want); \
	} while (0)

TEST(a_domain_covers_itself_and_what_is_below_it)
{
	struct world *w = *state_;

	list(w, SET_OF(w->a, "domain evil.example"), NULL);
	HITS(w, false, "dns.query domain evil.example evil.example one:1\n",
	     V(FIELD_DNS_QUERY, "evil.example"));
	HITS(w, false, "dns.query domain evil.example a.b.evil.example one:1\n",
	     V(FIELD_DNS_QUERY, "A.b.EVIL.example."));
	HITS(w, false, "", V(FIELD_DNS_QUERY, "notevil.example"));
	HITS(w, false, "", V(FIELD_DNS_QUERY, "evil.example.org"));
	HITS(w, false, "", V(FIELD_DNS_QUERY, "example"));
	HITS(w, false, "", V(FIELD_DNS_QUERY, ""));
	HITS(w, false, "", V(FIELD_DNS_QUERY, "."));
}

TEST(labels_below_a_listed_domain_may_hold_anything)
{
	struct world *w = *state_;

	list(w, SET_OF(w->a, "domain evil.example", "domain c2.evil.example", "ipv4 192.0.2.7"),
	     NULL);
	HITS(w, false, "dns.query domain evil.example a b.evil.example one:1\n",
	     V(FIELD_DNS_QUERY, "A b.evil.example"));
	HITS(w, false, "dns.query domain evil.example .evil.example one:1\n",
	     V(FIELD_DNS_QUERY, ".evil.example"));
	HITS(w, false, "dns.query domain c2.evil.example ..c2.evil.example one:2\n",
	     V(FIELD_DNS_QUERY, "..c2.evil.example"));
	HITS(w, false, "tls.sni domain evil.example x\xFF.evil.example one:1\n",
	     V(FIELD_TLS_SNI, "X\xFF.Evil.example"));
	HITS(w, false, "http.host domain evil.example x@y.evil.example one:1\n",
	     V(FIELD_HTTP_HOST, "x@y.evil.example:8080"));
	HITS(w, false, "http.host domain evil.example a:b.evil.example one:1\n",
	     V(FIELD_HTTP_HOST, "a:b.evil.example:8080"));
	HITS(w, false, "http.host domain evil.example [192.0.2.7].evil.example one:1\n",
	     V(FIELD_HTTP_HOST, "[192.0.2.7].evil.example"));
	HITS(w, false, "http.host ipv4 192.0.2.7 [192.0.2.7]:80 one:3\n",
	     V(FIELD_HTTP_HOST, "[192.0.2.7]:80"));
	HITS(w, false, "", V(FIELD_DNS_QUERY, "a.evil.example:80"),
	     V(FIELD_DNS_QUERY, "evil.example.."), V(FIELD_DNS_QUERY, "not evil.example"),
	     V(FIELD_HTTP_HOST, "x@evil.example"), V(FIELD_HTTP_HOST, "evil.example:80:80"));
}

TEST(unicode_and_punycode_are_one_name)
{
	struct world *w = *state_;

	list(w, SET_OF(w->a, "domain xn--fsqu00a.xn--fiqs8s"), NULL);
	HITS(w, false, "dns.query domain xn--fsqu00a.xn--fiqs8s www.xn--fsqu00a.xn--fiqs8s one:1\n",
	     V(FIELD_DNS_QUERY, "www.例子.中国"));
	HITS(w, false, "tls.sni domain xn--fsqu00a.xn--fiqs8s xn--fsqu00a.xn--fiqs8s one:1\n",
	     V(FIELD_TLS_SNI, "XN--FSQU00A.xn--fiqs8s"));
}

TEST(the_most_specific_is_told_or_all_of_them)
{
	struct world *w = *state_;

	list(w,
	     SET_OF(w->a, "domain evil.example", "domain c2.evil.example", "ipv4 198.51.100.7",
		    "cidr 198.51.100.0/24", "cidr 198.51.0.0/16", "ipv6 2001:db8::1",
		    "cidr 2001:db8::/32"),
	     NULL);
	HITS(w, false, "dns.query domain c2.evil.example x.c2.evil.example one:2\n",
	     V(FIELD_DNS_QUERY, "x.c2.evil.example"));
	HITS(w, true,
	     "dns.query domain c2.evil.example c2.evil.example one:2\n"
	     "dns.query domain evil.example c2.evil.example one:1\n",
	     V(FIELD_DNS_QUERY, "c2.evil.example"));
	HITS(w, false, "dst.ip ipv4 198.51.100.7 198.51.100.7 one:3\n",
	     V(FIELD_DST_IP, "198.51.100.7"));
	HITS(w, false, "dst.ip cidr 198.51.100.0/24 198.51.100.8 one:4\n",
	     V(FIELD_DST_IP, "198.51.100.8"));
	HITS(w, true,
	     "dst.ip ipv4 198.51.100.7 198.51.100.7 one:3\n"
	     "dst.ip cidr 198.51.100.0/24 198.51.100.7 one:4\n"
	     "dst.ip cidr 198.51.0.0/16 198.51.100.7 one:5\n",
	     V(FIELD_DST_IP, "198.51.100.7"));
	HITS(w, false, "dns.answer.ip ipv6 2001:db8::1 2001:DB8:0::1 one:6\n",
	     V(FIELD_DNS_ANSWER_IP, "2001:DB8:0::1"));
	HITS(w, false, "dns.answer.ip cidr 2001:db8::/32 2001:db8::2 one:7\n",
	     V(FIELD_DNS_ANSWER_IP, "2001:db8::2"));
	HITS(w, false, "", V(FIELD_DST_IP, "198.52.0.1"), V(FIELD_DST_IP, "2001:db9::1"));
	HITS(w, false, "dst.ip ipv4 198.51.100.7 ::ffff:198.51.100.7 one:3\n",
	     V(FIELD_DST_IP, "::ffff:198.51.100.7"));
}

TEST(duplicates_fold_within_a_field_and_not_across)
{
	struct world *w = *state_;

	list(w, SET_OF(w->a, "domain evil.example"), NULL);
	HITS(w, false,
	     "dns.query domain evil.example evil.example one:1\n"
	     "dns.answer.name domain evil.example a.evil.example one:1\n",
	     V(FIELD_DNS_QUERY, "evil.example"), V(FIELD_DNS_ANSWER_NAME, "a.evil.example"),
	     V(FIELD_DNS_ANSWER_NAME, "a.evil.example"),
	     V(FIELD_DNS_ANSWER_NAME, "b.evil.example"));
}

TEST(the_client_side_shows_nothing_observed)
{
	struct world *w = *state_;

	list(w, SET_OF(w->a, "cidr 10.0.0.0/8"), NULL);
	HITS(w, false, "src.ip cidr 10.0.0.0/8  one:1\n", V(FIELD_SRC_IP, "10.1.2.3"));
}

TEST(a_host_may_carry_a_port_or_be_an_address)
{
	struct world *w = *state_;

	list(w, SET_OF(w->a, "domain evil.example", "ipv4 192.0.2.7", "ipv6 2001:db8::1"), NULL);
	HITS(w, false, "http.host domain evil.example evil.example one:1\n",
	     V(FIELD_HTTP_HOST, "Evil.Example:8080"));
	HITS(w, false, "http.host ipv4 192.0.2.7 192.0.2.7:80 one:2\n",
	     V(FIELD_HTTP_HOST, "192.0.2.7:80"));
	HITS(w, false, "http.host ipv6 2001:db8::1 [2001:db8::1]:443 one:3\n",
	     V(FIELD_HTTP_HOST, "[2001:db8::1]:443"));
	HITS(w, false, "http.host ipv6 2001:db8::1 2001:db8::1 one:3\n",
	     V(FIELD_HTTP_HOST, "2001:db8::1"));
	HITS(w, false, "tls.sni ipv4 192.0.2.7 192.0.2.7 one:2\n", V(FIELD_TLS_SNI, "192.0.2.7"));
	HITS(w, false, "dns.query ipv4 192.0.2.7 192.0.2.7 one:2\n",
	     V(FIELD_DNS_QUERY, "192.0.2.7"));
	HITS(w, false, "", V(FIELD_DNS_QUERY, "evil.example:80"),
	     V(FIELD_TLS_SNI, "192.0.2.7:443"));
	HITS(w, false, "", V(FIELD_HTTP_HOST, "[2001:db8::"), V(FIELD_HTTP_HOST, ":80"),
	     V(FIELD_HTTP_HOST, "["), V(FIELD_HTTP_HOST, "192.0.2.7:x"));
}

TEST(urls_are_compared_by_expressions)
{
	struct world *w = *state_;

	list(w,
	     SET_OF(w->a, "url evil.example/a/", "url evil.example/a/b?c=d", "url evil.example/",
		    "url 192.0.2.7:8080/x"),
	     NULL);
	HITS(w, false, "http.url url evil.example/a/b?c=d evil.example/a/b?c=d one:2\n",
	     V(FIELD_HTTP_URL, "HTTP://user@EVIL.example:80/a/./b?c=d#frag"));
	HITS(w, false, "http.url url evil.example/a/ www.evil.example/a/z one:1\n",
	     V(FIELD_HTTP_URL, "http://www.evil.example/a/z"));
	HITS(w, true,
	     "http.url url evil.example/a/ evil.example/a/z one:1\n"
	     "http.url url evil.example/ evil.example/a/z one:3\n",
	     V(FIELD_HTTP_URL, "http://evil.example/a/z"));
	HITS(w, false, "http.url url 192.0.2.7:8080/x 192.0.2.7:8080/x one:4\n",
	     V(FIELD_HTTP_URL, "http://192.0.2.7:8080/x"));
	HITS(w, false, "", V(FIELD_HTTP_URL, "http://notevil.example/a/"),
	     V(FIELD_HTTP_URL, "192.0.2.7/x"), V(FIELD_HTTP_URL, "http://"),
	     V(FIELD_HTTP_URL, "/path/alone"));
}

TEST(the_host_of_a_url_asks_unless_http_host_was_the_same)
{
	struct world *w = *state_;

	list(w, SET_OF(w->a, "domain evil.example", "ipv4 192.0.2.7"), NULL);
	HITS(w, false, "http.host domain evil.example evil.example one:1\n",
	     V(FIELD_HTTP_URL, "http://evil.example:8080/a"),
	     V(FIELD_HTTP_HOST, "EVIL.example:8080"));
	HITS(w, false, "http.host ipv4 192.0.2.7 192.0.2.7 one:2\n",
	     V(FIELD_HTTP_HOST, "192.0.2.7"), V(FIELD_HTTP_URL, "192.0.2.7/a"));
	HITS(w, false, "http.url domain evil.example evil.example one:1\n",
	     V(FIELD_HTTP_HOST, "proxy.example"), V(FIELD_HTTP_URL, "http://evil.example/a"));
	HITS(w, false, "http.url ipv4 192.0.2.7 192.0.2.7 one:2\n",
	     V(FIELD_HTTP_URL, "http://192.0.2.7/a"));
}

TEST(hashes_and_fingerprints_are_case_blind_and_exact)
{
	struct world *w = *state_;

	list(w,
	     SET_OF(w->a, "md5 d41d8cd98f00b204e9800998ecf8427e",
		    "ja3 e7d705a3286e19ea42f587b344ee6865",
		    "cert-sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
		    "ja4 t13d1516h2_8daaf6152771_b186095e22b6"),
	     NULL);
	HITS(w, false,
	     "file.md5 hash d41d8cd98f00b204e9800998ecf8427e d41d8cd98f00b204e9800998ecf8427e "
	     "one:1\n",
	     V(FIELD_FILE_MD5, "D41D8CD98F00B204E9800998ECF8427E"));
	HITS(w, false, "", V(FIELD_FILE_SHA1, "d41d8cd98f00b204e9800998ecf8427e"),
	     V(FIELD_TLS_JA3, "d41d8cd98f00b204e9800998ecf8427e"),
	     V(FIELD_FILE_MD5, "d41d8cd98f00b204e9800998ecf8427f"), V(FIELD_FILE_MD5, ""));
	HITS(w, false,
	     "tls.ja3s ja3 e7d705a3286e19ea42f587b344ee6865 e7d705a3286e19ea42f587b344ee6865 "
	     "one:2\n",
	     V(FIELD_TLS_JA3S, "e7d705a3286e19ea42f587b344ee6865"));
	HITS(w, false,
	     "tls.cert.sha1 cert da39a3ee5e6b4b0d3255bfef95601890afd80709 "
	     "da39a3ee5e6b4b0d3255bfef95601890afd80709 one:3\n",
	     V(FIELD_TLS_CERT_SHA1, "DA:39:A3:EE:5E:6B:4B:0D:32:55:BF:EF:95:60:18:90:AF:D8:07:09"));
	HITS(w, false,
	     "tls.ja4 ja4 t13d1516h2_8daaf6152771_b186095e22b6 "
	     "t13d1516h2_8daaf6152771_b186095e22b6 one:4\n",
	     V(FIELD_TLS_JA4, "t13d1516h2_8daaf6152771_b186095e22b6"));
}

TEST(sources_stand_in_the_configured_order)
{
	struct world *w = *state_;

	list(w, SET_OF(w->a, "domain x.example", "domain evil.example"),
	     SET_OF(w->a, "domain evil.example"));
	HITS(w, false, "dns.query domain evil.example evil.example one:2 two:1\n",
	     V(FIELD_DNS_QUERY, "evil.example"));
}

TEST(an_entry_outside_its_window_is_no_hit_and_hides_nothing)
{
	struct world *w = *state_;
	struct indicator rows[] = { row_of(IND_DOMAIN, STR("a.evil.example"), 1),
				    row_of(IND_DOMAIN, STR("evil.example"), 2) };
	struct event_value v = V(FIELD_DNS_QUERY, "a.evil.example");
	struct event e = { .v = &v, .n = 1, .has_time = true, .time = { 500 } };

	rows[0].valid_from.us = 500;
	rows[0].valid_until.us = 600;
	list(w, set_of_rows(w->a, rows, 2), NULL);
	assert_str(run(w, NULL, false, &e),
		   "dns.query domain a.evil.example a.evil.example one:1\n");
	e.time.us = 600;
	assert_str(run(w, NULL, false, &e), "dns.query domain evil.example a.evil.example one:2\n");
	e.time.us = 499;
	assert_str(run(w, NULL, false, &e), "dns.query domain evil.example a.evil.example one:2\n");
	e.has_time = false; /* then options.now counts: 1000 */
	assert_str(run(w, NULL, false, &e), "dns.query domain evil.example a.evil.example one:2\n");
}

TEST(a_delta_adds_and_revokes)
{
	struct world *w = *state_;
	struct event_value v = V(FIELD_DNS_QUERY, "c2.evil.example");
	struct event e = { .v = &v, .n = 1 };
	struct delta_revocation all = { IND_DOMAIN, STR("evil.example"), STR("") };
	struct delta_revocation one = { IND_DOMAIN, STR("evil.example"), STR("one") };
	struct set *pushed = SET_OF(w->a, "domain c2.evil.example", "domain evil.example");
	struct generation_input in = { pushed, STR("pushed"), CAT_C2 };
	struct delta *d;

	list(w, SET_OF(w->a, "domain evil.example"), SET_OF(w->a, "domain evil.example"));
	d = delta_build(NULL, &one, 1);
	assert_str(run(w, d, false, &e), "dns.query domain evil.example c2.evil.example two:1\n");
	delta_close(d);
	d = delta_build(NULL, &all, 1);
	assert_int_equal(delta_count(d), 1);
	assert_str(run(w, d, false, &e), "");
	delta_close(d);
	d = delta_build(generation_build(&in, 1, NULL, 0), NULL, 0);
	assert_str(run(w, d, false, &e),
		   "dns.query domain c2.evil.example c2.evil.example pushed:1\n");
	assert_str(run(w, d, true, &e),
		   "dns.query domain c2.evil.example c2.evil.example pushed:1\n"
		   "dns.query domain evil.example c2.evil.example one:1 two:1 pushed:2\n");
	delta_close(d);
	d = delta_build(generation_build(&in, 1, NULL, 0), &all, 1);
	assert_str(run(w, d, true, &e),
		   "dns.query domain c2.evil.example c2.evil.example pushed:1\n"
		   "dns.query domain evil.example c2.evil.example pushed:2\n");
	delta_close(d);
	set_close(pushed);
}

static void keep_key(void *ctx, const struct hit *h)
{
	*(uint64_t *)ctx = h->key;
}

TEST(keys_are_equal_for_equal_indicators_only)
{
	struct world *w = *state_;
	struct event_value v[] = { V(FIELD_DNS_QUERY, "a.evil.example"),
				   V(FIELD_HTTP_HOST, "evil.example"),
				   V(FIELD_DNS_QUERY, "bad.example") };
	struct set *pushed = SET_OF(w->a, "domain new.example", "domain evil.example");
	struct generation_input in = { pushed, STR("pushed"), CAT_C2 };
	struct delta *d = delta_build(generation_build(&in, 1, NULL, 0), NULL, 0);
	uint64_t key[4] = { 0 };
	struct matcher *m;

	list(w, SET_OF(w->a, "domain bad.example", "domain evil.example"), NULL);
	m = matcher_open(w->g, d, (struct match_options){ 0 });
	for (size_t i = 0; i < 3; i++) {
		struct event e = { .v = &v[i], .n = 1 };

		assert_int_equal(matcher_event(m, &e, keep_key, &key[i]), 1);
	}
	v[0].text = STR("new.example");
	matcher_event(m, &(struct event){ .v = v, .n = 1 }, keep_key, &key[3]);
	assert_int_equal(key[0], key[1]);
	assert_int_not_equal(key[0], key[2]);
	assert_int_not_equal(key[0], key[3]);
	assert_int_not_equal(key[2], key[3]);
	matcher_close(m);
	delta_close(d);
	set_close(pushed);
}

static void expect_forms(const char *value, enum indicator_kind kind, size_t n, const char *first,
			 const char *last)
{
	struct arena *a = arena_open();
	struct explanation_form *out;
	struct key k;

	assert_ok(key_read(a, IND_NONE, str_of(value), &k, NULL));
	assert_int_equal(explain_forms(a, &k, &out), n);
	assert_int_equal(out[0].kind, kind);
	assert_str(out[0].text, first);
	assert_str(out[n - 1].text, last);
	arena_close(a);
}

TEST(explain_lists_the_forms_that_are_tried)
{
	expect_forms("hxxp://A.b.evil[.]example/p?q", IND_URL, 12, "a.b.evil.example/p?q",
		     "evil.example");
	expect_forms("a.b.co.uk.", IND_DOMAIN, 2, "a.b.co.uk", "b.co.uk");
	expect_forms("10.1.2.3", IND_IPV4, 25, "10.1.2.3", "10.0.0.0/8");
	expect_forms("2001:db8::/32", IND_CIDR, 17, "2001:db8::/32", "2001::/16");
	expect_forms("D41D8CD98F00B204E9800998ECF8427E", IND_MD5, 2,
		     "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e");
	/* Odd names of events, too, as the event side folds them. */
	expect_forms("Not a.thing.Example.", IND_DOMAIN, 2, "not a.thing.example", "thing.example");
	expect_forms("localhost", IND_DOMAIN, 1, "localhost", "localhost");
}

#define WORLD_CASE(f) CASE_UP(f, up, down)
TESTS("match/matcher", WORLD_CASE(a_domain_covers_itself_and_what_is_below_it),
      WORLD_CASE(labels_below_a_listed_domain_may_hold_anything),
      WORLD_CASE(unicode_and_punycode_are_one_name),
      WORLD_CASE(the_most_specific_is_told_or_all_of_them),
      WORLD_CASE(duplicates_fold_within_a_field_and_not_across),
      WORLD_CASE(the_client_side_shows_nothing_observed),
      WORLD_CASE(a_host_may_carry_a_port_or_be_an_address),
      WORLD_CASE(urls_are_compared_by_expressions),
      WORLD_CASE(the_host_of_a_url_asks_unless_http_host_was_the_same),
      WORLD_CASE(hashes_and_fingerprints_are_case_blind_and_exact),
      WORLD_CASE(sources_stand_in_the_configured_order),
      WORLD_CASE(an_entry_outside_its_window_is_no_hit_and_hides_nothing),
      WORLD_CASE(a_delta_adds_and_revokes), WORLD_CASE(keys_are_equal_for_equal_indicators_only),
      WORLD_CASE(explain_lists_the_forms_that_are_tried))
