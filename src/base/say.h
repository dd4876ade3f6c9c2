/* SPDX-License-Identifier: Apache-2.0 */
/*
 * say.h - every sentence for people, in Chinese and English.
 *
 * The sentences stand in src/base/say/<room>.def, one SAY(ID, "english", "中文") a line; a
 * sentence without its twin does not compile, and a test compares the places in both.
 * {1}..{9} stand for the arguments, in whatever order the language wants them:
 *
 *	say(out, lang, SAY_LOAD_DONE, A(file), A(count));
 *
 * A(x) takes const char *, struct str and the integer types; an argument is text from
 * here on, so a sentence can be kept (see why.h) and rendered later, in either language.
 *
 * Threads: all functions are pure but for say_lang_default(), set once at start.
 * Room: base. May include: libc.
 */
#pragma once

#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>

enum lang { LANG_EN, LANG_ZH, LANG_COUNT };

#define SAY(id, en, zh) SAY_##id,
enum say_id {
	SAY_NONE,
#include "base/say/all.def"
	SAY_COUNT
};
#undef SAY

enum { SAY_ARGS_MAX = 9 };

struct say_arg {
	enum { SAY_ARG_STR, SAY_ARG_U64, SAY_ARG_I64 } kind;
	struct str s;
	uint64_t u;
	int64_t i;
};

static inline struct say_arg say_arg_str(struct str s)
{
	return (struct say_arg){ .kind = SAY_ARG_STR, .s = s };
}
static inline struct say_arg say_arg_cstr(const char *s)
{
	return say_arg_str(str_of(s));
}
static inline struct say_arg say_arg_u64(uint64_t u)
{
	return (struct say_arg){ .kind = SAY_ARG_U64, .u = u };
}
static inline struct say_arg say_arg_i64(int64_t i)
{
	return (struct say_arg){ .kind = SAY_ARG_I64, .i = i };
}

#define A(x) \
	_Generic((x), \
		struct str: say_arg_str, \
		const char *: say_arg_cstr, \
		char *: say_arg_cstr, \
		unsigned char: say_arg_u64, \
		unsigned short: say_arg_u64, \
		unsigned: say_arg_u64, \
		unsigned long: say_arg_u64, \
		unsigned long long: say_arg_u64, \
		int: say_arg_i64, \
		long: say_arg_i64, \
		long long: say_arg_i64)(x)

#define SAY_LIST(...) ((const struct say_arg[]){ { 0 }, ##__VA_ARGS__ })
#define SAY_LEN(...) (sizeof SAY_LIST(__VA_ARGS__) / sizeof(struct say_arg) - 1)

/* Appends the sentence to out. A place without an argument prints as is: a bug to be seen. */
#define say(out, lang, id, ...) \
	say_put((out), (lang), (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))
void say_put(struct buf *out, enum lang lang, enum say_id id, const struct say_arg *args, size_t n);

/* One sentence and a newline to a stream: for the terminal, in say_lang_default(). */
#define say_line(stream, id, ...) \
	say_line_((stream), (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))
struct _IO_FILE;
void say_line_(struct _IO_FILE *stream, enum say_id id, const struct say_arg *args, size_t n);

/* The sentence with its places; its name ("LOAD_DONE"). */
struct str say_text(enum lang lang, enum say_id id);
const char *say_name(enum say_id id);

/*
 * Foreign text for a terminal, appended to out: control characters (C0, C1, DEL) and those that turn
 * the direction of writing are shown as \n, \x1B, \u202E, so that no feed or file name can paint over
 * a line or command the terminal. Bytes above ASCII stay else.
 */
void say_shown(struct buf *out, struct str s);

/* An argument as text, appended to out; text is shown as by say_shown(). */
void say_arg_text(struct buf *out, struct say_arg arg);

/* The language of this process's terminal: --lang, else LC_ALL, LC_MESSAGES, LANG, else English. */
enum lang say_lang_default(void);
void say_lang_set(enum lang lang);
/* "zh_CN.UTF-8", "zh", "en-GB" -> a language; anything else is English. */
enum lang say_lang_of(struct str locale);
/* An Accept-Language header (RFC 9110 section 12.5.4), weights obeyed; none fits: `fallback`. */
enum lang say_lang_accept(struct str header, enum lang fallback);
