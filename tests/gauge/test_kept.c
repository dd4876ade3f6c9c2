/* SPDX-License-Identifier: Apache-2.0 */
/* Results that are kept: as they were, with what they stood on; trends; and asking as of then. */
#include "packed_node.h"

#include "gauge/every.h"
#include "gauge/kept.h"
#include "gauge/owed.h"
#include "gauge/result.h"
#include "store/query.h"
#include "wire/json.h"

#define DAY(n) ((struct instant){ (20000 + (n)) * US_PER_DAY })

static struct gauge_result *run_all(struct packed_node *d, uint64_t as_of, struct instant at,
				    unsigned threads, size_t *n)
{
	struct every x = { .node = d->node, .as_of = as_of, .at = at, .threads = threads };
	const struct measure *m = pack_measures(d->pack, n);
	const struct measure **list = arena_array(d->a, const struct measure *, *n);
	struct gauge_result *out;
	struct why why = { 0 };

	for (size_t i = 0; i < *n; i++)
		list[i] = &m[i];
	must(every_run(&x, list, *n, d->a, &out, &why), &why);
	return out;
}

static const struct gauge_result *of(const struct gauge_result *all, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].measure->id, str_of(id)))
			return &all[i];
	fail_msg("no %s", id);
	return NULL;
}

/* Keeps all results, as `measure --run` does. */
static void keep(struct packed_node *d, struct instant at)
{
	struct batch *b = batch_open(STR("test"), STR("test"));
	struct batch_result result;
	struct door *door;
	struct why why = { 0 };
	size_t n;
	struct gauge_result *all = run_all(d, 0, at, 1, &n);

	for (size_t i = 0; i < n; i++)
		kept_add(b, &all[i], at, node_pack_hash(d->node));
	must(door_open(d->node, &door, &why), &why);
	must(door_commit(door, b, d->a, &result, &why), &why);
	if (result.refusal_count)
		why_print(&result.refusals[0].why, stdout);
	assert_int_equal(result.refused, 0);
	assert_true(result.tallied >= n);
	door_close(door);
	batch_close(b);
}

static int64_t count(struct packed_node *d, const char *sql)
{
	int64_t n = -1;
	struct why why = { 0 };

	must(reader_begin(d->reader, 0, &why), &why);
	must(query_one(reader_db(d->reader), sql, &n, &why), &why);
	reader_end(d->reader);
	return n;
}

static void put_assets(struct packed_node *d)
{
	packed_node_put(d, "party",
			"{\"registration_no\":\"P1\",\"name\":\"P\",\"kind\":\"firm\"}");
	packed_node_put(d, "asset", "{\"name\":\"A1\",\"kind\":\"system\"}");
	packed_node_put(d, "asset", "{\"name\":\"A2\",\"kind\":\"system\",\"responsible\":\"P1\"}");
}

TEST(every_result_is_kept_with_what_it_stood_on)
{
	struct packed_node d = packed_node_up();
	size_t n;

	put_assets(&d);
	pack_measures(d.pack, &n);
	keep(&d, DAY(1));
	/* A total each, also of what has no data; and the classes of what has. */
	assert_int_equal(count(&d, "SELECT count(DISTINCT measure) FROM measure_result"), n);
	assert_int_equal(count(&d, "SELECT value FROM measure_result WHERE measure = 'M081' AND "
				   "area IS NULL AND dim IS NULL"),
			 50);
	assert_int_equal(count(&d, "SELECT count(*) FROM measure_result WHERE measure = 'M081' "
				   "AND dim = 'system' AND num = 1 AND den = 2 AND n = 2 AND "
				   "state = 'no-target' AND length(sql_sha256) = 64 AND "
				   "length(pack_sha256) = 64 AND position > 3 AND "
				   "freshness IS NOT NULL AND article = '14'"),
			 1);
	assert_int_equal(count(&d, "SELECT count(*) FROM measure_result WHERE measure = 'M079' "
				   "AND state = 'no-data' AND value IS NULL"),
			 1);
	packed_node_down(&d);
}

