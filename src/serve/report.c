/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/report.h"

#include "gauge/result.h"
#include "pack/return.h"
#include "serve/html.h"
#include "serve/page.h"

#include <math.h>

enum { OWED_SHOWN = 3 }; /* of a figure that waits: the latest */

static const char dash[] = "\u2013";

static const char *lang_code(enum lang lang)
{
	return lang == LANG_ZH ? "zh" : "en";
}

static void cell(struct buf *out, enum lang lang, const struct page_column *c)
{
	page_cell(out, lang, c, false);
}

static void text_cell(struct buf *out, enum lang lang, const struct page_column *c, struct str s)
{
	cell(out, lang, c);
	if (s.n)
		html_text(out, s);
	else
		buf_puts(out, dash);
	page_cell_end(out, false);
}

static void count_cell(struct buf *out, enum lang lang, const struct page_column *c, size_t n)
{
	cell(out, lang, c);
	text_count(out, n);
	page_cell_end(out, false);
}

static void paragraph(struct buf *out, const char *class, struct str s)
{
	if (!s.n)
		return;
	buf_printf(out, "<p class=\"%s\">", class);
	html_text(out, s);
	buf_puts(out, "</p>\n");
}

static void put_unit(const struct report *r, const struct measure *m, enum lang lang,
		     struct buf *out)
{
	buf_puts(out, " <small>");
	html_text(out, pack_label(r->pack, STR("unit"), m->unit, lang));
	buf_puts(out, "</small>");
}

/* ---- the board ---- */

static const struct page_column board_columns[] = {
	{ SAY_REPORT_ARTICLE, false }, { SAY_REPORT_COVERAGE, false }, { SAY_REPORT_MET, true },
	{ SAY_REPORT_MISSED, true },   { SAY_REPORT_NO_TARGET, true }, { SAY_REPORT_NO_DATA, true },
	{ SAY_REPORT_BROKEN, true },   { SAY_REPORT_WORST, false },    { SAY_REPORT_OWNERS, false },
	{ SAY_REPORT_LATE, true },
};
static const enum gauge_state board_states[] = { GAUGE_MET, GAUGE_MISSED, GAUGE_NO_TARGET,
						 GAUGE_NO_DATA, GAUGE_BROKEN };

static void name_cell(const struct report *r, const struct article *a, enum lang lang,
		      struct buf *out)
{
	page_cell(out, lang, &board_columns[0], true);
	if (r->links)
		page_link(out, lang, "/articles/", a->number);
	html_text(out, a->number);
	buf_c(out, ' ');
	html_text(out, a->title[lang]);
	if (r->links)
		buf_puts(out, "</a>");
	page_cell_end(out, true);
}

/* "M083 -7.5 %" */
static void worst_cell(const struct report *r, const struct gauge_article *a, enum lang lang,
		       struct buf *out)
{
	cell(out, lang, &board_columns[7]);
	if (a->worst) {
		html_text(out, a->worst->measure->id);
		buf_c(out, ' ');
		text_number(out, -a->worst->gap);
		put_unit(r, a->worst->measure, lang, out);
	} else {
		buf_puts(out, dash);
	}
	page_cell_end(out, false);
}

static bool named_before(const struct gauge_article *a, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(a->results[k].measure->owner, a->results[i].measure->owner))
			return true;
	return false;
}

static void owners_cell(const struct report *r, const struct gauge_article *a, enum lang lang,
			struct buf *out)
{
	const char *comma = "";

	cell(out, lang, &board_columns[8]);
	for (size_t i = 0; i < a->count; i++) {
		if (named_before(a, i))
			continue;
		buf_puts(out, comma);
		html_text(out,
			  pack_label(r->pack, STR("role"), a->results[i].measure->owner, lang));
		comma = lang == LANG_ZH ? "、" : ", ";
	}
	if (!a->count)
		buf_puts(out, dash);
	page_cell_end(out, false);
}

static void board_row(const struct report *r, const struct gauge_article *a, enum lang lang,
		      struct buf *out)
{
	page_row(out);
	name_cell(r, a->article, lang, out);
	cell(out, lang, &board_columns[1]);
	html_say(out, lang, situation_coverage(a->article->coverage));
	page_cell_end(out, false);
	for (size_t i = 0; i < sizeof board_states / sizeof *board_states; i++)
		count_cell(out, lang, &board_columns[2 + i], a->in_state[board_states[i]]);
	worst_cell(r, a, lang, out);
	owners_cell(r, a, lang, out);
	count_cell(out, lang, &board_columns[9], gauge_owed_late(&r->owed, a));
	page_row_end(out);
}

