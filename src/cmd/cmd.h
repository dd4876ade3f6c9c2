/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd.h - the commands: one table that is the dispatcher and the help.
 *
 * A command gets its own words (argv[0] is its name) and returns an exit code:
 * 0 done; 1 failed; 2 usage; 3 done, but some input was refused.
 *
 * Room: cmd. May include: all.
 */
#pragma once

#include "base/err.h"
#include "base/say.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_REFUSED = 3 };

int cmd_main(int argc, char **argv);

/* The end of a command that gathers its output: prints it (and frees it), then `why` unless e is ERR_OK.
 * The exit code. */
struct buf;
struct why;
int cmd_finish(enum err e, struct buf *out, const struct why *why);

/* One function a command, each in src/cmd/cmd_<name>.c. */
typedef int cmd_fn(int argc, char **argv);

cmd_fn cmd_alerts;
cmd_fn cmd_articles;
cmd_fn cmd_check;
cmd_fn cmd_calc;
cmd_fn cmd_doctor;
cmd_fn cmd_due;
cmd_fn cmd_init;
cmd_fn cmd_load;
cmd_fn cmd_match;
cmd_fn cmd_match_explain; /* "match explain" */
cmd_fn cmd_measure;
cmd_fn cmd_return;
cmd_fn cmd_run;
cmd_fn cmd_set;
cmd_fn cmd_situation;
cmd_fn cmd_text;
cmd_fn cmd_demo_data;
