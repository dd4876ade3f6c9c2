/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_feed_json.c - MISP, STIX, warning lists and dumps; the first byte chooses which, or the guess. */
#include "fuzz_feeds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static feed_part *const parts[] = { feed_misp_read, feed_stix_read, feed_warninglist_read,
					    feed_dump_read };

	/* '0', '1', '2' and '4' name a part, '3' the guess */
	static const unsigned order[8] = { 0, 1, 2, 4, 3, 4, 4, 4 };

	if (n > 0)
		run_feed(parts, 4, order[data[0] % 8], str_n((const char *)data + 1, n - 1),
			 (struct str){ 0 });
	return 0;
}
