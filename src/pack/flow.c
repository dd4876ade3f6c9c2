/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow.c - what a flow's file may say, and that a case can get through it.
 *
 * Checked here: all that is named is there, each state on the way has an owner, no step leaves an
 * end, every state is reached from the start, and from every state an end is reached.
 */
#include "pack/flow.h"
#include "pack/number.h"
#include "pack/parts.h"

#include "wire/json.h"

#include <stddef.h>

#define AT(m) offsetof(struct flow_state, m)
static const struct slot state_slots[] = {
	{ "label", SHAPE_WORDS, true, AT(label), NULL },
	{ "owner", SHAPE_ID, false, AT(owner), NULL },
	{ "end", SHAPE_BOOL, false, AT(end), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

#define AT(m) offsetof(struct flow_step, m)
static const struct slot step_slots[] = {
	{ "label", SHAPE_WORDS, true, AT(label), NULL },
	{ "from", SHAPE_LIST, true, AT(from), NULL },
	{ "to", SHAPE_ID, true, AT(to), NULL },
	{ "by", SHAPE_LIST, true, AT(by), NULL },
	{ "needs", SHAPE_LIST, false, AT(needs), NULL },
	{ "when", SHAPE_GROUPS, false, AT(when), NULL },
	{ "extends", SHAPE_ID, false, AT(extends), NULL },
	{ "more", SHAPE_ID, false, AT(more.id), NULL },
	{ "after", SHAPE_ID, false, AT(after), NULL },
	{ "two_person", SHAPE_BOOL, false, AT(two_person), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

#define AT(m) offsetof(struct flow_clock, m)
static const struct slot clock_slots[] = {
	{ "label", SHAPE_WORDS, true, AT(label), NULL },
	{ "starts", SHAPE_LIST, true, AT(starts), NULL },
	{ "stops", SHAPE_LIST, true, AT(stops), NULL },
	{ "pauses", SHAPE_LIST, false, AT(pauses), NULL },
	{ "when", SHAPE_GROUPS, false, AT(when), NULL },
	{ "within", SHAPE_ID, false, AT(within.id), NULL },
	{ "until", SHAPE_ID, false, AT(until), NULL },
	{ "calendar", SHAPE_ID, false, AT(calendar), NULL },
	{ "wait", SHAPE_BOOL, false, AT(wait), NULL },
	{ "warn", SHAPE_ID, false, AT(warn.id), NULL },
	{ "escalate", SHAPE_ID, false, AT(escalate), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

#define AT(m) offsetof(struct flow, m)
static const struct slot slots[] = {
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "takes", SHAPE_GROUPS, false, AT(takes), NULL },
	{ "limits", SHAPE_WORDS, false, AT(limits), NULL },
	{ "start", SHAPE_ID, true, AT(start), NULL },
	{ "states", SHAPE_NODE, true, SLOT_NOWHERE, NULL },
	{ "steps", SHAPE_NODE, true, SLOT_NOWHERE, NULL },
	{ "clocks", SHAPE_NODE, true, SLOT_NOWHERE, NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

bool flow_read(struct reading *r, const struct yaml *t, void *item)
{
	struct flow *f = item;
	void *states = NULL, *steps = NULL, *clocks = NULL;
	bool ok = shape_read(r, t, slots, f);

	if (!ok)
		return false;
	ok = shape_read_entries(r, yaml_get(t, STR("states")), state_slots, sizeof *f->states,
				&states, &f->state_count) &&
	     ok;
	ok = shape_read_entries(r, yaml_get(t, STR("steps")), step_slots, sizeof *f->steps, &steps,
				&f->step_count) &&
	     ok;
	ok = shape_read_entries(r, yaml_get(t, STR("clocks")), clock_slots, sizeof *f->clocks,
				&clocks, &f->clock_count) &&
	     ok;
	f->states = states;
	f->steps = steps;
	f->clocks = clocks;
	return ok;
}

void flow_write(struct json_writer *w, const void *item)
{
	const struct flow *f = item;

	shape_write(w, slots, f);
	shape_write_entries(w, "states", state_slots, f->states, sizeof *f->states, f->state_count);
	shape_write_entries(w, "steps", step_slots, f->steps, sizeof *f->steps, f->step_count);
	shape_write_entries(w, "clocks", clock_slots, f->clocks, sizeof *f->clocks, f->clock_count);
}

/* ---- checking ---- */

struct check {
	struct reading *r;
	const struct pack *p;
	const struct flow *f;
	const struct yaml *map; /* the flow's file */
};

static void need_state(const struct check *c, const struct yaml *t, struct str id)
{
	if (!flow_state(c->f, id))
		reading_fault(c->r, t, SAY_PACK_FLOW_STATE, A(c->f->id), A(id));
}

static void need_states(const struct check *c, const struct yaml *map, const char *key)
{
	const struct yaml *list = yaml_get(map, str_of(key));

	for (const struct yaml *t = list ? list->child : NULL; t; t = t->next)
		need_state(c, t, t->text);
}

/* Fields of the case, each a code, and the codes that it may be. */
static void check_when(const struct check *c, const struct yaml *map, const char *key)
{
	const struct yaml *when = yaml_get(map, str_of(key));
	const struct rec_type *type = shelf_find(c->p, NOUN_TYPE, STR("case"));

	for (const struct yaml *t = when ? when->child : NULL; t; t = t->next) {
		const struct rec_field *field = type ? rectype_field(type, t->key) : NULL;

		if (!field || !field->code_count) {
			reading_fault_key(c->r, t, SAY_PACK_FLOW_FIELD, A(t->key));
			continue;
		}
		for (const struct yaml *v = t->child; v; v = v->next) {
			size_t i = 0;

			while (i < field->code_count && !str_eq(field->codes[i], v->text))
				i++;
			if (i == field->code_count)
				reading_fault(c->r, v, SAY_PACK_FLOW_CODE, A(v->text), A(t->key));
		}
	}
}

static void check_state(const struct check *c, const struct yaml *t, const struct flow_state *s)
{
	if (s->owner.n)
		need_code(c->r, c->p, t, STR("owner"), STR("role"), s->owner);
	else if (!s->end)
		reading_fault_key(c->r, t, SAY_PACK_FLOW_OWNER, A(s->id));
}

/* A step may wait for a waiting period, and for nothing else. */
static void check_after(const struct check *c, const struct yaml *t, const struct flow_step *s)
{
	const struct flow_clock *k = flow_clock(c->f, s->after);

	if (s->after.n && (!k || !k->wait))
		reading_fault(c->r, yaml_get(t, STR("after")), SAY_PACK_FLOW_AFTER, A(s->after));
}

static void check_step(const struct check *c, const struct yaml *t, struct flow_step *s)
{
	const struct yaml *from = yaml_get(t, STR("from"));

	need_states(c, t, "from");
	need_state(c, yaml_get(t, STR("to")), s->to);
	for (from = from ? from->child : NULL; from; from = from->next) {
		const struct flow_state *state = flow_state(c->f, from->text);

		if (state && state->end)
			reading_fault(c->r, from, SAY_PACK_FLOW_FROM_END, A(s->id), A(state->id));
	}
	if (!s->from.n)
		reading_fault(c->r, yaml_get(t, STR("from")), SAY_PACK_NO_FIELDS);
	if (!s->by.n)
		reading_fault(c->r, yaml_get(t, STR("by")), SAY_PACK_FLOW_NOBODY, A(s->id));
	need_codes(c->r, c->p, t, "by", STR("role"));
	need_codes(c->r, c->p, t, "needs", STR("proof"));
	check_when(c, t, "when");
	check_after(c, t, s);
	number_resolve(c->r, c->p, t, "more", &s->more);
	if ((s->extends.n > 0) != (s->more.id.n > 0) ||
	    (s->extends.n && !flow_clock(c->f, s->extends)))
		reading_fault_key(c->r, t, SAY_PACK_FLOW_EXTENDS, A(s->id));
}

static void check_clock_span(const struct check *c, const struct yaml *t, struct flow_clock *k)
{
	const struct rec_type *type = shelf_find(c->p, NOUN_TYPE, STR("case"));
	const struct rec_field *field = type ? rectype_field(type, k->until) : NULL;

	number_resolve(c->r, c->p, t, "within", &k->within);
	if ((k->within.id.n > 0) == (k->until.n > 0))
		reading_fault_key(c->r, t, SAY_PACK_FLOW_SPAN, A(k->id));
	else if (k->until.n && (!field || field->type != FT_DATE))
		reading_fault(c->r, yaml_get(t, STR("until")), SAY_PACK_FLOW_UNTIL, A(k->until));
	need_time(c->r, c->p, yaml_get(t, STR("within")), &k->within, k->calendar);
}

static void check_clock(const struct check *c, const struct yaml *t, struct flow_clock *k)
{
	need_states(c, t, "starts");
	need_states(c, t, "stops");
	need_states(c, t, "pauses");
	if (!k->starts.n || !k->stops.n)
		reading_fault_key(c->r, t, SAY_PACK_FLOW_CLOCK_ENDS, A(k->id));
	check_when(c, t, "when");
	check_clock_span(c, t, k);
	number_resolve(c->r, c->p, t, "warn", &k->warn);
	if (k->wait != !k->escalate.n || k->wait != !k->warn.id.n)
		reading_fault_key(c->r, t, SAY_PACK_FLOW_WAIT, A(k->id));
	else if (!k->wait)
		need_code(c->r, c->p, t, STR("escalate"), STR("role"), k->escalate);
}

/* ---- can a case get through? ---- */

static size_t state_index(const struct flow *f, struct str id)
{
	const struct flow_state *s = flow_state(f, id);

	return s ? (size_t)(s - f->states) : SIZE_MAX;
}

/* One round over all steps: marks spread along them, or against them. Did any? */
static bool spread(const struct flow *f, bool *marked, bool forward)
{
	bool any = false;

	for (size_t i = 0; i < f->step_count; i++)
		for (size_t j = 0; j < f->steps[i].from.n; j++) {
			size_t a = state_index(f, f->steps[i].from.v[j]);
			size_t b = state_index(f, f->steps[i].to);
			size_t from = forward ? a : b, to = forward ? b : a;

			if (a == SIZE_MAX || b == SIZE_MAX || !marked[from] || marked[to])
				continue;
			any = marked[to] = true;
		}
	return any;
}

static void check_ways(const struct check *c)
{
	const struct flow *f = c->f;
	const struct yaml *states = yaml_get(c->map, STR("states")), *t = states->child;
	bool *reached = arena_array(c->r->a, bool, f->state_count);
	bool *ends = arena_array(c->r->a, bool, f->state_count);

	for (size_t i = 0; i < f->state_count; i++) {
		reached[i] = str_eq(f->states[i].id, f->start);
		ends[i] = f->states[i].end;
	}
	while (spread(f, reached, true))
		;
	while (spread(f, ends, false))
		;
	for (size_t i = 0; i < f->state_count && t; i++, t = t->next) {
		if (!reached[i])
			reading_fault_key(c->r, t, SAY_PACK_FLOW_UNREACHED, A(f->states[i].id));
		if (!ends[i])
			reading_fault_key(c->r, t, SAY_PACK_FLOW_STUCK, A(f->states[i].id));
	}
}

static const struct yaml *first_entry(const struct yaml *map, const char *key)
{
	const struct yaml *t = yaml_get(map, str_of(key));

	return t ? t->child : NULL;
}

void flow_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	struct flow *f = item;
	struct check c = { .r = r, .p = p, .f = f, .map = at.yaml };
	const struct yaml *t = first_entry(at.yaml, "states");

	need_state(&c, yaml_get(at.yaml, STR("start")), f->start);
	check_when(&c, at.yaml, "takes");
	for (size_t i = 0; i < f->state_count && t; i++, t = t->next)
		check_state(&c, t, &f->states[i]);
	t = first_entry(at.yaml, "steps");
	for (size_t i = 0; i < f->step_count && t; i++, t = t->next)
		check_step(&c, t, &f->steps[i]);
	t = first_entry(at.yaml, "clocks");
	for (size_t i = 0; i < f->clock_count && t; i++, t = t->next)
		check_clock(&c, t, &f->clocks[i]);
	check_ways(&c);
}

/* ---- what others take ---- */

const struct flow *pack_flows(const struct pack *p, size_t *n)
{
	*n = p->shelf[NOUN_FLOW].n;
	return (const void *)p->shelf[NOUN_FLOW].items;
}

const struct flow *pack_flow(const struct pack *p, struct str id)
{
	return shelf_find(p, NOUN_FLOW, id);
}

const struct flow_state *flow_state(const struct flow *f, struct str id)
{
	for (size_t i = 0; i < f->state_count; i++)
		if (str_eq(f->states[i].id, id))
			return &f->states[i];
	return NULL;
}

const struct flow_step *flow_step(const struct flow *f, struct str id)
{
	for (size_t i = 0; i < f->step_count; i++)
		if (str_eq(f->steps[i].id, id))
			return &f->steps[i];
	return NULL;
}

const struct flow_clock *flow_clock(const struct flow *f, struct str id)
{
	for (size_t i = 0; i < f->clock_count; i++)
		if (str_eq(f->clocks[i].id, id))
			return &f->clocks[i];
	return NULL;
}
