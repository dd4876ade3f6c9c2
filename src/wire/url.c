/* SPDX-License-Identifier: Apache-2.0 */
/* url.c - doc/formats/url.md, step by step. */
#include "wire/url.h"

#include "base/buf.h"
#include "base/ensure.h"
#include "wire/addr.h"
#include "wire/domain.h"

enum { PORT_MAX = 65535, HOSTS_MAX = 5, HOST_LABELS = 5, FOLDERS_MAX = 4 };

/* A URL taken apart, not yet canonical. Everything borrows. */
struct parts {
	struct str scheme;    /* without "://"; empty if there is none */
	struct str authority; /* [user@]host[:port] */
	struct str path;      /* may be empty, or lack its "/" */
	struct str query;     /* p is NULL where there is no "?" */
};

/* ---- taking apart ---- */

bool url_is_scheme(struct str s)
{
	if (s.n == 0 || ascii_lower(s.p[0]) < 'a' || ascii_lower(s.p[0]) > 'z')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);

		if (!ascii_is_digit(c) && (c < 'a' || c > 'z') && c != '+' && c != '-' && c != '.')
			return false;
	}
	return true;
}

/* Path, query; the fragment goes. */
static void split_target(struct str t, struct parts *u)
{
	size_t at = str_find(t, '#');

	if (at != SIZE_MAX)
		t.n = at;
	at = str_find(t, '?');
	u->path = str_cut(t, 0, at);
	u->query = at == SIZE_MAX ? (struct str){ 0 } : str_cut(t, at + 1, t.n);
}

static void split(struct str t, struct parts *u)
{
	size_t at = str_find_str(t, STR("://")), end = 0;

	*u = (struct parts){ 0 };
	if (at != SIZE_MAX && url_is_scheme(str_cut(t, 0, at))) {
		u->scheme = str_cut(t, 0, at);
		t = str_cut(t, at + 3, t.n);
	} else if (str_starts(t, STR("//"))) {
		t = str_cut(t, 2, t.n);
	}
	while (end < t.n && t.p[end] != '/' && t.p[end] != '?' && t.p[end] != '#')
		end++;
	u->authority = str_cut(t, 0, end);
	split_target(str_cut(t, end, t.n), u);
}

/* ---- percent signs ---- */

/*
 * Appends s with %XX decoded until none is left. The result of one decoding may complete another
 * to its left, so each byte looks back; the rule has one normal form, whatever the order.
 */
static void decode(struct str s, struct buf *out)
{
	size_t from = out->n;
	char *p = buf_reserve(out, s.n);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		p[n++] = s.p[i];
		while (n >= 3 && p[n - 3] == '%') {
			int hi = ascii_hex(p[n - 2]), lo = ascii_hex(p[n - 1]);

			if (hi < 0 || lo < 0)
				break;
			n -= 2;
			p[n - 1] = (char)(hi << 4 | lo);
		}
	}
	out->n = from + n;
}

static void encode_byte(struct buf *out, char c)
{
	static const char hex[] = "0123456789ABCDEF";

	buf_c(out, '%');
	buf_c(out, hex[(unsigned char)c >> 4]);
	buf_c(out, hex[(unsigned char)c & 15]);
}

static bool is_outside(char c)
{
	return (unsigned char)c <= 0x20 || (unsigned char)c >= 0x7F;
}

/* The query stays as written, but for bytes that no URL may hold and stray percent signs. */
static void put_query(struct buf *out, struct str q)
{
	for (size_t i = 0; i < q.n; i++) {
		bool stray = q.p[i] == '%' && (i + 2 >= q.n || ascii_hex(q.p[i + 1]) < 0 ||
					       ascii_hex(q.p[i + 2]) < 0);

		if (stray || is_outside(q.p[i]))
			encode_byte(out, q.p[i]);
		else
			buf_c(out, q.p[i]);
	}
}

/* ---- the path ---- */

/* Takes the last segment off ("/a/b/" -> "/a/"); never below `root`. */
static void drop_segment(struct buf *out, size_t root)
{
	if (out->n > root + 1)
		out->n--;
	while (out->n > root + 1 && out->p[out->n - 1] != '/')
		out->n--;
}

