/* SPDX-License-Identifier: Apache-2.0 */
/* test_alerts.c - which hours are looked at, what is told, and what is taken back. */
#include "sense_node.h"

#include "sense/alerts.h"
#include "wire/time3339.h"

#define NOON (1794996000LL * US_PER_SECOND) /* 2026-11-18T10:00:00Z */
#define WEEK (7 * US_PER_DAY)

static void window_text(struct buf *out, int64_t us)
{
	time3339_write((struct instant){ us }, out);
}

static void add(struct batch *b, const char *type, int64_t us, const char *more)
{
	struct buf row = { 0 };

	buf_puts(&row, "{\"window\":\"");
	window_text(&row, us);
	buf_printf(&row, "\",%s}", more);
	batch_tally(b, str_of(type), buf_str(&row));
	buf_fini(&row);
}

static void commit(struct packed_node *n, struct batch *b)
{
	struct batch_result result;
	struct door *door;
	struct why why = { 0 };

	must(door_open(n->node, &door, &why), &why);
	must(door_commit(door, b, n->a, &result, &why), &why);
	if (result.refusal_count)
		why_print(&result.refusals[0].why, stdout);
	assert_int_equal(result.refused, 0);
	door_close(door);
	batch_close(b);
}

static struct batch *batch(void)
{
	return batch_open(STR("test"), STR("test"));
}

/* One hour of one sensor in one area: events read, and hits of one category. */
static void hour(struct batch *b, int64_t us, const char *sensor, const char *area, int events,
		 int hits)
{
	char more[400], at[40];
	struct buf t = { 0 };

	window_text(&t, us);
	snprintf(at, sizeof at, "%s", buf_cstr(&t));
	snprintf(more, sizeof more,
		 "\"kind\":\"dns\",\"family\":\"ipv4\",\"sensor\":\"%s\",\"area\":\"%s\",\"count\":"
		 "%d,"
		 "\"first\":\"%s\",\"last\":\"%s\",\"untimed\":0",
		 sensor, area, events, at, at);
	add(b, "events_read", us, more);
	snprintf(more, sizeof more,
		 "\"counted\":\"events\",\"code\":\"dns\",\"area\":\"%s\",\"count\":%d", area,
		 events);
	add(b, "counter", us + US_PER_MINUTE, more);
	snprintf(more, sizeof more,
		 "\"counted\":\"hits\",\"code\":\"c2\",\"area\":\"%s\",\"count\":%d", area, hits);
	if (hits)
		add(b, "counter", us + 2 * US_PER_MINUTE, more);
	buf_fini(&t);
}

static struct alert_result look_at(struct packed_node *n, int64_t now)
{
	struct alert_look look = { .from = { NOON - 30 * WEEK }, .now = { now } };
	struct alert_result out;
	struct batch *b = batch();
	struct why why = { 0 };

	must(reader_begin(n->reader, 0, &why), &why);
	must(alerts_look(n->reader, n->pack, &look, b, &out, &why), &why);
	reader_end(n->reader);
	commit(n, b);
	return out;
}

static size_t list(struct packed_node *n, bool withdrawn, struct alert **out)
{
	struct why why = { 0 };
	size_t count;

	must(reader_begin(n->reader, 0, &why), &why);
	must(alerts_list(n->reader, (struct instant){ 0 }, withdrawn, n->a, out, &count, &why),
	     &why);
	reader_end(n->reader);
	return count;
}

/* Three weeks in which at this hour 1,000 events and 10 hits are usual, in two areas. */
static void history(struct batch *b, int weeks)
{
	for (int w = 1; w <= weeks; w++) {
		hour(b, NOON - w * WEEK, "s1", "990100", 1000 + w, 10 + w % 2);
		hour(b, NOON - w * WEEK, "s2", "990200", 1000 - w, 10 - w % 2);
	}
}

TEST(a_burst_after_three_usual_weeks_is_told_once_and_renewed_when_it_grows)
{
	struct packed_node n = sense_node_up();
	struct batch *b = batch();
	struct alert *x;
	struct buf text = { 0 };

	history(b, 3);
	hour(b, NOON, "s1", "990100", 1000, 60);
	hour(b, NOON, "s2", "990200", 1000, 11);
	commit(&n, b);
	assert_int_equal(look_at(&n, NOON + US_PER_HOUR / 2).raised, 1);
	assert_int_equal(list(&n, false, &x), 1);
	assert_str(x[0].rule, "hits_rise");
	assert_str(x[0].area, "990100");
	assert_str(x[0].category, "c2");
	assert_int_equal(x[0].value, 60);
	assert_true(x[0].usual == 11 && x[0].weeks == 3);
	alert_reason(&x[0], n.pack, LANG_EN, &text);
	assert_true(str_find_str(buf_str(&text), STR("60 hits")) != SIZE_MAX);
	assert_true(str_find_str(buf_str(&text), STR("hits_rise")) != SIZE_MAX);
	assert_true(str_find_str(buf_str(&text), STR("Rousseeuw")) != SIZE_MAX);
	assert_int_equal(look_at(&n, NOON + US_PER_HOUR / 2).hours, 0);
	b = batch();
	hour(b, NOON, "s1", "990100", 10, 5);
	commit(&n, b);
	assert_int_equal(look_at(&n, NOON + US_PER_HOUR / 2).raised, 1);
	assert_int_equal(list(&n, false, &x), 1);
	assert_int_equal(x[0].value, 65);
	buf_fini(&text);
	packed_node_down(&n);
}

