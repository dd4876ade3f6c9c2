/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine.h - the writer's connection: batches become transactions.
 *
 * Jobs given together share one transaction (one fsync), each in a savepoint of its own: a job that
 * fails leaves nothing, and the others stand. When the transaction itself fails (a full disk), the
 * jobs are tried again one by one. The caller holds the node's lock.
 *
 * Threads: one at a time. Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "store/batch.h"

struct node;
struct engine;

struct job {
	struct str bytes;        /* of the batch */
	size_t ops;              /* about how many operations; for the size of a group */
	struct arena *a;         /* for the result's refusals */
	struct instant recorded; /* 0: now; scratch.h says another time */
	struct batch_result result;
	struct why why;
	enum err err;
	bool done; /* for the queue of the writer */
	struct job *next;
};

/* own_checkpoints: the caller runs them (engine_checkpoint); else SQLite does as the log grows. */
MUST_CHECK enum err engine_open(const struct node *n, bool own_checkpoints, struct engine **out,
				struct why *why);
void engine_close(struct engine *g); /* folds the log into the database; accepts NULL */

/* Every job gets its err, why and result. */
void engine_apply(struct engine *g, struct job *const *jobs, size_t n);
