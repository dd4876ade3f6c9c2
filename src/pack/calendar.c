/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.c - a calendar made of its files, and counting in it.
 *
 * Working days are counted in closed form: whole weeks, a rest, and what the specials (holidays,
 * make-up workdays) within change. So a hundred years cost as much as a week, and the n-th working
 * day is found by halving.
 */
#include "pack/calendar_parts.h"
#include "pack/parts.h"

#include "base/vec.h"
#include "wire/time3339.h"

#include <stdlib.h>

typedef VEC(struct special) special_vec;
typedef VEC(const struct calendar_file *) year_vec;

enum { YEAR_FIRST = 1900, YEAR_LAST = 2299, DECEMBER_DOUBT = 28 };

/* ---- made of its files ---- */

static int special_cmp(const void *a, const void *b)
{
	const struct special *x = a, *y = b;

	return x->day != y->day ? (x->day < y->day ? -1 : 1) :
				  (x->year > y->year) - (x->year < y->year);
}

static void add_special(special_vec *v, int32_t day, const struct str *name, int year)
{
	*vec_push(v) = (struct special){ .day = day, .work = !name, .name = name, .year = year };
}

static void add_year(special_vec *v, const struct calendar_file *f)
{
	for (size_t i = 0; i < f->holiday_count; i++)
		for (int32_t d = f->holidays[i].first; d <= f->holidays[i].last; d++)
			add_special(v, d, f->holidays[i].name, f->year);
	for (size_t i = 0; i < f->workdays.n; i++) {
		int32_t day;

		if (day_read(f->workdays.v[i], &day))
			add_special(v, day, NULL, f->year);
	}
}

/* Of two years' files that speak of one day, the later one is right. */
static void keep_special(struct arena *a, struct calendar *c, special_vec *v)
{
	if (v->n)
		qsort(v->v, v->n, sizeof *v->v, special_cmp);
	c->special = arena_array(a, struct special, v->n);
	for (size_t i = 0; i < v->n; i++) {
		struct special *s;

		if (i + 1 < v->n && v->v[i + 1].day == v->v[i].day)
			continue;
		s = &c->special[c->special_count++];
		*s = v->v[i];
		s->before = c->special_sum;
		if (s->work != is_week_day(c, s->day))
			c->special_sum += s->work ? 1 : -1;
	}
}

static void take_years(struct arena *a, const struct pack *p, struct calendar *c)
{
	special_vec v = { 0 };

	c->years = arena_array(a, const struct calendar_file *, p->shelf[NOUN_CALENDAR].n);
	for (size_t i = 0; i < p->shelf[NOUN_CALENDAR].n; i++) {
		const struct calendar_file *f = shelf_at(p, NOUN_CALENDAR, i);

		if (!str_eq(f->of, c->file->id))
			continue;
		c->years[c->year_count++] = f;
		add_year(&v, f);
	}
	keep_special(a, c, &v);
	vec_fini(&v);
}

static void take_week(struct calendar *c)
{
	const struct calendar_file *f = c->file;

	for (size_t i = 0; i < f->days.n; i++) {
		int day = shape_choice(f->days.v[i], "mon tue wed thu fri sat sun");

		c->week |= 1U << day;
		c->week_count++;
	}
	for (size_t i = 0; i < f->hours.n && i < HOURS_MAX; i++)
		if (hours_read(f->hours.v[i], &c->hours[c->hours_count])) {
			c->hours_sum += c->hours[i].to - c->hours[i].from;
			c->hours_count++;
		}
}

/* Where a file gives its offset the database is not asked: it is the same everywhere then. */
static enum err take_zone(struct arena *a, struct calendar *c, struct why *why)
{
	const struct calendar_file *f = c->file;
	struct str name = f->offset.n ? f->offset : f->zone;

	c->has_zone = name.n > 0;
	c->zone_name = f->zone.n ? f->zone : name.n ? name : STR("UTC");
	return zone_open(a, name.n ? name : STR("UTC"), &c->zone, why);
}

