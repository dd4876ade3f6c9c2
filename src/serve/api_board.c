/* SPDX-License-Identifier: Apache-2.0 */
/* api_board.c - the board and its articles, for people: computed once for all who ask. */
#include "serve/api.h"
#include "serve/page.h"

/* The standing of now; give `s` back, also after an error that came behind it (then *s is not NULL). */
static enum err borrow(struct request *rq, const struct situation **s, const struct report **out,
		       struct why *why)
{
	const struct standing *t;
	enum err e = api_no_params(rq, why);

	*s = NULL;
	if (e == ERR_OK)
		e = situation_cache_get(api_situations(rq), rq->reader, SITUATION_THIS_MINUTE, s,
					why);
	if (e != ERR_OK)
		return e;
	t = situation_cache_standing(*s);
	*out = &t->board;
	if (t->board_err != ERR_OK)
		*why = t->board_why;
	return t->board_err;
}

static void give_back(struct request *rq, const struct situation *s)
{
	if (s)
		situation_cache_release(api_situations(rq), s);
}

static void is_page(struct response *rs)
{
	rs->type = "text/html; charset=utf-8";
	rs->csp = PAGE_CSP;
}

enum err api_board_page(struct request *rq, struct response *rs, struct why *why)
{
	const struct situation *s;
	const struct report *r;
	enum err e = borrow(rq, &s, &r, why);

	if (e == ERR_OK) {
		is_page(rs);
		page_board(r, s, rq->lang, &rs->body);
	}
	give_back(rq, s);
	return e;
}

/* SIZE_MAX: there is none. */
static size_t article_at(const struct report *r, struct str number)
{
	for (size_t i = 0; i < r->count; i++)
		if (str_eq(r->articles[i].article->number, number))
			return i;
	return SIZE_MAX;
}

enum err api_article_page(struct request *rq, struct response *rs, struct why *why)
{
	const struct situation *s;
	const struct report *r;
	enum err e = borrow(rq, &s, &r, why);
	size_t i = e == ERR_OK ? article_at(r, rq->var[0]) : SIZE_MAX;

	if (e == ERR_OK && i == SIZE_MAX)
		e = why_set(why, ERR_NOTFOUND, SAY_API_NO_ARTICLE, A(str_cut(rq->var[0], 0, 80)));
	if (e == ERR_OK) {
		is_page(rs);
		page_article(r, i, s, rq->lang, &rs->body);
	}
	give_back(rq, s);
	return e;
}
