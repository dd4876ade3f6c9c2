/* SPDX-License-Identifier: Apache-2.0 */
/*
 * project.h - from a version's body to the rows that queries see: the typed tables, their lists and
 * the identities in `record`. The writer and the rebuild go through here, so that they agree.
 *
 * Threads: as its connection. Room: store. May include: base wire.
 */
#pragma once

#include "base/clock.h"
#include "store/rec_id.h"
#include "store/rectype.h"
#include "store/sql.h"
#include "store/usual.h"
#include "wire/json.h"

struct projector;

MUST_CHECK enum err projector_open(sqlite3 *db, const struct rec_type *types, size_t count,
				   struct projector **out, struct why *why);
void projector_close(struct projector *p); /* accepts NULL */

struct version_row {
	const struct rec_type *type;
	struct rec_id rec;
	uint64_t ver, leaf;
	struct instant recorded;
	const struct json *body; /* as store.md says */
};

/* Ends the record's last row and adds the new one (none for a retirement). */
MUST_CHECK enum err project_version(struct projector *p, const struct version_row *v,
				    struct arena *a, struct why *why);
/* Merges one normal row into an aggregate. */
MUST_CHECK enum err project_usual(struct projector *p, const struct rec_type *type,
				  const struct usual_value *v, uint64_t leaf,
				  struct instant recorded, struct why *why);
MUST_CHECK enum err project_tally(struct projector *p, const struct rec_type *type,
				  const struct json *row, uint64_t leaf, struct instant recorded,
				  struct arena *a, struct why *why);
