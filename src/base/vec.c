/* SPDX-License-Identifier: Apache-2.0 */
#include "base/vec.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <string.h>

void *vec_grow(void *v, size_t n, size_t *cap, size_t size)
{
	ensure(size <= 65536 && n <= *cap);
	if (n == *cap) {
		*cap = *cap ? *cap * 2 : 8;
		v = mem_grow(v, *cap, size);
	}
	memset((char *)v + n * size, 0, size);
	return v;
}

void vec_free(void *v)
{
	mem_free(v);
}
