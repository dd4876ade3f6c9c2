/* SPDX-License-Identifier: Apache-2.0 */
#include "packtest.h"

#include "pack/yaml.h"

static void refuses(const char *yaml, enum err code, enum say_id id, unsigned line, unsigned column)
{
	struct arena *a = arena_open();
	struct yaml *t;
	struct why why = { 0 };

	if (yaml_read(a, str_of(yaml), "f.yaml", &t, &why) != code || why.id != id ||
	    why.line != line || why.column != column)
		fail_msg("\"%s\": %s, %s at %u:%u", yaml, err_name(why.code), say_name(why.id),
			 (unsigned)why.line, (unsigned)why.column);
	arena_close(a);
}

TEST(maps_lists_and_texts_keep_their_order_and_places)
{
	struct arena *a = arena_open();
	struct yaml *t;

	assert_ok(yaml_read(a, STR("b: [x, \"y\"]\na:\n  k: 中文 v\n"), NULL, &t, NULL));
	assert_int_equal(t->kind, YAML_MAP);
	assert_str(t->child->key, "b");
	assert_int_equal(t->child->count, 2);
	assert_false(t->child->child->quoted);
	assert_true(t->child->child->next->quoted);
	assert_str(yaml_get(yaml_get(t, STR("a")), STR("k"))->text, "中文 v");
	assert_int_equal(yaml_get(yaml_get(t, STR("a")), STR("k"))->line, 3);
	assert_int_equal(yaml_get(yaml_get(t, STR("a")), STR("k"))->column, 6);
	assert_int_equal(yaml_get(t, STR("a"))->key_line, 2);
	assert_null(yaml_get(t, STR("nothing")));
	arena_close(a);
}

TEST(a_key_may_stand_once)
{
	refuses("a: 1\nb: 2\na: 3\n", ERR_SYNTAX, SAY_PACK_KEY_TWICE, 3, 1);
	refuses("x: {k: 1, k: 2}\n", ERR_SYNTAX, SAY_PACK_KEY_TWICE, 1, 11);
}

TEST(only_plain_yaml_is_read)
{
	refuses("a: &x 1\n", ERR_UNSUPPORTED, SAY_PACK_YAML_PLAIN, 1, 7);
	refuses("a: !!str 1\n", ERR_UNSUPPORTED, SAY_PACK_YAML_PLAIN, 1, 10);
	refuses("? [a]\n: 1\n", ERR_UNSUPPORTED, SAY_PACK_YAML_PLAIN, 1, 3);
	refuses("a: 1\n---\nb: 2\n", ERR_UNSUPPORTED, SAY_PACK_YAML_PLAIN, 3, 1);
}

TEST(nothing_and_bytes_are_no_yaml)
{
	refuses("", ERR_SYNTAX, SAY_PACK_EMPTY, 1, 1);
	refuses("# only a comment\n", ERR_SYNTAX, SAY_PACK_EMPTY, 1, 1);
	refuses("a: \xff\n", ERR_SYNTAX, SAY_PACK_NOT_TEXT, 1, 4);
}

TEST(broken_yaml_names_its_line)
{
	struct arena *a = arena_open();
	struct yaml *t;
	struct why why = { 0 };

	assert_int_equal(yaml_read(a, STR("a: 1\nb: [x, y\nc: 2\n"), "f", &t, &why), ERR_SYNTAX);
	assert_int_equal(why.id, SAY_PACK_YAML);
	assert_true(why.line >= 2 && why.line <= 4);
	arena_close(a);
}

TEST(depth_is_bounded)
{
	char deep[200];

	memset(deep, '[', 100);
	memset(deep + 100, ']', 99);
	deep[199] = 0;
	refuses(deep, ERR_LIMIT, SAY_PACK_YAML_LIMIT, 1, YAML_DEPTH + 2);
}

TESTS("pack/yaml", CASE(maps_lists_and_texts_keep_their_order_and_places),
      CASE(a_key_may_stand_once), CASE(only_plain_yaml_is_read),
      CASE(nothing_and_bytes_are_no_yaml), CASE(broken_yaml_names_its_line), CASE(depth_is_bounded))
