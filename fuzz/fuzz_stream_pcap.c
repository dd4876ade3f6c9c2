/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_streams.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	fuzz_stream(STREAM_PCAP, data, n);
	return 0;
}
