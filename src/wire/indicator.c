/* SPDX-License-Identifier: Apache-2.0 */
/* indicator.c - one entry of a feed becomes a canonical value, or a reason why not. */
#include "wire/indicator.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/ensure.h"
#include "wire/addr.h"
#include "wire/domain.h"
#include "wire/url.h"

/* Prefixes shorter than these would list a good part of the Internet. */
enum { V4_SHORTEST = 8, V6_SHORTEST = 16, PORT_MAX = 65535 };
enum { MD5_HEX = 32, SHA1_HEX = 40, SHA256_HEX = 64, HASH_HEX_MAX = 64, JA4_LEN = 36 };

/* ---- names ---- */

static const char *const kind_names[IND_KINDS] = {
	[IND_NONE] = "none",
	[IND_DOMAIN] = "domain",
	[IND_IPV4] = "ipv4",
	[IND_IPV6] = "ipv6",
	[IND_CIDR] = "cidr",
	[IND_URL] = "url",
	[IND_MD5] = "md5",
	[IND_SHA1] = "sha1",
	[IND_SHA256] = "sha256",
	[IND_JA3] = "ja3",
	[IND_JA4] = "ja4",
	[IND_CERT_SHA1] = "cert-sha1",
	[IND_CERT_SHA256] = "cert-sha256",
};

static const char *const tlp_names[TLP_COUNT] = {
	[TLP_CLEAR] = "TLP:CLEAR", [TLP_GREEN] = "TLP:GREEN",
	[TLP_AMBER] = "TLP:AMBER", [TLP_AMBER_STRICT] = "TLP:AMBER+STRICT",
	[TLP_RED] = "TLP:RED",
};

static const char *const category_names[CAT_COUNT] = {
	[CAT_NONE] = "none",
	[CAT_C2] = "c2",
	[CAT_MALWARE] = "malware",
	[CAT_PHISHING] = "phishing",
	[CAT_FRAUD_SITE] = "fraud-site",
	[CAT_EXPLOIT] = "exploit",
	[CAT_BOTNET] = "botnet",
	[CAT_SPYWARE] = "spyware",
	[CAT_SCANNER] = "scanner",
	[CAT_ROGUE_CELL] = "rogue-cell",
	[CAT_OTHER_TECHNICAL] = "other-technical",
};

/* The number of `name` among names[from..n), or n. */
static unsigned look_up(const char *const *names, unsigned from, unsigned n, struct str name)
{
	for (unsigned i = from; i < n; i++)
		if (str_eq_nocase(name, str_of(names[i])))
			return i;
	return n;
}

const char *indicator_kind_name(enum indicator_kind k)
{
	ensure(k < IND_KINDS);
	return kind_names[k];
}

const char *indicator_hit_kind(enum indicator_kind k)
{
	if (k == IND_MD5 || k == IND_SHA1 || k == IND_SHA256)
		return "hash";
	if (k == IND_CERT_SHA1 || k == IND_CERT_SHA256)
		return "cert";
	return indicator_kind_name(k);
}

bool indicator_kind_of(struct str name, enum indicator_kind *out)
{
	unsigned k = look_up(kind_names, IND_NONE + 1, IND_KINDS, name);

	*out = k < IND_KINDS ? (enum indicator_kind)k : IND_NONE;
	return k < IND_KINDS;
}

const char *tlp_name(enum tlp t)
{
	ensure(t < TLP_COUNT);
	return tlp_names[t];
}

bool tlp_of(struct str name, enum tlp *out)
{
	unsigned t;

	if (name.n >= 4 && str_eq_nocase(str_cut(name, 0, 4), STR("TLP:")))
		name = str_cut(name, 4, name.n);
	for (t = 0; t < TLP_COUNT; t++)
		if (str_eq_nocase(name, str_of(tlp_names[t] + 4)))
			break;
	if (t == TLP_COUNT && str_eq_nocase(name, STR("WHITE")))
		t = TLP_CLEAR;
	if (t == TLP_COUNT)
		return false;
	*out = (enum tlp)t;
	return true;
}

const char *category_name(enum category c)
{
	ensure(c < CAT_COUNT);
	return category_names[c];
}

bool category_of(struct str name, enum category *out)
{
	unsigned c = look_up(category_names, CAT_NONE + 1, CAT_COUNT, name);

	*out = c < CAT_COUNT ? (enum category)c : CAT_NONE;
	return c < CAT_COUNT;
}

