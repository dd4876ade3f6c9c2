/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_ndt.c - any bytes as a speed test: what is read is a figure that can be, of a time, and little text. */
#include "wire/ndt.h"

#include "base/ensure.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct str in = str_n((const char *)data, n);
	struct ndt_test t;
	struct why why = { 0 };
	bool looks = ndt_looks_like(in), any = false;

	if (ndt_read(a, in, &t, &why) == ERR_OK) {
		for (int i = 0; i < NDT_KINDS; i++) {
			any |= t.figures[i].has;
			ensure(!t.figures[i].has ||
			       (isfinite(t.figures[i].value) && t.figures[i].value > 0));
		}
		ensure(any && t.country.n <= 64 && t.region.n <= 64 && t.city.n <= 64);
		raw_id_wipe(&t.id);
	} else {
		ensure(why.code != ERR_OK);
	}
	(void)looks;
	arena_close(a);
	return 0;
}
