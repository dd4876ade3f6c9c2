/* SPDX-License-Identifier: Apache-2.0 */
/* sense.c - what is counted of hits; all other events are flow.c's. */
#include "sense/sense.h"

#include "base/arena.h"
#include "base/mem.h"
#include "sense/sense_int.h"

enum { DAYS = 400 };

struct sense *sense_open(struct sense_place place)
{
	struct sense *s = mem_zero(1, sizeof *s);

	s->arena = arena_open();
	s->place = (struct sense_place){ { str_keep(s->arena, place.at.sensor),
					   str_keep(s->arena, place.at.area), place.at.arrival },
					 str_keep(s->arena, place.epoch) };
	s->tally = tally_open(s->place.at);
	s->flow = flow_open(place.at.arrival);
	s->minute_keys = map_open();
	s->sighting_keys = map_open();
	s->top[SENSE_INDICATORS] = topk_open();
	s->top[SENSE_ASSETS] = topk_open();
	return s;
}

void sense_close(struct sense *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->sightings.n; i++)
		hll_close(s->sightings.v[i].clients);
	for (size_t i = 0; i < s->days.n; i++)
		cm_close(s->days.v[i].indicators);
	vec_fini(&s->minutes);
	vec_fini(&s->sightings);
	vec_fini(&s->days);
	topk_close(s->top[SENSE_INDICATORS]);
	topk_close(s->top[SENSE_ASSETS]);
	map_close(s->minute_keys);
	map_close(s->sighting_keys);
	tally_close(s->tally);
	flow_close(s->flow);
	arena_close(s->arena);
	buf_fini(&s->key);
	mem_free(s);
}

void sense_passing(struct sense *s, const struct passing *p, size_t n)
{
	flow_add(s->flow, p, n);
}

/* ---- hits ---- */

static void key_start(struct sense *s, int64_t start)
{
	buf_clear(&s->key);
	buf_put(&s->key, str_n((const char *)&start, sizeof start));
}

static void count_minute(struct sense *s, int64_t us, enum category category)
{
	struct map_entry *e;

	key_start(s, sense_cut(us, US_PER_MINUTE));
	e = map_get(s->minute_keys, buf_str(&s->key));
	if (!e && s->minutes.n >= SENSE_MINUTES) {
		s->left_out++;
		return;
	}
	if (!e) {
		e = map_put(s->minute_keys, buf_str(&s->key), NULL);
		e->u = s->minutes.n;
		vec_push(&s->minutes)->start = sense_cut(us, US_PER_MINUTE);
	}
	s->minutes.v[e->u].count[category]++;
}

/* The same on every node, so that these sketches merge: indicators are public. */
static uint64_t indicator_hash(struct sense *s, const struct hit *h)
{
	struct sha256 d;
	uint64_t hash;

	buf_clear(&s->key);
	buf_puts(&s->key, indicator_kind_name(h->kind));
	buf_c(&s->key, '\n');
	buf_put(&s->key, h->indicator);
	d = hash_sha256(buf_str(&s->key));
	memcpy(&hash, d.b, sizeof hash);
	return hash;
}

static void count_day(struct sense *s, int64_t us, const struct hit *h)
{
	int64_t start = sense_cut(us, US_PER_DAY);
	struct day_hits *d = NULL;

	for (size_t i = s->days.n; i-- > 0 && !d;)
		if (s->days.v[i].start == start)
			d = &s->days.v[i];
	if (!d && s->days.n < DAYS) {
		d = vec_push(&s->days);
		*d = (struct day_hits){ start, cm_open() };
	}
	if (!d || cm_add(d->indicators, indicator_hash(s, h), 1, NULL) != ERR_OK)
		s->left_out++;
}

static struct hll *clients_of(struct sense *s, int64_t us, const struct hit *h, struct str asset)
{
	struct map_entry *e;

	key_start(s, sense_cut(us, US_PER_HOUR));
	buf_c(&s->key, (char)h->kind);
	buf_put(&s->key, h->indicator);
	buf_c(&s->key, 0x1f);
	buf_put(&s->key, asset);
	e = map_get(s->sighting_keys, buf_str(&s->key));
	if (!e && s->sketch_bytes >= SENSE_SKETCH_BYTES)
		return NULL;
	if (!e) {
		e = map_put(s->sighting_keys, buf_str(&s->key), NULL);
		e->u = s->sightings.n;
		*vec_push(&s->sightings) =
			(struct sighting_clients){ sense_cut(us, US_PER_HOUR), h->kind,
						   str_keep(s->arena, h->indicator),
						   str_keep(s->arena, asset), hll_open() };
		s->sketch_bytes += hll_memory(s->sightings.v[e->u].clients);
	}
	return s->sightings.v[e->u].clients;
}

static void count_client(struct sense *s, int64_t us, const struct hit *h, struct str asset,
			 uint64_t who)
{
	struct hll *clients = clients_of(s, us, h, asset);

	if (!clients) {
		s->left_out++;
		return;
	}
	s->sketch_bytes -= hll_memory(clients);
	hll_add(clients, who);
	s->sketch_bytes += hll_memory(clients);
}

static void count_most(struct sense *s, const struct hit *h, struct str asset)
{
	buf_clear(&s->key);
	buf_puts(&s->key, indicator_kind_name(h->kind));
	buf_c(&s->key, ' ');
	buf_put(&s->key, h->indicator);
	topk_add(s->top[SENSE_INDICATORS], buf_str(&s->key), 1);
	if (asset.n)
		topk_add(s->top[SENSE_ASSETS], asset, 1);
}

enum err sense_hit(struct sense *s, const struct hit *h, struct str asset, struct str party,
		   uint64_t who)
{
	int64_t us = h->event->has_time ? h->event->time.us : s->place.at.arrival.us;
	enum err e = tally_hit(s->tally, h, asset, party);

	if (e != ERR_OK)
		return e;
	count_minute(s, us, h->source_count ? h->sources[0].category : (enum category)0);
	count_day(s, us, h);
	count_most(s, h, asset);
	if (who && s->place.epoch.n)
		count_client(s, us, h, asset, who);
	return ERR_OK;
}

/* ---- out ---- */

size_t sense_rows(const struct sense *s)
{
	return tally_rows(s->tally) + flow_rows(s->flow) + s->minutes.n + s->sightings.n +
	       s->days.n;
}

uint64_t sense_left_out(const struct sense *s)
{
	return s->left_out;
}

size_t sense_most(const struct sense *s, enum sense_top what, struct topk_entry *out, size_t max)
{
	return topk_list(s->top[what], out, max);
}
