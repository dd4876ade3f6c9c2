/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listed.h - a generator's list as a node would have it: a text file, loaded into a durable set,
 * compiled, and opened again from what is on the disk.
 *
 * All but the opening runs in a child, so that what it needs and frees does not count as memory of
 * the index.
 *
 * Threads: one. Includes of the house: cmd index.
 */
#pragma once

#include "gen.h"
#include "index/generation.h"

enum { LISTED_SETS_MAX = 256 };

struct listed {
	struct generation *g;
	struct set *set[LISTED_SETS_MAX];
	unsigned sets;
	double load_s;           /* lines of text to durable sets */
	double load_cpu_s;       /* the CPU time of that, all threads */
	double compile_s;        /* sets to a generation, and that to its file */
	double open_s;           /* sets and generation on disk to one that answers */
	uint64_t text_bytes;     /* of the values alone */
	uint64_t set_bytes;      /* of the set files, text and all */
	uint64_t table_bytes;    /* of the generation */
	uint64_t resident, huge; /* grown by opening; in huge pages */
};

/* The list is dealt over `sets` files in `dir`; without a file nothing is listed. */
void listed_open(struct listed *l, struct gen *g, uint64_t indicators, unsigned sets,
		 const char *dir);
void listed_close(struct listed *l);
