/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>

void ensure_failed(const char *claim, const char *file, int line, const char *func)
{
	fprintf(stderr, "<2>cresset: broken belief: %s (%s:%d, %s)\n", claim, file, line, func);
	fflush(stderr);
	abort();
}
