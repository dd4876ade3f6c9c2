/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_map.c - CSV and NDJSON events whose columns or keys a map names.
 *
 * CSV: one line is one row (a quoted newline would be two lines of the log). The first line is the
 * header, unless the map has numbers only. NDJSON: a path is matched against the keys joined by
 * dots, so that {"dns":{"query":...}} and {"dns.query":...} are both "dns.query"; the elements of
 * an array have the path of the array. No key may appear twice in an object.
 */
#include "wire/event_inner.h"

#include "wire/csv.h"

enum { TARGET_TIME = FIELDS, PATH_BYTES = 1024 };

struct entry {
	unsigned target; /* enum field, or TARGET_TIME */
	struct str path;
	size_t column; /* CSV: from 1; 0 not found yet */
};

struct event_map {
	struct entry *v;
	size_t n;
	bool ours;    /* our own names: whichever are there */
	bool numbers; /* CSV by numbers: no header */
	bool ready;   /* CSV: the header was read */
	char separator;
	uint64_t bad_header; /* line of a header without any of the columns */
};

static bool target_of(struct str name, unsigned *target)
{
	enum field f;

	*target = TARGET_TIME;
	if (str_eq(name, STR("time")))
		return true;
	if (!field_of(name, &f))
		return false;
	*target = f;
	return true;
}

static void our_names(struct arena *a, struct event_map *m)
{
	m->ours = true;
	m->v = arena_array(a, struct entry, FIELDS + 1);
	for (unsigned f = 0; f < FIELDS; f++)
		m->v[m->n++] = (struct entry){ .target = f, .path = str_of(field_name(f)) };
	m->v[m->n++] = (struct entry){ .target = TARGET_TIME, .path = STR("time") };
}

static enum err read_entry(struct arena *a, struct str part, struct entry *e, struct why *why)
{
	size_t eq = str_find(part, '=');
	struct str name = str_trim(str_cut(part, 0, eq));
	struct str path = eq == SIZE_MAX ? name : str_trim(str_cut(part, eq + 1, part.n));

	if (!target_of(name, &e->target))
		return why_set(why, ERR_ARG, SAY_EVENT_MAP_FIELD, A(name));
	if (!path.n || path.n > PATH_BYTES)
		return why_set(why, ERR_ARG, SAY_EVENT_MAP_PATH, A(name), A(PATH_BYTES));
	e->path = str_keep(a, path);
	return ERR_OK;
}

enum err event_map_open(struct arena *a, struct str text, bool csv, struct event_map **out,
			struct why *why)
{
	struct event_map *m = arena_new(a, struct event_map);
	struct str rest = text, part;

	*out = m;
	if (!str_trim(text).n) {
		our_names(a, m);
		return ERR_OK;
	}
	m->numbers = csv;
	m->v = arena_array(a, struct entry, EVENT_MAP_MAX);
	while (str_split(&rest, ',', &part)) {
		struct entry *e = &m->v[m->n];
		uint64_t column;
		enum err bad;

		if (!str_trim(part).n)
			continue;
		if (m->n == EVENT_MAP_MAX)
			return why_set(why, ERR_ARG, SAY_EVENT_MAP_MANY, A(EVENT_MAP_MAX));
		bad = read_entry(a, part, e, why);
		if (bad != ERR_OK)
			return bad;
		if (csv && str_u64(e->path, &column) && column && column <= EVENT_COLUMNS_MAX)
			e->column = (size_t)column;
		m->numbers &= e->column > 0;
		m->n++;
	}
	m->ready = m->numbers;
	return ERR_OK;
}

static void take(struct event_reader *r, const struct entry *e, struct str text)
{
	if (e->target == TARGET_TIME)
		event_set_time(r, str_trim(text));
	else if (e->target == FIELD_TLS_CERT_SHA1 || e->target == FIELD_TLS_CERT_SHA256)
		event_add_cert(r, text);
	else
		event_add(r, (enum field)e->target, text);
}

