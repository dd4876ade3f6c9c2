/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench [--full] [--only TEXT] [--measures NAMES] [--events N] [--seed N] [--commit C] [--reps N]
 *
 * What one event costs, beside what this machine can do at all. One JSON line a row: a format and a
 * mix of events, so many of them hits, against so many indicators. Every repetition's hits are
 * compared with the truth, kind by kind; a wrong one is told and makes the exit code 1. Times
 * are CPU time of the thread, the repetitions of all measures interleaved; they never fail.
 * --measures counted,scan: these alone beside "fast" (enum measure), for a profile; the other ways
 * are then not held against the truth either.
 */
#include "base/clock.h"
#include "base/ensure.h"
#include "base/mem.h"
#include "gen.h"
#include "listed.h"
#include "machine.h"
#include "ways.h"
#include "yard.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { REPS_MAX = 51, SLOW_EVENTS = 20000 };

struct row {
	enum gen_format format;
	enum gen_mix mix;
	uint64_t indicators, per_million, events;
	unsigned sets;
};

enum measure {
	M_FAST,    /* what `cresset match` does */
	M_COUNTED, /* the same on a node: counters and sketches as well */
	M_STRICT,  /* --strict, over the first SLOW_EVENTS events */
	M_PLAIN,   /* the sieve without vector instructions, over the same */
	M_SCAN,    /* the sieve with nothing to find: the bare look at the bytes */
	M_TWO,     /* two threads, wall time */
	M_ONE,     /* one thread, wall time, in the same manner */
	M_CJSON,   /* merely parsing, over the first SLOW_EVENTS events */
	M_JANSSON,
	M_COPY,      /* a byte */
	M_LINE,      /* a random cache line, 32 in flight, in memory as large as the tables */
	M_DEPENDENT, /* the same, one after the other */
	MEASURES
};
static const char *const measure_names[MEASURES] = { "fast",    "counted", "strict",  "plain",
						     "scan",    "two",     "one",     "cjson",
						     "jansson", "memcpy",  "line_32", "line_1" };

struct bench {
	const char *commit, *only, *measures, *dir;
	bool full;
	uint64_t seed, events;
	unsigned reps;
	struct listed listed, empty;
	struct row have; /* what `listed` is for */
	struct buf file;
	struct gen_truth truth;
	size_t slow_bytes; /* the first SLOW_EVENTS lines */
	uint64_t slow_events;
	struct yard yard;
	struct ways_job job;
	struct ways_tally tally;
	bool wrong, wrong_ever;
	double t[MEASURES][REPS_MAX];
	bool done[MEASURES];
	uint64_t began_wall, began_cpu;
	double load_before;
};

/* ---- what is measured ---- */

static void check(struct bench *b, const struct ways_tally *t, const char *what)
{
	const uint64_t got[GEN_KINDS] = {
		t->by_kind[IND_DOMAIN], t->by_kind[IND_IPV4], t->by_kind[IND_CIDR],
		t->by_kind[IND_IPV6],   t->by_kind[IND_URL],  t->by_kind[IND_SHA256],
	};

	for (int k = 0; k < GEN_KINDS; k++)
		if (got[k] != b->truth.by_kind[k]) {
			b->wrong = true;
			fprintf(stderr, "WRONG: %s: %llu hits of %s, %llu are true\n", what,
				(unsigned long long)got[k], gen_kind_name((enum gen_kind)k),
				(unsigned long long)b->truth.by_kind[k]);
		}
}

static struct ways_tally fast(const struct ways_job *j)
{
	return ways_has_fast(j) ? ways_fast(j) : ways_strict(j);
}

static struct ways_job slow_job(const struct bench *b)
{
	struct ways_job j = b->job;

	j.bytes = str_cut(j.bytes, 0, b->slow_bytes);
	return j;
}

