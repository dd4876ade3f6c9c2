/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_indicator.c - a value that is taken is canonical: read as its kind it is itself. */
#include "base/arena.h"
#include "base/ensure.h"
#include "wire/indicator.h"
#include "wire/url.h"

static void check(struct arena *a, struct indicator ind)
{
	struct indicator again;

	ensure(ind.kind > IND_NONE && ind.kind < IND_KINDS && ind.value.n);
	if (ind.value.n > URL_MAX) /* encoding makes a text longer */
		return;
	ensure(indicator_of(a, ind.kind, ind.value, &again, NULL) == ERR_OK);
	ensure(again.kind == ind.kind && str_eq(again.value, ind.value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_n((const char *)data, n);
	struct arena *a = arena_open();
	struct indicator ind;
	struct buf b = { 0 };
	struct why why;
	enum err e = indicator_guess(a, text, &ind, &why);

	if (e == ERR_OK)
		check(a, ind);
	else
		why_text(&why, LANG_ZH, &b);
	for (unsigned k = IND_NONE + 1; k < IND_KINDS; k++)
		if (indicator_of(a, (enum indicator_kind)k, text, &ind, &why) == ERR_OK)
			check(a, ind);
	buf_fini(&b);
	arena_close(a);
	return 0;
}
