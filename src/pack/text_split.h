/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_split.h - where in this file are the articles of a policy?
 *
 * A file may hold several documents: one a language, and several of one language where the numbers begin
 * again (a shorter list behind a text is no document). Which numbers count articles is decided
 * from the text (text_level.c): words ("第十二条", "Article 12") before plain numbers; of plain
 * numbers the highest level that is not headings alone, or the one that counts on across headings.
 *
 * `number` is the label where the labels count through the document (so that an excerpt which
 * begins at 7 has 7), else the articles are counted on across the parts in which labels begin
 * again. `part` is the number of the highest heading level, 0 where there is none. `text` is all that
 * the article says, as written, without its mark, with broken lines joined and '\n' between
 * paragraphs; it begins with the title where there is one. What follows the text (annexes, other
 * texts, page furniture) belongs to no article.
 *
 * Limits: those of text_lines.h and text_chain.h; TEXT_ARTICLES articles and TEXT_DOCS documents.
 * Threads: pure; everything lives in the arena. Room: pack. May include: base.
 */
#pragma once

#include "pack/text_lines.h"

enum { TEXT_ARTICLES = 5000, TEXT_DOCS = 32 };

struct text_article {
	unsigned number, part;
	unsigned label, sub; /* as printed: 12 and 1 of "article 12 bis" */
	struct str title;    /* may be empty */
	struct str text;
	uint32_t line; /* of the file, from 1 */
};

struct text_part {
	unsigned number;
	struct str title;
	uint32_t line;
};

struct text_doc {
	enum text_lang lang;
	struct str preamble; /* what the policy says before its first article or heading */
	struct text_article *articles;
	size_t count;
	struct text_part *parts;
	size_t part_count;
};

struct text_docs {
	struct text_doc *v;
	size_t n; /* 0: no articles were found */
};

/* The documents of a file's bytes, in the order in which they begin. */
MUST_CHECK enum err text_split(struct arena *a, struct str bytes, struct text_docs *out,
			       struct why *why);

/* The document of this language with the most articles, or NULL; TEXT_LANGS: of any language. */
const struct text_doc *text_doc_of(const struct text_docs *docs, enum text_lang lang);
