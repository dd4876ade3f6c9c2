/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/lric_read.h"

#include "gauge/cost.h"

#include <math.h>

enum { PARAMETER, SERVICE, ELEMENT, ROUTE, KINDS };
enum { P_NAME, P_VALUE };
enum { S_NAME, S_UNIT, S_INCREMENT, S_BUSY };
enum {
	E_NAME,
	E_LOAD,
	E_CAPACITY,
	E_LINES,
	E_USE,
	E_MINIMUM,
	E_PRICE,
	E_TREND,
	E_LIFE,
	E_OPEX,
	E_OPEX_TREND
};
enum { R_SERVICE, R_ELEMENT, R_FACTOR };

static const struct table_column parameter_columns[] = { { "name", "名称", true },
							 { "value", "数值", true } };
static const struct table_column service_columns[] = { { "name", "名称", true },
						       { "unit", "单位", true },
						       { "increment", "增量", false },
						       { "busy_hour_share", "忙时占比", false } };
static const struct table_column element_columns[] = {
	{ "name", "名称", true },
	{ "load", "负荷单位", true },
	{ "capacity", "容量", false },
	{ "lines", "线路数", false },
	{ "use", "利用率", false },
	{ "minimum", "最少数量", false },
	{ "price", "单价", true },
	{ "trend", "价格趋势", false },
	{ "life", "寿命", true },
	{ "opex", "运维费", false },
	{ "opex_trend", "运维费趋势", false },
};
static const struct table_column route_columns[] = { { "service", "业务", true },
						     { "element", "网元", true },
						     { "factor", "系数", true } };
#define COLUMNS(x) x, sizeof x / sizeof *x
static const struct table_kind kinds[KINDS] = {
	{ "parameter", "参数", COLUMNS(parameter_columns), false },
	{ "service", "业务", COLUMNS(service_columns), true },
	{ "element", "网元", COLUMNS(element_columns), false },
	{ "route", "路由", COLUMNS(route_columns), false },
};

static const struct table_range any = { .least = 0, .most = INFINITY };
static const struct table_range share = { .least = 0, .most = 1, .share = true };
static const struct table_range trend = { .least = -.99, .most = 1, .share = true };

static void fault(struct table *t, struct table_row *r, size_t column, enum say_id id, struct str x)
{
	struct why why = { 0 };

	why_set(&why, ERR_SYNTAX, id, A(x));
	table_fault(t, r, column, &why);
}

/* ---- parameters ---- */

static void read_parameter(struct table *t, struct table_row *r, struct lric_model *m)
{
	static const char *const names[][2] = {
		{ "wacc", "资本成本" },   { "busy_hour_share", "忙时占比" },
		{ "blocking", "呼损率" }, { "common_cost", "共同成本" },
		{ "lead", "提前年数" },   { "method", "方法" },
		{ "currency", "币种" },
	};
	static const char *const methods[][2] = { { "annuity", "年金" },
						  { "tilted", "倾斜年金" },
						  { "economic", "经济折旧" } };
	static const struct table_range years = { .least = 0, .most = 20, .whole = true };
	static const struct table_range blocked = { .least = 1e-6, .most = .5, .share = true };
	double lead = 0, busy = 0;

	switch (table_word(t, r, P_NAME, names, 7, 7)) {
	case 0:
		table_real(t, r, P_VALUE, share, &m->wacc);
		break;
	case 1:
		if (table_real(t, r, P_VALUE, share, &busy))
			for (size_t i = 0; i < m->service_count; i++)
				if (isnan(m->services[i].busy))
					m->services[i].busy = busy;
		break;
	case 2:
		table_real(t, r, P_VALUE, blocked, &m->blocking);
		break;
	case 3:
		table_real(t, r, P_VALUE, any, &m->common);
		break;
	case 4:
		if (table_real(t, r, P_VALUE, years, &lead))
			m->lead = (size_t)lead;
		break;
	case 5:
		m->method = (enum lric_method)table_word(t, r, P_VALUE, methods, LRIC_METHODS,
							 LRIC_TILTED);
		break;
	case 6:
		m->currency = r->cells[P_VALUE];
		break;
	default:
		break;
	}
}

