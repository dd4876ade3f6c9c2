/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.h - by when? Working days of a calendar, and deadlines that explain themselves.
 *
 * A calendar is data of the pack (calendars/, doc/pack-author.md): days of the week, a zone, hours
 * of work, and a file a year with holidays and make-up workdays. The rules:
 *
 * - Hours and minutes count from the instant and end where they end (Civil Code of the PRC art. 201).
 * - Days, weeks, months, years: the day of the start is not counted (art. 201); a month ends on the
 *   day of the same number, or on its last day where there is none (art. 202); where the calendar
 *   says so, a last day that is no working day moves to the next one (art. 203).
 * - Working days: the n-th working day after the day of the start. What arrives on a day off counts
 *   as arrived when the next working day begins (00:00).
 * - Working hours: time within the calendar's hours on working days.
 * - The time of day is kept; or the last day counts wholly, until 24:00 (art. 203), where the
 *   calendar says `ends: midnight`. A start that is a date alone gives a date: that whole day.
 * - Wall clocks count, except for hours and minutes: a day across a change of clocks is a day.
 *
 * A year without a file has weekends only; what rests on it is provisional. Notices for a year have
 * changed the last days of the year before, so those are provisional too until it has its file.
 *
 * Limits: starts in the years 1900 to 2299; spans of at most 100 years (SPAN_DAYS_MAX). Work does not
 * grow with the span. A calendar is read-only once opened; any thread. Room: pack. May include: base wire store.
 */
#pragma once

#include "base/clock.h"
#include "base/zone.h"
#include "pack/pack.h"

enum span_unit {
	SPAN_MINUTES,
	SPAN_HOURS,
	SPAN_DAYS,
	SPAN_WEEKS,
	SPAN_MONTHS,
	SPAN_YEARS,
	SPAN_WORKING_DAYS,
	SPAN_WORKING_HOURS,
	SPAN_UNITS
};

enum { SPAN_DAYS_MAX = 36525 };

struct span {
	enum span_unit unit;
	uint32_t n; /* from 1 */
};

/* "5 working days", "48 hours", "1 month", "working_days" for "working days"; 5个工作日, 十五日, 48小时. */
MUST_CHECK enum err span_read(struct str text, struct span *out, struct why *why);

struct calendar;

/* The pack's calendar of that id. One that names no zone ("week") is in UTC until told otherwise. */
MUST_CHECK enum err calendar_open(struct arena *a, const struct pack *p, struct str id,
				  struct calendar **out, struct why *why);
bool calendar_has_zone(const struct calendar *c);
void calendar_set_zone(struct calendar *c, const struct zone *z, struct str name);
struct str calendar_id(const struct calendar *c);
struct str calendar_zone(const struct calendar *c); /* its name */

/* ---- days: whole days since 1970-01-01, as civil_days() counts them ---- */

bool calendar_is_workday(const struct calendar *c, int32_t day);
/* Working days behind `from`, up to and with `to`; negative when `to` is earlier. So counts add up:
 * (a, b] and (b, c] make (a, c]. */
int64_t calendar_workdays(const struct calendar *c, int32_t from, int32_t to);
/* Does the calendar know all of these days, both included? */
bool calendar_knows(const struct calendar *c, int32_t from, int32_t to);
/* The day that it is there, and the instant at which a day begins there. */
int32_t calendar_day(const struct calendar *c, struct instant t);
struct instant calendar_begin(const struct calendar *c, int32_t day);
/* n months on (or back): the same day of the month, or the month's last. */
int32_t day_add_months(int32_t day, int32_t n);
/* "2025-10-01", appended. */
void day_write(int32_t day, struct buf *out);

/* ---- deadlines ---- */

struct due {
	struct instant at; /* for a date: the end of the day */
	int32_t last_day;  /* the last day that counts */
	bool is_date;      /* from a date: last_day is the answer */
	bool provisional;  /* rests on a year without a file */
	/* how it came about */
	struct span span;
	struct instant from;
	int32_t from_day; /* the day of the start */
	int32_t first_day; /* the day counting begins behind: from_day, or later when that is a day off */
	int32_t fell_day; /* the last day before it was moved */
	bool late_start, clamped;
};

/* ERR_LIMIT outside the years, ERR_ARG for working hours where the calendar has none. */
MUST_CHECK enum err calendar_due(const struct calendar *c, struct instant from, struct span span,
				 struct due *out, struct why *why);
MUST_CHECK enum err calendar_due_day(const struct calendar *c, int32_t from, struct span span,
				     struct due *out, struct why *why);

/* "2025-10-09T10:00:00+08:00", or the date, appended. */
void due_write(const struct calendar *c, const struct due *d, struct buf *out);
/* An instant as the clocks show it there. */
void calendar_write(const struct calendar *c, struct instant t, struct buf *out);
/* The reasons, one a line: start, calendar, holidays skipped, make-up workdays counted, moves, result,
 * what is provisional. The lines live in the arena. */
struct due_why {
	struct str *lines;
	size_t n;
};
struct due_why due_explain(const struct calendar *c, const struct due *d, enum lang lang,
			   struct arena *a);
