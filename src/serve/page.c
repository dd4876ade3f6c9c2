/* SPDX-License-Identifier: Apache-2.0 */
/* page.c - the page: the five lines on top, then what is behind each. */
#include "serve/page.h"

#include "serve/html.h"

enum { PARTIES_SHOWN = 50 };

static void command(struct buf *out, struct str text)
{
	buf_puts(out, "<code class=\"cmd\">");
	html_text(out, text);
	buf_puts(out, "</code>");
}

static void five_lines(const struct situation *s, enum lang lang, struct buf *out)
{
	buf_puts(out, "<ol class=\"five\">\n");
	for (int i = 0; i < SITUATION_LINES; i++) {
		struct situation_line l;

		situation_line(s, lang, i, &l);
		buf_puts(out, "<li><span class=\"label\">");
		html_say(out, lang, l.label);
		buf_puts(out, "</span> <b class=\"figure\">");
		html_text(out, buf_str(&l.figure));
		buf_puts(out, "</b> <span class=\"note\">");
		html_text(out, buf_str(&l.note));
		if (l.command.n) {
			buf_c(out, ' ');
			command(out, buf_str(&l.command));
		}
		buf_puts(out, "</span></li>\n");
		situation_line_fini(&l);
	}
	buf_puts(out, "</ol>\n");
}

/* ---- organisations ---- */

static const struct page_column party_columns[] = {
	{ SAY_PAGE_ORGANISATION, false }, { SAY_PAGE_CONTACT, false }, { SAY_PAGE_HITS, true },
	{ SAY_PAGE_INDICATORS, true },    { SAY_PAGE_WORST, false },   { SAY_PAGE_EXPLAIN, false },
};

static void text_cell(struct buf *out, enum lang lang, const struct page_column *c, struct str s)
{
	page_cell(out, lang, c, false);
	if (s.n)
		html_text(out, s);
	else
		buf_puts(out, "\u2013");
	page_cell_end(out, false);
}

static void count_cell(struct buf *out, enum lang lang, const struct page_column *c, int64_t n)
{
	page_cell(out, lang, c, false);
	text_count(out, (uint64_t)n);
	page_cell_end(out, false);
}

static void explain_cell(const struct situation *s, const struct situation_party *p, enum lang lang,
			 struct buf *out)
{
	struct buf text = { 0 };

	page_cell(out, lang, &party_columns[5], false);
	buf_puts(out, "<span class=\"ioc\">");
	text_defang(&text, p->top_value);
	html_text(out, buf_str(&text));
	buf_puts(out, "</span><br>");
	buf_clear(&text);
	situation_explain(s, p->top_value, &text);
	command(out, buf_str(&text));
	page_cell_end(out, false);
	buf_fini(&text);
}

static void party_row(const struct situation *s, const struct situation_party *p, enum lang lang,
		      struct buf *out)
{
	page_row(out);
	page_cell(out, lang, &party_columns[0], true);
	html_text(out, p->name);
	if (p->area.n) {
		buf_puts(out, " <small>");
		html_text(out, p->area);
		buf_puts(out, "</small>");
	}
	page_cell_end(out, true);
	text_cell(out, lang, &party_columns[1], p->contact_role);
	count_cell(out, lang, &party_columns[2], p->hits);
	count_cell(out, lang, &party_columns[3], p->indicators);
	text_cell(out, lang, &party_columns[4],
		  pack_label(s->pack, STR("category"), str_of(category_name(p->worst)), lang));
	explain_cell(s, p, lang, out);
	page_row_end(out);
}

static void none(struct buf *out, enum lang lang, enum say_id id)
{
	buf_puts(out, "<p class=\"none\">");
	html_say(out, lang, id);
	buf_puts(out, "</p>\n");
}

