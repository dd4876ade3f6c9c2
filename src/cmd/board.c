/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/board.h"

#include "cmd/args.h"
#include "gauge/every.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <math.h>

/* ---- opening ---- */

static enum err check_position(struct board *b, struct why *why)
{
	uint64_t leaves = reader_leaves(b->reader, NULL);

	if (b->as_of <= leaves)
		return ERR_OK;
	return why_set(why, ERR_NOTFOUND, SAY_BOARD_AS_OF, A(leaves), A(b->as_of));
}

/* --as-of: a position, or a time, which stands for the leaves recorded by then. */
static enum err read_as_of(struct board *b, const char *text, struct why *why)
{
	struct instant then;

	if (str_u64(str_of(text), &b->as_of) && b->as_of)
		return check_position(b, why);
	if (!time3339_read(str_of(text), false, &then))
		return why_set(why, ERR_ARG, SAY_BOARD_AS_OF_WHAT, A(text));
	b->as_of = reader_leaves_at(b->reader, then);
	return b->as_of ? ERR_OK : why_set(why, ERR_NOTFOUND, SAY_BOARD_BEFORE, A(text));
}

static enum err read_times(struct board *b, const struct board_question *q, struct why *why)
{
	enum err e = q->as_of ? read_as_of(b, q->as_of, why) : ERR_OK;

	if (e != ERR_OK)
		return e;
	b->at = b->as_of ? reader_recorded(b->reader, b->as_of) : clock_now();
	if (q->at && !time3339_read(str_of(q->at), false, &b->at))
		return why_set(why, ERR_ARG, SAY_MEASURE_AT, A(q->at));
	return ERR_OK;
}

static enum err open_node(struct board *b, const char *dir, struct why *why)
{
	enum err e;

	*b = (struct board){ .arena = arena_open() };
	e = node_open(dir, &b->node, why);
	if (e == ERR_OK)
		e = pack_thaw(b->arena, node_pack_frozen(b->node), &b->pack, why);
	return e == ERR_OK ? reader_open(b->node, &b->reader, why) : e;
}

enum err board_ask(struct board *b, const struct board_question *q, struct why *why)
{
	enum err e = open_node(b, q->node, why);

	if (e == ERR_OK)
		e = read_times(b, q, why);
	return e == ERR_OK ? reader_begin(b->reader, b->as_of, why) : e;
}

enum err board_open(struct board *b, const char *dir, uint64_t as_of, struct instant at,
		    struct why *why)
{
	enum err e = open_node(b, dir, why);

	b->as_of = as_of;
	b->at = at;
	if (e == ERR_OK)
		e = check_position(b, why);
	return e == ERR_OK ? reader_begin(b->reader, as_of, why) : e;
}

void board_close(struct board *b)
{
	reader_close(b->reader);
	node_close(b->node);
	arena_close(b->arena);
	*b = (struct board){ 0 };
}

/* ---- measures ---- */

static enum err choose(struct board *b, const struct arg_list *ids, const struct measure ***out,
		       size_t *count, struct why *why)
{
	size_t n;
	const struct measure *all = pack_measures(b->pack, &n);
	bool every = !ids || !ids->n;

	*count = every ? n : ids->n;
	*out = arena_array(b->arena, const struct measure *, *count);
	for (size_t i = 0; i < *count; i++) {
		(*out)[i] = every ? &all[i] : pack_measure(b->pack, str_of(ids->v[i]));
		if (!(*out)[i])
			return why_set(why, ERR_NOTFOUND, SAY_MEASURE_UNKNOWN, A(ids->v[i]),
				       A(pack_id(b->pack)));
	}
	return ERR_OK;
}

enum err board_measures(struct board *b, const struct arg_list *ids, struct gauge_result **out,
			size_t *count, struct why *why)
{
	struct every x = { .node = b->node, .as_of = b->as_of, .at = b->at };
	const struct measure **m;
	enum err e = choose(b, ids, &m, count, why);

	return e == ERR_OK ? every_run(&x, m, *count, b->arena, out, why) : e;
}

/* ---- trend ---- */

enum { TREND_POINTS = 30 };

enum err board_trend(struct board *b, const struct measure *m, struct str area,
		     struct board_trend *out, struct why *why)
{
	enum err e = kept_series(b->reader, m, area, TREND_POINTS, b->arena, &out->points,
				 &out->count, why);

	out->before = e == ERR_OK ? kept_before(out->points, out->count, b->at) : NULL;
	return e;
}

void board_spark(const struct board_trend *t, struct buf *out)
{
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < t->count; i++)
		if (t->points[i].has_value) {
			low = fmin(low, t->points[i].value);
			high = fmax(high, t->points[i].value);
		}
	for (size_t i = 0; i < t->count; i++) {
		int k;

		if (!t->points[i].has_value) {
			buf_c(out, '.');
			continue;
		}
		k = high > low ? (int)(7.999 * (t->points[i].value - low) / (high - low)) : 3;
		buf_printf(out, "\xE2\x96%c", 0x81 + k); /* U+2581 .. U+2588 */
	}
}

static void w_point(struct json_writer *w, const struct kept_point *p)
{
	struct buf text = { 0 };

	time3339_write(p->at, &text);
	json_w_object(w);
	json_w_text(w, "at", buf_str(&text));
	json_w_key(w, "value");
	if (p->has_value)
		json_w_double(w, p->value);
	else
		json_w_null(w);
	json_w_key(w, "comparable");
	json_w_bool(w, p->same_sql);
	json_w_object_end(w);
	buf_fini(&text);
}

void board_result_json(const struct gauge_result *g, const struct board_trend *t,
		       struct json_writer *w)
{
	json_w_object(w);
	gauge_result_members(g, say_lang_default(), w);
	json_w_key(w, "before");
	if (t && t->before)
		w_point(w, t->before);
	else
		json_w_null(w);
	json_w_key(w, "kept");
	json_w_array(w);
	for (size_t i = 0; t && i < t->count; i++)
		w_point(w, &t->points[i]);
	json_w_array_end(w);
	json_w_object_end(w);
}
