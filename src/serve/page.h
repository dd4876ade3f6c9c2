/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.h - what a person sees in a browser: one page, made on the server, without scripts.
 *
 * Every foreign text goes through html_text(). Tables fold into cards on narrow screens (each cell
 * carries its column's name), so nothing scrolls sideways; roles are stated because folding takes
 * them away. Threads: pure. Room: serve. May include: all but cmd.
 */
#pragma once

#include "serve/situation.h"

void page_situation(const struct situation *s, enum lang lang, struct buf *out);
/* One value explained, with the form; x NULL: the form alone. */
struct explanation;
void page_explain(const struct explanation *x, const struct pack *p, enum lang lang,
		  struct buf *out);
/* The board of all articles; everything about article i. `s`: the situation whose articles they are. */
struct report;
void page_board(const struct report *r, const struct situation *s, enum lang lang, struct buf *out);
void page_article(const struct report *r, size_t i, const struct situation *s, enum lang lang,
		  struct buf *out);
/* A refusal, for people. */
void page_problem(int status, enum lang lang, const struct why *why, struct buf *out);

/* The policy that the pages need beside "nothing". */
#define PAGE_CSP \
	"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; " \
	"form-action 'self'; frame-ancestors 'none'"

/* ---- parts, for the files of the page ---- */

void page_open(struct buf *out, enum lang lang, struct str title, struct str node);
void page_close(struct buf *out, enum lang lang);
/* <h2 id=...>, the section's name. */
void page_section(struct buf *out, enum lang lang, const char *id, enum say_id title);

/* Columns of a table: the name, and whether its cells are figures. */
struct page_column {
	enum say_id name;
	bool figure;
};
void page_table(struct buf *out, enum lang lang, const char *caption_id, const char *class,
		const struct page_column *c, size_t n);
void page_table_end(struct buf *out);
void page_row(struct buf *out);
void page_row_end(struct buf *out);
/* Begins a cell of that column (the first is the row's header); page_cell_end() ends it. */
void page_cell(struct buf *out, enum lang lang, const struct page_column *c, bool header);
void page_cell_end(struct buf *out, bool header);

void page_time(struct buf *out, struct instant t); /* <time>, to the minute */

/* The form that asks about one value; it is sent as a body, so that the value reaches no log. */
void page_ask(struct buf *out, enum lang lang, struct str value);
void page_chart(const struct situation *s, enum lang lang, struct buf *out);
/* That the measures are those of an earlier position, if they are. */
void page_behind(const struct situation *s, enum lang lang, struct buf *out);
/* An address of this node's pages that keeps the reader's language: <a href="...">, without the end. */
void page_link(struct buf *out, enum lang lang, const char *path, struct str tail);
void page_articles(const struct situation *s, enum lang lang, struct buf *out);
