/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/match_listen.h"

#include "cmd/match_stream.h"
#include "intake/ear.h"

#include <stdio.h>

/* A producer; of UDP there is one for all, since datagrams say who sent them. */
struct producer {
	struct arena *a;
	struct event_stream *s;
};

struct session {
	struct match_run *run;
	enum stream_format format;
	struct producer udp;
	enum err e; /* what ended it */
	struct why *why;
};

static enum err open_producer(const struct session *s, struct producer *p, struct why *why)
{
	enum err e;

	p->a = arena_open();
	e = event_stream_open(p->a, s->format, &p->s, why);
	if (e != ERR_OK) {
		arena_close(p->a);
		p->a = NULL;
	}
	return e;
}

static void close_producer(struct producer *p)
{
	if (!p->a)
		return;
	event_stream_close(p->s);
	arena_close(p->a);
}

/* What was given to the stream, matched. false: nothing more can be read of it. */
static bool drain(struct session *s, struct event_stream *stream)
{
	uint64_t before = event_stream_counts(stream).records;
	uint64_t unmatched = event_stream_counts(stream).unmatched;
	uint64_t base = s->run->now.lines - before;
	struct why why = { 0 };
	enum err e = match_stream_drain(s->run, stream, base, &why);
	struct stream_counts c = event_stream_counts(stream);

	if (e != ERR_OK)
		match_refuse(s->run, base + c.records, &why);
	s->run->now.lines += c.records - before;
	s->run->now.unmatched += c.unmatched - unmatched;
	return e == ERR_OK;
}

static void *joined(void *ctx)
{
	struct session *s = ctx;
	struct producer p, *kept;
	struct why why = { 0 };

	if (open_producer(s, &p, &why) != ERR_OK) {
		why_print(&why, stderr);
		return NULL;
	}
	kept = arena_new(p.a, struct producer);
	*kept = p;
	return kept;
}

static bool bytes(void *ctx, void *client, struct str bytes)
{
	struct producer *p = client;

	event_stream_give(p->s, bytes, false);
	return drain(ctx, p->s);
}

static struct str reply(void *ctx, void *client)
{
	struct producer *p = client;

	(void)ctx;
	return event_stream_reply(p->s);
}

/* One that leaves in the middle of a frame is told of. */
static void left(void *ctx, void *client)
{
	struct producer p = *(struct producer *)client;

	event_stream_give(p.s, str_n(NULL, 0), true);
	(void)drain(ctx, p.s);
	close_producer(&p);
}

static void datagram(void *ctx, struct str bytes, uint64_t sender)
{
	struct session *s = ctx;

	event_stream_datagram(s->udp.s, bytes, sender);
	(void)drain(s, s->udp.s);
}

/* What is ready goes out now, and the node commits. */
static bool tick(void *ctx)
{
	struct session *s = ctx;

	if (match_flush(s->run) != ERR_OK)
		s->e = ERR_STOPPED;
	else if (s->run->sink_error != ERR_OK)
		s->e = why_set(s->why, s->run->sink_error, SAY_MATCH_TOO_MANY);
	else if (s->run->on_tick)
		s->e = s->run->on_tick(s->run->ctx, s->why);
	return s->e == ERR_OK;
}

static enum err choose(struct session *s, bool udp, struct why *why)
{
	s->format = s->run->stream;
	if (s->format == STREAM_GUESS)
		s->format = udp ? STREAM_FLOW : STREAM_DNSTAP;
	if (s->run->format != EVENTS_GUESS || (udp && s->format != STREAM_FLOW))
		return why_set(why, ERR_ARG, SAY_MATCH_LISTEN_FORMAT);
	return udp ? open_producer(s, &s->udp, why) : ERR_OK;
}

enum err match_listen(struct match_run *run, const char *where, struct why *why)
{
	static const struct ear_calls calls = { joined, bytes, reply, left, datagram, tick };
	struct session s = { .run = run, .why = why };
	struct ear *l;
	enum err e = ear_open(where, &l, why);

	if (e != ERR_OK)
		return e;
	run->now.records = true;
	e = choose(&s, ear_is_udp(l), why);
	if (e == ERR_OK) {
		say_line(stderr, SAY_MATCH_LISTENING, A(where));
		e = ear_run(l, &calls, &s, why);
	}
	if (e == ERR_OK)
		e = s.e;
	if (ear_lost(l))
		say_line(stderr, SAY_MATCH_LOST, A(where), A(ear_lost(l)));
	close_producer(&s.udp);
	ear_close(l);
	return e;
}