static const unsigned char kinds[FIELDS] = {
	[FIELD_DNS_QUERY] = EVENT_DNS,       [FIELD_DNS_ANSWER_NAME] = EVENT_DNS,
	[FIELD_DNS_ANSWER_IP] = EVENT_DNS,   [FIELD_HTTP_HOST] = EVENT_HTTP,
	[FIELD_HTTP_URL] = EVENT_HTTP,       [FIELD_TLS_SNI] = EVENT_TLS,
	[FIELD_TLS_JA3] = EVENT_TLS,         [FIELD_TLS_JA3S] = EVENT_TLS,
	[FIELD_TLS_JA4] = EVENT_TLS,         [FIELD_TLS_CERT_SHA1] = EVENT_TLS,
	[FIELD_TLS_CERT_SHA256] = EVENT_TLS, [FIELD_FILE_MD5] = EVENT_FILE,
	[FIELD_FILE_SHA1] = EVENT_FILE,      [FIELD_FILE_SHA256] = EVENT_FILE,
};

/* The kind of the first value that has one. */
static void set_kind(struct event_reader *r)
{
	for (size_t i = 0; i < r->values.n && !r->ev->kind; i++)
		r->ev->kind = (enum event_kind)kinds[r->values.v[i].field];
	if (r->values.n && !r->ev->kind)
		r->ev->kind = EVENT_FLOW; /* addresses alone */
}

/* ---- CSV ---- */

static enum err bad_header(struct event_map *m, uint64_t line, struct why *why)
{
	m->bad_header = line;
	return why_set(why, ERR_SYNTAX, SAY_EVENT_CSV_HEADER, A(line));
}

static enum err take_header(struct event_reader *r, const struct str *names, size_t n,
			    struct why *why)
{
	struct event_map *m = r->map;
	size_t found = 0;

	for (size_t i = 0; i < m->n; i++) {
		struct entry *e = &m->v[i];

		for (size_t k = 0; k < n && !e->column; k++)
			if (str_eq_nocase(str_trim(names[k]), e->path))
				e->column = k + 1;
		if (!e->column && !m->ours) {
			(void)bad_header(m, r->number, NULL);
			return why_set(why, ERR_SYNTAX, SAY_EVENT_CSV_COLUMN, A(e->path));
		}
		found += e->column && e->target != TARGET_TIME;
	}
	m->ready = found > 0;
	return found ? ERR_OK : bad_header(m, r->number, why);
}

static enum err csv_row(struct event_reader *r, struct str **fields, size_t *n, struct why *why)
{
	struct event_map *m = r->map;
	struct csv_reader *c = csv_open(r->scratch, r->line, m->separator, true);
	struct why row_why;
	enum err e = csv_next(c, fields, n, &row_why);

	if (e != ERR_OK) {
		row_why.line = r->number;
		if (why)
			*why = row_why;
		return e;
	}
	if (*n && !m->separator) {
		m->separator = csv_separator(c);
		r->columns_version++;
	}
	return ERR_OK;
}

enum err event_csv_read(struct event_reader *r, struct why *why)
{
	struct event_map *m = r->map;
	struct str *fields;
	size_t n;
	enum err e;

	if (m->bad_header)
		return bad_header(m, m->bad_header, why);
	e = csv_row(r, &fields, &n, why);
	if (e != ERR_OK || !n)
		return e;
	if (!m->ready) {
		r->columns_version++;
		return take_header(r, fields, n, why);
	}
	for (size_t i = 0; i < m->n; i++) {
		if (m->v[i].column > n && !m->ours)
			return why_set(why, ERR_SYNTAX, SAY_EVENT_CSV_SHORT, A(n),
				       A(m->v[i].column));
		if (m->v[i].column && m->v[i].column <= n)
			take(r, &m->v[i], str_trim(fields[m->v[i].column - 1]));
	}
	set_kind(r);
	return ERR_OK;
}

/* An entry of the map as a column; its place among the others is that of its cell. */
static void tell_column(struct event_columns *out, const struct entry *e, size_t rank)
{
	struct event_column c = { .at = (uint32_t)e->column - 1,
				  .class_ = KEY_TIME,
				  .rank = (uint8_t)rank };
	size_t i = out->n++;

	if (e->target != TARGET_TIME) {
		c.class_ = (uint8_t)event_field_class((enum field)e->target);
		c.field = (uint8_t)e->target;
		c.kind = kinds[e->target];
		c.cert = e->target == FIELD_TLS_CERT_SHA1 || e->target == FIELD_TLS_CERT_SHA256;
	}
	for (; i && out->v[i - 1].at > c.at; i--)
		out->v[i] = out->v[i - 1];
	out->v[i] = c;
}

