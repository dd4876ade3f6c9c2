/* SPDX-License-Identifier: Apache-2.0 */
/* Baskets: what plans cost for a use, against income; and prices chained over plans that come and go. */
#include "calctest.h"

#include "gauge/basket.h"

struct market {
	struct arena *a;
	struct table t;
	struct baskets b;
	struct sheet *s;
};

static struct market read_market(const char *text)
{
	struct market m = { .a = arena_open() };

	assert_ok(basket_read(m.a, str_of(text), "b.csv", &m.t, &m.b, NULL));
	m.s = sheet_open(m.a);
	return m;
}

static struct json *run(struct market *m)
{
	basket_sheet(&m->b, m->a, m->s);
	return sheet_tree(m->a, m->s);
}

static void close_market(struct market *m)
{
	sheet_close(m->s);
	basket_close(&m->b);
	table_close(&m->t);
	arena_close(m->a);
}

static double cost(double price, double gb, double extra, double days, double want)
{
	struct tariff t = { .price = price, .gb = gb, .extra = extra, .days = days };
	struct basket_cost c = basket_cost(&t, want);

	return c.can ? c.cost : -1;
}

TEST(a_plan_serves_a_basket_the_cheapest_way)
{
	assert_true(cost(20, 2, NAN, 30, 2) == 20);
	assert_true(cost(20, INFINITY, NAN, 30, 5) == 20);
	assert_true(cost(20, 1, NAN, 30, 2) == 40); /* bought twice */
	assert_true(cost(20, 1, 5, 30, 2) == 25);   /* or one GB more */
	assert_true(cost(20, 1, 50, 30, 2) == 40);  /* dearer than twice */
	assert_true(cost(9, 20, NAN, 7, 2) == 45);  /* a week's: five times */
	assert_true(cost(9, 20, NAN, 28, 2) == 9);  /* four weeks are a month */
	assert_true(cost(5, 0.5, NAN, 7, 2) == 25); /* five weeks hold 2.5 GB */
	assert_true(cost(5, 0, 10, 30, 2) == 25);   /* pay as you go */
	assert_true(cost(5, 0, NAN, 30, 2) == -1);  /* no data at all */
}

#define MARKET \
	"tariff,period,area,operator,plan,service,price,gb,extra,days\n" \
	"tariff,2023,130000,甲,流量卡,移动数据,20,1,5,30\n" \
	"tariff,2023,130000,甲,宽带,固定宽带,80,不限,,\n" \
	"tariff,2024,130000,甲,流量卡,移动数据,18,2,5,30\n" \
	"tariff,2024,130000,乙,大流量,mobile-data,25,20,,30\n" \
	"tariff,2025,130000,乙,大流量,mobile-data,20,20,,30\n"

TEST(the_cheapest_offer_is_held_against_income)
{
	struct market m = read_market(MARKET "income,period,area,month,year\n"
					     "income,2023,,,\"12,000\"\nincome,2024,130000,2000,\n"
					     "income,2024,,9,\n");
	struct json *v = run(&m);

	wants_no_fault(&m.t);
	WANTS_TEXT(v, "affordability", 0, "basket", "ITU fixed 5 GB");
	LIKE(real_at(v, "affordability", 0, "percent"), 8);
	WANTS_TEXT(v, "affordability", 0, "verdict", "above");
	LIKE(real_at(v, "affordability", 1, "percent"), 2.5);
	LIKE(real_at(v, "affordability", 2, "percent"), .9); /* the area's own income */
	WANTS_TEXT(v, "affordability", 2, "plan", "流量卡");
	WANTS_TEXT(v, "affordability", 2, "verdict", "within");
	WANTS_TEXT(v, "affordability", 3, "verdict", "no-income");
	WANTS_TEXT(v, "affordability", 3, "percent", "null"); /* not zero */
	close_market(&m);
}

TEST(prices_are_chained_over_plans_in_common)
{
	struct market m = read_market(MARKET);
	struct json *v = run(&m);

	LIKE(real_at(v, "index", 0, "relative"), .9);
	assert_true(real_at(v, "index", 0, "new") == 1);
	LIKE(real_at(v, "index", 1, "index"), 72);
	WANTS_TEXT(v, "index", 1, "formula", "jevons");
	close_market(&m);
}

TEST(spending_weighs_the_plans)
{
	struct market m = read_market("period,operator,plan,service,price,gb,spent\n"
				      "2023,A,x,mobile-data,10,2,30\n2023,A,y,mobile-data,20,9,20\n"
				      "2024,A,x,mobile-data,12,2,\n2024,A,y,mobile-data,10,9,\n");
	struct json *v = run(&m);

	LIKE(real_at(v, "index", 0, "index"), 92);
	WANTS_TEXT(v, "index", 0, "formula", "laspeyres");
	close_market(&m);
}

TEST(a_broken_chain_and_an_own_basket_are_said)
{
	struct market m = read_market("basket,name,service,gb,bar\nbasket,Big,fixed,500,5%\n"
				      "tariff,period,operator,plan,service,price,gb\n"
				      "tariff,2023,A,x,fixed,10,600\ntariff,2024,A,y,fixed,10,600\n"
				      "tariff,2025,A,y,fixed,10,600\n");
	struct json *v = run(&m);

	assert_int_equal(json_get(v, "index")->count, 1);
	WANTS_TEXT(v, "index", 0, "index", "null");
	assert_int_equal(json_get(v, "baskets")->count, 1);
	LIKE(real_at(v, "baskets", 0, "bar_percent"), 5);
	close_market(&m);
}

TEST(bad_rows_cost_themselves)
{
	struct market m =
		read_market("tariff,period,operator,plan,service,price,gb,days\n"
			    "tariff,2023,A,x,fixed,free,5,\ntariff,2023,A,x,fixed,0,5,\n"
			    "tariff,2023,A,x,fixed,9,lots,\ntariff,2023,A,x,fixed,9,5,0.5\n"
			    "tariff,23,A,x,fixed,9,5,\ntariff,2023,A,x,fixed,9,5,\n"
			    "income,period,month,year\nincome,2023,5,60\nfare,1\n");

	assert_int_equal(m.b.tariffs.n, 1);
	assert_int_equal(m.b.refused, 6);
	wants_fault(&m.t, 2, 6, "no number");
	wants_fault(&m.t, 3, 6, "from");
	wants_fault(&m.t, 4, 7, "no number");
	wants_fault(&m.t, 5, 8, "from 1");
	wants_fault(&m.t, 6, 2, "no period");
	wants_fault(&m.t, 9, 3, "exactly one");
	wants_fault(&m.t, 10, 1, "no kind of row");
	close_market(&m);
}

TESTS("gauge/basket", CASE(a_plan_serves_a_basket_the_cheapest_way),
      CASE(the_cheapest_offer_is_held_against_income),
      CASE(prices_are_chained_over_plans_in_common), CASE(spending_weighs_the_plans),
      CASE(a_broken_chain_and_an_own_basket_are_said), CASE(bad_rows_cost_themselves))
