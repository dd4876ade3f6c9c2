/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_articles.c - the board: for each article what carries it, and what its measures say now. */
#include "cmd/cmd.h"

#include "base/file.h"
#include "cmd/args.h"
#include "cmd/board.h"
#include "serve/owed_list.h"
#include "gauge/owed.h"
#include "serve/report.h"
#include "serve/situation.h"
#include "wire/csv.h"
#include "wire/json.h"
#include "pack/return.h"

#include <stdio.h>

struct articles_choices {
	struct board_question q;
	const char *html;
	struct arg_list words;
	bool json, csv, help;
};

static enum err read_choices(struct articles_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->q.node },
		{ "at", 0, OPT_TEXT, "RFC3339", SAY_OPT_AT, .text = &c->q.at },
		{ "as-of", 0, OPT_TEXT, "RFC3339|POSITION", SAY_OPT_AS_OF, .text = &c->q.as_of },
		{ "html", 0, OPT_TEXT, "FILE", SAY_ARTICLES_OPT_HTML, .text = &c->html },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ "csv", 0, OPT_FLAG, NULL, SAY_MEASURE_OPT_CSV, .flag = &c->csv },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("articles", "-n DIR [NUMBER...]", SAY_ARTICLES_ABOUT, opts);
	if (e != ERR_OK || c->help)
		return e;
	if (!c->q.node)
		return why_set(why, ERR_ARG, SAY_CMD_NEEDS_NODE);
	return c->json && c->csv ? why_set(why, ERR_ARG, SAY_MEASURE_ONE_FORM) : ERR_OK;
}

/* ---- the board ---- */

struct standing {
	struct board *b;
	struct gauge_article *v;
	size_t n;
	struct gauge_owed_list owed; /* what the desk's returns wait for */
};

static bool is_wanted(const struct articles_choices *c, struct str number)
{
	for (size_t i = 0; i < c->words.n; i++)
		if (str_eq(str_of(c->words.v[i]), number))
			return true;
	return !c->words.n;
}

static enum err check_numbers(const struct articles_choices *c, const struct pack *p,
			      struct why *why)
{
	for (size_t i = 0; i < c->words.n; i++)
		if (!pack_article(p, str_of(c->words.v[i])))
			return why_set(why, ERR_NOTFOUND, SAY_ARTICLES_UNKNOWN, A(c->words.v[i]),
				       A(pack_id(p)));
	return ERR_OK;
}

static enum err load(struct standing *s, const struct articles_choices *c, struct why *why)
{
	size_t n, count;
	const struct article *all = pack_articles(s->b->pack, &n);
	struct gauge_result *results;
	enum err e = check_numbers(c, s->b->pack, why);

	if (e == ERR_OK)
		e = board_measures(s->b, NULL, &results, &count, why);
	if (e == ERR_OK)
		e = owed_list(s->b->reader, s->b->pack, s->b->at, s->b->arena, &s->owed, why);
	if (e != ERR_OK)
		return e;
	s->v = arena_array(s->b->arena, struct gauge_article, n);
	for (size_t i = 0; i < n; i++)
		if (is_wanted(c, all[i].number))
			gauge_article_of(&all[i], results, count, s->b->arena, &s->v[s->n++]);
	return ERR_OK;
}

/* ---- as text ---- */

static void put_number(double v, struct buf *out)
{
	buf_printf(out, "%.6g", v);
}

/* One line an article. */
static void line(const struct standing *s, const struct gauge_article *g, enum lang lang,
		 struct buf *out)
{
	const struct article *art = g->article;
	struct buf gap = { 0 };
	size_t late = gauge_owed_late(&s->owed, g);

	say(out, lang, SAY_ARTICLES_LINE, A(art->number), A(art->title[lang]),
	    A(say_text(lang, situation_coverage(art->coverage))), A(g->count),
	    A(g->in_state[GAUGE_MET]), A(g->in_state[GAUGE_MISSED]),
	    A(g->in_state[GAUGE_NO_TARGET]), A(g->in_state[GAUGE_NO_DATA]));
	if (g->in_state[GAUGE_BROKEN])
		say(out, lang, SAY_ARTICLES_BROKEN, A(g->in_state[GAUGE_BROKEN]));
	if (g->worst) {
		put_number(g->worst->gap, &gap);
		say(out, lang, SAY_ARTICLES_WORST, A(g->worst->measure->id), A(buf_str(&gap)));
	}
	if (late)
		say(out, lang, SAY_ARTICLES_LATE, A(late));
	buf_c(out, '\n');
	buf_fini(&gap);
}

/* Nobody owes it now: none of those kinds is registered, or what was owed is filed. The return is named all the same. */
static void nobody_text(const struct pack *p, const struct measure *m, enum lang lang,
			struct buf *out)
{
	size_t n;
	const struct pack_return *all = pack_returns(p, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].measures.n; k++)
			if (str_eq(all[i].measures.v[k], m->id)) {
				say(out, lang, SAY_ARTICLES_NOBODY, A(all[i].id),
				    A(pack_label(p, STR("party-kind"), all[i].owed_by.v[0], lang)));
				buf_c(out, '\n');
				return;
			}
}