/* One repetition: does the work, and says over how many things. */
static uint64_t work(struct bench *b, enum measure m)
{
	struct ways_job j = b->job, slow = slow_job(b);
	struct ways_tally t;

	switch (m) {
	case M_FAST:
		b->tally = fast(&j);
		check(b, &b->tally, "fast");
		return b->truth.records;
	case M_COUNTED:
		t = ways_counted(&j);
		check(b, &t, "counted");
		return b->truth.records;
	case M_STRICT:
		ways_strict(&slow);
		return b->slow_events;
	case M_PLAIN:
		slow.isa = 1;
		ways_fast(&slow);
		return b->slow_events;
	case M_SCAN:
		j.g = b->empty.g;
		ways_fast(&j);
		return b->truth.records;
	case M_ONE:
	case M_TWO:
		t = ways_threads(&j, m == M_ONE ? 1 : 2);
		check(b, &t, measure_names[m]);
		return b->truth.records;
	case M_CJSON:
		yard_cjson(slow.bytes);
		return b->slow_events;
	case M_JANSSON:
		yard_jansson(slow.bytes);
		return b->slow_events;
	case M_COPY:
		yard_copy(&b->yard);
		return YARD_COPY;
	case M_LINE:
		yard_lines(&b->yard);
		return YARD_LINES;
	case M_DEPENDENT:
		yard_dependent(&b->yard);
		return YARD_LINES / 16;
	case MEASURES:
		break;
	}
	return 1;
}

static bool is_json(enum gen_format f)
{
	return f == GEN_EVE || f == GEN_ZEEK_JSON;
}

/* Which measures make sense for this row. */
static bool applies(const struct bench *b, const struct row *r, enum measure m)
{
	bool sieve = ways_has_fast(&b->job);

	if (b->measures && m != M_FAST && !strstr(b->measures, measure_names[m]))
		return false;
	switch (m) {
	case M_COUNTED:
	case M_PLAIN:
		return sieve && is_json(r->format);
	case M_SCAN:
		return sieve;
	case M_TWO:
	case M_ONE: /* Zeek's header stands at the beginning alone */
		return is_json(r->format) && machine_cores() > 1;
	case M_CJSON:
		return is_json(r->format) && yard_has_cjson();
	case M_JANSSON:
		return is_json(r->format) && yard_has_jansson();
	default:
		return true;
	}
}

static bool is_wall(enum measure m)
{
	return m == M_TWO || m == M_ONE;
}

static void repeat(struct bench *b, const struct row *r)
{
	for (int m = 0; m < MEASURES; m++)
		b->done[m] = applies(b, r, (enum measure)m);
	for (unsigned rep = 0; rep < b->reps; rep++)
		for (int m = 0; m < MEASURES; m++) {
			bool wall = is_wall((enum measure)m);
			uint64_t began, n;

			if (!b->done[m])
				continue;
			began = wall ? clock_mono_ns() : clock_cpu_ns();
			n = work(b, (enum measure)m);
			b->t[m][rep] = (double)((wall ? clock_mono_ns() : clock_cpu_ns()) - began) /
				       (double)(n + !n);
		}
}

/* ---- one row ---- */

static void keep(void *ctx, struct str block)
{
	buf_put(ctx, block);
}

/* Where the first SLOW_EVENTS records end; all of a binary file, and of Zeek's three logs in one. */
static void find_slow(struct bench *b, enum gen_format f)
{
	uint64_t lines = 0;
	size_t at = 0;

	b->slow_bytes = b->file.n;
	b->slow_events = b->truth.records;
	if (b->job.lines == EVENTS_GUESS || f == GEN_ZEEK)
		return;
	while (lines < SLOW_EVENTS && at < b->file.n) {
		const char *end = memchr(b->file.p + at, '\n', b->file.n - at);

		at = end ? (size_t)(end - b->file.p) + 1 : b->file.n;
		lines++;
	}
	b->slow_bytes = at;
	b->slow_events = lines < b->truth.records ? lines : b->truth.records;
}

