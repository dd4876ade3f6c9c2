/* SPDX-License-Identifier: Apache-2.0 */
/* test_distinct.c - fewer than ten is all that is told of fewer than ten, to us and to others. */
#include "sense_node.h"

#include "base/rand.h"
#include "index/sketch_cm.h"
#include "index/sketch_dd.h"
#include "index/sketch_hll.h"
#include "sense/distinct.h"

#define T0 (1794996000LL * US_PER_SECOND)

static void body_of(uint64_t clients, struct prng *r, struct buf *out)
{
	struct hll *h = hll_open();

	for (uint64_t i = 0; i < clients; i++)
		hll_add(h, prng_next(r));
	hll_write(h, out);
	hll_close(h);
}

TEST(fewer_than_ten_never_leave_and_a_hundred_always_do)
{
	struct prng r = prng_of(1);

	for (int round = 0; round < 4000; round++) {
		uint64_t n = round % 2 ? prng_below(&r, SENSE_K) : 12 + prng_below(&r, 100);
		struct buf body = { 0 }, out = { 0 };
		struct distinct d;
		bool few;

		body_of(n, &r, &body);
		assert_ok(distinct_of(buf_str(&body), &d, NULL));
		assert_ok(distinct_export(buf_str(&body), &out, &few, NULL));
		assert_true(d.known && d.few == (n < SENSE_K) && few == d.few);
		assert_true(few ? !d.n && !out.n : d.n >= SENSE_K);
		assert_true(few || str_eq(buf_str(&out), buf_str(&body)));
		buf_fini(&body);
		buf_fini(&out);
	}
}

TEST(counts_of_fewer_than_ten_things_stay_as_well)
{
	struct cm *c = cm_open();
	struct dd *d = dd_open();
	struct buf body = { 0 }, out = { 0 };
	bool few;

	for (int i = 1; i <= SENSE_K; i++) {
		assert_ok(cm_add(c, 12345, 1, NULL));
		dd_add(dd_counts(d), 5);
		buf_clear(&body);
		cm_write(c, &body);
		assert_ok(distinct_export(buf_str(&body), &out, &few, NULL));
		assert_int_equal(few, i < SENSE_K);
		buf_clear(&body);
		dd_write(d, &body);
		assert_ok(distinct_export(buf_str(&body), &out, &few, NULL));
		assert_int_equal(few, i < SENSE_K);
	}
	assert_int_equal(distinct_export(STR("nonsense"), &out, &few, NULL), ERR_SYNTAX);
	assert_true(few);
	cm_close(c);
	dd_close(d);
	buf_fini(&body);
	buf_fini(&out);
}

static void pass(struct packed_node *n, const char *epoch, uint64_t from, uint64_t to)
{
	struct sense *s = sense_node_place("s", T0 + US_PER_HOUR, epoch);

	for (uint64_t i = from; i < to; i++) {
		struct prng r = prng_of(i);
		struct passing p = { .us = T0, .who = prng_next(&r), .kind = 1 };

		sense_passing(s, &p, 1);
	}
	sense_node_write(n, s);
	sense_close(s);
}

static struct distinct ask(struct packed_node *n, const char *sensor)
{
	struct why why = { 0 };
	struct distinct d;

	must(reader_begin(n->reader, 0, &why), &why);
	must(distinct_of_sensor(n->reader, str_of(sensor), (struct instant){ T0 },
				(struct instant){ T0 + US_PER_HOUR }, &d, &why),
	     &why);
	reader_end(n->reader);
	return d;
}

TEST(a_sensors_clients_are_told_from_the_store_and_not_added_up_to_pass_the_floor)
{
	struct packed_node n = sense_node_up();

	assert_false(ask(&n, "s").known);
	pass(&n, "2026-11-18", 0, 6);
	assert_true(ask(&n, "s").few);
	pass(&n, "2026-11-19", 0, 6); /* the same six under another key are not twelve */
	assert_true(ask(&n, "s").few);
	pass(&n, "2026-11-18", 3, 12); /* merged: six and nine are twelve */
	assert_false(ask(&n, "s").few);
	assert_int_equal(ask(&n, "s").n, 18); /* the six of the other day cannot be told apart */
	assert_false(ask(&n, "other").known);
	packed_node_down(&n);
}

TESTS("sense/distinct", CASE(fewer_than_ten_never_leave_and_a_hundred_always_do),
      CASE(counts_of_fewer_than_ten_things_stay_as_well),
      CASE(a_sensors_clients_are_told_from_the_store_and_not_added_up_to_pass_the_floor))
