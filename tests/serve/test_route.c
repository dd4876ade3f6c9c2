/* SPDX-License-Identifier: Apache-2.0 */
/* test_route.c - the promises of serve/route.h. */
#include "test.h"

#include "serve/route.h"

static int accept(const char *header)
{
	static const char *const offers[] = { "application/json", "text/csv",
					      "application/x-ndjson" };

	return route_accept(str_of(header), offers, 3);
}

TEST(the_form_is_chosen_by_weight_and_closeness)
{
	assert_int_equal(accept(""), 0);
	assert_int_equal(accept("*/*"), 0);
	assert_int_equal(accept("text/csv"), 1);
	assert_int_equal(accept("TEXT/CSV;charset=utf-8"), 1);
	assert_int_equal(accept("text/*"), 1);
	assert_int_equal(accept("application/json;q=0.5, application/x-ndjson"), 2);
	assert_int_equal(accept("*/*;q=0.1, text/csv;q=0.2"), 1);
	/* The closest range decides, also when it says no. */
	assert_int_equal(accept("application/json;q=0, */*"), 1);
	assert_int_equal(accept("text/html,application/xhtml+xml,*/*;q=0.8"), 0);
	assert_int_equal(accept("text/html"), -1);
	assert_int_equal(accept("text/csv;q=0"), -1);
}

static const struct route routes[] = {
	{ HTTP_GET, "/", NULL },
	{ HTTP_GET, "/a/{x}", NULL },
	{ HTTP_GET, "/a/{x}/b/{y}", NULL },
	{ HTTP_POST, "/a/{x}", NULL },
};

static int find(enum http_method m, const char *path, struct request *rq)
{
	struct str allow;

	*rq = (struct request){ .arena = rq->arena, .method = m };
	return route_find(routes, 4, str_of(path), rq, &allow, NULL) == ERR_OK ?
		       (int)(rq->route - routes) :
		       -1;
}

TEST(patterns_cover_whole_paths_and_keep_slashes_in_their_segment)
{
	struct request rq = { .arena = arena_open() };

	assert_int_equal(find(HTTP_GET, "/", &rq), 0);
	assert_int_equal(find(HTTP_GET, "/a/1%2F2", &rq), 1);
	assert_str(rq.var[0], "1/2");
	assert_str(rq.path, "/a/1/2");
	assert_int_equal(find(HTTP_POST, "/a/1", &rq), 3);
	assert_int_equal(find(HTTP_GET, "/a/1/b/2", &rq), 2);
	assert_str(rq.var[1], "2");
	assert_int_equal(find(HTTP_GET, "/a/1/b/", &rq), -1);
	assert_int_equal(find(HTTP_GET, "/a//b/2", &rq), -1);
	assert_int_equal(find(HTTP_GET, "/a", &rq), -1);
	assert_int_equal(find(HTTP_GET, "//", &rq), -1);
	assert_int_equal(find(HTTP_GET, "", &rq), -1);
	arena_close(rq.arena);
}

TESTS("serve/route", CASE(the_form_is_chosen_by_weight_and_closeness),
      CASE(patterns_cover_whole_paths_and_keep_slashes_in_their_segment))
