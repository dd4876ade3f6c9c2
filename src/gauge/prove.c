/* SPDX-License-Identifier: Apache-2.0 */
/* prove.c - one test after the other: fill the store, run, compare, change a line, compare again. */
#include "gauge/prove.h"

#include "base/mem.h"
#include "gauge/expect.h"
#include "gauge/functions.h"
#include "gauge/prove_flow.h"
#include "gauge/run.h"
#include "pack/pack_sql.h"
#include "store/scratch.h"
#include "wire/json.h"

#include <math.h>

struct prove {
	const struct pack *p;
	struct scratch *s;
	struct arena *a; /* of one test */
	struct run run;
	const struct measure *measures;
	const struct mechanism *mechanisms;
	size_t measure_count, mechanism_count;
	bool *tested, *proven; /* a measure, a mechanism */
};

/* One test on its way. */
struct test {
	struct prove *v;
	const struct prove_case *c;
	struct expect_faults in, want;
	struct expect_lines lines;
	struct expect e;
	/* The measures of the test, what they came to at first and now, and whether a variant changed
	 * them. */
	const struct measure **m;
	struct gauge_result *base, *now;
	bool *changed;
	size_t count;
	/* The same for the cases of the test. */
	const struct expect_flow **cases;
	const struct flow **flow;
	struct flow_outcome *case_base, *case_now;
	bool *case_changed;
	size_t case_count;
	prove_show_fn *show;
	prove_show_case_fn *show_case;
	void *ctx;
};

enum err prove_open(const struct pack *p, struct prove **out, struct why *why)
{
	struct prove *v = mem_zero(1, sizeof *v);
	enum err e;

	v->p = p;
	v->a = arena_open();
	v->measures = pack_measures(p, &v->measure_count);
	v->mechanisms = pack_mechanisms(p, &v->mechanism_count);
	v->tested = mem_zero(v->measure_count + 1, sizeof *v->tested);
	v->proven = mem_zero(v->mechanism_count + 1, sizeof *v->proven);
	v->run = (struct run){ .steps = RUN_STEPS, .ready = true };
	v->run.types = pack_types(p, &v->run.type_count);
	e = scratch_open(v->run.types, v->run.type_count, &v->s, why);
	if (e != ERR_OK) {
		prove_close(v);
		v = NULL;
	} else {
		v->run.db = scratch_db(v->s);
		gauge_functions(v->run.db);
		pack_sql(v->run.db, p);
	}
	*out = v;
	return e;
}

void prove_close(struct prove *v)
{
	if (!v)
		return;
	scratch_close(v->s);
	arena_close(v->a);
	mem_free(v->tested);
	mem_free(v->proven);
	mem_free(v);
}

/* ---- filling the store ---- */

static const struct expect_edit *edit_of(const struct expect_variant *x, uint64_t line)
{
	for (size_t i = 0; x && i < x->edit_count; i++)
		if (x->edits[i].line == line)
			return &x->edits[i];
	return NULL;
}

static bool is_type(struct str key)
{
	return str_eq(key, STR("type"));
}

static const struct json *field_of(const struct json *object, struct str key)
{
	for (const struct json *m = object ? object->child : NULL; m; m = m->next)
		if (str_eq(m->key, key))
			return m;
	return NULL;
}

static void w_field(struct json_writer *w, const struct json *m)
{
	if (m->kind == JSON_NULL || is_type(m->key))
		return;
	json_w_key_str(w, m->key);
	json_w_tree(w, m);
}

/* The record without its type, with the fields that a variant sets. */
static void body_of(const struct expect_line *l, const struct json *set, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	for (const struct json *m = l->record->child; m; m = m->next) {
		const struct json *other = field_of(set, m->key);

		w_field(&w, other ? other : m);
	}
	for (const struct json *m = set ? set->child : NULL; m; m = m->next)
		if (!field_of(l->record, m->key))
			w_field(&w, m);
	json_w_object_end(&w);
}

