/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client.h - a small HTTP/1.1 client for the tests: says exactly what it is told, byte for byte,
 * and believes nothing of an answer that it did not read. One connection a struct.
 */
#pragma once

#include "base/buf.h"
#include "base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENT_PATIENCE_MS = 20000 };

struct client {
	int fd;
	struct buf in;  /* bytes of answers that are not taken yet */
	bool eof, head; /* head: the next answer has no body (HEAD, 304) */
};

struct reply {
	int status; /* 0: the connection ended first */
	struct buf head, body;
};

static inline struct client client_open(uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct client c = { .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };

	if (connect(c.fd, (struct sockaddr *)&to, sizeof to) != 0) {
		close(c.fd);
		c.fd = -1;
	}
	return c;
}

static inline void client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	buf_fini(&c->in);
	c->fd = -1;
}

static inline bool client_send(struct client *c, struct str s)
{
	while (s.n) {
		ssize_t n = send(c->fd, s.p, s.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = str_cut(s, (size_t)n, s.n);
	}
	return true;
}

/* Reads what is there; false when nothing came in time. The end of the stream counts as coming. */
static inline bool client_fill(struct client *c, int timeout_ms)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, timeout_ms) <= 0)
		return false;
	n = recv(c->fd, buf_reserve(&c->in, 65536), 65536, 0);
	if (n > 0)
		c->in.n += (size_t)n;
	else
		c->eof = true;
	return true;
}

/* The value of a header in the text of a head, or empty. */
static inline struct str head_value(struct str head, const char *name)
{
	struct str line, want = str_of(name);

	while (str_split(&head, '\n', &line))
		if (line.n > want.n && line.p[want.n] == ':' &&
		    str_eq_nocase(str_cut(line, 0, want.n), want))
			return str_trim(str_cut(line, want.n + 1, line.n));
	return STR("");
}

/* Takes one whole answer off c->in, if it is there. */
static inline bool client_take(struct client *c, struct reply *r)
{
	struct str in = buf_str(&c->in);
	size_t end = str_find_str(in, STR("\r\n\r\n"));
	uint64_t length = 0;

	if (end == SIZE_MAX)
		return false;
	if (!c->head)
		(void)str_u64(head_value(str_cut(in, 0, end), "Content-Length"), &length);
	if (in.n < end + 4 + length)
		return false;
	buf_clear(&r->head);
	buf_clear(&r->body);
	buf_put(&r->head, str_cut(in, 0, end));
	buf_put(&r->body, str_cut(in, end + 4, end + 4 + length));
	r->status = atoi(buf_cstr(&r->head) + 9);
	memmove(c->in.p, c->in.p + end + 4 + length, in.n - end - 4 - length);
	c->in.n -= end + 4 + length;
	return r->status != 100 || client_take(c, r);
}

static inline int client_read(struct client *c, struct reply *r, int timeout_ms)
{
	r->status = 0;
	while (!client_take(c, r))
		if (c->eof || !client_fill(c, timeout_ms))
			return 0;
	return r->status;
}

static inline void reply_fini(struct reply *r)
{
	buf_fini(&r->head);
	buf_fini(&r->body);
}

/* One GET on a connection of its own; `headers` end with CRLF each. */
static inline int client_get(uint16_t port, const char *target, const char *headers,
			     struct reply *r)
{
	struct client c = client_open(port);
	struct buf out = { 0 };
	int status;

	buf_printf(&out, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", target, headers);
	(void)client_send(&c, buf_str(&out));
	status = client_read(&c, r, CLIENT_PATIENCE_MS);
	buf_fini(&out);
	client_close(&c);
	return status;
}
