/* SPDX-License-Identifier: Apache-2.0 */
/* test_serve.c - the API and the page over a real node: a few feeds, organisations and hits. */
#include "test.h"

#include "serve/a_node.h"
#include "serve/client.h"
#include "serve/serve.h"
#include "serve/situation.h"

#include <pthread.h>
#include <stdatomic.h>

static struct serve *server;

static int up(void **state)
{
	if (!node_up())
		return -1;
	ok(serve_start(&view, STR("127.0.0.1:0"), &server, &why));
	return 0;
}

static int down(void **state)
{
	serve_stop(server);
	return node_down();
}

/* ---- asking ---- */

static struct reply reply;

static int get(const char *target, const char *headers)
{
	return client_get(serve_port(server), target, headers, &reply);
}

static bool says(const char *text)
{
	return str_find_str(buf_str(&reply.body), str_of(text)) != SIZE_MAX;
}

static struct json *get_json(const char *target)
{
	struct json *v = NULL;

	if (get(target, "") != 200)
		fail_msg("%s: %d %.*s", target, reply.status, STR_FMT(buf_str(&reply.body)));
	assert_ok(json_parse(arena, str_keep(arena, buf_str(&reply.body)),
			     (struct json_limits){ 0 }, &v, NULL));
	return v;
}

static int64_t number(const struct json *v, const char *key)
{
	int64_t n = -1;

	if (!json_int(json_get(v, key), &n))
		fail_msg("%s is no whole number", key);
	return n;
}

/* The first measure of the article with this number. */
static struct json *measure_of(const struct json *situation, const char *number)
{
	for (struct json *a = json_get(situation, "articles")->child; a; a = a->next)
		if (str_eq(json_str(json_get(a, "number"), STR("")), str_of(number)))
			return json_get(a, "measures")->child;
	fail_msg("no article %s", number);
	return NULL;
}

TEST(the_situation_adds_up)
{
	struct json *v = get_json("/api/v1/situation"), *p, *m;

	assert_int_equal(number(json_get(v, "events"), "matched"), 100000);
	assert_int_equal(number(json_get(v, "events"), "sighting_rows"), ROWS + 1);
	assert_true(number(json_get(v, "events"), "bytes_kept") > 0);
	assert_int_equal(number(json_get(v, "hits"), "total"), HOURS * 8 + 1);
	assert_int_equal(number(json_get(v, "hits"), "elsewhere"), HOURS);
	assert_int_equal(number(json_get(v, "indicators"), "feeds"), 1);
	assert_int_equal(number(json_get(v, "indicators"), "warning_lists"), 1);
	assert_int_equal(number(json_get(v, "identifiers_on_disk"), "found"), 0);
	/* Most hits first; the worst category is not the most frequent one. */
	p = json_get(v, "organisations")->child;
	assert_str(json_str(json_get(p, "party"), STR("")), "P2");
	assert_int_equal(number(p, "hits"), HOURS * 5 + 1);
	assert_int_equal(number(p, "indicators"), 2);
	assert_str(json_str(json_get(p, "worst_category"), STR("")), "c2");
	assert_str(json_str(json_get(p, "top_indicator"), STR("")), "c2.evil.example");
	assert_str(json_str(json_get(p->next, "contact_role"), STR("")), "网络中心");
	assert_str(json_str(json_get(p->next, "area"), STR("")), "石家庄市");
	assert_null(p->next->next);
	/* 48 hours of the 60, all of them with hits. */
	assert_int_equal(json_get(v, "hours")->count, SITUATION_HOURS);
	assert_int_equal(number(json_get(v, "hours")->child, "c2"), 2);
	m = measure_of(v, "14");
	assert_str(json_str(json_get(m, "id"), STR("")), "M078");
	assert_str(json_str(json_get(m, "state"), STR("")), "no-target");
}

TEST(the_page_and_the_lines_say_the_same)
{
	assert_int_equal(get("/", "Accept: text/html\r\nAccept-Language: zh\r\n"), 200);
	assert_str(head_value(buf_str(&reply.head), "Content-Type"), "text/html; charset=utf-8");
	assert_true(says("示例大学"));
	assert_true(says("Example &lt;b&gt;Hospital&lt;/b&gt;"));
	assert_true(says("磁盘上发现的客户端地址"));
	assert_int_equal(get("/api/v1/situation", "Accept: text/plain\r\n"), 200);
	assert_true(says("2. Events matched: 100,000; last run: 100,000 in 0.25 s"));
	assert_true(says("3. Registered organisations hit: 2; 421 hits on them, 60 elsewhere"));
	assert_int_equal(get("/style.css", ""), 200);
	assert_int_equal(get("/icon.svg", ""), 200);
	assert_int_equal(get("/nothing", "Accept: text/html,*/*;q=0.8\r\n"), 404);
	assert_true(says("<h1>Not found</h1>"));
}

