/* SPDX-License-Identifier: Apache-2.0 */
/* What a pack's SQL cannot do, each with the sentence that says so. */
#include "gaugetest.h"

/* A measure around an expression and a table. */
#define ONE(value, from) \
	"SELECT '' AS area, '' AS dim, '' AS component, " value \
	" AS value, 1 AS num, 1 AS den, 1 AS n " from

static enum err run_sql(struct gaugetest *t, const char *sql, struct why *why)
{
	struct measure m = { .id = STR("T"), .sql = str_of(sql) };
	struct gauge_result g;

	return run_measure(&t->run, &m, (struct instant){ 5 }, t->a, &g, why);
}

static void refuses(struct gaugetest *t, const char *sql, enum say_id id)
{
	struct why why = { 0 };

	if (run_sql(t, sql, &why) == ERR_OK || why.id != id)
		fail_msg("%s: %s", sql, say_name(why.id));
}

static void allows(struct gaugetest *t, const char *sql)
{
	struct why why = { 0 };
	struct buf said = { 0 };

	if (run_sql(t, sql, &why)) {
		why_text(&why, LANG_EN, &said);
		fail_msg("%s: %s", sql, buf_cstr(&said));
	}
}

TEST(records_aggregates_and_lists_may_be_read)
{
	struct gaugetest t = gaugetest_open();

	allows(&t, ONE("count(*)", "FROM party"));
	allows(&t, ONE("sum(\"count\")", "FROM sighting WHERE \"window\" < :at - days(1)"));
	allows(&t, ONE("count(*)", "FROM asset JOIN asset_prefixes p ON p.leaf = asset.leaf"));
	allows(&t, "WITH x AS (SELECT name FROM party WHERE contact_role IS NOT NULL) " ONE(
			   "count(*)", "FROM x"));
	allows(&t,
	       ONE("1.0 * round(avg(confidence))", "FROM indicator AS i WHERE i.kind LIKE 'd%'"));
	gaugetest_close(&t);
}

TEST(sealed_fields_stay_closed_in_every_position)
{
	struct gaugetest t = gaugetest_open();

	refuses(&t, ONE("count(contact_phone)", "FROM party"), SAY_GAUGE_SECRET);
	refuses(&t, ONE("count(*)", "FROM party WHERE contact_phone = 'x'"), SAY_GAUGE_SECRET);
	refuses(&t, ONE("count(*)", "FROM party GROUP BY contact_name"), SAY_GAUGE_SECRET);
	refuses(&t, ONE("1", "FROM party ORDER BY contact_email"), SAY_GAUGE_SECRET);
	refuses(&t,
		ONE("count(*)", "FROM party a JOIN party b ON a.contact_phone = b.contact_phone"),
		SAY_GAUGE_SECRET);
	refuses(&t, ONE("count(*)", "FROM (SELECT * FROM party)"), SAY_GAUGE_SECRET);
	refuses(&t, ONE("count(*)", "FROM party a JOIN party b USING (contact_phone)"),
		SAY_GAUGE_SECRET);
	refuses(&t, ONE("count(*)", "FROM party a NATURAL JOIN party b"), SAY_GAUGE_NATURAL);
	refuses(&t, ONE("count(*)", "FROM party a JOIN party b USING (name, [Contact_Phone])"),
		SAY_GAUGE_SECRET);
	refuses(&t, ONE("count(\"CONTACT_PHONE\")", "FROM Party"), SAY_GAUGE_SECRET);
	gaugetest_close(&t);
}

TEST(a_name_borrowed_from_a_type_opens_nothing)
{
	struct gaugetest t = gaugetest_open();

	refuses(&t, "WITH asset AS (SELECT name FROM main.party) " ONE("count(*)", "FROM asset"),
		SAY_GAUGE_TABLE);
	refuses(&t,
		"WITH asset AS (SELECT contact_phone FROM party) " ONE("count(*)", "FROM asset"),
		SAY_GAUGE_SECRET);
	refuses(&t, ONE("count(*)", "FROM (SELECT name FROM 'MAIN'.party) AS party"),
		SAY_GAUGE_TABLE);
	refuses(&t, ONE("count(*)", "FROM [main]/**/.\"party\""), SAY_GAUGE_TABLE);
	refuses(&t, ONE("count(*)", "FROM temp.party"), SAY_GAUGE_TABLE);
	refuses(&t, ONE("count(*)", "FROM `main` . party"), SAY_GAUGE_TABLE);
	/* a quote in a remark hides nothing */
	refuses(&t, ONE("count(*)", "-- '\n FROM main.party -- '\n"), SAY_GAUGE_TABLE);
	refuses(&t,
		ONE("count(*)",
		    "/* \" */ FROM party a JOIN party b USING (contact_phone) /* \" */"),
		SAY_GAUGE_SECRET);
	gaugetest_close(&t);
}

