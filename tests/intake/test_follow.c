/* SPDX-License-Identifier: Apache-2.0 */
/* test_follow.c - whatever happens to a growing log, each of its lines is given once. The story of a
 * test is told step by step, whenever the reader has nothing to read. */
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/rand.h"
#include "intake/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

static char dir[64], path[96], old_path[96];

static int up(void **state)
{
	strcpy(dir, "/tmp/cresset-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/eve.json", dir);
	snprintf(old_path, sizeof old_path, "%s/eve.json.1", dir);
	return 0;
}

static int down(void **state)
{
	char cmd[128];

	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd);
}

static void append_str(const char *file, struct str s)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);

	assert_true(fd >= 0);
	assert_ok(file_write_all(fd, s, file, NULL));
	close(fd);
}

static void append(const char *file, const char *text)
{
	append_str(file, str_of(text));
}

/* As if the last write had been so many seconds ago. */
static void age(const char *file, int seconds)
{
	struct timespec t[2];

	clock_gettime(CLOCK_REALTIME, &t[0]);
	t[0].tv_sec -= seconds;
	t[1] = t[0];
	assert_int_equal(utimensat(AT_FDCWD, file, t, 0), 0);
}

/* What happens next; the story ends with NULL. */
typedef void step(void);
struct story {
	step *const *next;
};

static bool go_on(void *ctx)
{
	struct story *s = ctx;

	if (!*s->next)
		return false;
	(*s->next++)();
	return true;
}

/* Reads through the story; blocks joined, "|" where a file begins. Returns the place behind them. */
static struct input_place read_story(const struct input_place *from, step *const *steps,
				     struct buf *out)
{
	struct story story = { steps };
	struct input_place place = { .files = 1 };
	struct input *in;
	struct str block;
	bool end = false;

	assert_ok(input_open_follow(path, from, &in, NULL));
	input_on_wait(in, go_on, &story);
	while (!end) {
		assert_ok(input_block(in, &block, &end, NULL));
		if (input_place(in).files != place.files)
			buf_c(out, '|');
		place = input_place(in);
		buf_put(out, block);
	}
	assert_null(*story.next);
	input_close(in);
	return place;
}

static void check_story(step *const *steps, const char *want)
{
	struct buf got = { 0 };

	read_story(NULL, steps, &got);
	assert_str(buf_str(&got), want);
	buf_fini(&got);
}

static void two(void)
{
	append(path, "two\n");
}

static void half(void)
{
	append(path, "ha");
}

static void other_half(void)
{
	append(path, "lf\n");
}

static void nothing(void)
{
}

static void rotated(void)
{
	assert_int_equal(rename(path, old_path), 0);
	age(old_path, 2);
}

static void made_anew(void)
{
	append(path, "");
}

static void new_line(void)
{
	append(path, "new\n");
}

static void rotated_twice(void)
{
	char older[128];

	snprintf(older, sizeof older, "%s.2", path);
	assert_int_equal(rename(path, older), 0);
	age(older, 9);
	append(old_path, "between\n");
	age(old_path, 8);
	append(path, "new\n");
}

static void late(void)
{
	append(old_path, "late\n");
	age(old_path, 2);
}

static void late_and_not_at_rest(void)
{
	append(old_path, "late\n");
}

static void at_rest(void)
{
	age(old_path, 2);
}

static void truncated(void)
{
	assert_int_equal(truncate(path, 0), 0);
}

static void removed(void)
{
	assert_int_equal(unlink(path), 0);
}

TEST(a_line_is_given_when_its_newline_comes)
{
	step *const steps[] = { two, half, nothing, other_half, half, NULL };

	append(path, "one\n");
	check_story(steps, "one\ntwo\nhalf\n"); /* the last half is not a line */
}

TEST(a_rotated_file_is_read_to_its_end_before_the_new_one)
{
	step *const steps[] = { rotated, late, made_anew, late, new_line, two, NULL };

	append(path, "one\n");
	check_story(steps, "one\nlate\nlate\n|new\ntwo\n");
}

TEST(a_file_that_came_and_was_renamed_between_two_looks_is_read)
{
	step *const steps[] = { half, rotated_twice, two, NULL };

	append(path, "one\n");
	check_story(steps, "one\nha\n|between\n|new\ntwo\n");
}

TEST(a_file_that_was_just_written_is_not_left)
{
	step *const steps[] = { rotated, late_and_not_at_rest, new_line,
				nothing, late_and_not_at_rest, at_rest,
				NULL };

	append(path, "one\n");
	check_story(steps, "one\nlate\nlate\n|new\n");
}

