/* SPDX-License-Identifier: Apache-2.0 */
#include "index/warn_regex.h"

#include "base/buf.h"
#include "base/mem.h"
#include "index/regex_cost.h"

#include <regex.h>

enum {
	REGEX_MAX = 512,
	DEPTH_MAX = REGEX_DEPTH_MAX,
	REPEAT_MAX = 1000,
	TEXT_MAX = 2048,
	NEEDS_MAX = 8
};

struct warn_regex {
	regex_t re;
	char need[NEEDS_MAX]; /* bytes that every match has, lower-case: a quick no */
	unsigned needs;
};

/* The state of one translation. */
struct translation {
	struct str in;
	struct buf out;
	size_t i;
	unsigned depth;
	uint64_t repeats; /* the product of all counted repeats so far */
	bool usable;
	bool alternates; /* a | outside of all groups: nothing is needed by every match */
	char need[NEEDS_MAX];
	unsigned needs;
};

static char peek(const struct translation *t, size_t ahead)
{
	return t->i + ahead < t->in.n ? t->in.p[t->i + ahead] : '\0';
}

/* Is what comes next a quantifier that allows "not at all"? */
static bool may_be_absent(const struct translation *t)
{
	char c = peek(t, 0);

	return c == '*' || c == '?' || c == '{';
}

static void literal(struct translation *t, char c)
{
	if (strchr(".[]{}()*+?^$|\\", c) && c)
		buf_c(&t->out, '\\');
	buf_c(&t->out, c);
	if (t->depth == 0 && t->needs < NEEDS_MAX && !may_be_absent(t))
		t->need[t->needs++] = ascii_lower(c);
}

static const char *class_of(char c)
{
	switch (c) {
	case 'd':
		return "0-9";
	case 'w':
		return "[:alnum:]_";
	case 's':
		return "[:space:]";
	}
	return NULL;
}

static void escape(struct translation *t)
{
	char c = peek(t, 1);
	const char *class = class_of(c);

	t->i += 2;
	if (class)
		buf_printf(&t->out, "[%s]", class);
	else if (class_of(ascii_lower(c)))
		buf_printf(&t->out, "[^%s]", class_of(ascii_lower(c)));
	else if (c == 'b')
		buf_puts(&t->out, "\\b");
	else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ascii_is_digit(c) || !c)
		t->usable = false; /* \1, \x.., \p.., a lone \ at the end */
	else
		literal(t, c);
}

/* "[:alpha:]" within a bracket expression is copied; [= and [. are POSIX's alone. */
static void named_class(struct translation *t)
{
	size_t n = str_find_str(str_cut(t->in, t->i, t->in.n), STR(":]"));

	if (peek(t, 1) != ':' || n == SIZE_MAX) {
		t->usable = false;
		return;
	}
	buf_put(&t->out, str_cut(t->in, t->i, t->i + n + 2));
	t->i += n + 2;
}

/* One member of a bracket expression; in POSIX a backslash means itself there. */
static void bracket_member(struct translation *t, bool *dash, bool *close)
{
	char c = peek(t, 0);

	if (c == '[' && strchr(":=.", peek(t, 1)) && peek(t, 1)) {
		named_class(t);
		return;
	}
	if (c != '\\') {
		buf_c(&t->out, c);
		t->i++;
		return;
	}
	c = peek(t, 1);
	t->i += 2;
	if (class_of(c))
		buf_puts(&t->out, class_of(c));
	else if (c == '-')
		*dash = true; /* stands last, where it means itself */
	else if (c == ']')
		*close = true; /* stands first */
	else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '^' || !c)
		t->usable = false;
	else
		buf_c(&t->out, c);
}

static void bracket(struct translation *t)
{
	bool dash = false, close = false, negated;
	struct buf whole = t->out;

	t->out = (struct buf){ 0 };
	t->i++;
	negated = peek(t, 0) == '^';
	t->i += negated;
	if (peek(t, 0) == ']') { /* first: means itself */
		close = true;
		t->i++;
	}
	while (t->usable && t->i < t->in.n && peek(t, 0) != ']')
		bracket_member(t, &dash, &close);
	t->usable = t->usable && t->i < t->in.n;
	t->i++;
	buf_printf(&whole, "[%s%s%.*s%s]", negated ? "^" : "", close ? "]" : "",
		   STR_FMT(buf_str(&t->out)), dash ? "-" : "");
	buf_fini(&t->out);
	t->out = whole;
}

static void group(struct translation *t)
{
	if (peek(t, 1) == '?' && peek(t, 2) != ':')
		t->usable = false; /* look-around, names, flags */
	t->i += peek(t, 1) == '?' ? 3 : 1;
	buf_c(&t->out, '(');
	if (++t->depth > DEPTH_MAX)
		t->usable = false;
}