static enum err fault_none(const struct pack *p, struct str id, struct why *why)
{
	struct buf known = { 0 };

	for (size_t i = 0; i < p->shelf[NOUN_CALENDAR].n; i++) {
		const struct calendar_file *f = shelf_at(p, NOUN_CALENDAR, i);

		if (!f->of.n)
			buf_printf(&known, "%s%.*s", known.n ? ", " : "", STR_FMT(f->id));
	}
	why_set(why, ERR_NOTFOUND, SAY_CALENDAR_NONE, A(id), A(buf_str(&known)));
	buf_fini(&known);
	return ERR_NOTFOUND;
}

enum err calendar_open(struct arena *a, const struct pack *p, struct str id, struct calendar **out,
		       struct why *why)
{
	const struct calendar_file *f = shelf_find(p, NOUN_CALENDAR, id);
	struct calendar *c = arena_new(a, struct calendar);

	if (!f || f->of.n)
		return fault_none(p, id, why);
	c->file = f;
	take_week(c);
	take_years(a, p, c);
	*out = c;
	return take_zone(a, c, why);
}

bool calendar_has_zone(const struct calendar *c)
{
	return c->has_zone;
}

void calendar_set_zone(struct calendar *c, const struct zone *z, struct str name)
{
	c->zone = z;
	c->zone_name = name;
	c->has_zone = true;
}

struct str calendar_id(const struct calendar *c)
{
	return c->file->id;
}

struct str calendar_zone(const struct calendar *c)
{
	return c->zone_name;
}

const struct calendar_file *calendar_year(const struct calendar *c, int year)
{
	for (size_t i = 0; i < c->year_count; i++)
		if (c->years[i]->year == year)
			return c->years[i];
	return NULL;
}

/* ---- days ---- */

