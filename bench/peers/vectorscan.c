/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vectorscan LIST EVENTS [LITERALS] - all literals of the list in one database; a line hits if any is
 * somewhere in it. No boundaries, no prefixes, no addresses in another form: what a literal matcher does.
 */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *read_all(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *p;

	if (!f || fseek(f, 0, SEEK_END))
		exit(2);
	*n = (size_t)ftell(f);
	rewind(f);
	p = malloc(*n + 1);
	if (!p || fread(p, 1, *n, f) != *n)
		exit(2);
	p[*n] = 0;
	fclose(f);
	return p;
}

/* The lines of the list, with their lengths; prefixes are no literals. */
static unsigned split(char *text, const char **lit, size_t *len, unsigned max)
{
	unsigned n = 0;

	for (char *line = strtok(text, "\n"); line && n < max; line = strtok(NULL, "\n")) {
		if (strncmp(line, "http://", 7) == 0)
			line += 7;
		else if (strchr(line, '/'))
			continue;
		lit[n] = line;
		len[n++] = strlen(line);
	}
	return n;
}

static int found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		 void *ctx)
{
	(void)id, (void)from, (void)to, (void)flags;
	*(int *)ctx = 1;
	return 1; /* one is enough for a line */
}

static size_t scan(const hs_database_t *db, hs_scratch_t *scratch, const char *text, size_t n,
		   size_t *events)
{
	size_t hits = 0;

	*events = 0;
	for (const char *line = text, *end; line < text + n; line = end + 1) {
		int hit = 0;

		end = memchr(line, '\n', (size_t)(text + n - line));
		if (!end)
			end = text + n;
		hs_scan(db, line, (unsigned)(end - line), 0, scratch, found, &hit);
		hits += (size_t)hit;
		++*events;
	}
	return hits;
}

int main(int argc, char **argv)
{
	size_t list_n, text_n, events, hits;
	char *list = read_all(argc > 2 ? argv[1] : "", &list_n), *text = read_all(argv[2], &text_n);
	unsigned max = argc > 3 ? (unsigned)atoi(argv[3]) : 1u << 30, n;
	const char **lit = malloc(list_n * sizeof *lit);
	size_t *len = malloc(list_n * sizeof *len);
	unsigned *flags = calloc(list_n, sizeof *flags), *ids = calloc(list_n, sizeof *ids);
	hs_database_t *db;
	hs_compile_error_t *why;
	hs_scratch_t *scratch = NULL;
	double began = cpu(), loaded;

	n = split(list, lit, len, max);
	for (unsigned i = 0; i < n; i++) {
		ids[i] = i;
		flags[i] = HS_FLAG_SINGLEMATCH;
	}
	if (hs_compile_lit_multi(lit, flags, ids, len, n, HS_MODE_BLOCK, NULL, &db, &why) !=
		    HS_SUCCESS ||
	    hs_alloc_scratch(db, &scratch) != HS_SUCCESS)
		return 1;
	loaded = cpu();
	hits = scan(db, scratch, text, text_n, &events);
	printf("{\"events\":%zu,\"hits\":%zu,\"literals\":%u,\"load_s\":%.3f,\"run_s\":%.4f}\n",
	       events, hits, n, loaded - began, cpu() - loaded);
	return 0;
}
