/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sums.h"

#include "base/mem.h"
#include "base/vec.h"
#include "store/value.h"
#include "wire/indicator.h"
#include "wire/time3339.h"

#include <stdlib.h>

const char *const sums_tables[] = { "sum_total", "sum_hour", "sum_party_hit", "sum_party", NULL };

static const char tables_sql[] =
	"CREATE TABLE sum_total(one INTEGER PRIMARY KEY CHECK(one = 1), \"rows\" INTEGER NOT "
	"NULL,\n"
	"  hits INTEGER NOT NULL, unowned INTEGER NOT NULL, events INTEGER NOT NULL,\n"
	"  events_at INTEGER NOT NULL) STRICT;\n"
	"CREATE TABLE sum_hour(\"window\" INTEGER NOT NULL, category TEXT NOT NULL,\n"
	"  hits INTEGER NOT NULL, PRIMARY KEY(\"window\", category)) STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE sum_party_hit(party TEXT NOT NULL, kind TEXT NOT NULL,\n"
	"  indicator TEXT NOT NULL, category TEXT NOT NULL, hits INTEGER NOT NULL,\n"
	"  last INTEGER NOT NULL, PRIMARY KEY(party, kind, indicator, category))\n"
	"  STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE sum_party(party TEXT PRIMARY KEY, hits INTEGER NOT NULL,\n"
	"  indicators INTEGER NOT NULL, last INTEGER NOT NULL, worst INTEGER NOT NULL,\n"
	"  top_kind TEXT NOT NULL, top_indicator TEXT NOT NULL, top_hits INTEGER NOT NULL)\n"
	"  STRICT, WITHOUT ROWID;\n";

/* The fields of `sighting` that are summed. */
enum { F_WINDOW, F_KIND, F_INDICATOR, F_CATEGORY, F_PARTY, F_COUNT, F_LAST, F_SUMMED };
static const struct {
	const char *name;
	enum field_type type;
} wanted[F_SUMMED] = {
	{ "window", FT_INSTANT }, { "kind", FT_CODE },  { "indicator", FT_TEXT },
	{ "category", FT_CODE },  { "party", FT_TEXT }, { "count", FT_INTEGER },
	{ "last", FT_INSTANT },
};

enum stmt { S_TOTAL, S_HOUR, S_HIT_FIND, S_HIT_OTHER, S_HIT_PUT, S_PARTY_FIND, S_PARTY_PUT, STMTS };
static const char *const stmt_sql[STMTS] = {
	[S_TOTAL] = "UPDATE sum_total SET \"rows\" = \"rows\" + ?1, hits = hits + ?2, unowned = "
		    "unowned + ?3,"
		    " events = events + ?4, events_at = max(events_at, ?5)",
	[S_HOUR] = "INSERT INTO sum_hour VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET hits = hits +"
		   " excluded.hits",
	[S_HIT_FIND] = "SELECT hits FROM sum_party_hit WHERE party = ?1 AND kind = ?2 AND"
		       " indicator = ?3 AND category = ?4",
	[S_HIT_OTHER] = "SELECT 1 FROM sum_party_hit WHERE party = ?1 AND kind = ?2 AND"
			" indicator = ?3 LIMIT 1",
	[S_HIT_PUT] =
		"INSERT INTO sum_party_hit VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE"
		" SET hits = hits + excluded.hits, last = max(last, excluded.last)",
	[S_PARTY_FIND] = "SELECT hits, indicators, last, worst, top_kind, top_indicator, top_hits"
			 " FROM sum_party WHERE party = ?1",
	[S_PARTY_PUT] = "INSERT OR REPLACE INTO sum_party VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
};

/* Hits of one party by one indicator in this batch. */
struct party_hit {
	struct str party, kind, indicator, category;
	int64_t hits, last;
};

struct hour {
	int64_t window, hits;
	struct str category;
};

struct sums {
	sqlite3 *db;
	struct arena *a; /* this batch's */
	const struct rec_type *sighting, *events;
	size_t field[F_SUMMED], events_count;
	sqlite3_stmt *q[STMTS];
	int64_t rows, hits, unowned, read, read_at;
	VEC(struct hour) hours;
	VEC(struct party_hit) party_hits;
};

