/* SPDX-License-Identifier: Apache-2.0 */
/* tree.h - JSON trees made by hand, in an arena: what the writer canonicalises.
 * Room: store. May include: base wire. */
#pragma once

#include "base/arena.h"
#include "wire/json.h"

struct json *tree_node(struct arena *a, enum json_tok kind, struct str text);
struct json *tree_str(struct arena *a, struct str text);
struct json *tree_u64(struct arena *a, uint64_t v);
struct json *tree_i64(struct arena *a, int64_t v);
struct json *tree_hex(struct arena *a, const void *bytes, size_t n);
/* Puts v at the front of an object (canonical form sorts) under a key that outlives the tree. */
void tree_add(struct json *object, struct str key, struct json *v);
void tree_add_str(struct arena *a, struct json *object, const char *key, struct str text);
/* RFC 8785 text in the arena. */
MUST_CHECK enum err tree_canon(struct arena *a, const struct json *v, struct str *out,
			       struct why *why);
