/* SPDX-License-Identifier: Apache-2.0 */
/* sieve_passing.c - what is counted of an event that passes: when, and who asked. */
#include "match/sieve_usual.h"

enum { TO_MINUTE = USUAL_SECONDS, ZONE_MAX = 8 };

/* "2026-11-20T08:00:59.123456+0800": the seconds behind a minute that was read before. */
static bool seconds_of(const struct sieve *s, struct str t, int64_t *us)
{
	size_t end = t.n - s->zone_n;
	int64_t value, fraction = 0;

	if (end < 19 || t.p[16] != ':' || !ascii_is_digit(t.p[17]) || !ascii_is_digit(t.p[18]) ||
	    t.p[17] > '5' || end > 26 || end == 20 || (end > 19 && t.p[19] != '.'))
		return false;
	value = ((t.p[17] - '0') * 10 + (t.p[18] - '0')) * (int64_t)US_PER_SECOND;
	for (size_t i = 20; i < end; i++) {
		if (!ascii_is_digit(t.p[i]))
			return false;
		fraction = fraction * 10 + (t.p[i] - '0');
	}
	for (size_t i = end < 20 ? 20 : end; fraction && i < 26; i++)
		fraction *= 10;
	*us = s->minute_us + value + fraction;
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

/* The words of usual_time(), of a time of one line whose padding is behind it. */
static void keep_usual(struct sieve *s, struct str t)
{
	struct usual_time *u = &s->usual;

	u->zone_mask = 0;
	if (t.n != USUAL_FRACTION + s->zone_n || t.p[19] != '.' || s->zone_n > 6)
		return;
	u->minute[0] = fast_word(t.p);
	u->minute[1] = fast_word(t.p + 8);
	u->zone_mask = ~0ull >> (64 - 8 * (s->zone_n + 1));
	u->zone = 0;
	memcpy(&u->zone, t.p + USUAL_FRACTION, s->zone_n);
	u->zone |= (uint64_t)'"' << 8 * s->zone_n;
}

static void keep_minute(struct sieve *s, struct str t, int64_t us)
{
	int64_t within;

	s->zone_n = t.n > TO_MINUTE && t.p[4] == '-' ? zone_length(t) : 0;
	s->time_n = s->zone_n ? t.n : 0;
	s->usual.zone_mask = 0;
	if (!s->zone_n)
		return;
	keep_usual(s, t);
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
	if (t.n == s->time_n && same_minute(s, t) && seconds_of(s, t, us))
		return true;
	*us = PASSING_NO_TIME;
	if (event_time_read(t, &at)) {
		keep_minute(s, t, at.us);
		*us = at.us;
	}
	return true;
}

/* What stands behind a key of the line at hand, at `usual` if it is there; NULL: the line has none. */
static const char *value_of(struct str key, const char *usual, const char *line, const char *end)
{
	if (!usual || (size_t)(end - usual) < key.n || !sieve_is_key(key, usual))
		usual = memmem(line, (size_t)(end - line), key.p, key.n);
	if (!usual)
		return NULL;
	for (usual += key.n; usual < end && (*usual == ' ' || *usual == '\t'); usual++)
		;
	return usual < end ? usual : NULL;
}

/* A text up to its quote (an escape is no time, and no port), or a number. */
static struct str token_at(const char *v, const char *end)
{
	bool quoted = *v == '"';
	size_t n = 0;

	v += quoted;
	while (v + n < end && (quoted ? v[n] != '"' : v[n] != ',' && v[n] != '}' && v[n] != ' '))
		n++;
	return str_n(v, n);
}

static bool is_service(struct str key, const char *usual, const char *line, const char *end)
{
	const char *v = value_of(key, usual, line, end);

	/* most are numbers of five digits: not below 1024, since none begins with 0 */
	if (!v || sieve_five_digits(v))
		return false;
	return event_is_service_port(token_at(v, end));
}

static void find_time(struct sieve *s, const char *line, const char *end)
{
	const char *v = value_of(s->counted.time, line + 1, line, end);

	if (!v || *v == '[' || *v == '{')
		return;
	if (*v == '"')
		s->now.time = str_n(v + 1, 0);
}

/* Who asked, by the roles of event_eve.c: a service port on the source side alone turns them round; of a
 * file between two other ports both sides are clients, and the first is counted. */
static const struct line_side *client_of(const struct sieve *s, const char *line, const char *end)
{
	const struct line_state *now = &s->now;
	const char *behind =
		now->behind_src && *now->behind_src == ',' ? now->behind_src + 1 : NULL;

	if (!s->counted.src_port.n)
		return &now->src;
	if (is_service(s->counted.src_port, behind, line, end))
		return is_service(s->counted.dst_port, NULL, line, end) ? &now->src : &now->dst;
	if (now->kind == EVENT_FILE && !now->src.family &&
	    !is_service(s->counted.dst_port, NULL, line, end))
		return &now->dst;
	return &now->src;
}

bool sieve_line_passing(struct sieve *s, const char *end)
{
	const char *line = s->begin + s->start[s->line];

	if (s->counted.time.n)
		find_time(s, line, end);
	return time_of(s, s->now.time, end, sieve_note(s, client_of(s, line, end)));
}
