/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alerts.h - what is unusual, by the rules of the pack, and why it was said.
 *
 * An alert is a row of the aggregate `alert`: hour, rule, and the area, category, sensor or asset that it
 * is about, with the count, what is usual, the spread and the weeks behind it. Nothing here is about a
 * person or a client: the series have no such column.
 *
 * An hour is looked at when rows of it changed since the last look, and once more when it is over
 * (and `late` hours have passed) for what can only be said then: that something is missing. What no
 * longer holds, because more data came, is marked as withdrawn.
 *
 * Threads: as its reader. Room: sense. May include: base wire store pack index.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "pack/pack.h"
#include "store/batch.h"

struct reader;

enum { ALERTS_LISTED = 1000 };

struct alert_look {
	struct instant from; /* hours before it are left alone */
	struct instant now;
	bool again; /* also hours that have not changed since the last look */
};

struct alert_result {
	uint64_t hours, raised, withdrawn;
	uint64_t no_history; /* series of an hour that could not be judged */
};

/* Adds to the batch what has changed, and a cursor. Between reader_begin() and reader_end(). A node
 * whose pack has no alerts: nothing. */
MUST_CHECK enum err alerts_look(struct reader *r, const struct pack *pack,
				const struct alert_look *look, struct batch *b,
				struct alert_result *out, struct why *why);

struct alert {
	struct instant hour, raised;
	struct str rule, area, category, sensor, asset, state;
	int64_t value, weeks;
	double usual, spread;
};

/* The newest first, at most ALERTS_LISTED, text in the arena; withdrawn ones only if asked for. */
MUST_CHECK enum err alerts_list(struct reader *r, struct instant since, bool withdrawn,
				struct arena *a, struct alert **out, size_t *n, struct why *why);
/* The reason as a sentence: series, value, what is usual, the rule, and the source of its number. */
void alert_reason(const struct alert *x, const struct pack *pack, enum lang lang, struct buf *out);
/* The alert as an object, with its reason. */
struct json_writer;
void alert_json(const struct alert *x, const struct pack *pack, enum lang lang,
		struct json_writer *w);
