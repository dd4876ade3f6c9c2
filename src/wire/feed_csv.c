/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_csv.c - tables: which column is what, by the header's words or by a map; then row by row.
 *
 * The header is the first row, or the last comment before it (abuse.ch writes it so). Every
 * non-empty cell of a value column is an entry; a type column names the kind of the columns
 * that have none of their own.
 */
#include "wire/feed_parts.h"

#include "wire/csv.h"
#include "wire/time3339.h"

enum role {
	R_NONE,
	R_VALUE, /* with a kind; IND_NONE: by the type column, else by its look */
	R_CERT,  /* a fingerprint: SHA-1 or SHA-256 by its length */
	R_PERSONAL,
	R_TYPE,
	R_FROM,
	R_UNTIL,
	R_CONFIDENCE,
	R_TLP,
	R_REF,
	R_NAME /* a value, but only beside a column of observable types */
};

static const struct {
	const char *name; /* as fold() leaves it */
	enum role role;
	enum indicator_kind kind;
} known[] = {
	{ "domain", R_VALUE, IND_DOMAIN },
	{ "domainname", R_VALUE, IND_DOMAIN },
	{ "domains", R_VALUE, IND_DOMAIN },
	{ "hostname", R_VALUE, IND_DOMAIN },
	{ "host", R_VALUE, IND_NONE },
	{ "fqdn", R_VALUE, IND_DOMAIN },
	{ "ip", R_VALUE, IND_IPV4 },
	{ "ipaddress", R_VALUE, IND_IPV4 },
	{ "ipv4", R_VALUE, IND_IPV4 },
	{ "ipv6", R_VALUE, IND_IPV6 },
	{ "dstip", R_VALUE, IND_IPV4 },
	{ "sourceip", R_VALUE, IND_IPV4 },
	{ "cidr", R_VALUE, IND_CIDR },
	{ "url", R_VALUE, IND_URL },
	{ "uri", R_VALUE, IND_URL },
	{ "sourceurl", R_VALUE, IND_URL },
	{ "urlselection", R_VALUE, IND_NONE },
	{ "ioc", R_VALUE, IND_NONE },
	{ "iocvalue", R_VALUE, IND_NONE },
	{ "indicator", R_VALUE, IND_NONE },
	{ "indicatorvalue", R_VALUE, IND_NONE },
	{ "value", R_VALUE, IND_NONE },
	{ "observable", R_VALUE, IND_NONE },
	{ "hash", R_VALUE, IND_NONE },
	{ "filehash", R_VALUE, IND_NONE },
	{ "md5", R_VALUE, IND_MD5 },
	{ "md5sum", R_VALUE, IND_MD5 },
	{ "md5hash", R_VALUE, IND_MD5 },
	{ "sha1", R_VALUE, IND_SHA1 },
	{ "sha1sum", R_VALUE, IND_SHA1 },
	{ "sha1hash", R_VALUE, IND_SHA1 },
	{ "sha256", R_VALUE, IND_SHA256 },
	{ "sha256sum", R_VALUE, IND_SHA256 },
	{ "sha256hash", R_VALUE, IND_SHA256 },
	{ "ja3", R_VALUE, IND_JA3 },
	{ "ja3md5", R_VALUE, IND_JA3 },
	{ "ja4", R_VALUE, IND_JA4 },
	{ "certificate", R_CERT, IND_NONE },
	{ "certsha1", R_CERT, IND_NONE },
	{ "certsha256", R_CERT, IND_NONE },
	{ "email", R_PERSONAL, IND_NONE },
	{ "emailaddress", R_PERSONAL, IND_NONE },
	{ "phone", R_PERSONAL, IND_NONE },
	{ "phonenumber", R_PERSONAL, IND_NONE },
	{ "msisdn", R_PERSONAL, IND_NONE },
	{ "type", R_TYPE, IND_NONE },
	{ "ioctype", R_TYPE, IND_NONE },
	{ "indicatortype", R_TYPE, IND_NONE },
	{ "observabletypes", R_TYPE, IND_NONE },
	{ "validfrom", R_FROM, IND_NONE },
	{ "creationdate", R_FROM, IND_NONE },
	{ "validuntil", R_UNTIL, IND_NONE },
	{ "endofvalidity", R_UNTIL, IND_NONE },
	{ "expires", R_UNTIL, IND_NONE },
	{ "expirationdate", R_UNTIL, IND_NONE },
	{ "confidence", R_CONFIDENCE, IND_NONE },
	{ "confidencelevel", R_CONFIDENCE, IND_NONE },
	{ "tlp", R_TLP, IND_NONE },
	{ "ref", R_REF, IND_NONE },
	{ "uuid", R_REF, IND_NONE },
	{ "stixid", R_REF, IND_NONE },
	{ "link", R_REF, IND_NONE },
	{ "name", R_NAME, IND_NONE },
};

