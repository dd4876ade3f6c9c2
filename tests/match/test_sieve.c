/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sieve.c - the sieve against the strict reader and the matcher, over made-up logs.
 *
 * The universe is crowded: names, addresses, hosts and digests come from few parts, and keys in every
 * order, nested, repeated in other objects, spaced and escaped as JSON allows. A line that hits must
 * be a suspect; what is said of innocent lines must be what the strict reader says; and every way
 * to look at bytes must give the same.
 */
#include "../index/feed.h"

#include "base/rand.h"
#include "base/vec.h"
#include "match/matcher.h"
#include "match/sieve.h"
#include "wire/json.h"
#include "wire/who.h"

enum { ROUNDS = 120, LINES = 300, ROWS = 40 };

struct world {
	struct arena *a;
	struct prng r;
	bool elsewhere; /* addresses stand in other objects, too */
	struct set *sets[2];
	struct generation *g;
	struct delta *d;
};

static unsigned below(struct world *w, unsigned n)
{
	return (unsigned)prng_below(&w->r, n);
}

#define PICK(w, ...) \
	pick_((w), (const char *const[]){ __VA_ARGS__ }, \
	      sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))
static const char *pick_(struct world *w, const char *const *v, size_t n)
{
	return v[below(w, (unsigned)n)];
}

/* ---- values ---- */

static struct str a_name(struct world *w)
{
	struct str s =
		arena_printf(w->a, "%s.%s",
			     PICK(w, "evil", "good", "n0t-evil", "x1", "long-label-of-some-length"),
			     PICK(w, "example", "test", "xn--p1ai", "invalid7"));

	for (unsigned n = below(w, 5); n > 0; n--)
		s = arena_printf(
			w->a, "%s.%.*s",
			PICK(w, "a", "b", "_dmarc", "WWW", "mail-server-of-many-letters", "7"),
			STR_FMT(s));
	return s;
}

static struct str a_v4(struct world *w)
{
	return arena_printf(w->a, "%u.%u.%u.%u", 198 + below(w, 2), 51 + below(w, 2),
			    below(w, 3) * 100, below(w, 4) * 64 + below(w, 3));
}

static struct str a_v6(struct world *w)
{
	return arena_printf(w->a,
			    PICK(w, "2001:db8:%x::%x", "2001:0db8:000%x:0:0:0:0:%x",
				 "2001:DB8:%x:0::%x", "::ffff:198.51.%u.%u", "fe80::%x:%x",
				 "2001:db8:0:%x::%x", "::ffff:c633:%x%02x", "%x:%x::"),
			    below(w, 3), 1 + below(w, 3));
}

static struct str a_hex(struct world *w, size_t n)
{
	char *p = arena_alloc(w->a, n);

	memset(p, "0aF"[below(w, 3)], n);
	p[n - 1] = "12"[below(w, 2)];
	return str_n(p, n);
}

static struct str a_digest(struct world *w)
{
	static const size_t lengths[] = { 32, 40, 64 };
	struct str hex = a_hex(w, lengths[below(w, 3)]);
	struct buf b = { 0 };
	struct str s;

	if (below(w, 3))
		return hex;
	for (size_t i = 0; i < hex.n; i += 2)
		buf_printf(&b, "%s%c%c", i ? ":" : "", hex.p[i], hex.p[i + 1]);
	s = str_keep(w->a, buf_str(&b));
	buf_fini(&b);
	return s;
}

/* Names that no list holds as they stand, but that cover or come near one. */
static struct str odd_name(struct world *w)
{
	struct str name = a_name(w);
	char much[300];

	memset(much, 'a', sizeof much);
	for (size_t i = 40; i < sizeof much; i += 41)
		much[i] = '.';
	if (below(w, 8) == 0)
		return arena_printf(w->a, "%.*s.%.*s", (int)(100 + below(w, 200)), much,
				    STR_FMT(name));
	return arena_printf(
		w->a, "%s%.*s%s",
		PICK(w, "", "a b.", "x@y.", ".", "a..", "%41.", "\xC3\xA9.", "*.", "-", "_."),
		STR_FMT(name), PICK(w, "", "", ".", "..", ":80", "/"));
}

