/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_sink.c - how many aggregated sightings a second become durable? Hits go into a tally, its rows
 * into a batch, the batch through the door: one transaction, one leaf, one fsync.
 *
 *	bench_sink [ROWS [BATCHES]]	default 100,000 rows a batch, 5 batches
 *
 * Each batch is of another hour and the last is given again, merged into rows that are there. The
 * yardstick of the same run: SQLite alone, the same rows into a bare table with the same key. At the end,
 * what the situation of all these rows takes.
 * One JSON line a figure.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/rand.h"
#include "pack/pack.h"
#include "sense/tally.h"
#include "serve/situation.h"
#include "store/door.h"
#include "store/node.h"
#include "wire/domain.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { INDICATORS = 20000, PARTIES = 200, HITS_A_ROW = 3 };

static const int64_t first_hour = 1763568000ll * US_PER_SECOND;
static char dir[] = "/tmp/cresset-sink-XXXXXX";
static struct why why;

static void must(enum err e)
{
	if (e == ERR_OK)
		return;
	why_print(&why, stderr);
	exit(1);
}

static struct node *make_node(struct arena *a)
{
	struct node_setup setup = { .name = STR("bench"),
				    .area = STR("130000"),
				    .pack = STR("cn-mobile-2017") };
	struct buf frozen = { 0 };
	struct pack *pack;
	struct node *n;
	char path[64];

	must(pack_load(a, NULL, setup.pack, NULL, NULL, &pack, &why));
	pack_freeze(pack, &frozen);
	setup.pack_frozen = buf_str(&frozen);
	setup.types = pack_types(pack, &setup.type_count);
	snprintf(path, sizeof path, "%s/n", dir);
	must(node_create(path, &setup, &why));
	must(node_open(path, &n, &why));
	buf_fini(&frozen);
	return n;
}

/* The i-th row of any hour: one in three on a registered organisation. */
static void one_hit(struct tally *t, size_t i, int64_t hour)
{
	static char name[64], party[16], asset[32];
	struct hit_source source = { .name = STR("feed-of-names"), .category = CAT_C2 + i % 5 };
	struct event ev = { .has_time = true,
			    .time = { first_hour + hour * US_PER_HOUR + (int64_t)(i % 3600) } };
	struct hit h = { .event = &ev, .kind = IND_DOMAIN, .sources = &source, .source_count = 1 };
	bool owned = i % 3 == 0;

	snprintf(name, sizeof name, "host%zu.command.evil-%zu.example", i % INDICATORS,
		 i % INDICATORS);
	snprintf(party, sizeof party, "P%zu", i / INDICATORS * 7 % PARTIES);
	snprintf(asset, sizeof asset, "asset-%zu", i / INDICATORS);
	h.indicator = str_of(name);
	must(tally_hit(t, &h, str_of(owned ? asset : ""), str_of(owned ? party : "")));
}

struct times {
	uint64_t tally, write, commit;
	uint64_t cpu; /* of write and commit: what a busy machine does not change */
};

static struct times run(struct door *d, struct arena *a, size_t rows, int64_t hour)
{
	struct tally *t = tally_open(
		(struct tally_place){ STR("sensor-east"), STR("130100"), { first_hour } });
	struct batch *b = batch_open(STR("bench"), STR("bench"));
	struct batch_result r;
	struct times at = { .tally = clock_mono_ns() };

	for (size_t i = 0; i < rows * HITS_A_ROW; i++)
		one_hit(t, i % rows, hour);
	at.write = clock_mono_ns();
	at.cpu = clock_cpu_ns();
	rows = tally_rows(t);
	tally_write(t, b);
	at.commit = clock_mono_ns();
	must(door_commit(d, b, a, &r, &why));
	if (r.tallied != rows || r.leaf_to - r.leaf_from != 1) {
		fprintf(stderr, "%zu rows, %llu taken\n", rows, (unsigned long long)r.tallied);
		exit(1);
	}
	at = (struct times){ at.write - at.tally, at.commit - at.write, clock_mono_ns() - at.commit,
			     clock_cpu_ns() - at.cpu };
	batch_close(b);
	tally_close(t);
	return at;
}

static void say_times(const char *what, size_t rows, struct times t, double yardstick)
{
	double ns = (double)(t.write + t.commit);

	printf("{\"bench\":\"sink\",\"case\":\"%s\",\"rows\":%zu,\"sightings_per_s\":%.0f,"
	       "\"sightings_per_cpu_s\":%.0f,\"ns_per_hit_tallied\":%.0f,"
	       "\"ns_per_row_written\":%.0f,\"ns_per_row_committed\":%.0f,\"ratio_to_sqlite_"
	       "alone\":%.2f}\n",
	       what, rows, (double)rows * 1e9 / ns, (double)rows * 1e9 / (double)t.cpu,
	       (double)t.tally / (double)rows / HITS_A_ROW, (double)t.write / (double)rows,
	       (double)t.commit / (double)rows, ns / (double)rows / yardstick);
	fflush(stdout);
}