void report_board(const struct report *r, enum lang lang, struct buf *out)
{
	struct buf id = { 0 };

	buf_printf(&id, "board-%s", lang_code(lang));
	page_section(out, lang, buf_cstr(&id), SAY_REPORT_BOARD);
	page_table(out, lang, buf_cstr(&id), "fold", board_columns,
		   sizeof board_columns / sizeof *board_columns);
	for (size_t i = 0; i < r->count; i++)
		board_row(r, &r->articles[i], lang, out);
	page_table_end(out);
	buf_puts(out, "</section>\n");
	buf_fini(&id);
}

/* ---- mechanisms ---- */

static const struct page_column mechanism_columns[] = {
	{ SAY_REPORT_MECHANISM, false },
	{ SAY_REPORT_STATUS, false },
	{ SAY_REPORT_OWNER, false },
	{ SAY_REPORT_LIMITS, false },
};

static enum say_id status_say(const struct mechanism *m)
{
	static const struct {
		const char *name;
		enum say_id id;
	} t[] = { { "working", SAY_REPORT_WORKING },
		  { "partial", SAY_REPORT_PARTIAL },
		  { "planned", SAY_REPORT_PLANNED },
		  { "declined", SAY_REPORT_DECLINED } };

	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		if (str_eq(m->status, str_of(t[i].name)))
			return t[i].id;
	return SAY_REPORT_NOTHING;
}

static void mechanism_row(const struct report *r, const struct mechanism *m, enum lang lang,
			  struct buf *out)
{
	page_row(out);
	page_cell(out, lang, &mechanism_columns[0], true);
	html_text(out, m->id);
	buf_c(out, ' ');
	html_text(out, m->name[lang]);
	page_cell_end(out, true);
	cell(out, lang, &mechanism_columns[1]);
	html_say(out, lang, status_say(m));
	page_cell_end(out, false);
	text_cell(out, lang, &mechanism_columns[2],
		  m->owner.n ? pack_label(r->pack, STR("role"), m->owner, lang) : m->owner);
	text_cell(out, lang, &mechanism_columns[3],
		  m->declined.n ? m->reason[lang] : m->limits[lang]);
	page_row_end(out);
}

static void mechanisms(const struct report *r, const struct article *a, const char *id,
		       enum lang lang, struct buf *out)
{
	if (!a->mechanism_count)
		return;
	page_table(out, lang, id, "fold", mechanism_columns,
		   sizeof mechanism_columns / sizeof *mechanism_columns);
	for (size_t i = 0; i < a->mechanism_count; i++) {
		const struct mechanism *m = pack_mechanism(r->pack, a->mechanisms[i]);

		if (m)
			mechanism_row(r, m, lang, out);
	}
	page_table_end(out);
}

/* ---- measures ---- */

static const struct page_column measure_columns[] = {
	{ SAY_PAGE_MEASURE, false },  { SAY_PAGE_VALUE, true },    { SAY_REPORT_STATE, false },
	{ SAY_PAGE_TARGET, true },    { SAY_REPORT_BEFORE, true }, { SAY_REPORT_TREND, false },
	{ SAY_REPORT_RECORDS, true }, { SAY_PAGE_FRESH, false },   { SAY_REPORT_OWNER, false },
};

static void value_cell(const struct report *r, const struct gauge_result *g, enum lang lang,
		       struct buf *out)
{
	cell(out, lang, &measure_columns[1]);
	if (g->total.has_value) {
		buf_puts(out, "<b>");
		text_number(out, g->total.value);
		buf_puts(out, "</b>");
		put_unit(r, g->measure, lang, out);
	} else {
		buf_puts(out, dash);
	}
	page_cell_end(out, false);
}

static struct str return_title(const struct report *r, struct str id, enum lang lang)
{
	const struct pack_return *x = pack_return(r->pack, id);

	return x ? x->title[lang] : id;
}

/* Nobody owes it now: what it comes with is named all the same. */
static void put_source(const struct report *r, const struct measure *m, enum lang lang,
		       struct buf *out)
{
	size_t n;
	const struct pack_return *all = pack_returns(r->pack, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].measures.n; k++)
			if (str_eq(all[i].measures.v[k], m->id)) {
				buf_puts(out, "<br><small>");
				html_say(out, lang, SAY_REPORT_NOBODY, A(all[i].title[lang]),
					 A(pack_label(r->pack, STR("party-kind"),
						      all[i].owed_by.v[0], lang)));
				buf_puts(out, "</small>");
				return;
			}
}

