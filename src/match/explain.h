/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.h - why does a value hit, or not?
 *
 * The same tables and the same expressions as the matcher; for each expression that is listed: by
 * which source, on which line, valid when, and held back by which warning list. Shared by
 * `cresset match explain` and GET /api/v1/indicators.
 *
 * Threads: pure over frozen tables. Room: match. May include: base wire index.
 */
#pragma once

#include "base/arena.h"
#include "base/say.h"
#include "index/delta.h"
#include "index/generation.h"

struct explanation_row {
	struct str expression;
	enum indicator_kind kind;
	struct hit_source source;
	struct instant valid_from, valid_until;
	struct str warn_list, warn_text, warn_type; /* empty: no warning list holds it back */
	bool expired, revoked;                      /* at the time asked about */
	bool effective; /* would be reported, or would be if a more specific one were not */
};

struct explanation {
	struct str asked, canonical;
	enum indicator_kind kind;
	struct str *expressions;
	size_t expression_count;
	struct explanation_row *rows;
	size_t row_count;
	bool hits;
};

/* ERR_SYNTAX / ERR_UNSUPPORTED where the value is nothing that could be matched. All in the arena. */
MUST_CHECK enum err explain_value(const struct generation *g, const struct delta *d,
				  struct str value, struct instant at, struct arena *a,
				  struct explanation *out, struct why *why);
void explanation_json(const struct explanation *x, struct buf *out);
/* Lines for people, each with a newline. */
void explanation_text(const struct explanation *x, enum lang lang, struct buf *out);
