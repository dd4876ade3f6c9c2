/* SPDX-License-Identifier: Apache-2.0 */
/* What a pack lacks is told at its place; a pack that lacks nothing is let alone. */
#include "packtest.h"

#include "pack/complete.h"
#include "pack/explain.h"
#include "pack/sqlscan.h"

#define W "{en: a, zh: 甲}"
#define HEAD "title: " W "\nissuer: " W "\n"
#define CODES(list) "title: " W "\ncodes: {" list ": " W "}\n"
#define TYPE(field) \
	"label: " W "\nsubject: thing\nstorage: record\nfields:\n  " field ": {label: " W \
	", type: text, privacy: open, key: true, required: true}\n"
#define MECH(rest) "name: " W "\narticle: 1\nfamily: F\nkind: software\nstatus: working\n" rest
#define CARRIED "owner: boss\nrecords: [thing]\nreturns: [r, t]\nmeasures: [M1]\n"
#define ARTICLE \
	"number: 1\ntitle: " W "\nsummary: " W "\ncoverage: manual\nwhy: " W \
	"\nmechanisms: [A1.1]\n"
#define MEASURE(id, mechanism, article, sql) \
	"-- id: " id "\n-- article: " article "\n-- mechanism: " mechanism "\n-- title: " W \
	"\n-- unit: percent\n-- direction: up\n-- target: none\n-- owner: boss\n" sql "\n"
#define SELECT "SELECT sum(value) FROM observation, thing WHERE metric = 'cover'"
#define RETURN(makes, columns) \
	"title: " W \
	"\nowed_by: [firm]\nto: boss\nperiod: year\ndue: week\nsince: \"2026-01-01\"\n" \
	"measures: [M1]\n" makes "columns:\n" columns
#define AREA "  - {id: area, label: " W ", area: true}\n"
#define FIGURE(metric) "  - {id: figure, label: " W ", metric: " metric "}\n"
#define NAME "  - {id: name, label: " W ", field: name}\n"

static struct packtest whole(void)
{
	struct packtest t = packtest_open();

	packtest_file(&t, "p/pack.yaml", HEAD "articles: 1\n");
	packtest_file(&t, "p/codes/family.yaml", CODES("F"));
	packtest_file(&t, "p/codes/role.yaml", CODES("boss"));
	packtest_file(&t, "p/codes/unit.yaml",
		      "title: " W "\ncodes: {percent: " W ", days: " W "}\n");
	packtest_file(&t, "p/codes/party-kind.yaml", CODES("firm"));
	packtest_file(&t, "p/parameters/week.yaml",
		      "title: " W "\nvalue: \"7\"\nunit: days\nbasis: choice\nsource: " W "\n");
	packtest_file(&t, "p/records/area.yaml", TYPE("code"));
	packtest_file(&t, "p/records/thing.yaml", TYPE("name"));
	packtest_file(&t, "p/records/observation.yaml", TYPE("metric"));
	packtest_file(&t, "p/metrics/cover.yaml", "title: " W "\nunit: percent\nabout: area\n");
	packtest_file(&t, "p/metrics/load.yaml", "title: " W "\nunit: percent\nabout: thing\n");
	packtest_file(&t, "p/articles/1.yaml", ARTICLE);
	packtest_file(&t, "p/mechanisms/A1.1.yaml", MECH(CARRIED));
	packtest_file(&t, "p/measures/M1.sql", MEASURE("M1", "A1.1", "1", SELECT));
	packtest_file(&t, "p/returns/r.yaml", RETURN("", AREA FIGURE("cover")));
	packtest_file(&t, "p/returns/t.yaml", RETURN("makes: thing\n", NAME));
	return t;
}

static size_t complete(struct packtest *t, const char *id)
{
	struct pack *p = NULL;

	if (packtest_load(t, id, &p))
		fail_msg("does not load: %s", buf_cstr(&t->said));
	return pack_complete(p, packtest_complain, t);
}

TEST(a_whole_pack_is_let_alone)
{
	struct packtest t = whole();

	if (complete(&t, "p"))
		fail_msg("%s", buf_cstr(&t.said));
	packtest_close(&t);
}

