/* SPDX-License-Identifier: Apache-2.0 */
/* api_node.c - what there is, whether it works, and how much of it: for keepers and their tools. */
#include "serve/api.h"

#include "serve/assets.h"
#include "serve/route.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum err api_accept(struct request *rq, struct response *rs, const char *const *offers, size_t n,
		    int *form, struct why *why)
{
	struct str all = STR("");

	*form = route_accept(http_header(rq, "Accept"), offers, n);
	if (*form >= 0)
		return ERR_OK;
	for (size_t i = 0; i < n; i++)
		all = arena_printf(rq->arena, "%.*s%s%s", STR_FMT(all), i ? ", " : "", offers[i]);
	rs->status = 406;
	return why_set(why, ERR_UNSUPPORTED, SAY_API_ACCEPT, A(all));
}

enum err api_no_params(const struct request *rq, struct why *why)
{
	static const char *const none[] = { NULL };

	return params_only(&rq->params, none, why);
}

enum err api_index(struct request *rq, struct response *rs, struct why *why)
{
	struct json_writer w = json_write(&rs->body);
	size_t n;
	const struct route *r = api_routes(&n);

	(void)why;
	rs->type = "application/json";
	json_w_object(&w);
	json_w_key(&w, "version");
	json_w_cstr(&w, CRESSET_VERSION);
	json_w_key(&w, "routes");
	json_w_array(&w);
	for (size_t i = 0; i < n; i++) {
		if (r[i].about == SAY_NONE)
			continue;
		json_w_object(&w);
		json_w_key(&w, "method");
		json_w_cstr(&w, route_method_name(r[i].method));
		json_w_key(&w, "path");
		json_w_cstr(&w, r[i].pattern);
		json_w_key(&w, "about");
		json_w_str(&w, say_text(rq->lang, r[i].about));
		json_w_object_end(&w);
	}
	json_w_array_end(&w);
	json_w_object_end(&w);
	buf_c(&rs->body, '\n');
	return ERR_OK;
}

enum err api_health(struct request *rq, struct response *rs, struct why *why)
{
	(void)rq, (void)why;
	rs->type = "application/json";
	buf_puts(&rs->body, "{\"status\":\"ok\"}\n");
	return ERR_OK;
}

/* Ready: the store can be read (run() did so) and the tables that are probed are there. */
enum err api_ready(struct request *rq, struct response *rs, struct why *why)
{
	struct node_view *v = api_view(rq);
	struct lookup *l = node_view_pin(v);
	bool ready = l != NULL;

	node_view_unpin(v, l);
	if (!ready)
		return why_set(why, ERR_BUSY, SAY_API_NOT_READY);
	rs->type = "application/json";
	buf_puts(&rs->body, "{\"status\":\"ready\"}\n");
	return ERR_OK;
}

/* ---- assets ---- */

static struct str asset_etag(struct arena *a, struct str data)
{
	struct sha256 h = hash_sha256(data);
	struct buf b = { 0 };
	struct str s;

	buf_hex(&b, h.b, 8);
	s = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return s;
}

enum err api_asset(struct request *rq, struct response *rs, struct why *why)
{
	struct str name = str_cut(rq->path, 1, rq->path.n);

	for (const struct embedded *f = embedded_assets; f->path; f++) {
		struct str data = str_n(f->data, f->n);

		if (!str_eq(str_of(f->path), name))
			continue;
		rs->type =
			str_ends(name, STR(".css")) ? "text/css; charset=utf-8" : "image/svg+xml";
		rs->cache = "no-cache"; /* kept, and asked about each time */
		rs->etag = asset_etag(rq->arena, data);
		buf_put(&rs->body, data);
		return ERR_OK;
	}
	return why_set(why, ERR_NOTFOUND, SAY_ROUTE_UNKNOWN, A(rq->path));
}

/* ---- metrics: Prometheus text format 0.0.4 ---- */

static void metric(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct buf *out, const char *name, const char *type, const char *help, double v)
{
	metric(out, name, type, help);
	buf_printf(out, "%s %.17g\n", name, v);
}

