/* SPDX-License-Identifier: Apache-2.0 */
/* test_disk_search.c - what is on the disk is found in every form, and nothing else is. */
#include "test.h"

#include "base/file.h"
#include "base/hash.h"
#include "cmd/disk_search.h"

static char dir[64];
static struct disk_search *search;

static int up(void **state)
{
	strcpy(dir, "/tmp/cresset-test-XXXXXX");
	search = disk_search_open();
	return mkdtemp(dir) ? 0 : -1;
}

static int down(void **state)
{
	char cmd[128];

	disk_search_close(search);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd);
}

static void put(const char *name, struct str bytes)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_ok(file_publish(path, bytes, 0600, NULL));
}

static struct disk_search_result run(void)
{
	struct disk_search_result r;

	assert_ok(disk_search_dir(search, dir, &r, NULL));
	return r;
}

TEST(a_clean_folder_is_clean)
{
	put("a", STR("198.18.0.7 is not there, 198.18.0.70 is"));
	assert_true(disk_search_add(search, STR("198.18.0.8")));
	assert_int_equal(run().found, 0);
	assert_int_equal(run().files, 1);
}

TEST(plain_text_is_found_at_the_very_start_and_end_and_without_borders)
{
	put("start", STR("198.18.0.1"));
	put("mid", STR("xx198.18.0.2yy"));
	assert_true(disk_search_add(search, STR("198.18.0.1")));
	assert_true(disk_search_add(search, STR("198.18.0.2")));
	assert_true(disk_search_add(search, STR("198.18.0.3")));
	assert_int_equal(run().found, 2);
}

TEST(unkeyed_digests_are_found_raw_and_in_hexadecimal)
{
	static const char *const ids[] = { "13800138000", "13800138001", "13800138002" };
	unsigned char md5[MD5_BYTES], sha1[SHA1_BYTES];
	struct sha256 d = hash_sha256(str_of(ids[2]));
	struct buf b = { 0 };

	hash_md5(str_of(ids[0]), md5);
	hash_sha1(str_of(ids[1]), sha1);
	buf_puts(&b, "noise");
	buf_put(&b, str_n((char *)md5, sizeof md5));
	buf_hex(&b, sha1, sizeof sha1);
	buf_put(&b, str_n((char *)d.b, sizeof d.b));
	put("digests", buf_str(&b));
	buf_fini(&b);
	for (int i = 0; i < 3; i++)
		assert_true(disk_search_add(search, str_of(ids[i])));
	assert_int_equal(run().found, 3);
}

TEST(what_is_part_of_an_allowed_value_is_left_out_and_counted)
{
	put("a", STR("1.2.3.45"));
	assert_true(disk_search_add(search, STR("1.2.3.4")));
	disk_search_allow(search, STR("1.2.3.45"));
	assert_int_equal(run().found, 0);
	assert_int_equal(run().left_out, 1);
}

TEST(too_short_and_repeated_identifiers_are_refused)
{
	assert_false(disk_search_add(search, STR("123456")));
	assert_true(disk_search_add(search, STR("1234567")));
	assert_false(disk_search_add(search, STR("1234567")));
}

TESTS("cmd/disk_search", CASE_UP(a_clean_folder_is_clean, up, down),
      CASE_UP(plain_text_is_found_at_the_very_start_and_end_and_without_borders, up, down),
      CASE_UP(unkeyed_digests_are_found_raw_and_in_hexadecimal, up, down),
      CASE_UP(what_is_part_of_an_allowed_value_is_left_out_and_counted, up, down),
      CASE_UP(too_short_and_repeated_identifiers_are_refused, up, down))
