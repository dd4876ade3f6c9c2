/* SPDX-License-Identifier: Apache-2.0 */
/* Data in, value out; the empty case; and one changed row that changes the result. */
#include "gaugetest.h"

#define NOW_US (100 * US_PER_DAY)

static struct gauge_result measure(struct gaugetest *t, const char *id)
{
	struct gauge_result g;
	struct why why = { 0 };
	struct buf said = { 0 };

	if (run_measure(&t->run, pack_measure(t->p, str_of(id)), (struct instant){ NOW_US }, t->a,
			&g, &why)) {
		why_text(&why, LANG_EN, &said);
		fail_msg("%s: %s", id, buf_cstr(&said));
	}
	return g;
}

static const struct gauge_row *row_of(const struct gauge_result *g, const char *area,
				      const char *dim)
{
	for (size_t i = 0; i < g->row_count; i++)
		if (str_eq(g->rows[i].area, str_of(area)) && str_eq(g->rows[i].dim, str_of(dim)))
			return &g->rows[i];
	fail_msg("no row %s/%s", area, dim);
	return NULL;
}

static void is_value(const struct gauge_row *row, double value, double num, double den)
{
	assert_true(row->has_value && row->has_num && row->has_den);
	if (row->value < value - 1e-9 || row->value > value + 1e-9)
		fail_msg("value %g, wanted %g", row->value, value);
	assert_true(row->num == num);
	assert_true(row->den == den);
}

/* Hours are given back from NOW. */
static void sight(struct gaugetest *t, int hours, const char *indicator, const char *source,
		  const char *category, const char *area, int count)
{
	char sql[512];
	long long w = NOW_US - hours * US_PER_HOUR;

	snprintf(sql, sizeof sql,
		 "INSERT INTO main.sighting(leaf,recorded,\"window\",kind,indicator,source,"
		 "category,area,\"count\",first,last) VALUES(1,%lld,%lld,'domain','%s','%s','%s',"
		 "'%s',%d,%lld,%lld)",
		 w, w, indicator, source, category, area, count, w, w + 5);
	gaugetest_sql(t, sql);
}

static void seen(struct gaugetest *t, int hours, const char *sensor, const char *area, int count)
{
	char sql[512];
	long long w = NOW_US - hours * US_PER_HOUR;

	snprintf(sql, sizeof sql,
		 "INSERT INTO main.events_read(leaf,recorded,\"window\",kind,family,sensor,area,"
		 "\"count\",first,last) VALUES(1,%lld,%lld,'dns','ipv4','%s','%s',%d,%lld,%lld)",
		 w, w, sensor, area, count, w, w + 7);
	gaugetest_sql(t, sql);
}

static void record(struct gaugetest *t, const char *type, const char *rec, const char *columns,
		   const char *values)
{
	static int leaf;
	char sql[512];

	leaf++;
	snprintf(sql, sizeof sql,
		 "INSERT INTO main.\"%s\"(leaf,rec,ver,recorded_from,%s) VALUES(%d,x'%s',1,%d,%s)",
		 type, columns, leaf, rec, leaf, values);
	gaugetest_sql(t, sql);
}

TEST(an_empty_store_is_no_data_and_never_zero)
{
	struct gaugetest t = gaugetest_open();
	size_t n;
	const struct measure *m = pack_measures(t.p, &n);

	assert_true(n >= 3);
	for (size_t i = 0; i < n; i++) {
		struct gauge_result g = measure(&t, str_keep(t.a, m[i].id).p);

		assert_false(g.has_value);
		assert_false(g.has_fresh);
		assert_int_equal(g.state, GAUGE_NO_DATA);
		assert_ok(gauge_check(t.p, &m[i], NULL));
	}
	gaugetest_close(&t);
}

TEST(m078_is_sightings_per_million_events)
{
	struct gaugetest t = gaugetest_open();

	seen(&t, 2, "s1", "130000", 400000);
	seen(&t, 3, "s2", "110000", 100000);
	sight(&t, 2, "evil.example", "f1", "c2", "130000", 30);
	sight(&t, 3, "bad.example", "f1", "phishing", "110000", 20);
	struct gauge_result g = measure(&t, "M078");

	is_value(&g.total, 100, 50, 500000);
	is_value(row_of(&g, "", "c2"), 60, 30, 500000);
	is_value(row_of(&g, "", "phishing"), 40, 20, 500000);
	is_value(row_of(&g, "130000", ""), 75, 30, 400000);
	is_value(row_of(&g, "110000", ""), 200, 20, 100000);
	assert_int_equal(g.total.n, 2);
	sight(&t, 2, "worse.example", "f1", "c2", "130000", 50); /* one more row */
	g = measure(&t, "M078");
	is_value(&g.total, 200, 100, 500000);
	gaugetest_close(&t);
}

