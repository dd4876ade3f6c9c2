/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/basket.h"

#include <math.h>

enum { TARIFF, INCOME, BASKET, KINDS };
enum { T_PERIOD, T_AREA, T_OPERATOR, T_PLAN, T_SERVICE, T_PRICE, T_GB, T_EXTRA, T_DAYS, T_SPENT };
enum { I_PERIOD, I_AREA, I_MONTH, I_YEAR };
enum { B_NAME, B_SERVICE, B_GB, B_BAR };
enum { MONTH_DAYS = 30, MONTH_LEAST = 28 };
#define BAR .02

static const struct table_column tariff_columns[] = {
	{ "period", "期间", true }, { "area", "地区", false },      { "operator", "运营商", true },
	{ "plan", "套餐", true },   { "service", "业务", true },    { "price", "价格", true },
	{ "gb", "流量", true },     { "extra", "超出单价", false }, { "days", "有效天数", false },
	{ "spent", "支出", false },
};
static const struct table_column income_columns[] = { { "period", "期间", true },
						      { "area", "地区", false },
						      { "month", "月收入", false },
						      { "year", "年收入", false } };
static const struct table_column basket_columns[] = { { "name", "名称", true },
						      { "service", "业务", true },
						      { "gb", "流量", true },
						      { "bar", "上限", false } };
#define COLUMNS(x) x, sizeof x / sizeof *x
static const struct table_kind kinds[KINDS] = {
	{ "tariff", "资费", COLUMNS(tariff_columns), false },
	{ "income", "收入", COLUMNS(income_columns), false },
	{ "basket", "篮子", COLUMNS(basket_columns), false },
};

static const struct table_range any = { .least = 0, .most = 1e12 };
static const struct table_range above = { .least = 1e-9, .most = 1e12 };

/* The two services that ITU's baskets are about have a name in either language. */
static struct str service_of(struct str s)
{
	if (str_eq(s, STR("移动数据")))
		return STR("mobile-data");
	if (str_eq(s, STR("固定宽带")))
		return STR("fixed");
	return s;
}

/* GB, or "unlimited". */
static double read_gb(struct table *t, struct table_row *r, size_t column)
{
	static const struct str words[] = { { "unlimited", 9 },
					    { "不限", sizeof "不限" - 1 },
					    { "不限量", sizeof "不限量" - 1 } };
	double v = 0;

	for (size_t i = 0; i < 3; i++)
		if (str_eq_nocase(str_trim(r->cells[column]), words[i]))
			return INFINITY;
	table_real(t, r, column, any, &v);
	return v;
}

static void read_tariff(struct table *t, struct table_row *r, struct baskets *b)
{
	static const struct table_range days = { .least = 1, .most = 400, .whole = true };
	struct tariff x = { .period = r->cells[T_PERIOD],
			    .area = r->cells[T_AREA],
			    .plan_operator = r->cells[T_OPERATOR],
			    .plan = r->cells[T_PLAN],
			    .service = service_of(r->cells[T_SERVICE]),
			    .extra = NAN,
			    .days = MONTH_DAYS,
			    .spent = NAN };
	struct str last;

	table_period(t, r, T_PERIOD, &x.first, &last);
	table_real(t, r, T_PRICE, above, &x.price);
	x.gb = read_gb(t, r, T_GB);
	table_real(t, r, T_EXTRA, any, &x.extra);
	table_real(t, r, T_DAYS, days, &x.days);
	table_real(t, r, T_SPENT, any, &x.spent);
	if (!r->bad)
		*vec_push(&b->tariffs) = x;
}

static void read_income(struct table *t, struct table_row *r, struct baskets *b)
{
	struct income x = { .area = r->cells[I_AREA] };
	struct str last;
	struct why why = { 0 };
	double year = 0;
	bool by_month = table_real(t, r, I_MONTH, above, &x.month);
	bool by_year = table_real(t, r, I_YEAR, above, &year);

	table_period(t, r, I_PERIOD, &x.first, &last);
	if (!r->bad && by_month == by_year) {
		why_set(&why, ERR_SYNTAX, SAY_BASKET_INCOME);
		table_fault(t, r, I_MONTH, &why);
	}
	if (by_year)
		x.month = year / 12;
	if (!r->bad)
		*vec_push(&b->incomes) = x;
}

static void read_basket(struct table *t, struct table_row *r, struct baskets *b)
{
	static const struct table_range bar = { .least = 0, .most = 1, .share = true };
	struct basket x = { .name = r->cells[B_NAME],
			    .service = service_of(r->cells[B_SERVICE]),
			    .bar = NAN };
	struct why why = { 0 };

	table_real(t, r, B_GB, any, &x.gb);
	table_real(t, r, B_BAR, bar, &x.bar);
	if (b->baskets.n == BASKETS) {
		why_set(&why, ERR_LIMIT, SAY_BASKET_MANY, A((int)BASKETS));
		table_fault(t, r, B_NAME, &why);
	}
	if (!r->bad)
		*vec_push(&b->baskets) = x;
}

enum err basket_read(struct arena *a, struct str in, const char *file, struct table *t,
		     struct baskets *out, struct why *why)
{
	static void (*const read[KINDS])(struct table *, struct table_row *,
					 struct baskets *) = { read_tariff, read_income,
							       read_basket };
	enum err e = table_read(a, in, file, kinds, KINDS, t, why);
	struct why lacks = { 0 };

	*out = (struct baskets){ 0 };
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < t->rows.n; i++) {
		read[t->rows.v[i].kind](t, &t->rows.v[i], out);
		out->refused += t->rows.v[i].bad;
	}
	if (!t->heads[BASKET].seen) {
		*vec_push(&out->baskets) =
			(struct basket){ STR("ITU mobile data 2 GB"), STR("mobile-data"), 2, BAR };
		*vec_push(&out->baskets) =
			(struct basket){ STR("ITU fixed 5 GB"), STR("fixed"), 5, BAR };
	}
	if (!out->tariffs.n && !t->fault_count) {
		why_set(&lacks, ERR_SYNTAX, SAY_TABLE_NO_ROWS, A(kinds[0].name), A(kinds[0].zh));
		table_lacks(t, &lacks);
	}
	return ERR_OK;
}

void basket_close(struct baskets *b)
{
	vec_fini(&b->baskets);
	vec_fini(&b->tariffs);
	vec_fini(&b->incomes);
}

double basket_month(const struct tariff *t)
{
	return t->days >= MONTH_LEAST ? 1 : ceil(MONTH_DAYS / t->days);
}

struct basket_cost basket_cost(const struct tariff *t, double gb)
{
	struct basket_cost c = { 0 };
	double month = basket_month(t), often, missing;

	if (isinf(t->gb) || t->gb * month >= gb) {
		often = month;
	} else if (t->gb > 0) {
		often = ceil(gb / t->gb);
	} else {
		often = INFINITY;
	}
	if (isfinite(often))
		c = (struct basket_cost){ true, often, 0, often * t->price };
	missing = isinf(t->gb) ? 0 : fmax(0, gb - t->gb * month);
	if (!isnan(t->extra) && (!c.can || month * t->price + missing * t->extra < c.cost))
		c = (struct basket_cost){ true, month, missing,
					  month * t->price + missing * t->extra };
	return c;
}
