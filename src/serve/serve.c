/* SPDX-License-Identifier: Apache-2.0 */
/* serve.c - the table of routes, and the life of the server. */
#include "serve/serve.h"

#include "serve/api.h"
#include "serve/page.h"
#include "serve/problem.h"
#include "serve/route.h"

#include "base/ensure.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>

static const struct route routes[] = {
	{ HTTP_GET, "/", api_page, API_READER, SAY_API_PAGE },
	{ HTTP_GET, "/style.css", api_asset, 0, SAY_NONE },
	{ HTTP_GET, "/icon.svg", api_asset, 0, SAY_NONE },
	{ HTTP_GET, "/healthz", api_health, 0, SAY_API_HEALTH },
	{ HTTP_GET, "/readyz", api_ready, API_READER, SAY_API_READY },
	{ HTTP_GET, "/metrics", api_metrics, API_READER, SAY_API_METRICS },
	{ HTTP_GET, "/api/v1", api_index, 0, SAY_API_INDEX },
	{ HTTP_GET, "/api/v1/situation", api_situation, API_READER, SAY_API_SITUATION },
	{ HTTP_GET, "/api/v1/alerts", api_alerts, API_READER, SAY_API_ALERTS },
	{ HTTP_GET, "/api/v1/clients", api_clients, API_READER, SAY_API_CLIENTS },
	{ HTTP_GET, "/api/v1/sightings", api_sightings, API_READER, SAY_API_SIGHTINGS },
	{ HTTP_GET, "/api/v1/indicators", api_explain, 0, SAY_API_INDICATORS },
	{ HTTP_GET, "/api/v1/explain", api_explain, 0, SAY_API_EXPLAIN },
	{ HTTP_POST, "/api/v1/explain", api_explain, 0, SAY_API_EXPLAIN_BODY },
	{ HTTP_GET, "/explain", api_explain_page, 0, SAY_API_EXPLAIN_PAGE },
	{ HTTP_POST, "/explain", api_explain_page, 0, SAY_NONE },
	{ HTTP_POST, "/api/v1/lookup", api_lookup, 0, SAY_API_LOOKUP, &api_lookup_sink },
	{ HTTP_GET, "/articles", api_board_page, API_READER, SAY_API_BOARD_PAGE },
	{ HTTP_GET, "/articles/{number}", api_article_page, API_READER, SAY_API_ARTICLE_PAGE },
	{ HTTP_GET, "/api/v1/articles", api_articles, API_READER, SAY_API_ARTICLES },
	{ HTTP_GET, "/api/v1/measures/{id}", api_measure, API_READER, SAY_API_MEASURE },
};

struct serve {
	struct arena *arena;
	struct node_view *view;
	struct situation_cache *situations;
	struct http *http;
	pthread_key_t reader; /* each worker's own, closed when the worker ends */
	struct str address;
	atomic_int lookups; /* at work */
	atomic_llong lookup_bytes;
};

const struct route *api_routes(size_t *n)
{
	*n = sizeof routes / sizeof *routes;
	return routes;
}

struct node_view *api_view(const struct request *rq)
{
	return ((const struct serve *)rq->server)->view;
}

struct situation_cache *api_situations(const struct request *rq)
{
	return ((const struct serve *)rq->server)->situations;
}

struct http_counts api_counts(const struct request *rq)
{
	return http_counts(((const struct serve *)rq->server)->http);
}

bool api_lookup_enter(const struct request *rq)
{
	struct serve *s = rq->server;

	if (atomic_fetch_add(&s->lookups, 1) < API_LOOKUPS)
		return true;
	atomic_fetch_sub(&s->lookups, 1);
	return false;
}

bool api_lookup_keep(const struct request *rq, int64_t n)
{
	struct serve *s = rq->server;

	if (atomic_fetch_add(&s->lookup_bytes, n) + n <= API_LOOKUPS_BYTES || n < 0)
		return true;
	atomic_fetch_sub(&s->lookup_bytes, n);
	return false;
}

void api_lookup_leave(const struct request *rq)
{
	atomic_fetch_sub(&((struct serve *)rq->server)->lookups, 1);
}

static void close_reader(void *r)
{
	reader_close(r);
}

/* This worker's reader, opened at its first request. */
static enum err worker_reader(struct serve *s, struct reader **out, struct why *why)
{
	enum err e = ERR_OK;

	*out = pthread_getspecific(s->reader);
	if (*out)
		return ERR_OK;
	e = reader_open(s->view->node, out, why);
	if (e == ERR_OK)
		ensure(pthread_setspecific(s->reader, *out) == 0);
	return e;
}

static enum err run(struct request *rq, struct response *rs, struct why *why)
{
	struct reader *r;
	enum err e;

	if (!(rq->route->needs & API_READER))
		return rq->route->handler(rq, rs, why);
	e = worker_reader(rq->server, &r, why);
	if (e == ERR_OK)
		e = reader_begin(r, 0, why);
	if (e != ERR_OK)
		return e;
	rq->reader = r;
	e = rq->route->handler(rq, rs, why);
	reader_end(r);
	return e;
}

/* A browser gets a page; everybody else problem+json. */
static void problem(struct request *rq, struct response *rs, const struct why *why)
{
	static const char *const offers[] = { "application/problem+json", "application/json",
					      "text/html" };

	if (route_accept(http_header(rq, "Accept"), offers, 3) == 2) {
		rs->type = "text/html; charset=utf-8";
		rs->csp = PAGE_CSP;
		page_problem(rs->status, rq->lang, why, &rs->body);
		return;
	}
	rs->type = "application/problem+json";
	problem_json(rs->status, rq->lang, why, &rs->body);
}

/* As many as leave the node files for its own work: visitors must not shut its door. */
static unsigned connections(void)
{
	enum { OWN_FILES = 64, MOST = 1024, LEAST = 4 };
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) != 0 || l.rlim_cur >= MOST + OWN_FILES)
		return MOST;
	return l.rlim_cur > OWN_FILES + LEAST ? (unsigned)l.rlim_cur - OWN_FILES : LEAST;
}

static enum err start_http(struct serve *s, struct str listen, struct why *why)
{
	struct http_config c = { .routes = routes,
				 .route_count = sizeof routes / sizeof *routes,
				 .connections = connections(),
				 .context = s,
				 .run = run,
				 .problem = problem };
	enum err e = http_listen_read(s->arena, listen, &c.host, &c.port, why);

	if (e == ERR_OK)
		e = http_start(&c, &s->http, why);
	if (e == ERR_OK)
		s->address = arena_printf(s->arena,
					  strchr(c.host, ':') ? "http://[%s]:%u/" : "http://%s:%u/",
					  c.host, http_port(s->http));
	return e;
}

enum err serve_start(struct node_view *v, struct str listen, struct serve **out, struct why *why)
{
	struct arena *a = arena_open();
	struct serve *s = arena_new(a, struct serve);
	enum err e;

	s->arena = a;
	s->view = v;
	s->situations = situation_cache_open(v);
	ensure(pthread_key_create(&s->reader, close_reader) == 0);
	e = start_http(s, listen, why);
	if (e != ERR_OK) {
		serve_stop(s);
		return e;
	}
	*out = s;
	return ERR_OK;
}

uint16_t serve_port(const struct serve *s)
{
	return http_port(s->http);
}

const char *serve_address(const struct serve *s)
{
	return s->address.p;
}

void serve_stop(struct serve *s)
{
	if (!s)
		return;
	http_stop(s->http); /* joins the workers; their readers are closed as they end */
	pthread_key_delete(s->reader);
	situation_cache_close(s->situations);
	arena_close(s->arena);
}
