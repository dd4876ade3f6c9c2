/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load_records.h - records as NDJSON: {"type":"party","name":...}, one a line, any types of the pack.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/load_feed.h"

/* Is it a file of records (first line an object whose "type" the pack knows) or a feed? */
MUST_CHECK enum err load_is_records(struct loader *l, const char *path, bool *records,
				    struct why *why);
MUST_CHECK enum err load_records(struct loader *l, const char *path, struct load_report *report,
				 struct why *why);

/* For every loader of records: a line that was refused is told (the first twenty of a file), written down and
 * counted; what the door did with the rest is added to the report. */
void load_refused(struct loader *l, struct load_report *r, uint64_t line, struct why *why);
void load_took(struct loader *l, struct load_report *r, struct batch_result *result);
