/* SPDX-License-Identifier: Apache-2.0 */
/* test_sketch_key.c - one key a day, the same for all who ask, and gone on the next. */
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "sense/sketch_key.h"

#include <fcntl.h>
#include <sys/stat.h>

#define DAY1 1795000000000000LL /* 2026-11-18 */

static char dir[64];

static int up(void **state)
{
	struct buf keys = { 0 };

	(void)state;
	strcpy(dir, "/tmp/cresset-key-XXXXXX");
	assert_non_null(mkdtemp(dir));
	buf_printf(&keys, "%s/keys", dir);
	assert_int_equal(mkdir(buf_cstr(&keys), 0700), 0);
	buf_fini(&keys);
	return 0;
}

static int down(void **state)
{
	char cmd[128];

	(void)state;
	snprintf(cmd, sizeof cmd, "rm -r %s", dir);
	return system(cmd);
}

static bool exists(const char *name, struct stat *st)
{
	char path[128];

	snprintf(path, sizeof path, "%s/keys/%s", dir, name);
	return stat(path, st) == 0;
}

TEST(all_who_ask_on_a_day_get_one_key_and_only_the_node_reads_it)
{
	struct sketch_key a, b;
	struct stat st;

	assert_ok(sketch_key_of(dir, (struct instant){ DAY1 }, &a, NULL));
	assert_ok(sketch_key_of(dir, (struct instant){ DAY1 + US_PER_HOUR }, &b, NULL));
	assert_memory_equal(&a.key, &b.key, sizeof a.key);
	assert_string_equal(a.day, "2026-11-18");
	assert_true(exists("sketch-20261118", &st));
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 16);
}

TEST(the_next_day_has_another_key_and_the_old_one_is_overwritten_and_gone)
{
	struct sketch_key a, b;
	unsigned char now[16];
	struct stat st;
	char path[128];
	int fd;

	assert_ok(sketch_key_of(dir, (struct instant){ DAY1 }, &a, NULL));
	snprintf(path, sizeof path, "%s/keys/sketch-20261118", dir);
	fd = open(path, O_RDONLY); /* who holds the file open sees that its bytes went as well */
	assert_true(fd >= 0);
	assert_ok(sketch_key_of(dir, (struct instant){ DAY1 + US_PER_DAY }, &b, NULL));
	assert_true(memcmp(&a.key, &b.key, sizeof a.key) != 0);
	assert_string_equal(b.day, "2026-11-19");
	assert_false(exists("sketch-20261118", &st));
	assert_int_equal(pread(fd, now, sizeof now, 0), 16);
	assert_true(memcmp(now, &a.key, sizeof now) != 0);
	close(fd);
}

TEST(other_keys_and_the_key_of_the_day_stay)
{
	char path[128];
	struct sketch_key a;
	struct stat st;

	snprintf(path, sizeof path, "%s/keys/node.key", dir);
	assert_ok(file_publish(path, STR("x"), 0600, NULL));
	snprintf(path, sizeof path, "%s/keys/sketch-20261117.00ff.new", dir);
	assert_ok(file_publish(path, STR("left behind by a crash"), 0600, NULL));
	assert_ok(sketch_key_of(dir, (struct instant){ DAY1 }, &a, NULL));
	assert_ok(sketch_keys_end(dir, (struct instant){ DAY1 }, NULL));
	assert_true(exists("node.key", &st));
	assert_true(exists("sketch-20261118", &st));
	assert_false(exists("sketch-20261117.00ff.new", &st));
}

TEST(a_damaged_key_is_told_and_not_used)
{
	char path[128];
	struct sketch_key a;
	struct why why;

	snprintf(path, sizeof path, "%s/keys/sketch-20261118", dir);
	assert_ok(file_publish(path, STR("short"), 0600, NULL));
	assert_int_equal(sketch_key_of(dir, (struct instant){ DAY1 }, &a, &why), ERR_CORRUPT);
	assert_int_equal(sketch_key_of("/nowhere", (struct instant){ DAY1 }, &a, &why), ERR_IO);
}

TESTS("sense/sketch_key",
      CASE_UP(all_who_ask_on_a_day_get_one_key_and_only_the_node_reads_it, up, down),
      CASE_UP(the_next_day_has_another_key_and_the_old_one_is_overwritten_and_gone, up, down),
      CASE_UP(other_keys_and_the_key_of_the_day_stay, up, down),
      CASE_UP(a_damaged_key_is_told_and_not_used, up, down))
