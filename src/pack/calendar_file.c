/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar_file.c - a calendar's files: what may stand in them, and what must hold between them.
 *
 * A file with a member `calendar` is a year of that calendar, any other a calendar itself. A make-up
 * workday that is an ordinary working day, or within a holiday, is a slip of the pen and refused.
 */
#include "pack/parts.h"
#include "pack/calendar_parts.h"

#include "wire/json.h"
#include "wire/time3339.h"

#include <stddef.h>

#define DAYS "mon tue wed thu fri sat sun"
enum { HOLIDAY_DAYS_MAX = 31 };

#define AT(m) offsetof(struct calendar_file, m)
static const struct slot base_slots[] = {
	{ "title", SHAPE_WORDS, true, AT(title), NULL },
	{ "zone", SHAPE_TEXT, false, AT(zone), NULL },
	{ "offset", SHAPE_TEXT, false, AT(offset), NULL },
	{ "days", SHAPE_LIST, true, AT(days), NULL },
	{ "hours", SHAPE_LIST, false, AT(hours), NULL },
	{ "yearly", SHAPE_BOOL, false, AT(yearly), NULL },
	{ "last_day", SHAPE_CHOICE, true, AT(last_day), "as-it-falls next-working-day" },
	{ "ends", SHAPE_CHOICE, true, AT(ends), "same-time midnight" },
	{ "source", SHAPE_WORDS, true, AT(source), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
static const struct slot year_slots[] = {
	{ "calendar", SHAPE_ID, true, AT(of), NULL },
	{ "year", SHAPE_TEXT, true, AT(year_text), NULL },
	{ "holidays", SHAPE_NODE, true, SLOT_NOWHERE, NULL },
	{ "workdays", SHAPE_LIST, false, AT(workdays), NULL },
	{ "source", SHAPE_WORDS, true, AT(source), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT
#define AT(m) offsetof(struct holiday, m)
static const struct slot holiday_slots[] = {
	{ "name", SHAPE_WORDS, true, AT(name), NULL },
	{ "from", SHAPE_DATE, true, AT(from), NULL },
	{ "to", SHAPE_DATE, false, AT(to), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

bool day_read(struct str date, int32_t *day)
{
	int y;
	unsigned m, d;

	if (!date_read(date, &y, &m, &d))
		return false;
	*day = (int32_t)civil_days(y, m, d);
	return true;
}

static bool clock_read(struct str s, int32_t *seconds)
{
	uint64_t h, m;

	if (s.n != 5 || s.p[2] != ':' || !str_u64(str_cut(s, 0, 2), &h) ||
	    !str_u64(str_cut(s, 3, 5), &m) || m > 59 || h * 60 + m > 24 * 60)
		return false;
	*seconds = (int32_t)(h * 60 + m) * 60;
	return true;
}

bool hours_read(struct str s, struct working_hours *out)
{
	return s.n == 11 && s.p[5] == '-' && clock_read(str_cut(s, 0, 5), &out->from) &&
	       clock_read(str_cut(s, 6, 11), &out->to) && out->from < out->to;
}

/* ---- reading ---- */

static bool read_holidays(struct reading *r, const struct yaml *list, struct calendar_file *f)
{
	bool ok = list && list->kind == YAML_LIST;

	if (!ok) {
		reading_fault(r, list, SAY_PACK_SHAPE, A("holidays"), A("[{name, from, to}, ...]"));
		return false;
	}
	f->holidays = arena_array(r->a, struct holiday, list->count);
	for (const struct yaml *t = list->child; t; t = t->next) {
		struct holiday *h = &f->holidays[f->holiday_count++];

		ok = shape_read(r, t, holiday_slots, h) && ok;
		if (day_read(h->from, &h->first) && !day_read(h->to, &h->last))
			h->last = h->first;
	}
	return ok;
}

static bool read_year(struct reading *r, const struct yaml *t, struct calendar_file *f)
{
	uint64_t year = 0;
	bool ok = shape_read(r, t, year_slots, f);

	if (!read_holidays(r, yaml_get(t, STR("holidays")), f) || !ok)
		return false;
	if (f->year_text.n != 4 || !str_u64(f->year_text, &year)) {
		reading_fault(r, yaml_get(t, STR("year")), SAY_PACK_SHAPE, A("year"), A("2025"));
		return false;
	}
	f->year = (int)year;
	return true;
}

static bool read_base(struct reading *r, const struct yaml *t, struct calendar_file *f)
{
	struct working_hours h, last = { 0 };
	bool ok = shape_read(r, t, base_slots, f);
	const struct yaml *hours = yaml_get(t, STR("hours")), *offset = yaml_get(t, STR("offset"));
	int32_t east;

	for (size_t i = 0; i < f->days.n; i++)
		if (!shape_is_choice(f->days.v[i], DAYS)) {
			reading_fault(r, yaml_get(t, STR("days")), SAY_PACK_CHOICE, A(f->days.v[i]),
				      A("days"), A(DAYS));
			ok = false;
		}
	for (size_t i = 0; i < f->hours.n; i++, last = h)
		if (!hours_read(f->hours.v[i], &h) || h.from < last.to || i >= HOURS_MAX) {
			reading_fault(r, hours, SAY_CALENDAR_HOURS, A(f->hours.v[i]));
			return false;
		}
	if (ok && !f->days.n) {
		reading_fault(r, t, SAY_CALENDAR_NO_DAYS);
		ok = false;
	}
	if (f->offset.n && !zone_offset_read(f->offset, &east)) {
		reading_fault(r, offset, SAY_PACK_SHAPE, A("offset"), A("\"+08:00\""));
		ok = false;
	}
	return ok;
}

bool calendar_file_read(struct reading *r, const struct yaml *t, void *item)
{
	return yaml_get(t, STR("calendar")) ? read_year(r, t, item) : read_base(r, t, item);
}

/* ---- writing ---- */

void calendar_file_write(struct json_writer *w, const void *item)
{
	const struct calendar_file *f = item;

	shape_write(w, f->of.n ? year_slots : base_slots, f);
	if (!f->of.n)
		return;
	json_w_key(w, "holidays");
	json_w_array(w);
	for (size_t i = 0; i < f->holiday_count; i++) {
		json_w_object(w);
		shape_write(w, holiday_slots, &f->holidays[i]);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

/* ---- checking ---- */

/* The year itself, and the December before. */
static bool in_year(const struct calendar_file *f, int32_t day)
{
	return day >= civil_days(f->year - 1, 12, 1) && day <= civil_days(f->year, 12, 31);
}

static const struct holiday *holiday_on(const struct calendar_file *f, size_t n, int32_t day)
{
	for (size_t i = 0; i < n; i++)
		if (f->holidays[i].first <= day && day <= f->holidays[i].last)
			return &f->holidays[i];
	return NULL;
}

static void check_holidays(struct reading *r, const struct yaml *list,
			   const struct calendar_file *f)
{
	const struct yaml *t = list ? list->child : NULL;

	for (size_t i = 0; i < f->holiday_count && t; i++, t = t->next) {
		const struct holiday *h = &f->holidays[i];

		if (h->first > h->last || h->last - h->first >= HOLIDAY_DAYS_MAX)
			reading_fault(r, t, SAY_CALENDAR_RANGE, A(h->from), A(h->to),
				      A(HOLIDAY_DAYS_MAX));
		else if (!in_year(f, h->first) || !in_year(f, h->last))
			reading_fault(r, t, SAY_CALENDAR_YEAR, A(h->from), A(f->year));
		else if (holiday_on(f, i, h->first) || holiday_on(f, i, h->last))
			reading_fault(r, t, SAY_CALENDAR_TWICE, A(h->from));
	}
}

static bool works_on(const struct calendar_file *base, int32_t day)
{
	for (size_t i = 0; i < base->days.n; i++)
		if (shape_choice(base->days.v[i], DAYS) == day_of_week(day))
			return true;
	return false;
}

static void check_workdays(struct reading *r, const struct yaml *list,
			   const struct calendar_file *f, const struct calendar_file *base)
{
	for (const struct yaml *t = list ? list->child : NULL; t; t = t->next) {
		int32_t day;

		if (!day_read(t->text, &day))
			reading_fault(r, t, SAY_PACK_SHAPE, A("workdays"), A("[YYYY-MM-DD, ...]"));
		else if (!in_year(f, day))
			reading_fault(r, t, SAY_CALENDAR_YEAR, A(t->text), A(f->year));
		else if (works_on(base, day))
			reading_fault(r, t, SAY_CALENDAR_ORDINARY, A(t->text));
		else if (holiday_on(f, f->holiday_count, day))
			reading_fault(r, t, SAY_CALENDAR_BOTH, A(t->text));
	}
}

void calendar_file_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	const struct calendar_file *f = item, *base;

	if (!f->of.n)
		return;
	base = shelf_find(p, NOUN_CALENDAR, f->of);
	if (!base || base->of.n || !base->yearly) {
		reading_fault(r, yaml_get(at.yaml, STR("calendar")), SAY_CALENDAR_OF, A(f->of));
		return;
	}
	struct str id = arena_printf(r->a, "%.*s-%.*s", STR_FMT(f->of), STR_FMT(f->year_text));

	if (!str_eq(f->id, id))
		reading_fault(r, yaml_get(at.yaml, STR("year")), SAY_PACK_NAME_IS_ID, A(id),
			      A(f->id));
	check_holidays(r, yaml_get(at.yaml, STR("holidays")), f);
	check_workdays(r, yaml_get(at.yaml, STR("workdays")), f, base);
}