static enum err put(struct test *t, const struct expect_line *l, const struct json *set, size_t nth,
		    struct why *why)
{
	/* Recorded one after the other, all before :at. */
	struct instant at = { t->e.at.us - US_PER_MINUTE + (int64_t)nth };
	struct str type = json_str(field_of(set, STR("type")), l->type);
	struct buf body = { 0 };
	enum err e;

	body_of(l, set, &body);
	e = scratch_put(t->v->s, type, buf_str(&body), at, why);
	buf_fini(&body);
	return e;
}

/* A line that is refused: in the file of lines; because of a variant, there. */
static void refused(struct test *t, const struct expect_line *l, const struct expect_variant *x,
		    const struct why *why)
{
	struct buf text = { 0 };

	why_sentence(why, say_lang_default(), &text);
	if (x)
		expect_fault(&t->want, x->offset, SAY_PROVE_VARIANT_REFUSED, A(l->number),
			     A(buf_str(&text)));
	else
		expect_fault(&t->in, l->offset, SAY_PROVE_REFUSED, A(buf_str(&text)));
	buf_fini(&text);
}

static bool fill_added(struct test *t, const struct expect_variant *x)
{
	size_t nth = t->lines.n;
	struct why why = { 0 };

	for (const struct json *v = x && x->add ? x->add->child : NULL; v; v = v->next) {
		struct expect_line l;

		if (!expect_line_of(v, &t->want, &l))
			return false;
		if (put(t, &l, NULL, nth++, &why) == ERR_OK)
			continue;
		refused(t, &l, x, &why);
		return false;
	}
	return true;
}

static bool fill(struct test *t, const struct expect_variant *x)
{
	for (size_t i = 0; i < t->lines.n; i++) {
		const struct expect_line *l = &t->lines.v[i];
		const struct expect_edit *edit = edit_of(x, l->number);
		struct why why = { 0 };

		if (edit && !edit->fields)
			continue;
		if (put(t, l, edit ? edit->fields : NULL, i, &why) == ERR_OK)
			continue;
		refused(t, l, x, &why);
		return false;
	}
	return fill_added(t, x);
}

/* ---- running ---- */

static size_t place_of(const struct expect_measures *list, struct str id, size_t none)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i].id, id))
			return list->v[i].offset;
	return none;
}

static void say_broken(struct test *t, const struct measure *m, size_t offset,
		       const struct why *why)
{
	struct buf text = { 0 };

	why_sentence(why, say_lang_default(), &text);
	expect_fault(&t->want, offset, SAY_PROVE_BROKEN, A(m->id), A(buf_str(&text)));
	buf_fini(&text);
}

static bool run_cases(struct test *t, const struct expect_variant *x, struct flow_outcome *out)
{
	bool ok = true;

	for (size_t i = 0; i < t->case_count; i++) {
		struct why why = { 0 };
		struct buf text = { 0 };

		if (prove_flow_run(t->v->run.db, t->v->p, t->flow[i], t->cases[i]->number, t->e.at,
				   t->v->a, &out[i], &why) == ERR_OK)
			continue;
		why_sentence(&why, say_lang_default(), &text);
		expect_fault(&t->want, x ? x->offset : 0, SAY_PROVE_BROKEN, A(t->flow[i]->id),
			     A(buf_str(&text)));
		buf_fini(&text);
		ok = false;
	}
	return ok;
}

static bool run_all(struct test *t, const struct expect_variant *x, struct gauge_result *out)
{
	const struct expect_measures *list = x ? &x->measures : &t->e.measures;
	bool ok = true;

	for (size_t i = 0; i < t->count; i++) {
		struct why why = { 0 };

		if (run_measure(&t->v->run, t->m[i], t->e.at, t->v->a, &out[i], &why) == ERR_OK)
			continue;
		say_broken(t, t->m[i], place_of(list, t->m[i]->id, x ? x->offset : 0), &why);
		ok = false;
	}
	return ok;
}

/* ---- comparing ---- */

static bool near(double a, double b)
{
	double scale = fmax(fabs(a), fabs(b));

	return fabs(a - b) <= 1e-9 * scale || scale < 1e-12;
}

