/* SPDX-License-Identifier: Apache-2.0 */
/* noun.c - the kinds of things in a pack: their tables, and what must hold between them. */
#include "pack/areas_file.h"
#include "pack/calendar_parts.h"
#include "pack/flow.h"
#include "pack/lineage.h"
#include "pack/parts.h"
#include "pack/return.h"

#include "wire/json.h"

#include <stddef.h>

void need_ref(struct reading *r, const struct pack *p, const struct yaml *map, struct str key,
	      enum noun_id noun, struct str id)
{
	if (!shelf_find(p, noun, id))
		reading_fault(r, yaml_get(map, key), SAY_PACK_NO_SUCH, A(nouns[noun].folder),
			      A(id));
}

void need_code(struct reading *r, const struct pack *p, const struct yaml *map, struct str key,
	       struct str list, struct str code)
{
	if (!code_find(p, list, code))
		reading_fault(r, yaml_get(map, key), SAY_PACK_NO_CODE, A(code), A(list));
}

void need_all(struct reading *r, const struct pack *p, const struct yaml *map, const char *key,
	      enum noun_id noun)
{
	const struct yaml *list = yaml_get(map, str_of(key));

	for (const struct yaml *t = list ? list->child : NULL; t; t = t->next)
		if (!shelf_find(p, noun, t->text))
			reading_fault(r, t, SAY_PACK_NO_SUCH, A(nouns[noun].folder), A(t->text));
}

void need_codes(struct reading *r, const struct pack *p, const struct yaml *map, const char *key,
		struct str list)
{
	const struct yaml *codes = yaml_get(map, str_of(key));

	for (const struct yaml *t = codes ? codes->child : NULL; t; t = t->next)
		if (!code_find(p, list, t->text))
			reading_fault(r, t, SAY_PACK_NO_CODE, A(t->text), A(list));
}

/* ---- pack.yaml ---- */

