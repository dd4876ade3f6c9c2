/* SPDX-License-Identifier: Apache-2.0 */
/* test_situation_sums.c - the sums kept beside the sightings say what reading every sighting says. */
#include "test.h"

#include "base/rand.h"
#define NODE_PACK "core" /* sums are of sightings; measures would only take time */
#include "serve/a_node.h"
#include "serve/situation.h"
#include "store/doctor.h"

#include <sqlite3.h>

static int up(void **state)
{
	return node_up() ? 0 : -1;
}

static int down(void **state)
{
	return node_down();
}

static struct str situation(struct arena *a, bool scan)
{
	struct situation_source from = { .node = node, .pack = pack, .at = clock_now() };
	struct reader *r = NULL;
	struct situation s;
	struct buf out = { 0 };
	struct str text;

	from.scan = scan;
	ok(reader_open(node, &r, &why));
	ok(reader_begin(r, 0, &why));
	ok(situation_load(r, &from, a, &s, &why));
	s.store_bytes = 0; /* of the disk, not of the sums */
	situation_json(&s, LANG_EN, &out);
	text = str_keep(a, buf_str(&out));
	buf_fini(&out);
	reader_end(r);
	reader_close(r);
	return text;
}

static void check_same(void)
{
	struct arena *a = arena_open();
	struct str sums = situation(a, false), scan = situation(a, true);

	if (!str_eq(sums, scan))
		fail_msg("sums: %.*s\nscan: %.*s", STR_FMT(sums), STR_FMT(scan));
	arena_close(a);
}

static unsigned faults;

static void on_fault(void *ctx, const struct why *w)
{
	faults++;
}

static unsigned check_store(void)
{
	struct store_report r;

	faults = 0;
	ok(store_check(node, on_fault, NULL, &r, &why));
	assert_int_equal(r.faults, faults);
	return faults;
}

/* Few parties and few indicators, so that ties, repeats and new worst ones meet all the time. */
static void random_rows(struct batch *b, struct prng *r, bool negative)
{
	static const char *const parties[] = { "", "P1", "P2", "P3", "Nobody", "P\xC3\xA9" };
	static const char *const categories[] = { "c2", "malware", "phishing", "scanner",
						  "other-technical" };
	static const char *const indicators[] = { "a.example", "b.example", "c.example",
						  "d.example", "e.example" };

	for (uint64_t n = 1 + prng_below(r, 40); n; n--) {
		int count = 1 + (int)prng_below(r, 3);

		if (negative && prng_below(r, 4) == 0)
			count = -count;
		tally(b, (int)prng_below(r, HOURS), indicators[prng_below(r, 5)],
		      categories[prng_below(r, 5)], parties[prng_below(r, 6)], count);
	}
}

TEST(sums_equal_the_scan_after_every_batch)
{
	struct prng r = prng_of(21);

	check_same();
	for (int i = 0; i < 60; i++) {
		struct batch *b = begin();

		random_rows(b, &r, false);
		if (i % 5 == 0)
			batch_tally(b, STR("events_read"),
				    STR("{\"area\":\"130100\",\"count\":7,\"family\":\"ipv4\","
					"\"first\":\"2026-11-18T01:00:00Z\",\"kind\":\"dns\","
					"\"last\":\"2026-11-18T01:59:00Z\",\"sensor\":\"s1\","
					"\"untimed\":0,\"window\":\"2026-11-18T01:00:00Z\"}"));
		commit(b);
		check_same();
	}
	assert_int_equal(check_store(), 0);
}

TEST(counts_that_go_down_are_followed_too)
{
	struct prng r = prng_of(22);

	for (int i = 0; i < 30; i++) {
		struct batch *b = begin();

		random_rows(b, &r, true);
		commit(b);
		check_same();
	}
	assert_int_equal(check_store(), 0);
}

TEST(a_refused_row_and_a_refused_batch_leave_the_sums_alone)
{
	struct batch *b = begin();
	struct batch_result result;

	tally(b, 1, "a.example", "c2", "P1", 1);
	tally(b, 1, "b.example", "no-such", "P1", 50);
	ok(writer_commit(writer, b, arena, &result, &why));
	assert_int_equal(result.refused, 1);
	batch_close(b);
	check_same();
	b = begin();
	tally(b, 1, "a.example", "c2", "P1", 9);
	batch_file(b, STR("sets/nowhere.set"), (struct sha256){ { 1 } });
	assert_true(writer_commit(writer, b, arena, &result, &why) != ERR_OK);
	batch_close(b);
	check_same();
	b = begin(); /* what the failed one had gathered is not in the next */
	tally(b, 2, "a.example", "c2", "P2", 1);
	commit(b);
	check_same();
	assert_int_equal(check_store(), 0);
}

/* The store as another program might leave it; the writer is stopped meanwhile. */
static void edit(const char *sql)
{
	char path[128];
	sqlite3 *db;

	writer_stop(writer);
	writer = NULL;
	snprintf(path, sizeof path, "%s/store/cresset.db", dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

TEST(doctor_sees_a_sum_that_lies_and_rebuilding_heals_it)
{
	static const char *const lies[] = {
		"UPDATE sum_total SET hits = hits + 1",
		"UPDATE sum_hour SET hits = hits + 1",
		"DELETE FROM sum_party_hit WHERE party = 'P1'",
		"UPDATE sum_party SET top_indicator = 'x' WHERE party = 'P1'",
	};
	uint64_t versions;

	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		edit(lies[i]);
		assert_true(check_store() > 0);
		ok(store_rebuild(node, &versions, &why));
		assert_int_equal(check_store(), 0);
	}
	ok(writer_start(node, &writer, &why));
	check_same();
}

TEST(a_store_without_sums_is_read_whole_and_gets_them_with_the_next_writer)
{
	struct batch *b;

	edit("DROP TABLE sum_total; DROP TABLE sum_hour; DROP TABLE sum_party_hit;"
	     "DROP TABLE sum_party");
	check_same();
	assert_int_equal(check_store(), 0);
	ok(writer_start(node, &writer, &why));
	check_same();
	b = begin();
	tally(b, 5, "a.example", "c2", "P3", 4);
	commit(b);
	check_same();
	assert_int_equal(check_store(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sums_equal_the_scan_after_every_batch),
		CASE(counts_that_go_down_are_followed_too),
		CASE(a_refused_row_and_a_refused_batch_leave_the_sums_alone),
		CASE(doctor_sees_a_sum_that_lies_and_rebuilding_heals_it),
		CASE(a_store_without_sums_is_read_whole_and_gets_them_with_the_next_writer),
	};

	return cmocka_run_group_tests_name("serve/situation_sums", tests, up, down);
}
