/* SPDX-License-Identifier: Apache-2.0 */
/* complete.c - what a policy pack should not lack, looked for thing by thing. */
#include "pack/complete.h"
#include "pack/lineage.h"
#include "pack/parts.h"
#include "pack/return.h"
#include "pack/sqlscan.h"

#include "base/ensure.h"

struct complete {
	struct reading r;
	struct pack *p;
	const struct pack_head *leaf;
};

/* ---- each thing that the leaf brings ---- */

/* Sets the file of the complaints to come; NULL when the item is not the leaf's own. */
static const struct yaml *own(struct complete *c, enum noun_id noun, size_t i)
{
	struct place at = c->p->shelf[noun].places[i];

	if (!str_eq(*item_origin(noun, shelf_at(c->p, noun, i)), c->leaf->id) || !at.file)
		return NULL;
	c->r.file = at.file;
	return at.yaml;
}

static void at_head(struct complete *c)
{
	c->r.file = c->leaf->file;
}

/* ---- articles ---- */

static void find_articles(struct complete *c)
{
	uint64_t total = 0;

	at_head(c);
	if (!str_u64(c->leaf->articles, &total))
		return;
	for (uint64_t no = 1; no <= total; no++) {
		struct str number = arena_printf(c->p->a, "%u", (unsigned)no);

		if (!pack_article(c->p, number))
			reading_fault(&c->r, c->leaf->at_articles, SAY_COMPLETE_ARTICLE, A(number));
	}
}

/* ---- the text above ---- */

static bool is_parent_somewhere(const struct pack *p, struct str number)
{
	size_t n;
	const struct lineage *l = pack_lineages(p, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < l[i].parents.n; k++)
			if (str_eq(l[i].parents.v[k], number))
				return true;
	return false;
}

/* Was the article dropped as a whole, or does a clause say that the mechanism was? */
static bool is_dropped(const struct pack *p, const struct mechanism *m)
{
	size_t n;
	const struct lineage *l = pack_lineages(p, &n);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; !l[i].article.n && k < l[i].parents.n; k++)
			if (str_eq(l[i].parents.v[k], m->article))
				return true;
		for (size_t k = 0; k < l[i].clause_count; k++)
			for (size_t j = 0; j < l[i].clauses[k].parents.n; j++)
				if (str_eq(l[i].clauses[k].relation, STR("dropped")) &&
				    str_eq(l[i].clauses[k].parents.v[j], m->id))
					return true;
	}
	return false;
}

static void find_forgotten_mechanisms(struct complete *c, const struct pack_head *above)
{
	size_t n;
	const struct mechanism *m = pack_mechanisms(c->p, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(m[i].origin, above->id) && !pack_article_of(c->p, &m[i]) &&
		    !is_dropped(c->p, &m[i]))
			reading_fault(&c->r, NULL, SAY_COMPLETE_FORGOTTEN, A(m[i].id),
				      A(m[i].article));
}

static void find_lineage(struct complete *c)
{
	const struct pack_head *above = text_above(c->p);
	uint64_t total = 0;
	size_t n;
	const struct article *x = pack_articles(c->p, &n);

	if (!above || text_head(c->p) != c->leaf)
		return;
	for (size_t i = 0; i < n; i++)
		if (own(c, NOUN_ARTICLE, i) && !pack_lineage(c->p, x[i].number))
			reading_fault(&c->r, NULL, SAY_COMPLETE_LINEAGE, A(x[i].number));
	at_head(c);
	ensure(str_u64(above->articles, &total));
	for (uint64_t no = 1; no <= total; no++) {
		struct str number = arena_printf(c->p->a, "%u", (unsigned)no);

		if (!is_parent_somewhere(c->p, number))
			reading_fault(&c->r, NULL, SAY_COMPLETE_CHILDLESS, A(number));
	}
	find_forgotten_mechanisms(c, above);
}

/* ---- mechanisms ---- */

static bool is_due(const struct mechanism *m)
{
	return !str_eq(m->kind, STR("stance")) && !str_eq(m->declined, STR("whole"));
}

static void find_in_mechanism(struct complete *c, const struct yaml *t, const struct mechanism *m)
{
	if (!pack_article_of(c->p, m))
		reading_fault(&c->r, yaml_get(t, STR("article")), SAY_COMPLETE_UNLISTED, A(m->id),
			      A(m->article));
	if (!is_due(m))
		return;
	if (!m->owner.n)
		reading_fault(&c->r, t, SAY_COMPLETE_OWNER, A(m->id));
	if (!m->record_count && !m->returns.n)
		reading_fault(&c->r, t, SAY_COMPLETE_NOTHING_KEPT, A(m->id));
	if (!m->measure_count && !m->flows.n)
		reading_fault(&c->r, t, SAY_COMPLETE_NOTHING_DONE, A(m->id));
}

static void find_mechanisms(struct complete *c)
{
	size_t n;
	const struct mechanism *m = pack_mechanisms(c->p, &n);

	for (size_t i = 0; i < n; i++) {
		const struct yaml *t = own(c, NOUN_MECHANISM, i);

		if (t)
			find_in_mechanism(c, t, &m[i]);
	}
}