static struct str a_host(struct world *w)
{
	struct str v6 = a_v6(w);

	switch (below(w, 8)) {
	case 0:
		return arena_printf(w->a, "%.*s%s", STR_FMT(a_v4(w)), PICK(w, "", ":8080", "."));
	case 1:
		return arena_printf(w->a, "[%.*s]%s", STR_FMT(v6), PICK(w, "", ":443"));
	case 2:
		return v6;
	case 3:
		return odd_name(w);
	case 4:
		return arena_printf(
			w->a, "%s",
			PICK(w, "0xc6336401", "3325256705", "198.51.0", "0306.063.0.1", "-", ""));
	default:
		return arena_printf(w->a, "%.*s%s", STR_FMT(a_name(w)),
				    PICK(w, "", "", "", ".", ":80"));
	}
}

static struct str a_target(struct world *w)
{
	if (below(w, 5) == 0)
		return arena_printf(
			w->a, "%s%.*s%s",
			PICK(w, "http://", "https://", "ftp://", "http://u:p@", "//", "x y://"),
			STR_FMT(a_host(w)), PICK(w, "", "/", "/a/b?q=1", "?x", "#f", ":90/a"));
	return arena_printf(w->a, "%s", PICK(w, "/", "/a/b?q=1", "/a/", "*", "/x://y", "", "/%41"));
}

/* ---- JSON, as producers write it and as it may be written ---- */

struct style {
	bool spaces, escapes;
};

static void put_text(struct world *w, struct buf *b, struct str s, struct style y)
{
	buf_c(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", c);
		else if (c < ' ')
			buf_printf(b, "\\u%04x", c);
		else if (y.escapes && c < 0x80 && below(w, 20) == 0)
			buf_printf(b, c == '/' ? "\\/" : "\\u%04X", c);
		else
			buf_c(b, (char)c);
	}
	buf_c(b, '"');
}

static void put_key(struct world *w, struct buf *b, const char *key, struct style y)
{
	if (b->p[b->n - 1] != '{')
		buf_puts(b, y.spaces && below(w, 2) ? " , " : ",");
	if (y.spaces && below(w, 3) == 0)
		buf_c(b, ' ');
	put_text(w, b, str_of(key), (struct style){ .escapes = y.escapes && below(w, 10) == 0 });
	buf_puts(b, !y.spaces ? ":" : PICK(w, ":", " :", ": ", "\t: "));
}

static void put_member(struct world *w, struct buf *b, const char *key, struct str value,
		       struct style y)
{
	put_key(w, b, key, y);
	put_text(w, b, value, y);
}

static void put_array(struct world *w, struct buf *b, const char *key,
		      struct str (*make)(struct world *), struct style y)
{
	unsigned n = below(w, 4);

	put_key(w, b, key, y);
	buf_c(b, '[');
	for (unsigned i = 0; i < n; i++) {
		if (i)
			buf_puts(b, y.spaces ? " , " : ",");
		if (below(w, 12) == 0)
			buf_puts(b, PICK(w, "null", "7", "[\"evil.example\"]", "{}"));
		else
			put_text(w, b, make(w), y);
	}
	buf_c(b, ']');
}

/* What stands around: other types, and wanted keys where they mean something else. */
static void put_noise(struct world *w, struct buf *b, const char *unique, struct style y)
{
	put_key(w, b, unique, y);
	switch (below(w, 7)) {
	case 0:
		buf_puts(b, "{\"rrname\":\"evil.example\",\"url\":7");
		buf_puts(b, w->elsewhere ? ",\"x\":{\"src_ip\":\"198.51.0.1\"}}" : "}");
		break;
	case 1:
		put_text(w, b, STR("a \"src_ip\":\"198.51.0.1\" in a text\\"), y);
		break;
	case 2:
		buf_puts(b, "-1.5e3");
		break;
	case 3:
		buf_puts(b, "[{\"hash\":[]},true,null,\":\",\"\\\\\"]");
		break;
	case 4:
		put_text(w, b, arena_printf(w->a, "\xE4\xBE\x8B %u : ", below(w, 1000)), y);
		break;
	default:
		put_text(w, b, a_name(w), y);
	}
}

