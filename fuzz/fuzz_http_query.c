/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_http_query.c - the text of a request target: line 1 path and query, line 2 an Accept header,
 * line 3 a Host. What comes out decoded is UTF-8 without NUL; a cursor that is read writes itself. */
#include "base/ensure.h"
#include "serve/listen.h"
#include "serve/paging.h"
#include "serve/route.h"

static const struct route routes[] = {
	{ HTTP_GET, "/api/v1/measures/{id}", NULL },
	{ HTTP_GET, "/{a}/x/{b}", NULL },
	{ HTTP_POST, "/", NULL },
};

static void check_text(struct str s)
{
	ensure(str_is_utf8(s, NULL));
	ensure(str_find(s, '\0') == SIZE_MAX);
}

static void check_params(const struct params *q)
{
	static const char *const known[] = { "limit", "cursor", NULL };
	struct instant t;
	struct cursor c;
	uint64_t n;

	for (size_t i = 0; i < q->n; i++) {
		check_text(q->param[i].name);
		check_text(q->param[i].value);
	}
	(void)!params_only(q, known, NULL);
	if (params_u64(q, "limit", 1, 500, 100, &n, NULL) == ERR_OK)
		ensure(n >= 1 && n <= 500);
	(void)!paging_instant(q, "since", (struct instant){ 0 }, &t, NULL);
	if (cursor_read(params_get(q, "cursor"), &c, NULL) == ERR_OK) {
		struct arena *a = arena_open();
		struct cursor back;

		ensure(cursor_read(cursor_write(a, c), &back, NULL) == ERR_OK);
		ensure(back.window == c.window && back.row == c.row);
		arena_close(a);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const offers[] = { "application/json", "text/csv" };
	struct arena *a = arena_open();
	struct request rq = { .arena = a };
	struct str rest = str_n((const char *)data, n), target = { 0 }, accept = { 0 }, allow;
	size_t mark;

	(void)str_split(&rest, '\n', &target);
	(void)str_split(&rest, '\n', &accept);
	mark = str_find(target, '?');
	if (params_read(a, str_cut(target, mark == SIZE_MAX ? target.n : mark + 1, target.n),
			&rq.params, NULL) == ERR_OK)
		check_params(&rq.params);
	if (route_find(routes, 3, str_cut(target, 0, mark), &rq, &allow, NULL) == ERR_OK) {
		check_text(rq.path);
		check_text(rq.var[0]);
	}
	ensure(route_accept(accept, offers, 2) < 2);
	(void)listen_is_here(rest);
	arena_close(a);
	return 0;
}
