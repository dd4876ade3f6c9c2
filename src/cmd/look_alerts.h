/* SPDX-License-Identifier: Apache-2.0 */
/* look_alerts.h - one look for what is unusual, through whichever door there is.
 * Room: cmd. May include: all. */
#pragma once

#include "sense/alerts.h"
#include "store/door.h"

/* Commits a batch: door_commit() of a command, or writer_commit() of the node. */
typedef enum err commit_fn(void *door, struct batch *b, struct arena *a,
			   struct batch_result *result, struct why *why);

/* The reader is begun and ended here. */
MUST_CHECK enum err look_for_alerts(struct reader *r, const struct pack *pack,
				    const struct alert_look *look, commit_fn *commit, void *door,
				    struct alert_result *out, struct why *why);
