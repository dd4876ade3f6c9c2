/* SPDX-License-Identifier: Apache-2.0 */
/* Cost over years, and cost models: published vectors, identities, and what a wrong cell is told. */
#include "calctest.h"

#include "gauge/cost.h"
#include "gauge/lric_read.h"

TEST(annuities_of_the_known_examples)
{
	LIKE(cost_tilted(1e6, .10, 0, 10), 162745.3949);
	LIKE(cost_annuity(1e6, .10, 10), 162745.3949);
	LIKE(cost_tilted(1e6, .10, -.05, 8), 217230.9084);
	LIKE(cost_tilted(1e6, .0768, .02, 20), 85839.5548);
	assert_true(fabs(cost_tilted(50000, .10, -.03, 10) - 9082.1308) < 5e-5);
	LIKE(cost_tilted(1e6, .05, .05, 8), 1e6 * 1.05 / 8);
	LIKE(cost_tilted(1e6, .05, .05 - 1e-12, 8), 1e6 * 1.05 / 8); /* close to its limit */
}

TEST(the_present_value_of_an_annuity_is_the_price)
{
	for (int w = 0; w <= 20; w += 4)
		for (int p = -12; p <= 12; p += 3)
			for (int n = 1; n <= 30; n += 7) {
				double pay[30], wacc = w / 100., trend = p / 100.;

				pay[0] = cost_tilted(1000, wacc, trend, n);
				for (int t = 1; t < n; t++)
					pay[t] = pay[t - 1] * (1 + trend);
				LIKE(cost_present_value(pay, wacc, (size_t)n) / (1 + wacc), 1000);
			}
}

TEST(economic_depreciation_recovers_what_was_spent)
{
	double spent[] = { 100000, 10000, 10000, 60000, 10000 };
	double output[] = { 200e3, 400e3, 800e3, 1e6, 1e6 }, index[5], rate[5], back[5];
	static const double want[] = { .072254, .068641, .065209, .061949, .058851 };

	for (int t = 0; t < 5; t++)
		index[t] = pow(.95, t);
	cost_economic(spent, output, index, .10, 5, rate);
	for (int t = 0; t < 5; t++) {
		assert_true(fabs(rate[t] - want[t]) < 5e-7); /* printed with six places */
		back[t] = rate[t] * output[t];
	}
	LIKE(cost_present_value(spent, .10, 5), 169264.3945);
	LIKE(cost_present_value(back, .10, 5), 169264.3945);
}

TEST(erlang_b_is_as_in_the_tables)
{
	/* Offered traffic at 2 % blocking, to two places, from the usual tables. */
	static const struct {
		unsigned lines;
		double erlang;
	} table[] = { { 1, .02 },    { 7, 2.94 },   { 10, 5.08 },
		      { 20, 13.18 }, { 30, 21.93 }, { 100, 87.97 } };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		double a = cost_erlang_capacity(table[i].lines, .02);

		assert_true(fabs(a - table[i].erlang) < .006);
		assert_true(fabs(cost_erlang_b(table[i].lines, a) - .02) < 1e-9);
	}
	assert_true(cost_erlang_b(5, 0) == 0);
}

/* ---- models ---- */

struct model {
	struct arena *a;
	struct table t;
	struct lric_model m;
	struct lric_result r;
};

static struct model read_model(const char *text)
{
	struct model x = { .a = arena_open() };

	assert_ok(lric_read(x.a, str_of(text), "m.csv", &x.t, &x.m, NULL));
	return x;
}

static struct model run_model(const char *text)
{
	struct model x = read_model(text);

	wants_no_fault(&x.t);
	lric_run(&x.m, x.a, &x.r);
	return x;
}

static void close_model(struct model *x)
{
	table_close(&x->t);
	arena_close(x->a);
}

/* The one-element radio network of the vectors, with its coverage floor. */
static struct model radio(int minimum, const char *term)
{
	struct buf text = { 0 };

	buf_printf(&text,
		   "parameter,name,value\n"
		   "parameter,wacc,10%%\nparameter,busy_hour_share,0.00005\n"
		   "parameter,common_cost,\"2,000,000\"\n"
		   "service,name,unit,increment,2025\n"
		   "service,orig,minute,,\"1,500,000,000\"\n"
		   "service,term,minute,yes,%s\n"
		   "service,onnet,minute,no,1500000000\n"
		   "element,name,load,capacity,minimum,price,trend,life,opex\n"
		   "element,radio,erlang,22,%d,50000,-3%%,10,6000\n"
		   "route,service,element,factor\n"
		   "route,orig,radio,1\nroute,term,radio,1\nroute,onnet,radio,2\n",
		   term, minimum);
	struct model x = run_model(buf_cstr(&text));

