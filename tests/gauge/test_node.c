/* SPDX-License-Identifier: Apache-2.0 */
/* A real node: made from the frozen pack, thawed, measured through a reader. */
#include "gaugetest.h"

#include "store/door.h"
#include "store/node.h"

#define NOW_US (100 * US_PER_DAY)

struct noded {
	struct arena *a;
	struct pack *p;
	struct node *n;
	struct reader *r;
	char dir[64], path[96];
};

static void must(enum err err, const struct why *why)
{
	struct buf said = { 0 };

	why_text(why, LANG_EN, &said);
	if (err)
		fail_msg("%s", buf_cstr(&said));
	buf_fini(&said);
}

static struct noded noded_open(void)
{
	struct noded d = { .a = arena_open(), .dir = "/tmp/gaugenode-XXXXXX" };
	struct buf frozen = { 0 };
	struct pack *loaded;
	struct why why = { 0 };
	struct node_setup setup = { .name = STR("test"), .pack = STR("cn-mobile-2017") };

	assert_non_null(mkdtemp(d.dir));
	snprintf(d.path, sizeof d.path, "%s/node", d.dir);
	must(pack_load(d.a, NULL, setup.pack, NULL, NULL, &loaded, &why), &why);
	pack_freeze(loaded, &frozen);
	setup.pack_frozen = buf_str(&frozen);
	setup.types = pack_types(loaded, &setup.type_count);
	must(node_create(d.path, &setup, &why), &why);
	must(node_open(d.path, &d.n, &why), &why);
	must(pack_thaw(d.a, node_pack_frozen(d.n), &d.p, &why), &why);
	must(reader_open(d.n, &d.r, &why), &why);
	buf_fini(&frozen);
	return d;
}

static void noded_close(struct noded *d)
{
	char cmd[96];

	reader_close(d->r);
	node_close(d->n);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", d->dir);
	assert_int_equal(system(cmd), 0);
	arena_close(d->a);
}

static struct gauge_article article(struct noded *d, const char *number)
{
	struct gauge_article g;
	struct why why = { 0 };

	must(reader_begin(d->r, 0, &why), &why);
	must(gauge_article(d->r, d->p, pack_article(d->p, str_of(number)),
			   (struct instant){ NOW_US }, d->a, &g, &why),
	     &why);
	reader_end(d->r);
	return g;
}

TEST(an_empty_node_has_no_data_for_article_14)
{
	struct noded d = noded_open();
	struct gauge_article g = article(&d, "14");

	assert_int_equal(g.count, 3);
	assert_str(g.results[0].measure->id, "M078");
	assert_str(g.results[2].measure->id, "M081");
	assert_int_equal(g.in_state[GAUGE_NO_DATA], 3);
	assert_int_equal(article(&d, "15").count, 0);
	noded_close(&d);
}

TEST(counts_in_the_store_become_a_value)
{
	struct noded d = noded_open();
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
	noded_close(&d);
}

TEST(a_broken_measure_costs_only_itself)
{
	struct noded d = noded_open();
	size_t n;
	struct measure *m = (struct measure *)pack_measures(d.p, &n);

	m[1].sql = STR("SELECT nonsense");
	struct gauge_article g = article(&d, "14");

	assert_int_equal(g.in_state[GAUGE_BROKEN], 1);
	assert_int_equal(g.in_state[GAUGE_NO_DATA], 2);
	assert_int_equal(g.results[1].fault->id, SAY_GAUGE_SQL);
	noded_close(&d);
}

/* One record of a type, through the door. */
static void put(struct noded *d, const char *type, const char *body)
{
	struct batch *b = batch_open(STR("test"), STR("test"));
	struct batch_result result;
	struct door *door;
	struct why why = { 0 };

	batch_put(b, str_of(type), (struct str){ 0 }, str_of(body), 1);
	must(door_open(d->n, &door, &why), &why);
	must(door_commit(door, b, d->a, &result, &why), &why);
	assert_int_equal(result.refused, 0);
	door_close(door);
	batch_close(b);
}

static struct gauge_result m081_at(struct noded *d, uint64_t leaf)
{
	struct gauge_result g;
	struct why why = { 0 };

	must(reader_begin(d->r, leaf, &why), &why);
	must(gauge_run(d->r, pack_measure(d->p, STR("M081")), (struct instant){ NOW_US }, d->a, &g,
		       &why),
	     &why);
	reader_end(d->r);
	return g;
}

TEST(an_older_position_still_says_what_it_said)
{
	struct noded d = noded_open();
	struct gauge_result before, after, again;

	put(&d, "party", "{\"registration_no\":\"P1\",\"name\":\"P\",\"kind\":\"firm\"}");
	put(&d, "asset", "{\"name\":\"A1\",\"kind\":\"system\"}");
	before = m081_at(&d, 0);
	assert_true(before.total.num == 0 && before.total.den == 1);
	put(&d, "asset", "{\"name\":\"A1\",\"kind\":\"system\",\"responsible\":\"P1\"}");
	after = m081_at(&d, 0);
	assert_true(after.total.num == 1 && after.total.den == 1);
	assert_true(after.as_of > before.as_of);
	again = m081_at(&d, before.as_of);
	assert_int_equal(again.as_of, before.as_of);
	assert_true(again.total.num == 0 && again.total.den == 1);
	noded_close(&d);
}

TESTS("gauge/node", CASE(an_older_position_still_says_what_it_said),
      CASE(an_empty_node_has_no_data_for_article_14), CASE(counts_in_the_store_become_a_value),
      CASE(a_broken_measure_costs_only_itself))
