/* SPDX-License-Identifier: Apache-2.0 */
/* test_batch.c - what a batch does to the store, and what it must never do. */
#include "fixture.h"

#include "base/file.h"
#include "store/engine.h"

TEST(a_new_record_is_a_version_a_leaf_and_a_row)
{
	struct arena *a = arena_open();
	struct batch_result r = fx_put(a, "party", "{\"name\":\"N\",\"code\":\"c1\"}");

	assert_int_equal(r.added, 1);
	assert_int_equal(r.refused, 0);
	assert_int_equal(r.leaf_from, 1);
	assert_int_equal(r.leaf_to, 2);
	assert_rows(a, 0, "SELECT code, name, kind, ver, leaf, leaf_to FROM party", "c1|N|-|1|1|-");
	assert_rows(a, 0, "SELECT count(*) FROM version", "1");
	assert_rows(a, 0, "SELECT body FROM version",
		    "{\"actor\":\"test\",\"fields\":{\"code\":\"c1\",\"name\":\"N\"},"
		    "\"reason\":\"because\",\"type\":\"party\"}");
	arena_close(a);
}

TEST(the_leaf_commits_to_salt_and_body_and_holds_no_content)
{
	struct arena *a = arena_open();
	struct str leaf, salt_and_body, commit;

	fx_put(a, "party", "{\"name\":\"Secretive\",\"code\":\"c1\"}");
	leaf = fx_rows(a, 0, "SELECT CAST(bytes AS TEXT) FROM leaf WHERE pos = 1");
	assert_int_equal(str_find_str(leaf, STR("Secretive")), SIZE_MAX);
	assert_int_equal(str_find_str(leaf, STR("c1\"")), SIZE_MAX);
	salt_and_body = fx_rows(a, 0, "SELECT lower(hex(salt) || hex(body)) FROM version");
	commit = fx_rows(a, 0,
			 "SELECT json_extract(CAST(bytes AS TEXT), '$.commit') FROM leaf "
			 "WHERE pos = 1");
	{
		struct buf raw = { 0 }, hex = { 0 };
		struct sha256 h;

		for (size_t i = 0; i < salt_and_body.n; i += 2)
			buf_c(&raw, (char)(ascii_hex(salt_and_body.p[i]) << 4 |
					   ascii_hex(salt_and_body.p[i + 1])));
		h = hash_sha256(buf_str(&raw));
		buf_hex(&hex, h.b, sizeof h.b);
		assert_true(str_eq(commit, buf_str(&hex)));
		buf_fini(&raw);
		buf_fini(&hex);
	}
	arena_close(a);
}

TEST(the_same_record_again_is_unchanged_however_it_is_written)
{
	struct arena *a = arena_open();
	struct batch_result r;

	fx_put(a, "party",
	       "{\"code\":\"c1\",\"name\":\"N\",\"contact\":\"010-1\",\"desks\":[\"a\",\"b\"]}");
	r = fx_put(a, "party",
		   " { \"name\" : \"\\u004e\",\n \"kind\":null, \"contact\":\"010-1\","
		   "\"desks\":[\"a\",\"b\"],\"code\":\"c1\" } ");
	assert_int_equal(r.unchanged, 1);
	assert_int_equal(r.leaf_from, r.leaf_to);
	r = fx_put(
		a, "party",
		"{\"code\":\"c1\",\"name\":\"N\",\"contact\":\"010-2\",\"desks\":[\"a\",\"b\"]}");
	assert_int_equal(r.changed, 1);
	assert_rows(a, 0, "SELECT ver, leaf FROM party", "2|2");
	assert_rows(a, 0, "SELECT ver, leaf, leaf_to FROM main.party ORDER BY ver", "1|1|2\n2|2|-");
	arena_close(a);
}

