/* SPDX-License-Identifier: Apache-2.0 */
#include "yard.h"

#include "base/mem.h"

#include <sys/mman.h>

#ifdef HAVE_CJSON
#include <cjson/cJSON.h>
#endif
#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

enum { IN_FLIGHT = 32 };

void yard_open(struct yard *y, size_t table_bytes)
{
	*y = (struct yard){ .r = prng_of(7), .lines = table_bytes / 64 + IN_FLIGHT };
	y->copy_area = mem_zero(2, YARD_COPY);
	memset(y->copy_area, 1, 2 * YARD_COPY);
	y->line = mem_zero(y->lines, sizeof *y->line);
	/* The tables of the index ask for huge pages as well. */
	madvise(y->line, y->lines * sizeof *y->line & ~(size_t)4095, MADV_HUGEPAGE);
	for (size_t i = 0; i < y->lines; i++)
		y->line[i][0] = prng_next(&y->r);
}

void yard_close(struct yard *y)
{
	mem_free(y->copy_area);
	mem_free(y->line);
}

void yard_copy(struct yard *y)
{
	memcpy(y->copy_area, y->copy_area + YARD_COPY, YARD_COPY);
	__asm__ volatile("" : : "r"(y->copy_area) : "memory");
}

/* A random place without a division. */
static size_t place(const struct yard *y, uint64_t x)
{
	return (size_t)((unsigned __int128)x * y->lines >> 64);
}

void yard_lines(struct yard *y)
{
	size_t next[IN_FLIGHT];
	uint64_t sum = 0;

	for (size_t i = 0; i < YARD_LINES; i += IN_FLIGHT) {
		for (size_t k = 0; k < IN_FLIGHT; k++) {
			next[k] = place(y, prng_next(&y->r));
			__builtin_prefetch(y->line[next[k]]);
		}
		for (size_t k = 0; k < IN_FLIGHT; k++)
			sum += y->line[next[k]][0];
	}
	y->sum += sum;
}

void yard_dependent(struct yard *y)
{
	uint64_t x = prng_next(&y->r);

	for (size_t i = 0; i < YARD_LINES / 16; i++)
		x = (x ^ y->line[place(y, x)][0]) * 0x9E3779B97F4A7C15u + 1;
	y->sum += x;
}

#ifdef HAVE_CJSON
bool yard_has_cjson(void)
{
	return true;
}

size_t yard_cjson(struct str text)
{
	size_t good = 0;

	for (struct str rest = text, line; str_split(&rest, '\n', &line);) {
		cJSON *j = line.n ? cJSON_ParseWithLength(line.p, line.n) : NULL;

		good += j != NULL;
		cJSON_Delete(j);
	}
	return good;
}
#else
bool yard_has_cjson(void)
{
	return false;
}

size_t yard_cjson(struct str text)
{
	return text.n * 0;
}
#endif

#ifdef HAVE_JANSSON
bool yard_has_jansson(void)
{
	return true;
}

size_t yard_jansson(struct str text)
{
	size_t good = 0;

	for (struct str rest = text, line; str_split(&rest, '\n', &line);) {
		json_t *j = line.n ? json_loadb(line.p, line.n, 0, NULL) : NULL;

		good += j != NULL;
		json_decref(j);
	}
	return good;
}
#else
bool yard_has_jansson(void)
{
	return false;
}

size_t yard_jansson(struct str text)
{
	return text.n * 0;
}
#endif
