/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts in one chain: whose articles stand on the board, and how they come from those above. */
#include "packtest.h"

#include "pack/lineage.h"

#define W "{en: a, zh: 甲}"
#define HEAD "title: " W "\nissuer: " W "\n"
#define MECH(article) \
	"name: " W "\narticle: " article "\nfamily: F16\nkind: software\nstatus: planned\n"
#define ARTICLE(number, list) \
	"number: " number "\ntitle: " W "\nsummary: " W "\ncoverage: manual\nwhy: " W \
	"\nmechanisms: [" list "]\n"
#define LINEAGE(article, parents, relation, rest) \
	"article: " article "\nparents: [" parents "]\nrelation: " relation "\nnote: " W "\n" rest
#define CLAUSE(id, relation, parents) \
	"clauses:\n  - {id: " id ", relation: " relation ", parents: [" parents "], what: " W "}" \
	"\n"
#define RELATIONS \
	"title: " W "\ncodes: {same: " W ", merged: " W ", added: " W ", dropped: " W \
	", moved: " W "}\n"

static struct packtest two_texts(void)
{
	struct packtest t = packtest_open();

	packtest_file(&t, "p/pack.yaml", HEAD "articles: 3\n");
	packtest_file(&t, "p/codes/family.yaml", "title: " W "\ncodes: {F16: " W "}\n");
	packtest_file(&t, "p/codes/lineage.yaml", RELATIONS);
	packtest_file(&t, "p/mechanisms/A1.1.yaml", MECH("1"));
	packtest_file(&t, "p/mechanisms/A2.1.yaml", MECH("2"));
	packtest_file(&t, "p/mechanisms/A3.1.yaml", MECH("3"));
	packtest_file(&t, "p/articles/1.yaml", ARTICLE("1", "A1.1"));
	packtest_file(&t, "p/articles/2.yaml", ARTICLE("2", "A2.1"));
	packtest_file(&t, "p/articles/3.yaml", ARTICLE("3", "A3.1"));
	packtest_file(&t, "q/pack.yaml", HEAD "extends: p\narticles: 2\n");
	packtest_file(&t, "q/mechanisms/H2.1.yaml", MECH("2"));
	packtest_file(&t, "q/articles/1.yaml", ARTICLE("1", "A2.1, A3.1"));
	packtest_file(&t, "q/articles/2.yaml", ARTICLE("2", "H2.1"));
	packtest_file(&t, "q/lineage/1.yaml",
		      LINEAGE("1", "\"2\", \"3\"", "merged", CLAUSE("A2.1", "same", "A2.1")));
	packtest_file(&t, "q/lineage/2.yaml", LINEAGE("2", "", "added", ""));
	packtest_file(&t, "q/lineage/above-1.yaml",
		      "parents: [\"1\"]\nrelation: dropped\nnote: " W "\n");
	return t;
}

static struct pack *load(struct packtest *t, const char *id)
{
	struct pack *p = NULL;

	if (packtest_load(t, id, &p))
		fail_msg("%s", buf_cstr(&t->said));
	return p;
}

static void texts_are_right(const struct pack *p)
{
	size_t n;
	const struct article *x = pack_articles(p, &n);

	assert_int_equal(n, 2);
	assert_str(x[0].origin, "q");
	assert_true(article_has(pack_article(p, STR("1")), STR("A3.1")));
	assert_false(article_has(pack_article(p, STR("1")), STR("A1.1")));
	pack_articles_above(p, &n);
	assert_int_equal(n, 3);
	assert_str(pack_article_above(p, STR("p"), STR("3"))->mechanisms[0], "A3.1");
	assert_null(pack_article_above(p, STR("q"), STR("1")));
	assert_str(pack_article_of(p, pack_mechanism(p, STR("A3.1")))->number, "1");
	assert_null(pack_article_of(p, pack_mechanism(p, STR("A1.1"))));
	assert_str(pack_mechanism(p, STR("A3.1"))->article, "3"); /* where it was found */
	assert_str(pack_lineage(p, STR("1"))->clauses[0].parents.v[0], "A2.1");
	assert_null(pack_lineage(p, STR("above-1"))); /* no article of the leaf */
	pack_lineages(p, &n);
	assert_int_equal(n, 3);
}

TEST(a_text_of_its_own_hides_the_articles_above)
{
	struct packtest t = two_texts();

	texts_are_right(load(&t, "q"));
	packtest_close(&t);
}

TEST(the_text_above_alone_is_as_it_was)
{
	struct packtest t = two_texts();
	struct pack *p = load(&t, "p");
	size_t n;

	pack_articles(p, &n);
	assert_int_equal(n, 3);
	pack_articles_above(p, &n);
	assert_int_equal(n, 0);
	packtest_close(&t);
}

