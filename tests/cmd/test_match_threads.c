/* SPDX-License-Identifier: Apache-2.0 */
/* test_match_threads.c - several threads say what one says: the same hits, in order where it is asked for, the
 * same counts, the same refusals with the same line numbers. */
#include "test.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/rand.h"
#include "cmd/match_file.h"
#include "wire/domain.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

static char dir[64], list[96], log_path[96], out_path[96], err_path[96];
static struct tables tables;

static void put(const char *path, struct str s)
{
	assert_ok(file_publish(path, s, 0600, NULL));
}

static int up(void **state)
{
	struct why why = { 0 };
	const char *lists[] = { list };
	struct buf b = { 0 };

	strcpy(dir, "/tmp/cresset-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	domain_init();
	snprintf(list, sizeof list, "%s/list.txt", dir);
	snprintf(log_path, sizeof log_path, "%s/log", dir);
	snprintf(out_path, sizeof out_path, "%s/out", dir);
	snprintf(err_path, sizeof err_path, "%s/err", dir);
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "evil%d.example\n", i);
	put(list, buf_str(&b));
	buf_fini(&b);
	return tables_from_files(&tables, lists, 1, &why) == ERR_OK ? 0 : -1;
}

static int down(void **state)
{
	char cmd[128];

	tables_close(&tables);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd);
}

/* What one match wrote and counted. */
struct said {
	struct match_counts counts;
	struct buf out, err;
	uint64_t events, hits; /* told to the callbacks */
	enum err e;
};

static void on_event(void *ctx, const struct event *ev)
{
	((struct said *)ctx)->events++;
}

static void on_passing(void *ctx, const struct passing *p, size_t n)
{
	((struct said *)ctx)->events += n;
}

static enum err on_hit(void *ctx, const struct hit *h, struct str *token)
{
	static char text[32];

	snprintf(text, sizeof text, "token-%d", (int)(h->event->line % 7));
	*token = str_of(text); /* lives until the next call */
	((struct said *)ctx)->hits++;
	return ERR_OK;
}

static int redirect(int fd, const char *path)
{
	int saved = dup(fd), to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(saved >= 0 && to >= 0 && dup2(to, fd) == fd);
	close(to);
	return saved;
}

static void restore(int fd, int saved)
{
	assert_int_equal(dup2(saved, fd), fd);
	close(saved);
}

static void slurp(const char *path, struct buf *out)
{
	struct arena *a = arena_open();
	struct str s;

	assert_ok(file_read(path, 1 << 28, a, &s, NULL));
	buf_put(out, s);
	arena_close(a);
}

static struct said match_with(unsigned threads, bool ordered, bool callbacks)
{
	struct said said = { 0 };
	struct match_run run = { .threads = threads,
				 .ordered = ordered,
				 .options = { .now = { 1 } } };
	struct why why = { 0 };
	int out, err;

	if (callbacks) {
		run.ctx = &said;
		run.on_event = on_event;
		run.on_passing = on_passing;
		run.on_hit = on_hit;
	}
	match_start(&run, &tables);
	fflush(stdout);
	fflush(stderr);
	out = redirect(STDOUT_FILENO, out_path);
	err = redirect(STDERR_FILENO, err_path);
	said.e = match_file(&run, log_path, &why);
	if (said.e != ERR_OK)
		why_print(&why, stderr);
	fflush(stderr);
	restore(STDOUT_FILENO, out);
	restore(STDERR_FILENO, err);
	said.counts = run.now;
	slurp(out_path, &said.out);
	slurp(err_path, &said.err);
	match_stop(&run);
	return said;
}

static void said_fini(struct said *s)
{
	buf_fini(&s->out);
	buf_fini(&s->err);
}

static void same_counts(const struct said *a, const struct said *b)
{
	assert_int_equal(a->e, b->e);
	assert_int_equal(a->counts.lines, b->counts.lines);
	assert_int_equal(a->counts.events, b->counts.events);
	assert_int_equal(a->counts.hits, b->counts.hits);
	assert_int_equal(a->counts.refused, b->counts.refused);
	assert_int_equal(a->counts.by_kind[IND_DOMAIN], b->counts.by_kind[IND_DOMAIN]);
	assert_int_equal(a->events, b->events);
	assert_int_equal(a->hits, b->hits);
	assert_int_equal(a->out.n, b->out.n);
}

static void same_buf(const struct buf *a, const struct buf *b)
{
	assert_int_equal(a->n, b->n);
	if (a->n)
		assert_memory_equal(a->p, b->p, a->n);
}

/* The log as it lies there: one thread against several. */
static void check_same(uint64_t hits)
{
	struct said one = match_with(1, false, true), many = match_with(3, true, true);
	struct said any = match_with(4, false, false), plain = match_with(1, false, false);

	assert_true(one.counts.hits >= hits);
	assert_int_equal(one.hits, one.counts.hits);
	same_counts(&one, &many);
	same_buf(&one.out, &many.out);
	same_buf(&one.err, &many.err);
	same_counts(&plain, &any);
	said_fini(&one);
	said_fini(&many);
	said_fini(&any);
	said_fini(&plain);
}

