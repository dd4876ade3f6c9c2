/* SPDX-License-Identifier: Apache-2.0 */
/* test_hit.c - the line that `match` prints, byte for byte. */
#include "test.h"

#include "wire/hit.h"

static const struct hit_source sources[] = {
	{ .name = { "first", 5 }, .line = 3 },
	{ .name = { "second", 6 }, .ref = { "indicator--1", 12 }, .line = 9 },
};

static void check(const struct hit *h, const char *token, const char *want)
{
	struct buf b = { 0 };

	hit_write(h, STR("dns.log"), str_of(token), &b);
	assert_str(buf_str(&b), want);
	buf_fini(&b);
}

TEST(a_hit_is_one_line_with_the_keys_in_order)
{
	struct event e = { .has_time = true, .time = { 1793577599123456 }, .line = 7 };
	struct hit h = {
		.event = &e,
		.field = FIELD_DNS_QUERY,
		.kind = IND_DOMAIN,
		.indicator = STR("evil.example"),
		.observed = STR("a.evil.example"),
		.sources = sources,
		.source_count = 2,
	};

	check(&h, "",
	      "{\"time\":\"2026-11-01T23:59:59.123456Z\",\"kind\":\"domain\","
	      "\"indicator\":\"evil.example\",\"observed\":\"a.evil.example\","
	      "\"field\":\"dns.query\",\"source\":\"first\",\"sources\":[\"first\",\"second\"],"
	      "\"ref\":\"indicator--1\",\"file\":\"dns.log\",\"line\":7}\n");
}

TEST(a_client_is_never_printed_only_its_token)
{
	struct event e = { .line = 1 };
	struct hit h = {
		.event = &e,
		.field = FIELD_SRC_IP,
		.kind = IND_IPV4,
		.indicator = STR("192.0.2.1"),
		.observed = STR("192.0.2.1"),
		.sources = sources,
		.source_count = 1,
	};

	check(&h, "",
	      "{\"time\":null,\"kind\":\"ipv4\",\"indicator\":\"192.0.2.1\",\"observed\":null,"
	      "\"field\":\"src.ip\",\"source\":\"first\",\"sources\":[\"first\"],\"ref\":null,"
	      "\"file\":\"dns.log\",\"line\":1}\n");
	check(&h, "tok_1",
	      "{\"time\":null,\"kind\":\"ipv4\",\"indicator\":\"192.0.2.1\",\"observed\":\"tok_1\","
	      "\"field\":\"src.ip\",\"source\":\"first\",\"sources\":[\"first\"],\"ref\":null,"
	      "\"file\":\"dns.log\",\"line\":1}\n");
}

TESTS("wire/hit", CASE(a_hit_is_one_line_with_the_keys_in_order),
      CASE(a_client_is_never_printed_only_its_token))
