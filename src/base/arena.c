/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_SINGLE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SINGLE 1
#endif
#endif
#ifndef ARENA_SINGLE
#define ARENA_SINGLE 0
#endif

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20, ALIGN = 16 };

struct block {
	struct block *next;
	size_t size, used; /* bytes of data[] */
	_Alignas(ALIGN) unsigned char data[];
};

struct arena {
	struct block *head; /* the block being filled; older ones behind it */
	size_t used, next_size;
};

struct arena *arena_open(void)
{
	struct arena *a = mem_zero(1, sizeof *a);

	a->next_size = FIRST_BLOCK;
	return a;
}

static void free_blocks(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		mem_free(b);
		b = next;
	}
}

void arena_close(struct arena *a)
{
	if (!a)
		return;
	free_blocks(a->head);
	mem_free(a);
}

void arena_reset(struct arena *a)
{
	struct block *keep = ARENA_SINGLE ? NULL : a->head;

	if (keep) {
		free_blocks(keep->next);
		keep->next = NULL;
		memset(keep->data, 0, keep->used);
		keep->used = 0;
	} else {
		free_blocks(a->head);
	}
	a->head = keep;
	a->used = 0;
}

static struct block *add_block(struct arena *a, size_t need)
{
	size_t size = ARENA_SINGLE || need > a->next_size ? need : a->next_size;
	struct block *b = mem_zero(1, sizeof *b + size);

	b->size = size;
	b->next = a->head;
	a->head = b;
	if (a->next_size < LARGEST_BLOCK)
		a->next_size *= 2;
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	size_t need = ARENA_SINGLE ? n : (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct block *b = a->head;
	void *p;

	ensure(n <= SIZE_MAX / 2);
	if (ARENA_SINGLE || !b || b->size - b->used < need)
		b = add_block(a, need);
	p = b->data + b->used;
	b->used += need;
	a->used += n;
	return p;
}

void *arena_array_(struct arena *a, size_t count, size_t size)
{
	size_t n;

	ensure(!__builtin_mul_overflow(count, size, &n));
	return arena_alloc(a, n);
}

struct str str_keep(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return str_n(p, s.n);
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	int n;
	char *p;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	ensure(n >= 0);
	p = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return str_n(p, (size_t)n);
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
