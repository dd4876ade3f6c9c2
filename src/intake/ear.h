/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ear.h - bytes from producers on this machine: a Unix stream socket with several clients, or UDP
 * datagrams on a loopback address.
 *
 * "unix:/run/cresset/dnstap.sock": the file is made (mode 0660: owner and group) and removed at the
 * end; one that a dead process left is replaced; ERR_CONFLICT where a living one listens, or where the
 * path is another kind of file. "udp:127.0.0.1:2055", "udp:[::1]:4739": only loopback addresses; ERR_DENIED else,
 * because nothing in these formats says who sent them.
 *
 * Slow listening pushes back on Unix clients; datagrams beyond the kernel's buffer are lost, and
 * ear_lost() says how many. SIGINT and SIGTERM end ear_run(): they are blocked for this thread from
 * ear_open() to ear_close(), and read from a descriptor.
 *
 * Limits: EAR_CLIENTS_MAX clients at once (more wait in the backlog), EAR_BLOCK bytes a call. A
 * client that does not take a reply is closed.
 *
 * Threads: one listener, one thread. Room: intake. May include: base wire.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

enum { EAR_CLIENTS_MAX = 64, EAR_BLOCK = 256 << 10 };

struct ear;

MUST_CHECK enum err ear_open(const char *where, struct ear **out, struct why *why);
void ear_close(struct ear *e); /* accepts NULL */
bool ear_is_udp(const struct ear *e);

struct ear_calls {
	/* Unix: a client came. What it returns stands for it; NULL: it is sent away. */
	void *(*joined)(void *ctx);
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

/* Until a signal or tick() ends it (ERR_OK), or the socket fails. After a signal what already lies in the
 * sockets is read, for at most a second. left() was called for all. */
MUST_CHECK enum err ear_run(struct ear *e, const struct ear_calls *calls, void *ctx,
			    struct why *why);
/* Datagrams that the kernel dropped, as far as it says. */
uint64_t ear_lost(const struct ear *e);
