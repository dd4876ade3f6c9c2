/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_names.h - a name asks for itself and all its parents, hashed label by label from its end.
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "match/sieve_ask.h"

static inline size_t sieve_label_start(const struct low_name *name, size_t end)
{
	if (name->n <= 64) {
		uint64_t before = end < 64 ? name->dots & ((1ull << end) - 1) : name->dots;

		return before ? 64 - (size_t)__builtin_clzll(before) : 0;
	}
	while (end && name->p[end - 1] != '.')
		end--;
	return end;
}

/* Asks for the name and all its parents, in one layer. is_host: for the URLs on them as well. */
static inline void sieve_ask_name(struct sieve *s, unsigned l, const struct low_name *name,
				  bool is_host)
{
	const struct names *names = s->layer[l].names;
	const struct url_hosts *urls = s->layer[l].url_hosts;
	bool hosts = is_host && urls->words;
	uint64_t counts = names->label_counts, h = fast_start(&names->key);
	size_t end = name->n;

	if (!counts && !hosts)
		return;
	for (unsigned labels = 1;; labels++) {
		size_t at = sieve_label_start(name, end);
		uint64_t hash;

		h = fast_chain_padded(&names->key, h, name->p + at, end - at);
		hash = fast_end(h);
		if (counts & names_label_bit(labels))
			sieve_ask(s, l * TABLES + TABLE_NAMES, hash);
		if (hosts && url_hosts_has(urls, hash))
			sieve_suspect(s, s->line);
		if (!at)
			return;
		end = at - 1;
	}
}

static inline void sieve_ask_exact(struct sieve *s, const char *p, size_t n)
{
	for (unsigned l = 0; l < s->layers; l++)
		if (s->layer[l].exact->buckets)
			sieve_ask(s, l * TABLES + TABLE_EXACT,
				  fast_whole(s->layer[l].exact_key, p, n));
}
