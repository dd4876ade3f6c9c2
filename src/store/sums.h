/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sums.h - what the situation page needs of a million sightings, kept beside them as they come.
 *
 * Four small tables, changed in the transaction of the rows that they sum: sum_total (one row: rows,
 * hits, hits on nobody registered, events read and when last), sum_hour (hits by hour and category),
 * sum_party_hit (hits by party and indicator) and sum_party (a party's hits, indicators, last hit and its
 * worst: the first category of the closed list, and of that the indicator with most hits). They hold nothing
 * that the sightings do not say; they can be made again from them, and doctor compares them.
 *
 * They are of the types `sighting` and `events_read`; a pack without these has no sums.
 *
 * Threads: as the writer's connection. Room: store. May include: base wire.
 */
#pragma once

#include "base/clock.h"
#include "store/rectype.h"
#include "store/sql.h"
#include "store/usual.h"
#include "wire/json.h"

struct sums;

/* Opens them for the writer; makes and fills them where they are not there yet. */
MUST_CHECK enum err sums_open(sqlite3 *db, const struct rec_type *types, size_t count,
			      struct sums **out, struct why *why);
void sums_close(struct sums *s); /* accepts NULL */

/* A batch begins: whatever one that failed had gathered is forgotten. */
void sums_begin(struct sums *s);
/* A row was merged into its table; is_new: it was not there. One of row and v says what it holds. */
void sums_row(struct sums *s, const struct rec_type *t, const struct json *row,
	      const struct usual_value *v, bool is_new, struct instant recorded);
/* The batch ends: what was gathered goes into the tables. */
MUST_CHECK enum err sums_write(struct sums *s, struct why *why);

/* The tables' names, NULL-ended; their SQL; and the SQL that fills them (in main) from the sightings
 * of `schema`. False: the pack has no sums. */
extern const char *const sums_tables[];
bool sums_sql(const struct rec_type *types, size_t count, struct buf *out);
void sums_fill_sql(const char *schema, struct buf *out);