/* Walks all pages; every row comes once, newest hour first. */
static void walk(const char *filter, int limit, int want)
{
	char target[256];
	struct str cursor = STR("");
	struct str last = STR("9");
	int seen = 0;

	do {
		struct json *v, *row;

		snprintf(target, sizeof target, "/api/v1/sightings?limit=%d&%s%s%.*s", limit,
			 filter, cursor.n ? "&cursor=" : "", STR_FMT(cursor));
		v = get_json(target);
		for (row = json_get(v, "data")->child; row; row = row->next) {
			struct str window = json_str(json_get(row, "window"), STR(""));

			assert_true(str_cmp(window, last) <= 0);
			last = window;
			seen++;
		}
		assert_true(json_get(v, "data")->count <= (size_t)limit);
		cursor = json_str(json_get(v, "next"), STR(""));
	} while (cursor.n);
	assert_int_equal(seen, want);
}

TEST(sightings_come_page_by_page_each_once)
{
	walk("", 7, ROWS + 1);
	walk("", 500, ROWS + 1);
	walk("", 1, ROWS + 1);
	walk("category=c2", 7, HOURS + 1);
	walk("party=P1", 7, HOURS);
	walk("area=130100", 60, ROWS + 1);
	walk("area=999999", 60, 0);
	walk("since=2026-11-20", 7, 12 * 3);
	walk("since=2026-11-20T11%3A00%3A00Z", 7, 3);
}

TEST(sightings_as_csv_and_ndjson_carry_the_next_page_in_a_link)
{
	struct str line, rest;
	size_t n = 0;

	assert_int_equal(get("/api/v1/sightings?limit=2&category=malware", "Accept: text/csv\r\n"),
			 200);
	rest = buf_str(&reply.body);
	assert_true(str_split(&rest, '\n', &line));
	assert_str(line,
		   "window,kind,indicator,source,category,sensor,area,asset,party,count,first,"
		   "last,untimed\r");
	assert_true(says("2026-11-20T11:00:00Z,domain,'=cmd()|x,feed-a,malware,s1,130100,,,1,"));
	assert_true(str_ends(head_value(buf_str(&reply.head), "Link"), STR(">; rel=\"next\"")));
	assert_int_equal(get("/api/v1/sightings?limit=3", "Accept: application/x-ndjson\r\n"), 200);
	rest = buf_str(&reply.body);
	while (str_split(&rest, '\n', &line) && line.n) {
		struct json *v;

		assert_ok(json_parse(arena, line, (struct json_limits){ 0 }, &v, NULL));
		n++;
	}
	assert_int_equal(n, 3);
}

TEST(what_makes_no_sense_is_refused_with_a_sentence)
{
	assert_int_equal(get("/api/v1/sightings?limit=0", ""), 400);
	assert_int_equal(get("/api/v1/sightings?limit=501", ""), 400);
	assert_int_equal(get("/api/v1/sightings?cursor=zzz", ""), 400);
	assert_int_equal(get("/api/v1/sightings?since=yesterday", ""), 400);
	assert_int_equal(get("/api/v1/sightings?category=speech", ""), 400);
	assert_true(says("other-technical"));
	assert_int_equal(get("/api/v1/sightings?categry=c2", ""), 400);
	assert_true(says("known are: limit, cursor, since, category, party, area"));
	assert_int_equal(get("/api/v1/sightings", "Accept: text/html\r\n"), 406);
	assert_int_equal(get("/api/v1/measures/M999", ""), 404);
	assert_int_equal(get("/api/v1/sightings?category=c2'--", ""), 400);
	assert_int_equal(get("/api/v1/sightings?party=P1'%20OR%201=1--", ""), 200);
	assert_true(says("\"data\":[]"));
}

