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

size_t tags_bytes(size_t buckets)
{
	return buckets * (sizeof(struct tag_bucket) + TAGS_A_BUCKET * sizeof(uint32_t));
}

void tags_at(struct tags *t, const void *at, size_t buckets)
{
	*t = (struct tags){ .buckets = buckets, .bytes = tags_bytes(buckets) };
	if (!buckets)
		return;
	t->bucket = (struct tag_bucket *)at;
	t->id = (uint32_t *)(t->bucket + buckets);
}

void tags_open(struct tags *t, size_t count)
{
	ensure(count <= UINT32_MAX);
	tags_at(t, count ? table_pages(tags_bytes(tags_buckets(count))) : NULL,
		tags_buckets(count));
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
	t->id[slot] = id;
}
