/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_block.c - the rules of blockers: Adblock, dnsmasq, Unbound.
 *
 * Taken is what blocks a name as a whole. A rule that lets through, forwards, or blocks under a
 * condition (only scripts, only on some pages) says nothing about the name itself: set aside.
 */
#include "wire/feed_walk.h"

static void refuse(struct feed_walk *l, struct str line, enum say_id id)
{
	struct why why;

	(void)why_set(&why, ERR_SYNTAX, id, A(line));
	feed_refuse(l->sink, l->number, line, &why);
}

static bool is_one_of(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_eq_nocase(s, str_of(*words)))
			return true;
	return false;
}

/* ---- Adblock ---- */

/* Do these options ("$a,b") leave the whole name blocked? */
static bool blocks_all(struct str options)
{
	static const char *const whole[] = { "",    "all",      "important", "third-party", "3p",
					     "doc", "document", "popup",     "network",     NULL };
	struct str rest = options, one;

	while (str_split(&rest, ',', &one))
		if (!is_one_of(str_trim(one), whole))
			return false;
	return true;
}

static bool is_cosmetic(struct str line)
{
	static const char *const marks[] = { "##", "#@#", "#?#", "#$#", "#%#", "$$" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_find_str(line, str_of(marks[i])) != SIZE_MAX)
			return true;
	return false;
}

static void adblock_line(struct feed_walk *l, struct str line)
{
	struct str rule = line, options = { 0 };
	size_t dollar = str_find(line, '$');

	if (is_cosmetic(line)) {
		feed_walk_aside(l, "cosmetic");
		return;
	}
	if (line.p[0] == '!' || line.p[0] == '#' || str_starts(line, STR("[Adblock")))
		return;
	if (str_starts(line, STR("@@"))) {
		feed_walk_aside(l, "exception");
		return;
	}
	if (dollar != SIZE_MAX && line.p[0] != '/') {
		options = str_cut(line, dollar + 1, line.n);
		rule = str_cut(line, 0, dollar);
	}
	if (options.p && !blocks_all(options)) {
		feed_walk_aside(l, "conditional");
		return;
	}
	if (str_starts(rule, STR("||")))
		rule = str_cut(rule, 2, rule.n);
	else if (str_starts(rule, STR("|")))
		rule = str_cut(rule, 1, rule.n);
	while (rule.n && (rule.p[rule.n - 1] == '^' || rule.p[rule.n - 1] == '|'))
		rule.n--;
	feed_walk_offer(l, IND_NONE, rule);
}

enum err feed_adblock_read(struct str bytes, struct str map, const struct feed_sink *sink,
			   struct why *why)
{
	(void)map;
	(void)why;
	feed_walk_lines(bytes, sink, NULL, adblock_line);
	return ERR_OK;
}

/* ---- dnsmasq ---- */

/* "/a.example/b.example/target": names between the slashes. An empty target, "#" and a sinkhole
 * block; anything else forwards. */
static void dnsmasq_names(struct feed_walk *l, struct str line, struct str value, bool forwards)
{
	struct str rest, name, target;
	size_t last = value.n;

	while (last > 0 && value.p[last - 1] != '/')
		last--;
	if (value.n == 0 || value.p[0] != '/' || last < 2) {
		refuse(l, line, SAY_FEED_DNSMASQ_LINE);
		return;
	}
	target = str_trim(str_cut(value, last, value.n));
	if (target.n && (forwards || (!str_eq(target, STR("#")) && !feed_is_sinkhole(target)))) {
		feed_walk_aside(l, "forward");
		return;
	}
	rest = str_cut(value, 1, last - 1);
	while (str_split(&rest, '/', &name))
		feed_walk_offer(l, IND_DOMAIN, name);
}

static void dnsmasq_line(struct feed_walk *l, struct str line)
{
	static const char *const blocks[] = { "address", "local", "server", NULL };
	struct str value = feed_without_note(line, false), key;

	if (line.p[0] == '#' || line.p[0] == ';')
		return;
	if (str_find(value, '=') == SIZE_MAX) {
		if (str_find(value, '/') == SIZE_MAX && str_find(value, '.') == SIZE_MAX)
			feed_walk_aside(l, "option"); /* "no-resolv" and the like */
		else
			refuse(l, line, SAY_FEED_DNSMASQ_LINE);
		return;
	}
	str_split(&value, '=', &key);
	key = str_trim(key);
	if (is_one_of(key, blocks))
		dnsmasq_names(l, line, str_trim(value), !str_eq_nocase(key, STR("address")));
	else
		feed_walk_aside(l, "option");
}

enum err feed_dnsmasq_read(struct str bytes, struct str map, const struct feed_sink *sink,
			   struct why *why)
{
	(void)map;
	(void)why;
	feed_walk_lines(bytes, sink, NULL, dnsmasq_line);
	return ERR_OK;
}

/* ---- Unbound ---- */

static struct str unquote(struct str s)
{
	s = str_trim(s);
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		return str_cut(s, 1, s.n - 1);
	return s;
}

/* local-zone: "name" type */
static void unbound_zone(struct feed_walk *l, struct str line, struct str value)
{
	static const char *const blocks[] = {
		"deny",
		"refuse",
		"static",
		"redirect",
		"inform_deny",
		"always_null",
		"always_nxdomain",
		"always_refuse",
		"always_nodata",
		"always_deny",
		"inform_redirect",
		"block_a",
		"",
		NULL,
	};
	static const char *const lets[] = { "transparent",
					    "typetransparent",
					    "always_transparent",
					    "inform",
					    "nodefault",
					    "noview",
					    "noop",
					    NULL };
	struct str name = feed_word(&value), type = feed_word(&value);

	if (name.n && is_one_of(type, lets))
		feed_walk_aside(l, "exception");
	else if (name.n && is_one_of(type, blocks))
		feed_walk_offer(l, IND_DOMAIN, unquote(name));
	else
		refuse(l, line, SAY_FEED_UNBOUND_LINE);
}

/* local-data: "name [ttl] [IN] A 0.0.0.0" */
static void unbound_data(struct feed_walk *l, struct str line, struct str value)
{
	struct str rest = unquote(value), name = feed_word(&rest), word, last = { 0 };

	while ((word = feed_word(&rest)).n)
		last = word;
	if (name.n == 0 || last.n == 0)
		refuse(l, line, SAY_FEED_UNBOUND_LINE);
	else if (feed_is_sinkhole(last))
		feed_walk_offer(l, IND_DOMAIN, name);
	else
		feed_walk_aside(l, "local-data");
}

static void unbound_line(struct feed_walk *l, struct str line)
{
	struct str value = feed_without_note(line, false), key;

	if (line.p[0] == '#')
		return;
	if (str_find(value, ':') == SIZE_MAX) {
		refuse(l, line, SAY_FEED_UNBOUND_LINE);
		return;
	}
	str_split(&value, ':', &key);
	value = str_trim(value);
	if (str_eq_nocase(key, STR("local-zone")))
		unbound_zone(l, line, value);
	else if (str_eq_nocase(key, STR("local-data")))
		unbound_data(l, line, value);
	else if (value.n) /* "server:" opens a clause and is no entry */
		feed_walk_aside(l, "option");
}

enum err feed_unbound_read(struct str bytes, struct str map, const struct feed_sink *sink,
			   struct why *why)
{
	(void)map;
	(void)why;
	feed_walk_lines(bytes, sink, NULL, unbound_line);
	return ERR_OK;
}
