/* SPDX-License-Identifier: Apache-2.0 */
/* demo_night.c - twelve hours of logs, 20:00 to 08:00, busy in the evening and the early morning. */
#include "cmd/demo_night.h"

#include "base/file.h"

enum { HOURS = 12, HIT_ONE_IN = 120, NEAR_ONE_IN = 150, PERSON_ONE_IN = 300 };

static const struct log night_logs[] = {
	{ "logs/east/eve.json.gz", "eve", "sensor-east", "990100", false, true, EVENT_KINDS, 120 },
	{ "logs/south/eve.json", "eve", "sensor-south", "990200", false, false, EVENT_KINDS, 100 },
	{ "logs/north/dns.log", "zeek", "sensor-north", "990300", true, false, EVENT_DNS, 80 },
	{ "logs/north/conn.log", "zeek", "sensor-north", "990300", true, false, EVENT_FLOW, 60 },
	{ "logs/north/ssl.log", "zeek", "sensor-north", "990300", true, false, EVENT_TLS, 25 },
	{ "logs/north/http.log", "zeek", "sensor-north", "990300", true, false, EVENT_HTTP, 15 },
};
enum { LOGS = sizeof night_logs / sizeof night_logs[0] };

static enum event_kind mixed_kind(struct world *w)
{
	unsigned n = demo_pick(w, 100);

	return n < 50 ? EVENT_DNS :
	       n < 72 ? EVENT_FLOW :
	       n < 86 ? EVENT_TLS :
	       n < 97 ? EVENT_HTTP :
			EVENT_FILE;
}

static void make_event(struct world *w, const struct log *l, struct draft *d, struct instant at)
{
	unsigned what = demo_pick(w, HIT_ONE_IN * NEAR_ONE_IN);

	draft_plain(w, d, l->only == EVENT_KINDS ? mixed_kind(w) : l->only, at);
	if (what % HIT_ONE_IN == 0)
		draft_hit(w, d, l->zeek);
	else if (what % NEAR_ONE_IN == 1)
		draft_near_miss(w, d);
	if (demo_chance(w, PERSON_ONE_IN))
		draft_person(w, d);
}

/* In the log of the south one line was cut by a full disk: it is refused, and nothing else. */
static void put_broken_line(struct log *l, struct buf *b)
{
	buf_puts(
		b,
		"{\"timestamp\":\"2026-01-01T00:00:00.000000+0800\",\"event_type\":\"dns\",\"sr\n");
	l->lines++;
	l->bad_lines++;
}

static void put_event(struct world *w, struct log *l, struct truth *t, struct instant at,
		      struct buf *b)
{
	struct draft d;

	make_event(w, l, &d, at);
	if (l->zeek)
		zeek_put(w, &d, b);
	else
		eve_put(w, &d, b);
	l->lines++;
	truth_add(t, w, l, &d);
}

/* Events of one hour in order of time: each in its own slice, at a random place in it. */
static enum err write_hour(struct world *w, struct log *l, struct truth *t, struct out *o, int hour,
			   uint64_t events, struct why *why)
{
	int64_t slice = events ? US_PER_HOUR / (int64_t)events : 0;
	struct arena *world = w->a;
	enum err e = ERR_OK;

	/* The texts of one event live as long as the event. */
	w->a = w->line;
	for (uint64_t i = 0; i < events && e == ERR_OK; i++) {
		int64_t us = w->start.us + hour * US_PER_HOUR + (int64_t)i * slice +
			     (int64_t)prng_below(&w->r, (uint64_t)slice);

		arena_reset(w->line);
		put_event(w, l, t, (struct instant){ us }, &o->b);
		e = out_flush(o, false, why);
	}
	w->a = world;
	return e;
}

static enum err write_log(struct world *w, struct log *l, struct truth *t, const char *dir,
			  struct why *why)
{
	static const unsigned weight[HOURS] = { 12, 12, 11, 9, 6, 4, 3, 3, 4, 7, 12, 17 };
	struct out o;
	enum err e = out_open(&o, arena_printf(w->a, "%s/%s", dir, l->file).p, l->gzip, why), end;

	if (e != ERR_OK)
		return e;
	if (l->zeek) {
		zeek_head(l->only, w->night, &o.b);
		l->lines = 8;
	}
	for (int hour = 0; hour < HOURS && e == ERR_OK; hour++) {
		e = write_hour(w, l, t, &o, hour, l->thousands * w->permille * weight[hour] / 100,
			       why);
		if (hour == 4 && !l->zeek && !l->gzip)
			put_broken_line(l, &o.b);
	}
	end = out_close(&o, e == ERR_OK ? why : NULL);
	return e != ERR_OK ? e : end;
}

enum err demo_write_night(struct world *w, const char *dir, struct why *why)
{
	struct truth t = { .sightings = map_open() };
	struct log logs[LOGS];
	enum err e = ERR_OK;

	for (unsigned i = 0; i < LOGS && e == ERR_OK; i++) {
		logs[i] = night_logs[i];
		e = write_log(w, &logs[i], &t, dir, why);
	}
	if (e == ERR_OK)
		e = truth_write(&t, w, logs, LOGS, dir, why);
	map_close(t.sightings);
	return e;
}
