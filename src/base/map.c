/* SPDX-License-Identifier: Apache-2.0 */
/* map.c - entries in insertion order, and an open-addressed table of their numbers. */
#include "base/map.h"

#include "base/arena.h"
#include "base/ensure.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/vec.h"

struct slot {
	uint32_t tag;   /* upper half of the hash */
	uint32_t entry; /* number + 1; 0 is free */
};

struct map {
	struct arena *keys;
	VEC(struct map_entry) entries;
	struct slot *slots;
	size_t mask;
	struct hash_key key;
};

struct map *map_open(void)
{
	struct map *m = mem_zero(1, sizeof *m);

	m->keys = arena_open();
	m->key = hash_key_random();
	m->mask = 15;
	m->slots = mem_zero(m->mask + 1, sizeof *m->slots);
	return m;
}

void map_close(struct map *m)
{
	if (!m)
		return;
	arena_close(m->keys);
	vec_fini(&m->entries);
	mem_free(m->slots);
	mem_free(m);
}

/* The slot that holds key, or the free one where it belongs. */
static struct slot *find(const struct map *m, struct str key, uint64_t h)
{
	for (size_t i = h & m->mask;; i = (i + 1) & m->mask) {
		struct slot *s = &m->slots[i];

		if (!s->entry || (s->tag == h >> 32 && str_eq(m->entries.v[s->entry - 1].key, key)))
			return s;
	}
}

static void widen(struct map *m)
{
	mem_free(m->slots);
	m->mask = m->mask * 2 + 1;
	m->slots = mem_zero(m->mask + 1, sizeof *m->slots);
	for (size_t i = 0; i < m->entries.n; i++) {
		struct str k = m->entries.v[i].key;
		uint64_t h = hash_keyed(m->key, k.p, k.n);
		struct slot *s = find(m, k, h);

		*s = (struct slot){ (uint32_t)(h >> 32), (uint32_t)i + 1 };
	}
}

struct map_entry *map_put(struct map *m, struct str key, bool *is_new)
{
	uint64_t h = hash_keyed(m->key, key.p, key.n);
	struct slot *s = find(m, key, h);
	struct map_entry *e;

	if (is_new)
		*is_new = !s->entry;
	if (s->entry)
		return &m->entries.v[s->entry - 1];
	ensure(m->entries.n < UINT32_MAX - 1);
	e = vec_push(&m->entries);
	e->key = str_keep(m->keys, key);
	*s = (struct slot){ (uint32_t)(h >> 32), (uint32_t)m->entries.n };
	if (m->entries.n * 2 > m->mask)
		widen(m);
	return e;
}

struct map_entry *map_get(const struct map *m, struct str key)
{
	struct slot *s = find(m, key, hash_keyed(m->key, key.p, key.n));

	return s->entry ? &m->entries.v[s->entry - 1] : NULL;
}

size_t map_count(const struct map *m)
{
	return m->entries.n;
}

struct map_entry *map_at(const struct map *m, size_t i)
{
	ensure(i < m->entries.n);
	return &m->entries.v[i];
}
