/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.c - a measure's file: its header comment is YAML behind "-- ", its body one SELECT.
 *
 * The body's parameters (:name) must be :at or parameters of the pack, and a number in it may only
 * be 0, 1 or the scale of a unit (100 for per cent, ...): every other number has a source, so it
 * is a parameter. Whether the SELECT keeps to the subset is gauge's question.
 */
#include "pack/number.h"
#include "pack/parts.h"
#include "pack/sqlscan.h"

#include "base/ensure.h"
#include "wire/json.h"

#include <stddef.h>

#define AT(m) offsetof(struct measure, m)
static const struct slot slots[] = {
	{ "id", SHAPE_NODE, true, SLOT_NOWHERE, NULL },
	{ "article", SHAPE_ID, true, AT(article), NULL },
	{ "mechanism", SHAPE_ID, true, AT(mechanism), NULL },
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "unit", SHAPE_ID, true, AT(unit), NULL },
	{ "direction", SHAPE_CHOICE, true, AT(direction), "up down watch" },
	{ "target", SHAPE_ID, true, AT(target_id), NULL },
	{ "owner", SHAPE_ID, true, AT(owner), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};

uint32_t measure_split(struct arena *a, struct str file, struct str *header, struct str *sql)
{
	struct str keep = str_keep(a, file);
	char *p = (char *)keep.p;
	size_t i = 0;

	/* "-- " becomes blanks and an SPDX line a YAML comment, so that columns stay true. */
	while (i + 1 < keep.n && p[i] == '-' && p[i + 1] == '-') {
		struct str line = str_n(p + i, keep.n - i);

		p[i] = p[i + 1] = ' ';
		if (str_starts(str_cut(line, 2, line.n), STR(" SPDX")))
			p[i] = '#';
		while (i < keep.n && p[i] != '\n')
			i++;
		i += i < keep.n;
	}
	*header = str_cut(keep, 0, i);
	*sql = str_trim(str_cut(keep, i, keep.n));
	uint32_t line = 1;

	for (const char *c = keep.p; c < sql->p; c++)
		line += *c == '\n';
	return line;
}

bool measure_read(struct reading *r, const struct yaml *t, void *item)
{
	struct measure *m = item;
	bool ok = shape_read(r, t, slots, m);
	const struct yaml *id = yaml_get(t, STR("id")), *sql = yaml_get(t, STR("sql"));

	if (id && !str_eq(id->text, m->id)) {
		reading_fault(r, id, SAY_PACK_NAME_IS_ID, A(id->text), A(m->id));
		ok = false;
	}
	if (r->frozen && sql)
		m->sql = sql->text;
	return ok;
}

void measure_write(struct json_writer *w, const void *item)
{
	shape_write(w, slots, item);
	json_w_key(w, "sql");
	json_w_str(w, ((const struct measure *)item)->sql);
}

/* ---- what stands in the SELECT ---- */

struct body {
	struct reading *r;
	const struct pack *p;
	struct measure *m;
	uint32_t line; /* where the SELECT begins in the file; 0 when thawed */
	const struct parameter **list;
};

static void resolve_parameter(struct body *b, struct str name)
{
	const struct parameter *found = shelf_find(b->p, NOUN_PARAMETER, name);
	struct measure *m = b->m;

	if (str_eq(name, STR("at")))
		return;
	if (!found) {
		struct yaml at = sqlscan_place(m->sql, name.p, b->line);

		reading_fault(b->r, &at, SAY_PACK_NO_PARAMETER, A(name));
		return;
	}
	for (size_t i = 0; i < m->parameter_count; i++)
		if (b->list[i] == found)
			return;
	b->list[m->parameter_count++] = found;
}

static void check_number(struct body *b, struct str number)
{
	double v;

	if (!number_is_scale(number, &v)) {
		struct yaml at = sqlscan_place(b->m->sql, number.p, b->line);

		reading_fault(b->r, &at, SAY_PACK_BARE_NUMBER, A(number));
	}
}

static void check_body(struct reading *r, const struct pack *p, struct place at, struct measure *m)
{
	struct body b = { .r = r, .p = p, .m = m, .line = at.file ? at.body : 0 };
	struct sqlscan s = { .sql = m->sql };
	struct sqltoken t;
	size_t n = 0;

	while (sqlscan_next(&s, &t))
		n += t.kind == SQL_PARAMETER;
	b.list = arena_array(p->a, const struct parameter *, n);
	m->parameter_count = 0;
	m->parameters = b.list;
	for (s.i = 0; sqlscan_next(&s, &t);) {
		if (t.kind == SQL_NUMBER)
			check_number(&b, t.s);
		else if (t.kind == SQL_PARAMETER)
			resolve_parameter(&b, t.s);
	}
}

static void check_target(struct reading *r, const struct pack *p, const struct yaml *t,
			 struct measure *m)
{
	const struct parameter *target = shelf_find(p, NOUN_PARAMETER, m->target_id);

	if (str_eq(m->target_id, STR("none")))
		return;
	if (!target) {
		reading_fault(r, yaml_get(t, STR("target")), SAY_PACK_TARGET, A(m->target_id));
		return;
	}
	m->target = target->value;
	m->target_source[LANG_EN] = target->source[LANG_EN];
	m->target_source[LANG_ZH] = target->source[LANG_ZH];
}

void measure_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	struct measure *m = item;

	if (!m->sql.n)
		reading_fault(r, NULL, SAY_PACK_NO_SELECT, A(m->id));
	check_body(r, p, at, m);
	check_target(r, p, at.yaml, m);
	m->sql_hash = hash_sha256(m->sql);
	need_article(r, p, at.yaml, m->article, m->origin);
	need_ref(r, p, at.yaml, STR("mechanism"), NOUN_MECHANISM, m->mechanism);
	need_code(r, p, at.yaml, STR("unit"), STR("unit"), m->unit);
	need_code(r, p, at.yaml, STR("owner"), STR("role"), m->owner);
}
