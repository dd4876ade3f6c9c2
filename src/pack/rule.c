/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule.c - what is unusual: a series, how it is tested, and the numbers it stands on.
 *
 * Every number is a parameter, so it has a source. What a test needs is checked here, so that whoever
 * evaluates a rule finds it whole.
 */
#include "pack/number.h"
#include "pack/parts.h"

#include <stddef.h>

#define AT(m) offsetof(struct rule, m)
static const struct slot slots[] = {
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "series", SHAPE_CHOICE, true, AT(series), "hits events" },
	{ "by", SHAPE_CHOICE, true, AT(by), "area category sensor asset" },
	{ "test", SHAPE_CHOICE, true, AT(test), "above rise fall" },
	{ "limit", SHAPE_ID, true, AT(limit.id), NULL },
	{ "least", SHAPE_ID, false, AT(least.id), NULL },
	{ "weeks", SHAPE_ID, false, AT(weeks.id), NULL },
	{ "weeks_most", SHAPE_ID, false, AT(weeks_most.id), NULL },
	{ "late", SHAPE_ID, false, AT(late.id), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

bool rule_read(struct reading *r, const struct yaml *t, void *item)
{
	return shape_read(r, t, slots, item);
}

void rule_write(struct json_writer *w, const void *item)
{
	shape_write(w, slots, item);
}

static void need(struct reading *r, const struct yaml *t, const struct rule *x, const char *key,
		 const struct rule_number *n, bool wanted)
{
	if (wanted != (n->id.n > 0))
		reading_fault(r, t, wanted ? SAY_PACK_RULE_NEEDS : SAY_PACK_RULE_NEEDS_NOT,
			      A(x->test), A(key));
}

/* What is counted by what: hits know no sensor's usual, events no category. */
static bool is_counted(const struct rule *x)
{
	bool hits = str_eq(x->series, STR("hits"));

	return str_eq(x->by, STR("area")) || str_eq(x->by, STR("sensor")) != hits;
}

void rule_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	struct rule *x = item;
	bool above = str_eq(x->test, STR("above")), fall = str_eq(x->test, STR("fall"));

	if (!is_counted(x))
		reading_fault(r, yaml_get(at.yaml, STR("by")), SAY_PACK_RULE_SERIES, A(x->series),
			      A(x->by));
	need(r, at.yaml, x, "least", &x->least, !above);
	need(r, at.yaml, x, "weeks", &x->weeks, !above);
	need(r, at.yaml, x, "weeks_most", &x->weeks_most, !above);
	need(r, at.yaml, x, "late", &x->late, fall);
	number_resolve(r, p, at.yaml, "limit", &x->limit);
	number_resolve(r, p, at.yaml, "least", &x->least);
	number_resolve(r, p, at.yaml, "weeks", &x->weeks);
	number_resolve(r, p, at.yaml, "weeks_most", &x->weeks_most);
	number_resolve(r, p, at.yaml, "late", &x->late);
	if (x->weeks_most.value > RULE_WEEKS_MAX || x->weeks.value > x->weeks_most.value)
		reading_fault(r, at.yaml, SAY_PACK_RULE_WEEKS, A(RULE_WEEKS_MAX));
}
