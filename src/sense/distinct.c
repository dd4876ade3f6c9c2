/* SPDX-License-Identifier: Apache-2.0 */
#include "sense/distinct.h"

#include "index/sketch_cm.h"
#include "index/sketch_dd.h"
#include "index/sketch_hll.h"
#include "store/node.h"
#include "store/query.h"

#include <math.h>

/* No estimate of fewer than k different rounds to k: each raises at most one register, and c registers
 * of rank 1 at the least are estimated as little more than c. */
static struct distinct told(double estimate)
{
	struct distinct d = { .known = true, .n = (uint64_t)llround(estimate) };

	d.few = d.n < SENSE_K;
	if (d.few)
		d.n = 0;
	return d;
}

enum err distinct_of(struct str body, struct distinct *out, struct why *why)
{
	struct hll *h;
	enum err e = hll_read(body, &h, why);

	*out = (struct distinct){ 0 };
	if (e != ERR_OK)
		return e;
	*out = told(hll_estimate(h));
	hll_close(h);
	return ERR_OK;
}

static enum err counted(struct str body, enum sketch_kind kind, uint64_t *n, struct why *why)
{
	struct cm *c = NULL;
	struct dd *d = NULL;
	enum err e = kind == SKETCH_CM ? cm_read(body, &c, why) : dd_read(body, &d, why);

	if (e == ERR_OK)
		*n = c ? cm_total(c) : dd_count(d);
	cm_close(c);
	dd_close(d);
	return e;
}

enum err distinct_export(struct str body, struct buf *out, bool *few, struct why *why)
{
	enum sketch_kind kind;
	struct distinct d = { 0 };
	enum err e = sketch_kind_of(body, &kind, why);

	*few = true;
	if (e == ERR_OK && kind == SKETCH_HLL) {
		e = distinct_of(body, &d, why);
	} else if (e == ERR_OK) {
		e = counted(body, kind, &d.n, why);
		d.few = d.n < SENSE_K;
	}
	if (e != ERR_OK)
		return e;
	*few = d.few;
	if (!d.few)
		buf_put(out, body);
	return ERR_OK;
}

/* ---- from the store ---- */

struct sum {
	struct hll *epoch; /* of the epoch being read */
	struct buf name;
	double all, most;
};

static void end_epoch(struct sum *s)
{
	double n = hll_estimate(s->epoch);

	s->all += n;
	s->most = n > s->most ? n : s->most;
	hll_close(s->epoch);
	s->epoch = hll_open();
	buf_clear(&s->name);
}

/* One row: its sketch goes to those of the same key. */
static enum err add_row(struct sum *s, struct str epoch, struct str body, struct why *why)
{
	struct hll *more;
	enum err e = hll_read(body, &more, why);

	if (e != ERR_OK)
		return e;
	if (!str_eq(buf_str(&s->name), epoch)) {
		end_epoch(s);
		buf_put(&s->name, epoch);
	}
	hll_merge(s->epoch, more);
	hll_close(more);
	return ERR_OK;
}

/* Rows (epoch, body) in order of epoch. One client may be in every epoch, so the floor is held against
 * the largest of them, not against the sum. */
static enum err add_up(struct query *q, struct distinct *out, struct why *why)
{
	struct sum s = { .epoch = hll_open() };
	bool row = false;
	enum err e;

	*out = (struct distinct){ 0 };
	while ((e = query_next(q, &row, why)) == ERR_OK && row) {
		out->known = true;
		e = add_row(&s, query_text(q, 0), query_text(q, 1), why);
		if (e != ERR_OK)
			break;
	}
	end_epoch(&s);
	if (e == ERR_OK && out->known)
		*out = told(s.most).few ? told(s.most) : told(s.all);
	hll_close(s.epoch);
	buf_fini(&s.name);
	return e;
}

/* ?1 and ?2 of the statement are the window; then come the texts. */
static enum err ask(struct reader *r, const char *sql, struct instant from, struct instant to,
		    const struct str *texts, int n, struct distinct *out, struct why *why)
{
	struct query *q = NULL;
	enum err e = query_open(reader_db(r), sql, &q, why);

	if (e != ERR_OK)
		return e;
	query_bind_i64(q, 1, from.us);
	query_bind_i64(q, 2, to.us);
	for (int i = 0; i < n; i++)
		query_bind_text(q, 3 + i, texts[i]);
	e = add_up(q, out, why);
	query_close(q);
	return e;
}

#define IN_WINDOW " AND ifnull(\"window\", '') >= ?1 AND ifnull(\"window\", '') < ?2 ORDER BY epoch"

enum err distinct_of_sensor(struct reader *r, struct str sensor, struct instant from,
			    struct instant to, struct distinct *out, struct why *why)
{
	return ask(r,
		   "SELECT epoch, sketch_body FROM sketch WHERE summary = 'clients-of-sensor' "
		   "AND ifnull(sensor, '') = ?3" IN_WINDOW,
		   from, to, &sensor, 1, out, why);
}

enum err distinct_of_indicator(struct reader *r, struct str kind, struct str indicator,
			       struct instant from, struct instant to, struct distinct *out,
			       struct why *why)
{
	const struct str texts[] = { kind, indicator };

	return ask(r,
		   "SELECT epoch, sketch_body FROM sketch WHERE summary = 'clients-of-sighting' "
		   "AND kind = ?3 AND indicator = ?4" IN_WINDOW,
		   from, to, texts, 2, out, why);
}