	buf_fini(&text);
	return x;
}

TEST(where_traffic_drives_cost_pure_lric_is_lraic)
{
	struct model x = radio(100, "1000000000");

	assert_true(x.r.state[0].units == 209 && x.r.state[0].units_without == 171);
	assert_true(fabs(x.r.year[0].pure - .00057312) < 5e-9);
	assert_true(fabs(x.r.price[1].lraic - .00057312) < 5e-9);
	assert_true(fabs(x.r.price[1].lraic_plus - .00093676) < 5e-9);
	close_model(&x);
}

TEST(where_coverage_drives_cost_pure_lric_is_below_lraic)
{
	struct model x = radio(190, "1000000000");
	struct sheet *s = sheet_open(x.a);

	assert_true(x.r.state[0].units == 209 && x.r.state[0].units_without == 190);
	LIKE(x.r.year[0].pure, 0.000286560486);
	LIKE(x.r.price[1].lraic, 0.000573120972);
	LIKE(x.r.price[1].lraic_plus, 0.000936757336);
	LIKE(x.r.price[2].lraic, 2 * 0.000573120972); /* twice over the radio */
	lric_sheet(&x.m, &x.r, s);
	struct json *v = sheet_tree(x.a, s);

	LIKE(real_at(v, "pure", 0, "pure_lric"), 0.000286560486);
	assert_true(fabs(real_at(v, "annuities", 0, "capital") - 9082.1308) < 5e-5);
	assert_true(real_at(v, "units", 0, "units") == 209);
	WANTS_TEXT(v, "services", 1, "service", "term");
	sheet_close(s);
	close_model(&x);
}

TEST(more_termination_never_costs_less)
{
	double before = 0;

	for (int i = 0; i < 40; i++) {
		char term[32];

		snprintf(term, sizeof term, "%d", 40000000 * i);
		struct model x = radio(100, term);

		assert_true(x.r.year[0].cost >= before);
		assert_true(x.r.year[0].has_pure == (i > 0));
		before = x.r.year[0].cost;
		close_model(&x);
	}
}

#define YEARS_MODEL(method) \
	"parameter,name,value\nparameter,wacc,10%\nparameter,method," method "\n" \
	"parameter,lead,1\nparameter,busy_hour_share,0.0002\n" \
	"service,name,unit,increment,2025,2026,2027,2028\n" \
	"service,data,MB,,1e9,2e9,4e9,4e9\nservice,term,MB,yes,1e8,2e8,4e8,4e8\n" \
	"element,name,load,capacity,use,price,trend,life,opex,opex_trend\n" \
	"element,site,Mbit/s,50,80%,1000,-5%,3,100,2%\n" \
	"element,core,Mbit/s,900,,70000,0%,8,500,\n" \
	"route,service,element,factor\n" \
	"route,data,site,1\nroute,term,site,1\nroute,data,core,1\nroute,term,core,0.5\n"

TEST(what_is_bought_ahead_replaces_what_has_lived_its_life)
{
	struct model x = run_model(YEARS_MODEL("tilted"));
	const struct lric_state *site = x.r.state;

	/* 1.1e9 MB * 0.0002 * 8 / 3600 = 488.9 Mbit/s over 40: 13; then 25, 49, 49. A year ahead: 25 at once,
	 * 24 in 2026, none, and in 2028 the 25 of 2025 again. */
	assert_true(site[0].units == 13 && site[1].units == 25 && site[2].units == 49);
	assert_true(site[0].bought == 25 && site[1].bought == 24 && site[2].bought == 0 &&
		    site[3].bought == 25);
	LIKE(site[1].price, 950);
	LIKE(site[3].opex, 49 * 100 * pow(1.02, 3));
	LIKE(site[1].cost, 25 * (cost_tilted(950, .1, -.05, 3) + 102));
	close_model(&x);
}

TEST(by_economic_depreciation_all_spending_comes_back)
{
	struct model x = run_model(YEARS_MODEL("economic"));
	double paid[4] = { 0 }, spent[4] = { 0 }, avoided[4] = { 0 }, saved[4] = { 0 };

	for (size_t t = 0; t < 4; t++) {
		for (size_t s = 0; s < 2; s++)
			paid[t] += x.r.price[s * 4 + t].lraic * x.m.services[s].demand[t];
		for (size_t e = 0; e < 2; e++) {
			spent[t] += x.r.state[e * 4 + t].spent;
			saved[t] += x.r.state[e * 4 + t].spent - x.r.state[e * 4 + t].spent_without;
		}
		avoided[t] = x.r.year[t].pure * x.r.year[t].traffic;
	}
	LIKE(cost_present_value(paid, .1, 4), cost_present_value(spent, .1, 4));
	LIKE(cost_present_value(avoided, .1, 4), cost_present_value(saved, .1, 4));
	close_model(&x);
}

