/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sieve_columns.c - the sieve of separated values against the strict reader and the matcher.
 *
 * Logs with random columns, whose headers change in the middle; escapes, sets, marks, quotes, ragged rows,
 * comments, JSON between the lines, and damage. Whatever the bytes are, a line that hits or is
 * refused must be a suspect, and the innocent are told as the strict reader tells them; only of a Zeek log that
 * damage made one of JSON, what is refused may be innocent (match/sieve.h).
 */
#include "sieve_check.h"

#include "intake/input.h"
#include "wire/json.h"

enum { ROUNDS = 100, LINES = 150 };
#define COUNT(v) (sizeof(v) / sizeof *(v))

/* ---- Zeek ---- */

struct name_of {
	const char *name;
	struct str (*make)(struct world *);
};

static struct str some_answer(struct world *w)
{
	switch (below(w, 6)) {
	case 0:
		return arena_printf(w->a, "TXT 11 %.*s", STR_FMT(a_name(w)));
	case 1:
		return odd_name(w);
	case 2:
		return a_v6(w);
	case 3:
		return a_v4(w);
	default:
		return a_name(w);
	}
}

static struct str some_addr(struct world *w)
{
	switch (below(w, 12)) {
	case 0:
		return a_host(w);
	case 1:
		return a_v6(w);
	case 2:
		return arena_printf(w->a, "%s", PICK(w, "198.051.0.1", "198.51.0", "fe80::1%eth0"));
	default:
		return a_v4(w);
	}
}

static struct str some_name(struct world *w)
{
	return below(w, 4) ? a_name(w) : below(w, 3) ? odd_name(w) : a_host(w);
}

static struct str some_time(struct world *w)
{
	return below(w, 10) == 0 ? a_time(w) :
				   arena_printf(w->a, "133190%u.%06u", 1000 + below(w, 3000),
						below(w, 1000000));
}

static struct str some_text(struct world *w)
{
	return arena_printf(w->a, "%s",
			    PICK(w, "", "T", "F", "-", "(empty)", "7", "a b", "evil.example",
				 "\\x2c", "\\\\", "\xE4\xBE\x8B", "{", "say \"x\""));
}

static const struct name_of zeek_names[] = {
	{ "ts", some_time },          { "uid", some_text },
	{ "id.orig_h", some_addr },   { "id.orig_p", some_text },
	{ "id.resp_h", some_addr },   { "missed_bytes", some_text },
	{ "query", some_name },       { "rejected", some_text },
	{ "answers", some_answer },   { "host", a_host },
	{ "uri", a_target },          { "user_agent", some_text },
	{ "port_num", some_text },    { "server_name", a_host },
	{ "ja3", a_digest },          { "cert_chain_fps", a_digest },
	{ "fingerprint", a_digest },  { "md5", a_digest },
	{ "sha256", a_digest },       { "tx_hosts", some_addr },
	{ "rx_hosts", some_addr },    { "is_orig", some_text },
	{ "note", some_text },        { "src", some_addr },
	{ "client_addr", some_addr }, { "src_ip", some_addr },
};

enum { COLUMNS = 64 };

struct log {
	const struct name_of *column[COLUMNS];
	bool many[COLUMNS];
	size_t n;
	char separator, set_separator;
	const char *unset, *empty;
	bool crlf, quotes;
	bool calm; /* most values are listed nowhere */
};

static struct str value_of(struct world *w, const struct log *l, size_t i)
{
	if (!l->calm || below(w, 15) == 0 || l->column[i]->make == some_time)
		return l->column[i]->make(w);
	return arena_printf(w->a, "%s",
			    PICK(w, "quiet.example.net", "192.0.2.7", "Quiet-9.EXAMPLE.org",
				 "2001:db8:ffff::7", "203.0.113.255", "/a"));
}

/* Escapes the separator, as Zeek does, and other bytes, as it may. */
static void put_escaped(struct world *w, struct buf *b, struct str s, const struct log *l)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == l->separator || c == '\n' || (c == l->set_separator && below(w, 8)) ||
		    (!l->calm && below(w, 400) == 0))
			buf_printf(b, "\\x%02x", (unsigned char)c);
		else
			buf_c(b, c);
	}
}

static void put_cell(struct world *w, struct buf *b, const struct log *l, size_t i)
{
	unsigned n = l->many[i] ? below(w, 4) : 1;

	if (below(w, 8) == 0) {
		buf_puts(b, below(w, 2) ? l->unset : l->empty);
		return;
	}
	for (unsigned k = 0; k < n; k++) {
		if (k)
			buf_c(b, l->set_separator);
		if (below(w, 10) == 0)
			buf_puts(b, PICK(w, "", "-", "(empty)"));
		else
			put_escaped(w, b, value_of(w, l, i), l);
	}
}