/* A column that tells what else the table is; its rows must not become indicators unasked. */
static const struct {
	const char *name;
	enum say_id id;
} others[] = {
	{ "naics", SAY_FEED_IS_REPORT }, /* Shadowserver */
	{ "defacementid", SAY_FEED_IS_REPORT },
	{ "botname", SAY_FEED_IS_REPORT },       /* Spamhaus CERT */
	{ "asnname", SAY_FEED_IS_REPORT },       /* Team Cymru */
	{ "feedcode", SAY_FEED_IS_REPORT },      /* CERT-EU */
	{ "sourceipasnnr", SAY_FEED_IS_REPORT }, /* Microsoft DCU */
	{ "appstoreid", SAY_FEED_IS_APPS },
	{ "playstoreid", SAY_FEED_IS_APPS },
	{ "observable(notanioc!)", SAY_FEED_NOT_IOC },
	{ "path", SAY_FEED_TABLE_PATH },
};

enum { COLUMNS_MAX = 64, NAME_MAX_BYTES = 40, SNIFF_ROWS = 20, RESET_EVERY = 256 };

struct layout {
	enum role role[COLUMNS_MAX];
	enum indicator_kind kind[COLUMNS_MAX];
	bool values; /* at least one column holds entries */
	bool header; /* the first row is no data */
};

/* ---- headers ---- */

/* Lower case without spaces, '_', '-' and '.': "Domain Name" and "domain_name" are one. */
static struct str fold(struct str s, char out[static NAME_MAX_BYTES])
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < NAME_MAX_BYTES; i++)
		if (!memchr(" _-.\t\"'", s.p[i], 7))
			out[n++] = ascii_lower(s.p[i]);
	return str_n(out, n);
}

static void name_column(struct layout *l, size_t i, struct str name)
{
	for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
		if (str_eq(name, str_of(known[k].name))) {
			l->role[i] = known[k].role;
			l->kind[i] = known[k].kind;
		}
	}
}

static enum say_id other_kind(struct str *f, size_t n)
{
	char folded[NAME_MAX_BYTES];

	for (size_t i = 0; i < n; i++) {
		struct str name = fold(f[i], folded);

		for (size_t k = 0; k < sizeof others / sizeof *others; k++)
			if (str_eq(name, str_of(others[k].name)))
				return others[k].id;
	}
	return SAY_NONE;
}

static struct layout layout_of(struct str *f, size_t n)
{
	struct layout l = { .header = true };
	bool observables = false;
	char folded[NAME_MAX_BYTES];

	n = n < COLUMNS_MAX ? n : COLUMNS_MAX;
	for (size_t i = 0; i < n; i++)
		observables |= str_eq(fold(f[i], folded), STR("observabletypes"));
	for (size_t i = 0; i < n; i++) {
		struct str name = fold(f[i], folded);

		name_column(&l, i, name);
		if (l.role[i] == R_NAME)
			l.role[i] = observables ? R_VALUE : R_NONE;
		if (observables && str_eq(name, STR("type")))
			l.role[i] = R_NONE;
		l.values |= l.role[i] == R_VALUE || l.role[i] == R_CERT;
	}
	return l;
}

/* The last comment line before the first row, without its '#'; empty if there is none. */
static struct str last_comment(struct str in)
{
	struct str line, last = { 0 };

