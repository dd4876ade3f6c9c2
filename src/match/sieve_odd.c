/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_odd.c - values that the quick look does not understand: they are read as the matcher would
 * read them, or left to it.
 */
#include "match/digest.h"
#include "match/sieve_names.h"
#include "wire/host.h"
#include "wire/url.h"

enum { TARGET_LOOK = 64 };

static void fill_name(struct low_name *name, struct str text)
{
	memcpy(name->p, text.p, text.n);
	memset(name->p + text.n, 0, SIEVE_PAD);
	name->n = text.n;
	name->dots = 0;
	for (size_t i = 0; i < text.n && i < 64; i++)
		name->dots |= (uint64_t)(text.p[i] == '.') << i;
}

static void ask_name(struct sieve *s, struct str folded, bool is_host)
{
	if (!folded.n)
		return;
	fill_name(&s->name, folded);
	for (unsigned l = 0; l < s->layers; l++)
		sieve_ask_name(s, l, &s->name, is_host);
}

static bool is_plain(char c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
	       c == '-' || c == '_';
}

/* Would every reader of URLs take this host as it stands? Then its name is the one that was logged. */
static bool is_plain_host(struct str text)
{
	if (!text.n || text.n > NAME_MAX_BYTES || text.p[0] == '.')
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!is_plain(text.p[i]) ||
		    (text.p[i] == '.' && (i + 1 == text.n || text.p[i + 1] == '.')))
			return false;
	return true;
}

static bool is_like_number(struct str host)
{
	size_t at = host.n;

	while (at && host.p[at - 1] != '.')
		at--;
	return sieve_like_number(host.p + at, host.n - at);
}

static bool odd_host(struct sieve *s, struct str text)
{
	struct str bare = host_without_port(text);
	struct host h;

	if (str_ends(bare, STR(".")))
		bare.n--;
	if (!is_plain_host(bare))
		return false;
	host_read(text, &h);
	if (h.addr.family) {
		sieve_ask_addr(s, &h.addr);
		ask_name(s, bare, true); /* URLs are listed under the address's text */
		return true;
	}
	if (is_like_number(bare))
		return false;
	ask_name(s, str_n(h.name, h.n), true);
	return true;
}

bool sieve_odd_name(struct sieve *s, struct str text, bool is_host)
{
	char name[DOMAIN_MAX];
	struct addr a;

	if (is_host)
		return odd_host(s, text);
	if (addr_read(text, &a))
		sieve_ask_addr(s, &a);
	else
		ask_name(s, str_n(name, domain_fold(text, name)), false);
	return true;
}

/* What is longer is no digest. */
void sieve_odd_digest(struct sieve *s, struct str text)
{
	char low[DIGEST_LONGEST + SIEVE_PAD] = { 0 };
	size_t n;

	if (digest_fold(text, low, DIGEST_LONGEST, &n))
		sieve_ask_exact(s, low, n);
}

/* A path behind the host, which has been asked already; or a whole URL, as proxies log it. */
bool sieve_target(struct sieve *s, struct str text)
{
	if (text.p[0] == '/' || str_find_str(str_cut(text, 0, TARGET_LOOK), STR("://")) == SIZE_MAX)
		return true;
	return sieve_url(s, text);
}

/* The length of "http://", or 0; SIZE_MAX if that is no scheme's name. */
static size_t scheme_of(struct str text)
{
	size_t at = str_find_str(text, STR("://"));

	if (at == SIZE_MAX)
		return 0;
	return url_is_scheme(str_cut(text, 0, at)) ? at + 3 : SIZE_MAX;
}

bool sieve_url(struct sieve *s, struct str text)
{
	size_t skip = scheme_of(text), n = 0;
	struct str rest;

	if (skip == SIZE_MAX)
		return false;
	rest = str_cut(text, skip, text.n);
	while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
		n++;
	if (n && rest.p[n - 1] == ':')
		return false; /* perhaps a scheme, with a TAB between its slashes */
	return odd_host(s, str_cut(rest, 0, n)); /* user information is no part of a plain host */
}

void sieve_type(struct sieve *s, struct str text)
{
	uint64_t word = text.n && text.n <= 8 ? fast_part(text.p, text.n) : 0;
	bool stats;

	s->now.kind = (uint8_t)event_eve_kind(text, &stats);
	s->flags |= LINE_TYPED | (stats ? LINE_STATS : 0);
	if (word)
		*sieve_type_slot(s, word) = (struct type_seen){ word, s->now.kind, stats };
}

/* The first key of a block has fewer than eight bytes before its end: what is missing reads as 0. */
uint64_t sieve_word_near_begin(const struct sieve *s, const char *q)
{
	size_t n = (size_t)(q - s->begin);
	unsigned char bytes[8] = { 0 };
	uint64_t w;

	memcpy(bytes + 8 - n, s->begin, n);
	memcpy(&w, bytes, 8);
	return w;
}
