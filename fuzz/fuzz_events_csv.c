/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_events_csv.c - CSV and NDJSON. With a '=' or ',' in its first line, that line is the map;
 * else our own names hold. */
#include "fuzz_events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str all = str_n((const char *)data, n), map = str_cut(all, 0, str_find(all, '\n'));
	struct arena *a = arena_open();
	struct event_reader *r = NULL;
	size_t at = map.n < n ? map.n + 1 : n;

	fuzz_events(EVENTS_NDJSON, str_n(NULL, 0), STR("{\"dns\":{\"query\":\"a.example\"}}"), data,
		    n);
	fuzz_events(EVENTS_CSV, str_n(NULL, 0), str_n(NULL, 0), data, n);
	/* Any text as a map: refused, or the rest of the input is read by it. */
	if (event_reader_open(a, EVENTS_CSV, map, &r, NULL) == ERR_OK) {
		fuzz_events(EVENTS_CSV, map, str_n(NULL, 0), data + at, n - at);
		fuzz_events(EVENTS_NDJSON, map, str_n(NULL, 0), data + at, n - at);
	}
	event_reader_close(r);
	arena_close(a);
	return 0;
}
