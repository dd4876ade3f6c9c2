/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lock.h - who is the writer: flock(DIR/lock), and what the new holder sweeps away.
 *
 * The file holds the holder's process id, for the sentence that others are told. The kernel frees
 * the lock when the process ends, however it ends.
 *
 * Threads: all. Room: store. May include: base wire.
 */
#pragma once

#include "base/err.h"
#include "base/why.h"

/* ERR_BUSY with the holder's process id. The lock ends when *fd is closed. */
MUST_CHECK enum err lock_take(const char *dir, int *fd, struct why *why);

/* Removes files in sets/ and evidence/ that table `file` does not name, and temporary names. Only
 * the holder of the lock may. */
MUST_CHECK enum err lock_sweep(const char *dir, struct why *why);
