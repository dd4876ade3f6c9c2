/* SPDX-License-Identifier: Apache-2.0 */
/* test_worker.c - the seam: all frames or an error, never a hang, never an unbounded queue. */
#include "test.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "intake/worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

enum { NUMBER = 7, TEXT = 9 };

static enum err put_number(struct frame_out *out, uint64_t v)
{
	frame_put_uint(frame_begin(out, NUMBER), v);
	return frame_end(out);
}

static uint64_t job_number(struct str job)
{
	uint64_t n;

	ensure(frame_get_uint(&job, UINT64_MAX, &n) && job.n == 0);
	return n;
}

/* Counts to the job's number; then says what it read from its descriptor. */
static enum err count_up(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	uint64_t n = job_number(job);
	char text[32];
	ssize_t got;

	for (uint64_t i = 0; i < n; i++)
		if (put_number(out, i * i) != ERR_OK)
			return why_set(why, ERR_STOPPED, SAY_NONE);
	got = read(fd_in, text, sizeof text);
	buf_put(frame_begin(out, TEXT), str_n(text, got > 0 ? (size_t)got : 0));
	return frame_end(out);
}

struct seen {
	uint64_t numbers, bytes;
	struct buf text;
	uint64_t stop_at;
};

static enum err see(void *ctx, unsigned kind, struct str payload, struct why *why)
{
	struct seen *s = ctx;
	uint64_t v;

	s->bytes += payload.n;
	if (kind == TEXT) {
		buf_put(&s->text, payload);
		return ERR_OK;
	}
	assert_int_equal(kind, NUMBER);
	assert_true(frame_get_uint(&payload, UINT64_MAX, &v) && payload.n == 0);
	assert_int_equal(v, s->numbers * s->numbers);
	s->numbers++;
	return s->stop_at && s->numbers == s->stop_at ?
		       why_set(why, ERR_DENIED, SAY_ARGS_WORD, A("x")) :
		       ERR_OK;
}

static enum err run(worker_decode_fn *decode, uint64_t n, struct seen *seen, struct why *why)
{
	struct buf job = { 0 };
	int fd[2];
	enum err e;

	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "hello", 5), 5);
	close(fd[1]);
	frame_put_uint(&job, n);
	e = worker_run(decode, fd[0], buf_str(&job), see, seen, why);
	close(fd[0]);
	buf_fini(&job);
	return e;
}

TEST(all_frames_arrive_whole_and_in_order)
{
	const uint64_t counts[] = { 0, 1, 2, 300000 };

	for (size_t i = 0; i < 4; i++) {
		struct seen seen = { 0 };

		assert_ok(run(count_up, counts[i], &seen, NULL));
		assert_int_equal(seen.numbers, counts[i]);
		assert_str(buf_str(&seen.text), "hello");
		buf_fini(&seen.text);
	}
}

static enum err fails(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	assert_ok(put_number(out, 0));
	why_set(why, ERR_UNSUPPORTED, SAY_FILE_TOO_LARGE, A("file"), A(7));
	why_at(why, "some.csv", 12, 3);
	return ERR_UNSUPPORTED;
}

TEST(the_verdict_crosses_with_its_sentence_and_place)
{
	struct seen seen = { 0 };
	struct buf b = { 0 };
	struct why why;

	assert_int_equal(run(fails, 0, &seen, &why), ERR_UNSUPPORTED);
	assert_int_equal(seen.numbers, 1); /* what came before was delivered */
	why_text(&why, LANG_EN, &b);
	assert_str(buf_str(&b), "some.csv:12:3: file is larger than the limit of 7 bytes");
	assert_int_equal(run(fails, 0, &(struct seen){ 0 }, NULL), ERR_UNSUPPORTED);
	buf_fini(&b);
}

static enum err dies(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	assert_ok(put_number(out, 0));
	assert_ok(frame_flush(out));
	assert_ok(put_number(out, 1));
	pthread_exit(NULL); /* the nearest that a thread comes to a crash */
}

TEST(a_decoder_that_dies_is_an_error_and_no_hang)
{
	struct seen seen = { 0 };
	struct why why;

	assert_int_equal(run(dies, 0, &seen, &why), ERR_CORRUPT);
	assert_int_equal(why.id, SAY_WORKER_DIED);
	assert_int_equal(seen.numbers, 1);
}

static enum err counts_forever(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	uint64_t i = 0;

	while (put_number(out, i * i) == ERR_OK)
		i++;
	return why_set(why, ERR_STOPPED, SAY_NONE);
}