static bool same_figure(bool has_a, double a, bool has_b, double b)
{
	return has_a == has_b && (!has_a || near(a, b));
}

static bool same_place(const struct gauge_row *a, const struct gauge_row *b)
{
	return str_eq(a->area, b->area) && str_eq(a->dim, b->dim) &&
	       str_eq(a->component, b->component);
}

static const struct gauge_row *row_like(const struct gauge_result *r, const struct gauge_row *row)
{
	for (size_t i = 0; i < r->row_count; i++)
		if (same_place(&r->rows[i], row))
			return &r->rows[i];
	return NULL;
}

/* Is every row of a also one of b, with the same figures? */
static bool within(const struct gauge_result *a, const struct gauge_result *b)
{
	for (size_t i = 0; i < a->row_count; i++) {
		const struct gauge_row *x = &a->rows[i], *y = row_like(b, x);

		if (!y || x->n != y->n ||
		    !same_figure(x->has_value, x->value, y->has_value, y->value) ||
		    !same_figure(x->has_num, x->num, y->has_num, y->num) ||
		    !same_figure(x->has_den, x->den, y->has_den, y->den))
			return false;
	}
	return true;
}

static bool same_result(const struct gauge_result *a, const struct gauge_result *b)
{
	return within(a, b) && within(b, a);
}

static void put_figure(struct buf *out, bool has, double v)
{
	if (has)
		buf_printf(out, "%.12g", v);
	else
		buf_puts(out, "null");
}

/* "area=130000 dim=c2": names of columns, the same in every language. */
static void put_place(struct buf *out, struct str area, struct str dim, struct str component)
{
	const struct {
		const char *name;
		struct str v;
	} part[] = { { "area", area }, { "dim", dim }, { "component", component } };
	const char *space = "";

	for (size_t i = 0; i < 3; i++) {
		if (!part[i].v.n)
			continue;
		buf_printf(out, "%s%s=%.*s", space, part[i].name, STR_FMT(part[i].v));
		space = " ";
	}
	if (!*space)
		buf_puts(out, "area='' dim='' component=''");
}

enum { ROWS_SHOWN = 6 };

static void put_rows(struct buf *out, const struct gauge_result *r)
{
	for (size_t i = 0; i < r->row_count && i < ROWS_SHOWN; i++) {
		buf_puts(out, i ? "; " : "");
		put_place(out, r->rows[i].area, r->rows[i].dim, r->rows[i].component);
		buf_puts(out, " = ");
		put_figure(out, r->rows[i].has_value, r->rows[i].value);
	}
	if (r->row_count > ROWS_SHOWN)
		buf_puts(out, "; ...");
	if (!r->row_count)
		buf_puts(out, "[]");
}

static void wrong_figure(struct test *t, const struct gauge_result *r, const struct expect_row *row,
			 const char *name, const struct expect_figure *want, bool has, double v)
{
	struct buf place = { 0 }, wanted = { 0 }, found = { 0 };

	put_place(&place, row->area, row->dim, row->component);
	put_figure(&wanted, !want->null, want->v);
	put_figure(&found, has, v);
	expect_fault(&t->want, row->offset, SAY_PROVE_FIGURE, A(r->measure->id), A(name),
		     A(buf_str(&place)), A(buf_str(&wanted)), A(buf_str(&found)));
	buf_fini(&place);
	buf_fini(&wanted);
	buf_fini(&found);
}

static void compare_figure(struct test *t, const struct gauge_result *r,
			   const struct expect_row *row, const char *name,
			   const struct expect_figure *want, bool has, double v)
{
	if (want->stated && !same_figure(!want->null, want->v, has, v))
		wrong_figure(t, r, row, name, want, has, v);
}

static void missing_row(struct test *t, const struct gauge_result *r, const struct expect_row *row)
{
	struct buf place = { 0 }, rows = { 0 };

	put_place(&place, row->area, row->dim, row->component);
	put_rows(&rows, r);
	expect_fault(&t->want, row->offset, SAY_PROVE_NO_ROW, A(r->measure->id), A(buf_str(&place)),
		     A(buf_str(&rows)));
	buf_fini(&place);
	buf_fini(&rows);
}

