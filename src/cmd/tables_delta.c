/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/tables_delta.h"

#include "base/vec.h"
#include "store/node.h"
#include "store/query.h"

static const char sql[] =
	"SELECT i.kind, i.value, s.name, i.category, i.revoked, i.expires, i.confidence"
	" FROM indicator i LEFT JOIN source s ON s.rec = i.feed ORDER BY s.name, i.category";

/* One run of rows with the same feed and category becomes one set. */
struct group {
	struct str feed;
	enum category category;
	struct set_builder *builder;
};

struct delta_rows {
	struct tables *t;
	VEC(struct generation_input) inputs;
	VEC(struct delta_revocation) revocations;
	struct group group;
	enum err error;
	struct why *why;
};

static void end_group(struct delta_rows *d)
{
	struct set *set;
	enum err e;

	if (!d->group.builder)
		return;
	e = tables_finish(d->t, d->group.builder, &set, d->error == ERR_OK ? d->why : NULL);
	if (e == ERR_OK) {
		tables_own_set(d->t, set);
		*vec_push(&d->inputs) =
			(struct generation_input){ set, d->group.feed, d->group.category };
	} else if (d->error == ERR_OK) {
		d->error = e;
	}
	set_builder_close(d->group.builder);
	d->group.builder = NULL;
}

static void begin_group(struct delta_rows *d, struct str feed, enum category category)
{
	if (d->group.builder && str_eq(d->group.feed, feed) && d->group.category == category)
		return;
	end_group(d);
	d->group = (struct group){ str_keep(d->t->arena, feed), category, set_builder_open() };
}

static void take(struct delta_rows *d, struct query *q)
{
	struct indicator ind = { .value = query_text(q, 1),
				 .valid_from = { INT64_MIN },
				 .valid_until = { query_null(q, 5) ? INT64_MAX : query_i64(q, 5) },
				 .confidence = query_null(q, 6) ? 255 : (uint8_t)query_i64(q, 6) };
	struct str feed = query_text(q, 2);
	enum category category = CAT_NONE;

	if (!indicator_kind_of(query_text(q, 0), &ind.kind))
		return;
	category_of(query_text(q, 3), &category);
	if (query_i64(q, 4)) {
		*vec_push(&d->revocations) =
			(struct delta_revocation){ ind.kind, str_keep(d->t->arena, ind.value),
						   str_keep(d->t->arena, feed) };
		return;
	}
	begin_group(d, feed, category);
	set_builder_add(d->group.builder, &ind);
}

static enum err read_rows(struct delta_rows *d, struct reader *r, struct why *why)
{
	struct query *q;
	enum err e = query_open(reader_db(r), sql, &q, why);
	bool row;

	if (e != ERR_OK)
		return e;
	while ((e = query_next(q, &row, why)) == ERR_OK && row)
		take(d, q);
	query_close(q);
	return e;
}

enum err tables_delta(struct tables *t, struct reader *r, struct why *why)
{
	struct delta_rows d = { .t = t, .why = why };
	enum err e = read_rows(&d, r, why);

	end_group(&d);
	if (e == ERR_OK)
		e = d.error;
	if (e == ERR_OK && (d.inputs.n || d.revocations.n)) {
		struct generation *added =
			d.inputs.n ? generation_build(d.inputs.v, d.inputs.n, &t->pools,
						      t->pools.set ? 1 : 0) :
				     NULL;

		t->delta = delta_build(added, d.revocations.v, d.revocations.n);
	}
	vec_fini(&d.inputs);
	vec_fini(&d.revocations);
	return e;
}
