/* SPDX-License-Identifier: Apache-2.0 */
/* test_regex_cost.c - dear expressions are refused before the C library is asked. */
#include "test.h"

#include "base/buf.h"
#include "index/regex_cost.h"
#include "index/warn_regex.h"

/* n times `open`, "a", n times `close`. */
static bool nested_is_cheap(unsigned n, const char *open, const char *close)
{
	struct buf b = { 0 };
	bool cheap;

	for (unsigned i = 0; i < n; i++)
		buf_puts(&b, open);
	buf_puts(&b, "a");
	for (unsigned i = 0; i < n; i++)
		buf_puts(&b, close);
	cheap = regex_is_cheap(buf_str(&b));
	buf_fini(&b);
	return cheap;
}

TEST(what_lists_really_hold_is_cheap)
{
	assert_true(regex_is_cheap(STR("^(security|noc|soc|abuse)@.*\\..*$")));
	assert_true(regex_is_cheap(STR("^[a-z0-9.-]{1,63}\\.(com|net)$")));
	assert_true(regex_is_cheap(STR("[]^a[:alpha:]-]+x?")));
	assert_true(regex_is_cheap(STR("")));
	assert_true(nested_is_cheap(32, "(", ")*"));
}

TEST(nested_repeats_are_refused_before_they_explode)
{
	assert_true(nested_is_cheap(8, "(", ")+"));
	assert_false(nested_is_cheap(20, "(", ")+"));
	assert_false(nested_is_cheap(32, "(", "x?)+"));
	assert_false(nested_is_cheap(6, "(", "{9}){9}"));
	assert_false(regex_is_cheap(STR("a{9000}")));
}

TEST(a_quantifier_must_have_something_to_repeat)
{
	assert_false(regex_is_cheap(STR("a**")));
	assert_false(regex_is_cheap(STR("a+*")));
	assert_false(regex_is_cheap(STR("*a")));
	assert_false(regex_is_cheap(STR("(|*a)")));
	assert_false(regex_is_cheap(STR("(a")));
	assert_false(regex_is_cheap(STR("a)")));
}

TEST(a_list_with_a_dear_expression_goes_on_without_it)
{
	struct warn_regex *r = warn_regex_open(STR("/^a+b$/i"));

	assert_non_null(r);
	assert_true(warn_regex_match(r, STR("AAAB")));
	warn_regex_close(r);
	assert_null(
		warn_regex_open(STR("/((((((((((((((((((((((((((((a+x?)+x?)+x?)+x?)+x?)+x?)+x?)+"
				    "x?)+x?)+x?)+x?)+x?)+x?)+x?)+x?)+x?)+x?)+x?)+x?)+x?)+x?)+x?"
				    ")+x?)+x?)+x?)+x?)+x?)+x?)+/")));
}

TESTS("index/regex_cost", CASE(what_lists_really_hold_is_cheap),
      CASE(nested_repeats_are_refused_before_they_explode),
      CASE(a_quantifier_must_have_something_to_repeat),
      CASE(a_list_with_a_dear_expression_goes_on_without_it))
