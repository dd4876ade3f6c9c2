/* SPDX-License-Identifier: Apache-2.0 */
/* page_articles.c - the articles of the pack: coverage, and each measure with what it stands on. */
#include "serve/html.h"
#include "serve/page.h"

enum { HASH_SHOWN = 12 };

static const struct page_column columns[] = {
	{ SAY_PAGE_MEASURE, false }, { SAY_PAGE_VALUE, true },  { SAY_PAGE_PARTS, true },
	{ SAY_PAGE_TARGET, true },   { SAY_PAGE_FRESH, false }, { SAY_PAGE_SQL, false },
};

static void open_cell(struct buf *out, enum lang lang, int i)
{
	page_cell(out, lang, &columns[i], i == 0);
}

static void put_unit(const struct situation *s, const struct situation_measure *m, enum lang lang,
		     struct buf *out)
{
	buf_puts(out, " <small>");
	html_text(out, pack_label(s->pack, STR("unit"), m->measure->unit, lang));
	buf_puts(out, "</small>");
}

static void name_cell(const struct situation_measure *m, enum lang lang, struct buf *out)
{
	open_cell(out, lang, 0);
	buf_puts(out, "<a href=\"/api/v1/measures/");
	html_text(out, m->measure->id);
	buf_puts(out, "\">");
	html_text(out, m->measure->id);
	buf_puts(out, "</a> <span class=\"light\">");
	html_text(out, m->measure->title[lang]);
	buf_puts(out, "</span>");
	page_cell_end(out, true);
}

static void value_cell(const struct situation *s, const struct situation_measure *m, enum lang lang,
		       struct buf *out)
{
	struct buf text = { 0 };
	bool known = !m->failed && m->result.total.has_value;

	open_cell(out, lang, 1);
	situation_value(m, lang, &text);
	buf_puts(out, known ? "<b>" : "<span class=\"none\">");
	html_text(out, buf_str(&text));
	buf_puts(out, known ? "</b>" : "</span>");
	if (known)
		put_unit(s, m, lang, out);
	page_cell_end(out, false);
	buf_fini(&text);
}

static void part(bool known, double v, struct buf *out)
{
	if (known)
		text_number(out, v);
	else
		buf_puts(out, "\u2013");
}

static void parts_cell(const struct situation_measure *m, enum lang lang, struct buf *out)
{
	const struct gauge_row *t = &m->result.total;

	open_cell(out, lang, 2);
	part(!m->failed && t->has_num, t->num, out);
	buf_puts(out, " / ");
	part(!m->failed && t->has_den, t->den, out);
	page_cell_end(out, false);
}

static void target_cell(const struct situation *s, const struct situation_measure *m,
			enum lang lang, struct buf *out)
{
	open_cell(out, lang, 3);
	if (m->measure->target.n) {
		html_text(out, m->measure->target);
		put_unit(s, m, lang, out);
	} else {
		buf_puts(out, "<span class=\"none\">");
		html_say(out, lang, SAY_PAGE_NO_TARGET);
		buf_puts(out, "</span>");
	}
	page_cell_end(out, false);
}

static void fresh_cell(const struct situation_measure *m, enum lang lang, struct buf *out)
{
	open_cell(out, lang, 4);
	if (!m->failed && m->result.has_fresh)
		page_time(out, m->result.fresh);
	else
		buf_puts(out, "\u2013");
	page_cell_end(out, false);
}

static void sql_cell(const struct situation_measure *m, enum lang lang, struct buf *out)
{
	open_cell(out, lang, 5);
	buf_puts(out, "<code title=\"SHA-256 ");
	buf_hex(out, m->measure->sql_hash.b, sizeof m->measure->sql_hash.b);
	buf_puts(out, "\">");
	buf_hex(out, m->measure->sql_hash.b, HASH_SHOWN / 2);
	buf_puts(out, "</code>");
	page_cell_end(out, false);
}

