/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/match_file.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/progress.h"
#include "cmd/match_block.h"
#include "cmd/match_listen.h"
#include "cmd/match_live.h"
#include "cmd/match_stream.h"
#include "cmd/match_threads.h"
#include "intake/input.h"
#include "match/sieve.h"
#include "wire/json.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { OUT_BLOCK = 1 << 16, REFUSED_SHOWN = 20, PEEK = 4096 };

void match_start(struct match_run *run, const struct tables *t)
{
	run->tables = t;
	run->matcher = matcher_open(t->generation, t->delta, run->options);
	if (!run->strict)
		run->sieve = sieve_open_events(t->generation, t->delta);
}

void match_stop(struct match_run *run)
{
	matcher_close(run->matcher);
	sieve_close(run->sieve);
	run->matcher = NULL;
	run->sieve = NULL;
	event_stream_close(run->flows);
	arena_close(run->flows_arena);
	run->flows = NULL;
	run->flows_arena = NULL;
	buf_fini(&run->out);
}

/* A reader that went away (head, less) is no failure of ours, but there is no point in going on. */
enum err match_flush(struct match_run *run)
{
	struct why why = { 0 };
	enum err e = ERR_OK;

	if (!run->broken && run->out.n)
		e = file_write_all(STDOUT_FILENO, buf_str(&run->out), "stdout", &why);
	if (e != ERR_OK) {
		run->broken = true;
		if (errno != EPIPE)
			why_print(&why, stderr);
	}
	buf_clear(&run->out);
	return run->broken ? ERR_IO : ERR_OK;
}

static void on_hit(void *ctx, const struct hit *h)
{
	struct match_run *run = ctx;
	struct str token = { 0 };

	run->now.hits++;
	run->now.by_kind[h->kind]++;
	if (run->on_hit && run->sink_error == ERR_OK)
		run->sink_error = run->on_hit(run->ctx, h, &token);
	hit_write(h, str_of(run->file), token, &run->out);
}

void match_refuse(struct match_run *run, uint64_t number, struct why *why)
{
	run->now.refused++;
	if (run->keep_refusal) {
		run->keep_refusal(run->ctx, number, why);
		return;
	}
	if (run->refused_shown++ >= REFUSED_SHOWN)
		return;
	why_at(why, run->file, number, 0);
	why_print(why, stderr);
	if (run->refused_shown == REFUSED_SHOWN)
		say_line(stderr, SAY_MATCH_REFUSED_QUIET, A(REFUSED_SHOWN));
}

void match_event(struct match_run *run, const struct event *ev)
{
	run->now.events++;
	if (run->on_event)
		run->on_event(run->ctx, ev);
	matcher_event(run->matcher, ev, on_hit, run);
}

void match_events(struct match_run *run, const struct event *ev, size_t n)
{
	uint64_t suspects = run->sieve ? sieve_events(run->sieve, ev, n) : ~0ull;

	for (size_t i = 0; i < n; i++) {
		if (suspects >> i & 1) {
			match_event(run, &ev[i]);
			continue;
		}
		run->now.events++;
		if (run->on_event)
			run->on_event(run->ctx, &ev[i]);
	}
}

/* The producer is slow: what is ready goes out now, and the node commits. */
bool match_wait(void *ctx)
{
	struct match_run *run = ctx;

	if (match_flush(run) != ERR_OK)
		run->wait_error = ERR_STOPPED;
	else if (run->on_tick)
		run->wait_error = run->on_tick(run->ctx, &run->wait_why);
	return run->wait_error == ERR_OK && !match_live_stopped(run);
}

enum err match_tick(struct match_run *run, struct input *in, struct progress *p, struct why *why)
{
	progress_step(p, input_bytes(in), input_size(in));
	if (run->out.n >= OUT_BLOCK && match_flush(run) != ERR_OK)
		return ERR_STOPPED;
	if (run->sink_error != ERR_OK)
		return why_set(why, run->sink_error, SAY_MATCH_TOO_MANY);
	return run->on_tick ? run->on_tick(run->ctx, why) : ERR_OK;
}

