/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack.h - the policy as data: loaded, checked, merged along `extends`, frozen into one hash.
 *
 * Packs come from the binary itself (packs/ is embedded at build time) or from a folder
 * (--packs DIR). pack_load() reads a leaf pack and what it extends, merges by id (same id
 * replaces, `remove:` drops), checks, and freezes: pack_freeze() gives canonical JSON, whose
 * SHA-256 is the pack hash that a node keeps; pack_thaw() reads it back without any YAML.
 * doc/pack-author.md says what stands in the files.
 *
 * Every complaint has file:line:column and goes to `complain`; loading goes on to find them all.
 *
 * Limits: 10,000 files of at most 1 MiB, 8 packs in a chain, 4,096 items of a kind, 64 MiB frozen.
 * Lifetime: a pack lives in its arena; read-only after loading; any thread. Room: pack.
 * May include: base wire store.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/say.h"
#include "base/why.h"
#include "store/rectype.h"

struct pack;

struct names {
	struct str *v;
	size_t n;
};

/* {category: [c2, malware]}: what each of some fields may be. */
struct groups {
	struct group {
		struct str id;
		struct names is;
	} * v;
	size_t n;
};

/* A number (or period) that a measure, a retention or a target stands on; never without a source. */
struct parameter {
	struct str id;
	struct str title[2]; /* enum lang */
	struct str value;
	struct str unit;  /* of the code list `unit`, or empty */
	struct str basis; /* choice|law|standard|agreement */
	struct str source[2];
	struct str origin;
};

struct article {
	struct str number;
	struct str title[2], summary[2]; /* enum lang */
	struct str coverage;             /* automatic|assisted|manual|none|declined */
	struct str why[2];
	struct str *mechanisms;
	size_t mechanism_count;
	struct str origin;
};

/* One thing that an article asks for, and what carries it here. */
struct mechanism {
	struct str id; /* "A14.5" */
	struct str name[2];
	struct str article;
	struct str family;   /* of the code list `family` */
	struct str kind;     /* software|supported|stance */
	struct str status;   /* working|partial|planned|declined|none */
	struct str declined; /* whole|part, or empty; then `reason` says why */
	struct str reason[2];
	struct str limits[2]; /* what it will not do; may be empty */
	struct str *records;
	size_t record_count;
	struct str *measures;
	size_t measure_count;
	struct names flows, returns; /* pack/flow.h, pack/return.h */
	struct str owner;            /* of the code list `role`; may be empty */
	struct str origin;
};

/* A number of a rule or a clock: a parameter, so that it has a source. Unused: no id. */
struct rule_number {
	struct str id;
	const struct parameter *parameter;
	double value; /* above 0 */
};

enum { RULE_WEEKS_MAX = 104 };

/* What is unusual enough for an alert (doc/pack-author.md, "Rules"). */
struct rule {
	struct str id;
	struct str title[2];
	struct str series; /* hits|events */
	struct str by;     /* area|category (in an area)|sensor|asset */
	struct str test;   /* above|rise|fall */
	struct rule_number limit, least, weeks, weeks_most, late;
	struct str origin;
};

struct measure {
	struct str id; /* "M078" */
	struct str article, mechanism;
	struct str title[2];
	struct str unit;             /* of the code list `unit`; pack_label() has its words */
	struct str direction;        /* up|down|watch */
	struct str target_id;        /* the target's parameter, or "none" */
	struct str target;           /* its value: a number as text, or empty: none is set */
	struct str target_source[2]; /* where it comes from */
	struct str owner;            /* of the code list `role` */
	struct str sql;              /* one SELECT: area, dim, component, value, num, den, n */
	struct sha256 sql_hash;
	const struct parameter *const *parameters; /* those that the SELECT names, :id */
	size_t parameter_count;
	struct str origin;
};

typedef void pack_complain_fn(void *ctx, const struct why *why);

/* packs_dir NULL: the embedded packs. complain may be NULL. With complaints: ERR_SYNTAX. */
MUST_CHECK enum err pack_load(struct arena *a, const char *packs_dir, struct str id,
			      pack_complain_fn *complain, void *ctx, struct pack **out,
			      struct why *why);
/* Appends the canonical JSON. Its member "types" is the store's form (store/rectype.h). */
void pack_freeze(const struct pack *p, struct buf *out);
/* Keeps what it needs of `frozen` in the arena. */
MUST_CHECK enum err pack_thaw(struct arena *a, struct str frozen, struct pack **out,
			      struct why *why);

struct str pack_id(const struct pack *p);
struct str pack_title(const struct pack *p, enum lang lang);
/* How many articles the leaf pack's text has; 0 when it states none (core). */
unsigned pack_article_total(const struct pack *p);
const struct rec_type *pack_types(const struct pack *p, size_t *n);

/* In the order of their numbers ("A14.2" before "A14.10"). */
const struct article *pack_articles(const struct pack *p, size_t *n);
const struct measure *pack_measures(const struct pack *p, size_t *n);
const struct mechanism *pack_mechanisms(const struct pack *p, size_t *n);
const struct parameter *pack_parameters(const struct pack *p, size_t *n);
const struct rule *pack_rules(const struct pack *p, size_t *n);
/* Those declined, wholly or in part, each with its reason; the array lives with the pack. */
const struct mechanism *const *pack_declined(const struct pack *p, size_t *n);

/* By id; NULL when there is none. */
const struct article *pack_article(const struct pack *p, struct str number);
const struct measure *pack_measure(const struct pack *p, struct str id);
const struct mechanism *pack_mechanism(const struct pack *p, struct str id);
const struct parameter *pack_parameter(const struct pack *p, struct str id);
const struct rule *pack_rule(const struct pack *p, struct str id);

/* The words of a code ("category", "c2") in a language; the code itself when there are none. */
struct str pack_label(const struct pack *p, struct str list, struct str code, enum lang lang);

/* The ids of the packs embedded in the binary. */
size_t pack_embedded(const struct str **ids);