static void put_separator_line(struct buf *b, const struct log *l)
{
	buf_printf(b, "#separator \\x%02x\n", l->separator);
	buf_printf(b, "#set_separator%c%c\n", l->separator, l->set_separator);
	buf_printf(b, "#empty_field%c%s\n", l->separator, l->empty);
	buf_printf(b, "#unset_field%c%s\n#path%cx\n", l->separator, l->unset, l->separator);
}

static void put_zeek_header(struct world *w, struct buf *b, struct log *l)
{
	bool twice = below(w, 10) == 0;

	l->separator = below(w, 3) ? '\t' : ",| :.;"[below(w, 6)];
	l->set_separator = below(w, 3) ? ',' : " ;/."[below(w, 4)];
	l->unset = PICK(w, "-", "-", "-", "", "(none)", "evil.example");
	l->empty = PICK(w, "(empty)", "(empty)", "", "-");
	put_separator_line(b, l);
	buf_printf(b, "#fields");
	l->n = 0;
	for (size_t i = 0; i < COUNT(zeek_names); i++)
		for (unsigned k = below(w, 2); k > 0; k = twice && below(w, 3) == 0)
			l->column[l->n++] = &zeek_names[i];
	if (!l->n)
		l->column[l->n++] = &zeek_names[0];
	for (size_t i = l->n; below(w, 2) && i > 1; i--) { /* any order */
		size_t at = below(w, (unsigned)i);
		const struct name_of *t = l->column[at];

		l->column[at] = l->column[i - 1];
		l->column[i - 1] = t;
	}
	for (size_t i = 0; i < l->n; i++)
		buf_printf(b, "%c%s", l->separator, l->column[i]->name);
	buf_printf(b, "\n#types");
	for (size_t i = 0; i < l->n; i++) {
		bool answers = l->column[i]->make == some_answer || l->column[i]->make == a_digest;

		l->many[i] = below(w, answers ? 2 : 15) == 0;
		buf_printf(b, "%c%s", l->separator,
			   !l->many[i] ? "string" :
			   below(w, 2) ? "set[x]" :
					 "vector[x]");
	}
	buf_puts(b, "\n");
}

static void put_zeek_line(struct world *w, struct buf *b, struct log *l)
{
	size_t n = l->n;

	switch (below(w, 60)) {
	case 0:
		buf_puts(b,
			 PICK(w, "\n", " \n", "\r\n", "\t\t\n", "#close\t2026\n", "#\n", "##\n"));
		return;
	case 1:
		buf_puts(b, "{\"query\":\"evil.example\",\"id.orig_h\":\"198.51.0.1\"}\n");
		return;
	case 2:
		n = below(w, 2) ? n + 1 : n - 1;
		break;
	case 3:
		put_zeek_header(w, b, l);
		return;
	default:
		break;
	}
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_c(b, l->separator);
		if (i < l->n)
			put_cell(w, b, l, i);
	}
	buf_puts(b, l->crlf ? "\r\n" : below(w, 50) ? "\n" : "\r\r\n");
}

static struct str put_zeek(struct world *w, struct buf *b)
{
	struct log l = { .crlf = below(w, 4) == 0, .calm = below(w, 2) };

	if (below(w, 8) == 0)
		buf_puts(b, "\xEF\xBB\xBF");
	if (below(w, 8) == 0)
		buf_puts(b, "before\tany header\n");
	put_zeek_header(w, b, &l);
	for (unsigned i = 0; i < LINES; i++)
		put_zeek_line(w, b, &l);
	return str_n(NULL, 0);
}

/* ---- CSV ---- */

static struct str some_url(struct world *w)
{
	return below(w, 2) ? a_target(w) : arena_printf(w->a, "%.*s/a/b?q=1", STR_FMT(a_host(w)));
}

static const struct name_of csv_names[] = {
	{ "time", some_time },
	{ "src.ip", some_addr },
	{ "dst.ip", some_addr },
	{ "dns.query", some_name },
	{ "dns.answer.ip", some_addr },
	{ "http.host", a_host },
	{ "http.url", some_url },
	{ "tls.sni", some_name },
	{ "tls.ja3", a_digest },
	{ "tls.cert.sha1", a_digest },
	{ "file.md5", a_digest },
	{ "file.sha256", a_digest },
	{ "dns.answer.name", some_name },
	{ "other", some_text },
	{ "more", some_text },
};

