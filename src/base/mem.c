/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include "base/ensure.h"

#include <stdlib.h>
#include <string.h>

void *mem_zero(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	ensure(p != NULL);
	return p;
}

void *mem_zero_aligned(size_t size)
{
	size_t n = (size + 63) & ~(size_t)63;
	void *p = aligned_alloc(64, n);

	ensure(p != NULL && n >= size);
	return memset(p, 0, n);
}

void *mem_grow(void *p, size_t count, size_t size)
{
	size_t n;

	ensure(!__builtin_mul_overflow(count, size, &n));
	p = realloc(p, n ? n : 1);
	ensure(p != NULL);
	return p;
}

void mem_free(void *p)
{
	free(p);
}

void mem_wipe(void *p, size_t n)
{
	explicit_bzero(p, n);
}
