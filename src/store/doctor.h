/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doctor.h - is the store what it says it is, and how is a projection made again?
 *
 * store_check() reads one state beside the running node: SQLite's own check; every leaf against the
 * version, tally or file it commits to, byte by byte; every body against its canonical form; every
 * named file against its digest; every wrapped key against the node's key; and the typed tables
 * against a rebuild from the versions in a private temporary database. The sums
 * kept beside the sightings are compared with them. Not covered: the rows of aggregates (they keep no
 * history; their leaves are covered), cursors and batch names.
 *
 * Threads: one. Room: store. May include: base wire.
 */
#pragma once

#include "base/err.h"
#include "base/why.h"

struct node;

struct store_report {
	uint64_t leaves, versions, tallies, files, keys;
	uint64_t faults;
	uint64_t unknown; /* versions of types that the pack does not have: kept, not projected */
};

/* Called for each fault. */
typedef void store_fault_fn(void *ctx, const struct why *why);

/* ERR_OK also when there are faults (see out->faults); an error means that the check could not be
 * finished. */
MUST_CHECK enum err store_check(const struct node *n, store_fault_fn *fault, void *ctx,
				struct store_report *out, struct why *why);

/*
 * Drops the tables of all record types and makes them again from the versions, in one transaction;
 * aggregates stay as they are, and what is summed beside them (store/sums.h) is made again. Takes the lock: ERR_BUSY while the node runs.
 */
MUST_CHECK enum err store_rebuild(const struct node *n, uint64_t *versions, struct why *why);
