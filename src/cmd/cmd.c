/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmd.h"

#include "base/buf.h"
#include "base/why.h"
#include "cmd/args.h"
#include "index/sketch.h"
#include "store/sketches.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct command {
	const char *name;
	cmd_fn *run;
	enum say_id about;
} commands[] = {
	{ "init", cmd_init, SAY_INIT_ABOUT },
	{ "check", cmd_check, SAY_CHECK_ABOUT },
	{ "load", cmd_load, SAY_LOAD_ABOUT },
	{ "match", cmd_match, SAY_MATCH_ABOUT },
	{ "set", cmd_set, SAY_SETCMD_ABOUT },
	{ "run", cmd_run, SAY_RUN_ABOUT },
	{ "situation", cmd_situation, SAY_SITUATION_ABOUT },
	{ "alerts", cmd_alerts, SAY_ALERTS_ABOUT },
	{ "articles", cmd_articles, SAY_ARTICLES_ABOUT },
	{ "return", cmd_return, SAY_RETURN_ABOUT },
	{ "measure", cmd_measure, SAY_MEASURE_ABOUT },
	{ "due", cmd_due, SAY_DUECMD_ABOUT },
	{ "calc", cmd_calc, SAY_CALC_ABOUT },
	{ "text", cmd_text, SAY_TEXTCMD_ABOUT },
	{ "doctor", cmd_doctor, SAY_DOCTOR_ABOUT },
	{ "demo-data", cmd_demo_data, SAY_DEMO_ABOUT },
	{ NULL, NULL, SAY_NONE },
};

static void print_help(FILE *to)
{
	say_line(to, SAY_CMD_ABOUT, A(CRESSET_VERSION));
	fputc('\n', to);
	for (const struct command *c = commands; c->name; c++) {
		fprintf(to, "  %-12s ", c->name);
		say_line(to, c->about);
	}
	fputc('\n', to);
	say_line(to, SAY_CMD_EXIT_CODES);
	say_line(to, SAY_CMD_MORE);
}

/* What stands before a command, or instead of one. */
static int no_command(int argc, char **argv)
{
	static const struct opt none[] = { { 0 } };
	struct why why = { 0 };
	bool help;

	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("cresset %s\n", CRESSET_VERSION);
		return EXIT_DONE;
	}
	if (args_read(argc, argv, none, NULL, &help, &why) != ERR_OK) {
		why_print(&why, stderr);
		return EXIT_USAGE;
	}
	print_help(help ? stdout : stderr);
	return help ? EXIT_DONE : EXIT_USAGE;
}

/* --lang before the command, so that `cresset --lang zh load` works; *argv moves on past it. */
static enum err take_lang(int *argc, char ***argv, struct why *why)
{
	enum err e = ERR_OK;

	while (e == ERR_OK && *argc > 1 && strncmp((*argv)[1], "--lang", 6) == 0) {
		const char *word = (*argv)[1];
		int n = word[6] == '=' ? 1 : 2;

		if (word[6] && word[6] != '=')
			break;
		e = args_lang(n == 1 ? word + 7 : *argc > 2 ? (*argv)[2] : NULL, why);
		n = n < *argc ? n : *argc - 1;
		(*argv)[n] = (*argv)[0];
		*argv += n;
		*argc -= n;
	}
	return e;
}

static int run_command(int argc, char **argv)
{
	struct why why = { 0 };

	if (take_lang(&argc, &argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		return EXIT_USAGE;
	}
	if (argc < 2 || argv[1][0] == '-')
		return no_command(argc, argv);
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(argv[1], c->name) == 0)
			return c->run(argc - 1, argv + 1);
	say_line(stderr, SAY_CMD_UNKNOWN, A(argv[1]));
	return EXIT_USAGE;
}

/* What was printed must have arrived: a full disk behind `> file` is a failure, too. */
int cmd_finish(enum err e, struct buf *out, const struct why *why)
{
	fwrite(out->p ? out->p : "", 1, out->n, stdout);
	buf_fini(out);
	if (e == ERR_OK)
		return EXIT_DONE;
	why_print(why, stderr);
	return err_exit(e);
}

int cmd_main(int argc, char **argv)
{
	static const struct sketches known = { sketch_check, sketch_merge };
	int code;
	bool bad;

	sketches_are(&known); /* the store keeps them; only index knows what they are */
	code = run_command(argc, argv);
	bad = ferror(stdout);

	if (fflush(stdout) == 0 && !bad)
		return code;
	say_line(stderr, SAY_FILE_WRITE, A("stdout"), A(strerror(errno)));
	return code == EXIT_USAGE ? code : EXIT_FAILED;
}