TEST(a_listener_that_refuses_ends_the_job)
{
	struct seen seen = { .stop_at = 1000 };
	struct why why;

	assert_int_equal(run(counts_forever, 0, &seen, &why), ERR_DENIED);
	assert_int_equal(why.id, SAY_ARGS_WORD);
	assert_int_equal(seen.numbers, 1000);
}

static atomic_ulong put_bytes, seen_bytes, most_ahead;

static enum err puts_blocks(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	static char block[10000];

	for (uint64_t i = 0; i < job_number(job); i++) {
		buf_put(frame_begin(out, TEXT), str_n(block, sizeof block));
		assert_ok(frame_end(out));
		atomic_fetch_add(&put_bytes, sizeof block);
		if (put_bytes - seen_bytes > most_ahead)
			most_ahead = put_bytes - seen_bytes;
	}
	return ERR_OK;
}

static enum err see_slowly(void *ctx, unsigned kind, struct str payload, struct why *why)
{
	uint64_t until = clock_mono_ns() + 20000;

	while (clock_mono_ns() < until)
		;
	atomic_fetch_add(&seen_bytes, payload.n);
	return ERR_OK;
}

TEST(a_slow_listener_pushes_back)
{
	struct buf job = { 0 };

	frame_put_uint(&job, 3000);
	assert_ok(worker_run(puts_blocks, 0, buf_str(&job), see_slowly, NULL, NULL));
	assert_int_equal(seen_bytes, 30000000);
	assert_true(most_ahead < 2 << 20);
	buf_fini(&job);
}

static enum err too_large(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	struct buf *b = frame_begin(out, TEXT);

	memset(buf_reserve(b, FRAME_MAX + 1), 'x', FRAME_MAX + 1);
	b->n += FRAME_MAX + job_number(job);
	return frame_end(out);
}

TEST(the_largest_frame_passes_and_a_larger_one_is_not_sent)
{
	struct seen seen = { 0 };

	assert_ok(run(too_large, 0, &seen, NULL));
	assert_int_equal(seen.bytes, FRAME_MAX);
	assert_int_equal(run(too_large, 1, &seen, NULL), ERR_LIMIT);
	assert_int_equal(seen.bytes, FRAME_MAX);
	buf_fini(&seen.text);
}

/* Decoders that were taken over: they write what they like. */
static const struct str forged[] = {
	STR("\x00\x00\x00"),                     /* half a head */
	STR("\x05\x00\x00\x00\x07\x01"),         /* half a payload */
	STR("\xff\xff\xff\xff\x07"),             /* 4 GiB */
	STR("\x01\x00\x40\x00\x07"),             /* FRAME_MAX + 1 */
	STR("\x00\x00\x00\x00\x00"),             /* a verdict of nothing */
	STR("\x03\x00\x00\x00\x00\x63\x00\x00"), /* an error code that is none */
};

static enum err forges(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	struct str s = forged[job_number(job)];

	assert_int_equal(send(out->fd, s.p, s.n, MSG_NOSIGNAL), s.n);
	pthread_exit(NULL);
}

TEST(forged_frames_are_refused)
{
	for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
		struct seen seen = { 0 };
		struct why why = { 0 };

		assert_int_equal(run(forges, i, &seen, &why), ERR_CORRUPT);
		assert_true(why.id == SAY_WORKER_DIED || why.id == SAY_WORKER_FRAME);
		assert_int_equal(seen.numbers, 0);
	}
}

static enum err speaks_after(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	struct why fine = { 0 };

	frame_put_why(frame_begin(out, FRAME_END), &fine);
	assert_ok(frame_end(out));
	return put_number(out, 0);
}

TEST(nothing_may_follow_the_verdict)
{
	struct seen seen = { 0 };

	assert_int_equal(run(speaks_after, 0, &seen, NULL), ERR_CORRUPT);
	assert_int_equal(seen.numbers, 0);
}

TESTS("intake/worker", CASE(all_frames_arrive_whole_and_in_order),
      CASE(the_verdict_crosses_with_its_sentence_and_place),
      CASE(a_decoder_that_dies_is_an_error_and_no_hang), CASE(a_listener_that_refuses_ends_the_job),
      CASE(a_slow_listener_pushes_back),
      CASE(the_largest_frame_passes_and_a_larger_one_is_not_sent), CASE(forged_frames_are_refused),
      CASE(nothing_may_follow_the_verdict))
