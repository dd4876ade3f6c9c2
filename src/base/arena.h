/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena.h - memory with one end.
 *
 * Whatever is allocated in an arena is freed together, by arena_reset() or arena_close().
 * Good for requests, batches, lines and frozen snapshots; bad for things that grow and
 * shrink one by one (use struct buf or VEC). A function that takes an arena returns
 * memory that the arena owns; nothing is freed singly.
 *
 * Out of memory aborts, here and in the other files of base that call malloc: inputs are
 * bounded at the door, so running out means that the bound was wrong. No caller has an
 * out-of-memory path. Under AddressSanitizer each allocation is its own block, so that
 * overruns inside an arena are found.
 *
 * Threads: one arena, one thread at a time.
 * Room: base. May include: libc.
 */
#pragma once

#include "base/str.h"

#include <stddef.h>

struct arena;

struct arena *arena_open(void);
void arena_close(struct arena *a); /* accepts NULL */
/* Frees all but the first block: the arena is as new, and cheap to fill again. */
void arena_reset(struct arena *a);

/* n bytes, zeroed, aligned to 16. n may be 0 (a unique pointer). */
void *arena_alloc(struct arena *a, size_t n);
/* count * size bytes, zeroed; the multiplication is checked. */
void *arena_array_(struct arena *a, size_t count, size_t size);
#define arena_new(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define arena_array(a, T, count) ((T *)arena_array_((a), (count), sizeof(T)))

/* A copy of s in the arena; its p is also NUL-terminated, for calls to libraries. */
struct str str_keep(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Bytes handed out since open or reset. */
size_t arena_used(const struct arena *a);