static struct str a_time(struct world *w)
{
	return arena_printf(w->a, "2026-0%u-1%uT%02u:%02u:%02u%s%s", 1 + below(w, 2), below(w, 2),
			    below(w, 24), below(w, 2), below(w, 60),
			    PICK(w, "", ".5", ".123456", ".000001", ".1234567"),
			    PICK(w, "Z", "+0800", "+08:00", "-0530", ""));
}

static struct str an_answer(struct world *w)
{
	return below(w, 3) ? a_name(w) : below(w, 2) ? a_v4(w) : a_v6(w);
}

static void put_dns(struct world *w, struct buf *b, struct style y)
{
	put_key(w, b, "dns", y);
	buf_c(b, '{');
	put_member(w, b, "type", STR("answer"), y);
	if (below(w, 2))
		put_member(w, b, "rrname", below(w, 3) ? a_name(w) : odd_name(w), y);
	if (below(w, 2)) {
		put_key(w, b, "answers", y);
		buf_c(b, '[');
		for (unsigned i = below(w, 3); i > 0; i--) {
			buf_c(b, '{');
			put_member(w, b, "rrname", STR("answer.example"), y);
			put_member(w, b, "rrtype", str_of(PICK(w, "A", "AAAA", "CNAME", "TXT")), y);
			put_member(w, b, "rdata", an_answer(w), y);
			buf_puts(b, i > 1 ? "}," : "}");
		}
		buf_c(b, ']');
	}
	if (below(w, 3) == 0) {
		put_key(w, b, "grouped", y);
		buf_c(b, '{');
		put_array(w, b, "A", a_v4, y);
		put_array(w, b, "AAAA", a_v6, y);
		put_array(w, b, "CNAME", a_name, y);
		put_array(w, b, "MX", odd_name, y);
		buf_c(b, '}');
	}
	buf_c(b, '}');
}

static void put_http(struct world *w, struct buf *b, struct style y)
{
	bool first = below(w, 2);

	put_key(w, b, "http", y);
	buf_c(b, '{');
	if (first)
		put_member(w, b, "hostname", a_host(w), y);
	if (below(w, 4))
		put_member(w, b, "url", a_target(w), y);
	if (!first)
		put_member(w, b, "hostname", a_host(w), y);
	put_noise(w, b, "http_refer", y);
	buf_c(b, '}');
}

static void put_tls(struct world *w, struct buf *b, struct style y)
{
	put_key(w, b, "tls", y);
	buf_c(b, '{');
	put_member(w, b, "sni", below(w, 3) ? a_name(w) : a_host(w), y);
	put_member(w, b, "fingerprint", a_digest(w), y);
	put_key(w, b, "ja3", y);
	buf_c(b, '{');
	put_member(w, b, "hash", a_digest(w), y);
	buf_puts(b, "}}");
}

static void put_file(struct world *w, struct buf *b, struct style y)
{
	put_key(w, b, "fileinfo", y);
	buf_c(b, '{');
	put_member(w, b, "md5", a_digest(w), y);
	put_member(w, b, "sha256", a_digest(w), y);
	buf_c(b, '}');
}

static void put_ends(struct world *w, struct buf *b, struct style y)
{
	if (below(w, 10))
		put_member(w, b, "src_ip",
			   below(w, 5) ? a_v4(w) :
			   below(w, 2) ? a_v6(w) :
					 a_host(w),
			   y);
	if (below(w, 3)) {
		put_key(w, b, "src_port", y);
		buf_printf(b, "%u", below(w, 2) ? 53 : 50000);
	}
	if (below(w, 10))
		put_member(w, b, "dest_ip", below(w, 5) ? a_v4(w) : a_v6(w), y);
	if (below(w, 3))
		put_member(w, b, "dest_port", str_of(PICK(w, "80", "40000", "-1", "")), y);
}