/* ---- defanging ---- */

static const struct {
	struct str from, to;
} fangs[] = {
	{ STR("[.]"), STR(".") },     { STR("(.)"), STR(".") },   { STR("{.}"), STR(".") },
	{ STR("[dot]"), STR(".") },   { STR("(dot)"), STR(".") }, { STR("{dot}"), STR(".") },
	{ STR("[://]"), STR("://") }, { STR("[:]"), STR(":") },   { STR("[@]"), STR("@") },
	{ STR("[at]"), STR("@") },    { STR("(at)"), STR("@") },
};

/* Which of the characters that decide what a text is occur in it: one look instead of one for each. */
enum { HAS_FANG = 1, HAS_COLON = 2, HAS_SLASH = 4, HAS_QUERY = 8, HAS_AT = 16, HAS_PATTERN = 32 };

static const uint8_t looks[256] = {
	['['] = HAS_FANG | HAS_PATTERN,
	['('] = HAS_FANG | HAS_PATTERN,
	['{'] = HAS_FANG | HAS_PATTERN,
	[']'] = HAS_PATTERN,
	[')'] = HAS_PATTERN,
	['}'] = HAS_PATTERN,
	['\\'] = HAS_PATTERN,
	['*'] = HAS_PATTERN,
	['^'] = HAS_PATTERN,
	['$'] = HAS_PATTERN,
	['+'] = HAS_PATTERN,
	['|'] = HAS_PATTERN,
	[':'] = HAS_COLON,
	['/'] = HAS_SLASH,
	['?'] = HAS_QUERY,
	['@'] = HAS_AT,
};

static unsigned look(struct str t)
{
	unsigned seen = 0;

	for (size_t i = 0; i < t.n; i++)
		seen |= looks[(unsigned char)t.p[i]];
	return seen;
}

/* The fang that stands at t.p[i], or NULL. */
static const struct str *fang_at(struct str t, size_t i, size_t *len)
{
	for (size_t k = 0; k < sizeof fangs / sizeof *fangs; k++) {
		*len = fangs[k].from.n;
		if (t.n - i >= *len && str_eq_nocase(str_n(t.p + i, *len), fangs[k].from))
			return &fangs[k].to;
	}
	return NULL;
}

/* "http:" or "http:/": the next slash still belongs to "://". */
static bool is_inside_scheme(struct str t)
{
	return str_ends(t, STR(":")) || str_ends(t, STR(":/"));
}

/* Only up to the end of the host: brackets in a path are the path's own. */
static struct str pull_fangs(struct arena *a, struct str t)
{
	char *p = arena_alloc(a, t.n);
	size_t n = 0;

	for (size_t i = 0; i < t.n;) {
		size_t len;
		const struct str *to = fang_at(t, i, &len);

		if (to) {
			memcpy(p + n, to->p, to->n);
			n += to->n;
			i += len;
			continue;
		}
		if (t.p[i] == '/' && n && !is_inside_scheme(str_n(p, n))) {
			memcpy(p + n, t.p + i, t.n - i);
			n += t.n - i;
			break;
		}
		p[n++] = t.p[i++];
	}
	return str_n(p, n);
}

/* hxxp://, hXXps://, h**p:// and the like; the scheme itself is dropped later. */
static bool is_bent_scheme(struct str s)
{
	return (s.n == 4 || (s.n == 5 && ascii_lower(s.p[4]) == 's')) &&
	       ascii_lower(s.p[0]) == 'h' && s.p[1] == s.p[2] && ascii_lower(s.p[3]) == 'p';
}

/* *seen: what look() says of the result. */
static struct str refang(struct arena *a, struct str t, unsigned *seen)
{
	size_t at = SIZE_MAX;

	t = str_trim(t);
	*seen = look(t);
	if (*seen & HAS_FANG) {
		t = pull_fangs(a, t);
		*seen = look(t);
	}
	if (t.n && ascii_lower(t.p[0]) == 'h' && (*seen & HAS_COLON))
		at = str_find_str(t, STR("://"));
	if (at != SIZE_MAX && is_bent_scheme(str_cut(t, 0, at)) && at > 0) {
		char *p = (char *)str_keep(a, t).p;

		p[1] = p[2] = 't';
		t = str_n(p, t.n);
		*seen = look(t);
	}
	return t;
}

/* ---- each kind ---- */