TEST(articles_and_measures_show_what_they_stand_on)
{
	struct json *v = get_json("/api/v1/articles"), *m;

	assert_true(json_get(v, "data")->count >= 2);
	m = json_get(get_json("/api/v1/measures/M078"), "data");
	assert_str(json_str(json_get(m, "article"), STR("")), "14");
	assert_int_equal(json_str(json_get(m, "sql_sha256"), STR("")).n, 64);
	v = get_json("/api/v1/measures/M078?lang=zh");
	assert_true(json_str(json_get(v, "sql"), STR("")).n > 20);
	/* Before anything was known there is no value, not zero. */
	m = json_get(get_json("/api/v1/measures/M079?at=2020-01-01"), "data");
	assert_str(json_str(json_get(m, "state"), STR("")), "no-data");
}

static bool page_says(const char *target, const char *text)
{
	if (get(target, "Accept: text/html\r\n") != 200)
		fail_msg("%s: %d", target, reply.status);
	assert_str(head_value(buf_str(&reply.head), "Content-Type"), "text/html; charset=utf-8");
	return says(text);
}

TEST(the_board_leads_to_every_article_and_back)
{
	size_t n;
	const struct article *all = pack_articles(pack, &n);

	assert_true(page_says("/?lang=en", "<a href=\"/articles?lang=en\">"));
	assert_true(says("<a href=\"/articles/14?lang=en\">"));
	assert_true(page_says("/articles?lang=zh", "<html lang=\"zh-CN\">"));
	for (size_t i = 0; i < n; i++) {
		char link[96], target[64];

		snprintf(target, sizeof target, "/articles/%.*s?lang=zh", STR_FMT(all[i].number));
		snprintf(link, sizeof link, "<a href=\"%s\">", target);
		assert_true(page_says("/articles?lang=zh", link));
		assert_true(page_says(target, "<a href=\"/articles?lang=zh\">"));
	}
}

TEST(an_article_shows_its_measures_and_who_owes_a_figure)
{
	assert_true(page_says("/articles/14?lang=en", "M078 "));
	assert_true(says("class=\"s-no-target\""));
	assert_true(says("id=\"article-14-en-mechanisms\""));
	/* Nothing was filed here: a figure that waits names the return that it comes with. */
	assert_true(page_says("/articles/5?lang=en", "class=\"s-no-data\""));
	assert_true(says("comes with the return") || says("waits for the return"));
	assert_int_equal(get("/articles/14?at=2020-01-01", ""), 400);
	assert_int_equal(get("/articles/999", "Accept: text/html\r\n"), 404);
	assert_true(says("there is no article 999 in this node&#39;s pack"));
	assert_int_equal(get("/articles/%3Cb%3E?lang=zh", "Accept: text/html\r\n"), 404);
	assert_true(says("没有第 &lt;b&gt; 条"));
}

TEST(keepers_can_see_that_it_lives_and_is_ready)
{
	static struct lookup l;
	struct generation *g;

	assert_int_equal(get("/healthz", ""), 200);
	assert_int_equal(get("/readyz", ""), 503);
	g = generation_build(NULL, 0, NULL, 0);
	l = (struct lookup){ .generation = g };
	node_view_publish(&view, &l);
	assert_int_equal(get("/readyz", ""), 200);
	assert_int_equal(get("/metrics", ""), 200);
	assert_true(says("cresset_events_read_total 100000\n"));
	assert_true(says("# TYPE cresset_http_requests_total counter\n"));
	assert_true(says("cresset_http_requests_total{class=\"5xx\"} 1\n"));
	assert_true(says("cresset_indicators_suppressed 0\n"));
	assert_int_equal(get("/api/v1", ""), 200);
	assert_true(says("/api/v1/measures/{id}"));
	node_view_publish(&view, NULL);
	generation_close(g);
}

/* ---- what is listed ---- */

static struct buf set_bytes;
static struct set *listed;

/* A generation over one feed that lists evil.example and 192.0.2.0/24. */
static struct generation *list_two(void)
{
	static const char *const values[] = { "evil.example", "192.0.2.0/24" };
	struct set_builder *b = set_builder_open();
	struct generation_input in = { .name = STR("feed-a"), .category = CAT_C2 };
	struct sha256 identity;

	for (int i = 0; i < 2; i++) {
		struct indicator ind = { .valid_from = { INT64_MIN },
					 .valid_until = { INT64_MAX },
					 .confidence = 255,
					 .line = (uint64_t)i + 1 };

		ok(indicator_guess(arena, str_of(values[i]), &ind, &why));
		ind.line = (uint64_t)i + 1;
		set_builder_add(b, &ind);
	}
	set_builder_finish(b, &set_bytes, &identity);
	set_builder_close(b);
	ok(set_open(buf_str(&set_bytes), &listed, &why));
	in.set = listed;
	return generation_build(&in, 1, NULL, 0);
}

