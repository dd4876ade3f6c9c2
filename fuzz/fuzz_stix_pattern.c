/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_stix_pattern.c - a verdict for anything; nothing is emitted for what is invalid; a value that
 * is emitted, put into a plain comparison again, is emitted again. */
#include "base/ensure.h"
#include "wire/feed_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct seen {
	size_t found, aside;
	enum indicator_kind kind;
	struct str value;
};

static void on_found(void *ctx, const struct stix_found *f)
{
	struct seen *s = ctx;

	s->found++;
	s->kind = f->kind;
	s->value = f->value;
}

static void on_aside(void *ctx, struct str type, bool personal)
{
	struct seen *s = ctx;

	(void)personal;
	ensure(type.n > 0);
	s->aside++;
}

static void again(struct arena *a, const struct seen *s)
{
	struct buf b = { 0 };
	struct seen s2 = { 0 };

	buf_puts(&b, "[url:value = '");
	for (size_t i = 0; i < s->value.n; i++) {
		if (s->value.p[i] == '\'' || s->value.p[i] == '\\')
			buf_c(&b, '\\');
		buf_c(&b, s->value.p[i]);
	}
	buf_puts(&b, "']");
	if (b.n <= STIX_PATTERN_MAX) {
		ensure(stix_pattern_read(a, buf_str(&b), on_found, on_aside, &s2, NULL) ==
		       STIX_MATCHABLE);
		ensure(str_eq(s->value, s2.value));
	}
	buf_fini(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct seen s = { 0 };
	struct why why = { 0 };
	enum stix_verdict v =
		stix_pattern_read(a, str_n((const char *)data, n), on_found, on_aside, &s, &why);

	ensure((v == STIX_INVALID) == (s.found + s.aside == 0));
	ensure((v == STIX_INVALID) == (why.id != SAY_NONE));
	ensure((v == STIX_MATCHABLE) == (s.found > 0));
	if (s.found)
		again(a, &s);
	arena_close(a);
	return 0;
}
