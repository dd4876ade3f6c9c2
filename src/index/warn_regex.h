/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warn_regex.h - the regular expressions of MISP warning lists, as POSIX can run them.
 *
 * MISP writes PHP's form, /.../i. We run POSIX extended expressions: the delimiters and the flag i
 * are read, \d \w \s and escaped punctuation are translated, (?:...) becomes a group and lazy
 * quantifiers greedy ones (the answer "does it match" is the same). Look-around, back-references
 * and what else POSIX lacks make an expression unusable: it is counted, never guessed at.
 *
 * Limits, because the expression is input: 512 bytes, 32 groups deep, counted repeats whose
 * product stays below 1,000, at most REGEX_COST_MAX nodes when all repeats are written out
 * (regex_cost.h); texts above 2,048 bytes are not tried.
 *
 * Threads: match in any. Room: index (private). May include: base.
 */
#pragma once

#include "base/str.h"

struct warn_regex;

struct warn_regex *warn_regex_open(struct str text); /* NULL: unusable */
void warn_regex_close(struct warn_regex *r);
bool warn_regex_match(const struct warn_regex *r, struct str text);