static bool hits(const char *value)
{
	char target[256];

	snprintf(target, sizeof target, "/api/v1/indicators?value=%s", value);
	return json_bool(json_get(get_json(target), "hits"), false);
}

static int post(const char *target, const char *headers, const char *body)
{
	struct client c = client_open(serve_port(server));
	struct buf out = { 0 };
	int status;

	buf_printf(&out, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n%s\r\n%s",
		   target, strlen(body), headers, body);
	(void)client_send(&c, buf_str(&out));
	status = client_read(&c, &reply, CLIENT_PATIENCE_MS);
	buf_fini(&out);
	client_close(&c);
	return status;
}

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define PLAIN "Content-Type: text/plain\r\n"
#define JSON "Content-Type: application/json\r\n"

TEST(a_value_is_explained_from_a_body_and_as_a_page)
{
	static struct lookup l;
	struct generation *g = list_two();

	l = (struct lookup){ .generation = g };
	node_view_publish(&view, &l);
	assert_int_equal(post("/api/v1/explain", PLAIN, "x.evil.example\n"), 200);
	assert_true(says("\"hits\":true") && says("\"asked\":\"x.evil.example\""));
	assert_int_equal(
		post("/api/v1/explain", JSON, "{\"value\":\"192.0.2.0/25\",\"kind\":\"cidr\"}"),
		200);
	assert_true(says("\"hits\":true"));
	assert_int_equal(post("/api/v1/explain", FORM, "value=x.evil.example&at=2020-01-01"), 200);
	assert_true(says("\"at\":\"2020-01-01T00:00:00Z\""));
	assert_int_equal(post("/api/v1/explain", "", "x.evil.example"), 415);
	assert_int_equal(post("/api/v1/explain", JSON, "{\"value\":7}"), 400);
	assert_int_equal(post("/api/v1/explain", FORM, "valu=x"), 400);
	assert_int_equal(get("/explain", ""), 200);
	assert_true(says("<form class=\"ask\"") && !says("role=\"status\""));
	assert_int_equal(post("/explain", FORM, "value=x.evil.example&lang=en"), 200);
	assert_true(says("It hits.") && says("evil[.]example") && says("feed-a"));
	assert_int_equal(post("/explain", FORM, "value=x.evil.example&lang=zh"), 200);
	assert_true(says("<html lang=\"zh-CN\">") && says("\u547d\u4e2d\u3002"));
	/* What is asked is foreign text. */
	assert_int_equal(post("/explain", FORM, "value=%22%3E%3Cscript%3E.evil.example"), 200);
	assert_false(says("<script"));
	assert_true(says("&lt;script&gt;"));
	assert_int_equal(post("/explain", FORM "Accept: text/html\r\n", "value=http%3A%2F%2F"),
			 400);
	assert_true(says("<h1>"));
	node_view_publish(&view, NULL);
	generation_close(g);
	set_close(listed);
	buf_fini(&set_bytes);
}

TEST(a_value_is_explained_by_the_tables_in_force)
{
	static struct lookup l;
	struct generation *g;

	assert_int_equal(get("/api/v1/indicators?value=evil.example", ""), 503);
	g = list_two();
	l = (struct lookup){ .generation = g };
	node_view_publish(&view, &l);
	assert_true(hits("evil.example"));
	assert_true(hits("A.B.Evil.Example."));
	assert_true(says("feed-a"));
	assert_false(hits("notevil.example"));
	assert_false(hits("example")); /* no feed can list it, and an event may hold it */
	assert_true(says("\"listable\":false"));
	assert_true(hits("a%20b.evil.example"));
	assert_true(hits("192.0.2.77"));
	assert_false(hits("192.0.3.1"));
	assert_int_equal(get("/api/v1/indicators", ""), 400);
	assert_int_equal(get("/api/v1/indicators?value=%20", ""), 400);
	assert_int_equal(get("/api/v1/indicators?valu=x", ""), 400);
	node_view_publish(&view, NULL);
	generation_close(g);
	set_close(listed);
	buf_fini(&set_bytes);
}

/* ---- many at once, while what is listed changes ---- */

static atomic_int dropped;

struct counted {
	struct lookup lookup;
	struct generation *own;
};

static void drop_counted(struct lookup *l)
{
	generation_close(((struct counted *)l)->own);
	atomic_fetch_add(&dropped, 1);
}

