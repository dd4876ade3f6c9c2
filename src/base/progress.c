/* SPDX-License-Identifier: Apache-2.0 */
#include "base/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

enum { REDRAW_NS = 100000000 };

struct progress progress_start(enum say_id what)
{
	return (struct progress){ .on = isatty(STDERR_FILENO),
				  .started = clock_mono_ns(),
				  .what = what };
}

void progress_step(struct progress *p, uint64_t done, uint64_t total)
{
	struct buf b = { 0 }, t = { 0 };
	uint64_t now;

	if (!p->on)
		return;
	now = clock_mono_ns();
	if (now - p->drawn < REDRAW_NS)
		return;
	p->drawn = now;
	if (total)
		buf_u64(&t, total);
	else
		buf_c(&t, '?');
	say(&b, say_lang_default(), p->what, A(done), A(buf_str(&t)),
	    A((uint64_t)((double)done * 1e9 / (double)(now - p->started + 1))));
	fprintf(stderr, "\r\033[K%.*s", STR_FMT(buf_str(&b)));
	fflush(stderr);
	buf_fini(&b);
	buf_fini(&t);
}

void progress_done(struct progress *p)
{
	if (p->on && p->drawn)
		fputs("\r\033[K", stderr);
	p->on = false;
}