static void parties(const struct situation *s, enum lang lang, struct buf *out)
{
	page_section(out, lang, "organisations", SAY_SITUATION_ORGANISATIONS);
	if (s->party_count) {
		page_table(out, lang, "organisations", "fold", party_columns,
			   sizeof party_columns / sizeof *party_columns);
		for (size_t i = 0; i < s->party_count && i < PARTIES_SHOWN; i++)
			party_row(s, &s->party[i], lang, out);
		page_table_end(out);
	} else {
		none(out, lang, SAY_PAGE_NO_PARTIES);
	}
	if (s->party_count > PARTIES_SHOWN) {
		buf_puts(out, "<p><a href=\"/api/v1/situation\">");
		html_say(out, lang, SAY_SITUATION_MORE, A(s->party_count - PARTIES_SHOWN));
		buf_puts(out, "</a></p>\n");
	}
	buf_puts(out, "</section>\n");
}

/* ---- feeds ---- */

static const struct page_column feed_columns[] = {
	{ SAY_PAGE_FEED, false },   { SAY_PAGE_PUBLISHER, false }, { SAY_PAGE_CATEGORY, false },
	{ SAY_PAGE_ENTRIES, true }, { SAY_PAGE_REFUSED, true },    { SAY_PAGE_LOADED, false },
};

/* "2 h", "3 d": how long ago. */
static void age(struct buf *out, enum lang lang, struct instant then, struct instant now)
{
	int64_t h = (now.us - then.us) / US_PER_HOUR;

	buf_puts(out, " <small>");
	if (h < 1)
		html_say(out, lang, SAY_PAGE_AGE_NOW);
	else if (h < 48)
		html_say(out, lang, SAY_PAGE_AGE_HOURS, A(h));
	else
		html_say(out, lang, SAY_PAGE_AGE_DAYS, A(h / 24));
	buf_puts(out, "</small>");
}

static void feed_row(const struct situation *s, const struct situation_feed *f, enum lang lang,
		     struct buf *out)
{
	bool warnings = str_eq(f->kind, STR("warnings"));

	page_row(out);
	page_cell(out, lang, &feed_columns[0], true);
	html_text(out, f->name);
	page_cell_end(out, true);
	text_cell(out, lang, &feed_columns[1], f->publisher);
	text_cell(out, lang, &feed_columns[2],
		  warnings ? say_text(lang, SAY_PAGE_WARNINGS) :
			     pack_label(s->pack, STR("category"), f->category, lang));
	count_cell(out, lang, &feed_columns[3], f->count);
	count_cell(out, lang, &feed_columns[4], f->refused);
	page_cell(out, lang, &feed_columns[5], false);
	if (f->loaded.us) {
		page_time(out, f->loaded);
		age(out, lang, f->loaded, s->at);
	} else {
		buf_puts(out, "\u2013");
	}
	page_cell_end(out, false);
	page_row_end(out);
}

static void feeds(const struct situation *s, enum lang lang, struct buf *out)
{
	page_section(out, lang, "feeds", SAY_PAGE_FEEDS);
	if (s->feed_count) {
		page_table(out, lang, "feeds", "fold", feed_columns,
			   sizeof feed_columns / sizeof *feed_columns);
		for (size_t i = 0; i < s->feed_count; i++)
			feed_row(s, &s->feed[i], lang, out);
		page_table_end(out);
	} else {
		none(out, lang, SAY_PAGE_NO_FEEDS);
	}
	buf_puts(out, "</section>\n");
}

void page_situation(const struct situation *s, enum lang lang, struct buf *out)
{
	struct buf text = { 0 };

	say(&text, lang, SAY_PAGE_TITLE, A(s->node));
	page_open(out, lang, buf_str(&text), s->node);
	buf_puts(out, "<h1>");
	html_say(out, lang, SAY_PAGE_SITUATION);
	buf_puts(out, "</h1>\n<p class=\"asof\">");
	buf_clear(&text);
	text_time(&text, s->at);
	html_say(out, lang, SAY_PAGE_AS_OF, A(buf_str(&text)), A(s->leaves));
	buf_puts(out, "</p>\n");
	five_lines(s, lang, out);
	page_ask(out, lang, STR(""));
	page_chart(s, lang, out);
	parties(s, lang, out);
	page_articles(s, lang, out);
	feeds(s, lang, out);
	page_close(out, lang);
	buf_fini(&text);
}