	while (str_split(&in, '\n', &line)) {
		line = str_trim(line);
		if (line.n && line.p[0] != '#')
			break;
		if (line.n > 1)
			last = str_trim(str_cut(line, 1, line.n));
	}
	return last;
}

static struct str *first_row(struct arena *a, struct str in, char sep, size_t *n)
{
	struct csv_reader *r = csv_open(a, in, sep, true);
	struct str *f;

	return csv_next(r, &f, n, NULL) == ERR_OK && *n ? f : NULL;
}

/* The header of the table: *f and *n, and the layout that it means. */
static struct layout find_layout(struct arena *a, struct str in, struct str **f, size_t *n)
{
	struct layout l = { 0 };
	size_t n2 = 0;
	struct str *f2;

	*n = 0;
	*f = first_row(a, in, 0, n);
	if (*f)
		l = layout_of(*f, *n);
	if (l.values || (*f && other_kind(*f, *n)))
		return l;
	f2 = first_row(a, last_comment(in), 0, &n2);
	/* "IP<tab>count" is what lists say of themselves */
	if (f2 && n2 > (str_find(last_comment(in), '\t') == SIZE_MAX ? 1 : 2) &&
	    (layout_of(f2, n2).values || other_kind(f2, n2))) {
		l = layout_of(f2, n2);
		l.header = false;
		*f = f2;
		*n = n2;
	}
	return l;
}

static enum err unknown_table(struct str *f, size_t n, struct why *why)
{
	struct buf names = { 0 };
	enum err e;

	for (size_t i = 0; i < n && i < 8; i++) {
		if (i)
			buf_puts(&names, ", ");
		buf_put(&names, str_cut(f[i], 0, NAME_MAX_BYTES));
	}
	e = why_set(why, ERR_UNSUPPORTED, SAY_FEED_TABLE_UNKNOWN, A(buf_str(&names)));
	buf_fini(&names);
	return e;
}

/* Do the first rows have as many fields as the first, by a separator that lists do not use? */
static bool looks_like_table(struct arena *a, struct str head)
{
	struct csv_reader *r = csv_open(a, head, 0, true);
	size_t width = 0, same = 0, rows = 0, n = 1;
	struct str *f;

	while (rows < SNIFF_ROWS && n) {
		if (csv_next(r, &f, &n, NULL) != ERR_OK) {
			n = 1;
			rows++;
			continue;
		}
		width = rows == 0 ? n : width;
		same += n && n == width;
		rows += n > 0;
	}
	return width > 1 && 2 * same > rows && (csv_separator(r) != '\t' || width > 2);
}

enum err feed_csv_guess(struct str head, struct why *why)
{
	struct arena *a = arena_open();
	struct layout l;
	struct str *f;
	size_t n;
	enum err e;

	l = find_layout(a, head, &f, &n);
	if (f && other_kind(f, n))
		e = why_set(why, ERR_UNSUPPORTED, other_kind(f, n));
	else if (l.values)
		e = ERR_OK;
	else if (f && looks_like_table(a, head))
		e = unknown_table(f, n, why);
	else
		e = ERR_NOTFOUND;
	arena_close(a);
	return e;
}

/* ---- the map a person gives ---- */

static bool role_by_word(struct str word, struct layout *l, size_t i)
{
	static const struct {
		const char *word;
		enum role role;
	} roles[] = { { "value", R_VALUE },
		      { "cert", R_CERT },
		      { "personal", R_PERSONAL },
		      { "type", R_TYPE },
		      { "valid_from", R_FROM },
		      { "valid_until", R_UNTIL },
		      { "confidence", R_CONFIDENCE },
		      { "tlp", R_TLP },
		      { "ref", R_REF } };

	for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
		if (str_eq_nocase(word, str_of(roles[k].word))) {
			l->role[i] = roles[k].role;
			l->kind[i] = IND_NONE;
			return true;
		}
	}
	if (feed_type_of(word, &l->kind[i]) != FEED_USE_KIND)
		return false;
	l->role[i] = R_VALUE;
	return true;
}

