/* SPDX-License-Identifier: Apache-2.0 */
#include "base/say.h"

#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>

#define SAY(id, en, zh) { #id, { en, zh } },
static const struct {
	const char *name;
	const char *text[LANG_COUNT];
} catalogue[SAY_COUNT] = {
	{ "NONE", { "", "" } },
#include "base/say/all.def"
};
#undef SAY

static enum lang terminal_lang = LANG_COUNT; /* LANG_COUNT: not asked yet */

struct str say_text(enum lang lang, enum say_id id)
{
	ensure(id < SAY_COUNT && lang < LANG_COUNT);
	return str_of(catalogue[id].text[lang]);
}

const char *say_name(enum say_id id)
{
	ensure(id < SAY_COUNT);
	return catalogue[id].name;
}

void say_arg_text(struct buf *out, struct say_arg arg)
{
	if (arg.kind == SAY_ARG_STR)
		buf_put(out, arg.s);
	else if (arg.kind == SAY_ARG_U64)
		buf_u64(out, arg.u);
	else
		buf_printf(out, "%lld", (long long)arg.i);
}

void say_put(struct buf *out, enum lang lang, enum say_id id, const struct say_arg *args, size_t n)
{
	struct str t = say_text(lang, id);

	for (size_t i = 0; i < t.n; i++) {
		size_t k = i + 2 < t.n && t.p[i] == '{' && t.p[i + 2] == '}' ?
				   (size_t)(t.p[i + 1] - '1') :
				   SIZE_MAX;

		if (k < n) {
			say_arg_text(out, args[k]);
			i += 2;
		} else {
			buf_c(out, t.p[i]);
		}
	}
}

void say_line_(FILE *stream, enum say_id id, const struct say_arg *args, size_t n)
{
	struct buf b = { 0 };

	say_put(&b, say_lang_default(), id, args, n);
	buf_c(&b, '\n');
	fwrite(b.p, 1, b.n, stream);
	buf_fini(&b);
}

enum lang say_lang_of(struct str locale)
{
	return locale.n >= 2 && str_eq_nocase(str_cut(locale, 0, 2), STR("zh")) &&
			       (locale.n == 2 || locale.p[2] == '_' || locale.p[2] == '-' ||
				locale.p[2] == '.') ?
		       LANG_ZH :
		       LANG_EN;
}

void say_lang_set(enum lang lang)
{
	terminal_lang = lang;
}

enum lang say_lang_default(void)
{
	static const char *const vars[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	if (terminal_lang != LANG_COUNT)
		return terminal_lang;
	terminal_lang = LANG_EN;
	for (size_t i = 0; i < sizeof vars / sizeof *vars; i++) {
		const char *v = getenv(vars[i]);

		if (v && *v) {
			terminal_lang = say_lang_of(str_of(v));
			break;
		}
	}
	return terminal_lang;
}

/* The weight of one Accept-Language item in thousandths; 1000 where none is given. */
static unsigned weight(struct str item)
{
	size_t at = str_find_str(item, STR("q="));
	unsigned w = 0, unit = 1000;

	if (at == SIZE_MAX)
		return 1000;
	for (size_t i = at + 2; i < item.n && unit; i++) {
		if (item.p[i] == '.')
			continue;
		if (!ascii_is_digit(item.p[i]))
			break;
		w += (unsigned)(item.p[i] - '0') * unit;
		unit /= 10;
	}
	return w;
}

enum lang say_lang_accept(struct str header, enum lang fallback)
{
	enum lang best = fallback;
	unsigned best_w = 0;
	struct str item;

	while (str_split(&header, ',', &item)) {
		unsigned w = weight(item);
		struct str tag = str_trim(str_cut(item, 0, str_find(item, ';')));
		enum lang l = say_lang_of(tag);

		if (l == LANG_EN && !(tag.n >= 2 && str_eq_nocase(str_cut(tag, 0, 2), STR("en"))))
			continue;
		if (w > best_w) {
			best_w = w;
			best = l;
		}
	}
	return best;
}
