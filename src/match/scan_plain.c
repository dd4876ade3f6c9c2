/* SPDX-License-Identifier: Apache-2.0 */
/* scan_plain.c - the scan in plain C: for machines without wide vectors, and the oracle of the others. */
#include "match/sieve_columns.h"
#include "match/sieve_names.h"
#include "match/sieve_usual.h"

enum { PLACES_AT_ONCE = 64 };

#include "match/scan_json.inc"

static uint8_t buckets_at(const struct key_table *t, const unsigned char *p)
{
	uint8_t b = 0xff;

	for (unsigned k = 0; k < KEY_TAIL; k++)
		b &= t->low[k][p[k] & 15] & t->high[k][p[k] >> 4];
	return b;
}

static struct looked look(const struct key_table *t, const char *at)
{
	const unsigned char *p = (const unsigned char *)at;
	struct looked l = { 0 };

	for (unsigned i = 0; i < 64; i++) {
		uint64_t bit = 1ull << i;
		bool colon = p[i + KEY_TAIL + 1] == ':';

		if ((p[i] == '\\' && p[i + 1] == 'u') || (colon && p[i + KEY_TAIL] <= ' '))
			l.odd |= bit;
		if (p[i] == '\n' || (colon && p[i + KEY_TAIL] == '"' && buckets_at(t, p + i)))
			l.places |= bit;
	}
	l.places |= l.odd;
	return l;
}

static void put_places(uint32_t *out, unsigned at, uint64_t places)
{
	for (; places; places &= places - 1)
		*out++ = at + (unsigned)__builtin_ctzll(places);
}

static const char *close_of(const char *p, const char *end)
{
	while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= ' ')
		p++;
	return p;
}

static unsigned lower_into(struct low_name *out, const char *p, size_t n)
{
	unsigned in = 0;

	out->n = n;
	out->dots = 0;
	for (size_t i = 0; i < n; i++) {
		char c = ascii_lower(p[i]);

		out->p[i] = c;
		if (c == '.')
			out->dots |= i < 64 ? 1ull << i : 0;
		else if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) && c != '-' && c != '_')
			in |= IN_ODD;
	}
	memset(out->p + n, 0, 16);
	return in | (n && ascii_is_digit(p[n - 1]) ? IN_DIGIT_LAST : 0);
}

static unsigned name_at(struct low_name *out, const char *p)
{
	size_t n = 0;
	unsigned in;

	while (n < 64 && p[n] != '"' && p[n] != '\\' && (unsigned char)p[n] >= ' ')
		n++;
	in = lower_into(out, p, n);
	if (n == 64)
		return in | IN_LONG;
	return p[n] == '"' ? in : in | IN_BAD;
}

static unsigned ipv4_length(const char *at, uint32_t *out)
{
	const char *p = at;
	uint32_t a = 0;

	for (unsigned octet = 0; octet < 4; octet++) {
		unsigned v = 0, digits = 0;

		for (; digits < 3 && ascii_is_digit(*p); digits++)
			v = v * 10 + (unsigned)(*p++ - '0');
		if (!digits || v > 255 || (octet < 3 && *p++ != '.'))
			return 0;
		a = a << 8 | v;
	}
	*out = a;
	return ascii_is_digit(*p) || *p == '.' ? 0 : (unsigned)(p - at);
}

static const char *ipv4_of(const char *p, uint32_t *out)
{
	unsigned n = ipv4_length(p, out);

	return n && p[n] == '"' ? p + n : NULL;
}

#include "match/scan_columns.inc"

static struct cut cut(const struct sieve_columns *c, const char *p)
{
	struct cut m = { 0 };

	for (unsigned i = 0; i < 64; i++) {
		uint64_t bit = 1ull << i;

		m.separators |= p[i] == c->separator ? bit : 0;
		m.newlines |= p[i] == '\n' ? bit : 0;
		m.quotes |= p[i] == '"' ? bit : 0;
		m.returns |= p[i] == '\r' ? bit : 0;
	}
	return m;
}

static unsigned nth(uint64_t bits, unsigned n)
{
	while (n--)
		bits &= bits - 1;
	return (unsigned)__builtin_ctzll(bits);
}

const struct scan scan_plain = { scan_lines, take_name, scan_columns };
