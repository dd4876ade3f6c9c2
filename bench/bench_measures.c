/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_measures DIR [RECORDS [SEED]] - what does a full run of all measures cost over so many records?
 *
 * Makes a node of cn-mobile-2017 in DIR/node and writes RECORDS rows (a million, unless told) straight
 * into the typed tables, drawn with a fixed seed: every type has some, observations, sightings and
 * steps of cases most; references lead to rows that are there, codes are of their lists, metrics and
 * areas of the pack; dates lie in the last two years. (The write door is not what is measured here.)
 * Then all measures run on one thread and on as many as there are processors.
 *
 * Prints one JSON line: seconds, nanoseconds a record, measures that could not be computed, the slowest five,
 * CPU seconds of all threads, and the yardstick of the same run: count(*) by a full scan of every table. Only the ratio means anything elsewhere.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "base/mem.h"
#include "base/rand.h"
#include "gauge/every.h"
#include "gauge/kept.h"
#include "pack/pack.h"
#include "pack/return.h"
#include "store/node.h"
#include "wire/time3339.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { AREAS = 60, SLOWEST = 5, DAYS = 730 };
#define AT_US 1767225600000000LL /* 2026-01-01 */

struct maker {
	sqlite3 *db;
	const struct pack *p;
	const struct rec_type *types;
	size_t type_count, *rows;
	struct prng chance;
	int64_t leaf;
	const struct metric *metrics;
	size_t metric_count;
};

static uint64_t draw(struct maker *m, uint64_t below)
{
	return prng_below(&m->chance, below);
}

static bool is_one(struct str s, const char *words)
{
	struct str rest = str_of(words), word;

	while (str_split(&rest, ' ', &word))
		if (str_eq(word, s))
			return true;
	return false;
}

/* How many of a hundred thousand rows are of this type. */
static size_t share(const struct rec_type *t)
{
	static const struct {
		const char *names;
		size_t share;
	} shares[] = {
		{ "observation", 40000 },
		{ "sighting", 15000 },
		{ "case_step", 14000 },
		{ "events_read", 6000 },
		{ "case clock finding", 4000 },
		{ "party service permit asset resource receipt relation", 1400 },
		{ "area sketch counter alert measure_result source duty instrument", 20 },
	};

	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
		if (is_one(t->name, shares[i].names))
			return shares[i].share;
	return 250;
}

static size_t type_at(const struct maker *m, struct str name)
{
	size_t i = 0;

	while (i < m->type_count && !str_eq(m->types[i].name, name))
		i++;
	ensure(i < m->type_count);
	return i;
}

/* ---- values ---- */

/* Sixteen bytes that name row `i` of a type. */
static void rec_of(size_t type, uint64_t i, unsigned char out[16])
{
	memset(out, 0, 16);
	out[0] = (unsigned char)type;
	memcpy(out + 8, &i, sizeof i);
}

static void bind_ref(struct maker *m, sqlite3_stmt *s, int at, const struct rec_field *f)
{
	size_t t = type_at(m, f->ref);
	unsigned char rec[16];

	if (!m->rows[t])
		return;
	rec_of(t, draw(m, m->rows[t]), rec);
	sqlite3_bind_blob(s, at, rec, sizeof rec, SQLITE_TRANSIENT);
}

static void bind_date(struct maker *m, sqlite3_stmt *s, int at)
{
	struct buf b = { 0 };

	time3339_write((struct instant){ AT_US - (int64_t)draw(m, DAYS) * US_PER_DAY }, &b);
	sqlite3_bind_text(s, at, buf_cstr(&b), 10, SQLITE_TRANSIENT);
	buf_fini(&b);
}

/* GB/T 2260 in form: provinces, their cities, their counties. */
static void area_code(uint64_t i, char out[7])
{
	uint64_t province = 11 + i % 5, city = i / 5 % 4, county = i / 20 % 3;

	snprintf(out, 7, "%02u%02u%02u", (unsigned)province, (unsigned)city,
		 (unsigned)(city ? county : 0));
}

static void bind_text(struct maker *m, sqlite3_stmt *s, int at, const struct rec_type *t,
		      const struct rec_field *f, uint64_t row)
{
	char text[64];

	if (str_eq(f->name, STR("metric")) && m->metric_count) {
		struct str id = m->metrics[draw(m, m->metric_count)].id;

		sqlite3_bind_text(s, at, id.p, (int)id.n, SQLITE_STATIC);
		return;
	}
	if (is_one(f->name, "area code"))
		area_code(str_eq(t->name, STR("area")) ? row : draw(m, AREAS), text);
	else if (f->key)
		snprintf(text, sizeof text, "%.*s-%llu", STR_FMT(f->name), (unsigned long long)row);
	else if (str_eq(f->name, STR("dim")))
		snprintf(text, sizeof text, "all");
	else
		snprintf(text, sizeof text, "w%llu", (unsigned long long)draw(m, 50));
	sqlite3_bind_text(s, at, text, -1, SQLITE_TRANSIENT);
}

