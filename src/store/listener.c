/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listener.c - node.sock: commands hand their batches to the running node.
 *
 * A thread a connection, at most CONNECTIONS; who comes then waits in the kernel's queue. All
 * batches on their way together hold at most FLIGHT_MAX bytes (one alone may always go on).
 */
#include "store/writer_int.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "store/frame.h"
#include "store/node.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* ---- one connection ---- */

static bool board(struct writer *w, size_t n)
{
	bool ok;

	pthread_mutex_lock(&w->m);
	while (!w->closing && w->flight && w->flight + n > FLIGHT_MAX)
		pthread_cond_wait(&w->slot, &w->m);
	ok = !w->closing;
	if (ok)
		w->flight += n;
	pthread_mutex_unlock(&w->m);
	return ok;
}

static void land(struct writer *w, size_t n)
{
	pthread_mutex_lock(&w->m);
	w->flight -= n;
	pthread_cond_broadcast(&w->slot);
	pthread_mutex_unlock(&w->m);
}

static bool answer(struct writer *w, int fd, struct str bytes)
{
	/* About how many operations: the group's size need not be exact. */
	struct job job = { .bytes = bytes, .ops = bytes.n / 64 + 1, .a = arena_open() };
	struct buf out = { 0 };
	bool ok;

	writer_run(w, &job);
	frame_result_write(job.err, &job.why, &job.result, &out);
	ok = frame_send(fd, buf_str(&out));
	buf_fini(&out);
	arena_close(job.a);
	return ok;
}

/* One batch. false: the connection is over. */
static bool serve_one(struct writer *w, int fd)
{
	struct buf in = { 0 };
	size_t n;
	bool ok;

	if (!frame_head(fd, BATCH_BYTES_MAX, &n) || !board(w, n))
		return false;
	ok = frame_body(fd, n, &in) && answer(w, fd, buf_str(&in));
	buf_fini(&in);
	land(w, n);
	return ok;
}

static void set_rest(struct connection *c, uint64_t since)
{
	pthread_mutex_lock(&c->w->m);
	c->rests_since = since;
	pthread_mutex_unlock(&c->w->m);
}

/* Between batches a client may take its time, as long as nobody waits for its place; inside one it
 * may not. */
static bool wait_for_batch(struct connection *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	int n;

	set_rest(c, clock_mono_ns());
	do {
		n = poll(&p, 1, -1);
	} while (n < 0 && errno == EINTR);
	set_rest(c, 0);
	return n == 1;
}

static void *serve_loop(void *arg)
{
	struct connection *c = arg;
	struct timeval slow = { .tv_sec = FRAME_TIMEOUT_S };

	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &slow, sizeof slow);
	setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &slow, sizeof slow);
	while (wait_for_batch(c) && serve_one(c->w, c->fd))
		;
	pthread_mutex_lock(&c->w->m);
	close(c->fd);
	c->fd = -1;
	c->state = CONN_OVER;
	pthread_cond_broadcast(&c->w->slot);
	pthread_mutex_unlock(&c->w->m);
	return NULL;
}

/* ---- accepting ---- */

/* A connection that is not used. Held: w->m. */
static struct connection *unused(struct writer *w)
{
	for (size_t i = 0; i < CONNECTIONS; i++) {
		if (w->conn[i].state != CONN_USED)
			return &w->conn[i];
	}
	return NULL;
}

/* All are taken, and somebody waits: whoever has been at rest longest loses its place, if that is long.
 * Held: w->m. */
static void end_idle(struct writer *w)
{
	const uint64_t long_ago = clock_mono_ns() - LISTEN_REST_S * 1000000000ull;
	struct connection *oldest = NULL;

	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &w->conn[i];

		if (c->state == CONN_USED && c->rests_since && c->rests_since < long_ago &&
		    (!oldest || c->rests_since < oldest->rests_since))
			oldest = c;
	}
	if (oldest)
		shutdown(oldest->fd, SHUT_RDWR);
}