void event_map_columns(const struct event_map *m, struct event_columns *out)
{
	uint32_t targets = 0;

	out->csv = true;
	out->state = m->bad_header ? COLUMNS_NONE : COLUMNS_WAITING;
	if (m->bad_header || !m->ready || !m->separator)
		return;
	out->state = COLUMNS_KNOWN;
	out->separator = m->separator;
	out->cells_min = 1;
	out->cells_max = CSV_FIELDS_MAX;
	out->kind = EVENT_FLOW;
	for (size_t i = 0; i < m->n; i++) {
		const struct entry *e = &m->v[i];

		if (!e->column)
			continue;
		out->roles |= targets >> e->target & 1; /* the first of them counts, or the last */
		targets |= 1u << e->target;
		if (!m->ours && e->column > out->cells_min)
			out->cells_min = (uint32_t)e->column;
		tell_column(out, e, i);
	}
}

/* ---- NDJSON ---- */

struct walk {
	struct event_reader *r;
	struct json_reader *j;
	size_t n;              /* of path */
	char path[PATH_BYTES]; /* the keys above, joined */
};

/* Is the path the map's, or above one of the map's? */
static const struct entry *find_path(struct walk *w, bool *above)
{
	const struct event_map *m = w->r->map;
	struct str path = str_n(w->path, w->n);

	*above = false;
	for (size_t i = 0; i < m->n; i++) {
		if (str_eq(m->v[i].path, path))
			return &m->v[i];
		*above |= m->v[i].path.n > path.n && m->v[i].path.p[path.n] == '.' &&
			  str_starts(m->v[i].path, path);
	}
	return NULL;
}

static bool walk_object(struct walk *w);

static bool walk_value(struct walk *w, const struct entry *e)
{
	enum json_tok t = json_next(w->j);
	bool array = t == JSON_ARRAY;

	if (array)
		t = json_next(w->j);
	while (t != JSON_ARRAY_END) {
		if (t == JSON_ERROR || (t == JSON_OBJECT && !walk_object(w)) ||
		    (t == JSON_ARRAY && !json_skip(w->j)))
			return false;
		if (e && (t == JSON_STRING || (t == JSON_NUMBER && e->target == TARGET_TIME)))
			take(w->r, e, event_keep(w->r, json_text(w->j)));
		if (!array)
			break;
		t = json_next(w->j);
	}
	return true;
}

static bool walk_member(struct walk *w)
{
	struct str key = json_text(w->j);
	size_t before = w->n;
	const struct entry *e;
	bool above, ok;

	if (w->n + key.n + 1 > PATH_BYTES)
		return json_skip(w->j);
	if (w->n)
		w->path[w->n++] = '.';
	memcpy(w->path + w->n, key.p, key.n);
	w->n += key.n;
	e = find_path(w, &above);
	ok = e || above ? walk_value(w, e) : json_skip(w->j);
	w->n = before;
	return ok;
}

static bool walk_object(struct walk *w)
{
	enum json_tok t;

	while ((t = json_next(w->j)) == JSON_KEY)
		if (!walk_member(w))
			return false;
	return t == JSON_OBJECT_END;
}

enum err event_ndjson_read(struct event_reader *r, struct why *why)
{
	struct walk w = { .r = r, .j = event_json(r, JSON_DUP_ERROR) };
	enum json_tok t = json_next(w.j);

	if (t == JSON_ERROR)
		return event_json_error(r, w.j, why);
	if (t != JSON_OBJECT)
		return event_no_object(r, why);
	if (!walk_object(&w) || json_next(w.j) == JSON_ERROR)
		return event_json_error(r, w.j, why);
	set_kind(r);
	return ERR_OK;
}

/* A dotted path may be one key or run through objects: each of its tails may be the key. */
static bool add_tails(const struct entry *e, struct event_key *out, size_t *n)
{
	struct event_key key = { .text = e->path, .class_ = KEY_TIME, .roles = true };
	size_t dot;

	if (e->target != TARGET_TIME) {
		key.field = (enum field)e->target;
		key.class_ = event_field_class(key.field);
	}
	do {
		if (key.text.n && !event_key_add(out, n, key))
			return false;
		dot = str_find(key.text, '.');
		key.text = str_cut(key.text, dot + 1, key.text.n);
	} while (dot != SIZE_MAX);
	return true;
}

bool event_map_keys(const struct event_map *m, struct event_key *out, size_t *n)
{
	for (size_t i = 0; i < m->n; i++)
		if (!add_tails(&m->v[i], out, n))
			return false;
	return true;
}
