/* SPDX-License-Identifier: Apache-2.0 */
/* page_parts.c - the frame of a page, and tables that fold. */
#include "serve/html.h"
#include "serve/page.h"
#include "serve/problem.h"
#include "wire/time3339.h"

static void lang_link(struct buf *out, enum lang current, enum lang l, const char *code,
		      const char *name)
{
	buf_printf(out, "<li><a href=\"?lang=%s\" lang=\"%s\" hreflang=\"%s\"%s>%s</a></li>", code,
		   l == LANG_ZH ? "zh-CN" : "en", l == LANG_ZH ? "zh-CN" : "en",
		   l == current ? " aria-current=\"true\"" : "", name);
}

static void head(struct buf *out, enum lang lang, struct str title)
{
	buf_printf(out,
		   "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		   "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
		   lang == LANG_ZH ? "zh-CN" : "en");
	html_text(out, title);
	buf_puts(out, "</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n"
		      "<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n</head>\n");
}

void page_open(struct buf *out, enum lang lang, struct str title, struct str node)
{
	head(out, lang, title);
	buf_puts(out, "<body>\n<a class=\"skip\" href=\"#main\">");
	html_say(out, lang, SAY_PAGE_SKIP);
	buf_puts(out,
		 "</a>\n<header>\n<p class=\"brand\"><img src=\"/icon.svg\" alt=\"\" width=\"22\""
		 " height=\"22\"> <strong>");
	html_say(out, lang, SAY_PAGE_BRAND);
	buf_puts(out, "</strong>");
	if (node.n) {
		buf_puts(out, " <span>");
		html_text(out, node);
		buf_puts(out, "</span>");
	}
	buf_puts(out, "</p>\n<nav aria-label=\"");
	html_say(out, lang, SAY_PAGE_LANGUAGE);
	buf_puts(out, "\"><ul>");
	/* Each language is named in itself, whatever the page's is. */
	lang_link(out, lang, LANG_ZH, "zh", "&#20013;&#25991;");
	lang_link(out, lang, LANG_EN, "en", "English");
	buf_puts(out, "</ul></nav>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n");
}

void page_close(struct buf *out, enum lang lang)
{
	buf_puts(out, "</main>\n<footer>\n<p>");
	html_say(out, lang, SAY_PAGE_FOOT, A(CRESSET_VERSION));
	buf_puts(out, " <a href=\"/api/v1\">");
	html_say(out, lang, SAY_PAGE_API);
	buf_puts(out, "</a></p>\n</footer>\n</body>\n</html>\n");
}

void page_link(struct buf *out, enum lang lang, const char *path, struct str tail)
{
	buf_printf(out, "<a href=\"%s", path);
	html_text(out, tail);
	buf_printf(out, "?lang=%s\">", lang == LANG_ZH ? "zh" : "en");
}

void page_section(struct buf *out, enum lang lang, const char *id, enum say_id title)
{
	buf_printf(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", id, id);
	html_say(out, lang, title);
	buf_puts(out, "</h2>\n");
}

static void column_head(struct buf *out, enum lang lang, const struct page_column *c)
{
	buf_printf(out, "<th role=\"columnheader\" scope=\"col\"%s>",
		   c->figure ? " class=\"n\"" : "");
	html_say(out, lang, c->name);
	buf_puts(out, "</th>");
}

void page_table(struct buf *out, enum lang lang, const char *caption_id, const char *class,
		const struct page_column *c, size_t n)
{
	buf_printf(out,
		   "<table role=\"table\" class=\"%s\" aria-labelledby=\"%s\">\n"
		   "<thead role=\"rowgroup\"><tr role=\"row\">",
		   class, caption_id);
	for (size_t i = 0; i < n; i++)
		column_head(out, lang, &c[i]);
	buf_puts(out, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

void page_table_end(struct buf *out)
{
	buf_puts(out, "</tbody>\n</table>\n");
}

void page_row(struct buf *out)
{
	buf_puts(out, "<tr role=\"row\">");
}

void page_row_end(struct buf *out)
{
	buf_puts(out, "</tr>\n");
}

void page_cell(struct buf *out, enum lang lang, const struct page_column *c, bool header)
{
	buf_puts(out, header ? "<th role=\"rowheader\" scope=\"row\"" : "<td role=\"cell\"");
	if (c->figure)
		buf_puts(out, " class=\"n\"");
	buf_puts(out, " data-label=\"");
	html_say(out, lang, c->name);
	buf_puts(out, "\"><div>");
}

void page_cell_end(struct buf *out, bool header)
{
	buf_puts(out, header ? "</div></th>" : "</div></td>");
}

void page_time(struct buf *out, struct instant t)
{
	buf_puts(out, "<time datetime=\"");
	time3339_write(t, out);
	buf_puts(out, "\">");
	text_time(out, t);
	buf_puts(out, "</time>");
}

void page_problem(int status, enum lang lang, const struct why *why, struct buf *out)
{
	struct buf text = { 0 };

	page_open(out, lang, say_text(lang, problem_title(status)), STR(""));
	buf_puts(out, "<h1>");
	html_say(out, lang, problem_title(status));
	buf_puts(out, "</h1>\n<p>");
	if (why)
		why_sentence(why, lang, &text);
	html_text(out, buf_str(&text));
	buf_puts(out, "</p>\n<p><a href=\"/\">");
	html_say(out, lang, SAY_PAGE_HOME);
	buf_puts(out, "</a></p>\n");
	page_close(out, lang);
	buf_fini(&text);
}