static void put_eve(struct world *w, struct buf *b, struct style y)
{
	bool early = below(w, 2);

	buf_c(b, '{');
	if (below(w, 8))
		put_member(w, b, "timestamp", a_time(w), y);
	if (early)
		put_member(w, b, "event_type",
			   str_of(PICK(w, "dns", "http", "tls", "fileinfo", "flow",
				       "other-than-known")),
			   y);
	put_ends(w, b, y);
	if (below(w, 3) == 0)
		put_noise(w, b, "metadata", y);
	if (below(w, 2))
		put_dns(w, b, y);
	if (below(w, 3) == 0)
		put_http(w, b, y);
	if (below(w, 4) == 0)
		put_tls(w, b, y);
	if (below(w, 4) == 0)
		put_file(w, b, y);
	if (!early && below(w, 30))
		put_member(w, b, "event_type",
			   str_of(PICK(w, "dns", "stats", "fileinfo", "netflow", "quic")), y);
	buf_c(b, '}');
}

static void put_zeek(struct world *w, struct buf *b, struct style y)
{
	buf_c(b, '{');
	put_key(w, b, "ts", y);
	if (below(w, 2))
		buf_printf(b, "15913%05u.430166", below(w, 100000));
	else
		put_text(w, b, a_time(w), y);
	if (below(w, 8)) {
		put_member(w, b, "id.orig_h", below(w, 4) ? a_v4(w) : a_v6(w), y);
		put_member(w, b, "id.resp_h", below(w, 4) ? a_v4(w) : a_v6(w), y);
	}
	if (below(w, 2))
		put_member(w, b, "query", below(w, 4) ? a_name(w) : odd_name(w), y);
	if (below(w, 2))
		put_array(w, b, "answers", an_answer, y);
	if (below(w, 3) == 0)
		put_member(w, b, "host", a_host(w), y);
	if (below(w, 3) == 0)
		put_member(w, b, "uri", a_target(w), y);
	if (below(w, 4) == 0)
		put_member(w, b, "server_name", a_name(w), y);
	if (below(w, 4) == 0)
		put_array(w, b, "cert_chain_fps", a_digest, y);
	if (below(w, 5) == 0)
		put_array(w, b, "tx_hosts", a_v4, y);
	if (below(w, 3) == 0)
		put_noise(w, b, "msg", y);
	if (below(w, 5) == 0)
		put_member(w, b, "sha1", a_digest(w), y);
	buf_c(b, '}');
}

/* By our own names: nested, dotted, or half and half. */
static void put_ndjson(struct world *w, struct buf *b, struct style y)
{
	buf_c(b, '{');
	put_member(w, b, "time", a_time(w), y);
	if (below(w, 2)) {
		put_key(w, b, "dns", y);
		buf_c(b, '{');
		put_member(w, b, "query", a_name(w), y);
		if (below(w, 2))
			put_array(w, b, "answer.ip", an_answer, y);
		buf_c(b, '}');
	} else {
		put_member(w, b, "dns.query", odd_name(w), y);
	}
	if (below(w, 2))
		put_member(w, b, "src.ip", a_v4(w), y);
	if (below(w, 2))
		put_member(w, b, "http.url", below(w, 2) ? a_target(w) : a_host(w), y);
	if (below(w, 2))
		put_member(w, b, "file.sha256", a_digest(w), y);
	if (below(w, 3) == 0)
		put_noise(w, b, "other", y);
	buf_c(b, '}');
}

/* ---- the world ---- */

