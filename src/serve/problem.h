/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problem.h - a refusal as RFC 9457 says: type, title, status, detail; in the asker's language.
 *
 * The type is a stable name (urn:cresset:problem:<name>) for programs; title and detail are for
 * people. Threads: pure. Room: serve. May include: all but cmd.
 */
#pragma once

#include "base/buf.h"
#include "base/why.h"

/* "not-found"; any status gets a name. */
const char *problem_name(int status);
enum say_id problem_title(int status);
/* {"type":...,"title":...,"status":...,"detail":...}, and line and column of the asker's
 * input where they are known. `why` may be NULL: no detail. */
void problem_json(int status, enum lang lang, const struct why *why, struct buf *out);
