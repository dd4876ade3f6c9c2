/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.h - how far is the long work? A line on a terminal, nothing in a pipe.
 *
 * At most ten redraws a second; the line is wiped by progress_done(). Threads: one.
 * Room: base. May include: libc.
 */
#pragma once

#include "base/say.h"

struct progress {
	bool on;
	uint64_t started, drawn; /* monotonic ns */
	enum say_id what;
};

/* `what` takes {1} done, {2} total ("?" when unknown), {3} per second. */
struct progress progress_start(enum say_id what);
void progress_step(struct progress *p, uint64_t done, uint64_t total);
void progress_done(struct progress *p);
