/* SPDX-License-Identifier: Apache-2.0 */
/* alerts.c - which hours are due, and what the rules say about each. */
#include "sense/alerts.h"

#include "base/map.h"
#include "base/vec.h"
#include "sense/baseline.h"
#include "sense/series.h"
#include "store/node.h"
#include "store/query.h"
#include "wire/json.h"
#include "wire/time3339.h"

#define WEEK (7 * US_PER_DAY)
#define CURSOR "sense.alerts"

struct look {
	struct reader *r;
	const struct pack *pack;
	const struct alert_look *how;
	struct batch *b;
	struct alert_result *out;
	struct why *why;
};

/* ---- rows ---- */

static void w_instant(struct json_writer *w, const char *key, struct instant at)
{
	struct buf text = { 0 };

	time3339_write(at, &text);
	json_w_text(w, key, buf_str(&text));
	buf_fini(&text);
}

static void w_double(struct json_writer *w, const char *key, double v)
{
	json_w_key(w, key);
	json_w_double(w, v);
}

static void w_count(struct json_writer *w, const char *key, double n)
{
	json_w_key(w, key);
	json_w_u64(w, (uint64_t)n);
}

static void put(struct look *l, const struct rule *rule, struct instant hour, struct series_key k,
		double value, const struct baseline *b, bool raised)
{
	struct buf row = { 0 };
	struct json_writer w = json_write(&row);

	json_w_object(&w);
	w_instant(&w, "window", hour);
	json_w_text(&w, "rule", rule->id);
	json_w_text(&w, "area", k.area);
	json_w_text_or_null(&w, "category", k.category);
	json_w_text(&w, "sensor", k.sensor);
	json_w_text(&w, "asset", k.asset);
	json_w_text(&w, "state", raised ? STR("raised") : STR("withdrawn"));
	w_count(&w, "value", value);
	if (b->weeks) {
		w_double(&w, "usual", b->usual);
		w_double(&w, "spread", b->spread);
		w_count(&w, "weeks", b->weeks);
	}
	w_instant(&w, "raised", l->how->now);
	json_w_object_end(&w);
	batch_tally(l->b, STR("alert"), buf_str(&row));
	buf_fini(&row);
	l->out->raised += raised;
	l->out->withdrawn += !raised;
}

/* What was said of this hour by this rule: key -> the count it was said with. */
static enum err read_standing(struct look *l, const struct rule *rule, struct instant hour,
			      struct map *standing)
{
	struct query *q = NULL;
	struct buf key = { 0 };
	bool row = false;
	enum err e =
		query_open(reader_db(l->r),
			   "SELECT area, category, sensor, asset, value FROM alert "
			   "WHERE ifnull(\"window\", '') = ?1 AND rule = ?2 AND state = 'raised'",
			   &q, l->why);

	if (e != ERR_OK)
		return e;
	query_bind_i64(q, 1, hour.us);
	query_bind_text(q, 2, rule->id);
	while ((e = query_next(q, &row, l->why)) == ERR_OK && row) {
		buf_clear(&key);
		for (int i = 0; i < 4; i++) {
			buf_put(&key, query_text(q, i));
			buf_c(&key, 0x1f);
		}
		map_put(standing, buf_str(&key), NULL)->i = query_i64(q, 4);
	}
	query_close(q);
	buf_fini(&key);
	return e;
}

/* ---- one rule, one hour ---- */

struct weeks {
	struct hour_counts now, before[RULE_WEEKS_MAX];
	unsigned n;
};

static enum err read_weeks(struct look *l, const struct rule *rule, struct instant hour,
			   struct weeks *w)
{
	enum err e = series_hour(l->r, rule, hour, &w->now, l->why);

	while (e == ERR_OK && w->n < (unsigned)rule->weeks_most.value) {
		struct instant then = { hour.us - (int64_t)(w->n + 1) * WEEK };

		e = series_hour(l->r, rule, then, &w->before[w->n++], l->why);
	}
	return e;
}

static void weeks_end(struct weeks *w)
{
	series_hour_end(&w->now);
	for (unsigned i = 0; i < w->n; i++)
		series_hour_end(&w->before[i]);
}

static struct baseline baseline_for(const struct weeks *w, const struct rule *rule, struct str key)
{
	double counts[RULE_WEEKS_MAX];
	unsigned n = 0;

	for (unsigned i = 0; i < w->n; i++)
		n += series_count(&w->before[i], rule, key, &counts[n]);
	return baseline_of(counts, n);
}

static void judge(struct look *l, const struct rule *rule, const struct weeks *w, struct str key,
		  const struct map *standing)
{
	struct baseline b = baseline_for(w, rule, key);
	const struct map_entry *was = map_get(standing, key);
	enum verdict v;
	double value;

	series_count(&w->now, rule, key, &value);
	v = baseline_verdict(rule, value, &b);
	l->out->no_history += v == VERDICT_NO_HISTORY;
	/* Nothing to say that is not said already. */
	if ((v == VERDICT_UNUSUAL) == (was != NULL) && (!was || (double)was->i == value))
		return;
	put(l, rule, w->now.hour, series_key_of(key), value, &b, v == VERDICT_UNUSUAL);
}