/* ---- services and elements ---- */

static void read_service(struct table *t, struct table_row *r, struct lric_model *m)
{
	static const char *const units[][2] = { { "minute", "分钟" },
						{ "mb", "兆字节" },
						{ "sms", "条" } };
	static const char *const yes[][2] = { { "no", "否" }, { "yes", "是" } };
	struct lric_service *s = &m->services[m->service_count++];

	s->name = r->cells[S_NAME];
	s->unit = (enum lric_unit)table_word(t, r, S_UNIT, units, LRIC_UNITS, LRIC_MINUTE);
	s->increment = table_word(t, r, S_INCREMENT, yes, 2, 0) == 1;
	s->busy = NAN;
	s->demand = arena_array(t->a, double, m->year_count);
	table_real(t, r, S_BUSY, share, &s->busy);
	for (size_t i = 0; i < m->year_count; i++)
		table_year(t, r, i, any, &s->demand[i]);
	for (size_t i = 0; i + 1 < m->service_count; i++)
		if (str_eq(m->services[i].name, s->name))
			fault(t, r, S_NAME, SAY_LRIC_TWICE, s->name);
		else if (s->increment && m->services[i].increment && m->services[i].unit != s->unit)
			fault(t, r, S_INCREMENT, SAY_LRIC_INCREMENT_UNITS, s->name);
}

static void read_element(struct table *t, struct table_row *r, struct lric_model *m)
{
	static const char *const loads[][2] = { { "erlang", "爱尔兰" },
						{ "mbit/s", "兆比特每秒" },
						{ "sms/s", "条每秒" } };
	static const struct table_range above = { .least = 1e-12, .most = INFINITY };
	static const struct table_range above_share = { .least = 1e-6, .most = 1, .share = true };
	static const struct table_range count = { .least = 0, .most = 1e12, .whole = true };
	static const struct table_range lines = { .least = 1,
						  .most = COST_LINES_MAX,
						  .whole = true };
	static const struct table_range life = { .least = 1, .most = 100, .whole = true };
	struct lric_element *e = &m->elements[m->element_count++];
	bool has_capacity, has_lines;

	*e = (struct lric_element){ .name = r->cells[E_NAME], .use = 1, .life = 1, .capacity = 1 };
	e->load = (enum lric_unit)table_word(t, r, E_LOAD, loads, LRIC_UNITS, LRIC_MINUTE);
	has_capacity = table_real(t, r, E_CAPACITY, above, &e->capacity);
	has_lines = table_real(t, r, E_LINES, lines, &e->lines);
	table_real(t, r, E_USE, above_share, &e->use);
	table_real(t, r, E_MINIMUM, count, &e->minimum);
	table_real(t, r, E_PRICE, any, &e->price);
	table_real(t, r, E_TREND, trend, &e->trend);
	table_real(t, r, E_LIFE, life, &e->life);
	table_real(t, r, E_OPEX, any, &e->opex);
	table_real(t, r, E_OPEX_TREND, trend, &e->opex_trend);
	if (!r->bad && has_capacity == has_lines)
		fault(t, r, E_CAPACITY, SAY_LRIC_CAPACITY, e->name);
	if (!r->bad && has_lines && e->load != LRIC_MINUTE)
		fault(t, r, E_LINES, SAY_LRIC_LINES, e->name);
	for (size_t i = 0; i + 1 < m->element_count; i++)
		if (str_eq(m->elements[i].name, e->name))
			fault(t, r, E_NAME, SAY_LRIC_TWICE, e->name);
}

