/* SPDX-License-Identifier: Apache-2.0 */
/* test_flow.c - counted fast equals counted plainly, for any order of times, and stays bounded. */
#include "test.h"

#include "base/rand.h"
#include "sense/flow.h"

#include <math.h>

#define NOON (1795000000LL / 86400 * 86400 * US_PER_SECOND + 12 * US_PER_HOUR)

enum { N = 40000, KEYS = 64 };

/* ---- the plain way: one array of all events ---- */

static int64_t minute_of(int64_t us)
{
	return (int64_t)floor((double)(us / 1000) / 60000.0) * US_PER_MINUTE;
}

static struct flow_cell plain(const struct passing *p, size_t n, int64_t arrival, int64_t minute,
			      unsigned kind, unsigned family)
{
	static const uint8_t families[] = { 0, 4, 6 };
	struct flow_cell c = { 0 };

	for (size_t i = 0; i < n; i++) {
		bool timed = p[i].us != PASSING_NO_TIME;
		int64_t us = timed ? p[i].us : arrival;

		if (minute_of(us) != minute || p[i].kind != kind || p[i].family != families[family])
			continue;
		c.first = !c.count || us < c.first ? us : c.first;
		c.last = !c.count || us > c.last ? us : c.last;
		c.count++;
		c.untimed += !timed;
	}
	return c;
}

static struct passing draw(struct prng *r, int64_t around, int64_t spread)
{
	static const uint8_t families[] = { 0, 4, 6 };
	struct passing p = { .us = around + (int64_t)prng_below(r, (uint64_t)spread),
			     .who = prng_below(r, 9) ? prng_next(r) : 0,
			     .kind = (uint8_t)prng_below(r, EVENT_KINDS),
			     .family = families[prng_below(r, 3)] };

	if (!prng_below(r, 50))
		p.us = PASSING_NO_TIME;
	return p;
}

static void assert_same_cells(struct flow *f, const struct passing *p, size_t n, int64_t arrival)
{
	size_t blocks;
	struct flow_block *const *b = flow_blocks(f, &blocks);
	uint64_t total = 0;

	for (size_t i = 0; i < blocks; i++) {
		assert_true(!i || b[i - 1]->start < b[i]->start);
		for (unsigned k = 0; k < EVENT_KINDS; k++)
			for (unsigned m = 0; m < FLOW_FAMILIES; m++) {
				struct flow_cell got = b[i]->cell[k][m];
				struct flow_cell want = plain(p, n, arrival, b[i]->start, k, m);

				assert_memory_equal(&got, &want, sizeof got);
				total += got.count;
			}
	}
	assert_int_equal(total, n);
}

TEST(random_batches_in_any_order_of_time_are_counted_as_one_by_one)
{
	static struct passing p[3000];
	struct prng r = prng_of(3);

	for (int round = 0; round < 12; round++) {
		/* in order, with disorder around a minute, and all over a day before 1970 */
		int64_t around = round % 3 == 2 ? -5 * US_PER_DAY : NOON;
		struct flow *f = flow_open((struct instant){ NOON + 7 });

		for (size_t i = 0; i < 3000; i++)
			p[i] = draw(&r,
				    around + (round % 3 == 0 ? (int64_t)i * US_PER_SECOND / 8 : 0),
				    round % 3 == 0 ? 1 :
				    round % 3 == 1 ? 3 * US_PER_MINUTE :
						     10 * US_PER_HOUR / 8);
		for (size_t i = 0, now; i < 3000; i += now) {
			now = 1 + prng_below(&r, 700);
			now = now > 3000 - i ? 3000 - i : now;
			flow_add(f, p + i, now);
			if (!prng_below(&r, 3))
				flow_blocks(f, &(size_t){ 0 }); /* looking changes nothing */
		}
		assert_same_cells(f, p, 3000, NOON + 7);
		flow_close(f);
	}
}

