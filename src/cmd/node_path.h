/* SPDX-License-Identifier: Apache-2.0 */
/* node_path.h - a path inside a node's directory, as a C string in the arena.
 * Room: cmd. May include: all. */
#pragma once

#include "base/arena.h"
#include "store/node.h"

static inline const char *node_path(struct arena *a, const struct node *n, const char *rel)
{
	return arena_printf(a, "%s/%s", node_dir(n), rel).p;
}
