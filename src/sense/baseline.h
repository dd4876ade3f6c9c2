/* SPDX-License-Identifier: Apache-2.0 */
/*
 * baseline.h - is this count unusual, compared with the same hour of earlier weeks?
 *
 * Usual is the median of these hours, so that one bad night does not move it; the spread is 1.4826
 * times their median absolute deviation, and at least the square root of the median (counts that come by
 * chance spread that much) and 1. With fewer weeks than the rule wants the answer is that there is not
 * enough history, never a guess.
 *
 * Threads: pure. Room: sense. May include: base wire store pack index.
 */
#pragma once

#include "pack/pack.h"

enum verdict { VERDICT_USUAL, VERDICT_UNUSUAL, VERDICT_NO_HISTORY };

struct baseline {
	double usual, spread;
	unsigned weeks; /* of history; 0: usual and spread are nothing */
};

/* Of n counts, in any order; they are sorted in place. */
struct baseline baseline_of(double *counts, unsigned n);
enum verdict baseline_verdict(const struct rule *rule, double value, const struct baseline *b);