TEST(tables_of_the_engine_and_of_sqlite_are_closed)
{
	struct gaugetest t = gaugetest_open();

	gaugetest_sql(&t, "CREATE TABLE version(body TEXT)");
	refuses(&t, ONE("count(body)", "FROM version"), SAY_GAUGE_TABLE);
	refuses(&t, ONE("count(*)", "FROM version"), SAY_GAUGE_TABLE);
	refuses(&t, ONE("count(*)", "FROM sqlite_master"), SAY_GAUGE_TABLE);
	refuses(&t, ONE("count(*)", "FROM sqlite_temp_master"), SAY_GAUGE_TABLE);
	refuses(&t, ONE("count(*)", "FROM pragma_table_info('party')"), SAY_GAUGE_NOT_SELECT);
	refuses(&t, ONE("count(*)", "FROM json_each('[1]')"), SAY_GAUGE_NOT_SELECT);
	refuses(&t, ONE("count(*)", "FROM asset_now"), SAY_GAUGE_TABLE);
	gaugetest_close(&t);
}

TEST(the_clock_and_chance_are_closed)
{
	struct gaugetest t = gaugetest_open();

	refuses(&t, ONE("random()", ""), SAY_GAUGE_FUNCTION);
	refuses(&t, ONE("julianday('now')", ""), SAY_GAUGE_FUNCTION);
	refuses(&t, ONE("strftime('%s')", ""), SAY_GAUGE_FUNCTION);
	refuses(&t, ONE("CURRENT_TIMESTAMP", ""), SAY_GAUGE_FUNCTION);
	refuses(&t, ONE("length(randomblob(9))", ""), SAY_GAUGE_FUNCTION);
	refuses(&t, ONE("load_extension('x')", ""), SAY_GAUGE_FUNCTION);
	refuses(&t, ONE("changes()", ""), SAY_GAUGE_FUNCTION);
	gaugetest_close(&t);
}

TEST(nothing_but_one_select)
{
	struct gaugetest t = gaugetest_open();

	refuses(&t, "DELETE FROM sighting", SAY_GAUGE_NOT_SELECT);
	refuses(&t, "INSERT INTO sighting DEFAULT VALUES", SAY_GAUGE_NOT_SELECT);
	refuses(&t, "CREATE TABLE x(y)", SAY_GAUGE_NOT_SELECT);
	refuses(&t, "ATTACH '/tmp/x' AS y", SAY_GAUGE_NOT_SELECT);
	refuses(&t, "PRAGMA user_version", SAY_GAUGE_NOT_SELECT);
	refuses(&t, "BEGIN", SAY_GAUGE_NOT_SELECT);
	refuses(&t, ONE("1", "") "; SELECT 2", SAY_GAUGE_ONE_SELECT);
	refuses(&t, "", SAY_GAUGE_ONE_SELECT);
	refuses(&t,
		"WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) " ONE("count(*)",
										       "FROM r"),
		SAY_GAUGE_RECURSIVE);
	refuses(&t,
		"WITH r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) " ONE("count(*)", "FROM r"),
		SAY_GAUGE_TABLE); /* recursion without the word */
	refuses(&t, "SELECT 1", SAY_GAUGE_COLUMNS);
	refuses(&t, "SELECT garbage", SAY_GAUGE_SQL);
	refuses(&t, ONE(":other", ""), SAY_GAUGE_PARAMETER);
	refuses(&t, ONE("?", ""), SAY_GAUGE_PARAMETER);
	refuses(&t, ONE("'text'", ""), SAY_GAUGE_FIGURE);
	refuses(&t, ONE("1e308 * 10", ""), SAY_GAUGE_FIGURE);
	gaugetest_close(&t);
}

TEST(a_join_without_end_is_stopped)
{
	struct gaugetest t = gaugetest_open();
	struct why why = { 0 };

	for (int i = 0; i < 300; i++) {
		char sql[160];

		snprintf(sql, sizeof sql,
			 "INSERT INTO main.party(leaf,rec,ver,recorded_from,name) "
			 "VALUES(%d,x'%04x',1,1,'n')",
			 i + 1, (unsigned)i);
		gaugetest_sql(&t, sql);
	}
	t.run.steps = 2000000;
	assert_int_equal(run_sql(&t, ONE("sum(a.ver)", "FROM party a, party b, party c"), &why),
			 ERR_LIMIT);
	assert_int_equal(why.id, SAY_GAUGE_STEPS);
	allows(&t, ONE("count(*)", "FROM party")); /* the connection is as before */
	gaugetest_sql(&t, "CREATE TABLE free(x)");
	gaugetest_close(&t);
}

TEST(a_measure_that_is_zero_without_data_is_refused)
{
	struct gaugetest t = gaugetest_open();
	struct measure m = { .id = STR("T"), .sql = STR(ONE("count(*)", "FROM party")) };
	struct why why = { 0 };

	assert_int_equal(gauge_check(t.p, &m, &why), ERR_SYNTAX);
	assert_int_equal(why.id, SAY_GAUGE_EMPTY_VALUE);
	m.sql = STR(ONE("nullif(count(*), 0)", "FROM party"));
	assert_ok(gauge_check(t.p, &m, &why));
	gaugetest_close(&t);
}

TESTS("gauge/subset", CASE(records_aggregates_and_lists_may_be_read),
      CASE(sealed_fields_stay_closed_in_every_position),
      CASE(a_name_borrowed_from_a_type_opens_nothing),
      CASE(tables_of_the_engine_and_of_sqlite_are_closed), CASE(the_clock_and_chance_are_closed),
      CASE(nothing_but_one_select), CASE(a_join_without_end_is_stopped),
      CASE(a_measure_that_is_zero_without_data_is_refused))
