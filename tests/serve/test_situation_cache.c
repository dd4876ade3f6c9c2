/* SPDX-License-Identifier: Apache-2.0 */
/* test_situation_cache.c - computed once, never old, never an error kept; over a real node. */
#include "test.h"

#include "serve/a_node.h"
#include "serve/situation_cache.h"

#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>

static struct situation_cache *cache;

static int up(void **state)
{
	return node_up() ? 0 : -1;
}

static int down(void **state)
{
	return node_down();
}

static int fresh(void **state)
{
	cache = situation_cache_open(&view);
	return 0;
}

static int done(void **state)
{
	situation_cache_close(cache);
	return 0;
}

/* An asker: a connection, and what it got. */
struct asker {
	struct reader *r;
	enum situation_clock clock;
	const struct situation *s;
	enum err e;
	pthread_t thread;
};

static void asker_open(struct asker *a)
{
	*a = (struct asker){ 0 };
	ok(reader_open(node, &a->r, &why));
	ok(reader_begin(a->r, 0, &why));
}

static void *ask(void *asker)
{
	struct asker *a = asker;
	struct why mine;

	a->e = situation_cache_get(cache, a->r, a->clock, &a->s, &mine);
	return NULL;
}

static void asker_close(struct asker *a)
{
	if (a->s)
		situation_cache_release(cache, a->s);
	reader_end(a->r);
	reader_close(a->r);
}

/* Asks in a transaction of its own; the answer is good until asker_close(). */
static const struct situation *ask_now(struct asker *a, enum situation_clock clock)
{
	asker_open(a);
	a->clock = clock;
	ask(a);
	assert_ok(a->e);
	return a->s;
}

static void assert_computed(uint64_t times)
{
	assert_int_equal(situation_cache_computed(cache), times);
}

static void one_more_hit(void)
{
	struct batch *b = begin();

	tally(b, HOURS - 1, "c2.evil.example", "c2", "P1", 1);
	commit(b);
}

static void set_cursor(const char *name, const char *value)
{
	struct batch *b = begin();

	batch_cursor(b, str_of(name), str_of(value));
	commit(b);
}

static void pass(int64_t minutes)
{
	clock_test_set((struct instant){ clock_now().us + minutes * US_PER_MINUTE });
}

TEST(nothing_changed_is_the_very_same_answer)
{
	struct asker a, b, c;

	ask_now(&a, SITUATION_THIS_MINUTE);
	clock_test_set((struct instant){ clock_now().us + 59 * US_PER_SECOND });
	assert_ptr_equal(a.s, ask_now(&b, SITUATION_THIS_MINUTE));
	assert_ptr_equal(a.s, ask_now(&c, SITUATION_ANY_MINUTE));
	assert_computed(1);
	asker_close(&a), asker_close(&b), asker_close(&c);
	clock_test_set((struct instant){ clock_now().us - 59 * US_PER_SECOND });
}

TEST(a_commit_shows_at_once_and_what_is_being_read_stays)
{
	struct asker a, b, c;
	int64_t hits = ask_now(&a, SITUATION_THIS_MINUTE)->hits;

	one_more_hit();
	assert_int_equal(ask_now(&b, SITUATION_ANY_MINUTE)->hits, hits + 1);
	assert_int_equal(a.s->hits, hits);
	assert_true(a.s->party_count == 2 && a.s->party[1].hits > 0);
	assert_int_equal(ask_now(&c, SITUATION_THIS_MINUTE)->hits, hits + 1);
	assert_int_equal(b.s->leaves, a.s->leaves + 1);
	assert_computed(2);
	asker_close(&a), asker_close(&b), asker_close(&c);
}

TEST(an_older_transaction_is_shown_the_newer_state_and_does_not_push_it_out)
{
	struct asker old, new, last;

	asker_open(&old);
	(void)reader_leaves(old.r, NULL); /* its transaction sees this state from here on */
	one_more_hit();
	ask_now(&new, SITUATION_THIS_MINUTE);
	ask(&old);
	assert_ptr_equal(old.s, new.s);
	assert_ptr_equal(ask_now(&last, SITUATION_THIS_MINUTE), new.s);
	assert_computed(1);
	asker_close(&old), asker_close(&new), asker_close(&last);
}

TEST(a_match_and_a_search_that_leave_no_leaf_show_too)
{
	struct asker a, b, c;

	ask_now(&a, SITUATION_THIS_MINUTE);
	set_cursor("match.last", "{\"events\":7,\"us\":9}");
	assert_int_equal(ask_now(&b, SITUATION_THIS_MINUTE)->last_events, 7);
	set_cursor("doctor.identifiers",
		   "{\"found\":3,\"searched_bytes\":1,\"at\":\"2026-11-20T11:30:00Z\"}");
	assert_int_equal(ask_now(&c, SITUATION_THIS_MINUTE)->found, 3);
	assert_int_equal(c.s->leaves, a.s->leaves);
	assert_computed(3);
	asker_close(&a), asker_close(&b), asker_close(&c);
}