TEST(values_take_their_normal_form)
{
	struct arena *a = arena_open();
	struct batch_result r;

	fx_put(a, "party", "{\"code\":\"c1\",\"name\":\"N\"}");
	r = fx_put(a, "asset",
		   "{\"name\":\"a1\",\"owner\":\"c1\",\"range\":\"192.0.2.77/24\","
		   "\"ranges\":[\"2001:DB8::/32\",\"198.51.100.7\"],"
		   "\"domains\":[\"WWW.Example.ORG.\",\"例子.中国\"],"
		   "\"since\":\"2026-02-28\",\"seen\":\"2026-11-20T08:00:00.5+08:00\","
		   "\"level\":3,\"load\":0.50,\"vital\":true,\"cost\":-12}");
	if (r.refused)
		why_print(&r.refusals[0].why, stderr);
	assert_int_equal(r.added, 1);
	assert_rows(
		a, 0,
		"SELECT a.range, a.range_lo, a.range_hi, a.since, a.seen, a.level, a.load, "
		"a.vital, a.cost, p.code FROM asset a JOIN party p ON p.rec = a.owner",
		"192.0.2.0/24|04c0000200|04c00002ff|2026-02-28|1795132800500000|3|0.5|1|-12|c1");
	assert_rows(a, 0, "SELECT value, value_lo FROM asset_ranges ORDER BY seq",
		    "2001:db8::/32|0620010db8000000000000000000000000\n"
		    "198.51.100.7/32|04c6336407");
	assert_rows(a, 0, "SELECT value FROM asset_domains ORDER BY seq",
		    "www.example.org\nxn--fsqu00a.xn--fiqs8s");
	assert_rows(a, 0,
		    "SELECT json_extract(body, '$.fields.seen') FROM version WHERE ver=1 "
		    "AND type='asset'",
		    "2026-11-20T00:00:00.5Z");
	arena_close(a);
}

TEST(what_is_wrong_is_refused_with_its_line_and_the_rest_goes_on)
{
	static const char *const bad[] = {
		"{\"code\":\"c\",\"name\":\"N\",\"colour\":\"red\"}",
		"{\"name\":\"N\"}",
		"{\"code\":\"c\"}",
		"{\"code\":7,\"name\":\"N\"}",
		"{\"code\":\"c\",\"name\":\"N\",\"kind\":\"pirate\"}",
		"{\"code\":\"c\",\"name\":\"N\",\"signer\":\"13800138000\"}",
		"{\"code\":\"c\",\"name\":\"a\\u0000b\"}",
		"{\"code\":\"c\",\"name\":\"N\",\"source\":\"s\"}",
		"{\"code\":\"c\",\"name\":\"N\",\"valid_from\":\"yesterday\"}",
		("{\"code\":\"c\",\"name\":\"N\",\"valid_from\":\"2026-01-02T00:00:00Z\","
		 "\"valid_to\":\"2026-01-01T00:00:00Z\"}"),
		"{\"code\":\"c\",\"code\":\"d\",\"name\":\"N\"}",
		"{\"code\":\"c\",\"name\":\"N\"",
		"[]",
		"",
		"{} , \"type\":\"asset\"",
		"{\"code\":\"c\",\"name\":\"N\",\"contact\":5}",
		"{\"code\":\"c\",\"name\":\"N\",\"desks\":\"one\"}",
	};
	enum { BAD = sizeof bad / sizeof *bad };
	struct arena *a = arena_open();
	struct batch *b = batch_open(STR("t"), STR("r"));
	struct batch_result r;

	batch_put(b, STR("party"), STR(""), STR("{\"code\":\"good1\",\"name\":\"N\"}"), 1);
	for (size_t i = 0; i < BAD; i++)
		batch_put(b, STR("party"), STR(""), str_of(bad[i]), 100 + i);
	batch_put(b, STR("starship"), STR(""), STR("{}"), 500);
	batch_put(b, STR("sighting"), STR(""), STR("{}"), 501);
	batch_put(b, STR("party"), STR("party_00"), STR("{\"code\":\"c\",\"name\":\"N\"}"), 502);
	batch_put(b, STR("asset"), STR(""), STR("{\"name\":\"x\",\"owner\":\"nobody\"}"), 503);
	batch_put(b, STR("asset"), STR(""), STR("{\"name\":\"x\",\"range\":\"10.0.0.0/33\"}"), 504);
	batch_put(b, STR("asset"), STR(""), STR("{\"name\":\"x\",\"level\":9007199254740993}"),
		  505);
	batch_put(b, STR("asset"), STR(""), STR("{\"name\":\"x\",\"level\":1.5}"), 506);
	batch_put(b, STR("asset"), STR(""), STR("{\"name\":\"x\",\"since\":\"2026-02-30\"}"), 507);
	batch_put(b, STR("asset"), STR(""), STR("{\"name\":\"x\",\"domains\":[\"a b\"]}"), 508);
	batch_put(b, STR("party"), STR(""), STR("{\"code\":\"good2\",\"name\":\"N\"}"), 600);
	r = fx_commit(b, a);
	assert_int_equal(r.added, 2);
	assert_int_equal(r.refused, BAD + 9);
	assert_int_equal(r.refusal_count, BAD + 9);
	for (size_t i = 0; i < r.refusal_count; i++) {
		struct buf text = { 0 };

		assert_int_equal(r.refusals[i].line, i < BAD ? 100 + i : 500 + i - BAD);
		assert_int_equal(r.refusals[i].why.line, r.refusals[i].line);
		why_sentence(&r.refusals[i].why, LANG_EN, &text);
		assert_true(text.n > 5);
		buf_fini(&text);
	}
	assert_rows(a, 0, "SELECT group_concat(code) FROM (SELECT code FROM party ORDER BY 1)",
		    "good1,good2");
	assert_rows(a, 0, "SELECT count(*) FROM asset", "0");
	arena_close(a);
}

