/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lric.h - what a service costs an efficient operator: long-run incremental cost, bottom up.
 *
 * From the demand of each service and the route factors follows the load of each element in the busy
 * hour; from its capacity and the least number that coverage needs, how many there must be; from prices
 * their cost. The same again without the increment (wholesale termination): the difference divided by the
 * increment's traffic is pure LRIC. All cost over all traffic is LRAIC; with a mark-up for common cost
 * in equal proportion (EPMU) it is LRAIC+.
 *
 * A load is counted in the element's unit: Erlang for minutes, Mbit/s for MB, messages a second for SMS;
 * the route factor says how often an element is used (and converts, where a service of one unit uses an
 * element of another). An element's cost goes to services by their part of its load.
 *
 * Three ways to spread cost over years: annuity and tilted annuity of the units needed at the year's
 * price; economic depreciation of what is bought and run over all years of the model.
 *
 * Sources: Commission Recommendation 2009/396/EC; Delegated Regulation (EU) 2021/654; cost.h.
 * Limits: below. Memory: the arena. Room: gauge. May include: base.
 */
#pragma once

#include "base/arena.h"

enum { LRIC_SERVICES = 64, LRIC_ELEMENTS = 256, LRIC_YEARS = 60 };

enum lric_unit { LRIC_MINUTE, LRIC_MB, LRIC_SMS, LRIC_UNITS };
enum lric_method { LRIC_ANNUITY, LRIC_TILTED, LRIC_ECONOMIC, LRIC_METHODS };

struct lric_service {
	struct str name;
	enum lric_unit unit;
	bool increment;
	double busy;    /* part of the year's traffic that falls into its busy hour */
	double *demand; /* a year */
};

struct lric_element {
	struct str name;
	enum lric_unit load;     /* LRIC_MINUTE: Erlang; MB: Mbit/s; SMS: messages a second */
	double capacity;         /* of one unit, in its load's unit */
	double lines;            /* or: how many lines, and capacity follows from Erlang B */
	double use;              /* highest planned use of the capacity, 0 to 1 */
	double minimum;          /* units that coverage needs */
	double price, trend;     /* of a unit in the first year; yearly change */
	double life;             /* years, whole */
	double opex, opex_trend; /* of a unit in the first year */
};

struct lric_model {
	struct lric_service *services;
	struct lric_element *elements;
	double *routes; /* [service * element_count + element] */
	size_t service_count, element_count;
	int *years;
	size_t year_count;
	double wacc, blocking, common; /* common cost a year */
	size_t lead;                   /* years by which units are bought ahead */
	enum lric_method method;
	struct str currency;
};

/* Of one element in one year; "without" the increment. */
struct lric_state {
	double load, load_without;
	double traffic_units; /* what the load alone needs */
	double units, units_without;
	double bought, price, capex, opex; /* with all traffic */
	double spent, spent_without; /* capex and opex of the year, for economic depreciation */
	double cost, cost_without;   /* of the year by the method */
};

struct lric_price {
	bool has; /* there is demand */
	double lraic, lraic_plus;
};

struct lric_year {
	double cost, cost_without;
	double markup;  /* common cost over incremental cost */
	double traffic; /* of the increment */
	bool has_pure;
	double pure;
};

struct lric_result {
	double *capacity;         /* of an element's unit, use taken off */
	struct lric_state *state; /* [element * year_count + year] */
	struct lric_price *price; /* [service * year_count + year] */
	struct lric_year *year;
};

/* The model was checked (lric_read.h). */
void lric_run(const struct lric_model *m, struct arena *a, struct lric_result *out);
/* The load that a service puts on an element in a year. */
double lric_load(const struct lric_model *m, size_t service, size_t element, size_t year);