/* ---- measures ---- */

static void find_metrics_of(struct complete *c, size_t i, const struct measure *m)
{
	uint32_t line = c->p->shelf[NOUN_MEASURE].places[i].body;
	struct sqlscan s = { .sql = m->sql };
	struct str metric;

	while (sqlscan_metric(&s, &metric))
		if (!pack_metric(c->p, metric)) {
			struct yaml at = sqlscan_place(m->sql, metric.p, line);

			reading_fault(&c->r, &at, SAY_COMPLETE_NO_METRIC, A(metric));
		}
}

static void find_in_measure(struct complete *c, size_t i, const struct yaml *t,
			    const struct measure *m)
{
	const struct mechanism *x = pack_mechanism(c->p, m->mechanism);
	bool listed = false;

	for (size_t k = 0; x && k < x->measure_count; k++)
		listed |= str_eq(x->measures[k], m->id);
	if (!listed)
		reading_fault(&c->r, yaml_get(t, STR("mechanism")), SAY_COMPLETE_MEASURE_UNLISTED,
			      A(m->id), A(m->mechanism));
	if (x && !str_eq(x->article, m->article))
		reading_fault(&c->r, yaml_get(t, STR("article")), SAY_PACK_OTHER_ARTICLE, A(x->id),
			      A(x->article));
	find_metrics_of(c, i, m);
}

static void find_measures(struct complete *c)
{
	size_t n;
	const struct measure *m = pack_measures(c->p, &n);

	for (size_t i = 0; i < n; i++) {
		const struct yaml *t = own(c, NOUN_MEASURE, i);

		if (t)
			find_in_measure(c, i, t, &m[i]);
	}
}

/* ---- returns ---- */

static bool makes_metric(const struct pack_return *x, struct str metric)
{
	for (size_t i = 0; i < x->column_count; i++)
		if (x->columns[i].cell == CELL_METRIC && str_eq(x->columns[i].what, metric))
			return true;
	return false;
}

/* Does the measure read anything that the return makes? */
static bool reads(const struct measure *m, const struct pack_return *x)
{
	struct sqlscan s = { .sql = m->sql };
	struct str found;

	if (!str_eq(x->makes, STR("observation")))
		return sqlscan_has_word(m->sql, x->makes);
	while (sqlscan_metric(&s, &found))
		if (makes_metric(x, found))
			return true;
	return false;
}

static void find_unread(struct complete *c, const struct yaml *t, const struct pack_return *x)
{
	const struct yaml *list = yaml_get(t, STR("measures"));

	for (const struct yaml *id = list ? list->child : NULL; id; id = id->next) {
		const struct measure *m = pack_measure(c->p, id->text);

		if (m && !reads(m, x))
			reading_fault(&c->r, id, SAY_COMPLETE_UNREAD, A(x->id), A(m->id));
	}
}

/* Can a row say what the metric is about? Of the debtor itself it need not. */
static bool says_subject(const struct pack_return *x, struct str about)
{
	if (str_eq(about, STR("party")))
		return true;
	for (size_t i = 0; i < x->column_count; i++) {
		const struct return_column *col = &x->columns[i];

		if ((col->cell == CELL_AREA && str_eq(about, STR("area"))) ||
		    (col->cell == CELL_SUBJECT && str_eq(col->what, about)))
			return true;
	}
	return false;
}

static void find_in_columns(struct complete *c, const struct yaml *t, const struct pack_return *x)
{
	const struct yaml *columns = yaml_get(t, STR("columns")), *col = columns->child;
	bool figures = !str_eq(x->makes, STR("observation"));

	for (size_t i = 0; i < x->column_count && col; i++, col = col->next) {
		const struct metric *m = x->columns[i].cell == CELL_METRIC ?
						 pack_metric(c->p, x->columns[i].what) :
						 NULL;

		figures |= m != NULL;
		if (m && !says_subject(x, m->about))
			reading_fault(&c->r, yaml_get(col, STR("metric")), SAY_COMPLETE_SUBJECT,
				      A(m->id), A(m->about));
	}
	if (!figures)
		reading_fault(&c->r, columns, SAY_COMPLETE_NO_FIGURES, A(x->id));
}

static void find_returns(struct complete *c)
{
	size_t n;
	const struct pack_return *x = pack_returns(c->p, &n);

	for (size_t i = 0; i < n; i++) {
		const struct yaml *t = own(c, NOUN_RETURN, i);

		if (!t)
			continue;
		find_unread(c, t, &x[i]);
		find_in_columns(c, t, &x[i]);
	}
}

size_t pack_complete(struct pack *p, pack_complain_fn *complain, void *ctx)
{
	struct complete c = { .r = { .a = p->a, .complain = complain, .ctx = ctx }, .p = p };

	ensure(p->chain_count > 0);
	c.leaf = &p->chain[p->chain_count - 1];
	find_articles(&c);
	find_lineage(&c);
	find_mechanisms(&c);
	find_measures(&c);
	find_returns(&c);
	return c.r.faults;
}
