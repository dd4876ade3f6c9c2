/* SPDX-License-Identifier: Apache-2.0 */
/* test_url.c - the promises of wire/url.h and doc/formats/url.md. */
#include "test.h"

#include "base/arena.h"
#include "base/rand.h"
#include "wire/url.h"

static struct arena *arena;

static int up(void **state)
{
	arena = arena_open();
	return 0;
}

static int down(void **state)
{
	arena_close(arena);
	return 0;
}

static struct str canon(struct str text)
{
	struct url u;
	struct why why;

	return url_read(arena, text, &u, &why) == ERR_OK ? u.text : str_of(say_name(why.id));
}

struct pair {
	struct str text;
	const char *want;
};

static void check_pairs(const struct pair *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str got = canon(p[i].text);

		if (!str_eq(got, str_of(p[i].want)))
			fail_msg("\"%.*s\" became \"%.*s\", wanted \"%s\"", STR_FMT(p[i].text),
				 STR_FMT(got), p[i].want);
	}
}

/* The published examples of Safe Browsing v4, "URLs and Hashing", less scheme as we drop it. */
TEST(the_safe_browsing_examples_hold_where_we_follow_them)
{
	static const struct pair pairs[] = {
		{ STR("http://host/%25%32%35"), "host/%25" },
		{ STR("http://host/%25%32%35%25%32%35"), "host/%25%25" },
		{ STR("http://host/%2525252525252525"), "host/%25" },
		{ STR("http://host/asdf%25%32%35asd"), "host/asdf%25asd" },
		{ STR("http://host/%%%25%32%35asd%%"), "host/%25%25%25asd%25%25" },
		{ STR("http://www.google.com/"), "www.google.com/" },
		{ STR("http://%31%36%38%2e%31%38%38%2e%39%39%2e%32%36/%2E%73%65%63%75%72%65/"
		      "%77%77%77%2E%65%62%61%79%2E%63%6F%6D/"),
		  "168.188.99.26/.secure/www.ebay.com/" },
		{ STR("http://195.127.0.11/uploads/%20%20%20%20/.verify/"
		      ".eBaysecure=updateuserdataxplimnbqmn-xplmvalidateinfoswqpcmlx=hgplmcx/"),
		  "195.127.0.11/uploads/%20%20%20%20/.verify/"
		  ".eBaysecure=updateuserdataxplimnbqmn-xplmvalidateinfoswqpcmlx=hgplmcx/" },
		{ STR("http://3279880203/blah"), "195.127.0.11/blah" },
		{ STR("http://www.google.com/blah/.."), "www.google.com/" },
		{ STR("www.google.com/"), "www.google.com/" },
		{ STR("www.google.com"), "www.google.com/" },
		{ STR("http://www.evil.com/blah#frag"), "www.evil.com/blah" },
		{ STR("http://www.GOOgle.com/"), "www.google.com/" },
		{ STR("http://www.google.com.../"), "www.google.com/" },
		{ STR("http://www.google.com/foo\tbar\rbaz\n2"), "www.google.com/foobarbaz2" },
		{ STR("http://www.google.com/q?"), "www.google.com/q?" },
		{ STR("http://www.google.com/q?r?"), "www.google.com/q?r?" },
		{ STR("http://www.google.com/q?r?s"), "www.google.com/q?r?s" },
		{ STR("http://evil.com/foo#bar#baz"), "evil.com/foo" },
		{ STR("http://evil.com/foo;"), "evil.com/foo;" },
		{ STR("http://evil.com/foo?bar;"), "evil.com/foo?bar;" },
		{ STR("http://notrailingslash.com"), "notrailingslash.com/" },
		{ STR("  http://www.google.com/  "), "www.google.com/" },
		{ STR("https://www.securesite.com/"), "www.securesite.com/" },
		{ STR("http://host.com/ab%23cd"), "host.com/ab%23cd" },
		{ STR("http://host.com//twoslashes?more//slashes"),
		  "host.com/twoslashes?more//slashes" },
	};

	check_pairs(pairs, sizeof pairs / sizeof *pairs);
}

TEST(where_we_deviate_from_safe_browsing_it_is_on_purpose)
{
	static const struct pair pairs[] = {
		/* The port is part of where something listens: kept. */
		{ STR("http://www.gotaport.com:1234/"), "www.gotaport.com:1234/" },
		/* A host must be one. */
		{ STR("http://\x01\x80.com/"), "DOMAIN_IDN" },
		{ STR("http:// leadingspace.com/"), "DOMAIN_CHAR" },
		{ STR("http://%20leadingspace.com/"), "DOMAIN_CHAR" },
		{ STR("%20leadingspace.com/"), "DOMAIN_CHAR" },
		{ STR("http://host%23.com/%257Ea%2521b"), "DOMAIN_CHAR" },
		/* The rest of that example, on a host that is one. */
		{ STR("http://host.com/%257Ea%2521b%2540c%2523d%2524e%25f%255E00%252611%252A"
		      "22%252833%252944_55%252B"),
		  "host.com/~a!b@c%23d$e%25f^00&11*22(33)44_55+" },
		/* The query is not decoded. */
		{ STR("http://h.example/?a=%41%2f"), "h.example/?a=%41%2f" },
		/* A question mark that was encoded stays part of the path. */
		{ STR("http://h.example/a%3Fb"), "h.example/a%3Fb" },
	};

	check_pairs(pairs, sizeof pairs / sizeof *pairs);
}

