/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve.h - the node's pages and API, on one address.
 *
 * The table of routes (serve.c) says what there is; GET /api/v1 prints it. Threads: serve_start and
 * serve_stop from one; handlers run on the server's own, each with a reader of its own.
 * Room: serve. May include: all but cmd.
 */
#pragma once

#include "serve/node_view.h"

struct serve;

/* listen: "127.0.0.1:8421", "[::1]:0", "8421"; loopback only. The view must outlive the server. */
MUST_CHECK enum err serve_start(struct node_view *v, struct str listen, struct serve **out,
				struct why *why);
uint16_t serve_port(const struct serve *s);
/* "http://127.0.0.1:8421/" */
const char *serve_address(const struct serve *s);
/* Finishes what runs, then closes. NULL is fine. */
void serve_stop(struct serve *s);
