/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listen.h - where may the server listen, and under which names may it be asked?
 *
 * Until sign-in exists: 127.0.0.0/8 and ::1 only. Threads: pure but for the socket made.
 * Room: serve. May include: all but cmd.
 */
#pragma once

#include "serve/http.h"

/* A listening socket (the caller closes it). ERR_DENIED beyond loopback, ERR_BUSY when taken. */
MUST_CHECK enum err listen_open(const char *host, uint16_t port, int *fd, struct why *why);
uint16_t listen_port(int fd);
/* Is a Host header's value this machine: "localhost" or a loopback address, any port? */
bool listen_is_here(struct str host);
