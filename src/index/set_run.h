/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set_run.h - the rows of a set under construction as sorted runs, and the merge of all runs.
 *
 * The builder gathers rows in a batch; a full one is sorted by a thread of its own while the next is
 * gathered, and becomes a run: its rows in order, one behind the other. The merge reads all runs from
 * their beginnings to their ends. So a set of any size takes two batches and a few pages of each run
 * in memory, once runs go to a file (overflow.h).
 *
 * Threads: the batch given to set_sorter_start() is the sorter's until set_sorter_wait(). Room: index
 * (private). May include: base.
 */
#pragma once

#include "base/vec.h"
#include "index/set_sort.h"
#include "index/overflow.h"

#include <pthread.h>

struct set_batch {
	struct buf pool;
	VEC(struct set_rec) recs;
};
void set_batch_fini(struct set_batch *b);

struct set_runs {
	VEC(struct overflow) v;
	uint64_t in_memory; /* bytes of runs that are not in files */
	size_t memory;      /* how many may be */
	const char *dir;
};
void set_runs_fini(struct set_runs *r);

/* Sorts the batch, puts it behind the runs, and empties it. */
void set_runs_add(struct set_runs *r, struct set_batch *b);

/* The same on another thread, one batch at a time. */
struct set_sorter {
	struct set_runs *runs;
	struct set_batch batch; /* being sorted, or empty */
	pthread_t thread;
	bool busy;
};
void set_sorter_wait(struct set_sorter *s);
/* Waits for the batch before it; takes b's rows and leaves it empty. */
void set_sorter_start(struct set_sorter *s, struct set_batch *b);

/* ---- the merge ---- */

/* A row of a run; value and ref point into it. */
struct set_run_row {
	uint64_t head; /* text_head(value): most comparisons end here */
	struct str value, ref;
	uint32_t class, line;
	unsigned kind;
};

struct set_merge_cursor {
	struct set_run_row row;
	struct str rest; /* of its run */
};

struct set_merge {
	VEC(struct set_merge_cursor) heap; /* the first is the smallest */
	struct set_run_row now;            /* what was told last */
};
void set_merge_open(struct set_merge *m, struct set_runs *r);
void set_merge_fini(struct set_merge *m);
/* Rows in the order of kind, value, reference; NULL at the end. *row lives until the next call, what it
 * points to as long as the runs. */
const struct set_run_row *set_merge_next(struct set_merge *m);
