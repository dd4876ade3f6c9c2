/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_due.c - any span from any second in any year's file: "SPAN\nSECONDS\nthe file".
 *
 * Deadlines lie behind their start, count as many working days as were asked for, and are told in a
 * bounded number of lines, whatever the holidays are.
 */
#include "base/ensure.h"
#include "pack/calendar_parts.h"
#include "pack/files.h"
#include "pack/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define W "{en: a, zh: a}"

static void put(struct pack *p, struct reading *r, const char *path, struct str text)
{
	struct pack_file f = { str_of(path), path, text };

	pack_take_file(p, r, &f, STR("p"));
}

/* The file's name has the year that it says. */
static const char *name_of(struct arena *a, struct str text)
{
	size_t at = str_find_str(text, STR("year: "));

	return arena_printf(a, "calendars/x-%.4s.yaml",
			    at != SIZE_MAX && text.n - at >= 10 ? text.p + at + 6 : "2025")
		.p;
}

static void try_instant(const struct calendar *c, struct instant from, struct span span,
			struct arena *a)
{
	struct buf text = { 0 };
	struct due d;

	if (calendar_due(c, from, span, &d, NULL))
		return;
	ensure(d.at.us > from.us);
	struct due_why w = due_explain(c, &d, LANG_ZH, a);

	ensure(w.n > 2 && w.n < 3 * c->special_count + 4 * c->year_count + 20);
	due_write(c, &d, &text);
	buf_fini(&text);
}

static void try_day(const struct calendar *c, int32_t day, struct span span)
{
	struct due d;

	if (calendar_due_day(c, day, span, &d, NULL))
		return;
	ensure(d.last_day > day);
	if (span.unit == SPAN_WORKING_DAYS)
		ensure(calendar_workdays(c, day, d.last_day) == (int64_t)span.n &&
		       calendar_is_workday(c, d.last_day));
}

static void try_calendar(struct pack *p, struct arena *a, const char *id, int64_t seconds,
			 struct span span)
{
	struct calendar *c;
	const struct zone *z;

	if (calendar_open(a, p, str_of(id), &c, NULL))
		return;
	for (int zoned = 0; zoned < 2; zoned++) {
		int64_t us;

		if (!__builtin_mul_overflow(seconds, US_PER_SECOND, &us))
			try_instant(c, (struct instant){ us }, span, a);
		if (seconds > -200000000000 && seconds < 200000000000)
			try_day(c, (int32_t)(seconds / DAY_SECONDS), span);
		if (zone_open(a, STR("America/New_York"), &z, NULL))
			return;
		calendar_set_zone(c, z, STR("America/New_York"));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct pack *p = arena_new(a, struct pack);
	struct reading r = { .a = a };
	struct str rest = str_n((const char *)data, n), line;
	struct span span;
	int64_t seconds;

	p->a = a;
	if (str_split(&rest, '\n', &line) && !span_read(line, &span, NULL) &&
	    str_split(&rest, '\n', &line) && str_i64(line, &seconds)) {
		put(p, &r, "calendars/x.yaml",
		    STR("title: " W "\ndays: [mon, tue, wed, thu, fri]\nhours: [\"00:00-12:00\", "
			"\"13:00-24:00\"]\nyearly: true\nlast_day: next-working-day\nends: "
			"same-time\nsource: " W "\n"));
		put(p, &r, "calendars/y.yaml",
		    STR("title: " W "\noffset: \"-11:30\"\ndays: [sun]\nlast_day: "
			"next-working-day\nends: midnight\nsource: " W "\n"));
		if (rest.n)
			put(p, &r, name_of(a, rest), rest);
		pack_finish(p, &r);
		if (!r.faults) {
			try_calendar(p, a, "x", seconds, span);
			try_calendar(p, a, "y", seconds, span);
		}
	}
	arena_close(a);
	return 0;
}
