/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_lists.c - the feeds that are lines: a list of names, one of addresses, a hosts file, a CSV
 * file; with the habits of real feeds (comments, defanging, upper case, final dots, CRLF) and a few
 * lines that an honest loader refuses.
 */
#include "cmd/demo.h"

#include "cmd/demo_data.h"

enum { IN_POOL_LAST = 77 };

/* A name as careless people write it. */
static void put_name(struct world *w, const struct ioc *c, struct buf *b)
{
	struct str s = c->value;

	for (unsigned i = 0; i < 8; i++)
		if (i % 2 == 0 && str_eq(s, str_of(demo_idn[i].ascii))) {
			buf_puts(b, demo_idn[i].unicode);
			return;
		}
	switch (demo_pick(w, 20)) {
	case 0:
		buf_put(b, demo_upper(w, s));
		return;
	case 1:
		buf_put(b, s);
		buf_c(b, '.');
		return;
	case 2: {
		size_t dot = str_find(s, '.');

		buf_put(b, str_cut(s, 0, dot));
		buf_puts(b, "[.]");
		buf_put(b, str_cut(s, dot + 1, s.n));
		return;
	}
	default:
		buf_put(b, s);
	}
}

static void c2_list(struct world *w, struct buf *b)
{
	struct feed *f = &w->feeds[F_C2];

	buf_puts(b, "# Command and control names of the night\n; made by cresset demo-data\n\n");
	for (size_t i = 0; i < w->iocs.n; i++) {
		const struct ioc *c = &w->iocs.v[i];

		if (!(c->feeds >> F_C2 & 1))
			continue;
		put_name(w, c, b);
		if (i % 97 == 0)
			buf_puts(b, " # seen twice");
		buf_c(b, '\n');
		if (i % 97 == 0) {
			buf_put(b, c->value);
			buf_c(b, '\n');
			f->read++;
		}
		f->read++;
	}
	buf_puts(b, "com\nsome..double.dot.example\n");
	f->read += 2;
	f->refused = 2;
}

static void scanner_list(struct world *w, struct buf *b)
{
	struct feed *f = &w->feeds[F_SCANNERS];

	buf_puts(b, "// address<TAB>number of reports\n");
	for (size_t i = 0; i < w->iocs.n; i++) {
		const struct ioc *c = &w->iocs.v[i];

		if (!(c->feeds >> F_SCANNERS & 1))
			continue;
		buf_put(b, c->value);
		if (c->kind == IND_IPV4)
			buf_printf(b, "\t%u", 1 + demo_skewed(w, 6));
		buf_c(b, '\n');
		f->read++;
	}
	/* Wider than any range may be, and a subscriber's address: neither may load. */
	buf_printf(b, "16.0.0.0/4\n198.18.251.%d\n", IN_POOL_LAST);
	f->read += 2;
	f->refused = 2;
}

static void phishing_hosts(struct world *w, struct buf *b)
{
	struct feed *f = &w->feeds[F_PHISHING];

	buf_puts(b, "# hosts file\r\n127.0.0.1 localhost\r\n");
	for (size_t i = 0; i < w->iocs.n; i++) {
		const struct ioc *c = &w->iocs.v[i];

		if (!(c->feeds >> F_PHISHING & 1))
			continue;
		buf_printf(b, "0.0.0.0 %.*s\r\n", STR_FMT(c->value));
		f->read++;
	}
}

static void malware_csv(struct world *w, struct buf *b)
{
	struct feed *f = &w->feeds[F_MALWARE];

	buf_puts(b, "first_seen,url,ja4,comment\r\n");
	for (size_t i = 0; i < w->iocs.n; i++) {
		const struct ioc *c = &w->iocs.v[i];

		if (!(c->feeds >> F_MALWARE & 1))
			continue;
		buf_printf(b, "%.*s,", STR_FMT(w->night));
		if (c->kind == IND_URL)
			buf_printf(b, "%s://%.*s,,\"dropper, stage %u\"\r\n",
				   demo_chance(w, 5) ? "hxxp" : "http", STR_FMT(c->value),
				   1 + (unsigned)(i % 3));
		else
			buf_printf(b, ",%.*s,\"client\r\nof two lines\"\r\n", STR_FMT(c->value));
		f->read++;
	}
}

static enum err write_list(struct world *w, const char *dir, enum demo_feed f,
			   void (*fill)(struct world *, struct buf *), struct why *why)
{
	struct buf b = { 0 };
	enum err e;

	fill(w, &b);
	e = out_file(w, dir, arena_printf(w->a, "feeds/%s", w->feeds[f].file).p, buf_str(&b), why);
	buf_fini(&b);
	return e;
}

static enum err write_sidecar(struct world *w, const char *dir, const struct feed *f,
			      const char *more, struct why *why)
{
	struct str text =
		arena_printf(w->a, "name: %s\npublisher: %s\ncategory: %s\nlicence: CC0-1.0\n%s",
			     f->name, f->publisher, f->category, more);

	return out_file(w, dir, arena_printf(w->a, "feeds/%s.yaml", f->file).p, text, why);
}

enum err demo_write_lists(struct world *w, const char *dir, struct why *why)
{
	enum err e = write_list(w, dir, F_C2, c2_list, why);

	if (e == ERR_OK)
		e = write_list(w, dir, F_SCANNERS, scanner_list, why);
	if (e == ERR_OK)
		e = write_list(w, dir, F_PHISHING, phishing_hosts, why);
	if (e == ERR_OK)
		e = write_list(w, dir, F_MALWARE, malware_csv, why);
	for (unsigned f = 0; f < FEEDS && e == ERR_OK; f++)
		e = write_sidecar(w, dir, &w->feeds[f],
				  f == F_MALWARE ? "format: csv\nmap: url=url,ja4=ja4\n" : "", why);
	return e;
}
