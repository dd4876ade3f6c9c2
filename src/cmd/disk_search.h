/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_search.h - is any of these identifiers in any of these files?
 *
 * Each identifier is looked for as it is, and as its unkeyed MD5, SHA-1 and SHA-256, in hexadecimal
 * and as raw bytes; anywhere, whatever stands beside it. Identifiers that are part of an allowed text (an
 * indicator's value, a declared range) cannot be told from it and are left out, and counted.
 *
 * Needles of fewer than SEARCH_SHORTEST bytes are refused. Memory: about 700 bytes an identifier.
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

enum { SEARCH_SHORTEST = 7 };

struct disk_search;

struct disk_search *disk_search_open(void);
void disk_search_close(struct disk_search *s); /* accepts NULL */
/* false: too short, or given before. */
bool disk_search_add(struct disk_search *s, struct str identifier);
/* Identifiers inside this text are left out from now on. After all were added, before searching. */
void disk_search_allow(struct disk_search *s, struct str text);

struct disk_search_result {
	uint64_t identifiers, left_out; /* asked for; of these, not searchable */
	uint64_t files, bytes;
	uint64_t found;         /* distinct identifiers found in any form */
	char first_file[256];   /* where the first one was */
	const char *first_form; /* "plain", "md5", ... */
};

/* Every regular file below the folder, sockets and the lock left out. */
MUST_CHECK enum err disk_search_dir(struct disk_search *s, const char *dir,
				    struct disk_search_result *out, struct why *why);
