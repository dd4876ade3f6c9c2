/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ear.c - one poll loop: a signal, the socket, its clients.
 *
 * Each round reads once from whoever is ready, so that a fast producer does not keep the others waiting. A
 * signal ends the loop when what already lies in the sockets has been read, or after LAST_NS.
 */
#include "intake/ear.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "wire/addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { TICK_MS = 1000, BACKLOG = 16, SOCKET_MODE = 0660, DATAGRAMS = 64 };
enum { LAST_NS = 1000000000, UDP_BUFFER = 8 << 20 };
enum { AT_SIGNAL, AT_SOCKET, AT_CLIENTS }; /* in the poll table */

struct client {
	int fd;
	void *of; /* the caller's */
};

struct ear {
	int fd, signals;
	sigset_t before;
	bool udp;
	struct sockaddr_un path; /* of a Unix socket; empty until it is ours */
	struct hash_key key;     /* of senders */
	uint64_t lost;
	struct buf block;
	struct client clients[EAR_CLIENTS_MAX];
	size_t n;
};

/* ---- where ---- */

static enum err unix_addr(struct str path, struct sockaddr_un *to, struct why *why)
{
	*to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (!path.n || path.n >= sizeof to->sun_path || memchr(path.p, 0, path.n))
		return why_set(why, ERR_ARG, SAY_EAR_PATH, A(sizeof to->sun_path - 1));
	memcpy(to->sun_path, path.p, path.n);
	return ERR_OK;
}

/* Does somebody listen at that path? A dead socket is removed. */
static enum err make_way(const struct sockaddr_un *a, struct why *why)
{
	struct stat st;
	int fd;
	bool alive;

	if (lstat(a->sun_path, &st) < 0)
		return ERR_OK;
	if (!S_ISSOCK(st.st_mode))
		return why_set(why, ERR_CONFLICT, SAY_EAR_NO_SOCKET, A(a->sun_path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	alive = fd < 0 || connect(fd, (const struct sockaddr *)a, sizeof *a) == 0 ||
		errno != ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	if (alive)
		return why_set(why, ERR_CONFLICT, SAY_EAR_TAKEN, A(a->sun_path));
	unlink(a->sun_path);
	return ERR_OK;
}

static enum err failed(const char *where, struct why *why)
{
	return why_set(why, ERR_IO, SAY_EAR_FAILED, A(where), A(strerror(errno)));
}

static enum err open_unix(struct ear *r, struct str path, struct why *why)
{
	struct sockaddr_un a;
	enum err e = unix_addr(path, &a, why);

	if (e == ERR_OK)
		e = make_way(&a, why);
	if (e != ERR_OK)
		return e;
	r->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (r->fd < 0 || bind(r->fd, (struct sockaddr *)&a, sizeof a) < 0)
		return failed(a.sun_path, why);
	r->path = a;
	/* Nobody can connect before listen(). */
	if (chmod(a.sun_path, SOCKET_MODE) < 0 || listen(r->fd, BACKLOG) < 0)
		return failed(a.sun_path, why);
	return ERR_OK;
}

/* "127.0.0.1:2055", "[::1]:4739" */
static bool udp_addr(struct str s, struct addr *a, uint64_t *port)
{
	size_t colon = s.n;

	while (colon && s.p[colon - 1] != ':')
		colon--;
	if (!colon || !str_u64(str_cut(s, colon, s.n), port) || *port == 0 || *port > UINT16_MAX)
		return false;
	s = str_cut(s, 0, colon - 1);
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		return addr_read(str_cut(s, 1, s.n - 1), a) && a->family == 6;
	return addr_read(s, a) && a->family == 4;
}

static bool is_loopback(const struct addr *a)
{
	static const uint8_t one[16] = { [15] = 1 };

	return a->family == 4 ? a->b[0] == 127 : memcmp(a->b, one, sizeof one) == 0;
}

static socklen_t socket_addr(const struct addr *a, uint16_t port, struct sockaddr_storage *to)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	memcpy(&v4.sin_addr, a->b, 4);
	memcpy(&v6.sin6_addr, a->b, 16);
	*to = (struct sockaddr_storage){ 0 };
	if (a->family == 4)
		memcpy(to, &v4, sizeof v4);
	else
		memcpy(to, &v6, sizeof v6);
	return a->family == 4 ? sizeof v4 : sizeof v6;
}

static enum err open_udp(struct ear *r, struct str where, struct why *why)
{
	struct sockaddr_storage to;
	int room = UDP_BUFFER, on = 1;
	uint64_t port;
	struct addr a;
	socklen_t n;

