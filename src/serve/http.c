/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.c - libmicrohttpd, and nobody else's business.
 *
 * Three habits of the library decide this file. Its epoll mode stalls when a full batch of
 * connections is ready at once: we poll. An answer queued in the handler's first call closes the
 * connection: we answer in the second, but for a body that we do not want to read. A response
 * cannot be queued while a body arrives: what is too much is read and dropped, up to DROP_MAX.
 */
#include "serve/http.h"

#include "serve/listen.h"
#include "serve/patience.h"
#include "serve/problem.h"
#include "serve/route.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTION_MEMORY = 64 * 1024, /* the library's pool: target, headers, a piece of body */
	DROP_MAX = 4 << 20,            /* of a body that is refused, read to be polite */
	STREAM_BLOCK = 64 * 1024,      /* of a streamed answer at a time */
	SETTLE_STEPS = 10,             /* looks at "nothing runs" in a row before closing */
	STEP_MS = 2
};

struct http {
	struct http_config c;
	struct arena *arena;
	struct MHD_Daemon *daemon;
	struct patience *patience;
	int listener;
	uint16_t port;
	enum lang lang;
	atomic_bool stopping;
	atomic_uint_fast64_t running, cut, busy_us, body_out, answered[6];
};

/* One request and its answer: made at the request line, ended when the answer is out. */
struct exchange {
	struct http *server;
	struct MHD_Connection *con;
	struct arena *arena;
	struct request rq;
	struct response rs;
	struct str target;
	struct buf body;
	size_t header_bytes;
	uint64_t taken, dropped; /* of the body */
	bool seen;               /* the first call of the handler is over */
	int refused;             /* status of a refusal that needs no handler; 0: none */
	bool sinking;            /* the route's sink has begun */
	bool answered;           /* a response is queued */
	struct why why;
};

/* ---- a connection's life ---- */

static void on_connection(void *cls, struct MHD_Connection *con, void **context,
			  enum MHD_ConnectionNotificationCode code)
{
	struct http *h = cls;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(con, MHD_CONNECTION_INFO_CONNECTION_FD);

	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*context = waiting_begin(h->patience, info->connect_fd);
	else
		waiting_end(*context);
}

