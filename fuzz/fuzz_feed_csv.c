/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_feed_csv.c - tables, with and without a map, and Zeek intel files, by the first byte. */
#include "fuzz_feeds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static feed_part *const parts[] = { feed_csv_read, feed_csv_read, feed_zeek_intel_read };
	struct str map = { 0 };

	if (n > 0 && data[0] % 4 == 1)
		map = STR("value=1,type=2,domain=b,valid_until=c,tlp=4,ref=5,confidence=6");
	if (n > 0)
		run_feed(parts, 3, data[0] % 4, str_n((const char *)data + 1, n - 1), map);
	return 0;
}
