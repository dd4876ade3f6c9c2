/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scrub.c - the recognisers of personal identifiers in free text.
 *
 * Numbers: a run of digits (ASCII or full width) that begins where no digit stands before, with
 * single spaces or hyphens between its groups. Phone: 1[3-9] and nine digits, also after 86, +86 or
 * 0086. ID number: 17 digits and a check character, GB 11643 (ISO 7064 MOD 11-2), with a possible
 * date. IMSI: 15 digits from 460. IMEI: 15 digits whose last is the Luhn digit (3GPP TS 23.003
 * annex B). A digit run inside a hexadecimal digest or a UUID is none of them.
 */
#include "store/veil.h"

#include "base/buf.h"
#include "wire/addr.h"

enum { DIGITS_LEAST = 11, DIGITS_MAX = 18, DIGEST_MIN = 32, DIGEST_MAX = 128 };

struct scrub {
	struct str in;
	struct buf out;
	unsigned found;
	bool addresses;
};

/* The digits that begin at one place: their values, and where each ends. */
struct digits {
	unsigned n;
	unsigned char v[DIGITS_MAX + 1];
	size_t end[DIGITS_MAX + 1];
	bool glued[DIGITS_MAX + 1]; /* no separator before it */
	bool spaced;                /* a space is among the separators so far */
};

/* The length of the digit at i (1, or 3 for U+FF10..U+FF19), 0 if there is none. */
static size_t digit_at(struct str s, size_t i, unsigned char *v)
{
	const unsigned char *p = (const unsigned char *)s.p + i;

	if (i < s.n && p[0] >= '0' && p[0] <= '9') {
		*v = (unsigned char)(p[0] - '0');
		return 1;
	}
	if (i + 3 <= s.n && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99) {
		*v = (unsigned char)(p[2] - 0x90);
		return 3;
	}
	return 0;
}

static void gather(struct str s, size_t i, struct digits *d)
{
	bool glued = false;
	size_t len;

	*d = (struct digits){ 0 };
	while (d->n <= DIGITS_MAX && (len = digit_at(s, i, &d->v[d->n]))) {
		unsigned char ignored;

		i += len;
		d->end[d->n] = i;
		d->glued[d->n++] = glued;
		glued = true;
		if (i < s.n && (s.p[i] == ' ' || s.p[i] == '-') && digit_at(s, i + 1, &ignored)) {
			i++;
			glued = false;
		}
	}
}

/* Is the number over after its first n digits? */
static bool ends_after(const struct digits *d, unsigned n)
{
	return d->n == n || (d->n > n && !d->glued[n]);
}

static bool in_one_piece(const struct digits *d, unsigned n)
{
	for (unsigned i = 1; i < n; i++) {
		if (!d->glued[i])
			return false;
	}
	return true;
}

/* A mobile number whose national part begins at digit `from`. */
static bool phone_from(const struct digits *d, unsigned from)
{
	return d->n >= from + 11 && ends_after(d, from + 11) && d->v[from] == 1 &&
	       d->v[from + 1] >= 3;
}

static unsigned phone(const struct digits *d)
{
	if (phone_from(d, 0))
		return 11;
	if (d->n >= 2 && d->v[0] == 8 && d->v[1] == 6 && phone_from(d, 2))
		return 13;
	if (d->n >= 4 && d->v[0] == 0 && d->v[1] == 0 && d->v[2] == 8 && d->v[3] == 6 &&
	    phone_from(d, 4))
		return 15;
	return 0;
}

static bool luhn(const unsigned char *v, unsigned n)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned x = v[n - 1 - i] * (i % 2 + 1);

		sum += x > 9 ? x - 9 : x;
	}
	return sum % 10 == 0;
}

static bool imsi(const struct digits *d)
{
	return d->n >= 15 && ends_after(d, 15) && in_one_piece(d, 15) && d->v[0] == 4 &&
	       d->v[1] == 6 && d->v[2] == 0;
}

/* Spaces would make an IMEI of every third row of a table of numbers; hyphens are how it is
 * printed. */
