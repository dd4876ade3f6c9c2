/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/price_index.h"

#include "gauge/stats.h"

#include <math.h>
#include <stdlib.h>

static int by_place(const void *a, const void *b)
{
	const struct price *x = a, *y = b;

	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	if (x->price != y->price)
		return x->price < y->price ? -1 : 1;
	return (x->weight > y->weight) - (x->weight < y->weight);
}

/* One entry an item and period; returns how many are left. v is sorted. */
static size_t fold(struct price *v, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0, end; i < n; i = end) {
		struct exact_sum logs = { 0 }, weight = { 0 };

		for (end = i; end < n && v[end].period == v[i].period && v[end].item == v[i].item;
		     end++) {
			exact_add(&logs, log(v[end].price));
			exact_add(&weight, v[end].weight);
		}
		v[kept] = v[i];
		if (end - i > 1)
			v[kept].price = exp(exact_total(&logs) / (double)(end - i));
		v[kept++].weight = exact_total(&weight);
	}
	return kept;
}

static size_t end_of(const struct price *v, size_t n, size_t from, uint32_t period)
{
	while (from < n && v[from].period == period)
		from++;
	return from;
}

/* The mean of the relatives of the items in both; 0: there is none. */
static double link_of(const struct price *was, size_t was_n, const struct price *is, size_t is_n,
		      bool weights, struct price_link *out)
{
	struct exact_sum sum = { 0 }, weight = { 0 };

	for (size_t i = 0, k = 0; i < was_n || k < is_n;) {
		if (k == is_n || (i < was_n && was[i].item < is[k].item)) {
			out->gone++;
			i++;
		} else if (i == was_n || is[k].item < was[i].item) {
			out->new ++;
			k++;
		} else {
			double w = weights ? was[i].weight : 1,
			       ratio = is[k++].price / was[i++].price;

			exact_add(&sum, w * (weights ? ratio : log(ratio)));
			exact_add(&weight, w);
			out->matched++;
		}
	}
	if (!(exact_total(&weight) > 0))
		return 0;
	double mean = exact_total(&sum) / exact_total(&weight);

	return weights ? mean : exp(mean);
}

bool price_chain(struct price *v, size_t n, uint32_t periods, bool weights,
		 struct price_link *links, double *index)
{
	size_t was = 0, is;

	if (!n)
		return false;
	qsort(v, n, sizeof *v, by_place);
	n = fold(v, n);
	is = end_of(v, n, 0, 0);
	*index = 100;
	for (uint32_t p = 1; p < periods; p++) {
		struct price_link link = { .period = p };
		size_t end = end_of(v, n, is, p);

		link.relative = link_of(v + was, is - was, v + is, end - is, weights, &link);
		*index *= link.relative;
		link.index = *index;
		if (links)
			links[p - 1] = link;
		if (!(link.relative > 0) || !isfinite(*index))
			return false;
		was = is;
		is = end;
	}
	return true;
}
