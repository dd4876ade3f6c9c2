/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_sense.h - what passes and what hits, on its way from a node's match to sense.
 *
 * Events come one by one from the strict reader, or in batches from whoever looked at them first
 * (match_sense_prf() is what fills their `who`). Clients are hashed some hundred at a time; their
 * addresses wait here for that and nowhere else, and are wiped.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "sense/sense.h"
#include "sense/sketch_key.h"
#include "store/node.h"
#include "wire/who.h"

enum { MATCH_SENSE_WAIT = 256 };

struct match_sense {
	struct sense *sense;
	struct prf *prf;
	char day[11]; /* of the key */
	size_t waiting;
	struct passing passing[MATCH_SENSE_WAIT];
	struct addr client[MATCH_SENSE_WAIT];
};

/* Begins a batch; what the last one had is gone. Another day: another key. */
MUST_CHECK enum err match_sense_begin(struct match_sense *m, const struct node *node,
				      struct tally_place place, struct why *why);
void match_sense_end(struct match_sense *m); /* wipes */
struct prf *match_sense_prf(struct match_sense *m);

void match_sense_event(struct match_sense *m, const struct event *ev);
void match_sense_passing(struct match_sense *m, const struct passing *p, size_t n);
MUST_CHECK enum err match_sense_hit(struct match_sense *m, const struct hit *h, struct str asset,
				    struct str party);
size_t match_sense_rows(const struct match_sense *m);
void match_sense_write(struct match_sense *m, const struct node *node, struct batch *b);
