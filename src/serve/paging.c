/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/paging.h"

#include "wire/time3339.h"

enum err paging_instant(const struct params *q, const char *name, struct instant none,
			struct instant *out, struct why *why)
{
	struct str v = params_get(q, name);
	int year;
	unsigned month, day;

	*out = none;
	if (!v.p)
		return ERR_OK;
	if (date_read(v, &year, &month, &day)) {
		out->us = civil_days(year, month, day) * US_PER_DAY;
		return ERR_OK;
	}
	if (!time3339_read(v, false, out))
		return why_set(why, ERR_ARG, SAY_PAGING_INSTANT, A(name), A(v));
	return ERR_OK;
}

struct str cursor_write(struct arena *a, struct cursor c)
{
	return arena_printf(a, "w%lld.r%lld", (long long)c.window, (long long)c.row);
}

enum err cursor_read(struct str text, struct cursor *out, struct why *why)
{
	size_t dot = str_find(text, '.');

	if (dot != SIZE_MAX && str_starts(text, STR("w")) &&
	    str_starts(str_cut(text, dot, text.n), STR(".r")) &&
	    str_i64(str_cut(text, 1, dot), &out->window) &&
	    str_i64(str_cut(text, dot + 2, text.n), &out->row))
		return ERR_OK;
	return why_set(why, ERR_ARG, SAY_PAGING_CURSOR);
}
