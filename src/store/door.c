/* SPDX-License-Identifier: Apache-2.0 */
#include "store/door.h"

#include "base/clock.h"
#include "base/mem.h"
#include "store/engine.h"
#include "store/frame.h"
#include "store/lock.h"
#include "store/node.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { RETRY_MS = 20, DOOR_SLOWEST = 1 << 18 /* bytes a second */ };

static unsigned test_patience_s;

void door_test_patience(unsigned seconds)
{
	test_patience_s = seconds;
}

/* Local: the lock and an engine. Remote: a connection. */
struct door {
	const char *dir; /* the node's */
	int lock, sock;
	struct engine *engine;
};

static enum err open_local(struct node *n, struct door *d, struct why *why)
{
	enum err e = lock_sweep(node_dir(n), why);

	return e == ERR_OK ? engine_open(n, false, &d->engine, why) : e;
}

/*
 * The lock, or the node that holds it. Neither: another command is at work and soon done, or the
 * node is just starting or ending.
 */
static enum err knock(struct node *n, struct door *d, struct why *why)
{
	uint64_t end = clock_mono_ns() + DOOR_WAIT_MS * 1000000ull;
	const struct timespec nap = { .tv_nsec = RETRY_MS * 1000000L };

	for (;;) {
		enum err e = lock_take(node_dir(n), &d->lock, why);

		if (e == ERR_OK)
			return open_local(n, d, why);
		if (e != ERR_BUSY)
			return e;
		d->sock = frame_connect(node_dir(n));
		if (d->sock >= 0)
			return ERR_OK;
		if (clock_mono_ns() > end)
			return e;
		nanosleep(&nap, NULL);
	}
}

enum err door_open(struct node *n, struct door **out, struct why *why)
{
	struct door *d = mem_zero(1, sizeof *d);
	enum err e;

	d->dir = node_dir(n);
	d->lock = d->sock = -1;
	e = knock(n, d, why);
	if (e != ERR_OK) {
		door_close(d);
		d = NULL;
	}
	*out = d;
	return e;
}

void door_close(struct door *d)
{
	if (!d)
		return;
	engine_close(d->engine);
	if (d->sock >= 0)
		close(d->sock);
	if (d->lock >= 0)
		close(d->lock);
	mem_free(d);
}

bool door_is_local(const struct door *d)
{
	return d->engine != NULL;
}

/* After this nobody knows whether the batch was applied; its name will tell when it is sent again. */
static enum err lost(struct door *d, struct why *why)
{
	if (d->sock >= 0)
		close(d->sock);
	d->sock = -1;
	return why_set(why, ERR_IO, SAY_DOOR_LOST);
}

/* Nothing came back within the time that so large a batch may take. It may still be applied. */
static enum err silent(struct door *d, unsigned seconds, struct why *why)
{
	(void)lost(d, NULL);
	return why_set(why, ERR_TIMEOUT, SAY_DOOR_SILENT, A(seconds));
}

/* A node whose places are all taken ends a connection that is at rest; then there is another. */
static void again_if_ended(struct door *d)
{
	char c;

	if (d->sock >= 0 && recv(d->sock, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0) {
		close(d->sock);
		d->sock = frame_connect(d->dir);
	}
}

static unsigned patience_s(size_t bytes)
{
	return (test_patience_s ? test_patience_s : (unsigned)DOOR_ANSWER_S) +
	       (unsigned)(bytes / DOOR_SLOWEST);
}

static bool answered(int sock, unsigned seconds)
{
	struct pollfd p = { .fd = sock, .events = POLLIN };
	int n;

	do {
		n = poll(&p, 1, (int)seconds * 1000);
	} while (n < 0 && errno == EINTR);
	return n == 1;
}

static enum err commit_remote(struct door *d, struct str bytes, struct arena *a,
			      struct batch_result *result, struct why *why)
{
	struct buf in = { 0 };
	size_t n;
	enum err e;

	again_if_ended(d);
	if (d->sock < 0 || !frame_send(d->sock, bytes))
		return lost(d, why);
	if (!answered(d->sock, patience_s(bytes.n)))
		return silent(d, patience_s(bytes.n), why);
	if (!frame_head(d->sock, FRAME_RESULT_MAX, &n) || !frame_body(d->sock, n, &in))
		e = lost(d, why);
	else
		e = frame_result_read(str_keep(a, buf_str(&in)), a, result, why);
	buf_fini(&in);
	return e;
}

enum err door_commit(struct door *d, struct batch *b, struct arena *a, struct batch_result *result,
		     struct why *why)
{
	struct job job = { .bytes = batch_bytes(b), .a = a };
	struct job *jobs[] = { &job };
	enum err e = batch_state(b, why);

	*result = (struct batch_result){ 0 };
	if (e != ERR_OK)
		return e;
	if (!d->engine)
		return commit_remote(d, job.bytes, a, result, why);
	engine_apply(d->engine, jobs, 1);
	*result = job.result;
	if (job.err != ERR_OK && why)
		*why = job.why;
	return job.err;
}
