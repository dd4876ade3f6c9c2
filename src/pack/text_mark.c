/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_mark.h"

#include "pack/text_chars.h"
#include "pack/text_words.h"

enum { HEAD = 32 };

/* The beginning of a line, folded: characters, and where in the line each one ends. */
struct head {
	struct str s;
	uint32_t v[HEAD + NFKC_APART_MAX];
	size_t end[HEAD + NFKC_APART_MAX];
	uint32_t raw[HEAD + NFKC_APART_MAX]; /* as written */
	size_t n;
};

static void head_fill(struct head *h, struct str s)
{
	h->s = s;
	h->n = 0;
	for (size_t at = 0; at < s.n && h->n < HEAD;) {
		uint32_t part[NFKC_APART_MAX], c = char_next(s, &at);
		bool hangul = c >= 0xAC00 && c <= 0xD7A3;
		size_t n = hangul ? 1 : nfkc_take_apart(c, part);

		for (size_t i = 0; i < n; i++) {
			h->v[h->n] = hangul ? c : part[i];
			h->raw[h->n] = c;
			h->end[h->n++] = at;
		}
	}
}

static uint32_t head_at(const struct head *h, size_t i)
{
	return i < h->n ? h->v[i] : 0;
}

static size_t skip_space(const struct head *h, size_t i)
{
	while (i < h->n && char_is_space(h->v[i]))
		i++;
	return i;
}

/* Decimal digits of one script; at most four. */
static size_t digits(const struct head *h, size_t i, unsigned *out)
{
	size_t n = 0;

	*out = 0;
	while (n < 5 && i + n < h->n && char_digit(h->v[i + n]) >= 0) {
		*out = *out * 10 + (unsigned)char_digit(h->v[i + n]);
		n++;
	}
	return n > 4 || !*out ? 0 : n;
}

static size_t number(const struct head *h, size_t i, unsigned *out)
{
	size_t n = digits(h, i, out);

	return n ? n : han_number(h->v + i, h->n - i, out);
}

/* "One" to "Twelve" behind a word. */
static size_t word_number(const struct head *h, size_t i, unsigned *out)
{
	static const char *const words[] = {
		"one",   "two",   "three", "four", "five",   "six",
		"seven", "eight", "nine",  "ten",  "eleven", "twelve"
	};

	for (unsigned k = 0; k < sizeof words / sizeof *words; k++) {
		size_t n = 0;

		while (words[k][n] && (head_at(h, i + n) | 0x20) == (uint32_t)words[k][n])
			n++;
		if (!words[k][n] && !char_is_letter(head_at(h, i + n))) {
			*out = k + 1;
			return n;
		}
	}
	return 0;
}

static size_t any_number(const struct head *h, size_t i, unsigned *out)
{
	size_t n = number(h, i, out);

	return n ? n : roman_number(h->v + i, h->n - i, out);
}

static struct str behind(const struct head *h, size_t i)
{
	return i ? str_cut(h->s, h->end[i - 1], h->s.n) : h->s;
}

/* The mark ends before h->v[i]; blanks behind it belong to it. */
static size_t finish(const struct head *h, size_t i, struct text_mark *m)
{
	i = skip_space(h, i);
	m->n = i ? h->end[i - 1] : 0;
	return 1;
}

/* ---- "第 N 条" and its kin; Korean writes it alike ---- */

static bool unit_family(uint32_t c, enum text_family *f)
{
	switch (c) {
	case U'条':
	case U'條':
	case U'조':
		*f = FAMILY_ARTICLE;
		return true;
	case U'章':
	case U'장':
		*f = FAMILY_CHAPTER;
		return true;
	case U'节':
	case U'節':
	case U'절':
		*f = FAMILY_SECT;
		return true;
	case U'编':
	case U'編':
	case U'篇':
	case U'部':
	case U'편':
		*f = FAMILY_BOOK;
		return true;
	default:
		return false;
	}
}

