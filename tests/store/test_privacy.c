/* SPDX-License-Identifier: Apache-2.0 */
/* test_privacy.c - planted identifiers go in by every way there is, and are nowhere on the disk. */
#include "fixture.h"

#include "base/file.h"
#include "store/veil.h"

#include <ftw.h>

/* Each is looked for as it is, and as unkeyed MD5, SHA-1 and SHA-256 (raw and hex). */
static const char *const planted[] = {
	"13912345678",     "zhang.san@example.com", "11010519491231002X", "460001234567890",
	"490154203237518", "010-87654321 ext 5",    "desk two 010-1111",
};
/* This one may be found: it shows that the search would find the others. */
static const char marker[] = "a-name-in-clear";

static struct buf needles[64];
static size_t needle_count;
static unsigned hits, marker_hits, files;

static void needle(const void *p, size_t n)
{
	buf_clear(&needles[needle_count]);
	buf_put(&needles[needle_count++], str_n(p, n));
	buf_clear(&needles[needle_count]);
	buf_hex(&needles[needle_count++], p, n);
}

static void make_needles(void)
{
	needle_count = 0;
	for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
		struct str s = str_of(planted[i]);
		struct sha256 h = hash_sha256(s);
		unsigned char md5[MD5_BYTES], sha1[SHA1_BYTES];

		hash_md5(s, md5);
		hash_sha1(s, sha1);
		needle(s.p, s.n);
		needle(h.b, sizeof h.b);
		needle(md5, sizeof md5);
		needle(sha1, sizeof sha1);
	}
}

static int look_into(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	struct arena *a = arena_open();
	struct str s;

	(void)st;
	(void)at;
	if (kind == FTW_F && file_read(path, 64 << 20, a, &s, NULL) == ERR_OK) {
		files++;
		for (size_t i = 0; i < needle_count; i++) {
			if (memmem(s.p, s.n, needles[i].p, needles[i].n)) {
				printf("%s holds needle %zu\n", path, i);
				hits++;
			}
		}
		marker_hits += memmem(s.p, s.n, marker, strlen(marker)) != NULL;
	}
	arena_close(a);
	return 0;
}

static void search(void)
{
	hits = marker_hits = files = 0;
	assert_int_equal(nftw(fx_dir, look_into, 16, FTW_PHYS), 0);
}

static struct batch *planting(struct arena *a)
{
	struct batch *b = batch_open(STR("cli:13912345678"), STR("asked by zhang.san@example.com"));

	batch_put(b, STR("party"), STR(""),
		  arena_printf(
			  a,
			  "{\"code\":\"c1\",\"name\":\"%s, call 139-1234-5678\",\"contact\":\"%s\","
			  "\"desks\":[\"%s\",\"%s\"]}",
			  marker, planted[5], planted[6], planted[0]),
		  1);
	batch_put(b, STR("asset"), STR(""),
		  arena_printf(a, "{\"name\":\"a1\",\"note\":\"%s %s %s %s %s\"}", planted[0],
			       planted[1], planted[2], planted[3], planted[4]),
		  2);
	/* Refused: must not be kept either. */
	batch_put(b, STR("party"), STR(""),
		  arena_printf(a, "{\"code\":\"c2\",\"name\":\"N\",\"signer\":\"%s\"}", planted[0]),
		  3);
	batch_put(b, STR("party"), STR(""),
		  arena_printf(a, "{\"code\":\"c3\",\"phone\":\"%s\"}", planted[0]), 4);
	batch_tally(b, STR("sighting"),
		    arena_printf(a, "{\"indicator\":\"e\",\"note\":\"by %s\"}", planted[3]));
	return b;
}

