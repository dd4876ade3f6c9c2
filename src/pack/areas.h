/* SPDX-License-Identifier: Apache-2.0 */
/*
 * areas.h - which area is that today, and what is it part of?
 *
 * A pack's tables (areas/13.yaml, doc/pack-author.md) say of each code of GB/T 2260 from which year to
 * which it stood for what, and what became of it. So figures of 2016 and of 2025 come to one tree:
 * today's. An area's successors are those it had when it ended; what it gave away before that is noted
 * in the tables and not followed.
 *
 * A code is looked up as of a year, because codes are used again: as it was at the end of that year; a
 * code that was not in use then, or year 0, is the code's last holder.
 * Longer codes (towns, villages: 9 or 12 digits) are taken by their first six.
 *
 * Limits: 20,000 rows a table, 64 successors a row; 256 areas are followed, so that bad data (rings)
 * costs nothing. Memory: the arena's; read-only once opened; any thread. Room: pack.
 * May include: base wire store.
 */
#pragma once

#include "pack/pack.h"

enum area_level { AREA_PROVINCE, AREA_CITY, AREA_COUNTY, AREA_LEVELS };

struct area_step {
	uint32_t code;
	uint16_t year; /* when: the year the area ended, or an earlier one for what it gave away */
};

struct area_row {
	uint32_t code;
	uint16_t from,
		until; /* it is there at the end of year y if from <= y < until; until 0: today */
	uint16_t after_count;
	const struct area_step *after;
	struct str name;
};

struct areas;

/* The tables of the pack as one; empty when it has none. */
const struct areas *areas_open(struct arena *a, const struct pack *p);
const struct area_row *areas_rows(const struct areas *as, size_t *n); /* by code, then year */
int areas_year(const struct areas *as);                               /* how far the tables go */

/* false: neither 6, 9 nor 12 digits. */
bool area_code_read(struct str text, uint32_t *code);
enum area_level area_level(uint32_t code);
/* "province", "city", "county". */
bool area_level_read(struct str word, enum area_level *out);

/* NULL: never heard of. */
const struct area_row *area_at(const struct areas *as, uint32_t code, int year);
/* Today's area that the whole of it is, or became part of; 0: unknown, or split among several. */
uint32_t area_now(const struct areas *as, uint32_t code, int year);
/* Today's province, city or county that all of it lies in; 0: unknown, several, or none (a county
 * directly below its province has no city, a city is in no county). */
uint32_t area_up(const struct areas *as, uint32_t code, int year, enum area_level level);
