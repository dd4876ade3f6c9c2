/* SPDX-License-Identifier: Apache-2.0 */
/* A real node: made from the frozen pack, thawed, measured through a reader. */
#include "gaugetest.h"

#include "packed_node.h"

#define NOW_US (100 * US_PER_DAY)

static struct gauge_article article(struct packed_node *d, const char *number)
{
	struct gauge_article g;
	struct why why = { 0 };

	must(reader_begin(d->reader, 0, &why), &why);
	must(gauge_article(d->reader, d->pack, pack_article(d->pack, str_of(number)),
			   (struct instant){ NOW_US }, d->a, &g, &why),
	     &why);
	reader_end(d->reader);
	return g;
}

TEST(an_empty_node_has_no_data_for_article_14)
{
	struct packed_node d = packed_node_up();
	struct gauge_article g = article(&d, "14");

	assert_true(g.count > 3);
	assert_str(g.results[0].measure->id, "M078"); /* by id */
	assert_str(g.results[1].measure->id, "M079");
	assert_int_equal(g.in_state[GAUGE_NO_DATA], g.count);
	packed_node_down(&d);
}

TEST(counts_in_the_store_become_a_value)
{
	struct packed_node d = packed_node_up();
	struct gaugetest t = { 0 };
	char path[128], sql[256];
	long long w = NOW_US - US_PER_HOUR;

	snprintf(path, sizeof path, "%s/store/cresset.db", d.path);
	assert_int_equal(sqlite3_open(path, &t.run.db), SQLITE_OK);
	snprintf(
		sql, sizeof sql,
		"INSERT INTO events_read(leaf,recorded,\"window\",kind,family,\"count\",first,last)"
		" VALUES(1,%lld,%lld,'dns','ipv4',250,%lld,%lld)",
		w, w, w, w);
	gaugetest_sql(&t, sql);
	sqlite3_close(t.run.db);
	struct gauge_article g = article(&d, "14");

	assert_int_equal(g.in_state[GAUGE_NO_TARGET], 1);
	assert_true(g.results[0].total.has_value && g.results[0].total.den == 250);
	assert_true(g.results[0].has_fresh && g.results[0].fresh.us == w);
	packed_node_down(&d);
}

TEST(a_broken_measure_costs_only_itself)
{
	struct packed_node d = packed_node_up();
	struct measure *m = (struct measure *)pack_measure(d.pack, STR("M079"));

	m->sql = STR("SELECT nonsense");
	struct gauge_article g = article(&d, "14");

	assert_int_equal(g.in_state[GAUGE_BROKEN], 1);
	assert_int_equal(g.in_state[GAUGE_NO_DATA], g.count - 1);
	assert_int_equal(g.results[1].fault->id, SAY_GAUGE_SQL);
	packed_node_down(&d);
}

static struct gauge_result m081_at(struct packed_node *d, uint64_t leaf)
{
	struct gauge_result g;
	struct why why = { 0 };

	must(reader_begin(d->reader, leaf, &why), &why);
	must(gauge_run(d->reader, pack_measure(d->pack, STR("M081")), (struct instant){ NOW_US },
		       d->a, &g, &why),
	     &why);
	reader_end(d->reader);
	return g;
}

TEST(an_older_position_still_says_what_it_said)
{
	struct packed_node d = packed_node_up();
	struct gauge_result before, after, again;

	packed_node_put(&d, "party",
			"{\"registration_no\":\"P1\",\"name\":\"P\",\"kind\":\"firm\"}");
	packed_node_put(&d, "asset", "{\"name\":\"A1\",\"kind\":\"system\"}");
	before = m081_at(&d, 0);
	assert_true(before.total.num == 0 && before.total.den == 1);
	packed_node_put(&d, "asset",
			"{\"name\":\"A1\",\"kind\":\"system\",\"responsible\":\"P1\"}");
	after = m081_at(&d, 0);
	assert_true(after.total.num == 1 && after.total.den == 1);
	assert_true(after.as_of > before.as_of);
	again = m081_at(&d, before.as_of);
	assert_int_equal(again.as_of, before.as_of);
	assert_true(again.total.num == 0 && again.total.den == 1);
	packed_node_down(&d);
}

TESTS("gauge/node", CASE(an_older_position_still_says_what_it_said),
      CASE(an_empty_node_has_no_data_for_article_14), CASE(counts_in_the_store_become_a_value),
      CASE(a_broken_measure_costs_only_itself))