static void http_metrics(const struct request *rq, struct buf *out)
{
	struct http_counts c = api_counts(rq);

	metric(out, "cresset_http_requests_total", "counter", "Answers by class of status.");
	for (int i = 1; i < 6; i++)
		buf_printf(out, "cresset_http_requests_total{class=\"%dxx\"} %llu\n", i,
			   (unsigned long long)c.answered[i]);
	one(out, "cresset_http_cut_total", "counter", "Requests that ended without a whole answer.",
	    (double)c.cut);
	one(out, "cresset_http_connections", "gauge", "Open connections.", (double)c.connections);
	one(out, "cresset_http_running", "gauge", "Requests being read, run or answered.",
	    (double)c.running);
	one(out, "cresset_http_handler_seconds_total", "counter", "Time spent in handlers.",
	    (double)c.busy_us / US_PER_SECOND);
	one(out, "cresset_http_body_bytes_total", "counter", "Bytes of answers' bodies.",
	    (double)c.body_out);
}

static void index_metrics(struct node_view *v, struct buf *out)
{
	struct lookup *l = node_view_pin(v);
	struct generation_counts c;

	if (!l)
		return;
	c = generation_counts(l->generation);
	metric(out, "cresset_indicators", "gauge", "Indicators in force by kind.");
	for (int k = IND_NONE + 1; k < IND_KINDS; k++)
		buf_printf(out, "cresset_indicators{kind=\"%s\"} %llu\n",
			   indicator_kind_name((enum indicator_kind)k),
			   (unsigned long long)c.by_kind[k]);
	one(out, "cresset_indicators_suppressed", "gauge",
	    "Indicators left out because of warning lists.", (double)c.suppressed);
	one(out, "cresset_index_bytes", "gauge", "Memory of the tables that are probed.",
	    (double)c.bytes);
	one(out, "cresset_index_alive", "gauge",
	    "Compiled tables alive: the current ones, and older ones that somebody still reads.",
	    (double)current_alive(v->current));
	one(out, "cresset_index_compiled_timestamp_seconds", "gauge",
	    "When the tables were compiled.", (double)l->compiled.us / US_PER_SECOND);
	node_view_unpin(v, l);
}

static enum err store_metrics(struct request *rq, struct buf *out, struct why *why)
{
	struct situation_cache *c = api_situations(rq);
	const struct situation *s;
	enum err e = situation_cache_get(c, rq->reader, SITUATION_ANY_MINUTE, &s, why);

	if (e != ERR_OK)
		return e;
	one(out, "cresset_events_read_total", "counter", "Events matched.", (double)s->events);
	one(out, "cresset_hits_total", "counter", "Hits kept as sightings.", (double)s->hits);
	one(out, "cresset_sightings", "gauge", "Rows of sightings.", (double)s->sighting_rows);
	one(out, "cresset_feeds", "gauge", "Feeds and warning lists.", (double)s->feed_count);
	one(out, "cresset_ledger_leaves", "counter", "Entries of the ledger.", (double)s->leaves);
	one(out, "cresset_situation_computed_total", "counter",
	    "How often the situation was computed anew.", (double)situation_cache_computed(c));
	situation_cache_release(c, s);
	return ERR_OK;
}

static double resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long all = 0, resident = 0;

	if (f) {
		if (fscanf(f, "%lu %lu", &all, &resident) != 2)
			resident = 0;
		fclose(f);
	}
	return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

enum err api_metrics(struct request *rq, struct response *rs, struct why *why)
{
	struct node_view *v = api_view(rq);
	struct buf *out = &rs->body;

	rs->type = "text/plain; version=0.0.4; charset=utf-8";
	metric(out, "cresset_build_info", "gauge", "The version that runs.");
	buf_printf(out, "cresset_build_info{version=\"%s\"} 1\n", CRESSET_VERSION);
	one(out, "process_start_time_seconds", "gauge", "When this node started.",
	    (double)v->started.us / US_PER_SECOND);
	one(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
	http_metrics(rq, out);
	index_metrics(v, out);
	return store_metrics(rq, out, why);
}
