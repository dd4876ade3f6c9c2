/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_chars.h"

#include "base/vec.h"
#include "pack/text_tables.h"

/* Hangul syllables are composed by arithmetic (The Unicode Standard, section 3.12). */
enum {
	HANGUL_S = 0xAC00,
	HANGUL_L = 0x1100,
	HANGUL_V = 0x1161,
	HANGUL_T = 0x11A7,
	L_COUNT = 19,
	V_COUNT = 21,
	T_COUNT = 28,
	S_COUNT = L_COUNT * V_COUNT * T_COUNT
};

/* ---- UTF-8 ---- */

uint32_t char_next(struct str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.p + *at;
	size_t left = s.n - *at;
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	uint32_t c;

	if (len == 1) {
		*at += 1;
		return p[0];
	}
	if (!len || len > left || !str_is_utf8(str_n((const char *)p, len), NULL)) {
		*at += 1;
		return CHAR_BAD;
	}
	c = p[0] & (0xFFu >> (len + 1));
	for (size_t i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3Fu);
	*at += len;
	return c;
}

uint32_t char_before(struct str s, size_t at)
{
	size_t from = at;

	if (!at)
		return 0;
	do
		from--;
	while (from && at - from < 4 && ((unsigned char)s.p[from] & 0xC0) == 0x80);
	return char_next(str_n(s.p, at), &from);
}

