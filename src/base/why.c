/* SPDX-License-Identifier: Apache-2.0 */
#include "base/why.h"

#include "base/ensure.h"

#include <stdio.h>

/* Copies s into at most `room` bytes; a longer one ends with "..." */
static size_t put_cut(char *to, size_t room, struct str s)
{
	struct str head = s.n > room ? str_cut_text(s, room >= 3 ? room - 3 : 0) : s;

	if (head.n)
		memcpy(to, head.p, head.n);
	if (s.n <= room || room < 3)
		return head.n;
	memcpy(to + head.n, "...", 3);
	return head.n + 3;
}

enum err why_set_(struct why *why, enum err code, enum say_id id, const struct say_arg *args,
		  size_t n)
{
	struct buf text = { 0 };
	size_t used = 0;

	if (!why)
		return code;
	ensure(n <= SAY_ARGS_MAX);
	*why = (struct why){ .code = code, .id = id, .n = (uint8_t)n };
	for (size_t i = 0; i < n; i++) {
		size_t room = (WHY_ARGS - used) / (n - i), len;

		buf_clear(&text);
		say_arg_text(&text, args[i]);
		len = put_cut(why->args + used, room, buf_str(&text));
		why->len[i] = (uint16_t)len;
		used += len;
	}
	buf_fini(&text);
	return code;
}

void why_at(struct why *why, const char *file, uint64_t line, uint64_t column)
{
	if (!why)
		return;
	if (file && !why->file[0]) {
		size_t n = put_cut(why->file, WHY_FILE - 1, str_of(file));

		why->file[n] = 0;
	}
	if (!why->line) {
		why->line = line;
		why->column = column;
	}
}

void why_sentence(const struct why *why, enum lang lang, struct buf *out)
{
	struct say_arg args[SAY_ARGS_MAX];
	size_t at = 0;

	for (size_t i = 0; i < why->n; i++) {
		args[i] = say_arg_str(str_n(why->args + at, why->len[i]));
		at += why->len[i];
	}
	say_put(out, lang, why->id, args, why->n);
}

void why_text(const struct why *why, enum lang lang, struct buf *out)
{
	if (why->file[0]) {
		say_shown(out, str_of(why->file));
		buf_c(out, ':');
	}
	if (why->line)
		buf_printf(out, "%llu:", (unsigned long long)why->line);
	if (why->line && why->column)
		buf_printf(out, "%llu:", (unsigned long long)why->column);
	if (why->file[0] || why->line)
		buf_c(out, ' ');
	why_sentence(why, lang, out);
}

void why_print(const struct why *why, FILE *stream)
{
	struct buf b = { 0 };

	buf_puts(&b, "cresset: ");
	why_text(why, say_lang_default(), &b);
	buf_c(&b, '\n');
	fwrite(b.p, 1, b.n, stream);
	buf_fini(&b);
}
