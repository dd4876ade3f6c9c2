/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lineage.h - a text and the text above it: whose articles are these, and what became of each?
 *
 * A pack that says how many articles its text has brings a text of its own. pack_articles() are then
 * the leaf's alone; those of the text that it extends stay as "above", by pack and number, because
 * mechanisms keep the article that they were found in. A leaf's article reaches what it inherits by
 * its list of mechanisms. Lineage says for each article of the leaf, and for each above that has no
 * child, how they are related, and the same for their clauses.
 *
 * Lifetime: the pack's. Room: pack. May include: base wire store.
 */
#pragma once

#include "pack/pack.h"

struct article_above {
	struct str id; /* "cn-mobile-2017:14" */
	struct str pack;
	struct article article;
	struct str origin;
};

struct clause_lineage {
	struct str id;       /* a mechanism, or any name of the clause that is unique in the file */
	struct str relation; /* of the code list `lineage` */
	struct names parents; /* mechanisms of the text above */
	struct str what[2];   /* enum lang: what changed */
};

struct lineage {
	struct str id;        /* the article's number, or "above-1" for one that has no child */
	struct str article;   /* empty: dropped */
	struct names parents; /* numbers in the text above */
	struct str relation;  /* of the code list `lineage` */
	struct str note[2];
	struct clause_lineage *clauses;
	size_t clause_count;
	struct str origin;
};

const struct lineage *pack_lineages(const struct pack *p, size_t *n);
/* Of the leaf's article with this number; NULL: none is stated. */
const struct lineage *pack_lineage(const struct pack *p, struct str number);
/* By pack and number, all texts above the leaf's. */
const struct article_above *pack_articles_above(const struct pack *p, size_t *n);
const struct article *pack_article_above(const struct pack *p, struct str pack, struct str number);

/* Does the article list the mechanism; the one that the measure belongs to? */
bool article_has(const struct article *x, struct str mechanism);
/* The article of the leaf's text that lists the mechanism, or NULL. */
const struct article *pack_article_of(const struct pack *p, const struct mechanism *m);