static struct ways_job job_of(const struct bench *b, enum gen_format f)
{
	static const enum event_format lines[GEN_FORMATS] = { EVENTS_EVE, EVENTS_ZEEK, EVENTS_ZEEK,
							      EVENTS_CSV };
	struct ways_job j = { .g = b->listed.g, .bytes = buf_str(&b->file), .lines = lines[f] };

	if (f == GEN_DNSTAP)
		j.stream = STREAM_DNSTAP;
	if (f == GEN_IPFIX)
		j.stream = STREAM_FLOW;
	return j;
}

/* The list depends on the mix as well (slash8, dense24, nested). */
static void have_list(struct bench *b, const struct row *r, struct gen *g)
{
	if (b->have.indicators == r->indicators && b->have.mix == r->mix && b->have.sets == r->sets)
		return;
	listed_close(&b->listed);
	yard_close(&b->yard);
	listed_open(&b->listed, g, r->indicators, r->sets, b->dir);
	yard_open(&b->yard, b->listed.table_bytes);
	b->have = *r;
}

/* false: this build does not read the format. */
static bool prepare(struct bench *b, const struct row *r)
{
	struct gen_options o = { r->events, r->indicators, r->per_million, b->seed, r->mix };
	struct gen *g = gen_open(o);

	have_list(b, r, g);
	buf_clear(&b->file);
	b->truth = gen_events(g, r->format, keep, &b->file, NULL);
	memset(buf_reserve(&b->file, WAYS_PAD), 0, WAYS_PAD);
	gen_close(g);
	b->job = job_of(b, r->format);
	b->wrong = false;
	find_slow(b, r->format);
	return ways_readable(&b->job);
}

/* ---- what is told ---- */

static int cmp_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(struct bench *b, enum measure m)
{
	qsort(b->t[m], b->reps, sizeof *b->t[m], cmp_double);
	return b->t[m][b->reps / 2];
}

static void tell_machine(const struct bench *b, struct buf *out)
{
	char date[32];
	time_t now = time(NULL);

	strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	buf_printf(out, ",\"commit\":\"%s\",\"date\":\"%s\",\"cpu\":\"", b->commit, date);
	machine_cpu(out);
	buf_printf(out, "\",\"cores\":%u,\"compiler\":\"%s\",\"flags\":\"%s\",\"pages\":\"",
		   machine_cores(), __VERSION__, BENCH_FLAGS);
	machine_pages(out);
	buf_printf(out, "\",\"isa\":\"%s\"", ways_isa(&b->job));
}

static void tell_noise(const struct bench *b, struct buf *out)
{
	double wall = (double)(clock_mono_ns() - b->began_wall),
	       cpu = (double)(machine_process_cpu_ns() - b->began_cpu);
	double load = machine_load();

	buf_printf(out, ",\"load\":[%.2f,%.2f],\"wall_cpu\":%.2f,\"noisy\":%s", b->load_before,
		   load, wall / (cpu + 1),
		   wall / (cpu + 1) > 1.3 || load > machine_cores() ? "true" : "false");
}

static void tell_hits(const struct bench *b, struct buf *out)
{
	buf_printf(out, ",\"hits\":{\"all\":%llu", (unsigned long long)b->tally.hits);
	for (int k = 0; k < GEN_KINDS; k++)
		buf_printf(out, ",\"%s\":%llu", gen_kind_name((enum gen_kind)k),
			   (unsigned long long)b->truth.by_kind[k]);
	buf_printf(out, "},\"truth\":%s,\"suspects\":%llu,\"refused\":%llu",
		   b->wrong ? "false" : "true", (unsigned long long)b->tally.suspects,
		   (unsigned long long)b->tally.refused);
}

