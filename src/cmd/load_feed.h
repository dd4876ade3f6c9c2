/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load_feed.h - one feed file becomes the active set of its source.
 *
 * Publisher, category and the rest come from the command line, else from a small YAML file beside the
 * feed (FILE.yaml: name, publisher, category, licence, format, map). A feed of indicators without a
 * publisher or a category from the closed list does not load; a warning list needs the publisher alone.
 *
 * What is loaded replaces the set of the same name. Two things are no replacement, and leave the old
 * set in force: a file of which nothing could be kept (unless allow_empty), and another publisher's
 * file that merely has the same name (unless a name was given).
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "base/arena.h"
#include "base/why.h"
#include "desk/owner.h"
#include "store/door.h"
#include "store/node.h"
#include "wire/feed.h"

#include <stdio.h>

struct load_options {
	const char *dir, *publisher, *licence, *name, *map, *refused_path;
	enum category category;
	enum feed_format format;
	bool records, ndt, json, allow_empty;
};

struct loader {
	struct load_options o;
	struct node *node;
	struct door *door;
	struct reader *reader;
	struct owners *owners;
	FILE *refused_to;
	struct str name;     /* of the next feed, unless it is named (feed_names.h) */
	struct arena *arena; /* reset for each file */
};

struct load_report {
	const char *file;
	const char *format;
	uint64_t read, added, changed, unchanged, gone, refused, unmatchable, personal;
	uint64_t repeats; /* entries that the file itself holds more than once */
	bool kept;        /* something of it is in the node, although it ended in an error */
};

MUST_CHECK enum err loader_open(struct loader *l, const struct load_options *o, struct why *why);
void loader_close(struct loader *l);

MUST_CHECK enum err load_feed(struct loader *l, const char *path, struct load_report *report,
			      struct why *why);
void load_print(const struct loader *l, const struct load_report *r);
