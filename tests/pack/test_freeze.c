/* SPDX-License-Identifier: Apache-2.0 */
/* Frozen bytes are the pack: the same each time, and the same pack when thawed. */
#include "packtest.h"

#include "base/rand.h"
#include "store/rectype.h"
#include "wire/json.h"

static struct str freeze(struct arena *a, const struct pack *p)
{
	struct buf b = { 0 };

	pack_freeze(p, &b);
	struct str s = str_keep(a, buf_str(&b));

	buf_fini(&b);
	return s;
}

static struct pack *leaf(struct arena *a)
{
	struct pack *p = NULL;

	assert_ok(pack_load(a, NULL, STR("cn-mobile-2017"), NULL, NULL, &p, NULL));
	return p;
}

TEST(freezing_twice_gives_the_same_bytes)
{
	struct arena *a = arena_open(), *b = arena_open();

	assert_true(str_eq(freeze(a, leaf(a)), freeze(b, leaf(b))));
	arena_close(a);
	arena_close(b);
}

TEST(a_thawed_pack_freezes_to_the_same_bytes)
{
	struct arena *a = arena_open();
	struct str frozen = freeze(a, leaf(a));
	struct pack *p = NULL;
	struct why why = { 0 };
	struct buf said = { 0 };
	enum err err = pack_thaw(a, frozen, &p, &why);

	why_text(&why, LANG_EN, &said);
	if (err)
		fail_msg("%s", buf_cstr(&said));
	assert_true(str_eq(freeze(a, p), frozen));
	assert_str(pack_id(p), "cn-mobile-2017");
	buf_fini(&said);
	arena_close(a);
}

TEST(what_was_resolved_is_there_after_thawing)
{
	struct arena *a = arena_open();
	struct pack *was = leaf(a), *p = NULL;
	size_t n, m;

	assert_ok(pack_thaw(a, freeze(a, was), &p, NULL));
	assert_non_null(pack_types(p, &n));
	pack_types(was, &m);
	assert_int_equal(n, m);
	assert_str(pack_label(p, STR("category"), STR("c2"), LANG_ZH), "命令与控制");
	assert_str(pack_parameter(p, STR("sighting_retention"))->value, "P2Y");
	arena_close(a);
}

TEST(the_member_types_is_what_the_store_reads)
{
	struct arena *a = arena_open();
	struct pack *p = leaf(a);
	struct json *j;
	struct rec_type *types;
	size_t n, m;

	assert_ok(json_parse(a, freeze(a, p), (struct json_limits){ 0 }, &j, NULL));
	assert_ok(rectype_read_all(a, json_get(j, "types"), &types, &n, NULL));
	pack_types(p, &m);
	assert_int_equal(n, m);
	arena_close(a);
}

TEST(a_small_pack_written_by_hand_thaws)
{
	struct arena *a = arena_open();
	struct pack *p;
	struct str text;

	assert_ok(file_read("fuzz/seeds/pack_thaw/small", 1 << 20, a, &text, NULL));
	assert_ok(pack_thaw(a, text, &p, NULL));
	assert_str(pack_measure(p, STR("M1"))->target, "P2Y");
	arena_close(a);
}

TEST(changed_bytes_do_not_crash_and_cut_ones_are_refused)
{
	struct arena *a = arena_open();
	struct str frozen = freeze(a, leaf(a));
	struct prng r = prng_of(7);

	for (int i = 0; i < 60; i++) {
		struct arena *b = arena_open();
		struct pack *p;
		char *copy = (char *)str_keep(b, frozen).p;

		assert_int_not_equal(
			pack_thaw(b, str_cut(frozen, 0, prng_below(&r, frozen.n)), &p, NULL),
			ERR_OK);
		copy[prng_below(&r, frozen.n)] = (char)prng_next(&r);
		(void)!pack_thaw(b, str_n(copy, frozen.n), &p, NULL);
		arena_close(b);
	}
	arena_close(a);
}

TESTS("pack/freeze", CASE(freezing_twice_gives_the_same_bytes),
      CASE(a_thawed_pack_freezes_to_the_same_bytes), CASE(what_was_resolved_is_there_after_thawing),
      CASE(the_member_types_is_what_the_store_reads), CASE(a_small_pack_written_by_hand_thaws),
      CASE(changed_bytes_do_not_crash_and_cut_ones_are_refused))