static void eve_line(struct prng *r, struct buf *b)
{
	bool listed = !prng_below(r, 20);

	buf_printf(b,
		   "{\"timestamp\":\"2026-11-20T10:00:00.000000+0000\",\"event_type\":\"dns\","
		   "\"src_ip\":\"10.0.0.%d\",\"dest_ip\":\"192.0.2.1\",\"dns\":{\"type\":\"query\","
		   "\"rrname\":\"%s%d.example\"}}\n",
		   (int)prng_below(r, 256), listed ? "evil" : "fine", (int)prng_below(r, 100));
}

/* EVE with all that can stand in it: bad lines, empty ones, long ones. */
static void draw_eve(struct prng *r, struct buf *b, size_t bytes)
{
	while (b->n < bytes) {
		eve_line(r, b);
		if (!prng_below(r, 3000))
			buf_puts(b,
				 "{\"event_type\":\"dns\",\"dns\":{\"rrname\":\"evil1.example\"\n");
		if (!prng_below(r, 500))
			buf_puts(b, "\n");
		if (!prng_below(r, 4000)) {
			size_t n = prng_below(r, 600000);

			buf_puts(b, "{\"event_type\":\"dns\",\"x\":\"");
			memset(buf_reserve(b, n), 'x', n);
			b->n += n;
			buf_puts(b,
				 "\",\"dns\":{\"type\":\"query\",\"rrname\":\"evil2.example\"}}\n");
		}
	}
}

TEST(several_threads_say_what_one_says)
{
	struct buf b = { 0 };
	struct prng r = prng_of(1);

	draw_eve(&r, &b, 5 << 20);
	memset(buf_reserve(&b, INPUT_LINE_MAX + 9), 'x', INPUT_LINE_MAX + 9);
	b.n += INPUT_LINE_MAX + 9; /* refused by its length */
	buf_puts(&b, "\n");
	draw_eve(&r, &b, b.n + (2 << 20));
	b.n--; /* the last line has no newline */
	put(log_path, buf_str(&b));
	check_same(1000);
	buf_fini(&b);
}

TEST(a_truncated_archive_gives_its_lines_and_then_the_error)
{
	struct buf b = { 0 };
	struct prng r = prng_of(2);
	gzFile z;

	draw_eve(&r, &b, 6 << 20);
	z = gzopen(log_path, "wb1");
	assert_int_equal(gzwrite(z, b.p, (unsigned)b.n), b.n);
	gzclose(z);
	check_same(1000);
	buf_clear(&b);
	slurp(log_path, &b);
	b.n = b.n * 3 / 4;
	put(log_path, buf_str(&b));
	check_same(500);
	buf_fini(&b);
}

TEST(a_log_that_changes_to_columns_is_read_on_by_one_thread)
{
	struct buf b = { 0 };

	while (b.n < 2 << 20)
		buf_puts(&b, "{\"ts\":1763632800.0,\"id.orig_h\":\"10.0.0.1\",\"query\":\"evil3."
			     "example\"}\n");
	buf_puts(&b,
		 "#separator "
		 "\\x09\n#path\tdns\n#fields\tts\tid.orig_h\tquery\n#types\ttime\taddr\tstring\n");
	while (b.n < 4 << 20)
		buf_puts(&b, "1763632800.0\t10.0.0.1\tevil4.example\n");
	put(log_path, buf_str(&b));
	check_same(40000);
	buf_fini(&b);
}

TEST(nobody_reads_the_hits_any_more)
{
	struct match_run run = { .threads = 3 };
	struct why why = { 0 };
	struct buf b = { 0 };
	struct prng r = prng_of(3);
	int fd[2], saved = dup(STDOUT_FILENO), err;

	draw_eve(&r, &b, 8 << 20);
	put(log_path, buf_str(&b));
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(fd), 0);
	close(fd[0]);
	fflush(stdout);
	assert_int_equal(dup2(fd[1], STDOUT_FILENO), STDOUT_FILENO);
	err = redirect(STDERR_FILENO, err_path);
	match_start(&run, &tables);
	assert_int_equal(match_file(&run, log_path, &why), ERR_STOPPED);
	restore(STDOUT_FILENO, saved);
	restore(STDERR_FILENO, err);
	assert_true(run.broken);
	match_stop(&run);
	close(fd[1]);
	buf_fini(&b);
}

TESTS("cmd/match_threads", CASE_UP(several_threads_say_what_one_says, up, down),
      CASE_UP(a_truncated_archive_gives_its_lines_and_then_the_error, up, down),
      CASE_UP(a_log_that_changes_to_columns_is_read_on_by_one_thread, up, down),
      CASE_UP(nobody_reads_the_hits_any_more, up, down))
