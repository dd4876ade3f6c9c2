/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	fuzz_events(EVENTS_ZEEK, str_n(NULL, 0), STR("{\"ts\":1.5,\"query\":\"a.example\"}"), data,
		    n);
	return 0;
}
