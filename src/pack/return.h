/* SPDX-License-Identifier: Apache-2.0 */
/*
 * return.h - 报送: who owes which figures, how often, due when, in which columns; and the metrics,
 * which are what an observation can be of.
 *
 * Lifetime: the pack's. Room: pack. May include: base wire store.
 */
#pragma once

#include "pack/pack.h"

/* What `observation.metric` may be. */
struct metric {
	struct str id;
	struct str title[2]; /* enum lang */
	struct str unit;     /* of the code list `unit` */
	struct str about;    /* record type of the thing observed: area, party, asset, ... */
	struct str dims;     /* the code list of `observation.dim`, or empty: it has no classes */
	struct str origin;
};

enum return_cell {
	CELL_AREA,    /* an area's code */
	CELL_DIM,     /* a code of the list `what` */
	CELL_SUBJECT, /* the natural key of a record of type `what` */
	CELL_METRIC,  /* a figure of the metric `what` */
	CELL_FIELD,   /* the field `what` of the record type that the return makes */
	CELL_NOTE,    /* free words, kept with the row */
	CELLS
};

struct return_column {
	struct str id, label[2];
	enum return_cell cell;
	struct str what;
	bool required;
	struct str least,
		most; /* what a figure can be at all, as written: a number or a parameter */
	bool has_min, has_max;
	double min, max;
};

struct pack_return {
	struct str id;
	struct str title[2];
	struct names owed_by;   /* of the code list `party-kind` */
	struct str to;          /* of the code list `role` */
	struct str period;      /* month|quarter|half-year|year */
	struct rule_number due; /* so much time after the end of the period */
	struct str calendar;    /* for working days; may be empty */
	struct str since;       /* the first period begins here: YYYY-MM-DD */
	struct names measures;  /* what it feeds */
	struct str makes;       /* record type of its rows; "observation" by default */
	struct return_column *columns;
	size_t column_count;
	struct str origin;
};

const struct metric *pack_metrics(const struct pack *p, size_t *n);
const struct metric *pack_metric(const struct pack *p, struct str id);
const struct pack_return *pack_returns(const struct pack *p, size_t *n);
const struct pack_return *pack_return(const struct pack *p, struct str id);
