/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regex_cost.h - how large would the C library make this expression?
 *
 * regcomp(3) of glibc writes what "+" and "{n,m}" repeat out in full, so that nested ones grow
 * without bound: thirty nested "+" never end. This counts the nodes beforehand. A quantifier behind a
 * quantifier, or behind nothing, is refused: it means nothing, and is dear.
 *
 * Threads: pure. Room: index (private). May include: base.
 */
#pragma once

#include "base/str.h"

enum { REGEX_COST_MAX = 8192, REGEX_DEPTH_MAX = 32 };

/* A POSIX extended expression, well-formed but for what this finds. */
bool regex_is_cheap(struct str posix);
