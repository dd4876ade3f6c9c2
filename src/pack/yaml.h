/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml.h - what a pack file is before it means anything: maps, lists and texts, with places.
 *
 * One shape for YAML (by libfyaml; YAML 1.2) and for the frozen JSON, so that both are read by the
 * same tables. YAML is taken plainly: one document, no anchors, aliases, tags or complex keys, no
 * key twice in a map; anything else is a complaint with line and column.
 *
 * Limits: 1 MiB of YAML, depth 24, 100,000 nodes, 4,096 members in a map. Memory: the arena's.
 * Threads: any. Room: pack. May include: base wire store.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

struct json;

enum { YAML_BYTES = 1 << 20, YAML_DEPTH = 24, YAML_NODES = 100000, YAML_MEMBERS = 4096 };

struct yaml {
	enum { YAML_MAP, YAML_LIST, YAML_TEXT } kind;
	bool quoted;           /* a text in quotes or as a block */
	uint32_t line, column; /* of the value, from 1; 0 in frozen JSON */
	uint32_t key_line, key_column;
	struct str key, text;
	struct yaml *child, *next;
	size_t count; /* members or elements */
};

/* `name` stands in complaints; NULL leaves the place without a file. */
MUST_CHECK enum err yaml_read(struct arena *a, struct str in, const char *name, struct yaml **out,
			      struct why *why);
/* A JSON tree in the same shape; NULL, nested too deeply: an error. */
MUST_CHECK enum err yaml_from_json(struct arena *a, const struct json *in, struct yaml **out,
				   struct why *why);

/* Member of a map by key, or NULL (also for NULL and for what is no map). */
const struct yaml *yaml_get(const struct yaml *map, struct str key);