TEST(one_week_is_not_enough_history_and_nothing_is_told)
{
	struct packed_node n = sense_node_up();
	struct batch *b = batch();
	struct alert *x;
	struct alert_result r;

	history(b, 1);
	hour(b, NOON, "s1", "990100", 50000, 6000);
	commit(&n, b);
	r = look_at(&n, NOON + US_PER_DAY);
	assert_int_equal(r.raised, 0);
	assert_true(r.no_history > 0);
	assert_int_equal(list(&n, true, &x), 0);
	packed_node_down(&n);
}

TEST(an_hour_in_which_nothing_was_read_is_no_history_of_quiet)
{
	struct packed_node n = sense_node_up();
	struct batch *b = batch();

	/* the node was off two and three weeks ago: with these as zeros, 30 hits would be unusual */
	hour(b, NOON - WEEK, "s1", "990100", 1000, 30);
	hour(b, NOON, "s1", "990100", 1000, 30);
	commit(&n, b);
	assert_true(look_at(&n, NOON + US_PER_DAY).no_history > 0);
	b = batch();
	hour(b, NOON - 2 * WEEK, "s1", "990100", 1000, 0); /* looked at, and no hit: a real zero */
	hour(b, NOON - 3 * WEEK, "s1", "990100", 1000, 0);
	hour(b, NOON, "s1", "990100", 1, 0);
	commit(&n, b);
	assert_int_equal(look_at(&n, NOON + US_PER_DAY).raised, 1);
	packed_node_down(&n);
}

TEST(silence_is_told_when_the_late_have_come_and_taken_back_when_they_come_later)
{
	struct packed_node n = sense_node_up();
	struct batch *b = batch();
	struct alert_result r;
	struct alert *x;

	history(b, 3);
	hour(b, NOON, "s1", "990100", 1000, 10);
	commit(&n, b);
	assert_int_equal(look_at(&n, NOON + US_PER_HOUR).raised, 0);
	assert_int_equal(look_at(&n, NOON + 3 * US_PER_HOUR - 1).raised, 0);
	/* nothing has changed, but the hour is over now for good */
	r = look_at(&n, NOON + 3 * US_PER_HOUR);
	assert_int_equal(r.raised, 1);
	assert_int_equal(list(&n, false, &x), 1);
	assert_str(x[0].rule, "sensor_quiet");
	assert_str(x[0].sensor, "s2");
	assert_int_equal(x[0].value, 0);
	b = batch();
	hour(b, NOON, "s2", "990200", 990, 10);
	commit(&n, b);
	r = look_at(&n, NOON + 5 * US_PER_HOUR);
	assert_int_equal(r.withdrawn, 1);
	assert_int_equal(list(&n, false, &x), 0);
	assert_int_equal(list(&n, true, &x), 1);
	assert_str(x[0].state, "withdrawn");
	assert_int_equal(look_at(&n, NOON + 6 * US_PER_HOUR).withdrawn, 0);
	packed_node_down(&n);
}

TEST(an_hour_in_which_the_whole_node_was_fed_nothing_is_not_every_sensors_silence)
{
	struct packed_node n = sense_node_up();
	struct batch *b = batch();
	struct alert *x;

	history(b, 3);
	hour(b, NOON - US_PER_DAY, "s1", "990100", 1000, 10);
	commit(&n, b);
	look_at(&n, NOON + US_PER_DAY);
	assert_int_equal(list(&n, true, &x), 0);
	packed_node_down(&n);
}

/* The type has no place for anybody but areas, categories, sensors and assets. */
TEST(an_alert_can_be_about_nobody)
{
	static const char *const keys[] = {
		"window", "rule", "area", "category", "sensor", "asset"
	};
	struct packed_node n = sense_node_up();
	const struct rec_type *t = node_type(n.node, STR("alert"));
	size_t k = 0;

	for (size_t i = 0; i < t->field_count; i++)
		if (t->fields[i].merge == MERGE_KEY) {
			assert_str(t->fields[i].name, keys[k]);
			k++;
		}
	assert_int_equal(k, 6);
	packed_node_down(&n);
}

TESTS("sense/alerts", CASE(a_burst_after_three_usual_weeks_is_told_once_and_renewed_when_it_grows),
      CASE(one_week_is_not_enough_history_and_nothing_is_told),
      CASE(an_hour_in_which_nothing_was_read_is_no_history_of_quiet),
      CASE(silence_is_told_when_the_late_have_come_and_taken_back_when_they_come_later),
      CASE(an_hour_in_which_the_whole_node_was_fed_nothing_is_not_every_sensors_silence),
      CASE(an_alert_can_be_about_nobody))
