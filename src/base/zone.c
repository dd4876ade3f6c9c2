/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zone.h"

#include "base/file.h"

#include <stdlib.h>

enum {
	TZIF_MAX = 1 << 20,
	CHANGES_MAX = 10000,
	TYPES_MAX = 256,
	HEADER = 44,
	OFFSET_MAX = 26 * 3600,
	HOUR = 3600,
	DAY = 86400
};

/* A day of the footer's rule: the month's n-th weekday, or a day of the year. */
struct rule_day {
	char kind; /* 'M', 'J' (1..365, never 29 February) or '0' (0..365) */
	int month, week, day;
	int32_t time; /* seconds after local midnight */
};

struct footer {
	bool is_there, has_summer;
	int32_t standard, summer; /* seconds east */
	struct rule_day start, end;
};

struct zone {
	int64_t *at; /* the seconds at which clocks change; offset[i] from at[i] on */
	int32_t *offset;
	size_t n;
	int32_t first; /* before all of them */
	struct footer footer;
};

/* ---- days ---- */

static bool is_leap(int64_t y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* Days from 1970-01-01 to 1 January of the year. */
static int64_t year_days(int64_t y)
{
	int64_t p = y - 1;

	return 365 * (y - 1970) + p / 4 - p / 100 + p / 400 - 477;
}

static int64_t year_of(int64_t seconds)
{
	int64_t days = seconds / DAY - (seconds % DAY < 0);
	int64_t y = 1970 + days / 366 - (days < 0);

	while (year_days(y) > days)
		y--;
	while (year_days(y + 1) <= days)
		y++;
	return y;
}

static const int month_start[2][13] = {
	{ 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 },
	{ 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366 },
};

/* Local seconds at which the rule strikes in that year. */
static int64_t rule_at(const struct rule_day *r, int64_t y)
{
	int64_t day = year_days(y);

	if (r->kind == 'J') {
		day += r->day - 1 + (is_leap(y) && r->day >= 60);
	} else if (r->kind == '0') {
		day += r->day;
	} else {
		const int *start = month_start[is_leap(y)];
		int64_t first = day + start[r->month - 1];
		int weekday = (int)(((first + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
		int64_t d = (r->day - weekday + 7) % 7 + 7 * (r->week - 1);

		while (d >= start[r->month] - start[r->month - 1])
			d -= 7;
		day = first + d;
	}
	return day * DAY + r->time;
}

static int32_t footer_offset(const struct footer *f, int64_t utc)
{
	if (!f->has_summer)
		return f->standard;
	int64_t y = year_of(utc + f->standard);
	int64_t start = rule_at(&f->start, y) - f->standard, end = rule_at(&f->end, y) - f->summer;
	bool summer = start < end ? utc >= start && utc < end : utc >= start || utc < end;

	return summer ? f->summer : f->standard;
}

/* ---- the footer: "CET-1CEST,M3.5.0,M10.5.0/3" ---- */

static bool take(struct str *s, char c)
{
	if (!s->n || s->p[0] != c)
		return false;
	*s = str_cut(*s, 1, s->n);
	return true;
}

static bool take_number(struct str *s, int most, int *out)
{
	size_t n = 0;
	int v = 0;

	while (n < s->n && n < 4 && ascii_is_digit(s->p[n]))
		v = v * 10 + (s->p[n++] - '0');
	*s = str_cut(*s, n, s->n);
	*out = v;
	return n > 0 && v <= most;
}

static bool take_name(struct str *s)
{
	bool quoted = take(s, '<');
	size_t n = 0;

	while (n < s->n) {
		char c = ascii_lower(s->p[n]);

		if (quoted ? c == '>' : !(c >= 'a' && c <= 'z'))
			break;
		n++;
	}
	*s = str_cut(*s, n, s->n);
	return n >= 3 && (!quoted || take(s, '>'));
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(struct str *s, int hours_most, int32_t *out)
{
	bool minus = take(s, '-');
	int h, m = 0, sec = 0;

	if (!minus)
		take(s, '+');
	if (!take_number(s, hours_most, &h) || (take(s, ':') && !take_number(s, 59, &m)) ||
	    (take(s, ':') && !take_number(s, 59, &sec)))
		return false;
	*out = h * HOUR + m * 60 + sec;
	if (minus)
		*out = -*out;
	return true;
}

static bool take_rule(struct str *s, struct rule_day *r)
{
	r->time = 2 * HOUR;
	if (!take(s, ','))
		return false;
	if (take(s, 'M')) {
		r->kind = 'M';
		if (!take_number(s, 12, &r->month) || !take(s, '.') ||
		    !take_number(s, 5, &r->week) || !take(s, '.') || !take_number(s, 6, &r->day) ||
		    r->month < 1 || r->week < 1)
			return false;
	} else {
		r->kind = take(s, 'J') ? 'J' : '0';
		if (!take_number(s, 365, &r->day) || (r->kind == 'J' && r->day < 1))
			return false;
	}
	return !take(s, '/') || take_time(s, 167, &r->time);
}

static bool read_footer(struct str s, struct footer *f)
{
	f->is_there = s.n > 0;
	if (!f->is_there)
		return true;
	if (!take_name(&s) || !take_time(&s, 24, &f->standard))
		return false;
	f->standard = -f->standard; /* POSIX counts westward */
	if (!s.n)
		return true;
	f->has_summer = true;
	f->summer = f->standard + HOUR;
	if (!take_name(&s))
		return false;
	if (s.n && s.p[0] != ',') {
		if (!take_time(&s, 24, &f->summer))
			return false;
		f->summer = -f->summer;
	}
	return take_rule(&s, &f->start) && take_rule(&s, &f->end) && s.n == 0;
}

/* ---- TZif ---- */

static uint64_t big(const char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

struct block {
	size_t isut, isstd, leap, changes, types, chars;
	size_t width, bytes; /* of a time; of the block behind its header */
};

static bool read_header(struct str s, size_t width, struct block *b)
{
	if (s.n < HEADER || !str_starts(s, STR("TZif")))
		return false;
	b->isut = (size_t)big(s.p + 20, 4);
	b->isstd = (size_t)big(s.p + 24, 4);
	b->leap = (size_t)big(s.p + 28, 4);
	b->changes = (size_t)big(s.p + 32, 4);
	b->types = (size_t)big(s.p + 36, 4);
	b->chars = (size_t)big(s.p + 40, 4);
	b->width = width;
	if (b->isut > TYPES_MAX || b->isstd > TYPES_MAX || b->leap > CHANGES_MAX ||
	    b->changes > CHANGES_MAX || b->types > TYPES_MAX || b->chars > TZIF_MAX)
		return false;
	b->bytes = b->changes * (width + 1) + b->types * 6 + b->chars + b->leap * (width + 4) +
		   b->isstd + b->isut;
	return s.n - HEADER >= b->bytes;
}

static bool read_offset(const char *p, size_t i, int32_t *out)
{
	*out = (int32_t)(uint32_t)big(p + 6 * i, 4);
	return *out > -OFFSET_MAX && *out < OFFSET_MAX;
}

static bool read_block(struct arena *a, struct str s, const struct block *b, struct zone *z)
{
	const char *times = s.p + HEADER, *kinds = times + b->changes * b->width;
	const char *types = kinds + b->changes;

	z->n = b->changes;
	z->at = arena_array(a, int64_t, z->n);
	z->offset = arena_array(a, int32_t, z->n);
	if (!b->types || !read_offset(types, 0, &z->first))
		return false;
	for (size_t i = 0; i < z->n; i++) {
		uint64_t raw = big(times + i * b->width, b->width);
		size_t kind = (unsigned char)kinds[i];

		z->at[i] = b->width == 8 ? (int64_t)raw : (int32_t)(uint32_t)raw;
		if (kind >= b->types || !read_offset(types, kind, &z->offset[i]) ||
		    (i && z->at[i] <= z->at[i - 1]))
			return false;
	}
	return true;
}

enum err zone_read(struct arena *a, struct str tzif, const struct zone **out)
{
	struct zone *z = arena_new(a, struct zone);
	struct block b;

	if (tzif.n > TZIF_MAX || !read_header(tzif, 4, &b))
		return ERR_SYNTAX;
	if (tzif.p[4] >= '2') { /* the same again with wider times, then the footer */
		tzif = str_cut(tzif, HEADER + b.bytes, tzif.n);
		if (!read_header(tzif, 8, &b))
			return ERR_SYNTAX;
		struct str tail = str_cut(tzif, HEADER + b.bytes, tzif.n);
		size_t end = tail.n ? str_find(str_cut(tail, 1, tail.n), '\n') : SIZE_MAX;

		if (!take(&tail, '\n') || end == SIZE_MAX ||
		    !read_footer(str_cut(tail, 0, end), &z->footer))
			return ERR_SYNTAX;
	}
	if (!read_block(a, tzif, &b, z))
		return ERR_SYNTAX;
	*out = z;
	return ERR_OK;
}

/* ---- by name ---- */

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);

		if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) && c != '_' && c != '-' &&
		    c != '+' && !(c == '/' && i > 0))
			return false;
	}
	return s.n > 0 && s.n <= 64;
}

bool zone_offset_read(struct str s, int32_t *seconds_east)
{
	int h, m;
	bool minus = take(&s, '-');

	if ((!minus && !take(&s, '+')) || s.n != 5 || !take_number(&s, 23, &h) || !take(&s, ':') ||
	    s.n != 2 || !take_number(&s, 59, &m))
		return false;
	*seconds_east = (minus ? -1 : 1) * (h * HOUR + m * 60);
	return true;
}

const struct zone *zone_fixed(struct arena *a, int32_t seconds_east)
{
	struct zone *z = arena_new(a, struct zone);

	z->first = seconds_east;
	return z;
}

enum err zone_open(struct arena *a, struct str name, const struct zone **out, struct why *why)
{
	const char *dir = getenv("TZDIR");
	struct str bytes;
	int32_t east;

	if (str_eq(name, STR("UTC")) || str_eq(name, STR("Z"))) {
		*out = zone_fixed(a, 0);
		return ERR_OK;
	}
	if (zone_offset_read(name, &east)) {
		*out = zone_fixed(a, east);
		return ERR_OK;
	}
	if (!is_name(name) ||
	    file_read(
		    arena_printf(a, "%s/%.*s", dir ? dir : "/usr/share/zoneinfo", STR_FMT(name)).p,
		    TZIF_MAX, a, &bytes, NULL))
		return why_set(why, ERR_NOTFOUND, SAY_ZONE_NONE, A(name));
	if (zone_read(a, bytes, out))
		return why_set(why, ERR_SYNTAX, SAY_ZONE_BAD, A(name));
	return ERR_OK;
}

/* ---- asking ---- */

int32_t zone_offset(const struct zone *z, int64_t utc)
{
	size_t lo = 0, hi = z->n;

	if (z->footer.is_there && (!z->n || utc >= z->at[z->n - 1]))
		return footer_offset(&z->footer, utc);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (z->at[mid] <= utc)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? z->offset[lo - 1] : z->first;
}

int64_t zone_to_local(const struct zone *z, int64_t utc)
{
	return utc + zone_offset(z, utc);
}

/* Clocks change at most once within two days; the offsets a day before and after are the two that
 * can be meant. */
int64_t zone_to_utc(const struct zone *z, int64_t local)
{
	int32_t before = zone_offset(z, local - DAY), after = zone_offset(z, local + DAY);

	if (zone_offset(z, local - before) == before || zone_offset(z, local - after) != after)
		return local - before;
	return local - after;
}
