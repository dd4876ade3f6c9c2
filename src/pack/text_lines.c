/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_lines.h"

#include "base/ensure.h"
#include "base/map.h"
#include "base/vec.h"
#include "pack/text_chars.h"
#include "pack/text_mark.h"

#include <iconv.h>
#include <stdlib.h>

enum { HEADING_WIDTH = 100, REPEATS = 3, WRAP_LINES = 8 };

static const char *const lang_names[TEXT_LANGS] = { "zh", "en", "ja", "ko", "ru", "ar" };

const char *text_lang_name(enum text_lang lang)
{
	return lang < TEXT_LANGS ? lang_names[lang] : "";
}

enum text_lang text_lang_of(struct str name)
{
	enum text_lang l = 0;

	while (l < TEXT_LANGS && !str_eq(name, str_of(lang_names[l])))
		l++;
	return l;
}

/* ---- decoding ---- */

static bool convert(struct arena *a, const char *from, struct str in, struct str *out)
{
	iconv_t cd = iconv_open("UTF-8", from);
	size_t room = in.n * 2 + 16, left = room, in_left = in.n;
	char *to = arena_alloc(a, room), *p = to, *src = (char *)in.p;
	size_t r;

	if (cd == (iconv_t)-1)
		return false;
	r = iconv(cd, &src, &in_left, &p, &left);
	iconv_close(cd);
	*out = str_n(to, room - left);
	return r != (size_t)-1 && !in_left;
}

enum err text_decode(struct arena *a, struct str bytes, struct str *out, struct why *why)
{
	if (bytes.n > TEXT_BYTES)
		return why_set(why, ERR_LIMIT, SAY_TEXT_BYTES, A(TEXT_BYTES >> 20));
	if (str_starts(bytes, STR("\xEF\xBB\xBF")))
		bytes = str_cut(bytes, 3, bytes.n);
	*out = bytes;
	if (str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF"))) {
		if (convert(a, "UTF-16", bytes, out))
			return ERR_OK;
	} else if (bytes.n && memchr(bytes.p, 0, bytes.n)) {
		return why_set(why, ERR_UNSUPPORTED, SAY_TEXT_BINARY);
	} else if (str_is_utf8(bytes, NULL) || convert(a, "GB18030", bytes, out)) {
		return ERR_OK;
	}
	return why_set(why, ERR_UNSUPPORTED, SAY_TEXT_ENCODING);
}

/* ---- one line ---- */

static struct str trim(struct str s)
{
	size_t from = 0, to = s.n, at;

	while (from < s.n) {
		at = from;
		if (!char_is_space(char_next(s, &at)))
			break;
		from = at;
	}
	while (to > from) {
		uint32_t c = char_before(s, to);
		char b[4];

		if (!char_is_space(c))
			break;
		to -= char_put(c, b);
	}
	return str_cut(s, from, to);
}

static struct str drop_head(struct str s, const char *sign)
{
	return str_starts(s, str_of(sign)) ? trim(str_cut(s, strlen(sign), s.n)) : s;
}

/* Markdown off: "## x", "> x", "- x", "**x**". */
static struct str undecorate(struct str s, bool *head)
{
	struct str was;

	*head = false;
	do {
		was = s;
		s = drop_head(s, "> ");
		if (s.n && s.p[0] == '#') {
			*head = true;
			s = trim(str_cut(s, 1, s.n));
		}
		s = drop_head(drop_head(drop_head(s, "- "), "* "), "\xE2\x80\xA2");
	} while (s.n != was.n);
	if (str_starts(s, STR("**")) || str_starts(s, STR("__"))) {
		struct str sign = str_cut(s, 0, 2);

		s = trim(str_cut(s, 2, s.n));
		if (str_ends(s, sign)) {
			*head = true;
			s = trim(str_cut(s, 0, s.n - 2));
		}
	}
	return s;
}

/* Pages: "3", "- 3 -", and the same with the words for page, or of how many. */
static bool is_page_number(struct str s)
{
	size_t digits = 0, letters = 0;

	if (s.n > 40)
		return false;
	for (size_t at = 0; at < s.n;) {
		uint32_t c = char_next(s, &at);

		if (char_digit(c) >= 0)
			digits++;
		else if (c == U'。' || c == U'、' || c == '.' || c == ')' || c == U'．' ||
			 c == U'）')
			return false;
		else if (c == U'第' || c == U'页' || c == U'頁' || c == U'共')
			continue;
		else if (char_is_letter(c))
			letters++;
	}
	if (letters) {
		struct str t = s;

		if (s.n >= 4 && str_eq_nocase(str_n(t.p, 4), STR("page")))
			letters = str_find_str(s, STR(" of ")) < s.n ? letters - 6 : letters - 4;
	}
	return digits && digits <= 8 && !letters;
}