	r->udp = true;
	if (!udp_addr(where, &a, &port))
		return why_set(why, ERR_ARG, SAY_EAR_WHERE);
	if (!is_loopback(&a))
		return why_set(why, ERR_DENIED, SAY_EAR_LOOPBACK, A(where));
	n = socket_addr(&a, (uint16_t)port, &to);
	r->fd = socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (r->fd < 0 || bind(r->fd, (struct sockaddr *)&to, n) < 0)
		return failed("udp", why);
	(void)setsockopt(r->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	(void)setsockopt(r->fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
	return ERR_OK;
}

/* ---- open and close ---- */

static enum err take_signals(struct ear *r, struct why *why)
{
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, SIGINT);
	sigaddset(&s, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &s, &r->before);
	r->signals = signalfd(-1, &s, SFD_CLOEXEC | SFD_NONBLOCK);
	return r->signals < 0 ? failed("signalfd", why) : ERR_OK;
}

enum err ear_open(const char *where, struct ear **out, struct why *why)
{
	struct ear *r = mem_zero(1, sizeof *r);
	struct str s = str_of(where);
	enum err e;

	*out = NULL;
	r->fd = r->signals = -1;
	r->key = hash_key_random();
	buf_reserve(&r->block, EAR_BLOCK);
	e = take_signals(r, why);
	if (e == ERR_OK && str_starts(s, STR("unix:")))
		e = open_unix(r, str_cut(s, 5, s.n), why);
	else if (e == ERR_OK && str_starts(s, STR("udp:")))
		e = open_udp(r, str_cut(s, 4, s.n), why);
	else if (e == ERR_OK)
		e = why_set(why, ERR_ARG, SAY_EAR_WHERE);
	if (e == ERR_OK)
		*out = r;
	else
		ear_close(r);
	return e;
}

void ear_close(struct ear *r)
{
	if (!r)
		return;
	if (r->path.sun_path[0])
		unlink(r->path.sun_path);
	if (r->fd >= 0)
		close(r->fd);
	if (r->signals >= 0)
		close(r->signals);
	pthread_sigmask(SIG_SETMASK, &r->before, NULL);
	buf_fini(&r->block);
	mem_free(r);
}

bool ear_is_udp(const struct ear *r)
{
	return r->udp;
}

uint64_t ear_lost(const struct ear *r)
{
	return r->lost;
}

/* ---- clients ---- */

static void drop(struct ear *r, size_t i, const struct ear_calls *calls, void *ctx)
{
	calls->left(ctx, r->clients[i].of);
	close(r->clients[i].fd);
	r->clients[i] = r->clients[--r->n];
}

/* One that does not take the few bytes of a reply is not one of ours. */
static bool send_reply(int fd, struct str reply)
{
	return !reply.n ||
	       send(fd, reply.p, reply.n, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)reply.n;
}

/* false: it is gone, or wanted no more. */
static bool serve(struct ear *r, struct client *c, const struct ear_calls *calls, void *ctx)
{
	ssize_t n = read(c->fd, r->block.p, EAR_BLOCK);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	return n > 0 && calls->bytes(ctx, c->of, str_n(r->block.p, (size_t)n)) &&
	       send_reply(c->fd, calls->reply(ctx, c->of));
}

static enum err join(struct ear *r, const struct ear_calls *calls, void *ctx, struct why *why)
{
	int fd = accept4(r->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	void *of;

	if (fd < 0) {
		bool passing = errno == EAGAIN || errno == EINTR || errno == ECONNABORTED ||
			       errno == EMFILE || errno == ENFILE;

		return passing ? ERR_OK : failed(r->path.sun_path, why);
	}
	of = calls->joined(ctx);
	if (of)
		r->clients[r->n++] = (struct client){ fd, of };
	else
		close(fd);
	return ERR_OK;
}

/* ---- datagrams ---- */

/* How many the kernel has dropped since the socket was opened. */
static void count_lost(struct ear *r, struct msghdr *h)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
		uint32_t n;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL)
			continue;
		memcpy(&n, CMSG_DATA(c), sizeof n);
		r->lost = n;
	}
}

