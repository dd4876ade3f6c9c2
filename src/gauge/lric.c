/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/lric.h"

#include "gauge/cost.h"

#include <math.h>

double lric_load(const struct lric_model *m, size_t service, size_t element, size_t year)
{
	/* What one unit of demand in an hour is as a load: a minute, a MB, a message. */
	static const double rate[LRIC_UNITS] = { 1.0 / 60, 8.0 / 3600, 1.0 / 3600 };
	const struct lric_service *s = &m->services[service];

	return s->demand[year] * m->routes[service * m->element_count + element] * s->busy *
	       rate[s->unit];
}

/* Whole units for a load; a load that fills n units but for an error of rounding needs n. */
static double units_for(double load, double capacity)
{
	return ceil(load / capacity * (1 - 1e-12));
}

static double unit_capacity(const struct lric_model *m, const struct lric_element *e)
{
	double all =
		e->lines > 0 ? cost_erlang_capacity((unsigned)e->lines, m->blocking) : e->capacity;

	return all * e->use;
}

static void find_units(const struct lric_model *m, size_t e, double capacity,
		       struct lric_state *states)
{
	for (size_t t = 0; t < m->year_count; t++) {
		struct lric_state *x = &states[t];

		for (size_t s = 0; s < m->service_count; s++) {
			double load = lric_load(m, s, e, t);

			x->load += load;
			x->load_without += m->services[s].increment ? 0 : load;
		}
		x->traffic_units = units_for(x->load, capacity);
		x->units = fmax(m->elements[e].minimum, x->traffic_units);
		x->units_without =
			fmax(m->elements[e].minimum, units_for(x->load_without, capacity));
	}
}

static double need(const struct lric_state *x, bool without)
{
	return without ? x->units_without : x->units;
}

/* What is bought each year: so much that the year's and, `lead` years ahead, the later year's units stand
 * there; what has lived its life is gone. */
static void find_bought(const struct lric_model *m, const struct lric_element *e,
			const struct lric_state *states, bool without, double *bought)
{
	for (size_t t = 0; t < m->year_count; t++) {
		size_t later = t + m->lead < m->year_count ? t + m->lead : m->year_count - 1;
		double wanted = fmax(need(&states[t], without), need(&states[later], without));
		double standing = 0;

		for (size_t k = 0; k < t; k++)
			if ((double)(t - k) < e->life)
				standing += bought[k];
		bought[t] = fmax(0, wanted - standing);
	}
}

static void find_spending(const struct lric_model *m, const struct lric_element *e,
			  struct lric_state *states, struct arena *a)
{
	double *bought = arena_array(a, double, m->year_count);
	double *less = arena_array(a, double, m->year_count);

	find_bought(m, e, states, false, bought);
	find_bought(m, e, states, true, less);
	for (size_t t = 0; t < m->year_count; t++) {
		struct lric_state *x = &states[t];
		double opex = e->opex * pow(1 + e->opex_trend, (double)t);

		x->price = e->price * pow(1 + e->trend, (double)t);
		x->bought = bought[t];
		x->capex = bought[t] * x->price;
		x->opex = x->units * opex;
		x->spent = x->capex + x->opex;
		x->spent_without = less[t] * x->price + x->units_without * opex;
	}
}

/* One unit's capital and running cost in year t, by annuity. */
static double unit_year(const struct lric_model *m, const struct lric_element *e, size_t t)
{
	double price = e->price * pow(1 + e->trend, (double)t);
	double capital = m->method == LRIC_ANNUITY ? cost_annuity(price, m->wacc, e->life) :
						     cost_tilted(price, m->wacc, e->trend, e->life);

	return capital + e->opex * pow(1 + e->opex_trend, (double)t);
}

static void cost_by_annuity(const struct lric_model *m, const struct lric_element *e,
			    struct lric_state *states)
{
	for (size_t t = 0; t < m->year_count; t++) {
		double one = unit_year(m, e, t);

		states[t].cost = states[t].units * one;
		states[t].cost_without = states[t].units_without * one;
	}
}

/*
 * All cost is recovered over all load, the avoidable part over the increment's traffic; cost_without is
 * the rest, so that the difference is what pure LRIC stands on.
 */
