/* SPDX-License-Identifier: Apache-2.0 */
#include "index/feed.h"

#include "base/mem.h"
#include "index/current.h"

#include <pthread.h>

static atomic_uint_fast64_t made, dropped, torn;

/* What is published: two numbers that belong together, made wrong when it is dropped. */
struct thing {
	struct lookup lookup; /* first */
	uint64_t a, b;
};

static void drop_thing(struct lookup *l)
{
	struct thing *t = (struct thing *)l;

	t->a = 1;
	t->b = 2;
	atomic_fetch_add(&dropped, 1);
	mem_free(t);
}

static struct lookup *make(uint64_t n)
{
	struct thing *t = mem_zero(1, sizeof *t);

	t->lookup.drop = drop_thing;
	t->a = t->b = n;
	atomic_fetch_add(&made, 1);
	return &t->lookup;
}

static void look(struct lookup *l)
{
	struct thing *t = (struct thing *)l;

	if (t->a != t->b)
		atomic_fetch_add(&torn, 1);
}

TEST(nothing_is_current_before_the_first)
{
	struct current *c = current_open();

	assert_null(current_pin(c));
	current_unpin(c, NULL);
	assert_int_equal(current_alive(c), 0);
	current_close(c);
	current_close(NULL);
}

TEST(a_replaced_one_goes_with_its_last_holder_and_not_before)
{
	struct current *c = current_open();
	struct lookup *x, *y, *z;
	uint64_t before = atomic_load(&dropped);

	current_publish(c, make(7));
	x = current_pin(c);
	y = current_pin(c);
	assert_ptr_equal(x, y);
	current_unpin(c, y); /* while it is current this drops nothing */
	assert_int_equal(atomic_load(&dropped), before);
	y = current_pin(c);
	current_publish(c, make(8));
	z = current_pin(c);
	assert_int_equal(z->serial, x->serial + 1);
	assert_int_equal(current_alive(c), 2);
	look(x);
	current_unpin(c, x);
	assert_int_equal(atomic_load(&dropped), before);
	current_unpin(c, y);
	assert_int_equal(atomic_load(&dropped), before + 1);
	current_publish(c, NULL);
	assert_null(current_pin(c));
	look(z);
	current_unpin(c, z);
	assert_int_equal(atomic_load(&dropped), before + 2);
	current_close(c);
	assert_int_equal(atomic_load(&torn), 0);
}

TEST(one_that_nobody_holds_goes_at_once)
{
	struct current *c = current_open();
	uint64_t before = atomic_load(&dropped);

	current_publish(c, make(1));
	current_publish(c, make(2));
	assert_int_equal(atomic_load(&dropped), before + 1);
	current_close(c);
	assert_int_equal(atomic_load(&dropped), before + 2);
}

/* ---- many readers, two publishers ---- */

static struct current *shared;
static atomic_bool over;

static void *read_on(void *arg)
{
	uint64_t n = 0, last = 0;

	(void)arg;
	while (!atomic_load(&over)) {
		struct lookup *l = current_pin(shared), *again = NULL;

		if (!l)
			continue;
		if (l->serial < last)
			atomic_fetch_add(&torn, 1); /* time never goes back */
		last = l->serial;
		look(l);
		if (++n % 3 == 0)
			again = current_pin(shared);
		look(l);
		current_unpin(shared, l);
		if (again)
			look(again);
		current_unpin(shared, again);
	}
	return NULL;
}

static void *publish_on(void *arg)
{
	uintptr_t first = (uintptr_t)arg;

	for (uint64_t i = 0; i < 3000; i++) {
		current_publish(shared, i % 500 == 499 ? NULL : make(first + i));
		if (i % 16 == 0)
			usleep(50);
	}
	return NULL;
}

TEST(readers_see_whole_states_while_thousands_are_exchanged)
{
	uint64_t made_before = atomic_load(&made), dropped_before = atomic_load(&dropped);
	pthread_t r[4], p[2];

	shared = current_open();
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&r[i], NULL, read_on, NULL), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&p[i], NULL, publish_on, (void *)(i * 10000ul)), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(p[i], NULL);
	atomic_store(&over, true);
	for (int i = 0; i < 4; i++)
		pthread_join(r[i], NULL);
	assert_true(current_alive(shared) <= 1);
	current_close(shared);
	assert_int_equal(atomic_load(&torn), 0);
	assert_int_equal(atomic_load(&made) - made_before, 2 * 3000 - 12);
	assert_int_equal(atomic_load(&dropped) - dropped_before, atomic_load(&made) - made_before);
}

static void *let_go_later(void *l)
{
	usleep(30000);
	current_unpin(shared, l);
	return NULL;
}

TEST(more_than_may_live_wait_for_a_holder_to_let_go)
{
	struct lookup *held[CURRENT_ALIVE];
	pthread_t t;

	shared = current_open();
	for (int i = 0; i < CURRENT_ALIVE; i++) {
		current_publish(shared, make((uint64_t)i));
		held[i] = current_pin(shared);
	}
	assert_int_equal(current_alive(shared), CURRENT_ALIVE);
	assert_int_equal(pthread_create(&t, NULL, let_go_later, held[5]), 0);
	current_publish(shared, make(99));
	pthread_join(t, NULL);
	assert_int_equal(current_alive(shared), CURRENT_ALIVE);
	for (int i = 0; i < CURRENT_ALIVE; i++)
		if (i != 5)
			current_unpin(shared, held[i]);
	assert_int_equal(current_alive(shared), 1);
	current_close(shared);
	assert_int_equal(atomic_load(&made), atomic_load(&dropped));
}

TESTS("index/current", CASE(nothing_is_current_before_the_first),
      CASE(a_replaced_one_goes_with_its_last_holder_and_not_before),
      CASE(one_that_nobody_holds_goes_at_once),
      CASE(readers_see_whole_states_while_thousands_are_exchanged),
      CASE(more_than_may_live_wait_for_a_holder_to_let_go))
