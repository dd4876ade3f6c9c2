/* SPDX-License-Identifier: Apache-2.0 */
/* lric_sheet.c - the statement of a cost model, step by step. */
#include "gauge/lric_read.h"

#include "gauge/cost.h"

#define SECTION(s, key, title, columns) \
	sheet_section((s), (key), (title), (columns), sizeof(columns) / sizeof *(columns), false)

static const struct {
	enum say_id say;
	const char *key;
} methods[LRIC_METHODS] = { { SAY_LRIC_ANNUITY, "annuity" },
			    { SAY_LRIC_TILTED, "tilted" },
			    { SAY_LRIC_ECONOMIC, "economic" } };
static const struct {
	enum say_id say;
	const char *key;
} loads[LRIC_UNITS] = { { SAY_LRIC_ERLANG, "erlang" },
			{ SAY_LRIC_MBIT, "mbit/s" },
			{ SAY_LRIC_SMS_RATE, "sms/s" } },
  units[LRIC_UNITS] = { { SAY_LRIC_MINUTES, "minute" },
			{ SAY_LRIC_MBYTES, "mb" },
			{ SAY_LRIC_MESSAGES, "sms" } };

static void put_input(const struct lric_model *m, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "method", SAY_LRIC_COL_METHOD },      { "wacc", SAY_LRIC_COL_WACC },
		{ "blocking", SAY_LRIC_COL_BLOCKING },  { "lead_years", SAY_LRIC_COL_LEAD },
		{ "common_cost", SAY_LRIC_COL_COMMON }, { "currency", SAY_LRIC_COL_CURRENCY },
	};

	sheet_section(s, "input", SAY_LRIC_INPUT, columns, 6, true);
	sheet_say(s, methods[m->method].say, methods[m->method].key);
	sheet_real(s, m->wacc, 4);
	sheet_real(s, m->blocking, 4);
	sheet_whole(s, (int64_t)m->lead);
	sheet_real(s, m->common, 2);
	sheet_text(s, m->currency);
	sheet_remark(s, SAY_LRIC_SOURCE);
}

static void put_annuities(const struct lric_model *m, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "element", SAY_LRIC_COL_ELEMENT }, { "price", SAY_LRIC_COL_PRICE },
		{ "life", SAY_LRIC_COL_LIFE },       { "trend", SAY_LRIC_COL_TREND },
		{ "capital", SAY_LRIC_COL_CAPITAL }, { "opex", SAY_LRIC_COL_UNIT_OPEX },
	};

	SECTION(s, "annuities", SAY_LRIC_ANNUITIES, columns);
	for (size_t i = 0; i < m->element_count; i++) {
		const struct lric_element *e = &m->elements[i];

		sheet_text(s, e->name);
		sheet_real(s, e->price, 2);
		sheet_whole(s, (int64_t)e->life);
		sheet_real(s, e->trend, 4);
		sheet_real(s,
			   m->method == LRIC_ANNUITY ?
				   cost_annuity(e->price, m->wacc, e->life) :
				   cost_tilted(e->price, m->wacc, e->trend, e->life),
			   4);
		sheet_real(s, e->opex, 2);
	}
	if (m->method == LRIC_ANNUITY)
		sheet_remark(s, SAY_LRIC_HOW_ANNUITY);
	else
		sheet_remark(s, SAY_LRIC_HOW_TILTED);
}

/* Year and element: the first two cells of a row. */
static const struct lric_state *row_of(const struct lric_model *m, const struct lric_result *r,
				       size_t i, struct sheet *s)
{
	size_t t = i / m->element_count, e = i % m->element_count;

	sheet_year(s, m->years[t]);
	sheet_text(s, m->elements[e].name);
	return &r->state[e * m->year_count + t];
}

static void put_loads(const struct lric_model *m, const struct lric_result *r, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "year", SAY_LRIC_COL_YEAR }, { "element", SAY_LRIC_COL_ELEMENT },
		{ "load", SAY_LRIC_COL_LOAD }, { "load_without", SAY_LRIC_COL_LOAD_WITHOUT },
		{ "unit", SAY_LRIC_COL_UNIT },
	};

	SECTION(s, "loads", SAY_LRIC_LOADS, columns);
	for (size_t i = 0; i < m->year_count * m->element_count; i++) {
		const struct lric_state *x = row_of(m, r, i, s);
		enum lric_unit unit = m->elements[i % m->element_count].load;

		sheet_real(s, x->load, 3);
		sheet_real(s, x->load_without, 3);
		sheet_say(s, loads[unit].say, loads[unit].key);
	}
	sheet_remark(s, SAY_LRIC_HOW_LOAD);
}

static void put_units(const struct lric_model *m, const struct lric_result *r, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "year", SAY_LRIC_COL_YEAR },
		{ "element", SAY_LRIC_COL_ELEMENT },
		{ "capacity", SAY_LRIC_COL_CAPACITY },
		{ "for_traffic", SAY_LRIC_COL_FOR_TRAFFIC },
		{ "for_coverage", SAY_LRIC_COL_FOR_COVERAGE },
		{ "units", SAY_LRIC_COL_UNITS },
		{ "units_without", SAY_LRIC_COL_UNITS_WITHOUT },
	};

	SECTION(s, "units", SAY_LRIC_UNITS_TITLE, columns);
	for (size_t i = 0; i < m->year_count * m->element_count; i++) {
		const struct lric_state *x = row_of(m, r, i, s);

		sheet_real(s, r->capacity[i % m->element_count], 3);
		sheet_real(s, x->traffic_units, 0);
		sheet_whole(s, (int64_t)m->elements[i % m->element_count].minimum);
		sheet_real(s, x->units, 0);
		sheet_real(s, x->units_without, 0);
	}
	sheet_remark(s, SAY_LRIC_HOW_UNITS);
}

