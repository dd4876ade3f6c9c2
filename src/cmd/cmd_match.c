/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_match.c - logs in, hits out; with a node also sightings.
 *
 * Without a node this is a file tool like grep: it keeps nothing and never prints the client.
 */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/progress.h"
#include "cmd/args.h"
#include "cmd/match_file.h"
#include "cmd/match_live.h"
#include "cmd/match_node.h"
#include "cmd/match_threads.h"
#include "cmd/tables.h"
#include "wire/domain.h"

#include <stdio.h>

enum { RUN_ID_MAX = 200 };

struct choices {
	const char *node, *sensor, *format, *map, *run_id, *listen;
	struct arg_list lists, words;
	bool all, strict, json, help, follow, ordered;
	uint64_t threads;
};

static enum err read_choices(struct choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->node },
		{ "indicators", 'i', OPT_MANY, "FILE", SAY_OPT_LIST, .many = &c->lists },
		{ "sensor", 0, OPT_TEXT, "ID", SAY_OPT_SENSOR, .text = &c->sensor },
		{ "format", 0, OPT_TEXT, "eve|zeek|csv|ndjson|dnstap|ipfix|pcap",
		  SAY_OPT_EVENT_FORMAT, .text = &c->format },
		{ "map", 0, OPT_TEXT, "FIELD=COLUMN,...", SAY_OPT_EVENT_MAP, .text = &c->map },
		{ "listen", 0, OPT_TEXT, "unix:PATH|udp:ADDRESS:PORT", SAY_OPT_LISTEN_EVENTS,
		  .text = &c->listen },
		{ "run-id", 0, OPT_TEXT, "ID", SAY_OPT_RUN_ID, .text = &c->run_id },
		{ "follow", 0, OPT_FLAG, NULL, SAY_OPT_FOLLOW, .flag = &c->follow },
		{ "threads", 0, OPT_NUMBER, "N", SAY_OPT_THREADS, .number = &c->threads },
		{ "ordered", 0, OPT_FLAG, NULL, SAY_OPT_ORDERED, .flag = &c->ordered },
		{ "all", 0, OPT_FLAG, NULL, SAY_OPT_ALL, .flag = &c->all },
		{ "strict", 0, OPT_FLAG, NULL, SAY_OPT_STRICT, .flag = &c->strict },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON_SUMMARY, .flag = &c->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("match", "(-n DIR | -i LIST...) [EVENTS...|-|--listen WHERE]",
			  SAY_MATCH_ABOUT, opts);
	return e;
}

static enum err check_choices(struct choices *c, struct match_run *run, struct why *why)
{
	if (c->format && !event_format_of(str_of(c->format), &run->format) &&
	    !stream_format_of(str_of(c->format), &run->stream))
		return why_set(why, ERR_ARG, SAY_MATCH_FORMAT, A(c->format));
	if (!c->node == !c->lists.n)
		return why_set(why, ERR_ARG, SAY_MATCH_NODE_OR_LISTS);
	if (c->run_id && (!c->run_id[0] || strlen(c->run_id) > RUN_ID_MAX ||
			  !str_is_utf8(str_of(c->run_id), NULL)))
		return why_set(why, ERR_ARG, SAY_MATCH_RUN_ID, A(RUN_ID_MAX));
	if (!c->node && (c->sensor || c->run_id))
		return why_set(why, ERR_ARG, SAY_MATCH_NEEDS_NODE);
	if (c->listen && (c->words.n || c->run_id || c->map || c->follow))
		return why_set(why, ERR_ARG, SAY_MATCH_LISTEN_ALONE);
	if (c->follow && (c->words.n != 1 || strcmp(c->words.v[0], "-") == 0))
		return why_set(why, ERR_ARG, SAY_MATCH_FOLLOW_ONE);
	if (c->threads > MATCH_THREADS_MAX)
		return why_set(why, ERR_ARG, SAY_MATCH_THREADS, A(MATCH_THREADS_MAX));
	run->follow = c->follow;
	run->threads = (unsigned)c->threads;
	run->ordered = c->ordered;
	return ERR_OK;
}

/* Every file of the command line (none: stdin); a file that fails does not stop the next. */
static int match_words(struct choices *c, struct match_run *run, struct match_node *node)
{
	static const char *const standard_input[] = { "-" };
	const char *const *files = c->listen  ? &c->listen :
				   c->words.n ? c->words.v :
						standard_input;
	size_t n = c->words.n ? c->words.n : 1;
	int code = EXIT_DONE;

	for (size_t i = 0; i < n; i++) {
		struct why why = { 0 };
		enum err e = node ? match_node_file(node, run, files[i], &why) :
				    match_file(run, files[i], &why);

		if (why.code != ERR_OK)
			why_print(&why, stderr);
		if (e != ERR_OK)
			code = EXIT_FAILED;
		match_print_file(run, files[i], c->json);
		if (run->broken || match_live_stopped(run))
			break; /* said already; there is nobody to read the rest */
	}
	return code;
}

static int finish(struct choices *c, struct match_run *run, struct tables *t, int code)
{
	if (match_flush(run) != ERR_OK)
		return EXIT_FAILED;
	if (c->words.n > 1)
		match_print_total(run, c->json);
	return code == EXIT_DONE && (run->total.refused || t->refused) ? EXIT_REFUSED : code;
}

static int with_lists(struct choices *c, struct match_run *run)
{
	struct tables t = { 0 };
	struct why why = { 0 };
	int code = EXIT_FAILED;

	if (tables_from_files(&t, c->lists.v, c->lists.n, &why) != ERR_OK) {
		why_print(&why, stderr);
	} else {
		match_start(run, &t);
		code = finish(c, run, &t, match_words(c, run, NULL));
	}
	match_stop(run);
	tables_close(&t);
	return code;
}

static int with_node(struct choices *c, struct match_run *run)
{
	struct match_node node = { 0 };
	struct why why = { 0 };
	int code = EXIT_FAILED;

	if (match_node_open(&node, c->node, c->sensor, c->run_id, &why) != ERR_OK) {
		why_print(&why, stderr);
	} else {
		match_start(run, &node.tables);
		code = finish(c, run, &node.tables, match_words(c, run, &node));
	}
	match_stop(run);
	match_node_close(&node);
	return code;
}

static void free_choices(struct choices *c)
{
	args_fini(&c->lists);
	args_fini(&c->words);
}

int cmd_match(int argc, char **argv)
{
	struct choices c = { 0 };
	struct match_run run = { 0 };
	struct why why = { 0 };
	int code;

	if (argc > 1 && strcmp(argv[1], "explain") == 0)
		return cmd_match_explain(argc - 1, argv + 1);
	if (read_choices(&c, argc, argv, &why) != ERR_OK ||
	    (!c.help && check_choices(&c, &run, &why) != ERR_OK)) {
		why_print(&why, stderr);
		free_choices(&c);
		return EXIT_USAGE;
	}
	if (c.help) {
		free_choices(&c);
		return EXIT_DONE;
	}
	domain_init();
	run.listen = c.listen;
	run.map = str_of(c.map ? c.map : "");
	run.strict = c.strict;
	run.options = (struct match_options){ .all = c.all, .now = clock_now() };
	code = c.node ? with_node(&c, &run) : with_lists(&c, &run);
	free_choices(&c);
	return code;
}
