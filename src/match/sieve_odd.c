/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_odd.c - values that the quick look does not understand: they are read as the matcher would
 * read them, or left to it.
 */
#include "match/sieve_names.h"
#include "wire/host.h"

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

/* Takes ":8080" off. */
static struct str without_port(struct str text)
{
	size_t n = text.n;

	while (n && ascii_is_digit(text.p[n - 1]))
		n--;
	return n && n < text.n && text.p[n - 1] == ':' ? str_n(text.p, n - 1) : text;
}

static bool odd_host(struct sieve *s, struct str text)
{
	struct str bare = without_port(text);
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
	if (ascii_is_digit(bare.p[bare.n - 1]))
		return false; /* perhaps a number that browsers take for an address */
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

/* With colons, as some logs write certificates; longer ones are no digest. */
void sieve_odd_digest(struct sieve *s, struct str text)
{
	char low[64 + SIEVE_PAD] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ':')
			continue;
		if (n == 64)
			return;
		low[n++] = ascii_lower(text.p[i]);
	}
	sieve_ask_exact(s, low, n);
}

/* A path behind the host, which has been asked already; or a whole URL, as proxies log it. */
bool sieve_target(struct sieve *s, struct str text)
{
	if (text.p[0] == '/' || str_find_str(str_cut(text, 0, TARGET_LOOK), STR("://")) == SIZE_MAX)
		return true;
	return sieve_url(s, text);
}

/* The length of "http:" before "//", or 0; SIZE_MAX if it is no scheme's name. */
static size_t scheme_of(struct str text)
{
	size_t at = str_find_str(text, STR("://"));

	if (at == SIZE_MAX)
		return 0;
	for (size_t i = 0; i < at; i++)
		if (!is_plain(text.p[i]) && text.p[i] != '+')
			return SIZE_MAX;
	return at ? at + 3 : SIZE_MAX;
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

/* ---- what passes ---- */

enum { TO_MINUTE = 16, ZONE_MAX = 8 };

/* "2026-11-20T08:00:59.123456+0800": the seconds behind a minute that was read before. */
static bool seconds_of(const struct sieve *s, struct str t, int64_t *us)
{
	int64_t value = 0, unit = US_PER_SECOND;
	size_t end = t.n - s->zone_n;

	if (end < 19 || t.p[16] != ':' || !ascii_is_digit(t.p[17]) || !ascii_is_digit(t.p[18]) ||
	    t.p[17] > '5' || end > 26 || end == 20)
		return false;
	value = ((t.p[17] - '0') * 10 + (t.p[18] - '0')) * unit;
	if (end > 19 && t.p[19] != '.')
		return false;
	for (size_t i = 20; i < end; i++) {
		if (!ascii_is_digit(t.p[i]))
			return false;
		unit /= 10;
		value += (t.p[i] - '0') * unit;
	}
	*us = s->minute_us + value;
	return true;
}

static bool same_minute(const struct sieve *s, struct str t)
{
	return t.n > TO_MINUTE + s->zone_n && memcmp(t.p, s->minute, TO_MINUTE) == 0 &&
	       memcmp(t.p + t.n - s->zone_n, s->zone, s->zone_n) == 0;
}

/* "Z", "+08:00", "-0530" at the end of a time. */
static size_t zone_length(struct str t)
{
	for (size_t n = 1; n < ZONE_MAX && n + TO_MINUTE < t.n; n++) {
		char c = t.p[t.n - n];

		if (c == 'Z' || c == '+' || c == '-')
			return n;
	}
	return 0;
}

static void keep_minute(struct sieve *s, struct str t, int64_t us)
{
	int64_t within;

	s->zone_n = t.n > TO_MINUTE && t.p[4] == '-' ? zone_length(t) : 0;
	s->time_n = s->zone_n ? t.n : 0;
	if (!s->zone_n)
		return;
	memcpy(s->minute, t.p, TO_MINUTE);
	memcpy(s->zone, t.p + t.n - s->zone_n, s->zone_n);
	within = us % (60 * US_PER_SECOND);
	s->minute_us = us - (within < 0 ? within + 60 * US_PER_SECOND : within);
}

/* The time at t, a number (t.n is known) or a text. false: it has an escape. Times of one log mostly have
 * one length and one minute: then nothing is searched. */
static bool time_of(struct sieve *s, struct str t, const char *end, int64_t *us)
{
	struct instant at;

	*us = PASSING_NO_TIME;
	if (!t.p)
		return true;
	if (!t.n) {
		struct str usual = { t.p, s->time_n };

		if (s->time_n && t.p + s->time_n < end && t.p[s->time_n] == '"' &&
		    same_minute(s, usual) && seconds_of(s, usual, us))
			return true;
		*us = PASSING_NO_TIME;
		while (t.p + t.n < end && t.p[t.n] != '"' && t.p[t.n] != '\\')
			t.n++;
		if (t.p + t.n < end && t.p[t.n] == '\\')
			return false;
	}
	if (event_time_read(t, &at)) {
		keep_minute(s, t, at.us);
		*us = at.us;
	}
	return true;
}

/* Who asked, by the roles of event_eve.c: a service port on the source side alone turns them round; of a
 * file between two other ports both sides are clients, and the first is counted. */
static const struct addr *client_of(const struct sieve *s)
{
	const struct line_state *now = &s->now;
	unsigned ports = s->flags & (LINE_SRC_SERVICE | LINE_DST_SERVICE);
	bool both = s->eve && now->kind == EVENT_FILE && !ports;

	return ports == LINE_SRC_SERVICE || (both && !now->src.family) ? &now->dst : &now->src;
}

bool sieve_line_passing(struct sieve *s, const char *end)
{
	struct passing *p = &s->passing[s->line];

	*p = (struct passing){ .kind = s->now.kind, .family = s->now.family };
	s->client[s->line] = *client_of(s);
	return time_of(s, s->now.time, end, &p->us);
}