static void list_something(struct world *w, struct set_builder *b)
{
	struct str text;
	struct indicator ind;

	switch (below(w, 7)) {
	case 0:
	case 1:
		text = a_name(w);
		break;
	case 2:
		text = a_v4(w);
		break;
	case 3:
		text = a_v6(w);
		break;
	case 4:
		text = below(w, 2) ? arena_printf(w->a, "198.51.%u.0/%u", below(w, 3) * 100,
						  20 + below(w, 9)) :
				     arena_printf(w->a, "2001:db8:%x::/%u", below(w, 3),
						  32 + below(w, 40));
		break;
	case 5:
		text = arena_printf(w->a, "http://%.*s/%s",
				    STR_FMT(below(w, 4) ? a_name(w) : a_v4(w)),
				    PICK(w, "", "a/", "a/b?q=1"));
		break;
	default:
		text = a_hex(w, 64);
	}
	if (indicator_guess(w->a, text, &ind, NULL) == ERR_OK)
		set_builder_add(b, &ind);
}

static struct generation *some_generation(struct world *w, struct set **set, size_t rows)
{
	struct set_builder *b = set_builder_open();
	struct buf bytes = { 0 };
	struct sha256 id;
	struct generation_input in = { .name = STR("feed"), .category = CAT_C2 };
	struct why why;

	for (size_t i = 0; i < rows; i++)
		list_something(w, b);
	set_builder_finish(b, &bytes, &id);
	set_builder_close(b);
	assert_int_equal(set_open(str_keep(w->a, buf_str(&bytes)), set, &why), ERR_OK);
	buf_fini(&bytes);
	in.set = *set;
	return generation_build(&in, 1, NULL, 0);
}

static void make_world(struct world *w, uint64_t seed)
{
	*w = (struct world){ .a = arena_open(), .r = prng_of(seed) };
	w->g = some_generation(w, &w->sets[0], 1 + below(w, ROWS));
	if (below(w, 2))
		w->d = delta_build(some_generation(w, &w->sets[1], 1 + below(w, 5)), NULL, 0);
}

static void free_world(struct world *w)
{
	delta_close(w->d);
	generation_close(w->g);
	set_close(w->sets[0]);
	set_close(w->sets[1]);
	arena_close(w->a);
}

/* A block in memory of its own, with the padding that is promised and nothing behind it. */
static struct str as_block(struct buf *b, char **own)
{
	size_t n = b->n;

	*own = malloc(n + SIEVE_PAD);
	memcpy(*own, b->p, n);
	memset(*own + n, '"', SIEVE_PAD); /* whatever stands there must not matter */
	buf_fini(b);
	return str_n(*own, n);
}

/* ---- comparing ---- */

static void count_hit(void *ctx, const struct hit *h)
{
	(void)h;
	++*(size_t *)ctx;
}

static void assert_same(const struct sieve_block *a, const struct sieve_block *b, bool count)
{
	assert_int_equal(a->lines, b->lines);
	assert_int_equal(a->events, b->events);
	assert_memory_equal(a->start, b->start, (a->lines + 1) * sizeof *a->start);
	for (size_t i = 0; i < a->lines; i++)
		assert_int_equal(a->suspect[i / 64] >> (i % 64) & 1,
				 b->suspect[i / 64] >> (i % 64) & 1);
	for (size_t i = 0; count && i < a->events; i++) {
		assert_int_equal(a->passing[i].us, b->passing[i].us);
		assert_int_equal(a->passing[i].who, b->passing[i].who);
		assert_int_equal(a->passing[i].kind, b->passing[i].kind);
		assert_int_equal(a->passing[i].family, b->passing[i].family);
	}
}

struct check {
	struct event_reader *r;
	struct matcher *m;
	struct prf *prf;
	bool count, elsewhere;
	size_t hits, suspects, innocents;
};

static void assert_passing(const struct check *c, const struct event *ev, const struct passing *got)
{
	struct passing want = passing_of(ev);
	struct addr client;

	event_client(ev, &client);
	who_fill(c->prf, &client, &want, 1);
	assert_int_equal(got->us, want.us);
	assert_int_equal(got->kind, want.kind);
	assert_int_equal(got->family, want.family);
	assert_int_equal(got->who, want.who);
}