struct letters {
	unsigned han, kana, hangul, latin, cyrillic, arabic;
};

static struct letters count_letters(struct str s)
{
	struct letters n = { 0 };

	for (size_t at = 0; at < s.n;) {
		uint32_t c = char_next(s, &at);

		n.han += char_is_han(c);
		n.kana += c >= 0x3041 && c <= 0x30FA;
		n.hangul += c >= 0xAC00 && c <= 0xD7A3;
		n.cyrillic += c >= 0x400 && c <= 0x52F;
		n.arabic += c >= 0x620 && c <= 0x6FF;
		n.latin += (c < 0x80 && !ascii_is_digit((char)c) && char_is_letter(c)) ||
			   (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) ||
			   (c >= 0x1E00 && c <= 0x1EFF);
	}
	return n;
}

/* TEXT_LANGS: no letters. A Chinese character is about as long as three letters. */
static enum text_lang guess_lang(struct str s)
{
	struct letters n = count_letters(s);
	unsigned asian = 3 * (n.han + n.kana + n.hangul);

	if (asian && asian >= n.latin + n.cyrillic + n.arabic)
		return n.hangul > n.han + n.kana        ? TEXT_KO :
		       n.kana > 2 && n.kana * 4 > n.han ? TEXT_JA :
							  TEXT_ZH;
	if (n.cyrillic > n.latin)
		return TEXT_RU;
	if (n.arabic > n.latin)
		return TEXT_AR;
	return n.latin ? TEXT_EN : TEXT_LANGS;
}

static void measure(struct text_line *l)
{
	uint32_t last = 0;
	bool sentence = false;

	for (size_t at = 0; at < l->s.n;) {
		uint32_t c = char_next(l->s, &at);

		l->width += char_is_space(c) && c != ' ' ? 0 : char_is_wide(c) ? 2 : 1;
		sentence |= c == U'。' || c == U'；' || c == U'！';
		last = char_is_closer(c) || char_is_space(c) ? last : c;
	}
	l->stops = char_is_stop(last);
	l->colon = (last == ':' || last == U'：') && l->width <= 60 && !sentence;
	l->short_ = l->width <= HEADING_WIDTH && !sentence && !l->stops && last != U'，' &&
		    last != ',' && last != U'、';
}

/* ---- all lines ---- */

struct gathering {
	VEC(struct text_line) lines;
	VEC(bool) page; /* a page ended between the line before and this one */
	uint32_t no;
	size_t blanks;
	bool page_end, inside;
};

static void add_line(struct gathering *g, struct str s, bool gap)
{
	struct text_line *l = vec_push(&g->lines);

	l->s = undecorate(s, &l->head);
	l->no = g->no;
	l->gap = gap;
	measure(l);
	*vec_push(&g->page) = g->page_end;
	g->page_end = false;
}

/* Behind a stop or a blank; not behind the point of "3.5". */
static bool may_begin(struct str s, size_t at, uint32_t before, bool blank)
{
	if (!char_is_stop(before) && !char_is_closer(before) && !char_is_space(before))
		return false;
	return before != '.' || blank || char_digit(char_before(s, at - 1)) < 0;
}

/* Where the next mark inside the line begins, from `at` on. `heading`: s begins with the mark of a heading, whose
 * end nothing shows but the first mark below it. */
static size_t next_inside(struct str s, size_t at, bool heading)
{
	enum { HEADING_BYTES = 120 };
	size_t from = at;
	struct text_mark m[MARK_READINGS];

	while (at < s.n) {
		uint32_t c = char_next(s, &at);
		struct str rest = trim(str_cut(s, at, s.n));
		size_t place = (size_t)(rest.p - s.p);
		bool stop = rest.n && may_begin(s, at, c, place > at);

		heading &= !char_is_stop(c) && at - from < HEADING_BYTES;
		if (!rest.n || !(stop || (heading && char_is_letter(c))))
			continue;
		if (text_mark_read(rest, m) && !m[0].weak && m[0].family != FAMILY_DIGIT_SPACE &&
		    (stop || m[0].family > FAMILY_SECTION || m[0].family == FAMILY_ARTICLE))
			return place;
	}
	return s.n;
}

