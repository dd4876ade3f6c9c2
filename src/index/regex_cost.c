/* SPDX-License-Identifier: Apache-2.0 */
#include "index/regex_cost.h"

struct cost {
	struct str re;
	size_t i;
	uint64_t of[REGEX_DEPTH_MAX + 1]; /* nodes of each open group */
	uint64_t last;                    /* of what a quantifier would repeat; 0: nothing */
	unsigned depth;
};

static void atom(struct cost *c, size_t bytes)
{
	c->i += bytes;
	c->last = 1;
	c->of[c->depth]++;
}

static bool open_group(struct cost *c)
{
	if (c->depth == REGEX_DEPTH_MAX)
		return false;
	c->of[++c->depth] = 1;
	c->last = 0;
	c->i++;
	return true;
}

static bool close_group(struct cost *c)
{
	if (c->depth == 0)
		return false;
	c->last = c->of[c->depth--];
	c->of[c->depth] += c->last;
	c->i++;
	return true;
}

/* "[]a-z[:alpha:]]": to behind its end. */
static void bracket(struct cost *c)
{
	size_t i = c->i + 1;

	i += i < c->re.n && c->re.p[i] == '^';
	i += i < c->re.n && c->re.p[i] == ']';
	while (i < c->re.n && c->re.p[i] != ']') {
		size_t class = c->re.p[i] == '[' ?
				       str_find_str(str_cut(c->re, i, c->re.n), STR(":]")) :
				       SIZE_MAX;

		i += class == SIZE_MAX ? 1 : class + 2;
	}
	atom(c, i + 1 - c->i);
}

/* The largest number of "{n,m}", and its length. */
static uint64_t braces(struct cost *c)
{
	uint64_t n = 0, most = 1;

	while (c->i < c->re.n && c->re.p[c->i] != '}') {
		char digit = c->re.p[c->i++];

		n = ascii_is_digit(digit) ? n * 10 + (uint64_t)(digit - '0') : 0;
		most = n > most ? n : most;
		if (most > REGEX_COST_MAX)
			break;
	}
	c->i++;
	return most;
}

static bool quantifier(struct cost *c)
{
	char q = c->re.p[c->i];
	uint64_t times = q == '{' ? braces(c) : q == '+' ? 2 : 1;

	if (!c->last || times > REGEX_COST_MAX)
		return false;
	c->of[c->depth] += c->last * (times - 1) + 1;
	c->last = 0;
	if (q != '{')
		c->i++;
	return true;
}

static void anchor_or_bar(struct cost *c)
{
	c->of[c->depth]++;
	c->last = 0;
	c->i++;
}

static bool step(struct cost *c)
{
	switch (c->re.p[c->i]) {
	case '(':
		return open_group(c);
	case ')':
		return close_group(c);
	case '*':
	case '+':
	case '?':
	case '{':
		return quantifier(c);
	case '|':
	case '^':
	case '$':
		anchor_or_bar(c);
		return true;
	case '[':
		bracket(c);
		return true;
	case '\\':
		atom(c, 2);
		return true;
	}
	atom(c, 1);
	return true;
}

bool regex_is_cheap(struct str posix)
{
	struct cost c = { .re = posix };

	while (c.i < c.re.n)
		if (!step(&c) || c.of[c.depth] > REGEX_COST_MAX)
			return false;
	return c.depth == 0;
}
