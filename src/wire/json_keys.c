/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_keys.c - the keys of the open objects, to find duplicates.
 *
 * A stack: while an object is innermost its keys lie together at the top. Few keys are compared
 * one by one; from FEW on the object's keys are chained in a hash table as well. Objects
 * close in the reverse order of opening, so the chains are undone by popping.
 */
#include "wire/json_inner.h"

#include "base/hash.h"

enum { FEW = 12 };

struct entry {
	struct str key;
	uint64_t hash;
	uint32_t next; /* 1 + index of the next in the chain, 0 at the end */
};

struct frame {
	uint32_t first; /* of its entries */
	bool hashed;
};

struct json_keys {
	struct arena *a;
	struct entry *v;
	size_t n, cap;
	struct frame *frames;
	unsigned depth;
	uint32_t *heads; /* 1 + index of the newest entry of a chain */
	size_t head_count;
	struct hash_key key;
};

struct json_keys *json_keys_open(struct arena *a, unsigned depth_max)
{
	struct json_keys *k = arena_new(a, struct json_keys);

	k->a = a;
	k->frames = arena_array(a, struct frame, depth_max + 1);
	return k;
}

void json_keys_enter(struct json_keys *k)
{
	k->frames[k->depth++] = (struct frame){ .first = (uint32_t)k->n };
}

void json_keys_leave(struct json_keys *k)
{
	struct frame *f = &k->frames[--k->depth];

	if (f->hashed)
		for (size_t i = k->n; i-- > f->first;)
			k->heads[k->v[i].hash & (k->head_count - 1)] = k->v[i].next;
	k->n = f->first;
}

static void chain(struct json_keys *k, size_t i)
{
	uint32_t *head = &k->heads[k->v[i].hash & (k->head_count - 1)];

	k->v[i].next = *head;
	*head = (uint32_t)i + 1;
}

/* Chains all entries of hashed frames anew, in stack order, in a table for `want` entries. */
static void grow_table(struct json_keys *k, size_t want)
{
	size_t count = k->head_count ? k->head_count : 64;

	while (count < want)
		count *= 2;
	k->heads = arena_array(k->a, uint32_t, count);
	k->head_count = count;
	for (unsigned d = 0; d < k->depth; d++) {
		size_t end = d + 1 < k->depth ? k->frames[d + 1].first : k->n;

		for (size_t i = k->frames[d].first; k->frames[d].hashed && i < end; i++)
			chain(k, i);
	}
}

static void start_hashing(struct json_keys *k, struct frame *f)
{
	if (!k->head_count)
		k->key = hash_key_random();
	for (size_t i = f->first; i < k->n; i++)
		k->v[i].hash = hash_keyed(k->key, k->v[i].key.p, k->v[i].key.n);
	if (k->head_count < 2 * k->n)
		grow_table(k, 2 * k->n);
	for (size_t i = f->first; i < k->n; i++)
		chain(k, i);
	f->hashed = true;
}

static void push(struct json_keys *k, struct str key, uint64_t hash)
{
	if (k->n == k->cap) {
		size_t cap = k->cap ? 2 * k->cap : 32;
		struct entry *v = arena_array(k->a, struct entry, cap);

		if (k->n)
			memcpy(v, k->v, k->n * sizeof *v);
		k->v = v;
		k->cap = cap;
	}
	k->v[k->n++] = (struct entry){ .key = key, .hash = hash };
}

static bool add_hashed(struct json_keys *k, const struct frame *f, struct str key)
{
	uint64_t hash = hash_keyed(k->key, key.p, key.n);

	/* Newest first: from the first entry below the frame on they belong to other objects. */
	for (uint32_t at = k->heads[hash & (k->head_count - 1)]; at > f->first;
	     at = k->v[at - 1].next)
		if (k->v[at - 1].hash == hash && str_eq(k->v[at - 1].key, key))
			return false;
	push(k, key, hash);
	if (k->head_count < k->n)
		grow_table(k, 2 * k->n);
	else
		chain(k, k->n - 1);
	return true;
}

bool json_keys_add(struct json_keys *k, struct str key)
{
	struct frame *f = &k->frames[k->depth - 1];

	if (!f->hashed && k->n - f->first >= FEW)
		start_hashing(k, f);
	if (f->hashed)
		return add_hashed(k, f, key);
	for (size_t i = f->first; i < k->n; i++)
		if (str_eq(k->v[i].key, key))
			return false;
	push(k, key, 0);
	return true;
}