TEST(a_body_that_is_too_large_is_refused_alone)
{
	struct arena *a = arena_open();
	struct batch *b = batch_open(STR("t"), STR("r"));
	struct buf big = { 0 };
	struct batch_result r;

	buf_puts(&big, "{\"code\":\"x\",\"name\":\"");
	while (big.n <= BATCH_BODY_MAX)
		buf_puts(&big, "xxxxxxxxxxxxxxxx");
	buf_puts(&big, "\"}");
	batch_put(b, STR("party"), STR(""), buf_str(&big), 1);
	batch_put(b, STR("party"), STR(""), STR("{\"code\":\"c\",\"name\":\"N\"}"), 2);
	r = fx_commit(b, a);
	assert_int_equal(r.added, 1);
	assert_int_equal(r.refused, 1);
	assert_int_equal(r.refusals[0].why.code, ERR_LIMIT);
	buf_fini(&big);
	arena_close(a);
}

TEST(a_named_batch_is_applied_once)
{
	struct arena *a = arena_open();

	for (int i = 0; i < 3; i++) {
		struct batch *b = batch_open(STR("t"), STR("r"));
		struct batch_result r;

		batch_tally(b, STR("sighting"), STR("{\"indicator\":\"evil\",\"count\":5}"));
		/* Also when the name comes late. */
		batch_once(b, STR("match"), STR("abc"));
		r = fx_commit(b, a);
		assert_int_equal(r.repeated, i > 0);
		assert_int_equal(r.tallied, i ? 0 : 1);
	}
	assert_rows(a, 0, "SELECT indicator, count FROM sighting", "evil|5");
	assert_rows(a, 0, "SELECT count(*) FROM leaf", "2");
	arena_close(a);
}

