/* SPDX-License-Identifier: Apache-2.0 */
#include "index/delta.h"

#include "base/arena.h"
#include "base/mem.h"

#include <stdlib.h>

struct delta {
	struct generation *added;
	struct arena *arena;
	struct delta_revocation *v; /* sorted */
	size_t n;
};

static int revocation_cmp(const void *x, const void *y)
{
	const struct delta_revocation *a = x, *b = y;
	int c = (int)a->kind - (int)b->kind;

	if (!c)
		c = str_cmp(a->value, b->value);
	return c ? c : str_cmp(a->source, b->source);
}

struct delta *delta_build(struct generation *added_owned, const struct delta_revocation *r,
			  size_t n)
{
	struct delta *d = mem_zero(1, sizeof *d);

	d->added = added_owned;
	d->arena = arena_open();
	d->v = arena_array(d->arena, struct delta_revocation, n);
	d->n = n;
	for (size_t i = 0; i < n; i++)
		d->v[i] = (struct delta_revocation){ .kind = r[i].kind,
						     .value = str_keep(d->arena, r[i].value),
						     .source = str_keep(d->arena, r[i].source) };
	if (n > 1)
		qsort(d->v, n, sizeof *d->v, revocation_cmp);
	return d;
}

void delta_close(struct delta *d)
{
	if (!d)
		return;
	generation_close(d->added);
	arena_close(d->arena);
	mem_free(d);
}

const struct generation *delta_added(const struct delta *d)
{
	return d->added;
}

bool delta_revokes(const struct delta *d, enum indicator_kind kind, struct str value,
		   struct str source)
{
	struct delta_revocation one = { kind, value, source }, all = { kind, value, STR("") };

	return d->n && (bsearch(&one, d->v, d->n, sizeof one, revocation_cmp) ||
			bsearch(&all, d->v, d->n, sizeof all, revocation_cmp));
}

size_t delta_count(const struct delta *d)
{
	return d->n + (d->added ? generation_counts(d->added).indicators : 0);
}
