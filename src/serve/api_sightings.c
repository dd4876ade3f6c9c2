/* SPDX-License-Identifier: Apache-2.0 */
/* api_sightings.c - the sightings, newest hour first, page by page; as JSON, NDJSON or CSV. */
#include "serve/api.h"
#include "serve/paging.h"

#include "store/query.h"
#include "wire/csv.h"
#include "wire/time3339.h"

enum { LIMIT_DEFAULT = 100, LIMIT_MAX = 500 };
enum form { FORM_JSON, FORM_NDJSON, FORM_CSV };

/* The columns of the answer, in its order; the first is the row's number. */
static const struct {
	const char *name;
	enum { C_ROW, C_TIME, C_TEXT, C_INT } kind;
} columns[] = {
	{ "rowid", C_ROW },   { "window", C_TIME },   { "kind", C_TEXT },   { "indicator", C_TEXT },
	{ "source", C_TEXT }, { "category", C_TEXT }, { "sensor", C_TEXT }, { "area", C_TEXT },
	{ "asset", C_TEXT },  { "party", C_TEXT },    { "count", C_INT },   { "first", C_TIME },
	{ "last", C_TIME },   { "untimed", C_INT },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* ifnull(window, '') is what the table's index is made of: the newest are found without sorting. */
#define SQL \
	"SELECT rowid, window, kind, indicator, source, category, sensor, area, asset, party, " \
	"count," \
	" first, last, untimed FROM sighting" \
	" WHERE ifnull(window, '') <= ?1 AND (window < ?1 OR rowid < ?2)" \
	" AND ifnull(window, '') >= ?3" \
	" AND (?4 = '' OR category = ?4) AND (?5 = '' OR party = ?5) AND (?6 = '' OR area = ?6)" \
	" ORDER BY ifnull(window, '') DESC, rowid DESC LIMIT ?7"

struct list {
	struct request *rq;
	struct response *rs;
	struct why *why;
	enum form form;
	uint64_t limit, given;
	struct cursor from, last; /* where this page begins, and its last row */
	struct instant since;
	struct str category, party, area;
	struct json_writer w;
	bool more;
};

/* ---- what is asked ---- */

static enum err read_filters(struct list *l)
{
	struct params *p = &l->rq->params;
	enum category c;

	l->category = params_get(p, "category");
	l->party = params_get(p, "party");
	l->area = params_get(p, "area");
	if (l->category.p && !category_of(l->category, &c))
		return why_set(l->why, ERR_ARG, SAY_API_CATEGORY, A(str_cut(l->category, 0, 80)));
	return ERR_OK;
}

static enum err read_params(struct list *l)
{
	static const char *const known[] = { "limit", "cursor", "since", "category",
					     "party", "area",   NULL };
	struct params *p = &l->rq->params;
	struct str cursor = params_get(p, "cursor");
	enum err e = params_only(p, known, l->why);

	l->from = (struct cursor){ INT64_MAX, INT64_MAX };
	if (e == ERR_OK)
		e = params_u64(p, "limit", 1, LIMIT_MAX, LIMIT_DEFAULT, &l->limit, l->why);
	if (e == ERR_OK)
		e = paging_instant(p, "since", (struct instant){ INT64_MIN }, &l->since, l->why);
	if (e == ERR_OK && cursor.p)
		e = cursor_read(cursor, &l->from, l->why);
	return e == ERR_OK ? read_filters(l) : e;
}

static enum err read_form(struct list *l)
{
	static const char *const offers[] = { "application/json", "application/x-ndjson",
					      "text/csv" };
	static const char *const types[] = { "application/json", "application/x-ndjson",
					     "text/csv; charset=utf-8; header=present" };
	int form;
	enum err e = api_accept(l->rq, l->rs, offers, 3, &form, l->why);

	if (e == ERR_OK) {
		l->form = (enum form)form;
		l->rs->type = types[form];
	}
	return e;
}

/* ---- one row ---- */

static void column_text(struct query *q, int i, struct buf *out)
{
	if (query_null(q, i))
		return;
	if (columns[i].kind == C_TIME)
		time3339_write((struct instant){ query_i64(q, i) }, out);
	else if (columns[i].kind == C_INT)
		buf_printf(out, "%lld", (long long)query_i64(q, i));
	else
		buf_put(out, query_text(q, i));
}

static void row_json(struct list *l, struct query *q)
{
	struct buf b = { 0 };

	json_w_object(&l->w);
	for (int i = 1; i < COLUMNS; i++) {
		json_w_key(&l->w, columns[i].name);
		buf_clear(&b);
		column_text(q, i, &b);
		if (query_null(q, i))
			json_w_null(&l->w);
		else if (columns[i].kind == C_INT)
			json_w_i64(&l->w, query_i64(q, i));
		else
			json_w_str(&l->w, buf_str(&b));
	}
	json_w_object_end(&l->w);
	buf_fini(&b);
}

static void row_csv(struct list *l, struct query *q)
{
	struct buf b = { 0 };

	for (int i = 1; i < COLUMNS; i++) {
		buf_clear(&b);
		column_text(q, i, &b);
		csv_field(&l->rs->body, buf_str(&b), i == 1, columns[i].kind == C_TEXT);
	}
	csv_end_row(&l->rs->body);
	buf_fini(&b);
}

static void row(struct list *l, struct query *q)
{
	l->last = (struct cursor){ query_i64(q, 1), query_i64(q, 0) };
	if (l->form == FORM_CSV) {
		row_csv(l, q);
		return;
	}
	if (l->form == FORM_NDJSON)
		l->w = json_write(&l->rs->body);
	row_json(l, q);
	if (l->form == FORM_NDJSON)
		buf_c(&l->rs->body, '\n');
}

/* ---- the page ---- */

static void head(struct list *l)
{
	if (l->form == FORM_CSV) {
		for (int i = 1; i < COLUMNS; i++)
			csv_field(&l->rs->body, str_of(columns[i].name), i == 1, false);
		csv_end_row(&l->rs->body);
	}
	if (l->form != FORM_JSON)
		return;
	l->w = json_write(&l->rs->body);
	json_w_object(&l->w);
	json_w_key(&l->w, "data");
	json_w_array(&l->w);
}

/* The same question, from the cursor on. */
static struct str next_target(struct list *l, struct str cursor)
{
	struct buf b = { 0 };
	struct str s;

	buf_puts(&b, "</api/v1/sightings?");
	for (size_t i = 0; i < l->rq->params.n; i++) {
		struct str name = l->rq->params.param[i].name;

		if (str_eq(name, STR("cursor")))
			continue;
		params_encode(name, &b);
		buf_c(&b, '=');
		params_encode(l->rq->params.param[i].value, &b);
		buf_c(&b, '&');
	}
	buf_puts(&b, "cursor=");
	buf_put(&b, cursor);
	buf_puts(&b, ">; rel=\"next\"");
	s = str_keep(l->rq->arena, buf_str(&b));
	buf_fini(&b);
	return s;
}

static void tail(struct list *l)
{
	struct str cursor = cursor_write(l->rq->arena, l->last);
	struct instant recorded;

	if (l->more)
		http_extra(l->rs, "Link", next_target(l, cursor));
	if (l->form != FORM_JSON)
		return;
	json_w_array_end(&l->w);
	json_w_key(&l->w, "next");
	if (l->more)
		json_w_str(&l->w, cursor);
	else
		json_w_null(&l->w);
	json_w_key(&l->w, "as_of");
	json_w_u64(&l->w, reader_leaves(l->rq->reader, &recorded));
	json_w_object_end(&l->w);
	buf_c(&l->rs->body, '\n');
}

static void bind(struct list *l, struct query *q)
{
	query_bind_i64(q, 1, l->from.window);
	query_bind_i64(q, 2, l->from.row);
	query_bind_i64(q, 3, l->since.us);
	query_bind_text(q, 4, l->category.p ? l->category : STR(""));
	query_bind_text(q, 5, l->party.p ? l->party : STR(""));
	query_bind_text(q, 6, l->area.p ? l->area : STR(""));
	query_bind_i64(q, 7, (int64_t)l->limit + 1); /* one more tells whether there is more */
}

enum err api_sightings(struct request *rq, struct response *rs, struct why *why)
{
	struct list l = { .rq = rq, .rs = rs, .why = why };
	struct query *q = NULL;
	bool there = false;
	enum err e = read_form(&l);

	if (e == ERR_OK)
		e = read_params(&l);
	if (e == ERR_OK)
		e = query_open(reader_db(rq->reader), SQL, &q, why);
	if (e != ERR_OK)
		return e;
	bind(&l, q);
	head(&l);
	while ((e = query_next(q, &there, why)) == ERR_OK && there) {
		l.more = l.given++ == l.limit;
		if (l.more)
			break;
		row(&l, q);
	}
	query_close(q);
	if (e == ERR_OK)
		tail(&l);
	return e;
}