/* A column by its number (from 1) or its header's words. */
static bool find_column(struct str name, struct str *f, size_t n, size_t *out, bool *by_name)
{
	char x[NAME_MAX_BYTES], y[NAME_MAX_BYTES];
	uint64_t number;

	for (*out = 0; *out < n && *out < COLUMNS_MAX; ++*out) {
		if (str_eq(fold(f[*out], x), fold(name, y))) {
			*by_name = true;
			return true;
		}
	}
	if (!str_u64(name, &number) || number < 1 || number > COLUMNS_MAX)
		return false;
	*out = number - 1;
	return true;
}

static enum err layout_from_map(struct str map, struct str *f, size_t n, struct layout *l,
				struct why *why)
{
	struct str part;

	*l = (struct layout){ 0 };
	while (str_split(&map, ',', &part)) {
		size_t eq = str_find(part, '='), column;

		if (eq == SIZE_MAX)
			return why_set(why, ERR_ARG, SAY_FEED_MAP, A(part));
		if (!find_column(str_trim(str_cut(part, eq + 1, part.n)), f, n, &column,
				 &l->header))
			return why_set(why, ERR_ARG, SAY_FEED_MAP_COLUMN,
				       A(str_cut(part, eq + 1, part.n)));
		if (!role_by_word(str_trim(str_cut(part, 0, eq)), l, column))
			return why_set(why, ERR_ARG, SAY_FEED_MAP, A(part));
		l->values |= l->role[column] == R_VALUE || l->role[column] == R_CERT;
	}
	return l->values ? ERR_OK : why_set(why, ERR_ARG, SAY_FEED_MAP_VALUE);
}

/* ---- rows ---- */

struct row {
	const struct feed_sink *sink;
	struct arena *a;
	struct str type;
	struct indicator facts;
};

/* "2024-02-23", RFC 3339 with or without a zone, or seconds since 1970. */
static void read_time(struct str s, struct instant *out)
{
	unsigned month, day;
	int year;

	if (date_read(s, &year, &month, &day))
		out->us = civil_days(year, month, day) * US_PER_DAY;
	else if (!time3339_read(s, true, out))
		(void)time_epoch_read(s, out);
}

/* A STIX id inside of a link is the reference; other links are pages about it. */
static struct str ref_of(struct str s)
{
	size_t at = str_find_str(s, STR("indicator--"));

	if (str_find_str(s, STR("://")) == SIZE_MAX)
		return s;
	return at == SIZE_MAX ? (struct str){ 0 } : str_cut(s, at, at + 47);
}

static void read_fact(struct row *row, enum role role, struct str s)
{
	enum tlp tlp;
	uint64_t u;

	switch (role) {
	case R_TYPE:
		row->type = s;
		break;
	case R_FROM:
		read_time(s, &row->facts.valid_from);
		break;
	case R_UNTIL:
		read_time(s, &row->facts.valid_until);
		break;
	case R_CONFIDENCE:
		if (str_u64(s, &u) && u <= 100)
			row->facts.confidence = (uint8_t)u;
		break;
	case R_TLP:
		if (tlp_of(s, &tlp))
			row->facts.tlp = (uint8_t)tlp;
		break;
	case R_REF:
		row->facts.ref = ref_of(s);
		break;
	default:
		break;
	}
}

static void on_found(void *ctx, const struct stix_found *f)
{
	struct row *row = ctx;

	feed_offer(row->sink, row->a, f->kind, (struct str){ 0 }, f->value, &row->facts);
}

static void on_aside(void *ctx, struct str type, bool personal)
{
	struct row *row = ctx;

	feed_set_aside(row->sink, row->facts.line, type, personal);
}

/* Sekoia's tables have STIX patterns among plain values. */
static bool offer_pattern(struct row *row, struct str s)
{
	struct why why = { 0 };

	if (s.p[0] != '[' || s.p[s.n - 1] != ']' || str_find_str(s, STR("= '")) == SIZE_MAX)
		return false;
	if (stix_pattern_read(row->a, s, on_found, on_aside, row, &why) == STIX_INVALID)
		feed_refuse(row->sink, row->facts.line, s, &why);
	return true;
}

