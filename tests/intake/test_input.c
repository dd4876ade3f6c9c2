/* SPDX-License-Identifier: Apache-2.0 */
/* test_input.c - whatever the packing, the lines are the lines; whatever is broken, what was whole
 * comes out and the sentence says what is wrong. */
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/rand.h"
#include "intake/input.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

static char dir[64];
static char path[96];

static int up(void **state)
{
	strcpy(dir, "/tmp/cresset-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/f", dir);
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

static void gzip_member(struct buf *out, struct str s)
{
	z_stream z = { 0 };
	size_t bound;

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	bound = deflateBound(&z, s.n);
	z.next_in = (Bytef *)s.p;
	z.avail_in = (uInt)s.n;
	z.next_out = (Bytef *)buf_reserve(out, bound);
	z.avail_out = (uInt)bound;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->n += bound - z.avail_out;
	deflateEnd(&z);
}

static void zstd_frame(struct buf *out, struct str s)
{
	size_t bound = ZSTD_compressBound(s.n);
	size_t n = ZSTD_compress(buf_reserve(out, bound), bound, s.p, s.n, 3);

	assert_false(ZSTD_isError(n));
	out->n += n;
}

/* Lines until the end or a final error; joined by '|'. Lines that are too long show as "!". */
static enum err read_lines(struct input *in, struct buf *out, struct why *why)
{
	struct str line;
	uint64_t number, last = 0;
	bool end, cut;

	for (;;) {
		enum err e = input_line(in, &line, &number, &end, &cut, why);

		if (e == ERR_LIMIT) {
			buf_puts(out, "!|");
			assert_int_equal(number, ++last);
			continue;
		}
		if (e != ERR_OK || end)
			return e;
		assert_int_equal(number, ++last);
		buf_put(out, line);
		buf_puts(out, cut ? "$" : "|");
	}
}

/* One block as read_lines() shows it. */
static void show_block(struct str block, struct buf *out)
{
	while (block.n) {
		const char *nl = memchr(block.p, '\n', block.n);
		size_t n = nl ? (size_t)(nl - block.p) : block.n;

		buf_put(out, str_n(block.p, n));
		buf_puts(out, nl ? "|" : "$");
		block = str_cut(block, nl ? n + 1 : n, block.n);
	}
}

/* The same through blocks. */
static enum err read_blocks(struct input *in, struct buf *out, struct why *why)
{
	volatile char sum = 0; /* the bytes behind a block are ours to read */
	struct str block;
	bool end;

	for (;;) {
		struct why here = { 0 };
		enum err e = input_block(in, &block, &end, &here);

		if (e == ERR_LIMIT) {
			assert_int_equal(here.id, SAY_INPUT_LINE_LONG);
			buf_puts(out, "!|");
			continue;
		}
		if (e != ERR_OK || end) {
			assert_int_equal(block.n, 0);
			if (why)
				*why = here;
			return e;
		}
		assert_true(block.n > 0);
		for (size_t i = 0; i < INPUT_PAD; i++)
			sum = (char)(sum + block.p[block.n + i]);
		show_block(block, out);
	}
}

/* And as bytes that mean nothing; the first megabytes are kept. */
static enum err read_bytes(struct input *in, struct buf *out, struct why *why)
{
	struct str bytes;
	bool end = false;
	enum err e = ERR_OK;

	while (e == ERR_OK && !end) {
		e = input_bytes_next(in, &bytes, &end, why);
		assert_true(bytes.n <= INPUT_BLOCK && !bytes.n == (end || e != ERR_OK));
		if (out->n < 8 << 20)
			buf_put(out, bytes);
	}
	return e;
}

static struct input *open_given(void)
{
	struct input *in;

	assert_ok(input_open(path, &in, NULL));
	return in;
}

/* Blocks give the same lines as `lines`, bytes begin as `lines` does. */
static void check_other_ways(struct sha256 file, struct str lines, enum err want, enum say_id id)
{
	struct why why = { 0 };
	struct buf got = { 0 }, shown = { 0 };
	struct input *in = open_given();
	struct sha256 identity;
	size_t n;

	input_want_identity(in);
	assert_int_equal(read_blocks(in, &got, &why), want);
	assert_int_equal(why.id, id);
	identity = input_identity(in);
	assert_memory_equal(identity.b, file.b, SHA256_BYTES);
	assert_int_equal(got.n, lines.n);
	assert_memory_equal(got.n ? got.p : "", lines.n ? lines.p : "", got.n);
	input_close(in);
	buf_clear(&got);
	in = open_given();
	why = (struct why){ 0 };
	assert_int_equal(read_bytes(in, &got, &why), want);
	assert_int_equal(why.id, id);
	show_block(buf_str(&got), &shown);
	/* a broken archive gives the piece of a line, too */
	shown.n -= got.n >= 8 << 20; /* where it was cut */
	n = shown.n < lines.n ? shown.n : lines.n;
	if (!memchr(lines.n ? lines.p : "", '!', lines.n)) {
		assert_true(n == lines.n || got.n >= 8 << 20);
		assert_memory_equal(n ? shown.p : "", n ? lines.p : "", n);
	}
	input_close(in);
	buf_fini(&got);
	buf_fini(&shown);
}

static enum err lines_of(struct str file, struct buf *out, struct why *why)
{
	struct why here = { 0 };
	struct input *in;
	enum err e;

	buf_clear(out);
	put_file(file);
	e = input_open(path, &in, why);
	if (e != ERR_OK)
		return e;
	input_want_identity(in);
	e = read_lines(in, out, &here);
	assert_memory_equal(input_identity(in).b, hash_sha256(file).b, SHA256_BYTES);
	assert_int_equal(input_bytes(in), file.n);
	assert_int_equal(input_size(in), file.n);
	input_close(in);
	check_other_ways(hash_sha256(file), buf_str(out), e, e == ERR_OK ? 0 : here.id);
	if (why)
		*why = here;
	return e;
}

TEST(lines_are_the_same_plain_in_gzip_members_and_in_zstd_frames)
{
	struct buf gz = { 0 }, zst = { 0 }, got = { 0 };
	const unsigned char skippable[] = { 0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'x', 'y', 'z' };

	gzip_member(&gz, STR("one\ntw"));
	gzip_member(&gz, STR("")); /* an empty member changes nothing */
	gzip_member(&gz, STR("o\r\n\nfour"));
	buf_put(&zst, str_n((const char *)skippable, sizeof skippable));
	zstd_frame(&zst, STR("one\ntw"));
	zstd_frame(&zst, STR("o\r\n\nfour"));
	buf_put(&zst, str_n((const char *)skippable, sizeof skippable));

	assert_ok(lines_of(STR("one\ntwo\r\n\nfour"), &got, NULL));
	assert_str(buf_str(&got), "one|two\r||four$");
	assert_ok(lines_of(buf_str(&gz), &got, NULL));
	assert_str(buf_str(&got), "one|two\r||four$");
	assert_ok(lines_of(buf_str(&zst), &got, NULL));
	assert_str(buf_str(&got), "one|two\r||four$");
	for (int i = 0; i < 700; i++)
		buf_c(&gz, 0); /* the padding of a tape */
	assert_ok(lines_of(buf_str(&gz), &got, NULL));
	assert_str(buf_str(&got), "one|two\r||four$");
	buf_fini(&gz);
	buf_fini(&zst);
	buf_fini(&got);
}

TEST(few_bytes_that_only_begin_like_an_archive_are_text)
{
	struct buf got = { 0 };

	assert_ok(lines_of(STR("\x1f\x8b"), &got, NULL));
	assert_str(buf_str(&got), "\x1f\x8b$");
	assert_ok(lines_of(STR("\x28\xb5\x2f\n"), &got, NULL));
	assert_str(buf_str(&got), "\x28\xb5\x2f|");
	buf_fini(&got);
}

static struct str numbered_lines(struct buf *b, unsigned n)
{
	struct prng r = prng_of(n);

	for (unsigned i = 0; i < n; i++)
		buf_printf(b, "%u %016llx\n", i, (unsigned long long)prng_next(&r));
	return buf_str(b);
}

/* Every cut of an archive: lines that are a prefix of the truth, never a piece of one, and an
 * error unless the cut fell between two units. */
static void check_cuts(struct str file, struct str plain, size_t unit)
{
	struct buf got = { 0 };

	for (size_t n = 5; n < file.n; n += 1 + n / 40) {
		struct why why = { 0 };
		enum err e = lines_of(str_cut(file, 0, n), &got, &why);

		assert_int_equal(e, n == unit ? ERR_OK : ERR_CORRUPT);
		for (size_t i = 0; i < got.n; i++)
			got.p[i] = got.p[i] == '|' ? '\n' : got.p[i];
		assert_true(got.n <= plain.n);
		assert_memory_equal(got.n ? got.p : "", plain.p, got.n);
		assert_true(got.n == 0 || got.p[got.n - 1] == '\n');
		if (e != ERR_OK)
			assert_int_equal(why.id, SAY_INPUT_TRUNCATED);
	}
	buf_fini(&got);
}

TEST(a_truncated_archive_gives_its_whole_lines_and_then_says_so)
{
	struct buf plain = { 0 }, gz = { 0 }, zst = { 0 }, got = { 0 };
	struct str s = numbered_lines(&plain, 4000);
	size_t gz1, zst1;

	gzip_member(&gz, str_cut(s, 0, s.n / 2));
	gz1 = gz.n;
	gzip_member(&gz, str_cut(s, s.n / 2, s.n));
	zstd_frame(&zst, str_cut(s, 0, s.n / 2));
	zst1 = zst.n;
	zstd_frame(&zst, str_cut(s, s.n / 2, s.n));
	check_cuts(buf_str(&gz), s, gz1);
	check_cuts(buf_str(&zst), s, zst1);
	/* not only an empty prefix: half of the archive gives about half of the lines */
	assert_int_equal(lines_of(str_cut(buf_str(&gz), 0, gz.n * 3 / 4), &got, NULL), ERR_CORRUPT);
	assert_true(got.n > s.n / 2);
	buf_fini(&plain);
	buf_fini(&gz);
	buf_fini(&zst);
	buf_fini(&got);
}

static enum say_id reason_of(struct str file)
{
	struct buf got = { 0 };
	struct why why = { 0 };

	assert_int_equal(lines_of(file, &got, &why), ERR_CORRUPT);
	buf_fini(&got);
	return why.id;
}

TEST(damage_and_rubbish_behind_an_archive_are_told_apart)
{
	struct buf plain = { 0 }, gz = { 0 }, zst = { 0 };

	numbered_lines(&plain, 4000);
	gzip_member(&gz, buf_str(&plain));
	gz.p[gz.n / 2] ^= 0x55;
	gz.p[gz.n - 6] ^= 0x55; /* in the checksum */
	assert_int_equal(reason_of(buf_str(&gz)), SAY_INPUT_DAMAGED);
	buf_clear(&gz);
	gzip_member(&gz, buf_str(&plain));
	buf_puts(&gz, "rubbish");
	assert_int_equal(reason_of(buf_str(&gz)), SAY_INPUT_TRAILING);
	zstd_frame(&zst, buf_str(&plain));
	buf_puts(&zst, "rubbish");
	assert_int_equal(reason_of(buf_str(&zst)), SAY_INPUT_DAMAGED);
	buf_fini(&plain);
	buf_fini(&gz);
	buf_fini(&zst);
}

static void check_sentence(const char *file, enum err code, const char *en, const char *zh)
{
	struct input *in;
	struct buf b = { 0 };
	struct why why;
	char want[256];

	assert_int_equal(input_open(file, &in, &why), code);
	assert_null(in);
	why_text(&why, LANG_EN, &b);
	snprintf(want, sizeof want, en, file);
	assert_str(buf_str(&b), want);
	buf_clear(&b);
	why_text(&why, LANG_ZH, &b);
	snprintf(want, sizeof want, zh, file);
	assert_str(buf_str(&b), want);
	buf_fini(&b);
}

TEST(a_directory_a_missing_file_and_an_empty_file_have_their_own_sentences)
{
	struct buf gz = { 0 };

	check_sentence(dir, ERR_ARG, "%s: this is a directory; give a file",
		       "%s: 这是目录；请给出文件");
	check_sentence("/nonexistent/x", ERR_NOTFOUND,
		       "%s: there is no such file; check the name and the folder",
		       "%s: 没有这个文件；请检查文件名和所在目录");
	put_file(STR(""));
	check_sentence(path, ERR_SYNTAX, "%s: this input is empty: there is nothing to read in it",
		       "%s: 此输入是空的：里面没有任何内容");
	gzip_member(&gz, STR(""));
	put_file(buf_str(&gz));
	check_sentence(path, ERR_SYNTAX, "%s: this input is empty: there is nothing to read in it",
		       "%s: 此输入是空的：里面没有任何内容");
	buf_fini(&gz);
}

/* head, then n times 'x', then tail: as one gzip member of little size. */
static void gzip_long(struct buf *out, const char *head, size_t n, const char *tail)
{
	static char x[1 << 16];
	z_stream z = { 0 };
	struct {
		const char *p;
		size_t n, times;
	} part[] = { { head, strlen(head), 1 },
		     { x, sizeof x, n / sizeof x },
		     { tail, strlen(tail), 1 } };

	memset(x, 'x', sizeof x);
	assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	for (int k = 0; k < 3; k++) {
		for (size_t i = 0; part[k].n && i < part[k].times; i++) {
			z.next_in = (Bytef *)part[k].p;
			z.avail_in = (uInt)part[k].n;
			z.next_out = (Bytef *)buf_reserve(out, sizeof x * 2);
			z.avail_out = sizeof x * 2;
			assert_int_equal(deflate(&z, Z_NO_FLUSH), Z_OK);
			out->n += sizeof x * 2 - z.avail_out;
		}
	}
	z.next_out = (Bytef *)buf_reserve(out, 1 << 20);
	z.avail_out = 1 << 20;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->n += (1 << 20) - z.avail_out;
	deflateEnd(&z);
}

TEST(a_line_of_a_gigabyte_costs_that_line_and_bounded_memory)
{
	struct buf gz = { 0 }, got = { 0 };
	struct rusage before, after;

	gzip_long(&gz, "first\n", (size_t)1 << 30, "\nlast\n");
	getrusage(RUSAGE_SELF, &before);
	assert_ok(lines_of(buf_str(&gz), &got, NULL));
	getrusage(RUSAGE_SELF, &after);
	assert_str(buf_str(&got), "first|!|last|");
	/* in each of three ways to read: twice the longest line, and slack for the sanitizers */
	assert_true(after.ru_maxrss - before.ru_maxrss < 3 * (100 << 10));
	buf_clear(&gz);
	gzip_long(&gz, "first\n", (size_t)20 << 20, "");
	assert_ok(lines_of(buf_str(&gz), &got, NULL)); /* no newline behind it */
	assert_str(buf_str(&got), "first|!|");
	buf_fini(&gz);
	buf_fini(&got);
}

TEST(the_longest_line_is_given_and_one_byte_more_is_not)
{
	struct buf b = { 0 };
	struct input *in;
	struct str line;
	uint64_t number;
	bool end, cut;

	for (int more = 0; more < 2; more++) {
		struct why why = { 0 };

		buf_clear(&b);
		memset(buf_reserve(&b, INPUT_LINE_MAX + 1), 'a', INPUT_LINE_MAX + 1);
		b.n = INPUT_LINE_MAX + (size_t)more;
		buf_puts(&b, "\nz\n");
		put_file(buf_str(&b));
		assert_ok(input_open(path, &in, NULL));
		assert_int_equal(input_line(in, &line, &number, &end, &cut, &why),
				 more ? ERR_LIMIT : ERR_OK);
		assert_int_equal(line.n, more ? 0 : INPUT_LINE_MAX);
		assert_int_equal(why.line, more);
		assert_ok(input_line(in, &line, &number, &end, &cut, NULL));
		assert_str(line, "z");
		assert_int_equal(number, 2);
		input_close(in);
	}
	buf_fini(&b);
}

TEST(a_bomb_stops_at_the_bound_with_what_was_whole)
{
	struct buf gz = { 0 }, line = { 0 };
	struct input *in;
	struct why why;
	struct str all;

	gzip_long(&gz, "first\nsecond\n", (size_t)64 << 20, "");
	put_file(buf_str(&gz));
	assert_true(gz.n < 1 << 20);
	assert_ok(input_open(path, &in, NULL));
	input_bound(in, 1 << 20);
	input_want_identity(in);
	assert_int_equal(input_all(in, &all, &why), ERR_LIMIT);
	assert_str(all, "first\nsecond\n");
	assert_memory_equal(input_identity(in).b, hash_sha256(buf_str(&gz)).b, SHA256_BYTES);
	input_close(in);
	buf_fini(&gz);
	buf_fini(&line);
}

/* Lines of all lengths, mostly short, some longer than a block. */
static void draw_lines(struct prng *r, struct buf *out)
{
	uint64_t lines = prng_below(r, 3000);

	for (uint64_t i = 0; i < lines; i++) {
		size_t n = prng_below(r, prng_below(r, 400) ? 300 : 700000);

		memset(buf_reserve(out, n), 'a' + (int)(i % 26), n);
		out->n += n;
		if (i + 1 < lines || prng_below(r, 2))
			buf_c(out, '\n');
	}
	if (!out->n)
		buf_puts(out, "x");
}

/* As it is, or in a few members or frames; sometimes cut short. */
static void draw_packing(struct prng *r, struct str plain, struct buf *out)
{
	uint64_t kind = prng_below(r, 3);

	if (!kind)
		buf_put(out, plain);
	while (kind && plain.n) {
		size_t n = 1 + prng_below(r, prng_below(r, 2) ? plain.n : 2000000);
		struct str part = str_cut(plain, 0, n);

		if (kind == 1)
			gzip_member(out, part);
		else
			zstd_frame(out, part);
		plain = str_cut(plain, part.n, plain.n);
	}
	if (!prng_below(r, 3))
		out->n -= prng_below(r, out->n / 2 + 1);
}

TEST(blocks_give_the_lines_of_any_input_cut_and_packed_at_random)
{
	struct buf plain = { 0 }, packed = { 0 }, got = { 0 };
	struct prng r = prng_of(7);
	int broken = 0, whole = 0;

	for (int i = 0; i < 150; i++) {
		enum err e;

		buf_clear(&plain);
		buf_clear(&packed);
		draw_lines(&r, &plain);
		draw_packing(&r, buf_str(&plain), &packed);
		e = lines_of(buf_str(&packed), &got, NULL); /* compares with blocks */
		broken += e == ERR_CORRUPT;
		whole += e == ERR_OK;
	}
	assert_true(broken > 10 && whole > 50 && broken + whole >= 145);
	buf_fini(&plain);
	buf_fini(&packed);
	buf_fini(&got);
}

TEST(long_lines_cost_themselves_in_blocks_too)
{
	struct buf b = { 0 }, got = { 0 };
	struct prng r = prng_of(3);

	for (int i = 0; i < 6; i++) {
		buf_clear(&b);
		for (int k = 0; k < 6; k++) {
			size_t n = INPUT_LINE_MAX - 2 + prng_below(&r, 5);

			n = prng_below(&r, 2) ? n : prng_below(&r, 1000);
			memset(buf_reserve(&b, n), 'a', n);
			b.n += n;
			if (k < 5 || i % 2)
				buf_c(&b, '\n');
		}
		assert_ok(lines_of(buf_str(&b), &got, NULL));
	}
	buf_fini(&b);
	buf_fini(&got);
}

TEST(peeking_consumes_nothing)
{
	struct buf got = { 0 };
	struct input *in;
	struct str s;

	put_file(STR("abc\ndef"));
	assert_ok(input_open(path, &in, NULL));
	assert_ok(input_peek(in, 2, &s, NULL));
	assert_str(s, "ab");
	assert_ok(input_peek(in, 4096, &s, NULL));
	assert_str(s, "abc\ndef");
	assert_ok(read_lines(in, &got, NULL));
	assert_str(buf_str(&got), "abc|def$");
	input_close(in);
	assert_ok(input_open(path, &in, NULL));
	assert_ok(input_peek(in, 2, &s, NULL));
	assert_ok(input_all(in, &s, NULL));
	assert_str(s, "abc\ndef");
	input_close(in);
	buf_fini(&got);
}

static void *drip(void *file)
{
	int fd = open(file, O_WRONLY);
	const char text[] = "one\ntwo\nthree";

	for (size_t i = 0; i < sizeof text - 1; i++)
		if (write(fd, text + i, 1) != 1)
			break;
	close(fd);
	return NULL;
}

TEST(a_pipe_that_drips_gives_the_same_lines)
{
	struct buf got = { 0 };
	struct input *in;
	pthread_t t;

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(pthread_create(&t, NULL, drip, path), 0);
	assert_ok(input_open(path, &in, NULL));
	assert_ok(read_lines(in, &got, NULL));
	assert_str(buf_str(&got), "one|two|three$");
	assert_int_equal(input_size(in), 0);
	assert_int_equal(input_bytes(in), 13);
	pthread_join(t, NULL);
	input_close(in);
	buf_fini(&got);
}

TEST(a_pipe_that_drips_gives_the_same_blocks)
{
	struct buf got = { 0 };
	struct input *in;
	pthread_t t;

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(pthread_create(&t, NULL, drip, path), 0);
	assert_ok(input_open(path, &in, NULL));
	assert_ok(read_blocks(in, &got, NULL));
	assert_str(buf_str(&got), "one|two|three$");
	pthread_join(t, NULL);
	input_close(in);
	buf_fini(&got);
}

TEST(live_input_gives_its_whole_lines_at_once)
{
	struct input *in;
	struct str block;
	int fd[2];
	bool end;

	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "one\ntwo\nthr", 11), 11);
	assert_ok(input_open_fd(fd[0], "pipe", &in, NULL));
	assert_ok(input_block(in, &block, &end, NULL));
	assert_str(block, "one\ntwo\n");
	assert_int_equal(write(fd[1], "ee\n", 3), 3);
	assert_ok(input_block(in, &block, &end, NULL)); /* the producer has not ended */
	assert_str(block, "three\n");
	close(fd[1]);
	assert_ok(input_block(in, &block, &end, NULL));
	assert_true(end);
	input_close(in);
}

