/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/situation.h"

#include "base/map.h"
#include "base/vec.h"
#include "pack/lineage.h"
#include "store/query.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

/* What every part needs. */
struct load {
	struct reader *r;
	const struct situation_source *from;
	struct arena *a;
	struct situation *out;
	struct why *why;
	bool scan; /* there are no sums, or they are not wanted */
};

static enum err open_query(struct load *l, const char *sql, struct query **q)
{
	return query_open(reader_db(l->r), sql, q, l->why);
}

static struct str column(struct load *l, struct query *q, int at)
{
	return str_keep(l->a, query_text(q, at));
}

/* The rows' memory goes to the arena, so that one lifetime holds all. */
#define KEEP(l, vec, out_v, out_n) \
	do { \
		out_n = (vec)->n; \
		out_v = arena_alloc((l)->a, (vec)->n * sizeof *(vec)->v + 1); \
		if ((vec)->n) \
			memcpy(out_v, (vec)->v, (vec)->n * sizeof *(vec)->v); \
		vec_fini(vec); \
	} while (0)

/* ---- 1: feeds ---- */

static void read_feed(struct load *l, struct query *q, struct situation_feed *f)
{
	f->name = column(l, q, 0);
	f->publisher = column(l, q, 1);
	f->category = column(l, q, 2);
	f->kind = column(l, q, 3);
	f->licence = column(l, q, 4);
	f->format = column(l, q, 5);
	f->count = query_i64(q, 6);
	f->refused = query_i64(q, 7);
	f->loaded.us = query_i64(q, 8);
	l->out->refused += f->refused;
	if (str_eq(f->kind, STR("warnings")))
		l->out->warning_count++;
	else
		l->out->listed += f->count;
}

static enum err load_feeds(struct load *l)
{
	VEC(struct situation_feed) v = { 0 };
	struct query *q = NULL;
	bool row = false;
	enum err e = open_query(l,
				"SELECT name, publisher, category, kind, licence, format, count,"
				" refused, loaded FROM source ORDER BY kind, name LIMIT ?1",
				&q);

	if (e != ERR_OK)
		return e;
	query_bind_i64(q, 1, SITUATION_FEEDS);
	while ((e = query_next(q, &row, l->why)) == ERR_OK && row)
		read_feed(l, q, vec_push(&v));
	query_close(q);
	KEEP(l, &v, l->out->feed, l->out->feed_count);
	return e;
}

static void load_index(struct load *l)
{
	l->out->has_index = l->from->generation != NULL;
	if (l->out->has_index)
		l->out->counts = generation_counts(l->from->generation);
}

/* ---- 2: events ---- */

/* One row of at most four integers; NULLs are 0. */
static enum err one_row(struct load *l, const char *sql, int64_t v[4])
{
	struct query *q = NULL;
	bool row = false;
	enum err e = open_query(l, sql, &q);

	if (e != ERR_OK)
		return e;
	e = query_next(q, &row, l->why);
	for (int i = 0; i < 4; i++)
		v[i] = row ? query_i64(q, i) : 0;
	query_close(q);
	return e;
}

/* The JSON object of an operational row, or NULL. */
static enum err load_cursor(struct load *l, const char *name, struct json **out)
{
	struct query *q = NULL;
	bool row = false;
	enum err e = open_query(l, "SELECT value FROM cursor WHERE name = ?1", &q);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, str_of(name));
	e = query_next(q, &row, l->why);
	if (row &&
	    json_parse(l->a, column(l, q, 0), (struct json_limits){ 0 }, out, NULL) != ERR_OK)
		*out = NULL; /* a row that is not ours to read is no reason to show nothing */
	query_close(q);
	return e;
}

static enum err load_last(struct load *l)
{
	struct situation *s = l->out;
	struct json *last;
	enum err e = load_cursor(l, SITUATION_LAST_MATCH, &last);

	s->last_events = s->last_us = -1;
	(void)json_int(json_get(last, "events"), &s->last_events);
	(void)json_int(json_get(last, "us"), &s->last_us);
	return e;
}

