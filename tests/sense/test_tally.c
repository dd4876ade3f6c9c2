/* SPDX-License-Identifier: Apache-2.0 */
/* test_tally.c - hits become counted rows, and nothing of what was observed gets into them. */
#include "test.h"

#include "base/buf.h"
#include "sense/tally.h"
#include "wire/json.h"
#include "wire/time3339.h"

static struct instant at(const char *text)
{
	struct instant t;

	assert_true(time3339_read(str_of(text), false, &t));
	return t;
}

static struct event event_at(const char *time, struct event_value *v)
{
	struct event ev = { .kind = EVENT_DNS, .family = 4, .v = v, .n = 1, .line = 7 };

	*v = (struct event_value){ FIELD_SRC_IP, STR("198.18.0.99") };
	if (time) {
		ev.has_time = true;
		ev.time = at(time);
	}
	return ev;
}

static void hit(struct tally *t, const struct event *ev, const char *indicator, const char *asset)
{
	static const struct hit_source source = { .name = STR("feed"), .category = CAT_C2 };
	struct hit h = { .event = ev,
			 .field = FIELD_DNS_QUERY,
			 .kind = IND_DOMAIN,
			 .indicator = str_of(indicator),
			 .observed = STR("private-label.evil.example"),
			 .sources = &source,
			 .source_count = 1 };

	assert_ok(tally_hit(t, &h, str_of(asset), STR("ORG-1")));
}

/* The rows of one type, from the batch's own bytes: each stands on the line behind its operation. */
static size_t rows_of(struct batch *b, struct arena *a, const char *type, struct json **rows)
{
	struct str rest = batch_bytes(b), line;
	bool next = false;
	size_t n = 0;

	while (str_split(&rest, '\n', &line)) {
		struct json *v;

		if (!line.n)
			continue;
		assert_ok(json_parse(a, line, (struct json_limits){ 0 }, &v, NULL));
		if (next)
			rows[n++] = v;
		next = !next && str_eq(json_str(json_get(v, "op"), STR("")), STR("tally")) &&
		       str_eq(json_str(json_get(v, "type"), STR("")), str_of(type));
	}
	return n;
}

static int64_t number(struct json *row, const char *key)
{
	int64_t v = -1;

	json_int(json_get(row, key), &v);
	return v;
}

static struct tally_place place(void)
{
	return (struct tally_place){ STR("sensor-1"), STR("130000"), at("2026-11-20T12:34:56Z") };
}

TEST(hits_of_one_hour_are_one_row_and_the_next_hour_is_another)
{
	struct tally *t = tally_open(place());
	struct batch *b = batch_open(STR("t"), STR("t"));
	struct arena *a = arena_open();
	struct json *rows[8];
	struct event_value v;
	static const char *const times[] = { "2026-11-20T10:59:59Z", "2026-11-20T10:00:00Z",
					     "2026-11-20T11:00:00Z" };

	for (int i = 0; i < 3; i++) {
		struct event ev = event_at(times[i], &v);

		hit(t, &ev, "evil.example", "asset-1");
	}
	tally_write(t, b);
	assert_int_equal(rows_of(b, a, "sighting", rows), 2);
	assert_int_equal(number(rows[0], "count"), 2);
	assert_str(json_str(json_get(rows[0], "window"), STR("")), "2026-11-20T10:00:00Z");
	assert_str(json_str(json_get(rows[0], "first"), STR("")), "2026-11-20T10:00:00Z");
	assert_str(json_str(json_get(rows[0], "last"), STR("")), "2026-11-20T10:59:59Z");
	assert_int_equal(number(rows[1], "count"), 1);
	arena_close(a);
	batch_close(b);
	tally_close(t);
}

TEST(other_indicator_or_asset_is_another_row)
{
	struct tally *t = tally_open(place());
	struct event_value v;
	struct event ev = event_at("2026-11-20T10:00:00Z", &v);

	hit(t, &ev, "a.example", "x");
	hit(t, &ev, "b.example", "x");
	hit(t, &ev, "a.example", "y");
	hit(t, &ev, "a.example", "x");
	assert_int_equal(tally_rows(t), 3);
	tally_close(t);
}

TEST(without_a_time_the_arrival_hour_counts_and_is_flagged)
{
	struct tally *t = tally_open(place());
	struct batch *b = batch_open(STR("t"), STR("t"));
	struct arena *a = arena_open();
	struct json *rows[8];
	struct event_value v;
	struct event ev = event_at(NULL, &v);

	hit(t, &ev, "evil.example", "");
	tally_event(t, &ev);
	tally_write(t, b);
	assert_int_equal(rows_of(b, a, "sighting", rows), 1);
	assert_str(json_str(json_get(rows[0], "window"), STR("")), "2026-11-20T12:00:00Z");
	assert_int_equal(number(rows[0], "untimed"), 1);
	assert_int_equal(rows_of(b, a, "events_read", rows), 1);
	assert_int_equal(number(rows[0], "untimed"), 1);
	arena_close(a);
	batch_close(b);
	tally_close(t);
}

TEST(nothing_that_was_observed_is_in_the_batch)
{
	struct tally *t = tally_open(place());
	struct batch *b = batch_open(STR("t"), STR("t"));
	struct event_value v;
	struct event ev = event_at("2026-11-20T10:00:00Z", &v);

	hit(t, &ev, "evil.example", "x");
	tally_event(t, &ev);
	tally_write(t, b);
	assert_true(str_find_str(batch_bytes(b), STR("evil.example")) != SIZE_MAX);
	assert_true(str_find_str(batch_bytes(b), STR("private-label")) == SIZE_MAX);
	assert_true(str_find_str(batch_bytes(b), STR("198.18.0.99")) == SIZE_MAX);
	batch_close(b);
	tally_close(t);
}

TESTS("sense/tally", CASE(hits_of_one_hour_are_one_row_and_the_next_hour_is_another),
      CASE(other_indicator_or_asset_is_another_row),
      CASE(without_a_time_the_arrival_hour_counts_and_is_flagged),
      CASE(nothing_that_was_observed_is_in_the_batch))