TEST(planted_identifiers_are_nowhere_under_the_node)
{
	struct arena *a = arena_open();
	struct node *n = NULL;
	struct door *d = NULL;
	struct batch *b = planting(a);
	struct batch_result r;

	make_needles();
	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(door_open(n, &d, FX));
	fx_ok(door_commit(d, b, a, &r, FX));
	assert_int_equal(r.added, 2);
	assert_int_equal(r.refused, 2);
	assert_int_equal(r.tallied, 1);
	search(); /* with the log still beside the database */
	assert_true(files >= 6);
	assert_true(marker_hits > 0);
	assert_int_equal(hits, 0);
	door_close(d);
	search();
	assert_true(marker_hits > 0);
	assert_int_equal(hits, 0);
	assert_rows(a, 0, "SELECT note FROM asset", "[phone] [email] [id-number] [imsi] [imei]");
	node_close(n);
	batch_close(b);
	arena_close(a);
}

/* Keys are compared, so they cannot be replaced; and they are never sealed. */
TEST(an_identifier_is_refused_as_a_key_and_as_an_origin)
{
	struct arena *a = arena_open();
	struct batch *b = batch_open(STR("t"), STR("r"));
	struct batch_result r;

	for (int i = 0; i < 5; i++)
		batch_put(b, STR("party"), STR(""),
			  arena_printf(a, "{\"code\":\"%s\",\"name\":\"N\"}", planted[i]), 1);
	batch_put(b, STR("party"), STR(""),
		  arena_printf(a,
			       "{\"code\":\"c1\",\"name\":\"N\",\"source\":\"s\",\"external_id\":"
			       "\"%s\"}",
			       planted[1]),
		  1);
	batch_put(b, STR("party"), STR(""),
		  arena_printf(a,
			       "{\"code\":\"c2\",\"name\":\"N\",\"source\":\"%s\",\"external_id\":"
			       "\"1\"}",
			       planted[0]),
		  1);
	/* A matchable value may look like anything. */
	batch_tally(b, STR("sighting"),
		    STR("{\"indicator\":\"13912345679.evil.example\",\"count\":1}"));
	r = fx_commit(b, a);
	assert_int_equal(r.refused, 7);
	assert_int_equal(r.added, 0);
	assert_int_equal(r.tallied, 1);
	for (size_t i = 0; i < r.refusal_count; i++)
		assert_int_equal(r.refusals[i].why.code, ERR_DENIED);
	make_needles();
	search();
	assert_int_equal(hits, 0);
	arena_close(a);
}

TEST(a_sealed_value_opens_with_the_records_key_and_not_after_its_erasure)
{
	struct arena *a = arena_open();
	struct node *n = NULL;
	struct reader *r = NULL;
	struct query *q = NULL;
	struct veil_wrapped key;
	struct batch_result res;
	struct str plain;
	sqlite3 *db;
	bool row;

	fx_commit(planting(a), a);
	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(reader_open(n, &r, FX));
	fx_ok(query_open(
		reader_db(r),
		"SELECT contact, wrapped, value FROM party_now p JOIN record_key USING(rec) "
		"JOIN party_desks_now d USING(rec) WHERE d.seq = 0",
		&q, FX));
	fx_ok(query_next(q, &row, FX));
	assert_true(row);
	assert_int_equal(query_text(q, 1).n, sizeof key.b);
	memcpy(key.b, query_text(q, 1).p, sizeof key.b);
	fx_ok(veil_unseal(node_veil(n), &key, query_text(q, 0), a, &plain, FX));
	assert_str(plain, "010-87654321 ext 5");
	fx_ok(veil_unseal(node_veil(n), &key, query_text(q, 2), a, &plain, FX));
	assert_str(plain, "desk two 010-1111");
	query_close(q);
	reader_close(r);
	node_close(n);
	/* Without its key the record is as it was, but for what was sealed; it can be given again. */
	assert_int_equal(sqlite3_open(arena_printf(a, "%s/store/cresset.db", fx_dir).p, &db),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM record_key", 0, 0, 0), SQLITE_OK);
	sqlite3_close(db);
	res = fx_commit(planting(a), a);
	assert_int_equal(res.changed, 1);
	assert_int_equal(res.unchanged, 1);
	arena_close(a);
}

#define C(name) CASE_UP(name, fx_up, fx_down)
TESTS("store/privacy", C(planted_identifiers_are_nowhere_under_the_node),
      C(an_identifier_is_refused_as_a_key_and_as_an_origin),
      C(a_sealed_value_opens_with_the_records_key_and_not_after_its_erasure))