/* Bytes of the regular files in DIR/store: the database, its log, the frozen packs. */
static uint64_t store_bytes(struct load *l)
{
	struct str dir = arena_printf(l->a, "%s/store", node_dir(l->from->node));
	DIR *d = opendir(dir.p);
	struct dirent *f;
	struct stat st;
	uint64_t n = 0;

	while (d && (f = readdir(d)))
		if (stat(arena_printf(l->a, "%s/%s", dir.p, f->d_name).p, &st) == 0 &&
		    S_ISREG(st.st_mode))
			n += (uint64_t)st.st_size;
	if (d)
		closedir(d);
	return n;
}

/* Are there sums? A store that no program of today has written to has none yet. */
static enum err find_sums(struct load *l)
{
	int64_t v[4];
	enum err e = one_row(l,
			     "SELECT count(*), 0, 0, 0 FROM main.sqlite_schema"
			     " WHERE name = 'sum_party'",
			     v);

	l->scan = l->from->scan || !v[0];
	return e;
}

static enum err load_events(struct load *l)
{
	struct situation *s = l->out;
	int64_t v[4];
	enum err e = one_row(l,
			     l->scan ? "SELECT sum(count), max(recorded), 0, 0 FROM events_read" :
				       "SELECT events, events_at, 0, 0 FROM main.sum_total",
			     v);

	if (e != ERR_OK)
		return e;
	s->events = v[0];
	s->last_at.us = v[1];
	s->has_last = v[1] != 0;
	e = one_row(l,
		    l->scan ? "SELECT count(*), sum(count), sum(CASE WHEN coalesce(party, '') = ''"
			      " THEN count ELSE 0 END), 0 FROM sighting" :
			      "SELECT \"rows\", hits, unowned, 0 FROM main.sum_total",
		    v);
	if (e != ERR_OK)
		return e;
	s->sighting_rows = v[0];
	s->hits = v[1];
	s->hits_unowned = v[2];
	s->store_bytes = store_bytes(l);
	return load_last(l);
}

/* ---- 3: organisations ---- */

/* One pass over the sightings: rows of one party come together, and in it those of one indicator. */
#define HITS \
	"SELECT party, kind, indicator, category, sum(count), max(last) FROM sighting" \
	" WHERE party <> '' GROUP BY party, kind, indicator, category ORDER BY 1, 2, 3, 4"

/* What is known of a party so far. */
struct gathering {
	struct situation_party p;
	int64_t top_hits;
};

static void see_top(struct load *l, struct query *q, struct gathering *g)
{
	int64_t hits = query_i64(q, 4);
	enum category c;

	if (!category_of(query_text(q, 3), &c) || (g->p.worst != CAT_NONE && c > g->p.worst) ||
	    (c == g->p.worst && hits <= g->top_hits))
		return;
	g->p.worst = c;
	g->top_hits = hits;
	g->p.top_kind = column(l, q, 1);
	g->p.top_value = column(l, q, 2);
}

/* `before` holds the indicator of the row before; empty at a new party. */
static void see_hit(struct load *l, struct query *q, struct gathering *g, struct buf *before)
{
	struct buf now = { 0 };

	buf_put(&now, query_text(q, 1));
	buf_c(&now, ' ');
	buf_put(&now, query_text(q, 2));
	g->p.indicators += !str_eq(buf_str(&now), buf_str(before));
	buf_fini(before);
	*before = now;
	g->p.hits += query_i64(q, 4);
	if (query_i64(q, 5) > g->p.last.us)
		g->p.last.us = query_i64(q, 5);
	see_top(l, q, g);
}

static int by_hits(const void *x, const void *y)
{
	const struct situation_party *a = &((const struct gathering *)x)->p;
	const struct situation_party *b = &((const struct gathering *)y)->p;

	if (a->hits != b->hits)
		return a->hits < b->hits ? 1 : -1;
	return str_cmp(a->party, b->party);
}

/* Names, areas and contact roles of those that the register still has. */
static enum err load_register(struct load *l)
{
	struct map *by_key = map_open();
	struct query *q = NULL;
	bool row = false;
	enum err e = open_query(l,
				"SELECT p.registration_no, p.name, p.kind, a.name, p.contact_role"
				" FROM party p LEFT JOIN area a ON a.rec = p.area",
				&q);

	for (size_t i = 0; i < l->out->party_count; i++)
		map_put(by_key, l->out->party[i].party, NULL)->p = &l->out->party[i];
	while (e == ERR_OK && (e = query_next(q, &row, l->why)) == ERR_OK && row) {
		struct map_entry *at = map_get(by_key, query_text(q, 0));
		struct situation_party *p = at ? at->p : NULL;

		if (!p)
			continue;
		p->name = column(l, q, 1);
		p->kind = column(l, q, 2);
		p->area = column(l, q, 3);
		p->contact_role = column(l, q, 4);
	}
	query_close(q);
	map_close(by_key);
	return e;
}