/* {n}, {n,}, {n,m}: copied, and counted so that nested ones cannot grow without bound. */
static void counted_repeat(struct translation *t)
{
	uint64_t n = 0, most = 1;

	do {
		char c = peek(t, 0);

		n = ascii_is_digit(c) ? n * 10 + (uint64_t)(c - '0') : 0;
		most = n > most ? n : most;
		buf_c(&t->out, c);
		t->i++;
	} while (t->usable && n <= REPEAT_MAX && t->i < t->in.n && t->in.p[t->i - 1] != '}');
	t->repeats *= most;
	if (t->repeats > REPEAT_MAX || n > REPEAT_MAX || t->in.p[t->i - 1] != '}')
		t->usable = false;
}

static void quantifier(struct translation *t)
{
	if (peek(t, 0) == '{') {
		counted_repeat(t);
	} else {
		buf_c(&t->out, peek(t, 0));
		t->i++;
	}
	if (peek(t, 0) == '?') /* lazy */
		t->i++;
	else if (peek(t, 0) == '+') /* possessive: another meaning */
		t->usable = false;
}

static void special(struct translation *t)
{
	char c = peek(t, 0);

	if (c == ')' && t->depth == 0)
		t->usable = false;
	if (c == ')' && t->depth)
		t->depth--;
	t->alternates |= c == '|' && t->depth == 0;
	buf_c(&t->out, c);
	t->i++;
}

static void step(struct translation *t)
{
	char c = peek(t, 0);

	switch (c) {
	case '\\':
		escape(t);
		return;
	case '[':
		bracket(t);
		return;
	case '(':
		group(t);
		return;
	case '*':
	case '+':
	case '?':
	case '{':
		quantifier(t);
		return;
	case ')':
	case '|':
	case '.':
	case '^':
	case '$':
		special(t);
		return;
	}
	t->i++;
	literal(t, c);
}

/* "/body/i" -> body and flags; false for flags that change the meaning otherwise. */
static bool take_off_delimiters(struct str *text, int *flags)
{
	size_t end = text->n;

	*flags = REG_EXTENDED | REG_NOSUB;
	if (text->n < 2 || text->p[0] != '/')
		return true;
	while (end > 1 && text->p[end - 1] != '/')
		end--;
	if (end <= 1)
		return true; /* one slash at the front: a literal */
	for (size_t i = end; i < text->n; i++) {
		if (text->p[i] == 'i')
			*flags |= REG_ICASE;
		else if (text->p[i] != 'u')
			return false;
	}
	*text = str_cut(*text, 1, end - 1);
	return true;
}

static struct warn_regex *compile(struct translation *t, int flags)
{
	struct warn_regex *r = mem_zero(1, sizeof *r);

	if (regcomp(&r->re, buf_cstr(&t->out), flags) != 0) {
		mem_free(r);
		return NULL;
	}
	r->needs = t->alternates ? 0 : t->needs;
	memcpy(r->need, t->need, sizeof r->need);
	return r;
}

struct warn_regex *warn_regex_open(struct str text)
{
	struct translation t = { .repeats = 1, .usable = true };
	struct warn_regex *r = NULL;
	int flags;

	if (text.n > REGEX_MAX || memchr(text.p ? text.p : "", '\0', text.n) ||
	    !take_off_delimiters(&text, &flags))
		return NULL;
	t.in = text;
	while (t.usable && t.i < t.in.n)
		step(&t);
	if (t.usable && t.depth == 0 && regex_is_cheap(buf_str(&t.out)))
		r = compile(&t, flags);
	buf_fini(&t.out);
	return r;
}

void warn_regex_close(struct warn_regex *r)
{
	if (!r)
		return;
	regfree(&r->re);
	mem_free(r);
}

static bool has_byte(struct str text, char lower)
{
	char upper = lower >= 'a' && lower <= 'z' ? (char)(lower - 32) : lower;

	return memchr(text.p, lower, text.n) || memchr(text.p, upper, text.n);
}

bool warn_regex_match(const struct warn_regex *r, struct str text)
{
	char c[TEXT_MAX + 1]; /* regexec(3) wants a C string */

	if (text.n == 0 || text.n > TEXT_MAX)
		return false;
	for (unsigned i = 0; i < r->needs; i++)
		if (!has_byte(text, r->need[i]))
			return false;
	memcpy(c, text.p, text.n);
	c[text.n] = '\0';
	return regexec(&r->re, c, 0, NULL, 0) == 0;
}