static enum err take(struct arena *a, enum indicator_kind kind, struct str value,
		     struct indicator *out)
{
	out->kind = kind;
	out->value = str_keep(a, value);
	return ERR_OK;
}

static enum err take_addr(struct arena *a, struct addr addr, struct indicator *out)
{
	char text[ADDR_TEXT_MAX];

	return take(a, addr.family == 4 ? IND_IPV4 : IND_IPV6, str_n(text, addr_text(addr, text)),
		    out);
}

static enum err take_prefix(struct arena *a, struct prefix p, struct str text,
			    struct indicator *out, struct why *why)
{
	unsigned shortest = p.addr.family == 4 ? V4_SHORTEST : V6_SHORTEST;
	struct buf b = { 0 };
	enum err e;

	if (p.len == addr_bits(p.addr))
		return take_addr(a, p.addr, out);
	if (p.len < shortest)
		return why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_WIDE, A(text), A(shortest));
	prefix_write(p, &b);
	e = take(a, IND_CIDR, buf_str(&b), out);
	buf_fini(&b);
	return e;
}

/* Is the last label all digits? No top-level domain is, and "1.2.3.256" is a slip. */
static bool ends_in_digits(struct str name)
{
	size_t i = name.n;

	while (i > 0 && ascii_is_digit(name.p[i - 1]))
		i--;
	return i < name.n && (i == 0 || name.p[i - 1] == '.');
}

static enum err check_name(struct str name, struct why *why)
{
	if (ends_in_digits(name))
		return why_set(why, ERR_SYNTAX, SAY_INDICATOR_NUMBER, A(name));
	if (str_find(name, '.') == SIZE_MAX)
		return why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_SINGLE, A(name));
	if (domain_is_shared(name))
		return why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_SUFFIX, A(name));
	return ERR_OK;
}

static enum err take_domain(struct arena *a, struct str text, struct indicator *out,
			    struct why *why)
{
	char name[DOMAIN_MAX];
	enum err e;
	size_t n;

	if (str_starts(text, STR("*.")))
		text = str_cut(text, 2, text.n);
	else if (str_starts(text, STR(".")))
		text = str_cut(text, 1, text.n);
	e = domain_canon(text, name, &n, why);
	if (e == ERR_OK && name[0] == '*')
		e = why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN, A(text));
	if (e == ERR_OK)
		e = check_name(str_n(name, n), why);
	return e == ERR_OK ? take(a, IND_DOMAIN, str_n(name, n), out) : e;
}

static enum err take_url(struct arena *a, struct str text, struct indicator *out, struct why *why)
{
	struct url u;
	enum err e = url_read(a, text, &u, why);

	if (e == ERR_OK && !u.host_is_addr) {
		bool whole_host = u.path.n == 1 && !u.query.p;

		/* One page on a shared host may be listed; a suffix as a whole may not. */
		if (whole_host || str_find(u.host, '.') == SIZE_MAX || ends_in_digits(u.host))
			e = check_name(u.host, why);
		if (e == ERR_OK && u.host.p[0] == '*')
			e = why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN, A(text));
	}
	if (e != ERR_OK)
		return e;
	out->kind = IND_URL;
	out->value = u.text;
	return ERR_OK;
}

static bool is_hex(struct str t)
{
	for (size_t i = 0; i < t.n; i++)
		if (ascii_hex(t.p[i]) < 0)
			return false;
	return true;
}

static enum err take_hash(struct arena *a, enum indicator_kind kind, size_t want, struct str text,
			  struct indicator *out, struct why *why)
{
	char hex[HASH_HEX_MAX];
	size_t n = 0;

	/* Fingerprints are often written in pairs ("AB:CD:..."). */
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ':' && i % 3 == 2)
			continue;
		if (n == want || ascii_hex(text.p[i]) < 0)
			return why_set(why, ERR_SYNTAX, SAY_INDICATOR_HASH, A(text),
				       A(kind_names[kind]), A((unsigned)want));
		hex[n++] = ascii_lower(text.p[i]);
	}
	if (n != want)
		return why_set(why, ERR_SYNTAX, SAY_INDICATOR_HASH, A(text), A(kind_names[kind]),
			       A((unsigned)want));
	return take(a, kind, str_n(hex, n), out);
}