static void put_purchases(const struct lric_model *m, const struct lric_result *r, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "year", SAY_LRIC_COL_YEAR },     { "element", SAY_LRIC_COL_ELEMENT },
		{ "bought", SAY_LRIC_COL_BOUGHT }, { "price", SAY_LRIC_COL_PRICE },
		{ "capex", SAY_LRIC_COL_CAPEX },   { "opex", SAY_LRIC_COL_OPEX },
	};

	SECTION(s, "purchases", SAY_LRIC_PURCHASES, columns);
	for (size_t i = 0; i < m->year_count * m->element_count; i++) {
		const struct lric_state *x = row_of(m, r, i, s);

		sheet_real(s, x->bought, 0);
		sheet_real(s, x->price, 2);
		sheet_real(s, x->capex, 2);
		sheet_real(s, x->opex, 2);
	}
	sheet_remark(s, SAY_LRIC_HOW_PURCHASES);
}

static void put_costs(const struct lric_model *m, const struct lric_result *r, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "year", SAY_LRIC_COL_YEAR },       { "element", SAY_LRIC_COL_ELEMENT },
		{ "cost", SAY_LRIC_COL_COST },       { "cost_without", SAY_LRIC_COL_COST_WITHOUT },
		{ "avoided", SAY_LRIC_COL_AVOIDED },
	};

	SECTION(s, "costs", SAY_LRIC_COSTS, columns);
	for (size_t i = 0; i < m->year_count * m->element_count; i++) {
		const struct lric_state *x = row_of(m, r, i, s);

		sheet_real(s, x->cost, 2);
		sheet_real(s, x->cost_without, 2);
		sheet_real(s, x->cost - x->cost_without, 2);
	}
	if (m->method == LRIC_ECONOMIC)
		sheet_remark(s, SAY_LRIC_HOW_ECONOMIC);
	else
		sheet_remark(s, SAY_LRIC_HOW_COST);
}

static void put_services(const struct lric_model *m, const struct lric_result *r, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "year", SAY_LRIC_COL_YEAR },
		{ "service", SAY_LRIC_COL_SERVICE },
		{ "demand", SAY_LRIC_COL_DEMAND },
		{ "unit", SAY_LRIC_COL_UNIT },
		{ "lraic", SAY_LRIC_COL_LRAIC },
		{ "markup", SAY_LRIC_COL_MARKUP },
		{ "lraic_plus", SAY_LRIC_COL_LRAIC_PLUS },
	};

	SECTION(s, "services", SAY_LRIC_SERVICES_TITLE, columns);
	for (size_t i = 0; i < m->year_count * m->service_count; i++) {
		size_t t = i / m->service_count, k = i % m->service_count;
		const struct lric_price *p = &r->price[k * m->year_count + t];
		enum lric_unit unit = m->services[k].unit;

		sheet_year(s, m->years[t]);
		sheet_text(s, m->services[k].name);
		sheet_real(s, m->services[k].demand[t], 0);
		sheet_say(s, units[unit].say, units[unit].key);
		if (p->has) {
			sheet_real(s, p->lraic, 9);
			sheet_real(s, r->year[t].markup, 6);
			sheet_real(s, p->lraic_plus, 9);
		} else {
			sheet_none(s);
			sheet_none(s);
			sheet_none(s);
		}
	}
	sheet_remark(s, SAY_LRIC_HOW_LRAIC);
}

static void put_pure(const struct lric_model *m, const struct lric_result *r, struct sheet *s)
{
	static const struct sheet_column columns[] = {
		{ "year", SAY_LRIC_COL_YEAR },
		{ "traffic", SAY_LRIC_COL_TRAFFIC },
		{ "avoided", SAY_LRIC_COL_AVOIDED },
		{ "pure_lric", SAY_LRIC_COL_PURE },
	};

	SECTION(s, "pure", SAY_LRIC_PURE, columns);
	for (size_t t = 0; t < m->year_count; t++) {
		const struct lric_year *y = &r->year[t];

		if (!y->has_pure)
			continue;
		sheet_year(s, m->years[t]);
		sheet_real(s, y->traffic, 0);
		sheet_real(s, y->cost - y->cost_without, 2);
		sheet_real(s, y->pure, 9);
	}
	sheet_remark(s, SAY_LRIC_HOW_PURE);
}

void lric_sheet(const struct lric_model *m, const struct lric_result *r, struct sheet *s)
{
	put_input(m, s);
	put_annuities(m, s);
	put_loads(m, r, s);
	put_units(m, r, s);
	put_purchases(m, r, s);
	put_costs(m, r, s);
	put_services(m, r, s);
	put_pure(m, r, s);
}