/* Looks at kept blocks in another thread, out of order, and gives them back. */
struct looker {
	pthread_t thread;
	int from[2], n;
	struct looked {
		struct input_hold *hold;
		struct str block;
		size_t at;
	} kept[3];
	struct str truth;
};

static void look(struct looker *l)
{
	while (l->n) {
		struct looked *k = &l->kept[--l->n];

		assert_true(k->at + k->block.n <= l->truth.n);
		assert_memory_equal(k->block.p, l->truth.p + k->at, k->block.n);
		input_give_back(k->hold);
	}
}

static void *look_loop(void *arg)
{
	struct looker *l = arg;

	while (read(l->from[0], &l->kept[l->n], sizeof l->kept[0]) == sizeof l->kept[0])
		if (++l->n == 3)
			look(l);
	look(l);
	return NULL;
}

static void check_kept(struct str file, struct str truth)
{
	struct looker l = { .truth = truth };
	struct looked k = { 0 };
	struct input *in;
	bool end = false;

	put_file(file);
	in = open_given();
	input_want_identity(in);
	input_keep_most(in, 5);
	assert_int_equal(pipe(l.from), 0);
	assert_int_equal(pthread_create(&l.thread, NULL, look_loop, &l), 0);
	while (!end) {
		assert_ok(input_block(in, &k.block, &end, NULL));
		if (end)
			break;
		k.hold = input_keep(in);
		assert_int_equal(write(l.from[1], &k, sizeof k), sizeof k);
		k.at += k.block.n;
	}
	assert_int_equal(k.at, truth.n);
	close(l.from[1]);
	pthread_join(l.thread, NULL);
	close(l.from[0]);
	assert_memory_equal(input_identity(in).b, hash_sha256(file).b, SHA256_BYTES);
	input_close(in);
}

