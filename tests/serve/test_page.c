/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_page.c - the promises of serve/page.h and of the situation's texts. With CRESSET_PAGES=DIR
 * the pages are also written there, to be looked at.
 */
#include "test.h"

#include "serve/html.h"
#include "serve/page.h"
#include "serve/sample.h"
#include "wire/json.h"

static bool has(const struct buf *b, const char *text)
{
	return str_find_str(buf_str(b), str_of(text)) != SIZE_MAX;
}

static void keep(const char *name, const struct buf *b)
{
	const char *dir = getenv("CRESSET_PAGES");
	char path[512];
	FILE *f;

	if (!dir)
		return;
	snprintf(path, sizeof path, "%s/%s.html", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fwrite(b->p, 1, b->n, f);
	fclose(f);
}

/* ---- text ---- */

static void assert_html(const char *text, size_t n, const char *want)
{
	struct buf b = { 0 };

	html_text(&b, str_n(text, n));
	assert_str(buf_str(&b), want);
	buf_fini(&b);
}

TEST(foreign_text_cannot_become_markup_or_mislead)
{
	assert_html("<b a='1' c=\"2\">&", 16, "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;");
	assert_html("烽燧 é\n", 10, "烽燧 é\n");
	assert_html("a\xff"
		    "b\x80",
		    4, "a\uFFFDb\uFFFD");
	assert_html("x\0y\x1b[1m", 7, "x\uFFFDy\uFFFD[1m");
	assert_html("txt\u202eexe", 9, "txt\uFFFDexe");
}

static void assert_made(void (*make)(struct buf *, struct str), const char *in, const char *want)
{
	struct buf b = { 0 };

	make(&b, str_of(in));
	assert_str(buf_str(&b), want);
	buf_fini(&b);
}

TEST(indicators_are_shown_so_that_nobody_opens_them)
{
	assert_made(text_defang, "evil.example", "evil[.]example");
	assert_made(text_defang, "192.0.2.1", "192[.]0[.]2[.]1");
	assert_made(text_defang, "192.0.2.0/24", "192[.]0[.]2[.]0/24");
	assert_made(text_defang, "evil.example:81/a.b?c=d.e", "evil[.]example:81/a.b?c=d.e");
	assert_made(text_defang, "https://evil.example/x", "hxxps://evil[.]example/x");
	assert_made(text_defang, "2001:db8::1", "2001[:]db8::1");
	assert_made(text_defang, "2001:db8:1:2:3:4:5:6", "2001[:]db8:1:2:3:4:5:6");
	assert_made(text_defang, "d41d8cd98f00b204e9800998ecf8427e",
		    "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(a_command_survives_the_shell)
{
	assert_made(text_shell, "evil.example/a-b_c", "evil.example/a-b_c");
	assert_made(text_shell, "a b", "'a b'");
	assert_made(text_shell, "it's $(x)", "'it'\\''s $(x)'");
	assert_made(text_shell, "-n", "'-n'");
	assert_made(text_shell, "", "''");
	assert_made(text_shell, "evil.example/?a=1&b", "'evil.example/?a=1&b'");
}

static void assert_number(double v, const char *want)
{
	struct buf b = { 0 };

	text_number(&b, v);
	assert_str(buf_str(&b), want);
	buf_fini(&b);
}

TEST(numbers_are_short_and_grouped)
{
	struct buf b = { 0 };

	assert_number(0, "0");
	assert_number(66.66666, "66.667");
	assert_number(12894.25, "12,894.25");
	assert_number(-1234.5, "-1,234.5");
	assert_number(9999999.9996, "10,000,000");
	text_count(&b, 1670000);
	buf_c(&b, ' ');
	text_bytes(&b, 999);
	buf_c(&b, ' ');
	text_bytes(&b, 1234567);
	buf_c(&b, ' ');
	text_bytes(&b, 999999999999);
	buf_c(&b, ' ');
	text_time(&b, (struct instant){ 1763622059000000 });
	buf_c(&b, ' ');
	text_time(&b, (struct instant){ -1 });
	assert_str(buf_str(&b),
		   "1,670,000 999 B 1.2 MB 1.0 TB 2025-11-20 07:00 UTC 1969-12-31 23:59 UTC");
	buf_fini(&b);
}

/* ---- pages ---- */

/* Every element that is opened is closed, in order; attributes are quoted. */
static void assert_well_formed(const struct buf *page)
{
	static const char *const empty[] = { "meta", "link", "img",   "rect",
					     "path", "br",   "input", "!DOCTYPE" };
	struct str open[64], rest = str_cut(buf_str(page), 15, page->n);
	size_t n = 0, at;

	while ((at = str_find(rest, '<')) != SIZE_MAX) {
		struct str tag = str_cut(rest, at + 1, rest.n), name;
		size_t end = str_find(tag, '>');
		bool closing = tag.n && tag.p[0] == '/', single = false;

		assert_true(end != SIZE_MAX);
		name = str_cut(tag, closing, end);
		name = str_cut(name, 0, str_find(name, ' '));
		if (name.n && name.p[name.n - 1] == '/')
			name.n--;
		for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
			single = single || str_eq(name, str_of(empty[i]));
		if (closing) {
			assert_true(n > 0);
			if (!str_eq(open[--n], name))
				fail_msg("<%.*s> is closed by </%.*s>", STR_FMT(open[n]),
					 STR_FMT(name));
		} else if (!single) {
			assert_true(n < 64);
			open[n++] = name;
		}
		rest = str_cut(tag, end + 1, tag.n);
	}
	assert_int_equal(n, 0);
}

TEST(the_page_escapes_everything_and_closes_what_it_opens)
{
	static const char *const names[] = { "en", "zh" };
	struct situation s = sample_situation();

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct buf b = { 0 };

		page_situation(&s, (enum lang)lang, &b);
		keep(names[lang], &b);
		assert_well_formed(&b);
		assert_false(has(&b, "<script"));
		assert_false(has(&b, "<img src=x"));
		assert_false(has(&b, " style="));
		assert_false(has(&b, "\u202e"));
		assert_true(has(&b, "&lt;script&gt;"));
		assert_true(has(&b, "c2[.]evil[.]example"));
		assert_true(has(&b, "cresset match explain c2.evil.example -n ./demo-node"));
		assert_true(has(&b, "1,690,021"));
		assert_true(has(&b, "12,894.25"));
		assert_true(
			has(&b, lang == LANG_ZH ? "<html lang=\"zh-CN\">" : "<html lang=\"en\">"));
		assert_true(has(&b, lang == LANG_ZH ? "无数据" : "no data"));
		buf_fini(&b);
	}
}

TEST(an_empty_node_says_what_to_do)
{
	struct situation s = { .pack = sample_pack,
			       .node = { "new", 3 },
			       .dir = { "n", 1 },
			       .last_us = -1,
			       .last_events = -1 };
	struct buf b = { 0 };

	page_situation(&s, LANG_EN, &b);
	keep("empty", &b);
	assert_well_formed(&b);
	assert_true(has(&b, "cresset load -n DIR"));
	assert_true(has(&b, "cresset match -n DIR LOG"));
	assert_true(has(&b, "not searched yet"));
	buf_fini(&b);
}

TEST(a_refusal_for_people_is_a_page)
{
	struct why why;
	struct buf b = { 0 };

	(void)why_set(&why, ERR_NOTFOUND, SAY_ROUTE_UNKNOWN, A(HOSTILE));
	page_problem(404, LANG_ZH, &why, &b);
	keep("problem", &b);
	assert_well_formed(&b);
	assert_false(has(&b, "<script"));
	assert_true(has(&b, "<h1>没有找到</h1>"));
	buf_fini(&b);
}

TEST(the_five_lines_are_five_and_name_the_organisations)
{
	struct situation s = sample_situation();
	struct str rest, line;
	struct buf b = { 0 };
	int numbered = 0;

	situation_lines(&s, LANG_EN, 2, &b);
	rest = buf_str(&b);
	while (str_split(&rest, '\n', &line))
		numbered += line.n > 2 && ascii_is_digit(line.p[0]) && line.p[1] == '.';
	assert_int_equal(numbered, 5);
	assert_true(has(&b, "1. Indicators loaded: 1,690,021; from 3 feeds; 233 suppressed "
			    "(warning lists: 1)\n"));
	assert_true(has(&b, "示例省立大学: 1,412 hits"));
	assert_true(has(&b, "contact: 网络中心值班"));
	assert_true(has(&b, "cresset match explain c2.evil.example -n ./demo-node\n"));
	assert_true(has(&b, "and 3 more"));
	assert_false(has(&b, "\u202e"));
	assert_true(has(&b, "M078 12,894.25 per million, M079 66.667 %"));
	assert_false(has(&b, "M081 no data")); /* what has no value is on the board */
	assert_true(has(&b, "5. Client addresses found on disk: 0; searched 21.0 MB"));
	if (getenv("CRESSET_PAGES"))
		fwrite(b.p, 1, b.n, stdout);
	buf_clear(&b);
	situation_lines(&s, LANG_ZH, 2, &b);
	if (getenv("CRESSET_PAGES"))
		fwrite(b.p, 1, b.n, stdout);
	assert_true(has(&b, "5. 磁盘上发现的客户端地址：0；"));
	buf_fini(&b);
}

TEST(the_data_say_null_where_nothing_is_known)
{
	struct situation s = sample_situation();
	struct buf b = { 0 };
	struct json *v;

	s.searched = false;
	s.last_us = s.last_events = -1;
	situation_json(&s, LANG_EN, &b);
	assert_ok(json_parse(sample_arena, buf_str(&b), (struct json_limits){ 0 }, &v, NULL));
	assert_int_equal(json_get(json_get(v, "identifiers_on_disk"), "found")->kind, JSON_NULL);
	assert_int_equal(json_get(json_get(v, "events"), "last_run_seconds")->kind, JSON_NULL);
	v = json_get(json_get(v, "articles")->child, "measures")->child;
	assert_str(json_str(json_get(v, "id"), STR("")), "M078");
	assert_str(json_get(v, "value")->text, "12894.25");
	assert_int_equal(json_get(v->next->next, "value")->kind, JSON_NULL);
	assert_str(json_str(json_get(v->next->next, "state"), STR("")), "no-data");
	buf_fini(&b);
}

TESTS("serve/page", CASE(foreign_text_cannot_become_markup_or_mislead),
      CASE(indicators_are_shown_so_that_nobody_opens_them), CASE(a_command_survives_the_shell),
      CASE(numbers_are_short_and_grouped),
      CASE_UP(the_page_escapes_everything_and_closes_what_it_opens, sample_up, sample_down),
      CASE_UP(an_empty_node_says_what_to_do, sample_up, sample_down),
      CASE_UP(a_refusal_for_people_is_a_page, sample_up, sample_down),
      CASE_UP(the_five_lines_are_five_and_name_the_organisations, sample_up, sample_down),
      CASE_UP(the_data_say_null_where_nothing_is_known, sample_up, sample_down))
