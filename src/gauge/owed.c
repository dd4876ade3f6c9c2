/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/owed.h"

static bool is_of(const struct gauge_owed *o, const struct gauge_article *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (str_eq(a->results[i].measure->id, o->measure))
			return true;
	return false;
}

static bool was_counted(const struct gauge_owed_list *list, const struct gauge_article *a, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (list->v[k].days_late > 0 && str_eq(list->v[k].ret, list->v[i].ret) &&
		    str_eq(list->v[k].debtor, list->v[i].debtor) && is_of(&list->v[k], a))
			return true;
	return false;
}

size_t gauge_owed_late(const struct gauge_owed_list *list, const struct gauge_article *a)
{
	size_t n = 0;

	for (size_t i = 0; list && i < list->n; i++)
		n += list->v[i].days_late > 0 && is_of(&list->v[i], a) && !was_counted(list, a, i);
	return n;
}
