/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/time3339.h"

#include <stdio.h>

enum { YEAR_MIN = 1, YEAR_MAX = 9999 };

/* Exactly n decimal digits off the front of *s. */
static bool take_digits(struct str *s, size_t n, unsigned *out)
{
	unsigned v = 0;

	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!ascii_is_digit(s->p[i]))
			return false;
		v = v * 10 + (unsigned)(s->p[i] - '0');
	}
	*s = str_cut(*s, n, s->n);
	*out = v;
	return true;
}

static bool take_char(struct str *s, char c)
{
	if (!s->n || ascii_lower(s->p[0]) != c)
		return false;
	*s = str_cut(*s, 1, s->n);
	return true;
}

/* ".123456789" if there is one; what is finer than a microsecond is cut. */
static bool take_fraction(struct str *s, unsigned *us)
{
	unsigned unit = 100000, digits = 0;

	*us = 0;
	if (!take_char(s, '.'))
		return true;
	for (; s->n && ascii_is_digit(s->p[0]); digits++, unit /= 10) {
		*us += unit * (unsigned)(s->p[0] - '0');
		*s = str_cut(*s, 1, s->n);
	}
	return digits > 0;
}

/*
 * Days and dates by Neri and Schneider's and Hinnant's observation that a year that begins in March
 * ends with its leap day: 400-year eras of 146,097 days.
 */
int64_t civil_days(int year, unsigned month, unsigned day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t in_era = y - era * 400;
	int64_t in_year = (153 * (int64_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

void civil_from_days(int64_t days, int *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t in_era = z - era * 146097;
	int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * y + y / 4 - y / 100);
	unsigned m = (unsigned)((5 * in_year + 2) / 153);

	*day = (unsigned)(in_year - (153 * m + 2) / 5 + 1);
	*month = m < 10 ? m + 3 : m - 9;
	*year = (int)(y + era * 400 + (*month <= 2));
}

static bool take_date(struct str *s, int *year, unsigned *month, unsigned *day)
{
	int y2;
	unsigned y, m2, d2;

	if (!take_digits(s, 4, &y) || !take_char(s, '-') || !take_digits(s, 2, month) ||
	    !take_char(s, '-') || !take_digits(s, 2, day))
		return false;
	*year = (int)y;
	if (*year < YEAR_MIN || *month < 1 || *month > 12)
		return false;
	civil_from_days(civil_days(*year, *month, *day), &y2, &m2, &d2);
	return m2 == *month && d2 == *day;
}

bool date_read(struct str text, int *year, unsigned *month, unsigned *day)
{
	return take_date(&text, year, month, day) && text.n == 0;
}

/* "Z", "+08:00", "+0800"; minutes east of UTC. */
static bool take_zone(struct str *s, bool optional, int *minutes)
{
	bool east;
	unsigned h, m;

	*minutes = 0;
	if (take_char(s, 'z') || (optional && s->n == 0))
		return true;
	east = s->n && s->p[0] == '+';
	if (!take_char(s, east ? '+' : '-') || !take_digits(s, 2, &h))
		return false;
	take_char(s, ':');
	if (!take_digits(s, 2, &m) || h > 23 || m > 59)
		return false;
	*minutes = (east ? 1 : -1) * (int)(h * 60 + m);
	return true;
}

static bool in_years(int64_t us)
{
	return us >= civil_days(YEAR_MIN, 1, 1) * US_PER_DAY &&
	       us < civil_days(YEAR_MAX + 1, 1, 1) * US_PER_DAY;
}

static bool read_time(struct str text, bool zone_optional, struct instant *out, int *zone)
{
	int year;
	unsigned month, day, h, m, s, us;
	int64_t t;

	if (!take_date(&text, &year, &month, &day) ||
	    !(take_char(&text, 't') || take_char(&text, ' ')))
		return false;
	if (!take_digits(&text, 2, &h) || !take_char(&text, ':') || !take_digits(&text, 2, &m) ||
	    !take_char(&text, ':') || !take_digits(&text, 2, &s))
		return false;
	if (!take_fraction(&text, &us) || !take_zone(&text, zone_optional, zone) || text.n)
		return false;
	if (h > 23 || m > 59 || s > 60)
		return false;
	if (s == 60) { /* a leap second has no number of its own in POSIX time */
		s = 59;
		us = US_PER_SECOND - 1;
	}
	t = civil_days(year, month, day) * US_PER_DAY + (int64_t)h * US_PER_HOUR +
	    ((int64_t)m - *zone) * US_PER_MINUTE + (int64_t)s * US_PER_SECOND + us;
	if (!in_years(t))
		return false;
	out->us = t;
	return true;
}

bool time3339_read(struct str text, bool zone_optional, struct instant *out)
{
	int zone;

	return read_time(text, zone_optional, out, &zone);
}

bool time3339_read_zone(struct str text, struct instant *out, int *minutes_east)
{
	return read_time(text, false, out, minutes_east);
}

bool time_epoch_read(struct str text, struct instant *out)
{
	bool minus = text.n && text.p[0] == '-';
	unsigned us;
	int64_t t = 0;
	size_t digits = 0;

	text = str_cut(text, minus, text.n);
	for (; text.n && ascii_is_digit(text.p[0]); text = str_cut(text, 1, text.n))
		if (++digits > 12) /* year 9999 ends in 253402300799 */
			return false;
		else
			t = t * 10 + (text.p[0] - '0');
	if (!digits || !take_fraction(&text, &us) || text.n)
		return false;
	t = t * US_PER_SECOND + us;
	t = minus ? -t : t;
	if (!in_years(t))
		return false;
	out->us = t;
	return true;
}

/* n digits of v, with zeros in front. */
static char *put_digits(char *p, unsigned v, unsigned n)
{
	for (unsigned i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

/* ".5" of 500000 us: no more digits than are needed. */
static char *put_fraction(char *p, unsigned us)
{
	*p = '.';
	p = put_digits(p + 1, us, 6);
	while (p[-1] == '0')
		p--;
	return p;
}

size_t time3339_text(struct instant t, char out[static TIME3339_MAX])
{
	int64_t days = t.us / US_PER_DAY, rest = t.us % US_PER_DAY;
	unsigned month, day;
	char *p = out;
	int year;

	if (rest < 0) {
		rest += US_PER_DAY;
		days--;
	}
	civil_from_days(days, &year, &month, &day);
	if (year < 0 || year > YEAR_MAX) /* beyond what can be read */
		p += snprintf(p, TIME3339_MAX / 2, "%04d", year);
	else
		p = put_digits(p, (unsigned)year, 4);
	*p++ = '-';
	p = put_digits(p, month, 2);
	*p++ = '-';
	p = put_digits(p, day, 2);
	*p++ = 'T';
	p = put_digits(p, (unsigned)(rest / US_PER_HOUR), 2);
	*p++ = ':';
	p = put_digits(p, (unsigned)(rest / US_PER_MINUTE % 60), 2);
	*p++ = ':';
	p = put_digits(p, (unsigned)(rest / US_PER_SECOND % 60), 2);
	if (rest % US_PER_SECOND)
		p = put_fraction(p, (unsigned)(rest % US_PER_SECOND));
	*p++ = 'Z';
	return (size_t)(p - out);
}

void time3339_write(struct instant t, struct buf *out)
{
	char text[TIME3339_MAX];

	buf_put(out, str_n(text, time3339_text(t, text)));
}
