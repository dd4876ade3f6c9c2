/* SPDX-License-Identifier: Apache-2.0 */
/* sense_rows.c - what was counted, as rows of the aggregate types. */
#include "sense/sense.h"
#include "sense/sense_int.h"
#include "store/rectype.h"
#include "wire/json.h"
#include "wire/time3339.h"

struct out {
	struct sense *s;
	struct batch *b;
	struct buf row, text;
};

static void w_instant(struct out *o, struct json_writer *w, const char *key, int64_t us)
{
	buf_clear(&o->text);
	time3339_write((struct instant){ us }, &o->text);
	json_w_text(w, key, buf_str(&o->text));
}

static void w_count(struct json_writer *w, const char *key, uint64_t n)
{
	json_w_key(w, key);
	json_w_u64(w, n);
}

static struct json_writer row_begin(struct out *o)
{
	struct json_writer w;

	buf_clear(&o->row);
	w = json_write(&o->row);
	json_w_object(&w);
	json_w_text(&w, "area", o->s->place.at.area);
	return w;
}

static void row_end(struct out *o, struct json_writer *w, struct str type)
{
	json_w_object_end(w);
	batch_tally(o->b, type, buf_str(&o->row));
}

/* ---- events_read: by the hour, as before there were minutes ---- */

static struct flow_cell together(struct flow_cell a, struct flow_cell b)
{
	if (!a.count || !b.count)
		return a.count ? a : b;
	a.first = a.first < b.first ? a.first : b.first;
	a.last = a.last > b.last ? a.last : b.last;
	a.count += b.count;
	a.untimed += b.untimed;
	return a;
}

static void write_read(struct out *o, int64_t hour, unsigned kind, unsigned family,
		       struct flow_cell c)
{
	static const struct str names[FLOW_FAMILIES] = { { "none", 4 },
							 { "ipv4", 4 },
							 { "ipv6", 4 } };
	struct json_writer w = row_begin(o);

	/* by the bytes of the keys: the store takes such rows as they are (store/usual.h) */
	w_count(&w, "count", c.count);
	json_w_text(&w, "family", names[family]);
	w_instant(o, &w, "first", c.first);
	json_w_text(&w, "kind", str_of(event_kind_name((enum event_kind)kind)));
	w_instant(o, &w, "last", c.last);
	json_w_text(&w, "sensor", o->s->place.at.sensor);
	w_count(&w, "untimed", c.untimed);
	w_instant(o, &w, "window", hour);
	row_end(o, &w, STR("events_read"));
}

/* Blocks [from, to) are of one hour. */
static void write_hour(struct out *o, struct flow_block *const *block, size_t from, size_t to)
{
	int64_t hour = sense_cut(block[from]->start, US_PER_HOUR);

	for (unsigned k = 0; k < EVENT_KINDS; k++)
		for (unsigned f = 0; f < FLOW_FAMILIES; f++) {
			struct flow_cell sum = { 0 };

			for (size_t i = from; i < to; i++)
				sum = together(sum, block[i]->cell[k][f]);
			if (sum.count)
				write_read(o, hour, k, f, sum);
		}
}

static void write_events_read(struct out *o)
{
	size_t n, to;
	struct flow_block *const *block = flow_blocks(o->s->flow, &n);

	for (size_t from = 0; from < n; from = to) {
		for (to = from + 1; to < n && sense_cut(block[to]->start, US_PER_HOUR) ==
						      sense_cut(block[from]->start, US_PER_HOUR);)
			to++;
		write_hour(o, block, from, to);
	}
}

/* ---- counters ---- */

static void write_counter(struct out *o, int64_t minute, struct str counted, const char *code,
			  uint64_t n)
{
	struct json_writer w;

	if (!n)
		return;
	w = row_begin(o);
	json_w_text(&w, "code", str_of(code));
	w_count(&w, "count", n);
	json_w_text(&w, "counted", counted);
	w_instant(o, &w, "window", minute);
	row_end(o, &w, STR("counter"));
}