static enum err match_lines(struct match_run *run, struct input *in, struct event_reader *r,
			    struct why *why)
{
	struct progress p = progress_start(SAY_MATCH_PROGRESS);
	struct match_lane lane = match_lane_open(run, r);
	enum err e = ERR_OK;
	bool end = false;

	while (e == ERR_OK && !end && !match_live_stopped(run)) {
		struct why line_why = { 0 };
		struct str block = { 0 };
		uint64_t n = 1;

		e = input_block(in, &block, &end, &line_why);
		match_live_place(run, in);
		if (e == ERR_LIMIT)
			match_refuse(run, run->line + 1, &line_why);
		else if (e == ERR_OK)
			n = match_block(run, &lane, block, run->line + 1);
		else
			*why = line_why;
		if (e != ERR_OK && e != ERR_LIMIT)
			break;
		run->line += n;
		run->now.lines += n;
		e = match_tick(run, in, &p, why);
	}
	match_lane_close(&lane);
	progress_done(&p);
	return e;
}

/* UTF-16 with its mark, or JSON or a header in it without one: every second byte is NUL. */
static bool is_utf16(struct str head)
{
	bool le = head.n >= 4 && head.p[0] && !head.p[1] && head.p[2] && !head.p[3];
	bool be = head.n >= 4 && !head.p[0] && head.p[1] && !head.p[2] && head.p[3];

	return le || be || str_starts(head, STR("\xFF\xFE")) || str_starts(head, STR("\xFE\xFF"));
}

/*
 * Told otherwise than it looks? The JSON readers would find nothing in each other's lines, and no hits
 * would look like good news. A field map says that somebody has looked.
 */
static bool contradicts(const struct match_run *run, enum event_format looks)
{
	return looks != EVENTS_GUESS && looks != run->format && !run->map.n;
}

static enum err choose_format(const struct match_run *run, struct input *in,
			      enum event_format *format, struct why *why)
{
	enum event_format looks;
	struct str head;
	enum err e = input_peek_line(in, PEEK, &head, why);

	*format = run->format;
	if (e != ERR_OK)
		return e;
	if (is_utf16(head))
		return why_set(why, ERR_UNSUPPORTED, SAY_MATCH_UTF16);
	looks = event_format_guess(head);
	if (*format != EVENTS_GUESS)
		return contradicts(run, looks) ? why_set(why, ERR_ARG, SAY_MATCH_OTHER_FORMAT,
							 A(event_format_name(looks)),
							 A(event_format_name(run->format))) :
						 ERR_OK;
	*format = looks;
	if (*format == EVENTS_GUESS)
		return why_set(why, ERR_UNSUPPORTED, SAY_MATCH_UNKNOWN_FORMAT);
	return ERR_OK;
}

static void add_counts(struct match_counts *to, const struct match_counts *c)
{
	to->lines += c->lines;
	to->records = c->records && (to->records || to->lines == c->lines);
	to->unmatched += c->unmatched;
	to->events += c->events;
	to->hits += c->hits;
	to->refused += c->refused;
	to->ns += c->ns;
	for (int k = 0; k < IND_KINDS; k++)
		to->by_kind[k] += c->by_kind[k];
}

/* *known: the format was, and something was read. */
static enum err match_text(struct match_run *run, struct input *in, bool *known, struct why *why)
{
	struct arena *a = arena_open();
	enum event_format format;
	struct event_reader *r = NULL;
	unsigned threads;
	enum err e = choose_format(run, in, &format, why);

	if (e == ERR_OK)
		e = event_reader_open(a, format, run->map, &r, why);
	if (e == ERR_OK)
		e = match_live_header(run, in, format, r, why);
	*known = r;
	threads = e == ERR_OK ? match_threads_for(run, in, format) : 1;
	if (e == ERR_OK)
		e = threads > 1 ? match_threads(run, in, format, r, threads, why) :
				  match_lines(run, in, r, why);
	event_reader_close(r);
	arena_close(a);
	return e;
}

static enum err match_input(struct match_run *run, struct input *in, struct why *why)
{
	enum stream_format stream;
	bool known = false;
	enum err e;

