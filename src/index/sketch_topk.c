/* SPDX-License-Identifier: Apache-2.0 */
/* sketch_topk.c - a small table, searched from end to end: hits are rare. */
#include "index/sketch_topk.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>

struct slot {
	uint64_t hash, count, over;
	size_t len;
	char key[TOPK_KEY_MAX];
};

struct topk {
	struct hash_key seed;
	size_t n;
	struct slot slot[TOPK_KEYS];
};

struct topk *topk_open(void)
{
	struct topk *t = mem_zero(1, sizeof *t);

	t->seed = hash_key_random();
	return t;
}

void topk_close(struct topk *t)
{
	mem_free(t);
}

static struct slot *find(struct topk *t, uint64_t hash, struct str key)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->slot[i].hash == hash && str_eq(str_n(t->slot[i].key, t->slot[i].len), key))
			return &t->slot[i];
	return NULL;
}

/* A free slot, or the one with the smallest count: its count becomes the newcomer's error. */
static struct slot *take(struct topk *t, uint64_t hash, struct str key)
{
	struct slot *s = &t->slot[t->n < TOPK_KEYS ? t->n++ : 0];

	for (size_t i = 0; i < t->n; i++)
		if (t->slot[i].count < s->count)
			s = &t->slot[i];
	s->over = s->count;
	s->hash = hash;
	s->len = key.n;
	memcpy(s->key, key.p ? key.p : "", key.n);
	return s;
}

void topk_add(struct topk *t, struct str key, uint64_t n)
{
	struct slot *s;
	uint64_t hash;

	key = str_cut(key, 0, TOPK_KEY_MAX);
	hash = hash_keyed(t->seed, key.p ? key.p : "", key.n);
	s = find(t, hash, key);
	if (!s)
		s = take(t, hash, key);
	s->count += n;
}

static int by_count(const void *a, const void *b)
{
	const struct topk_entry *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return str_cmp(x->key, y->key);
}

size_t topk_list(const struct topk *t, struct topk_entry *out, size_t max)
{
	struct topk_entry all[TOPK_KEYS];

	for (size_t i = 0; i < t->n; i++)
		all[i] = (struct topk_entry){ str_n(t->slot[i].key, t->slot[i].len),
					      t->slot[i].count, t->slot[i].over };
	qsort(all, t->n, sizeof *all, by_count);
	if (max > t->n)
		max = t->n;
	memcpy(out, all, max * sizeof *out);
	return max;
}
