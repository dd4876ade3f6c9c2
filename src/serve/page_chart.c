/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_chart.c - sightings by hour: bars, and the same figures as a table.
 *
 * The picture is stretched to the width there is; words stand beside it in HTML, so that they keep
 * their size. A category has its colour and its place from the closed list, whatever the figures.
 */
#include "serve/html.h"
#include "serve/page.h"

enum { STEP = 10, GAP = 2, HEIGHT = 100 };

struct chart {
	const struct situation *s;
	enum lang lang;
	enum category show[CAT_COUNT]; /* those with hits */
	size_t n;
	int64_t total[CAT_COUNT], most; /* most: of one hour */
};

static int64_t hour_total(const struct situation_bar *b)
{
	int64_t n = 0;

	for (int c = 0; c < CAT_COUNT; c++)
		n += b->count[c];
	return n;
}

static void count(struct chart *c)
{
	for (size_t i = 0; i < c->s->bar_count; i++) {
		int64_t n = hour_total(&c->s->bar[i]);

		c->most = n > c->most ? n : c->most;
		for (int k = 0; k < CAT_COUNT; k++)
			c->total[k] += c->s->bar[i].count[k];
	}
	for (int k = CAT_NONE + 1; k < CAT_COUNT; k++)
		if (c->total[k])
			c->show[c->n++] = (enum category)k;
}

static struct str label(const struct chart *c, enum category k)
{
	return pack_label(c->s->pack, STR("category"), str_of(category_name(k)), c->lang);
}

/* One hour, its categories on top of each other. */
static void bar(const struct chart *c, size_t i, struct buf *out)
{
	double y = HEIGHT;

	for (size_t k = 0; k < c->n; k++) {
		int64_t n = c->s->bar[i].count[c->show[k]];
		double h = (double)n * HEIGHT / (double)c->most;

		if (!n)
			continue;
		y -= h;
		buf_printf(
			out,
			"<rect class=\"k-%s\" x=\"%zu\" y=\"%.2f\" width=\"%d\" height=\"%.2f\"/>",
			category_name(c->show[k]), i * STEP + GAP / 2, y, STEP - GAP, h);
	}
}

static void picture(const struct chart *c, struct buf *out)
{
	struct buf most = { 0 };

	text_count(&most, (uint64_t)c->most);
	buf_puts(out, "<p class=\"top\">");
	html_say(out, c->lang, SAY_PAGE_MOST, A(buf_str(&most)));
	buf_printf(out,
		   "</p>\n<svg class=\"bars\" role=\"img\" aria-labelledby=\"hours\" viewBox=\"0 0 "
		   "%zu %d\""
		   " preserveAspectRatio=\"none\">",
		   c->s->bar_count * STEP, HEIGHT);
	for (size_t i = 0; i < c->s->bar_count; i++)
		bar(c, i, out);
	buf_puts(out, "</svg>\n<p class=\"axis\"><span>");
	page_time(out, c->s->bar[0].hour);
	buf_puts(out, "</span><span>");
	page_time(out, c->s->bar[c->s->bar_count - 1].hour);
	buf_puts(out, "</span></p>\n");
	buf_fini(&most);
}

static void legend(const struct chart *c, struct buf *out)
{
	buf_puts(out, "<ul class=\"legend\">");
	for (size_t k = 0; k < c->n; k++) {
		buf_printf(out, "<li><span class=\"k-%s\"></span>", category_name(c->show[k]));
		html_text(out, label(c, c->show[k]));
		buf_puts(out, " <b>");
		text_count(out, (uint64_t)c->total[c->show[k]]);
		buf_puts(out, "</b></li>");
	}
	buf_puts(out, "</ul>\n");
}

static void table_row(const struct chart *c, const struct situation_bar *b, struct buf *out)
{
	static const struct page_column hour = { SAY_PAGE_HOUR, false };
	static const struct page_column hits = { SAY_PAGE_HITS, true };
	static const struct page_column by = { SAY_PAGE_BY_CATEGORY, false };
	bool first = true;

	page_row(out);
	page_cell(out, c->lang, &hour, true);
	page_time(out, b->hour);
	page_cell_end(out, true);
	page_cell(out, c->lang, &hits, false);
	text_count(out, (uint64_t)hour_total(b));
	page_cell_end(out, false);
	page_cell(out, c->lang, &by, false);
	for (size_t k = 0; k < c->n; k++) {
		if (!b->count[c->show[k]])
			continue;
		buf_puts(out, first ? "" : c->lang == LANG_ZH ? "，" : ", ");
		html_text(out, label(c, c->show[k]));
		buf_c(out, ' ');
		text_count(out, (uint64_t)b->count[c->show[k]]);
		first = false;
	}
	page_cell_end(out, false);
	page_row_end(out);
}

static void table(const struct chart *c, struct buf *out)
{
	static const struct page_column columns[] = { { SAY_PAGE_HOUR, false },
						      { SAY_PAGE_HITS, true },
						      { SAY_PAGE_BY_CATEGORY, false } };

	buf_puts(out, "<details><summary>");
	html_say(out, c->lang, SAY_PAGE_AS_TABLE);
	buf_puts(out, "</summary>\n");
	page_table(out, c->lang, "hours", "fold", columns, 3);
	for (size_t i = 0; i < c->s->bar_count; i++)
		if (hour_total(&c->s->bar[i]))
			table_row(c, &c->s->bar[i], out);
	page_table_end(out);
	buf_puts(out, "</details>\n");
}

void page_chart(const struct situation *s, enum lang lang, struct buf *out)
{
	struct chart c = { .s = s, .lang = lang };

	page_section(out, lang, "hours", SAY_PAGE_HOURS);
	count(&c);
	if (c.most) {
		picture(&c, out);
		legend(&c, out);
		table(&c, out);
	} else {
		buf_puts(out, "<p class=\"none\">");
		html_say(out, lang, SAY_PAGE_NO_SIGHTINGS);
		buf_puts(out, "</p>\n");
	}
	buf_puts(out, "</section>\n");
}
