/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_load.c - feeds, warning lists and records into a node, file by file.
 *
 * A file is a batch: its set is published, then one transaction names it. The same file again is
 * "unchanged". What is refused is printed with its place; good entries beside it are loaded.
 */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "cmd/feed_names.h"
#include "cmd/load_feed.h"
#include "cmd/load_ndt.h"
#include "cmd/load_records.h"
#include "wire/domain.h"

#include <stdio.h>
#include <sys/stat.h>

/* Is this path one of the files, by whatever name? Writing to it would destroy what is to be read. */
static bool is_one_of(const char *path, const struct arg_list *files)
{
	struct stat mine, other;

	if (stat(path, &mine) != 0 || !S_ISREG(mine.st_mode))
		return false;
	for (size_t i = 0; i < files->n; i++)
		if (stat(files->v[i], &other) == 0 && mine.st_dev == other.st_dev &&
		    mine.st_ino == other.st_ino)
			return true;
	return false;
}

static enum err read_options(struct load_options *o, struct arg_list *words, bool *help, int argc,
			     char **argv, struct why *why)
{
	const char *category = NULL, *format = NULL;
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &o->dir },
		{ "publisher", 0, OPT_TEXT, "NAME", SAY_OPT_PUBLISHER, .text = &o->publisher },
		{ "category", 0, OPT_TEXT, "WORD", SAY_OPT_CATEGORY, .text = &category },
		{ "licence", 0, OPT_TEXT, "TEXT", SAY_OPT_LICENCE, .text = &o->licence },
		{ "name", 0, OPT_TEXT, "NAME", SAY_OPT_FEED_NAME, .text = &o->name },
		{ "format", 0, OPT_TEXT, "WORD", SAY_OPT_FEED_FORMAT, .text = &format },
		{ "map", 0, OPT_TEXT, "FIELD=COLUMN,...", SAY_OPT_FEED_MAP, .text = &o->map },
		{ "allow-empty", 0, OPT_FLAG, NULL, SAY_OPT_ALLOW_EMPTY, .flag = &o->allow_empty },
		{ "refused", 0, OPT_TEXT, "FILE", SAY_OPT_REFUSED, .text = &o->refused_path },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &o->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, words, help, why);

	if (*help)
		args_help("load", "-n DIR [--publisher P --category C] FILE...", SAY_LOAD_ABOUT,
			  opts);
	if (e != ERR_OK || *help)
		return e;
	if (!o->dir || !words->n)
		return why_set(why, ERR_ARG, SAY_LOAD_USAGE);
	if (o->name && words->n > 1)
		return why_set(why, ERR_ARG, SAY_LOAD_ONE_NAME);
	if (o->refused_path && is_one_of(o->refused_path, words))
		return why_set(why, ERR_ARG, SAY_LOAD_REFUSED_INPUT, A(o->refused_path));
	if (category && !category_of(str_of(category), &o->category))
		return why_set(why, ERR_ARG, SAY_LOAD_CATEGORY, A(category));
	if (format && strcmp(format, "records") == 0)
		o->records = true;
	else if (format && strcmp(format, "ndt") == 0)
		o->ndt = true;
	else if (format && !feed_format_of(str_of(format), &o->format))
		return why_set(why, ERR_ARG, SAY_LOAD_FORMAT, A(format));
	return ERR_OK;
}

/* 0 loaded, EXIT_REFUSED loaded in part, EXIT_FAILED not loaded. */
static int load_one(struct loader *l, const char *path)
{
	struct load_report report = { .file = path };
	struct why why = { 0 };
	bool records, ndt = false;
	enum err e = load_is_records(l, path, &records, &why);

	if (e == ERR_OK && !records)
		e = load_is_ndt(l, path, &ndt, &why);
	if (e == ERR_OK)
		e = records ? load_records(l, path, &report, &why) :
		    ndt     ? load_ndt(l, path, &report, &why) :
			      load_feed(l, path, &report, &why);
	if (e != ERR_OK) {
		why_at(&why, path, 0, 0);
		why_print(&why, stderr);
	}
	if (e == ERR_OK || report.kept)
		load_print(l, &report);
	if (e != ERR_OK)
		return report.kept ? EXIT_REFUSED : EXIT_FAILED;
	return report.refused ? EXIT_REFUSED : EXIT_DONE;
}

/* All the files; the worst outcome, but a failure never stops the next file. */
static int load_all(struct loader *l, const struct arg_list *files)
{
	struct arena *a = arena_open();
	struct str *names = feed_names(a, files->v, files->n);
	int code = EXIT_DONE;

	for (size_t i = 0; i < files->n; i++) {
		int one;

		l->name = names[i];
		one = load_one(l, files->v[i]);
		if (one == EXIT_FAILED || code == EXIT_DONE)
			code = one;
	}
	arena_close(a);
	return code;
}

int cmd_load(int argc, char **argv)
{
	struct load_options o = { 0 };
	struct arg_list words = { 0 };
	struct loader l = { 0 };
	struct why why = { 0 };
	bool help;
	int code = EXIT_DONE;

	if (read_options(&o, &words, &help, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		args_fini(&words);
		return EXIT_USAGE;
	}
	if (!help) {
		domain_init();
		if (loader_open(&l, &o, &why) == ERR_OK) {
			code = load_all(&l, &words);
		} else {
			why_print(&why, stderr);
			code = EXIT_FAILED;
		}
		loader_close(&l);
	}
	args_fini(&words);
	return code;
}