TEST(clients_and_delays_are_those_of_their_hour)
{
	struct flow *f = flow_open((struct instant){ NOON + 3 * US_PER_HOUR });
	struct hll *want[2] = { hll_open(), hll_open() };
	struct prng r = prng_of(4);
	const struct flow_hour *h;
	size_t n;

	for (int i = 0; i < N; i++) {
		int late = (int)prng_below(&r, 2);
		struct passing p = { .us = NOON + late * US_PER_HOUR,
				     .who = prng_next(&r),
				     .kind = 1 };

		flow_add(f, &p, 1);
		hll_add(want[late], p.who);
	}
	h = flow_hours(f, &n);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < 2; i++) {
		struct buf a = { 0 }, b = { 0 };
		bool late = h[i].start != NOON;

		hll_write(h[i].clients, &a);
		hll_write(want[late], &b);
		assert_int_equal(a.n, b.n);
		assert_memory_equal(a.p, b.p, a.n);
		assert_true(fabs(dd_quantile(h[i].delays, 0.5) / ((3.0 - late) * US_PER_HOUR) - 1) <
			    1.0 / 128);
		buf_fini(&a);
		buf_fini(&b);
	}
	hll_close(want[0]);
	hll_close(want[1]);
	flow_close(f);
}

TEST(an_event_without_time_counts_at_its_arrival_and_says_nothing_about_delay)
{
	struct flow *f = flow_open((struct instant){ NOON + 5 });
	struct passing p[] = { { .us = PASSING_NO_TIME, .who = 1, .kind = 2, .family = 4 },
			       { .us = INT64_MAX, .who = 2, .kind = 2, .family = 4 } };
	size_t n;
	struct flow_block *const *b;

	flow_add(f, p, 2);
	b = flow_blocks(f, &n);
	assert_int_equal(n, 1);
	assert_int_equal(b[0]->start, NOON);
	assert_int_equal(b[0]->cell[2][1].count, 2);
	assert_int_equal(b[0]->cell[2][1].untimed, 2);
	assert_int_equal(b[0]->cell[2][1].first, NOON + 5);
	assert_int_equal(dd_count(flow_hours(f, &n)[0].delays), 0);
	flow_close(f);
}

/* A crafted log may tell any time; none may be lost, and memory has a bound. */
TEST(times_all_over_the_calendar_fill_the_bound_and_no_more)
{
	struct flow *f = flow_open((struct instant){ NOON });
	struct prng r = prng_of(5);
	uint64_t total = 0, untimed = 0;
	size_t n, hours;
	struct flow_block *const *b;

	for (int i = 0; i < 2 * FLOW_BLOCKS; i++) {
		struct passing p = { .us = (int64_t)(prng_next(&r) >> 10), .who = 1, .kind = 3 };

		flow_add(f, &p, 1);
	}
	b = flow_blocks(f, &n);
	assert_in_range(n, FLOW_BLOCKS - 10, FLOW_BLOCKS + 1);
	for (size_t i = 0; i < n; i++) {
		total += b[i]->cell[3][0].count;
		untimed += b[i]->cell[3][0].untimed;
	}
	assert_int_equal(total, 2 * FLOW_BLOCKS);
	assert_in_range(untimed, FLOW_BLOCKS - FLOW_BLOCKS / 16, FLOW_BLOCKS + 10);
	(void)flow_hours(f, &hours);
	assert_int_equal(hours, FLOW_HOURS);
	flow_close(f);
}

/* Sixty days of minutes are more than FLOW_MINUTES: the rest counts by the hour, exactly. */
TEST(beyond_the_minutes_hours_still_count_exactly)
{
	struct flow *f = flow_open((struct instant){ NOON });
	uint64_t by_hour[60 * 24] = { 0 };
	size_t n;
	struct flow_block *const *b;

	for (int64_t m = 0; m < 60 * 24 * 60; m++)
		for (int twice = 0; twice < 2; twice++) {
			struct passing p = { .us = m * US_PER_MINUTE + 30, .kind = 1 };

			flow_add(f, &p, 1);
		}
	b = flow_blocks(f, &n);
	for (size_t i = 0; i < n; i++)
		by_hour[b[i]->start / US_PER_HOUR] += b[i]->cell[1][0].count;
	for (size_t i = 0; i < 60 * 24; i++)
		assert_int_equal(by_hour[i], 120);
	flow_close(f);
}

TESTS("sense/flow", CASE(random_batches_in_any_order_of_time_are_counted_as_one_by_one),
      CASE(clients_and_delays_are_those_of_their_hour),
      CASE(an_event_without_time_counts_at_its_arrival_and_says_nothing_about_delay),
      CASE(times_all_over_the_calendar_fill_the_bound_and_no_more),
      CASE(beyond_the_minutes_hours_still_count_exactly))