static void compare_row(struct test *t, const struct gauge_result *r, const struct expect_row *row)
{
	struct gauge_row at = { .area = row->area, .dim = row->dim, .component = row->component };
	const struct gauge_row *found = row_like(r, &at);

	if (!found && row->value.null)
		return; /* no data, and no row says so, too */
	if (!found) {
		missing_row(t, r, row);
		return;
	}
	compare_figure(t, r, row, "value", &row->value, found->has_value, found->value);
	compare_figure(t, r, row, "num", &row->num, found->has_num, found->num);
	compare_figure(t, r, row, "den", &row->den, found->has_den, found->den);
	compare_figure(t, r, row, "n", &row->n, true, (double)found->n);
}

static bool is_named(const struct expect_measure *m, const struct gauge_row *row)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct expect_row *w = &m->rows[i];
		struct gauge_row at = { .area = w->area, .dim = w->dim, .component = w->component };

		if (same_place(&at, row))
			return true;
	}
	return false;
}

/* An empty list says that there is no data; "complete" that there is nothing else. */
static void compare_rest(struct test *t, const struct gauge_result *r,
			 const struct expect_measure *m)
{
	struct buf place = { 0 }, value = { 0 };

	for (size_t i = 0; i < r->row_count && (t->e.complete || !m->count); i++) {
		const struct gauge_row *row = &r->rows[i];

		if (!row->has_value || is_named(m, row))
			continue;
		put_place(&place, row->area, row->dim, row->component);
		put_figure(&value, row->has_value, row->value);
		expect_fault(&t->want, m->offset, SAY_PROVE_EXTRA_ROW, A(m->id), A(buf_str(&place)),
			     A(buf_str(&value)));
		break;
	}
	buf_fini(&place);
	buf_fini(&value);
}

static void compare(struct test *t, const struct expect_measures *list,
		    const struct gauge_result *results)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < t->count; k++) {
			if (!str_eq(t->m[k]->id, list->v[i].id))
				continue;
			for (size_t r = 0; r < list->v[i].count; r++)
				compare_row(t, &results[k], &list->v[i].rows[r]);
			compare_rest(t, &results[k], &list->v[i]);
		}
}

static size_t case_index(const struct test *t, const struct expect_flow *c)
{
	size_t i = 0;

	while (i < t->case_count &&
	       !(str_eq(t->cases[i]->flow, c->flow) && str_eq(t->cases[i]->number, c->number)))
		i++;
	return i;
}

static void compare_cases(struct test *t, const struct expect_flows *list,
			  const struct flow_outcome *outcomes)
{
	for (size_t i = 0; i < list->n; i++) {
		size_t k = case_index(t, &list->v[i]);

		if (k < t->case_count)
			prove_flow_compare(&t->want, t->v->p, t->flow[k], &list->v[i],
					   &outcomes[k]);
	}
}

/* ---- variants ---- */

static void check_lines(struct test *t, const struct expect_variant *x)
{
	for (size_t i = 0; i < x->edit_count; i++) {
		bool there = false;

		for (size_t k = 0; k < t->lines.n; k++)
			there |= t->lines.v[k].number == x->edits[i].line;
		if (!there)
			expect_fault(&t->want, x->edits[i].offset, SAY_PROVE_NO_LINE,
				     A(x->edits[i].line));
	}
}

static bool note_changes(struct test *t)
{
	bool any = false;

	for (size_t i = 0; i < t->count; i++) {
		bool now = !same_result(&t->base[i], &t->now[i]);

		t->changed[i] |= now;
		any |= now;
	}
	for (size_t i = 0; i < t->case_count; i++) {
		bool now = !prove_flow_same(&t->case_base[i], &t->case_now[i]);

		t->case_changed[i] |= now;
		any |= now;
	}
	return any;
}

