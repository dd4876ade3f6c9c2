/* SPDX-License-Identifier: Apache-2.0 */
#include "index/url_hosts.h"

#include "base/mem.h"
#include "index/names.h"

enum { URLS_A_WORD = 2 };

void url_hosts_open(struct url_hosts *h, size_t count, const struct fast_key *names_key)
{
	*h = (struct url_hosts){ .key = *names_key };
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

/* The host of canonical text; an IPv6 address with its brackets. */
static struct str host_of(struct str url)
{
	struct str host = str_cut(url, 0, str_find(url, '/'));

	if (host.n && host.p[0] == '[')
		return str_cut(host, 0, str_find(host, ']') + 1);
	return str_cut(host, 0, str_find(host, ':'));
}

void url_hosts_put(struct url_hosts *h, struct str url)
{
	uint64_t hash = names_hash(&h->key, host_of(url));

	h->words[((hash >> 32) * h->n) >> 32] |= url_hosts_bits(hash);
}

bool url_hosts_perhaps(const struct url_hosts *h, const struct url *u)
{
	struct str host = host_of(u->text);
	uint64_t hash = fast_start(&h->key);
	size_t end = host.n, at = end;

	if (!h->words)
		return false;
	if (u->host_is_addr)
		return url_hosts_has(h, names_hash(&h->key, host));
	while (at) {
		for (at = end; at && host.p[at - 1] != '.';)
			at--;
		hash = fast_chain(&h->key, hash, host.p + at, end - at);
		if (url_hosts_has(h, fast_end(hash)))
			return true;
		end = at ? at - 1 : 0;
	}
	return false;
}