TEST(kept_blocks_live_until_they_are_given_back)
{
	struct buf plain = { 0 }, packed = { 0 };
	struct prng r = prng_of(11);

	for (int i = 0; i < 4; i++) {
		buf_clear(&plain);
		draw_lines(&r, &plain);
		draw_lines(&r, &plain);
		check_kept(buf_str(&plain), buf_str(&plain));
		buf_clear(&packed);
		gzip_member(&packed, buf_str(&plain));
		check_kept(buf_str(&packed), buf_str(&plain));
		buf_clear(&packed);
		zstd_frame(&packed, buf_str(&plain));
		check_kept(buf_str(&packed), buf_str(&plain));
	}
	buf_fini(&plain);
	buf_fini(&packed);
}

TEST(closing_early_ends_the_threads_wherever_they_are)
{
	struct buf plain = { 0 }, gz = { 0 };
	struct prng r = prng_of(5);
	struct input *in;
	struct str block;
	bool end;

	while (plain.n < 4 << 20)
		draw_lines(&r, &plain);
	gzip_member(&gz, buf_str(&plain));
	for (int i = 0; i < 40; i++) {
		put_file(i % 2 ? buf_str(&plain) : buf_str(&gz));
		in = open_given();
		if (i % 4 < 2)
			input_want_identity(in);
		for (int k = 0; k < i / 4; k++)
			assert_ok(input_block(in, &block, &end, NULL));
		if (i % 8 == 0)
			assert_memory_equal(input_identity(in).b, hash_sha256(buf_str(&gz)).b,
					    SHA256_BYTES);
		input_close(in);
	}
	buf_fini(&plain);
	buf_fini(&gz);
}

