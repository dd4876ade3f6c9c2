/* SPDX-License-Identifier: Apache-2.0 */
/* api_indicators.c - is this value listed, where, and does it hit? */
#include "match/explain.h"
#include "serve/api.h"

enum err api_indicators(struct request *rq, struct response *rs, struct why *why)
{
	static const char *const known[] = { "value", NULL };
	struct node_view *v = api_view(rq);
	struct str value = params_get(&rq->params, "value");
	struct explanation x;
	struct lookup *l;
	enum err e = params_only(&rq->params, known, why);

	if (e != ERR_OK)
		return e;
	if (!value.p)
		return why_set(why, ERR_ARG, SAY_API_NO_VALUE);
	l = node_view_pin(v);
	if (!l)
		return why_set(why, ERR_BUSY, SAY_API_NOT_READY);
	e = explain_value(l->generation, l->delta, value, clock_now(), rq->arena, &x, why);
	if (e == ERR_OK) {
		rs->type = "application/json";
		explanation_json(&x, &rs->body); /* still borrows from the tables */
		buf_c(&rs->body, '\n');
	}
	node_view_unpin(v, l);
	return e;
}