TEST(identity_is_the_id_then_the_source_then_the_key)
{
	struct arena *a = arena_open();
	struct batch_result r;
	struct str id;
	struct batch *b;

	fx_put(a, "party",
	       "{\"code\":\"c1\",\"name\":\"N\",\"source\":\"s\",\"external_id\":\"7\"}");
	/* By source: the key changes. */
	r = fx_put(a, "party",
		   "{\"code\":\"c2\",\"name\":\"N\",\"source\":\"s\",\"external_id\":\"7\"}");
	assert_int_equal(r.changed, 1);
	assert_rows(a, 0, "SELECT code, ver FROM party", "c2|2");
	/* By id. */
	id = fx_rows(a, 0, "SELECT 'party_' || lower(hex(rec)) FROM party");
	b = batch_open(STR("t"), STR("r"));
	batch_put(b, STR("party"), id, STR("{\"code\":\"c3\",\"name\":\"M\"}"), 1);
	r = fx_commit(b, a);
	assert_int_equal(r.changed, 1);
	assert_rows(a, 0, "SELECT code, name, ver, source FROM party", "c3|M|3|-");
	/* The old key is free, the new one is taken. */
	r = fx_put(a, "party", "{\"code\":\"c2\",\"name\":\"Other\"}");
	assert_int_equal(r.added, 1);
	b = batch_open(STR("t"), STR("r"));
	batch_put(b, STR("party"), id, STR("{\"code\":\"c2\",\"name\":\"M\"}"), 1);
	r = fx_commit(b, a);
	assert_int_equal(r.refused, 1);
	assert_int_equal(r.refusals[0].why.code, ERR_CONFLICT);
	arena_close(a);
}

static struct batch_result amend(struct arena *a, const char *type, const char *body)
{
	struct batch *b = batch_open(STR("t"), STR("r"));

	batch_amend(b, str_of(type), STR(""), str_of(body), 7);
	return fx_commit(b, a);
}

TEST(an_amendment_changes_what_it_names_and_nothing_else)
{
	struct arena *a = arena_open();
	struct batch_result r;

	fx_put(a, "party",
	       "{\"code\":\"c1\",\"name\":\"N\",\"kind\":\"operator\",\"contact\":\"010-1\","
	       "\"desks\":[\"a\"],\"valid_from\":\"2026-01-01T00:00:00Z\"}");
	fx_put(a, "asset",
	       "{\"name\":\"x\",\"owner\":\"c1\",\"ranges\":[\"192.0.2.0/24\"],\"level\":1}");
	r = amend(a, "asset", "{\"name\":\"x\",\"level\":2,\"note\":\"n\"}");
	assert_int_equal(r.changed, 1);
	assert_rows(a, 0,
		    "SELECT asset.level, asset.note, party.code, r.value FROM asset JOIN party ON "
		    "party.rec = asset.owner JOIN asset_ranges r ON r.leaf = asset.leaf",
		    "2|n|c1|192.0.2.0/24");
	r = amend(a, "asset", "{\"name\":\"x\",\"level\":2}");
	assert_int_equal(r.unchanged, 1);
	r = amend(a, "asset", "{\"name\":\"x\",\"note\":null}");
	assert_rows(a, 0, "SELECT level, note FROM asset", "2|-");
	r = amend(a, "party", "{\"code\":\"c1\",\"name\":\"M\"}");
	assert_int_equal(r.changed, 1);
	/* Sealed values stayed, too: the whole record again changes nothing. */
	r = fx_put(a, "party",
		   "{\"code\":\"c1\",\"name\":\"M\",\"kind\":\"operator\",\"contact\":\"010-1\","
		   "\"desks\":[\"a\"],\"valid_from\":\"2026-01-01T00:00:00Z\"}");
	assert_int_equal(r.unchanged, 1);
	r = amend(a, "asset", "{\"name\":\"y\",\"level\":9}");
	assert_int_equal(r.added, 1);
	r = amend(a, "party", "{\"code\":\"c2\"}");
	assert_int_equal(r.refused, 1);
	assert_int_equal(r.refusals[0].line, 7);
	arena_close(a);
}

