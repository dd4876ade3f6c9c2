/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/expect.h"

#include "wire/json.h"
#include "wire/time3339.h"

#include <math.h>

void expect_fault_(struct expect_faults *f, size_t offset, enum say_id id,
		   const struct say_arg *args, size_t n)
{
	struct why why;
	uint64_t column = 0, line;

	f->count++;
	if (!f->tell)
		return;
	line = json_line_at(f->text, offset, &column);
	why_set_(&why, ERR_SYNTAX, id, args, n);
	why_at(&why, f->file, line, column);
	f->tell(f->ctx, &why);
}

struct reading {
	struct arena *a;
	struct expect_faults *f;
};

/* An array or object with at most `limit` members; else a fault, and NULL. */
static const struct json *container(const struct reading *r, const struct json *v,
				    enum json_tok kind, size_t limit)
{
	if (!v || (v->kind == kind && v->count <= limit))
		return v;
	if (v->kind != kind)
		expect_fault(r->f, v->offset,
			     kind == JSON_ARRAY ? SAY_EXPECT_LIST : SAY_EXPECT_OBJECT, A(v->key));
	else
		expect_fault(r->f, v->offset, SAY_EXPECT_MANY, A(v->key), A(limit));
	return NULL;
}

/* Complains about members that are none of the words. */
static void only(const struct reading *r, const struct json *object, const char *words)
{
	for (const struct json *m = object->child; m; m = m->next) {
		struct str rest = str_of(words), word;
		bool known = false;

		while (str_split(&rest, ' ', &word))
			known |= str_eq(word, m->key);
		if (!known)
			expect_fault(r->f, m->offset, SAY_EXPECT_UNKNOWN, A(m->key), A(words));
	}
}

static struct str text_of(const struct reading *r, const struct json *object, const char *key)
{
	const struct json *v = json_get(object, key);

	if (v && !json_is_str(v))
		expect_fault(r->f, v->offset, SAY_EXPECT_TEXT, A(key));
	return json_str(v, STR(""));
}

/* ---- measures ---- */

static struct expect_figure figure(const struct reading *r, const struct json *row, const char *key)
{
	const struct json *v = json_get(row, key);
	struct expect_figure g = { .stated = v != NULL, .null = v && v->kind == JSON_NULL };

	if (v && !g.null && (!json_double(v, &g.v) || !isfinite(g.v)))
		expect_fault(r->f, v->offset, SAY_EXPECT_NUMBER, A(key));
	return g;
}

static void read_row(const struct reading *r, const struct json *v, struct expect_row *row)
{
	row->offset = v->offset;
	if (!container(r, v, JSON_OBJECT, SIZE_MAX))
		return;
	only(r, v, "area dim component value num den n");
	row->area = text_of(r, v, "area");
	row->dim = text_of(r, v, "dim");
	row->component = text_of(r, v, "component");
	row->value = figure(r, v, "value");
	row->num = figure(r, v, "num");
	row->den = figure(r, v, "den");
	row->n = figure(r, v, "n");
	if (!row->value.stated)
		expect_fault(r->f, v->offset, SAY_EXPECT_NO_VALUE);
}

static void read_measure(const struct reading *r, const struct json *v, struct expect_measure *m)
{
	const struct json *rows = container(r, v, JSON_ARRAY, EXPECT_ROWS);

	m->id = v->key;
	m->offset = v->offset;
	if (!rows)
		return;
	m->rows = arena_array(r->a, struct expect_row, rows->count);
	for (const struct json *row = rows->child; row; row = row->next)
		read_row(r, row, &m->rows[m->count++]);
}

static void read_measures(const struct reading *r, const struct json *v,
			  struct expect_measures *out)
{
	v = container(r, v, JSON_OBJECT, EXPECT_MEASURES);
	if (!v)
		return;
	out->v = arena_array(r->a, struct expect_measure, v->count);
	for (const struct json *m = v->child; m; m = m->next)
		read_measure(r, m, &out->v[out->n++]);
}

/* ---- flows ---- */

static void read_names(const struct reading *r, const struct json *v, const char *key,
		       struct expect_name **out, size_t *count)
{
	v = container(r, v, JSON_ARRAY, EXPECT_MEASURES);
	if (!v)
		return;
	*out = arena_array(r->a, struct expect_name, v->count);
	for (const struct json *x = v->child; x; x = x->next) {
		if (!json_is_str(x))
			expect_fault(r->f, x->offset, SAY_EXPECT_TEXT, A(key));
		else
			(*out)[(*count)++] = (struct expect_name){ x->text, x->offset };
	}
}

static void read_clock(const struct reading *r, const struct json *v, struct expect_clock *out)
{
	struct str due;

	*out = (struct expect_clock){ .id = v->key, .offset = v->offset };
	if (json_is_str(v)) {
		out->state = v->text;
		return;
	}
	if (!container(r, v, JSON_OBJECT, SIZE_MAX))
		return;
	only(r, v, "state due");
	out->state = text_of(r, v, "state");
	due = text_of(r, v, "due");
	out->has_due = due.n > 0;
	if (due.n && !time3339_read(due, false, &out->due))
		expect_fault(r->f, v->offset, SAY_EXPECT_DUE, A(due));
}

