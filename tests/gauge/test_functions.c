/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL functions of measures: called as a measure calls them, on tables of values. */
#include "test.h"

#include "gauge/functions.h"

#include <math.h>
#include <sqlite3.h>

static sqlite3 *open_db(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	gauge_functions(db);
	return db;
}

/* The one value of a SELECT; *null says that it is NULL. */
static double value_of(sqlite3 *db, const char *sql, bool *null)
{
	sqlite3_stmt *s;
	double v;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW)
		fail_msg("%s: %s", sqlite3_errmsg(db), sql);
	v = sqlite3_column_double(s, 0);
	*null = sqlite3_column_type(s, 0) == SQLITE_NULL;
	sqlite3_finalize(s);
	return v;
}

static void is(sqlite3 *db, const char *sql, double want)
{
	bool null;
	double v = value_of(db, sql, &null);

	if (null || !(fabs(v - want) <= 1e-9 * fabs(want)))
		fail_msg("%s: got %s%.12g, wanted %.12g", sql, null ? "NULL " : "", v, want);
}

static void is_null(sqlite3 *db, const char *sql)
{
	bool null;
	double v = value_of(db, sql, &null);

	if (!null)
		fail_msg("%s: got %g, wanted NULL", sql, v);
}

static void fails(sqlite3 *db, const char *sql, const char *word)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW || rc == SQLITE_DONE || !strstr(sqlite3_errmsg(db), word))
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_finalize(s);
}

#define TEN "(VALUES (22261),(541),(1463),(2445),(3438),(NULL),(4437),(5401),(6392),(8304),(11904))"
#define PLACES "(VALUES (95, 500000),(60, 300000),(20, 150000),(5, 50000),(NULL, 7),(7, NULL))"

TEST(published_values_come_out_of_sql)
{
	sqlite3 *db = open_db();

	is(db, "SELECT gini(column1) FROM " TEN, 0.4620911303);
	is(db, "SELECT theil_t(column1) FROM " TEN, 0.3623412423);
	is(db, "SELECT theil_l(column1) FROM " TEN, 0.4335946495);
	is(db, "SELECT gini(column1, column2) FROM " PLACES, 0.2307272727);
	is(db, "SELECT theil_t(column1, column2) FROM " PLACES, 0.1243874201);
	is(db, "SELECT wavg(column1, column2) FROM " PLACES, 68.75);
	is(db, "SELECT geomean_w(column1, column2) FROM (VALUES (4, 1), (16, 1), (NULL, 1))", 8);
	is(db, "SELECT hhi(column1) FROM (VALUES (30), (30), (20), (20))", 2600);
	is(db, "SELECT wilson_lo(8, 10)", .4901624715);
	is(db, "SELECT wilson_lo(80, 100)", .7111708344);
	is(db, "SELECT wilson_lo(1, 1)", .2065493144);
	is(db, "SELECT wilson_hi(0, 1)", 1 - .2065493144);
	is(db, "SELECT pctl(column1, 95) FROM (VALUES (40),(10),(30),(NULL),(20))", 38.5);
	is(db, "SELECT pctl(column1, 0.95) FROM (VALUES (40),(10),(30),(20))", 38.5);
	is(db, "SELECT pctl(column1, 100) FROM (VALUES (40),(10),(30),(20))", 40);
	is(db,
	   "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 8640)"
	   " SELECT p95_billing(i) FROM s",
	   8208);
	sqlite3_close(db);
}

TEST(no_data_is_null_and_never_zero)
{
	static const char *const calls[] = { "gini(v)",
					     "gini(v, v)",
					     "theil_t(v)",
					     "theil_l(v)",
					     "hhi(v)",
					     "wavg(v, v)",
					     "geomean_w(v, v)",
					     "pctl(v, 50)",
					     "p95_billing(v)",
					     "chain_index(v, v, v)",
					     "chain_index(v, v, v, v)" };
	sqlite3 *db = open_db();
	char sql[128];

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		snprintf(sql, sizeof sql, "SELECT %s FROM (SELECT 1 AS v) WHERE v = 2", calls[i]);
		is_null(db, sql);
		snprintf(sql, sizeof sql, "SELECT %s FROM (SELECT NULL AS v)", calls[i]);
		is_null(db, sql);
	}
	is_null(db, "SELECT wilson_lo(0, 0)");
	is_null(db, "SELECT wilson_hi(NULL, 3)");
	is_null(db, "SELECT wilson_hi(3, NULL)");
	sqlite3_close(db);
}

TEST(each_group_has_its_own_figure)
{
	sqlite3 *db = open_db();

	is(db,
	   "SELECT group_concat(g) = '2500.0,10000.0' FROM (SELECT hhi(b) AS g FROM"
	   " (SELECT column1 AS a, column2 AS b FROM (VALUES ('x',1),('y',8),('x',1),('x',1),"
	   "('x',1))) GROUP BY a ORDER BY a)",
	   1);
	sqlite3_close(db);
}