static bool is_heading_family(enum text_family f)
{
	return f <= FAMILY_SECT || f == FAMILY_HAN || f == FAMILY_ROMAN;
}

static void add_inside(struct gathering *g, struct str s, bool gap)
{
	while (s.n) {
		struct text_mark m[MARK_READINGS];
		size_t skip = text_mark_read(s, m) ? m[0].n : 0;
		size_t cut = next_inside(s, skip < s.n ? skip : 0,
					 skip && is_heading_family(m[0].family));

		add_line(g, trim(str_cut(s, 0, cut)), gap);
		s = str_cut(s, cut, s.n);
		gap = false;
	}
}

static void take_line(struct gathering *g, struct str raw)
{
	struct str s = trim(raw);

	g->no++;
	if (raw.n && memchr(raw.p, '\f', raw.n))
		g->page_end = true;
	if (!s.n || str_eq(s, STR("---")) || str_eq(s, STR("***"))) {
		g->blanks++;
		return;
	}
	if (is_page_number(s)) {
		g->page_end = true;
		g->blanks++;
		return;
	}
	if (g->inside)
		add_inside(g, s, g->blanks > 0);
	else
		add_line(g, s, g->blanks > 0);
	g->blanks = 0;
}

/* A line ends at LF, CR LF, or CR alone. */
static bool next_line(struct str *rest, struct str *line)
{
	size_t i = 0;

	if (!rest->n)
		return false;
	while (i < rest->n && rest->p[i] != '\n' && rest->p[i] != '\r')
		i++;
	*line = str_cut(*rest, 0, i);
	if (i + 1 < rest->n && rest->p[i] == '\r' && rest->p[i + 1] == '\n')
		i++;
	*rest = str_cut(*rest, i + 1, rest->n);
	return true;
}

/* ---- running heads ---- */

/* The line without digits: "Opinions 3" and "Opinions 4" are one running head. */
static struct str head_key(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_digit(s.p[i]) && s.p[i] != ' ')
			p[n++] = s.p[i];
	return str_n(p, n);
}

struct repeats {
	uint32_t times, at_pages, by_page;
};

/* A page's end is marked before or behind it. */
static bool is_by_page(const struct gathering *g, size_t i)
{
	return g->page.v[i] || (i + 1 < g->lines.n && g->page.v[i + 1]);
}

static bool breaks_page(const struct gathering *g, size_t i)
{
	const struct text_line *v = g->lines.v;
	bool cuts = i && i + 1 < g->lines.n && !v[i - 1].stops && !v[i - 1].short_;

	return is_by_page(g, i) || !i || i + 1 == g->lines.n || cuts;
}

static bool is_running_head(const struct repeats *r)
{
	return (r->times >= REPEATS && r->at_pages * 2 >= r->times) ||
	       (r->times == 2 && r->by_page == 2);
}

/* Short lines that return at the ends of pages, or in the middle of sentences. */
static void drop_running_heads(struct arena *a, struct gathering *g)
{
	struct text_mark m[MARK_READINGS];
	struct map *seen = map_open();
	size_t out = 0;

	for (size_t i = 0; i < g->lines.n; i++) {
		struct map_entry *e;
		struct repeats *r;

		if (!g->lines.v[i].short_ || text_mark_read(g->lines.v[i].s, m))
			continue;
		e = map_put(seen, head_key(a, g->lines.v[i].s), NULL);
		if (!e->p)
			e->p = arena_new(a, struct repeats);
		r = e->p;
		r->times++;
		r->at_pages += breaks_page(g, i);
		r->by_page += is_by_page(g, i);
	}
	for (size_t i = 0; i < g->lines.n; i++) {
		struct map_entry *e =
			g->lines.v[i].short_ ? map_get(seen, head_key(a, g->lines.v[i].s)) : NULL;
		const struct repeats *r = e ? e->p : NULL;

		if (!r || !is_running_head(r))
			g->lines.v[out++] = g->lines.v[i];
	}
	g->lines.n = out;
	map_close(seen);
}

/* ---- what lines are to each other ---- */

