/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_names.h - a name asks for itself and all its parents, hashed label by label from its end.
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "match/sieve_addrs.h"

static inline size_t sieve_label_start(const struct low_name *name, size_t end)
{
	if (__builtin_expect(name->n <= 64, 1)) {
#ifdef __BMI2__
		uint64_t before = __builtin_ia32_bzhi_di(name->dots, end);
#else
		uint64_t before = end < 64 ? name->dots & ((1ull << end) - 1) : name->dots;
#endif

		return before ? 64 - (size_t)__builtin_clzll(before) : 0;
	}
	while (end && name->p[end - 1] != '.')
		end--;
	return end;
}

/* A host that URLs may take for an address, by its last label: digits, or 0x and what may be hexadecimal ones
 * (url.h). */
static inline bool sieve_like_number(const char *last, size_t n)
{
	return n && (ascii_is_digit(last[n - 1]) ||
		     (n > 2 && last[0] == '0' && ascii_lower(last[1]) == 'x'));
}

/* Asks for the name and all its parents, in one layer. is_host: for the URLs on them as well. */
static inline void sieve_ask_name(struct sieve *s, unsigned l, const struct low_name *name,
				  bool is_host)
{
	const struct names *names = s->layer[l].names;
	const struct url_hosts *urls = s->layer[l].url_hosts;
	bool hosts = is_host && urls->words;
	/* bit 0, after each shift: names of so many labels occur; the highest stays (names.h) */
	int64_t counts = (int64_t)names->label_counts;
	uint64_t h = fast_start(&names->key);
	size_t end = name->n, at;

	if (!counts && !hosts)
		return;
	do {
		uint64_t hash;

		at = sieve_label_start(name, end);
		h = fast_chain_padded(&names->key, h, name->p + at, end - at);
		hash = fast_end(h);
		counts >>= 1;
		if (counts & 1)
			sieve_ask(s, l * TABLES + TABLE_NAMES, hash);
		if (hosts)
			sieve_ask_url_host(s, urls, hash);
		end = at - 1;
	} while (at);
}

static inline void sieve_ask_exact(struct sieve *s, const char *p, size_t n)
{
	for (unsigned l = 0; l < s->layers; l++)
		if (s->layer[l].exact->buckets)
			sieve_ask(s, l * TABLES + TABLE_EXACT,
				  fast_whole(s->layer[l].exact_key, p, n));
}