static void bind_code(struct maker *m, sqlite3_stmt *s, int at, const struct rec_field *f)
{
	struct str c = f->code_count ? f->codes[draw(m, f->code_count)] : STR("x");

	sqlite3_bind_text(s, at, c.p, (int)c.n, SQLITE_STATIC);
}

/* One in eight of what need not be there is not. */
static void bind_value(struct maker *m, sqlite3_stmt *s, int at, const struct rec_type *t,
		       const struct rec_field *f, uint64_t row)
{
	if (!f->required && !f->key && draw(m, 8) == 0)
		return;
	switch (f->type) {
	case FT_INTEGER:
	case FT_MONEY:
		sqlite3_bind_int64(s, at, f->key ? (int64_t)row : (int64_t)draw(m, 1000));
		break;
	case FT_REAL:
		sqlite3_bind_double(s, at, (double)draw(m, 100000) / 1000);
		break;
	case FT_BOOLEAN:
		sqlite3_bind_int(s, at, draw(m, 2) != 0);
		break;
	case FT_DATE:
		bind_date(m, s, at);
		break;
	case FT_INSTANT:
		sqlite3_bind_int64(s, at, AT_US - (int64_t)draw(m, DAYS * 24ull) * US_PER_HOUR - 1);
		break;
	case FT_CODE:
		bind_code(m, s, at, f);
		break;
	case FT_REF:
		bind_ref(m, s, at, f);
		break;
	case FT_SKETCH:
		break;
	default:
		bind_text(m, s, at, t, f, row);
	}
}

/* ---- tables ---- */