TEST(an_unfinished_line_ends_with_its_file)
{
	step *const steps[] = { half, rotated, new_line, half, truncated, two, NULL };

	append(path, "one\n");
	check_story(steps, "one\nha\n|new\nha\n|two\n");
}

TEST(a_truncated_file_is_read_from_its_beginning)
{
	step *const steps[] = { truncated, two, truncated, nothing, new_line, NULL };

	append(path, "one is longer\n");
	check_story(steps, "one is longer\n|two\n|new\n");
}

TEST(a_removed_file_may_come_back)
{
	step *const steps[] = { removed, nothing, new_line, NULL };

	append(path, "one\n");
	age(path, 2);
	check_story(steps, "one\n|new\n");
}

TEST(what_was_read_before_is_not_read_again)
{
	step *const first[] = { two, half, NULL }, *const then[] = { other_half, NULL };
	struct input_place place;
	struct buf got = { 0 };

	append(path, "one\n");
	place = read_story(NULL, first, &got);
	assert_str(buf_str(&got), "one\ntwo\n");
	assert_int_equal(place.offset, 8);
	buf_clear(&got);
	place = read_story(&place, then, &got);
	assert_str(buf_str(&got), "half\n");
	assert_int_equal(place.offset, 13);
	buf_fini(&got);
}

TEST(rotations_while_nobody_read_are_made_up_for)
{
	step *const none[] = { NULL }, *const then[] = { two, NULL };
	struct input_place place;
	struct buf got = { 0 };
	char older[128];

	append(path, "one\n");
	place = read_story(NULL, none, &got);
	append(path, "more\nun");
	snprintf(older, sizeof older, "%s.2", path);
	assert_int_equal(rename(path, older), 0);
	age(older, 9);
	append(old_path, "new\n");
	age(old_path, 8);
	append(path, "newer\n");
	buf_clear(&got);
	place = read_story(&place, then, &got);
	assert_str(buf_str(&got), "more\nun\n|new\n|newer\ntwo\n");
	assert_int_equal(place.files, 3);
	assert_int_equal(place.offset, 10);
	buf_fini(&got);
}

TEST(a_place_whose_file_is_gone_is_lost_and_says_so)
{
	step *const none[] = { NULL };
	struct input_place place;
	struct buf got = { 0 };
	struct input *in;

	append(path, "one\n");
	place = read_story(NULL, none, &got);
	append(old_path, "not the one\n");
	place.inode += 1000000; /* no file has it */
	assert_ok(input_open_follow(path, &place, &in, NULL));
	assert_true(input_is_lost(in));
	assert_false(input_is_resumed(in));
	input_close(in);
	buf_fini(&got);
}

TEST(a_place_behind_the_end_means_truncated)
{
	step *const none[] = { NULL };
	struct input_place place;
	struct buf got = { 0 };

	append(path, "one\ntwo\nthree\n");
	place = read_story(NULL, none, &got);
	truncated();
	append(path, "new\n");
	buf_clear(&got);
	read_story(&place, none, &got);
	assert_str(buf_str(&got), "new\n");
	truncated(); /* and grown beyond: the place is in the middle of a line now */
	append(path, "a line longer than all before\n");
	buf_clear(&got);
	read_story(&place, none, &got);
	assert_str(buf_str(&got), "a line longer than all before\n");
	buf_fini(&got);
}

TEST(the_beginning_of_the_file_can_be_peeked_at_anywhere)
{
	struct input_place place = { 0 };
	step *const steps[] = { half, other_half, NULL };
	struct story story = { steps };
	struct input *in;
	struct str head;

	append(path, "# comment\n");
	assert_ok(input_open_follow(path, NULL, &in, NULL));
	input_on_wait(in, go_on, &story);
	assert_ok(
		input_peek_line(in, 4096, &head, NULL)); /* waits for a line that says something */
	assert_str(head, "# comment\nhalf\n");
	place = input_place(in);
	assert_int_equal(place.offset, 0);
	input_close(in);
	place.offset = 10;
	assert_ok(input_open_follow(path, &place, &in, NULL));
	assert_true(input_is_resumed(in));
	assert_ok(input_peek_line(in, 4096, &head, NULL));
	assert_str(head, "# comment\nhalf\n");
	input_close(in);
}

static enum say_id why_not(const char *file)
{
	struct input *in = NULL;
	struct why why = { 0 };
	struct str head;

	if (input_open_follow(file, NULL, &in, &why) == ERR_OK)
		assert_int_equal(input_peek_line(in, 4096, &head, &why), ERR_UNSUPPORTED);
	input_close(in);
	return why.id;
}

