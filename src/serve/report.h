/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - articles on paper: the board, and for each article what carries it and what its measures
 * say, as parts of a page and as one file that needs nothing else.
 *
 * The file holds the report twice, in the asked language and in the other, with its style inside; it
 * has no script, no link to anything outside, and prints each article on a page of its own. Every
 * foreign text is escaped (html.h).
 *
 * Threads: pure. Room: serve. May include: all but cmd.
 */
#pragma once

#include "gauge/kept.h"
#include "gauge/owed.h"

struct report_trend {
	struct kept_point *points; /* oldest first */
	size_t count;
};

struct report {
	const struct pack *pack;
	struct str node;
	struct instant at;
	uint64_t as_of; /* ledger position */
	const struct gauge_article *articles;
	size_t count;
	struct report_trend **trends; /* one an article, each one a result; NULL: none */
	struct gauge_owed_list owed;
	bool links; /* articles are links to /articles/N */
};

struct situation;
/* The report of articles that are computed: what was kept of their measures (at most REPORT_POINTS each),
 * and who owes a figure. Borrows from s; the rest in the arena. */
enum { REPORT_POINTS = 60 };
MUST_CHECK enum err report_load(struct reader *r, const struct situation *s, struct arena *a,
				struct report *out, struct why *why);

/* One row an article: coverage, measures by state, worst gap, owners, returns late. */
void report_board(const struct report *r, enum lang lang, struct buf *out);
/* Everything about article i. */
void report_article(const struct report *r, size_t i, enum lang lang, struct buf *out);
/* What is declined, each with its reason. */
void report_declined(const struct report *r, enum lang lang, struct buf *out);
/* The whole file. */
void report_html(const struct report *r, enum lang lang, struct buf *out);
