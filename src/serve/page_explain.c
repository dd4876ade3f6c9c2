/* SPDX-License-Identifier: Apache-2.0 */
/* page_explain.c - one value, and why it hits or not; and the form that asks. */
#include "serve/page.h"

#include "match/explain.h"
#include "serve/html.h"

enum { FORMS_SHOWN = 40 };

void page_ask(struct buf *out, enum lang lang, struct str value)
{
	buf_printf(out,
		   "<form class=\"ask\" role=\"search\" method=\"post\" action=\"/explain\">\n"
		   "<input type=\"hidden\" name=\"lang\" value=\"%s\">\n<label for=\"value\">",
		   lang == LANG_ZH ? "zh" : "en");
	html_say(out, lang, SAY_PAGE_ASK);
	buf_puts(out, "</label>\n<input id=\"value\" name=\"value\" type=\"text\" required"
		      " autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\""
		      " maxlength=\"8192\" aria-describedby=\"value-hint\" value=\"");
	html_text(out, value);
	buf_puts(out, "\">\n<button type=\"submit\">");
	html_say(out, lang, SAY_PAGE_ASK_BUTTON);
	buf_puts(out, "</button>\n<p id=\"value-hint\" class=\"note\">");
	html_say(out, lang, SAY_PAGE_ASK_HINT);
	buf_puts(out, "</p>\n</form>\n");
}

static void defanged(struct buf *out, struct str s)
{
	struct buf text = { 0 };

	text_defang(&text, s);
	buf_puts(out, "<span class=\"ioc\">");
	html_text(out, buf_str(&text));
	buf_puts(out, "</span>");
	buf_fini(&text);
}

static void kind(struct buf *out, const struct pack *p, enum indicator_kind k, enum lang lang)
{
	buf_puts(out, " <small>");
	html_text(out, pack_label(p, STR("indicator-kind"), str_of(indicator_kind_name(k)), lang));
	buf_puts(out, "</small>");
}

static const struct page_column columns[] = {
	{ SAY_PAGE_LISTED_AS, false }, { SAY_PAGE_FEED, false },  { SAY_PAGE_CATEGORY, false },
	{ SAY_PAGE_LINE, true },       { SAY_PAGE_VALID, false }, { SAY_PAGE_EFFECT, false },
};

static void valid_cell(const struct explanation_row *r, struct buf *out)
{
	if (r->valid_from.us == INT64_MIN && r->valid_until.us == INT64_MAX)
		buf_puts(out, "\u2013");
	if (r->valid_from.us != INT64_MIN)
		page_time(out, r->valid_from);
	if (r->valid_from.us != INT64_MIN || r->valid_until.us != INT64_MAX)
		buf_puts(out, " .. ");
	if (r->valid_until.us != INT64_MAX)
		page_time(out, r->valid_until);
}

static void effect_cell(const struct explanation_row *r, enum lang lang, struct buf *out)
{
	if (r->warn_type.n)
		html_say(out, lang, SAY_PAGE_HELD_BACK, A(r->warn_list), A(r->warn_text));
	else if (r->revoked)
		html_say(out, lang, SAY_PAGE_REVOKED);
	else if (r->expired)
		html_say(out, lang, SAY_PAGE_NOT_VALID);
	else
		html_say(out, lang, SAY_PAGE_EFFECTIVE);
}

static void row(const struct explanation_row *r, const struct pack *p, enum lang lang,
		struct buf *out)
{
	page_row(out);
	page_cell(out, lang, &columns[0], true);
	defanged(out, r->expression);
	kind(out, p, r->kind, lang);
	page_cell_end(out, true);
	page_cell(out, lang, &columns[1], false);
	html_text(out, r->source.name);
	page_cell_end(out, false);
	page_cell(out, lang, &columns[2], false);
	html_text(out,
		  pack_label(p, STR("category"), str_of(category_name(r->source.category)), lang));
	page_cell_end(out, false);
	page_cell(out, lang, &columns[3], false);
	buf_u64(out, r->source.line);
	page_cell_end(out, false);
	page_cell(out, lang, &columns[4], false);
	valid_cell(r, out);
	page_cell_end(out, false);
	page_cell(out, lang, &columns[5], false);
	effect_cell(r, lang, out);
	page_cell_end(out, false);
	page_row_end(out);
}

static void tried(const struct explanation *x, const struct pack *p, enum lang lang,
		  struct buf *out)
{
	page_section(out, lang, "tried", SAY_PAGE_TRIED);
	buf_puts(out, "<ol class=\"tried\">\n");
	for (size_t i = 0; i < x->form_count && i < FORMS_SHOWN; i++) {
		buf_puts(out, "<li>");
		defanged(out, x->forms[i].text);
		kind(out, p, x->forms[i].kind, lang);
		buf_puts(out, "</li>\n");
	}
	buf_puts(out, "</ol>\n</section>\n");
}

static void answer(const struct explanation *x, const struct pack *p, enum lang lang,
		   struct buf *out)
{
	buf_printf(out, "<p class=\"verdict\" role=\"status\"><strong>");
	html_say(out, lang, x->hits ? SAY_PAGE_HIT : SAY_PAGE_NO_HIT);
	buf_puts(out, "</strong> ");
	defanged(out, x->canonical);
	kind(out, p, x->kind, lang);
	buf_puts(out, "</p>\n");
	if (x->unlistable) {
		struct buf reason = { 0 };

		why_sentence(&x->unlistable_why, lang, &reason);
		buf_puts(out, "<p class=\"note\">");
		html_say(out, lang, SAY_PAGE_UNLISTABLE, A(buf_str(&reason)));
		buf_puts(out, "</p>\n");
		buf_fini(&reason);
	}
	page_section(out, lang, "listed", SAY_PAGE_LISTED);
	if (x->row_count) {
		page_table(out, lang, "listed", "fold", columns, sizeof columns / sizeof *columns);
		for (size_t i = 0; i < x->row_count; i++)
			row(&x->rows[i], p, lang, out);
		page_table_end(out);
	} else {
		buf_puts(out, "<p class=\"none\">");
		html_say(out, lang, SAY_PAGE_UNLISTED);
		buf_puts(out, "</p>\n");
	}
	buf_puts(out, "</section>\n");
	tried(x, p, lang, out);
}

void page_explain(const struct explanation *x, const struct pack *p, enum lang lang,
		  struct buf *out)
{
	page_open(out, lang, say_text(lang, SAY_PAGE_EXPLAIN_TITLE), STR(""));
	buf_puts(out, "<h1>");
	html_say(out, lang, SAY_PAGE_ASK);
	buf_puts(out, "</h1>\n");
	page_ask(out, lang, x ? x->asked : STR(""));
	if (x)
		answer(x, p, lang, out);
	buf_puts(out, "<p><a href=\"/\">");
	html_say(out, lang, SAY_PAGE_HOME);
	buf_puts(out, "</a></p>\n");
	page_close(out, lang);
}