/* Decoded path in, "." and ".." and empty segments resolved, encoded, appended. */
static void put_path(struct buf *out, struct str path)
{
	struct str rest = path, seg;
	size_t root = out->n;

	buf_c(out, '/');
	while (str_split(&rest, '/', &seg)) {
		if (str_eq(seg, STR("..")))
			drop_segment(out, root);
		if (seg.n == 0 || str_eq(seg, STR(".")) || str_eq(seg, STR("..")))
			continue;
		for (size_t i = 0; i < seg.n; i++) {
			if (is_outside(seg.p[i]) || strchr("#%?", seg.p[i]))
				encode_byte(out, seg.p[i]);
			else
				buf_c(out, seg.p[i]);
		}
		if (rest.p)
			buf_c(out, '/');
	}
}

/* ---- the host ---- */

/* One part of an IPv4 address as browsers read it: 0x hexadecimal, 0 octal, else decimal. */
static bool read_number(struct str s, uint64_t *out)
{
	unsigned base = 10;
	uint64_t v = 0;

	if (s.n >= 2 && s.p[0] == '0') {
		bool x = ascii_lower(s.p[1]) == 'x';

		base = x ? 16 : 8;
		s = str_cut(s, x ? 2 : 1, s.n);
	} else if (s.n == 0) {
		return false;
	}
	for (size_t i = 0; i < s.n; i++) {
		int d = ascii_hex(s.p[i]);

		if (d < 0 || (unsigned)d >= base)
			return false;
		v = v * base + (unsigned)d;
		if (v > UINT32_MAX)
			return false;
	}
	*out = v;
	return true;
}

/* "3279880203", "0xC37F000B", "195.0x7f.11": the forms of inet_aton (WHATWG URL, IPv4 parser). */
static bool read_any_v4(struct str host, struct addr *out)
{
	struct str rest = host, part;
	uint64_t v = 0, n[4];
	unsigned count = 0;

	while (str_split(&rest, '.', &part)) {
		if (count == 4 || !read_number(part, &n[count]))
			return false;
		count++;
	}
	for (unsigned i = 0; i + 1 < count; i++) {
		if (n[i] > 255)
			return false;
		v |= n[i] << (24 - 8 * i);
	}
	if (n[count - 1] >= 1ull << (8 * (5 - count)))
		return false;
	v |= n[count - 1];
	*out = (struct addr){ .family = 4 };
	for (unsigned i = 0; i < 4; i++)
		out->b[i] = (uint8_t)(v >> (24 - 8 * i));
	return true;
}

/* Leading, trailing and doubled dots go (Safe Browsing, canonicalisation of the host). */
static struct str tidy_dots(struct str h)
{
	char *p = (char *)h.p; /* our own scratch, written by decode() */
	size_t n = 0;

	for (size_t i = 0; i < h.n; i++)
		if (p[i] != '.' || (n && p[n - 1] != '.'))
			p[n++] = p[i];
	if (n && p[n - 1] == '.')
		n--;
	return str_n(p, n);
}

static enum err put_bracketed(struct str host, struct buf *out, struct why *why)
{
	struct addr a;

	if (host.n < 2 || host.p[host.n - 1] != ']' || !addr_read(str_cut(host, 1, host.n - 1), &a))
		return why_set(why, ERR_SYNTAX, SAY_URL_HOST, A(host));
	if (a.family == 6)
		buf_c(out, '[');
	addr_write(a, out);
	if (a.family == 6)
		buf_c(out, ']');
	return ERR_OK;
}

/* Does the last label look like a number, so that the whole must be an address? */
static bool ends_in_number(struct str host)
{
	uint64_t v;
	size_t at = host.n;
	struct str last;

	while (at > 0 && host.p[at - 1] != '.')
		at--;
	last = str_cut(host, at, host.n);
	return str_u64(last, &v) || (last.n > 2 && read_number(last, &v));
}

static enum err put_v4(struct str host, struct buf *out, struct why *why)
{
	struct addr a;

	if (!read_any_v4(host, &a))
		return why_set(why, ERR_SYNTAX, SAY_URL_HOST, A(host));
	addr_write(a, out);
	return ERR_OK;
}

static enum err put_name_or_v4(struct str host, struct buf *out, bool *is_addr, struct why *why)
{
	char name[DOMAIN_MAX];
	enum err e;
	size_t n;

