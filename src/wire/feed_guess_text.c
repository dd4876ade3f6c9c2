/* SPDX-License-Identifier: Apache-2.0 */
/* feed_guess_text.c - which text is it? The first lines vote. */
#include "wire/feed_parts.h"

enum { SAMPLE = 400 };

enum vote {
	V_PROSE,
	V_TOKEN,
	V_HOSTS,
	V_ADBLOCK,
	V_DNSMASQ,
	V_UNBOUND,
	V_RPZ,
	V_RULE,
	V_YAML,
	VOTES
};

static const enum feed_format format_of[VOTES] = {
	[V_TOKEN] = FEED_LIST,      [V_HOSTS] = FEED_HOSTS,     [V_ADBLOCK] = FEED_ADBLOCK,
	[V_DNSMASQ] = FEED_DNSMASQ, [V_UNBOUND] = FEED_UNBOUND, [V_RPZ] = FEED_RPZ,
};

static bool starts_any(struct str s, const char *const *heads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(s, str_of(heads[i])))
			return true;
	return false;
}
#define STARTS(s, ...) \
	starts_any((s), (const char *const[]){ __VA_ARGS__ }, \
		   sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static struct str word(struct str *line)
{
	size_t n = 0;
	struct str w;

	*line = str_trim(*line);
	while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t')
		n++;
	w = str_cut(*line, 0, n);
	*line = str_trim(str_cut(*line, n, line->n));
	return w;
}

static bool is_rpz(struct str line)
{
	struct str rest = line, w;

	if (STARTS(line, "$TTL", "$ORIGIN"))
		return true;
	word(&rest);
	for (w = word(&rest); w.n; w = word(&rest))
		if (str_eq_nocase(w, STR("CNAME")) || str_eq_nocase(w, STR("SOA")) ||
		    str_eq(w, STR("IN")))
			return true;
	return false;
}

/* One value, perhaps with a comment behind it, perhaps as one of two columns with a tab between.
 * A comma or bar belongs to a table, unless it stands in a path. */
static bool is_token(struct str line)
{
	size_t comment = str_find_str(line, STR(" #"));
	struct str rest = line, part;
	unsigned columns = 0;

	if (comment == SIZE_MAX)
		comment = str_find_str(line, STR(" ;"));
	if (comment != SIZE_MAX)
		rest = str_trim(str_cut(line, 0, comment));
	if (str_find(rest, ',') < str_find(rest, '/') || str_find(rest, '|') < str_find(rest, '/'))
		return false;
	for (; str_split(&rest, '\t', &part); columns++)
		if (part.n == 0 || str_find(part, ' ') != SIZE_MAX)
			return false;
	return columns <= 2;
}

static enum vote vote_of(struct str line)
{
	if (STARTS(line, "||", "@@||", "[Adblock"))
		return V_ADBLOCK;
	if (STARTS(line, "0.0.0.0 ", "127.0.0.1 ", "0.0.0.0\t", "127.0.0.1\t", "::1 ",
		   ":: ", "::1\t"))
		return V_HOSTS;
	if (STARTS(line, "address=/", "local=/", "server=/"))
		return V_DNSMASQ;
	if (STARTS(line, "local-zone:", "local-data:", "server:"))
		return V_UNBOUND;
	if (STARTS(line, "alert ", "drop ", "reject ") && str_find(line, '(') != SIZE_MAX)
		return V_RULE;
	if (is_token(line))
		return V_TOKEN;
	if (is_rpz(line))
		return V_RPZ;
	return STARTS(line, "- ", "---", "%YAML") ? V_YAML : V_PROSE;
}

static bool is_comment(struct str line)
{
	return line.n == 0 || STARTS(line, "#", ";", "//", "!");
}

/* Zeek's own header lines are comments to everybody else. */
static enum err zeek_header(struct str line, enum feed_format *out, struct why *why)
{
	if (str_starts(line, STR("#fields\t")) &&
	    str_find_str(line, STR("\tindicator_type")) != SIZE_MAX) {
		*out = FEED_ZEEK_INTEL;
		return ERR_OK;
	}
	if (str_starts(line, STR("#fields\t")))
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_IS_EVENTS);
	return ERR_NOTFOUND;
}

/* ERR_NOTFOUND: only votes were counted, nothing is decided. */
static enum err count_votes(struct str head, unsigned votes[VOTES], unsigned *total,
			    enum feed_format *out, struct why *why)
{
	struct str rest = head, line;
	enum err e = ERR_NOTFOUND;

	while (e == ERR_NOTFOUND && *total < SAMPLE && str_split(&rest, '\n', &line)) {
		if (!rest.p && *total) /* the head may end inside of its last line */
			break;
		line = str_trim(line);
		e = zeek_header(line, out, why);
		if (is_comment(line))
			continue;
		votes[vote_of(line)]++;
		++*total;
	}
	return e;
}

static enum err decide(const unsigned votes[VOTES], unsigned total, enum feed_format *out,
		       struct why *why)
{
	enum vote best = V_PROSE;

	for (unsigned v = 0; v < VOTES; v++)
		if (votes[v] > votes[best])
			best = (enum vote)v;
	if (total == 0 || 2 * votes[best] < total)
		best = total ? V_PROSE : V_TOKEN; /* comments alone are an empty list */
	*out = format_of[best];
	if (best == V_RULE)
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_IS_RULES);
	if (best == V_YAML)
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_IS_YAML);
	if (best == V_PROSE)
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_IS_TEXT);
	return ERR_OK;
}

enum err feed_guess_text(struct str head, enum feed_format *out, struct why *why)
{
	unsigned votes[VOTES] = { 0 }, total = 0;
	enum err e = count_votes(head, votes, &total, out, why);

	if (e != ERR_NOTFOUND)
		return e;
	/* Formats with marks of their own are surer than "a table", a table surer than a list. */
	if (2 * (votes[V_PROSE] + votes[V_TOKEN] + votes[V_YAML]) >= total && total) {
		e = feed_csv_guess(head, why);
		if (e == ERR_OK)
			*out = FEED_CSV;
		if (e == ERR_OK || (e == ERR_UNSUPPORTED && 2 * votes[V_TOKEN] < total))
			return e;
	}
	return decide(votes, total, out, why);
}