static void show_cases(const struct test *t, const struct expect_variant *x)
{
	const struct flow_outcome *now = x ? t->case_now : t->case_base;

	for (size_t i = 0; t->show_case && i < t->case_count; i++) {
		struct buf text = { 0 };

		prove_flow_text(t->v->p, t->flow[i], &now[i], &text);
		t->show_case(t->ctx, x ? x->what : STR(""), t->flow[i]->id, t->cases[i]->number,
			     buf_str(&text), x && !prove_flow_same(&t->case_base[i], &now[i]));
		buf_fini(&text);
	}
}

static void show(const struct test *t, const struct expect_variant *x,
		 const struct gauge_result *results)
{
	for (size_t i = 0; t->show && i < t->count; i++)
		t->show(t->ctx, x ? x->what : STR(""), &results[i],
			x && !same_result(&t->base[i], &results[i]));
}

static bool run_once(struct test *t, const struct expect_variant *x)
{
	struct gauge_result *out = x ? t->now : t->base;
	struct flow_outcome *cases = x ? t->case_now : t->case_base;
	struct why why = { 0 };
	bool ok;

	if (scratch_begin(t->v->s, &why) != ERR_OK) {
		expect_fault(&t->want, 0, SAY_GAUGE_EMPTY_STORE, A("BEGIN"));
		return false;
	}
	ok = fill(t, x) && run_all(t, x, out) && run_cases(t, x, cases);
	scratch_undo(t->v->s);
	if (!ok)
		return false;
	show(t, x, out);
	show_cases(t, x);
	compare(t, x ? &x->measures : &t->e.measures, out);
	compare_cases(t, x ? &x->flows : &t->e.flows, cases);
	return true;
}

static void run_variant(struct test *t, const struct expect_variant *x)
{
	size_t before = t->want.count;

	check_lines(t, x);
	if (t->want.count != before || !run_once(t, x))
		return;
	if (!note_changes(t))
		expect_fault(&t->want, x->offset, SAY_PROVE_UNCHANGED, A(x->what));
}

/* ---- what it proves ---- */

static bool carries(const struct mechanism *m, const struct measure *x)
{
	for (size_t i = 0; i < m->measure_count; i++)
		if (str_eq(m->measures[i], x->id))
			return true;
	return str_eq(x->mechanism, m->id);
}

static bool has_flow(const struct mechanism *m, const struct flow *f)
{
	for (size_t i = 0; i < m->flows.n; i++)
		if (str_eq(m->flows.v[i], f->id))
			return true;
	return false;
}

static void prove_mechanism(struct test *t, const struct expect_name *name)
{
	const struct mechanism *m = pack_mechanism(t->v->p, name->id);
	bool carried = false, changed = false;

	if (!m) {
		expect_fault(&t->want, name->offset, SAY_PROVE_NO_MECHANISM, A(name->id));
		return;
	}
	for (size_t i = 0; i < t->count; i++)
		if (carries(m, t->m[i])) {
			carried = true;
			changed |= t->changed[i];
		}
	for (size_t i = 0; i < t->case_count; i++)
		if (has_flow(m, t->flow[i])) {
			carried = true;
			changed |= t->case_changed[i];
		}
	if (!changed)
		expect_fault(&t->want, name->offset,
			     carried ? SAY_PROVE_NOT_CHANGED : SAY_PROVE_NOT_CARRIED, A(name->id));
	t->v->proven[m - t->v->mechanisms] |= changed;
}

static bool states_value(const struct expect_measures *list, struct str id)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t r = 0; str_eq(list->v[i].id, id) && r < list->v[i].count; r++)
			if (list->v[i].rows[r].value.stated && !list->v[i].rows[r].value.null)
				return true;
	return false;
}

static void note_tested(struct test *t)
{
	for (size_t i = 0; i < t->count; i++) {
		bool stated = states_value(&t->e.measures, t->m[i]->id);

		for (size_t x = 0; x < t->e.variant_count; x++)
			stated |= states_value(&t->e.variants[x].measures, t->m[i]->id);
		t->v->tested[t->m[i] - t->v->measures] |= stated && t->changed[i];
	}
}

/* ---- a test ---- */

