/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver.c - runs a fuzz target over files: every seed and every past find is a regression test.
 * Each file is also given cut short at several lengths, and with single bytes changed, so that
 * the plain run already asks more than the files themselves.
 */
#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/rand.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { CUTS = 16, CHANGES = 64, LARGEST = 1 << 20 };

/* A copy of exactly n bytes, so that the sanitizer sees a read past the end. */
static void run_exact(const char *p, size_t n)
{
	uint8_t *copy = mem_zero(n, 1);

	if (n)
		memcpy(copy, p, n);
	LLVMFuzzerTestOneInput(copy, n);
	mem_free(copy);
}

static void run_variants(struct str s, struct arena *a)
{
	struct prng r = prng_of(s.n);
	char *p = (char *)str_keep(a, s).p;

	run_exact(s.p, s.n);
	for (int i = 0; i < CUTS && s.n; i++)
		run_exact(s.p, prng_below(&r, s.n));
	for (int i = 0; i < CHANGES && s.n; i++) {
		size_t at = prng_below(&r, s.n);
		char old = p[at];

		p[at] = (char)prng_next(&r);
		run_exact(p, s.n);
		p[at] = old;
	}
}

static unsigned run_dir(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *f;
	unsigned n = 0;

	while (d && (f = readdir(d))) {
		struct arena *a = arena_open();
		struct str s;

		if (f->d_name[0] != '.' && file_read(arena_printf(a, "%s/%s", dir, f->d_name).p,
						     LARGEST, a, &s, NULL) == ERR_OK) {
			run_variants(s, a);
			n++;
		}
		arena_close(a);
	}
	if (d)
		closedir(d);
	return n;
}

int main(int argc, char **argv)
{
	unsigned n = 0;

	for (int i = 1; i < argc; i++)
		n += run_dir(argv[i]);
	printf("%u inputs and their variants\n", n);
	return n ? 0 : 1; /* a target without seeds is not tested */
}
