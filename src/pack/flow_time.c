/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_time.c - counting the time of a clock.
 *
 * Hours and minutes are counted to the microsecond. Days and working days are counted whole: what is
 * left when a clock stands still begins anew when it runs again, and is at least one. Months and
 * years move by the whole days of the pause.
 */
#include "pack/flow_time.h"

#include "pack/shape.h"
#include "wire/time3339.h"

/* The most units that are counted: enough for a hundred years of days. */
enum { UNITS_MAX = SPAN_DAYS_MAX };

static enum span_unit unit_of(struct str unit)
{
	static const char words[] = "minutes hours days weeks months years working-days";
	int i = shape_choice(unit, words);

	return i < 0 ? SPAN_DAYS : (enum span_unit)i;
}

static bool is_exact(enum span_unit unit)
{
	return unit == SPAN_MINUTES || unit == SPAN_HOURS;
}

static double us_of(enum span_unit unit)
{
	return (double)(unit == SPAN_MINUTES ? US_PER_MINUTE : US_PER_HOUR);
}

static int32_t day_of(const struct flow_time *t, struct instant at)
{
	if (t->calendar)
		return calendar_day(t->calendar, at);
	return (int32_t)(at.us / US_PER_DAY - (at.us % US_PER_DAY < 0));
}

/* Without a calendar: the same time of day in UTC. */
static struct instant add_plain(const struct flow_time *t, struct instant from, struct span span)
{
	int32_t day = day_of(t, from), n = (int32_t)span.n, to = day + n;

	if (span.unit == SPAN_MONTHS || span.unit == SPAN_YEARS)
		to = day_add_months(day, span.unit == SPAN_YEARS ? 12 * n : n);
	return (struct instant){ from.us + (int64_t)(to - day) * US_PER_DAY };
}

/* Sets `due` to so many units behind `from`. */
static void count(struct flow_time *t, struct instant from, enum span_unit unit, double units)
{
	struct span span = { unit, units < UNITS_MAX ? (uint32_t)units : UNITS_MAX };
	struct due due;

	if (is_exact(unit)) {
		t->due.us = from.us + (int64_t)(units * us_of(unit));
	} else if (!t->calendar) {
		t->due = add_plain(t, from, span);
	} else if (calendar_due(t->calendar, from, span, &due, NULL)) {
		t->unknown = true;
	} else {
		t->due = due.at;
		t->provisional |= due.provisional;
	}
}

static double elapsed(const struct flow_time *t, struct instant to)
{
	enum span_unit unit = unit_of(t->unit);
	int32_t a = day_of(t, t->from), b = day_of(t, to);

	if (is_exact(unit))
		return (double)(to.us - t->from.us) / us_of(unit);
	return unit == SPAN_WORKING_DAYS && t->calendar ?
		       (double)calendar_workdays(t->calendar, a, b) :
		       b - a;
}

static struct flow_time begun(struct arena *a, const struct pack *p, const struct flow_clock *k)
{
	struct flow_time t = { .unit = STR("days") };
	struct calendar *c = NULL;

	if (k->calendar.n && calendar_open(a, p, k->calendar, &c, NULL))
		t.unknown = true;
	t.calendar = c;
	return t;
}

void flow_time_begin(struct flow_time *t, struct arena *a, const struct pack *p,
		     const struct flow_clock *k, struct instant at)
{
	*t = begun(a, p, k);
	t->unit = k->within.parameter->unit;
	t->from = at;
	t->units = k->within.value;
	count(t, at, unit_of(t->unit), t->units);
}

bool flow_time_until(struct flow_time *t, struct arena *a, const struct pack *p,
		     const struct flow_clock *k, struct str text)
{
	int year;
	unsigned month, of_month;

	*t = begun(a, p, k);
	if (!date_read(text, &year, &month, &of_month))
		return false;
	int64_t next = civil_days(year, month, of_month) + 1;

	t->due.us = t->calendar ? calendar_begin(t->calendar, (int32_t)next).us : next * US_PER_DAY;
	t->due.us--;
	t->is_date = true;
	return true;
}

void flow_time_pause(struct flow_time *t, struct instant at)
{
	t->paused_at = at;
}

void flow_time_resume(struct flow_time *t, struct instant at)
{
	enum span_unit unit = unit_of(t->unit);
	double left;

	if (unit == SPAN_MONTHS || unit == SPAN_YEARS || t->is_date) {
		t->due.us += (at.us - t->paused_at.us) / US_PER_DAY * US_PER_DAY;
		return;
	}
	left = t->units - elapsed(t, t->paused_at);
	if (!is_exact(unit) && left < 1)
		left = 1;
	t->from = at;
	t->units = left;
	count(t, at, unit, left);
}

void flow_time_extend(struct flow_time *t, const struct parameter *unit, double more)
{
	if (str_eq(unit->unit, t->unit) && !t->is_date) {
		t->units += more;
		count(t, t->from, unit_of(t->unit), t->units);
		return;
	}
	count(t, t->due, unit_of(unit->unit), more);
}
