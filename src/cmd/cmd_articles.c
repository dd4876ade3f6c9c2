/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_articles.c - the board: for each article what carries it, and what its measures say now. */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "cmd/board.h"
#include "wire/json.h"

#include <stdio.h>

struct articles_choices {
	const char *node;
	struct arg_list words;
	bool json, help;
};

static enum err read_choices(struct articles_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->node },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("articles", "-n DIR [NUMBER...]", SAY_ARTICLES_ABOUT, opts);
	if (e == ERR_OK && !c->help && !c->node)
		return why_set(why, ERR_ARG, SAY_CMD_NEEDS_NODE);
	return e;
}

/* The first number that the pack does not have, or NULL. */
static const char *unknown_number(const struct articles_choices *c, const struct article *all,
				  size_t n)
{
	for (size_t i = 0; i < c->words.n; i++) {
		size_t k = 0;

		while (k < n && !str_eq(all[k].number, str_of(c->words.v[i])))
			k++;
		if (k == n)
			return c->words.v[i];
	}
	return NULL;
}

static bool is_wanted(const struct articles_choices *c, struct str number)
{
	for (size_t i = 0; i < c->words.n; i++)
		if (str_eq(str_of(c->words.v[i]), number))
			return true;
	return !c->words.n;
}

static void article_text(const struct board *b, const struct gauge_article *g, struct buf *out)
{
	const struct article *art = g->article;
	enum lang lang = say_lang_default();

	say(out, lang, SAY_ARTICLES_LINE, A(art->number), A(art->title[lang]), A(art->coverage),
	    A(art->why[lang]));
	buf_c(out, '\n');
	for (size_t i = 0; i < g->count; i++) {
		const struct measure *m = g->results[i].measure;
		struct buf value = { 0 };

		gauge_value_text(b->pack, &g->results[i], lang, &value);
		say(out, lang, SAY_ARTICLES_MEASURE, A(m->id), A(m->title[lang]),
		    A(buf_str(&value)));
		buf_c(out, '\n');
		buf_fini(&value);
	}
}

static void article_json(const struct gauge_article *g, struct buf *out)
{
	const struct article *art = g->article;
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_key(&w, "number");
	json_w_str(&w, art->number);
	json_w_key(&w, "title_en");
	json_w_str(&w, art->title[LANG_EN]);
	json_w_key(&w, "title_zh");
	json_w_str(&w, art->title[LANG_ZH]);
	json_w_key(&w, "coverage");
	json_w_str(&w, art->coverage);
	json_w_key(&w, "mechanisms");
	json_w_array(&w);
	for (size_t i = 0; i < art->mechanism_count; i++)
		json_w_str(&w, art->mechanisms[i]);
	json_w_array_end(&w);
	json_w_key(&w, "measures");
	json_w_array(&w);
	for (size_t i = 0; i < g->count; i++)
		board_result_json(&g->results[i], &w);
	json_w_array_end(&w);
	json_w_object_end(&w);
	buf_c(out, '\n');
}

static enum err print_articles(struct board *b, const struct articles_choices *c, struct buf *out,
			       struct why *why)
{
	size_t n;
	const struct article *all = pack_articles(b->pack, &n);
	const char *unknown = unknown_number(c, all, n);
	enum err e = ERR_OK;

	if (unknown)
		return why_set(why, ERR_NOTFOUND, SAY_ARTICLES_UNKNOWN, A(unknown),
			       A(pack_id(b->pack)));
	for (size_t i = 0; i < n && e == ERR_OK; i++) {
		struct gauge_article g;

		if (!is_wanted(c, all[i].number))
			continue;
		e = gauge_article(b->reader, b->pack, &all[i], b->at, b->arena, &g, why);
		if (e != ERR_OK)
			break;
		if (c->json)
			article_json(&g, out);
		else
			article_text(b, &g, out);
	}
	return e;
}

static void print_declined(struct board *b, struct buf *out)
{
	enum lang lang = say_lang_default();
	size_t n;
	const struct mechanism *const *d = pack_declined(b->pack, &n);

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

int cmd_articles(int argc, char **argv)
{
	struct articles_choices c = { 0 };
	struct board b = { 0 };
	struct buf out = { 0 };
	struct why why = { 0 };
	enum err e;
	int code = EXIT_DONE;

	if (read_choices(&c, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		e = board_open(&b, c.node, 0, clock_now(), &why);
		if (e == ERR_OK)
			e = print_articles(&b, &c, &out, &why);
		if (e == ERR_OK && !c.json && !c.words.n)
			print_declined(&b, &out);
		code = cmd_finish(e, &out, &why);
		board_close(&b);
	}
	args_fini(&c.words);
	return code;
}