static void keep_worst(struct load *l, struct gathering *v, size_t n)
{
	struct situation *s = l->out;

	if (n)
		qsort(v, n, sizeof *v, by_hits);
	s->party_count = n < SITUATION_PARTIES ? n : SITUATION_PARTIES;
	s->party = arena_array(l->a, struct situation_party, s->party_count);
	for (size_t i = 0; i < s->party_count; i++)
		s->party[i] = v[i].p;
}

static enum err scan_parties(struct load *l)
{
	VEC(struct gathering) v = { 0 };
	struct buf before = { 0 };
	struct query *q = NULL;
	bool row = false;
	enum err e = open_query(l, HITS, &q);

	while (e == ERR_OK && (e = query_next(q, &row, l->why)) == ERR_OK && row) {
		if (!v.n || !str_eq(v.v[v.n - 1].p.party, query_text(q, 0))) {
			struct situation_party *p = &vec_push(&v)->p;

			p->party = p->name = column(l, q, 0);
			buf_clear(&before);
		}
		see_hit(l, q, &v.v[v.n - 1], &before);
	}
	query_close(q);
	keep_worst(l, v.v, v.n);
	vec_fini(&v);
	buf_fini(&before);
	return e;
}

static void read_party(struct load *l, struct query *q, struct situation_party *p)
{
	int64_t worst = query_i64(q, 4);

	p->party = p->name = column(l, q, 0);
	p->hits = query_i64(q, 1);
	p->indicators = query_i64(q, 2);
	p->last.us = query_i64(q, 3) > 0 ? query_i64(q, 3) : 0;
	p->worst = worst > CAT_NONE && worst < CAT_COUNT ? (enum category)worst : CAT_NONE;
	p->top_kind = column(l, q, 5);
	p->top_value = column(l, q, 6);
}

static enum err sum_parties(struct load *l)
{
	VEC(struct situation_party) v = { 0 };
	struct query *q = NULL;
	bool row = false;
	enum err e = open_query(l,
				"SELECT party, hits, indicators, last, worst, top_kind,"
				" top_indicator FROM main.sum_party ORDER BY hits DESC, party"
				" LIMIT ?1",
				&q);

	if (e != ERR_OK)
		return e;
	query_bind_i64(q, 1, SITUATION_PARTIES);
	while ((e = query_next(q, &row, l->why)) == ERR_OK && row)
		read_party(l, q, vec_push(&v));
	query_close(q);
	KEEP(l, &v, l->out->party, l->out->party_count);
	return e;
}

static enum err load_parties(struct load *l)
{
	enum err e = l->scan ? scan_parties(l) : sum_parties(l);

	return e == ERR_OK ? load_register(l) : e;
}

/* ---- 4: articles ---- */

void situation_run(struct reader *r, const struct measure *m, struct instant at, struct arena *a,
		   struct situation_measure *out)
{
	out->measure = m;
	out->failed = gauge_run(r, m, at, a, &out->result, &out->why) != ERR_OK;
	if (out->failed) {
		out->result = gauge_broken(m, &out->why, a);
		out->result.as_of = reader_position(r);
	}
}

static void load_article(struct load *l, const struct article *art, struct situation_article *out)
{
	size_t n;
	const struct measure *m = pack_measures(l->from->pack, &n);

	out->article = art;
	out->measure = arena_array(l->a, struct situation_measure, n);
	for (size_t i = 0; i < n; i++)
		if (article_has(art, m[i].mechanism))
			situation_run(l->r, &m[i], l->from->at, l->a,
				      &out->measure[out->measure_count++]);
}

static void load_articles(struct load *l)
{
	size_t n;
	const struct article *art = pack_articles(l->from->pack, &n);

	l->out->article = arena_array(l->a, struct situation_article, n);
	l->out->article_count = n;
	l->out->measures_at = l->from->at;
	l->out->measures_leaves = reader_leaves(l->r, NULL);
	for (size_t i = 0; i < n; i++)
		load_article(l, &art[i], &l->out->article[i]);
}