/* Whose return a figure waits for: the latest, and how many more. */
static void waits_text(const struct standing *s, const struct measure *m, enum lang lang,
		       struct buf *out)
{
	const struct gauge_owed *first = NULL;
	size_t more = 0;

	for (size_t i = 0; i < s->owed.n; i++) {
		if (!str_eq(s->owed.v[i].measure, m->id))
			continue;
		more += first != NULL;
		first = first ? first : &s->owed.v[i];
	}
	if (!first) {
		nobody_text(s->b->pack, m, lang, out);
		return;
	}
	say(out, lang, first->days_late > 0 ? SAY_ARTICLES_WAITS_LATE : SAY_ARTICLES_WAITS,
	    A(first->ret), A(first->debtor), A((long long)first->days_late), A(more));
	buf_c(out, '\n');
}

static void measure_text(const struct standing *s, const struct gauge_result *g, enum lang lang,
			 struct buf *out)
{
	const struct measure *m = g->measure;
	struct buf value = { 0 };

	gauge_value_text(s->b->pack, g, lang, &value);
	say(out, lang, SAY_ARTICLES_MEASURE, A(m->id), A(m->title[lang]), A(buf_str(&value)),
	    A(say_text(lang, gauge_state_say(g->state))),
	    A(pack_label(s->b->pack, STR("role"), m->owner, lang)));
	buf_c(out, '\n');
	buf_fini(&value);
	if (g->state == GAUGE_NO_DATA)
		waits_text(s, m, lang, out);
}

static void mechanism_text(const struct pack *p, struct str id, enum lang lang, struct buf *out)
{
	const struct mechanism *m = pack_mechanism(p, id);

	if (!m)
		return;
	say(out, lang, m->declined.n ? SAY_ARTICLES_DECLINED_LINE : SAY_ARTICLES_MECHANISM,
	    A(m->id), A(m->name[lang]), A(m->declined.n ? m->reason[lang] : m->status));
	buf_c(out, '\n');
}

/* Everything about one article. */
static void article_text(const struct standing *s, const struct gauge_article *g, enum lang lang,
			 struct buf *out)
{
	const struct article *art = g->article;

	line(s, g, lang, out);
	say(out, lang, SAY_ARTICLES_WHY, A(art->why[lang]));
	buf_c(out, '\n');
	for (size_t i = 0; i < art->mechanism_count; i++)
		mechanism_text(s->b->pack, art->mechanisms[i], lang, out);
	for (size_t i = 0; i < g->count; i++)
		measure_text(s, &g->results[i], lang, out);
}

static void declined_text(const struct pack *p, struct buf *out)
{
	enum lang lang = say_lang_default();
	size_t n;
	const struct mechanism *const *d = pack_declined(p, &n);

	if (!n)
		return;
	say(out, lang, SAY_ARTICLES_DECLINED);
	buf_c(out, '\n');
	for (size_t i = 0; i < n; i++) {
		say(out, lang, SAY_ARTICLES_DECLINED_LINE, A(d[i]->id), A(d[i]->name[lang]),
		    A(d[i]->reason[lang]));
		buf_c(out, '\n');
	}
}

static void print_text(const struct standing *s, bool details, struct buf *out)
{
	enum lang lang = say_lang_default();

	for (size_t i = 0; i < s->n; i++) {
		if (details)
			article_text(s, &s->v[i], lang, out);
		else
			line(s, &s->v[i], lang, out);
	}
	if (!details)
		declined_text(s->b->pack, out);
}

/* ---- as JSON: an object a line ---- */

