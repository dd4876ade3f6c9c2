/* SPDX-License-Identifier: Apache-2.0 */
/* calendar_why.c - a deadline told: in which calendar, what was skipped and counted, what it rests on. */
#include "pack/calendar_parts.h"

#include "base/vec.h"
#include "wire/time3339.h"

typedef VEC(struct str) line_vec;

struct telling {
	const struct calendar *c;
	const struct due *d;
	enum lang lang;
	struct arena *a;
	line_vec lines;
};

static void tell_(struct telling *t, enum say_id id, const struct say_arg *args, size_t n)
{
	struct buf line = { 0 };

	say_put(&line, t->lang, id, args, n);
	*vec_push(&t->lines) = str_keep(t->a, buf_str(&line));
	buf_fini(&line);
}
#define tell(t, id, ...) tell_((t), (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))

void day_write(int32_t day, struct buf *out)
{
	int y;
	unsigned m, d;

	civil_from_days(day, &y, &m, &d);
	buf_printf(out, "%04d-%02u-%02u", y, m, d);
}

void calendar_write(const struct calendar *c, struct instant t, struct buf *out)
{
	int64_t s = t.us / US_PER_SECOND - (t.us % US_PER_SECOND < 0);
	int32_t east = zone_offset(c->zone, s), minutes = (east < 0 ? -east : east) / 60;
	size_t from = out->n;

	time3339_write((struct instant){ t.us + (int64_t)east * US_PER_SECOND }, out);
	if (!east || out->n == from)
		return;
	out->n--; /* the Z */
	buf_printf(out, "%c%02d:%02d", east < 0 ? '-' : '+', (int)(minutes / 60),
		   (int)(minutes % 60));
}

void due_write(const struct calendar *c, const struct due *d, struct buf *out)
{
	if (d->is_date)
		day_write(d->last_day, out);
	else
		calendar_write(c, d->at, out);
}

/* "2025-10-01 (Wednesday)" */
static struct str day_text(struct telling *t, int32_t day)
{
	static const enum say_id names[7] = { SAY_DAY_MON, SAY_DAY_TUE, SAY_DAY_WED, SAY_DAY_THU,
					      SAY_DAY_FRI, SAY_DAY_SAT, SAY_DAY_SUN };
	struct buf out = { 0 };

	day_write(day, &out);
	buf_puts(&out, " (");
	say(&out, t->lang, names[day_of_week(day)]);
	buf_c(&out, ')');
	struct str kept = str_keep(t->a, buf_str(&out));

	buf_fini(&out);
	return kept;
}

static struct str moment_text(struct telling *t, struct instant at)
{
	struct buf out = { 0 };

	calendar_write(t->c, at, &out);
	struct str kept = str_keep(t->a, buf_str(&out));

	buf_fini(&out);
	return kept;
}

static struct str span_text(struct telling *t)
{
	static const enum say_id units[SPAN_UNITS] = {
		[SPAN_MINUTES] = SAY_SPAN_MINUTES,
		[SPAN_HOURS] = SAY_SPAN_HOURS,
		[SPAN_DAYS] = SAY_SPAN_DAYS,
		[SPAN_WEEKS] = SAY_SPAN_WEEKS,
		[SPAN_MONTHS] = SAY_SPAN_MONTHS,
		[SPAN_YEARS] = SAY_SPAN_YEARS,
		[SPAN_WORKING_DAYS] = SAY_SPAN_WORKING_DAYS,
		[SPAN_WORKING_HOURS] = SAY_SPAN_WORKING_HOURS,
	};
	struct buf out = { 0 };

	say(&out, t->lang, units[t->d->span.unit], A(t->d->span.n));
	struct str kept = str_keep(t->a, buf_str(&out));

	buf_fini(&out);
	return kept;
}

/* ---- what was met on the way ---- */

/* The days of one holiday that follow one another, from special i on; *i moves behind them. */
static void tell_holiday(struct telling *t, size_t *i, int32_t to)
{
	const struct special *s = &t->c->special[*i], *last = s;

	while (*i + 1 < t->c->special_count && last[1].name == s->name && last[1].day <= to &&
	       last[1].day == last->day + 1) {
		last++;
		++*i;
	}
	if (last == s)
		tell(t, SAY_DUE_HOLIDAY_DAY, A(s->name[t->lang]), A(day_text(t, s->day)));
	else
		tell(t, SAY_DUE_HOLIDAY, A(s->name[t->lang]), A(day_text(t, s->day)),
		     A(day_text(t, last->day)));
}

/* Holidays skipped and make-up workdays counted in [from, to], and how many ordinary days off. */
static void tell_specials(struct telling *t, int32_t from, int32_t to)
{
	int64_t off = (int64_t)to - from + 1 - calendar_workdays(t->c, from - 1, to);

	for (size_t i = special_from(t->c, from);
	     i < t->c->special_count && t->c->special[i].day <= to; i++) {
		const struct special *s = &t->c->special[i];

		if (s->work) {
			tell(t, SAY_DUE_MAKEUP, A(day_text(t, s->day)));
			continue;
		}
		size_t first = i;

		tell_holiday(t, &i, to);
		off -= (int64_t)(i - first + 1);
	}
	if (off > 0)
		tell(t, SAY_DUE_DAYS_OFF, A(off));
}