static void write_counters(struct out *o)
{
	const struct sense *s = o->s;
	size_t n;
	struct flow_block *const *block = flow_blocks(o->s->flow, &n);

	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < EVENT_KINDS; k++) {
			uint64_t sum = 0;

			for (unsigned f = 0; f < FLOW_FAMILIES; f++)
				sum += block[i]->cell[k][f].count;
			write_counter(o, block[i]->start, STR("events"),
				      event_kind_name((enum event_kind)k), sum);
		}
	for (size_t i = 0; i < s->minutes.n; i++)
		for (unsigned c = 0; c < CAT_COUNT; c++)
			write_counter(o, s->minutes.v[i].start, STR("hits"),
				      category_name((enum category)c), s->minutes.v[i].count[c]);
}

/* ---- sketches ---- */

static void end_sketch(struct out *o, struct json_writer *w, const char *summary, int64_t window,
		       const struct buf *body)
{
	buf_clear(&o->text);
	buf_hex(&o->text, body->p, body->n);
	json_w_text(w, "sketch_body", buf_str(&o->text));
	json_w_text(w, "summary", str_of(summary));
	w_instant(o, w, "window", window);
	row_end(o, w, STR("sketch"));
}

static void write_hour_sketches(struct out *o, const struct flow_hour *h, struct buf *body)
{
	struct json_writer w;

	if (o->s->place.epoch.n && !hll_is_empty(h->clients)) {
		w = row_begin(o);
		json_w_text(&w, "epoch", o->s->place.epoch);
		json_w_text(&w, "sensor", o->s->place.at.sensor);
		buf_clear(body);
		hll_write(h->clients, body);
		end_sketch(o, &w, "clients-of-sensor", h->start, body);
	}
	if (dd_count(h->delays)) {
		w = row_begin(o);
		json_w_text(&w, "sensor", o->s->place.at.sensor);
		buf_clear(body);
		dd_write(h->delays, body);
		end_sketch(o, &w, "delay-of-sensor", h->start, body);
	}
}

static void write_sighting_sketch(struct out *o, const struct sighting_clients *c, struct buf *body)
{
	struct json_writer w = row_begin(o);

	json_w_text(&w, "asset", c->asset);
	json_w_text(&w, "epoch", o->s->place.epoch);
	json_w_text(&w, "indicator", c->indicator);
	json_w_text(&w, "kind", str_of(indicator_kind_name(c->kind)));
	json_w_text(&w, "sensor", o->s->place.at.sensor);
	buf_clear(body);
	hll_write(c->clients, body);
	end_sketch(o, &w, "clients-of-sighting", c->hour, body);
}

static void write_sketches(struct out *o)
{
	const struct sense *s = o->s;
	struct buf body = { 0 };
	size_t n;
	const struct flow_hour *hours = flow_hours(s->flow, &n);

	for (size_t i = 0; i < n; i++)
		write_hour_sketches(o, &hours[i], &body);
	for (size_t i = 0; i < s->sightings.n; i++)
		write_sighting_sketch(o, &s->sightings.v[i], &body);
	for (size_t i = 0; i < s->days.n; i++) {
		struct json_writer w = row_begin(o);

		buf_clear(&body);
		cm_write(s->days.v[i].indicators, &body);
		end_sketch(o, &w, "hits-of-indicators", s->days.v[i].start, &body);
	}
	buf_fini(&body);
}

static bool has(const struct rec_type *types, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(types[i].name, name))
			return true;
	return false;
}

void sense_write(struct sense *s, const struct rec_type *types, size_t count, struct batch *b)
{
	struct out o = { s, b, { 0 }, { 0 } };

	tally_write(s->tally, b);
	write_events_read(&o);
	if (has(types, count, STR("counter")))
		write_counters(&o);
	if (has(types, count, STR("sketch")))
		write_sketches(&o);
	buf_fini(&o.row);
	buf_fini(&o.text);
}