static void put_csv_cell(struct world *w, struct buf *b, const struct log *l, struct str s)
{
	bool quoted = l->quotes && below(w, 6);
	unsigned odd = l->calm ? 8 : 1; /* how much rarer */

	if (below(w, 15) == 0)
		s = str_n(NULL, 0);
	if (below(w, 30 * odd) == 0)
		buf_puts(b, PICK(w, " ", "\t", "\"", "\r", "\"\"", " \""));
	if (!quoted && (str_find(s, l->separator) != SIZE_MAX || str_find(s, '"') != SIZE_MAX))
		quoted = below(w, 30 * odd) > 0;
	if (quoted)
		buf_c(b, '"');
	if (below(w, 30 * odd) == 0)
		buf_c(b, ' ');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' && quoted)
			buf_c(b, '"');
		buf_c(b, s.p[i]);
	}
	if (quoted && below(w, 15 * odd) == 0)
		buf_puts(b, PICK(w, ",", "\"\"", ";a,b", "\r", "\"", " "));
	if (quoted && below(w, 60 * odd))
		buf_c(b, '"');
	if (below(w, 40 * odd) == 0)
		buf_puts(b, PICK(w, " ", "\t", "x"));
}

static void put_csv_line(struct world *w, struct buf *b, const struct log *l)
{
	size_t n = l->n;

	if (below(w, 40) == 0) {
		buf_puts(b, PICK(w, "\n", " \n", "\r\n", "\t\n", "# a, \"comment\"\n", "#\"\n",
				 "#\r198.51.0.1,evil.example\n", "\xEF\xBB\xBF#x\n", ",,\n"));
		return;
	}
	n -= below(w, 12) == 0 ? below(w, (unsigned)n) : 0;
	n += below(w, 12) == 0;
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_c(b, l->separator);
		if (i < l->n)
			put_csv_cell(w, b, l, value_of(w, l, i));
	}
	buf_puts(b, l->crlf ? "\r\n" : "\n");
}

/* A map of our own; by numbers, or by names in the header. */
static struct str put_csv_map(struct world *w, const struct log *l)
{
	bool numbers = below(w, 2);
	struct buf map = { 0 };
	struct str s;

	for (unsigned i = 1 + below(w, 6); i > 0; i--) {
		size_t at = below(w, (unsigned)l->n);

		buf_printf(&map, "%s%s=", map.n ? "," : "",
			   csv_names[below(w, COUNT(csv_names) - 2)].name);
		if (numbers)
			buf_printf(&map, "%zu", at + 1 + (below(w, 30) == 0));
		else
			buf_printf(&map, "%s", l->column[at]->name);
	}
	s = str_keep(w->a, buf_str(&map));
	buf_fini(&map);
	return s;
}

static struct str put_csv(struct world *w, struct buf *b)
{
	struct log l = { .crlf = below(w, 4) == 0, .quotes = below(w, 2), .calm = below(w, 2) };
	struct str map = { 0 };

	l.separator = ",,;\t|"[below(w, 5)];
	for (size_t i = 0; i < COUNT(csv_names); i++)
		if (below(w, 2) || (i + 1 == COUNT(csv_names) && l.n < 2))
			l.column[l.n++] = &csv_names[i];
	if (below(w, 3) == 0)
		map = put_csv_map(w, &l);
	if (below(w, 8) == 0)
		buf_puts(b, PICK(w, "\xEF\xBB\xBF", "# comment\n", "\n \n", "\"bad\n"));
	for (size_t i = 0; i < l.n; i++)
		buf_printf(b, "%s%s%s", i ? (char[]){ l.separator, 0 } : "", l.column[i]->name,
			   below(w, 10) ? "" : " ");
	buf_puts(b, "\n");
	for (unsigned i = 0; i < LINES; i++)
		put_csv_line(w, b, &l);
	return map;
}

/* ---- both ---- */

static const struct {
	enum event_format format;
	struct str (*put)(struct world *, struct buf *);
} formats[] = { { EVENTS_ZEEK, put_zeek }, { EVENTS_CSV, put_csv } };

static void some_damage(struct world *w, struct buf *b)
{
	for (unsigned i = 0; i < 30; i++)
		b->p[below(w, (unsigned)b->n)] = "\"\\{}#:,\n\r\t \0u\x80/.a1;|\xEF"[below(w, 21)];
}

struct sieves {
	struct sieve *v[SIEVE_ISAS];
};

static struct sieves open_all(const struct world *w, const struct check *c)
{
	struct sieves s = { { NULL } };

