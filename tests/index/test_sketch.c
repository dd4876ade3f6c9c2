/* SPDX-License-Identifier: Apache-2.0 */
/* test_sketch.c - what k nodes merge equals one node's, byte for byte; and the bytes are canonical. */
#include "test.h"

#include "base/hash.h"
#include "base/rand.h"
#include "index/sketch.h"
#include "index/sketch_cm.h"
#include "index/sketch_dd.h"
#include "index/sketch_hll.h"
#include "index/sketch_topk.h"

enum { NODES = 5, ROUNDS = 60 };

static void assert_same(struct buf *a, struct buf *b)
{
	assert_int_equal(a->n, b->n);
	assert_memory_equal(a->p, b->p, a->n);
}

static void assert_refused(const char *bytes, size_t n, enum err want)
{
	struct why why;

	assert_int_equal(sketch_check(str_n(bytes, n), &why), want);
}

/* ---- HyperLogLog ---- */

/* Any order, any split, any order of merging, through bytes or not. */
TEST(merging_random_splits_of_a_hyperloglog_is_one_node_bit_for_bit)
{
	struct prng r = prng_of(7);

	for (int round = 0; round < ROUNDS; round++) {
		struct hll *one = hll_open(), *node[NODES], *all = hll_open();
		uint64_t n = prng_below(&r, round % 3 ? 3000 : 40000);
		struct buf a = { 0 }, b = { 0 }, c = { 0 };

		for (int i = 0; i < NODES; i++)
			node[i] = hll_open();
		for (uint64_t i = 0; i < n; i++) {
			uint64_t h = prng_next(&r);

			hll_add(one, h);
			hll_add(node[prng_below(&r, NODES)], h);
			hll_add(node[prng_below(&r, NODES)], h); /* seen twice changes nothing */
		}
		if (round % 2)
			hll_registers(node[0]); /* nor how it is kept */
		hll_write(node[NODES - 1], &c);
		for (int i = NODES - 2; i >= 0; i--) {
			struct buf x = { 0 };

			hll_merge(all, node[i]);
			hll_write(node[i], &x);
			buf_clear(&b);
			assert_ok(sketch_merge(buf_str(&x), buf_str(&c), &b, NULL));
			buf_clear(&c);
			buf_put(&c, buf_str(&b));
			buf_fini(&x);
		}
		hll_merge(all, node[NODES - 1]);
		hll_write(one, &a);
		assert_same(&a, &c);
		buf_clear(&b);
		hll_write(all, &b);
		assert_same(&a, &b);
		assert_true(hll_estimate(one) == hll_estimate(all));
		for (int i = 0; i < NODES; i++)
			hll_close(node[i]);
		hll_close(one);
		hll_close(all);
		buf_fini(&a);
		buf_fini(&b);
		buf_fini(&c);
	}
}

TEST(a_hyperloglog_comes_back_from_its_bytes_and_changes_form_after_1024_registers)
{
	struct hll *h = hll_open(), *back;
	struct buf b = { 0 }, again = { 0 };

	for (uint64_t i = 0; i < 2000; i++) {
		uint64_t hash = i << (64 - HLL_P) | 1ull << (i % (64 - HLL_P));

		hll_add(h, hash);
		buf_clear(&b);
		hll_write(h, &b);
		assert_int_equal(b.n, i < 1024 ? 5 + 3 * (i + 1) : 5 + 12288);
		if (i % 100 && i != 1023 && i != 1024)
			continue;
		assert_ok(hll_read(buf_str(&b), &back, NULL));
		buf_clear(&again);
		hll_write(back, &again);
		assert_same(&b, &again);
		assert_true(hll_estimate(h) == hll_estimate(back));
		hll_close(back);
	}
	hll_close(h);
	buf_fini(&b);
	buf_fini(&again);
}

TEST(an_empty_hyperloglog_counts_nothing)
{
	struct hll *h = hll_open();

	assert_true(hll_is_empty(h));
	assert_true(hll_estimate(h) == 0);
	hll_registers(h);
	assert_true(hll_is_empty(h));
	assert_true(hll_estimate(h) == 0);
	hll_add(h, 0);
	assert_false(hll_is_empty(h));
	hll_close(h);
}

/* ---- count-min ---- */

static uint64_t mixed(uint64_t v)
{
	return hash_keyed((struct hash_key){ { 1, 2 } }, &v, sizeof v);
}

