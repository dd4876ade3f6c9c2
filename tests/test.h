/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test.h - the one place that knows cmocka.
 *
 *	TEST(names_are_promises_in_words) { assert_true(...); }
 *	TESTS("base/str", CASE(names_are_promises_in_words))
 *
 * SHARED("1-indicators/x.txt") is the path of a real input file, or NULL after printing a
 * counted "SKIP file" line: `if (!path) skip();`
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TEST(name) static void name(void **state_)
#define CASE(name) cmocka_unit_test(name)
#define CASE_UP(name, up, down) cmocka_unit_test_setup_teardown(name, up, down)

#define TESTS(group, ...) \
	int main(void) \
	{ \
		const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
		return cmocka_run_group_tests_name(group, tests, NULL, NULL); \
	}

#define assert_str(s, lit) \
	do { \
		struct str s_ = (s); \
		if (s_.n != strlen(lit) || memcmp(s_.p ? s_.p : "", lit, s_.n) != 0) \
			fail_msg("got \"%.*s\", wanted \"%s\"", (int)s_.n, s_.p ? s_.p : "", lit); \
	} while (0)
#define assert_ok(e) assert_int_equal((e), ERR_OK)

__attribute__((unused)) static const char *shared_path(const char *rel)
{
	static char path[4][1024];
	static unsigned turn;
	const char *base = getenv("CRESSET_SHARED");
	char *p = path[turn++ % 4];

	snprintf(p, sizeof path[0], "%s/data/%s", base ? base : "../shared", rel);
	if (access(p, R_OK) == 0)
		return p;
	printf("SKIP %s: not beside this clone\n", rel);
	return NULL;
}
#define SHARED(rel) shared_path(rel)
