/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_names.c - words, numbers and addresses that look like the real thing and belong to nobody.
 *
 * Compilers differ in the order in which they evaluate arguments, so no call here or beside takes
 * more than one random number: the bytes must be the same everywhere.
 */
#include "cmd/demo.h"

#include "base/ensure.h"

#include <ctype.h>
#include <stdio.h>

unsigned demo_pick(struct world *w, size_t n)
{
	return (unsigned)prng_below(&w->r, n);
}

bool demo_chance(struct world *w, unsigned one_in)
{
	return prng_below(&w->r, one_in) == 0;
}

/* Each power of two as likely as the next: close to Zipf's law, and exact on every machine. */
unsigned demo_skewed(struct world *w, unsigned bits)
{
	unsigned width = demo_pick(w, bits + 1);

	return width ? (1u << (width - 1)) + demo_pick(w, 1u << (width - 1)) : 0;
}

/* Three or more syllables, one number one word: benign names hold letters only. */
struct str demo_word(struct world *w, uint64_t n)
{
	static const char consonants[] = "bdfghjklmnprstvz", vowels[] = "aeiou";
	enum { C = sizeof consonants - 1, V = sizeof vowels - 1 };
	char text[32];
	size_t len = 0;

	for (unsigned i = 0; i < 3 || n; i++) {
		text[len++] = consonants[n % C];
		n /= C;
		text[len++] = vowels[n % V];
		n /= V;
		ensure(len + 2 < sizeof text);
	}
	return str_keep(w->a, str_n(text, len));
}

struct str demo_benign(struct world *w, unsigned i)
{
	static const char *const heads[] = { "", "www.", "api.", "m.", "img.static." };
	uint64_t n = (uint64_t)i * 7919 % 65521 + w->seed % 1000 * 65536;
	const char *tld = i % 3 == 0 ? "test" : "example";

	return arena_printf(w->a, "%s%.*s.%s", heads[i % 5], STR_FMT(demo_word(w, n)), tld);
}

struct str demo_hex(struct world *w, unsigned chars)
{
	struct buf b = { 0 };
	struct str s;

	for (unsigned i = 0; i < chars; i++)
		buf_c(&b, "0123456789abcdef"[demo_pick(w, 16)]);
	s = str_keep(w->a, buf_str(&b));
	buf_fini(&b);
	return s;
}

struct str demo_addr4(struct world *w, unsigned a, unsigned b, unsigned c, unsigned d)
{
	return arena_printf(w->a, "%u.%u.%u.%u", a, b, c, d);
}

/* Eleven digits in the form of a mobile number. */
struct str demo_phone(struct world *w)
{
	return arena_printf(w->a, "1990000%04u", demo_pick(w, 10000));
}

/* GB 11643: 17 digits and a check digit (ISO 7064 MOD 11-2); no area begins with 99. */
struct str demo_national_id(struct world *w)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	unsigned district = 1 + demo_pick(w, 4), year = 40 + demo_pick(w, 60);
	unsigned month = 1 + demo_pick(w, 12), day = 1 + demo_pick(w, 28);
	char id[64];
	int sum = 0;

	snprintf(id, sizeof id, "9901%02u19%02u%02u%02u%03u", district, year, month, day,
		 demo_pick(w, 1000));
	for (int i = 0; i < 17; i++)
		sum += (id[i] - '0') * weight[i];
	id[17] = "10X98765432"[sum % 11];
	return str_keep(w->a, str_n(id, 18));
}

struct str demo_email(struct world *w)
{
	struct str given = demo_word(w, demo_pick(w, 1000));
	struct str family = demo_word(w, 500000 + demo_pick(w, 100000));

	return arena_printf(w->a, "%.*s.%.*s@mail.example", STR_FMT(given), STR_FMT(family));
}

struct str demo_ja4(struct world *w)
{
	struct str a = demo_hex(w, 12), b = demo_hex(w, 12);
	unsigned ciphers = 10 + demo_pick(w, 10), extensions = 10 + demo_pick(w, 10);

	return arena_printf(w->a, "t13d%u%uh2_%.*s_%.*s", ciphers, extensions, STR_FMT(a),
			    STR_FMT(b));
}

struct str demo_upper(struct world *w, struct str s)
{
	char *p = (char *)str_keep(w->a, s).p;

	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)toupper((unsigned char)p[i]);
	return str_n(p, s.n);
}