/* ---- open ---- */

static bool find_field(const struct rec_type *t, const char *name, enum field_type type,
		       size_t *out)
{
	const struct rec_field *f = rectype_field(t, str_of(name));

	*out = f ? (size_t)(f - t->fields) : 0;
	return f && f->type == type;
}

/* Which types and fields are summed; false: the pack does not have them. */
static bool find_types(const struct rec_type *types, size_t count, struct sums *s)
{
	s->sighting = value_type(types, count, STR("sighting"));
	s->events = value_type(types, count, STR("events_read"));
	if (!s->sighting || !s->events || s->sighting->storage != STORAGE_AGGREGATE ||
	    s->events->storage != STORAGE_AGGREGATE ||
	    !find_field(s->events, "count", FT_INTEGER, &s->events_count))
		return false;
	for (size_t i = 0; i < F_SUMMED; i++)
		if (!find_field(s->sighting, wanted[i].name, wanted[i].type, &s->field[i]))
			return false;
	return true;
}

bool sums_sql(const struct rec_type *types, size_t count, struct buf *out)
{
	struct sums probe = { 0 };

	if (!find_types(types, count, &probe))
		return false;
	buf_puts(out, tables_sql);
	return true;
}

/* The place of a category in the closed list, as SQL; NULL for what is not in it. */
static void rank_sql(struct buf *out)
{
	buf_puts(out, "CASE category");
	for (int c = CAT_NONE + 1; c < CAT_COUNT; c++)
		buf_printf(out, " WHEN '%s' THEN %d", category_name((enum category)c), c);
	buf_puts(out, " END");
}

static void fill_parties_sql(struct buf *out)
{
	buf_puts(out, "INSERT INTO main.sum_party WITH top AS (SELECT party, rank, kind, indicator,"
		      " hits, row_number() OVER (PARTITION BY party ORDER BY rank, hits DESC, kind,"
		      " indicator) AS n FROM (SELECT *, ");
	rank_sql(out);
	buf_puts(out,
		 " AS rank FROM main.sum_party_hit) WHERE rank IS NOT NULL)"
		 " SELECT h.party, sum(h.hits), count(DISTINCT h.kind || ' ' || h.indicator),"
		 " max(h.last), ifnull(max(top.rank), 0), ifnull(max(top.kind), ''),"
		 " ifnull(max(top.indicator), ''), ifnull(max(top.hits), 0)"
		 " FROM main.sum_party_hit h LEFT JOIN top ON top.party = h.party AND top.n = 1"
		 " GROUP BY h.party;\n");
}

void sums_fill_sql(const char *schema, struct buf *out)
{
	for (size_t i = 0; sums_tables[i]; i++)
		buf_printf(out, "DELETE FROM main.%s;\n", sums_tables[i]);
	buf_printf(
		out,
		"INSERT INTO main.sum_total SELECT 1, count(*), ifnull(sum(\"count\"), 0),"
		" ifnull(sum(iif(ifnull(party, '') = '', \"count\", 0)), 0),"
		" (SELECT ifnull(sum(\"count\"), 0) FROM %s.events_read),"
		" (SELECT ifnull(max(recorded), 0) FROM %s.events_read) FROM %s.sighting;\n"
		"INSERT INTO main.sum_hour SELECT ifnull(\"window\", 0), ifnull(category, ''),"
		" ifnull(sum(\"count\"), 0) FROM %s.sighting GROUP BY 1, 2;\n"
		"INSERT INTO main.sum_party_hit SELECT party, ifnull(kind, ''),"
		" ifnull(indicator, ''), ifnull(category, ''), ifnull(sum(\"count\"), 0),"
		" ifnull(max(last), 0) FROM %s.sighting WHERE party <> '' GROUP BY 1, 2, 3, 4;\n",
		schema, schema, schema, schema, schema);
	fill_parties_sql(out);
}