static void read_route(struct table *t, struct table_row *r, struct lric_model *m)
{
	size_t s = 0, e = 0;
	double factor = 0;

	while (s < m->service_count && !str_eq(m->services[s].name, r->cells[R_SERVICE]))
		s++;
	while (e < m->element_count && !str_eq(m->elements[e].name, r->cells[R_ELEMENT]))
		e++;
	if (s == m->service_count)
		fault(t, r, R_SERVICE, SAY_LRIC_NO_SERVICE, r->cells[R_SERVICE]);
	if (e == m->element_count)
		fault(t, r, R_ELEMENT, SAY_LRIC_NO_ELEMENT, r->cells[R_ELEMENT]);
	if (r->bad || !table_real(t, r, R_FACTOR, any, &factor))
		return;
	if (m->routes[s * m->element_count + e] > 0)
		fault(t, r, R_FACTOR, SAY_LRIC_ROUTE_TWICE, r->cells[R_SERVICE]);
	m->routes[s * m->element_count + e] = factor;
}

/* ---- the model ---- */

static size_t rows_of(const struct table *t, size_t kind)
{
	size_t n = 0;

	for (size_t i = 0; i < t->rows.n; i++)
		n += t->rows.v[i].kind == kind;
	return n;
}

static bool has_rows(struct table *t, size_t kind, size_t most)
{
	size_t n = rows_of(t, kind);
	struct why why = { 0 };

	if (!n)
		why_set(&why, ERR_SYNTAX, SAY_TABLE_NO_ROWS, A(kinds[kind].name),
			A(kinds[kind].zh));
	else if (n > most)
		why_set(&why, ERR_LIMIT, SAY_LRIC_MANY, A(kinds[kind].name), A(kinds[kind].zh),
			A(most));
	if (why.code)
		table_lacks(t, &why);
	return !why.code;
}

static void each_row(struct table *t, size_t kind, struct lric_model *m,
		     void (*read)(struct table *, struct table_row *, struct lric_model *))
{
	for (size_t i = 0; i < t->rows.n; i++)
		if (t->rows.v[i].kind == kind)
			read(t, &t->rows.v[i], m);
}

/* What only the whole shows. */
static void check_model(struct table *t, const struct lric_model *m)
{
	struct why why = { 0 };

	if (isnan(m->wacc)) {
		why_set(&why, ERR_SYNTAX, SAY_LRIC_NO_WACC);
		table_lacks(t, &why);
	}
	for (size_t i = 0; i < m->service_count; i++)
		if (isnan(m->services[i].busy)) {
			why_set(&why, ERR_SYNTAX, SAY_LRIC_NO_BUSY, A(m->services[i].name));
			table_lacks(t, &why);
		}
}

enum err lric_read(struct arena *a, struct str in, const char *file, struct table *t,
		   struct lric_model *out, struct why *why)
{
	enum err e = table_read(a, in, file, kinds, KINDS, t, why);
	struct lric_model *m = out;

	*m = (struct lric_model){
		.wacc = NAN, .blocking = .02, .method = LRIC_TILTED, .currency = STR("CNY")
	};
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < KINDS; i++)
		if (t->heads[i].seen && !t->heads[i].sound)
			return ERR_OK; /* its rows were not read: what follows would only confuse */
	bool whole = has_rows(t, PARAMETER, 64);

	whole &= has_rows(t, SERVICE, LRIC_SERVICES);
	whole &= has_rows(t, ELEMENT, LRIC_ELEMENTS);
	whole &= has_rows(t, ROUTE, (size_t)LRIC_SERVICES * LRIC_ELEMENTS);
	if (!whole)
		return ERR_OK;
	m->services = arena_array(a, struct lric_service, rows_of(t, SERVICE));
	m->elements = arena_array(a, struct lric_element, rows_of(t, ELEMENT));
	m->years = t->heads[SERVICE].year;
	m->year_count = t->heads[SERVICE].year_count;
	each_row(t, SERVICE, m, read_service);
	each_row(t, ELEMENT, m, read_element);
	each_row(t, PARAMETER, m, read_parameter);
	m->routes = arena_array(a, double, m->service_count * m->element_count);
	each_row(t, ROUTE, m, read_route);
	check_model(t, m);
	return ERR_OK;
}