static int by_width(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

/* Lines were broken by a width when many of them are about as wide as the widest, and few of these end
 * with a stop. */
static uint32_t find_wrap(struct arena *a, const struct text_lines *l)
{
	uint32_t *w = arena_array(a, uint32_t, l->n), full;
	size_t near = 0, open = 0;

	if (l->n < WRAP_LINES)
		return 0;
	for (size_t i = 0; i < l->n; i++)
		w[i] = l->v[i].width;
	qsort(w, l->n, sizeof *w, by_width);
	full = w[l->n * 9 / 10];
	for (size_t i = 0; i < l->n; i++) {
		bool is_near = l->v[i].width * 100 >= full * 80;

		near += is_near;
		open += is_near && !l->v[i].stops;
	}
	return full >= 20 && full <= 240 && near * 3 >= l->n && open * 2 >= near ? full : 0;
}

static void mark_fresh(struct text_lines *l)
{
	size_t gaps = 0;

	for (size_t i = 0; i < l->n; i++)
		gaps += l->v[i].gap;
	for (size_t i = 0; i < l->n; i++) {
		const struct text_line *before = i ? &l->v[i - 1] : NULL;

		if (gaps * 10 > l->n * 7) /* double spacing */
			l->v[i].gap = false;
		l->v[i].fresh = !before || before->head || l->v[i].head || before->stops ||
				l->v[i].gap ||
				(l->wrap ? before->width * 100 < l->wrap * 80 : before->short_);
	}
}

bool text_line_joins(const struct text_lines *l, size_t i)
{
	const struct text_line *before = &l->v[i - 1];

	if (l->v[i].head || before->head)
		return false;
	if (l->wrap && before->width * 100 >= l->wrap * 80 && !l->v[i].gap)
		return true;
	if (before->stops)
		return false;
	return !before->short_ || (l->wrap && !l->v[i].gap && before->width * 3 >= l->wrap * 2);
}

/* Headings of a Japanese text hold no kana; they are not Chinese for that. */
static void settle_japanese(struct text_lines *l)
{
	size_t ja = 0, zh = 0;

	for (size_t i = 0; i < l->n; i++) {
		ja += l->v[i].lang == TEXT_JA;
		zh += l->v[i].lang == TEXT_ZH && !l->v[i].short_;
	}
	for (size_t i = 0; i < l->n; i++)
		if (ja > zh && l->v[i].lang == TEXT_ZH && l->v[i].short_)
			l->v[i].lang = TEXT_JA;
}

/* A line of foreign letters goes with the sentence that it stands in. */
static void settle_langs(struct text_lines *l)
{
	enum text_lang last = TEXT_LANGS;
	struct text_mark m[MARK_READINGS];

	for (size_t i = 0; i < l->n; i++) {
		struct text_line *t = &l->v[i];

		t->lang = guess_lang(t->s);
		if (t->lang == TEXT_LANGS ||
		    (i && t->lang != last && !t->gap && !t->head && !l->v[i - 1].stops &&
		     !l->v[i - 1].short_ && !text_mark_read(t->s, m)))
			t->lang = last;
		last = t->lang;
	}
	for (size_t i = l->n; i-- > 0;) { /* digits before the first letters */
		if (l->v[i].lang == TEXT_LANGS)
			l->v[i].lang = i + 1 < l->n ? l->v[i + 1].lang : TEXT_EN;
	}
	settle_japanese(l);
}

enum err text_lines_read(struct arena *a, struct str text, bool inside, struct text_lines *out,
			 struct why *why)
{
	struct gathering g = { .inside = inside };
	struct str line;
	enum err e = ERR_OK;

	while (e == ERR_OK && next_line(&text, &line)) {
		take_line(&g, line);
		if (g.lines.n > TEXT_LINES)
			e = why_set(why, ERR_LIMIT, SAY_TEXT_LINES, A(TEXT_LINES));
	}
	if (e == ERR_OK) {
		drop_running_heads(a, &g);
		out->n = g.lines.n;
		out->v = arena_array(a, struct text_line, out->n);
		if (out->n)
			memcpy(out->v, g.lines.v, out->n * sizeof *out->v);
		out->wrap = 0;
		settle_langs(out);
	}
	vec_fini(&g.lines);
	vec_fini(&g.page);
	return e;
}

struct text_lines text_lines_of(struct arena *a, const struct text_lines *all, enum text_lang lang)
{
	struct text_lines out = { arena_array(a, struct text_line, all->n), 0, 0 };

	for (size_t i = 0; i < all->n; i++) {
		if (all->v[i].lang != lang)
			continue;
		out.v[out.n] = all->v[i];
		out.v[out.n].jump = i && all->v[i - 1].lang != lang;
		out.v[out.n].gap |= out.v[out.n].jump;
		out.n++;
	}
	out.wrap = find_wrap(a, &out);
	mark_fresh(&out);
	return out;
}