static size_t read_unit(const struct head *h, size_t i, uint32_t close, struct text_mark *m)
{
	size_t n;
	bool blank;

	i = skip_space(h, i + 1);
	n = number(h, i, &m->label);
	if (!n)
		return 0;
	i = skip_space(h, i + n);
	if (!unit_family(head_at(h, i), &m->family))
		return 0;
	if (head_at(h, i++) == U'部' && head_at(h, i++) != U'分')
		return 0;
	if (head_at(h, i) == U'之' || head_at(h, i) == U'의') {
		n = number(h, i + 1, &m->sub);
		i += n ? n + 1 : 0;
	}
	if (close && head_at(h, i) == close)
		i++;
	blank = char_is_space(head_at(h, i)) || i >= h->n;
	m->weak = !blank && !close && text_words_begin(behind(h, i), text_citing);
	if (head_at(h, i) == ':' || head_at(h, i) == '.' || head_at(h, i) == U'。')
		m->sep = h->v[i++];
	return finish(h, i, m);
}

/* ---- "Article 7" ---- */

static size_t read_keyword(struct str s, struct text_mark *m)
{
	const struct text_keyword *k;
	struct head h;
	size_t i, n, len;

	for (k = text_keywords; k->word; k++) {
		len = strlen(k->word);
		if (s.n > len && str_eq_nocase(str_n(s.p, len), str_n(k->word, len)))
			break;
	}
	if (!k->word)
		return 0;
	head_fill(&h, str_cut(s, len, s.n));
	i = skip_space(&h, 0);
	n = any_number(&h, i, &m->label);
	n = n ? n : word_number(&h, i, &m->label);
	if (!n || (!i && char_is_letter(h.v[0]) && (unsigned char)k->word[0] < 0x80))
		return 0;
	i += n;
	if (char_is_letter(head_at(&h, i)) && !char_is_han(head_at(&h, i)))
		return 0; /* "Articles", "Part V.a" */
	if (head_at(&h, i) == '.' && char_digit(head_at(&h, i + 1)) >= 0)
		return 0;
	m->family = (enum text_family)k->family;
	if (head_at(&h, i) == ',' || (head_at(&h, i) == '(' && char_digit(head_at(&h, i + 1)) >= 0))
		m->weak = true; /* "Article 8(1)" is cited */
	n = skip_space(&h, i);
	m->weak |= text_words_begin(behind(&h, n), text_citing_en);
	i = n;
	if (i < h.n && (h.v[i] == '.' || h.v[i] == ':' || h.v[i] == '-' || h.v[i] == 0x2013 ||
			h.v[i] == 0x2014))
		m->sep = h.v[i++];
	finish(&h, i, m);
	m->n += len;
	return 1;
}

/* ---- plain numbers ---- */

static bool is_separator(uint32_t c)
{
	return c == U'、' || c == '.' || c == U'。' || c == ',' || c == ':';
}

static size_t read_paren(const struct head *h, struct text_mark *m)
{
	size_t i = skip_space(h, 1), n = digits(h, i, &m->label);

	m->family = FAMILY_DIGIT_PAREN;
	if (!n) {
		n = han_number(h->v + i, h->n - i, &m->label);
		m->family = FAMILY_HAN_PAREN;
	}
	i = skip_space(h, i + n);
	if (!n || m->label > 999 || (head_at(h, i) != ')' && head_at(h, i) != U'〕'))
		return 0;
	i++;
	if (head_at(h, i) == U'、' || head_at(h, i) == '.')
		i++;
	m->sep = ')';
	return finish(h, i, m);
}

static size_t read_han(const struct head *h, struct text_mark *m)
{
	size_t i = han_number(h->v, h->n, &m->label);

	if (!i || m->label > 199)
		return 0;
	m->family = FAMILY_HAN;
	m->sep = head_at(h, i);
	if (is_separator(m->sep))
		i++;
	else if (char_is_space(m->sep) && i < h->n)
		m->weak = true;
	else
		return 0;
	m->weak |= m->sep == ':' || han_number(h->v + i, h->n - i, &(unsigned){ 0 }) > 0;
	return finish(h, i, m);
}