/* t13d1516h2_8daaf6152771_e5627efa2ab1 (FoxIO, JA4: client TLS fingerprint). */
static bool is_ja4(struct str t)
{
	return t.n == JA4_LEN && strchr("tqdTQD", t.p[0]) && t.p[0] && t.p[10] == '_' &&
	       t.p[23] == '_' && strchr("diDI", t.p[3]) && t.p[3] && is_hex(str_cut(t, 11, 23)) &&
	       is_hex(str_cut(t, 24, 36)) && ascii_is_digit(t.p[4]) && ascii_is_digit(t.p[5]) &&
	       ascii_is_digit(t.p[6]) && ascii_is_digit(t.p[7]);
}

static enum err take_ja4(struct arena *a, struct str text, struct indicator *out, struct why *why)
{
	char low[JA4_LEN];

	if (!is_ja4(text))
		return why_set(why, ERR_SYNTAX, SAY_INDICATOR_JA4, A(text));
	for (size_t i = 0; i < text.n; i++)
		low[i] = ascii_lower(text.p[i]);
	return take(a, IND_JA4, str_n(low, text.n), out);
}

/* ---- telling kinds apart ---- */

/* Splits "host:port" where what follows the last colon is digits. */
static bool split_port(struct str t, struct str *host, struct str *port)
{
	size_t i = t.n;

	while (i > 0 && ascii_is_digit(t.p[i - 1]))
		i--;
	if (i == t.n || i < 2 || t.p[i - 1] != ':')
		return false;
	*host = str_cut(t, 0, i - 1);
	*port = str_cut(t, i, t.n);
	return true;
}

static enum err check_port(struct str port, struct str text, struct why *why)
{
	uint64_t v;

	if (!str_u64(port, &v) || v == 0 || v > PORT_MAX)
		return why_set(why, ERR_SYNTAX, SAY_INDICATOR_PORT, A(text));
	return ERR_OK;
}

/* An address, perhaps in brackets, perhaps with a port; *is tells whether it looks like one. */
static enum err try_addr(struct arena *a, struct str t, struct indicator *out, bool *is,
			 struct why *why)
{
	struct str host = t, port = { 0 };
	struct addr addr;
	enum err e;

	*is = true;
	if (addr_read(t, &addr))
		return take_addr(a, addr, out);
	split_port(t, &host, &port);
	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = str_cut(host, 1, host.n - 1);
	*is = host.n != t.n && addr_read(host, &addr);
	if (!*is)
		return ERR_OK;
	e = port.p ? check_port(port, t, why) : ERR_OK;
	return e == ERR_OK ? take_addr(a, addr, out) : e;
}

/* Behind a slash: a prefix, if the part before it is an address and the rest digits. */
static enum err try_prefix(struct arena *a, struct str t, struct indicator *out, bool *is,
			   struct why *why)
{
	size_t slash = str_find(t, '/');
	struct prefix p;
	struct addr addr;

	*is = addr_read(str_cut(t, 0, slash), &addr) && slash + 1 < t.n;
	for (size_t i = slash + 1; *is && i < t.n; i++)
		*is = ascii_is_digit(t.p[i]);
	if (!*is)
		return ERR_OK;
	if (!prefix_read(t, &p, NULL))
		return why_set(why, ERR_SYNTAX, SAY_INDICATOR_PREFIX, A(t));
	return take_prefix(a, p, t, out, why);
}

/* Characters that stand in patterns and never in names. */
static bool looks_like_pattern(struct str t)
{
	return look(str_starts(t, STR("*.")) ? str_cut(t, 1, t.n) : t) & HAS_PATTERN;
}

static bool looks_like_email(struct str t)
{
	size_t at = str_find(t, '@');

	if (at == SIZE_MAX || at == 0)
		return str_starts(t, STR("mailto:"));
	return str_find(str_cut(t, 0, at), '/') == SIZE_MAX;
}

static enum err guess_plain(struct arena *a, struct str t, unsigned seen, struct indicator *out,
			    struct why *why)
{
	struct str host, port;
	enum err e;
	bool is;

	e = try_addr(a, t, out, &is, why);
	if (is)
		return e;
	if ((seen & HAS_PATTERN) && looks_like_pattern(t))
		return why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN, A(t));
	if ((seen & HAS_COLON) && split_port(t, &host, &port)) {
		e = check_port(port, t, why);
		return e == ERR_OK ? take_domain(a, host, out, why) : e;
	}
	return take_domain(a, t, out, why);
}

