/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api_clients.c - how many different clients, of a sensor or of an indicator? Fewer than ten are
 * told as that and no more, and nobody can ask about one client.
 */
#include "serve/api.h"
#include "serve/paging.h"

#include "sense/distinct.h"

struct clients_asked {
	struct str sensor, kind, indicator;
	struct instant since, until;
};

static enum err read_params(struct request *rq, struct clients_asked *a, struct why *why)
{
	static const char *const known[] = {
		"sensor", "kind", "indicator", "since", "until", NULL
	};
	struct instant now = clock_now(), day = { now.us - US_PER_DAY };
	const struct params *p = &rq->params;
	enum err e = params_only(p, known, why);

	a->sensor = params_get(p, "sensor");
	a->kind = params_get(p, "kind");
	a->indicator = params_get(p, "indicator");
	if (e == ERR_OK)
		e = paging_instant(p, "since", day, &a->since, why);
	if (e == ERR_OK)
		e = paging_instant(p, "until", now, &a->until, why);
	/* one sensor, or one indicator with its kind */
	if (e == ERR_OK && (!a->kind.p != !a->indicator.p || !a->sensor.p == !a->indicator.p))
		e = why_set(why, ERR_ARG, SAY_API_CLIENTS_WHAT);
	return e;
}

static enum err count(struct request *rq, const struct clients_asked *a, struct distinct *d,
		      struct why *why)
{
	*d = (struct distinct){ 0 };
	if (!node_type(api_view(rq)->node, STR("sketch")))
		return ERR_OK; /* a node of an older pack */
	if (a->sensor.p)
		return distinct_of_sensor(rq->reader, a->sensor, a->since, a->until, d, why);
	return distinct_of_indicator(rq->reader, a->kind, a->indicator, a->since, a->until, d, why);
}

enum err api_clients(struct request *rq, struct response *rs, struct why *why)
{
	struct json_writer w = json_write(&rs->body);
	struct clients_asked a;
	struct distinct d;
	enum err e = read_params(rq, &a, why);

	if (e == ERR_OK)
		e = count(rq, &a, &d, why);
	if (e != ERR_OK)
		return e;
	rs->type = "application/json";
	json_w_object(&w);
	json_w_key(&w, "clients");
	if (d.known && !d.few)
		json_w_u64(&w, d.n);
	else
		json_w_null(&w);
	json_w_key(&w, "fewer_than");
	if (d.few)
		json_w_u64(&w, SENSE_K);
	else
		json_w_null(&w);
	json_w_object_end(&w);
	buf_c(&rs->body, '\n');
	return ERR_OK;
}
