/* SPDX-License-Identifier: Apache-2.0 */
/* Zones against the C library's own reading of the same database, second by second around changes. */
#include "test.h"

#include "base/zone.h"

#include <time.h>

static bool has_database(void)
{
	return access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0;
}

static const struct zone *open_zone(struct arena *a, const char *name)
{
	const struct zone *z = NULL;

	assert_ok(zone_open(a, str_of(name), &z, NULL));
	return z;
}

TEST(offsets_are_those_of_the_c_library)
{
	static const char *const names[] = {
		"Europe/Berlin",    "America/New_York", "Asia/Shanghai",     "Australia/Lord_Howe",
		"Asia/Kathmandu",   "America/Santiago", "Africa/Casablanca", "Pacific/Apia",
		"Antarctica/Troll", "Asia/Tehran",      "America/Sao_Paulo", "Asia/Gaza"
	};
	struct arena *a = arena_open();

	if (!has_database())
		skip();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct zone *z = open_zone(a, names[i]);

		setenv("TZ", names[i], 1);
		tzset();
		/* 1905..2400 in steps that meet all hours of day and weekdays */
		for (int64_t t = -2051222400; t < 13569465600; t += 86400 * 3 + 12345) {
			struct tm tm;
			time_t at = (time_t)t;

			assert_non_null(localtime_r(&at, &tm));
			if (zone_offset(z, t) != tm.tm_gmtoff)
				fail_msg("%s at %lld: %d, libc %ld", names[i], (long long)t,
					 zone_offset(z, t), tm.tm_gmtoff);
		}
	}
	unsetenv("TZ");
	tzset();
	arena_close(a);
}

/* 2025: Berlin springs on 30 March at 01:00 UTC and falls on 26 October at 01:00 UTC. */
TEST(skipped_and_doubled_hours_are_read_as_promised)
{
	struct arena *a = arena_open();

	if (!has_database())
		skip();
	const struct zone *z = open_zone(a, "Europe/Berlin");
	int64_t spring = 1743296400, fall = 1761440400; /* UTC */

	assert_int_equal(zone_offset(z, spring - 1), 3600);
	assert_int_equal(zone_offset(z, spring), 7200);
	assert_int_equal(zone_offset(z, fall - 1), 7200);
	assert_int_equal(zone_offset(z, fall), 3600);
	/* 02:30 does not exist: it is 03:30 */
	assert_int_equal(zone_to_utc(z, spring + 3600 + 1800), spring + 1800);
	/* 02:30 exists twice: the first */
	assert_int_equal(zone_to_utc(z, fall + 3600 + 1800), fall - 1800);
	/* also in years that only the footer tells */
	for (int64_t t = 4102444800; t < 4102444800 + 800LL * 86400; t += 1800)
		if (zone_offset(z, t - 7200) == zone_offset(z, t + 7200))
			assert_int_equal(zone_to_utc(z, zone_to_local(z, t)), t);
	arena_close(a);
}

TEST(fixed_offsets_need_no_database)
{
	struct arena *a = arena_open();
	int32_t east;

	assert_int_equal(zone_offset(open_zone(a, "+08:00"), 0), 28800);
	assert_int_equal(zone_offset(open_zone(a, "-03:30"), 1 << 30), -12600);
	assert_int_equal(zone_to_utc(open_zone(a, "UTC"), 77), 77);
	assert_false(zone_offset_read(STR("+8:00"), &east));
	assert_false(zone_offset_read(STR("08:00"), &east));
	assert_false(zone_offset_read(STR("+08:60"), &east));
	assert_false(zone_offset_read(STR("+08:0"), &east));
	assert_false(zone_offset_read(STR(""), &east));
	arena_close(a);
}

TEST(names_that_are_none_are_refused)
{
	static const char *const bad[] = {
		"",       "Mars/Olympus", "../../etc/passwd", "/etc/passwd",
		"Europe", "zone1970.tab", "Europe/Berlin "
	};
	struct arena *a = arena_open();
	const struct zone *z;
	struct why why;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_not_equal(zone_open(a, str_of(bad[i]), &z, &why), ERR_OK);
	assert_int_equal(zone_open(a, STR("Mars/Olympus"), &z, &why), ERR_NOTFOUND);
	assert_int_equal(why.id, SAY_ZONE_NONE);
	assert_int_equal(zone_read(a, STR("TZif"), &z), ERR_SYNTAX);
	arena_close(a);
}

TESTS("base/zone", CASE(offsets_are_those_of_the_c_library),
      CASE(skipped_and_doubled_hours_are_read_as_promised), CASE(fixed_offsets_need_no_database),
      CASE(names_that_are_none_are_refused))
