/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/sensor.h"

#include "store/node.h"
#include "store/query.h"

static const char sql[] = "SELECT area.code FROM asset LEFT JOIN area ON area.rec = asset.area"
			  " WHERE asset.kind = 'sensor' AND asset.name = ?1";

enum err sensor_area(struct reader *r, struct str sensor, struct arena *a, struct str *area,
		     struct why *why)
{
	struct query *q;
	enum err e = query_open(reader_db(r), sql, &q, why);
	bool row = false;

	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, sensor);
	e = query_next(q, &row, why);
	if (e == ERR_OK && !row)
		e = why_set(why, ERR_NOTFOUND, SAY_SENSOR_UNKNOWN, A(sensor));
	if (e == ERR_OK && query_text(q, 0).n)
		*area = str_keep(a, query_text(q, 0));
	query_close(q);
	return e;
}