size_t char_put(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

struct chars chars_of(struct arena *a, struct str s)
{
	struct chars out = { arena_array(a, uint32_t, s.n), 0 };

	for (size_t at = 0; at < s.n;)
		out.v[out.n++] = char_next(s, &at);
	return out;
}

struct str chars_text(struct arena *a, const uint32_t *v, size_t n)
{
	char *p = arena_alloc(a, 4 * n + 1);
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		at += char_put(v[i], p + at);
	return str_n(p, at);
}

/* ---- NFKC ---- */

static const struct nfkc_apart *apart_of(uint32_t c)
{
	size_t lo = 0, hi = nfkc_apart_n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (nfkc_apart[mid].cp < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < nfkc_apart_n && nfkc_apart[lo].cp == c ? &nfkc_apart[lo] : NULL;
}

size_t nfkc_take_apart(uint32_t c, uint32_t out[NFKC_APART_MAX])
{
	const struct nfkc_apart *d;

	if (c >= HANGUL_S && c < HANGUL_S + S_COUNT) {
		uint32_t s = c - HANGUL_S, t = s % T_COUNT;

		out[0] = HANGUL_L + s / (V_COUNT * T_COUNT);
		out[1] = HANGUL_V + s % (V_COUNT * T_COUNT) / T_COUNT;
		out[2] = HANGUL_T + t;
		return t ? 3 : 2;
	}
	d = c < 0xA0 ? NULL : apart_of(c);
	if (!d) {
		out[0] = c;
		return 1;
	}
	memcpy(out, nfkc_pool + d->at, d->n * sizeof *out);
	return d->n;
}

static uint8_t class_of(uint32_t c)
{
	size_t lo = 0, hi = nfkc_class_n;

	if (c < 0x300)
		return 0;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (nfkc_class[mid].cp < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < nfkc_class_n && nfkc_class[lo].cp == c ? nfkc_class[lo].ccc : 0;
}

static uint32_t hangul_whole(uint32_t a, uint32_t b)
{
	if (a >= HANGUL_L && a < HANGUL_L + L_COUNT && b >= HANGUL_V && b < HANGUL_V + V_COUNT)
		return HANGUL_S + ((a - HANGUL_L) * V_COUNT + b - HANGUL_V) * T_COUNT;
	if (a >= HANGUL_S && a < HANGUL_S + S_COUNT && (a - HANGUL_S) % T_COUNT == 0 &&
	    b > HANGUL_T && b < HANGUL_T + T_COUNT)
		return a + b - HANGUL_T;
	return 0;
}

/* The primary composite of two characters, or 0. */
static uint32_t whole_of(uint32_t a, uint32_t b)
{
	size_t lo = 0, hi = nfkc_pair_n;
	uint32_t hangul = hangul_whole(a, b);

	if (hangul)
		return hangul;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct nfkc_pair *p = &nfkc_pair[mid];

		if (p->a < a || (p->a == a && p->b < b))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < nfkc_pair_n && nfkc_pair[lo].a == a && nfkc_pair[lo].b == b ?
		       nfkc_pair[lo].whole :
		       0;
}

/* Marks of one base in the order of their classes: a stable insertion, runs are short; a hostile
 * run of thousands is left as it is behind the first 256. */
static void order_marks(uint32_t *v, size_t n)
{
	enum { RUN_MAX = 256 };
	size_t run = 0;

	for (size_t i = 1; i < n; i++) {
		uint8_t c = class_of(v[i]);
		uint32_t keep = v[i];
		size_t k = i;

		run = c ? run + 1 : 0;
		if (!c || run > RUN_MAX)
			continue;
		for (; k && class_of(v[k - 1]) > c; k--)
			v[k] = v[k - 1];
		v[k] = keep;
	}
}

static size_t compose(uint32_t *v, size_t n)
{
	size_t out = 0, base = SIZE_MAX;
	int last = -1; /* class of what stands behind the base */

	for (size_t i = 0; i < n; i++) {
		uint32_t c = v[i];
		int ccc = class_of(c);
		uint32_t whole = base != SIZE_MAX && last < ccc ? whole_of(v[base], c) : 0;

		if (!whole && base != SIZE_MAX && out == base + 1)
			whole = whole_of(v[base], c);
		if (whole) {
			v[base] = whole;
			continue;
		}
		if (!ccc) {
			base = out;
			last = -1;
		} else {
			last = ccc;
		}
		v[out++] = c;
	}
	return out;
}

struct chars nfkc(struct arena *a, struct str s)
{
	VEC(uint32_t) all = { 0 };
	struct chars out;

	for (size_t at = 0; at < s.n;) {
		uint32_t part[NFKC_APART_MAX], c = char_next(s, &at);
		size_t n = nfkc_take_apart(c, part);

		for (size_t i = 0; i < n; i++)
			*vec_push(&all) = part[i];
	}
	order_marks(all.v, all.n);
	out.n = compose(all.v, all.n);
	out.v = arena_array(a, uint32_t, out.n);
	if (out.n)
		memcpy(out.v, all.v, out.n * sizeof *out.v);
	vec_fini(&all);
	return out;
}

/* ---- classes ---- */

bool char_is_space(uint32_t c)
{
	return c <= ' ' || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
	       (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
}

bool char_is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool char_is_wide(uint32_t c)
{
	return char_is_han(c) || (c >= 0x2E80 && c <= 0x33FF) || (c >= 0xAC00 && c <= 0xD7A3) ||
	       (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) || c == 0x2014 ||
	       c == 0x2026 || (c >= 0x2018 && c <= 0x201D);
}

bool char_is_letter(uint32_t c)
{
	if (c < 0x80)
		return ascii_is_digit((char)c) ||
		       (ascii_lower((char)c) >= 'a' && ascii_lower((char)c) <= 'z');
	return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x206F) &&
	       !(c >= 0x2190 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3004) &&
	       !(c >= 0x3008 && c <= 0x3020) && c != 0x30FB && !(c >= 0xFE10 && c <= 0xFE6F) &&
	       !(c >= 0xFF00 && c <= 0xFF0F) && !(c >= 0xFF1A && c <= 0xFF20) && c != CHAR_BAD &&
	       !char_is_space(c);
}

bool char_is_stop(uint32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == ';' || c == ':' || c == U'。' ||
	       c == U'！' || c == U'？' || c == U'；' || c == U'：' || c == U'…' || c == U'．';
}

bool char_is_closer(uint32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == U'”' || c == U'’' ||
	       c == U'」' || c == U'』' || c == U'）' || c == U'】' || c == U'》' || c == U'〕' ||
	       c == '*' || c == '_';
}

/* ---- numerals ---- */

int char_digit(uint32_t c)
{
	/* The zeros of scripts in which laws are numbered. */
	static const uint32_t zero[] = { '0',   0x660,  0x6F0,  0x966, 0x9E6,
					 0xE50, 0x1040, 0x17E0, 0xFF10 };

	for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
		if (c >= zero[i] && c < zero[i] + 10)
			return (int)(c - zero[i]);
	return -1;
}

static int han_digit(uint32_t c)
{
	static const uint32_t plain[] = { U'零', U'一', U'二', U'三', U'四',
					  U'五', U'六', U'七', U'八', U'九' };
	static const uint32_t formal[] = { U'〇', U'壹', U'贰', U'叁', U'肆',
					   U'伍', U'陆', U'柒', U'捌', U'玖' };
	static const uint32_t old[] = { U'○',  U'壱', U'貳', U'參', U'両',
					U'弐', U'陸', U'参', U'兩', U'两' };
	static const int old_value[] = { 0, 1, 2, 3, 2, 2, 6, 3, 2, 2 };

	for (int i = 0; i < 10; i++) {
		if (c == plain[i] || c == formal[i])
			return i;
		if (c == old[i])
			return old_value[i];
	}
	return -1;
}

static unsigned han_unit(uint32_t c)
{
	switch (c) {
	case U'十':
	case U'拾':
		return 10;
	case U'廿':
		return 20;
	case U'卅':
		return 30;
	case U'百':
	case U'佰':
		return 100;
	case U'千':
	case U'仟':
		return 1000;
	default:
		return 0;
	}
}

size_t han_number(const uint32_t *v, size_t n, unsigned *out)
{
	unsigned total = 0, digits = 0, number = 0;
	size_t i;

	for (i = 0; i < n && i < 12; i++) {
		int d = han_digit(v[i]);
		unsigned unit = han_unit(v[i]);

		if (d >= 0) {
			number = number * 10 + (unsigned)d; /* positional: "one two" is 12 */
			digits++;
		} else if (unit == 20 || unit == 30) {
			total += unit;
		} else if (unit) {
			total += (digits && number ? number : 1) * unit;
			number = digits = 0;
		} else {
			break;
		}
		if (digits > 4 || total > 9999)
			return 0;
	}
	total += number;
	*out = total;
	return total && total <= 9999 ? i : 0;
}

static int roman_digit(uint32_t c)
{
	switch (c) {
	case 'i':
		return 1;
	case 'v':
		return 5;
	case 'x':
		return 10;
	case 'l':
		return 50;
	default:
		return 0;
	}
}

size_t roman_number(const uint32_t *v, size_t n, unsigned *out)
{
	static const char *const ones[] = { "",  "i",  "ii",  "iii",  "iv",
					    "v", "vi", "vii", "viii", "ix" };
	static const char *const tens[] = { "",  "x",  "xx",  "xxx",  "xl",
					    "l", "lx", "lxx", "lxxx", "xc" };
	bool lower = n && v[0] >= 'a';
	char word[10], want[10];
	size_t len = 0;

	while (len < n && len < sizeof word - 1 && v[len] < 0x80 && (v[len] >= 'a') == lower &&
	       (roman_digit((uint32_t)ascii_lower((char)v[len])) ||
		ascii_lower((char)v[len]) == 'c')) {
		word[len] = ascii_lower((char)v[len]);
		len++;
	}
	word[len] = 0;
	for (unsigned k = 1; k < 100 && len; k++) {
		strcpy(want, tens[k / 10]);
		strcat(want, ones[k % 10]);
		if (strcmp(want, word) == 0) {
			*out = k;
			return len;
		}
	}
	return 0;
}