static bool is_digest(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_hex(s.p[i]) < 0)
			return false;
	return s.n == 32 || s.n == 40 || s.n == 64;
}

/* "MD5;SHA1;SHA256;..." in one cell: each is an entry; longer digests are not matched. */
static bool offer_digests(struct row *row, struct str s)
{
	struct str rest = s, part;
	size_t first = str_find(s, ';');

	if (first == SIZE_MAX || !is_digest(str_cut(s, 0, first)))
		return false;
	while (str_split(&rest, ';', &part)) {
		part = str_trim(part);
		if (is_digest(part))
			feed_offer(row->sink, row->a, IND_NONE, row->type, part, &row->facts);
		else if (part.n)
			feed_set_aside(row->sink, row->facts.line, STR("digest"), false);
	}
	return true;
}

static void offer_value(struct row *row, enum indicator_kind kind, struct str s)
{
	enum feed_use use = FEED_USE_KIND;

	if (kind == IND_NONE && (offer_pattern(row, s) || offer_digests(row, s)))
		return;
	if (kind == IND_NONE && row->type.n)
		use = feed_type_of(row->type, &kind);
	if (use == FEED_USE_KIND)
		feed_offer(row->sink, row->a, kind, row->type, s, &row->facts);
	else
		feed_set_aside(row->sink, row->facts.line, row->type, use == FEED_USE_PERSONAL);
}

static void read_row(struct row *row, const struct layout *l, struct str *f, size_t n,
		     uint64_t line)
{
	n = n < COLUMNS_MAX ? n : COLUMNS_MAX;
	row->type = (struct str){ 0 };
	row->facts = feed_facts(line);
	for (size_t i = 0; i < n; i++)
		if (f[i].n)
			read_fact(row, l->role[i], f[i]);
	for (size_t i = 0; i < n; i++) {
		if (f[i].n == 0 || str_eq(f[i], STR("-")))
			continue;
		if (l->role[i] == R_VALUE)
			offer_value(row, l->kind[i], f[i]);
		else if (l->role[i] == R_CERT)
			feed_offer(row->sink, row->a, f[i].n > 60 ? IND_CERT_SHA256 : IND_CERT_SHA1,
				   row->type, f[i], &row->facts);
		else if (l->role[i] == R_PERSONAL)
			feed_set_aside(row->sink, line, STR("email or phone"), true);
	}
}

static void read_rows(struct row *row, const struct layout *l, struct csv_reader *r)
{
	bool header = l->header;
	struct str *f;
	size_t n = 1;
	unsigned turn = 0;

	for (;;) {
		struct why why = { 0 };
		enum err e = csv_next(r, &f, &n, &why);

		if (e == ERR_OK && n == 0)
			return;
		if (e != ERR_OK)
			feed_refuse(row->sink, csv_line(r), (struct str){ 0 }, &why);
		else if (!header)
			read_row(row, l, f, n, csv_line(r));
		header = false;
		if (++turn % RESET_EVERY == 0)
			arena_reset(row->a);
	}
}

enum err feed_csv_read(struct str bytes, struct str map, const struct feed_sink *sink,
		       struct why *why)
{
	struct arena *a = arena_open();
	struct row row = { .sink = sink, .a = arena_open() };
	struct layout l;
	struct str *f;
	size_t n;
	enum err e = ERR_OK;

	l = find_layout(a, bytes, &f, &n);
	if (map.n)
		e = layout_from_map(map, f, n, &l, why);
	else if (f && other_kind(f, n))
		e = why_set(why, ERR_UNSUPPORTED, other_kind(f, n));
	else if (!l.values)
		e = f ? unknown_table(f, n, why) : why_set(why, ERR_UNSUPPORTED, SAY_FEED_EMPTY);
	if (e == ERR_OK)
		read_rows(&row, &l, csv_open(a, bytes, 0, true));
	arena_close(row.a);
	arena_close(a);
	return e;
}
