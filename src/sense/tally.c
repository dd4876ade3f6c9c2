/* SPDX-License-Identifier: Apache-2.0 */
/* tally.c - two maps of counted rows: sightings, and events read. */
#include "sense/tally.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdlib.h>

/* What both kinds of rows count. */
struct count {
	uint64_t count, untimed;
	struct instant window, first, last;
};

struct sighting_row {
	struct count c;
	enum indicator_kind kind;
	enum category category;
	struct str indicator, source, asset, party;
};

struct read_row {
	struct count c;
	enum event_kind kind;
	uint8_t family;
};

struct tally {
	struct arena *arena;
	struct tally_place place;
	struct map *sighting_keys, *read_keys;
	VEC(struct sighting_row) sightings;
	VEC(struct read_row) reads;
	struct buf key;
};

struct tally *tally_open(struct tally_place place)
{
	struct tally *t = mem_zero(1, sizeof *t);

	t->arena = arena_open();
	t->place = (struct tally_place){ str_keep(t->arena, place.sensor),
					 str_keep(t->arena, place.area), place.arrival };
	t->sighting_keys = map_open();
	t->read_keys = map_open();
	return t;
}

void tally_close(struct tally *t)
{
	if (!t)
		return;
	arena_close(t->arena);
	map_close(t->sighting_keys);
	map_close(t->read_keys);
	vec_fini(&t->sightings);
	vec_fini(&t->reads);
	buf_fini(&t->key);
	mem_free(t);
}

static struct instant hour_of(struct instant t)
{
	int64_t rest = t.us % US_PER_HOUR;

	return (struct instant){ t.us - (rest < 0 ? rest + US_PER_HOUR : rest) };
}

static struct instant time_of(const struct tally *t, const struct event *ev)
{
	return ev->has_time ? ev->time : t->place.arrival;
}

static void count_one(struct count *c, struct instant at, bool timed)
{
	if (!c->count || at.us < c->first.us)
		c->first = at;
	if (!c->count || at.us > c->last.us)
		c->last = at;
	c->count++;
	c->untimed += !timed;
}

/* Keys are the bytes of their parts; 0x1f never stands in an indicator or a record's key. */
static void key_part(struct buf *key, struct str s)
{
	buf_put(key, s);
	buf_c(key, 0x1f);
}

static void key_window(struct buf *key, struct instant at)
{
	struct instant window = hour_of(at);

	buf_clear(key);
	buf_put(key, str_n((const char *)&window.us, sizeof window.us));
}

void tally_event(struct tally *t, const struct event *ev)
{
	struct instant at = time_of(t, ev);
	struct map_entry *e;
	struct read_row *row;
	bool is_new;

	key_window(&t->key, at);
	buf_c(&t->key, (char)ev->kind);
	buf_c(&t->key, (char)ev->family);
	e = map_put(t->read_keys, buf_str(&t->key), &is_new);
	if (is_new) {
		e->u = t->reads.n;
		row = vec_push(&t->reads);
		row->c.window = hour_of(at);
		row->kind = ev->kind;
		row->family = ev->family;
	}
	count_one(&t->reads.v[e->u].c, at, ev->has_time);
}

static void fill_row(struct tally *t, struct sighting_row *row, const struct hit *h,
		     const struct hit_source *s, struct str asset, struct str party)
{
	row->kind = h->kind;
	row->category = s->category;
	row->indicator = str_keep(t->arena, h->indicator);
	row->source = str_keep(t->arena, s->name);
	row->asset = str_keep(t->arena, asset);
	row->party = str_keep(t->arena, party);
}

enum err tally_hit(struct tally *t, const struct hit *h, struct str asset, struct str party)
{
	static const struct hit_source nowhere = { 0 };
	const struct hit_source *s = h->source_count ? &h->sources[0] : &nowhere;
	struct instant at = time_of(t, h->event);
	struct map_entry *e;
	bool is_new;

	key_window(&t->key, at);
	buf_c(&t->key, (char)h->kind);
	buf_c(&t->key, (char)s->category);
	key_part(&t->key, h->indicator);
	key_part(&t->key, s->name);
	key_part(&t->key, asset);
	key_part(&t->key, party);
	e = map_get(t->sighting_keys, buf_str(&t->key));
	if (!e && t->sightings.n >= TALLY_ROWS)
		return ERR_LIMIT;
	if (!e) {
		struct sighting_row *row;

		e = map_put(t->sighting_keys, buf_str(&t->key), &is_new);
		e->u = t->sightings.n;
		row = vec_push(&t->sightings);
		row->c.window = hour_of(at);
		fill_row(t, row, h, s, asset, party);
	}
	count_one(&t->sightings.v[e->u].c, at, h->event->has_time);
	return ERR_OK;
}