static void tell_index(const struct bench *b, const struct row *r, struct buf *out)
{
	const struct listed *l = &b->listed;
	double n = (double)(r->indicators + !r->indicators);
	double text = (double)l->text_bytes;

	buf_printf(out,
		   ",\"index\":{\"load_s\":%.3f,\"load_cpu_s\":%.3f,\"compile_s\":%.3f,\"open_s\":%"
		   ".3f,\"table_"
		   "bytes\":%llu,"
		   "\"set_bytes\":%llu,\"resident_mib\":%.1f,\"huge_mib\":%.1f,"
		   "\"table_bytes_indicator\":%.2f,\"bytes_indicator_besides_text\":%.2f,"
		   "\"text_bytes_indicator\":%.2f}",
		   l->load_s, l->load_cpu_s, l->compile_s, l->open_s,
		   (unsigned long long)l->table_bytes, (unsigned long long)l->set_bytes,
		   (double)l->resident / (1 << 20), (double)l->huge / (1 << 20),
		   (double)l->table_bytes / n, ((double)(l->table_bytes + l->set_bytes) - text) / n,
		   text / n);
}

static void tell_times(struct bench *b, struct buf *out)
{
	double fast_ns = median(b, M_FAST);

	buf_printf(out, ",\"reps\":%u,\"ns\":{", b->reps);
	for (int m = 0; m < MEASURES; m++) {
		if (!b->done[m])
			continue;
		median(b, (enum measure)m); /* sorts */
		buf_printf(out, "%s\"%s\":[%.4g,%.4g,%.4g]", m ? "," : "", measure_names[m],
			   b->t[m][b->reps / 2], b->t[m][0], b->t[m][b->reps - 1]);
	}
	buf_printf(out, "},\"events_s\":%.0f,\"gb_s\":%.3f", 1e9 / fast_ns,
		   (double)b->file.n / (double)b->truth.records / fast_ns);
}

static void tell_row(struct bench *b, const struct row *r)
{
	struct buf out = { 0 };

	buf_printf(&out,
		   "{\"bench\":\"match\",\"format\":\"%s\",\"mix\":\"%s\",\"indicators\":%llu,"
		   "\"sets\":%u,\"per_million\":%llu,\"seed\":%llu,\"records\":%llu,\"bytes\":%zu",
		   gen_format_name(r->format), gen_mix_name(r->mix),
		   (unsigned long long)r->indicators, r->sets, (unsigned long long)r->per_million,
		   (unsigned long long)b->seed, (unsigned long long)b->truth.records, b->file.n);
	tell_hits(b, &out);
	tell_times(b, &out);
	tell_index(b, r, &out);
	tell_noise(b, &out);
	tell_machine(b, &out);
	buf_puts(&out, "}\n");
	fwrite(out.p, 1, out.n, stdout);
	fflush(stdout);
	buf_fini(&out);
}

/* Once, for the truth alone: the strict reader, and every way in which the sieve can look. */
static void check_others(struct bench *b)
{
	struct ways_tally t = ways_strict(&b->job);
	struct ways_job j = b->job;

	check(b, &t, "strict");
	while ((j.isa = ways_next_isa(&j, j.isa))) {
		t = ways_fast(&j);
		check(b, &t, ways_isa(&j));
	}
}

static void run_row(struct bench *b, const struct row *r)
{
	if (!prepare(b, r)) {
		fprintf(stderr, "skipped: %s: not read by this build\n",
			gen_format_name(r->format));
		return;
	}
	b->load_before = machine_load();
	b->began_wall = clock_mono_ns();
	b->began_cpu = machine_process_cpu_ns();
	if (!b->measures)
		check_others(b);
	repeat(b, r);
	tell_row(b, r);
	b->wrong_ever |= b->wrong;
}

/* ---- the plan ---- */

static bool is_wanted(const struct bench *b, const struct row *r)
{
	struct buf name = { 0 };
	bool wanted;

	buf_printf(&name, "%s/%s/%llu/%llu/%u", gen_format_name(r->format), gen_mix_name(r->mix),
		   (unsigned long long)r->indicators, (unsigned long long)r->per_million, r->sets);
	wanted = !b->only || strstr(buf_cstr(&name), b->only);
	buf_fini(&name);
	return wanted;
}