TEST(a_type_without_a_key_makes_a_record_each_time)
{
	struct arena *a = arena_open();

	fx_put(a, "remark", "{\"text\":\"same\"}");
	fx_put(a, "remark", "{\"text\":\"same\"}");
	assert_rows(a, 0, "SELECT count(*), count(DISTINCT rec) FROM remark", "2|2");
	arena_close(a);
}

TEST(references_go_by_key_by_list_of_keys_and_by_id)
{
	struct arena *a = arena_open();
	struct batch_result r;
	struct str id;

	fx_put(a, "asset", "{\"name\":\"a1\"}");
	fx_put(a, "link", "{\"from\":\"a1\",\"port\":7}");
	r = fx_put(a, "link", "{\"from\":\"a1\",\"port\":8,\"via\":[\"a1\",7]}");
	assert_int_equal(r.added, 1);
	id = fx_rows(a, 0, "SELECT 'asset_' || lower(hex(rec)) FROM asset");
	r = fx_put(a, "link", arena_printf(a, "{\"from\":\"%.*s\",\"port\":7}", STR_FMT(id)).p);
	assert_int_equal(r.unchanged, 1);
	r = fx_put(a, "link", "{\"from\":\"a1\",\"port\":9,\"via\":\"a1\"}");
	assert_int_equal(r.refused, 1);
	assert_rows(
		a, 0,
		"SELECT l.port, v.port FROM link l LEFT JOIN link v ON v.rec = l.via ORDER BY 1",
		"7|-\n8|7");
	arena_close(a);
}

TEST(a_retired_record_leaves_the_register_and_may_come_back)
{
	struct arena *a = arena_open();
	struct batch_result r;
	struct batch *b;
	struct str rec;

	fx_put(a, "party", "{\"code\":\"c1\",\"name\":\"N\"}");
	rec = fx_rows(a, 0, "SELECT rec FROM party");
	for (int i = 0; i < 2; i++) {
		b = batch_open(STR("t"), STR("r"));
		batch_retire(b, STR("party"), STR("{\"code\":\"c1\"}"), 3);
		batch_retire(b, STR("party"), STR("{\"code\":\"none\"}"), 4);
		r = fx_commit(b, a);
		assert_int_equal(r.retired, i ? 0 : 1);
		assert_int_equal(r.unchanged, i);
		assert_int_equal(r.refused, 1);
	}
	assert_rows(a, 0, "SELECT count(*) FROM party", "0");
	assert_rows(a, 2, "SELECT code FROM party", "c1");
	r = fx_put(a, "party", "{\"code\":\"c1\",\"name\":\"N\"}");
	assert_int_equal(r.added, 1);
	assert_true(str_eq(rec, fx_rows(a, 0, "SELECT rec FROM party")));
	assert_rows(a, 0, "SELECT ver, leaf, leaf_to FROM main.party ORDER BY ver", "1|1|2\n3|3|-");
	arena_close(a);
}