static bool imei(const struct digits *d, struct str s, size_t at)
{
	return d->n >= 15 && ends_after(d, 15) && luhn(d->v, 15) &&
	       str_find(str_cut(s, at, d->end[14]), ' ') == SIZE_MAX;
}

/* The date in digits 6..13 could be a birthday. */
static bool birthday(const unsigned char *v)
{
	unsigned year = v[6] * 1000u + v[7] * 100u + v[8] * 10u + v[9];
	unsigned month = v[10] * 10u + v[11], day = v[12] * 10u + v[13];

	return year >= 1800 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 17 digits and the check character; returns the end of the number, or 0. */
static size_t national_id(const struct digits *d, struct str s)
{
	static const char checks[] = "10X98765432";
	unsigned sum = 0, weight = 1;
	char want;

	if (d->n < 17 || d->v[0] == 0 || !birthday(d->v))
		return 0;
	for (unsigned i = 17; i-- > 0;) {
		weight = weight * 2 % 11;
		sum += d->v[i] * weight;
	}
	want = checks[sum % 11];
	if (d->n == 17 && want == 'X' && d->end[16] < s.n && ascii_lower(s.p[d->end[16]]) == 'x')
		return d->end[16] + 1;
	return d->n >= 18 && ends_after(d, 18) && want == '0' + d->v[17] ? d->end[17] : 0;
}

static bool is_word(char c)
{
	char l = ascii_lower(c);

	return ascii_is_digit(c) || (l >= 'a' && l <= 'z');
}

/* Does i stand inside a hexadecimal digest? */
static bool in_digest(struct str s, size_t i)
{
	size_t from = i, to = i;

	while (from && i - from <= DIGEST_MAX && is_word(s.p[from - 1]))
		from--;
	while (to < s.n && to - i <= DIGEST_MAX && is_word(s.p[to]))
		to++;
	if (to - from < DIGEST_MIN || to - from > DIGEST_MAX)
		return false;
	for (; from < to; from++) {
		if (ascii_hex(s.p[from]) < 0)
			return false;
	}
	return true;
}

/* Do 36 characters at `from` have the form of a UUID, and no word goes on around them? */
static bool is_uuid(struct str s, size_t from)
{
	enum { LENGTH = 36 };

	if (s.n - from < LENGTH || (from && is_word(s.p[from - 1])) ||
	    (from + LENGTH < s.n && is_word(s.p[from + LENGTH])))
		return false;
	for (size_t i = 0; i < LENGTH; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? s.p[from + i] != '-' : ascii_hex(s.p[from + i]) < 0)
			return false;
	}
	return true;
}

/* Does i stand inside a UUID? */
static bool in_uuid(struct str s, size_t i)
{
	for (size_t back = 0; back < 36 && back <= i; back++) {
		char c = s.p[i - back];

		if (c != '-' && ascii_hex(c) < 0)
			return false;
		if (is_uuid(s, i - back))
			return true;
	}
	return false;
}

static size_t replace(struct scrub *x, const char *word, size_t end)
{
	buf_puts(&x->out, word);
	x->found++;
	return end;
}

/* A number begins at i: past it if it is an identifier, else 0. */
static size_t number(struct scrub *x, size_t i)
{
	struct digits d;
	unsigned n;
	size_t end;

	gather(x->in, i, &d);
	if (d.n < DIGITS_LEAST || in_digest(x->in, i) || in_uuid(x->in, i))
		return 0;
	n = phone(&d);
	if (n)
		return replace(x, "[phone]", d.end[n - 1]);
	end = national_id(&d, x->in);
	if (end)
		return replace(x, "[id-number]", end);
	if (imsi(&d))
		return replace(x, "[imsi]", d.end[14]);
	return imei(&d, x->in, i) ? replace(x, "[imei]", d.end[14]) : 0;
}

/* ---- e-mail ---- */

/* What people and URLs use; the other signs of RFC 5322 end the part, and little is left of it. */
static bool is_local(char c)
{
	return is_word(c) || (c && strchr("._%+-", c));
}

