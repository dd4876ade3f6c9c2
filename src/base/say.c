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

/* The bytes at the start of s (some remain) that must not reach a terminal, and what they encode. */
static size_t steering(struct str s, unsigned *code)
{
	const unsigned char *p = (const unsigned char *)s.p;

	*code = p[0];
	if (p[0] < 0x20 || p[0] == 0x7F)
		return 1;
	if (s.n >= 2 && p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0) {
		*code = p[1];
		return 2;
	}
	if (s.n < 3 || p[0] != 0xE2)
		return 0;
	*code = 0x2000 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	return (*code >= 0x202A && *code <= 0x202E) || (*code >= 0x2066 && *code <= 0x2069) ? 3 : 0;
}

void say_shown(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		unsigned code;
		size_t n = steering(str_cut(s, i, s.n), &code);

		if (!n)
			buf_c(out, s.p[i]);
		else if (code == '\n' || code == '\t' || code == '\r')
			buf_puts(out, code == '\n' ? "\\n" : code == '\t' ? "\\t" : "\\r");
		else
			buf_printf(out, code < 0x100 ? "\\x%02X" : "\\u%04X", code);
		i += n ? n : 1;
	}
}

void say_arg_text(struct buf *out, struct say_arg arg)
{
	if (arg.kind == SAY_ARG_STR)
		say_shown(out, arg.s);
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
