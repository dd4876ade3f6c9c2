/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generation_file.h - a compiled generation as a file, so that it is compiled once and not by every
 * command (doc/formats/generation.md).
 *
 * The file is a cache: it says nothing that the sets do not say, whoever cannot use it compiles anew, and
 * it may be removed at any time. It fits one machine's sets in one order with one set of warning lists: its
 * identity is generation_identity() of them. It holds the keys of the hashes, so it is for the node's
 * owner alone (mode 0600).
 *
 * It is read into memory of large pages and checked whole (SHA-256, every reference to a row) before it
 * is used: 10 M indicators are 72 MB. It is not mapped: the tables are asked at random places, where small
 * pages cost more than all else, and a file that somebody cuts short must not stop the program.
 *
 * Threads: all. Room: index. May include: base wire.
 */
#pragma once

#include "index/generation.h"

/* Writes g to `path` under another name first, then renames. Not synced: a torn file is refused. */
MUST_CHECK enum err generation_write(const struct generation *g, const char *path, struct why *why);

/*
 * The generation of these inputs as it was written to `path`. ERR_NOTFOUND: there is none; ERR_CORRUPT
 * (damaged), ERR_UNSUPPORTED (of another version), ERR_CONFLICT (of other inputs): with a sentence that
 * names the file; build it then.
 */
MUST_CHECK enum err generation_read(const char *path, const struct generation_input *sets,
				    size_t set_count, const struct generation_input *warnings,
				    size_t warning_count, struct generation **out, struct why *why);

/* generation_identity() of what generation_build() would make of these. */
struct sha256 generation_identity_of(const struct generation_input *sets, size_t set_count,
				     const struct generation_input *warnings, size_t warning_count);