static void add_measures(struct test *t, const struct expect_measures *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct measure *m = pack_measure(t->v->p, list->v[i].id);
		size_t k = 0;

		while (m && k < t->count && t->m[k] != m)
			k++;
		if (!m)
			expect_fault(&t->want, list->v[i].offset, SAY_PROVE_NO_MEASURE,
				     A(list->v[i].id), A(pack_id(t->v->p)));
		else if (k == t->count)
			t->m[t->count++] = m;
	}
}

static void collect_measures(struct test *t)
{
	size_t n = t->v->measure_count + 1;

	t->m = arena_array(t->v->a, const struct measure *, n);
	t->base = arena_array(t->v->a, struct gauge_result, n);
	t->now = arena_array(t->v->a, struct gauge_result, n);
	t->changed = arena_array(t->v->a, bool, n);
	add_measures(t, &t->e.measures);
	for (size_t i = 0; i < t->e.variant_count; i++)
		add_measures(t, &t->e.variants[i].measures);
}

static void add_cases(struct test *t, const struct expect_flows *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct expect_flow *c = &list->v[i];
		const struct flow *f = pack_flow(t->v->p, c->flow);

		if (!f) {
			expect_fault(&t->want, c->offset, SAY_PROVE_NO_FLOW, A(c->flow),
				     A(pack_id(t->v->p)));
		} else if (case_index(t, c) == t->case_count) {
			t->flow[t->case_count] = f;
			t->cases[t->case_count++] = c;
		}
	}
}

static void collect_cases(struct test *t)
{
	size_t n = t->e.flows.n;

	for (size_t i = 0; i < t->e.variant_count; i++)
		n += t->e.variants[i].flows.n;
	t->cases = arena_array(t->v->a, const struct expect_flow *, n);
	t->flow = arena_array(t->v->a, const struct flow *, n);
	t->case_base = arena_array(t->v->a, struct flow_outcome, n);
	t->case_now = arena_array(t->v->a, struct flow_outcome, n);
	t->case_changed = arena_array(t->v->a, bool, n);
	add_cases(t, &t->e.flows);
	for (size_t i = 0; i < t->e.variant_count; i++)
		add_cases(t, &t->e.variants[i].flows);
}

static void run_test(struct test *t)
{
	if (t->count + t->case_count == 0 || !run_once(t, NULL))
		return;
	for (size_t i = 0; i < t->e.variant_count; i++)
		run_variant(t, &t->e.variants[i]);
	for (size_t i = 0; i < t->e.prove_count; i++)
		prove_mechanism(t, &t->e.proves[i]);
	if (!t->want.count && !t->in.count)
		note_tested(t);
}

size_t prove_run(struct prove *v, const struct prove_case *c, pack_complain_fn *complain,
		 const struct prove_show *shown, void *ctx)
{
	struct test t = { .v = v,
			  .c = c,
			  .in = { .file = c->in_path, .tell = complain, .ctx = ctx },
			  .want = { .file = c->expect_path, .tell = complain, .ctx = ctx },
			  .show = shown ? shown->result : NULL,
			  .show_case = shown ? shown->of_case : NULL,
			  .ctx = ctx };
	bool ok;

	arena_reset(v->a);
	ok = expect_lines_read(v->a, c->in, &t.in, &t.lines);
	ok &= expect_read(v->a, c->expect, &t.want, &t.e);
	if (ok) {
		collect_measures(&t);
		collect_cases(&t);
		run_test(&t);
	}
	return t.in.count + t.want.count;
}

enum err prove_empty(struct prove *v, const struct measure *m, struct why *why)
{
	return run_empty(&v->run, m, why);
}

bool prove_is_tested(const struct prove *v, const struct measure *m)
{
	return v->tested[m - v->measures];
}

bool prove_is_proven(const struct prove *v, const struct mechanism *m)
{
	return v->proven[m - v->mechanisms];
}

bool prove_is_due(const struct mechanism *m)
{
	return !str_eq(m->kind, STR("stance")) && !str_eq(m->status, STR("declined"));
}