	if (run->want_identity)
		input_want_identity(in);
	input_on_wait(in, match_wait, run);
	if (!input_size(in))
		match_live_catch(run);
	e = match_stream_choose(run, in, &stream, why);
	if (e == ERR_OK && stream != STREAM_GUESS && run->follow)
		e = why_set(why, ERR_UNSUPPORTED, SAY_MATCH_FOLLOW_LINES);
	if (e == ERR_OK && stream == STREAM_GUESS) {
		e = match_text(run, in, &known, why);
	} else if (e == ERR_OK) {
		known = true;
		e = match_stream(run, in, stream, why);
	}
	if (e == ERR_OK && run->wait_error != ERR_OK) {
		*why = run->wait_why;
		e = run->wait_error;
	}
	if (!known && match_live_stopped(run)) { /* before there was anything to look at */
		*why = (struct why){ 0 };
		e = ERR_OK;
	}
	/* A broken archive is still the file that was given: what it held counts, once. */
	run->has_identity = known && (e == ERR_OK || e == ERR_CORRUPT);
	if (run->has_identity && run->want_identity)
		run->identity = input_identity(in);
	return e;
}

static enum err match_path(struct match_run *run, const char *path, struct why *why)
{
	struct input *in;
	enum err e;

	run->line = run->follow ? run->line : 0;
	e = run->follow ? match_live_open(run, path, &in, why) : input_open(path, &in, why);
	if (e != ERR_OK)
		return e;
	e = match_input(run, in, why);
	input_close(in);
	return e;
}

enum err match_file(struct match_run *run, const char *path, struct why *why)
{
	uint64_t started = clock_mono_ns();
	enum err e;

	run->now = (struct match_counts){ 0 };
	run->refused_shown = 0;
	run->sink_error = run->wait_error = ERR_OK;
	run->has_identity = false;
	run->file = path;
	e = run->listen ? match_listen(run, path, why) : match_path(run, path, why);
	if (e == ERR_OK && run->sink_error != ERR_OK)
		e = why_set(why, run->sink_error, SAY_MATCH_TOO_MANY);
	if (e != ERR_OK && e != ERR_STOPPED)
		why_at(why, path, 0, 0);
	if (match_flush(run) != ERR_OK && e == ERR_OK)
		e = ERR_STOPPED;
	run->now.ns = clock_mono_ns() - started;
	add_counts(&run->total, &run->now);
	return e;
}

static void print_json(const struct match_counts *c, const char *path)
{
	struct buf b = { 0 };
	struct json_writer w = json_write(&b);

	json_w_object(&w);
	json_w_key(&w, "file");
	json_w_cstr(&w, path);
	json_w_key(&w, c->records ? "records" : "lines");
	json_w_u64(&w, c->lines);
	json_w_key(&w, "events");
	json_w_u64(&w, c->events);
	json_w_key(&w, "hits");
	json_w_u64(&w, c->hits);
	json_w_key(&w, "refused");
	json_w_u64(&w, c->refused);
	json_w_key(&w, "seconds");
	json_w_double(&w, (double)c->ns / 1e9);
	json_w_object_end(&w);
	buf_c(&b, '\n');
	fwrite(b.p, 1, b.n, stderr);
	buf_fini(&b);
}

static void print_counts(const struct match_counts *c, const char *path, bool json)
{
	char seconds[32], rate[32];

	if (json) {
		print_json(c, path);
		return;
	}
	snprintf(seconds, sizeof seconds, "%.2f", (double)c->ns / 1e9);
	snprintf(rate, sizeof rate, "%.0f", (double)c->events * 1e9 / (double)(c->ns + 1));
	say_line(stderr, c->records ? SAY_MATCH_SUMMARY_RECORDS : SAY_MATCH_SUMMARY, A(path),
		 A(c->lines), A(c->events), A(c->hits), A(c->refused), A((const char *)seconds),
		 A((const char *)rate));
	if (c->unmatched)
		say_line(stderr, SAY_MATCH_UNMATCHED, A(path), A(c->unmatched));
}

void match_print_file(const struct match_run *run, const char *path, bool json)
{
	print_counts(&run->now, path, json);
}

void match_print_total(const struct match_run *run, bool json)
{
	struct buf label = { 0 };

	say(&label, say_lang_default(), SAY_MATCH_TOTAL);
	print_counts(&run->total, buf_cstr(&label), json);
	buf_fini(&label);
}