/* Does a connection wait to be accepted? */
static bool somebody_waits(struct writer *w)
{
	struct pollfd p = { .fd = w->sock, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

/* A slot, once one is free; NULL when closing. A thread that ended is joined here: it does nothing
 * any more that would need the mutex. */
static struct connection *free_slot(struct writer *w)
{
	struct connection *found;

	pthread_mutex_lock(&w->m);
	while (!(found = unused(w)) && !w->closing) {
		struct timespec until = writer_after(1000);

		if (somebody_waits(w))
			end_idle(w);
		(void)pthread_cond_timedwait(&w->slot, &w->m, &until);
	}
	if (w->closing)
		found = NULL;
	if (found && found->state == CONN_OVER)
		pthread_join(found->thread, NULL);
	if (found)
		found->state = CONN_FREE;
	pthread_mutex_unlock(&w->m);
	return found;
}

static void start(struct writer *w, struct connection *c, int fd)
{
	pthread_mutex_lock(&w->m);
	*c = (struct connection){ .w = w, .fd = fd, .state = CONN_USED };
	if (w->closing || pthread_create(&c->thread, NULL, serve_loop, c) != 0) {
		close(fd);
		c->state = CONN_FREE;
	}
	pthread_mutex_unlock(&w->m);
}

static void *accept_loop(void *arg)
{
	const struct timespec breath = { .tv_nsec = 50 * 1000000L };
	struct writer *w = arg;
	struct connection *c;

	while ((c = free_slot(w))) {
		struct pollfd p[2] = { { .fd = w->sock, .events = POLLIN },
				       { .fd = w->wake, .events = POLLIN } };
		int fd;

		if (poll(p, 2, -1) < 0 || p[1].revents)
			continue;
		fd = accept4(w->sock, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0 && frame_peer_ok(fd))
			start(w, c, fd);
		else if (fd >= 0)
			close(fd);
		else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			nanosleep(&breath,
				  NULL); /* it still waits: do not spin until it can be taken */
	}
	return NULL;
}

enum err writer_listen(struct writer *w, struct why *why)
{
	ensure(!w->listening);
	w->sock = frame_listen(node_dir(w->node), CONNECTIONS);
	if (w->sock < 0)
		return why_set(why, ERR_IO, SAY_LISTENER, A(node_dir(w->node)), A(strerror(errno)));
	w->wake = eventfd(0, EFD_CLOEXEC);
	ensure(w->wake >= 0);
	w->listening = true;
	ensure(pthread_create(&w->listener, NULL, accept_loop, w) == 0);
	return ERR_OK;
}

/* What was received whole is still committed and answered. */
static void close_connections(struct writer *w)
{
	pthread_mutex_lock(&w->m);
	w->closing = true;
	pthread_cond_broadcast(&w->slot);
	for (size_t i = 0; i < CONNECTIONS; i++) {
		if (w->conn[i].state == CONN_USED)
			shutdown(w->conn[i].fd, SHUT_RD);
	}
	pthread_mutex_unlock(&w->m);
}

/* A connection may be ending at this moment: its state is the lock's. */
static bool has_thread(struct writer *w, const struct connection *c)
{
	bool yes;

	pthread_mutex_lock(&w->m);
	yes = c->state != CONN_FREE;
	pthread_mutex_unlock(&w->m);
	return yes;
}

void listener_stop(struct writer *w)
{
	uint64_t one = 1;
	struct buf path = { 0 };

	if (!w->listening)
		return;
	close_connections(w);
	ensure(write(w->wake, &one, sizeof one) == sizeof one);
	pthread_join(w->listener, NULL);
	for (size_t i = 0; i < CONNECTIONS; i++) {
		if (has_thread(w, &w->conn[i]))
			pthread_join(w->conn[i].thread, NULL);
	}
	close(w->sock);
	close(w->wake);
	buf_printf(&path, "%s/node.sock", node_dir(w->node));
	unlink(buf_cstr(&path));
	buf_fini(&path);
	w->listening = false;
}