TEST(parts_are_dropped_kept_and_normalised_as_documented)
{
	static const struct pair pairs[] = {
		{ STR("HTTP://User:pw@Evil.Example:80/A/b?Q#f"), "evil.example/A/b?Q" },
		{ STR("https://evil.example:443"), "evil.example/" },
		{ STR("https://evil.example:80"), "evil.example/" },
		{ STR("http://evil.example:8443/"), "evil.example:8443/" },
		{ STR("evil.example:443/x"), "evil.example/x" },
		{ STR("evil.example:80/x"), "evil.example/x" },
		{ STR("evil.example:0080/x"), "evil.example/x" },
		{ STR("evil.example:/x"), "evil.example/x" },
		{ STR("ftp://evil.example:21/x"), "evil.example/x" },
		{ STR("//evil.example/x"), "evil.example/x" },
		{ STR("evil.example?x"), "evil.example/?x" },
		{ STR("http://1.2.3.4"), "1.2.3.4/" },
		{ STR("http://[2001:DB8::1]:8080/x"), "[2001:db8::1]:8080/x" },
		{ STR("http://[::ffff:1.2.3.4]/"), "1.2.3.4/" },
		{ STR("http://0x7f.1/"), "127.0.0.1/" },
		{ STR("http://0300.0250.0.1/"), "192.168.0.1/" },
		{ STR("http://例子.中国/路径"), "xn--fsqu00a.xn--fiqs8s/%E8%B7%AF%E5%BE%84" },
		{ STR("http://例子.中国/%e8%b7%af"), "xn--fsqu00a.xn--fiqs8s/%E8%B7%AF" },
		{ STR("h.example/a/./b/../../../c/."), "h.example/c/" },
		{ STR("h.example/a/%2e%2e/b"), "h.example/b" },
		{ STR("h.example/a%2Fb//c///"), "h.example/a/b/c/" },
		{ STR("h.example/?a b\xE4&c=100%"), "h.example/?a%20b%E4&c=100%25" },
		{ STR("h.example/x?u=http://other.example/"),
		  "h.example/x?u=http://other.example/" },
		{ STR(""), "URL_NO_HOST" },
		{ STR("http://"), "URL_NO_HOST" },
		{ STR("/only/path"), "URL_NO_HOST" },
		{ STR("http://.../"), "URL_NO_HOST" },
		{ STR("http://evil.example:0/"), "URL_PORT" },
		{ STR("http://evil.example:65536/"), "URL_PORT" },
		{ STR("http://evil.example:8o/"), "URL_PORT" },
		{ STR("http://1.2.3.256/"), "URL_HOST" },
		{ STR("http://1.2.3.4.5/"), "URL_HOST" },
		{ STR("http://4294967296/"), "URL_HOST" },
		{ STR("http://[::1/"), "URL_HOST" },
		{ STR("http://[1.2.3/"), "URL_HOST" },
	};

	check_pairs(pairs, sizeof pairs / sizeof *pairs);
}

TEST(the_slices_are_the_parts)
{
	struct url u;

	assert_ok(url_read(arena, STR("http://a.example:8080/b/c?d?e"), &u, NULL));
	assert_str(u.host, "a.example");
	assert_str(u.port, "8080");
	assert_str(u.path, "/b/c");
	assert_str(u.query, "d?e");
	assert_false(u.host_is_addr);
	assert_ok(url_read(arena, STR("http://[2001:db8::1]/?"), &u, NULL));
	assert_str(u.host, "[2001:db8::1]");
	assert_str(u.port, "");
	assert_true(u.query.p && u.query.n == 0);
	assert_true(u.host_is_addr);
	assert_ok(url_read(arena, STR("1.2.3.4"), &u, NULL));
	assert_null(u.query.p);
}

TEST(host_and_target_of_a_log_join)
{
	static const char *const rows[][3] = {
		{ "Evil.example", "/a?b#c", "evil.example/a?b" },
		{ "evil.example:8080", "/", "evil.example:8080/" },
		{ "evil.example:80", "/", "evil.example/" },
		{ "proxy.example", "http://evil.example/x", "evil.example/x" },
		{ "evil.example", "//two//slashes", "evil.example/two/slashes" },
		{ "evil.example", "/r?u=http://other.example/",
		  "evil.example/r?u=http://other.example/" },
		{ "evil.example", "*", "evil.example/" },
		{ "evil.example", "", "evil.example/" },
		{ "evil.example", "noslash", "evil.example/noslash" },
		{ "proxy.example", "evil.example:443", "evil.example/" },
		{ "[2001:db8::1]:81", "/x", "[2001:db8::1]:81/x" },
		{ "1.2.3.4", "?q", "1.2.3.4/?q" },
	};
	struct url u;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_ok(url_join(arena, str_of(rows[i][0]), str_of(rows[i][1]), &u, NULL));
		assert_str(u.text, rows[i][2]);
	}
	assert_int_equal(url_join(arena, STR(""), STR("/x"), &u, NULL), ERR_SYNTAX);
}

