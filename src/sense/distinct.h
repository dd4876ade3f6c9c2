/* SPDX-License-Identifier: Apache-2.0 */
/*
 * distinct.h - how many different clients, as far as it may be told; and which sketch may leave.
 *
 * Below SENSE_K different clients (by the sketch's own estimate) the answer is "fewer than k", here and
 * to every other node, and the sketch stays at home: few clients together with what a reader knows
 * beside it may be one client. From k on the sketch may leave: it is what merges above. Its bytes tell
 * nothing about any address to whoever has not the key of its day, and the key never leaves
 * (sketch_key.h; tests/sense/test_membership.c attacks it).
 *
 * Sketches of other days have other keys: a client in both counts twice, so they are told apart
 * (column `epoch`) and never merged.
 *
 * Threads: pure but for the reader. Room: sense. May include: base wire store pack index.
 */
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/why.h"

enum { SENSE_K = 10 };

struct distinct {
	bool known; /* a sketch is there */
	bool few;   /* fewer than SENSE_K; then n is 0 */
	uint64_t n;
};

/* Of a HyperLogLog's bytes. */
MUST_CHECK enum err distinct_of(struct str body, struct distinct *out, struct why *why);
/* Appends the bytes if they may leave; else *few is true and nothing is appended. Sketches that say
 * nothing about clients (count-min, DDSketch) need as many counted things. */
MUST_CHECK enum err distinct_export(struct str body, struct buf *out, bool *few, struct why *why);

/*
 * Different clients of one sensor in [from, to), whole hours; several epochs are added up and may count
 * a client once for each. Between reader_begin() and reader_end().
 */
struct reader;
MUST_CHECK enum err distinct_of_sensor(struct reader *r, struct str sensor, struct instant from,
				       struct instant to, struct distinct *out, struct why *why);
/* Of one indicator, over all sensors and assets. */
MUST_CHECK enum err distinct_of_indicator(struct reader *r, struct str kind, struct str indicator,
					  struct instant from, struct instant to,
					  struct distinct *out, struct why *why);