int day_of_week(int32_t day)
{
	return (int)(((int64_t)day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
}

bool is_week_day(const struct calendar *c, int32_t day)
{
	return c->week >> day_of_week(day) & 1;
}

size_t special_from(const struct calendar *c, int32_t day)
{
	size_t lo = 0, hi = c->special_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->special[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct special *special_at(const struct calendar *c, int32_t day)
{
	size_t i = special_from(c, day);

	return i < c->special_count && c->special[i].day == day ? &c->special[i] : NULL;
}

bool calendar_is_workday(const struct calendar *c, int32_t day)
{
	const struct special *s = special_at(c, day);

	return s ? s->work : is_week_day(c, day);
}

/* What specials before the day change. */
static int32_t special_before(const struct calendar *c, int32_t day)
{
	size_t i = special_from(c, day);

	return i < c->special_count ? c->special[i].before : c->special_sum;
}

int64_t calendar_workdays(const struct calendar *c, int32_t from, int32_t to)
{
	if (to < from)
		return -calendar_workdays(c, to, from);
	int64_t days = (int64_t)to - from, n = days / 7 * c->week_count;

	for (int32_t d = (int32_t)(to - days % 7 + 1); d <= to; d++)
		n += is_week_day(c, d);
	return n + special_before(c, to + 1) - special_before(c, from + 1);
}

/* The n-th working day behind `from`. */
static int32_t workday_behind(const struct calendar *c, int32_t from, int64_t n)
{
	int64_t far = n * 7 / c->week_count + 7 + (int64_t)c->special_count;
	int32_t lo = from, hi = (int32_t)(from + far); /* lo has fewer than n, hi has n or more */

	while (hi - lo > 1) {
		int32_t mid = lo + (hi - lo) / 2;

		if (calendar_workdays(c, from, mid) < n)
			lo = mid;
		else
			hi = mid;
	}
	return hi;
}

static int32_t next_workday(const struct calendar *c, int32_t day)
{
	return calendar_is_workday(c, day) ? day : workday_behind(c, day, 1);
}

bool calendar_knows(const struct calendar *c, int32_t from, int32_t to)
{
	int first, last;
	unsigned m, d;

	if (!c->file->yearly)
		return true;
	civil_from_days(from, &first, &m, &d);
	civil_from_days(to, &last, &m, &d);
	if (m == 12 && d >= DECEMBER_DOUBT)
		last++;
	for (int y = first; y <= last; y++)
		if (!calendar_year(c, y))
			return false;
	return true;
}

int32_t calendar_day(const struct calendar *c, struct instant t)
{
	int64_t s = t.us / US_PER_SECOND - (t.us % US_PER_SECOND < 0);
	int64_t local = zone_to_local(c->zone, s);

	return (int32_t)(local / DAY_SECONDS - (local % DAY_SECONDS < 0));
}

struct instant calendar_begin(const struct calendar *c, int32_t day)
{
	return (struct instant){ zone_to_utc(c->zone, (int64_t)day * DAY_SECONDS) * US_PER_SECOND };
}

int32_t day_add_months(int32_t day, int32_t n)
{
	static const unsigned char length[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y;
	unsigned m, d;

	civil_from_days(day, &y, &m, &d);
	int64_t months = (int64_t)y * 12 + (int)m - 1 + n;

	y = (int)(months / 12);
	m = (unsigned)(months % 12);
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	unsigned most = length[m] + (m == 1 && leap);

	return (int32_t)civil_days(y, m + 1, d < most ? d : most);
}

/* ---- deadlines ---- */

/* A moment as the clocks show it: a day, and microseconds of the day. */
struct local {
	int32_t day;
	int64_t us;
};

static struct local local_of(const struct calendar *c, struct instant t)
{
	struct local l = { .day = calendar_day(c, t) };
	int64_t s = t.us / US_PER_SECOND - (t.us % US_PER_SECOND < 0);

	l.us = (zone_to_local(c->zone, s) - (int64_t)l.day * DAY_SECONDS) * US_PER_SECOND +
	       (t.us - s * US_PER_SECOND);
	return l;
}

static struct instant instant_of(const struct calendar *c, struct local l)
{
	int64_t s = (int64_t)l.day * DAY_SECONDS + l.us / US_PER_SECOND;

	return (struct instant){ zone_to_utc(c->zone, s) * US_PER_SECOND + l.us % US_PER_SECOND };
}

static bool in_years(int32_t day)
{
	return day >= civil_days(YEAR_FIRST, 1, 1) && day <= civil_days(YEAR_LAST, 12, 31);
}

static bool is_of_clock(enum span_unit unit)
{
	return unit == SPAN_MINUTES || unit == SPAN_HOURS;
}

/* The last day of a span of days, before it is moved. */
static int32_t fall(const struct calendar *c, struct due *d)
{
	int32_t n = (int32_t)d->span.n, months;

	switch (d->span.unit) {
	case SPAN_WORKING_DAYS:
		return workday_behind(c, d->first_day, n);
	case SPAN_DAYS:
		return d->from_day + n;
	case SPAN_WEEKS:
		return d->from_day + 7 * n;
	default:
		months = d->span.unit == SPAN_YEARS ? 12 * n : n;
		d->clamped =
			day_add_months(day_add_months(d->from_day, months), -months) != d->from_day;
		return day_add_months(d->from_day, months);
	}
}

static void find_last_day(const struct calendar *c, struct due *d)
{
	bool moves = str_eq(c->file->last_day, STR("next-working-day"));

	d->fell_day = d->last_day = fall(c, d);
	if (d->span.unit == SPAN_WORKING_DAYS) {
		d->provisional = !calendar_knows(c, d->from_day, d->last_day);
	} else if (moves) {
		d->last_day = next_workday(c, d->fell_day);
		d->provisional = !calendar_knows(c, d->fell_day, d->last_day);
	}
}

/* Seconds of work on the day from that second on; *end: when `want` of them are over. */
static int32_t work_left(const struct calendar *c, int32_t from, int32_t want, int32_t *end)
{
	int32_t sum = 0;

	for (size_t i = 0; i < c->hours_count; i++) {
		int32_t begin = c->hours[i].from > from ? c->hours[i].from : from;
		int32_t length = c->hours[i].to > begin ? c->hours[i].to - begin : 0;

		if (sum < want && sum + length >= want)
			*end = begin + (want - sum);
		sum += length;
	}
	return sum;
}

/* Fractions of a second before the start are not work. */
static struct local work_through(const struct calendar *c, struct due *d, struct local l)
{
	int64_t want = (int64_t)d->span.n * 3600;
	int32_t end = 0, start = (int32_t)(l.us / US_PER_SECOND);
	int32_t left = calendar_is_workday(c, l.day) ?
			       work_left(c, start,
					 (int32_t)(want < DAY_SECONDS ? want : DAY_SECONDS), &end) :
			       0;

	d->first_day = next_workday(c, l.day);
	d->late_start = d->first_day != l.day;
	if (left < want) {
		int64_t days = (want - left - 1) / c->hours_sum;

		want -= left + days * c->hours_sum;
		l.day = workday_behind(c, l.day, days + 1);
		work_left(c, 0, (int32_t)want, &end);
	}
	l.us = end * (int64_t)US_PER_SECOND;
	d->fell_day = d->last_day = l.day;
	d->provisional = !calendar_knows(c, d->from_day, l.day);
	return l;
}

static enum err begin_due(struct due *d, int32_t day, struct span span, struct why *why)
{
	*d = (struct due){ .span = span, .from_day = day, .first_day = day };
	return in_years(day) ?
		       ERR_OK :
		       why_set(why, ERR_LIMIT, SAY_CALENDAR_FAR, A(YEAR_FIRST), A(YEAR_LAST));
}

enum err calendar_due(const struct calendar *c, struct instant from, struct span span,
		      struct due *out, struct why *why)
{
	int64_t day = from.us / US_PER_DAY;
	enum err err = begin_due(
		out, day > -100000 && day < 1000000 ? calendar_day(c, from) : INT32_MIN, span, why);

	if (err)
		return err;
	struct local l = local_of(c, from);

	out->from = from;
	if (is_of_clock(span.unit)) {
		out->at.us =
			from.us + span.n * (span.unit == SPAN_HOURS ? US_PER_HOUR : US_PER_MINUTE);
		out->fell_day = out->last_day = calendar_day(c, out->at);
		return ERR_OK;
	}
	if (span.unit == SPAN_WORKING_HOURS) {
		if (!c->hours_sum)
			return why_set(why, ERR_ARG, SAY_CALENDAR_NO_HOURS, A(c->file->id));
		out->at = instant_of(c, work_through(c, out, l));
		return ERR_OK;
	}
	bool whole = str_eq(c->file->ends, STR("midnight"));

	if (span.unit == SPAN_WORKING_DAYS && !whole && !calendar_is_workday(c, l.day)) {
		out->late_start = true;
		out->first_day = next_workday(c, l.day);
		l.us = 0;
	}
	find_last_day(c, out);
	l.day = out->last_day + whole;
	l.us = whole ? 0 : l.us;
	out->at = instant_of(c, l);
	return ERR_OK;
}

enum err calendar_due_day(const struct calendar *c, int32_t from, struct span span, struct due *out,
			  struct why *why)
{
	enum err err = begin_due(out, from, span, why);

	if (err)
		return err;
	if (is_of_clock(span.unit) || span.unit == SPAN_WORKING_HOURS)
		return why_set(why, ERR_ARG, SAY_CALENDAR_NEEDS_TIME);
	out->from = calendar_begin(c, from);
	out->is_date = true;
	find_last_day(c, out);
	out->at = calendar_begin(c, out->last_day + 1);
	return ERR_OK;
}