/* "3.2", "3.2 Scope"; the point may also be that of "3.", with a number first behind it. */
static size_t read_decimal(const struct head *h, size_t i, struct text_mark out[MARK_READINGS])
{
	struct text_mark *m = &out[0];
	size_t n = digits(h, i + 1, &m->sub), end = i + 1 + n;

	out[1] = *m;
	out[1].family = FAMILY_DIGIT;
	out[1].sub = 0;
	out[1].sep = '.';
	out[1].weak = h->raw[i] == '.';
	finish(h, i + 1, &out[1]);
	m->family = FAMILY_DECIMAL;
	m->sep = '.';
	if (!n || m->sub > 99 || head_at(h, end) == '.' || head_at(h, end) == '%' ||
	    (!char_is_space(head_at(h, end)) && !char_is_han(head_at(h, end)))) {
		*m = out[1];
		return 1;
	}
	finish(h, end, m);
	return 2;
}

static bool is_counter(uint32_t c)
{
	return c == U'年' || c == U'月' || c == U'日' || c == U'号' || c == U'个' || c == U'%' ||
	       c == U'万' || c == U'亿' || c == U'元';
}

static size_t read_digits(const struct head *h, struct text_mark out[MARK_READINGS])
{
	struct text_mark *m = &out[0];
	size_t i = digits(h, 0, &m->label);

	if (!i || m->label > 999)
		return 0;
	if (head_at(h, i) == '\\')
		i++;
	m->sep = head_at(h, i);
	if (m->sep == '.' && char_digit(head_at(h, i + 1)) >= 0)
		return read_decimal(h, i, out);
	m->family = FAMILY_DIGIT;
	if (m->sep == ')') {
		m->family = FAMILY_DIGIT_PAREN;
	} else if (char_is_space(m->sep) && i < h->n) {
		m->family = FAMILY_DIGIT_SPACE;
		m->weak = is_counter(head_at(h, skip_space(h, i)));
		return finish(h, i, m);
	} else if (!is_separator(m->sep)) {
		return 0;
	}
	if (char_digit(head_at(h, i + 1)) >= 0) {
		if (m->sep == ',' || m->sep == ':')
			return 0; /* 1,000 and 8:30 */
		m->weak = true;
	}
	return finish(h, i + 1, m);
}

/* "II," and "B." ; "I." is both. */
static size_t read_letters(const struct head *h, struct text_mark out[MARK_READINGS])
{
	size_t count = 0, n;
	struct text_mark m = { 0 };
	uint32_t c = head_at(h, 0);

	if (c < 'A' || c > 'Z')
		return 0;
	n = roman_number(h->v, h->n, &m.label);
	m.sep = head_at(h, n);
	if (n && (is_separator(m.sep) || m.sep == ')' || (n > 1 && char_is_space(m.sep)))) {
		m.family = FAMILY_ROMAN;
		finish(h, n + 1, &m);
		out[count++] = m;
	}
	m = (struct text_mark){ .family = FAMILY_LETTER,
				.label = c - 'A' + 1,
				.sep = head_at(h, 1) };
	if (m.sep == '.' || m.sep == ')' || m.sep == U'、') {
		m.weak = char_is_letter(head_at(h, 2));
		finish(h, 2, &m);
		out[count++] = m;
	}
	return count;
}

static size_t read_circle(struct str s, struct text_mark *m)
{
	size_t at = 0;
	uint32_t c = s.n ? char_next(s, &at) : 0;

	if (c >= 0x2460 && c <= 0x2473)
		m->label = c - 0x2460 + 1;
	else if (c >= 0x2776 && c <= 0x277F)
		m->label = c - 0x2776 + 1;
	else
		return 0;
	m->family = FAMILY_CIRCLE;
	m->n = at;
	return 1;
}

size_t text_mark_read(struct str s, struct text_mark out[MARK_READINGS])
{
	struct head h;
	uint32_t c;

	memset(out, 0, MARK_READINGS * sizeof *out);
	if (read_circle(s, out) || read_keyword(s, out))
		return 1;
	head_fill(&h, s);
	c = head_at(&h, 0);
	if (c == U'第' || c == U'제')
		return read_unit(&h, 0, 0, out);
	if ((c == U'【' || c == U'〔' || c == '[') && (head_at(&h, 1) == U'第'))
		return read_unit(&h, 1, c == '[' ? ']' : c + 1, out);
	if (c == '(' || c == U'〔')
		return read_paren(&h, out);
	if (char_digit(c) >= 0)
		return read_digits(&h, out);
	if (c < 0x80)
		return read_letters(&h, out);
	return read_han(&h, out);
}
