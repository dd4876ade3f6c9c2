/* SPDX-License-Identifier: Apache-2.0 */
#include "index/current.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <pthread.h>
#include <time.h>

/* The word `now`: the place above, the number of pins below (enough for ten years of a million a
 * second). */
enum { PLACE_SHIFT = 48, PAUSE_NS = 1000000 };
#define PINS_MASK ((1ull << PLACE_SHIFT) - 1)

struct current {
	atomic_uint_fast64_t now;
	_Atomic(struct lookup *) at[CURRENT_ALIVE + 1]; /* NULL: free; at[0] stays NULL: nothing */
	pthread_mutex_t publishing;
	uint64_t published;
};

struct current *current_open(void)
{
	struct current *c = mem_zero(1, sizeof *c);

	ensure(pthread_mutex_init(&c->publishing, NULL) == 0);
	return c;
}

void current_close(struct current *c)
{
	if (!c)
		return;
	current_publish(c, NULL);
	ensure(current_alive(c) == 0);
	pthread_mutex_destroy(&c->publishing);
	mem_free(c);
}

/* Its place is free for others before it is dropped: dropping may take a while. */
static void drop(struct current *c, struct lookup *l)
{
	atomic_store(&c->at[l->place], NULL);
	if (l->drop)
		l->drop(l);
}

/* A free place, when there is one. Held: publishing. */
static unsigned free_place(struct current *c)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	for (;;) {
		for (unsigned i = 1; i <= CURRENT_ALIVE; i++)
			if (!atomic_load(&c->at[i]))
				return i;
		nanosleep(&pause, NULL);
	}
}

void current_publish(struct current *c, struct lookup *l)
{
	unsigned place = 0;
	uint64_t was;
	struct lookup *old;
	int64_t pins;

	pthread_mutex_lock(&c->publishing);
	if (l) {
		l->place = place = free_place(c);
		l->serial = ++c->published;
		atomic_init(&l->held, 0);
		atomic_store(&c->at[place], l);
	}
	was = atomic_exchange(&c->now, (uint64_t)place << PLACE_SHIFT);
	pthread_mutex_unlock(&c->publishing);
	old = atomic_load(&c->at[was >> PLACE_SHIFT]);
	pins = (int64_t)(was & PINS_MASK);
	/* Until now `held` was never above zero, so nobody else can have dropped it. */
	if (old && atomic_fetch_add(&old->held, pins) + pins == 0)
		drop(c, old);
}

struct lookup *current_pin(struct current *c)
{
	return atomic_load(&c->at[atomic_fetch_add(&c->now, 1) >> PLACE_SHIFT]);
}

void current_unpin(struct current *c, struct lookup *l)
{
	/* While it is current the count is below zero after this; it is zero only once replaced. */
	if (l && atomic_fetch_sub(&l->held, 1) == 1)
		drop(c, l);
}

size_t current_alive(const struct current *c)
{
	size_t n = 0;

	for (unsigned i = 1; i <= CURRENT_ALIVE; i++)
		n += atomic_load(&c->at[i]) != NULL;
	return n;
}
