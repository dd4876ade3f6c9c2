/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/situation_cache.h"

#include "base/ensure.h"
#include "base/hash.h"
#include "store/query.h"

#include <pthread.h>

/* What a situation depends on. */
struct key {
	uint64_t leaves, serial;
	struct sha256 cursors;
	int64_t minute;
};

struct entry {
	struct situation situation; /* first: a situation given back is its entry */
	struct key key;
	const struct standing *standing;
	struct arena *arena; /* holds all of it, itself too */
	unsigned holders;    /* the cache is one */
};

struct situation_cache {
	struct arena *arena;
	struct node_view *view;
	struct standings *standings;
	pthread_mutex_t lock;
	pthread_cond_t done; /* somebody has finished computing */
	struct entry *kept;  /* or NULL */
	bool computing;
	uint64_t computed;
};

struct situation_cache *situation_cache_open(struct node_view *v)
{
	struct arena *a = arena_open();
	struct situation_cache *c = arena_new(a, struct situation_cache);

	c->arena = a;
	c->view = v;
	c->standings = standings_open(v);
	ensure(pthread_mutex_init(&c->lock, NULL) == 0);
	ensure(pthread_cond_init(&c->done, NULL) == 0);
	return c;
}

/* Under the lock; the memory of the last holder's entry goes at once. */
static void let_go(struct situation_cache *c, struct entry *e)
{
	if (!e)
		return;
	ensure(e->holders > 0);
	if (--e->holders)
		return;
	standings_release(c->standings, e->standing);
	arena_close(e->arena);
}

void situation_cache_close(struct situation_cache *c)
{
	if (!c)
		return;
	ensure(!c->computing && (!c->kept || c->kept->holders == 1));
	let_go(c, c->kept);
	standings_close(c->standings);
	pthread_cond_destroy(&c->done);
	pthread_mutex_destroy(&c->lock);
	arena_close(c->arena);
}

/* ---- the key ---- */

static enum err read_cursors(struct reader *r, struct sha256 *out, struct why *why)
{
	struct buf all = { 0 };
	struct query *q = NULL;
	bool row = false;
	enum err e = query_open(reader_db(r),
				"SELECT name, value FROM cursor WHERE name IN (?1, ?2)"
				" ORDER BY name",
				&q, why);

	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, STR(SITUATION_LAST_MATCH));
	query_bind_text(q, 2, STR(SITUATION_LAST_SEARCH));
	while ((e = query_next(q, &row, why)) == ERR_OK && row) {
		buf_put(&all, query_text(q, 0));
		buf_c(&all, 0);
		buf_put(&all, query_text(q, 1));
		buf_c(&all, 0);
	}
	query_close(q);
	*out = hash_sha256(buf_str(&all));
	buf_fini(&all);
	return e;
}

static enum err read_key(struct reader *r, const struct lookup *l, struct instant at,
			 struct key *out, struct why *why)
{
	out->leaves = reader_leaves(r, NULL);
	out->serial = l ? l->serial : 0;
	out->minute = at.us / US_PER_MINUTE;
	return read_cursors(r, &out->cursors, why);
}

/*
 * Does what is kept show all that the asker's transaction sees? Leaves and serials only grow, so
 * more of them is newer; of rows without a leaf nobody knows which came first: they must be equal.
 */
static bool shows(const struct entry *e, const struct key *k)
{
	bool same = memcmp(&e->key.cursors, &k->cursors, sizeof k->cursors) == 0;

	if (e->key.serial != k->serial)
		return false;
	return e->key.leaves > k->leaves || (e->key.leaves == k->leaves && same);
}

/* Its measures were behind, and the next ones are there. With the lock. */
static bool has_newer_measures(const struct situation_cache *c)
{
	return situation_is_behind(&c->kept->situation) &&
	       standings_has_newer(c->standings, c->kept->standing);
}

