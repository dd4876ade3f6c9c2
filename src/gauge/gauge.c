/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/gauge.h"

#include "gauge/run.h"
#include "pack/lineage.h"
#include "pack/pack_sql.h"
#include "store/schema.h"

#include <math.h>
#include <sqlite3.h>

enum err gauge_run(struct reader *r, const struct measure *m, struct instant at, struct arena *a,
		   struct gauge_result *out, struct why *why)
{
	struct run run = { .db = reader_db(r), .steps = RUN_STEPS };

	run.types = node_types(reader_node(r), &run.type_count);
	pack_sql_frozen(run.db, node_pack_frozen(reader_node(r)));
	enum err err = run_measure(&run, m, at, a, out, why);

	out->as_of = reader_position(r);
	return err;
}

/* ---- checking on an empty store ---- */

static enum err open_empty(struct run *run, struct why *why)
{
	struct buf sql = { 0 };
	char *text = NULL;
	enum err err = ERR_OK;

	for (size_t i = 0; i < run->type_count; i++) {
		schema_type_sql(&run->types[i], &sql);
		schema_asof_sql(&run->types[i], UINT64_MAX, &sql);
	}
	if (sqlite3_open(":memory:", &run->db) != SQLITE_OK ||
	    sqlite3_exec(run->db, buf_cstr(&sql), NULL, NULL, &text) != SQLITE_OK)
		err = why_set(why, ERR_IO, SAY_GAUGE_EMPTY_STORE, A(text ? text : "?"));
	sqlite3_free(text);
	buf_fini(&sql);
	return err;
}

enum err run_empty(const struct run *run, const struct measure *m, struct why *why)
{
	struct arena *a = arena_open();
	struct gauge_result g;
	enum err err = run_measure(run, m, (struct instant){ US_PER_DAY }, a, &g, why);

	if (!err && g.has_value)
		err = why_set(why, ERR_SYNTAX, SAY_GAUGE_EMPTY_VALUE, A(m->id));
	arena_close(a);
	return err;
}

enum err gauge_check(const struct pack *p, const struct measure *m, struct why *why)
{
	struct run run = { .steps = RUN_STEPS };

	run.types = pack_types(p, &run.type_count);
	enum err err = open_empty(&run, why);

	if (!err) {
		pack_sql(run.db, p);
		err = run_empty(&run, m, why);
	}
	sqlite3_close(run.db);
	return err;
}

/* ---- an article ---- */

struct gauge_result gauge_broken(const struct measure *m, const struct why *why, struct arena *a)
{
	struct why *kept = arena_new(a, struct why);

	*kept = *why;
	return (struct gauge_result){ .measure = m, .fault = kept, .state = GAUGE_BROKEN };
}

/* How far off, as a part of the target (of 1, where the target is 0). */
static double off(const struct gauge_result *g)
{
	double target = g->gap + g->total.value;

	return fabs(g->gap) / (target != 0 ? fabs(target) : 1);
}

static void count_in(struct gauge_article *out, const struct gauge_result *g)
{
	out->in_state[g->state]++;
	if (g->state == GAUGE_MISSED && (!out->worst || off(g) > off(out->worst)))
		out->worst = g;
}

void gauge_article_of(const struct article *x, const struct gauge_result *all, size_t count,
		      struct arena *a, struct gauge_article *out)
{
	*out = (struct gauge_article){ .article = x };
	out->results = arena_array(a, struct gauge_result, count);
	for (size_t i = 0; i < count; i++) {
		if (!article_has(x, all[i].measure->mechanism))
			continue;
		out->results[out->count] = all[i];
		count_in(out, &out->results[out->count++]);
	}
}

enum err gauge_article(struct reader *r, const struct pack *p, const struct article *x,
		       struct instant at, struct arena *a, struct gauge_article *out,
		       struct why *why)
{
	size_t n;
	const struct measure *m = pack_measures(p, &n);

	*out = (struct gauge_article){ .article = x };
	out->results = arena_array(a, struct gauge_result, n);
	for (size_t i = 0; i < n; i++) {
		struct gauge_result *g = &out->results[out->count];
		struct why here = { 0 };

		if (!article_has(x, m[i].mechanism))
			continue;
		enum err err = gauge_run(r, &m[i], at, a, g, &here);

		if (err == ERR_IO || err == ERR_CORRUPT || err == ERR_BUSY) {
			if (why)
				*why = here;
			return err;
		}
		if (err)
			*g = gauge_broken(&m[i], &here, a);
		count_in(out, g);
		out->count++;
	}
	return ERR_OK;
}

/* ---- for people ---- */

enum say_id gauge_state_say(enum gauge_state s)
{
	static const enum say_id ids[GAUGE_STATES] = {
		[GAUGE_NO_DATA] = SAY_GAUGE_NO_DATA, [GAUGE_NO_TARGET] = SAY_GAUGE_NO_TARGET,
		[GAUGE_MET] = SAY_GAUGE_MET,         [GAUGE_MISSED] = SAY_GAUGE_MISSED,
		[GAUGE_BROKEN] = SAY_GAUGE_BROKEN,
	};

	return ids[s];
}

/* At most two decimals, no zeros at their end; small values keep three significant digits. */
static void put_number(double v, struct buf *out)
{
	size_t from = out->n;

	buf_printf(out, fabs(v) < 0.1 && fabs(v) > 0 ? "%.3g" : "%.2f", v);
	if (str_find(str_cut(buf_str(out), from, out->n), '.') == SIZE_MAX ||
	    str_find(str_cut(buf_str(out), from, out->n), 'e') != SIZE_MAX)
		return;
	while (out->p[out->n - 1] == '0')
		out->n--;
	out->n -= out->p[out->n - 1] == '.';
}

void gauge_value_text(const struct pack *p, const struct gauge_result *g, enum lang lang,
		      struct buf *out)
{
	if (g->fault || !g->total.has_value) {
		say(out, lang, g->fault ? SAY_GAUGE_BROKEN : SAY_GAUGE_NO_DATA);
		return;
	}
	put_number(g->total.value, out);
	buf_c(out, ' ');
	buf_put(out, pack_label(p, STR("unit"), g->measure->unit, lang));
}
