/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.h - what the node tells its keeper: one line a fact, on stderr.
 *
 * With the journal behind us (JOURNAL_STREAM is set) each line begins with <level> as
 * sd-daemon(3) says, and no time; on a terminal or in a file it begins with the time and
 * the level. The sentence comes from the catalogue; nothing personal is ever an argument.
 *
 * Threads: all (one write(2) a line). Room: base. May include: libc.
 */
#pragma once

#include "base/say.h"
#include "base/why.h"

enum log_level { LOG_ERROR = 3, LOG_WARN = 4, LOG_NOTE = 5, LOG_INFO = 6, LOG_DETAIL = 7 };

/* Lines above this level are dropped; LOG_NOTE at start. */
void log_level_set(enum log_level level);

#define log_say(level, id, ...) \
	log_say_((level), (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))
void log_say_(enum log_level level, enum say_id id, const struct say_arg *args, size_t n);
void log_why(enum log_level level, const struct why *why);
