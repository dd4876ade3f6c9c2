/* SPDX-License-Identifier: Apache-2.0 */
/* api_situation.c - the situation as page, data or lines; articles and measures. */
#include "serve/api.h"
#include "serve/page.h"

#include "serve/paging.h"

#include "wire/time3339.h"

enum { PARTIES_IN_TEXT = 20 };

static enum err borrow(struct request *rq, const struct situation **s, struct why *why)
{
	return situation_cache_get(api_situations(rq), rq->reader, SITUATION_THIS_MINUTE, s, why);
}

static void give_back(struct request *rq, const struct situation *s)
{
	situation_cache_release(api_situations(rq), s);
}

enum err api_page(struct request *rq, struct response *rs, struct why *why)
{
	const struct situation *s;
	enum err e = api_no_params(rq, why);

	if (e == ERR_OK)
		e = borrow(rq, &s, why);
	if (e != ERR_OK)
		return e;
	rs->type = "text/html; charset=utf-8";
	rs->csp = PAGE_CSP;
	page_situation(s, rq->lang, &rs->body);
	give_back(rq, s);
	return ERR_OK;
}

enum err api_situation(struct request *rq, struct response *rs, struct why *why)
{
	static const char *const offers[] = { "application/json", "text/plain" };
	const struct situation *s;
	int form;
	enum err e = api_accept(rq, rs, offers, 2, &form, why);

	if (e == ERR_OK)
		e = api_no_params(rq, why);
	if (e == ERR_OK)
		e = borrow(rq, &s, why);
	if (e != ERR_OK)
		return e;
	if (form == 1) {
		rs->type = "text/plain; charset=utf-8";
		situation_lines(s, rq->lang, PARTIES_IN_TEXT, &rs->body);
	} else {
		rs->type = "application/json";
		situation_json(s, rq->lang, &rs->body);
		buf_c(&rs->body, '\n');
	}
	give_back(rq, s);
	return ERR_OK;
}

static void write_at(struct json_writer *w, struct request *rq, struct instant at)
{
	struct buf b = { 0 };
	struct instant recorded;

	time3339_write(at, &b);
	json_w_key(w, "at");
	json_w_str(w, buf_str(&b));
	json_w_key(w, "as_of");
	json_w_u64(w, reader_leaves(rq->reader, &recorded));
	buf_fini(&b);
}

static const char *const at_params[] = { "at", NULL };

static enum err read_at(struct request *rq, struct instant *at, struct why *why)
{
	enum err e = params_only(&rq->params, at_params, why);

	return e == ERR_OK ? paging_instant(&rq->params, "at", clock_now(), at, why) : e;
}

enum err api_articles(struct request *rq, struct response *rs, struct why *why)
{
	struct node_view *v = api_view(rq);
	struct situation_source from = { v->node, v->pack, NULL, { 0 } };
	struct json_writer w = json_write(&rs->body);
	struct situation s;
	enum err e = read_at(rq, &from.at, why);

	if (e != ERR_OK)
		return e;
	situation_load_articles(rq->reader, &from, rq->arena, &s);
	rs->type = "application/json";
	json_w_object(&w);
	json_w_key(&w, "data");
	json_w_array(&w);
	for (size_t i = 0; i < s.article_count; i++)
		situation_article_json(&s.article[i], rq->lang, &w);
	json_w_array_end(&w);
	json_w_key(&w, "next");
	json_w_null(&w);
	write_at(&w, rq, from.at);
	json_w_object_end(&w);
	buf_c(&rs->body, '\n');
	return ERR_OK;
}

enum err api_measure(struct request *rq, struct response *rs, struct why *why)
{
	const struct measure *m = pack_measure(api_view(rq)->pack, rq->var[0]);
	struct json_writer w = json_write(&rs->body);
	struct situation_measure run = { 0 };
	struct instant at;
	enum err e = read_at(rq, &at, why);

	if (e != ERR_OK)
		return e;
	if (!m)
		return why_set(why, ERR_NOTFOUND, SAY_API_NO_MEASURE,
			       A(str_cut(rq->var[0], 0, 80)));
	situation_run(rq->reader, m, at, rq->arena, &run);
	rs->type = "application/json";
	json_w_object(&w);
	json_w_key(&w, "data");
	situation_measure_json(&run, rq->lang, &w);
	json_w_key(&w, "sql");
	json_w_str(&w, m->sql);
	write_at(&w, rq, at);
	json_w_object_end(&w);
	buf_c(&rs->body, '\n');
	return ERR_OK;
}