	*is_addr = true;
	if (ends_in_number(host))
		return put_v4(host, out, why);
	e = domain_canon(host, name, &n, why);
	if (e != ERR_OK)
		return e;
	/* Asked again: the mapping of names makes digits of their look-alikes. */
	if (ends_in_number(str_n(name, n)))
		return put_v4(str_n(name, n), out, why);
	*is_addr = false;
	buf_put(out, str_n(name, n));
	return ERR_OK;
}

static enum err put_host(struct str raw, struct buf *out, bool *is_addr, struct why *why)
{
	struct buf scratch = { 0 };
	struct str host;
	enum err e;

	decode(raw, &scratch);
	host = tidy_dots(buf_str(&scratch));
	*is_addr = true;
	if (host.n == 0) {
		e = why_set(why, ERR_SYNTAX, SAY_URL_NO_HOST);
	} else if (host.p[0] == '[') {
		e = put_bracketed(host, out, why);
	} else {
		e = put_name_or_v4(host, out, is_addr, why);
	}
	buf_fini(&scratch);
	return e;
}

/* ---- the authority ---- */

/* host and port text of "[user@]host[:port]". */
static struct str split_authority(struct str a, struct str *port)
{
	size_t colon;

	for (size_t i = a.n; i-- > 0;)
		if (a.p[i] == '@') {
			a = str_cut(a, i + 1, a.n);
			break;
		}
	*port = (struct str){ 0 };
	for (colon = a.n; colon-- > 0;) {
		if (a.p[colon] == ']')
			return a;
		if (a.p[colon] == ':') {
			*port = str_cut(a, colon + 1, a.n);
			return str_cut(a, 0, colon);
		}
	}
	return a;
}

/* 80 and 443 whatever the scheme: the text that stays has none, and must read back as itself. */
static bool is_default_port(struct str scheme, uint64_t port)
{
	return port == 80 || port == 443 || (port == 21 && str_eq_nocase(scheme, STR("ftp")));
}

/* Appends host[:port]; where each ended up goes to *host_n and *port_at (0: no port). */
static enum err put_authority(const struct parts *u, struct buf *out, struct url *url,
			      size_t *port_at, struct why *why)
{
	struct str port, host = split_authority(u->authority, &port);
	enum err e = put_host(host, out, &url->host_is_addr, why);
	uint64_t v = 0;

	if (e != ERR_OK)
		return e;
	url->host.n = out->n;
	*port_at = 0;
	if (port.n == 0)
		return ERR_OK;
	if (!str_u64(port, &v) || v == 0 || v > PORT_MAX)
		return why_set(why, ERR_SYNTAX, SAY_URL_PORT, A(port));
	if (is_default_port(u->scheme, v))
		return ERR_OK;
	buf_c(out, ':');
	*port_at = out->n;
	buf_u64(out, v);
	return ERR_OK;
}

/* ---- the whole ---- */

static enum err build(struct arena *a, const struct parts *u, struct url *out, struct why *why)
{
	struct buf text = { 0 }, path = { 0 };
	size_t port_at, path_at, query_at;
	enum err e;

	*out = (struct url){ 0 };
	e = put_authority(u, &text, out, &port_at, why);
	if (e == ERR_OK) {
		path_at = text.n;
		decode(u->path, &path);
		put_path(&text, buf_str(&path));
		query_at = text.n;
		if (u->query.p) {
			buf_c(&text, '?');
			put_query(&text, u->query);
		}
		out->text = str_keep(a, buf_str(&text));
		out->host = str_cut(out->text, 0, out->host.n);
		out->port = port_at ? str_cut(out->text, port_at, path_at) : (struct str){ 0 };
		out->path = str_cut(out->text, path_at, query_at);
		if (u->query.p)
			out->query = str_cut(out->text, query_at + 1, out->text.n);
	}
	buf_fini(&path);
	buf_fini(&text);
	return e;
}

/* Blanks off the ends; TAB, CR and LF inside go too, as in Safe Browsing. */
static struct str tidy(struct arena *a, struct str t)
{
	size_t n = 0;
	char *p;