	for (enum sieve_isa isa = SIEVE_PLAIN; isa < SIEVE_ISAS; isa++)
		if (sieve_isa_runs(isa))
			s.v[isa] = sieve_open(w->g, w->d, c->r, c->count, c->count ? c->prf : NULL,
					      isa);
	return s;
}

/* A block in parts, as they come: up to a header, and all the same to every scan. */
static void check_block(struct sieves *s, struct check *c, struct str block)
{
	while (block.n) {
		struct sieve_block first, again;
		size_t done;

		sieve_block(s->v[SIEVE_PLAIN], block, &first);
		for (enum sieve_isa isa = SIEVE_AVX2; isa < SIEVE_ISAS; isa++)
			if (s->v[isa]) {
				sieve_block(s->v[isa], block, &again);
				sieve_block(s->v[isa], block, &again);
				assert_same(&first, &again, c->count);
			}
		done = first.start[first.lines];
		assert_true(done > 0 && done <= block.n);
		check_lines(c, str_cut(block, 0, done), &first);
		block = str_cut(block, done, block.n);
	}
}

static void close_all(struct sieves *s)
{
	for (unsigned isa = 0; isa < SIEVE_ISAS; isa++)
		sieve_close(s->v[isa]);
}

/* The log as two blocks, cut at a line's end. */
static void one_log(struct world *w, struct check *total, unsigned f, bool damage)
{
	struct prf_key key = prf_key_random();
	struct check c = { .prf = prf_open(&key), .count = below(w, 2), .damaged = damage };
	struct arena *a = arena_open();
	struct buf b = { 0 };
	struct str map = formats[f].put(w, &b);
	struct sieves s;
	struct why why;
	size_t cut;

	if (damage)
		some_damage(w, &b);
	assert_ok(event_reader_open(a, formats[f].format, map, &c.r, &why));
	c.m = matcher_open(w->g, w->d, (struct match_options){ 0 });
	s = open_all(w, &c);
	cut = below(w, (unsigned)b.n);
	while (cut < b.n && (!cut || b.p[cut - 1] != '\n'))
		cut++;
	for (unsigned i = 0; i < 2; i++) {
		struct buf part = { 0 };
		char *own;
		struct str block;

		buf_put(&part, str_cut(buf_str(&b), i ? cut : 0, i ? b.n : cut));
		if (!part.n)
			continue;
		block = as_block(&part, &own);
		check_block(&s, &c, block);
		free(own);
	}
	total->hits += c.hits;
	total->suspects += c.suspects;
	total->innocents += c.innocents;
	buf_fini(&b);
	close_all(&s);
	matcher_close(c.m);
	event_reader_close(c.r);
	prf_close(c.prf);
	arena_close(a);
}

static struct check many_logs(unsigned f, unsigned seed, bool damage)
{
	struct check total = { 0 };

	for (unsigned round = 0; round < ROUNDS; round++) {
		struct world w;

		make_world(&w, seed + round);
		one_log(&w, &total, f, damage);
		free_world(&w);
	}
	return total;
}

TEST(zeek_lines_that_hit_are_suspects_and_innocents_are_told_rightly)
{
	struct check total = many_logs(0, 1000, false);

	assert_true(total.hits > 1500 && total.innocents > 2000 && total.suspects > 2000);
}

TEST(csv_rows_that_hit_are_suspects_and_innocents_are_told_rightly)
{
	struct check total = many_logs(1, 2000, false);

	assert_true(total.hits > 1500 && total.innocents > 2000 && total.suspects > 2000);
}

TEST(damage_does_no_harm)
{
	(void)many_logs(0, 3000, true);
	(void)many_logs(1, 4000, true);
}

/* Every cut of a log: what is behind the end is never looked at, and the last line is a suspect. */
TEST(a_block_may_end_anywhere)
{
	for (unsigned f = 0; f < 2; f++) {
		struct world w;
		struct buf b = { 0 };
		struct str map;

		make_world(&w, 5);
		map = formats[f].put(&w, &b);
		for (size_t n = 1; n <= b.n && n < 1500; n++) {
			struct check c = { 0 };
			struct arena *a = arena_open();
			struct buf part = { 0 };
			struct sieves s;
			struct why why;
			char *own;
			struct str block;

			buf_put(&part, str_n(b.p, n));
			block = as_block(&part, &own);
			assert_ok(event_reader_open(a, formats[f].format, map, &c.r, &why));
			c.m = matcher_open(w.g, w.d, (struct match_options){ 0 });
			s = open_all(&w, &c);
			check_block(&s, &c, block);
			close_all(&s);
			matcher_close(c.m);
			event_reader_close(c.r);
			arena_close(a);
			free(own);
		}
		buf_fini(&b);
		free_world(&w);
	}
}

