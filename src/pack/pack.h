/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack.h - the policy as data: loaded, checked, merged along `extends`, frozen into one hash.
 *
 * Packs come from the binary itself (packs/ is embedded at build time) or from a folder
 * (--packs DIR). pack_load() reads a leaf pack and what it extends, merges by id (same id
 * replaces, `remove:` drops), checks, and freezes: pack_freeze() gives canonical JSON, whose
 * SHA-256 is the pack hash that a node keeps; pack_thaw() reads it back without any YAML.
 *
 * Every complaint has file:line:column and goes to `complain`; loading goes on to find them all.
 *
 * Lifetime: a pack lives in its arena; read-only after loading; any thread. Room: pack.
 * May include: base wire store.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"
#include "store/rectype.h"

struct pack;

struct article {
	struct str number;
	struct str title[2], summary[2]; /* enum lang */
	struct str coverage;             /* automatic|assisted|manual|none|declined */
	struct str why[2];
	struct str *mechanisms;
	size_t mechanism_count;
	struct str origin;
};

struct measure {
	struct str id; /* "M078" */
	struct str article;
	struct str title[2];
	struct str unit;
	struct str direction; /* up|down|watch */
	struct str target;    /* a number as text, or empty: none is set */
	struct str target_source;
	struct str owner; /* role */
	struct str sql;   /* one SELECT: area, dim, component, value, num, den, n */
	struct sha256 sql_hash;
	struct str origin;
};

typedef void pack_complain_fn(void *ctx, const struct why *why);

/* packs_dir NULL: the embedded packs. */
MUST_CHECK enum err pack_load(struct arena *a, const char *packs_dir, struct str id,
			      pack_complain_fn *complain, void *ctx, struct pack **out,
			      struct why *why);
void pack_freeze(const struct pack *p, struct buf *out);
MUST_CHECK enum err pack_thaw(struct arena *a, struct str frozen, struct pack **out,
			      struct why *why);

struct str pack_id(const struct pack *p);
struct str pack_title(const struct pack *p, enum lang lang);
const struct rec_type *pack_types(const struct pack *p, size_t *n);
const struct article *pack_articles(const struct pack *p, size_t *n);
const struct article *pack_article(const struct pack *p, struct str number);
const struct measure *pack_measures(const struct pack *p, size_t *n);
const struct measure *pack_measure(const struct pack *p, struct str id);
/* The ids of the packs embedded in the binary. */
size_t pack_embedded(const struct str **ids);
