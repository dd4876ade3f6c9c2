/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "intake/ear.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

/* ---- who listens: gathers, answers "=N" after N bytes, ends when it has heard enough ---- */

struct heard {
	struct buf all, answer;
	unsigned joined, left, datagrams;
	unsigned until_left, until_datagrams; /* 0: for ever */
	uint64_t senders[16];
	bool refuse; /* the second gift of each */
};

static void *joined(void *ctx)
{
	struct heard *h = ctx;

	h->joined++;
	return calloc(1, sizeof(int));
}

static bool bytes(void *ctx, void *client, struct str s)
{
	struct heard *h = ctx;
	int *gifts = client;

	buf_put(&h->all, s);
	return !h->refuse || ++*gifts < 2;
}

static struct str reply(void *ctx, void *client)
{
	struct heard *h = ctx;

	buf_clear(&h->answer);
	buf_printf(&h->answer, "=%zu", h->all.n);
	return buf_str(&h->answer);
}

static void left(void *ctx, void *client)
{
	struct heard *h = ctx;

	h->left++;
	free(client);
}

static void datagram(void *ctx, struct str s, uint64_t sender)
{
	struct heard *h = ctx;

	buf_put(&h->all, s);
	buf_c(&h->all, '|');
	h->senders[h->datagrams++ % 16] = sender;
}

static bool tick(void *ctx)
{
	struct heard *h = ctx;

	return !(h->until_left && h->left >= h->until_left) &&
	       !(h->until_datagrams && h->datagrams >= h->until_datagrams);
}

static const struct ear_calls calls = { joined, bytes, reply, left, datagram, tick };

static void fini(struct heard *h)
{
	buf_fini(&h->all);
	buf_fini(&h->answer);
}

/* ---- who speaks ---- */

static char folder[64], where[128];

static int up(void **state)
{
	snprintf(folder, sizeof folder, "/tmp/ear-XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	snprintf(where, sizeof where, "unix:%s/s", folder);
	return 0;
}

static int down(void **state)
{
	unlink(where + 5);
	return rmdir(folder);
}

static void path_to(struct sockaddr_un *a, const char *path)
{
	assert_true(strlen(path) < sizeof a->sun_path);
	memcpy(a->sun_path, path, strlen(path) + 1);
}

static int speak_to(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	path_to(&a, path);
	if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
		return fd;
	close(fd);
	return -1;
}

static void *speaker(void *text)
{
	int fd = speak_to(where + 5);
	char answer[64] = "";

	assert_true(fd >= 0);
	assert_true(write(fd, text, strlen(text)) > 0);
	assert_true(read(fd, answer, sizeof answer) > 0);
	assert_int_equal(answer[0], '=');
	close(fd);
	return NULL;
}

TEST(what_clients_say_arrives_and_is_answered)
{
	struct heard h = { .until_left = 3 };
	pthread_t t[3];
	struct ear *e;
	struct stat st;

	assert_ok(ear_open(where, &e, NULL));
	assert_false(ear_is_udp(e));
	assert_int_equal(stat(where + 5, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	for (size_t i = 0; i < 3; i++)
		pthread_create(&t[i], NULL, speaker, (void *)"hello");
	assert_ok(ear_run(e, &calls, &h, NULL));
	for (size_t i = 0; i < 3; i++)
		pthread_join(t[i], NULL);
	assert_str(buf_str(&h.all), "hellohellohello");
	assert_int_equal(h.joined, 3);
	assert_int_equal(h.left, 3);
	ear_close(e);
	assert_int_equal(access(where + 5, F_OK), -1);
	fini(&h);
}

/* Says more when it is answered; the answer to that is the end. */
static void *insister(void *text)
{
	int fd = speak_to(where + 5);
	char answer[64];

	assert_true(write(fd, text, 1) == 1);
	assert_true(read(fd, answer, sizeof answer) > 0);
	assert_true(write(fd, text, 1) == 1);
	assert_int_equal(read(fd, answer, sizeof answer), 0);
	close(fd);
	return NULL;
}

TEST(one_that_is_not_wanted_any_more_is_closed)
{
	struct heard h = { .until_left = 1, .refuse = true };
	struct ear *e;
	pthread_t t;

	assert_ok(ear_open(where, &e, NULL));
	pthread_create(&t, NULL, insister, (void *)"x");
	assert_ok(ear_run(e, &calls, &h, NULL));
	pthread_join(t, NULL);
	assert_str(buf_str(&h.all), "xx");
	ear_close(e);
	fini(&h);
}

TEST(a_living_listener_is_not_pushed_aside_and_a_dead_one_is)
{
	struct ear *e, *second;
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int dead;

	assert_ok(ear_open(where, &e, NULL));
	assert_int_equal(ear_open(where, &second, NULL), ERR_CONFLICT);
	assert_null(second);
	assert_int_equal(access(where + 5, F_OK), 0);
	ear_close(e);
	dead = socket(AF_UNIX, SOCK_STREAM, 0);
	path_to(&a, where + 5);
	assert_int_equal(bind(dead, (struct sockaddr *)&a, sizeof a), 0);
	close(dead);
	assert_ok(ear_open(where, &e, NULL));
	ear_close(e);
}

TEST(a_file_that_is_no_socket_stays)
{
	struct ear *e;
	int fd = open(where + 5, O_CREAT | O_WRONLY, 0600);

	close(fd);
	assert_int_equal(ear_open(where, &e, NULL), ERR_CONFLICT);
	assert_int_equal(access(where + 5, F_OK), 0);
}

TEST(only_loopback_and_only_places_that_can_be)
{
	static const struct {
		const char *where;
		enum err e;
	} cases[] = {
		{ "udp:192.0.2.1:2055", ERR_DENIED }, { "udp:0.0.0.0:2055", ERR_DENIED },
		{ "udp:[::]:2055", ERR_DENIED },      { "udp:[2001:db8::1]:2055", ERR_DENIED },
		{ "udp:127.0.0.1:0", ERR_ARG },       { "udp:127.0.0.1:65536", ERR_ARG },
		{ "udp:127.0.0.1", ERR_ARG },         { "udp:::1:2055", ERR_ARG },
		{ "udp:localhost:2055", ERR_ARG },    { "unix:", ERR_ARG },
		{ "tcp:127.0.0.1:1", ERR_ARG },       { "", ERR_ARG },
	};
	char path[256] = "unix:/";
	struct ear *e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(ear_open(cases[i].where, &e, NULL), cases[i].e);
	memset(path + 6, 'x', 200);
	assert_int_equal(ear_open(path, &e, NULL), ERR_ARG);
}

/* A free port of a family's loopback address, as text behind "udp:". */
static void free_port(bool v6, struct sockaddr_storage *to, socklen_t *n)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7F000001) };
	struct sockaddr_in6 b = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);

	*n = v6 ? sizeof b : sizeof a;
	memcpy(to, v6 ? (void *)&b : &a, *n);
	if (bind(fd, (struct sockaddr *)to, *n) == 0) {
		getsockname(fd, (struct sockaddr *)to, n);
		snprintf(where, sizeof where, "udp:%s:%u", v6 ? "[::1]" : "127.0.0.1",
			 ntohs(((struct sockaddr_in *)to)->sin_port));
	} else {
		*n = 0; /* a machine without IPv6 */
	}
	close(fd);
}

