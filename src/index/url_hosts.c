/* SPDX-License-Identifier: Apache-2.0 */
#include "index/url_hosts.h"

#include "base/mem.h"

enum { URLS_A_WORD = 4 };

void url_hosts_open(struct url_hosts *h, size_t count)
{
	*h = (struct url_hosts){ .key = hash_key_random() };
	if (!count)
		return;
	h->n = count / URLS_A_WORD + 1;
	h->words = mem_zero(h->n, sizeof *h->words);
}

void url_hosts_close(struct url_hosts *h)
{
	mem_free(h->words);
	*h = (struct url_hosts){ 0 };
}

size_t url_hosts_bytes(const struct url_hosts *h)
{
	return h->n * sizeof *h->words;
}

/* The word of a host, and its two bits. */
static uint64_t *word_of(const struct url_hosts *h, struct str host, uint64_t *bits)
{
	uint64_t hash = hash_keyed(h->key, host.p, host.n);

	*bits = 1ull << (hash & 63) | 1ull << (hash >> 6 & 63);
	return &h->words[((hash >> 32) * h->n) >> 32];
}

void url_hosts_put(struct url_hosts *h, struct str url)
{
	uint64_t bits, *word = word_of(h, str_cut(url, 0, str_find(url, '/')), &bits);

	*word |= bits;
}

static bool has(const struct url_hosts *h, struct str host)
{
	uint64_t bits, *word = word_of(h, host, &bits);

	return (*word & bits) == bits;
}

bool url_hosts_perhaps(const struct url_hosts *h, const struct url *u)
{
	struct str whole = str_n(u->text.p, (size_t)(u->path.p - u->text.p));

	if (!h->words)
		return false;
	if (has(h, whole))
		return true;
	for (size_t i = 0; i < u->host.n && !u->host_is_addr; i++)
		if (whole.p[i] == '.' && has(h, str_cut(whole, i + 1, whole.n)))
			return true;
	return false;
}
