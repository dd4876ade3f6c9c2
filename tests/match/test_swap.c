/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_swap.c - generations are exchanged a thousand times while several threads match: each batch of
 * events meets one state from its first to its last event, nothing is lost and nothing told twice, and
 * every state goes when its last reader does. Run under TSan as well.
 */
#include "../index/feed.h"

#include "base/mem.h"
#include "index/current.h"
#include "match/matcher.h"
#include "wire/domain.h"

#include <pthread.h>

enum { STATES = 3, SWAPS = 1000, READERS = 3, EVENTS = 24, TEXT = 4096 };

/* What the readers find, one string a state; and how often they looked. */
static struct {
	char text[STATES][TEXT];
	size_t hits[STATES];
	atomic_ullong batches[STATES], told;
	atomic_uint wrong, alive;
	atomic_bool over;
	struct current *current;
	struct set *set[2], *pushed;
} world;

/* A lookup with all that it owns. */
struct state {
	struct lookup lookup;
	unsigned which;
	struct generation *g;
	struct delta *d;
};

static void drop(struct lookup *l)
{
	struct state *s = (struct state *)l;

	generation_close(s->g);
	delta_close(s->d);
	mem_free(s);
	atomic_fetch_sub(&world.alive, 1);
}

/* State 0 has the first set, 1 both, 2 both with a pushed name and a revocation. */
static struct state *make(unsigned which)
{
	struct generation_input in[] = { { world.set[0], STR("one"), CAT_C2 },
					 { world.set[1], STR("two"), CAT_C2 } };
	struct generation_input pushed = { world.pushed, STR("pushed"), CAT_C2 };
	struct delta_revocation gone = { IND_DOMAIN, STR("d2.example"), STR("") };
	struct state *s = mem_zero(1, sizeof *s);

	s->which = which;
	s->g = generation_build(in, which ? 2 : 1, NULL, 0);
	if (which == 2)
		s->d = delta_build(generation_build(&pushed, 1, NULL, 0), &gone, 1);
	s->lookup = (struct lookup){ .generation = s->g, .delta = s->d, .drop = drop };
	atomic_fetch_add(&world.alive, 1);
	return s;
}

static void write_hit(void *ctx, const struct hit *h)
{
	buf_printf(ctx, "%llu %.*s %.*s\n", (unsigned long long)h->event->line,
		   STR_FMT(h->indicator), STR_FMT(h->sources[0].name));
}

/* All events against one state; what they hit, in order. */
static size_t match_all(const struct lookup *l, struct buf *out)
{
	struct matcher *m = matcher_open(l->generation, l->delta, (struct match_options){ 0 });
	size_t hits = 0;

	buf_clear(out);
	for (unsigned i = 0; i < EVENTS; i++) {
		char name[64], addr[64];
		struct event_value v[2] = { { .field = FIELD_DNS_QUERY },
					    { .field = FIELD_DST_IP } };
		struct event ev = { .v = v, .n = 2, .line = i + 1 };

		snprintf(name, sizeof name, "www.d%u.example", i);
		snprintf(addr, sizeof addr, "192.0.2.%u", i);
		v[0].text = str_of(name);
		v[1].text = str_of(addr);
		hits += matcher_event(m, &ev, write_hit, out);
	}
	matcher_close(m);
	buf_c(out, 0);
	return hits;
}

static void *read_on(void *arg)
{
	struct buf out = { 0 };

	(void)arg;
	while (!atomic_load(&world.over)) {
		struct lookup *l = current_pin(world.current);
		const struct state *s = (const struct state *)l;
		size_t hits = match_all(l, &out);

		if (hits != world.hits[s->which] || strcmp(out.p, world.text[s->which]) != 0)
			atomic_fetch_add(&world.wrong, 1);
		atomic_fetch_add(&world.batches[s->which], 1);
		atomic_fetch_add(&world.told, hits);
		current_unpin(world.current, l);
	}
	buf_fini(&out);
	return NULL;
}

static void learn(void)
{
	struct buf out = { 0 };

	for (unsigned k = 0; k < STATES; k++) {
		struct state *s = make(k);

		world.hits[k] = match_all(&s->lookup, &out);
		assert_true(out.n <= TEXT);
		memcpy(world.text[k], out.p, out.n);
		drop(&s->lookup);
	}
	buf_fini(&out);
	assert_int_equal(world.hits[0], 8);
	assert_int_equal(world.hits[1], 8 + 8 + 8);
	assert_int_equal(world.hits[2], world.hits[1] - 1 + 1);
	assert_string_not_equal(world.text[1], world.text[2]);
}

TEST(a_thousand_swaps_under_load_lose_and_double_nothing)
{
	static const char *const one[] = {
		"domain d0.example", "domain d1.example", "domain d2.example",
		"domain d3.example", "domain d4.example", "domain d5.example",
		"domain d6.example", "domain d7.example", NULL
	};
	static const char *const two[] = { "cidr 192.0.2.0/29",  "domain d10.example",
					   "domain d11.example", "domain d12.example",
					   "domain d13.example", "domain d14.example",
					   "domain d15.example", "domain d16.example",
					   "domain d17.example", NULL };
	static const char *const pushed[] = { "domain www.d20.example", NULL };
	struct arena *a = arena_open();
	unsigned long long want = 0;
	pthread_t r[READERS];

	domain_init();
	world.set[0] = set_of_texts(a, one);
	world.set[1] = set_of_texts(a, two);
	world.pushed = set_of_texts(a, pushed);
	learn();
	world.current = current_open();
	current_publish(world.current, &make(0)->lookup);
	for (int i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&r[i], NULL, read_on, NULL), 0);
	for (unsigned i = 1; i <= SWAPS; i++)
		current_publish(world.current, &make(i % STATES)->lookup);
	/* each state was met, else the swaps ran past the readers */
	for (unsigned k = 0; k < STATES; k++)
		while (!atomic_load(&world.batches[k])) {
			current_publish(world.current, &make(k)->lookup);
			sched_yield();
		}
	atomic_store(&world.over, true);
	for (int i = 0; i < READERS; i++)
		pthread_join(r[i], NULL);
	current_close(world.current);
	for (unsigned k = 0; k < STATES; k++)
		want += atomic_load(&world.batches[k]) * world.hits[k];
	assert_int_equal(atomic_load(&world.wrong), 0);
	assert_int_equal(atomic_load(&world.told), want);
	assert_int_equal(atomic_load(&world.alive), 0);
	set_close(world.set[0]);
	set_close(world.set[1]);
	set_close(world.pushed);
	arena_close(a);
}

TESTS("match/swap", CASE(a_thousand_swaps_under_load_lose_and_double_nothing))