TEST(what_cannot_be_meant_is_an_error_with_a_sentence)
{
	sqlite3 *db = open_db();

	fails(db, "SELECT gini('many')", "gini() takes numbers");
	fails(db, "SELECT gini(1e999)", "infinity");
	fails(db, "SELECT theil_t(-1)", "negative");
	fails(db, "SELECT wavg(1, -1)", "negative");
	fails(db, "SELECT theil_l(column1) FROM (VALUES (1),(0))", "theil_t()");
	fails(db, "SELECT pctl(5, 101)", "0 to 100");
	fails(db, "SELECT pctl(5, -3)", "0 to 100");
	fails(db, "SELECT pctl(5, 1)", "either");
	fails(db, "SELECT pctl(5, column1) FROM (VALUES (50),(60))", "same in every row");
	fails(db, "SELECT wilson_lo(3, 2)", "k of n");
	fails(db, "SELECT wilson_hi(-1, 2)", "k of n");
	fails(db, "SELECT wavg(column1, column1) FROM (VALUES (1e200),(1e300))", "too large");
	fails(db, "SELECT chain_index(1, 1, 0)", "above zero");
	fails(db, "SELECT chain_index(1.5, 1, 2)", "whole number");
	fails(db, "SELECT chain_index(1, 1, 'dear')", "numbers");
	fails(db, "SELECT chain_index(1, 1, 2, -2)", "negative");
	sqlite3_close(db);
}

#define TARIFFS \
	"(VALUES ('2024','b',18,1),('2022','a',100,75),('2022','b',25,25),('2023','a',80,NULL)," \
	"('2023','b',20,40),('2023','c',50,60),('2024','c',45,9),('2024','d',1,1),('2024','e'," \
	"NULL,1))"

TEST(a_price_index_runs_in_the_order_of_time_not_of_rows)
{
	sqlite3 *db = open_db();

	is(db, "SELECT chain_index(column1, column2, column3) FROM " TARIFFS, 72);
	is(db, "SELECT chain_index(column1, column2, column3, column4) FROM " TARIFFS, 72);
	is(db, "SELECT chain_index(p, 1, v) FROM (SELECT -5 AS p, 10 AS v UNION SELECT 300, 15)",
	   150);
	is(db, "SELECT chain_index(1, 'a', 5)", 100);
	is_null(db, "SELECT chain_index(p, p, 5) FROM (SELECT 1 AS p UNION SELECT 2)");
	/* a period and an item that are not said say nothing */
	is(db,
	   "SELECT chain_index(column1, column2, column3) FROM (VALUES (1,1,10),(2,1,11),"
	   "(NULL,1,3),(3,NULL,3))",
	   110);
	sqlite3_close(db);
}

TEST(the_order_of_rows_changes_no_bit)
{
	sqlite3 *db = open_db();
	static const char *const calls[] = { "gini(v, w)", "theil_t(v, w)", "wavg(v, w)",
					     "geomean_w(v, w)", "chain_index(w, v || '', v)" };
	char sql[512];

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		snprintf(sql, sizeof sql,
			 "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < "
			 "999),"
			 " t(v, w) AS (SELECT i * 7919 %% 997 / 7.0 + 1, i %% 5 FROM s)"
			 " SELECT (SELECT %s FROM (SELECT * FROM t ORDER BY v LIMIT 999)) IS"
			 " (SELECT %s FROM (SELECT * FROM t ORDER BY v DESC LIMIT 999))",
			 calls[i], calls[i]);
		is(db, sql, 1);
	}
	sqlite3_close(db);
}

TEST(a_million_rows_are_no_matter)
{
	sqlite3 *db = open_db();

	assert_int_equal(sqlite3_exec(db,
				      "CREATE TABLE t AS WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL"
				      " SELECT i + 1 FROM s WHERE i < 1000000) SELECT i AS v,"
				      " 1 + i % 3 AS w FROM s ORDER BY i * 7919 % 1000003",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	is(db, "SELECT gini(v) FROM t", (1000000. - 1) / (3 * 1000000.)); /* of 1..n: (n-1)/3n */
	is(db, "SELECT pctl(v, 50) FROM t", 500000.5);
	is(db, "SELECT wavg(v, 1) FROM t", 500000.5);
	is(db, "SELECT p95_billing(v) FROM t", 950000);
	is(db, "SELECT chain_index(w, v / 3, 5) FROM t", 100);
	sqlite3_close(db);
}

TESTS("gauge/functions", CASE(published_values_come_out_of_sql),
      CASE(no_data_is_null_and_never_zero), CASE(each_group_has_its_own_figure),
      CASE(what_cannot_be_meant_is_an_error_with_a_sentence),
      CASE(a_price_index_runs_in_the_order_of_time_not_of_rows),
      CASE(the_order_of_rows_changes_no_bit), CASE(a_million_rows_are_no_matter))
