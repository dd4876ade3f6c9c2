/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_scrub.c - any bytes through the recognisers: text stays text, and nothing found is nothing
 * changed. */
#include "base/ensure.h"
#include "store/veil.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str in = str_n((const char *)data, n);
	struct arena *a = arena_open();

	for (int addresses = 0; addresses < 2; addresses++) {
		unsigned found = 0;
		struct str out = veil_scrub(in, addresses, a, &found);

		ensure(found || str_eq(in, out));
		ensure(!str_is_utf8(in, NULL) || str_is_utf8(out, NULL));
	}
	arena_close(a);
	return 0;
}
