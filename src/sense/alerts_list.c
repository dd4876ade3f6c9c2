/* SPDX-License-Identifier: Apache-2.0 */
/* alerts_list.c - alerts for people: the newest first, and each with its reason. */
#include "sense/alerts.h"

#include "store/node.h"
#include "store/query.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdio.h>

static const char list_sql[] =
	"SELECT \"window\", rule, area, category, sensor, asset, state, value, usual, spread, "
	"weeks, "
	"raised FROM alert WHERE ifnull(\"window\", '') >= ?1 AND (state = 'raised' OR ?2) "
	"ORDER BY \"window\" DESC, rule, area, category, sensor, asset LIMIT ?3";

static struct alert read_alert(struct query *q, struct arena *a)
{
	return (struct alert){ .hour = { query_i64(q, 0) },
			       .rule = str_keep(a, query_text(q, 1)),
			       .area = str_keep(a, query_text(q, 2)),
			       .category = str_keep(a, query_text(q, 3)),
			       .sensor = str_keep(a, query_text(q, 4)),
			       .asset = str_keep(a, query_text(q, 5)),
			       .state = str_keep(a, query_text(q, 6)),
			       .value = query_i64(q, 7),
			       .usual = query_double(q, 8),
			       .spread = query_double(q, 9),
			       .weeks = query_i64(q, 10),
			       .raised = { query_i64(q, 11) } };
}

enum err alerts_list(struct reader *r, struct instant since, bool withdrawn, struct arena *a,
		     struct alert **out, size_t *n, struct why *why)
{
	struct query *q = NULL;
	bool row = false;
	enum err e;

	*n = 0;
	*out = arena_array(a, struct alert, ALERTS_LISTED);
	if (!node_type(reader_node(r), STR("alert")))
		return ERR_OK; /* a node of an older pack */
	e = query_open(reader_db(r), list_sql, &q, why);
	if (e != ERR_OK)
		return e;
	query_bind_i64(q, 1, since.us);
	query_bind_i64(q, 2, withdrawn);
	query_bind_i64(q, 3, ALERTS_LISTED);
	while (*n < ALERTS_LISTED && (e = query_next(q, &row, why)) == ERR_OK && row)
		(*out)[(*n)++] = read_alert(q, a);
	query_close(q);
	return e;
}

/* ---- the reason ---- */

/* "category c2 in area 990100", "sensor sensor-north", ... */
static void about(const struct alert *x, const struct pack *pack, enum lang lang, struct buf *out)
{
	if (x->asset.n)
		say(out, lang, SAY_ALERT_ASSET, A(x->asset));
	else if (x->sensor.n)
		say(out, lang, SAY_ALERT_SENSOR, A(x->sensor));
	else if (x->category.n)
		say(out, lang, SAY_ALERT_CATEGORY,
		    A(pack_label(pack, STR("category"), x->category, lang)), A(x->area));
	else
		say(out, lang, SAY_ALERT_AREA, A(x->area));
}

static void number(double v, char text[32])
{
	snprintf(text, 32, "%.15g", (double)(int64_t)(v * 10 + 0.5) / 10);
}

void alert_reason(const struct alert *x, const struct pack *pack, enum lang lang, struct buf *out)
{
	const struct rule *rule = pack_rule(pack, x->rule);
	struct buf what = { 0 }, hour = { 0 };
	char usual[32], spread[32];
	bool hits;

	about(x, pack, lang, &what);
	time3339_write(x->hour, &hour);
	number(x->usual, usual);
	number(x->spread, spread);
	hits = rule && str_eq(rule->series, STR("hits"));
	if (!rule)
		say(out, lang, SAY_ALERT_NO_RULE, A(buf_str(&what)), A(buf_str(&hour)), A(x->value),
		    A(x->rule));
	else if (x->weeks)
		say(out, lang, hits ? SAY_ALERT_HITS : SAY_ALERT_EVENTS, A(buf_str(&what)),
		    A(buf_str(&hour)), A(x->value), A((const char *)usual), A(x->weeks),
		    A((const char *)spread), A(rule->id), A(rule->limit.parameter->value),
		    A(rule->limit.parameter->source[lang]));
	else
		say(out, lang, SAY_ALERT_ABOVE, A(buf_str(&what)), A(buf_str(&hour)), A(x->value),
		    A(rule->id), A(rule->limit.parameter->value),
		    A(rule->limit.parameter->source[lang]));
	buf_fini(&what);
	buf_fini(&hour);
}

static void w_instant(struct json_writer *w, const char *key, struct instant at)
{
	struct buf text = { 0 };

	time3339_write(at, &text);
	json_w_text(w, key, buf_str(&text));
	buf_fini(&text);
}

/* Without weeks there is no baseline: null, not 0. */
static void w_usual(struct json_writer *w, const char *key, const struct alert *x, double v)
{
	json_w_key(w, key);
	if (x->weeks)
		json_w_double(w, v);
	else
		json_w_null(w);
}

void alert_json(const struct alert *x, const struct pack *pack, enum lang lang,
		struct json_writer *w)
{
	struct buf reason = { 0 };

	alert_reason(x, pack, lang, &reason);
	json_w_object(w);
	w_instant(w, "hour", x->hour);
	json_w_text(w, "rule", x->rule);
	json_w_text(w, "state", x->state);
	json_w_text_or_null(w, "area", x->area);
	json_w_text_or_null(w, "category", x->category);
	json_w_text_or_null(w, "sensor", x->sensor);
	json_w_text_or_null(w, "asset", x->asset);
	json_w_key(w, "value");
	json_w_i64(w, x->value);
	w_usual(w, "usual", x, x->usual);
	w_usual(w, "spread", x, x->spread);
	json_w_key(w, "weeks");
	json_w_i64(w, x->weeks);
	w_instant(w, "raised", x->raised);
	json_w_text(w, "reason", buf_str(&reason));
	json_w_object_end(w);
	buf_fini(&reason);
}