static void cost_by_recovery(const struct lric_model *m, const struct lric_element *e,
			     struct lric_state *states, const double *traffic, struct arena *a)
{
	size_t n = m->year_count;
	double *spent = arena_array(a, double, n), *saved = arena_array(a, double, n);
	double *load = arena_array(a, double, n), *index = arena_array(a, double, n);
	double *rate = arena_array(a, double, n), *pure = arena_array(a, double, n);

	for (size_t t = 0; t < n; t++) {
		spent[t] = states[t].spent;
		saved[t] = states[t].spent - states[t].spent_without;
		load[t] = states[t].load;
		index[t] = pow(1 + e->trend, (double)t);
	}
	cost_economic(spent, load, index, m->wacc, n, rate);
	cost_economic(saved, traffic, index, m->wacc, n, pure);
	for (size_t t = 0; t < n; t++) {
		states[t].cost = rate[t] * load[t];
		states[t].cost_without = states[t].cost - pure[t] * traffic[t];
	}
}

static double markup_of(const struct lric_model *m, const struct lric_result *r, size_t year)
{
	double spent = 0, common = 0, discount = 1;

	if (m->method != LRIC_ECONOMIC)
		return r->year[year].cost > 0 ? m->common / r->year[year].cost : 0;
	for (size_t t = 0; t < m->year_count; t++, discount /= 1 + m->wacc) {
		common += m->common * discount;
		for (size_t e = 0; e < m->element_count; e++)
			spent += r->state[e * m->year_count + t].spent * discount;
	}
	return spent > 0 ? common / spent : 0;
}

static void find_year(const struct lric_model *m, const struct lric_result *r, size_t t)
{
	struct lric_year *y = &r->year[t];

	for (size_t e = 0; e < m->element_count; e++) {
		y->cost += r->state[e * m->year_count + t].cost;
		y->cost_without += r->state[e * m->year_count + t].cost_without;
	}
	y->has_pure = y->traffic > 0;
	y->pure = y->has_pure ? (y->cost - y->cost_without) / y->traffic : 0;
	y->markup = markup_of(m, r, t);
}

static void find_prices(const struct lric_model *m, const struct lric_result *r, size_t t)
{
	for (size_t s = 0; s < m->service_count; s++) {
		struct lric_price *p = &r->price[s * m->year_count + t];
		double cost = 0;

		for (size_t e = 0; e < m->element_count; e++) {
			const struct lric_state *x = &r->state[e * m->year_count + t];

			if (x->load > 0)
				cost += x->cost * (lric_load(m, s, e, t) / x->load);
		}
		p->has = m->services[s].demand[t] > 0;
		p->lraic = p->has ? cost / m->services[s].demand[t] : 0;
		p->lraic_plus = p->lraic * (1 + r->year[t].markup);
	}
}

void lric_run(const struct lric_model *m, struct arena *a, struct lric_result *out)
{
	size_t n = m->year_count;
	double *traffic = arena_array(a, double, n);

	out->capacity = arena_array(a, double, m->element_count);
	out->state = arena_array(a, struct lric_state, m->element_count * n);
	out->price = arena_array(a, struct lric_price, m->service_count * n);
	out->year = arena_array(a, struct lric_year, n);
	for (size_t t = 0; t < n; t++) {
		for (size_t s = 0; s < m->service_count; s++)
			traffic[t] += m->services[s].increment ? m->services[s].demand[t] : 0;
		out->year[t].traffic = traffic[t];
	}
	for (size_t e = 0; e < m->element_count; e++) {
		struct lric_state *states = &out->state[e * n];

		out->capacity[e] = unit_capacity(m, &m->elements[e]);
		find_units(m, e, out->capacity[e], states);
		find_spending(m, &m->elements[e], states, a);
		if (m->method == LRIC_ECONOMIC)
			cost_by_recovery(m, &m->elements[e], states, traffic, a);
		else
			cost_by_annuity(m, &m->elements[e], states);
	}
	for (size_t t = 0; t < n; t++) {
		find_year(m, out, t);
		find_prices(m, out, t);
	}
}