static enum err make_tables(struct sums *s, struct why *why)
{
	struct buf sql = { 0 };
	sqlite3_stmt *q;
	bool there = false;
	enum err e =
		sql_prepare(s->db, "SELECT 1 FROM sqlite_schema WHERE name = 'sum_party'", &q, why);

	if (e == ERR_OK)
		e = sql_row(q, &there, why);
	sqlite3_finalize(q);
	if (e != ERR_OK || there)
		return e;
	buf_puts(&sql, "BEGIN IMMEDIATE;\n");
	buf_puts(&sql, tables_sql);
	sums_fill_sql("main", &sql);
	buf_puts(&sql, "COMMIT;");
	e = sql_exec(s->db, buf_cstr(&sql), why);
	if (e != ERR_OK)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	buf_fini(&sql);
	return e;
}

enum err sums_open(sqlite3 *db, const struct rec_type *types, size_t count, struct sums **out,
		   struct why *why)
{
	struct sums *s = mem_zero(1, sizeof *s);
	enum err e = ERR_OK;

	s->db = db;
	s->a = arena_open();
	*out = s;
	if (!find_types(types, count, s)) {
		s->sighting = s->events = NULL;
		return ERR_OK;
	}
	e = make_tables(s, why);
	for (size_t i = 0; i < STMTS && e == ERR_OK; i++)
		e = sql_prepare(db, stmt_sql[i], &s->q[i], why);
	return e;
}

void sums_close(struct sums *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < STMTS; i++)
		sqlite3_finalize(s->q[i]);
	vec_fini(&s->hours);
	vec_fini(&s->party_hits);
	arena_close(s->a);
	mem_free(s);
}

/* ---- rows ---- */

void sums_begin(struct sums *s)
{
	s->rows = s->hits = s->unowned = s->read = s->read_at = 0;
	s->hours.n = s->party_hits.n = 0;
	if (arena_used(s->a))
		arena_reset(s->a);
}

static const struct json *member(const struct json *row, struct str name)
{
	for (const struct json *m = row->child; m; m = m->next)
		if (str_eq(m->key, name))
			return m;
	return NULL;
}

static struct str text_of(const struct rec_type *t, size_t field, const struct json *row,
			  const struct usual_value *v)
{
	if (v)
		return v[field].text.p ? v[field].text : STR("");
	return json_str(member(row, t->fields[field].name), STR(""));
}

static int64_t number_of(const struct rec_type *t, size_t field, const struct json *row,
			 const struct usual_value *v)
{
	const struct json *m;
	struct instant at = { 0 };
	int64_t n = 0;

	if (v)
		return v[field].text.p ? v[field].number : 0;
	m = member(row, t->fields[field].name);
	if (t->fields[field].type == FT_INSTANT)
		return time3339_read(json_str(m, STR("")), false, &at) ? at.us : 0;
	return m && json_int(m, &n) ? n : 0;
}

/* Rows come sorted: the hour is nearly always that of the row before, or near it. */
static void add_hour(struct sums *s, int64_t window, struct str category, int64_t hits)
{
	for (size_t i = s->hours.n; i-- > 0;)
		if (s->hours.v[i].window == window && str_eq(s->hours.v[i].category, category)) {
			s->hours.v[i].hits += hits;
			return;
		}
	*vec_push(&s->hours) = (struct hour){ window, hits, str_keep(s->a, category) };
}

static void add_party(struct sums *s, const struct json *row, const struct usual_value *v,
		      struct str party, int64_t hits)
{
	const struct rec_type *t = s->sighting;

	*vec_push(&s->party_hits) = (struct party_hit){
		.party = str_keep(s->a, party),
		.kind = str_keep(s->a, text_of(t, s->field[F_KIND], row, v)),
		.indicator = str_keep(s->a, text_of(t, s->field[F_INDICATOR], row, v)),
		.category = str_keep(s->a, text_of(t, s->field[F_CATEGORY], row, v)),
		.hits = hits,
		.last = number_of(t, s->field[F_LAST], row, v),
	};
}

