/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape.h - a table says what a map may hold; reading, complaining and writing follow the table.
 *
 * Each line of a table (struct slot) is one key: its shape, whether it must be there, and where in
 * the target struct its value goes. What the table does not name is refused. Every complaint
 * carries the file, line and column of the thing complained about, and reading goes on.
 *
 * Threads: a reading belongs to one thread. Room: pack. May include: base wire store.
 */
#pragma once

#include "pack/pack.h"
#include "pack/yaml.h"

struct json_writer;

enum shape {
	SHAPE_TEXT,   /* struct str, not empty */
	SHAPE_ID,     /* struct str: letters, digits, '.', '_', '-'; at most 64 */
	SHAPE_DATE,   /* struct str: YYYY-MM-DD, a real day */
	SHAPE_CHOICE, /* struct str: one of `choices`, words separated by spaces */
	SHAPE_BOOL,   /* bool: true or false, not quoted */
	SHAPE_WORDS,  /* struct str[2]: {en, zh}, both, neither empty */
	SHAPE_LIST,   /* struct names: SHAPE_ID each, none twice */
	SHAPE_GROUPS, /* struct groups: a map of SHAPE_ID to SHAPE_LIST */
	SHAPE_NODE    /* const struct yaml *: the caller reads on; not written */
};

/* `at` of a NODE that the caller looks up itself; frozen JSON need not have it. */
#define SLOT_NOWHERE SIZE_MAX

struct slot {
	const char *key;
	enum shape shape;
	bool required;
	size_t at; /* offset in the target */
	const char *choices;
};

struct reading {
	struct arena *a;
	const char *file; /* of what is being read now; may be NULL */
	pack_complain_fn *complain;
	void *ctx;
	size_t faults;
	bool frozen; /* reading frozen JSON: "id" and "origin" are members */
};

/* One complaint at the node (NULL: the file as a whole). At its key instead of its value. */
void reading_fault_(struct reading *r, const struct yaml *at, bool key, enum say_id id,
		    const struct say_arg *args, size_t n);
#define reading_fault(r, at, id, ...) \
	reading_fault_((r), (at), false, (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))
#define reading_fault_key(r, at, id, ...) \
	reading_fault_((r), (at), true, (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))

/* Reads a map by a table that ends with a NULL key. false when anything was wrong. */
bool shape_read(struct reading *r, const struct yaml *map, const struct slot *slots, void *out);
/* Writes the members (without the braces), empty ones left out. */
void shape_write(struct json_writer *w, const struct slot *slots, const void *in);

/*
 * Named entries, each a struct that begins with its id (struct str): in a file a map, whose keys are
 * the ids; frozen, where maps have no order, a list whose members have an `id`. At least one.
 */
bool shape_read_entries(struct reading *r, const struct yaml *map, const struct slot *slots,
			size_t size, void **out, size_t *count);
void shape_write_entries(struct json_writer *w, const char *key, const struct slot *slots,
			 const void *items, size_t size, size_t count);

bool shape_is_id(struct str s);
/* Is s one of the words? */
bool shape_is_choice(struct str s, const char *choices);
/* The place of s among the words, or -1; the word at a place. */
int shape_choice(struct str s, const char *choices);
