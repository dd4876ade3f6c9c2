/* SPDX-License-Identifier: Apache-2.0 */
/* test_sense.c - a batch leaves the rows that it should, and several batches those of one. */
#include "sense_node.h"

#include "base/rand.h"
#include "index/sketch_hll.h"
#include "sense/distinct.h"

#define T0 (1794996000LL * US_PER_SECOND) /* 2026-11-18T10:00:00Z */

enum { EVENTS = 5000 };

static struct passing draw(struct prng *r)
{
	return (struct passing){ .us = T0 + (int64_t)prng_below(r, 3 * (uint64_t)US_PER_HOUR),
				 .who = prng_below(r, 300) * 0x9e3779b97f4a7c15u | 1,
				 .kind = (uint8_t)(1 + prng_below(r, 5)),
				 .family = prng_below(r, 2) ? 4 : 6 };
}

static void hit(struct sense *s, int64_t us, const char *indicator, enum category c,
		const char *asset, uint64_t who)
{
	struct hit_source source = { .name = STR("feed"), .category = c };
	struct event_value v = { FIELD_SRC_IP, STR("198.18.0.99") };
	struct event ev = { .kind = EVENT_DNS, .has_time = true, .time = { us }, .v = &v, .n = 1 };
	struct hit h = { .event = &ev,
			 .field = FIELD_DNS_QUERY,
			 .kind = IND_DOMAIN,
			 .indicator = str_of(indicator),
			 .sources = &source,
			 .source_count = 1 };

	assert_ok(sense_hit(s, &h, str_of(asset), STR("ORG-1"), who));
}

/* What tally_event() has always written. */
static void old_way(struct tally *t, const struct passing *p)
{
	struct event ev = { .kind = (enum event_kind)p->kind,
			    .has_time = p->us != PASSING_NO_TIME,
			    .time = { p->us },
			    .family = p->family };

	tally_event(t, &ev);
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The lines of a batch that follow operations of the type, sorted. */
static size_t rows_of(struct batch *b, const char *type, struct str *rows, size_t max)
{
	struct str rest = batch_bytes(b), line;
	struct buf op = { 0 };
	bool next = false;
	size_t n = 0;

	buf_printf(&op, "\"type\":\"%s\"", type);
	while (str_split(&rest, '\n', &line)) {
		if (next && n < max)
			rows[n++] = line;
		next = !next && str_find_str(line, buf_str(&op)) != SIZE_MAX;
	}
	qsort(rows, n, sizeof *rows, by_text);
	buf_fini(&op);
	return n;
}

TEST(events_read_are_the_rows_that_the_tally_of_single_events_writes)
{
	struct tally_place place = { STR("sensor-1"), STR("990100"), { T0 + US_PER_DAY } };
	struct sense *s = sense_open((struct sense_place){ place, STR("2026-11-18") });
	struct tally *t = tally_open(place);
	struct batch *a = batch_open(STR("t"), STR("t")), *b = batch_open(STR("t"), STR("t"));
	struct prng r = prng_of(1);
	static struct str x[4096], y[4096];
	size_t n;

	for (int i = 0; i < EVENTS; i++) {
		struct passing p = draw(&r);

		if (i % 97 == 0)
			p.us = PASSING_NO_TIME;
		p.us -= i % 89 ? 0 : 60 * 365 * US_PER_DAY; /* before 1970 */
		if (i % 97 == 0)
			p.us = PASSING_NO_TIME;
		sense_passing(s, &p, 1);
		old_way(t, &p);
	}
	sense_write(s, NULL, 0, a);
	tally_write(t, b);
	n = rows_of(a, "events_read", x, 4096);
	assert_true(n > 30);
	assert_int_equal(rows_of(b, "events_read", y, 4096), n);
	for (size_t i = 0; i < n; i++)
		if (!str_eq(x[i], y[i]))
			fail_msg("%.*s\n%.*s", STR_FMT(x[i]), STR_FMT(y[i]));
	assert_int_equal(rows_of(a, "counter", x, 4096), 0); /* a node of an older pack has none */
	sense_close(s);
	tally_close(t);
	batch_close(a);
	batch_close(b);
}

/* The sketch column of all rows, merged by the store in five transactions or written in one. */
TEST(five_batches_in_any_split_leave_the_rows_of_one_bit_for_bit)
{
	struct packed_node one = sense_node_up(), many = sense_node_up();
	struct sense *whole = sense_node_place("s", T0 + US_PER_DAY, "2026-11-18"), *part[5];
	struct prng r = prng_of(2);
	static const char *const tables[] = {
		"SELECT count(*) * 1000000 + sum(count) FROM counter",
		"SELECT sum(count) FROM events_read",
		"SELECT count(*) FROM sketch",
		"SELECT sum(length(sketch_body)) FROM sketch",
	};
	struct query *q[2];
	bool row[2] = { true, true };
	struct why why = { 0 };

	for (int i = 0; i < 5; i++)
		part[i] = sense_node_place("s", T0 + US_PER_DAY, "2026-11-18");
	for (int i = 0; i < EVENTS; i++) {
		struct passing p = draw(&r);
		struct sense *to = part[prng_below(&r, 5)];

		sense_passing(whole, &p, 1);
		sense_passing(to, &p, 1);
		if (i % 10)
			continue;
		hit(whole, p.us, i % 20 ? "a.example" : "b.example", CAT_C2, "asset", p.who);
		hit(to, p.us, i % 20 ? "a.example" : "b.example", CAT_C2, "asset", p.who);
	}
	sense_node_write(&one, whole);
	for (int i = 0; i < 5; i++)
		sense_node_write(&many, part[i]);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		assert_int_equal(sense_node_one(&one, tables[i]), sense_node_one(&many, tables[i]));
	for (int k = 0; k < 2; k++)
		must(query_open(reader_db(k ? many.reader : one.reader),
				"SELECT summary, sketch_body FROM sketch ORDER BY summary, window, "
				"indicator",
				&q[k], &why),
		     &why);
	for (;;) {
		must(query_next(q[0], &row[0], &why), &why);
		must(query_next(q[1], &row[1], &why), &why);
		assert_int_equal(row[0], row[1]);
		if (!row[0])
			break;
		assert_true(str_eq(query_text(q[0], 0), query_text(q[1], 0)));
		assert_true(str_eq(query_text(q[0], 1), query_text(q[1], 1)));
	}
	for (int k = 0; k < 2; k++)
		query_close(q[k]);
	for (int i = 0; i < 5; i++)
		sense_close(part[i]);
	sense_close(whole);
	packed_node_down(&one);
	packed_node_down(&many);
}

static void commit_row(struct packed_node *n, const char *hex, struct batch_result *result)
{
	struct batch *b = batch_open(STR("test"), STR("test"));
	struct buf row = { 0 };
	struct door *door;
	struct why why = { 0 };

	buf_printf(&row,
		   "{\"summary\":\"delay-of-sensor\",\"window\":\"2026-11-18T10:00:00Z\","
		   "\"sketch_body\":\"%s\"}",
		   hex);
	batch_tally(b, STR("sketch"), buf_str(&row));
	must(door_open(n->node, &door, &why), &why);
	must(door_commit(door, b, n->a, result, &why), &why);
	door_close(door);
	batch_close(b);
	buf_fini(&row);
}

TEST(a_row_that_is_no_sketch_or_of_another_kind_is_refused_alone)
{
	static const char *const bad[] = { "434b0301", "434B030100",       "434b03010", "zz",
					   "",         "434b030101000500", "434b010100" };
	struct packed_node n = sense_node_up();
	struct batch_result result;

	commit_row(&n, "434b0301010005", &result);
	assert_int_equal(result.tallied, 1);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		commit_row(&n, bad[i], &result);
		assert_int_equal(result.refused, 1);
		assert_int_equal(result.refusals[0].line, 0);
	}
	commit_row(&n, "434b030101000a", &result);
	assert_int_equal(result.tallied, 1);
	assert_int_equal(
		sense_node_one(&n, "SELECT hex(sketch_body) = '434B030101000F' FROM sketch"),
		1); /* 5 and 10 are 15 */
	packed_node_down(&n);
}

