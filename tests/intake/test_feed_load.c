/* SPDX-License-Identifier: Apache-2.0 */
/* test_feed_load.c - loading a feed through the worker tells what reading it at hand tells,
 * whatever its packing; and what goes wrong on the way is said once. */
#include "feed_log.h"

#include "base/clock.h"
#include "base/file.h"
#include "intake/feed_load.h"
#include "intake/input.h"
#include "wire/domain.h"

#include <zlib.h>

static char dir[64];
static char path[96];

static int up(void **state)
{
	domain_init();
	strcpy(dir, "/tmp/cresset-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/feed.txt", dir);
	return 0;
}

static int down(void **state)
{
	char cmd[128];

	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd);
}

static void put_file(struct str s)
{
	assert_ok(file_publish(path, s, 0600, NULL));
}

static void put_gzip(struct str s, size_t keep)
{
	struct buf b = { 0 };
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)s.p;
	z.avail_in = (uInt)s.n;
	z.next_out = (Bytef *)buf_reserve(&b, deflateBound(&z, s.n));
	z.avail_out = (uInt)b.cap;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	b.n = z.total_out;
	deflateEnd(&z);
	put_file(str_cut(buf_str(&b), 0, keep ? keep : b.n));
	buf_fini(&b);
}

static enum err load(enum feed_format format, struct buf *log, struct feed_load_result *result,
		     struct why *why)
{
	struct feed_load_job job = { .format = format };
	struct feed_sink sink = logging(log);

	buf_clear(log);
	return feed_load(path, &job, &sink, result, why);
}

#define FEED "# a list\nevil.example\n192.0.2.1\nnot a thing!\nbad.example\n"

TEST(packed_or_not_the_story_is_that_of_the_reader_at_hand)
{
	struct buf want = { 0 }, got = { 0 };
	struct feed_sink direct = logging(&want);
	struct feed_load_result r;

	assert_ok(feed_read(FEED_LIST, STR(FEED), STR(""), &direct, NULL));
	put_file(STR(FEED));
	assert_ok(load(FEED_LIST, &got, &r, NULL));
	assert_int_equal(want.n, got.n);
	assert_memory_equal(want.p, got.p, want.n);
	assert_int_equal(r.format, FEED_LIST);
	assert_int_equal(r.counts.taken, 3);
	assert_int_equal(r.counts.refused, 1);
	assert_int_equal(r.counts.read, 4);
	assert_memory_equal(r.identity.b, hash_sha256(STR(FEED)).b, SHA256_BYTES);
	put_gzip(STR(FEED), 0);
	assert_ok(load(FEED_GUESS, &got, &r, NULL));
	assert_int_equal(want.n, got.n);
	assert_memory_equal(want.p, got.p, want.n);
	assert_int_equal(r.format, FEED_LIST);
	assert_memory_not_equal(r.identity.b, hash_sha256(STR(FEED)).b, SHA256_BYTES);
	buf_fini(&want);
	buf_fini(&got);
}

TEST(a_broken_archive_gives_whole_entries_and_one_reason)
{
	struct buf text = { 0 }, got = { 0 }, b = { 0 };
	struct feed_load_result r;
	struct why why = { 0 };
	char want[300];

	for (int i = 0; i < 5000; i++)
		buf_printf(&text, "a%d.evil.example\n", i * 7919 % 100003);
	put_gzip(buf_str(&text), 6000);
	assert_int_equal(load(FEED_GUESS, &got, &r, &why), ERR_CORRUPT);
	assert_true(r.counts.taken > 100 && r.counts.taken < 5000);
	assert_int_equal(r.counts.refused, 0); /* no piece of a name was taken for one */
	why_text(&why, LANG_EN, &b);
	snprintf(want, sizeof want,
		 "%s: the gzip data ends in the middle: the file is incomplete. The whole lines "
		 "before "
		 "the break were read; fetch the file again for the rest",
		 path);
	assert_str(buf_str(&b), want);
	buf_fini(&text);
	buf_fini(&got);
	buf_fini(&b);
}

TEST(what_is_no_feed_is_refused_with_its_name)
{
	struct buf got = { 0 };
	struct feed_load_result r;
	struct why why = { 0 };

	put_file(STR(""));
	assert_int_equal(load(FEED_GUESS, &got, &r, &why), ERR_SYNTAX);
	assert_int_equal(why.id, SAY_INPUT_EMPTY);
	assert_string_equal(why.file, path);
	put_file(STR("\x7f"
		     "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0"));
	assert_int_equal(load(FEED_GUESS, &got, &r, &why), ERR_UNSUPPORTED);
	assert_string_equal(why.file, path);
	assert_int_equal(r.counts.read, 0);
	assert_int_equal(
		feed_load(dir, &(struct feed_load_job){ 0 }, &(struct feed_sink){ 0 }, &r, &why),
		ERR_ARG);
	assert_int_equal(feed_load("/nonexistent/x", &(struct feed_load_job){ 0 },
				   &(struct feed_sink){ 0 }, &r, &why),
			 ERR_NOTFOUND);
	assert_string_equal(why.file, "/nonexistent/x");
	buf_fini(&got);
}

static void count_indicator(void *ctx, const struct indicator *ind)
{
	(void)ind;
	++*(uint64_t *)ctx;
}

TEST(the_largest_real_list_loads_in_one_go)
{
	const char *real = SHARED("1-indicators/scale/maltrail-all.tsv.zst");
	struct feed_load_job job = { .format = FEED_LIST };
	struct feed_load_result r;
	uint64_t told = 0, t = clock_mono_ns();
	struct feed_sink sink = { .ctx = &told, .indicator = count_indicator };

	if (!real)
		skip();
	assert_ok(feed_load(real, &job, &sink, &r, NULL));
	printf("%llu entries, %llu taken, %llu ms\n", (unsigned long long)r.counts.read,
	       (unsigned long long)r.counts.taken,
	       (unsigned long long)(clock_mono_ns() - t) / 1000000);
	assert_int_equal(r.counts.read, 1674047);
	assert_int_equal(told, r.counts.taken);
	assert_true(r.counts.taken > 1500000);
}

TESTS("intake/feed_load", CASE_UP(packed_or_not_the_story_is_that_of_the_reader_at_hand, up, down),
      CASE_UP(a_broken_archive_gives_whole_entries_and_one_reason, up, down),
      CASE_UP(what_is_no_feed_is_refused_with_its_name, up, down),
      CASE_UP(the_largest_real_list_loads_in_one_go, up, down))