TEST(the_same_time_again_replaces_and_another_adds)
{
	struct packed_node d = packed_node_up();
	int64_t rows;

	put_assets(&d);
	keep(&d, DAY(1));
	rows = count(&d, "SELECT count(*) FROM measure_result");
	keep(&d, DAY(1));
	assert_int_equal(count(&d, "SELECT count(*) FROM measure_result"), rows);
	keep(&d, DAY(2));
	assert_int_equal(count(&d, "SELECT count(*) FROM measure_result"), 2 * rows);
	packed_node_down(&d);
}

TEST(a_trend_is_what_was_kept_and_a_changed_select_is_not_comparable)
{
	struct packed_node d = packed_node_up();
	struct measure *m = (struct measure *)pack_measure(d.pack, STR("M081"));
	struct kept_point *p;
	struct instant last;
	struct why why = { 0 };
	size_t n;

	put_assets(&d);
	keep(&d, DAY(1));
	packed_node_put(&d, "asset",
			"{\"name\":\"A1\",\"kind\":\"system\",\"responsible\":\"P1\"}");
	keep(&d, DAY(2));
	must(kept_series(d.reader, m, STR(""), 10, d.a, &p, &n, &why), &why);
	assert_int_equal(n, 2);
	assert_true(p[0].at.us == DAY(1).us && p[0].value == 50 && p[1].value == 100);
	assert_ptr_equal(kept_before(p, n, DAY(3)), &p[1]);
	assert_ptr_equal(kept_before(p, n, DAY(2)), &p[0]);
	assert_null(kept_before(p, n, DAY(1)));
	must(kept_series(d.reader, m, STR(""), 1, d.a, &p, &n, &why), &why);
	assert_true(n == 1 && p[0].value == 100);
	must(kept_last(d.reader, &last, &why), &why);
	assert_true(last.us > 0);
	m->sql_hash.b[0] ^= 1;
	must(kept_series(d.reader, m, STR(""), 10, d.a, &p, &n, &why), &why);
	assert_true(n == 2 && !p[0].same_sql);
	assert_null(kept_before(p, n, DAY(3)));
	packed_node_down(&d);
}

TEST(several_threads_say_what_one_says)
{
	struct packed_node d = packed_node_up();
	size_t n;
	struct gauge_result *one, *four;

	put_assets(&d);
	one = run_all(&d, 0, DAY(1), 1, &n);
	four = run_all(&d, 0, DAY(1), 4, &n);
	for (size_t i = 0; i < n; i++) {
		struct buf a = { 0 }, b = { 0 };

		gauge_csv(&one[i], &a);
		gauge_csv(&four[i], &b);
		assert_true(str_eq(buf_str(&a), buf_str(&b)));
		buf_fini(&a);
		buf_fini(&b);
	}
	packed_node_down(&d);
}

TEST(as_of_a_recorded_time_is_as_of_the_leaves_recorded_by_then)
{
	struct packed_node d = packed_node_up();
	struct gauge_result *before, *now;
	struct instant then;
	uint64_t leaves;
	size_t n;

	packed_node_put(&d, "asset", "{\"name\":\"A1\",\"kind\":\"system\"}");
	leaves = reader_leaves(d.reader, &then);
	packed_node_put(&d, "asset", "{\"name\":\"A2\",\"kind\":\"system\"}");
	assert_int_equal(reader_leaves_at(d.reader, then), leaves);
	assert_int_equal(reader_leaves_at(d.reader, (struct instant){ then.us - 1 }), leaves - 1);
	assert_int_equal(reader_leaves_at(d.reader, (struct instant){ 1 }), 0);
	assert_int_equal(reader_leaves_at(d.reader, (struct instant){ INT64_MAX }), leaves + 1);
	assert_true(reader_recorded(d.reader, leaves).us == then.us);
	before = run_all(&d, leaves, DAY(1), 2, &n);
	now = run_all(&d, 0, DAY(1), 2, &n);
	assert_true(of(before, n, "M081")->total.den == 1);
	assert_true(of(now, n, "M081")->total.den == 2);
	packed_node_down(&d);
}

