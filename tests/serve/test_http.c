/* SPDX-License-Identifier: Apache-2.0 */
/* test_http.c - the promises of serve/http.h, asked over real sockets of this machine. */
#include "test.h"

#include "serve/client.h"
#include "base/vec.h"
#include "serve/http.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* ---- a small server ---- */

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static enum err h_echo(struct request *rq, struct response *rs, struct why *why)
{
	rs->type = "text/plain";
	buf_put(&rs->body, params_get(&rq->params, "n"));
	return ERR_OK;
}

static enum err h_item(struct request *rq, struct response *rs, struct why *why)
{
	rs->type = "text/plain";
	buf_put(&rs->body, rq->var[0]);
	return ERR_OK;
}

static enum err h_size(struct request *rq, struct response *rs, struct why *why)
{
	rs->type = "text/plain";
	buf_u64(&rs->body, rq->body.n);
	return ERR_OK;
}

static atomic_int slow_begun, slow_ended;

static enum err h_slow(struct request *rq, struct response *rs, struct why *why)
{
	atomic_fetch_add(&slow_begun, 1);
	pause_ms(300);
	rs->type = "text/plain";
	for (int i = 0; i < 50000; i++)
		buf_puts(&rs->body, "0123456789");
	atomic_fetch_add(&slow_ended, 1);
	return ERR_OK;
}

static enum err h_tagged(struct request *rq, struct response *rs, struct why *why)
{
	rs->type = "text/css";
	rs->etag = STR("abc");
	rs->cache = "no-cache";
	buf_puts(&rs->body, "body");
	return ERR_OK;
}

static enum err h_fail(struct request *rq, struct response *rs, struct why *why)
{
	buf_puts(&rs->body, "half an answer");
	return why_set(why, ERR_NOTFOUND, SAY_ROUTE_UNKNOWN, A("here"));
}

static const struct route routes[] = {
	{ HTTP_GET, "/echo", h_echo },     { HTTP_GET, "/items/{id}", h_item },
	{ HTTP_POST, "/size", h_size },    { HTTP_GET, "/size", h_size },
	{ HTTP_GET, "/slow", h_slow },     { HTTP_GET, "/fail", h_fail },
	{ HTTP_GET, "/tagged", h_tagged },
};

static struct http *start_threads(unsigned timeout_s, unsigned connections, unsigned threads)
{
	struct http_config c = { .host = "127.0.0.1",
				 .routes = routes,
				 .route_count = sizeof routes / sizeof *routes,
				 .timeout_s = timeout_s,
				 .connections = connections,
				 .threads = threads };
	struct http *h = NULL;

	say_lang_set(LANG_EN);
	assert_ok(http_start(&c, &h, NULL));
	assert_true(http_port(h) > 0);
	return h;
}

static struct http *start(unsigned timeout_s, unsigned connections)
{
	return start_threads(timeout_s, connections, 0);
}

static bool holds(const struct buf *b, const char *text)
{
	return str_find_str(buf_str(b), str_of(text)) != SIZE_MAX;
}

/* ---- many clients ---- */

struct crowd {
	struct client c;
	unsigned sent, got;
};

static void ask(struct crowd *m, unsigned who)
{
	char text[128];

	snprintf(text, sizeof text, "GET /echo?n=%u.%u HTTP/1.1\r\nHost: localhost\r\n\r\n", who,
		 m->sent++);
	assert_true(client_send(&m->c, str_of(text)));
}

/* Takes the answers that are complete; each must be the one that this client asked for. */
static void take_answers(struct crowd *m, unsigned who, unsigned each, struct reply *r)
{
	char want[32];

	assert_true(client_fill(&m->c, 0));
	assert_false(m->c.eof);
	while (client_take(&m->c, r)) {
		snprintf(want, sizeof want, "%u.%u", who, m->got++);
		assert_int_equal(r->status, 200);
		assert_str(buf_str(&r->body), want);
		if (m->sent < each)
			ask(m, who);
	}
}