/* ---- real logs ---- */

/* One in sixteen of a log's own values, however often each occurs. */
static bool is_listed(struct str text, unsigned seed)
{
	uint32_t h = seed;

	for (size_t i = 0; i < text.n; i++)
		h = (h ^ (unsigned char)text.p[i]) * 0x01000193u;
	return (h >> 8) % 16 == 0;
}

static void list_values(struct world *w, struct str log, struct set_builder *to)
{
	struct event_reader *r;
	struct str line;
	uint64_t number = 0;
	unsigned seed = below(w, 1000);
	struct event ev;
	bool found;

	assert_ok(event_reader_open(w->a, EVENTS_ZEEK, str_n(NULL, 0), &r, NULL));
	while (str_split(&log, '\n', &line))
		if (event_read(r, line, ++number, &ev, &found, NULL) == ERR_OK && found)
			for (size_t i = 0; i < ev.n; i++) {
				struct indicator ind;

				if (is_listed(ev.v[i].text, seed) &&
				    indicator_guess(w->a, ev.v[i].text, &ind, NULL) == ERR_OK)
					set_builder_add(to, &ind);
			}
	event_reader_close(r);
}

static void one_real_log(struct world *w, struct check *total, struct str log, bool count)
{
	struct prf_key key = prf_key_random();
	struct check c = { .prf = prf_open(&key), .count = count };
	struct sieves s;
	struct buf b = { 0 };
	char *own;
	struct str block;

	buf_put(&b, log);
	block = as_block(&b, &own);
	assert_ok(event_reader_open(w->a, EVENTS_ZEEK, str_n(NULL, 0), &c.r, NULL));
	c.m = matcher_open(w->g, NULL, (struct match_options){ 0 });
	s = open_all(w, &c);
	check_block(&s, &c, block);
	close_all(&s);
	total->hits += c.hits;
	total->suspects += c.suspects;
	total->innocents += c.innocents;
	matcher_close(c.m);
	event_reader_close(c.r);
	prf_close(c.prf);
	free(own);
}

static void check_real_log(const char *path, struct check *total, uint64_t seed)
{
	struct world w = { .a = arena_open(), .r = prng_of(seed) };
	struct generation_input in = { .name = STR("feed"), .category = CAT_C2 };
	struct set_builder *to = set_builder_open();
	struct input *file;
	struct str log;

	assert_ok(input_open(path, &file, NULL));
	assert_ok(input_all(file, &log, NULL));
	/* of JSON, which is not well-formed in some, more may pass (match/sieve.h) */
	if (str_starts(log, STR("{")) || str_find_str(log, STR("\n{")) != SIZE_MAX)
		log.n = 0;
	list_values(&w, log, to);
	w.sets[0] = set_of_builder(w.a, to);
	in.set = w.sets[0];
	w.g = generation_build(&in, 1, NULL, 0);
	one_real_log(&w, total, log, false);
	one_real_log(&w, total, log, true);
	input_close(file);
	free_world(&w);
}

/* Logs of many kinds, listed by an independent reader's counts. */
TEST(real_logs_hit_as_by_the_strict_reader)
{
	struct arena *a = arena_open();
	const char *path = SHARED("EXPECTED.json");
	struct check total = { 0 };
	struct json *all = NULL;
	struct input *in;
	struct str text;
	size_t files = 0;

	if (!path) {
		arena_close(a);
		skip();
	}
	assert_ok(input_open(path, &in, NULL));
	assert_ok(input_all(in, &text, NULL));
	assert_ok(json_parse(a, text, (struct json_limits){ 0 }, &all, NULL));
	for (struct json *f = all->child; f; f = f->next)
		if (str_starts(f->key, STR("3-events/zeek-"))) {
			const char *key = str_keep(a, f->key).p;

			check_real_log(SHARED(key), &total, ++files);
		}
	input_close(in);
	arena_close(a);
	assert_true(files >= 100 && total.hits > 5000 && total.innocents > 50000);
}

TESTS("match/sieve_columns", CASE(zeek_lines_that_hit_are_suspects_and_innocents_are_told_rightly),
      CASE(csv_rows_that_hit_are_suspects_and_innocents_are_told_rightly),
      CASE(damage_does_no_harm), CASE(a_block_may_end_anywhere),
      CASE(real_logs_hit_as_by_the_strict_reader))
