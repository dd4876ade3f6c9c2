/* SPDX-License-Identifier: Apache-2.0 */
/*
 * params.h - the request target's text as values: percent decoding and parameters.
 *
 * Pure text, no HTTP library, fuzzed as `http_query`. Decoding follows RFC 3986 section 2.1 ("+" is
 * a space in a query, as forms write it); a broken escape, a NUL or bytes that are not UTF-8 are
 * refused, never passed on. A parameter given twice is refused, too: which one was meant?
 *
 * Limits: PARAMS_MAX parameters; the whole target is bounded by http.h. Threads: pure.
 * Room: serve. May include: all but cmd.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

enum { PARAMS_MAX = 32 };

struct params {
	struct {
		struct str name, value;
	} param[PARAMS_MAX];
	size_t n;
};

/* One percent-decoded piece, in the arena. plus: "+" means a space. ERR_SYNTAX. */
MUST_CHECK enum err params_decode(struct arena *a, struct str raw, bool plus, struct str *out,
				  struct why *why);
/* The opposite: everything but unreserved characters escaped. */
void params_encode(struct str s, struct buf *out);
/* What stands behind the "?". An empty text gives no parameters. */
MUST_CHECK enum err params_read(struct arena *a, struct str raw, struct params *out,
				struct why *why);

/* The value, or a NULL p when it was not given; an empty one counts as not given. */
struct str params_get(const struct params *q, const char *name);
/* Refuses (ERR_ARG, naming it) a parameter that is not in the NULL-ended list. "lang" always may. */
MUST_CHECK enum err params_only(const struct params *q, const char *const *allowed,
				struct why *why);
/* A whole number min..max, or `none` when it was not given. */
MUST_CHECK enum err params_u64(const struct params *q, const char *name, uint64_t min, uint64_t max,
			       uint64_t none, uint64_t *out, struct why *why);
