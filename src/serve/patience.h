/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patience.h - how long may a request take to arrive?
 *
 * The HTTP library ends connections that are silent. One that sends a byte now and then is never
 * silent, and a thousand of them leave no room for anybody else. Here each connection has a moment
 * by which its request must be whole; past it the socket is shut down, and the library does the
 * rest.
 *
 * Threads: all; one of its own looks every second. Room: serve. May include: all but cmd.
 */
#pragma once

struct patience;
struct waiting; /* one connection */

struct patience *patience_open(unsigned seconds);
/* Every connection has ended. Accepts NULL. */
void patience_close(struct patience *p);

/* A connection begins; its fd stays open until waiting_end(). */
struct waiting *waiting_begin(struct patience *p, int fd);
void waiting_end(struct waiting *w);
/* Its request is whole: the rest is our own affair. */
void waiting_pause(struct waiting *w);
/* Its answer may take so long to be read. */
void waiting_at_most(struct waiting *w, unsigned seconds);
/* Its request is over: the next one has its time. */
void waiting_again(struct waiting *w);
