/* SPDX-License-Identifier: Apache-2.0 */
/* sense_int.h - the inside of sense.h, shared by sense.c and sense_rows.c alone.
 * Room: sense. May include: base wire store pack index. */
#pragma once

#include "base/map.h"
#include "base/vec.h"
#include "index/sketch_cm.h"
#include "sense/flow.h"
#include "sense/sense.h"

struct minute_hits {
	int64_t start;
	uint64_t count[CAT_COUNT];
};

/* One sketch a sighting: indicator x sensor x area x asset x hour (sensor and area are the place's). */
struct sighting_clients {
	int64_t hour;
	enum indicator_kind kind;
	struct str indicator, asset;
	struct hll *clients;
};

struct day_hits {
	int64_t start;
	struct cm *indicators;
};

struct sense {
	struct arena *arena;
	struct sense_place place;
	struct tally *tally;
	struct flow *flow;
	struct map *minute_keys, *sighting_keys;
	VEC(struct minute_hits) minutes;
	VEC(struct sighting_clients) sightings;
	VEC(struct day_hits) days;
	struct topk *top[2];
	struct buf key;
	size_t sketch_bytes;
	uint64_t left_out;
};

/* Whole units of time, also before 1970. */
static inline int64_t sense_cut(int64_t us, int64_t unit)
{
	int64_t rest = us % unit;

	return us - (rest < 0 ? rest + unit : rest);
}
