/* SPDX-License-Identifier: Apache-2.0 */
/* test_memory.c - arena, buf and vec at their edges. */
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

TEST(an_arena_gives_zeroed_aligned_memory_again_after_reset)
{
	struct arena *a = arena_open();

	for (int round = 0; round < 3; round++) {
		for (size_t n = 0; n < 3000; n += 7) {
			unsigned char *p = arena_alloc(a, n);

			assert_int_equal((uintptr_t)p % 16, 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			if (n)
				memset(p, 0xAA, n);
		}
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_close(a);
}

TEST(kept_text_is_also_a_c_string)
{
	struct arena *a = arena_open();
	struct str s = str_keep(a, str_n("hello world", 5));

	assert_string_equal(s.p, "hello");
	assert_string_equal(arena_printf(a, "%d-%s", 7, "x").p, "7-x");
	arena_close(a);
}

TEST(a_buffer_grows_and_writes_numbers_and_hex)
{
	struct buf b = { 0 };

	for (int i = 0; i < 1000; i++)
		buf_c(&b, 'x');
	buf_clear(&b);
	buf_u64(&b, 0);
	buf_c(&b, ' ');
	buf_u64(&b, UINT64_MAX);
	buf_c(&b, ' ');
	buf_hex(&b, "\x00\xff\x1a", 3);
	assert_string_equal(buf_cstr(&b), "0 18446744073709551615 00ff1a");
	buf_fini(&b);
}

TEST(a_vec_gives_zeroed_slots)
{
	VEC(int) v = { 0 };

	for (int i = 0; i < 1000; i++) {
		int *slot = vec_push(&v);

		assert_int_equal(*slot, 0);
		*slot = i;
	}
	assert_int_equal(v.n, 1000);
	assert_int_equal(v.v[999], 999);
	vec_fini(&v);
	assert_null(v.v);
}

TESTS("base/memory", CASE(an_arena_gives_zeroed_aligned_memory_again_after_reset),
      CASE(kept_text_is_also_a_c_string), CASE(a_buffer_grows_and_writes_numbers_and_hex),
      CASE(a_vec_gives_zeroed_slots))
