/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_list.c - one value a line, and hosts files.
 *
 * Lists carry notes beside the value: a count or a date behind it, a family before it. Which of
 * two columns is the value is told line by line, by its look.
 */
#include "wire/feed_walk.h"

#include "wire/addr.h"

/* ---- plain lists ---- */

/* "//" begins a comment, but "///x" is a path, and "//evil.example/x" a URL without scheme. */
static bool is_comment(struct str line)
{
	struct str rest = str_cut(line, 2, line.n);

	if (line.p[0] == '#' || line.p[0] == ';' || line.p[0] == '!')
		return true;
	if (!str_starts(line, STR("//")))
		return false;
	if (rest.n == 0 || str_find(rest, ' ') != SIZE_MAX || str_find(rest, '\t') != SIZE_MAX)
		return true;
	return rest.p[0] != '/' && str_find(rest, '.') == SIZE_MAX;
}

/* Could this column be a value? A family's name ("malware/xyz", "mass_scanner") is none. */
static bool looks_like_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '.' || s.p[i] == ':')
			return true;
	return (s.n == 32 || s.n == 40 || s.n == 64) && str_find(s, '/') == SIZE_MAX;
}

struct one_prefix {
	struct prefix p;
	unsigned n;
};

static void keep_prefix(void *ctx, struct prefix p)
{
	struct one_prefix *one = ctx;

	one->p = p;
	one->n++;
}

/* "192.0.2.0 TAB 192.0.2.255 TAB ...": a range, taken if it is a prefix. true if it was one. */
static bool take_range(struct feed_walk *l, struct str line, struct str first, struct str second)
{
	struct one_prefix one = { 0 };
	struct addr from, to;
	struct buf text = { 0 };
	struct why why;

	if (!addr_read(str_trim(first), &from) || !addr_read(str_trim(second), &to))
		return false;
	if (!prefix_range(from, to, keep_prefix, &one) || one.n != 1) {
		(void)why_set(&why, ERR_UNSUPPORTED, SAY_FEED_LIST_RANGE, A(first), A(second));
		feed_refuse(l->sink, l->number, line, &why);
		return true;
	}
	prefix_write(one.p, &text);
	feed_walk_offer(l, IND_CIDR, buf_str(&text));
	buf_fini(&text);
	return true;
}

/* Of "value TAB note" and "family TAB value": the value. */
static struct str value_column(struct str line, size_t tab)
{
	struct str first = str_trim(str_cut(line, 0, tab));
	struct str rest = str_cut(line, tab + 1, line.n), second;
	uint64_t count;

	str_split(&rest, '\t', &second);
	second = str_trim(second);
	if (looks_like_value(first) || str_u64(second, &count) || second.n == 0)
		return first;
	return second;
}

/* "value,note" and "value count"; never inside a URL, where a comma is a byte like others. */
static struct str without_count(struct str s)
{
	size_t comma = str_find(s, ','), blank = str_find(s, ' ');
	uint64_t count;

	if (comma != SIZE_MAX && comma > 0 && str_find(str_cut(s, 0, comma), '/') == SIZE_MAX &&
	    str_find(str_cut(s, 0, comma), '?') == SIZE_MAX)
		return str_trim(str_cut(s, 0, comma));
	if (blank != SIZE_MAX && str_u64(str_trim(str_cut(s, blank, s.n)), &count))
		return str_cut(s, 0, blank);
	return s;
}

static void list_line(struct feed_walk *l, struct str line)
{
	size_t tab;

	if (is_comment(line))
		return;
	tab = str_find(line, '\t');
	if (tab != SIZE_MAX) {
		struct str rest = str_cut(line, tab + 1, line.n), second;

		str_split(&rest, '\t', &second);
		if (take_range(l, line, str_cut(line, 0, tab), second))
			return;
		line = feed_without_note(line, true);
		tab = str_find(line, '\t');
		if (tab != SIZE_MAX)
			line = value_column(line, tab);
	} else {
		line = feed_without_note(line, true);
	}
	feed_walk_offer(l, IND_NONE, without_count(line));
}

enum err feed_list_read(struct str bytes, struct str map, const struct feed_sink *sink,
			struct why *why)
{
	(void)map;
	(void)why;
	feed_walk_lines(bytes, sink, NULL, list_line);
	return ERR_OK;
}

/* ---- hosts files ---- */

/* The lines that every hosts file has for the machine itself. */
static bool is_own_name(struct str name)
{
	static const char *const own[] = {
		"localhost",     "localhost.localdomain", "local",        "broadcasthost",
		"ip6-localhost", "ip6-loopback",          "ip6-localnet", "ip6-mcastprefix",
		"ip6-allnodes",  "ip6-allrouters",        "ip6-allhosts", "0.0.0.0"
	};

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (str_eq_nocase(name, str_of(own[i])))
			return true;
	return false;
}

static void hosts_line(struct feed_walk *l, struct str line)
{
	struct str rest = feed_without_note(line, false), address, name;
	struct addr a;
	struct why why;

	if (line.p[0] == '#' || line.p[0] == '!')
		return;
	address = feed_word(&rest);
	name = feed_word(&rest);
	if (name.n == 0) { /* a list of names that calls itself a hosts file */
		feed_walk_offer(l, IND_NONE, address);
		return;
	}
	if (!addr_read(str_cut(address, 0, str_find(address, '%')), &a)) {
		(void)why_set(&why, ERR_SYNTAX, SAY_FEED_HOSTS_LINE, A(address));
		feed_refuse(l->sink, l->number, line, &why);
		return;
	}
	for (; name.n; name = feed_word(&rest)) {
		if (is_own_name(name))
			continue;
		if (feed_is_sinkhole(address)) {
			feed_walk_offer(l, IND_DOMAIN, name);
			continue;
		}
		(void)why_set(&why, ERR_UNSUPPORTED, SAY_FEED_HOSTS_TARGET, A(name), A(address));
		feed_refuse(l->sink, l->number, name, &why);
	}
}

enum err feed_hosts_read(struct str bytes, struct str map, const struct feed_sink *sink,
			 struct why *why)
{
	(void)map;
	(void)why;
	feed_walk_lines(bytes, sink, NULL, hosts_line);
	return ERR_OK;
}