TEST(m078_counts_a_hit_that_two_feeds_list_once)
{
	struct gaugetest t = gaugetest_open();

	seen(&t, 2, "s1", "130000", 1000000);
	sight(&t, 2, "evil.example", "f1", "c2", "130000", 30);
	sight(&t, 2, "evil.example", "f2", "malware", "130000", 30);
	struct gauge_result g = measure(&t, "M078");

	is_value(&g.total, 30, 30, 1000000);
	is_value(row_of(&g, "", "c2"), 30, 30, 1000000);
	is_value(row_of(&g, "", "malware"), 30, 30, 1000000);
	gaugetest_close(&t);
}

TEST(m078_looks_back_over_its_period_and_not_ahead)
{
	struct gaugetest t = gaugetest_open();

	seen(&t, 1, "s1", "", 1000);
	seen(&t, 7 * 24 + 1, "s1", "", 777);
	seen(&t, -1, "s1", "", 777);
	sight(&t, 7 * 24 + 1, "old.example", "f", "c2", "", 9);
	sight(&t, -1, "new.example", "f", "c2", "", 9);
	struct gauge_result g = measure(&t, "M078");

	is_value(&g.total, 0, 0, 1000); /* events, no hits: a real zero */
	assert_int_equal(g.state, GAUGE_NO_TARGET);
	gaugetest_close(&t);
}

TEST(m078_without_events_read_is_no_data_even_with_sightings)
{
	struct gaugetest t = gaugetest_open();

	sight(&t, 1, "evil.example", "f", "c2", "", 9);
	assert_false(measure(&t, "M078").has_value);
	gaugetest_close(&t);
}

TEST(m079_is_the_share_of_sensors_heard_of_in_a_day)
{
	struct gaugetest t = gaugetest_open();

	record(&t, "area", "a1", "code,name,level", "'130000','Hebei','province'");
	record(&t, "asset", "01", "name,kind,area", "'s1','sensor',x'a1'");
	record(&t, "asset", "02", "name,kind,area", "'s2','sensor',x'a1'");
	record(&t, "asset", "03", "name,kind", "'s3','sensor'");
	record(&t, "asset", "04", "name,kind", "'mail','system'"); /* no sensor */
	seen(&t, 23, "s1", "", 1);
	seen(&t, 25, "s2", "", 1);
	seen(&t, 2, "mail", "", 1);
	struct gauge_result g = measure(&t, "M079");

	is_value(&g.total, 100.0 / 3, 1, 3);
	is_value(row_of(&g, "130000", ""), 50, 1, 2);
	seen(&t, 1, "s2", "", 1);
	g = measure(&t, "M079");
	is_value(&g.total, 200.0 / 3, 2, 3);
	gaugetest_close(&t);
}

TEST(m079_with_silent_sensors_is_zero_and_with_none_no_data)
{
	struct gaugetest t = gaugetest_open();

	seen(&t, 1, "unregistered", "", 1);
	assert_false(measure(&t, "M079").has_value);
	record(&t, "asset", "01", "name,kind", "'s1','sensor'");
	struct gauge_result g = measure(&t, "M079");

	is_value(&g.total, 0, 0, 1);
	gaugetest_close(&t);
}

TEST(m081_is_the_share_of_assets_with_a_responsible_body)
{
	struct gaugetest t = gaugetest_open();

	record(&t, "party", "b1", "registration_no,name,kind", "'91','Utility','firm'");
	record(&t, "area", "a1", "code,name,level", "'130000','Hebei','province'");
	record(&t, "asset", "01", "name,kind,responsible,area", "'mail','system',x'b1',x'a1'");
	record(&t, "asset", "02", "name,kind,responsible", "'web','site',x'b9'"); /* struck off */
	record(&t, "asset", "03", "name,kind", "'pool','subscriber-pool'");
	record(&t, "asset", "04", "name,kind", "'tap','sensor'");
	struct gauge_result g = measure(&t, "M081");

	is_value(&g.total, 50, 1, 2);
	is_value(row_of(&g, "130000", ""), 100, 1, 1);
	is_value(row_of(&g, "", "site"), 0, 0, 1);
	record(&t, "party", "b9", "registration_no,name,kind", "'92','Other','firm'");
	g = measure(&t, "M081");
	is_value(&g.total, 100, 2, 2);
	gaugetest_close(&t);
}

