/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_time.c - counting the time of a clock.
 *
 * Hours and minutes are counted to the microsecond. Days and working days are counted whole: what is
 * left when a clock stands still begins anew when it runs again, and is at least one. Months and
 * years move by the whole days of the pause.
 */
#include "pack/flow_time.h"

#include "wire/time3339.h"

enum unit { UNIT_EXACT, UNIT_DAYS, UNIT_WORKING_DAYS, UNIT_MONTHS };

/* How a unit is counted, and how many it is: microseconds, days or months. */
static enum unit unit_of(struct str unit, double *scale)
{
	*scale = 1;
	if (str_eq(unit, STR("minutes")))
		return *scale = (double)US_PER_MINUTE, UNIT_EXACT;
	if (str_eq(unit, STR("hours")))
		return *scale = (double)US_PER_HOUR, UNIT_EXACT;
	if (str_eq(unit, STR("working-days")))
		return UNIT_WORKING_DAYS;
	if (str_eq(unit, STR("years")))
		return *scale = 12, UNIT_MONTHS;
	return str_eq(unit, STR("months")) ? UNIT_MONTHS : UNIT_DAYS;
}

static int64_t day_of(struct instant t)
{
	return t.us / US_PER_DAY - (t.us % US_PER_DAY < 0);
}

static bool is_workday(int64_t day)
{
	int64_t of_week = (day + 3) % 7; /* 1970-01-01 was a Thursday */

	return (of_week + 7) % 7 < 5;
}

static struct instant add_months(struct instant from, int64_t n)
{
	int year;
	unsigned month, day;
	int64_t of_day = from.us - day_of(from) * US_PER_DAY;

	civil_from_days(day_of(from), &year, &month, &day);
	n += (int64_t)year * 12 + month - 1;
	return (struct instant){
		civil_days((int)(n / 12), (unsigned)(n % 12) + 1, day) * US_PER_DAY + of_day
	};
}

static struct instant add(const struct flow_time *t, struct instant from, double units)
{
	double scale;
	enum unit unit = unit_of(t->unit, &scale);
	int64_t n = (int64_t)(units * scale);

	if (unit == UNIT_EXACT)
		return (struct instant){ from.us + n };
	if (unit == UNIT_MONTHS)
		return add_months(from, n);
	for (; n > 0; n--) {
		from.us += US_PER_DAY;
		while (unit == UNIT_WORKING_DAYS && !is_workday(day_of(from)))
			from.us += US_PER_DAY;
	}
	return from;
}

static double elapsed(const struct flow_time *t, struct instant to)
{
	double scale;
	enum unit unit = unit_of(t->unit, &scale);
	int64_t n = 0;

	if (unit == UNIT_EXACT)
		return (double)(to.us - t->from.us) / scale;
	for (int64_t d = day_of(t->from) + 1; d <= day_of(to); d++)
		n += unit == UNIT_DAYS || is_workday(d);
	return (double)n;
}

void flow_time_begin(struct flow_time *t, struct arena *a, const struct pack *p,
		     const struct flow_clock *k, struct instant at)
{
	*t = (struct flow_time){ .p = p,
				 .a = a,
				 .calendar = k->calendar,
				 .unit = k->within.parameter->unit,
				 .from = at,
				 .units = k->within.value };
	t->due = add(t, at, t->units);
}

bool flow_time_until(struct flow_time *t, struct arena *a, const struct pack *p,
		     const struct flow_clock *k, struct str day)
{
	int year;
	unsigned month, of_month;

	*t = (struct flow_time){ .p = p, .a = a, .calendar = k->calendar, .unit = STR("days") };
	if (!date_read(day, &year, &month, &of_month))
		return false;
	t->due.us = (civil_days(year, month, of_month) + 1) * US_PER_DAY - 1;
	t->from = t->due;
	return true;
}

void flow_time_pause(struct flow_time *t, struct instant at)
{
	t->paused_at = at;
}

void flow_time_resume(struct flow_time *t, struct instant at)
{
	double scale, left;
	enum unit unit = unit_of(t->unit, &scale);

	if (unit == UNIT_MONTHS || t->from.us == t->due.us) {
		t->due.us += (at.us - t->paused_at.us) / US_PER_DAY * US_PER_DAY;
		return;
	}
	left = t->units - elapsed(t, t->paused_at);
	if (unit != UNIT_EXACT && left < 1)
		left = 1;
	t->from = at;
	t->units = left;
	t->due = add(t, at, left);
}

void flow_time_extend(struct flow_time *t, const struct parameter *unit, double more)
{
	struct flow_time other = *t;

	if (str_eq(unit->unit, t->unit) && t->from.us != t->due.us) {
		t->units += more;
		t->due = add(t, t->from, t->units);
		return;
	}
	other.unit = unit->unit;
	t->due = add(&other, t->due, more);
}