/* ---- rows ---- */

static struct gauge_result areas(struct gauge_row *rows, size_t n, const struct measure *m)
{
	return (struct gauge_result){
		.measure = m, .rows = rows, .row_count = n, .has_value = true, .total = rows[0]
	};
}

TEST(rows_of_an_area_and_of_a_level_are_found_by_their_codes)
{
	const struct measure m = { .id = STR("M1"), .direction = STR("up"), .target = STR("60") };
	struct gauge_row rows[] = {
		{ .has_value = true, .value = 50 },
		{ .area = STR("130000"), .has_value = true, .value = 70 },
		{ .area = STR("130100"), .has_value = true, .value = 10 },
		{ .area = STR("130102"), .has_value = true, .value = 20 },
		{ .area = STR("110000"), .has_value = true, .value = 30 },
		{ .area = STR("130000"), .dim = STR("x"), .has_value = true, .value = 90 },
	};
	struct gauge_row copy[6];
	struct gauge_result g;

	memcpy(copy, rows, sizeof rows);
	g = areas(copy, 6, &m);
	gauge_filter(&(struct gauge_filter){ .area = STR("130000") }, &g);
	assert_int_equal(g.row_count, 2);
	assert_true(g.total.value == 70 && g.state == GAUGE_MET && g.gap == -10);
	memcpy(copy, rows, sizeof rows);
	g = areas(copy, 6, &m);
	gauge_filter(&(struct gauge_filter){ .level = GAUGE_PROVINCE }, &g);
	assert_int_equal(g.row_count, 3);
	memcpy(copy, rows, sizeof rows);
	g = areas(copy, 6, &m);
	gauge_filter(&(struct gauge_filter){ STR("130000"), GAUGE_CITY }, &g);
	assert_true(g.row_count == 1 && g.rows[0].value == 10);
	memcpy(copy, rows, sizeof rows);
	g = areas(copy, 6, &m);
	gauge_filter(&(struct gauge_filter){ STR("110000"), GAUGE_COUNTY }, &g);
	assert_true(g.row_count == 0 && g.state == GAUGE_NO_DATA);
}

TEST(what_is_late_counts_once_a_return_and_debtor)
{
	const struct measure m1 = { .id = STR("M1") }, m2 = { .id = STR("M2") };
	struct gauge_result results[] = { { .measure = &m1 }, { .measure = &m2 } };
	const struct gauge_article a = { .results = results, .count = 2 };
	const struct gauge_owed owed[] = {
		{ STR("M1"), STR("r1"), STR("A"), 3 }, { STR("M2"), STR("r1"), STR("A"), 3 },
		{ STR("M1"), STR("r1"), STR("B"), 1 }, { STR("M1"), STR("r2"), STR("A"), 0 },
		{ STR("M9"), STR("r3"), STR("A"), 9 },
	};
	const struct gauge_owed_list list = { owed, 5 }, none = { 0 };

	assert_int_equal(gauge_owed_late(&list, &a), 2);
	assert_int_equal(gauge_owed_late(&none, &a), 0);
}

TESTS("gauge/kept", CASE(every_result_is_kept_with_what_it_stood_on),
      CASE(the_same_time_again_replaces_and_another_adds),
      CASE(a_trend_is_what_was_kept_and_a_changed_select_is_not_comparable),
      CASE(several_threads_say_what_one_says),
      CASE(as_of_a_recorded_time_is_as_of_the_leaves_recorded_by_then),
      CASE(rows_of_an_area_and_of_a_level_are_found_by_their_codes),
      CASE(what_is_late_counts_once_a_return_and_debtor))
