/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_domain.c - one canonical form, which is its own; and what an event's name becomes. */
#include "base/arena.h"
#include "base/ensure.h"
#include "wire/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_n((const char *)data, n), r;
	char x[DOMAIN_MAX], y[DOMAIN_MAX];
	struct arena *a;
	struct why why;
	size_t len = domain_fold(text, x), m;

	ensure(len <= DOMAIN_MAX);
	for (size_t i = 0; i < len; i++)
		ensure(x[i] < 'A' || x[i] > 'Z');
	/* One final dot goes at a time. */
	if (len && x[len - 1] != '.')
		ensure(domain_fold(str_n(x, len), y) == len && memcmp(x, y, len) == 0);
	if (domain_canon(text, y, &m, &why) != ERR_OK)
		return 0;
	ensure(str_eq(str_n(x, len), str_n(y, m)));
	ensure(domain_fold(str_n(x, len), y) == len && memcmp(x, y, len) == 0);
	r = domain_registrable(str_n(x, len));
	ensure((r.n == 0) == domain_is_public_suffix(str_n(x, len)));
	ensure(r.n == 0 || domain_covers(r, str_n(x, len)));
	a = arena_open();
	domain_unicode(a, str_n(x, len));
	arena_close(a);
	return 0;
}