static void read_clocks(const struct reading *r, const struct json *v, struct expect_flow *out)
{
	v = container(r, v, JSON_OBJECT, EXPECT_MEASURES);
	if (!v)
		return;
	out->clocks = arena_array(r->a, struct expect_clock, v->count);
	for (const struct json *k = v->child; k; k = k->next)
		read_clock(r, k, &out->clocks[out->clock_count++]);
}

static void read_case(const struct reading *r, const struct json *v, struct str flow,
		      struct expect_flow *out)
{
	*out = (struct expect_flow){ .flow = flow, .offset = v->offset };
	if (!container(r, v, JSON_OBJECT, SIZE_MAX))
		return;
	only(r, v, "case state clocks refused");
	out->number = text_of(r, v, "case");
	out->state = text_of(r, v, "state");
	read_clocks(r, json_get(v, "clocks"), out);
	out->has_refused = json_get(v, "refused") != NULL;
	read_names(r, json_get(v, "refused"), "refused", &out->refused, &out->refused_count);
	if (!out->number.n)
		expect_fault(r->f, v->offset, SAY_EXPECT_NO_CASE);
	if (!out->state.n && !out->clock_count && !out->has_refused)
		expect_fault(r->f, v->offset, SAY_EXPECT_NO_STATE);
}

/* {"W01": [{"case": "P-1", "state": "granted", "clocks": {"decision": "met"}, "refused": []}]} */
static void read_flows(const struct reading *r, const struct json *v, struct expect_flows *out)
{
	size_t n = 0;

	v = container(r, v, JSON_OBJECT, EXPECT_MEASURES);
	for (const struct json *f = v ? v->child : NULL; f; f = f->next)
		n += f->kind == JSON_ARRAY ? f->count : 0;
	out->v = arena_array(r->a, struct expect_flow, n);
	for (const struct json *f = v ? v->child : NULL; f; f = f->next) {
		if (!container(r, f, JSON_ARRAY, EXPECT_ROWS))
			continue;
		for (const struct json *x = f->child; x; x = x->next)
			read_case(r, x, f->key, &out->v[out->n++]);
	}
}

/* ---- variants ---- */

static void read_drops(const struct reading *r, const struct json *drop, struct expect_variant *out)
{
	for (const struct json *v = drop ? drop->child : NULL; v; v = v->next) {
		struct expect_edit *e = &out->edits[out->edit_count];
		int64_t line;

		if (!json_int(v, &line) || line < 1) {
			expect_fault(r->f, v->offset, SAY_EXPECT_LINE, A(v->text));
			continue;
		}
		*e = (struct expect_edit){ .line = (uint64_t)line, .offset = v->offset };
		out->edit_count++;
	}
}

static void read_sets(const struct reading *r, const struct json *set, struct expect_variant *out)
{
	for (const struct json *v = set ? set->child : NULL; v; v = v->next) {
		struct expect_edit *e = &out->edits[out->edit_count];
		uint64_t line;

		if (!str_u64(v->key, &line) || !line)
			expect_fault(r->f, v->offset, SAY_EXPECT_LINE, A(v->key));
		else if (container(r, v, JSON_OBJECT, SIZE_MAX)) {
			*e = (struct expect_edit){ line, v, v->offset };
			out->edit_count++;
		}
	}
}

static void read_variant(const struct reading *r, const struct json *v, struct expect_variant *out)
{
	const struct json *drop, *set;

	out->offset = v->offset;
	if (!container(r, v, JSON_OBJECT, SIZE_MAX))
		return;
	only(r, v, "what drop set add measures flows");
	out->what = text_of(r, v, "what");
	drop = container(r, json_get(v, "drop"), JSON_ARRAY, EXPECT_LINES);
	set = container(r, json_get(v, "set"), JSON_OBJECT, EXPECT_LINES);
	out->add = container(r, json_get(v, "add"), JSON_ARRAY, EXPECT_LINES);
	out->edits = arena_array(r->a, struct expect_edit,
				 (drop ? drop->count : 0) + (set ? set->count : 0));
	read_drops(r, drop, out);
	read_sets(r, set, out);
	read_measures(r, json_get(v, "measures"), &out->measures);
	read_flows(r, json_get(v, "flows"), &out->flows);
	if (!out->what.n)
		expect_fault(r->f, v->offset, SAY_EXPECT_NO_WHAT);
	if (!out->edit_count && (!out->add || !out->add->count))
		expect_fault(r->f, v->offset, SAY_EXPECT_NO_CHANGE);
	if (!out->measures.n && !out->flows.n)
		expect_fault(r->f, v->offset, SAY_EXPECT_NO_OUTCOME);
}

