/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vec.h - a growing array of any type, owned by whoever holds it.
 *
 *	VEC(int) v = { 0 };
 *	*vec_push(&v) = 7;		a zeroed new slot at the end
 *	for (size_t i = 0; i < v.n; i++) use(v.v[i]);
 *	vec_fini(&v);			frees, and leaves an empty vec
 *
 * Pointers into v.v die at the next vec_push. Element sizes must not exceed 64 KiB.
 * Room: base. May include: libc.
 */
#pragma once

#include <stddef.h>

#define VEC(T) \
	struct { \
		T *v; \
		size_t n, cap; \
	}

#define vec_push(vec) \
	((vec)->v = vec_grow((vec)->v, (vec)->n, &(vec)->cap, sizeof *(vec)->v), \
	 &(vec)->v[(vec)->n++])
#define vec_fini(vec) (vec_free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0, (void)0)

void *vec_grow(void *v, size_t n, size_t *cap, size_t size);
void vec_free(void *v);
