/* SPDX-License-Identifier: Apache-2.0 */
/* text_join.c - broken lines become paragraphs; where a text ends; what stands before it; titles. */
#include "pack/text_inner.h"

#include "pack/text_chars.h"
#include "pack/text_words.h"

enum {
	TITLE_HAN = 30,
	TITLE_LATIN = 100,
	PREAMBLE_PARAGRAPHS = 8,
	PROSE_WIDTH = 24,
	TAIL_MOST = 60
};

/* ---- joining ---- */

static struct str trimmed(struct str s)
{
	while (s.n) {
		size_t at = 0;

		if (!char_is_space(char_next(s, &at)))
			break;
		s = str_cut(s, at, s.n);
	}
	return str_trim(s);
}

static void put_line(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (i + 1 < s.n && s.p[i] == '*' && s.p[i + 1] == '*') {
			i++;
			continue;
		}
		buf_c(b, s.p[i]);
	}
}

/* Between two halves of a broken line: a blank where words are parted by blanks. A number in a Chinese line is
 * broken wherever the line was full. */
static void put_seam(struct buf *b, struct str next, enum text_lang lang)
{
	size_t at = 0;
	uint32_t before = char_before(buf_str(b), b->n), after = next.n ? char_next(next, &at) : 0;

	if (!b->n || !next.n || before == '\n' || before == '-' || before == 0x2010)
		return;
	if ((lang == TEXT_ZH || lang == TEXT_JA) && char_digit(before) >= 0 &&
	    char_digit(after) >= 0)
		return;
	if (!char_is_wide(before) && !char_is_wide(after))
		buf_c(b, ' ');
}

struct str text_join(struct arena *a, const struct text_lines *l, size_t from, size_t to,
		     size_t skip)
{
	struct buf b = { 0 };
	struct str out;

	for (size_t i = from; i < to; i++) {
		struct str s = i == from ? str_cut(l->v[i].s, skip, l->v[i].s.n) : l->v[i].s;

		if (i > from && b.n && !text_line_joins(l, i))
			buf_c(&b, '\n');
		else
			put_seam(&b, s, l->v[i].lang);
		put_line(&b, s);
	}
	out = str_keep(a, trimmed(buf_str(&b)));
	buf_fini(&b);
	return out;
}

/* ---- the end ---- */

/* "2017年1月15日", "January 15, 2017": few letters besides digits. */
static bool is_date(struct str s)
{
	size_t han = 0, digits = 0, others = 0;
	bool year = false;

	for (size_t at = 0; at < s.n;) {
		uint32_t c = char_next(s, &at);
		unsigned v;

		year |= c == U'年';
		if (c == U'年' || c == U'月' || c == U'日' || han_number(&c, 1, &v) || c == U'〇')
			han++;
		else if (char_digit(c) >= 0)
			digits++;
		else if (char_is_letter(c))
			others++;
	}
	return (year && !others) || (digits >= 5 && digits <= 8 && others <= 10 && s.n < 32);
}

static bool ends_text(const struct text_plan *p, size_t i)
{
	const struct text_line *t = &p->l.v[i];

	return t->head || p->cut[i] || text_words_begin(t->s, text_tails) || is_date(t->s);
}

size_t text_tail(const struct text_plan *p, size_t from, size_t to, size_t most)
{
	struct text_mark m[MARK_READINGS];
	size_t paragraphs = 1, end = from + 1;
	bool alike = false; /* short lines inside other articles are usual here */

	for (size_t i = 1; i < from && !alike; i++)
		alike = p->l.v[i].short_ && !p->cut[i] && !p->cut[i - 1] && p->cut[0] != CUT_NONE;
	for (; end < to; end++) {
		const struct text_line *t = &p->l.v[end];
		size_t n = text_mark_read(t->s, m);

		if (ends_text(p, end))
			break;
		if (text_line_joins(&p->l, end))
			continue;
		if (n && (m[0].family == p->articles || m[0].family < FAMILY_ARTICLE) && !m[0].weak)
			break;
		if (t->short_ && !n && !alike && end > from + 1)
			break;
		paragraphs++;
		if (most && paragraphs > most && (t->gap || t->jump || paragraphs > most + 2))
			break;
		if (paragraphs > TAIL_MOST)
			break;
	}
	return end;
}

