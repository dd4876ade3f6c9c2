/* SPDX-License-Identifier: Apache-2.0 */
/* test_door.c - one writer, whoever it is: killed, crowded, cut off, out of disk. */
#include "fixture.h"
#include "fixture_batches.h"

#include "base/rand.h"
#include "store/frame.h"
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static void nap(unsigned ms)
{
	const struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

/* ---- children ---- */

/* Commits batch after batch and tells each that was confirmed by one byte. Never returns. */
static void commit_for_ever(int who, int tell)
{
	struct node *n = NULL;
	struct door *d = NULL;

	if (node_open(fx_dir, &n, NULL) != ERR_OK || door_open(n, &d, NULL) != ERR_OK)
		_exit(9);
	for (int i = 0;; i++) {
		struct arena *a = arena_open();
		struct batch *b = numbered(who, i, true);
		struct batch_result r;

		if (door_commit(d, b, a, &r, NULL) != ERR_OK || r.repeated ||
		    write(tell, "x", 1) != 1)
			_exit(8);
		batch_close(b);
		arena_close(a);
	}
}

/* A running node, until its stdin is closed; one byte says that it listens. Never returns. */
static void run_node(int tell, int until)
{
	struct node *n = NULL;
	struct writer *w = NULL;
	char c;

	if (node_open(fx_dir, &n, NULL) != ERR_OK || writer_start(n, &w, NULL) != ERR_OK ||
	    writer_listen(w, NULL) != ERR_OK || write(tell, "r", 1) != 1)
		_exit(9);
	while (read(until, &c, 1) > 0)
		;
	writer_stop(w);
	node_close(n);
	_exit(0);
}

struct child {
	pid_t pid;
	int said, hold; /* what it says; it ends when hold is closed */
};

static struct child start_node(void)
{
	int said[2], hold[2];
	struct child c;
	char byte;

	assert_int_equal(pipe2(said, O_CLOEXEC) + pipe2(hold, O_CLOEXEC), 0);
	c.pid = fork();
	if (c.pid == 0) {
		close(hold[1]);
		run_node(said[1], hold[0]);
	}
	close(said[1]);
	close(hold[0]);
	assert_int_equal(read(said[0], &byte, 1), 1);
	c.said = said[0];
	c.hold = hold[1];
	return c;
}

static int end(struct child *c, int with)
{
	int status;

	if (with)
		kill(c->pid, with);
	close(c->hold);
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	close(c->said);
	return status;
}

/* ---- kill -9 ---- */

static int64_t count_confirmed(int fd)
{
	char buf[4096];
	int64_t n = 0;
	ssize_t got;

	while ((got = read(fd, buf, sizeof buf)) > 0)
		n += got;
	return n;
}

TEST(a_batch_survives_kill_9_wholly_or_not_at_all)
{
	int64_t confirmed = 0;
	struct prng r = prng_of(11);

	for (int round = 0; round < 8; round++) {
		int said[2];
		pid_t pid;

		assert_int_equal(pipe2(said, O_CLOEXEC), 0);
		pid = fork();
		if (pid == 0)
			commit_for_ever(round, said[1]);
		close(said[1]);
		nap(40 + (unsigned)prng_below(&r, 200));
		kill(pid, SIGKILL);
		confirmed += count_confirmed(said[0]);
		close(said[0]);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		/* What was confirmed is there; of what was not, at most the last one of each life. */
		assert_in_range(whole_batches(), (uintmax_t)confirmed,
				(uintmax_t)(confirmed + round + 1));
	}
	assert_true(confirmed > 8);
}

TEST(a_killed_node_costs_its_clients_nothing_but_to_ask_again)
{
	struct prng r = prng_of(12);
	int done = 0;

	for (int round = 0; round < 4; round++) {
		struct child c = start_node();
		struct node *n = NULL;
		struct door *d = NULL;
		uint64_t until;
		enum err e = ERR_OK;

		fx_ok(node_open(fx_dir, &n, FX));
		fx_ok(door_open(n, &d, FX));
		assert_false(door_is_local(d));
		until = clock_mono_ns() + (30 + prng_below(&r, 150)) * 1000000;
		while (e == ERR_OK) {
			struct arena *a = arena_open();
			struct batch *b = numbered(0, done, true);
			struct batch_result res;
			struct why why;

			if (clock_mono_ns() > until && c.pid) {
				kill(c.pid, SIGKILL);
			}
			e = door_commit(d, b, a, &res, &why);
			if (e == ERR_OK)
				done++;
			else
				assert_int_equal(why.id, SAY_DOOR_LOST);
			batch_close(b);
			arena_close(a);
		}
		end(&c, SIGKILL);
		door_close(d);
		/* The same again, now with nobody running: exactly once, whatever became of it. */
		fx_ok(door_open(n, &d, FX));
		assert_true(door_is_local(d));
		{
			struct arena *a = arena_open();
			struct batch *b = numbered(0, done, true);
			struct batch_result res;

			fx_ok(door_commit(d, b, a, &res, FX));
			done++;
			batch_close(b);
			arena_close(a);
		}
		door_close(d);
		node_close(n);
		assert_int_equal(whole_batches(), done);
	}
}

/* ---- two processes ---- */

TEST(a_command_finds_the_running_node_and_gets_the_same_answers)
{
	struct arena *a = arena_open();
	struct child c = start_node();
	struct batch *b = batch_open(STR("t"), STR("r"));
	struct batch_result r;

	batch_put(b, STR("party"), STR(""), STR("{\"code\":\"c1\",\"name\":\"N\"}"), 1);
	batch_put(b, STR("party"), STR(""), STR("{\"code\":\"c2\",\"colour\":\"red\"}"), 42);
	r = fx_commit(b, a);
	assert_int_equal(r.added, 1);
	assert_int_equal(r.refused, 1);
	assert_int_equal(r.refusal_count, 1);
	assert_int_equal(r.refusals[0].line, 42);
	assert_int_equal(r.refusals[0].why.code, ERR_SYNTAX);
	{
		struct buf text = { 0 };

		why_text(&r.refusals[0].why, LANG_EN, &text);
		assert_str(buf_str(&text), "42: party has no field \"colour\"");
		buf_fini(&text);
	}
	assert_int_equal(end(&c, 0), 0);
	assert_rows(a, 0, "SELECT code FROM party", "c1");
	assert_int_not_equal(access(arena_printf(a, "%s/node.sock", fx_dir).p, F_OK), 0);
	arena_close(a);
}

TEST(the_second_writer_is_told_who_the_first_is)
{
	struct child c = start_node();
	struct node *n = NULL;
	struct writer *w;
	struct why why;
	struct buf text = { 0 };
	char pid[20];

	fx_ok(node_open(fx_dir, &n, FX));
	assert_int_equal(writer_start(n, &w, &why), ERR_BUSY);
	assert_null(w);
	why_sentence(&why, LANG_EN, &text);
	snprintf(pid, sizeof pid, "process %d)", (int)c.pid);
	assert_non_null(strstr(buf_cstr(&text), pid));
	node_close(n);
	buf_fini(&text);
	end(&c, 0);
}

TEST(two_commands_take_turns)
{
	pid_t pid[3];

	for (int i = 0; i < 3; i++) {
		pid[i] = fork();
		if (pid[i])
			continue;
		for (int k = 0; k < 5; k++) {
			struct arena *a = arena_open();

			fx_commit(numbered(i, k, false), a);
			arena_close(a);
		}
		_exit(0);
	}
	for (int i = 0; i < 3; i++) {
		int status = -1;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(whole_batches(), 15);
}

/* ---- many at once ---- */

struct crowd {
	struct writer *w;
	int who, failed;
};

static void *one_of_the_crowd(void *arg)
{
	struct crowd *c = arg;

	for (int i = 0; i < 10; i++) {
		struct arena *a = arena_open();
		/* Every third names a file that is not there: it fails alone. */
		bool bad = i % 3 == 2;
		struct batch *b = numbered(c->who, i, true);
		struct batch_result r;
		enum err e;

		if (bad)
			batch_file(b, STR("sets/missing"), hash_sha256(STR("")));
		e = writer_commit(c->w, b, a, &r, NULL);
		c->failed += (e == ERR_OK) == bad || (!bad && r.added != ROWS);
		batch_close(b);
		arena_close(a);
	}
	return NULL;
}

TEST(batches_that_wait_together_stand_or_fall_alone)
{
	enum { CROWD = 8 };
	struct node *n = NULL;
	struct writer *w = NULL;
	pthread_t t[CROWD];
	struct crowd c[CROWD];

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(writer_start(n, &w, FX));
	for (int i = 0; i < CROWD; i++) {
		c[i] = (struct crowd){ .w = w, .who = i };
		assert_int_equal(pthread_create(&t[i], NULL, one_of_the_crowd, &c[i]), 0);
	}
	for (int i = 0; i < CROWD; i++) {
		pthread_join(t[i], NULL);
		assert_int_equal(c[i].failed, 0);
	}
	writer_stop(w);
	node_close(n);
	assert_int_equal(whole_batches(), CROWD * 7);
	assert_int_equal(number("SELECT count(*) FROM batch"), CROWD * 7);
}

/* ---- the socket ---- */

TEST(strangers_on_the_socket_are_shown_the_door_and_nobody_else)
{
	static const char *const says[] = { "GET / HTTP/1.1\r\n\r\n", "CRS1\xff\xff\xff\xff",
					    "CRS1", "CRS1\0\0\0\x10half", "" };
	struct child c = start_node();
	struct arena *a = arena_open();

	for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
		int fd = frame_connect(fx_dir);
		size_t n = i == 3 ? 12 : strlen(says[i]);

		assert_true(fd >= 0);
		if (i == 1)
			n = 8;
		assert_int_equal(send(fd, says[i], n, 0), n);
		close(fd);
	}
	assert_int_equal(fx_put(a, "remark", "{\"text\":\"still here\"}").added, 1);
	assert_int_equal(end(&c, 0), 0);
	arena_close(a);
}

TEST(a_frame_of_nonsense_is_answered_with_a_reason)
{
	struct child c = start_node();
	struct arena *a = arena_open();
	int fd = frame_connect(fx_dir);
	struct batch_result r;
	struct buf in = { 0 };
	struct why why;
	size_t n;

	assert_true(frame_send(fd, STR("hello")));
	assert_true(frame_head(fd, FRAME_RESULT_MAX, &n) && frame_body(fd, n, &in));
	assert_int_equal(frame_result_read(buf_str(&in), a, &r, &why), ERR_SYNTAX);
	assert_int_equal(why.id, SAY_OP_BAD);
	close(fd);
	end(&c, 0);
	buf_fini(&in);
	arena_close(a);
}

TEST(more_clients_than_places_wait_for_one)
{
	enum { IDLE = 16 };
	struct child c = start_node();
	struct arena *a = arena_open();
	int idle[IDLE];
	pid_t pid;

	for (int i = 0; i < IDLE; i++)
		assert_true((idle[i] = frame_connect(fx_dir)) >= 0);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < IDLE; i++)
			close(idle[i]);
		fx_put(a, "remark", "{\"text\":\"waited\"}");
		_exit(0);
	}
	nap(100);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
	close(idle[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	for (int i = 1; i < IDLE; i++)
		close(idle[i]);
	assert_int_equal(end(&c, 0), 0);
	assert_int_equal(number("SELECT count(*) FROM remark"), 1);
	arena_close(a);
}

/* A door at rest and fifteen connections that never say a word: whoever comes then gets a place, and the
 * door, whose place it was, finds another. */
TEST(who_rests_makes_room_for_who_works)
{
	enum { IDLE = 15 };
	struct child c = start_node();
	struct arena *a = arena_open();
	struct batch_result r;
	struct node *n = NULL;
	struct door *d = NULL;
	struct batch *b = numbered(0, 0, true), *again = numbered(0, 1, true);
	int idle[IDLE];

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(door_open(n, &d, FX));
	fx_ok(door_commit(d, b, a, &r, FX));
	for (int i = 0; i < IDLE; i++)
		assert_true((idle[i] = frame_connect(fx_dir)) >= 0);
	fx_put(a, "remark", "{\"text\":\"came later\"}");
	fx_ok(door_commit(d, again, a, &r, FX));
	for (int i = 0; i < IDLE; i++)
		close(idle[i]);
	door_close(d);
	node_close(n);
	batch_close(b);
	batch_close(again);
	assert_int_equal(end(&c, 0), 0);
	assert_int_equal(number("SELECT count(*) FROM remark WHERE text = 'came later'"), 1);
	assert_int_equal(number("SELECT count(DISTINCT text) FROM remark"), 3);
	arena_close(a);
}

/* A process that holds the lock and accepts one client, and is no node: `answer` is its exit code. */
static pid_t false_node(int (*answer)(int client))
{
	pid_t pid;
	int ready[2];
	char byte;

	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		int lock, s, fd;

		if (lock_take(fx_dir, &lock, NULL) != ERR_OK || (s = frame_listen(fx_dir, 1)) < 0 ||
		    write(ready[1], "r", 1) != 1 || (fd = accept(s, NULL, NULL)) < 0)
			_exit(1);
		_exit(answer(fd));
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	return pid;
}

static int say_nothing(int client)
{
	(void)client;
	nap(60000);
	return 0;
}

static int die_in_the_answer(int client)
{
	nap(50);
	return send(client, "CRS1\0\0", 6, 0) == 6 ? 0 : 1;
}

TEST(a_node_that_never_answers_is_not_waited_for_without_end)
{
	struct arena *a = arena_open();
	struct batch *b = numbered(0, 0, true);
	struct batch_result r;
	struct node *n = NULL;
	struct door *d = NULL;
	struct why why;
	pid_t pid = false_node(say_nothing);

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(door_open(n, &d, FX));
	door_test_patience(1);
	assert_int_equal(door_commit(d, b, a, &r, &why), ERR_TIMEOUT);
	assert_int_equal(why.id, SAY_DOOR_SILENT);
	door_test_patience(0);
	door_close(d);
	node_close(n);
	batch_close(b);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	arena_close(a);
}

TEST(a_node_stops_though_clients_stay)
{
	struct child c = start_node();
	int fd = frame_connect(fx_dir);

	assert_true(fd >= 0);
	assert_int_equal(end(&c, 0), 0);
	close(fd);
}

TEST(a_connection_that_is_cut_says_to_give_the_input_again)
{
	struct arena *a = arena_open();
	struct batch *b = numbered(0, 0, true);
	struct batch_result r;
	struct node *n = NULL;
	struct door *d = NULL;
	struct why why;
	pid_t pid = false_node(die_in_the_answer);

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(door_open(n, &d, FX));
	assert_int_equal(door_commit(d, b, a, &r, &why), ERR_IO);
	assert_int_equal(why.id, SAY_DOOR_LOST);
	assert_int_equal(door_commit(d, b, a, &r, &why), ERR_IO);
	door_close(d);
	waitpid(pid, NULL, 0);
	fx_ok(door_open(n, &d, FX));
	fx_ok(door_commit(d, b, a, &r, FX));
	door_close(d);
	node_close(n);
	batch_close(b);
	assert_int_equal(whole_batches(), 1);
	arena_close(a);
}

/* ---- no room ---- */

/* In a child whose files may not grow much: what failed left nothing, and later all goes well. */
static int without_room(void)
{
	struct rlimit small = { .rlim_cur = 600 << 10, .rlim_max = RLIM_INFINITY }, all = small;
	struct arena *a = arena_open();
	struct batch *b;
	struct batch_result r;
	struct node *n;
	struct door *d;
	struct why why = { 0 };
	int committed = 0;
	enum err e = ERR_OK;

	signal(SIGXFSZ, SIG_IGN);
	all.rlim_cur = RLIM_INFINITY;
	if (node_open(fx_dir, &n, NULL) != ERR_OK || door_open(n, &d, NULL) != ERR_OK ||
	    setrlimit(RLIMIT_FSIZE, &small) != 0)
		return 150;
	for (int i = 0; i < 400 && e == ERR_OK; i++) {
		b = numbered(0, i, true);
		e = door_commit(d, b, a, &r, &why);
		committed += e == ERR_OK;
		batch_close(b);
	}
	if (e != ERR_IO && e != ERR_LIMIT)
		return 151;
	if (setrlimit(RLIMIT_FSIZE, &all) != 0)
		return 152;
	b = numbered(0, committed, true);
	if (door_commit(d, b, a, &r, &why) != ERR_OK || r.added != ROWS)
		return 153;
	door_close(d);
	return committed > 0 && committed < 90 ? committed : 154;
}

TEST(what_does_not_fit_is_refused_and_leaves_nothing)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(100 + without_room());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_in_range(WEXITSTATUS(status), 101, 190); /* how many fitted, and 100 */
	assert_int_equal(whole_batches(), WEXITSTATUS(status) - 100 + 1);
}

#define C(name) CASE_UP(name, fx_up, fx_down)
TESTS("store/door", C(a_batch_survives_kill_9_wholly_or_not_at_all),
      C(a_killed_node_costs_its_clients_nothing_but_to_ask_again),
      C(a_command_finds_the_running_node_and_gets_the_same_answers),
      C(the_second_writer_is_told_who_the_first_is), C(two_commands_take_turns),
      C(batches_that_wait_together_stand_or_fall_alone),
      C(strangers_on_the_socket_are_shown_the_door_and_nobody_else),
      C(a_frame_of_nonsense_is_answered_with_a_reason), C(more_clients_than_places_wait_for_one),
      C(who_rests_makes_room_for_who_works),
      C(a_node_that_never_answers_is_not_waited_for_without_end),
      C(a_node_stops_though_clients_stay), C(a_connection_that_is_cut_says_to_give_the_input_again),
      C(what_does_not_fit_is_refused_and_leaves_nothing))