/* Whose returns a figure waits for: the latest few, and how many more. */
static void put_owed(const struct report *r, const struct measure *m, enum lang lang,
		     struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < r->owed.n; i++) {
		const struct gauge_owed *o = &r->owed.v[i];

		if (!str_eq(o->measure, m->id) || n++ >= OWED_SHOWN)
			continue;
		buf_puts(out, "<br><small>");
		html_say(out, lang, o->days_late > 0 ? SAY_REPORT_OWED_LATE : SAY_REPORT_OWED,
			 A(return_title(r, o->ret, lang)), A(o->debtor),
			 A((long long)o->days_late));
		buf_puts(out, "</small>");
	}
	if (n > OWED_SHOWN) {
		buf_puts(out, "<br><small>");
		html_say(out, lang, SAY_REPORT_OWED_MORE, A(n - OWED_SHOWN));
		buf_puts(out, "</small>");
	}
	if (!n)
		put_source(r, m, lang, out);
}

/* The state in words, and who owes the figure where there is none. */
static void state_cell(const struct report *r, const struct gauge_result *g, enum lang lang,
		       struct buf *out)
{
	struct buf why = { 0 };

	cell(out, lang, &measure_columns[2]);
	buf_printf(out, "<span class=\"s-%s\">", gauge_state_word(g->state));
	html_say(out, lang, gauge_state_say(g->state));
	buf_puts(out, "</span>");
	if (g->fault) {
		why_sentence(g->fault, lang, &why);
		buf_puts(out, " <small>");
		html_text(out, buf_str(&why));
		buf_puts(out, "</small>");
	}
	if (g->state == GAUGE_NO_DATA)
		put_owed(r, g->measure, lang, out);
	page_cell_end(out, false);
	buf_fini(&why);
}

static void target_cell(const struct report *r, const struct gauge_result *g, enum lang lang,
			struct buf *out)
{
	cell(out, lang, &measure_columns[3]);
	if (g->measure->target.n) {
		html_text(out, g->measure->target);
		put_unit(r, g->measure, lang, out);
		buf_puts(out, "<br><small>");
		html_text(out, g->measure->target_source[lang]);
		buf_puts(out, "</small>");
	} else {
		buf_puts(out, dash);
	}
	page_cell_end(out, false);
}

static void before_cell(const struct report *r, const struct gauge_result *g,
			const struct report_trend *t, enum lang lang, struct buf *out)
{
	const struct kept_point *p = t ? kept_before(t->points, t->count, r->at) : NULL;

	cell(out, lang, &measure_columns[4]);
	if (p) {
		text_number(out, p->value);
		put_unit(r, g->measure, lang, out);
		buf_puts(out, "<br><small>");
		page_time(out, p->at);
		buf_puts(out, "</small>");
	} else {
		buf_puts(out, dash);
	}
	page_cell_end(out, false);
}

/* ---- the line of what was kept ---- */

enum { LINE_WIDTH = 120, LINE_HEIGHT = 28, LINE_PAD = 3 };

struct span {
	double low, high;
	size_t n;
	int64_t from, to;
};

static bool drawn(const struct kept_point *p)
{
	return p->has_value && p->same_sql;
}

static struct span span_of(const struct report_trend *t)
{
	struct span s = { INFINITY, -INFINITY, 0, 0, 0 };

	for (size_t i = 0; t && i < t->count; i++) {
		if (!drawn(&t->points[i]))
			continue;
		s.low = fmin(s.low, t->points[i].value);
		s.high = fmax(s.high, t->points[i].value);
		s.from = s.n++ ? s.from : t->points[i].at.us;
		s.to = t->points[i].at.us;
	}
	return s;
}

static void plot(const struct report_trend *t, const struct span *s, struct buf *out)
{
	double width = LINE_WIDTH - 2 * LINE_PAD, height = LINE_HEIGHT - 2 * LINE_PAD;

	buf_printf(out, "<polyline points=\"");
	for (size_t i = 0; i < t->count; i++) {
		const struct kept_point *p = &t->points[i];
		double x, y;

		if (!drawn(p))
			continue;
		x = (double)(p->at.us - s->from) / (double)(s->to - s->from);
		y = s->high > s->low ? (s->high - p->value) / (s->high - s->low) : 0.5;
		buf_printf(out, "%.1f,%.1f ", LINE_PAD + x * width, LINE_PAD + y * height);
	}
	buf_puts(out, "\"/>");
}

