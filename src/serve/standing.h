/* SPDX-License-Identifier: Apache-2.0 */
/*
 * standing.h - where the articles stand: all measures at one moment, computed once for all who ask.
 *
 * A measure is SQL of a pack and may read every sighting. While that is quick (STANDING_PATIENCE_MS of work
 * the last time) whoever asks first computes, and gets what is true of their transaction and minute. Where it is
 * not, nobody waits: the last standing is given at once, with the ledger position that it is true of, and a
 * thread of its own computes the next; it then rests STANDING_REST times as long as it worked.
 *
 * Threads: all. Room: serve. May include: all but cmd.
 */
#pragma once

#include "serve/node_view.h"
#include "serve/report.h"
#include "serve/situation.h"

enum { STANDING_PATIENCE_MS = 100, STANDING_REST = 4 };

struct standings;

struct standing {
	struct situation articles; /* at, pack and the articles; else empty */
	struct report board;       /* the same articles with their trends and what is owed */
	enum err board_err;        /* else there is no board, and why */
	struct why board_why;
	uint64_t leaves;     /* true of this ledger position */
	struct arena *arena; /* standings' own, from here on */
	uint64_t cpu_ns;
	unsigned holders;
};

/* The view must outlive it; all must be given back before it closes. */
struct standings *standings_open(struct node_view *v);
void standings_close(struct standings *s); /* accepts NULL */
/* As of the reader's transaction (begun at now), or the last one known. Give it back. */
const struct standing *standings_get(struct standings *s, struct reader *r, struct instant at);
void standings_release(struct standings *s, const struct standing *t); /* accepts NULL */
/* Is there a newer one than t? */
bool standings_has_newer(struct standings *s, const struct standing *t);
/* For tests: as if computing had taken so long the last time. */
void standings_test_slow(struct standings *s, uint64_t cpu_ns);
