/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ways.h - the ways in which a file of events in memory meets a generation.
 *
 * They do what `cresset match` does between its input and its output: blocks of whole lines, the
 * sieve, the strict reader and the matcher for suspects, hits written as NDJSON (and dropped).
 *
 * Threads: a way uses the caller's alone, but for ways_threads(). Includes of the house: index match
 * sense wire.
 */
#pragma once

#include "index/generation.h"
#include "wire/event_reader.h"
#include "wire/event_stream.h"

enum { WAYS_PAD = 256 }; /* bytes that can be read behind the file */

struct ways_job {
	const struct generation *g;
	struct str bytes;
	enum event_format lines;   /* of a text log, or EVENTS_GUESS: */
	enum stream_format stream; /* of a binary one */
	int isa;                   /* enum sieve_isa; 0 is the best there is */
};

struct ways_tally {
	uint64_t lines, events, hits, refused, suspects;
	uint64_t by_kind[IND_KINDS];
};

/* Is there a reader for this log? */
bool ways_readable(const struct ways_job *j);
/* Is there a faster way than the strict one for this log? */
bool ways_has_fast(const struct ways_job *j);
struct ways_tally ways_fast(const struct ways_job *j);
struct ways_tally ways_strict(const struct ways_job *j);
/* As fast, of a log of lines that can be sieved, and with everything counted that a node counts. */
struct ways_tally ways_counted(const struct ways_job *j);
/* n threads over n parts of a text log, cut between lines; the sum, and the wall time it took. */
struct ways_tally ways_threads(const struct ways_job *j, unsigned n);
/* The sieve's next way to look at bytes after `isa` that runs here and makes a difference to this log; 0: no more. */
int ways_next_isa(const struct ways_job *j, int isa);
const char *ways_isa(const struct ways_job *j); /* "avx512"; "strict" where there is no sieve */