/* A picture has a name: from, to, lowest and highest. */
static void trend_cell(const struct report_trend *t, enum lang lang, struct buf *out)
{
	struct span s = span_of(t);
	struct buf low = { 0 }, high = { 0 };

	cell(out, lang, &measure_columns[5]);
	if (s.n > 1 && s.to > s.from) {
		text_number(&low, s.low);
		text_number(&high, s.high);
		buf_printf(out,
			   "<svg class=\"trend\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" "
			   "height=\"%d\" aria-label=\"",
			   LINE_WIDTH, LINE_HEIGHT, LINE_WIDTH, LINE_HEIGHT);
		html_say(out, lang, SAY_REPORT_LINE, A(s.n), A(buf_str(&low)), A(buf_str(&high)));
		buf_puts(out, "\">");
		plot(t, &s, out);
		buf_puts(out, "</svg>");
	} else {
		buf_puts(out, dash);
	}
	page_cell_end(out, false);
	buf_fini(&low);
	buf_fini(&high);
}

static void measure_row(const struct report *r, const struct gauge_result *g,
			const struct report_trend *t, enum lang lang, struct buf *out)
{
	const struct measure *m = g->measure;

	page_row(out);
	page_cell(out, lang, &measure_columns[0], true);
	html_text(out, m->id);
	buf_c(out, ' ');
	html_text(out, m->title[lang]);
	page_cell_end(out, true);
	value_cell(r, g, lang, out);
	state_cell(r, g, lang, out);
	target_cell(r, g, lang, out);
	before_cell(r, g, t, lang, out);
	trend_cell(t, lang, out);
	count_cell(out, lang, &measure_columns[6], (size_t)(g->total.n > 0 ? g->total.n : 0));
	cell(out, lang, &measure_columns[7]);
	if (g->has_fresh)
		page_time(out, g->fresh);
	else
		buf_puts(out, dash);
	page_cell_end(out, false);
	text_cell(out, lang, &measure_columns[8], pack_label(r->pack, STR("role"), m->owner, lang));
	page_row_end(out);
}

static void measures(const struct report *r, size_t i, const char *id, enum lang lang,
		     struct buf *out)
{
	const struct gauge_article *a = &r->articles[i];

	if (!a->count) {
		buf_puts(out, "<p class=\"none\">");
		html_say(out, lang, SAY_SITUATION_NO_MEASURE);
		buf_puts(out, "</p>\n");
		return;
	}
	page_table(out, lang, id, "fold", measure_columns,
		   sizeof measure_columns / sizeof *measure_columns);
	for (size_t k = 0; k < a->count; k++)
		measure_row(r, &a->results[k], r->trends ? &r->trends[i][k] : NULL, lang, out);
	page_table_end(out);
}

/* ---- an article ---- */

static void article_heading(const struct article *a, const char *id, enum lang lang,
			    struct buf *out)
{
	buf_printf(out, "<section class=\"article\" aria-labelledby=\"%s\">\n<h2 id=\"%s\">", id,
		   id);
	html_say(out, lang, SAY_PAGE_ARTICLE, A(a->number));
	buf_c(out, ' ');
	html_text(out, a->title[lang]);
	buf_puts(out, " <span class=\"tag\">");
	html_say(out, lang, situation_coverage(a->coverage));
	buf_puts(out, "</span></h2>\n");
}

static void subtitle(struct buf *out, const char *id, const char *tail, enum lang lang,
		     enum say_id what)
{
	buf_printf(out, "<h3 id=\"%s-%s\">", id, tail);
	html_say(out, lang, what);
	buf_puts(out, "</h3>\n");
}

