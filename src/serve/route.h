/* SPDX-License-Identifier: Apache-2.0 */
/*
 * route.h - which handler answers this path? And in which form does the asker want the answer?
 *
 * Patterns are compared segment by segment, before decoding, so that an escaped "/" stays inside
 * its segment. Threads: pure. Room: serve. May include: all but cmd.
 */
#pragma once

#include "serve/http.h"

/* The method of a request line; HEAD is GET. */
bool route_method(const char *name, enum http_method *out);
const char *route_method_name(enum http_method m);

/*
 * Finds the route of rq->method and a raw path (no query) and fills rq->path, var and route.
 * ERR_NOTFOUND: no such path; ERR_CONFLICT: the path is there, with other methods, whose names
 * ("GET, HEAD") are in *allow, in rq->arena.
 */
MUST_CHECK enum err route_find(const struct route *routes, size_t n, struct str raw,
			       struct request *rq, struct str *allow, struct why *why);

/*
 * The best of the offered media types for an Accept header (RFC 9110 section 12.5.1): its index,
 * the first offer when there is no header, -1 when none will do. Offers are plain "type/subtype".
 */
int route_accept(struct str header, const char *const *offers, size_t n);