TEST(aggregates_merge_by_their_rules)
{
	struct arena *a = arena_open();
	struct batch *b = batch_open(STR("t"), STR("r"));
	struct batch_result r;

	batch_tally(b, STR("sighting"),
		    STR("{\"indicator\":\"e\",\"asset\":\"a1\",\"hour\":\"2026-11-20T00:00:00Z\","
			"\"count\":2,\"first\":\"2026-11-20T00:10:00Z\",\"last\":"
			"\"2026-11-20T00:20:00Z\",\"note\":\"one\"}"));
	batch_tally(b, STR("sighting"),
		    STR("{\"indicator\":\"e\",\"asset\":\"a1\",\"hour\":\"2026-11-20T00:00:00Z\","
			"\"count\":3,\"first\":\"2026-11-20T00:05:00Z\",\"last\":"
			"\"2026-11-20T00:06:00Z\",\"note\":\"two\"}"));
	batch_tally(
		b, STR("sighting"),
		STR("{\"indicator\":\"e\",\"asset\":\"a1\",\"hour\":\"2026-11-20T00:00:00Z\"}"));
	batch_tally(b, STR("sighting"), STR("{\"indicator\":\"e\",\"count\":1}"));
	batch_tally(b, STR("sighting"), STR("{\"indicator\":\"e\",\"count\":1}"));
	batch_tally(b, STR("sighting"), STR("{\"indicator\":\"e\",\"observed\":\"10.0.0.1\"}"));
	/* Behind the tallies, and still there for them. */
	batch_put(b, STR("asset"), STR(""), STR("{\"name\":\"a1\"}"), 1);
	r = fx_commit(b, a);
	assert_int_equal(r.tallied, 5);
	assert_int_equal(r.refused, 1);
	assert_int_equal(r.leaf_to - r.leaf_from, 2);
	assert_rows(a, 0,
		    "SELECT count, (first - hour) / 60000000, (last - hour) / 60000000, note, leaf "
		    "FROM sighting WHERE asset IS NOT NULL",
		    "5|5|20|two|2");
	assert_rows(a, 0, "SELECT count, first, leaf FROM sighting WHERE asset IS NULL", "2|-|2");
	assert_rows(a, 0, "SELECT leaf, count FROM tally_leaf", "2|5");
	arena_close(a);
}

TEST(versions_and_leaves_cannot_be_changed_even_by_sql)
{
	static const char *const tries[] = {
		"UPDATE version SET body = '{}'",
		"DELETE FROM version",
		"UPDATE leaf SET recorded = 0",
		"DELETE FROM leaf WHERE pos = 1",
		"INSERT OR REPLACE INTO leaf SELECT pos, recorded, x'00' FROM leaf WHERE pos = 1",
		("INSERT OR REPLACE INTO version SELECT rec, ver, leaf, type, recorded_from, "
		 "pack_hash, salt, '{}' FROM version"),
		"INSERT INTO leaf VALUES(99, 1, x'00')",
		"INSERT INTO leaf VALUES(2, 1, x'00')",
	};
	struct arena *a = arena_open();
	struct batch *b = batch_open(STR("t"), STR("r"));
	sqlite3 *db;
	char path[200];

	fx_put(a, "party", "{\"code\":\"c1\",\"name\":\"N\"}");
	snprintf(path, sizeof path, "%s/store/cresset.db", fx_dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		if (sqlite3_exec(db, tries[i], 0, 0, 0) != SQLITE_CONSTRAINT)
			fail_msg("passed: %s", tries[i]);
	}
	sqlite3_close(db);
	assert_rows(a, 0, "SELECT count(*), sum(length(bytes) > 10) FROM leaf", "2|2");
	batch_close(b);
	arena_close(a);
}

TEST(recorded_time_never_goes_back_though_the_clock_does)
{
	struct arena *a = arena_open();
	struct batch_result r;

	clock_test_set((struct instant){ 4000000000000000 });
	fx_put(a, "remark", "{\"text\":\"1\"}");
	clock_test_set((struct instant){ 1000 });
	fx_put(a, "remark", "{\"text\":\"2\"}");
	r = fx_put(a, "remark", "{\"text\":\"3\"}");
	clock_test_off();
	fx_put(a, "remark", "{\"text\":\"4\"}");
	assert_int_equal(r.added, 1);
	assert_rows(a, 0, "SELECT group_concat(recorded) FROM leaf WHERE pos > 0",
		    "4000000000000000,4000000000000001,4000000000000002,4000000000000003");
	assert_rows(a, 0, "SELECT text, recorded_from FROM remark WHERE leaf = 3",
		    "3|4000000000000002");
	arena_close(a);
}