static void measure_row(const struct situation *s, const struct situation_measure *m,
			enum lang lang, struct buf *out)
{
	page_row(out);
	name_cell(m, lang, out);
	value_cell(s, m, lang, out);
	parts_cell(m, lang, out);
	target_cell(s, m, lang, out);
	fresh_cell(m, lang, out);
	sql_cell(m, lang, out);
	page_row_end(out);
}

/* "14 Title" and the state of its coverage. */
static void heading(const struct situation_article *a, enum lang lang, struct buf *out)
{
	buf_puts(out, "<h3 id=\"article-");
	html_text(out, a->article->number);
	buf_puts(out, "\">");
	page_link(out, lang, "/articles/", a->article->number);
	html_say(out, lang, SAY_PAGE_ARTICLE, A(a->article->number));
	buf_c(out, ' ');
	html_text(out, a->article->title[lang]);
	buf_puts(out, "</a> <span class=\"tag\">");
	html_say(out, lang, situation_coverage(a->article->coverage));
	buf_puts(out, "</span></h3>\n<p class=\"note\">");
	html_text(out, a->article->summary[lang]);
	buf_puts(out, "</p>\n");
	if (a->article->why[lang].n) {
		buf_puts(out, "<p class=\"note\">");
		html_text(out, a->article->why[lang]);
		buf_puts(out, "</p>\n");
	}
}

/* Something to look at this morning: a value, or a reason why there is none. */
static bool is_news(const struct situation_measure *m)
{
	return m->failed || m->result.total.has_value;
}

static size_t news_of(const struct situation_article *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->measure_count; i++)
		n += is_news(&a->measure[i]);
	return n;
}

/* A policy has hundreds of measures; those without data are counted here and named on the board. */
static void article(const struct situation *s, const struct situation_article *a, enum lang lang,
		    struct buf *out)
{
	struct buf id = { 0 };

	heading(a, lang, out);
	buf_puts(&id, "article-");
	html_text(&id, a->article->number);
	page_table(out, lang, buf_cstr(&id), "fold", columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < a->measure_count; i++)
		if (is_news(&a->measure[i]))
			measure_row(s, &a->measure[i], lang, out);
	page_table_end(out);
	if (news_of(a) < a->measure_count) {
		buf_puts(out, "<p class=\"none\">");
		html_say(out, lang, SAY_PAGE_NO_DATA_MORE, A(a->measure_count - news_of(a)));
		buf_puts(out, "</p>\n");
	}
	buf_fini(&id);
}

void page_behind(const struct situation *s, enum lang lang, struct buf *out)
{
	struct buf text = { 0 };

	if (!situation_is_behind(s))
		return;
	text_time(&text, s->measures_at);
	buf_puts(out, "<p class=\"note\">");
	html_say(out, lang, SAY_PAGE_MEASURES_BEHIND, A(buf_str(&text)), A(s->measures_leaves));
	buf_puts(out, "</p>\n");
	buf_fini(&text);
}

void page_articles(const struct situation *s, enum lang lang, struct buf *out)
{
	unsigned all = pack_article_total(s->pack);
	size_t silent = 0;

	page_section(out, lang, "articles", SAY_PAGE_ARTICLES);
	buf_puts(out, "<p class=\"note\">");
	html_text(out, pack_title(s->pack, lang));
	if (all) {
		buf_puts(out, lang == LANG_ZH ? "：" : ": ");
		html_say(out, lang, SAY_PAGE_ARTICLES_OF, A(s->article_count), A(all));
	}
	buf_puts(out, "</p>\n<p>");
	page_link(out, lang, "/articles", STR(""));
	html_say(out, lang, SAY_PAGE_TO_BOARD);
	buf_puts(out, "</a></p>\n");
	page_behind(s, lang, out);
	for (size_t i = 0; i < s->article_count; i++) {
		if (news_of(&s->article[i]))
			article(s, &s->article[i], lang, out);
		else
			silent++;
	}
	if (silent) {
		buf_puts(out, "<p class=\"none\">");
		html_say(out, lang, SAY_PAGE_ARTICLES_SILENT, A(silent));
		buf_puts(out, "</p>\n");
	}
	buf_puts(out, "</section>\n");
}