/* "/x", "///x"; but "//host/x" is a URL without its scheme. */
static bool is_path(struct str t)
{
	return t.p[0] == '/' && (!str_starts(t, STR("//")) || str_starts(t, STR("///")));
}

static enum err guess_slashed(struct arena *a, struct str t, struct indicator *out, struct why *why)
{
	size_t end = str_find(t, '/'), query = str_find(t, '?');
	enum err e;
	bool is;

	if (query < end)
		end = query;
	if (is_path(t))
		return why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_PATH, A(t));
	e = try_prefix(a, t, out, &is, why);
	if (is)
		return e;
	if (looks_like_pattern(str_cut(t, 0, end)) && t.p[0] != '[')
		return why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_PATTERN, A(t));
	return take_url(a, t, out, why);
}

static enum err guess_hash(struct arena *a, struct str t, struct indicator *out, struct why *why)
{
	enum indicator_kind kind = t.n == MD5_HEX  ? IND_MD5 :
				   t.n == SHA1_HEX ? IND_SHA1 :
						     IND_SHA256;

	return take_hash(a, kind, t.n, t, out, why);
}

static bool is_hash(struct str t)
{
	return (t.n == MD5_HEX || t.n == SHA1_HEX || t.n == SHA256_HEX) && is_hex(t);
}

/* What every indicator starts as, its text without fangs in *t, and what look() says of that. */
static enum err begin(struct arena *a, struct str text, struct indicator *out, struct str *t,
		      unsigned *seen, struct why *why)
{
	*out = (struct indicator){
		.valid_from = { INT64_MIN },
		.valid_until = { INT64_MAX },
		.confidence = 255,
	};
	if (text.n > URL_MAX)
		return why_set(why, ERR_LIMIT, SAY_INDICATOR_LONG, A((unsigned)URL_MAX));
	*t = refang(a, text, seen);
	if (t->n == 0)
		return why_set(why, ERR_SYNTAX, SAY_INDICATOR_EMPTY);
	return ERR_OK;
}

enum err indicator_guess(struct arena *a, struct str text, struct indicator *out, struct why *why)
{
	unsigned seen;
	struct str t;
	enum err e = begin(a, text, out, &t, &seen, why);

	if (e != ERR_OK)
		return e;
	if (is_hash(t))
		return guess_hash(a, t, out, why);
	if (is_ja4(t))
		return take_ja4(a, t, out, why);
	if ((seen & HAS_COLON) && str_find_str(t, STR("://")) != SIZE_MAX && t.p[0] != '/')
		return take_url(a, t, out, why);
	if ((seen & (HAS_AT | HAS_COLON)) && looks_like_email(t))
		return why_set(why, ERR_DENIED, SAY_INDICATOR_PERSONAL);
	if (seen & (HAS_SLASH | HAS_QUERY))
		return guess_slashed(a, t, out, why);
	return guess_plain(a, t, seen, out, why);
}

enum err indicator_of(struct arena *a, enum indicator_kind kind, struct str text,
		      struct indicator *out, struct why *why)
{
	unsigned seen;
	struct str t;
	enum err e = begin(a, text, out, &t, &seen, why);
	struct prefix p;
	bool is;

	if (e != ERR_OK)
		return e;
	switch (kind) {
	case IND_DOMAIN:
		return looks_like_email(t) ? why_set(why, ERR_DENIED, SAY_INDICATOR_PERSONAL) :
					     take_domain(a, t, out, why);
	case IND_IPV4:
	case IND_IPV6:
	case IND_CIDR:
		if (prefix_read(t, &p, NULL))
			return take_prefix(a, p, t, out, why);
		e = try_addr(a, t, out, &is, why);
		return is ? e : why_set(why, ERR_SYNTAX, SAY_INDICATOR_ADDR, A(t));
	case IND_URL:
		if (is_path(t))
			return why_set(why, ERR_UNSUPPORTED, SAY_INDICATOR_PATH, A(t));
		return take_url(a, t, out, why);
	case IND_MD5:
	case IND_JA3:
		return take_hash(a, kind, MD5_HEX, t, out, why);
	case IND_SHA1:
	case IND_CERT_SHA1:
		return take_hash(a, kind, SHA1_HEX, t, out, why);
	case IND_SHA256:
	case IND_CERT_SHA256:
		return take_hash(a, kind, SHA256_HEX, t, out, why);
	case IND_JA4:
		return take_ja4(a, t, out, why);
	default:
		return indicator_guess(a, text, out, why);
	}
}