TEST(a_reader_sees_every_position_as_it_was)
{
	struct arena *a = arena_open();

	fx_put(a, "party", "{\"code\":\"c1\",\"name\":\"one\"}");
	fx_put(a, "asset", "{\"name\":\"a\",\"domains\":[\"x.example\",\"y.example\"]}");
	fx_put(a, "party", "{\"code\":\"c1\",\"name\":\"two\"}");
	fx_put(a, "asset", "{\"name\":\"a\",\"domains\":[\"z.example\"]}");
	assert_rows(a, 1, "SELECT count(*) FROM party", "0");
	assert_rows(a, 2, "SELECT name FROM party", "one");
	assert_rows(a, 3, "SELECT name FROM party", "one");
	assert_rows(a, 4, "SELECT name FROM party", "two");
	assert_rows(a, 4, "SELECT group_concat(value) FROM asset_domains", "x.example,y.example");
	assert_rows(a, 5, "SELECT group_concat(value) FROM asset_domains", "z.example");
	assert_rows(a, 0, "SELECT group_concat(value) FROM asset_domains", "z.example");
	assert_rows(a, 2, "SELECT name FROM party_now", "two");
	assert_rows(a, 0, "SELECT group_concat(value) FROM asset_domains_now", "z.example");
	arena_close(a);
}

TEST(one_reader_goes_from_position_to_position_and_sees_one_state)
{
	struct arena *a = arena_open();
	struct node *n = NULL;
	struct reader *r = NULL;
	int64_t count;

	fx_put(a, "remark", "{\"text\":\"1\"}");
	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(reader_open(n, &r, FX));
	fx_ok(reader_begin(r, 0, FX));
	fx_put(a, "remark", "{\"text\":\"2\"}");
	fx_ok(query_one(reader_db(r), "SELECT count(*) FROM remark", &count, FX));
	assert_int_equal(count, 1);
	assert_int_equal(reader_leaves(r, NULL), 2);
	reader_end(r);
	fx_ok(reader_begin(r, 0, FX));
	fx_ok(query_one(reader_db(r), "SELECT count(*) FROM remark", &count, FX));
	assert_int_equal(count, 2);
	reader_end(r);
	fx_ok(reader_begin(r, 2, FX));
	fx_ok(query_one(reader_db(r), "SELECT count(*) FROM remark", &count, FX));
	assert_int_equal(count, 1);
	reader_end(r);
	reader_close(r);
	node_close(n);
	arena_close(a);
}

TEST(a_malformed_operation_undoes_the_whole_batch)
{
	static const char *const bad[] = {
		"{\"op\":\"drop\"}\n",
		"{\"op\":\"put\",\"type\":\"party\"}\n",
		"x\n",
		"{\"op\":\"once\"}\n",
		"{\"op\":\"file\",\"path\":\"../x\"}\n",
		"{\"op\":\"cursor\",\"name\":\"a\",\"b\":1}\n{}\n",
		"{\"op\":\"put\",\"type\":\"party\",\"line\":-1}\n{}\n"
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena *a = arena_open();
		struct batch *b = batch_open(STR("t"), STR("r"));
		struct job job = { .a = a }, *jobs[] = { &job };
		struct node *n = NULL;
		struct engine *g = NULL;
		struct buf raw = { 0 };

		batch_put(b, STR("party"), STR(""), STR("{\"code\":\"c\",\"name\":\"N\"}"), 1);
		buf_put(&raw, batch_bytes(b));
		buf_puts(&raw, bad[i]);
		job.bytes = buf_str(&raw);
		fx_ok(node_open(fx_dir, &n, FX));
		fx_ok(engine_open(n, false, &g, FX));
		engine_apply(g, jobs, 1);
		assert_int_not_equal(job.err, ERR_OK);
		engine_close(g);
		node_close(n);
		batch_close(b);
		buf_fini(&raw);
		assert_rows(a, 0, "SELECT count(*) FROM version", "0");
		arena_close(a);
	}
}

