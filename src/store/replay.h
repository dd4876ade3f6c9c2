/* SPDX-License-Identifier: Apache-2.0 */
/* replay.h - versions in ledger order through the projection; for rebuild and check.
 * Room: store. May include: base wire. */
#pragma once

#include "store/project.h"

/* Projects <schema>.version (another attached database or "main") into `main`. Versions of types
 * that are not among `types` are counted in *unknown. */
MUST_CHECK enum err replay_versions(sqlite3 *db, const char *schema, const struct rec_type *types,
				    size_t count, uint64_t *versions, uint64_t *unknown,
				    struct why *why);
