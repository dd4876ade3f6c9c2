/* SPDX-License-Identifier: Apache-2.0 */
/* test_file.c - whole files, and what a person reads when there is none. */
#include "test.h"

#include "base/file.h"

static char dir[64];

static int up(void **state)
{
	strcpy(dir, "/tmp/cresset-test-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int down(void **state)
{
	char cmd[128];

	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd);
}

TEST(what_is_published_is_what_is_read)
{
	struct arena *a = arena_open();
	const char *path = arena_printf(a, "%s/f", dir).p;
	struct str s;

	assert_ok(file_publish(path, STR("one"), 0600, NULL));
	assert_ok(file_publish(path, str_n("a\0b", 3), 0600, NULL));
	assert_ok(file_read(path, 3, a, &s, NULL));
	assert_int_equal(s.n, 3);
	assert_memory_equal(s.p, "a\0b", 3);
	arena_close(a);
}

TEST(limits_directories_and_missing_files_are_told_apart)
{
	struct arena *a = arena_open();
	const char *path = arena_printf(a, "%s/f", dir).p;
	struct buf b = { 0 };
	struct why why;
	struct str s;

	assert_ok(file_publish(path, STR("four"), 0600, NULL));
	assert_int_equal(file_read(path, 3, a, &s, &why), ERR_LIMIT);
	assert_int_equal(file_read(dir, 3, a, &s, &why), ERR_ARG);
	assert_int_equal(file_read("/nonexistent/x", 3, a, &s, &why), ERR_NOTFOUND);
	why_text(&why, LANG_EN, &b);
	assert_str(buf_str(&b), "cannot open /nonexistent/x: No such file or directory");
	buf_fini(&b);
	arena_close(a);
}

TESTS("base/file", CASE_UP(what_is_published_is_what_is_read, up, down),
      CASE_UP(limits_directories_and_missing_files_are_told_apart, up, down))
