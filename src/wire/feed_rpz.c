/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_rpz.c - response policy zones (draft-vixie-dnsop-dns-rpz): names and addresses that a
 * resolver answers otherwise.
 *
 * Taken are the QNAME triggers ("evil.example CNAME .") and the IP triggers
 * ("24.0.2.0.192.rpz-ip"), whatever the answer put in their place, except "let through"
 * (rpz-passthru). Triggers on the client's address or on name servers are set aside.
 */
#include "wire/feed_walk.h"

#include "wire/addr.h"

enum { RPZ_LABELS_MAX = 10 };

struct rpz {
	struct str origin; /* without final dot; empty: not stated */
	char origin_text[256];
	bool in_parens; /* inside a record that goes over several lines (the SOA) */
};

static void refuse(struct feed_walk *l, struct str line)
{
	struct why why;

	(void)why_set(&why, ERR_SYNTAX, SAY_FEED_RPZ_LINE, A(line));
	feed_refuse(l->sink, l->number, line, &why);
}

static bool is_class(struct str w)
{
	return str_eq_nocase(w, STR("IN")) || str_eq_nocase(w, STR("CH"));
}

/* Past an optional TTL ("3600", "1h") and class: the record type. */
static struct str record_type(struct str *rest)
{
	struct str w = feed_word(rest);

	for (int i = 0; i < 2; i++)
		if (w.n && (ascii_is_digit(w.p[0]) || is_class(w)))
			w = feed_word(rest);
	return w;
}

/* The owner without the zone's own name behind it. */
static struct str relative(const struct rpz *z, struct str owner)
{
	bool absolute = str_ends(owner, STR("."));
	size_t cut = z->origin.n + 1;

	if (absolute)
		owner.n--;
	if (absolute && z->origin.n && owner.n > cut && owner.p[owner.n - cut] == '.' &&
	    str_eq_nocase(str_cut(owner, owner.n - z->origin.n, owner.n), z->origin))
		owner.n -= cut;
	return owner;
}

/* Cuts ".rpz-xxx" off the end. */
static bool cut_tail(struct str *owner, struct str tail)
{
	if (owner->n <= tail.n ||
	    !str_eq_nocase(str_cut(*owner, owner->n - tail.n, owner->n), tail))
		return false;
	owner->n -= tail.n;
	return true;
}

/* "24.0.2.0.192" -> 192.0.2.0/24; "48.zz.2.2001" -> 2001:2::/48. */
static bool read_trigger(struct str t, struct buf *out)
{
	struct str label[RPZ_LABELS_MAX], rest = t;
	size_t n = 0;
	bool v4;

	while (n < RPZ_LABELS_MAX && str_split(&rest, '.', &label[n]))
		n++;
	if (rest.p || n < 3)
		return false;
	v4 = n == 5 && str_find_str(t, STR("zz")) == SIZE_MAX;
	for (size_t i = n; i-- > 1;) {
		bool gap = str_eq_nocase(label[i], STR("zz"));

		if (i < n - 1 || gap)
			buf_c(out, v4 ? '.' : ':');
		if (gap && i == 1)
			buf_c(out, ':');
		if (!gap)
			buf_put(out, label[i]);
	}
	buf_c(out, '/');
	buf_put(out, label[0]);
	return true;
}

static void address_trigger(struct feed_walk *l, struct str line, struct str t)
{
	struct buf text = { 0 };

	if (read_trigger(t, &text))
		feed_walk_offer(l, IND_CIDR, buf_str(&text));
	else
		refuse(l, line);
	buf_fini(&text);
}

static void record(struct feed_walk *l, struct str line, struct str owner, struct str type,
		   struct str data)
{
	static const char *const types[] = { "CNAME", "A", "AAAA", "TXT", "MX", NULL };
	const struct rpz *z = l->state;
	size_t i = 0;

	if (str_eq(owner, STR("@")) || str_eq_nocase(type, STR("SOA")) ||
	    str_eq_nocase(type, STR("NS")))
		return; /* about the zone itself */
	while (types[i] && !str_eq_nocase(type, str_of(types[i])))
		i++;
	if (!types[i] || data.n == 0) {
		refuse(l, line);
		return;
	}
	owner = relative(z, owner);
	if (str_eq_nocase(data, STR("rpz-passthru.")))
		feed_walk_aside(l, "exception");
	else if (cut_tail(&owner, STR(".rpz-ip")))
		address_trigger(l, line, owner);
	else if (cut_tail(&owner, STR(".rpz-client-ip")))
		feed_walk_aside(l, "rpz-client-ip");
	else if (cut_tail(&owner, STR(".rpz-nsdname")))
		feed_walk_aside(l, "rpz-nsdname");
	else if (cut_tail(&owner, STR(".rpz-nsip")))
		feed_walk_aside(l, "rpz-nsip");
	else
		feed_walk_offer(l, IND_DOMAIN, owner);
}

static void directive(struct rpz *z, struct str line)
{
	struct str rest = line, key = feed_word(&rest), value = feed_word(&rest);

	if (!str_eq_nocase(key, STR("$ORIGIN")) || value.n >= sizeof z->origin_text)
		return;
	memcpy(z->origin_text, value.p, value.n);
	z->origin = str_n(z->origin_text, value.n);
	if (str_ends(z->origin, STR(".")))
		z->origin.n--;
}

static void rpz_line(struct feed_walk *l, struct str line)
{
	struct rpz *z = l->state;
	size_t semicolon = str_find(line, ';');
	struct str rest = str_trim(str_cut(line, 0, semicolon)), owner, type;

	if (rest.n == 0)
		return;
	if (z->in_parens) {
		z->in_parens = str_find(rest, ')') == SIZE_MAX;
		return;
	}
	if (rest.p[0] == '$') {
		directive(z, rest);
		return;
	}
	z->in_parens = str_find(rest, '(') != SIZE_MAX && str_find(rest, ')') == SIZE_MAX;
	owner = feed_word(&rest);
	if (str_eq_nocase(owner, STR("NS")) || str_eq_nocase(owner, STR("SOA")) || is_class(owner))
		return; /* a record of the owner above: the zone's own */
	type = record_type(&rest);
	record(l, line, owner, type, feed_word(&rest));
}

enum err feed_rpz_read(struct str bytes, struct str map, const struct feed_sink *sink,
		       struct why *why)
{
	struct rpz z = { 0 };

	(void)map;
	(void)why;
	feed_walk_lines(bytes, sink, &z, rpz_line);
	return ERR_OK;
}