/* n keep-alive clients, all with a request under way at all times; returns the time in ms. */
static uint64_t crowd_run(uint16_t port, unsigned n, unsigned each)
{
	VEC(struct crowd) v = { 0 };
	VEC(struct pollfd) p = { 0 };
	struct reply r = { 0 };
	uint64_t start = clock_mono_ns();
	unsigned done = 0;

	for (unsigned i = 0; i < n; i++) {
		vec_push(&v)->c = client_open(port);
		*vec_push(&p) = (struct pollfd){ v.v[i].c.fd, POLLIN, 0 };
		assert_true(v.v[i].c.fd >= 0);
	}
	for (unsigned i = 0; i < n; i++)
		ask(&v.v[i], i);
	while (done < n) {
		assert_true(poll(p.v, p.n, CLIENT_PATIENCE_MS) > 0);
		for (unsigned i = 0; i < n; i++) {
			if (!p.v[i].revents)
				continue;
			take_answers(&v.v[i], i, each, &r);
			if (v.v[i].got == each) {
				p.v[i].fd = -1;
				done++;
			}
		}
	}
	for (unsigned i = 0; i < n; i++)
		client_close(&v.v[i].c);
	reply_fini(&r);
	vec_fini(&v);
	vec_fini(&p);
	return (clock_mono_ns() - start) / 1000000;
}

/*
 * n clients become ready while the only worker is held by another: it then finds all of them at
 * once. The library's epoll mode waits here for one more before it serves, if n is its batch.
 */
