/* SPDX-License-Identifier: Apache-2.0 */
/* test_map.c - the map against a plain array. */
#include "test.h"

#include "base/map.h"

TEST(a_map_finds_all_it_was_given_and_nothing_else)
{
	struct map *m = map_open();
	char key[32];

	for (uint64_t i = 0; i < 20000; i++) {
		bool is_new;

		snprintf(key, sizeof key, "k%llu", (unsigned long long)(i % 10000));
		map_put(m, str_of(key), &is_new)->u += i;
		assert_int_equal(is_new, i < 10000);
	}
	assert_int_equal(map_count(m), 10000);
	for (uint64_t i = 0; i < 10000; i++) {
		snprintf(key, sizeof key, "k%llu", (unsigned long long)i);
		assert_int_equal(map_get(m, str_of(key))->u, 2 * i + 10000);
		assert_str(map_at(m, i)->key, key);
	}
	assert_null(map_get(m, STR("k10000")));
	assert_null(map_get(m, STR("")));
	map_close(m);
}

TEST(keys_may_hold_any_byte)
{
	struct map *m = map_open();

	map_put(m, str_n("a\0b", 3), NULL)->u = 1;
	map_put(m, str_n("a\0c", 3), NULL)->u = 2;
	map_put(m, STR(""), NULL)->u = 3;
	assert_int_equal(map_get(m, str_n("a\0c", 3))->u, 2);
	assert_int_equal(map_get(m, STR(""))->u, 3);
	map_close(m);
}

TESTS("base/map", CASE(a_map_finds_all_it_was_given_and_nothing_else), CASE(keys_may_hold_any_byte))
