/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_listen.h - producers on this machine through one matcher, until a signal ends it: dnstap over a
 * Unix socket, flows over UDP.
 *
 * Each producer has its own stream; records are numbered as they come, over all of them.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/match_file.h"

/* where: as in intake/ear.h. The format is dnstap for Unix sockets and flows for UDP, unless the
 * run says another. */
MUST_CHECK enum err match_listen(struct match_run *run, const char *where, struct why *why);