TEST(datagrams_come_whole_and_say_who_sent_them)
{
	for (int v6 = 0; v6 < 2; v6++) {
		struct heard h = { .until_datagrams = 3 };
		struct sockaddr_storage to;
		struct ear *e;
		socklen_t n;
		int one, two;

		free_port(v6, &to, &n);
		if (!n)
			continue;
		assert_ok(ear_open(where, &e, NULL));
		assert_true(ear_is_udp(e));
		one = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
		two = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
		assert_int_equal(sendto(one, "ab", 2, 0, (struct sockaddr *)&to, n), 2);
		assert_int_equal(sendto(two, "", 0, 0, (struct sockaddr *)&to, n), 0);
		assert_int_equal(sendto(one, "c", 1, 0, (struct sockaddr *)&to, n), 1);
		assert_ok(ear_run(e, &calls, &h, NULL));
		assert_str(buf_str(&h.all), "ab||c|");
		assert_true(h.senders[0] == h.senders[2] && h.senders[0] != h.senders[1]);
		assert_int_equal(ear_lost(e), 0);
		close(one);
		close(two);
		ear_close(e);
		fini(&h);
	}
	snprintf(where, sizeof where, "unix:%s/s", folder);
}

TEST(a_signal_ends_it_when_what_was_said_is_heard)
{
	struct heard h = { 0 };
	struct ear *e;
	sigset_t after;
	int fd;

	assert_ok(ear_open(where, &e, NULL));
	fd = speak_to(where + 5);
	assert_int_equal(write(fd, "last words", 10), 10);
	kill(getpid(), SIGTERM);
	assert_ok(ear_run(e, &calls, &h, NULL));
	assert_str(buf_str(&h.all), "last words");
	assert_int_equal(h.left, 1);
	close(fd);
	ear_close(e);
	pthread_sigmask(SIG_BLOCK, NULL, &after);
	assert_false(sigismember(&after, SIGTERM));
	fini(&h);
}

TESTS("intake/ear", CASE_UP(what_clients_say_arrives_and_is_answered, up, down),
      CASE_UP(one_that_is_not_wanted_any_more_is_closed, up, down),
      CASE_UP(a_living_listener_is_not_pushed_aside_and_a_dead_one_is, up, down),
      CASE_UP(a_file_that_is_no_socket_stays, up, down),
      CASE_UP(only_loopback_and_only_places_that_can_be, up, down),
      CASE_UP(datagrams_come_whole_and_say_who_sent_them, up, down),
      CASE_UP(a_signal_ends_it_when_what_was_said_is_heard, up, down))