static void run(struct bench *b, struct row r)
{
	if (!r.events)
		r.events = b->events;
	if (!r.sets)
		r.sets = 1;
	if (is_wanted(b, &r))
		run_row(b, &r);
}

static void run_quick(struct bench *b)
{
	static const uint64_t sizes[] = { 1000, 100000, 1000000 };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		run(b, (struct row){ GEN_EVE, MIX_BASE, sizes[i], 1000 });
	run(b, (struct row){ GEN_EVE, MIX_BASE, 1000000, 100000 });
	run(b, (struct row){ GEN_ZEEK, MIX_BASE, 1000000, 1000 });
	run(b, (struct row){ GEN_DNSTAP, MIX_BASE, 1000000, 1000 });
	run(b, (struct row){ GEN_IPFIX, MIX_BASE, 1000000, 1000 });
}

static void run_full(struct bench *b)
{
	static const uint64_t sizes[] = { 1000, 10000, 100000, 1000000, 10000000 },
			      rates[] = { 0, 1000, 10000, 100000 };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		for (size_t k = 0; k < sizeof rates / sizeof *rates; k++)
			run(b, (struct row){ GEN_EVE, MIX_BASE, sizes[i], rates[k] });
		for (int f = GEN_EVE + 1; f < GEN_FORMATS; f++)
			run(b, (struct row){ (enum gen_format)f, MIX_BASE, sizes[i], 1000 });
	}
	for (int m = MIX_BASE + 1; m < MIXES; m++)
		run(b, (struct row){ GEN_EVE, (enum gen_mix)m, 1000000, 1000 });
	run(b, (struct row){ GEN_EVE, MIX_BASE, 1000000, 1000, .sets = 200 });
	run(b, (struct row){ GEN_EVE, MIX_BASE, 1000000, 1000, .events = 10 * b->events });
}

/* ---- */

static bool read_options(struct bench *b, int argc, char **argv)
{
	uint64_t reps = 7;

	for (int i = 1; i < argc; i++) {
		const char *word = argv[i], *value = i + 1 < argc ? argv[i + 1] : "";

		if (strcmp(word, "--full") == 0) {
			b->full = true;
			continue;
		}
		i++;
		if (strcmp(word, "--only") == 0)
			b->only = value;
		else if (strcmp(word, "--measures") == 0)
			b->measures = value;
		else if (strcmp(word, "--commit") == 0)
			b->commit = value;
		else if (!(strcmp(word, "--events") == 0 && str_u64(str_of(value), &b->events)) &&
			 !(strcmp(word, "--seed") == 0 && str_u64(str_of(value), &b->seed)) &&
			 !(strcmp(word, "--reps") == 0 && str_u64(str_of(value), &reps)))
			return false;
	}
	b->reps = reps < 1 ? 1 : reps > REPS_MAX ? REPS_MAX : (unsigned)reps;
	if (!b->events)
		b->events = b->full ? 1000000 : 200000;
	return true;
}

static void run_plan(struct bench *b)
{
	struct gen *none = gen_open((struct gen_options){ .seed = b->seed });

	listed_open(&b->empty, none, 0, 0, b->dir);
	gen_close(none);
	if (b->full)
		run_full(b);
	else
		run_quick(b);
	listed_close(&b->listed);
	listed_close(&b->empty);
	yard_close(&b->yard);
	buf_fini(&b->file);
}

int main(int argc, char **argv)
{
	struct bench b = { .commit = "unknown", .seed = 42 };
	char dir[] = "/tmp/cresset-bench-XXXXXX";

	if (!read_options(&b, argc, argv)) {
		fprintf(stderr,
			"bench [--full] [--only TEXT] [--measures NAMES] [--events N] [--seed N] "
			"[--reps N] [--commit C]\n");
		return 2;
	}
	b.dir = mkdtemp(dir);
	ensure(b.dir);
	run_plan(&b);
	ensure(!rmdir(dir));
	return b.wrong_ever;
}