TEST(merging_random_splits_of_a_count_min_is_one_node_bit_for_bit)
{
	struct prng r = prng_of(8);

	for (int round = 0; round < ROUNDS; round++) {
		struct cm *one = cm_open(), *node[NODES];
		struct buf a = { 0 }, b = { 0 };

		for (int i = 0; i < NODES; i++)
			node[i] = cm_open();
		for (uint64_t i = prng_below(&r, 3000); i; i--) {
			uint64_t h = mixed(prng_below(&r, 500)), n = prng_below(&r, 1 << 20);

			assert_ok(cm_add(one, h, n, NULL));
			assert_ok(cm_add(node[prng_below(&r, NODES)], h, n, NULL));
		}
		for (int i = 1; i < NODES; i++)
			assert_ok(cm_merge(node[0], node[i], NULL));
		cm_write(one, &a);
		cm_write(node[0], &b);
		assert_same(&a, &b);
		for (int i = 0; i < NODES; i++)
			cm_close(node[i]);
		cm_close(one);
		buf_fini(&a);
		buf_fini(&b);
	}
}

TEST(a_count_min_never_says_too_little_and_seldom_much_too_much)
{
	struct cm *c = cm_open(), *back;
	struct prng r = prng_of(9);
	uint64_t truth[4000] = { 0 }, much = 0;
	struct buf b = { 0 };

	for (int i = 0; i < 200000; i++) {
		uint64_t key = prng_below(&r, 4000);

		truth[key]++;
		assert_ok(cm_add(c, mixed(key), 1, NULL));
	}
	cm_write(c, &b);
	assert_ok(cm_read(buf_str(&b), &back, NULL));
	assert_int_equal(cm_total(back), 200000);
	for (uint64_t key = 0; key < 4000; key++) {
		uint64_t says = cm_count(back, mixed(key));

		assert_true(says >= truth[key]);
		much += says - truth[key] > 200000 * 2.71828 / CM_WIDTH;
	}
	assert_true(much < 4000 * 0.0184 * 2); /* e^-4, and room for chance */
	cm_close(c);
	cm_close(back);
	buf_fini(&b);
}

TEST(a_count_min_that_would_overflow_is_left_alone)
{
	struct cm *c = cm_open(), *d = cm_open();
	struct why why;

	assert_ok(cm_add(c, 1, INT64_MAX, NULL));
	assert_int_equal(cm_add(c, 1, 1, &why), ERR_LIMIT);
	assert_ok(cm_add(d, 2, 1, NULL));
	assert_int_equal(cm_merge(c, d, &why), ERR_LIMIT);
	assert_int_equal(cm_total(c), INT64_MAX);
	cm_close(c);
	cm_close(d);
}

/* ---- DDSketch ---- */

static uint64_t random_value(struct prng *r)
{
	return prng_next(r) >> prng_below(r, 64);
}

TEST(merging_random_splits_of_a_ddsketch_is_one_node_bit_for_bit)
{
	struct prng r = prng_of(10);

	for (int round = 0; round < ROUNDS; round++) {
		struct dd *one = dd_open(), *node[NODES];
		struct buf a = { 0 }, b = { 0 };

		for (int i = 0; i < NODES; i++)
			node[i] = dd_open();
		for (uint64_t i = prng_below(&r, 5000); i; i--) {
			uint64_t v = random_value(&r);

			dd_add(dd_counts(one), v);
			dd_add(dd_counts(node[prng_below(&r, NODES)]), v);
		}
		for (int i = 1; i < NODES; i++)
			assert_ok(dd_merge(node[0], node[i], NULL));
		dd_write(one, &a);
		dd_write(node[0], &b);
		assert_same(&a, &b);
		assert_ok(sketch_check(buf_str(&a), NULL));
		for (int i = 0; i < NODES; i++)
			dd_close(node[i]);
		dd_close(one);
		buf_fini(&a);
		buf_fini(&b);
	}
}

