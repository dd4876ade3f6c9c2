/* SPDX-License-Identifier: Apache-2.0 */
/* report_load.c - from the articles of a situation to the board: their trends, and who owes a figure. */
#include "serve/owed_list.h"
#include "serve/report.h"
#include "serve/situation.h"

static void results_of(const struct situation_article *s, struct arena *a,
		       struct gauge_article *out)
{
	struct gauge_result *all = arena_array(a, struct gauge_result, s->measure_count);

	for (size_t i = 0; i < s->measure_count; i++)
		all[i] = s->measure[i].result;
	gauge_article_of(s->article, all, s->measure_count, a, out);
}

static enum err trends_of(struct reader *r, const struct gauge_article *g, struct arena *a,
			  struct report_trend **out, struct why *why)
{
	enum err e = ERR_OK;

	*out = arena_array(a, struct report_trend, g->count);
	for (size_t i = 0; i < g->count && e == ERR_OK; i++)
		e = kept_series(r, g->results[i].measure, STR(""), REPORT_POINTS, a,
				&(*out)[i].points, &(*out)[i].count, why);
	return e;
}

enum err report_load(struct reader *r, const struct situation *s, struct arena *a,
		     struct report *out, struct why *why)
{
	struct gauge_article *v = arena_array(a, struct gauge_article, s->article_count);
	enum err e = owed_list(r, s->pack, s->at, a, &out->owed, why);

	*out = (struct report){ .pack = s->pack,
				.node = node_name(reader_node(r)),
				.at = s->at,
				.as_of = reader_leaves(r, NULL),
				.articles = v,
				.count = s->article_count,
				.owed = out->owed,
				.links = true };
	out->trends = arena_array(a, struct report_trend *, s->article_count);
	for (size_t i = 0; i < s->article_count && e == ERR_OK; i++) {
		results_of(&s->article[i], a, &v[i]);
		e = trends_of(r, &v[i], a, &out->trends[i], why);
	}
	return e;
}
