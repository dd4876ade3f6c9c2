/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_feed_json.c - MISP, STIX and warning lists; the first byte chooses which, or the guess. */
#include "fuzz_feeds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static feed_part *const parts[] = { feed_misp_read, feed_stix_read, feed_warninglist_read };

	if (n > 0)
		run_feed(parts, 3, data[0] % 4, str_n((const char *)data + 1, n - 1),
			 (struct str){ 0 });
	return 0;
}
