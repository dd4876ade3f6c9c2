/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/match_stream.h"

#include "base/progress.h"
#include "intake/input.h"

enum { PEEK_FIRST = 4, PEEK = 64 };

/* May these first bytes be the start of a binary log? Then it has a few more, soon. */
static bool may_be_binary(struct str head)
{
	for (size_t i = 0; i < head.n; i++) {
		unsigned char c = (unsigned char)head.p[i];

		if ((c < ' ' && c != '\t') || c >= 0x80)
			return true;
	}
	return false;
}

enum err match_stream_choose(const struct match_run *run, struct input *in,
			     enum stream_format *format, struct why *why)
{
	enum stream_format looks;
	struct str head;
	enum err e = input_peek(in, PEEK_FIRST, &head, why);

	*format = run->stream;
	if (e == ERR_OK && may_be_binary(head))
		e = input_peek(in, PEEK, &head, why);
	if (e != ERR_OK)
		return e;
	looks = stream_format_guess(head);
	if (run->stream != STREAM_GUESS && run->map.n)
		return why_set(why, ERR_ARG, SAY_EVENT_MAP_FORMAT,
			       A(stream_format_name(run->stream)));
	if (looks == STREAM_GUESS || looks == run->stream)
		return ERR_OK;
	if (run->stream != STREAM_GUESS || run->format != EVENTS_GUESS)
		return why_set(why, ERR_ARG, SAY_MATCH_OTHER_FORMAT, A(stream_format_name(looks)),
			       A(run->stream != STREAM_GUESS ? stream_format_name(run->stream) :
							       event_format_name(run->format)));
	*format = looks;
	return ERR_OK;
}

enum err match_stream_drain(struct match_run *run, struct event_stream *s, uint64_t base,
			    struct why *why)
{
	struct event ev[EVENT_BATCH];
	size_t n;

	do {
		struct why w = { 0 };
		enum err e = event_stream_next(s, ev, &n, &w);

		for (size_t i = 0; i < n; i++)
			ev[i].line += base;
		match_events(run, ev, n);
		if (e == ERR_CORRUPT) {
			*why = w;
			return e;
		}
		if (e != ERR_OK) {
			match_refuse(run, base, &w);
			n = 1; /* there may be more behind it */
		}
	} while (n);
	return ERR_OK;
}

static void add_counts(struct match_run *run, const struct event_stream *s)
{
	struct stream_counts c = event_stream_counts(s);

	run->now.records = true;
	run->now.lines = c.records;
	run->now.unmatched = c.unmatched;
}

static enum err match_bytes(struct match_run *run, struct input *in, struct event_stream *s,
			    struct why *why)
{
	struct progress p = progress_start(SAY_MATCH_PROGRESS);
	enum err e = ERR_OK;
	bool end = false;

	while (e == ERR_OK && !end) {
		struct str bytes;

		e = input_bytes_next(in, &bytes, &end, why);
		if (e == ERR_OK && run->wait_error == ERR_OK) {
			event_stream_give(s, bytes, end);
			e = match_stream_drain(run, s, 0, why);
			add_counts(run, s);
		}
		if (e == ERR_OK && !end)
			e = match_tick(run, in, &p, why);
	}
	progress_done(&p);
	return e;
}

/* Exporters that write files may put templates and data into different ones. */
static enum err match_flows(struct match_run *run, struct input *in, struct why *why)
{
	enum err e = ERR_OK;

	if (!run->flows_arena)
		run->flows_arena = arena_open();
	if (!run->flows)
		e = event_stream_open(run->flows_arena, STREAM_FLOW, &run->flows, why);
	if (e != ERR_OK)
		return e;
	event_stream_restart(run->flows);
	return match_bytes(run, in, run->flows, why);
}

enum err match_stream(struct match_run *run, struct input *in, enum stream_format format,
		      struct why *why)
{
	struct event_stream *s;
	struct arena *a;
	enum err e;

	if (format == STREAM_FLOW)
		return match_flows(run, in, why);
	a = arena_open();
	e = event_stream_open(a, format, &s, why);
	if (e == ERR_OK)
		e = match_bytes(run, in, s, why);
	event_stream_close(s);
	arena_close(a);
	return e;
}