/* With the lock. */
static bool kept_will_do(const struct situation_cache *c, const struct key *k,
			 enum situation_clock clock)
{
	int64_t behind;

	if (!c->kept || !shows(c->kept, k) || has_newer_measures(c))
		return false;
	behind = k->minute - c->kept->key.minute;
	return clock == SITUATION_ANY_MINUTE || behind == 0 ||
	       (c->computing && behind > 0 && behind <= SITUATION_BEHIND_MIN);
}

/* ---- computing ---- */

static enum err compute(struct situation_cache *c, struct reader *r, const struct lookup *l,
			const struct key *k, struct instant at, struct entry **out, struct why *why)
{
	struct arena *a = arena_open();
	struct entry *n = arena_new(a, struct entry);
	struct situation_source from = { .node = c->view->node,
					 .pack = c->view->pack,
					 .generation = l ? l->generation : NULL,
					 .at = at };
	enum err e = situation_load_figures(r, &from, a, &n->situation, why);

	if (e != ERR_OK) {
		arena_close(a);
		return e;
	}
	n->standing = standings_get(c->standings, r, at);
	n->situation.article = n->standing->articles.article;
	n->situation.article_count = n->standing->articles.article_count;
	n->situation.measures_at = n->standing->articles.at;
	n->situation.measures_leaves = n->standing->leaves;
	n->arena = a;
	n->key = *k;
	n->holders = 2; /* the cache and the asker */
	*out = n;
	return ERR_OK;
}

/* Called and left with the lock, which others may have while this computes. */
static enum err replace(struct situation_cache *c, struct reader *r, const struct lookup *l,
			const struct key *k, struct instant at, struct entry **out, struct why *why)
{
	enum err e;

	c->computing = true;
	c->computed++;
	pthread_mutex_unlock(&c->lock);
	e = compute(c, r, l, k, at, out, why);
	pthread_mutex_lock(&c->lock);
	c->computing = false;
	if (e == ERR_OK) {
		let_go(c, c->kept);
		c->kept = *out;
	}
	pthread_cond_broadcast(&c->done);
	return e;
}

/* With the lock: what is kept, when it will do; else NULL and it is the asker's to compute. */
static struct entry *await(struct situation_cache *c, const struct key *k,
			   enum situation_clock clock)
{
	while (!kept_will_do(c, k, clock)) {
		if (!c->computing)
			return NULL;
		pthread_cond_wait(&c->done, &c->lock);
	}
	c->kept->holders++;
	return c->kept;
}

enum err situation_cache_get(struct situation_cache *c, struct reader *r,
			     enum situation_clock clock, const struct situation **out,
			     struct why *why)
{
	struct lookup *l = node_view_pin(c->view); /* held until its counts are read */
	struct instant at = clock_now();
	struct entry *n = NULL;
	struct key k = { 0 };
	enum err e = read_key(r, l, at, &k, why);

	if (e == ERR_OK) {
		pthread_mutex_lock(&c->lock);
		n = await(c, &k, clock);
		if (!n)
			e = replace(c, r, l, &k, at, &n, why);
		pthread_mutex_unlock(&c->lock);
	}
	node_view_unpin(c->view, l);
	if (e == ERR_OK)
		*out = &n->situation;
	return e;
}

const struct standing *situation_cache_standing(const struct situation *s)
{
	return ((const struct entry *)s)->standing;
}

void situation_cache_release(struct situation_cache *c, const struct situation *s)
{
	pthread_mutex_lock(&c->lock);
	let_go(c, (struct entry *)s);
	pthread_mutex_unlock(&c->lock);
}

uint64_t situation_cache_computed(struct situation_cache *c)
{
	uint64_t n;

	pthread_mutex_lock(&c->lock);
	n = c->computed;
	pthread_mutex_unlock(&c->lock);
	return n;
}

struct standings *situation_cache_standings(struct situation_cache *c)
{
	return c->standings;
}
