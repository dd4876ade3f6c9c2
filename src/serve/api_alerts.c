/* SPDX-License-Identifier: Apache-2.0 */
/* api_alerts.c - what is unusual, the newest first, each with its reason. */
#include "serve/api.h"
#include "serve/paging.h"

#include "sense/alerts.h"

enum { DAYS = 7 };

static enum err read_params(struct request *rq, struct instant *since, bool *all, struct why *why)
{
	static const char *const known[] = { "since", "all", NULL };
	struct instant week = { clock_now().us - DAYS * US_PER_DAY };
	struct str word = params_get(&rq->params, "all");
	enum err e = params_only(&rq->params, known, why);

	if (e == ERR_OK)
		e = paging_instant(&rq->params, "since", week, since, why);
	if (e == ERR_OK && word.p && !str_eq(word, STR("1")))
		e = why_set(why, ERR_ARG, SAY_API_ALERTS_ALL, A(str_cut(word, 0, 80)));
	*all = word.p != NULL;
	return e;
}

enum err api_alerts(struct request *rq, struct response *rs, struct why *why)
{
	struct json_writer w = json_write(&rs->body);
	const struct pack *pack = api_view(rq)->pack;
	struct instant since, recorded;
	struct alert *list;
	bool all;
	size_t n;
	enum err e = read_params(rq, &since, &all, why);

	if (e == ERR_OK)
		e = alerts_list(rq->reader, since, all, rq->arena, &list, &n, why);
	if (e != ERR_OK)
		return e;
	rs->type = "application/json";
	json_w_object(&w);
	json_w_key(&w, "data");
	json_w_array(&w);
	for (size_t i = 0; i < n; i++)
		alert_json(&list[i], pack, rq->lang, &w);
	json_w_array_end(&w);
	json_w_key(&w, "more");
	json_w_bool(&w, n == ALERTS_LISTED);
	json_w_key(&w, "as_of");
	json_w_u64(&w, reader_leaves(rq->reader, &recorded));
	json_w_object_end(&w);
	buf_c(&rs->body, '\n');
	return ERR_OK;
}
