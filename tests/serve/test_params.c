/* SPDX-License-Identifier: Apache-2.0 */
/* test_params.c - the promises of serve/params.h. */
#include "test.h"

#include "serve/params.h"

static struct arena *a;

static int up(void **state)
{
	a = arena_open();
	return 0;
}

static int down(void **state)
{
	arena_close(a);
	return 0;
}

TEST(escapes_and_plus_become_the_bytes_they_stand_for)
{
	struct params q;

	assert_ok(params_read(a, STR("a=x%2By+z&b=%E7%83%BD&c=&d"), &q, NULL));
	assert_int_equal(q.n, 4);
	assert_str(params_get(&q, "a"), "x+y z");
	assert_str(params_get(&q, "b"), "烽");
	assert_null(params_get(&q, "c").p);
	assert_null(params_get(&q, "d").p);
	assert_null(params_get(&q, "e").p);
}

TEST(what_cannot_be_text_is_refused)
{
	static const char *const bad[] = { "a=%",   "a=%4",        "a=%4g",   "a=%00", "%00=a",
					   "a=%ff", "a=%ed%a0%80", "a=1&a=2", "a&a" };
	struct params q;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_not_equal(params_read(a, str_of(bad[i]), &q, NULL), ERR_OK);
	assert_int_not_equal(params_read(a, str_n("a=\0b", 4), &q, NULL), ERR_OK);
}

TEST(more_parameters_than_the_limit_are_refused)
{
	struct buf b = { 0 };
	struct params q;

	for (int i = 0; i < PARAMS_MAX; i++)
		buf_printf(&b, "p%d=1&", i);
	assert_ok(params_read(a, buf_str(&b), &q, NULL));
	buf_puts(&b, "one=more");
	assert_int_equal(params_read(a, buf_str(&b), &q, NULL), ERR_ARG);
	buf_fini(&b);
}

TEST(an_unknown_parameter_is_named_with_those_that_are_known)
{
	static const char *const known[] = { "limit", "since", NULL };
	struct why why = { 0 };
	struct buf b = { 0 };
	struct params q;

	assert_ok(params_read(a, STR("limit=1&lang=zh"), &q, NULL));
	assert_ok(params_only(&q, known, &why));
	assert_ok(params_read(a, STR("limt=1"), &q, NULL));
	assert_int_equal(params_only(&q, known, &why), ERR_ARG);
	why_sentence(&why, LANG_EN, &b);
	assert_str(buf_str(&b), "there is no parameter limt here; known are: limit, since");
	buf_fini(&b);
}

TEST(numbers_keep_to_their_bounds)
{
	struct params q;
	uint64_t n;

	assert_ok(params_read(a, STR("a=500&b=501&c=0&d=1e3&e="), &q, NULL));
	assert_ok(params_u64(&q, "a", 1, 500, 100, &n, NULL));
	assert_int_equal(n, 500);
	assert_ok(params_u64(&q, "e", 1, 500, 100, &n, NULL));
	assert_int_equal(n, 100);
	assert_int_equal(params_u64(&q, "b", 1, 500, 100, &n, NULL), ERR_ARG);
	assert_int_equal(params_u64(&q, "c", 1, 500, 100, &n, NULL), ERR_ARG);
	assert_int_equal(params_u64(&q, "d", 1, 500, 100, &n, NULL), ERR_ARG);
}

TESTS("serve/params", CASE_UP(escapes_and_plus_become_the_bytes_they_stand_for, up, down),
      CASE_UP(what_cannot_be_text_is_refused, up, down),
      CASE_UP(more_parameters_than_the_limit_are_refused, up, down),
      CASE_UP(an_unknown_parameter_is_named_with_those_that_are_known, up, down),
      CASE_UP(numbers_keep_to_their_bounds, up, down))