TEST(every_value_lies_between_the_bounds_of_its_bucket_and_these_are_narrow)
{
	struct prng r = prng_of(11);

	for (int i = 0; i < 200000; i++) {
		uint64_t v = i < 5000 ? (uint64_t)i : random_value(&r) >> 16;
		double low, high;

		dd_bounds(dd_bucket(v), &low, &high);
		assert_true((double)v >= low && (double)v < high);
		assert_true(!v || (high - low) / low <= 1.0 / 64);
	}
	assert_int_equal(dd_bucket(DD_VALUE_MAX - 1) + 1, DD_BUCKETS - 1);
	assert_int_equal(dd_bucket(UINT64_MAX), DD_BUCKETS - 1);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

TEST(quantiles_are_off_by_less_than_one_in_128)
{
	enum { N = 20000 };
	static uint64_t v[N];
	struct prng r = prng_of(12);
	struct dd *d = dd_open();

	assert_true(dd_quantile(d, 0.5) == 0);
	for (int i = 0; i < N; i++) {
		v[i] = random_value(&r) >> 17;
		dd_add(dd_counts(d), v[i]);
	}
	qsort(v, N, sizeof *v, by_value);
	for (int p = 0; p <= 100; p++) {
		double want = (double)v[(uint64_t)(p / 100.0 * (N - 1))];
		double got = dd_quantile(d, p / 100.0);

		assert_true(got >= want * (1 - 1.0 / 128) - 1e-9);
		assert_true(got <= want * (1 + 1.0 / 128) + 1e-9);
	}
	dd_close(d);
}

/* ---- SpaceSaving ---- */

static uint64_t key_number(struct str key)
{
	uint64_t k;

	assert_true(str_u64(str_cut(key, 1, key.n), &k));
	return k;
}

TEST(what_is_frequent_is_in_the_list_with_bounds_that_hold)
{
	struct topk *t = topk_open();
	struct prng r = prng_of(13);
	uint64_t truth[2000] = { 0 };
	struct topk_entry e[TOPK_KEYS];
	size_t n;

	for (int i = 0; i < 100000; i++) {
		uint64_t k = prng_below(&r, 2) ? prng_below(&r, 20) : prng_below(&r, 2000);
		char key[16];

		truth[k]++;
		snprintf(key, sizeof key, "k%llu", (unsigned long long)k);
		topk_add(t, str_of(key), 1);
	}
	n = topk_list(t, e, TOPK_KEYS);
	assert_int_equal(n, TOPK_KEYS);
	for (size_t i = 0; i < n; i++) {
		uint64_t k = key_number(e[i].key);

		assert_true(e[i].count >= truth[k] && e[i].count - e[i].over <= truth[k]);
		assert_true(!i || e[i - 1].count >= e[i].count);
	}
	for (size_t i = 0; i < 20; i++)
		assert_true(key_number(e[i].key) < 20);
	assert_int_equal(topk_list(t, e, 3), 3);
	topk_close(t);
}

/* ---- bytes ---- */

#define REFUSED(lit, e) assert_refused("" lit, sizeof(lit) - 1, (e))

TEST(only_the_canonical_bytes_are_a_sketch)
{
	assert_ok(sketch_check(STR("CK\1\1\0"), NULL));
	assert_ok(sketch_check(STR("CK\1\1\0\0\0\1\0\0\x41"), NULL));
	assert_ok(sketch_check(STR("CK\2\1\0"), NULL));
	assert_ok(sketch_check(STR("CK\3\1\1\0\5"), NULL));
	REFUSED("", ERR_SYNTAX);
	REFUSED("CK\1", ERR_SYNTAX);
	REFUSED("CX\1\1\0", ERR_SYNTAX);
	REFUSED("CK\4\1\0", ERR_UNSUPPORTED);
	REFUSED("CK\1\2\0", ERR_UNSUPPORTED);
	REFUSED("CK\1\1", ERR_SYNTAX);
	REFUSED("CK\1\1\2", ERR_SYNTAX);               /* no such form */
	REFUSED("CK\1\1\0\0\0\1\0\0", ERR_SYNTAX);     /* cut */
	REFUSED("CK\1\1\0\0\0\0", ERR_SYNTAX);         /* rank 0 */
	REFUSED("CK\1\1\0\0\0\x34", ERR_SYNTAX);       /* rank 52 */
	REFUSED("CK\1\1\0\x10\0\1", ERR_SYNTAX);       /* register 2^14 */
	REFUSED("CK\1\1\0\0\0\x41\0\0\1", ERR_SYNTAX); /* order */
	REFUSED("CK\1\1\0\0\0\1\0\0\2", ERR_SYNTAX);   /* one register twice */
	REFUSED("CK\2\1\1\0\1", ERR_SYNTAX);           /* rows do not agree */
	REFUSED("CK\3\1\1\0\0", ERR_SYNTAX);           /* a count of 0 */
	REFUSED("CK\3\1\1\0\x85\0", ERR_SYNTAX);       /* a long varint */
	REFUSED("CK\3\1\2\0\5", ERR_SYNTAX);           /* one counter missing */
	REFUSED("CK\3\1\1\0\5\1", ERR_SYNTAX);         /* one too many */
	REFUSED("CK\3\1\1\x82\x18\5", ERR_SYNTAX);     /* bucket 3074 */
	REFUSED("CK\3\1\1\2\5", ERR_SYNTAX);           /* no number between 1 and 2 */
	REFUSED("CK\3\1\1\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1", ERR_SYNTAX); /* 2^64 - 1 */
}

TEST(a_dense_form_of_few_registers_is_refused)
{
	static char bytes[5 + 12288] = "CK\1\1\1";

	assert_refused(bytes, sizeof bytes, ERR_SYNTAX);
	memset(bytes + 5, 0x41, 12288); /* ranks 1, 5, 20, 16 */
	assert_ok(sketch_check(str_n(bytes, sizeof bytes), NULL));
	bytes[5] = (char)0xff; /* rank 63 */
	assert_refused(bytes, sizeof bytes, ERR_SYNTAX);
}

/* doc/formats/sketch.md, section 4. */
TEST(the_worked_examples_are_what_the_program_writes)
{
	static const char hll_want[] = "CK\1\1\0\0\0\x01\0\0\x41\0\x02\x43";
	static const char dd_want[] = "CK\3\1\3\0\3\x90\1\2\xfa\2\1";
	static const char cm_want[] = "CK\2\1\4\5\x4d\xff\x0f\x4d\xff\x0f\x4d\xfa\x0f\x4d";
	static const uint64_t delays[] = { 5, 0, 300, 0, 5, 0 };
	struct hll *h = hll_open();
	struct dd *d = dd_open();
	struct cm *c = cm_open();
	struct buf b = { 0 };

	hll_add(h, 9ull << 50 | 1ull << 47);
	hll_add(h, 0ull << 50 | 1ull << 49);
	hll_add(h, 1ull << 50 | 1ull << 49);
	hll_write(h, &b);
	assert_int_equal(b.n, sizeof hll_want - 1);
	assert_memory_equal(b.p, hll_want, b.n);
	buf_clear(&b);
	for (size_t i = 0; i < 6; i++)
		dd_add(dd_counts(d), delays[i]);
	dd_write(d, &b);
	assert_int_equal(b.n, sizeof dd_want - 1);
	assert_memory_equal(b.p, dd_want, b.n);
	buf_clear(&b);
	assert_ok(cm_add(c, 0x0000000500050005, 77, NULL));
	cm_write(c, &b);
	assert_int_equal(b.n, sizeof cm_want - 1);
	assert_memory_equal(b.p, cm_want, b.n);
	hll_close(h);
	dd_close(d);
	cm_close(c);
	buf_fini(&b);
}

TEST(sketches_of_two_kinds_are_not_merged)
{
	struct buf b = { 0 };
	struct why why;

	assert_int_equal(sketch_merge(STR("CK\1\1\0"), STR("CK\3\1\0"), &b, &why), ERR_CONFLICT);
	assert_int_equal(sketch_merge(STR("CK\2\1\0"), STR("CK\1\1\0"), &b, &why), ERR_CONFLICT);
	assert_int_equal(b.n, 0);
	buf_fini(&b);
}

TESTS("index/sketch", CASE(merging_random_splits_of_a_hyperloglog_is_one_node_bit_for_bit),
      CASE(a_hyperloglog_comes_back_from_its_bytes_and_changes_form_after_1024_registers),
      CASE(an_empty_hyperloglog_counts_nothing),
      CASE(merging_random_splits_of_a_count_min_is_one_node_bit_for_bit),
      CASE(a_count_min_never_says_too_little_and_seldom_much_too_much),
      CASE(a_count_min_that_would_overflow_is_left_alone),
      CASE(merging_random_splits_of_a_ddsketch_is_one_node_bit_for_bit),
      CASE(every_value_lies_between_the_bounds_of_its_bucket_and_these_are_narrow),
      CASE(quantiles_are_off_by_less_than_one_in_128),
      CASE(what_is_frequent_is_in_the_list_with_bounds_that_hold),
      CASE(only_the_canonical_bytes_are_a_sketch), CASE(a_dense_form_of_few_registers_is_refused),
      CASE(the_worked_examples_are_what_the_program_writes),
      CASE(sketches_of_two_kinds_are_not_merged))
