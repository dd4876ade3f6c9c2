/* SPDX-License-Identifier: Apache-2.0 */
/* listen.c - where the server listens: texts of addresses, the loopback rule, the socket. */
#include "serve/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT_MAX = 65535, BACKLOG = 511 };

static enum err read_port(struct str text, struct str whole, uint16_t *port, struct why *why)
{
	uint64_t n;

	if (!str_u64(text, &n) || n > PORT_MAX)
		return why_set(why, ERR_ARG, SAY_LISTEN_SYNTAX, A(whole));
	*port = (uint16_t)n;
	return ERR_OK;
}

enum err http_listen_read(struct arena *a, struct str text, const char **host, uint16_t *port,
			  struct why *why)
{
	struct str name = STR("127.0.0.1"), tail = text;
	size_t end = str_find(text, ']'), colon = str_find(text, ':');

	if (str_starts(text, STR("[")) && end != SIZE_MAX) {
		name = str_cut(text, 1, end);
		tail = str_cut(text, end + 2, text.n);
		if (end + 1 >= text.n || text.p[end + 1] != ':')
			return why_set(why, ERR_ARG, SAY_LISTEN_SYNTAX, A(text));
	} else if (colon != SIZE_MAX) {
		name = str_cut(text, 0, colon);
		tail = str_cut(text, colon + 1, text.n);
	}
	if (!name.n)
		return why_set(why, ERR_ARG, SAY_LISTEN_SYNTAX, A(text));
	*host = str_keep(a, name).p;
	return read_port(tail, text, port, why);
}

struct place {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
	socklen_t n;
};

static bool to_place(const char *host, uint16_t port, struct place *out)
{
	*out = (struct place){ 0 };
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		out->n = sizeof out->v4;
		return true;
	}
	out->v6.sin6_family = AF_INET6;
	out->v6.sin6_port = htons(port);
	out->n = sizeof out->v6;
	return inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1;
}

static bool is_loopback(const struct place *p)
{
	if (p->any.sa_family == AF_INET)
		return ntohl(p->v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	return IN6_IS_ADDR_LOOPBACK(&p->v6.sin6_addr);
}

bool listen_is_here(struct str host)
{
	struct place p;
	char name[INET6_ADDRSTRLEN + 1];
	size_t end = str_find(host, ']');

	if (str_starts(host, STR("[")) && end != SIZE_MAX) {
		if (end + 1 < host.n && host.p[end + 1] != ':')
			return false;
		host = str_cut(host, 1, end);
	} else {
		host = str_cut(host, 0, str_find(host, ':'));
	}
	if (str_eq_nocase(host, STR("localhost")))
		return true;
	if (!host.n || host.n >= sizeof name)
		return false;
	memcpy(name, host.p, host.n);
	name[host.n] = 0;
	return to_place(name, 0, &p) && is_loopback(&p);
}

static enum err bind_place(int fd, const struct place *p, const char *host, uint16_t port,
			   struct why *why)
{
	int on = 1;

	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, &p->any, p->n) == 0 && listen(fd, BACKLOG) == 0)
		return ERR_OK;
	if (errno == EADDRINUSE)
		return why_set(why, ERR_BUSY, SAY_LISTEN_TAKEN, A(host), A(port));
	return why_set(why, ERR_IO, SAY_LISTEN_FAILED, A(host), A(port), A(strerror(errno)));
}

enum err listen_open(const char *host, uint16_t port, int *out, struct why *why)
{
	struct place p;
	enum err e;

	if (!to_place(host, port, &p))
		return why_set(why, ERR_ARG, SAY_LISTEN_SYNTAX, A(host));
	if (!is_loopback(&p))
		return why_set(why, ERR_DENIED, SAY_LISTEN_BEYOND, A(host));
	*out = socket(p.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*out < 0)
		return why_set(why, ERR_IO, SAY_LISTEN_FAILED, A(host), A(port),
			       A(strerror(errno)));
	e = bind_place(*out, &p, host, port, why);
	if (e != ERR_OK)
		close(*out);
	return e;
}

uint16_t listen_port(int fd)
{
	struct place p = { .n = sizeof p.v6 };

	if (getsockname(fd, &p.any, &p.n) != 0)
		return 0;
	return ntohs(p.any.sa_family == AF_INET ? p.v4.sin_port : p.v6.sin6_port);
}
