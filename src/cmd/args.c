/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/args.h"

#include "base/mem.h"

#include <stdio.h>

static void list_add(struct arg_list *l, const char *s)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 8;
		l->v = mem_grow(l->v, l->cap, sizeof *l->v);
	}
	l->v[l->n++] = s;
}

void args_fini(struct arg_list *l)
{
	mem_free(l->v);
	*l = (struct arg_list){ 0 };
}

static const struct opt *find_long(const struct opt *o, struct str name)
{
	for (; o->name; o++)
		if (str_eq(str_of(o->name), name))
			return o;
	return NULL;
}

static const struct opt *find_letter(const struct opt *o, char c)
{
	for (; o->name; o++)
		if (o->letter && o->letter == c)
			return o;
	return NULL;
}

/* A text given twice is a mistake or a guess which one holds; flags may be repeated. */
static enum err take(const struct opt *o, const char *value, uint64_t *seen, size_t at,
		     struct why *why)
{
	bool again = *seen >> at & 1;

	*seen |= (uint64_t)1 << at;
	switch (o->kind) {
	case OPT_FLAG:
		*o->flag = true;
		return ERR_OK;
	case OPT_TEXT:
		if (again && strcmp(*o->text, value) != 0)
			return why_set(why, ERR_ARG, SAY_ARGS_TWICE, A(o->name), A(*o->text),
				       A(value));
		*o->text = value;
		return ERR_OK;
	case OPT_MANY:
		list_add(o->many, value);
		return ERR_OK;
	case OPT_NUMBER:
		if (!str_u64(str_of(value), o->number))
			return why_set(why, ERR_ARG, SAY_ARGS_NUMBER, A(o->name), A(value));
		return ERR_OK;
	}
	return ERR_OK;
}

enum err args_lang(const char *value, struct why *why)
{
	if (!value || (strcmp(value, "zh") != 0 && strcmp(value, "en") != 0))
		return why_set(why, ERR_ARG, SAY_ARGS_LANG, A(value ? value : ""));
	say_lang_set(say_lang_of(str_of(value)));
	return ERR_OK;
}

/* One option word at argv[*i]; *i moves on past a value taken from the next word. Bit k of *seen: the
 * k-th option was given before. */
static enum err read_option(int argc, char **argv, int *i, const struct opt *opts, bool *help,
			    uint64_t *seen, struct why *why)
{
	const char *word = argv[*i], *value = NULL;
	const struct opt *o;

	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		*help = true;
		return ERR_OK;
	}
	if (strncmp(word, "--lang=", 7) == 0)
		return args_lang(word + 7, why);
	if (strcmp(word, "--lang") == 0)
		return args_lang(*i + 1 < argc ? argv[++*i] : NULL, why);
	if (word[1] == '-') {
		struct str name = str_of(word + 2);
		size_t eq = str_find(name, '=');

		if (eq != SIZE_MAX) {
			value = name.p + eq + 1;
			name.n = eq;
		}
		o = find_long(opts, name);
	} else {
		o = find_letter(opts, word[1]);
		if (o && word[2])
			value = word + 2;
	}
	if (!o)
		return why_set(why, ERR_ARG, SAY_ARGS_UNKNOWN, A(word));
	if (o->kind == OPT_FLAG) {
		if (value)
			return why_set(why, ERR_ARG, SAY_ARGS_NO_VALUE, A(word));
	} else if (!value) {
		if (*i + 1 >= argc)
			return why_set(why, ERR_ARG, SAY_ARGS_VALUE, A(word), A(o->value));
		value = argv[++*i];
	}
	return take(o, value, seen, (size_t)(o - opts), why);
}

/* The language comes first, wherever it stands: a complaint about the first word is in it, too. */
static void look_for_lang(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *value = strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7 :
				    strcmp(argv[i], "--lang") == 0      ? argv[i + 1] :
									  NULL;

		if (value)
			(void)!args_lang(value, NULL);
	}
}

enum err args_read(int argc, char **argv, const struct opt *opts, struct arg_list *words,
		   bool *help, struct why *why)
{
	bool only_words = false;
	uint64_t seen = 0;

	*help = false;
	look_for_lang(argc, argv);
	for (int i = 1; i < argc; i++) {
		enum err e;

		if (only_words || argv[i][0] != '-' || !argv[i][1]) {
			if (!words)
				return why_set(why, ERR_ARG, SAY_ARGS_WORD, A(argv[i]));
			list_add(words, argv[i]);
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			only_words = true;
			continue;
		}
		e = read_option(argc, argv, &i, opts, help, &seen, why);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

void args_help(const char *name, const char *words, enum say_id about, const struct opt *opts)
{
	enum lang lang = say_lang_default();
	struct buf b = { 0 };

	say(&b, lang, SAY_ARGS_USAGE, A(name), A(words));
	buf_puts(&b, "\n\n");
	say(&b, lang, about);
	buf_puts(&b, "\n\n");
	for (const struct opt *o = opts; o && o->name; o++) {
		struct buf left = { 0 };

		if (o->letter)
			buf_printf(&left, "-%c, ", o->letter);
		buf_printf(&left, "--%s%s%s", o->name, o->value ? " " : "",
			   o->value ? o->value : "");
		buf_printf(&b, "  %-28.*s ", STR_FMT(buf_str(&left)));
		say(&b, lang, o->help);
		buf_c(&b, '\n');
		buf_fini(&left);
	}
	buf_printf(&b, "  %-28s ", "--lang zh|en");
	say(&b, lang, SAY_ARGS_LANG_HELP);
	buf_printf(&b, "\n  %-28s ", "-h, --help");
	say(&b, lang, SAY_ARGS_HELP_HELP);
	buf_c(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_fini(&b);
}
