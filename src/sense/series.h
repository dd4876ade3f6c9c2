/* SPDX-License-Identifier: Apache-2.0 */
/*
 * series.h - one hour of what a rule looks at: counts by area, category, sensor or asset.
 *
 * Read from the aggregates (counter, events_read, sighting). Something that was not counted in an hour was
 * 0 if its place was looked at in that hour, and unknown else: an area in which nothing was read has
 * no hits to speak of, and that is no quiet night.
 *
 * Threads: as its reader. Room: sense. May include: base wire store pack index.
 */
#pragma once

#include "base/clock.h"
#include "base/map.h"
#include "pack/pack.h"

struct reader;

/* What a count is of; those that the rule does not look at are empty. */
struct series_key {
	struct str area, category, sensor, asset;
};

struct hour_counts {
	struct instant hour;
	struct map *counts; /* by series_text() */
	struct map *seen;   /* areas in which, or sensors by which, events were read */
	bool any;           /* anything was read on this node */
};

MUST_CHECK enum err series_hour(struct reader *r, const struct rule *rule, struct instant hour,
				struct hour_counts *out, struct why *why);
void series_hour_end(struct hour_counts *h); /* accepts an empty one */

/* The key as text, in the map's or arena's memory, and back. */
struct series_key series_key_of(struct str text);
/* false: its place was not looked at in this hour. */
bool series_count(const struct hour_counts *h, const struct rule *rule, struct str key,
		  double *out);
