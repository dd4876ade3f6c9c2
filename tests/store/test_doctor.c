/* SPDX-License-Identifier: Apache-2.0 */
/* test_doctor.c - the projection is only a projection, and whatever is changed is noticed. */
#include "fixture.h"

#include "base/file.h"
#include "base/rand.h"
#include "store/doctor.h"

static char faults[20000];

static void note(void *ctx, const struct why *why)
{
	struct buf b = { 0 };

	(void)ctx;
	why_sentence(why, LANG_EN, &b);
	if (strlen(faults) + b.n + 2 < sizeof faults)
		strcat(strcat(faults, buf_cstr(&b)), "\n");
	buf_fini(&b);
}

static struct store_report check(void)
{
	struct store_report r;
	struct node *n = NULL;

	faults[0] = 0;
	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(store_check(n, note, NULL, &r, FX));
	node_close(n);
	return r;
}

static void raw_sql(const char *sql)
{
	char path[200], *error = NULL;
	sqlite3 *db;

	snprintf(path, sizeof path, "%s/store/cresset.db", fx_dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, 0, 0, &error) != SQLITE_OK)
		fail_msg("%s", error);
	sqlite3_close(db);
}

/* Records that come, change, go and come back, in no order. */
static void live_a_while(uint64_t seed)
{
	struct prng r = prng_of(seed);
	struct arena *a = arena_open();

	for (int i = 0; i < 12; i++) {
		struct batch *b = batch_open(STR("t"), STR("r"));

		for (int k = 0; k < 20; k++) {
			unsigned who = (unsigned)prng_below(&r, 8);
			const char *key = arena_printf(a, "{\"code\":\"c%u\"}", who).p;

			if (prng_below(&r, 5) == 0)
				batch_retire(b, STR("party"), str_of(key), 1);
			else
				batch_put(b, STR("party"), STR(""),
					  arena_printf(a,
						       "{\"code\":\"c%u\",\"name\":\"n%u\","
						       "\"desks\":[\"d%u\",\"x\"]}",
						       who, (unsigned)prng_below(&r, 3),
						       (unsigned)prng_below(&r, 3)),
					  1);
			batch_put(b, STR("asset"), STR(""),
				  arena_printf(a,
					       "{\"name\":\"a%u\",\"owner\":\"c%u\",\"load\":%u.5,"
					       "\"ranges\":[\"10.%u.0.0/16\",\"2001:db8::/32\"],"
					       "\"domains\":[\"d%u.example\"]}",
					       (unsigned)prng_below(&r, 5), who,
					       (unsigned)prng_below(&r, 3),
					       (unsigned)prng_below(&r, 3),
					       (unsigned)prng_below(&r, 3)),
				  1);
			batch_tally(b, STR("sighting"),
				    arena_printf(a, "{\"indicator\":\"i%u\",\"count\":1}", who));
		}
		fx_commit(b, a);
	}
	arena_close(a);
}

TEST(a_store_that_lived_agrees_with_itself)
{
	struct store_report r;

	live_a_while(1);
	r = check();
	assert_string_equal(faults, "");
	assert_int_equal(r.faults, 0);
	assert_true(r.versions > 100 && r.tallies == 12 && r.keys >= 6);
	assert_int_equal(r.leaves, 1 + r.versions + r.tallies + r.files);
}

TEST(a_rebuild_gives_the_same_tables)
{
	static const char *const dumps[] = {
		("SELECT leaf, leaf_to, rec, ver, recorded_from, recorded_to, code, name, kind, "
		 "contact FROM main.party ORDER BY leaf"),
		"SELECT leaf, leaf_to, rec, ver, owner, load FROM main.asset ORDER BY leaf",
		"SELECT * FROM main.asset_ranges ORDER BY leaf, seq",
		"SELECT * FROM main.party_desks ORDER BY leaf, seq",
		"SELECT * FROM record ORDER BY rec",
		"SELECT * FROM sighting ORDER BY indicator",
		"SELECT code FROM party_now ORDER BY 1",
	};
	enum { DUMPS = sizeof dumps / sizeof *dumps };
	struct arena *a = arena_open();
	struct str before[DUMPS];
	struct node *n = NULL;
	uint64_t versions;

	live_a_while(2);
	for (size_t i = 0; i < DUMPS; i++)
		before[i] = fx_rows(a, 0, dumps[i]);
	raw_sql("DELETE FROM party; UPDATE asset SET load = 7; DROP TABLE asset_ranges;"
		"DELETE FROM record");
	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(store_rebuild(n, &versions, FX));
	node_close(n);
	assert_true(versions > 100);
	for (size_t i = 0; i < DUMPS; i++) {
		assert_true(before[i].n > 0);
		assert_true(str_eq(before[i], fx_rows(a, 0, dumps[i])));
	}
	assert_int_equal(check().faults, 0);
	arena_close(a);
}

