/* SPDX-License-Identifier: Apache-2.0 */
/* test_time3339.c - instants and civil days, against the RFC's examples and the C library. */
#include "test.h"

#include "base/rand.h"
#include "wire/time3339.h"

#include <time.h>

static const char *roundtrip(const char *in, bool zone_optional)
{
	static char text[64];
	struct buf b = { 0 };
	struct instant t;

	if (!time3339_read(str_of(in), zone_optional, &t))
		return "refused";
	time3339_write(t, &b);
	snprintf(text, sizeof text, "%s", buf_cstr(&b));
	buf_fini(&b);
	return text;
}

TEST(the_examples_of_rfc_3339_section_5_8_read_as_they_mean)
{
	assert_string_equal(roundtrip("1985-04-12T23:20:50.52Z", false), "1985-04-12T23:20:50.52Z");
	assert_string_equal(roundtrip("1996-12-19T16:39:57-08:00", false), "1996-12-20T00:39:57Z");
	assert_string_equal(roundtrip("1990-12-31T23:59:60Z", false),
			    "1990-12-31T23:59:59.999999Z");
	assert_string_equal(roundtrip("1990-12-31T15:59:60-08:00", false),
			    "1990-12-31T23:59:59.999999Z");
	assert_string_equal(roundtrip("1937-01-01T12:00:27.87+00:20", false),
			    "1937-01-01T11:40:27.87Z");
}

TEST(habits_of_logs_are_read)
{
	assert_string_equal(roundtrip("2026-11-20T23:59:59.123456+0000", false),
			    "2026-11-20T23:59:59.123456Z");
	assert_string_equal(roundtrip("2026-11-20 08:00:00+08:00", false), "2026-11-20T00:00:00Z");
	assert_string_equal(roundtrip("2026-11-20t08:00:00z", false), "2026-11-20T08:00:00Z");
	assert_string_equal(roundtrip("2026-11-20 08:00:00", true), "2026-11-20T08:00:00Z");
	assert_string_equal(roundtrip("2026-11-20 08:00:00", false), "refused");
	assert_string_equal(roundtrip("2026-11-20T08:00:00.1234569Z", false),
			    "2026-11-20T08:00:00.123456Z");
	assert_string_equal(roundtrip("2024-02-29T00:00:00Z", false), "2024-02-29T00:00:00Z");
}

TEST(what_is_no_instant_is_refused)
{
	static const char *const bad[] = { "",
					   "2026-11-20",
					   "2026-11-20T08:00Z",
					   "2026-11-20T08:00:00",
					   "2026-11-20T08:00:00.Z",
					   "2026-11-20T24:00:00Z",
					   "2026-11-20T08:60:00Z",
					   "2026-11-20T08:00:61Z",
					   "2026-13-20T08:00:00Z",
					   "2026-00-20T08:00:00Z",
					   "2026-11-31T08:00:00Z",
					   "2026-02-29T08:00:00Z",
					   "1900-02-29T08:00:00Z",
					   "2026-11-00T08:00:00Z",
					   "2026-11-20T08:00:00+24:00",
					   "2026-11-20T08:00:00+08",
					   "2026-11-20T08:00:00 Z",
					   "2026-11-20T08:00:00Zx",
					   "26-11-20T08:00:00Z",
					   "2026-1-20T08:00:00Z",
					   "0000-01-01T00:00:00Z",
					   "0001-01-01T00:00:00+01:00",
					   "9999-12-31T23:59:59-00:01" };
	struct instant t;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (time3339_read(str_of(bad[i]), false, &t))
			fail_msg("taken: %s", bad[i]);
}

TEST(epoch_seconds_are_exact_to_the_microsecond)
{
	struct instant t;

	assert_true(time_epoch_read(STR("1331901000.000000"), &t) && t.us == 1331901000000000);
	assert_true(time_epoch_read(STR("1331901000.123"), &t) && t.us == 1331901000123000);
	assert_true(time_epoch_read(STR("0"), &t) && t.us == 0);
	assert_true(time_epoch_read(STR("-1.5"), &t) && t.us == -1500000);
	assert_true(time_epoch_read(STR("253402300799.999999"), &t));
	assert_false(time_epoch_read(STR("253402300800"), &t));
	assert_false(time_epoch_read(STR("99999999999999999999"), &t));
	assert_false(time_epoch_read(STR("-"), &t));
	assert_false(time_epoch_read(STR("."), &t));
	assert_false(time_epoch_read(STR("1."), &t));
	assert_false(time_epoch_read(STR("1e9"), &t));
	assert_false(time_epoch_read(STR(" 1"), &t));
}

TEST(dates_are_whole_and_exist)
{
	int y;
	unsigned m, d;

	assert_true(date_read(STR("2026-11-20"), &y, &m, &d));
	assert_true(y == 2026 && m == 11 && d == 20);
	assert_false(date_read(STR("2026-11-20 "), &y, &m, &d));
	assert_false(date_read(STR("2026-02-30"), &y, &m, &d));
	assert_false(date_read(STR("2026/02/03"), &y, &m, &d));
}

/* Every day of 12,000 years, one after the other, by the rule of the calendar alone. */
TEST(civil_days_follow_the_calendar_day_by_day)
{
	static const unsigned length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y = -2000, year;
	unsigned m = 1, d = 1, month, day;
	int64_t n = civil_days(y, m, d);

	assert_true(civil_days(1970, 1, 1) == 0);
	for (; y < 10000; n++) {
		bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

		civil_from_days(n, &year, &month, &day);
		if (year != y || month != m || day != d || civil_days(y, m, d) != n)
			fail_msg("day %lld", (long long)n);
		if (++d > length[m - 1] + (m == 2 && leap)) {
			d = 1;
			if (++m > 12) {
				m = 1;
				y++;
			}
		}
	}
	assert_true(n == civil_days(10000, 1, 1));
}

TEST(writing_and_reading_agree_with_the_c_library)
{
	struct prng r = prng_of(3339);

	for (int i = 0; i < 20000; i++) {
		int64_t lo = civil_days(1, 1, 1) * 86400, hi = civil_days(10000, 1, 1) * 86400;
		time_t s = (time_t)(lo + (int64_t)prng_below(&r, (uint64_t)(hi - lo)));
		struct instant t = { s * US_PER_SECOND }, back;
		struct buf b = { 0 };
		char want[64];
		struct tm tm;

		gmtime_r(&s, &tm);
		snprintf(want, sizeof want, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
			 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
		time3339_write(t, &b);
		assert_str(buf_str(&b), want);
		t.us += (int64_t)prng_below(&r, US_PER_SECOND);
		buf_clear(&b);
		time3339_write(t, &b);
		assert_true(time3339_read(buf_str(&b), false, &back));
		assert_true(back.us == t.us);
		buf_fini(&b);
	}
}

TEST(instants_without_bounds_still_write)
{
	struct buf b = { 0 };

	time3339_write((struct instant){ INT64_MIN }, &b);
	time3339_write((struct instant){ INT64_MAX }, &b);
	assert_true(b.n > 40);
	buf_fini(&b);
}

TESTS("wire/time3339", CASE(the_examples_of_rfc_3339_section_5_8_read_as_they_mean),
      CASE(habits_of_logs_are_read), CASE(what_is_no_instant_is_refused),
      CASE(epoch_seconds_are_exact_to_the_microsecond), CASE(dates_are_whole_and_exist),
      CASE(civil_days_follow_the_calendar_day_by_day),
      CASE(writing_and_reading_agree_with_the_c_library), CASE(instants_without_bounds_still_write))