#define AT(m) offsetof(struct pack_head, m)
const struct slot pack_head_slots[] = {
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "issuer", SHAPE_WORDS, true, AT(issuer), NULL },
	{ "date", SHAPE_DATE, false, AT(date), NULL },
	{ "extends", SHAPE_ID, false, AT(extends), NULL },
	{ "articles", SHAPE_ID, false, AT(articles), NULL },
	{ "remove", SHAPE_NODE, false, AT(remove), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

/* ---- parameters ---- */

#define AT(m) offsetof(struct parameter, m)
static const struct slot parameter_slots[] = {
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "value", SHAPE_TEXT, true, AT(value), NULL },
	{ "unit", SHAPE_ID, false, AT(unit), NULL },
	{ "basis", SHAPE_CHOICE, true, AT(basis), "choice law standard agreement" },
	{ "source", SHAPE_WORDS, true, AT(source), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

static bool parameter_read(struct reading *r, const struct yaml *t, void *item)
{
	return shape_read(r, t, parameter_slots, item);
}

static void parameter_write(struct json_writer *w, const void *item)
{
	shape_write(w, parameter_slots, item);
}

static void parameter_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	const struct parameter *par = item;

	if (par->unit.n)
		need_code(r, p, at.yaml, STR("unit"), STR("unit"), par->unit);
}

/* ---- code lists ---- */

#define AT(m) offsetof(struct code_list, m)
static const struct slot codes_slots[] = {
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "codes", SHAPE_NODE, true, SLOT_NOWHERE, NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT
static const struct slot code_slots[] = {
	{ "label", SHAPE_WORDS, true, offsetof(struct code, label), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};

/* In a file a map of words; frozen, where maps have no order, a list of {code, label}. */
static bool code_read(struct reading *r, const struct yaml *t, struct code *c)
{
	struct yaml holder = { .kind = YAML_MAP, .count = 1, .line = t->line, .column = t->column };
	struct yaml label = *t;
	const struct yaml *id = yaml_get(t, STR("code"));

	if (r->frozen) {
		c->id = id ? id->text : STR("");
		return shape_read(r, t, code_slots, c) && c->id.n;
	}
	c->id = t->key;
	if (!shape_is_id(t->key)) {
		reading_fault_key(r, t, SAY_PACK_SHAPE, A(t->key), A("A-Z a-z 0-9 . _ -"));
		return false;
	}
	label.key = STR("label");
	label.next = NULL;
	holder.child = &label;
	return shape_read(r, &holder, code_slots, c);
}

static bool codes_read(struct reading *r, const struct yaml *t, void *item)
{
	struct code_list *l = item;
	const struct yaml *codes = yaml_get(t, STR("codes"));
	bool ok = shape_read(r, t, codes_slots, l);

	if (!ok)
		return false;
	if (!codes || codes->kind != (r->frozen ? YAML_LIST : YAML_MAP) || !codes->count) {
		reading_fault(r, codes, SAY_PACK_NO_FIELDS);
		return false;
	}
	l->codes = arena_array(r->a, struct code, codes->count);
	for (const struct yaml *c = codes->child; c; c = c->next)
		ok = code_read(r, c, &l->codes[l->count++]) && ok;
	return ok;
}

static void codes_write(struct json_writer *w, const void *item)
{
	const struct code_list *l = item;

	shape_write(w, codes_slots, l);
	json_w_key(w, "codes");
	json_w_array(w);
	for (size_t i = 0; i < l->count; i++) {
		json_w_object(w);
		json_w_key(w, "code");
		json_w_str(w, l->codes[i].id);
		shape_write(w, code_slots, &l->codes[i]);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

static void codes_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	(void)r, (void)p, (void)at, (void)item; /* a list refers to nothing */
}

/* shape.h reads a list into struct names; the pairs of pack.h have its layout. */
#define IS_NAMES(T, list, count) \
	_Static_assert(offsetof(struct T, count) == \
			       offsetof(struct T, list) + offsetof(struct names, n), \
		       "a pointer and its count")
IS_NAMES(article, mechanisms, mechanism_count);
IS_NAMES(mechanism, records, record_count);
IS_NAMES(mechanism, measures, measure_count);

/* ---- mechanisms ---- */

#define AT(m) offsetof(struct mechanism, m)
static const struct slot mechanism_slots[] = {
	{ "name", SHAPE_WORDS, true, AT(name), NULL },
	{ "article", SHAPE_ID, true, AT(article), NULL },
	{ "family", SHAPE_ID, true, AT(family), NULL },
	{ "kind", SHAPE_CHOICE, true, AT(kind), "software supported stance" },
	{ "status", SHAPE_CHOICE, true, AT(status), "working partial planned declined none" },
	{ "declined", SHAPE_CHOICE, false, AT(declined), "whole part" },
	{ "reason", SHAPE_WORDS, false, AT(reason), NULL },
	{ "limits", SHAPE_WORDS, false, AT(limits), NULL },
	{ "records", SHAPE_LIST, false, AT(records), NULL },
	{ "measures", SHAPE_LIST, false, AT(measures), NULL },
	{ "flows", SHAPE_LIST, false, AT(flows), NULL },
	{ "returns", SHAPE_LIST, false, AT(returns), NULL },
	{ "owner", SHAPE_ID, false, AT(owner), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

static bool mechanism_read(struct reading *r, const struct yaml *t, void *item)
{
	return shape_read(r, t, mechanism_slots, item);
}

static void mechanism_write(struct json_writer *w, const void *item)
{
	shape_write(w, mechanism_slots, item);
}

/* What is declined says why, and carries nothing: no pack may switch it on by the back door. */
static void check_declined(struct reading *r, const struct yaml *t, const struct mechanism *m)
{
	bool whole = str_eq(m->declined, STR("whole"));

	if (whole != str_eq(m->status, STR("declined")))
		reading_fault(r, yaml_get(t, STR("status")), SAY_PACK_DECLINED_STATUS, A(m->id));
	if ((m->declined.n > 0 || str_eq(m->kind, STR("stance"))) != (m->reason[LANG_EN].n > 0))
		reading_fault(r, t, SAY_PACK_DECLINED_REASON, A(m->id));
	if (whole && (m->record_count || m->measure_count || m->flows.n || m->returns.n))
		reading_fault(r, t, SAY_PACK_DECLINED_CARRIES, A(m->id));
}

static void mechanism_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	const struct mechanism *m = item;

	need_article(r, p, at.yaml, m->article, m->origin);
	need_code(r, p, at.yaml, STR("family"), STR("family"), m->family);
	need_all(r, p, at.yaml, "records", NOUN_TYPE);
	need_all(r, p, at.yaml, "measures", NOUN_MEASURE);
	need_all(r, p, at.yaml, "flows", NOUN_FLOW);
	need_all(r, p, at.yaml, "returns", NOUN_RETURN);
	if (m->owner.n)
		need_code(r, p, at.yaml, STR("owner"), STR("role"), m->owner);
	check_declined(r, at.yaml, m);
}

/* ---- the table ---- */

#define ORIGIN(T) sizeof(struct T), offsetof(struct T, origin)
/* In an order in which what is referred to comes first. */
const struct noun nouns[NOUNS] = {
	[NOUN_PARAMETER] = { "parameters", ".yaml", "parameters", ORIGIN(parameter), parameter_read,
			     parameter_write, parameter_check, false },
	[NOUN_CODES] = { "codes", ".yaml", "codes", ORIGIN(code_list), codes_read, codes_write,
			 codes_check, false },
	[NOUN_TYPE] = { "records", ".yaml", "types", ORIGIN(rec_type), type_read, NULL, type_check,
			false },
	[NOUN_RULE] = { "rules", ".yaml", "rules", ORIGIN(rule), rule_read, rule_write, rule_check,
			true },
	[NOUN_CALENDAR] = { "calendars", ".yaml", "calendars", ORIGIN(calendar_file),
			    calendar_file_read, calendar_file_write, calendar_file_check, true },
	[NOUN_AREAS] = { "areas", ".yaml", "areas", ORIGIN(areas_file), areas_read, areas_write,
			 areas_check, true },
	[NOUN_METRIC] = { "metrics", ".yaml", "metrics", ORIGIN(metric), metric_read, metric_write,
			  metric_check, true },
	[NOUN_FLOW] = { "flows", ".yaml", "flows", ORIGIN(flow), flow_read, flow_write, flow_check,
			true },
	[NOUN_RETURN] = { "returns", ".yaml", "returns", ORIGIN(pack_return), return_read,
			  return_write, return_check, true },
	[NOUN_MEASURE] = { "measures", ".sql", "measures", ORIGIN(measure), measure_read,
			   measure_write, measure_check, false },
	[NOUN_MECHANISM] = { "mechanisms", ".yaml", "mechanisms", ORIGIN(mechanism), mechanism_read,
			     mechanism_write, mechanism_check, false },
	[NOUN_LINEAGE] = { "lineage", ".yaml", "lineage", ORIGIN(lineage), lineage_read,
			   lineage_write, lineage_check, true },
	[NOUN_ABOVE] = { "", "", "above", ORIGIN(article_above), above_read, above_write,
			 above_check, true },
	[NOUN_ARTICLE] = { "articles", ".yaml", "articles", ORIGIN(article), article_read,
			   article_write, article_check, false },
};