/* Every series that this hour, the hours compared with, or an alert that stands know of. */
static void judge_all(struct look *l, const struct rule *rule, const struct weeks *w,
		      const struct map *standing)
{
	struct map *keys = map_open();
	bool fall = str_eq(rule->test, STR("fall"));

	for (size_t i = 0; i < map_count(w->now.counts); i++)
		map_put(keys, map_at(w->now.counts, i)->key, NULL);
	for (size_t i = 0; i < map_count(standing); i++)
		map_put(keys, map_at(standing, i)->key, NULL);
	for (unsigned k = 0; fall && k < w->n; k++)
		for (size_t i = 0; i < map_count(w->before[k].counts); i++)
			map_put(keys, map_at(w->before[k].counts, i)->key, NULL);
	for (size_t i = 0; i < map_count(keys); i++)
		judge(l, rule, w, map_at(keys, i)->key, standing);
	map_close(keys);
}

/* What is missing can be told when the hour is over and the late have come, and only of an hour in which
 * the node was fed at all. */
static bool may_tell(const struct look *l, const struct rule *rule, const struct weeks *w)
{
	int64_t over =
		w->now.hour.us + US_PER_HOUR + (int64_t)(rule->late.value * (double)US_PER_HOUR);

	return !str_eq(rule->test, STR("fall")) || (w->now.any && over <= l->how->now.us);
}

static enum err look_rule(struct look *l, const struct rule *rule, struct instant hour)
{
	struct weeks w = { 0 };
	struct map *standing = map_open();
	enum err e = read_weeks(l, rule, hour, &w);

	if (e == ERR_OK)
		e = read_standing(l, rule, hour, standing);
	if (e == ERR_OK && may_tell(l, rule, &w))
		judge_all(l, rule, &w, standing);
	map_close(standing);
	weeks_end(&w);
	return e;
}

static enum err look_hour(struct look *l, struct instant hour)
{
	size_t n;
	const struct rule *rules = pack_rules(l->pack, &n);
	enum err e = ERR_OK;

	for (size_t i = 0; i < n && e == ERR_OK; i++)
		e = look_rule(l, &rules[i], hour);
	l->out->hours++;
	return e;
}

/* ---- which hours ---- */

struct cursor {
	int64_t leaf; /* rows below it were looked at */
	int64_t late; /* hours that began before it were looked at when all had come */
};

static enum err read_cursor(struct look *l, struct cursor *c)
{
	struct query *q = NULL;
	bool row = false;
	enum err e = query_open(reader_db(l->r),
				"SELECT json_extract(value, '$.leaf'), json_extract(value, "
				"'$.late') FROM cursor WHERE name = '" CURSOR "'",
				&q, l->why);

	*c = (struct cursor){ 0 };
	if (e == ERR_OK)
		e = query_next(q, &row, l->why);
	if (row)
		*c = (struct cursor){ query_i64(q, 0), query_i64(q, 1) };
	query_close(q);
	return e;
}

static void put_cursor(struct look *l, const struct cursor *c)
{
	struct buf json = { 0 };

	buf_printf(&json, "{\"late\":%lld,\"leaf\":%lld}", (long long)c->late, (long long)c->leaf);
	batch_cursor(l->b, STR(CURSOR), buf_str(&json));
	buf_fini(&json);
}

/* The hour that is the last to have been over for as long as the most patient rule waits. */
static int64_t late_until(const struct look *l)
{
	size_t n;
	const struct rule *rules = pack_rules(l->pack, &n);
	double wait = 0;
	int64_t us;

	for (size_t i = 0; i < n; i++)
		wait = rules[i].late.value > wait ? rules[i].late.value : wait;
	us = l->how->now.us - (int64_t)(wait * (double)US_PER_HOUR);
	return us - us % US_PER_HOUR;
}

struct hours {
	struct instant *v;
	size_t n, cap;
};

static enum err due_hours(struct look *l, const struct cursor *c, int64_t late, struct hours *hours)
{
	struct query *q = NULL;
	bool row = false;
	enum err e = query_open(reader_db(l->r),
				"SELECT \"window\", max(leaf) >= ?2 FROM events_read "
				"WHERE ifnull(\"window\", '') >= ?1 GROUP BY \"window\" ORDER BY 1",
				&q, l->why);

	if (e != ERR_OK)
		return e;
	query_bind_i64(q, 1, l->how->from.us);
	query_bind_i64(q, 2, c->leaf);
	while ((e = query_next(q, &row, l->why)) == ERR_OK && row) {
		int64_t us = query_i64(q, 0);

		if (l->how->again || query_i64(q, 1) || (us >= c->late && us < late))
			*vec_push(hours) = (struct instant){ us };
	}
	query_close(q);
	return e;
}

enum err alerts_look(struct reader *r, const struct pack *pack, const struct alert_look *look,
		     struct batch *b, struct alert_result *out, struct why *why)
{
	struct look l = { r, pack, look, b, out, why };
	struct hours hours = { 0 };
	int64_t late = late_until(&l);
	struct cursor was;
	enum err e;

	*out = (struct alert_result){ 0 };
	if (!node_type(reader_node(r), STR("alert")) || !node_type(reader_node(r), STR("counter")))
		return ERR_OK;
	e = read_cursor(&l, &was);
	if (e == ERR_OK)
		e = due_hours(&l, &was, late, &hours);
	for (size_t i = 0; e == ERR_OK && i < hours.n; i++)
		e = look_hour(&l, hours.v[i]);
	if (e == ERR_OK && hours.n)
		put_cursor(&l, &(struct cursor){ (int64_t)reader_position(r), late });
	vec_fini(&hours);
	return e;
}