/* Nanoseconds a row for SQLite alone: one table, one key, one transaction, durable. */
static double sqlite_alone(size_t rows)
{
	static const char make[] =
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		"CREATE TABLE s(leaf INT, recorded INT, w INT, kind TEXT, ind TEXT, src TEXT, cat"
		" TEXT, sensor TEXT, area TEXT, asset TEXT, party TEXT, n INT, a INT, b INT, u "
		"INT);"
		"CREATE UNIQUE INDEX k ON s(w, kind, ind, src, cat, sensor, area, asset, party);"
		"BEGIN";
	uint64_t start;
	sqlite3_stmt *s;
	sqlite3 *db;
	char path[64];

	snprintf(path, sizeof path, "%s/alone.db", dir);
	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, make, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(
		    db,
		    "INSERT INTO s VALUES(1, 2, ?1, 'domain', ?2, 'feed-of-names', 'c2',"
		    " 'sensor-east', '130100', ?3, ?4, 3, 4, 5, 0) ON CONFLICT(w, kind,"
		    " ind, src, cat, sensor, area, asset, party) DO UPDATE SET n = n + 3",
		    -1, &s, NULL) != SQLITE_OK)
		exit(1);
	start = clock_mono_ns();
	for (size_t i = 0; i < rows; i++) {
		char name[64], asset[32];

		sqlite3_bind_int64(s, 1, first_hour);
		snprintf(name, sizeof name, "host%zu.command.evil-%zu.example", i % INDICATORS,
			 i % INDICATORS);
		snprintf(asset, sizeof asset, "asset-%zu", i / INDICATORS);
		sqlite3_bind_text(s, 2, name, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 3, i % 3 ? "" : asset, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 4, i % 3 ? "" : "P1", -1, SQLITE_STATIC);
		if (sqlite3_step(s) != SQLITE_DONE)
			exit(1);
		sqlite3_reset(s);
	}
	sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	start = clock_mono_ns() - start;
	sqlite3_finalize(s);
	sqlite3_close(db);
	return (double)start / (double)rows;
}

/* The situation over all of it: from the sums, from every sighting, and what the measures take of both. */
static void situation(const struct node *n, size_t rows)
{
	struct arena *a = arena_open();
	struct situation_source from = { .node = n, .at = { first_hour + 24 * US_PER_HOUR } };
	struct situation s;
	struct reader *r;
	struct pack *core, *pack;
	double ms[3];

	/* The central pack has no articles: what the measures take is told apart. */
	must(pack_load(a, NULL, STR("core"), NULL, NULL, &core, &why));
	must(pack_thaw(a, node_pack_frozen(n), &pack, &why));
	must(reader_open(n, &r, &why));
	must(reader_begin(r, 0, &why));
	for (int way = 0; way < 3; way++) {
		uint64_t start = clock_cpu_ns();

		from.scan = way == 1;
		from.pack = way == 2 ? pack : core;
		if (way == 2)
			situation_load_articles(r, &from, a, &s);
		else
			must(situation_load(r, &from, a, &s, &why));
		ms[way] = (double)(clock_cpu_ns() - start) / 1e6;
	}
	printf("{\"bench\":\"situation\",\"sightings\":%zu,\"sums_cpu_ms\":%.2f,\"scan_cpu_ms\":%."
	       "0f,"
	       "\"measures_cpu_ms\":%.0f}\n",
	       rows, ms[0], ms[1], ms[2]);
	reader_end(r);
	reader_close(r);
	arena_close(a);
}

int main(int argc, char **argv)
{
	size_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
	int64_t batches = argc > 2 ? atoll(argv[2]) : 5;
	struct arena *a = arena_open();
	struct node *n;
	struct door *d;
	double alone;
	char cmd[64];

	domain_init();
	if (!mkdtemp(dir))
		return 1;
	n = make_node(a);
	alone = sqlite_alone(rows);
	must(door_open(n, &d, &why));
	for (int64_t hour = 0; hour < batches; hour++)
		say_times(hour ? "another hour" : "into nothing", rows, run(d, a, rows, hour),
			  alone);
	say_times("merged", rows, run(d, a, rows, batches - 1), alone);
	situation(n, rows * (size_t)batches);
	door_close(d);
	node_close(n);
	arena_close(a);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd) == 0 ? 0 : 1;
}