TEST(a_pack_without_a_text_keeps_the_one_it_extends)
{
	struct packtest t = two_texts();
	size_t n;

	packtest_file(&t, "r/pack.yaml", HEAD "extends: q\n");
	packtest_file(&t, "r/mechanisms/R1.1.yaml", MECH("2"));
	struct pack *p = load(&t, "r");

	texts_are_right(p);
	pack_articles(p, &n);
	assert_int_equal(n, 2);
	packtest_close(&t);
}

TEST(both_texts_survive_freezing)
{
	struct packtest t = two_texts();
	struct buf one = { 0 }, two = { 0 };
	struct pack *p = load(&t, "q"), *again = NULL;

	pack_freeze(p, &one);
	assert_ok(pack_thaw(t.a, buf_str(&one), &again, NULL));
	texts_are_right(again);
	pack_freeze(again, &two);
	assert_true(str_eq(buf_str(&one), buf_str(&two)));
	buf_fini(&one);
	buf_fini(&two);
	packtest_close(&t);
}

static const struct plant {
	const char *file, *text, *place;
	enum say_id id;
} plants[] = {
	{ "q/lineage/1.yaml", LINEAGE("1", "\"1\", \"2\"", "merged", ""), "q/articles/1.yaml:6:20",
	  SAY_PACK_NOT_PARENT },
	{ "q/lineage/1.yaml", LINEAGE("1", "\"2\", \"4\"", "merged", ""), "q/lineage/1.yaml:2:16",
	  SAY_PACK_NO_ARTICLE },
	{ "q/lineage/1.yaml", LINEAGE("2", "\"2\", \"3\"", "merged", ""), "q/lineage/1.yaml:1:10",
	  SAY_PACK_NAME_IS_ID },
	{ "q/lineage/1.yaml", LINEAGE("1", "\"2\", \"3\"", "copied", ""), "q/lineage/1.yaml:3:11",
	  SAY_PACK_NO_CODE },
	{ "q/lineage/2.yaml", LINEAGE("2", "\"2\"", "merged", ""), "q/lineage/2.yaml:3:11",
	  SAY_PACK_LINEAGE },
	{ "q/lineage/2.yaml", LINEAGE("2", "\"2\"", "added", ""), "q/lineage/2.yaml:3:11",
	  SAY_PACK_LINEAGE },
	{ "q/lineage/2.yaml", LINEAGE("2", "", "same", ""), "q/lineage/2.yaml:3:11",
	  SAY_PACK_LINEAGE },
	{ "q/lineage/2.yaml", LINEAGE("2", "\"1\"", "dropped", ""), "q/lineage/2.yaml:3:11",
	  SAY_PACK_LINEAGE },
	{ "q/lineage/2.yaml", LINEAGE("2", "", "added", CLAUSE("a", "same", "A9.9")),
	  "q/lineage/2.yaml:6:39", SAY_PACK_NO_SUCH },
	{ "q/lineage/2.yaml", LINEAGE("2", "", "added", CLAUSE("a", "same", "")),
	  "q/lineage/2.yaml:6:23", SAY_PACK_LINEAGE },
	{ "q/articles/2.yaml", ARTICLE("2", "A1.1, H2.1"), "q/articles/2.yaml:6:14",
	  SAY_PACK_NOT_PARENT },
	{ "q/articles/1.yaml", ARTICLE("1", "A2.1, A3.1, H2.1"), "q/articles/1.yaml:6:26",
	  SAY_PACK_OTHER_ARTICLE },
	{ "q/mechanisms/H2.1.yaml", MECH("3"), "q/mechanisms/H2.1.yaml:2:10", SAY_PACK_NO_ARTICLE },
};

TEST(each_planted_fault_is_refused_at_its_place)
{
	for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
		struct packtest t = two_texts();
		struct pack *p = NULL;
		char begins[96];

		packtest_file(&t, plants[i].file, plants[i].text);
		assert_int_equal(packtest_load(&t, "q", &p), ERR_SYNTAX);
		snprintf(begins, sizeof begins, "%s: ", plants[i].place);
		if (!strstr(buf_cstr(&t.said), begins))
			fail_msg("%zu: wanted %s%s, heard:\n%s", i, begins, say_name(plants[i].id),
				 buf_cstr(&t.said));
		packtest_close(&t);
	}
}

TESTS("pack/lineage", CASE(a_text_of_its_own_hides_the_articles_above),
      CASE(the_text_above_alone_is_as_it_was), CASE(a_pack_without_a_text_keeps_the_one_it_extends),
      CASE(both_texts_survive_freezing), CASE(each_planted_fault_is_refused_at_its_place))