TEST(another_lookup_shows_even_at_the_same_address)
{
	static struct lookup l;
	struct generation *g = generation_build(NULL, 0, NULL, 0);
	struct asker a, b, c;

	assert_false(ask_now(&a, SITUATION_THIS_MINUTE)->has_index);
	l = (struct lookup){ .generation = g };
	node_view_publish(&view, &l);
	assert_true(ask_now(&b, SITUATION_THIS_MINUTE)->has_index);
	node_view_publish(&view, NULL);
	l = (struct lookup){ .generation = g };
	node_view_publish(&view, &l);
	ask_now(&c, SITUATION_THIS_MINUTE);
	assert_computed(3);
	asker_close(&a), asker_close(&b), asker_close(&c);
	node_view_publish(&view, NULL);
	generation_close(g);
}

TEST(measures_follow_the_minute_and_figures_need_not)
{
	struct asker a, b, c, back;
	struct instant at;

	at = ask_now(&a, SITUATION_THIS_MINUTE)->at;
	pass(1);
	assert_ptr_equal(ask_now(&b, SITUATION_ANY_MINUTE), a.s);
	assert_int_equal(ask_now(&c, SITUATION_THIS_MINUTE)->at.us, at.us + US_PER_MINUTE);
	pass(-1);
	assert_int_equal(ask_now(&back, SITUATION_THIS_MINUTE)->at.us, at.us);
	assert_computed(3);
	asker_close(&a), asker_close(&b), asker_close(&c), asker_close(&back);
}

/* ---- many at once ---- */

/* SQLite asks before it reads a table: here a reader is made slow, or to fail. */
static sem_t at_work, go_on;
static atomic_int refusals;

static int slow(void *unused, int what, const char *table, const char *column, const char *db,
		const char *trigger)
{
	if (what == SQLITE_READ && strcmp(table, "sum_total") == 0)
		usleep(20000);
	return SQLITE_OK;
}

static int held(void *unused, int what, const char *table, const char *column, const char *db,
		const char *trigger)
{
	if (what == SQLITE_READ && strcmp(table, "sum_total") == 0 &&
	    strcmp(column, "events") == 0) {
		sem_post(&at_work);
		sem_wait(&go_on);
	}
	return SQLITE_OK;
}

static int refused(void *unused, int what, const char *table, const char *column, const char *db,
		   const char *trigger)
{
	if (what != SQLITE_READ || strcmp(table, "sum_total") != 0)
		return SQLITE_OK;
	usleep(20000);
	atomic_fetch_add(&refusals, 1);
	return SQLITE_DENY;
}

typedef int authorizer(void *, int, const char *, const char *, const char *, const char *);

static void set(struct asker *a, authorizer *f)
{
	sqlite3_set_authorizer(reader_db(a->r), f, NULL);
}

enum { MANY = 16 };

TEST(sixteen_at_once_compute_once)
{
	struct asker a[MANY];

	for (int i = 0; i < MANY; i++) {
		asker_open(&a[i]);
		set(&a[i], slow);
	}
	for (int i = 0; i < MANY; i++)
		pthread_create(&a[i].thread, NULL, ask, &a[i]);
	for (int i = 0; i < MANY; i++) {
		pthread_join(a[i].thread, NULL);
		assert_ok(a[i].e);
		assert_ptr_equal(a[i].s, a[0].s);
	}
	assert_computed(1);
	for (int i = 0; i < MANY; i++)
		asker_close(&a[i]);
}

TEST(an_error_is_for_who_computed_and_is_not_kept)
{
	struct asker a[MANY], later;
	int failed = 0;

	atomic_store(&refusals, 0);
	for (int i = 0; i < MANY; i++) {
		asker_open(&a[i]);
		if (i < MANY / 2)
			set(&a[i], refused);
		pthread_create(&a[i].thread, NULL, ask, &a[i]);
	}
	for (int i = 0; i < MANY; i++) {
		pthread_join(a[i].thread, NULL);
		failed += a[i].e != ERR_OK;
		assert_true(i < MANY / 2 || a[i].e == ERR_OK);
	}
	/* One that works was enough for all behind it. */
	assert_computed((uint64_t)failed + 1);
	assert_true(atomic_load(&refusals) >= failed);
	ask_now(&later, SITUATION_THIS_MINUTE);
	assert_computed((uint64_t)failed + 1);
	asker_close(&later);
	for (int i = 0; i < MANY; i++)
		asker_close(&a[i]);
}

TEST(after_a_failure_alone_the_next_asker_gets_an_answer)
{
	struct asker bad, good;

	asker_open(&bad);
	set(&bad, refused);
	ask(&bad);
	assert_int_equal(bad.e, ERR_IO);
	assert_null(bad.s);
	assert_int_equal(ask_now(&good, SITUATION_THIS_MINUTE)->party_count, 2);
	assert_computed(2);
	asker_close(&bad), asker_close(&good);
}

