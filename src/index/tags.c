/* SPDX-License-Identifier: Apache-2.0 */
#include "index/tags.h"

#include "base/ensure.h"

#include <sys/mman.h>

enum { FILL = 24 }; /* numbers a bucket on average, of 32: one in 25 flows over */

void *table_pages(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ensure(p != MAP_FAILED);
	madvise(p, bytes, MADV_HUGEPAGE); /* may fail: then not */
	return p;
}

size_t tags_buckets(size_t count)
{
	return count ? count / FILL + 1 : 0;
}

static uint32_t id_bytes(uint32_t most)
{
	return most < 1u << 8 ? 1 : most < 1u << 16 ? 2 : most < 1u << 24 ? 3 : 4;
}

size_t tags_bytes(size_t buckets, uint32_t most)
{
	size_t one = sizeof(struct tag_bucket) + (size_t)TAGS_A_BUCKET * id_bytes(most);

	return buckets ? buckets * one + sizeof(uint64_t) : 0;
}

void tags_at(struct tags *t, const void *at, size_t buckets, uint32_t most)
{
	uint32_t n = id_bytes(most);

	*t = (struct tags){ .buckets = buckets,
			    .bytes = tags_bytes(buckets, most),
			    .id_mask = n == 4 ? UINT32_MAX : (1u << (8 * n)) - 1,
			    .id_bytes = n };
	if (!buckets)
		return;
	t->bucket = (struct tag_bucket *)at;
	t->id = (unsigned char *)(t->bucket + buckets);
}

void tags_open(struct tags *t, size_t count, uint32_t most)
{
	size_t buckets = tags_buckets(count);

	ensure(count <= UINT32_MAX);
	tags_at(t, count ? table_pages(tags_bytes(buckets, most)) : NULL, buckets, most);
}

void tags_close(struct tags *t)
{
	if (t->bucket)
		munmap(t->bucket, t->bytes);
	*t = (struct tags){ 0 };
}

/* The first free slot at or behind the home of a hash. */
static size_t free_slot(const struct tags *t, size_t bucket)
{
	for (size_t tried = 0; tried < t->buckets; tried++) {
		uint32_t free = tags_compare(&t->bucket[bucket], 0);

		if (free)
			return bucket * TAGS_A_BUCKET + (unsigned)__builtin_ctz(free);
		bucket = bucket + 1 < t->buckets ? bucket + 1 : 0;
	}
	return SIZE_MAX;
}

void tags_put(struct tags *t, uint64_t hash, uint32_t id)
{
	size_t slot = free_slot(t, tags_home(t, hash));

	ensure(slot != SIZE_MAX); /* more put than announced */
	t->bucket[slot / TAGS_A_BUCKET].tag[slot % TAGS_A_BUCKET] = tags_tag(hash);
	ensure((id & t->id_mask) == id);
	memcpy(t->id + slot * t->id_bytes, &id, t->id_bytes); /* its low bytes */
}
