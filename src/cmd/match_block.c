/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/match_block.h"

#include <string.h>

struct match_lane match_lane_open(const struct match_run *run, struct event_reader *reader)
{
	struct match_lane l = { .reader = reader };
	bool count = run->on_passing != NULL;

	if (!run->strict)
		l.sieve = sieve_open(run->tables->generation, run->tables->delta, reader, count,
				     NULL, SIEVE_BEST);
	return l;
}

void match_lane_close(struct match_lane *l)
{
	sieve_close(l->sieve);
	*l = (struct match_lane){ 0 };
}

static void strict_line(struct match_run *run, struct match_lane *l, struct str line,
			uint64_t number)
{
	struct why why = { 0 };
	struct event ev;
	bool found;

	if (event_read(l->reader, line, number, &ev, &found, &why) != ERR_OK)
		match_refuse(run, number, &why);
	else if (found)
		match_event(run, &ev);
}

static uint64_t strict_block(struct match_run *run, struct match_lane *l, struct str block,
			     uint64_t first)
{
	uint64_t number = first;
	struct str line;

	while (block.n && str_split(&block, '\n', &line))
		strict_line(run, l, line, number++);
	return number - first;
}

static void sieve_it(struct match_run *run, struct match_lane *l, struct str block,
		     struct sieve_block *b)
{
	if (run->who)
		sieve_who(l->sieve, run->who(run->ctx));
	sieve_block(l->sieve, block, b);
	run->now.events += b->events;
	if (run->on_passing)
		run->on_passing(run->ctx, b->passing, b->events);
}

static void read_suspects(struct match_run *run, struct match_lane *l, struct str block,
			  const struct sieve_block *b, uint64_t first)
{
	for (size_t i = sieve_next(b, 0); i < b->lines; i = sieve_next(b, i + 1))
		strict_line(run, l, sieve_line(block, b, i), first + i);
}

/* Separated values come in parts, each up to a header (match/sieve.h). */
static uint64_t sieve_parts(struct match_run *run, struct match_lane *l, struct str block,
			    uint64_t first)
{
	uint64_t number = first;
	struct sieve_block b;

	for (; block.n; block = str_cut(block, b.start[b.lines], block.n)) {
		sieve_it(run, l, block, &b);
		read_suspects(run, l, block, &b, number);
		number += b.lines;
	}
	return number - first;
}

uint64_t match_block(struct match_run *run, struct match_lane *l, struct str block, uint64_t first)
{
	/* lines that were counted before are told one by one: only some of them are new */
	if (!l->sieve || first <= run->strict_lines)
		return strict_block(run, l, block, first);
	return sieve_parts(run, l, block, first);
}

static uint64_t count_lines(struct str block)
{
	const char *p = block.p, *end = block.p + block.n;
	uint64_t n = 0;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		p = nl ? nl + 1 : end;
		n++;
	}
	return n;
}

void match_block_numbered(struct match_run *run, struct match_lane *l, struct str block,
			  match_first_fn *first, void *ctx)
{
	struct sieve_block b;
	struct str rest;
	uint64_t number;

	if (!l->sieve) {
		strict_block(run, l, block, first(ctx, count_lines(block)));
		return;
	}
	sieve_it(run, l, block, &b);
	rest = str_cut(block, b.start[b.lines], block.n);
	number = first(ctx, b.lines + count_lines(rest));
	read_suspects(run, l, block, &b, number);
	sieve_parts(run, l, rest, number + b.lines);
}