TEST(while_one_computes_the_next_minute_others_get_the_last_and_new_data_waits)
{
	struct asker first, slow_one, behind, changed;

	sem_init(&at_work, 0, 0);
	sem_init(&go_on, 0, 0);
	ask_now(&first, SITUATION_THIS_MINUTE);
	pass(1);
	asker_open(&slow_one);
	set(&slow_one, held);
	pthread_create(&slow_one.thread, NULL, ask, &slow_one);
	sem_wait(&at_work);
	/* It computes now, and will until told. Not to wait is to get the one before. */
	assert_ptr_equal(ask_now(&behind, SITUATION_THIS_MINUTE), first.s);
	one_more_hit();
	asker_open(&changed);
	pthread_create(&changed.thread, NULL, ask, &changed);
	usleep(20000);
	sem_post(&go_on);
	pthread_join(slow_one.thread, NULL);
	pthread_join(changed.thread, NULL);
	assert_ok(slow_one.e);
	assert_ok(changed.e);
	assert_int_equal(changed.s->hits, first.s->hits + 1);
	assert_computed(3);
	pass(-1);
	asker_close(&first), asker_close(&slow_one), asker_close(&behind), asker_close(&changed);
	sem_destroy(&at_work);
	sem_destroy(&go_on);
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, fresh, done)

/* ---- measures that take long ---- */

static int64_t hits_measured(const struct situation *s)
{
	for (size_t i = 0; i < s->article_count; i++)
		for (size_t k = 0; k < s->article[i].measure_count; k++) {
			const struct situation_measure *m = &s->article[i].measure[k];

			if (str_eq(m->measure->id, STR("M078")))
				return (int64_t)m->result.total.num;
		}
	fail_msg("M078 is not on the board");
	return 0;
}

/* Until the measures are those of now, or five seconds are over. */
static const struct situation *ask_until_measured(struct asker *a)
{
	for (int i = 0; i < 1000; i++) {
		ask_now(a, SITUATION_THIS_MINUTE);
		if (!situation_is_behind(a->s))
			return a->s;
		asker_close(a);
		usleep(5000);
	}
	fail_msg("the measures are never computed");
	return NULL;
}

TEST(slow_measures_are_told_as_they_were_until_the_next_are_there)
{
	struct asker before, soon, later;
	int64_t hits;

	ask_now(&before, SITUATION_THIS_MINUTE); /* the first is waited for */
	assert_false(situation_is_behind(before.s));
	hits = hits_measured(before.s);
	standings_test_slow(situation_cache_standings(cache), 10000000000);
	one_more_hit();
	ask_now(&soon, SITUATION_THIS_MINUTE);
	assert_int_equal(soon.s->hits, before.s->hits + 1); /* figures are never behind */
	assert_true(situation_is_behind(soon.s));
	assert_int_equal(hits_measured(soon.s), hits);
	assert_int_equal(soon.s->measures_leaves, before.s->leaves);
	ask_until_measured(&later);
	assert_int_equal(hits_measured(later.s), hits + 1);
	assert_int_equal(later.s->measures_leaves, later.s->leaves);
	/* What is being read stays as it was. */
	assert_int_equal(hits_measured(soon.s), hits);
	asker_close(&before), asker_close(&soon), asker_close(&later);
}

TEST(many_ask_while_measures_are_computed_beside_them)
{
	struct asker a[MANY], end;

	ask_now(&end, SITUATION_THIS_MINUTE);
	asker_close(&end);
	standings_test_slow(situation_cache_standings(cache), 10000000000);
	for (int round = 0; round < 10; round++) {
		one_more_hit();
		for (int i = 0; i < MANY; i++)
			asker_open(&a[i]);
		for (int i = 0; i < MANY; i++)
			pthread_create(&a[i].thread, NULL, ask, &a[i]);
		for (int i = 0; i < MANY; i++) {
			pthread_join(a[i].thread, NULL);
			assert_ok(a[i].e);
			assert_int_equal(a[i].s->hits, a[0].s->hits);
		}
		for (int i = 0; i < MANY; i++)
			asker_close(&a[i]);
	}
	ask_until_measured(&end);
	asker_close(&end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(nothing_changed_is_the_very_same_answer),
		FRESH(a_commit_shows_at_once_and_what_is_being_read_stays),
		FRESH(an_older_transaction_is_shown_the_newer_state_and_does_not_push_it_out),
		FRESH(a_match_and_a_search_that_leave_no_leaf_show_too),
		FRESH(another_lookup_shows_even_at_the_same_address),
		FRESH(measures_follow_the_minute_and_figures_need_not),
		FRESH(sixteen_at_once_compute_once),
		FRESH(an_error_is_for_who_computed_and_is_not_kept),
		FRESH(after_a_failure_alone_the_next_asker_gets_an_answer),
		FRESH(while_one_computes_the_next_minute_others_get_the_last_and_new_data_waits),
		FRESH(slow_measures_are_told_as_they_were_until_the_next_are_there),
		FRESH(many_ask_while_measures_are_computed_beside_them),
	};

	return cmocka_run_group_tests_name("serve/situation_cache", tests, up, down);
}
