/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/sources.h"

#include "base/vec.h"
#include "store/node.h"
#include "store/query.h"

/* First registered, first named: the order of hits. */
static const char sql[] =
	"SELECT s.name, s.publisher, s.licence, s.format, s.category, s.kind, s.set_hash,"
	" s.file_hash, s.count, s.refused, s.loaded FROM source s"
	" ORDER BY (SELECT min(v.leaf) FROM version v WHERE v.rec = s.rec), s.name";

static struct source row_of(struct query *q, struct arena *a)
{
	struct source s = {
		.name = str_keep(a, query_text(q, 0)),
		.publisher = str_keep(a, query_text(q, 1)),
		.licence = str_keep(a, query_text(q, 2)),
		.format = str_keep(a, query_text(q, 3)),
		.is_warnings = str_eq(query_text(q, 5), STR("warnings")),
		.set_hash = str_keep(a, query_text(q, 6)),
		.file_hash = str_keep(a, query_text(q, 7)),
		.count = (uint64_t)query_i64(q, 8),
		.refused = (uint64_t)query_i64(q, 9),
		.loaded = { query_i64(q, 10) },
	};

	if (!category_of(query_text(q, 4), &s.category))
		s.category = CAT_NONE;
	return s;
}

enum err sources_list(struct reader *r, struct arena *a, struct source **out, size_t *n,
		      struct why *why)
{
	VEC(struct source) rows = { 0 };
	struct query *q;
	enum err e = query_open(reader_db(r), sql, &q, why);
	bool row;

	if (e != ERR_OK)
		return e;
	while ((e = query_next(q, &row, why)) == ERR_OK && row)
		*vec_push(&rows) = row_of(q, a);
	query_close(q);
	*n = rows.n;
	*out = arena_array(a, struct source, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(*out)[i] = rows.v[i];
	vec_fini(&rows);
	return e;
}

const struct source *sources_find(const struct source *list, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].name, name))
			return &list[i];
	return NULL;
}
