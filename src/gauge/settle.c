/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/settle.h"

#include "wire/cell.h"

enum { TRAFFIC, RATES, KINDS };
enum { T_PERIOD, T_FROM, T_TO, T_SERVICE, T_VOLUME, T_MINUTES, T_MB, T_UNIT, T_RATE, T_CURRENCY };
enum { R_SERVICE, R_TO, R_SINCE, R_RATE };

static const struct table_column traffic_columns[] = {
	{ "period", "账期", true },    { "from", "付费方", true },    { "to", "收费方", true },
	{ "service", "业务", true },   { "volume", "业务量", false }, { "minutes", "分钟", false },
	{ "mb", "兆字节", false },     { "unit", "单位", false },     { "rate", "费率", false },
	{ "currency", "币种", false },
};
static const struct table_column rates_columns[] = { { "service", "业务", true },
						     { "to", "收费方", false },
						     { "since", "起始日", true },
						     { "rate", "费率", true } };
#define COLUMNS(x) x, sizeof x / sizeof *x
static const struct table_kind kinds[KINDS] = {
	{ "traffic", "业务量", COLUMNS(traffic_columns), false },
	{ "rates", "费率表", COLUMNS(rates_columns), false },
};

struct rate {
	struct str service, to, since;
	struct decimal rate;
};
typedef VEC(struct rate) rate_vec;

static void fault(struct table *t, struct table_row *r, size_t column, enum say_id id, struct str x)
{
	struct why why = { 0 };

	why_set(&why, ERR_SYNTAX, id, A(x));
	table_fault(t, r, column, &why);
}

/* ---- rates ---- */

static void read_rate(struct table *t, struct table_row *r, rate_vec *rates)
{
	struct rate x = { .service = r->cells[R_SERVICE], .to = r->cells[R_TO] };
	struct buf day = { 0 };
	struct why why = { 0 };

	if (r->cells[R_SINCE].n && cell_date(r->cells[R_SINCE], &day, &why) != ERR_OK)
		table_fault(t, r, R_SINCE, &why);
	x.since = str_keep(t->a, buf_str(&day));
	if (decimal_cell(t, r, R_RATE, &x.rate) && !r->bad)
		*vec_push(rates) = x;
	buf_fini(&day);
}

/* The rate on a day: one for the payee before one for all, the latest that has begun. */
static const struct rate *rate_on(const rate_vec *rates, struct str service, struct str to,
				  struct str day)
{
	const struct rate *best = NULL;

	for (size_t i = 0; i < rates->n; i++) {
		const struct rate *x = &rates->v[i];

		if (!str_eq(x->service, service) || (x->to.n && !str_eq(x->to, to)) ||
		    str_cmp(x->since, day) > 0)
			continue;
		if (!best || x->to.n > best->to.n ||
		    (x->to.n == best->to.n && str_cmp(x->since, best->since) >= 0))
			best = x;
	}
	return best;
}

static void find_rate(struct table *t, struct table_row *r, const rate_vec *rates,
		      struct settle_line *x)
{
	const struct rate *first, *last;

	if (r->cells[T_RATE].n) {
		decimal_cell(t, r, T_RATE, &x->rate);
		return;
	}
	first = rate_on(rates, x->service, x->to, x->first);
	last = rate_on(rates, x->service, x->to, x->last);
	if (!first)
		fault(t, r, T_SERVICE, SAY_SETTLE_NO_RATE, x->service);
	else if (first != last)
		fault(t, r, T_PERIOD, SAY_SETTLE_RATE_CHANGES, last->since);
	else
		x->rate = first->rate;
}

/* ---- traffic ---- */

/* Exactly one of the three columns has the volume; minutes and MB say the unit themselves. */
static void find_volume(struct table *t, struct table_row *r, struct settle_line *x)
{
	static const struct {
		size_t column;
		struct str unit;
	} ways[] = { { T_VOLUME, { "", 0 } },
		     { T_MINUTES, { "minutes", 7 } },
		     { T_MB, { "MB", 2 } } };
	size_t stated = 0;

	for (size_t i = 0; i < 3; i++) {
		if (!r->cells[ways[i].column].n)
			continue;
		stated++;
		decimal_cell(t, r, ways[i].column, &x->volume);
		x->unit = ways[i].unit.n ? ways[i].unit : r->cells[T_UNIT];
	}
	if (stated != 1)
		fault(t, r, T_VOLUME, SAY_SETTLE_VOLUME, x->service);
}

static void read_line(struct table *t, struct table_row *r, const rate_vec *rates,
		      struct settle *out)
{
	struct settle_line x = { .from = r->cells[T_FROM],
				 .to = r->cells[T_TO],
				 .service = r->cells[T_SERVICE],
				 .currency = r->cells[T_CURRENCY].n ? r->cells[T_CURRENCY] :
								      STR("CNY") };

	table_period(t, r, T_PERIOD, &x.first, &x.last);
	if (x.from.n && str_eq(x.from, x.to))
		fault(t, r, T_TO, SAY_SETTLE_SELF, x.to);
	find_volume(t, r, &x);
	if (!r->bad)
		find_rate(t, r, rates, &x);
	if (!r->bad && !decimal_money(x.volume, x.rate, money_digits(x.currency), &x.amount))
		fault(t, r, T_RATE, SAY_SETTLE_TOO_MUCH, x.service);
	if (!r->bad)
		*vec_push(&out->lines) = x;
}

enum err settle_read(struct arena *a, struct str in, const char *file, struct table *t,
		     struct settle *out, struct why *why)
{
	enum err e = table_read(a, in, file, kinds, KINDS, t, why);
	struct why lacks = { 0 };
	rate_vec rates = { 0 };

	*out = (struct settle){ 0 };
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < t->rows.n; i++)
		if (t->rows.v[i].kind == RATES)
			read_rate(t, &t->rows.v[i], &rates);
	for (size_t i = 0; i < t->rows.n; i++)
		if (t->rows.v[i].kind == TRAFFIC)
			read_line(t, &t->rows.v[i], &rates, out);
	for (size_t i = 0; i < t->rows.n; i++)
		out->refused += t->rows.v[i].bad;
	if (!out->lines.n && !t->fault_count) {
		why_set(&lacks, ERR_SYNTAX, SAY_TABLE_NO_ROWS, A(kinds[0].name), A(kinds[0].zh));
		table_lacks(t, &lacks);
	}
	vec_fini(&rates);
	return ERR_OK;
}

void settle_close(struct settle *s)
{
	vec_fini(&s->lines);
}
