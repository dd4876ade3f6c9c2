/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmd.h"

#include "base/why.h"

#include <stdio.h>
#include <string.h>

static const struct command {
	const char *name;
	cmd_fn *run;
	enum say_id about;
} commands[] = {
	{ "init", cmd_init, SAY_INIT_ABOUT },
	{ "load", cmd_load, SAY_LOAD_ABOUT },
	{ "match", cmd_match, SAY_MATCH_ABOUT },
	{ "run", cmd_run, SAY_RUN_ABOUT },
	{ "situation", cmd_situation, SAY_SITUATION_ABOUT },
	{ "articles", cmd_articles, SAY_ARTICLES_ABOUT },
	{ "measure", cmd_measure, SAY_MEASURE_ABOUT },
	{ "doctor", cmd_doctor, SAY_DOCTOR_ABOUT },
	{ "demo-data", cmd_demo_data, SAY_DEMO_ABOUT },
	{ NULL, NULL, SAY_NONE },
};

static void print_help(void)
{
	say_line(stdout, SAY_CMD_ABOUT, A(CRESSET_VERSION));
	putchar('\n');
	for (const struct command *c = commands; c->name; c++) {
		printf("  %-12s ", c->name);
		say_line(stdout, c->about);
	}
	putchar('\n');
	say_line(stdout, SAY_CMD_EXIT_CODES);
	say_line(stdout, SAY_CMD_MORE);
}

/* --lang before the command, so that `cresset --lang zh --help` works. */
static int take_lang(int *argc, char ***argv)
{
	while (*argc > 2 && strcmp((*argv)[1], "--lang") == 0) {
		say_lang_set(say_lang_of(str_of((*argv)[2])));
		(*argv)[2] = (*argv)[0];
		*argv += 2;
		*argc -= 2;
	}
	return *argc;
}

int cmd_main(int argc, char **argv)
{
	if (take_lang(&argc, &argv) < 2) {
		print_help();
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_help();
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("cresset %s\n", CRESSET_VERSION);
		return EXIT_DONE;
	}
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(argv[1], c->name) == 0)
			return c->run(argc - 1, argv + 1);
	say_line(stderr, SAY_CMD_UNKNOWN, A(argv[1]));
	return EXIT_USAGE;
}