static enum err take_datagrams(struct ear *r, const struct ear_calls *calls, void *ctx,
			       struct why *why)
{
	for (int i = 0; i < DATAGRAMS; i++) {
		struct sockaddr_storage from = { 0 };
		char control[CMSG_SPACE(sizeof(uint32_t))] __attribute__((aligned(16)));
		struct iovec v = { r->block.p, EAR_BLOCK };
		struct msghdr h = { .msg_name = &from,
				    .msg_namelen = sizeof from,
				    .msg_iov = &v,
				    .msg_iovlen = 1,
				    .msg_control = control,
				    .msg_controllen = sizeof control };
		ssize_t n = recvmsg(r->fd, &h, 0);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return ERR_OK;
		if (n < 0)
			return failed("recvmsg", why);
		count_lost(r, &h);
		calls->datagram(ctx, str_n(r->block.p, (size_t)n),
				hash_keyed(r->key, &from, h.msg_namelen));
	}
	return ERR_OK;
}

/* ---- the loop ---- */

static size_t poll_table(const struct ear *r, struct pollfd p[static AT_CLIENTS + EAR_CLIENTS_MAX])
{
	bool full = r->n == EAR_CLIENTS_MAX;

	p[AT_SIGNAL] = (struct pollfd){ .fd = r->signals, .events = POLLIN };
	p[AT_SOCKET] = (struct pollfd){ .fd = full ? -1 : r->fd, .events = POLLIN };
	for (size_t i = 0; i < r->n; i++)
		p[AT_CLIENTS + i] = (struct pollfd){ .fd = r->clients[i].fd, .events = POLLIN };
	return AT_CLIENTS + r->n;
}

/* Whoever is ready. From the last client to the first, since drop() fills a hole with the last. */
static enum err serve_all(struct ear *r, const struct pollfd *p, const struct ear_calls *calls,
			  void *ctx, struct why *why)
{
	for (size_t i = r->n; i--;)
		if (p[AT_CLIENTS + i].revents && !serve(r, &r->clients[i], calls, ctx))
			drop(r, i, calls, ctx);
	if (!p[AT_SOCKET].revents)
		return ERR_OK;
	return r->udp ? take_datagrams(r, calls, ctx, why) : join(r, calls, ctx, why);
}

/* Has a signal asked to end? */
static bool is_asked(const struct ear *r, const struct pollfd *p)
{
	struct signalfd_siginfo info;

	return p[AT_SIGNAL].revents && read(r->signals, &info, sizeof info) > 0;
}

enum err ear_run(struct ear *r, const struct ear_calls *calls, void *ctx, struct why *why)
{
	struct pollfd p[AT_CLIENTS + EAR_CLIENTS_MAX];
	uint64_t ended = 0; /* when the signal came */
	enum err e = ERR_OK;
	bool more = true;

	while (e == ERR_OK && more) {
		int ready = poll(p, poll_table(r, p), ended ? 0 : TICK_MS);

		if (ready < 0 && errno != EINTR)
			e = failed("poll", why);
		if (ready > 0)
			e = serve_all(r, p, calls, ctx, why);
		if (ended)
			more = ready > 0 && clock_mono_ns() - ended < LAST_NS;
		else if (ready > 0 && is_asked(r, p))
			ended = clock_mono_ns();
		if (e == ERR_OK && !calls->tick(ctx))
			more = false;
	}
	while (r->n)
		drop(r, r->n - 1, calls, ctx);
	return e;
}
