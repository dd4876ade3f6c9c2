/* SPDX-License-Identifier: Apache-2.0 */
/* lineage.c - how an article relates to those of the text above, and each of its clauses. */
#include "pack/lineage.h"
#include "pack/parts.h"

#include "wire/json.h"

#include <stddef.h>

#define AT(m) offsetof(struct lineage, m)
static const struct slot slots[] = {
	{ "article", SHAPE_ID, false, AT(article), NULL },
	{ "parents", SHAPE_LIST, false, AT(parents), NULL },
	{ "relation", SHAPE_ID, true, AT(relation), NULL },
	{ "note", SHAPE_WORDS, true, AT(note), NULL },
	{ "clauses", SHAPE_NODE, false, SLOT_NOWHERE, NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

#define AT(m) offsetof(struct clause_lineage, m)
static const struct slot clause_slots[] = {
	{ "id", SHAPE_ID, true, AT(id), NULL },
	{ "relation", SHAPE_ID, true, AT(relation), NULL },
	{ "parents", SHAPE_LIST, false, AT(parents), NULL },
	{ "what", SHAPE_WORDS, true, AT(what), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

static bool clause_is_twice(const struct lineage *l, struct str id)
{
	for (size_t i = 0; i < l->clause_count; i++)
		if (str_eq(l->clauses[i].id, id))
			return true;
	return false;
}

static bool clause_read(struct reading *r, const struct yaml *t, struct lineage *l)
{
	struct clause_lineage c = { 0 };

	if (!shape_read(r, t, clause_slots, &c))
		return false;
	if (clause_is_twice(l, c.id)) {
		reading_fault(r, yaml_get(t, STR("id")), SAY_PACK_LISTED_TWICE, A(c.id));
		return false;
	}
	l->clauses[l->clause_count++] = c;
	return true;
}

bool lineage_read(struct reading *r, const struct yaml *t, void *item)
{
	struct lineage *l = item;
	const struct yaml *clauses = yaml_get(t, STR("clauses"));
	bool ok = shape_read(r, t, slots, l);

	if (!clauses)
		return ok;
	if (clauses->kind != YAML_LIST) {
		reading_fault(r, clauses, SAY_PACK_SHAPE, A("clauses"), A("[{id: ...}, ...]"));
		return false;
	}
	l->clauses = arena_array(r->a, struct clause_lineage, clauses->count);
	for (const struct yaml *c = clauses->child; c; c = c->next)
		ok = clause_read(r, c, l) && ok;
	return ok;
}

void lineage_write(struct json_writer *w, const void *item)
{
	const struct lineage *l = item;

	shape_write(w, slots, l);
	json_w_key(w, "clauses");
	json_w_array(w);
	for (size_t i = 0; i < l->clause_count; i++) {
		json_w_object(w);
		shape_write(w, clause_slots, &l->clauses[i]);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

/* ---- checking ---- */

/* `dropped` has a parent and no child, `added` a child and no parent, `merged` several parents. */
static bool is_sound(struct str relation, bool child, size_t parents)
{
	if (str_eq(relation, STR("dropped")))
		return !child && parents == 1;
	if (str_eq(relation, STR("added")))
		return child && parents == 0;
	return child && parents >= (str_eq(relation, STR("merged")) ? 2u : 1u);
}

static void check_clause(struct reading *r, const struct pack *p, const struct yaml *t,
			 const struct clause_lineage *c)
{
	bool dropped = str_eq(c->relation, STR("dropped"));

	need_code(r, p, t, STR("relation"), STR("lineage"), c->relation);
	need_all(r, p, t, "parents", NOUN_MECHANISM);
	/* a clause that was dropped is named after what it was */
	if (dropped ? c->parents.n == 0 : !is_sound(c->relation, true, c->parents.n))
		reading_fault(r, yaml_get(t, STR("relation")), SAY_PACK_LINEAGE, A(c->id),
			      A(c->relation));
}

static void check_parents(struct reading *r, const struct pack *p, const struct yaml *map)
{
	const struct yaml *list = yaml_get(map, STR("parents"));
	const struct pack_head *above = text_above(p);

	for (const struct yaml *t = list ? list->child : NULL; t; t = t->next)
		if (!text_has(above, t->text))
			reading_fault(r, t, SAY_PACK_NO_ARTICLE, A(t->text),
				      A(above ? above->id : STR("-")));
}

void lineage_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	const struct lineage *l = item;
	const struct yaml *clauses = yaml_get(at.yaml, STR("clauses")), *t;

	if (l->article.n && !str_eq(l->article, l->id))
		reading_fault(r, yaml_get(at.yaml, STR("article")), SAY_PACK_NAME_IS_ID,
			      A(l->article), A(l->id));
	if (l->article.n && !text_has(text_head(p), l->article))
		reading_fault(r, yaml_get(at.yaml, STR("article")), SAY_PACK_NO_ARTICLE,
			      A(l->article), A(l->origin));
	check_parents(r, p, at.yaml);
	need_code(r, p, at.yaml, STR("relation"), STR("lineage"), l->relation);
	if (!is_sound(l->relation, l->article.n > 0, l->parents.n))
		reading_fault(r, yaml_get(at.yaml, STR("relation")), SAY_PACK_LINEAGE, A(l->id),
			      A(l->relation));
	t = clauses ? clauses->child : NULL;
	for (size_t i = 0; i < l->clause_count && t; i++, t = t->next)
		check_clause(r, p, t, &l->clauses[i]);
}

const struct lineage *pack_lineages(const struct pack *p, size_t *n)
{
	*n = p->shelf[NOUN_LINEAGE].n;
	return (const void *)p->shelf[NOUN_LINEAGE].items;
}

const struct lineage *pack_lineage(const struct pack *p, struct str number)
{
	const struct lineage *l = shelf_find(p, NOUN_LINEAGE, number);

	return l && l->article.n ? l : NULL;
}
