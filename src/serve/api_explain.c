/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api_explain.c - why does a value hit or not: as data, and as a page with a form.
 *
 * The value may be about a person. In a query it would stay in a browser's history and in the logs of what
 * stands between; so it may come as a body as well, and the form does so. Here it is nowhere kept.
 */
#include "serve/api.h"

#include "match/explain.h"
#include "serve/page.h"
#include "serve/paging.h"

enum body { BODY_NONE, BODY_FORM, BODY_JSON, BODY_TEXT };

static enum body body_of(struct request *rq)
{
	struct str t = http_header(rq, "Content-Type");

	t = str_trim(str_cut(t, 0, str_find(t, ';')));
	if (str_eq_nocase(t, STR("application/x-www-form-urlencoded")))
		return BODY_FORM;
	if (str_eq_nocase(t, STR("application/json")))
		return BODY_JSON;
	return str_eq_nocase(t, STR("text/plain")) ? BODY_TEXT : BODY_NONE;
}

static const char *const known[] = { "value", "at", NULL };

/* value and at of a query, or of a form's body, which is written like one. */
static enum err from_params(struct request *rq, const struct params *p, struct key *k,
			    struct why *why)
{
	struct str value = params_get(p, "value");
	enum err e = params_only(p, known, why);

	if (e == ERR_OK && !value.p)
		return why_set(why, ERR_ARG, SAY_API_NO_VALUE);
	if (e == ERR_OK)
		e = key_read(rq->arena, IND_NONE, value, k, why);
	if (e == ERR_OK && params_get(p, "at").p) {
		e = paging_instant(p, "at", clock_now(), &k->at, why);
		k->has_at = true;
	}
	return e;
}

static enum err from_form(struct request *rq, struct key *k, struct why *why)
{
	struct params *p = arena_new(rq->arena, struct params);
	enum err e = params_read(rq->arena, rq->body, p, why);

	if (e != ERR_OK)
		return e;
	if (params_get(p, "lang").p)
		rq->lang = say_lang_of(params_get(p, "lang"));
	return from_params(rq, p, k, why);
}

static enum err read_key(struct request *rq, struct response *rs, struct key *k, struct why *why)
{
	if (rq->method == HTTP_GET)
		return from_params(rq, &rq->params, k, why);
	switch (body_of(rq)) {
	case BODY_FORM:
		return from_form(rq, k, why);
	case BODY_JSON:
		return key_read_json(rq->arena, rq->body, k, why);
	case BODY_TEXT:
		return key_read(rq->arena, IND_NONE, rq->body, k, why);
	default:
		rs->status = 415;
		return why_set(why, ERR_UNSUPPORTED, SAY_EXPLAIN_TYPE);
	}
}

/* What is explained borrows from the tables: they are held while it is written. */
static enum err explain(struct request *rq, const struct key *k, bool page, struct buf *out,
			struct why *why)
{
	struct lookup *l = node_view_pin(api_view(rq));
	struct explanation x;

	if (!l)
		return why_set(why, ERR_BUSY, SAY_API_NOT_READY);
	explain_key(l->generation, l->delta, k, clock_now(), rq->arena, &x);
	if (page) {
		page_explain(&x, api_view(rq)->pack, rq->lang, out);
	} else {
		explanation_json(&x, out);
		buf_c(out, '\n');
	}
	node_view_unpin(api_view(rq), l);
	return ERR_OK;
}

enum err api_explain(struct request *rq, struct response *rs, struct why *why)
{
	static const char *const offers[] = { "application/json", "text/html" };
	struct key k;
	int form;
	enum err e = api_accept(rq, rs, offers, 2, &form, why);

	if (e == ERR_OK)
		e = read_key(rq, rs, &k, why);
	if (e != ERR_OK)
		return e;
	rs->type = form ? "text/html; charset=utf-8" : "application/json";
	rs->csp = form ? PAGE_CSP : NULL;
	return explain(rq, &k, form, &rs->body, why);
}

enum err api_explain_page(struct request *rq, struct response *rs, struct why *why)
{
	struct key k;
	enum err e;

	rs->type = "text/html; charset=utf-8";
	rs->csp = PAGE_CSP;
	if (rq->method == HTTP_GET && !params_get(&rq->params, "value").p) {
		e = params_only(&rq->params, known, why);
		if (e == ERR_OK)
			page_explain(NULL, api_view(rq)->pack, rq->lang, &rs->body);
		return e;
	}
	e = read_key(rq, rs, &k, why);
	return e == ERR_OK ? explain(rq, &k, true, &rs->body, why) : e;
}
