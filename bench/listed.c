/* SPDX-License-Identifier: Apache-2.0 */
#include "listed.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "cmd/collect.h"
#include "index/generation_file.h"
#include "machine.h"
#include "wire/domain.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PART = 50000 };

static struct str path_of(struct arena *a, const char *dir, const char *kind, unsigned i)
{
	return arena_printf(a, "%s/list-%u.%s", dir, i, kind);
}

static double seconds_since(uint64_t began)
{
	return (double)(clock_mono_ns() - began) / 1e9;
}

static uint64_t file_bytes(struct str path)
{
	struct stat st;

	ensure(!stat(path.p, &st));
	return (uint64_t)st.st_size;
}

/* Runs of the list, one after the other, to the files in turn. */
static void write_lists(struct gen *g, uint64_t n, unsigned sets, const char *dir)
{
	struct arena *a = arena_open();
	struct buf b = { 0 };

	for (unsigned i = 0; i < sets; i++) {
		uint64_t end = n * (i + 1) / sets;
		FILE *f = fopen(path_of(a, dir, "txt", i).p, "w");

		ensure(f);
		for (uint64_t at = n * i / sets; at < end; at += PART) {
			buf_clear(&b);
			gen_list_part(g, at, at + PART < end ? at + PART : end, &b);
			ensure(fwrite(b.p, 1, b.n, f) == b.n);
		}
		ensure(!fclose(f));
	}
	buf_fini(&b);
	arena_close(a);
}

static void load(const char *dir, unsigned i)
{
	struct arena *a = arena_open();
	struct set_written w;
	struct collect c;

	collect_init(&c, path_of(a, dir, "txt", i).p, a);
	ensure(collect_feed(&c, FEED_LIST, STR(""), NULL) == ERR_OK && !collect_refused(&c));
	ensure(set_builder_write(c.indicators, path_of(a, dir, "set", i).p, &w, NULL) == ERR_OK);
	collect_fini(&c);
	arena_close(a);
}

static void open_sets(struct listed *l, struct generation_input *in, struct arena *a,
		      const char *dir)
{
	for (unsigned i = 0; i < l->sets; i++) {
		ensure(set_open_file(path_of(a, dir, "set", i).p, &l->set[i], NULL) == ERR_OK);
		in[i] = (struct generation_input){ l->set[i], arena_printf(a, "list-%u", i),
						   CAT_C2 };
	}
}

/* The first command after a load compiles, and leaves what it made for the next one. */
static void compile(const char *dir, unsigned sets)
{
	struct generation_input in[LISTED_SETS_MAX];
	struct listed l = { .sets = sets };
	struct arena *a = arena_open();

	open_sets(&l, in, a, dir);
	l.g = generation_build(in, sets, NULL, 0);
	ensure(generation_write(l.g, path_of(a, dir, "generation", 0).p, NULL) == ERR_OK);
	listed_close(&l);
	arena_close(a);
}

enum { LOAD_S, LOAD_CPU_S, COMPILE_S, TOLD };

static void child(unsigned sets, const char *dir, int tell)
{
	uint64_t began = clock_mono_ns();
	double s[TOLD];

	for (unsigned i = 0; i < sets; i++)
		load(dir, i);
	s[LOAD_S] = seconds_since(began);
	s[LOAD_CPU_S] = (double)machine_process_cpu_ns() / 1e9;
	began = clock_mono_ns();
	compile(dir, sets);
	s[COMPILE_S] = seconds_since(began);
	_exit(write(tell, s, sizeof s) != sizeof s);
}

static void load_in_child(struct listed *l, unsigned sets, const char *dir)
{
	int ends[2], status;
	double s[TOLD];
	pid_t pid;

	ensure(!pipe(ends));
	pid = fork();
	ensure(pid >= 0);
	if (!pid)
		child(sets, dir, ends[1]);
	close(ends[1]);
	ensure(read(ends[0], s, sizeof s) == sizeof s);
	close(ends[0]);
	ensure(waitpid(pid, &status, 0) == pid && status == 0);
	l->load_s = s[LOAD_S];
	l->load_cpu_s = s[LOAD_CPU_S];
	l->compile_s = s[COMPILE_S];
}

static void reopen(struct listed *l, struct arena *a, const char *dir)
{
	struct generation_input in[LISTED_SETS_MAX];
	uint64_t began = clock_mono_ns(), before = machine_resident();

	open_sets(l, in, a, dir);
	ensure(generation_read(path_of(a, dir, "generation", 0).p, in, l->sets, NULL, 0, &l->g,
			       NULL) == ERR_OK);
	l->open_s = seconds_since(began);
	l->resident = machine_resident() - before;
	l->huge = machine_huge();
	l->table_bytes = generation_counts(l->g).bytes;
}

void listed_open(struct listed *l, struct gen *g, uint64_t indicators, unsigned sets,
		 const char *dir)
{
	struct arena *a = arena_open();

	ensure(sets <= LISTED_SETS_MAX);
	*l = (struct listed){ .sets = sets };
	domain_init();
	write_lists(g, indicators, sets, dir);
	load_in_child(l, sets, dir);
	reopen(l, a, dir);
	unlink(path_of(a, dir, "generation", 0).p);
	for (unsigned i = 0; i < sets; i++) {
		struct str text = path_of(a, dir, "txt", i), set = path_of(a, dir, "set", i);

		l->set_bytes += file_bytes(set);
		for (size_t k = 0; k < set_count(l->set[i]); k++)
			l->text_bytes += set_value(l->set[i], k).n;
		unlink(text.p);
		unlink(set.p);
	}
	arena_close(a);
}

void listed_close(struct listed *l)
{
	generation_close(l->g);
	for (unsigned i = 0; i < l->sets; i++)
		set_close(l->set[i]);
	*l = (struct listed){ 0 };
}
