/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listen.h - bytes from producers on this machine: a Unix stream socket with several clients, or UDP
 * datagrams on a loopback address.
 *
 * "unix:/run/cresset/dnstap.sock": the file is made (mode 0600) and removed at the end; one that a
 * dead process left is replaced; ERR_CONFLICT where a living one listens, or where the path is another
 * kind of file. "udp:127.0.0.1:2055", "udp:[::1]:4739": only loopback addresses; ERR_DENIED else,
 * because nothing in these formats says who sent them.
 *
 * Slow listening pushes back on Unix clients; datagrams beyond the kernel's buffer are lost, and
 * listen_lost() says how many. SIGINT and SIGTERM end listen_run(): they are blocked for this thread from
 * listen_open() to listen_close(), and read from a descriptor.
 *
 * Limits: LISTEN_CLIENTS_MAX clients at once (more wait in the backlog), LISTEN_BLOCK bytes a call,
 * replies of LISTEN_REPLY_MAX bytes.
 *
 * Threads: one listener, one thread. Room: intake. May include: base.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

enum { LISTEN_CLIENTS_MAX = 64, LISTEN_BLOCK = 256 << 10, LISTEN_REPLY_MAX = 4096 };

struct listener;

MUST_CHECK enum err listen_open(const char *where, struct listener **out, struct why *why);
void listen_close(struct listener *l); /* accepts NULL */
bool listen_is_udp(const struct listener *l);

struct listen_calls {
	/* Unix: client `number` (from 1) came. What it returns stands for it; NULL: it is sent away. */
	void *(*joined)(void *ctx, uint64_t number);
	/* Its bytes, cut anywhere. false: no more of this one, close it. */
	bool (*bytes)(void *ctx, void *client, struct str bytes);
	/* Asked after bytes(): what to send to it; empty: nothing. Lives until the next call. */
	struct str (*reply)(void *ctx, void *client);
	/* It has gone, or was closed; `client` is not used again. */
	void (*left)(void *ctx, void *client);
	/* UDP: one datagram, whole; `sender` stands for its address and port. */
	void (*datagram)(void *ctx, struct str bytes, uint64_t sender);
	/* After each round, and about once a second. false ends. */
	bool (*tick)(void *ctx);
};

/* Until a signal or tick() ends it (ERR_OK), or the socket fails. left() was called for all. */
MUST_CHECK enum err listen_run(struct listener *l, const struct listen_calls *calls, void *ctx,
			       struct why *why);
/* Datagrams that the kernel dropped, as far as it says. */
uint64_t listen_lost(const struct listener *l);
