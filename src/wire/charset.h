/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charset.h - text from somebody else's editor as UTF-8.
 *
 * Recognised: UTF-8 (a byte-order mark is taken off), UTF-16 with a byte-order mark (what spreadsheets
 * call "Unicode text"), and GB18030 with its subsets GBK and GB2312 (what they save in Chinese). The
 * last has no mark: it is tried where the bytes are not UTF-8, and taken only when all of them are
 * characters of it.
 *
 * Limits: CHARSET_BYTES_MAX in. Memory: the result borrows from `in` or stands in the arena.
 * Threads: any. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

enum { CHARSET_BYTES_MAX = 64 << 20 };

/* ERR_SYNTAX: none of these; why has the line and column of the first byte that is not UTF-8. */
MUST_CHECK enum err charset_utf8(struct arena *a, struct str in, struct str *out, struct why *why);