static const struct plant {
	const char *file, *text, *place, *part;
} plants[] = {
	{ "pack.yaml", HEAD "articles: 2\n",
	  "p/pack.yaml:3:11: ", "article 2 of the text has no file" },
	{ "mechanisms/A1.2.yaml", MECH(CARRIED),
	  "p/mechanisms/A1.2.yaml:2:10: ", "no article of this text lists it" },
	{ "mechanisms/A1.1.yaml", MECH("records: [thing]\nmeasures: [M1]\n"),
	  "p/mechanisms/A1.1.yaml:1:1: ", "nobody answers" },
	{ "mechanisms/A1.1.yaml", MECH("owner: boss\nmeasures: [M1]\n"),
	  "p/mechanisms/A1.1.yaml:1:1: ", "nothing is recorded" },
	{ "mechanisms/A1.1.yaml", MECH("owner: boss\nrecords: [thing]\n"),
	  "p/mechanisms/A1.1.yaml:1:1: ", "nothing is done or measured" },
	{ "measures/M2.sql", MEASURE("M2", "A1.1", "1", SELECT),
	  "p/measures/M2.sql:3:15: ", "does not list it" },
	{ "measures/M1.sql",
	  MEASURE("M1", "A1.1", "1", SELECT "\n OR '中' = '' AND o.metric IN ('cover', 'ghost')"),
	  "p/measures/M1.sql:10:41: ", "no metric \"ghost\"" },
	{ "measures/M1.sql", MEASURE("M1", "A1.1", "1", "SELECT 1 FROM thing"),
	  "p/returns/r.yaml:7:12: ", "reads none of its figures" },
	{ "measures/M1.sql",
	  MEASURE("M1", "A1.1", "1", "SELECT 1 FROM observation WHERE metric = 'cover'"),
	  "p/returns/t.yaml:7:12: ", "reads none of its figures" },
	{ "returns/r.yaml", RETURN("", FIGURE("cover")),
	  "p/returns/r.yaml:9:49: ", "no column says which one" },
	{ "returns/r.yaml", RETURN("", AREA FIGURE("load")),
	  "p/returns/r.yaml:10:49: ", "about a record of type thing" },
	{ "returns/r.yaml", RETURN("", AREA), "p/returns/r.yaml:9:3: ", "no column with a figure" },
};

TEST(what_is_missing_is_told_at_its_place)
{
	size_t bad = 0;

	for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
		struct packtest t = whole();
		char path[64];
		const char *place;

		snprintf(path, sizeof path, "p/%s", plants[i].file);
		packtest_file(&t, path, plants[i].text);
		if (!complete(&t, "p") || !(place = strstr(buf_cstr(&t.said), plants[i].place)) ||
		    !strstr(place, plants[i].part)) {
			print_error("wanted %s%s, heard:\n%s", plants[i].place, plants[i].part,
				    buf_cstr(&t.said));
			bad++;
		}
		packtest_close(&t);
	}
	assert_int_equal(bad, 0);
}

TEST(a_stance_and_what_is_declined_need_nothing)
{
	struct packtest t = whole();

	packtest_file(&t, "p/mechanisms/A1.2.yaml",
		      "name: " W "\narticle: 1\nfamily: F\nkind: stance\nstatus: none\nreason: " W
		      "\n");
	packtest_file(&t, "p/mechanisms/A1.3.yaml",
		      "name: " W "\narticle: 1\nfamily: F\nkind: software\nstatus: declined\n"
		      "declined: whole\nreason: " W "\n");
	packtest_file(&t, "p/articles/1.yaml",
		      "number: 1\ntitle: " W "\nsummary: " W "\ncoverage: manual\nwhy: " W
		      "\nmechanisms: [A1.1, A1.2, A1.3]\n");
	if (complete(&t, "p"))
		fail_msg("%s", buf_cstr(&t.said));
	packtest_close(&t);
}

/* A second text above which nothing may be forgotten. */
static void second_text(struct packtest *t, const char *lineage)
{
	packtest_file(t, "p/codes/lineage.yaml", CODES("same: " W ", added: " W ", dropped"));
	packtest_file(t, "q/pack.yaml", HEAD "extends: p\narticles: 1\n");
	packtest_file(t, "q/mechanisms/H1.1.yaml", MECH(CARRIED));
	packtest_file(t, "q/articles/1.yaml",
		      "number: 1\ntitle: " W "\nsummary: " W "\ncoverage: manual\nwhy: " W
		      "\nmechanisms: [H1.1]\n");
	packtest_file(t, "q/lineage/1.yaml", lineage);
}