TEST(a_url_above_the_limit_is_refused_and_the_worst_below_is_quick)
{
	char text[URL_MAX + 1];
	struct url u;

	memset(text, 'a', sizeof text);
	memcpy(text, "h.example/", 10);
	assert_int_equal(url_read(arena, str_n(text, sizeof text), &u, NULL), ERR_LIMIT);
	/* %25252525...: naive decoding passes over it four thousand times. */
	for (size_t i = 10; i + 1 < URL_MAX; i += 2)
		memcpy(text + i, "25", 2);
	text[10] = '%';
	text[11] = '2';
	text[12] = '5';
	for (int i = 0; i < 1000; i++)
		assert_ok(url_read(arena, str_n(text, URL_MAX), &u, NULL));
}

TEST(the_canonical_form_is_its_own_canonical_form)
{
	static const char alphabet[] = "abAB01%%%25././/?#:@[]& \t\xC3\xA4";
	struct prng r = prng_of(8);
	unsigned good = 0;

	for (int i = 0; i < 200000; i++) {
		char text[96] = "h.example/";
		size_t n = prng_below(&r, 8) ? 10 : 0, more = prng_below(&r, 60);
		struct url u, again;

		while (more--)
			text[n++] = alphabet[prng_below(&r, sizeof alphabet - 1)];
		if (url_read(arena, str_n(text, n), &u, NULL) != ERR_OK)
			continue;
		good++;
		if (url_read(arena, u.text, &again, NULL) != ERR_OK || !str_eq(u.text, again.text))
			fail_msg("\"%.*s\" -> \"%.*s\"", (int)n, text, STR_FMT(u.text));
		if (i % 1000 == 0)
			arena_reset(arena);
	}
	assert_true(good > 50000);
}

static void check_expressions(const char *text, const char *const *want)
{
	struct str got[URL_EXPRESSIONS];
	struct url u;
	size_t n;

	assert_ok(url_read(arena, str_of(text), &u, NULL));
	n = url_expressions(arena, &u, got);
	for (size_t i = 0; i < n; i++) {
		assert_non_null(want[i]);
		assert_str(got[i], want[i]);
	}
	assert_null(want[n]);
}

/* The three examples of Safe Browsing, "Suffix/prefix expressions", and our additions. */
TEST(expressions_go_from_the_page_to_the_registrable_domain)
{
	check_expressions("http://a.b.c/1/2.html?param=1",
			  (const char *const[]){ "a.b.c/1/2.html?param=1", "a.b.c/1/2.html",
						 "a.b.c/1/", "a.b.c/", "b.c/1/2.html?param=1",
						 "b.c/1/2.html", "b.c/1/", "b.c/", NULL });
	check_expressions("http://a.b.c.d.e.f.g/1.html",
			  (const char *const[]){ "a.b.c.d.e.f.g/1.html", "a.b.c.d.e.f.g/",
						 "c.d.e.f.g/1.html", "c.d.e.f.g/", "d.e.f.g/1.html",
						 "d.e.f.g/", "e.f.g/1.html", "e.f.g/", "f.g/1.html",
						 "f.g/", NULL });
	check_expressions("http://1.2.3.4/1/",
			  (const char *const[]){ "1.2.3.4/1/", "1.2.3.4/", NULL });
	check_expressions("https://x.evil.co.uk:8443/",
			  (const char *const[]){ "x.evil.co.uk:8443/", "evil.co.uk:8443/", NULL });
	check_expressions("http://e.com/a/b/c/d/e",
			  (const char *const[]){ "e.com/a/b/c/d/e", "e.com/a/b/c/", "e.com/a/b/",
						 "e.com/a/", "e.com/", NULL });
	check_expressions("http://co.uk/", (const char *const[]){ "co.uk/", NULL });
}

TESTS("wire/url", CASE_UP(the_safe_browsing_examples_hold_where_we_follow_them, up, down),
      CASE_UP(where_we_deviate_from_safe_browsing_it_is_on_purpose, up, down),
      CASE_UP(parts_are_dropped_kept_and_normalised_as_documented, up, down),
      CASE_UP(the_slices_are_the_parts, up, down), CASE_UP(host_and_target_of_a_log_join, up, down),
      CASE_UP(a_url_above_the_limit_is_refused_and_the_worst_below_is_quick, up, down),
      CASE_UP(the_canonical_form_is_its_own_canonical_form, up, down),
      CASE_UP(expressions_go_from_the_page_to_the_registrable_domain, up, down))