TEST(m081_leaves_out_what_has_ended_or_not_begun)
{
	struct gaugetest t = gaugetest_open();

	record(&t, "asset", "01", "name,kind,valid_to", "'old','system',1");
	record(&t, "asset", "02", "name,kind,valid_from", "'new','system',99999999999999");
	assert_false(measure(&t, "M081").has_value);
	record(&t, "asset", "03", "name,kind,valid_from", "'now','system',1");
	struct gauge_result g = measure(&t, "M081");

	is_value(&g.total, 0, 0, 1);
	gaugetest_close(&t);
}

TEST(freshness_is_the_newest_time_among_what_is_read)
{
	struct gaugetest t = gaugetest_open();

	seen(&t, 9, "s1", "", 10);
	struct gauge_result g = measure(&t, "M078");

	assert_true(g.has_fresh);
	assert_true(g.fresh.us == NOW_US - 9 * US_PER_HOUR + 7);
	sight(&t, 4, "evil.example", "f", "c2", "", 1);
	assert_true(measure(&t, "M078").fresh.us == NOW_US - 4 * US_PER_HOUR + 5);
	assert_false(measure(&t, "M081").has_fresh);
	gaugetest_close(&t);
}

TEST(values_for_people_name_their_unit)
{
	struct gaugetest t = gaugetest_open();
	struct buf out = { 0 };

	record(&t, "asset", "01", "name,kind", "'s1','sensor'");
	record(&t, "asset", "02", "name,kind", "'s2','sensor'");
	record(&t, "asset", "03", "name,kind", "'s3','sensor'");
	seen(&t, 1, "s1", "", 1);
	struct gauge_result g = measure(&t, "M079");

	gauge_value_text(t.p, &g, LANG_EN, &out);
	assert_str(buf_str(&out), "33.33 %");
	buf_clear(&out);
	g = measure(&t, "M081");
	gauge_value_text(t.p, &g, LANG_ZH, &out);
	assert_str(buf_str(&out), "暂无数据");
	buf_fini(&out);
	gaugetest_close(&t);
}

TEST(a_target_makes_met_and_missed_with_a_gap)
{
	struct gaugetest t = gaugetest_open();
	struct measure m = *pack_measure(t.p, STR("M079"));
	struct gauge_result g;

	m.target = STR("40");
	record(&t, "asset", "01", "name,kind", "'s1','sensor'");
	record(&t, "asset", "02", "name,kind", "'s2','sensor'");
	assert_ok(run_measure(&t.run, &m, (struct instant){ NOW_US }, t.a, &g, NULL));
	assert_int_equal(g.state, GAUGE_MISSED);
	assert_true(g.has_gap && g.gap == 40);
	seen(&t, 1, "s1", "", 1);
	assert_ok(run_measure(&t.run, &m, (struct instant){ NOW_US }, t.a, &g, NULL));
	assert_int_equal(g.state, GAUGE_MET);
	m.direction = STR("down");
	assert_ok(run_measure(&t.run, &m, (struct instant){ NOW_US }, t.a, &g, NULL));
	assert_int_equal(g.state, GAUGE_MISSED);
	gaugetest_close(&t);
}

TESTS("gauge/measures", CASE(an_empty_store_is_no_data_and_never_zero),
      CASE(m078_is_sightings_per_million_events), CASE(m078_counts_a_hit_that_two_feeds_list_once),
      CASE(m078_looks_back_over_its_period_and_not_ahead),
      CASE(m078_without_events_read_is_no_data_even_with_sightings),
      CASE(m079_is_the_share_of_sensors_heard_of_in_a_day),
      CASE(m079_with_silent_sensors_is_zero_and_with_none_no_data),
      CASE(m081_is_the_share_of_assets_with_a_responsible_body),
      CASE(m081_leaves_out_what_has_ended_or_not_begun),
      CASE(freshness_is_the_newest_time_among_what_is_read),
      CASE(values_for_people_name_their_unit), CASE(a_target_makes_met_and_missed_with_a_gap))