static void read_variants(const struct reading *r, const struct json *v, struct expect *out)
{
	v = container(r, v, JSON_ARRAY, EXPECT_VARIANTS);
	if (!v)
		return;
	out->variants = arena_array(r->a, struct expect_variant, v->count);
	for (const struct json *x = v->child; x; x = x->next)
		read_variant(r, x, &out->variants[out->variant_count++]);
}

/* ---- the file ---- */

static void read_file(const struct reading *r, const struct json *v, struct expect *out)
{
	const struct json *complete = json_get(v, "complete");
	struct str at;

	only(r, v, "what at proves measures flows complete variants");
	(void)text_of(r, v, "what");
	at = text_of(r, v, "at");
	if (!at.n || !time3339_read(at, false, &out->at))
		expect_fault(r->f, json_get(v, "at") ? json_get(v, "at")->offset : v->offset,
			     SAY_EXPECT_AT);
	if (complete && complete->kind != JSON_TRUE && complete->kind != JSON_FALSE)
		expect_fault(r->f, complete->offset, SAY_EXPECT_BOOLEAN, A("complete"));
	out->complete = json_bool(complete, false);
	read_names(r, json_get(v, "proves"), "proves", &out->proves, &out->prove_count);
	read_measures(r, json_get(v, "measures"), &out->measures);
	read_flows(r, json_get(v, "flows"), &out->flows);
	read_variants(r, json_get(v, "variants"), out);
	if (!out->measures.n && !out->flows.n)
		expect_fault(r->f, v->offset, SAY_EXPECT_NO_MEASURES);
}

/* The JSON of a file or line that begins at `offset`; NULL after a complaint. */
static struct json *parse(struct arena *a, struct str text, size_t offset, struct expect_faults *f)
{
	struct why why = { 0 };
	struct json *v;
	uint64_t line, column = 0;

	if (json_parse(a, text, (struct json_limits){ 0 }, &v, &why) == ERR_OK) {
		if (v->kind == JSON_OBJECT)
			return v;
		expect_fault(f, offset, SAY_EXPECT_OBJECT, A(""));
		return NULL;
	}
	f->count++;
	line = json_line_at(f->text, offset, &column);
	why.line = line + (why.line ? why.line - 1 : 0);
	why_at(&why, f->file, why.line, why.column);
	if (f->tell)
		f->tell(f->ctx, &why);
	return NULL;
}

static bool too_big(struct str text, struct expect_faults *f)
{
	if (text.n > EXPECT_BYTES)
		expect_fault(f, 0, SAY_EXPECT_SIZE, A((uint64_t)EXPECT_BYTES));
	return text.n > EXPECT_BYTES;
}

bool expect_read(struct arena *a, struct str text, struct expect_faults *f, struct expect *out)
{
	struct reading r = { a, f };
	size_t before = f->count;
	struct json *v;

	*out = (struct expect){ 0 };
	f->text = text;
	if (too_big(text, f))
		return false;
	v = parse(a, text, 0, f);
	if (v)
		read_file(&r, v, out);
	return f->count == before;
}

/* ---- in.jsonl ---- */

bool expect_line_of(const struct json *record, struct expect_faults *f, struct expect_line *out)
{
	*out = (struct expect_line){ .record = record, .offset = record->offset };
	out->type = json_str(json_get(record, "type"), STR(""));
	if (out->type.n)
		return true;
	expect_fault(f, record->offset, SAY_EXPECT_NO_TYPE);
	return false;
}

static void shift(struct json *v, size_t by)
{
	v->offset += by;
	for (struct json *c = v->child; c; c = c->next)
		shift(c, by);
}

static bool read_line(struct arena *a, struct str line, size_t offset, uint64_t number,
		      struct expect_faults *f, struct expect_line *out)
{
	struct json *v = parse(a, line, offset, f);

	if (!v)
		return false;
	shift(v, offset);
	if (!expect_line_of(v, f, out))
		return false;
	out->number = number;
	out->offset = offset;
	return true;
}

bool expect_lines_read(struct arena *a, struct str text, struct expect_faults *f,
		       struct expect_lines *out)
{
	struct str rest = text, line;
	size_t before = f->count;
	uint64_t number = 0;

	*out = (struct expect_lines){ 0 };
	f->text = text;
	if (too_big(text, f))
		return false;
	out->v = arena_array(a, struct expect_line, EXPECT_LINES);
	while (str_split(&rest, '\n', &line)) {
		size_t offset = (size_t)(line.p - text.p);

		number++;
		if (!str_trim(line).n)
			continue;
		if (out->n == EXPECT_LINES) {
			expect_fault(f, offset, SAY_EXPECT_LINES, A((int)EXPECT_LINES));
			break;
		}
		if (read_line(a, line, offset, number, f, &out->v[out->n]))
			out->n++;
	}
	return f->count == before;
}