void report_article(const struct report *r, size_t i, enum lang lang, struct buf *out)
{
	const struct article *a = r->articles[i].article;
	struct buf id = { 0 }, part = { 0 };

	buf_puts(&id, "article-");
	html_text(&id, a->number);
	buf_printf(&id, "-%s", lang_code(lang));
	article_heading(a, buf_cstr(&id), lang, out);
	paragraph(out, "note", a->summary[lang]);
	paragraph(out, "note", a->why[lang]);
	subtitle(out, buf_cstr(&id), "measures", lang, SAY_REPORT_MEASURES);
	buf_printf(&part, "%.*s-measures", STR_FMT(buf_str(&id)));
	measures(r, i, buf_cstr(&part), lang, out);
	subtitle(out, buf_cstr(&id), "mechanisms", lang, SAY_REPORT_MECHANISMS);
	buf_clear(&part);
	buf_printf(&part, "%.*s-mechanisms", STR_FMT(buf_str(&id)));
	mechanisms(r, a, buf_cstr(&part), lang, out);
	buf_puts(out, "</section>\n");
	buf_fini(&id);
	buf_fini(&part);
}

void report_declined(const struct report *r, enum lang lang, struct buf *out)
{
	struct buf id = { 0 };
	size_t n;
	const struct mechanism *const *d = pack_declined(r->pack, &n);

	if (!n)
		return;
	buf_printf(&id, "declined-%s", lang_code(lang));
	page_section(out, lang, buf_cstr(&id), SAY_REPORT_NOT_DONE);
	buf_puts(out, "<ul>\n");
	for (size_t i = 0; i < n; i++) {
		buf_puts(out, "<li><b>");
		html_text(out, d[i]->id);
		buf_c(out, ' ');
		html_text(out, d[i]->name[lang]);
		buf_puts(out, "</b>: ");
		html_text(out, d[i]->reason[lang]);
		buf_puts(out, "</li>\n");
	}
	buf_puts(out, "</ul>\n</section>\n");
	buf_fini(&id);
}

/* ---- the file ---- */

/* Few lines, so that a printed report looks as a read one; colours only where they say something. */
static const char style[] =
	"body{font:15px/1.5 system-ui,\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\","
	"sans-serif;color:#1c1d1f;background:#fff;margin:0 auto;max-width:74rem;padding:0 1.5rem "
	"3rem;overflow-wrap:break-word}\n"
	"h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1rem}\n"
	"table{border-collapse:collapse;width:100%;font-size:.88rem}\n"
	"th,td{border-bottom:1px solid #d9dbdf;padding:.35rem .5rem;text-align:left;"
	"vertical-align:top;font-weight:400}\n"
	"thead th{color:#5b5f66;font-weight:600}.n{text-align:right}small,.note{color:#5b5f66}\n"
	".tag{font-size:.8rem;border:1px solid #d9dbdf;border-radius:3px;padding:0 .4rem}\n"
	".s-missed,.s-broken{color:#a3300a;font-weight:600}.s-met{color:#2c6b22;font-weight:600}\n"
	".trend polyline{fill:none;stroke:#1a56a8;stroke-width:1.5}\n"
	"@page{margin:15mm;size:A4 landscape}\n"
	"@media print{body{font-size:10pt;padding:0;max-width:none}tr{break-inside:avoid}"
	"thead{display:table-header-group}.article,.other{break-before:page}}\n";

static void one_language(const struct report *r, enum lang lang, bool other, struct buf *out)
{
	struct buf time = { 0 };

	text_time(&time, r->at);
	buf_printf(out, "<%s lang=\"%s\"%s>\n<h1>", other ? "section" : "main",
		   lang == LANG_ZH ? "zh-CN" : "en", other ? " class=\"other\"" : "");
	html_say(out, lang, SAY_REPORT_TITLE, A(pack_title(r->pack, lang)));
	buf_puts(out, "</h1>\n<p class=\"note\">");
	html_say(out, lang, SAY_REPORT_AS_OF, A(r->node), A(buf_str(&time)), A(r->as_of));
	buf_puts(out, "</p>\n");
	report_board(r, lang, out);
	for (size_t i = 0; i < r->count; i++)
		report_article(r, i, lang, out);
	report_declined(r, lang, out);
	buf_printf(out, "</%s>\n", other ? "section" : "main");
	buf_fini(&time);
}

void report_html(const struct report *r, enum lang lang, struct buf *out)
{
	buf_printf(out,
		   "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		   "<title>",
		   lang == LANG_ZH ? "zh-CN" : "en");
	html_say(out, lang, SAY_REPORT_TITLE, A(pack_title(r->pack, lang)));
	buf_puts(out, "</title>\n<style>\n");
	buf_puts(out, style);
	buf_puts(out, "</style>\n</head>\n<body>\n");
	one_language(r, lang, false, out);
	one_language(r, lang == LANG_ZH ? LANG_EN : LANG_ZH, true, out);
	buf_puts(out, "</body>\n</html>\n");
}