static void *ask_many(void *arg)
{
	static const char *const targets[] = { "/", "/api/v1/sightings?limit=5", "/metrics",
					       "/api/v1/situation" };
	struct reply r = { 0 };
	uintptr_t good = 0;

	for (int i = 0; i < 12; i++)
		good += client_get(serve_port(server), targets[i % 4], "", &r) == 200;
	reply_fini(&r);
	return (void *)good;
}

TEST(readers_go_on_while_the_tables_are_exchanged)
{
	static struct counted l[20];
	pthread_t t[8];

	atomic_store(&dropped, 0);
	for (int i = 0; i < 8; i++)
		pthread_create(&t[i], NULL, ask_many, NULL);
	for (int i = 0; i < 20; i++) {
		l[i].own = generation_build(NULL, 0, NULL, 0);
		l[i].lookup = (struct lookup){ .generation = l[i].own, .drop = drop_counted };
		node_view_publish(&view, &l[i].lookup);
		usleep(2000);
	}
	for (int i = 0; i < 8; i++) {
		void *good;

		pthread_join(t[i], &good);
		assert_int_equal((uintptr_t)good, 12);
	}
	node_view_publish(&view, NULL);
	assert_int_equal(atomic_load(&dropped), 20);
}

/* ---- what is not computed again ---- */

static int64_t metric(const char *name)
{
	struct buf line = { 0 };
	struct str body, rest;
	int64_t n = 0;
	size_t at;

	assert_int_equal(get("/metrics", ""), 200);
	body = buf_str(&reply.body);
	buf_printf(&line, "\n%s ", name);
	at = str_find_str(body, buf_str(&line));
	assert_true(at != SIZE_MAX);
	rest = str_cut(body, at + line.n, body.n);
	assert_true(str_i64(str_cut(rest, 0, str_find(rest, '\n')), &n));
	buf_fini(&line);
	return n;
}

static void *ask_once(void *target)
{
	struct reply r = { 0 };
	int status = client_get(serve_port(server), target, "", &r);

	reply_fini(&r);
	return (void *)(intptr_t)status;
}

static void one_more_hit(void)
{
	struct batch *b = begin();

	tally(b, HOURS - 1, "c2.evil.example", "c2", "P1", 1);
	commit(b);
}

TEST(sixteen_requests_for_what_is_new_compute_it_once)
{
	int64_t before = metric("cresset_situation_computed_total"),
		hits = metric("cresset_hits_total");
	static const char *const targets[] = { "/", "/api/v1/situation" };
	pthread_t t[16];

	one_more_hit();
	for (int i = 0; i < 16; i++)
		pthread_create(&t[i], NULL, ask_once, (void *)targets[i % 2]);
	for (int i = 0; i < 16; i++) {
		void *status;

		pthread_join(t[i], &status);
		assert_int_equal((intptr_t)status, 200);
	}
	assert_int_equal(metric("cresset_situation_computed_total"), before + 1);
	assert_int_equal(metric("cresset_hits_total"), hits + 1);
}

TEST(what_is_committed_between_two_requests_is_in_the_second)
{
	for (int i = 0; i < 5; i++) {
		int64_t total = number(json_get(get_json("/api/v1/situation"), "hits"), "total");

		one_more_hit();
		assert_int_equal(number(json_get(get_json("/api/v1/situation"), "hits"), "total"),
				 total + 1);
	}
	reply_fini(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_situation_adds_up),
		CASE(the_page_and_the_lines_say_the_same),
		CASE(sightings_come_page_by_page_each_once),
		CASE(sightings_as_csv_and_ndjson_carry_the_next_page_in_a_link),
		CASE(what_makes_no_sense_is_refused_with_a_sentence),
		CASE(the_board_leads_to_every_article_and_back),
		CASE(an_article_shows_its_measures_and_who_owes_a_figure),
		CASE(articles_and_measures_show_what_they_stand_on),
		CASE(keepers_can_see_that_it_lives_and_is_ready),
		CASE(a_value_is_explained_by_the_tables_in_force),
		CASE(a_value_is_explained_from_a_body_and_as_a_page),
		CASE(readers_go_on_while_the_tables_are_exchanged),
		CASE(sixteen_requests_for_what_is_new_compute_it_once),
		CASE(what_is_committed_between_two_requests_is_in_the_second),
	};

	return cmocka_run_group_tests_name("serve/serve", tests, up, down);
}