	while (t.n && (unsigned char)t.p[0] <= 0x20)
		t = str_cut(t, 1, t.n);
	while (t.n && (unsigned char)t.p[t.n - 1] <= 0x20)
		t.n--;
	if (str_find(t, '\t') == SIZE_MAX && str_find(t, '\r') == SIZE_MAX &&
	    str_find(t, '\n') == SIZE_MAX)
		return t;
	p = arena_alloc(a, t.n);
	for (size_t i = 0; i < t.n; i++)
		if (!strchr("\t\r\n", t.p[i]) || t.p[i] == 0)
			p[n++] = t.p[i];
	return str_n(p, n);
}

static enum err too_long(struct why *why)
{
	return why_set(why, ERR_LIMIT, SAY_URL_LONG, A((int)URL_MAX));
}

enum err url_read(struct arena *a, struct str text, struct url *out, struct why *why)
{
	struct parts u;

	if (text.n > URL_MAX)
		return too_long(why);
	split(tidy(a, text), &u);
	return build(a, &u, out, why);
}

/* "host:443", the target of CONNECT. */
static bool is_authority_form(struct str t)
{
	size_t colon = str_find(t, ':');
	uint64_t port;

	return colon != SIZE_MAX && colon > 0 && str_u64(str_cut(t, colon + 1, t.n), &port);
}

enum err url_join(struct arena *a, struct str host, struct str target, struct url *out,
		  struct why *why)
{
	struct parts u = { 0 };
	size_t scheme;

	if (host.n > URL_MAX || target.n > URL_MAX)
		return too_long(why);
	target = tidy(a, target);
	scheme = str_find_str(target, STR("://"));
	if ((scheme != SIZE_MAX && url_is_scheme(str_cut(target, 0, scheme))) ||
	    is_authority_form(target)) {
		split(target, &u);
	} else {
		u.authority = tidy(a, host);
		if (!str_eq(target, STR("*")))
			split_target(target, &u);
	}
	return build(a, &u, out, why);
}

/* ---- expressions ---- */

/* Slices of text: the host[:port] from each start on. Returns how many. */
static size_t hosts_of(const struct url *u, struct str out[static HOSTS_MAX])
{
	struct str whole = str_cut(u->text, 0, (size_t)(u->path.p - u->text.p)), top;
	unsigned labels = domain_labels(u->host), top_labels;
	size_t n = 0, at = 0;

	out[n++] = whole;
	if (u->host_is_addr || labels < 3)
		return n;
	top = domain_registrable(u->host);
	top_labels = domain_labels(top);
	for (; top.n && labels > top_labels && n < HOSTS_MAX; labels--) {
		at += str_find(str_cut(whole, at, whole.n), '.') + 1;
		if (labels <= HOST_LABELS + 1)
			out[n++] = str_cut(whole, at, whole.n);
	}
	return n;
}

/* The path with its query, the path, and the folders above it, most specific first. */
static size_t paths_of(const struct url *u, struct str out[static 2 + FOLDERS_MAX])
{
	struct str folder[FOLDERS_MAX], tail = str_n(u->path.p, u->path.n);
	size_t n = 0, folders = 0;

	if (u->query.p)
		out[n++] = str_n(tail.p, u->path.n + 1 + u->query.n);
	out[n++] = tail;
	for (size_t i = 0; i < tail.n && folders < FOLDERS_MAX; i++)
		if (tail.p[i] == '/')
			folder[folders++] = str_cut(tail, 0, i + 1);
	while (folders-- > 0)
		if (folder[folders].n != tail.n)
			out[n++] = folder[folders];
	return n;
}

size_t url_expressions(struct arena *a, const struct url *u, struct str out[static URL_EXPRESSIONS])
{
	struct str host[HOSTS_MAX], path[2 + FOLDERS_MAX];
	size_t hosts = hosts_of(u, host), paths = paths_of(u, path), n = 0;

	for (size_t h = 0; h < hosts; h++)
		for (size_t p = 0; p < paths; p++) {
			char *to = arena_alloc(a, host[h].n + path[p].n);

			memcpy(to, host[h].p, host[h].n);
			memcpy(to + host[h].n, path[p].p, path[p].n);
			out[n++] = str_n(to, host[h].n + path[p].n);
		}
	ensure(n <= URL_EXPRESSIONS);
	return n;
}
