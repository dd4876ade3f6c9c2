/* SPDX-License-Identifier: Apache-2.0 */
/* metric.c - what an observation can be of: a unit, and the kind of thing that is observed. */
#include "pack/parts.h"
#include "pack/return.h"

#include <stddef.h>

#define AT(m) offsetof(struct metric, m)
static const struct slot slots[] = {
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "unit", SHAPE_ID, true, AT(unit), NULL },
	{ "about", SHAPE_ID, true, AT(about), NULL },
	{ "dims", SHAPE_ID, false, AT(dims), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

bool metric_read(struct reading *r, const struct yaml *t, void *item)
{
	return shape_read(r, t, slots, item);
}

void metric_write(struct json_writer *w, const void *item)
{
	shape_write(w, slots, item);
}

void metric_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	const struct metric *m = item;

	need_code(r, p, at.yaml, STR("unit"), STR("unit"), m->unit);
	need_ref(r, p, at.yaml, STR("about"), NOUN_TYPE, m->about);
	if (m->dims.n)
		need_ref(r, p, at.yaml, STR("dims"), NOUN_CODES, m->dims);
}

const struct metric *pack_metrics(const struct pack *p, size_t *n)
{
	*n = p->shelf[NOUN_METRIC].n;
	return (const void *)p->shelf[NOUN_METRIC].items;
}

const struct metric *pack_metric(const struct pack *p, struct str id)
{
	return shelf_find(p, NOUN_METRIC, id);
}
