/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/prove_flow.h"

#include "store/query.h"
#include "store/value.h"
#include "wire/time3339.h"

/* Room for the fields of a case, and for its steps. */
enum { FACTS = 256, TRIES = 1000 };

/* ---- reading the case ---- */

static bool is_fact(const struct rec_field *f)
{
	return !f->list && (f->type == FT_CODE || f->type == FT_TEXT || f->type == FT_DATE);
}

static struct str case_sql(const struct rec_type *t, struct arena *a)
{
	struct buf sql = { 0 };
	struct str s;

	buf_puts(&sql, "SELECT rec, opened");
	for (size_t i = 0; i < t->field_count; i++)
		if (is_fact(&t->fields[i]))
			buf_printf(&sql, ", \"%.*s\"", STR_FMT(t->fields[i].name));
	buf_puts(&sql, " FROM \"case\" WHERE number = ?1 AND flow = ?2");
	s = str_keep(a, buf_str(&sql));
	buf_fini(&sql);
	return s;
}

struct one_case {
	struct str rec;
	struct instant opened;
	struct flow_fact facts[FACTS];
	size_t fact_count;
	struct flow_try tries[TRIES];
	size_t try_count;
};

static enum err read_case(struct sqlite3 *db, const struct rec_type *t, struct str number,
			  struct str flow, struct arena *a, struct one_case *c, bool *found,
			  struct why *why)
{
	struct query *q;
	enum err e = query_open(db, case_sql(t, a).p, &q, why);
	int column = 2;

	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, number);
	query_bind_text(q, 2, flow);
	e = query_next(q, found, why);
	if (e == ERR_OK && *found) {
		c->rec = str_keep(a, query_text(q, 0));
		c->opened.us = query_i64(q, 1);
	}
	for (size_t i = 0; *found && e == ERR_OK && i < t->field_count; i++) {
		if (!is_fact(&t->fields[i]) || c->fact_count == FACTS)
			continue;
		if (!query_null(q, column))
			c->facts[c->fact_count++] =
				(struct flow_fact){ t->fields[i].name,
						    str_keep(a, query_text(q, column)) };
		column++;
	}
	query_close(q);
	return e;
}

static enum err read_proofs(struct sqlite3 *db, int64_t leaf, struct arena *a, struct names *out,
			    struct why *why)
{
	struct query *q;
	bool row = false;
	int64_t n = 0;
	struct str count = arena_printf(
		a, "SELECT count(*) FROM case_step_proofs WHERE leaf = %lld", (long long)leaf);
	enum err e = query_one(db, count.p, &n, why);

	if (e == ERR_OK)
		e = query_open(db,
			       "SELECT value FROM case_step_proofs WHERE leaf = ?1 ORDER BY seq",
			       &q, why);
	if (e != ERR_OK)
		return e;
	out->v = arena_array(a, struct str, (size_t)n);
	query_bind_i64(q, 1, leaf);
	while ((e = query_next(q, &row, why)) == ERR_OK && row && out->n < (size_t)n)
		out->v[out->n++] = str_keep(a, query_text(q, 0));
	query_close(q);
	return e;
}

static enum err read_steps(struct sqlite3 *db, struct arena *a, struct one_case *c, struct why *why)
{
	struct query *q;
	bool row = false;
	enum err e = query_open(db,
				"SELECT step, role, at, confirmed, leaf FROM case_step "
				"WHERE in_case = CAST(?1 AS BLOB) ORDER BY at, seq",
				&q, why);

	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, c->rec);
	while (c->try_count < TRIES && (e = query_next(q, &row, why)) == ERR_OK && row) {
		struct flow_try *t = &c->tries[c->try_count++];

		*t = (struct flow_try){ .step = str_keep(a, query_text(q, 0)),
					.role = str_keep(a, query_text(q, 1)),
					.at = { query_i64(q, 2) },
					.confirmed = query_i64(q, 3) != 0 };
		e = read_proofs(db, query_i64(q, 4), a, &t->proofs, why);
		if (e != ERR_OK)
			break;
	}
	query_close(q);
	return e;
}

enum err prove_flow_run(struct sqlite3 *db, const struct pack *p, const struct flow *f,
			struct str number, struct instant at, struct arena *a,
			struct flow_outcome *out, struct why *why)
{
	struct one_case *c = arena_new(a, struct one_case);
	size_t n;
	const struct rec_type *types = pack_types(p, &n), *t = value_type(types, n, STR("case"));
	bool found = false;
	enum err e = ERR_OK;

	*out = (struct flow_outcome){ 0 };
	if (t && value_type(types, n, STR("case_step")))
		e = read_case(db, t, number, f->id, a, c, &found, why);
	if (e == ERR_OK && found)
		e = read_steps(db, a, c, why);
	if (e != ERR_OK || !found)
		return e;
	out->found = true;
	flow_walk(a, p, f, c->facts, c->fact_count, c->opened, c->tries, c->try_count, at,
		  &out->walk);
	return ERR_OK;
}

/* ---- comparing ---- */

static bool same_told(const struct flow_walk *a, const struct flow_walk *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->told[i].answer != b->told[i].answer || a->told[i].step != b->told[i].step)
			return false;
	return true;
}

