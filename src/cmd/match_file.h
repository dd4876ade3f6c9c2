/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_file.h - one log through one matcher: lines -> events -> hits -> stdout. Binary logs go
 * through match_stream.h.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "base/buf.h"
#include "base/hash.h"
#include "cmd/tables.h"
#include "intake/input.h"
#include "match/matcher.h"
#include "wire/event_reader.h"
#include "wire/event_stream.h"
#include "wire/passing.h"

#include <signal.h>

struct progress;
struct sieve;

struct match_counts {
	uint64_t lines; /* of a binary log: records */
	uint64_t events, hits, refused, no_format;
	uint64_t unmatched; /* flow sets without their template */
	bool records;       /* it was a binary log */
	uint64_t by_kind[IND_KINDS];
	uint64_t ns; /* wall time */
};

struct match_run {
	enum event_format format;  /* EVENTS_GUESS: by each file's first bytes */
	enum stream_format stream; /* or this one: at most one of both is told */
	const char *listen;        /* not a file, but this socket (match_listen.h); or NULL */
	struct str map;
	bool strict;           /* every line to the strict reader */
	uint64_t strict_lines; /* the lines up to this one, too */
	bool follow;           /* the file grows */
	struct input_place
		place;    /* of --follow: behind what was matched; before: where to begin, or 0 */
	uint64_t line;    /* number in its file of the line matched last */
	unsigned threads; /* 0: as many as are worth it */
	bool ordered;     /* hits of several threads in the order of the input */
	/* Instead of showing what is refused; with ctx. Or NULL. */
	void (*keep_refusal)(void *ctx, uint64_t number, const struct why *why);
	const volatile sig_atomic_t *stop; /* or NULL: not to be stopped */
	struct match_options options;
	const struct tables *tables;
	struct matcher *matcher;
	struct sieve *sieve; /* for batches of events; NULL: all are matched */
	/* One stream for all flow files: templates of one hold for the next. Opened when needed. */
	struct event_stream *flows;
	struct arena *flows_arena;
	struct buf out; /* hits waiting for stdout */
	bool broken;    /* stdout is gone */
	const char *file;
	struct match_counts now, total;
	uint64_t refused_shown;
	bool want_identity;     /* compute it: it costs more than matching */
	struct sha256 identity; /* of the last file, as given */
	bool has_identity;      /* it was read to its end, or as far as it is whole */
	/* Called for each event that was read, and for each hit before it is written: sightings of a
	 * node. `token` may be set to what stands for a client address. Any may be NULL. */
	void (*on_event)(void *ctx, const struct event *ev);
	/* The same for events that were seen only in passing; `who` gives what hashes their clients. Both
	 * or neither. */
	void (*on_passing)(void *ctx, const struct passing *p, size_t n);
	struct prf *(*who)(void *ctx);
	enum err (*on_hit)(void *ctx, const struct hit *h, struct str *token);
	/* Called between lines, and about once a second while waiting for input; an error ends the file. May be NULL. */
	enum err (*on_tick)(void *ctx, struct why *why);
	void *ctx;
	enum err sink_error; /* the first error of on_hit */
	enum err wait_error; /* of on_tick, or of stdout, while the input was waited for */
	struct why wait_why;
};

void match_start(struct match_run *run, const struct tables *t);
void match_stop(struct match_run *run);

/* Reads the whole file. Bad lines are counted, the first ones shown; ERR_* where the file as a whole
 * cannot be read (what came before it was matched). */
MUST_CHECK enum err match_file(struct match_run *run, const char *path, struct why *why);
MUST_CHECK enum err match_flush(struct match_run *run);
void match_event(struct match_run *run, const struct event *ev);
/* A batch of them, EVENT_BATCH at most, through the sieve first. */
void match_events(struct match_run *run, const struct event *ev, size_t n);
/* For input_on_wait(): writes and commits what is ready. ctx is the run. */
bool match_wait(void *ctx);
/* Counts and shows what is refused; its place is `number`, unless `why` knows better. */
void match_refuse(struct match_run *run, uint64_t number, struct why *why);
/* Between lines or batches: write what is ready, show how far we are, let the node commit. */
MUST_CHECK enum err match_tick(struct match_run *run, struct input *in, struct progress *p,
			       struct why *why);
void match_print_file(const struct match_run *run, const char *path, bool json);
void match_print_total(const struct match_run *run, bool json);