TEST(a_file_must_be_there_when_it_is_named)
{
	struct arena *a = arena_open();
	struct batch *b = batch_open(STR("t"), STR("r"));
	struct sha256 id = hash_sha256(STR("what it means"));
	struct batch_result r;
	struct node *n = NULL;
	struct door *d = NULL;
	struct why why;

	batch_put(b, STR("party"), STR(""), STR("{\"code\":\"c\",\"name\":\"N\"}"), 1);
	batch_file(b, STR("sets/one.set"), id);
	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(door_open(n, &d, FX));
	assert_int_equal(door_commit(d, b, a, &r, &why), ERR_NOTFOUND);
	fx_ok(file_publish(arena_printf(a, "%s/sets/one.set", fx_dir).p, STR("bytes"), 0600, FX));
	fx_ok(file_publish(arena_printf(a, "%s/sets/two.set", fx_dir).p, STR("bytes"), 0600, FX));
	fx_ok(door_commit(d, b, a, &r, FX));
	assert_int_equal(r.leaf_to - r.leaf_from, 2);
	fx_ok(door_commit(d, b, a, &r, FX));
	assert_int_equal(r.leaf_to, r.leaf_from);
	batch_close(b);
	b = batch_open(STR("t"), STR("r"));
	batch_file(b, STR("sets/one.set"), hash_sha256(STR("another")));
	assert_int_equal(door_commit(d, b, a, &r, &why), ERR_CONFLICT);
	door_close(d);
	/* The next holder of the lock sweeps away what nobody names. */
	fx_ok(door_open(n, &d, FX));
	assert_int_equal(access(arena_printf(a, "%s/sets/one.set", fx_dir).p, F_OK), 0);
	assert_int_not_equal(access(arena_printf(a, "%s/sets/two.set", fx_dir).p, F_OK), 0);
	door_close(d);
	node_close(n);
	batch_close(b);
	assert_rows(a, 0, "SELECT path, size, lower(hex(sha256)) FROM file",
		    "sets/one.set|5|"
		    "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9");
	arena_close(a);
}

TEST(a_cursor_is_kept_without_a_leaf)
{
	struct arena *a = arena_open();
	struct batch *b = batch_open(STR("t"), STR("r"));
	struct batch_result r;

	batch_cursor(b, STR("tail:x"), STR("{ \"offset\" : 5 }"));
	batch_cursor(b, STR("tail:x"), STR("{\"offset\":6}"));
	r = fx_commit(b, a);
	assert_int_equal(r.leaf_from, r.leaf_to);
	assert_rows(a, 0, "SELECT name, value FROM cursor", "tail:x|{\"offset\":6}");
	arena_close(a);
}

#define C(name) CASE_UP(name, fx_up, fx_down)
TESTS("store/batch", C(a_new_record_is_a_version_a_leaf_and_a_row),
      C(the_leaf_commits_to_salt_and_body_and_holds_no_content),
      C(the_same_record_again_is_unchanged_however_it_is_written), C(values_take_their_normal_form),
      C(what_is_wrong_is_refused_with_its_line_and_the_rest_goes_on),
      C(a_body_that_is_too_large_is_refused_alone), C(a_named_batch_is_applied_once),
      C(identity_is_the_id_then_the_source_then_the_key),
      C(an_amendment_changes_what_it_names_and_nothing_else),
      C(a_type_without_a_key_makes_a_record_each_time),
      C(references_go_by_key_by_list_of_keys_and_by_id),
      C(a_retired_record_leaves_the_register_and_may_come_back), C(aggregates_merge_by_their_rules),
      C(versions_and_leaves_cannot_be_changed_even_by_sql),
      C(recorded_time_never_goes_back_though_the_clock_does),
      C(a_reader_sees_every_position_as_it_was),
      C(one_reader_goes_from_position_to_position_and_sees_one_state),
      C(a_malformed_operation_undoes_the_whole_batch), C(a_file_must_be_there_when_it_is_named),
      C(a_cursor_is_kept_without_a_leaf))
