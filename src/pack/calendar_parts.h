/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar_parts.h - a calendar's files as the pack keeps them, and the calendar made of them.
 *
 * Room: pack, for its own files. May include: base wire store.
 */
#pragma once

#include "pack/calendar.h"
#include "pack/shape.h"

enum { HOURS_MAX = 8, DAY_SECONDS = 86400 };

struct holiday {
	struct str name[2], from, to; /* dates; `to` may be empty */
	int32_t first, last;
};

/* calendars/cn.yaml, or with `of` a year's calendars/cn-2025.yaml. */
struct calendar_file {
	struct str id;
	struct str title[2], zone, offset, last_day, ends;
	struct names days, hours;
	bool yearly;
	struct str of, year_text;
	int year;
	struct holiday *holidays;
	size_t holiday_count;
	struct names workdays;
	struct str source[2];
	struct str origin;
};

/* A day that is not what its place in the week says, or a holiday that falls on a day off anyway. */
struct special {
	int32_t day;
	bool work;
	const struct str *name; /* [2], of the holiday; NULL: a make-up workday */
	int year;               /* of the file that says so */
	int32_t before;         /* what the specials before it change in a count of working days */
};

struct working_hours {
	int32_t from, to; /* seconds of the day */
};

struct calendar {
	const struct calendar_file *file;
	const struct zone *zone;
	struct str zone_name;
	bool has_zone;
	unsigned week; /* bit 0: Monday */
	int week_count;
	struct special *special; /* by day, none twice */
	size_t special_count;
	int32_t special_sum;
	const struct calendar_file **years; /* by year */
	size_t year_count;
	struct working_hours hours[HOURS_MAX];
	size_t hours_count;
	int32_t hours_sum; /* of a day, in seconds */
};

bool day_read(struct str date, int32_t *day);
/* "09:00-12:00" */
bool hours_read(struct str text, struct working_hours *out);
/* 0 Monday .. 6 Sunday */
int day_of_week(int32_t day);
bool is_week_day(const struct calendar *c, int32_t day);
/* The first special at or behind the day. */
size_t special_from(const struct calendar *c, int32_t day);
const struct special *special_at(const struct calendar *c, int32_t day);
const struct calendar_file *calendar_year(const struct calendar *c, int year);