static uint64_t ready_at_once(struct http *h, unsigned n)
{
	VEC(struct client) v = { 0 };
	struct client hold = client_open(http_port(h));
	struct reply r = { 0 };
	uint64_t start;

	for (unsigned i = 0; i < n; i++) {
		*vec_push(&v) = client_open(http_port(h));
		client_send(&v.v[i], STR("GET /echo?n=0 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
		assert_int_equal(client_read(&v.v[i], &r, CLIENT_PATIENCE_MS), 200);
	}
	atomic_store(&slow_begun, 0);
	client_send(&hold, STR("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
	while (!atomic_load(&slow_begun))
		pause_ms(1);
	for (unsigned i = 0; i < n; i++)
		client_send(&v.v[i], STR("GET /echo?n=x HTTP/1.1\r\nHost: localhost\r\n\r\n"));
	start = clock_mono_ns();
	for (unsigned i = 0; i < n; i++) {
		assert_int_equal(client_read(&v.v[i], &r, CLIENT_PATIENCE_MS), 200);
		client_close(&v.v[i]);
	}
	client_close(&hold);
	reply_fini(&r);
	vec_fini(&v);
	return (clock_mono_ns() - start) / 1000000;
}

TEST(a_whole_batch_of_ready_connections_is_served_at_once)
{
	struct http *h = start_threads(30, 1024, 1);

	for (unsigned n = 126; n <= 129; n++) {
		uint64_t ms = ready_at_once(h, n);

		printf("%u ready at once: %llu ms\n", n, (unsigned long long)ms);
		assert_true(ms < 5000);
	}
	http_stop(h);
}

/* A stalled poll costs a second a round; 40 rounds of it would not pass. */
static void crowd_test(unsigned n)
{
	struct http *h = start(30, 1024);
	uint64_t ms = crowd_run(http_port(h), n, 40);

	printf("%u keep-alive clients: %u answers in %llu ms\n", n, n * 40, (unsigned long long)ms);
	assert_true(ms < 30000);
	assert_int_equal(http_counts(h).answered[2], n * 40);
	assert_int_equal(http_counts(h).cut, 0);
	http_stop(h);
}

TEST(answers_128_clients_at_once_without_a_stall)
{
	crowd_test(128);
}

TEST(answers_256_clients_at_once_without_a_stall)
{
	crowd_test(256);
}

TEST(more_clients_than_connections_wait_for_their_turn)
{
	struct http *h = start(30, 8);
	struct client idle[8], last;
	struct reply r = { 0 };

	for (int i = 0; i < 8; i++) {
		idle[i] = client_open(http_port(h));
		client_send(&idle[i], STR("GET /echo?n=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
		assert_int_equal(client_read(&idle[i], &r, CLIENT_PATIENCE_MS), 200);
	}
	last = client_open(http_port(h));
	client_send(&last, STR("GET /echo?n=9 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
	assert_false(client_read(&last, &r, 200) == 200);
	for (int i = 0; i < 8; i++)
		client_close(&idle[i]);
	client_close(&last);
	assert_int_equal(client_get(http_port(h), "/echo?n=10", "", &r), 200);
	assert_str(buf_str(&r.body), "10");
	reply_fini(&r);
	http_stop(h);
}

/* ---- one client ---- */

TEST(keeps_the_connection_and_answers_in_order_what_is_sent_at_once)
{
	struct http *h = start(30, 16);
	struct client c = client_open(http_port(h));
	struct reply r = { 0 };

	client_send(&c, STR("GET /echo?n=a HTTP/1.1\r\nHost: localhost\r\n\r\n"
			    "POST /size HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nxyz"
			    "GET /items/a%2Fb%20%E7%83%BD HTTP/1.1\r\nHost: localhost\r\n\r\n"));
	assert_int_equal(client_read(&c, &r, CLIENT_PATIENCE_MS), 200);
	assert_str(buf_str(&r.body), "a");
	assert_int_equal(client_read(&c, &r, CLIENT_PATIENCE_MS), 200);
	assert_str(buf_str(&r.body), "3");
	assert_int_equal(client_read(&c, &r, CLIENT_PATIENCE_MS), 200);
	assert_str(buf_str(&r.body), "a/b 烽");
	client_close(&c);
	reply_fini(&r);
	http_stop(h);
}

TEST(head_sends_the_head_of_the_same_answer)
{
	struct http *h = start(30, 16);
	struct client c = client_open(http_port(h));
	struct reply r = { 0 };

	c.head = true;
	client_send(&c, STR("HEAD /echo?n=four HTTP/1.1\r\nHost: localhost\r\n\r\n"));
	assert_int_equal(client_read(&c, &r, CLIENT_PATIENCE_MS), 200);
	assert_str(head_value(buf_str(&r.head), "Content-Length"), "4");
	assert_int_equal(c.in.n, 0);
	client_close(&c);
	reply_fini(&r);
	http_stop(h);
}

TEST(every_answer_forbids_guessing_framing_and_keeping)
{
	struct http *h = start(30, 16);
	struct reply r = { 0 };
	struct str head;

	assert_int_equal(client_get(http_port(h), "/echo?n=1", "", &r), 200);
	head = buf_str(&r.head);
	assert_str(head_value(head, "X-Content-Type-Options"), "nosniff");
	assert_str(head_value(head, "Referrer-Policy"), "no-referrer");
	assert_str(head_value(head, "Cache-Control"), "no-store");
	assert_str(head_value(head, "Content-Security-Policy"),
		   "default-src 'none'; frame-ancestors 'none'");
	assert_int_equal(client_get(http_port(h), "/nowhere", "", &r), 404);
	assert_str(head_value(buf_str(&r.head), "X-Content-Type-Options"), "nosniff");
	reply_fini(&r);
	http_stop(h);
}

TEST(an_etag_that_is_known_saves_the_body)
{
	struct http *h = start(30, 16);
	struct client c = client_open(http_port(h));
	struct reply r = { 0 };

	assert_int_equal(client_get(http_port(h), "/tagged", "", &r), 200);
	assert_str(head_value(buf_str(&r.head), "ETag"), "\"abc\"");
	c.head = true;
	client_send(&c, STR("GET /tagged HTTP/1.1\r\nHost: localhost\r\n"
			    "If-None-Match: \"x\", \"abc\"\r\n\r\n"));
	assert_int_equal(client_read(&c, &r, CLIENT_PATIENCE_MS), 304);
	c.head = false;
	client_send(&c, STR("GET /tagged HTTP/1.1\r\nHost: localhost\r\n"
			    "If-None-Match: \"x\"\r\n\r\n"));
	assert_int_equal(client_read(&c, &r, CLIENT_PATIENCE_MS), 200);
	assert_str(buf_str(&r.body), "body");
	client_close(&c);
	reply_fini(&r);
	http_stop(h);
}

/* ---- refusals ---- */

/* Sends the bytes of a whole request; the answer's status. */
static int say_raw(uint16_t port, struct str bytes, struct reply *r)
{
	struct client c = client_open(port);
	int status;

	(void)client_send(&c, bytes);
	status = client_read(&c, r, CLIENT_PATIENCE_MS);
	client_close(&c);
	return status;
}

TEST(an_unknown_path_is_404_and_a_wrong_method_405_with_allow)
{
	struct http *h = start(30, 16);
	struct reply r = { 0 };

	assert_int_equal(client_get(http_port(h), "/items", "", &r), 404);
	assert_int_equal(client_get(http_port(h), "/items/", "", &r), 404);
	assert_int_equal(client_get(http_port(h), "/items/a/b", "", &r), 404);
	assert_int_equal(client_get(http_port(h), "/items/..", "", &r), 200);
	assert_int_equal(
		say_raw(http_port(h), STR("DELETE /size HTTP/1.1\r\nHost: localhost\r\n\r\n"), &r),
		405);
	assert_str(head_value(buf_str(&r.head), "Allow"), "POST, GET, HEAD");
	assert_int_equal(
		say_raw(http_port(h), STR("BREW /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"), &r),
		405);
	assert_str(head_value(buf_str(&r.head), "Allow"), "GET, HEAD");
	reply_fini(&r);
	http_stop(h);
}

TEST(a_refusal_is_a_problem_in_the_language_of_the_asker)
{
	struct http *h = start(30, 16);
	struct reply r = { 0 };

	assert_int_equal(
		client_get(http_port(h), "/fail", "Accept-Language: zh-CN,en;q=0.8\r\n", &r), 404);
	assert_str(head_value(buf_str(&r.head), "Content-Type"), "application/problem+json");
	assert_str(head_value(buf_str(&r.head), "Content-Language"), "zh-CN");
	assert_str(
		buf_str(&r.body),
		"{\"type\":\"urn:cresset:problem:not-found\",\"title\":\"没有找到\",\"status\":404,"
		"\"detail\":\"here 处没有内容；/api/v1 列出全部地址\"}\n");
	assert_int_equal(client_get(http_port(h), "/fail?lang=en", "Accept-Language: zh\r\n", &r),
			 404);
	assert_str(buf_str(&r.body),
		   "{\"type\":\"urn:cresset:problem:not-found\",\"title\":\"Not "
		   "found\",\"status\":404,"
		   "\"detail\":\"there is nothing at here; /api/v1 lists what there is\"}\n");
	reply_fini(&r);
	http_stop(h);
}

static void put_request(struct buf *out, const char *target, size_t target_pad, size_t header_pad)
{
	buf_clear(out);
	buf_printf(out, "GET %s", target);
	for (size_t i = 0; i < target_pad; i++)
		buf_c(out, 'a');
	buf_puts(out, " HTTP/1.1\r\nHost: localhost\r\nX-Long: ");
	for (size_t i = 0; i < header_pad; i++)
		buf_c(out, 'b');
	buf_puts(out, "\r\n\r\n");
}

TEST(a_long_target_is_414_and_long_headers_431_however_long)
{
	struct http *h = start(30, 16);
	struct reply r = { 0 };
	struct buf b = { 0 };

	put_request(&b, "/echo?n=", HTTP_TARGET_MAX - 8, HTTP_HEADERS_MAX - 128);
	assert_int_equal(say_raw(http_port(h), buf_str(&b), &r), 200);
	put_request(&b, "/echo?n=", HTTP_TARGET_MAX - 7, 0);
	assert_int_equal(say_raw(http_port(h), buf_str(&b), &r), 414);
	assert_true(holds(&r.body, "urn:cresset:problem:uri-too-long"));
	put_request(&b, "/echo?n=", 0, HTTP_HEADERS_MAX);
	assert_int_equal(say_raw(http_port(h), buf_str(&b), &r), 431);
	assert_true(holds(&r.body, "urn:cresset:problem:headers-too-large"));
	put_request(&b, "/echo?n=", 0, 300000);
	assert_int_equal(say_raw(http_port(h), buf_str(&b), &r), 431);
	put_request(&b, "/echo?n=", 300000, 0);
	assert_int_equal(say_raw(http_port(h), buf_str(&b), &r), 414);
	buf_fini(&b);
	reply_fini(&r);
	http_stop(h);
}

TEST(a_body_over_the_limit_is_413_stated_or_not)
{
	struct http *h = start(30, 16);
	struct reply r = { 0 };
	struct buf b = { 0 }, piece = { 0 };

	for (int i = 0; i < 65536; i++)
		buf_c(&piece, 'x');
	/* Stated: refused before a byte of it is sent. */
	assert_int_equal(say_raw(http_port(h),
				 STR("POST /size HTTP/1.1\r\nHost: localhost\r\n"
				     "Content-Length: 1048577\r\n\r\n"),
				 &r),
			 413);
	assert_true(holds(&r.body, "1048576"));
	/* At the limit: taken. */
	buf_puts(&b, "POST /size HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n");
	for (int i = 0; i < 16; i++)
		buf_put(&b, buf_str(&piece));
	assert_int_equal(say_raw(http_port(h), buf_str(&b), &r), 200);
	assert_str(buf_str(&r.body), "1048576");
	/* In chunks, one too many. */
	buf_clear(&b);
	buf_puts(&b,
		 "POST /size HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 17; i++) {
		buf_puts(&b, "10000\r\n");
		buf_put(&b, buf_str(&piece));
		buf_puts(&b, "\r\n");
	}
	buf_puts(&b, "0\r\n\r\n");
	assert_int_equal(say_raw(http_port(h), buf_str(&b), &r), 413);
	buf_fini(&b);
	buf_fini(&piece);
	reply_fini(&r);
	http_stop(h);
}

TEST(bodies_without_end_are_cut_off)
{
	struct http *h = start(30, 16);
	struct client c = client_open(http_port(h));
	struct buf piece = { 0 };
	bool open = true;

	buf_puts(&piece, "10000\r\n");
	for (int i = 0; i < 65536; i++)
		buf_c(&piece, 'x');
	buf_puts(&piece, "\r\n");
	client_send(&c, STR("POST /size HTTP/1.1\r\nHost: localhost\r\n"
			    "Transfer-Encoding: chunked\r\n\r\n"));
	for (int i = 0; i < 1024 && open; i++) /* 64 MiB at most */
		open = client_send(&c, buf_str(&piece));
	assert_false(open);
	client_close(&c);
	buf_fini(&piece);
	http_stop(h);
}

TEST(malformed_requests_are_refused_and_harm_nobody)
{
	static const char *const bad[] = {
		"GET /echo?n=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /echo?n=%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /echo?n=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /echo?n=1&n=2 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /items/%c0%af HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /echo HTTP/1.1\r\n\r\n", /* no Host */
		"POST /size HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
	};
	struct http *h = start(30, 16);
	struct reply r = { 0 };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(say_raw(http_port(h), str_of(bad[i]), &r), 400);
	(void)say_raw(http_port(h), STR("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n"), &r);
	assert_int_equal(client_get(http_port(h), "/echo?n=ok", "", &r), 200);
	reply_fini(&r);
	http_stop(h);
}

TEST(a_name_of_somebody_else_is_421)
{
	struct http *h = start(30, 16);
	struct reply r = { 0 };

	assert_int_equal(say_raw(http_port(h),
				 STR("GET /echo?n=1 HTTP/1.1\r\nHost: rebind.example:8421\r\n\r\n"),
				 &r),
			 421);
	assert_int_equal(
		say_raw(http_port(h),
			STR("GET /echo?n=1 HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n"), &r),
		421);
	assert_int_equal(say_raw(http_port(h),
				 STR("GET /echo?n=1 HTTP/1.1\r\nHost: [::1].evil.example\r\n\r\n"),
				 &r),
			 421);
	assert_int_equal(say_raw(http_port(h),
				 STR("GET /echo?n=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
				     "Host: evil.example\r\n\r\n"),
				 &r),
			 421);
	assert_int_equal(say_raw(http_port(h),
				 STR("GET /echo?n=1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n"), &r),
			 200);
	assert_int_equal(
		say_raw(http_port(h), STR("GET /echo?n=1 HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"), &r),
		200);
	reply_fini(&r);
	http_stop(h);
}

/* ---- time ---- */

TEST(a_silent_client_is_let_go)
{
	struct http *h = start(1, 16);
	struct client c = client_open(http_port(h));
	uint64_t start_ns = clock_mono_ns();

	client_send(&c, STR("GET /echo?n=1 HTTP/1.1\r\nHo"));
	while (!c.eof && client_fill(&c, CLIENT_PATIENCE_MS))
		;
	assert_true(c.eof);
	assert_true(clock_mono_ns() - start_ns < 10000000000ull);
	client_close(&c);
	http_stop(h);
}

/* One byte at a time it is never silent; 16 such clients would have the server for themselves. */
TEST(who_drips_a_request_is_let_go_and_who_pauses_between_two_is_not)
{
	enum { DRIPPING = 15 };
	struct http *h = start(2, DRIPPING + 1);
	struct client c[DRIPPING], patient = client_open(http_port(h));
	uint64_t start_ns = clock_mono_ns();
	unsigned alive = DRIPPING;
	struct reply r = { 0 };

	for (unsigned i = 0; i < DRIPPING; i++)
		c[i] = client_open(http_port(h));
	while (alive && clock_mono_ns() - start_ns < 15000000000ull) {
		alive = 0;
		for (unsigned i = 0; i < DRIPPING; i++)
			alive += client_send(&c[i], STR("G"));
		nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
		client_send(&patient, STR("GET /echo?n=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
		assert_int_equal(client_read(&patient, &r, CLIENT_PATIENCE_MS), 200);
	}
	assert_int_equal(alive, 0);
	for (unsigned i = 0; i < DRIPPING; i++)
		client_close(&c[i]);
	client_close(&patient);
	reply_fini(&r);
	http_stop(h);
}

static void *ask_slow(void *arg)
{
	struct reply r = { 0 };
	int status = client_get(*(uint16_t *)arg, "/slow", "", &r);
	bool whole = status == 200 && r.body.n == 500000;

	reply_fini(&r);
	return whole ? arg : NULL;
}

TEST(stopping_finishes_the_requests_that_run)
{
	struct http *h = start(30, 64);
	uint16_t port = http_port(h);
	pthread_t t[4];
	struct client c;

	atomic_store(&slow_begun, 0);
	atomic_store(&slow_ended, 0);
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, ask_slow, &port);
	while (!atomic_load(&slow_begun))
		pause_ms(1);
	http_stop(h);
	for (int i = 0; i < 4; i++) {
		void *whole;

		pthread_join(t[i], &whole);
		/* Those whose request had arrived got every byte; others were never accepted. */
		if (whole)
			atomic_fetch_sub(&slow_ended, 1);
	}
	assert_int_equal(atomic_load(&slow_ended), 0);
	c = client_open(port);
	assert_true(c.fd < 0);
	client_close(&c);
}

struct load {
	uint16_t port;
	unsigned whole, broken;
};

/* Asks until the server is gone; an answer that began must be whole. */
static void *ask_until_closed(void *arg)
{
	struct load *l = arg;
	struct client c = client_open(l->port);
	struct reply r = { 0 };

	while (c.fd >= 0 && !c.eof) {
		if (!client_send(&c, STR("GET /echo?n=steady HTTP/1.1\r\nHost: localhost\r\n\r\n")))
			break;
		if (client_read(&c, &r, CLIENT_PATIENCE_MS) == 200 && r.body.n == 6)
			l->whole++;
		else if (c.in.n)
			l->broken++;
	}
	client_close(&c);
	reply_fini(&r);
	return NULL;
}

TEST(stopping_under_load_breaks_no_answer)
{
	struct http *h = start(30, 64);
	struct load l[8];
	pthread_t t[8];
	uint64_t start_ns;

	for (int i = 0; i < 8; i++) {
		l[i] = (struct load){ .port = http_port(h) };
		pthread_create(&t[i], NULL, ask_until_closed, &l[i]);
	}
	pause_ms(200);
	start_ns = clock_mono_ns();
	http_stop(h);
	assert_true(clock_mono_ns() - start_ns < 5000000000ull);
	for (int i = 0; i < 8; i++) {
		pthread_join(t[i], NULL);
		assert_true(l[i].whole > 0);
		assert_int_equal(l[i].broken, 0);
	}
}

/* ---- where ---- */

static enum err try_listen(const char *host, uint16_t port, struct why *why)
{
	struct http_config c = { .host = host, .port = port, .routes = routes, .route_count = 1 };
	struct http *h = NULL;
	enum err e = http_start(&c, &h, why);

	if (e == ERR_OK)
		http_stop(h);
	return e;
}

TEST(listens_on_loopback_only_and_says_why)
{
	struct why why = { 0 };
	struct buf b = { 0 };

	assert_ok(try_listen("127.0.0.1", 0, &why));
	assert_ok(try_listen("127.1.2.3", 0, &why));
	assert_ok(try_listen("localhost", 0, &why));
	assert_int_equal(try_listen("0.0.0.0", 0, &why), ERR_DENIED);
	why_sentence(&why, LANG_ZH, &b);
	assert_true(holds(&b, "登录功能尚未提供"));
	buf_clear(&b);
	why_sentence(&why, LANG_EN, &b);
	assert_true(holds(&b, "sign-in does not exist yet"));
	assert_int_equal(try_listen("192.0.2.1", 0, &why), ERR_DENIED);
	assert_int_equal(try_listen("::", 0, &why), ERR_DENIED);
	assert_int_equal(try_listen("::ffff:127.0.0.1", 0, &why), ERR_DENIED);
	assert_int_equal(try_listen("example", 0, &why), ERR_ARG);
	buf_fini(&b);
}

TEST(a_port_that_is_taken_is_named)
{
	struct http *h = start(30, 16);
	struct why why = { 0 };
	struct buf b = { 0 }, port = { 0 };

	assert_int_equal(try_listen("127.0.0.1", http_port(h), &why), ERR_BUSY);
	why_sentence(&why, LANG_EN, &b);
	buf_u64(&port, http_port(h));
	assert_true(holds(&b, buf_cstr(&port)));
	buf_fini(&b);
	buf_fini(&port);
	http_stop(h);
}

TEST(listen_addresses_are_read_in_their_usual_forms)
{
	static const struct {
		const char *text, *host;
		int port; /* -1: refused */
	} t[] = { { "127.0.0.1:8421", "127.0.0.1", 8421 },
		  { "[::1]:80", "::1", 80 },
		  { "8421", "127.0.0.1", 8421 },
		  { "localhost:0", "localhost", 0 },
		  { "127.0.0.1", "", -1 },
		  { "[::1]", "", -1 },
		  { "[::1]80", "", -1 },
		  { ":80", "", -1 },
		  { "a:65536", "", -1 },
		  { "", "", -1 } };
	struct arena *a = arena_open();

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		const char *host = "";
		uint16_t port = 0;
		enum err e = http_listen_read(a, str_of(t[i].text), &host, &port, NULL);

		assert_int_equal(e, t[i].port < 0 ? ERR_ARG : ERR_OK);
		if (e == ERR_OK) {
			assert_string_equal(host, t[i].host);
			assert_int_equal(port, t[i].port);
		}
	}
	arena_close(a);
}

TESTS("serve/http", CASE(answers_128_clients_at_once_without_a_stall),
      CASE(answers_256_clients_at_once_without_a_stall),
      CASE(a_whole_batch_of_ready_connections_is_served_at_once),
      CASE(more_clients_than_connections_wait_for_their_turn),
      CASE(keeps_the_connection_and_answers_in_order_what_is_sent_at_once),
      CASE(head_sends_the_head_of_the_same_answer),
      CASE(every_answer_forbids_guessing_framing_and_keeping),
      CASE(an_etag_that_is_known_saves_the_body),
      CASE(an_unknown_path_is_404_and_a_wrong_method_405_with_allow),
      CASE(a_refusal_is_a_problem_in_the_language_of_the_asker),
      CASE(a_long_target_is_414_and_long_headers_431_however_long),
      CASE(a_body_over_the_limit_is_413_stated_or_not), CASE(bodies_without_end_are_cut_off),
      CASE(malformed_requests_are_refused_and_harm_nobody), CASE(a_name_of_somebody_else_is_421),
      CASE(a_silent_client_is_let_go),
      CASE(who_drips_a_request_is_let_go_and_who_pauses_between_two_is_not),
      CASE(stopping_finishes_the_requests_that_run), CASE(stopping_under_load_breaks_no_answer),
      CASE(listens_on_loopback_only_and_says_why), CASE(a_port_that_is_taken_is_named),
      CASE(listen_addresses_are_read_in_their_usual_forms))