/* ---- before the first article ---- */

static bool is_prose(const struct text_plan *p, size_t from, size_t to)
{
	const struct text_lines *l = &p->l;
	struct text_mark m[MARK_READINGS];
	uint32_t width = 0;

	for (size_t i = from; i < to; i++)
		width += l->v[i].width;
	if (l->v[from].head || !l->v[to - 1].stops || width < PROSE_WIDTH)
		return false;
	if (text_words_begin(l->v[from].s, text_datelines) || text_mark_read(l->v[from].s, m))
		return false;
	return width > 160 || !text_words_hold(l->v[to - 1].s, text_announces);
}

size_t text_preamble(const struct text_plan *p, size_t from, size_t to)
{
	size_t begin = to;

	for (int i = 0; i < PREAMBLE_PARAGRAPHS && begin > from; i++) {
		size_t start = begin - 1;

		while (start > from && text_line_joins(&p->l, start))
			start--;
		if (!is_prose(p, start, begin))
			break;
		begin = start;
	}
	return begin;
}

/* ---- titles ---- */

struct title {
	struct str s;
	bool sure; /* in brackets, or on a line of its own */
};

/* "[Scope] This ..." in any brackets. */
static struct title bracket_title(struct str text)
{
	size_t at = 0, begin;
	uint32_t open = text.n ? char_next(text, &at) : 0;
	uint32_t close = open == U'【' ? U'】' :
			 open == U'（' ? U'）' :
			 open == '('   ? ')' :
			 open == '['   ? ']' :
					 0;

	begin = at;
	while (close && at < text.n && at - begin < TITLE_LATIN) {
		size_t was = at;
		uint32_t c = char_next(text, &at);

		if (c == close && was > begin)
			return (struct title){ str_cut(text, begin, was), true };
		if (c == '\n' || c == U'。')
			break;
	}
	return (struct title){ 0 };
}

/* The first sentence, when it is short and something follows. */
static struct title sentence_title(struct str text, bool commas)
{
	size_t n = 0, wide = 0, seen = 0;

	for (size_t at = 0; at < text.n;) {
		size_t was = at;
		uint32_t c = char_next(text, &at);
		bool stop = c == U'。' || c == U'．' || c == U'：' || c == ':' || c == U'！' ||
			    c == '\n' ||
			    (c == '.' &&
			     (at == text.n || char_is_space((unsigned char)text.p[at]) || wide));

		if (stop) {
			if (n < 2 || text.n - at < 12)
				break;
			return (struct title){ str_cut(text, 0, was), false };
		}
		n++;
		wide += char_is_han(c);
		seen += c == U'，' || c == ',';
		if (c == U'；' || c == ';' || seen > commas || n > (wide ? TITLE_HAN : TITLE_LATIN))
			break;
	}
	return (struct title){ 0 };
}

static struct title own_line_title(const struct text_plan *p, uint32_t line, struct str text)
{
	size_t end = str_find(text, '\n');

	if (end == SIZE_MAX || !end || end > 240)
		return (struct title){ 0 };
	if (!(p->l.v[line].short_ || p->l.v[line].head) && p->l.v[line].s.n)
		return (struct title){ 0 };
	return (struct title){ str_cut(text, 0, end), true };
}

void text_titles(struct arena *a, const struct text_plan *p, struct text_doc *d,
		 const uint32_t *lines)
{
	struct title *t = arena_array(a, struct title, d->count);
	bool commas = p->articles > FAMILY_SECTION || d->lang == TEXT_EN;
	size_t found = 0;

	for (size_t i = 0; i < d->count; i++) {
		struct str text = d->articles[i].text;

		t[i] = bracket_title(text);
		if (!t[i].s.n)
			t[i] = own_line_title(p, lines[i], text);
		if (!t[i].s.n)
			t[i] = sentence_title(text, commas);
		found += t[i].s.n > 0;
	}
	for (size_t i = 0; i < d->count; i++)
		if (t[i].sure || found * 10 >= d->count * 6)
			d->articles[i].title = trimmed(t[i].s);
}
