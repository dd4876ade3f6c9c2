/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files.h - where the files of a pack come from: the binary, or a folder.
 *
 * The embedded files are made by tools/embed.py at build time. A folder is read two levels deep;
 * names that begin with a dot are passed over. Files come in the order of their paths.
 *
 * Limits: 10,000 files, 1 MiB each (YAML_BYTES). Threads: any. Room: pack.
 * May include: base wire store.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

enum { FILES_MAX = 10000 };

struct pack_file {
	struct str path;   /* below the pack's folder: "records/area.yaml" */
	const char *shown; /* for complaints: "packs/core/records/area.yaml" */
	struct str text;
};

/* dir NULL: embedded. ERR_NOTFOUND when there is no such pack. */
MUST_CHECK enum err files_read(struct arena *a, const char *dir, struct str id,
			       struct pack_file **out, size_t *count, struct why *why);
