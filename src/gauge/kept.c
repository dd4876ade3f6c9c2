/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/kept.h"

#include "gauge/result.h"
#include "store/query.h"
#include "wire/json.h"
#include "wire/time3339.h"

bool kept_has_type(const struct node *n)
{
	return node_type(n, STR(KEPT_TYPE)) != NULL;
}

/* ---- writing ---- */

static void w_number(struct json_writer *w, const char *key, bool has, double v)
{
	if (!has)
		return;
	json_w_key(w, key);
	json_w_double(w, v);
}

static void w_text(struct json_writer *w, const char *key, struct str s)
{
	if (s.n)
		json_w_text(w, key, s);
}

static void w_time(struct json_writer *w, const char *key, struct instant t)
{
	struct buf b = { 0 };

	time3339_write(t, &b);
	json_w_text(w, key, buf_str(&b));
	buf_fini(&b);
}

static void w_hash(struct json_writer *w, const char *key, struct sha256 h)
{
	struct buf b = { 0 };

	buf_hex(&b, h.b, sizeof h.b);
	json_w_text(w, key, buf_str(&b));
	buf_fini(&b);
}

/* How a row stands; of what could not be computed, that. */
struct standing {
	enum gauge_state state;
	bool has_gap;
	double gap;
};

static void add_row(struct batch *b, const struct gauge_result *g, const struct gauge_row *row,
		    struct standing s, struct instant at, struct sha256 pack_hash)
{
	const struct measure *m = g->measure;
	struct buf out = { 0 };
	struct json_writer w = json_write(&out);
	double target;

	json_w_object(&w);
	w_text(&w, "measure", m->id);
	w_text(&w, "area", row->area);
	w_text(&w, "dim", row->dim);
	w_text(&w, "component", row->component);
	w_time(&w, "at", at);
	w_text(&w, "article", m->article);
	w_text(&w, "state", str_of(gauge_state_word(s.state)));
	w_number(&w, "value", row->has_value, row->value);
	w_number(&w, "num", row->has_num, row->num);
	w_number(&w, "den", row->has_den, row->den);
	json_w_key(&w, "n");
	json_w_i64(&w, row->n);
	w_text(&w, "unit", m->unit);
	w_number(&w, "target", gauge_target(m, &target), target);
	w_number(&w, "gap", s.has_gap, s.gap);
	if (g->has_fresh)
		w_time(&w, "freshness", g->fresh);
	json_w_key(&w, "position");
	json_w_u64(&w, g->as_of);
	w_hash(&w, "sql_sha256", m->sql_hash);
	w_hash(&w, "pack_sha256", pack_hash);
	json_w_object_end(&w);
	batch_tally(b, STR(KEPT_TYPE), buf_str(&out));
	buf_fini(&out);
}

void kept_add(struct batch *b, const struct gauge_result *g, struct instant at,
	      struct sha256 pack_hash)
{
	const struct gauge_row none = { 0 };
	bool total = false;

	for (size_t i = 0; i < g->row_count; i++) {
		const struct gauge_row *row = &g->rows[i];
		struct standing s;

		s.state = gauge_row_state(g->measure, row, &s.has_gap, &s.gap);
		add_row(b, g, row, s, at, pack_hash);
		total |= !row->area.n && !row->dim.n && !row->component.n;
	}
	if (!total)
		add_row(b, g, &none, (struct standing){ .state = g->state }, at, pack_hash);
}

/* ---- reading ---- */

/* The index is over ifnull(): store/schema.c. */
static const char series_sql[] =
	"SELECT at, value, sql_sha256 FROM main.measure_result WHERE ifnull(measure, '') = ?1 AND "
	"ifnull(area, '') = ?2 AND ifnull(dim, '') = '' AND ifnull(component, '') = '' "
	"ORDER BY ifnull(at, '') DESC LIMIT ?3";

static struct str hex_of(struct arena *a, struct sha256 h)
{
	struct buf b = { 0 };
	struct str s;

	buf_hex(&b, h.b, sizeof h.b);
	s = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return s;
}

static void turn_round(struct kept_point *p, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct kept_point x = p[i];

		p[i] = p[n - 1 - i];
		p[n - 1 - i] = x;
	}
}

enum err kept_series(struct reader *r, const struct measure *m, struct str area, size_t most,
		     struct arena *a, struct kept_point **out, size_t *count, struct why *why)
{
	struct query *q = NULL;
	struct str now = hex_of(a, m->sql_hash);
	bool row = false;
	enum err e;

	*count = 0;
	*out = NULL;
	if (!kept_has_type(reader_node(r)))
		return ERR_OK;
	e = query_open(reader_db(r), series_sql, &q, why);
	if (e != ERR_OK)
		return e;
	*out = arena_array(a, struct kept_point, most);
	query_bind_text(q, 1, m->id);
	query_bind_text(q, 2, area);
	query_bind_i64(q, 3, (int64_t)most);
	while ((e = query_next(q, &row, why)) == ERR_OK && row)
		(*out)[(*count)++] = (struct kept_point){
			.at = { query_i64(q, 0) },
			.has_value = !query_null(q, 1),
			.value = query_double(q, 1),
			.same_sql = str_eq(query_text(q, 2), now),
		};
	query_close(q);
	turn_round(*out, *count);
	return e;
}

const struct kept_point *kept_before(const struct kept_point *points, size_t count,
				     struct instant at)
{
	for (size_t i = count; i-- > 0;)
		if (points[i].at.us < at.us && points[i].has_value && points[i].same_sql)
			return &points[i];
	return NULL;
}

enum err kept_last(struct reader *r, struct instant *out, struct why *why)
{
	out->us = 0;
	if (!kept_has_type(reader_node(r)))
		return ERR_OK;
	/* Few rows have the newest leaf; the newest time is among the last that were written. */
	return query_one(reader_db(r), "SELECT max(recorded) FROM main.measure_result", &out->us,
			 why);
}

int64_t kept_period(const struct pack *p)
{
	const struct parameter *period = pack_parameter(p, STR(KEPT_PERIOD));
	uint64_t hours = 0;

	if (!period || !str_u64(period->value, &hours) || hours > 100000)
		return 0;
	return (int64_t)hours * US_PER_HOUR;
}
