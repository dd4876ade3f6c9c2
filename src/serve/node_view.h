/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node_view.h - what the pages and the API may see of the running node.
 *
 * `run` makes one, publishes what the matcher probes, and hands it to serve_start(). Handlers pin
 * the lookup while they probe it, so that a newer one may be published at any moment; whoever lets
 * go last drops the old. Pinning holds a lock for two additions; probing holds none.
 *
 * Threads: all. Room: serve. May include: all but cmd.
 */
#pragma once

#include "base/clock.h"
#include "index/delta.h"
#include "index/generation.h"
#include "pack/pack.h"
#include "store/node.h"

#include <pthread.h>

/* What is listed at one moment. Its maker owns it and embeds it in something of its own. */
struct lookup {
	const struct generation *generation;
	const struct delta *delta; /* or NULL */
	struct instant compiled;
	void (*drop)(struct lookup *l); /* nobody holds it any more; NULL: nothing to do */
	unsigned holders;               /* node_view's own, as is: */
	uint64_t serial;                /* the how manieth that was published, from 1 */
};

struct node_view {
	const struct node *node;
	const struct pack *pack;
	struct instant started;
	pthread_mutex_t lock;
	struct lookup *lookup; /* current, or NULL before the first */
	uint64_t published;    /* how many so far */
};

void node_view_open(struct node_view *v, const struct node *n, const struct pack *p);
/* Lets go of the current lookup. Nothing may be pinned any more. */
void node_view_close(struct node_view *v);
/* From now on `l` (may be NULL) is what is listed; the one before goes with its last holder. */
void node_view_publish(struct node_view *v, struct lookup *l);
/* The current one, or NULL; give it back. */
struct lookup *node_view_pin(struct node_view *v);
void node_view_unpin(struct node_view *v, struct lookup *l); /* accepts NULL */
