/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_warn_regex.c - a warning list's expression on the first line, a text to try it on behind. */
#include "index/warn_regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static volatile bool sink;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str all = str_n((const char *)data, n);
	size_t at = str_find(all, '\n');
	struct warn_regex *r = warn_regex_open(str_cut(all, 0, at));

	if (!r)
		return 0;
	sink = warn_regex_match(r, at == SIZE_MAX ? all : str_cut(all, at + 1, n));
	warn_regex_close(r);
	return 0;
}
