/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gen EVENTS INDICATORS HITS_PER_MILLION SEED DIR [--mix NAME] [--formats NAME,...]
 *
 * Writes DIR/list.txt, the events in each format (default: eve alone), for each of them
 * DIR/truth-FORMAT.tsv (line, field, kind, indicator; in order), and DIR/truth.json; prints the
 * truth's line. DIR is made where it is not there.
 */
#include "gen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LIST_PART = 100000 };

static void fail(const char *path)
{
	fprintf(stderr, "gen: %s: %s\n", path, strerror(errno));
	exit(1);
}

static FILE *create(const char *dir, const char *name)
{
	struct buf path = { 0 };
	FILE *f;

	buf_printf(&path, "%s/%s", dir, name);
	f = fopen(buf_cstr(&path), "wb");
	if (!f)
		fail(buf_cstr(&path));
	buf_fini(&path);
	return f;
}

static void write_block(void *ctx, struct str block)
{
	if (fwrite(block.p, 1, block.n, ctx) != block.n)
		fail("write");
}

static void close_file(FILE *f)
{
	if (fclose(f))
		fail("close");
}

static void write_list(struct gen *g, const struct gen_options *o, const char *dir)
{
	FILE *f = create(dir, "list.txt");
	struct buf b = { 0 };

	for (uint64_t i = 0; i < o->indicators; i += LIST_PART) {
		uint64_t end = i + LIST_PART < o->indicators ? i + LIST_PART : o->indicators;

		buf_clear(&b);
		gen_list_part(g, i, end, &b);
		write_block(f, buf_str(&b));
	}
	buf_fini(&b);
	close_file(f);
}

static void tell_truth(const struct gen_truth *t, enum gen_format f, struct buf *out)
{
	buf_printf(out, "%s\"%s\":{\"file\":\"%s\",\"records\":%llu,\"hits\":%llu",
		   out->p[out->n - 1] == '{' ? "" : ",", gen_format_name(f), gen_format_file(f),
		   (unsigned long long)t->records, (unsigned long long)t->hits);
	for (int k = 0; k < GEN_KINDS; k++)
		buf_printf(out, ",\"%s\":%llu", gen_kind_name((enum gen_kind)k),
			   (unsigned long long)t->by_kind[k]);
	buf_printf(out, ",\"broken\":%llu,\"doubled\":%llu}", (unsigned long long)t->broken,
		   (unsigned long long)t->doubled);
}

static void write_format(struct gen *g, enum gen_format f, const char *dir, struct buf *json)
{
	struct buf hits = { 0 }, name = { 0 };
	FILE *events = create(dir, gen_format_file(f)), *truth;
	struct gen_truth t = gen_events(g, f, write_block, events, &hits);

	close_file(events);
	buf_printf(&name, "truth-%s.tsv", gen_format_name(f));
	truth = create(dir, buf_cstr(&name));
	write_block(truth, buf_str(&hits));
	close_file(truth);
	tell_truth(&t, f, json);
	buf_fini(&hits);
	buf_fini(&name);
}

static bool wanted(const char *formats, enum gen_format f)
{
	struct str name = str_of(gen_format_name(f)), part;

	for (struct str rest = str_of(formats); str_split(&rest, ',', &part);)
		if (str_eq(part, name) || str_eq(part, STR("all")))
			return true;
	return false;
}

static void write_all(const struct gen_options *o, const char *dir, const char *formats)
{
	struct gen *g = gen_open(*o);
	struct buf json = { 0 };
	FILE *f;

	if (mkdir(dir, 0777) && errno != EEXIST)
		fail(dir);
	write_list(g, o, dir);
	buf_printf(
		&json,
		"{\"mix\":\"%s\",\"seed\":%llu,\"events\":%llu,\"indicators\":%llu,\"formats\":{",
		gen_mix_name(o->mix), (unsigned long long)o->seed, (unsigned long long)o->events,
		(unsigned long long)o->indicators);
	for (int i = 0; i < GEN_FORMATS; i++)
		if (wanted(formats, (enum gen_format)i))
			write_format(g, (enum gen_format)i, dir, &json);
	buf_puts(&json, "}}\n");
	f = create(dir, "truth.json");
	write_block(f, buf_str(&json));
	close_file(f);
	write_block(stdout, buf_str(&json));
	buf_fini(&json);
	gen_close(g);
}

static bool number(const char *text, uint64_t *out)
{
	return str_u64(str_of(text), out);
}

static bool read_options(int argc, char **argv, struct gen_options *o, const char **formats)
{
	if (argc < 6 || !number(argv[1], &o->events) || !number(argv[2], &o->indicators) ||
	    !number(argv[3], &o->per_million) || !number(argv[4], &o->seed))
		return false;
	for (int i = 6; i < argc; i += 2) {
		if (i + 1 == argc)
			return false;
		if (strcmp(argv[i], "--formats") == 0)
			*formats = argv[i + 1];
		else if (strcmp(argv[i], "--mix") != 0 || !gen_mix_of(argv[i + 1], &o->mix))
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct gen_options o = { .seed = 42 };
	const char *formats = "eve";

	if (!read_options(argc, argv, &o, &formats)) {
		fprintf(stderr, "gen EVENTS INDICATORS HITS_PER_MILLION SEED DIR [--mix NAME] "
				"[--formats eve,zeek,zeek-json,csv,dnstap,ipfix | all]\nmixes:");
		for (int m = 0; m < MIXES; m++)
			fprintf(stderr, " %s", gen_mix_name((enum gen_mix)m));
		fputc('\n', stderr);
		return 2;
	}
	write_all(&o, argv[5], formats);
	return 0;
}
