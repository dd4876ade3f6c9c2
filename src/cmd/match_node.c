/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/match_node.h"

#include "base/clock.h"
#include "desk/sensor.h"
#include "store/query.h"
#include "wire/addr.h"
#include "wire/raw_id.h"

#include <stdio.h>

enum { COMMIT_EVERY_NS = 1000000000, STREAM_ROWS = 50000 };

/* The sensor's area; a sensor that is not registered is refused, so that coverage stays honest. */
static enum err find_sensor(struct match_node *m, const char *sensor, struct why *why)
{
	m->area = node_area(m->node);
	m->sensor = (struct str){ 0 };
	if (!sensor)
		return ERR_OK;
	m->sensor = str_keep(m->arena, str_of(sensor));
	return sensor_area(m->reader, m->sensor, m->arena, &m->area, why);
}

enum err match_node_open(struct match_node *m, const char *dir, const char *sensor,
			 const char *run_id, struct why *why)
{
	enum err e;

	*m = (struct match_node){ .arena = arena_open(),
				  .scratch = arena_open(),
				  .opened_ns = clock_mono_ns() };
	m->run_id = str_of(run_id ? run_id : "");
	e = node_open(dir, &m->node, why);
	/* The door first: from here on nobody removes the files that we map. */
	if (e == ERR_OK)
		e = door_open(m->node, &m->door, why);
	if (e == ERR_OK)
		e = reader_open(m->node, &m->reader, why);
	if (e == ERR_OK)
		e = reader_begin(m->reader, 0, why);
	if (e == ERR_OK)
		e = find_sensor(m, sensor, why);
	if (e == ERR_OK)
		e = owners_load(m->reader, &m->owners, why);
	if (e == ERR_OK)
		e = tables_from_node(&m->tables, m->node, m->reader, why);
	if (e == ERR_OK) {
		reader_end(m->reader);
		tables_keep(&m->tables, m->node);
	}
	return e;
}

void match_node_close(struct match_node *m)
{
	match_sense_end(&m->sense);
	tables_close(&m->tables);
	owners_close(m->owners);
	reader_close(m->reader);
	door_close(m->door);
	node_close(m->node);
	arena_close(m->arena);
	arena_close(m->scratch);
	*m = (struct match_node){ 0 };
}

static void on_event(void *ctx, const struct event *ev)
{
	struct match_node *m = ctx;

	m->events++;
	if (ev->line > m->counted_lines)
		match_sense_event(&m->sense, ev);
}

static void on_passing(void *ctx, const struct passing *p, size_t n)
{
	struct match_node *m = ctx;

	m->events += n;
	match_sense_passing(&m->sense, p, n);
}

static struct prf *who(void *ctx)
{
	return match_sense_prf(&((struct match_node *)ctx)->sense);
}

static bool is_hit_value(const struct hit *h, const struct event_value *v)
{
	struct prefix listed;
	struct addr seen;

	return v->field == h->field && prefix_read(h->indicator, &listed, NULL) &&
	       event_value_addr(v, &seen) && prefix_covers(listed, seen);
}

/* What stands for the client in the printed hit: a token, made here and nowhere kept. */
static struct str client_token(struct match_node *m, const struct hit *h)
{
	struct str token = { 0 };
	char text[ADDR_TEXT_MAX];
	struct raw_id id;

	for (size_t i = 0; field_is_client(h->field) && i < h->event->n && !token.n; i++) {
		const struct event_value *v = &h->event->v[i];

		if (!is_hit_value(h, v))
			continue;
		id = raw_id_of(RAW_CLIENT_ADDR,
			       v->addr.family ? str_n(text, addr_text(v->addr, text)) : v->text);
		token = veil_token(node_veil(m->node), &id, m->scratch);
		raw_id_wipe(&id);
	}
	return token;
}

static enum err on_hit(void *ctx, const struct hit *h, struct str *token)
{
	struct match_node *m = ctx;
	struct owner owner = { 0 };

	arena_reset(m->scratch);
	*token = client_token(m, h);
	if (h->event->line <= m->counted_lines)
		return ERR_OK;
	owners_event(m->owners, h->event, &owner);
	return match_sense_hit(&m->sense, h, owner.asset, owner.party);
}

static enum err fresh_batch(struct match_node *m, struct why *why)
{
	struct tally_place place = { m->sensor, m->area, clock_now() };

	return match_sense_begin(&m->sense, m->node, place, why);
}

/* What this batch is called: equal names are applied once. Empty: it has no name. */
static struct str batch_name(struct match_node *m, const struct match_run *run)
{
	struct sha256 g = generation_identity(m->tables.generation);
	struct buf b = { 0 };
	struct str name;

	if (!m->streaming) {
		buf_hex(&b, run->identity.b, sizeof run->identity.b);
		buf_c(&b, ' ');
		buf_hex(&b, g.b, sizeof g.b);
		buf_c(&b, ' ');
		buf_put(&b, m->sensor);
	}
	name = str_keep(m->scratch, buf_str(&b));
	buf_fini(&b);
	return name;
}

/* What this command matched so far and how long it took, for the situation page. */
static void put_last(struct batch *b, const struct match_node *m)
{
	struct buf json = { 0 };

	buf_printf(&json, "{\"events\":%llu,\"us\":%llu}", (unsigned long long)m->events,
		   (unsigned long long)((clock_mono_ns() - m->opened_ns) / 1000));
	batch_cursor(b, STR("match.last"), buf_str(&json));
	buf_fini(&json);
}

