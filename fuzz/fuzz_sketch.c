/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_sketch.c - hostile sketches. One that is read must be canonical: written again it is the same
 * bytes; merged with itself it stays readable; and an estimate is a number.
 */
#include "base/ensure.h"
#include "index/sketch.h"
#include "index/sketch_dd.h"
#include "index/sketch_hll.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void same_again(struct str bytes)
{
	static const char *const empty[] = { NULL, "CK\1\1\0", "CK\2\1\0", "CK\3\1\0" };
	struct buf b = { 0 };

	/* An empty sketch changes nothing, from either side. */
	ensure(sketch_merge(bytes, str_n(empty[(int)bytes.p[2]], 5), &b, NULL) == ERR_OK);
	ensure(str_eq(buf_str(&b), bytes));
	buf_clear(&b);
	ensure(sketch_merge(str_n(empty[(int)bytes.p[2]], 5), bytes, &b, NULL) == ERR_OK);
	ensure(str_eq(buf_str(&b), bytes));
	buf_clear(&b);
	if (sketch_merge(bytes, bytes, &b, NULL) == ERR_OK)
		ensure(sketch_check(buf_str(&b), NULL) == ERR_OK);
	buf_fini(&b);
}

static void ask(struct str bytes)
{
	struct hll *h;
	struct dd *d;

	if (hll_read(bytes, &h, NULL) == ERR_OK) {
		ensure(hll_estimate(h) >= 0);
		hll_close(h);
	}
	if (dd_read(bytes, &d, NULL) == ERR_OK) {
		ensure(isfinite(dd_quantile(d, 0.99)));
		dd_close(d);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str bytes = str_n((const char *)data, n);

	if (sketch_check(bytes, NULL) != ERR_OK)
		return 0;
	same_again(bytes);
	ask(bytes);
	return 0;
}