void sums_row(struct sums *s, const struct rec_type *t, const struct json *row,
	      const struct usual_value *v, bool is_new, struct instant recorded)
{
	struct str party;
	int64_t hits;

	if (t == s->events) {
		s->read += number_of(t, s->events_count, row, v);
		s->read_at = recorded.us;
	}
	if (t != s->sighting || !t)
		return;
	party = text_of(t, s->field[F_PARTY], row, v);
	hits = number_of(t, s->field[F_COUNT], row, v);
	s->rows += is_new;
	s->hits += hits;
	add_hour(s, number_of(t, s->field[F_WINDOW], row, v),
		 text_of(t, s->field[F_CATEGORY], row, v), hits);
	if (party.n)
		add_party(s, row, v, party, hits);
	else
		s->unowned += hits;
}

/* ---- into the tables ---- */

static enum err write_total(struct sums *s, struct why *why)
{
	sql_i64(s->q[S_TOTAL], 1, s->rows);
	sql_i64(s->q[S_TOTAL], 2, s->hits);
	sql_i64(s->q[S_TOTAL], 3, s->unowned);
	sql_i64(s->q[S_TOTAL], 4, s->read);
	sql_i64(s->q[S_TOTAL], 5, s->read_at);
	return sql_run(s->q[S_TOTAL], why);
}

static enum err write_hours(struct sums *s, struct why *why)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < s->hours.n && e == ERR_OK; i++) {
		const struct hour *h = &s->hours.v[i];

		sql_i64(s->q[S_HOUR], 1, h->window);
		sql_text(s->q[S_HOUR], 2, h->category);
		sql_i64(s->q[S_HOUR], 3, h->hits);
		e = sql_run(s->q[S_HOUR], why);
	}
	return e;
}

static int by_party(const void *x, const void *y)
{
	const struct party_hit *a = x, *b = y;
	int c = str_cmp(a->party, b->party);

	if (!c)
		c = str_cmp(a->kind, b->kind);
	if (!c)
		c = str_cmp(a->indicator, b->indicator);
	return c ? c : str_cmp(a->category, b->category);
}

/* Sorted, and each (party, kind, indicator, category) once. */
static void fold(struct sums *s)
{
	size_t n = 0;

	if (s->party_hits.n)
		qsort(s->party_hits.v, s->party_hits.n, sizeof *s->party_hits.v, by_party);
	for (size_t i = 0; i < s->party_hits.n; i++) {
		struct party_hit *h = &s->party_hits.v[i], *to = &s->party_hits.v[n ? n - 1 : 0];

		if (n && by_party(to, h) == 0) {
			to->hits += h->hits;
			to->last = to->last > h->last ? to->last : h->last;
		} else {
			s->party_hits.v[n++] = *h;
		}
	}
	s->party_hits.n = n;
}

struct party_sum {
	struct str party, top_kind, top_indicator;
	int64_t hits, indicators, last, worst, top_hits;
	bool again; /* hits became fewer: what is the top is asked anew */
};

static enum err load_party(struct sums *s, struct str party, struct party_sum *out, struct why *why)
{
	sqlite3_stmt *q = s->q[S_PARTY_FIND];
	bool row = false;
	enum err e;

	*out = (struct party_sum){ .party = party, .last = INT64_MIN };
	sql_text(q, 1, party);
	e = sql_row(q, &row, why);
	if (e == ERR_OK && row) {
		out->hits = sqlite3_column_int64(q, 0);
		out->indicators = sqlite3_column_int64(q, 1);
		out->last = sqlite3_column_int64(q, 2);
		out->worst = sqlite3_column_int64(q, 3);
		out->top_kind = str_keep(s->a, sql_col(q, 4));
		out->top_indicator = str_keep(s->a, sql_col(q, 5));
		out->top_hits = sqlite3_column_int64(q, 6);
		sql_reset(q);
	}
	return e;
}

static enum err store_party(struct sums *s, const struct party_sum *p, struct why *why)
{
	sqlite3_stmt *q = s->q[S_PARTY_PUT];

	if (!p->party.n)
		return ERR_OK;
	sql_text(q, 1, p->party);
	sql_i64(q, 2, p->hits);
	sql_i64(q, 3, p->indicators);
	sql_i64(q, 4, p->last);
	sql_i64(q, 5, p->worst);
	sql_text(q, 6, p->top_kind);
	sql_text(q, 7, p->top_indicator);
	sql_i64(q, 8, p->top_hits);
	return sql_run(q, why);
}

