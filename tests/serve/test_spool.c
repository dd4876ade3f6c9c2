/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/rand.h"
#include "base/vec.h"
#include "serve/spool.h"

#include <dirent.h>
#include <sys/stat.h>

static char dir[] = "/tmp/cresset-spool-XXXXXX";
static struct arena *arena;
static struct why why;

static int up(void **state)
{
	arena = arena_open();
	return mkdtemp(dir) ? 0 : -1;
}

static int down(void **state)
{
	arena_close(arena);
	return rmdir(dir); /* fails when anything was left there */
}

static size_t names_in(const char *path)
{
	DIR *d = opendir(path);
	size_t n = 0;

	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void put(struct spool *s, struct str text, struct prng *r)
{
	while (text.n) {
		size_t n = 1 + (size_t)prng_below(r, 70000);

		assert_ok(spool_put(s, str_cut(text, 0, n), &why));
		text = str_cut(text, n < text.n ? n : text.n, text.n);
	}
}

/* Every line as it was, cut only where it is too long. */
static void check(struct spool *s, struct str text)
{
	struct str line, want;
	bool cut, more;

	assert_ok(spool_rewind(s, &why));
	while (text.n) {
		size_t end = str_find(text, '\n');

		want = str_cut(text, 0, end);
		text = end == SIZE_MAX ? STR("") : str_cut(text, end + 1, text.n);
		assert_ok(spool_line(s, &line, &cut, &more, &why));
		assert_true(more);
		assert_int_equal(cut, want.n > SPOOL_LINE_MAX);
		if (cut)
			assert_true(line.n > SPOOL_LINE_MAX && str_starts(want, line));
		else
			assert_true(str_eq(line, want));
	}
	for (int i = 0; i < 2; i++) {
		assert_ok(spool_line(s, &line, &cut, &more, &why));
		assert_false(more);
	}
}

TEST(lines_come_back_as_they_were_put)
{
	struct prng r = prng_of(3);

	for (int round = 0; round < 60; round++) {
		struct spool *s = spool_open(arena, dir);
		struct buf text = { 0 };
		uint64_t lines = prng_below(&r, round % 3 ? 3000 : 10);

		for (uint64_t i = 0; i < lines; i++) {
			uint64_t n = prng_below(&r, 400);

			if (n == 0)
				n = prng_below(&r, 5 * SPOOL_LINE_MAX);
			for (; n; n--)
				buf_c(&text, (char)('a' + n % 26));
			if (i + 1 < lines || round % 2)
				buf_c(&text, '\n');
		}
		put(s, buf_str(&text), &r);
		check(s, buf_str(&text));
		spool_close(s);
		buf_fini(&text);
	}
}

TEST(a_large_body_never_has_a_name_and_is_nobody_elses_to_read)
{
	struct spool *s = spool_open(arena, dir);
	struct buf text = { 0 };
	struct prng r = prng_of(5);
	struct stat st;
	int found = 0;

	for (int i = 0; i < 200000; i++)
		buf_puts(&text, "203.0.113.7\n");
	put(s, buf_str(&text), &r);
	assert_int_equal(names_in(dir), 0);
	for (int fd = 3; fd < 64; fd++) {
		if (fstat(fd, &st) != 0 || st.st_size < 1000000)
			continue;
		found++;
		assert_int_equal(st.st_nlink, 0);
		assert_int_equal(st.st_mode & 0777 & ~0600, 0);
	}
	assert_int_equal(found, 1);
	check(s, buf_str(&text));
	spool_close(s);
	for (int fd = 3; fd < 64; fd++)
		assert_true(fstat(fd, &st) != 0 || st.st_size < 1000000);
	spool_close(NULL);
	buf_fini(&text);
}

TEST(a_folder_that_is_gone_is_said_and_nothing_is_kept)
{
	struct spool *s = spool_open(arena, "/nowhere/at/all");
	struct buf text = { 0 };

	for (int i = 0; i <= SPOOL_MEMORY; i++)
		buf_c(&text, 'x');
	assert_int_equal(spool_put(s, buf_str(&text), &why), ERR_IO);
	spool_close(s);
	buf_fini(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(lines_come_back_as_they_were_put),
		CASE(a_large_body_never_has_a_name_and_is_nobody_elses_to_read),
		CASE(a_folder_that_is_gone_is_said_and_nothing_is_kept),
	};

	return cmocka_run_group_tests_name("serve/spool", tests, up, down);
}
