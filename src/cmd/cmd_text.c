/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_text.c - policy texts: their articles, differences, alignment, and what the pack makes of them. */
#include "cmd/cmd.h"

#include "base/file.h"
#include "cmd/args.h"
#include "cmd/text_show.h"
#include "pack/pack.h"

#include <stdio.h>
#include <unistd.h>

struct text_choices {
	bool json, help, sentences, letters;
	const char *in, *pack, *packs;
	struct arg_list words;
	struct arena *a;
	struct text_look look;
};

/* ---- reading ---- */

static enum err read_docs(const struct text_choices *c, const char *path, struct text_docs *out,
			  struct why *why)
{
	struct str bytes;
	enum err e = file_read(strcmp(path, "-") == 0 ? "/dev/stdin" : path, TEXT_BYTES, c->a,
			       &bytes, why);

	if (e == ERR_OK)
		e = text_split(c->a, bytes, out, why);
	if (e != ERR_OK)
		why_at(why, path, 0, 0);
	return e;
}

static enum err no_articles(const char *path, struct why *why)
{
	enum err e = why_set(why, ERR_NOTFOUND, SAY_TEXT_NO_ARTICLES);

	why_at(why, path, 0, 0);
	return e;
}

/* ---- split ---- */

static enum err run_split(struct text_choices *c, struct buf *out, struct why *why)
{
	struct text_docs docs;
	enum err e = read_docs(c, c->words.v[0], &docs, why);

	if (e != ERR_OK)
		return e;
	if (c->json) {
		text_show_split_json(&docs, out);
		return ERR_OK;
	}
	if (!docs.n)
		return no_articles(c->words.v[0], why);
	text_show_split(&docs, &c->look, out);
	return ERR_OK;
}

/* ---- two texts ---- */

/* "zh" or "en:zh"; what is empty is chosen. */
static enum err wanted_langs(const char *in, enum text_lang want[2], struct why *why)
{
	struct str rest = str_of(in), part;

	want[0] = want[1] = TEXT_LANGS;
	if (!in)
		return ERR_OK;
	for (int i = 0; str_split(&rest, ':', &part); i++) {
		enum text_lang l = text_lang_of(part);

		if (l == TEXT_LANGS || i > 1)
			return why_set(why, ERR_ARG, SAY_TEXTCMD_IN_WRONG, A(in));
		want[i] = l;
		if (!i)
			want[1] = l;
	}
	return ERR_OK;
}

/* Without a wish: the language of both in which both have most, else each one's longest document. */
static void choose_lang(const struct text_docs docs[2], enum text_lang want[2])
{
	size_t best = 0;

	if (want[0] != TEXT_LANGS)
		return;
	for (enum text_lang l = 0; l < TEXT_LANGS; l++) {
		const struct text_doc *a = text_doc_of(&docs[0], l), *b = text_doc_of(&docs[1], l);
		size_t least = a && b ? (a->count < b->count ? a->count : b->count) : 0;

		if (least > best) {
			best = least;
			want[0] = want[1] = l;
		}
	}
}

static enum err read_two(const struct text_choices *c, struct text_two *t, struct why *why)
{
	struct text_docs docs[2];
	enum text_lang want[2];
	const struct text_doc *got[2];
	enum err e = wanted_langs(c->in, want, why);

	for (int i = 0; i < 2 && e == ERR_OK; i++) {
		e = read_docs(c, c->words.v[i], &docs[i], why);
		if (e == ERR_OK && !docs[i].n)
			e = no_articles(c->words.v[i], why);
	}
	if (e != ERR_OK)
		return e;
	choose_lang(docs, want);
	for (int i = 0; i < 2; i++) {
		got[i] = text_doc_of(&docs[i], want[i]);
		if (!got[i])
			return why_set(why, ERR_NOTFOUND, SAY_TEXTCMD_IN_NONE, A(c->words.v[i]),
				       A(text_lang_name(want[i])));
	}
	*t = (struct text_two){ got[0], got[1] };
	return ERR_OK;
}

static enum err run_diff(struct text_choices *c, struct buf *out, struct why *why)
{
	struct text_bodies b;
	struct text_diff d;
	struct text_two t;
	enum err e = read_two(c, &t, why);

	if (e == ERR_OK && t.a->lang != t.b->lang)
		e = why_set(why, ERR_ARG, SAY_TEXTCMD_DIFF_LANGS);
	if (e != ERR_OK)
		return e;
	b.a = text_body_of(c->a, t.a, c->letters);
	b.b = text_body_of(c->a, t.b, c->letters);
	e = text_diff(c->a, b.a.c, b.b.c, &d, why);
	if (e == ERR_OK && c->json)
		text_show_diff_json(t, &b, &d, out);
	else if (e == ERR_OK)
		text_show_diff(t, &b, &d, &c->look, out);
	return e;
}

