/* SPDX-License-Identifier: Apache-2.0 */
/* The first files of the central pack: articles 14 and 15, and everything that is declined. */
#include "packtest.h"

static struct pack *load(struct arena *a, const char *id)
{
	struct pack *p = NULL;

	assert_ok(pack_load(a, NULL, str_of(id), NULL, NULL, &p, NULL));
	return p;
}

static void lists(const struct pack *p, const char *number, const char *prefix, unsigned total)
{
	const struct article *x = pack_article(p, str_of(number));
	char id[16];

	assert_non_null(x);
	assert_int_equal(x->mechanism_count, total);
	for (unsigned i = 0; i < total; i++) {
		snprintf(id, sizeof id, "%s.%u", prefix, i + 1);
		assert_str(x->mechanisms[i], id);
		assert_str(pack_mechanism(p, str_of(id))->article, number);
	}
}

TEST(articles_14_and_15_list_every_mechanism_asked_for)
{
	struct arena *a = arena_open();
	struct pack *p = load(a, "cn-mobile-2017");

	lists(p, "14", "A14", 18);
	lists(p, "15", "A15", 13);
	assert_int_equal(pack_article_total(p), 24);
	arena_close(a);
}

TEST(coverage_says_why_in_both_languages)
{
	struct arena *a = arena_open();
	size_t n;
	const struct article *x = pack_articles(load(a, "cn-mobile-2017"), &n);

	assert_true(n >= 11 && n <= 24);
	for (size_t i = 0; i < n; i++) {
		assert_false(str_eq(x[i].coverage, STR("automatic"))); /* nothing is, today */
		assert_true(x[i].why[LANG_EN].n > 40 && x[i].why[LANG_ZH].n > 40);
	}
	arena_close(a);
}

static void is_declined(const struct pack *p, const char *ids, const char *how)
{
	struct str rest = str_of(ids), id;

	while (str_split(&rest, ' ', &id)) {
		const struct mechanism *m = pack_mechanism(p, id);

		if (!m || !str_eq(m->declined, str_of(how)))
			fail_msg("%.*s is not declined (%s)", STR_FMT(id), how);
		assert_true(m->reason[LANG_EN].n > 20 && m->reason[LANG_ZH].n > 20);
		/* What is left of a row that is declined in part is carried like any other. */
		assert_true(m->measure_count == 0 || strcmp(how, "part") == 0);
	}
}

TEST(every_declined_row_is_listed_with_its_reason)
{
	struct arena *a = arena_open();
	struct pack *p = load(a, "cn-hebei-2017");
	size_t n;
	const struct mechanism *const *declined = pack_declined(p, &n);

	is_declined(p,
		    "A3.5 A11.10 A13.1 A13.2 A13.4 A13.5 A13.6 A16.1 A16.2 A16.8 A17.11 A20.2 "
		    "A21.10 A22.4 A23.3 H12.1 H12.2",
		    "whole");
	is_declined(p, "A12.6 A19.4 A20.3", "part");
	assert_int_equal(n, 20);
	assert_str(declined[0]->id, "A3.5"); /* by number, not by letter */
	assert_str(declined[19]->id, "H12.2");
	pack_declined(load(a, "cn-mobile-2017"), &n);
	assert_int_equal(n, 18);
	arena_close(a);
}

TEST(measures_name_their_parameters_and_have_no_target)
{
	struct arena *a = arena_open();
	struct pack *p = load(a, "cn-mobile-2017");
	const struct measure *m = pack_measure(p, STR("M078"));

	assert_int_equal(m->parameter_count, 1);
	assert_str(m->parameters[0]->id, "sighting_period");
	assert_str(m->parameters[0]->value, "7");
	assert_int_equal(m->target.n, 0);
	assert_str(pack_label(p, STR("unit"), m->unit, LANG_ZH), "每百万");
	assert_true(str_starts(m->sql, STR("WITH ")));
	arena_close(a);
}

TESTS("pack/cn", CASE(articles_14_and_15_list_every_mechanism_asked_for),
      CASE(coverage_says_why_in_both_languages), CASE(every_declined_row_is_listed_with_its_reason),
      CASE(measures_name_their_parameters_and_have_no_target))
