/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/match_live.h"

#include <signal.h>
#include <stdio.h>

enum { HEADER = 64 << 10 };

static volatile sig_atomic_t stopping;

static void on_signal(int number)
{
	stopping = 1 + (number == SIGTERM);
}

void match_live_catch(struct match_run *run)
{
	struct sigaction act = { .sa_handler = on_signal }; /* no SA_RESTART: waits end */

	sigemptyset(&act.sa_mask);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	run->stop = &stopping;
}

enum err match_live_open(struct match_run *run, const char *path, struct input **in,
			 struct why *why)
{
	const struct input_place *from = run->place.inode ? &run->place : NULL;
	enum err e = input_open_follow(path, from, in, why);

	if (e != ERR_OK)
		return e;
	if (input_is_lost(*in))
		say_line(stderr, SAY_MATCH_FOLLOW_LOST, A(path), A(run->place.offset));
	if (!input_is_resumed(*in))
		run->line = 0;
	run->place = input_place(*in);
	return ERR_OK;
}

enum err match_live_header(struct match_run *run, struct input *in, enum event_format format,
			   struct event_reader *r, struct why *why)
{
	bool first = true;
	struct str head, line;
	enum err e;

	if (!run->follow || !input_is_resumed(in) ||
	    (format != EVENTS_ZEEK && format != EVENTS_CSV))
		return ERR_OK;
	e = input_peek_line(in, HEADER, &head, why);
	while (e == ERR_OK && str_split(&head, '\n', &line) && head.p) {
		bool comment = line.n && line.p[0] == '#';
		struct event ev;
		bool found;

		if (!comment && (format != EVENTS_CSV || !first))
			break;
		if (event_read(r, line, 1, &ev, &found, NULL) != ERR_OK)
			break; /* it was told when the file began */
		first = first && comment;
	}
	return e;
}

void match_live_place(struct match_run *run, const struct input *in)
{
	struct input_place now;

	if (!run->follow)
		return;
	now = input_place(in);
	if (now.files != run->place.files)
		run->line = 0;
	run->place = now;
}
