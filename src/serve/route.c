/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/route.h"

static const char *const methods[HTTP_METHODS] = {
	[HTTP_GET] = "GET",     [HTTP_POST] = "POST",     [HTTP_PUT] = "PUT",
	[HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
};

bool route_method(const char *name, enum http_method *out)
{
	if (strcmp(name, "HEAD") == 0)
		name = "GET";
	for (int m = 0; m < HTTP_METHODS; m++)
		if (strcmp(methods[m], name) == 0) {
			*out = (enum http_method)m;
			return true;
		}
	return false;
}

const char *route_method_name(enum http_method m)
{
	return methods[m];
}

/* Does the pattern cover the raw path? The raw texts of its variables go to var. */
static bool covers(const char *pattern, struct str raw, struct str *var)
{
	struct str want = str_of(pattern), a, b;
	size_t n = 0;

	for (;;) {
		bool more_a = str_split(&want, '/', &a), more_b = str_split(&raw, '/', &b);

		if (!more_a || !more_b)
			return more_a == more_b;
		if (a.n && a.p[0] == '{') {
			if (!b.n || n == HTTP_VARS)
				return false;
			var[n++] = b;
		} else if (!str_eq(a, b)) {
			return false;
		}
	}
}

static enum err take(struct request *rq, const struct route *r, struct str raw,
		     const struct str *var, struct why *why)
{
	enum err e = params_decode(rq->arena, raw, false, &rq->path, why);

	for (int i = 0; i < HTTP_VARS && e == ERR_OK; i++)
		e = params_decode(rq->arena, var[i], false, &rq->var[i], why);
	rq->route = r;
	return e;
}

/* "GET, HEAD, POST" of all routes with this path. */
static struct str methods_of(const struct route *routes, size_t n, struct str raw, struct arena *a)
{
	struct str var[HTTP_VARS], all = STR("");

	for (size_t i = 0; i < n; i++)
		if (covers(routes[i].pattern, raw, var))
			all = arena_printf(a, "%.*s%s%s%s", STR_FMT(all), all.n ? ", " : "",
					   methods[routes[i].method],
					   routes[i].method == HTTP_GET ? ", HEAD" : "");
	return all;
}

enum err route_find(const struct route *routes, size_t n, struct str raw, struct request *rq,
		    struct str *allow, struct why *why)
{
	for (size_t i = 0; i < n; i++) {
		struct str var[HTTP_VARS] = { 0 };

		if (routes[i].method == rq->method && covers(routes[i].pattern, raw, var))
			return take(rq, &routes[i], raw, var, why);
	}
	*allow = methods_of(routes, n, raw, rq->arena);
	if (allow->n)
		return why_set(why, ERR_CONFLICT, SAY_ROUTE_METHOD, A(*allow));
	return why_set(why, ERR_NOTFOUND, SAY_ROUTE_UNKNOWN, A(str_cut(raw, 0, 80)));
}

/* The weight of an item in thousandths: its q parameter, 1000 without one. */
static unsigned weight(struct str item)
{
	struct str part;

	(void)str_split(&item, ';', &part);
	while (str_split(&item, ';', &part)) {
		unsigned w = 0, unit = 1000;

		part = str_trim(part);
		if (part.n < 3 || ascii_lower(part.p[0]) != 'q' || part.p[1] != '=')
			continue;
		for (size_t i = 2; i < part.n && unit; i++) {
			if (part.p[i] == '.')
				continue;
			if (!ascii_is_digit(part.p[i]))
				break;
			w += (unsigned)(part.p[i] - '0') * unit;
			unit /= 10;
		}
		return w;
	}
	return 1000;
}

/* How closely a range fits a type: 0 not, 1 by "*" alone, 2 by "text" and "*", 3 exactly. */
static int fits(struct str range, struct str type)
{
	size_t slash = str_find(type, '/');

	if (str_eq(range, STR("*/*")))
		return 1;
	if (range.n == slash + 2 && range.p[range.n - 1] == '*' &&
	    str_eq_nocase(str_cut(range, 0, slash + 1), str_cut(type, 0, slash + 1)))
		return 2;
	return str_eq_nocase(range, type) ? 3 : 0;
}

/* The weight that the header gives to a type: that of the closest range. */
static unsigned wanted(struct str header, struct str type)
{
	struct str item;
	int best = 0;
	unsigned w = 0;

	while (str_split(&header, ',', &item)) {
		int f = fits(str_trim(str_cut(item, 0, str_find(item, ';'))), type);

		if (f > best) {
			best = f;
			w = weight(item);
		}
	}
	return w;
}

int route_accept(struct str header, const char *const *offers, size_t n)
{
	unsigned best_w = 0;
	int best = -1;

	if (!str_trim(header).n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		unsigned w = wanted(header, str_of(offers[i]));

		if (w > best_w) {
			best_w = w;
			best = (int)i;
		}
	}
	return best;
}