/* What somebody with the file in their hands could do, and a part of what is said then. */
static const struct {
	const char *sql, *says;
} tampering[] = {
	{ "DROP TRIGGER version_no_UPDATE; UPDATE version SET body = replace(body, '\"r\"', "
	  "'\"s\"') WHERE leaf = 3",
	  "leaf 3 does not match" },
	{ "DROP TRIGGER version_no_UPDATE; UPDATE version SET salt = zeroblob(32) WHERE leaf = 3",
	  "leaf 3 does not match" },
	{ "DROP TRIGGER leaf_no_UPDATE; UPDATE leaf SET bytes = CAST(replace(CAST(bytes "
	  "AS TEXT), '\"ver\"', '\"veR\"') AS BLOB) WHERE pos = 3",
	  "leaf 3 does not match" },
	{ "DROP TRIGGER leaf_no_DELETE; DELETE FROM leaf WHERE pos = 3", "leaf 3" },
	{ "DROP TRIGGER version_no_DELETE; DELETE FROM version WHERE leaf = 3", "leaf 3" },
	{ "DROP TRIGGER tally_leaf_no_UPDATE; UPDATE tally_leaf SET count = count + 1",
	  "does not match" },
	{ "UPDATE party SET name = 'someone else' WHERE leaf = 3", "table party differs" },
	{ "UPDATE asset SET leaf_to = NULL", "table asset differs" },
	{ "DELETE FROM asset_domains", "table asset_domains differs" },
	{ "UPDATE record SET retired = 1 - retired", "table record differs" },
	{ "UPDATE record_key SET wrapped = zeroblob(72)", "not wrapped by this node" },
	{ "DROP TRIGGER leaf_no_UPDATE; UPDATE leaf SET recorded = 5 WHERE pos = 3",
	  "time goes back" },
	{ "DROP TRIGGER leaf_no_UPDATE; UPDATE leaf SET bytes = x'7b7d' WHERE pos = 0", "leaf 0" },
};

TEST(what_is_changed_behind_the_back_is_found)
{
	char copy[600];

	live_a_while(3);
	raw_sql("PRAGMA wal_checkpoint(TRUNCATE)");
	snprintf(copy, sizeof copy, "cp '%s/store/cresset.db' '%s/db'", fx_dir, fx_root);
	assert_int_equal(system(copy), 0);
	for (size_t i = 0; i < sizeof tampering / sizeof *tampering; i++) {
		raw_sql(tampering[i].sql);
		if (!check().faults)
			fail_msg("not found: %s", tampering[i].sql);
		if (!strstr(faults, tampering[i].says))
			fail_msg("%s: %s", tampering[i].sql, faults);
		snprintf(copy, sizeof copy,
			 "rm -f '%s/store/cresset.db-wal' '%s/store/cresset.db-shm'; "
			 "cp '%s/db' '%s/store/cresset.db'",
			 fx_dir, fx_dir, fx_root, fx_dir);
		assert_int_equal(system(copy), 0);
		assert_int_equal(check().faults, 0);
	}
}

TEST(a_changed_or_missing_file_is_found)
{
	struct arena *a = arena_open();
	struct batch *b = batch_open(STR("t"), STR("r"));
	const char *path = arena_printf(a, "%s/sets/x.set", fx_dir).p;
	struct batch_result r;
	struct node *n = NULL;
	struct door *d = NULL;

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(door_open(n, &d, FX));
	fx_ok(file_publish(path, STR("one"), 0600, FX));
	batch_file(b, STR("sets/x.set"), hash_sha256(STR("id")));
	fx_ok(door_commit(d, b, a, &r, FX));
	batch_close(b);
	door_close(d);
	node_close(n);
	assert_int_equal(check().faults, 0);
	fx_ok(file_publish(path, STR("two"), 0600, FX));
	assert_int_equal(check().faults, 1);
	assert_non_null(strstr(faults, "sets/x.set"));
	unlink(path);
	assert_int_equal(check().faults, 1);
	arena_close(a);
}

TEST(a_rebuild_waits_for_no_one_it_is_refused_while_the_node_runs)
{
	struct node *n = NULL;
	struct writer *w = NULL;
	uint64_t versions;
	struct why why;

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(writer_start(n, &w, FX));
	assert_int_equal(store_rebuild(n, &versions, &why), ERR_BUSY);
	assert_int_equal(check().faults, 0);
	writer_stop(w);
	fx_ok(store_rebuild(n, &versions, FX));
	node_close(n);
}

/* An index whose entry was changed on the disk finds another record, or none. */
TEST(an_index_that_differs_from_its_table_is_found)
{
	struct arena *a = arena_open();
	static const char key[] = "[\"c-in-the-index\"]";
	const char *path = arena_printf(a, "%s/store/cresset.db", fx_dir).p;
	int changed = 0;
	struct str db;

	fx_put(a, "party", "{\"code\":\"c-in-the-index\",\"name\":\"N\"}");
	fx_ok(file_read(path, 64 << 20, a, &db, FX));
	for (size_t i = 0; i + sizeof key - 1 <= db.n; i++) {
		char *p = (char *)db.p + i;

		if (memcmp(p, key, sizeof key - 1) != 0)
			continue;
		changed++;
		p[3]++;
		fx_ok(file_publish(path, db, 0600, FX));
		assert_true(check().faults > 0);
		p[3]--;
	}
	assert_true(changed >= 2); /* the table and its index */
	fx_ok(file_publish(path, db, 0600, FX));
	assert_int_equal(check().faults, 0);
	arena_close(a);
}

#define C(name) CASE_UP(name, fx_up, fx_down)
TESTS("store/doctor", C(a_store_that_lived_agrees_with_itself), C(a_rebuild_gives_the_same_tables),
      C(what_is_changed_behind_the_back_is_found), C(a_changed_or_missing_file_is_found),
      C(an_index_that_differs_from_its_table_is_found),
      C(a_rebuild_waits_for_no_one_it_is_refused_while_the_node_runs))
