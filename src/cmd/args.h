/* SPDX-License-Identifier: Apache-2.0 */
/*
 * args.h - the words behind a command, read from a table that is also its help.
 *
 * Long options take their value as "--name value" or "--name=value"; "-n value"; "--" ends
 * options; "-" is a plain word (stdin). Options may stand before, between and behind words.
 *
 *	struct opt opts[] = {
 *		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &dir },
 *		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &json },
 *		{ 0 } };
 *
 * Room: cmd. May include: base.
 */
#pragma once

#include "base/say.h"
#include "base/why.h"

#include <stdbool.h>

struct opt {
	const char *name; /* long name, without the dashes */
	char letter;      /* 0: none */
	enum { OPT_FLAG, OPT_TEXT, OPT_NUMBER, OPT_MANY } kind;
	const char *value; /* the value's name in the help, NULL for a flag */
	enum say_id help;
	bool *flag;
	const char **text;
	uint64_t *number;
	struct arg_list *many;
};

enum { ARGS_MAX = 65536 };

/* Words in the order given; points into argv and lives as long as it. */
struct arg_list {
	const char **v;
	size_t n, cap;
};

/* Reads argv[1..]; words that are no options go to `words` (may be NULL: none are wanted).
 * A text option given twice with different values is refused. At most 64 options.
 * ERR_ARG with a sentence that names the word. --help, --lang and --json are the command's to
 * list, but --lang and --help are understood everywhere: *help is set and reading goes on. */
MUST_CHECK enum err args_read(int argc, char **argv, const struct opt *opts, struct arg_list *words,
			      bool *help, struct why *why);
/* The value of --lang, obeyed at once; NULL: it is missing. */
MUST_CHECK enum err args_lang(const char *value, struct why *why);
void args_fini(struct arg_list *l);

/* "usage: cresset NAME WORDS", the command's sentence, then a line an option. */
void args_help(const char *name, const char *words, enum say_id about, const struct opt *opts);