/* Whoever starts the run names it, perhaps after themselves: kept is a digest. */
static struct str run_cursor(struct match_node *m)
{
	struct buf text = { 0 }, name = { 0 };
	struct sha256 d;
	struct str s;

	buf_printf(&text, "match.%s %.*s", m->run->follow ? "follow" : "run", STR_FMT(m->run_id));
	d = hash_sha256(buf_str(&text));
	buf_puts(&name, "match.run ");
	buf_hex(&name, d.b, sizeof d.b);
	s = str_keep(m->scratch, buf_str(&name));
	buf_fini(&text);
	buf_fini(&name);
	return s;
}

/* In the same transaction as what was counted. */
static void put_run(struct match_node *m, struct batch *b, const struct match_run *run)
{
	struct buf json = { 0 };

	if (run->follow)
		buf_printf(&json, "{\"inode\":%llu,\"born\":%llu,\"offset\":%llu,\"line\":%llu}",
			   (unsigned long long)run->place.inode,
			   (unsigned long long)run->place.born_us,
			   (unsigned long long)run->place.offset, (unsigned long long)run->line);
	else
		buf_printf(&json, "{\"lines\":%llu}", (unsigned long long)run->now.lines);
	batch_cursor(b, run_cursor(m), buf_str(&json));
	buf_fini(&json);
}

/* How far a stream, or a file that grows, of this name has been counted. */
static enum err find_run(struct match_node *m, struct why *why)
{
	struct query *q = NULL;
	bool row = false;
	enum err e = reader_begin(m->reader, 0, why);

	if (e != ERR_OK)
		return e;
	e = query_open(reader_db(m->reader),
		       "SELECT json_extract(value, '$.lines'), json_extract(value, '$.inode'),"
		       " json_extract(value, '$.born'), json_extract(value, '$.offset'),"
		       " json_extract(value, '$.line') FROM cursor WHERE name = ?1",
		       &q, why);
	if (e == ERR_OK) {
		query_bind_text(q, 1, run_cursor(m));
		e = query_next(q, &row, why);
	}
	if (row && m->run->follow) {
		m->run->place = (struct input_place){ .inode = (uint64_t)query_i64(q, 1),
						      .born_us = (uint64_t)query_i64(q, 2),
						      .offset = (uint64_t)query_i64(q, 3) };
		m->run->line = (uint64_t)query_i64(q, 4);
	} else if (row) {
		m->counted_lines = (uint64_t)query_i64(q, 0);
	}
	query_close(q);
	reader_end(m->reader);
	return e;
}

/* Nothing that is not counted yet: a stream at rest, or one given again. */
static bool nothing_new(const struct match_node *m, const struct match_run *run)
{
	return m->streaming &&
	       (run->now.lines <= m->counted_lines || run->now.lines <= m->committed_lines);
}

static enum err commit(struct match_node *m, struct match_run *run, struct why *why)
{
	struct batch *b = batch_open(STR("cli"), STR("match"));
	struct batch_result result = { 0 };
	struct str name;
	enum err e, fresh;

	arena_reset(m->scratch);
	name = batch_name(m, run);
	if (name.n)
		batch_once(b, STR("match"), name);
	match_sense_write(&m->sense, m->node, b);
	if (m->streaming && m->run_id.n)
		put_run(m, b, run);
	put_last(b, m);
	e = door_commit(m->door, b, m->scratch, &result, why);
	if (e == ERR_OK && result.refused)
		e = result.refusal_count ? (*why = result.refusals[0].why, ERR_SYNTAX) : ERR_SYNTAX;
	batch_close(b);
	m->repeated = result.repeated;
	m->committed_lines = run->now.lines;
	m->last_commit_ns = clock_mono_ns();
	fresh = fresh_batch(m, e == ERR_OK ? why : NULL);
	return e == ERR_OK ? fresh : e;
}

static enum err on_tick(void *ctx, struct why *why)
{
	struct match_node *m = ctx;

	if ((clock_mono_ns() - m->last_commit_ns < COMMIT_EVERY_NS &&
	     match_sense_rows(&m->sense) < STREAM_ROWS) ||
	    nothing_new(m, m->run))
		return ERR_OK;
	return commit(m, m->run, why);
}

enum err match_node_file(struct match_node *m, struct match_run *run, const char *path,
			 struct why *why)
{
	enum err e, end;

	m->run = run;
	m->streaming = run->listen || run->follow || strcmp(path, "-") == 0;
	m->last_commit_ns = clock_mono_ns();
	e = fresh_batch(m, why);
	if (e != ERR_OK)
		return e;
	m->counted_lines = m->committed_lines = 0;
	m->repeated = false;
	if (m->streaming && m->run_id.n) {
		e = find_run(m, why);
		if (e != ERR_OK)
			return e;
	}
	run->strict_lines = m->counted_lines;
	run->want_identity = !m->streaming;
	run->ctx = m;
	run->on_event = on_event;
	run->on_passing = on_passing;
	run->who = who;
	run->on_hit = on_hit;
	run->on_tick = m->streaming ? on_tick : NULL;
	e = match_file(run, path, why);
	/* A file that could not be read to its end is not counted: given again, it is exact. A stream
	 * keeps what it had. */
	if ((!run->has_identity && !m->streaming) || !run->now.lines)
		return e;
	if (nothing_new(m, run)) {
		m->repeated = !m->committed_lines;
		end = ERR_OK;
	} else {
		end = commit(m, run, e == ERR_OK ? why : NULL);
	}
	if (end == ERR_OK && m->repeated)
		say_line(stderr, SAY_MATCH_REPEATED, A(path));
	return e != ERR_OK ? e : end;
}