static sqlite3_stmt *insert(struct maker *m, const struct rec_type *t)
{
	struct buf sql = { 0 };
	sqlite3_stmt *s = NULL;
	bool record = t->storage == STORAGE_RECORD;
	size_t n = record ? 4 : 2;

	buf_printf(&sql, "INSERT OR IGNORE INTO main.\"%.*s\"(leaf, %s", STR_FMT(t->name),
		   record ? "rec, ver, recorded_from" : "recorded");
	for (size_t i = 0; i < t->field_count; i++)
		if (!t->fields[i].list) {
			buf_printf(&sql, ", \"%.*s\"", STR_FMT(t->fields[i].name));
			n++;
		}
	buf_puts(&sql, ") VALUES(?");
	while (--n)
		buf_puts(&sql, ", ?");
	buf_c(&sql, ')');
	if (sqlite3_prepare_v2(m->db, buf_cstr(&sql), -1, &s, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s\n", sqlite3_errmsg(m->db));
		exit(1);
	}
	buf_fini(&sql);
	return s;
}

static void fill_row(struct maker *m, sqlite3_stmt *s, size_t type, uint64_t row)
{
	const struct rec_type *t = &m->types[type];
	int at = 1;
	unsigned char rec[16];

	/* Below all positions of the ledger: seen from every one. */
	sqlite3_bind_int64(s, at++, --m->leaf);
	if (t->storage == STORAGE_RECORD) {
		rec_of(type, row, rec);
		sqlite3_bind_blob(s, at++, rec, sizeof rec, SQLITE_TRANSIENT);
		sqlite3_bind_int(s, at++, 1);
	}
	sqlite3_bind_int64(s, at++, AT_US - US_PER_DAY);
	for (size_t i = 0; i < t->field_count; i++)
		if (!t->fields[i].list)
			bind_value(m, s, at++, t, &t->fields[i], row);
	ensure(sqlite3_step(s) == SQLITE_DONE);
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
}

static void fill(struct maker *m, size_t records)
{
	size_t all = 0;

	m->rows = mem_zero(m->type_count, sizeof *m->rows);
	for (size_t i = 0; i < m->type_count; i++)
		all += share(&m->types[i]);
	for (size_t i = 0; i < m->type_count; i++) {
		m->rows[i] = (size_t)((double)records * (double)share(&m->types[i]) / (double)all);
		if (str_eq(m->types[i].name, STR("area")))
			m->rows[i] = AREAS;
	}
	sqlite3_exec(m->db, "PRAGMA synchronous=OFF; BEGIN", NULL, NULL, NULL);
	for (size_t i = 0; i < m->type_count; i++) {
		sqlite3_stmt *s = insert(m, &m->types[i]);

		for (size_t row = 0; row < m->rows[i]; row++)
			fill_row(m, s, i, row);
		sqlite3_finalize(s);
	}
	sqlite3_exec(m->db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
}

/* ---- the node ---- */

static struct node *make_node(struct arena *a, const char *dir, struct pack **p)
{
	struct node_setup s = { .name = STR("bench") };
	struct buf frozen = { 0 };
	struct node *n = NULL;
	struct why why = { 0 };

	if (pack_load(a, NULL, STR("cn-mobile-2017"), NULL, NULL, p, &why) != ERR_OK)
		goto bad;
	pack_freeze(*p, &frozen);
	s.pack = pack_id(*p);
	s.pack_frozen = buf_str(&frozen);
	s.types = pack_types(*p, &s.type_count);
	if (node_create(dir, &s, &why) == ERR_OK && node_open(dir, &n, &why) == ERR_OK) {
		buf_fini(&frozen);
		return n;
	}
bad:
	why_print(&why, stderr);
	exit(1);
}

static double seconds_since(uint64_t began)
{
	return (double)(clock_mono_ns() - began) / 1e9;
}

/* Every table once, from end to end: no index may answer. */
static double yardstick(const struct maker *m, int64_t *rows)
{
	uint64_t began = clock_mono_ns();

	*rows = 0;
	for (size_t i = 0; i < m->type_count; i++) {
		struct buf sql = { 0 };
		sqlite3_stmt *s;

		buf_printf(&sql, "SELECT count(*) FROM main.\"%.*s\" NOT INDEXED",
			   STR_FMT(m->types[i].name));
		ensure(sqlite3_prepare_v2(m->db, buf_cstr(&sql), -1, &s, NULL) == SQLITE_OK);
		ensure(sqlite3_step(s) == SQLITE_ROW);
		*rows += sqlite3_column_int64(s, 0);
		sqlite3_finalize(s);
		buf_fini(&sql);
	}
	return seconds_since(began);
}

static double run(const struct node *n, const struct measure *const *list, size_t count,
		  unsigned threads, struct arena *a, struct gauge_result **out)
{
	struct every x = { .node = n, .at = { AT_US }, .threads = threads };
	uint64_t began = clock_mono_ns();
	struct why why = { 0 };

	if (every_run(&x, list, count, a, out, &why) != ERR_OK) {
		why_print(&why, stderr);
		exit(1);
	}
	return seconds_since(began);
}

struct timed {
	const struct measure *m;
	double s;
};

static int slower(const void *a, const void *b)
{
	double x = ((const struct timed *)a)->s, y = ((const struct timed *)b)->s;

	return (x < y) - (x > y);
}

/* Each alone, for the names of the slowest. */
static void slowest(const struct node *n, const struct measure *const *list, size_t count,
		    struct arena *a)
{
	struct timed *t = arena_array(a, struct timed, count);

	for (size_t i = 0; i < count; i++) {
		struct gauge_result *r;

		t[i] = (struct timed){ list[i], run(n, &list[i], 1, 1, a, &r) };
	}
	qsort(t, count, sizeof *t, slower);
	for (size_t i = 0; i < SLOWEST && i < count; i++)
		printf("%s\"%.*s\":%.2f", i ? "," : "", STR_FMT(t[i].m->id), t[i].s);
}

int main(int argc, char **argv)
{
	size_t records = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000, count, broken = 0,
	       with_value = 0;
	struct maker m = { .chance = prng_of(argc > 3 ? strtoull(argv[3], NULL, 10) : 1) };
	struct arena *a = arena_open();
	struct gauge_result *one, *all;
	struct pack *p;
	int64_t rows;

	if (argc < 2 || !records) {
		fprintf(stderr, "usage: bench_measures DIR [RECORDS [SEED]]\n");
		return 2;
	}
	const char *dir = arena_printf(a, "%s/node", argv[1]).p;
	struct node *n = make_node(a, dir, &p);

	m.p = p;
	m.types = node_types(n, &m.type_count);
	m.metrics = pack_metrics(p, &m.metric_count);
	ensure(sqlite3_open(arena_printf(a, "%s/store/cresset.db", dir).p, &m.db) == SQLITE_OK);
	fill(&m, records);
	const struct measure *defined = pack_measures(p, &count);
	const struct measure **list = arena_array(a, const struct measure *, count);

	for (size_t i = 0; i < count; i++)
		list[i] = &defined[i];
	yardstick(&m, &rows); /* once for the page cache */
	double yard = yardstick(&m, &rows), s1 = run(n, list, count, 1, a, &one);
	clock_t busy = clock();
	double sn = run(n, list, count, 0, a, &all),
	       cpu = (double)(clock() - busy) / CLOCKS_PER_SEC;

	for (size_t i = 0; i < count; i++) {
		broken += all[i].state == GAUGE_BROKEN;
		with_value += all[i].has_value;
		if (all[i].fault)
			why_print(all[i].fault, stderr);
	}
	printf("{\"bench\":\"measures\",\"records\":%lld,\"measures\":%zu,\"with_value\":%zu,"
	       "\"broken\":%zu,\"s_one_thread\":%.2f,\"s_all_threads\":%.2f,\"cpu_s\":%.2f,\"ns_a_"
	       "record\":%.0f,"
	       "\"scan_s\":%.3f,\"ratio_to_scan\":%.1f,\"slowest_s\":{",
	       (long long)rows, count, with_value, broken, s1, sn, cpu, sn * 1e9 / (double)rows,
	       yard, sn / yard);
	slowest(n, list, count, a);
	printf("}}\n");
	sqlite3_close(m.db);
	node_close(n);
	mem_free(m.rows);
	arena_close(a);
	return broken != 0;
}
