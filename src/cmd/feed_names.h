/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_names.h - what feeds are called that nobody named: by the file, and by as many folders above it as
 * it takes to tell the files of one call apart.
 *
 * "c2.txt.gz" is "c2.txt"; of "a/samples.md5" and "b/samples.md5" both keep their folder. So tonight's file
 * replaces last night's wherever it lies, and two files never replace one another unseen.
 *
 * Room: cmd. May include: all.
 */
#pragma once

#include "base/arena.h"

/* n names for n paths, in the arena. A path given twice has one name twice. */
struct str *feed_names(struct arena *a, const char *const *paths, size_t n);
