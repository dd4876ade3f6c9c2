/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include "base/clock.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static _Atomic int highest = LOG_NOTE;

void log_level_set(enum log_level level)
{
	atomic_store(&highest, level);
}

static void put_prefix(struct buf *b, enum log_level level)
{
	static const char *const names[] = { "",        "",     "",     "error",
					     "warning", "note", "info", "detail" };
	time_t t = (time_t)(clock_now().us / US_PER_SECOND);
	char stamp[32];
	struct tm tm;

	if (getenv("JOURNAL_STREAM")) {
		buf_printf(b, "<%d>", (int)level);
		return;
	}
	gmtime_r(&t, &tm);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_printf(b, "%s %s: ", stamp, names[level]);
}

/* A line is one write, so that threads do not interleave. */
static void write_line(struct buf *b)
{
	ssize_t done;

	buf_c(b, '\n');
	done = write(STDERR_FILENO, b->p, b->n);
	(void)done; /* a lost log line is no reason to stop */
	buf_fini(b);
}

void log_say_(enum log_level level, enum say_id id, const struct say_arg *args, size_t n)
{
	struct buf b = { 0 };

	if ((int)level > atomic_load(&highest))
		return;
	put_prefix(&b, level);
	say_put(&b, say_lang_default(), id, args, n);
	write_line(&b);
}

void log_why(enum log_level level, const struct why *why)
{
	struct buf b = { 0 };

	if ((int)level > atomic_load(&highest))
		return;
	put_prefix(&b, level);
	why_text(why, say_lang_default(), &b);
	write_line(&b);
}