static bool is_host(char c)
{
	return is_word(c) || c == '.' || c == '-' || (unsigned char)c >= 0x80;
}

/* The length of "@" or its URL form at i, or 0. */
static size_t at_sign(struct str s, size_t i)
{
	if (i < s.n && s.p[i] == '@')
		return 1;
	return str_starts(str_cut(s, i, s.n), STR("%40")) ? 3 : 0;
}

/* Where the host that begins at i ends; 0 if it has no inner dot. */
static size_t host_end(struct str s, size_t i)
{
	bool ascii = i < s.n && (unsigned char)s.p[i] < 0x80;
	size_t end = i, dot;

	while (end < s.n && is_host(s.p[end]) && (!ascii || (unsigned char)s.p[end] < 0x80))
		end++;
	while (end > i && (s.p[end - 1] == '.' || s.p[end - 1] == '-'))
		end--;
	dot = str_find(str_cut(s, i, end), '.');
	return dot != SIZE_MAX && dot > 0 ? end : 0;
}

/* Is there an address whose local part begins at i? Past it, or 0. */
static size_t email(struct scrub *x, size_t i)
{
	size_t at = i, end;

	while (at < x->in.n && is_local(x->in.p[at]) && !at_sign(x->in, at))
		at++;
	if (at == i || !at_sign(x->in, at))
		return 0;
	end = host_end(x->in, at + at_sign(x->in, at));
	return end ? replace(x, "[email]", end) : 0;
}

/* ---- addresses ---- */

static bool is_addr(char c)
{
	return ascii_hex(c) >= 0 || c == ':' || c == '.';
}

static size_t address(struct scrub *x, size_t i)
{
	struct str s = x->in, text;
	struct addr a;
	size_t end = i;

	while (end < s.n && end - i <= ADDR_TEXT_MAX && is_addr(s.p[end]))
		end++;
	if (end < s.n && (is_word(s.p[end]) || end - i < 2))
		return 0;
	/* "192.0.2.1:80", "2001:db8::1." : the longest head that is an address. */
	for (; end > i + 1; end--) {
		text = str_cut(s, i, end);
		if ((end == s.n || !is_word(s.p[end])) && addr_read(text, &a))
			return replace(x, "[address]", end);
	}
	return 0;
}

/* ---- all of them ---- */

static size_t identifier(struct scrub *x, size_t i)
{
	unsigned char v;
	bool start = i == 0 || !is_local(x->in.p[i - 1]);
	bool word = i == 0 ||
		    !(is_word(x->in.p[i - 1]) || x->in.p[i - 1] == '.' || x->in.p[i - 1] == ':');
	size_t end = start && is_local(x->in.p[i]) ? email(x, i) : 0;

	if (!end && digit_at(x->in, i, &v) && !(i && ascii_is_digit(x->in.p[i - 1])))
		end = number(x, i);
	if (!end && x->addresses && word && is_addr(x->in.p[i]))
		end = address(x, i);
	return end;
}

/* The shortest number has eleven digits, and a mail address has a sign: most texts have neither. */
bool veil_is_plain(struct str text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (at_sign(text, i))
			return false;
		digits += (c >= '0' && c <= '9') ||
			  c == 0xEF; /* the first byte of a full-width one */
	}
	return digits < DIGITS_LEAST;
}

struct str veil_scrub(struct str text, bool addresses, struct arena *a, unsigned *found)
{
	struct scrub x = { .in = text, .addresses = addresses };
	struct str out = text;

	if (found)
		*found = 0;
	if (!addresses && veil_is_plain(text))
		return text;
	for (size_t i = 0; i < text.n;) {
		size_t end = identifier(&x, i);

		if (!end)
			buf_c(&x.out, text.p[i]);
		i = end ? end : i + 1;
	}
	if (x.found)
		out = str_keep(a, buf_str(&x.out));
	if (found)
		*found = x.found;
	buf_fini(&x.out);
	return out;
}