TEST(lines_carry_what_erlang_says)
{
	struct model x =
		run_model("参数,名称,数值\n参数,资本成本,8％\n参数,呼损率,2%\n"
			  "业务,名称,单位,忙时占比,2025年\n业务,话音,分钟,0.0001,3亿\n"
			  "网元,名称,负荷单位,线路数,单价,寿命\n网元,中继,爱尔兰,30,900,5\n"
			  "路由,业务,网元,系数\n路由,话音,中继,1\n");

	LIKE(x.r.capacity[0], cost_erlang_capacity(30, .02));
	assert_true(x.r.state[0].units == 23); /* 500 Erlang over 21.93 */
	assert_false(x.r.year[0].has_pure);
	close_model(&x);
}

TEST(each_wrong_cell_is_named_by_line_and_place)
{
	struct model x = read_model("parameter,name,value\n"
				    "parameter,wacc,10\n"
				    "parameter,lead,1.5\n"
				    "parameter,colour,red\n"
				    "service,name,unit,increment,2025\n"
				    "service,a,minute,perhaps,5\n"
				    "service,a,furlong,no,\"12,5\"\n"
				    "element,name,load,capacity,lines,price,life\n"
				    "element,x,erlang,22,30,1,5\n"
				    "element,y,mbit/s,,30,1,5\n"
				    "element,z,erlang,0,,1,\n"
				    "route,service,element,factor\n"
				    "route,b,x,1\n"
				    "route,a,w,三\n");

	wants_fault(&x.t, 2, 3, "10% or 0.1");
	wants_fault(&x.t, 3, 3, "whole number");
	wants_fault(&x.t, 4, 2, "none of wacc");
	wants_fault(&x.t, 6, 4, "none of no");
	wants_fault(&x.t, 7, 3, "none of minute");
	wants_fault(&x.t, 7, 5, "two ways");
	wants_fault(&x.t, 7, 2, "stands once");
	wants_fault(&x.t, 9, 4, "not both");
	wants_fault(&x.t, 10, 5, "not Erlang");
	wants_fault(&x.t, 11, 4, "at least");
	wants_fault(&x.t, 11, 7, "must be filled");
	wants_fault(&x.t, 13, 2, "no service named");
	wants_fault(&x.t, 14, 3, "no element named");
	close_model(&x);
}

TEST(what_the_whole_lacks_is_said)
{
	struct model x = read_model("service,name,unit\nservice,a,minute\n");

	wants_fault(&x.t, 1, 0, "a column for each year");
	close_model(&x);
	x = read_model("nonsense,1,2\n");
	wants_fault(&x.t, 1, 1, "no kind of row");
	close_model(&x);
	x = read_model("parameter,name,value\nparameter,lead,0\nservice,name,unit,2025\n"
		       "service,a,minute,1\nelement,name,load,capacity,price,life\n"
		       "element,x,erlang,1,1,1\nroute,service,element,factor\nroute,a,x,1\n");
	wants_fault(&x.t, 0, 0, "wacc");
	wants_fault(&x.t, 0, 0, "busy hour");
	close_model(&x);
	x = read_model("service,name,unit,2025,2024\nservice,a,minute,1,1\n");
	wants_fault(&x.t, 1, 5, "in order");
	close_model(&x);
}

TESTS("gauge/lric", CASE(annuities_of_the_known_examples),
      CASE(the_present_value_of_an_annuity_is_the_price),
      CASE(economic_depreciation_recovers_what_was_spent), CASE(erlang_b_is_as_in_the_tables),
      CASE(where_traffic_drives_cost_pure_lric_is_lraic),
      CASE(where_coverage_drives_cost_pure_lric_is_below_lraic),
      CASE(more_termination_never_costs_less),
      CASE(what_is_bought_ahead_replaces_what_has_lived_its_life),
      CASE(by_economic_depreciation_all_spending_comes_back), CASE(lines_carry_what_erlang_says),
      CASE(each_wrong_cell_is_named_by_line_and_place), CASE(what_the_whole_lacks_is_said))