TEST(nothing_of_the_text_above_is_forgotten)
{
	static const char added[] = "article: 1\nrelation: added\nnote: " W "\n";
	static const char same[] = "article: 1\nparents: [\"1\"]\nrelation: same\nnote: " W "\n";
	struct packtest t = whole();

	second_text(&t, added);
	assert_int_equal(complete(&t, "q"), 2); /* the article has no child, nor has A1.1 */
	assert_non_null(strstr(buf_cstr(&t.said), "article 1 of the text above has no child"));
	second_text(&t, same);
	assert_int_equal(complete(&t, "q"), 1);
	assert_non_null(strstr(buf_cstr(&t.said), "A1.1 (article 1 of the text above)"));
	packtest_file(&t, "q/lineage/1.yaml",
		      "article: 1\nparents: [\"1\"]\nrelation: same\nnote: " W
		      "\nclauses:\n  - {id: A1.1, relation: dropped, parents: [A1.1], what: " W
		      "}\n");
	assert_int_equal(complete(&t, "q"), 0);
	second_text(&t, added);
	packtest_file(&t, "q/lineage/above-1.yaml",
		      "parents: [\"1\"]\nrelation: dropped\nnote: " W "\n");
	assert_int_equal(complete(&t, "q"), 0);
	packtest_close(&t);
}

TEST(each_thing_says_where_it_comes_from)
{
	struct packtest t = whole();
	struct pack *p = NULL;
	size_t n, seen = 0;

	packtest_file(&t, "q/pack.yaml", HEAD "extends: p\n");
	packtest_file(&t, "q/mechanisms/A1.1.yaml", MECH(CARRIED));
	assert_ok(packtest_load(&t, "q", &p));
	const struct pack_thing *x = pack_things(p, t.a, &n);

	assert_int_equal(n, 15);
	for (size_t i = 0; i < n; i++) {
		bool replaced = str_eq(x[i].id, STR("A1.1"));

		assert_str(x[i].title[LANG_ZH], "甲");
		assert_str(x[i].origin, replaced ? "q" : "p");
		assert_str(x[i].was, replaced ? "p" : "");
		seen += replaced;
	}
	assert_int_equal(seen, 1);
	packtest_close(&t);
}

static void metrics_are(const char *sql, const char *want)
{
	struct sqlscan s = { .sql = str_of(sql) };
	struct str metric;
	struct buf found = { 0 };

	while (sqlscan_metric(&s, &metric)) {
		buf_put(&found, metric);
		buf_c(&found, ' ');
	}
	if (!str_eq(str_trim(buf_str(&found)), str_of(want)))
		fail_msg("%s: wanted %s, found %s", sql, want, buf_cstr(&found));
	buf_fini(&found);
}

TEST(texts_compared_with_a_metric_are_found_and_no_others)
{
	metrics_are("SELECT 1 WHERE metric = 'a'", "a");
	metrics_are("SELECT 1 WHERE o.\"metric\"=='a' AND unit = 'b'", "a");
	metrics_are("SELECT 1 WHERE 'a' = o.metric AND 'c' = dim", "a");
	metrics_are("SELECT 1 WHERE METRIC IS NOT 'a'", "a");
	metrics_are("SELECT 1 WHERE metric NOT IN ('a', 'b') AND dim IN ('c')", "a b");
	metrics_are("SELECT CASE metric WHEN 'a' THEN 'x' WHEN 'b' THEN 'y' END, 'z'", "a b");
	metrics_are("SELECT sum(CASE WHEN metric <> 'a' THEN 'x' END)", "a");
	metrics_are("SELECT 1 -- metric = 'no'\nWHERE /* metric = 'no' */ metric/**/= 'a'", "a");
	metrics_are("SELECT metric, 'x' FROM o ORDER BY metric", "");
	metrics_are("SELECT 'metric = ''x''' WHERE metric = other", "");
	metrics_are("SELECT 1 WHERE metric =", "");
	metrics_are("SELECT 1 WHERE metric IN (", "");
	metrics_are("SELECT 1 WHERE metric = 'open", "open");
}

TESTS("pack/complete", CASE(a_whole_pack_is_let_alone), CASE(what_is_missing_is_told_at_its_place),
      CASE(a_stance_and_what_is_declined_need_nothing),
      CASE(nothing_of_the_text_above_is_forgotten), CASE(each_thing_says_where_it_comes_from),
      CASE(texts_compared_with_a_metric_are_found_and_no_others))