static bool count_waits(void *ctx)
{
	int *left = ctx;

	return --*left > 0;
}

/* The producer of an archive hangs: what it gave is given, then the wait is told, and can end. */
TEST(a_pipe_with_an_archive_tells_when_it_waits)
{
	struct buf plain = { 0 }, gz = { 0 };
	struct prng r = prng_of(6);
	struct input *in;
	struct str block;
	bool end = false;
	int fd[2], waits = 3;
	size_t n = 0;

	while (plain.n < 600000)
		buf_printf(&plain, "%llu\n", (unsigned long long)prng_below(&r, 9));
	gzip_member(&gz, buf_str(&plain));
	assert_true(gz.n < 1 << 20);
	assert_int_equal(pipe(fd), 0);
	assert_true(fcntl(fd[1], F_SETPIPE_SZ, 1 << 20) >= (int)gz.n);
	assert_int_equal(write(fd[1], gz.p, gz.n), gz.n);
	assert_ok(input_open_fd(fd[0], "pipe", &in, NULL));
	input_on_wait(in, count_waits, &waits);
	while (!end) {
		assert_ok(input_block(in, &block, &end, NULL));
		n += block.n;
	}
	assert_true(waits <= 0);
	assert_true(n <= plain.n);
	input_close(in); /* the writer is still there */
	close(fd[1]);
	buf_fini(&plain);
	buf_fini(&gz);
}