static enum err run_align(struct text_choices *c, struct buf *out, struct why *why)
{
	struct text_alignment al;
	struct text_two t;
	enum err e = read_two(c, &t, why);

	if (e == ERR_OK)
		e = text_align(c->a, t.a, t.b, &al, why);
	if (e == ERR_OK && c->json)
		text_show_align_json(t, &al, c->sentences, out);
	else if (e == ERR_OK)
		text_show_align(t, &al, c->sentences, &c->look, out);
	return e;
}

/* ---- trace ---- */

static void complain(void *ctx, const struct why *why)
{
	(void)ctx;
	why_print(why, stderr);
}

static enum err run_trace(struct text_choices *c, struct buf *out, struct why *why)
{
	struct str id = str_of(c->pack ? c->pack : "cn-mobile-2017");
	const struct text_doc *d;
	enum text_lang want[2];
	struct text_docs docs;
	struct text_trace t;
	struct pack *p;
	enum err e = wanted_langs(c->in, want, why);

	if (e == ERR_OK)
		e = read_docs(c, c->words.v[0], &docs, why);
	if (e == ERR_OK && !docs.n)
		e = no_articles(c->words.v[0], why);
	if (e == ERR_OK)
		e = pack_load(c->a, c->packs, id, complain, NULL, &p, why);
	if (e != ERR_OK)
		return e;
	d = !c->in && text_doc_of(&docs, TEXT_ZH) ? text_doc_of(&docs, TEXT_ZH) :
						    text_doc_of(&docs, want[0]);
	if (!d)
		return why_set(why, ERR_NOTFOUND, SAY_TEXTCMD_IN_NONE, A(c->words.v[0]),
			       A(text_lang_name(want[0])));
	text_trace(c->a, d, p, &t);
	if (c->json)
		text_show_trace_json(d, p, &t, out);
	else
		text_show_trace(d, p, &t, &c->look, out);
	return ERR_OK;
}

/* ---- the command ---- */

static const struct verb {
	const char *name, *words;
	enum say_id about;
	size_t words_n;
	enum err (*run)(struct text_choices *c, struct buf *out, struct why *why);
} verbs[] = {
	{ "split", "FILE", SAY_TEXTCMD_SPLIT_ABOUT, 1, run_split },
	{ "diff", "A B", SAY_TEXTCMD_DIFF_ABOUT, 2, run_diff },
	{ "align", "A B", SAY_TEXTCMD_ALIGN_ABOUT, 2, run_align },
	{ "trace", "FILE", SAY_TEXTCMD_TRACE_ABOUT, 1, run_trace },
};

static const struct verb *verb_of(const char *name)
{
	for (size_t i = 0; name && i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static enum err read_choices(struct text_choices *c, const struct verb *v, int argc, char **argv,
			     struct why *why)
{
	struct opt opts[] = {
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ "in", 0, OPT_TEXT, "LANG", SAY_TEXTCMD_IN, .text = &c->in },
		{ "letters", 0, OPT_FLAG, NULL, SAY_TEXTCMD_LETTERS, .flag = &c->letters },
		{ "sentences", 0, OPT_FLAG, NULL, SAY_TEXTCMD_SENTENCES, .flag = &c->sentences },
		{ "pack", 0, OPT_TEXT, "NAME", SAY_OPT_PACK, .text = &c->pack },
		{ "packs", 0, OPT_TEXT, "DIR", SAY_OPT_PACKS, .text = &c->packs },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help) {
		char name[32];

		snprintf(name, sizeof name, "text %s", v ? v->name : "split|diff|align|trace");
		args_help(name, v ? v->words : "FILE...", v ? v->about : SAY_TEXTCMD_ABOUT, opts);
	}
	if (e != ERR_OK || c->help)
		return e;
	if (!v)
		return why_set(why, ERR_ARG, SAY_TEXTCMD_USAGE);
	if (c->words.n != v->words_n)
		return why_set(why, ERR_ARG, SAY_TEXTCMD_WORDS, A(v->name), A(v->words));
	return ERR_OK;
}

static int run_verb(struct text_choices *c, const struct verb *v)
{
	struct buf out = { 0 };
	struct why why = { 0 };
	enum err e;

	c->a = arena_open();
	c->look = (struct text_look){ say_lang_default(), isatty(STDOUT_FILENO) };
	e = v->run(c, &out, &why);
	fwrite(out.p ? out.p : "", 1, out.n, stdout);
	if (e != ERR_OK)
		why_print(&why, stderr);
	buf_fini(&out);
	arena_close(c->a);
	return err_exit(e);
}

int cmd_text(int argc, char **argv)
{
	const struct verb *v = argc > 1 ? verb_of(argv[1]) : NULL;
	struct text_choices c = { 0 };
	struct why why = { 0 };
	int code = EXIT_DONE;

	if (read_choices(&c, v, argc - (v != NULL), argv + (v != NULL), &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		code = run_verb(&c, v);
	}
	args_fini(&c.words);
	return code;
}