/* Is (kind, indicator) of this category and so many hits the party's worst now? */
static void see_top(struct party_sum *p, const struct party_hit *h, int64_t hits)
{
	enum category c;
	int order;

	if (!category_of(h->category, &c) || (p->worst && (int64_t)c > p->worst))
		return;
	order = str_cmp(h->kind, p->top_kind);
	if (!order)
		order = str_cmp(h->indicator, p->top_indicator);
	if ((int64_t)c == p->worst && order != 0 &&
	    (hits < p->top_hits || (hits == p->top_hits && order > 0)))
		return;
	p->worst = c;
	p->top_kind = h->kind;
	p->top_indicator = h->indicator;
	p->top_hits = hits;
}

static void bind_hit(sqlite3_stmt *q, const struct party_hit *h)
{
	sql_text(q, 1, h->party);
	sql_text(q, 2, h->kind);
	sql_text(q, 3, h->indicator);
}

static enum err find_hit(struct sums *s, const struct party_hit *h, int64_t *hits, bool *indicator,
			 struct why *why)
{
	sqlite3_stmt *q = s->q[S_HIT_FIND];
	bool row = false;
	enum err e;

	bind_hit(q, h);
	sql_text(q, 4, h->category);
	e = sql_row(q, &row, why);
	*hits = row ? sqlite3_column_int64(q, 0) : 0;
	*indicator = row;
	sql_reset(q);
	if (e != ERR_OK || row)
		return e;
	q = s->q[S_HIT_OTHER];
	bind_hit(q, h);
	e = sql_row(q, indicator, why);
	sql_reset(q);
	return e;
}

static enum err add_hit(struct sums *s, struct party_sum *p, const struct party_hit *h,
			struct why *why)
{
	sqlite3_stmt *q = s->q[S_HIT_PUT];
	bool known;
	int64_t hits;
	enum err e = find_hit(s, h, &hits, &known, why);

	if (e != ERR_OK)
		return e;
	p->hits += h->hits;
	p->indicators += !known;
	p->last = p->last > h->last ? p->last : h->last;
	p->again |= h->hits < 0;
	see_top(p, h, hits + h->hits);
	bind_hit(q, h);
	sql_text(q, 4, h->category);
	sql_i64(q, 5, h->hits);
	sql_i64(q, 6, h->last);
	return sql_run(q, why);
}

/* Counts that go down are nothing that our tally writes; whoever does so pays for it. */
static enum err all_parties_again(struct sums *s, struct why *why)
{
	struct buf sql = { 0 };
	enum err e;

	buf_puts(&sql, "DELETE FROM main.sum_party;\n");
	fill_parties_sql(&sql);
	e = sql_exec(s->db, buf_cstr(&sql), why);
	buf_fini(&sql);
	return e;
}

static enum err write_parties(struct sums *s, struct why *why)
{
	struct party_sum p = { 0 };
	bool again = false;
	enum err e = ERR_OK;

	fold(s);
	for (size_t i = 0; i < s->party_hits.n && e == ERR_OK; i++) {
		const struct party_hit *h = &s->party_hits.v[i];

		if (!str_eq(p.party, h->party)) {
			e = store_party(s, &p, why);
			if (e == ERR_OK)
				e = load_party(s, h->party, &p, why);
		}
		if (e == ERR_OK)
			e = add_hit(s, &p, h, why);
		again |= p.again;
	}
	if (e == ERR_OK)
		e = store_party(s, &p, why);
	return e == ERR_OK && again ? all_parties_again(s, why) : e;
}

enum err sums_write(struct sums *s, struct why *why)
{
	enum err e;

	if (!s->sighting || (!s->rows && !s->hours.n && !s->read_at))
		return ERR_OK;
	e = write_total(s, why);
	if (e == ERR_OK)
		e = write_hours(s, why);
	return e == ERR_OK ? write_parties(s, why) : e;
}
