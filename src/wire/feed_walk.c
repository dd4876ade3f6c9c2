/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/feed_walk.h"

#include "wire/addr.h"

void feed_walk_lines(struct str bytes, const struct feed_sink *sink, void *state,
		     feed_walk_fn *each)
{
	struct feed_walk l = { .sink = sink, .scratch = arena_open(), .state = state };
	struct str line;
	struct why why;

	while (str_split(&bytes, '\n', &line)) {
		l.number++;
		if (line.n > FEED_LINE_MAX) {
			(void)why_set(&why, ERR_LIMIT, SAY_FEED_LIST_LONG, A((int)FEED_LINE_MAX));
			feed_refuse(sink, l.number, line, &why);
			continue;
		}
		line = str_trim(line);
		if (line.n == 0)
			continue;
		each(&l, line);
		arena_reset(l.scratch);
	}
	arena_close(l.scratch);
}

void feed_walk_offer(struct feed_walk *l, enum indicator_kind kind, struct str text)
{
	struct indicator facts = feed_facts(l->number);

	feed_offer(l->sink, l->scratch, kind, STR("email"), text, &facts);
}

void feed_walk_aside(struct feed_walk *l, const char *type)
{
	feed_set_aside(l->sink, l->number, str_of(type), false);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct str feed_word(struct str *rest)
{
	struct str word = *rest;
	size_t n = 0;

	while (word.n && is_blank(word.p[0]))
		word = str_cut(word, 1, word.n);
	while (n < word.n && !is_blank(word.p[n]))
		n++;
	*rest = str_cut(word, n, word.n);
	return str_cut(word, 0, n);
}

/* Where a note begins with `mark` behind a blank; the line's end where none does. */
static size_t note_at(struct str line, char mark)
{
	size_t from = 0, at;

	while ((at = str_find(str_cut(line, from, line.n), mark)) != SIZE_MAX) {
		at += from;
		if (at > 0 && is_blank(line.p[at - 1]))
			return at;
		from = at + 1;
	}
	return line.n;
}

struct str feed_without_note(struct str line, bool semicolon)
{
	size_t end = note_at(line, '#');

	if (semicolon) {
		size_t other = note_at(line, ';');

		end = other < end ? other : end;
	}
	return end < line.n ? str_trim(str_cut(line, 0, end)) : line;
}

bool feed_is_sinkhole(struct str address)
{
	static const uint8_t none[15];
	struct addr a;

	if (!addr_read(address, &a))
		return false;
	if (a.family == 4)
		return a.b[0] == 127 || memcmp(a.b, none, 4) == 0;
	return memcmp(a.b, none, 15) == 0 && a.b[15] <= 1;
}
