/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/tables_pools.h"

#include "store/node.h"
#include "store/query.h"

static const char sql[] = "SELECT value FROM resource WHERE kind = 'prefix'"
			  " AND use = 'subscriber-pool' ORDER BY value";

static enum err finish(struct tables *t, struct set_builder *b, struct why *why)
{
	struct set *set;
	enum err e = tables_finish(t, b, &set, why);

	if (e == ERR_OK) {
		tables_own_set(t, set);
		t->pools = (struct generation_input){ .set = set,
						      .name = STR("declared subscriber pools") };
	}
	return e;
}

enum err tables_pools(struct tables *t, struct reader *r, struct why *why)
{
	struct set_builder *b;
	struct query *q;
	uint64_t n = 0;
	enum err e = query_open(reader_db(r), sql, &q, why);
	bool row;

	if (e != ERR_OK)
		return e;
	b = set_builder_open();
	while ((e = query_next(q, &row, why)) == ERR_OK && row)
		n += set_builder_warn(b, WARN_CIDR, query_text(q, 0), n + 1);
	query_close(q);
	if (e == ERR_OK && n)
		e = finish(t, b, why);
	set_builder_close(b);
	return e;
}
