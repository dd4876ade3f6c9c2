/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node_view.h - what the pages and the API may see of the running node.
 *
 * `run` makes one, publishes what the matcher probes, and hands it to serve_start(). Handlers pin
 * the lookup while they probe it (index/current.h), so that a newer one may be published at any moment.
 *
 * Threads: all. Room: serve. May include: all but cmd.
 */
#pragma once

#include "base/clock.h"
#include "index/current.h"
#include "pack/pack.h"
#include "store/node.h"

struct node_view {
	const struct node *node;
	const struct pack *pack;
	struct instant started;
	struct current *current;
};

void node_view_open(struct node_view *v, const struct node *n, const struct pack *p);
/* Lets go of the current lookup. Nothing may be pinned any more. */
void node_view_close(struct node_view *v);
/* From now on `l` (may be NULL) is what is listed; the one before goes with its last holder. */
void node_view_publish(struct node_view *v, struct lookup *l);
/* The current one, or NULL; give it back. */
struct lookup *node_view_pin(struct node_view *v);
void node_view_unpin(struct node_view *v, struct lookup *l); /* accepts NULL */
