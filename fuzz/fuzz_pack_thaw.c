/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_pack_thaw.c - any bytes as a frozen pack; what thaws freezes to bytes that thaw again. */
#include "base/ensure.h"
#include "pack/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct pack *p, *again;
	struct buf one = { 0 }, two = { 0 };

	if (pack_thaw(a, str_n((const char *)data, n), &p, NULL) == ERR_OK) {
		size_t count;

		pack_declined(p, &count);
		pack_title(p, LANG_ZH);
		pack_freeze(p, &one);
		enum err err = pack_thaw(a, buf_str(&one), &again, NULL);

		ensure(err == ERR_OK);
		pack_freeze(again, &two);
		ensure(str_eq(buf_str(&one), buf_str(&two)));
	}
	buf_fini(&one);
	buf_fini(&two);
	arena_close(a);
	return 0;
}