TEST(a_burst_is_in_the_counters_of_its_minute_and_category)
{
	struct packed_node n = sense_node_up();
	struct sense *s = sense_node_place("s", T0, "2026-11-18");

	for (int i = 0; i < 40; i++)
		hit(s, T0 + (i % 2) * US_PER_MINUTE, "a.example", i % 4 ? CAT_C2 : CAT_PHISHING,
		    "asset", 0);
	sense_node_write(&n, s);
	assert_int_equal(
		sense_node_one(&n, "SELECT sum(count) FROM counter WHERE counted = 'hits'"), 40);
	assert_int_equal(sense_node_one(&n, "SELECT count FROM counter WHERE code = 'phishing'"),
			 10);
	assert_int_equal(sense_node_one(&n, "SELECT count(*) FROM counter WHERE code = 'c2'"), 2);
	assert_int_equal(sense_node_one(&n, "SELECT count(*) FROM sketch WHERE summary LIKE 'cl%'"),
			 0); /* who was not told */
	sense_close(s);
	packed_node_down(&n);
}

TEST(what_is_hit_most_is_known)
{
	struct sense *s = sense_node_place("s", T0, "");
	struct topk_entry e[3];

	for (int i = 0; i < 30; i++)
		hit(s, T0, i % 3 ? "often.example" : "seldom.example", CAT_C2, i % 3 ? "" : "asset",
		    0);
	assert_int_equal(sense_most(s, SENSE_INDICATORS, e, 3), 2);
	assert_str(e[0].key, "domain often.example");
	assert_int_equal(e[0].count, 20);
	assert_int_equal(sense_most(s, SENSE_ASSETS, e, 3), 1);
	assert_str(e[0].key, "asset");
	sense_close(s);
}

/* No column of any table can take an endpoint or a token, and none of ours has one by another name. */
TEST(no_table_of_aggregates_has_a_place_for_a_client)
{
	static const char *const fields[] = {
		"window", "area",  "counted", "code",      "count", "summary",
		"sensor", "asset", "kind",    "indicator", "epoch", "sketch_body",
	};
	struct packed_node n = sense_node_up();

	for (int t = 0; t < 2; t++) {
		const struct rec_type *type = node_type(n.node, t ? STR("counter") : STR("sketch"));

		assert_non_null(type);
		for (size_t i = 0; i < type->field_count; i++) {
			bool known = false;

			for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
				known |= str_eq(type->fields[i].name, str_of(fields[k]));
			assert_true(known);
			assert_int_equal(type->fields[i].privacy, PRIVACY_OPEN);
		}
	}
	packed_node_down(&n);
}

TESTS("sense/sense", CASE(events_read_are_the_rows_that_the_tally_of_single_events_writes),
      CASE(five_batches_in_any_split_leave_the_rows_of_one_bit_for_bit),
      CASE(a_row_that_is_no_sketch_or_of_another_kind_is_refused_alone),
      CASE(a_burst_is_in_the_counters_of_its_minute_and_category), CASE(what_is_hit_most_is_known),
      CASE(no_table_of_aggregates_has_a_place_for_a_client))
