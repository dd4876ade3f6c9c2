/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api.h - the handlers, and what they share. Each is thin: read the parameters, call one room,
 * write the answer. Those with API_READER find rq->reader begun, as of now.
 *
 * Threads: as http.h. Room: serve. May include: all but cmd.
 */
#pragma once

#include "serve/http.h"
#include "serve/node_view.h"
#include "serve/situation_cache.h"
#include "wire/json.h"

enum { API_READER = 1 };

/* POST /api/v1/lookup: at most so many keys and bytes a request; so many requests at a time, and so
 * many bytes of all of them together. */
enum { LOOKUP_KEYS_MAX = 1000000, LOOKUP_BYTES_MAX = 128 << 20, API_LOOKUPS = 32 };
#define API_LOOKUPS_BYTES (512ll << 20)

struct serve;
struct node_view *api_view(const struct request *rq);
const struct route *api_routes(size_t *n);
struct situation_cache *api_situations(const struct request *rq);
struct http_counts api_counts(const struct request *rq);

/* One lookup more, or false: as many as may are at work. */
bool api_lookup_enter(const struct request *rq);
/* n bytes more (less) are kept for look-ups; false: no more may be, and they are not counted. */
bool api_lookup_keep(const struct request *rq, int64_t n);
void api_lookup_leave(const struct request *rq);

/* The index in offers of the form that the asker wants; refuses with 406 and the list. */
MUST_CHECK enum err api_accept(struct request *rq, struct response *rs, const char *const *offers,
			       size_t n, int *form, struct why *why);
/* No parameters but lang. */
MUST_CHECK enum err api_no_params(const struct request *rq, struct why *why);

http_handler api_index, api_health, api_ready, api_metrics, api_asset;
http_handler api_page, api_situation, api_articles, api_measure;
http_handler api_board_page, api_article_page;
http_handler api_alerts, api_clients, api_sightings, api_explain, api_explain_page, api_lookup;
extern const struct http_sink api_lookup_sink;