/* Every line by the strict reader. `well`: the lines are well-formed, without keys twice. */
static void check_lines(struct check *c, struct str block, const struct sieve_block *b)
{
	size_t events = 0;

	for (size_t i = 0; i < b->lines; i++) {
		bool suspect = b->suspect[i / 64] >> (i % 64) & 1, found;
		struct str line = sieve_line(block, b, i);
		struct event ev;
		struct why why;
		size_t hits = 0;
		enum err e = event_read(c->r, line, i + 2, &ev, &found, &why);

		if (e == ERR_OK && found)
			matcher_event(c->m, &ev, count_hit, &hits);
		c->hits += hits;
		c->suspects += suspect;
		c->innocents += !suspect;
		if (suspect)
			continue;
		if (hits || e != ERR_OK)
			fail_msg("line %zu is no suspect, but %s: %.*s", i,
				 hits ? "hits" : "refused", STR_FMT(line));
		if (found && c->count)
			assert_passing(c, &ev, &b->passing[events]);
		events += found;
	}
	/* an address in another object may make a line look like an event (match/sieve.h) */
	if (!c->elsewhere)
		assert_int_equal(events, b->events);
}

static const struct {
	enum event_format format;
	void (*put)(struct world *, struct buf *, struct style);
} formats[] = { { EVENTS_EVE, put_eve }, { EVENTS_ZEEK, put_zeek }, { EVENTS_NDJSON, put_ndjson } };

static struct str some_lines(struct world *w, unsigned f, bool usual, char **own)
{
	struct buf b = { 0 };

	for (unsigned i = 0; i < LINES; i++) {
		struct style y = { !usual && below(w, 3) == 0, !usual && below(w, 4) == 0 };

		formats[f].put(w, &b, y);
		buf_puts(&b, PICK(w, "\n", "\n", "\n", "\r\n", "\n\n", "\n \n"));
	}
	return as_block(&b, own);
}

static void some_damage(struct world *w, struct str block)
{
	char *p = (char *)block.p;

	for (unsigned i = 0; i < 40; i++)
		p[below(w, (unsigned)block.n)] = "\"\\{}[]:,\n\r\t \0u\x80/.a1"[below(w, 20)];
}

static void one_block(struct world *w, struct check *total, unsigned f, bool damage)
{
	bool count = below(w, 2);
	char *own;
	struct str block;
	struct prf_key key = prf_key_random();
	struct check c = { .prf = prf_open(&key), .count = count, .elsewhere = !count };
	struct sieve_block first;
	struct sieve *plain, *s;
	struct arena *a = arena_open();
	struct why why;

	assert_int_equal(event_reader_open(a, formats[f].format, (struct str){ 0 }, &c.r, &why),
			 ERR_OK);
	c.m = matcher_open(w->g, w->d, (struct match_options){ 0 });
	w->elsewhere = c.elsewhere;
	block = some_lines(w, f, below(w, 2), &own);
	if (damage)
		some_damage(w, block);
	plain = sieve_open(w->g, w->d, c.r, c.count, c.count ? c.prf : NULL, SIEVE_PLAIN);
	sieve_block(plain, block, &first);
	for (enum sieve_isa isa = SIEVE_AVX2; isa < SIEVE_ISAS; isa++) {
		struct sieve_block again;

		if (!sieve_isa_runs(isa))
			continue;
		s = sieve_open(w->g, w->d, c.r, c.count, c.count ? c.prf : NULL, isa);
		sieve_block(s, block, &again); /* twice: nothing of a block is left for the next */
		sieve_block(s, block, &again);
		assert_same(&first, &again, c.count);
		sieve_close(s);
	}
	if (!damage)
		check_lines(&c, block, &first);
	total->hits += c.hits;
	total->suspects += c.suspects;
	total->innocents += c.innocents;
	sieve_close(plain);
	matcher_close(c.m);
	event_reader_close(c.r);
	prf_close(c.prf);
	arena_close(a);
	free(own);
}

TEST(lines_that_hit_are_suspects_and_innocents_are_told_rightly)
{
	struct check total = { 0 };

	for (unsigned round = 0; round < ROUNDS; round++) {
		struct world w;

		make_world(&w, 1000 + round);
		for (unsigned f = 0; f < 3; f++)
			one_block(&w, &total, f, false);
		free_world(&w);
	}
	/* the test is worth something only where all three are many */
	assert_true(total.hits > 10000 && total.innocents > 10000 && total.suspects > 10000);
}

