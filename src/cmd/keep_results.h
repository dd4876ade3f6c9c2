/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keep_results.h - results of measures into the store, and the thread that does it on a schedule.
 *
 * Threads: as said. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/look_alerts.h"
#include "gauge/gauge.h"

/* Keeps these results (gauge/kept.h) in one batch; *rows: how many rows that made. */
MUST_CHECK enum err keep_results(const struct node *n, const struct gauge_result *results,
				 size_t count, struct instant at, commit_fn *commit, void *door,
				 uint64_t *rows, struct why *why);

struct keeper;

/* Computes all measures when they are due (parameter measure_period), beside everybody else. The first
 * time on a node that has none: a minute after its start. NULL where the pack keeps no results. */
struct keeper *keeper_start(const struct node *n, const struct pack *p, struct writer *w);
void keeper_stop(struct keeper *k); /* waits for a run that is on its way; accepts NULL */