static bool same_runs(const struct flow_walk *a, const struct flow_walk *b)
{
	if (a->run_count != b->run_count)
		return false;
	for (size_t i = 0; i < a->run_count; i++) {
		const struct flow_run *x = &a->runs[i], *y = &b->runs[i];

		if (x->clock != y->clock || x->state != y->state || x->due.us != y->due.us ||
		    x->end.us != y->end.us)
			return false;
	}
	return true;
}

bool prove_flow_same(const struct flow_outcome *a, const struct flow_outcome *b)
{
	if (!a->found || !b->found)
		return a->found == b->found;
	return a->walk.taken == b->walk.taken && a->walk.state == b->walk.state &&
	       same_told(&a->walk, &b->walk) && same_runs(&a->walk, &b->walk);
}

/* ---- for people ---- */

static void put_told(const struct pack *p, const struct flow *f, const struct flow_walk *w,
		     struct buf *out)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct flow_told *t = &w->told[i];

		if (t->answer == FLOW_TAKEN)
			continue;
		buf_puts(out, "; ");
		if (t->step)
			buf_printf(out, "%.*s: ", STR_FMT(t->step->id));
		flow_told_text(p, f, t, say_lang_default(), out);
	}
}

void prove_flow_text(const struct pack *p, const struct flow *f, const struct flow_outcome *got,
		     struct buf *out)
{
	const struct flow_walk *w = &got->walk;

	if (!got->found) {
		buf_puts(out, "-");
		return;
	}
	buf_put(out, w->state->id);
	for (size_t i = 0; i < w->run_count; i++) {
		buf_printf(out, "; %.*s %s", STR_FMT(w->runs[i].clock->id),
			   flow_clock_word(w->runs[i].state));
		if (w->runs[i].unknown)
			continue;
		buf_puts(out, " (");
		time3339_write(w->runs[i].due, out);
		buf_c(out, ')');
	}
	put_told(p, f, w, out);
}

struct comparing {
	struct expect_faults *to;
	const struct pack *p;
	const struct flow *f;
	const struct expect_flow *want;
	const struct flow_outcome *got;
};

static void wrong_clock(const struct comparing *c, const struct expect_clock *k, struct str want)
{
	struct buf is = { 0 };

	prove_flow_text(c->p, c->f, c->got, &is);
	expect_fault(c->to, k->offset, SAY_PROVE_CLOCK, A(c->f->id), A(c->want->number), A(k->id),
		     A(want), A(buf_str(&is)));
	buf_fini(&is);
}

static void compare_clock(const struct comparing *c, const struct expect_clock *k)
{
	const struct flow_run *run = flow_run_of(&c->got->walk, k->id);
	struct str state = run ? str_of(flow_clock_word(run->state)) : STR("none");
	struct buf due = { 0 };

	if (!flow_clock(c->f, k->id)) {
		expect_fault(c->to, k->offset, SAY_PROVE_NO_CLOCK, A(c->f->id), A(k->id));
		return;
	}
	if (k->state.n && !str_eq(k->state, state)) {
		wrong_clock(c, k, k->state);
	} else if (k->has_due && (!run || run->unknown || run->due.us != k->due.us)) {
		time3339_write(k->due, &due);
		wrong_clock(c, k, buf_str(&due));
	}
	buf_fini(&due);
}

/* Step names, in order; a step that the flow does not have counts by its place only. */
static bool refused_as(const struct expect_flow *want, const struct flow_walk *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->count; i++) {
		const struct flow_told *t = &w->told[i];

		if (t->answer == FLOW_TAKEN)
			continue;
		if (n == want->refused_count ||
		    (t->step && !str_eq(t->step->id, want->refused[n].id)))
			return false;
		n++;
	}
	return n == want->refused_count;
}

static void compare_refused(const struct comparing *c)
{
	struct buf list = { 0 }, is = { 0 };

	if (!c->want->has_refused || refused_as(c->want, &c->got->walk))
		return;
	for (size_t i = 0; i < c->want->refused_count; i++) {
		buf_puts(&list, i ? ", " : "");
		buf_put(&list, c->want->refused[i].id);
	}
	prove_flow_text(c->p, c->f, c->got, &is);
	expect_fault(c->to, c->want->offset, SAY_PROVE_STEPS_REFUSED, A(c->f->id),
		     A(c->want->number), A(buf_str(&list)), A(buf_str(&is)));
	buf_fini(&list);
	buf_fini(&is);
}

void prove_flow_compare(struct expect_faults *to, const struct pack *p, const struct flow *f,
			const struct expect_flow *want, const struct flow_outcome *got)
{
	const struct comparing c = { to, p, f, want, got };
	struct buf is = { 0 };

	if (!got->found) {
		expect_fault(to, want->offset, SAY_PROVE_CASE, A(f->id), A(want->number));
		return;
	}
	if (want->state.n && !str_eq(want->state, got->walk.state->id)) {
		prove_flow_text(p, f, got, &is);
		expect_fault(to, want->offset, SAY_PROVE_STATE, A(f->id), A(want->number),
			     A(want->state), A(buf_str(&is)));
	}
	for (size_t i = 0; i < want->clock_count; i++)
		compare_clock(&c, &want->clocks[i]);
	compare_refused(&c);
	buf_fini(&is);
}