/* Runs of years without a file, from the first year to the last. */
static void tell_provisional(struct telling *t, int32_t from, int32_t to)
{
	int first, last, run = 0;
	unsigned m, day;

	civil_from_days(from, &first, &m, &day);
	civil_from_days(to, &last, &m, &day);
	for (int y = first; y <= last + 1; y++) {
		bool missing = y <= last && !calendar_year(t->c, y);

		if (missing && !run)
			run = y;
		if (missing || !run)
			continue;
		if (run == y - 1)
			tell(t, SAY_DUE_PROVISIONAL, A(run), A(t->c->file->id));
		else
			tell(t, SAY_DUE_PROVISIONAL_YEARS, A(run), A(y - 1), A(t->c->file->id));
		run = 0;
	}
	if (calendar_year(t->c, last))
		tell(t, SAY_DUE_PROVISIONAL_END, A(last), A(last + 1));
}

/* The notices that stand behind the holidays of these days. */
static void tell_sources(struct telling *t, int32_t from, int32_t to)
{
	for (size_t i = 0; i < t->c->year_count; i++) {
		const struct calendar_file *f = t->c->years[i];

		if (civil_days(f->year - 1, 12, 28) <= to && civil_days(f->year, 12, 31) >= from)
			for (size_t k = special_from(t->c, from);
			     k < t->c->special_count && t->c->special[k].day <= to; k++)
				if (t->c->special[k].year == f->year) {
					tell(t, SAY_DUE_SOURCE, A(f->source[t->lang]));
					break;
				}
	}
}

/* ---- the whole ---- */

static void tell_start(struct telling *t)
{
	const struct due *d = t->d;

	if (d->is_date)
		tell(t, SAY_DUE_START_DAY, A(day_text(t, d->from_day)));
	else
		tell(t, SAY_DUE_START, A(moment_text(t, d->from)), A(day_text(t, d->from_day)));
	tell(t, SAY_DUE_CALENDAR, A(t->c->file->id), A(t->c->file->title[t->lang]),
	     A(t->c->zone_name));
}

/* The days that the answer hung on; none for hours. */
static bool days_asked(const struct telling *t, int32_t *from, int32_t *to)
{
	const struct due *d = t->d;

	*to = d->last_day;
	switch (d->span.unit) {
	case SPAN_MINUTES:
	case SPAN_HOURS:
		return false;
	case SPAN_WORKING_DAYS:
	case SPAN_WORKING_HOURS:
		*from = d->late_start ? d->from_day : d->from_day + 1;
		return *from <= *to;
	default:
		*from = d->fell_day;
		return str_eq(t->c->file->last_day, STR("next-working-day"));
	}
}

static void tell_rule(struct telling *t)
{
	static const enum say_id rules[SPAN_UNITS] = {
		[SPAN_MINUTES] = SAY_DUE_RULE_CLOCK,     [SPAN_HOURS] = SAY_DUE_RULE_CLOCK,
		[SPAN_DAYS] = SAY_DUE_RULE_DAYS,         [SPAN_WEEKS] = SAY_DUE_RULE_DAYS,
		[SPAN_MONTHS] = SAY_DUE_RULE_MONTHS,     [SPAN_YEARS] = SAY_DUE_RULE_MONTHS,
		[SPAN_WORKING_DAYS] = SAY_DUE_RULE_WORK, [SPAN_WORKING_HOURS] = SAY_DUE_RULE_HOURS,
	};
	const struct due *d = t->d;

	tell(t, rules[d->span.unit], A(span_text(t)));
	if (d->late_start)
		tell(t, SAY_DUE_LATE_START, A(day_text(t, d->from_day)),
		     A(day_text(t, d->first_day)));
	if (d->clamped)
		tell(t, SAY_DUE_CLAMPED, A(day_text(t, d->fell_day)));
}

struct due_why due_explain(const struct calendar *c, const struct due *d, enum lang lang,
			   struct arena *a)
{
	struct telling t = { .c = c, .d = d, .lang = lang, .a = a };
	int32_t from = 0, to = 0;
	bool asked = days_asked(&t, &from, &to);

	tell_start(&t);
	tell_rule(&t);
	if (asked && (d->fell_day != d->last_day || d->span.unit >= SPAN_WORKING_DAYS))
		tell_specials(&t, from, to);
	if (d->fell_day != d->last_day)
		tell(&t, SAY_DUE_MOVED, A(day_text(&t, d->fell_day)), A(day_text(&t, d->last_day)));
	if (d->is_date)
		tell(&t, SAY_DUE_RESULT_DAY, A(day_text(&t, d->last_day)));
	else
		tell(&t, SAY_DUE_RESULT, A(moment_text(&t, d->at)),
		     A(day_text(&t, calendar_day(c, d->at))));
	if (asked && d->provisional)
		tell_provisional(&t, from, to);
	if (asked)
		tell_sources(&t, from, to);

	struct due_why out = { arena_array(a, struct str, t.lines.n), t.lines.n };

	memcpy(out.lines, t.lines.v, t.lines.n * sizeof *out.lines);
	vec_fini(&t.lines);
	return out;
}
