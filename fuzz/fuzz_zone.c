/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_zone.c - any bytes as a file of the time zone database, asked about the years 1 to 9999. */
#include "base/ensure.h"
#include "base/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	const struct zone *z;

	if (zone_read(a, str_n((const char *)data, n), &z) == ERR_OK)
		for (int64_t t = -62000000000; t < 253000000000; t += 3100000007) {
			int64_t local = zone_to_local(z, t);

			ensure(local - t < 26 * 3600 && t - local < 26 * 3600);
			local = zone_to_utc(z, t);
			ensure(local - t < 26 * 3600 && t - local < 26 * 3600);
		}
	arena_close(a);
	return 0;
}