static void w_declined(const struct pack *p, const struct article *art, struct json_writer *w)
{
	json_w_key(w, "declined");
	json_w_array(w);
	for (size_t i = 0; i < art->mechanism_count; i++) {
		const struct mechanism *m = pack_mechanism(p, art->mechanisms[i]);

		if (!m || !m->declined.n)
			continue;
		json_w_object(w);
		json_w_text(w, "id", m->id);
		json_w_text(w, "declined", m->declined);
		json_w_text(w, "reason_en", m->reason[LANG_EN]);
		json_w_text(w, "reason_zh", m->reason[LANG_ZH]);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

static void w_counts(const struct standing *s, const struct gauge_article *g, struct json_writer *w)
{
	json_w_key(w, "states");
	json_w_object(w);
	for (int i = 0; i < GAUGE_STATES; i++) {
		json_w_key(w, gauge_state_word((enum gauge_state)i));
		json_w_u64(w, g->in_state[i]);
	}
	json_w_object_end(w);
	json_w_key(w, "worst");
	if (g->worst)
		json_w_str(w, g->worst->measure->id);
	else
		json_w_null(w);
	json_w_key(w, "returns_late");
	json_w_u64(w, gauge_owed_late(&s->owed, g));
}

static enum err article_json(const struct standing *s, const struct gauge_article *g,
			     struct buf *out, struct why *why)
{
	const struct article *art = g->article;
	struct json_writer w = json_write(out);
	enum err e = ERR_OK;

	json_w_object(&w);
	json_w_text(&w, "number", art->number);
	json_w_text(&w, "title_en", art->title[LANG_EN]);
	json_w_text(&w, "title_zh", art->title[LANG_ZH]);
	json_w_text(&w, "coverage", art->coverage);
	json_w_key(&w, "mechanisms");
	json_w_array(&w);
	for (size_t i = 0; i < art->mechanism_count; i++)
		json_w_str(&w, art->mechanisms[i]);
	json_w_array_end(&w);
	w_declined(s->b->pack, art, &w);
	w_counts(s, g, &w);
	json_w_key(&w, "measures");
	json_w_array(&w);
	for (size_t i = 0; i < g->count && e == ERR_OK; i++) {
		struct board_trend t = { 0 };

		e = board_trend(s->b, g->results[i].measure, STR(""), &t, why);
		board_result_json(&g->results[i], &t, &w);
	}
	json_w_array_end(&w);
	json_w_object_end(&w);
	buf_c(out, '\n');
	return e;
}

/* ---- as CSV ---- */

static void csv_count(struct buf *out, size_t n)
{
	struct buf text = { 0 };

	buf_u64(&text, n);
	csv_field(out, buf_str(&text), false, false);
	buf_fini(&text);
}

static void article_csv(const struct standing *s, const struct gauge_article *g, struct buf *out)
{
	static const enum gauge_state order[] = { GAUGE_MET, GAUGE_MISSED, GAUGE_NO_TARGET,
						  GAUGE_NO_DATA, GAUGE_BROKEN };
	const struct article *art = g->article;
	struct buf gap = { 0 };

	csv_field(out, art->number, true, true);
	csv_field(out, art->title[LANG_EN], false, true);
	csv_field(out, art->title[LANG_ZH], false, true);
	csv_field(out, art->coverage, false, true);
	csv_count(out, art->mechanism_count);
	csv_count(out, g->count);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		csv_count(out, g->in_state[order[i]]);
	if (g->worst)
		put_number(g->worst->gap, &gap);
	csv_field(out, g->worst ? g->worst->measure->id : STR(""), false, true);
	csv_field(out, buf_str(&gap), false, false);
	csv_count(out, gauge_owed_late(&s->owed, g));
	csv_end_row(out);
	buf_fini(&gap);
}

static void print_csv(const struct standing *s, struct buf *out)
{
	buf_puts(out, "article,title_en,title_zh,coverage,mechanisms,measures,met,missed,no_target,"
		      "no_data,broken,worst_measure,worst_gap,returns_late\r\n");
	for (size_t i = 0; i < s->n; i++)
		article_csv(s, &s->v[i], out);
}

/* ---- as a page ---- */

static enum err read_trends(const struct standing *s, const struct gauge_article *g,
			    struct report_trend **out, struct why *why)
{
	enum err e = ERR_OK;

	*out = arena_array(s->b->arena, struct report_trend, g->count);
	for (size_t i = 0; i < g->count && e == ERR_OK; i++)
		e = kept_series(s->b->reader, g->results[i].measure, STR(""), KEPT_POINTS,
				s->b->arena, &(*out)[i].points, &(*out)[i].count, why);
	return e;
}

static enum err write_html(const struct standing *s, const char *file, struct why *why)
{
	struct report r = { .pack = s->b->pack,
			    .node = node_name(s->b->node),
			    .at = s->b->at,
			    .as_of = reader_position(s->b->reader),
			    .articles = s->v,
			    .count = s->n,
			    .owed = s->owed };
	struct buf page = { 0 };
	enum err e = ERR_OK;

	r.trends = arena_array(s->b->arena, struct report_trend *, s->n);
	for (size_t i = 0; i < s->n && e == ERR_OK; i++)
		e = read_trends(s, &s->v[i], &r.trends[i], why);
	if (e == ERR_OK) {
		report_html(&r, say_lang_default(), &page);
		e = file_publish(file, buf_str(&page), 0644, why);
	}
	buf_fini(&page);
	return e;
}

/* ---- the command ---- */

static enum err answer(struct standing *s, const struct articles_choices *c, struct buf *out,
		       struct why *why)
{
	enum err e = load(s, c, why);

	if (e == ERR_OK && c->html)
		e = write_html(s, c->html, why);
	if (e != ERR_OK)
		return e;
	if (c->csv)
		print_csv(s, out);
	else if (!c->json && !c->html)
		print_text(s, c->words.n > 0, out);
	for (size_t i = 0; c->json && i < s->n && e == ERR_OK; i++)
		e = article_json(s, &s->v[i], out, why);
	return e;
}

int cmd_articles(int argc, char **argv)
{
	struct articles_choices c = { 0 };
	struct board b = { 0 };
	struct standing s = { .b = &b };
	struct buf out = { 0 };
	struct why why = { 0 };
	enum err e;
	int code = EXIT_DONE;

	if (read_choices(&c, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		e = board_ask(&b, &c.q, &why);
		if (e == ERR_OK)
			e = answer(&s, &c, &out, &why);
		code = cmd_finish(e, &out, &why);
		board_close(&b);
	}
	args_fini(&c.words);
	return code;
}