TEST(a_stopped_reader_is_not_given_half_a_line)
{
	struct input *in;
	struct str block;
	int fd[2], waits = 1;
	bool end;

	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "one\ntwo\nthr", 11), 11);
	assert_ok(input_open_fd(fd[0], "pipe", &in, NULL));
	input_on_wait(in, count_waits, &waits);
	assert_ok(input_block(in, &block, &end, NULL));
	assert_str(block, "one\ntwo\n");
	assert_ok(input_block(in, &block, &end, NULL));
	assert_true(end);
	input_close(in);
	close(fd[1]);
}

TEST(real_logs_unpack_to_their_length)
{
	const char *real = SHARED("3-events/zeek-sample/zeek-default/dns.log.gz");
	struct input *in;
	struct str all;
	size_t lines = 0;

	if (!real)
		skip();
	assert_ok(input_open(real, &in, NULL));
	assert_ok(input_all(in, &all, NULL));
	for (size_t i = 0; i < all.n; i++)
		lines += all.p[i] == '\n';
	assert_true(lines > 53615);
	input_close(in);
}

TESTS("intake/input",
      CASE_UP(lines_are_the_same_plain_in_gzip_members_and_in_zstd_frames, up, down),
      CASE_UP(few_bytes_that_only_begin_like_an_archive_are_text, up, down),
      CASE_UP(a_truncated_archive_gives_its_whole_lines_and_then_says_so, up, down),
      CASE_UP(damage_and_rubbish_behind_an_archive_are_told_apart, up, down),
      CASE_UP(a_directory_a_missing_file_and_an_empty_file_have_their_own_sentences, up, down),
      CASE_UP(a_line_of_a_gigabyte_costs_that_line_and_bounded_memory, up, down),
      CASE_UP(the_longest_line_is_given_and_one_byte_more_is_not, up, down),
      CASE_UP(a_bomb_stops_at_the_bound_with_what_was_whole, up, down),
      CASE_UP(blocks_give_the_lines_of_any_input_cut_and_packed_at_random, up, down),
      CASE_UP(long_lines_cost_themselves_in_blocks_too, up, down),
      CASE_UP(peeking_consumes_nothing, up, down),
      CASE_UP(a_pipe_that_drips_gives_the_same_lines, up, down),
      CASE_UP(a_pipe_that_drips_gives_the_same_blocks, up, down),
      CASE(live_input_gives_its_whole_lines_at_once),
      CASE_UP(kept_blocks_live_until_they_are_given_back, up, down),
      CASE_UP(closing_early_ends_the_threads_wherever_they_are, up, down),
      CASE(a_pipe_with_an_archive_tells_when_it_waits),
      CASE(a_stopped_reader_is_not_given_half_a_line), CASE(real_logs_unpack_to_their_length))
