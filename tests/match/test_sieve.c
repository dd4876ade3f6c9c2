/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sieve.c - the sieve against the strict reader and the matcher, over made-up logs.
 *
 * The universe is crowded: names, addresses, hosts and digests come from few parts, and keys in every
 * order, nested, repeated in other objects, spaced and escaped as JSON allows. A line that hits must
 * be a suspect; what is said of innocent lines must be what the strict reader says; and every way
 * to look at bytes must give the same.
 */
#include "sieve_check.h"

#include "wire/json.h"

enum { ROUNDS = 120, LINES = 300 };

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
	if (below(w, 6) == 0)
		put_member(w, b, "http_port",
			   str_of(PICK(w, "80", "8080", "", "x", "80@evil.example")), y);
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
	struct check c = {
		.prf = prf_open(&key), .count = count, .elsewhere = !count, .number = 1
	};
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

/* What was found once: hosts and URLs that read as something else than they look like. The lists hold
 * 198.51.100.0/24 and evil.example; the lines with '+' hit. */
static const char *const found_once[] = {
	/* the empty port and the slashes read as a scheme, and the path as a host */
	"-\"http\":{\"hostname\":\"a.a.WWW:\",\"url\":\"//0xc6336401\",\"http_refer\":"
	"\"mail-server-of-many-letters.a.n0t-evil.test\"},\"fileinfo\":{\"md5\":"
	"\"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF1\",\"sha256\":"
	"\"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF1\"}",
	"-\"http\":{\"hostname\":\"a.example:\",\"url\":\"//evil.example/x\"}",
	"+\"http\":{\"hostname\":\"evil.example:\",\"url\":\"//a.example/x\"}",
	"-\"http\":{\"hostname\":\"a.example\",\"url\":\"/x\",\"http_port\":\"80@evil.example\"}",
	/* hexadecimal numbers are addresses, though they do not end in a digit */
	"+\"http\":{\"hostname\":\"0xC633640a\",\"url\":\"/x\"}",
	"+\"http\":{\"hostname\":\"198.51.100.0xa.\",\"url\":\"/x\"}",
	"+\"http\":{\"hostname\":\"a.example\",\"url\":\"http://0Xc633640a:81/\"}",
	/* no schemes */
	"+\"http\":{\"hostname\":\"a.example\",\"url\":\"7.evil.example://a.example/x\"}",
	"+\"http\":{\"hostname\":\"a.example\",\"url\":\"a_b.evil.example://a.example/x\"}",
	"-\"http\":{\"hostname\":\"a.example\",\"url\":\"ab.evil.example://a.example/x\"}",
};

static void check_found(const struct world *w, enum sieve_isa isa)
{
	struct arena *a = arena_open();
	struct check c = { .m = matcher_open(w->g, NULL, (struct match_options){ 0 }) };
	struct sieve *s;
	struct sieve_block out;
	struct why why;

	assert_int_equal(event_reader_open(a, EVENTS_EVE, (struct str){ 0 }, &c.r, &why), ERR_OK);
	s = sieve_open(w->g, NULL, c.r, false, NULL, isa);
	for (size_t i = 0; i < sizeof found_once / sizeof *found_once; i++) {
		struct buf line = { 0 };
		struct str block;
		char *own;

		buf_printf(&line, "{\"event_type\":\"http\",\"src_ip\":\"192.0.2.1\",%s}\n",
			   found_once[i] + 1);
		block = as_block(&line, &own);
		sieve_block(s, block, &out);
		c.hits = 0;
		check_lines(&c, block, &out);
		if (!c.hits != (*found_once[i] == '-'))
			fail_msg("%zu hits: %.*s", c.hits, STR_FMT(block));
		free(own);
	}
	sieve_close(s);
	matcher_close(c.m);
	event_reader_close(c.r);
	arena_close(a);
}

TEST(what_was_found_once_stays_found)
{
	struct world w = { .a = arena_open() };
	struct set_builder *b = set_builder_open();

	list_text(&w, b, STR("198.51.100.0/24"));
	list_text(&w, b, STR("evil.example"));
	w.g = generation_of(&w, b, &w.sets[0]);
	for (enum sieve_isa isa = SIEVE_PLAIN; isa < SIEVE_ISAS; isa++)
		if (sieve_isa_runs(isa))
			check_found(&w, isa);
	free_world(&w);
}

/* Lines of one minute, as producers write them, but for one byte of the time or another port now and then. */
static void put_usual(struct world *w, struct buf *b)
{
	char time[64];
	int n = snprintf(time, sizeof time, "2026-02-11T07:00:%02u.%06u%s", below(w, 62),
			 below(w, 1000000), PICK(w, "+0800", "+0800", "+0800", "Z", "-05:30"));

	if (below(w, 3) == 0)
		time[below(w, (unsigned)n)] = "0123456789:.+-TZ/; a"[below(w, 20)];
	buf_printf(b,
		   "{\"timestamp\":\"%s\",\"event_type\":\"%s\",\"src_ip\":\"%.*s\",%s\"dest_ip\":"
		   "\"203.0.113.9\",\"dest_port\":%s}\n",
		   time, PICK(w, "flow", "flow", "fileinfo", "dns"),
		   STR_FMT(below(w, 4) ? a_v4(w) : a_v6(w)),
		   PICK(w, "\"src_port\":50000,", "\"src_port\":50001,", "\"src_port\":65535,",
			"\"src_port\":1024,", "\"src_port\": 443,", "\"src_port\":\"00053\",", "",
			"\"src_porT\":50000,\"src_port\":53,", "\"src_port\":1234567,"),
		   PICK(w, "53", "50000"));
}

TEST(usual_lines_are_counted_as_all_others)
{
	struct arena *a = arena_open();
	struct prf_key key = prf_key_random();
	struct check c = { .prf = prf_open(&key), .count = true };
	struct world w;
	struct buf b = { 0 };
	struct sieve_block out;
	struct str block;
	struct why why;
	char *own;

	make_world(&w, 11);
	for (unsigned i = 0; i < 20000; i++)
		put_usual(&w, &b);
	block = as_block(&b, &own);
	c.m = matcher_open(w.g, w.d, (struct match_options){ 0 });
	for (enum sieve_isa isa = SIEVE_PLAIN; isa < SIEVE_ISAS; isa++) {
		struct sieve *s;

		if (!sieve_isa_runs(isa))
			continue;
		assert_int_equal(event_reader_open(a, EVENTS_EVE, (struct str){ 0 }, &c.r, &why),
				 ERR_OK);
		s = sieve_open(w.g, w.d, c.r, true, c.prf, isa);
		sieve_block(s, block, &out);
		check_lines(&c, block, &out);
		sieve_close(s);
		event_reader_close(c.r);
	}
	assert_true(c.innocents > 20000);
	matcher_close(c.m);
	prf_close(c.prf);
	arena_close(a);
	free_world(&w);
	free(own);
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
      CASE(what_was_found_once_stays_found), CASE(usual_lines_are_counted_as_all_others),
      CASE(damaged_lines_do_no_harm_and_look_the_same_to_all), CASE(a_block_may_end_anywhere),
      CASE(events_that_hit_are_suspects))
