/* SPDX-License-Identifier: Apache-2.0 */
#include "sense/series.h"

#include "base/buf.h"
#include "store/node.h"
#include "store/query.h"

enum { PARTS = 4 };

/*
 * Columns: area, category, sensor, asset, count. The expression on `window` is the one that the aggregate's
 * index begins with (store/schema.h); on the bare column every statement would read the whole table.
 */
#define HOUR "ifnull(\"window\", '') >= ?1 AND ifnull(\"window\", '') < ?2 "
static const struct source {
	const char *series, *by, *sql;
} sources[] = {
	{ "hits", "area",
	  "SELECT area, NULL, NULL, NULL, sum(count) FROM counter WHERE " HOUR
	  "AND counted = 'hits' GROUP BY area" },
	{ "hits", "category",
	  "SELECT area, code, NULL, NULL, sum(count) FROM counter WHERE " HOUR
	  "AND counted = 'hits' GROUP BY area, code" },
	{ "hits", "asset",
	  "SELECT NULL, NULL, NULL, asset, sum(count) FROM sighting WHERE " HOUR
	  "AND ifnull(asset, '') <> '' GROUP BY asset" },
	{ "events", "area",
	  "SELECT area, NULL, NULL, NULL, sum(count) FROM counter WHERE " HOUR
	  "AND counted = 'events' GROUP BY area" },
	{ "events", "sensor",
	  "SELECT NULL, NULL, sensor, NULL, sum(count) FROM events_read WHERE " HOUR
	  "AND ifnull(sensor, '') <> '' GROUP BY sensor" },
};
static const char seen_sql[] = "SELECT DISTINCT area, sensor FROM events_read WHERE " HOUR;

static const char *sql_of(const struct rule *rule)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (str_eq(rule->series, str_of(sources[i].series)) &&
		    str_eq(rule->by, str_of(sources[i].by)))
			return sources[i].sql;
	return NULL; /* the pack's check refuses it */
}

static enum err open_hour(struct reader *r, const char *sql, struct instant hour, struct query **q,
			  struct why *why)
{
	enum err e = query_open(reader_db(r), sql, q, why);

	if (e != ERR_OK)
		return e;
	query_bind_i64(*q, 1, hour.us);
	query_bind_i64(*q, 2, hour.us + US_PER_HOUR);
	return ERR_OK;
}

static enum err read_counts(struct query *q, struct map *counts, struct why *why)
{
	struct buf key = { 0 };
	bool row = false;
	enum err e;

	while ((e = query_next(q, &row, why)) == ERR_OK && row) {
		buf_clear(&key);
		for (int i = 0; i < PARTS; i++) {
			buf_put(&key, query_text(q, i));
			buf_c(&key, 0x1f);
		}
		map_put(counts, buf_str(&key), NULL)->i = query_i64(q, PARTS);
	}
	buf_fini(&key);
	return e;
}

/* An area and a sensor never have the same text here: each has its own first byte. */
static void see(struct map *seen, char kind, struct str name)
{
	struct buf b = { 0 };

	buf_c(&b, kind);
	buf_put(&b, name);
	map_put(seen, buf_str(&b), NULL);
	buf_fini(&b);
}

static enum err read_seen(struct query *q, struct hour_counts *h, struct why *why)
{
	bool row = false;
	enum err e;

	while ((e = query_next(q, &row, why)) == ERR_OK && row) {
		h->any = true;
		see(h->seen, 'a', query_text(q, 0));
		see(h->seen, 's', query_text(q, 1));
	}
	return e;
}

enum err series_hour(struct reader *r, const struct rule *rule, struct instant hour,
		     struct hour_counts *out, struct why *why)
{
	struct query *q = NULL;
	const char *sql = sql_of(rule);
	enum err e;

	*out = (struct hour_counts){ .hour = hour, .counts = map_open(), .seen = map_open() };
	if (!sql)
		return ERR_OK;
	e = open_hour(r, sql, hour, &q, why);
	if (e == ERR_OK)
		e = read_counts(q, out->counts, why);
	query_close(q);
	if (e != ERR_OK)
		return e;
	q = NULL;
	e = open_hour(r, seen_sql, hour, &q, why);
	if (e == ERR_OK)
		e = read_seen(q, out, why);
	query_close(q);
	return e;
}

void series_hour_end(struct hour_counts *h)
{
	map_close(h->counts);
	map_close(h->seen);
	*h = (struct hour_counts){ 0 };
}

struct series_key series_key_of(struct str text)
{
	struct series_key k = { 0 };

	str_split(&text, 0x1f, &k.area);
	str_split(&text, 0x1f, &k.category);
	str_split(&text, 0x1f, &k.sensor);
	str_split(&text, 0x1f, &k.asset);
	return k;
}

static bool was_seen(const struct hour_counts *h, const struct rule *rule, struct str key)
{
	struct series_key k = series_key_of(key);
	bool sensor = str_eq(rule->by, STR("sensor"));
	struct buf b = { 0 };
	bool is;

	if (str_eq(rule->by, STR("asset")))
		return h->any; /* any sensor may see it */
	buf_c(&b, sensor ? 's' : 'a');
	buf_put(&b, sensor ? k.sensor : k.area);
	is = map_get(h->seen, buf_str(&b)) != NULL;
	buf_fini(&b);
	return is;
}

bool series_count(const struct hour_counts *h, const struct rule *rule, struct str key, double *out)
{
	const struct map_entry *e = map_get(h->counts, key);

	*out = e ? (double)e->i : 0;
	return e || was_seen(h, rule, key);
}
