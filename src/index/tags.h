/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tags.h - from a 64-bit keyed hash to the few numbers that may be meant: the table under all others.
 *
 * A bucket is one cache line of 32 short tags (16 bits of the hash); the numbers stand in an array
 * beside it, touched only when a tag fits. A full bucket flows over into the next. The table
 * proposes, the caller disposes: it compares the text itself on every proposal, so that a false
 * tag (1 in about 2,700 probes) costs time and never a false hit.
 *
 * A table is filled once, up to the count given at open, and then only read: by any number of
 * threads. Whoever chooses names cannot craft collisions without the key of the hash.
 *
 * Room: index (private). May include: base.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#elif defined __SSE2__
#include <emmintrin.h>
#endif

enum { TAGS_A_BUCKET = 32 };

struct tag_bucket {
	_Alignas(64) uint16_t tag[TAGS_A_BUCKET]; /* 0: free; they fill from the front */
};

struct tags {
	struct tag_bucket *bucket;
	unsigned char *id; /* TAGS_A_BUCKET a bucket, of id_bytes each */
	size_t buckets;
	size_t bytes; /* mapped */
	uint32_t id_mask;
	uint32_t id_bytes; /* 1 to 4: as few as the largest number needs */
};

/* Zeroed memory, in large pages where the system has them: a probe is one random line, and with small
 * pages often a page walk as well. Ended with munmap(). */
void *table_pages(size_t bytes);

/* Room for `count` numbers up to `most`, at three quarters full. count 0: a table that proposes nothing. */
void tags_open(struct tags *t, size_t count, uint32_t most);
void tags_close(struct tags *t);
/* How many buckets, and bytes, a table for `count` has; 0 for none. */
size_t tags_buckets(size_t count);
size_t tags_bytes(size_t buckets, uint32_t most);
/* A table of so many buckets that stands filled at `at` (64-byte aligned); never to be closed. */
void tags_at(struct tags *t, const void *at, size_t buckets, uint32_t most);

/* The number in a slot. (Behind the last there is room for a whole word.) */
static inline uint32_t tags_id(const struct tags *t, size_t slot)
{
	uint32_t v;

	memcpy(&v, t->id + slot * t->id_bytes, sizeof v);
	return v & t->id_mask;
}
void tags_put(struct tags *t, uint64_t hash, uint32_t id);

static inline size_t tags_home(const struct tags *t, uint64_t hash)
{
	return (size_t)(((hash >> 32) * t->buckets) >> 32);
}

static inline uint16_t tags_tag(uint64_t hash)
{
	uint16_t tag = (uint16_t)hash;

	return tag ? tag : 1;
}

static inline void tags_prefetch(const struct tags *t, uint64_t hash)
{
	if (t->buckets)
		__builtin_prefetch(&t->bucket[tags_home(t, hash)]);
}

/* The lines that tags_put() will write. */
static inline void tags_prefetch_put(const struct tags *t, uint64_t hash)
{
	size_t home = tags_home(t, hash);

	__builtin_prefetch(&t->bucket[home], 1);
	__builtin_prefetch(&t->id[home * TAGS_A_BUCKET * t->id_bytes], 1);
	__builtin_prefetch(&t->id[(home * TAGS_A_BUCKET + TAGS_A_BUCKET / 2) * t->id_bytes], 1);
}

/* Which of the 32 tags are `tag`, as bits. */
static inline uint32_t tags_compare(const struct tag_bucket *b, uint16_t tag)
{
#ifdef __AVX512BW__
	return _mm512_cmpeq_epi16_mask(_mm512_load_si512(b->tag), _mm512_set1_epi16((short)tag));
#elif defined __AVX2__
	const __m256i *p = (const __m256i *)b->tag;
	__m256i t = _mm256_set1_epi16((short)tag);
	__m256i both = _mm256_packs_epi16(_mm256_cmpeq_epi16(_mm256_load_si256(p), t),
					  _mm256_cmpeq_epi16(_mm256_load_si256(p + 1), t));

	/* packing goes by 16-byte lanes: 0, 2, 1, 3 puts them in order */
	return (uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(both, 0xD8));
#elif defined __SSE2__
	const __m128i *p = (const __m128i *)b->tag;
	__m128i t = _mm_set1_epi16((short)tag);
	__m128i lo = _mm_packs_epi16(_mm_cmpeq_epi16(_mm_load_si128(p), t),
				     _mm_cmpeq_epi16(_mm_load_si128(p + 1), t));
	__m128i hi = _mm_packs_epi16(_mm_cmpeq_epi16(_mm_load_si128(p + 2), t),
				     _mm_cmpeq_epi16(_mm_load_si128(p + 3), t));

	return (uint32_t)_mm_movemask_epi8(lo) | (uint32_t)_mm_movemask_epi8(hi) << 16;
#else
	uint32_t m = 0;

	for (unsigned i = 0; i < TAGS_A_BUCKET; i++)
		m |= (uint32_t)(b->tag[i] == tag) << i;
	return m;
#endif
}

/* A walk over the proposals for one hash. */
struct tags_probe {
	const struct tags *t;
	size_t bucket;
	uint32_t left; /* fitting tags of this bucket not yet proposed */
	uint16_t tag;
};

static inline struct tags_probe tags_probe(const struct tags *t, uint64_t hash)
{
	struct tags_probe p = { .t = t };

	if (!t->buckets)
		return p;
	p.bucket = tags_home(t, hash);
	p.tag = tags_tag(hash);
	p.left = tags_compare(&t->bucket[p.bucket], p.tag);
	return p;
}

static inline bool tags_next(struct tags_probe *p, uint32_t *id)
{
	unsigned slot;

	while (!p->left) {
		/* a bucket with a free slot ends the walk; tables are never full */
		if (!p->t->buckets || !p->t->bucket[p->bucket].tag[TAGS_A_BUCKET - 1])
			return false;
		p->bucket = p->bucket + 1 < p->t->buckets ? p->bucket + 1 : 0;
		p->left = tags_compare(&p->t->bucket[p->bucket], p->tag);
	}
	slot = (unsigned)__builtin_ctz(p->left);
	p->left &= p->left - 1;
	*id = tags_id(p->t, p->bucket * TAGS_A_BUCKET + slot);
	return true;
}
