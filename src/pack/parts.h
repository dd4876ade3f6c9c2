/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts.h - the inside of a pack: shelves of items, one shelf a kind, and the table of kinds.
 *
 * The kinds (struct noun) know their folder, their struct and how to read, write and check one
 * item; loading, merging, freezing and thawing are then the same for all of them.
 *
 * Room: pack, for its own files. May include: base wire store.
 */
#pragma once

#include "pack/shape.h"

enum noun_id {
	NOUN_PARAMETER,
	NOUN_CODES,
	NOUN_TYPE,
	NOUN_RULE,
	NOUN_CALENDAR,
	NOUN_AREAS,
	NOUN_METRIC,
	NOUN_FLOW,
	NOUN_RETURN,
	NOUN_MEASURE,
	NOUN_MECHANISM,
	NOUN_LINEAGE,
	NOUN_ABOVE, /* articles of the texts that are extended; has no folder */
	NOUN_ARTICLE,
	NOUNS
};

enum { CHAIN_MAX = 8, SHELF_MAX = 4096, FROZEN_MAX = 64 << 20 };

/* Of one item: where it came from, for complaints after merging. */
struct place {
	const char *file; /* NULL when thawed */
	const struct yaml *yaml;
	uint32_t body;  /* the line where a measure's SELECT begins */
	struct str was; /* the pack whose thing it replaced */
	bool broken;    /* complained about already: not checked further */
};

/* Items of one kind; each begins with its id (struct str). */
struct shelf {
	char *items;
	struct place *places;
	size_t n, cap;
};

struct code {
	struct str id, label[2];
};

struct code_list {
	struct str id, title[2];
	struct code *codes;
	size_t count;
	struct str origin;
};

/* pack.yaml of one pack of the chain. */
struct pack_head {
	struct str id, title[2], issuer[2], date, extends, articles;
	const struct yaml *remove;
	const char *file; /* NULL when thawed; and where it counts its articles */
	const struct yaml *at_articles;
};

struct pack {
	struct arena *a;
	struct pack_head chain[CHAIN_MAX]; /* the root first, the leaf last */
	size_t chain_count;
	struct shelf shelf[NOUNS];
	const struct mechanism **declined;
	size_t declined_count;
};

struct noun {
	const char *folder, *ext, *member; /* member: its name in frozen JSON */
	size_t size, origin_at;            /* of the item's struct */
	/* Reads an item whose id is set. */
	bool (*read)(struct reading *r, const struct yaml *t, void *item);
	/* Writes its members, without id and origin; NULL: the noun writes itself elsewhere. */
	void (*write)(struct json_writer *w, const void *item);
	/* Are its references there? Completes what needs the merged pack. */
	void (*check)(struct reading *r, const struct pack *p, struct place at, void *item);
	bool later; /* packs that were frozen before there was this kind lack it */
};

extern const struct noun nouns[NOUNS];
extern const struct slot pack_head_slots[];

/* The item with this id, or NULL. */
void *shelf_find(const struct pack *p, enum noun_id noun, struct str id);
void *shelf_at(const struct pack *p, enum noun_id noun, size_t i);
struct str *item_origin(enum noun_id noun, void *item);
/* The item to fill: the one with this id, wiped, else a new one; NULL when the shelf is full. */
void *shelf_put(struct pack *p, enum noun_id noun, struct str id, struct place at);
void shelf_break(struct pack *p, enum noun_id noun, const void *item);
bool shelf_drop(struct pack *p, enum noun_id noun, struct str id);

/* Complain unless the thing that member `key` of the map names is there. */
void need_ref(struct reading *r, const struct pack *p, const struct yaml *map, struct str key,
	      enum noun_id noun, struct str id);
void need_code(struct reading *r, const struct pack *p, const struct yaml *map, struct str key,
	       struct str list, struct str code);
void need_article(struct reading *r, const struct pack *p, const struct yaml *t, struct str number,
		  struct str origin);
/* The same for each id that the list of member `key` names. */
void need_all(struct reading *r, const struct pack *p, const struct yaml *map, const char *key,
	      enum noun_id noun);
void need_codes(struct reading *r, const struct pack *p, const struct yaml *map, const char *key,
		struct str list);
const struct code *code_find(const struct pack *p, struct str list, struct str code);

/* Sorts, resolves and checks the merged pack. */
void pack_finish(struct pack *p, struct reading *r);

/* load.c: one file put on its shelf, as pack_load() does with each (for the fuzz target too). */
struct pack_file;
void pack_take_file(struct pack *p, struct reading *r, const struct pack_file *f,
		    struct str origin);
/* What a noun's file defines. */
#define NOUN(name) \
	bool name##_read(struct reading *r, const struct yaml *t, void *item); \
	void name##_write(struct json_writer *w, const void *item); \
	void name##_check(struct reading *r, const struct pack *p, struct place at, void *item)
NOUN(above);
NOUN(areas);
NOUN(article);
NOUN(calendar_file);
NOUN(flow);
NOUN(lineage);
NOUN(measure);
NOUN(metric);
NOUN(return );
NOUN(rule);
/* article.c */
/* A pack with a text of its own begins: what articles there are now are those of the text above. */
void text_begins(struct pack *p);
/* The head of the pack whose text the leaf's articles are, and of the text above that; or NULL. */
const struct pack_head *text_head(const struct pack *p);
const struct pack_head *text_above(const struct pack *p);
bool text_has(const struct pack_head *text, struct str number);
/* type.c */
bool type_read(struct reading *r, const struct yaml *t, void *item);
void type_check(struct reading *r, const struct pack *p, struct place at, void *item);
/* A replaced type keeps the types of its fields. */
void type_check_replaced(struct reading *r, const struct rec_type *old, const struct rec_type *now,
			 const struct yaml *t);
/* measure.c */
/* The header comment of a .sql file as YAML, and the SELECT behind it; the line it begins on. */
uint32_t measure_split(struct arena *a, struct str file, struct str *header, struct str *sql);
