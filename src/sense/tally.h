/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.h - hits become sightings: counted per indicator x source x sensor x area x asset x hour.
 *
 * Gathers one batch's hits in memory (bounded: at most TALLY_ROWS rows; beyond it ERR_LIMIT, so the
 * caller commits what it has and goes on) and writes them as tally operations. Keeps the indicator
 * and counts; never what was observed, the file or the line. Also counts events read per hour, kind
 * and address family, hits or not, so that rates have a denominator.
 *
 * Window = event time cut to the hour; without a time the arrival time, and the row is flagged.
 * Threads: one. Room: sense. May include: base wire store pack index.
 */
#pragma once

#include "store/batch.h"
#include "wire/hit.h"

enum { TALLY_ROWS = 2000000 };

struct tally;

struct tally_place {
	struct str sensor; /* natural key of the sensor asset; may be empty */
	struct str area;   /* area code */
	struct instant arrival;
};

struct tally *tally_open(struct tally_place place);
void tally_close(struct tally *t); /* accepts NULL */
void tally_event(struct tally *t, const struct event *ev);
/* asset and party: natural keys of the declared infrastructure that the event touches, or empty. */
MUST_CHECK enum err tally_hit(struct tally *t, const struct hit *h, struct str asset,
			      struct str party);
size_t tally_rows(const struct tally *t);
/* Adds `tally` operations for sightings and events read to the batch. */
void tally_write(const struct tally *t, struct batch *b);