TEST(damaged_lines_do_no_harm_and_look_the_same_to_all)
{
	struct check total = { 0 };

	for (unsigned round = 0; round < ROUNDS; round++) {
		struct world w;

		make_world(&w, 9000 + round);
		for (unsigned f = 0; f < 3; f++)
			one_block(&w, &total, f, true);
		free_world(&w);
	}
}

/* Every cut of a block: what is behind the end is never looked at, and the last line is a suspect. */
TEST(a_block_may_end_anywhere)
{
	struct world w;
	struct arena *a = arena_open();
	struct event_reader *r;
	struct why why;
	struct buf b = { 0 };

	make_world(&w, 5);
	assert_int_equal(event_reader_open(a, EVENTS_EVE, (struct str){ 0 }, &r, &why), ERR_OK);
	for (unsigned i = 0; i < 4; i++) {
		put_eve(&w, &b, (struct style){ 0 });
		buf_c(&b, '\n');
	}
	for (size_t n = 0; n <= b.n; n++)
		for (enum sieve_isa isa = SIEVE_PLAIN; isa < SIEVE_ISAS; isa++) {
			struct buf part = { 0 };
			struct sieve_block out;
			struct sieve *s;
			char *own;
			struct str block;

			if (!sieve_isa_runs(isa))
				continue;
			s = sieve_open(w.g, w.d, r, false, NULL, isa);
			buf_put(&part, str_n(b.p, n));
			block = as_block(&part, &own);
			sieve_block(s, block, &out);
			assert_int_equal(out.start[out.lines], n);
			if (n && block.p[n - 1] != '\n')
				assert_int_equal(sieve_next(&out, out.lines - 1), out.lines - 1);
			sieve_close(s);
			free(own);
		}
	buf_fini(&b);
	event_reader_close(r);
	arena_close(a);
	free_world(&w);
}

/* Events that are there already: bit i is set where event i hits. */
TEST(events_that_hit_are_suspects)
{
	size_t hits = 0, innocents = 0;

	for (unsigned round = 0; round < ROUNDS; round++) {
		struct world w;
		struct event ev[64];
		struct sieve *s;
		struct matcher *m;
		uint64_t suspects;

		make_world(&w, 700 + round);
		s = sieve_open_events(w.g, w.d);
		m = matcher_open(w.g, w.d, (struct match_options){ 0 });
		for (unsigned i = 0; i < 64; i++) {
			struct event_value *v = arena_array(w.a, struct event_value, 4);

			v[0] = (struct event_value){ .field = FIELD_DNS_QUERY, .text = a_name(&w) };
			v[1] = (struct event_value){ .field = FIELD_SRC_IP };
			assert_true(addr_read(a_v4(&w), &v[1].addr));
			v[2] = (struct event_value){ .field = FIELD_HTTP_HOST, .text = a_host(&w) };
			v[3] = (struct event_value){ .field = FIELD_HTTP_URL,
						     .text = arena_printf(w.a, "%.*s/a/b",
									  STR_FMT(v[2].text)) };
			ev[i] = (struct event){ .v = v, .n = 1 + below(&w, 4) };
		}
		suspects = sieve_events(s, ev, 64);
		for (unsigned i = 0; i < 64; i++) {
			size_t n = 0;

			matcher_event(m, &ev[i], count_hit, &n);
			hits += n;
			innocents += !(suspects >> i & 1);
			assert_true(!n || suspects >> i & 1);
		}
		sieve_close(s);
		matcher_close(m);
		free_world(&w);
	}
	assert_true(hits > 500 && innocents > 500);
}

TESTS("match/sieve", CASE(lines_that_hit_are_suspects_and_innocents_are_told_rightly),
      CASE(damaged_lines_do_no_harm_and_look_the_same_to_all), CASE(a_block_may_end_anywhere),
      CASE(events_that_hit_are_suspects))
