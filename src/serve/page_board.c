/* SPDX-License-Identifier: Apache-2.0 */
/* page_board.c - the board of the articles, and one article, as pages. */
#include "serve/html.h"
#include "serve/page.h"
#include "serve/report.h"

static void top(const struct report *r, const struct situation *s, struct str title, enum lang lang,
		struct buf *out)
{
	struct buf time = { 0 };

	page_open(out, lang, title, r->node);
	buf_puts(out, "<h1>");
	html_say(out, lang, SAY_REPORT_TITLE, A(pack_title(r->pack, lang)));
	buf_puts(out, "</h1>\n<p class=\"asof\">");
	text_time(&time, r->at);
	html_say(out, lang, SAY_REPORT_AS_OF, A(r->node), A(buf_str(&time)), A(r->as_of));
	buf_puts(out, "</p>\n");
	page_behind(s, lang, out);
	buf_fini(&time);
}

static void way(const char *path, enum say_id name, enum lang lang, struct buf *out)
{
	buf_puts(out, "<p>");
	page_link(out, lang, path, STR(""));
	html_say(out, lang, name);
	buf_puts(out, "</a></p>\n");
}

void page_board(const struct report *r, const struct situation *s, enum lang lang, struct buf *out)
{
	struct buf title = { 0 };

	say(&title, lang, SAY_PAGE_BOARD_TITLE, A(r->node));
	top(r, s, buf_str(&title), lang, out);
	report_board(r, lang, out);
	report_declined(r, lang, out);
	way("/", SAY_PAGE_HOME, lang, out);
	page_close(out, lang);
	buf_fini(&title);
}

void page_article(const struct report *r, size_t i, const struct situation *s, enum lang lang,
		  struct buf *out)
{
	const struct article *a = r->articles[i].article;
	struct buf title = { 0 };

	say(&title, lang, SAY_PAGE_ARTICLE_TITLE, A(a->number), A(a->title[lang]));
	top(r, s, buf_str(&title), lang, out);
	report_article(r, i, lang, out);
	way("/articles", SAY_PAGE_BACK_TO_BOARD, lang, out);
	way("/", SAY_PAGE_HOME, lang, out);
	page_close(out, lang);
	buf_fini(&title);
}
