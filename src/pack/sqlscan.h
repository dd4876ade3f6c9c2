/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sqlscan.h - the words of a SELECT, one after the other, without understanding it.
 *
 * Remarks are passed over. Enough to find parameters, numbers, and the texts that a column is
 * compared with; whether a SELECT is right is SQLite's question. Room: pack.
 * May include: base wire store.
 */
#pragma once

#include "pack/yaml.h"

enum sqltoken_kind { SQL_WORD, SQL_TEXT, SQL_NUMBER, SQL_PARAMETER, SQL_SIGN };

struct sqltoken {
	enum sqltoken_kind kind;
	struct str s; /* part of the SELECT: without quotes, a parameter without its sign */
};

struct sqlscan {
	struct str sql;
	size_t i;
	enum { SQLSCAN_PLAIN, SQLSCAN_LIST, SQLSCAN_CASE } in; /* for sqlscan_metric() */
};

bool sqlscan_next(struct sqlscan *s, struct sqltoken *t);
/* The next text that a column `metric` is compared with: metric = 'x', 'x' = o.metric, metric IN ('x', 'y'),
 * CASE metric WHEN 'x'. */
bool sqlscan_metric(struct sqlscan *s, struct str *metric);
bool sqlscan_has_word(struct str sql, struct str word);
/* The place of a part of the SELECT in a file where it begins on that line. Columns count characters. */
struct yaml sqlscan_place(struct str sql, const char *part, uint32_t line);
