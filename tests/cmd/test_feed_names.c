/* SPDX-License-Identifier: Apache-2.0 */
/* test_feed_names.c - two files never replace one another unseen. */
#include "test.h"

#include "cmd/feed_names.h"

static void assert_names(const char *const *paths, const char *const *want, size_t n)
{
	struct arena *a = arena_open();
	struct str *names = feed_names(a, paths, n);

	for (size_t i = 0; i < n; i++)
		assert_str(names[i], want[i]);
	arena_close(a);
}

TEST(a_file_is_called_by_its_name_without_its_packing)
{
	static const char *const paths[] = { "/feeds/2026-11-20/c2.txt.gz", "plain", "x.zst",
					     ".gz" };
	static const char *const want[] = { "c2.txt", "plain", "x", ".gz" };

	assert_names(paths, want, 4);
}

TEST(equal_names_keep_as_many_folders_as_it_takes_and_others_keep_none)
{
	static const char *const paths[] = { "e/a/s.md5", "e/b/s.md5", "f/b/s.md5", "e/a/s.sha1" };
	static const char *const want[] = { "a/s.md5", "e/b/s.md5", "f/b/s.md5", "s.sha1" };

	assert_names(paths, want, 4);
}

TEST(one_path_given_twice_is_one_feed)
{
	static const char *const paths[] = { "d/x.txt", "d/x.txt" };
	static const char *const want[] = { "x.txt", "x.txt" };

	assert_names(paths, want, 2);
}

TEST(a_packed_and_an_open_file_of_one_folder_do_not_hang)
{
	static const char *const paths[] = { "x.txt", "x.txt.gz", "d/x.txt" };
	static const char *const want[] = { "x.txt", "x.txt", "d/x.txt" };

	assert_names(paths, want, 3);
}

TESTS("cmd/feed_names", CASE(a_file_is_called_by_its_name_without_its_packing),
      CASE(equal_names_keep_as_many_folders_as_it_takes_and_others_keep_none),
      CASE(one_path_given_twice_is_one_feed),
      CASE(a_packed_and_an_open_file_of_one_folder_do_not_hang))