size_t tally_rows(const struct tally *t)
{
	return t->sightings.n + t->reads.n;
}

/* ---- as canonical JSON: the store takes rows of that form as they are (store/usual.h) ---- */

static void put_text(struct buf *out, const char *key, struct str s)
{
	struct json_writer w = json_write(out);

	buf_puts(out, key);
	json_w_str(&w, s);
}

static void put_number(struct buf *out, const char *key, uint64_t v)
{
	buf_puts(out, key);
	buf_u64(out, v);
}

static void put_instant(struct buf *out, const char *key, struct instant at)
{
	char text[TIME3339_MAX];

	buf_puts(out, key);
	buf_c(out, '"');
	buf_put(out, str_n(text, time3339_text(at, text)));
	buf_c(out, '"');
}

/* The keys in the order of their bytes. */
static void write_sighting(const struct tally *t, const struct sighting_row *row, struct batch *b,
			   struct buf *out)
{
	buf_clear(out);
	put_text(out, "{\"area\":", t->place.area);
	put_text(out, ",\"asset\":", row->asset);
	put_text(out, ",\"category\":", str_of(category_name(row->category)));
	put_number(out, ",\"count\":", row->c.count);
	put_instant(out, ",\"first\":", row->c.first);
	put_text(out, ",\"indicator\":", row->indicator);
	put_text(out, ",\"kind\":", str_of(indicator_kind_name(row->kind)));
	put_instant(out, ",\"last\":", row->c.last);
	put_text(out, ",\"party\":", row->party);
	put_text(out, ",\"sensor\":", t->place.sensor);
	put_text(out, ",\"source\":", row->source);
	put_number(out, ",\"untimed\":", row->c.untimed);
	put_instant(out, ",\"window\":", row->c.window);
	buf_c(out, '}');
	batch_tally(b, STR("sighting"), buf_str(out));
}

static void write_read(const struct tally *t, const struct read_row *row, struct batch *b,
		       struct buf *out)
{
	buf_clear(out);
	put_text(out, "{\"area\":", t->place.area);
	put_number(out, ",\"count\":", row->c.count);
	put_text(out, ",\"family\":",
		 row->family == 4 ? STR("ipv4") :
		 row->family == 6 ? STR("ipv6") :
				    STR("none"));
	put_instant(out, ",\"first\":", row->c.first);
	put_text(out, ",\"kind\":", str_of(event_kind_name(row->kind)));
	put_instant(out, ",\"last\":", row->c.last);
	put_text(out, ",\"sensor\":", t->place.sensor);
	put_number(out, ",\"untimed\":", row->c.untimed);
	put_instant(out, ",\"window\":", row->c.window);
	buf_c(out, '}');
	batch_tally(b, STR("events_read"), buf_str(out));
}

/* The order of the table's key, so that neighbours in the batch are neighbours there. */
static int by_key(const void *x, const void *y)
{
	const struct sighting_row *a = *(const struct sighting_row *const *)x;
	const struct sighting_row *b = *(const struct sighting_row *const *)y;
	int c = (a->c.window.us > b->c.window.us) - (a->c.window.us < b->c.window.us);

	if (!c && a->kind != b->kind)
		c = strcmp(indicator_kind_name(a->kind), indicator_kind_name(b->kind));
	if (!c)
		c = str_cmp(a->indicator, b->indicator);
	if (!c)
		c = str_cmp(a->source, b->source);
	if (!c && a->category != b->category)
		c = strcmp(category_name(a->category), category_name(b->category));
	if (!c)
		c = str_cmp(a->asset, b->asset);
	return c ? c : str_cmp(a->party, b->party);
}

static void write_sightings(const struct tally *t, struct batch *b, struct buf *out)
{
	VEC(const struct sighting_row *) order = { 0 };

	for (size_t i = 0; i < t->sightings.n; i++)
		*vec_push(&order) = &t->sightings.v[i];
	if (order.n)
		qsort(order.v, order.n, sizeof *order.v, by_key);
	for (size_t i = 0; i < order.n; i++)
		write_sighting(t, order.v[i], b, out);
	vec_fini(&order);
}

void tally_write(const struct tally *t, struct batch *b)
{
	struct buf out = { 0 };

	write_sightings(t, b, &out);
	for (size_t i = 0; i < t->reads.n; i++)
		write_read(t, &t->reads.v[i], b, &out);
	buf_fini(&out);
}
