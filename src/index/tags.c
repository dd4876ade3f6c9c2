/* SPDX-License-Identifier: Apache-2.0 */
#include "index/tags.h"

#include "base/ensure.h"

#include <sys/mman.h>

enum { FILL = 24 }; /* numbers a bucket on average, of 32: one in 25 flows over */

/* Zeroed pages, large ones where the system has them: a probe is one random line, and with small
 * pages often a page walk as well. */
static void *map_pages(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ensure(p != MAP_FAILED);
	madvise(p, bytes, MADV_HUGEPAGE); /* may fail: then not */
	return p;
}

void tags_open(struct tags *t, size_t count)
{
	*t = (struct tags){ 0 };
	if (!count)
		return;
	ensure(count <= UINT32_MAX);
	t->buckets = count / FILL + 1;
	t->bytes = t->buckets * (sizeof *t->bucket + TAGS_A_BUCKET * sizeof *t->id);
	t->bucket = map_pages(t->bytes);
	t->id = (uint32_t *)(t->bucket + t->buckets);
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
		for (unsigned i = 0; i < TAGS_A_BUCKET; i++)
			if (!t->bucket[bucket].tag[i])
				return bucket * TAGS_A_BUCKET + i;
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
