/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_addr.c - what is read is written so that it reads back as itself. */
#include "base/ensure.h"
#include "wire/addr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_n((const char *)data, n);
	struct buf b = { 0 };
	struct prefix p, q;
	struct addr a, c;

	if (addr_read(text, &a)) {
		addr_write(a, &b);
		ensure(addr_read(buf_str(&b), &c) && addr_cmp(a, c) == 0);
	}
	if (prefix_read(text, &p, NULL)) {
		buf_clear(&b);
		prefix_write(p, &b);
		ensure(prefix_read(buf_str(&b), &q, NULL) && prefix_covers_prefix(p, q) &&
		       prefix_covers_prefix(q, p));
	}
	buf_fini(&b);
	return 0;
}
