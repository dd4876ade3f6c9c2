/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_node.h - a match on a node: whose asset is hit, and the sightings kept.
 *
 * A file is a batch: its sightings are merged in one transaction named by (file, generation,
 * sensor), so that the same file twice changes nothing. stdin has no identity: it is committed every second,
 * at least once; with a run id each commit also keeps how many lines it has counted, and the same stream
 * given again counts only what lies behind them, wherever its commits had fallen. A file that grows
 * (--follow) is such a stream, too; what its commits keep is the file, the offset and the line, and the next run
 * begins there.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/match_file.h"
#include "cmd/match_sense.h"
#include "cmd/tables.h"
#include "desk/owner.h"
#include "store/door.h"
#include "store/node.h"
#include "store/veil.h"

struct match_node {
	struct node *node;
	struct reader *reader;
	struct door *door;
	struct owners *owners;
	struct tables tables;
	struct arena *arena, *scratch;
	struct match_sense sense;
	struct str sensor, area, run_id;
	struct match_run *run;
	bool streaming;
	uint64_t events, opened_ns; /* matched since then, by all files of the command */
	uint64_t counted_lines;     /* of this run id, by earlier runs */
	uint64_t committed_lines, last_commit_ns;
	bool repeated; /* the last file had been counted before */
};

MUST_CHECK enum err match_node_open(struct match_node *m, const char *dir, const char *sensor,
				    const char *run_id, struct why *why);
void match_node_close(struct match_node *m);
MUST_CHECK enum err match_node_file(struct match_node *m, struct match_run *run, const char *path,
				    struct why *why);
