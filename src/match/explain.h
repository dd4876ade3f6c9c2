/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.h - why does a value hit, or not?
 *
 * The same tables and the same expressions as the matcher; for each expression that is listed: by
 * which source, on which line, valid when, and held back by which warning list. The value is read as a
 * key is (key.h): whatever an event may hold can be explained, also what no feed could list. Shared by
 * `cresset match explain`, /api/v1/explain and /api/v1/indicators.
 *
 * Threads: pure over frozen tables. Room: match. May include: base wire index.
 */
#pragma once

#include "base/arena.h"
#include "base/say.h"
#include "index/delta.h"
#include "index/generation.h"
#include "match/key.h"

/* What would be looked up. */
struct explanation_form {
	struct str text;
	enum indicator_kind kind;
};

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
	struct instant at;
	struct explanation_form *forms; /* the most specific first; a URL's, then its host's */
	size_t form_count;
	struct explanation_row *rows;
	size_t row_count;
	bool hits;
	bool unlistable; /* no feed can list exactly this value, because: */
	struct why unlistable_why;
};

/* The forms of a key, in the arena; 0: it asks for nothing (a name too long for any). */
size_t explain_forms(struct arena *a, const struct key *k, struct explanation_form **out);
/* ERR_SYNTAX, ERR_LIMIT as key_read(). All in the arena; `out` borrows from the tables. */
MUST_CHECK enum err explain_value(const struct generation *g, const struct delta *d,
				  struct str value, struct instant at, struct arena *a,
				  struct explanation *out, struct why *why);
/* The same for a key that was read: its kind and time are obeyed. */
void explain_key(const struct generation *g, const struct delta *d, const struct key *k,
		 struct instant at, struct arena *a, struct explanation *out);
void explanation_json(const struct explanation *x, struct buf *out);
/* Lines for people, each with a newline. */
void explanation_text(const struct explanation *x, enum lang lang, struct buf *out);