TEST(what_cannot_be_followed_is_refused)
{
	assert_int_equal(why_not(path), SAY_INPUT_MISSING);
	assert_int_equal(why_not(dir), SAY_FOLLOW_NO_FILE);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(why_not(path), SAY_FOLLOW_NO_FILE);
	append(old_path, "\x28\xb5\x2f\xfd and the rest\n");
	assert_int_equal(why_not(old_path), SAY_FOLLOW_PACKED);
}

/* Random lines, some longer than a block, written in random cuts, with rotations and restarts. */
static struct buf truth, lines;
static struct prng draw;
static unsigned numbers;

static void draw_lines(struct buf *b)
{
	uint64_t n = prng_below(&draw, 40);

	for (uint64_t i = 0; i < n; i++) {
		size_t len = prng_below(&draw, prng_below(&draw, 30) ? 200 : 400000);

		buf_printf(b, "%u ", numbers++);
		memset(buf_reserve(b, len), 'x', len);
		b->n += len;
		buf_c(b, '\n');
	}
}

static void write_some(void)
{
	struct buf b = { 0 };

	draw_lines(&b);
	buf_put(&truth, buf_str(&b));
	append_str(path, buf_str(&b));
	buf_fini(&b);
}

static struct buf unwritten;

static void write_begin(void)
{
	size_t n;

	draw_lines(&unwritten);
	buf_put(&truth, buf_str(&unwritten));
	n = prng_below(&draw, unwritten.n + 1);
	append_str(path, str_n(unwritten.p, n));
	unwritten.n -= n;
	memmove(unwritten.p, unwritten.p + n, unwritten.n);
}

static void write_end(void)
{
	append_str(path, buf_str(&unwritten));
	buf_clear(&unwritten);
}

static void rotate_some(void)
{
	static unsigned rotations;
	char to[128];

	age(path, 3);
	if (prng_below(&draw, 2))
		return;
	snprintf(to, sizeof to, "%s.%u", path, ++rotations);
	assert_int_equal(rename(path, to), 0);
	append(path, "begin\n");
	buf_puts(&truth, "begin\n");
}

static struct input_place gather_story(struct input_place place, step *const *steps)
{
	struct buf got = { 0 };

	place = read_story(place.inode ? &place : NULL, steps, &got);
	for (size_t k = 0; k < got.n; k++)
		if (got.p[k] != '|')
			buf_c(&lines, got.p[k]);
	buf_fini(&got);
	return place;
}

TEST(no_line_is_lost_or_doubled_over_rotations_and_restarts)
{
	static step *const stories[][5] = { { write_some, NULL },
					    { rotate_some, write_begin, write_end, NULL },
					    { write_begin, NULL },
					    { write_some, rotate_some, write_some, NULL },
					    { NULL } };
	struct input_place place = { 0 };

	draw = prng_of(1);
	append(path, "");
	for (int i = 0; i < 30; i++) {
		place = gather_story(place, stories[prng_below(&draw, 5)]);
		write_end();
		if (prng_below(&draw, 2))
			write_some(); /* while nobody reads */
		rotate_some();
	}
	gather_story(place, stories[4]);
	assert_true(truth.n > 1 << 20);
	assert_int_equal(lines.n, truth.n);
	assert_memory_equal(lines.p, truth.p, truth.n);
	buf_fini(&lines);
	buf_fini(&truth);
	buf_fini(&unwritten);
}

TESTS("intake/follow", CASE_UP(a_line_is_given_when_its_newline_comes, up, down),
      CASE_UP(a_rotated_file_is_read_to_its_end_before_the_new_one, up, down),
      CASE_UP(a_file_that_came_and_was_renamed_between_two_looks_is_read, up, down),
      CASE_UP(a_file_that_was_just_written_is_not_left, up, down),
      CASE_UP(an_unfinished_line_ends_with_its_file, up, down),
      CASE_UP(a_truncated_file_is_read_from_its_beginning, up, down),
      CASE_UP(a_removed_file_may_come_back, up, down),
      CASE_UP(what_was_read_before_is_not_read_again, up, down),
      CASE_UP(rotations_while_nobody_read_are_made_up_for, up, down),
      CASE_UP(a_place_whose_file_is_gone_is_lost_and_says_so, up, down),
      CASE_UP(a_place_behind_the_end_means_truncated, up, down),
      CASE_UP(the_beginning_of_the_file_can_be_peeked_at_anywhere, up, down),
      CASE_UP(what_cannot_be_followed_is_refused, up, down),
      CASE_UP(no_line_is_lost_or_doubled_over_rotations_and_restarts, up, down))
