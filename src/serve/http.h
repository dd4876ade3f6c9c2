/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.h - who asks what? HTTP/1.1 in, requests out; responses in, HTTP/1.1 out.
 *
 * The only door to the HTTP library (http.c). A server has a table of routes; a handler gets a
 * struct request that is complete (headers and body read, target decoded) and fills a struct
 * response, or returns an error, which becomes a problem (RFC 9457) in the asker's language.
 *
 * It listens on loopback addresses only until sign-in exists, and answers only to Host names of
 * this machine (421 otherwise), so that no web page can reach it through a name of its own.
 *
 * Limits: target HTTP_TARGET_MAX (414), header lines HTTP_HEADERS_MAX together (431), body
 * HTTP_BODY_MAX or what the route's sink takes (413), connections config.connections, a silent
 * connection config.timeout_s. A request must have arrived in config.request_s, however busily its
 * bytes drip, and a streamed answer must have left in config.stream_s.
 *
 * Threads: config.threads workers, each serving many connections by poll(2); a handler runs on one
 * of them and holds it while it runs. Room: serve. May include: all but cmd.
 */
#pragma once

#include "serve/params.h"

enum {
	HTTP_TARGET_MAX = 8192,
	HTTP_HEADERS_MAX = 16384,
	HTTP_BODY_MAX = 1 << 20,
	HTTP_VARS = 2,
	HTTP_EXTRA = 6
};

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

struct http;
struct route;
struct http_sink;

struct request {
	enum http_method method; /* HEAD is GET whose body is not sent */
	struct str path;         /* decoded */
	struct str var[HTTP_VARS];
	struct params params;
	struct str body;
	enum lang lang;      /* ?lang=, else Accept-Language, else the server's */
	struct arena *arena; /* ends with the request */
	const struct route *route;
	void *server;   /* config.context */
	void *reader;   /* what config.run lends to the handler */
	void *own;      /* the sink's */
	void *exchange; /* http.c's own */
};

struct response {
	int status;        /* 0: 200 */
	const char *type;  /* "text/html; charset=utf-8" */
	const char *csp;   /* NULL: nothing may be loaded */
	const char *cache; /* NULL: "no-store" */
	struct buf body;
	struct str etag; /* without quotes; empty: none */
	struct {
		const char *name;
		struct str value; /* lives as long as the request */
	} extra[HTTP_EXTRA];
	size_t extra_count;
	/* Instead of a body: called for the next bytes (at most max; 0: the end; < 0: the answer is cut),
	 * a piece at a time, so that other requests have their turn. Needs a sink, whose end() follows. */
	ptrdiff_t (*pull)(struct request *rq, char *to, size_t max);
};

typedef enum err http_handler(struct request *rq, struct response *rs, struct why *why);

/* For a route whose body is not to be held in memory: it is given piece by piece as it arrives. */
struct http_sink {
	size_t max; /* bytes of a body */
	/* The head is read, no body yet. An error refuses the request. */
	http_handler *begin;
	enum err (*take)(struct request *rq, struct str piece, struct why *why);
	/* After the last byte of the answer, or when the connection ends; only if begin was ERR_OK. */
	void (*end)(struct request *rq);
};

struct route {
	enum http_method method;
	const char *pattern; /* "/api/v1/measures/{id}": {..} is one segment, into var[] */
	http_handler *handler;
	unsigned needs;               /* flags that mean something to config.run */
	enum say_id about;            /* what it gives, for the list of routes */
	const struct http_sink *sink; /* NULL: the body is in rq->body */
};

struct http_config {
	const char *host;                                      /* "127.0.0.1", "::1", "localhost" */
	uint16_t port;                                         /* 0: any free one */
	unsigned threads, connections, per_address, timeout_s; /* 0: 2, 1024, connections, 30 */
	unsigned request_s;                                    /* 0: twice timeout_s */
	unsigned stream_s;                                     /* 0: 600 */
	unsigned grace_ms;                                     /* of http_stop(); 0: 10,000 */
	const struct route *routes;
	size_t route_count;
	void *context;
	/* Around every handler; NULL: the handler is called as it is. */
	http_handler *run;
	/* Makes the answer of a refusal; NULL: problem+json for all. rs->status is set. */
	void (*problem)(struct request *rq, struct response *rs, const struct why *why);
};

/* ERR_DENIED for an address beyond loopback, ERR_BUSY for a port that is taken. */
MUST_CHECK enum err http_start(const struct http_config *config, struct http **out,
			       struct why *why);
uint16_t http_port(const struct http *h);
/* Accepts nothing more, finishes the requests that run (at most grace_ms), closes. NULL is fine. */
void http_stop(struct http *h);

/* A header of the request (any case), or a NULL p. */
struct str http_header(const struct request *rq, const char *name);
void http_extra(struct response *rs, const char *name, struct str value);

/* "127.0.0.1:8421", "[::1]:8421", "8421", "localhost:0" taken apart; host in the arena. */
MUST_CHECK enum err http_listen_read(struct arena *a, struct str text, const char **host,
				     uint16_t *port, struct why *why);

struct http_counts {
	uint64_t connections;       /* open now */
	uint64_t running;           /* requests between their first byte and their answer's last */
	uint64_t answered[6];       /* by the first digit of the status; [0] is none */
	uint64_t cut;               /* requests that ended without an answer */
	uint64_t busy_us, body_out; /* time in handlers, bytes of bodies */
};
struct http_counts http_counts(const struct http *h);
