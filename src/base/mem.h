/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem.h - the only door to malloc. For base and for the large tables of index; everybody
 * else takes an arena, a struct buf or a VEC. All of them abort when memory runs out.
 *
 * Room: base. May include: libc.
 */
#pragma once

#include <stddef.h>

void *mem_zero(size_t count, size_t size);          /* zeroed */
void *mem_zero_aligned(size_t size);                /* zeroed, at a multiple of 64 bytes */
void *mem_grow(void *p, size_t count, size_t size); /* realloc; new bytes are not zeroed */
void mem_free(void *p);                             /* accepts NULL */

/* Overwrites n bytes in a way that the compiler keeps; for keys and raw identifiers. */
void mem_wipe(void *p, size_t n);
