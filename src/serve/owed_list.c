/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/owed_list.h"

#include "base/vec.h"
#include "desk/returns.h"
#include "pack/return.h"

#include <stdlib.h>

typedef VEC(struct gauge_owed) owed_vec;

static bool is_unfiled(const struct owed *o)
{
	return o->state == OWED_OPEN || o->state == OWED_LATE;
}

static bool same_debtor(const struct owed *a, const struct owed *b)
{
	return a->ret == b->ret && str_eq(a->party, b->party);
}

static void add(owed_vec *out, const struct owed *o, int64_t days)
{
	for (size_t i = 0; i < o->ret->measures.n; i++)
		*vec_push(out) = (struct gauge_owed){ o->ret->measures.v[i], o->ret->id,
						      o->name.n ? o->name : o->party, days };
}

/* They come in the order of return, organisation, period. */
static void collect(const struct owed *o, size_t n, owed_vec *out)
{
	for (size_t i = 0, end; i < n; i = end) {
		int64_t days = -1;

		for (end = i; end < n && same_debtor(&o[i], &o[end]); end++)
			if (is_unfiled(&o[end]) && o[end].days_late > days)
				days = o[end].days_late;
		if (days >= 0)
			add(out, &o[i], days);
	}
}

static int latest_first(const void *a, const void *b)
{
	const struct gauge_owed *x = a, *y = b;
	int c = (x->days_late < y->days_late) - (x->days_late > y->days_late);

	c = c ? c : str_cmp(x->ret, y->ret);
	return c ? c : str_cmp(x->debtor, y->debtor);
}

enum err owed_list(struct reader *r, const struct pack *p, struct instant at, struct arena *a,
		   struct gauge_owed_list *out, struct why *why)
{
	struct owed_ask ask = { .at = at };
	owed_vec all = { 0 };
	struct owed *owed;
	size_t n = 0;
	enum err e = returns_owed(r, p, &ask, a, &owed, &n, why);

	*out = (struct gauge_owed_list){ 0 };
	if (e == ERR_OK)
		collect(owed, n, &all);
	if (all.n) {
		struct gauge_owed *kept = arena_array(a, struct gauge_owed, all.n);

		qsort(all.v, all.n, sizeof *all.v, latest_first);
		memcpy(kept, all.v, all.n * sizeof *kept);
		*out = (struct gauge_owed_list){ kept, all.n };
	}
	vec_fini(&all);
	return e;
}