void situation_load_articles(struct reader *r, const struct situation_source *from, struct arena *a,
			     struct situation *out)
{
	struct load l = { .r = r, .from = from, .a = a, .out = out };

	*out = (struct situation){ .at = from->at, .pack = from->pack };
	load_articles(&l);
}

/* ---- 5: the search ---- */

static enum err load_search(struct load *l)
{
	struct situation *s = l->out;
	struct json *last;
	enum err e = load_cursor(l, SITUATION_LAST_SEARCH, &last);

	s->searched =
		json_int(json_get(last, "found"), &s->found) &&
		json_int(json_get(last, "searched_bytes"), &s->searched_bytes) &&
		time3339_read(json_str(json_get(last, "at"), STR("")), false, &s->searched_at);
	return e;
}

/* ---- the hours; ifnull(window, '') is what the table's index begins with ---- */

static enum err read_bars(struct load *l, int64_t last)
{
	struct query *q = NULL;
	bool row = false;
	enum err e = open_query(l,
				l->scan ? "SELECT window, category, sum(count) FROM sighting"
					  " WHERE window > ?1 AND window <= ?2"
					  " GROUP BY window, category" :
					  "SELECT window, category, hits FROM main.sum_hour"
					  " WHERE window > ?1 AND window <= ?2",
				&q);

	if (e != ERR_OK)
		return e;
	query_bind_i64(q, 1, last - SITUATION_HOURS * US_PER_HOUR);
	query_bind_i64(q, 2, last);
	while ((e = query_next(q, &row, l->why)) == ERR_OK && row) {
		int64_t back = (last - query_i64(q, 0)) / US_PER_HOUR;
		enum category c;

		if (category_of(query_text(q, 1), &c))
			l->out->bar[SITUATION_HOURS - 1 - back].count[c] += query_i64(q, 2);
	}
	query_close(q);
	return e;
}

/* The hours that end with the newest sighting; a clock that runs ahead must not hide the rest. */
static enum err load_bars(struct load *l)
{
	struct query *q = NULL;
	bool row = false;
	int64_t last = 0;
	enum err e = open_query(l,
				"SELECT max(ifnull(window, '')) FROM sighting"
				" WHERE ifnull(window, '') <= ?1",
				&q);

	if (e != ERR_OK)
		return e;
	query_bind_i64(q, 1, l->from->at.us);
	e = query_next(q, &row, l->why);
	row = row && !query_null(q, 0);
	last = row ? query_i64(q, 0) : 0;
	query_close(q);
	if (e != ERR_OK || !row)
		return e;
	l->out->bar = arena_array(l->a, struct situation_bar, SITUATION_HOURS);
	l->out->bar_count = SITUATION_HOURS;
	for (int i = 0; i < SITUATION_HOURS; i++)
		l->out->bar[i].hour.us = last - (SITUATION_HOURS - 1 - i) * US_PER_HOUR;
	return read_bars(l, last);
}

/* ---- all of it ---- */

static void load_names(struct load *l)
{
	struct situation *s = l->out;
	struct instant recorded;

	*s = (struct situation){ .at = l->from->at,
				 .node = node_name(l->from->node),
				 .area = node_area(l->from->node),
				 .dir = str_of(node_dir(l->from->node)),
				 .pack = l->from->pack,
				 .leaves = reader_leaves(l->r, &recorded) };
}

enum err situation_load_figures(struct reader *r, const struct situation_source *from,
				struct arena *a, struct situation *out, struct why *why)
{
	static enum err (*const parts[])(struct load *) = { find_sums,    load_feeds,  load_events,
							    load_parties, load_search, load_bars };
	struct load l = { .r = r, .from = from, .a = a, .out = out, .why = why };

	load_names(&l);
	load_index(&l);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		enum err e = parts[i](&l);

		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

enum err situation_load(struct reader *r, const struct situation_source *from, struct arena *a,
			struct situation *out, struct why *why)
{
	struct load l = { .r = r, .from = from, .a = a, .out = out, .why = why };
	enum err e = situation_load_figures(r, from, a, out, why);

	if (e == ERR_OK)
		load_articles(&l);
	return e;
}

bool situation_is_behind(const struct situation *s)
{
	return s->measures_leaves < s->leaves ||
	       s->measures_at.us / US_PER_MINUTE < s->at.us / US_PER_MINUTE;
}