static struct waiting *waiting_of(struct MHD_Connection *con)
{
	return MHD_get_connection_info(con, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* ---- a request's life ---- */

static void *exchange_begin(void *cls, const char *target, struct MHD_Connection *con)
{
	struct arena *a = arena_open();
	struct exchange *x = arena_new(a, struct exchange);
	struct str t = str_of(target);

	x->server = cls;
	x->con = con;
	x->arena = a;
	x->target = str_keep(a, str_cut(t, 0, HTTP_TARGET_MAX + 1));
	x->rq.arena = a;
	x->rq.exchange = x;
	x->rq.server = x->server->c.context;
	x->rq.lang = x->server->lang;
	atomic_fetch_add(&x->server->running, 1);
	return x;
}

static void exchange_end(void *cls, struct MHD_Connection *con, void **state,
			 enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *state;
	struct http *h = cls;

	if (!x)
		return;
	waiting_again(waiting_of(con));
	if (!x->answered || code != MHD_REQUEST_TERMINATED_COMPLETED_OK)
		atomic_fetch_add(&h->cut, 1);
	if (x->sinking)
		x->rq.route->sink->end(&x->rq);
	buf_fini(&x->body);
	buf_fini(&x->rs.body);
	arena_close(x->arena);
	*state = NULL;
	atomic_fetch_sub(&h->running, 1);
}

struct str http_header(const struct request *rq, const char *name)
{
	const struct exchange *x = rq->exchange;

	return str_of(MHD_lookup_connection_value(x->con, MHD_HEADER_KIND, name));
}

void http_extra(struct response *rs, const char *name, struct str value)
{
	ensure(rs->extra_count < HTTP_EXTRA);
	rs->extra[rs->extra_count].name = name;
	rs->extra[rs->extra_count++].value = value;
}

/* ---- the head: may this be asked? ---- */

static enum MHD_Result count_header(void *cls, enum MHD_ValueKind kind, const char *name,
				    const char *value)
{
	struct exchange *x = cls;

	(void)kind;
	x->header_bytes += strlen(name) + (value ? strlen(value) : 0) + 4; /* ": " and CRLF */
	return MHD_YES;
}

static void refuse(struct exchange *x, int status)
{
	if (!x->refused)
		x->refused = status;
}

/* "http://host/path" (absolute form, RFC 9112 section 3.2.2) loses its origin. */
static struct str origin_form(struct str t)
{
	size_t scheme = str_find_str(t, STR("://"));

	if (str_starts(t, STR("/")) || scheme == SIZE_MAX)
		return t;
	t = str_cut(t, scheme + 3, t.n);
	return str_cut(t, str_find(t, '/'), t.n);
}

static void choose_lang(struct exchange *x)
{
	struct str asked = params_get(&x->rq.params, "lang");

	x->rq.lang = say_lang_accept(http_header(&x->rq, "Accept-Language"), x->server->lang);
	if (asked.p)
		x->rq.lang = say_lang_of(asked);
}

/* Path, query, language and route. */
static void read_target(struct exchange *x, const char *method)
{
	const struct http_config *c = &x->server->c;
	struct str t = origin_form(x->target), allow;
	size_t mark = str_find(t, '?');
	enum err e = params_read(x->arena, str_cut(t, mark == SIZE_MAX ? t.n : mark + 1, t.n),
				 &x->rq.params, &x->why);

	choose_lang(x);
	if (e == ERR_OK) {
		if (!route_method(method, &x->rq.method))
			x->rq.method = HTTP_METHODS;
		e = route_find(c->routes, c->route_count, str_cut(t, 0, mark), &x->rq, &allow,
			       &x->why);
	}
	if (e == ERR_CONFLICT) {
		http_extra(&x->rs, "Allow", allow);
		refuse(x, MHD_HTTP_METHOD_NOT_ALLOWED);
	} else if (e != ERR_OK) {
		refuse(x, err_http(e));
	}
}

static size_t body_max(const struct exchange *x)
{
	const struct http_sink *sink = x->rq.route ? x->rq.route->sink : NULL;

	return sink ? sink->max : HTTP_BODY_MAX;
}

static void refuse_body(struct exchange *x)
{
	if (!x->refused)
		(void)why_set(&x->why, ERR_LIMIT, SAY_HTTP_BODY, A(body_max(x)));
	refuse(x, MHD_HTTP_CONTENT_TOO_LARGE);
}

static uint64_t stated_length(const struct exchange *x)
{
	uint64_t length = 0;

	(void)str_u64(http_header(&x->rq, "Content-Length"), &length);
	return length;
}

static void check_size(struct exchange *x)
{
	if (x->target.n > HTTP_TARGET_MAX) {
		(void)why_set(&x->why, ERR_LIMIT, SAY_HTTP_TARGET, A((int)HTTP_TARGET_MAX));
		refuse(x, MHD_HTTP_URI_TOO_LONG);
	}
	(void)MHD_get_connection_values(x->con, MHD_HEADER_KIND, count_header, x);
	if (x->header_bytes > HTTP_HEADERS_MAX) {
		(void)why_set(&x->why, ERR_LIMIT, SAY_HTTP_HEADERS, A((int)HTTP_HEADERS_MAX));
		refuse(x, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE);
	}
}

static enum MHD_Result check_one_host(void *cls, enum MHD_ValueKind kind, const char *name,
				      const char *value)
{
	struct exchange *x = cls;

	(void)kind;
	if (value && str_eq_nocase(str_of(name), STR("Host")) && !listen_is_here(str_of(value))) {
		(void)why_set(&x->why, ERR_DENIED, SAY_HTTP_HOST, A(str_cut(str_of(value), 0, 80)));
		refuse(x, MHD_HTTP_MISDIRECTED_REQUEST);
	}
	return MHD_YES;
}

/* A page of another site that has its own name resolved to 127.0.0.1 sends that name as Host. */
static void check_host(struct exchange *x)
{
	(void)MHD_get_connection_values(x->con, MHD_HEADER_KIND, check_one_host, x);
}

static void begin_sink(struct exchange *x)
{
	const struct http_sink *sink = x->rq.route->sink;
	enum err e;

	if (!sink)
		return;
	e = sink->begin(&x->rq, &x->rs, &x->why);
	x->sinking = e == ERR_OK;
	if (!x->sinking)
		refuse(x, x->rs.status ? x->rs.status : err_http(e));
}

static void read_head(struct exchange *x, const char *method)
{
	check_size(x);
	choose_lang(x);
	if (!x->refused)
		check_host(x);
	if (!x->refused)
		read_target(x, method);
	if (!x->refused && stated_length(x) > body_max(x))
		refuse_body(x);
	if (!x->refused)
		begin_sink(x);
}

/* A refusal that does not wait for a body which is known to be more than we will throw away. */
static bool refused_at_once(const struct exchange *x)
{
	return x->refused &&
	       (x->refused == MHD_HTTP_CONTENT_TOO_LARGE || stated_length(x) > HTTP_BODY_MAX);
}

/* ---- the answer ---- */

static void make_problem(struct exchange *x, int status)
{
	struct response *rs = &x->rs;

	rs->status = status;
	rs->pull = NULL;
	buf_clear(&rs->body);
	rs->etag = STR("");
	rs->cache = NULL;
	if (x->server->c.problem) {
		x->server->c.problem(&x->rq, rs, &x->why);
		return;
	}
	rs->type = "application/problem+json";
	problem_json(status, x->rq.lang, &x->why, &rs->body);
}

static void run_handler(struct exchange *x)
{
	uint64_t start = clock_mono_ns();
	http_handler *run = x->server->c.run ? x->server->c.run : x->rq.route->handler;
	enum err e = run(&x->rq, &x->rs, &x->why);

	atomic_fetch_add(&x->server->busy_us, (clock_mono_ns() - start) / 1000);
	if (e == ERR_OK) {
		if (!x->rs.status)
			x->rs.status = MHD_HTTP_OK;
		return;
	}
	if (e == ERR_IO || e == ERR_CORRUPT) /* ours to mend; the rest is the asker's or passes */
		log_why(LOG_WARN, &x->why);
	make_problem(x, x->rs.status >= MHD_HTTP_BAD_REQUEST ? x->rs.status : err_http(e));
}

static void check_etag(struct exchange *x)
{
	struct response *rs = &x->rs;
	struct str wanted = http_header(&x->rq, "If-None-Match"), quoted;

	if (!rs->etag.n || rs->status != MHD_HTTP_OK)
		return;
	quoted = arena_printf(x->arena, "\"%.*s\"", STR_FMT(rs->etag));
	http_extra(rs, "ETag", quoted);
	if (wanted.p && (str_eq(wanted, STR("*")) || str_find_str(wanted, quoted) != SIZE_MAX)) {
		rs->status = MHD_HTTP_NOT_MODIFIED;
		buf_clear(&rs->body);
	}
}

static void add(struct MHD_Response *r, const char *name, const char *value)
{
	ensure(MHD_add_response_header(r, name, value) == MHD_YES);
}

/* The headers that every answer has: nothing is guessed, framed, kept or loaded from elsewhere. */
static void add_headers(struct exchange *x, struct MHD_Response *r)
{
	const struct response *rs = &x->rs;

	if (rs->type)
		add(r, "Content-Type", rs->type);
	add(r, "Content-Language", x->rq.lang == LANG_ZH ? "zh-CN" : "en");
	add(r, "Vary", "Accept, Accept-Language");
	add(r, "Cache-Control", rs->cache ? rs->cache : "no-store");
	add(r, "Content-Security-Policy",
	    rs->csp ? rs->csp : "default-src 'none'; frame-ancestors 'none'");
	add(r, "X-Content-Type-Options", "nosniff");
	add(r, "Referrer-Policy", "no-referrer");
	add(r, "Cross-Origin-Resource-Policy", "same-origin");
	if (atomic_load(&x->server->stopping))
		add(r, "Connection", "close");
	for (size_t i = 0; i < rs->extra_count; i++)
		add(r, rs->extra[i].name, str_keep(x->arena, rs->extra[i].value).p);
}

static ssize_t pull(void *cls, uint64_t at, char *to, size_t max)
{
	struct exchange *x = cls;
	uint64_t start = clock_mono_ns();
	ptrdiff_t n = x->rs.pull(&x->rq, to, max);

	(void)at;
	atomic_fetch_add(&x->server->busy_us, (clock_mono_ns() - start) / 1000);
	if (n < 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	atomic_fetch_add(&x->server->body_out, (size_t)n);
	return n ? n : MHD_CONTENT_READER_END_OF_STREAM;
}

static struct MHD_Response *make_response(struct exchange *x)
{
	struct buf *body = &x->rs.body;

	if (x->rs.pull) {
		ensure(x->sinking);
		waiting_at_most(waiting_of(x->con), x->server->c.stream_s);
		return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, pull, x,
							 NULL);
	}
	buf_reserve(body, 1); /* the library wants a pointer for an empty body, too */
	return MHD_create_response_from_buffer(body->n, body->p, MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result queue(struct exchange *x)
{
	struct http *h = x->server;
	struct MHD_Response *r;
	enum MHD_Result done;

	check_etag(x);
	r = make_response(x);
	if (!r)
		return MHD_NO;
	add_headers(x, r);
	done = MHD_queue_response(x->con, (unsigned)x->rs.status, r);
	MHD_destroy_response(r);
	x->answered = done == MHD_YES;
	atomic_fetch_add(&h->answered[x->rs.status / 100 % 6], 1);
	atomic_fetch_add(&h->body_out, x->rs.body.n);
	return done;
}

static enum MHD_Result answer(struct exchange *x)
{
	waiting_pause(waiting_of(x->con));
	if (x->refused) {
		make_problem(x, x->refused);
	} else {
		x->rq.body = buf_str(&x->body);
		run_handler(x);
	}
	return queue(x);
}

static void keep_body(struct exchange *x, struct str piece)
{
	enum err e = ERR_OK;

	if (x->sinking)
		e = x->rq.route->sink->take(&x->rq, piece, &x->why);
	else
		buf_put(&x->body, piece);
	if (e != ERR_OK)
		refuse(x, err_http(e));
}

/* A piece of the body. MHD_NO closes the connection: more was sent than we will throw away. */
static enum MHD_Result take_body(struct exchange *x, const char *p, size_t n)
{
	x->taken += n;
	if (!x->refused && x->taken > body_max(x))
		refuse_body(x);
	if (!x->refused) {
		keep_body(x, str_n(p, n));
		return MHD_YES;
	}
	x->dropped += n;
	return x->dropped > DROP_MAX ? MHD_NO : MHD_YES;
}

static enum MHD_Result on_access(void *cls, struct MHD_Connection *con, const char *url,
				 const char *method, const char *version, const char *data,
				 size_t *size, void **state)
{
	struct exchange *x = *state;

	(void)cls, (void)con, (void)url, (void)version;
	if (!x)
		return MHD_NO;
	if (!x->seen) {
		x->seen = true;
		read_head(x, method);
		return refused_at_once(x) ? answer(x) : MHD_YES;
	}
	if (*size) {
		size_t n = *size;

		*size = 0;
		return take_body(x, data, n);
	}
	return answer(x);
}

/* ---- the server ---- */

static unsigned or_else(unsigned v, unsigned none)
{
	return v ? v : none;
}

static void set_defaults(struct http_config *c)
{
	c->threads = or_else(c->threads, 2);
	c->connections = or_else(c->connections, 1024);
	c->per_address = or_else(c->per_address, c->connections);
	c->timeout_s = or_else(c->timeout_s, 30);
	c->request_s = or_else(c->request_s, 2 * c->timeout_s);
	c->stream_s = or_else(c->stream_s, 600);
	c->grace_ms = or_else(c->grace_ms, 10000);
}

static struct MHD_Daemon *start_daemon(struct http *h)
{
	const struct http_config *c = &h->c;
	struct MHD_OptionItem pool[] = {
		{ MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)c->threads, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	/* A pool of one is no pool to the library. */
	if (c->threads < 2)
		pool[0].option = MHD_OPTION_END;
	return MHD_start_daemon(
		MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, h->port, NULL, NULL, on_access, h,
		MHD_OPTION_LISTEN_SOCKET, h->listener, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin,
		h, MHD_OPTION_NOTIFY_COMPLETED, exchange_end, h, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, h, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_LIMIT, c->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		c->per_address, MHD_OPTION_CONNECTION_TIMEOUT, c->timeout_s,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
}

enum err http_start(const struct http_config *config, struct http **out, struct why *why)
{
	struct arena *a = arena_open();
	struct http *h = arena_new(a, struct http);
	enum err e;

	h->arena = a;
	h->c = *config;
	h->lang = say_lang_default();
	set_defaults(&h->c);
	e = listen_open(config->host, config->port, &h->listener, why);
	if (e == ERR_OK) {
		h->port = listen_port(h->listener);
		h->patience = patience_open(h->c.request_s);
		h->daemon = start_daemon(h);
		if (!h->daemon) {
			patience_close(h->patience);
			close(h->listener);
			e = why_set(why, ERR_IO, SAY_HTTP_START);
		}
	}
	if (e != ERR_OK) {
		arena_close(a);
		return e;
	}
	*out = h;
	return ERR_OK;
}

uint16_t http_port(const struct http *h)
{
	return h->port;
}

/* Until nothing has run for a little while (a request may be on its way), or patience ends. */
static void let_finish(struct http *h)
{
	unsigned quiet = 0;

	for (unsigned t = 0; t < h->c.grace_ms && quiet < SETTLE_STEPS; t += STEP_MS) {
		nanosleep(&(struct timespec){ .tv_nsec = STEP_MS * 1000000L }, NULL);
		quiet = atomic_load(&h->running) ? 0 : quiet + 1;
	}
}

void http_stop(struct http *h)
{
	if (!h)
		return;
	atomic_store(&h->stopping, true);
	(void)MHD_quiesce_daemon(h->daemon);
	let_finish(h);
	MHD_stop_daemon(h->daemon);
	patience_close(h->patience);
	close(h->listener);
	arena_close(h->arena);
}

struct http_counts http_counts(const struct http *h)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
	struct http_counts c = { .connections = info ? info->num_connections : 0 };

	c.running = atomic_load(&h->running);
	c.cut = atomic_load(&h->cut);
	c.busy_us = atomic_load(&h->busy_us);
	c.body_out = atomic_load(&h->body_out);
	for (int i = 0; i < 6; i++)
		c.answered[i] = atomic_load(&h->answered[i]);
	return c;
}
