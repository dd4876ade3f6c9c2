/* SPDX-License-Identifier: Apache-2.0 */
/*
 * current.h - what is listed now, for readers that go on while it is replaced.
 *
 * One compiled generation with its delta is current. A reader pins it (one atomic addition, no lock
 * and no waiting), probes it for as long as it likes and gives it back; publishing another is one
 * atomic exchange; whoever lets go of a replaced one last drops it. Whoever pinned sees one state from
 * beginning to end, whatever is published meanwhile.
 *
 * How: the word `now` holds the place of the current one and how often it was pinned, so that
 * learning the place and being counted are one step. Giving back counts down in the pinned one itself;
 * replacing adds the number of its pins to that count, so that it is zero exactly once: when the
 * last holder is gone (the "split reference count").
 *
 * At most CURRENT_ALIVE are alive, the current one and those still held; publishing one more waits
 * until one is given back. Who holds for long (a slow reader of an answer) must therefore be bounded.
 *
 * Threads: all; publishers take turns. Room: index. May include: base wire.
 */
#pragma once

#include "base/clock.h"
#include "index/delta.h"
#include "index/generation.h"

#include <stdatomic.h>

enum { CURRENT_ALIVE = 63 };

/* What is listed at one moment. Its maker owns it and embeds it in something of its own. */
struct lookup {
	const struct generation *generation;
	const struct delta *delta; /* or NULL */
	struct instant compiled;
	void (*drop)(struct lookup *l); /* nobody holds it any more; NULL: nothing to do */
	/* set by current_publish(): */
	uint64_t serial; /* the how manieth that was published, from 1 */
	unsigned place;
	atomic_int_fast64_t
		held; /* pins not given back, less those of the time when it was current */
};

struct current;

struct current *current_open(void);
/* Lets go of the current one. Nothing may be pinned any more. Accepts NULL. */
void current_close(struct current *c);
/* From now on `l` (NULL: nothing) is what is listed; the one before goes with its last holder. */
void current_publish(struct current *c, struct lookup *l);
/* The current one, or NULL; give it back. */
struct lookup *current_pin(struct current *c);
void current_unpin(struct current *c, struct lookup *l); /* accepts NULL */
/* How many are alive: 1 at rest. */
size_t current_alive(const struct current *c);
