/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/block.h"

#include "base/ensure.h"
#include "intake/input.h"

#include <poll.h>

enum { WAIT_MS = 1000 };

bool block_wait(int fd, bool (*wait)(void *ctx), void *ctx)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int timeout = 0;

	while (wait && poll(&p, 1, timeout) <= 0) {
		if (!wait(ctx))
			return false;
		timeout = WAIT_MS;
	}
	return true;
}

static struct str rest(const struct blocks *b)
{
	const struct piece *x = b->piece;

	return x ? str_n(x->mem.p + x->from, x->to - x->from) : str_n(NULL, 0);
}

static void drop_piece(struct blocks *b)
{
	piece_release(b->piece);
	b->piece = NULL;
}

/* What is left of the piece becomes a part of the gathered line. */
static void gather_rest(struct blocks *b)
{
	buf_put(&b->gather, rest(b));
	drop_piece(b);
	if (b->gather.n > INPUT_LINE_MAX) {
		b->skipped = b->gather.n;
		b->skipping = true;
		buf_clear(&b->gather);
	}
}

static bool wait_noted(void *ctx)
{
	struct blocks *b = ctx;

	b->stopped = !b->wait(b->wait_ctx);
	return !b->stopped;
}

static enum err from_pump(struct blocks *b, struct piece **next, struct why *why)
{
	bool (*wait)(void *ctx) = b->wait ? wait_noted : NULL;

	*next = NULL;
	if (b->stopped)
		return ERR_OK;
	if (!b->follow && !pump_reads_ahead(b->pump) && !block_wait(b->fd, wait, b))
		return ERR_OK;
	return pump_next(b->pump, wait, b, next, why);
}

static enum err read_follow(void *ctx, char *to, size_t n, size_t *got, struct why *why)
{
	struct blocks *b = ctx;
	enum err e = follow_read(b->follow, to, n, got, why);

	while (e == ERR_OK && !*got && (!b->wait || wait_noted(b))) {
		follow_pause();
		e = follow_read(b->follow, to, n, got, why);
	}
	return e;
}

void blocks_follow(struct blocks *b, struct follow *f)
{
	b->follow = f;
	b->pump = pump_open_on(read_follow, b);
}

size_t blocks_rest(const struct blocks *b)
{
	return rest(b).n + b->skipped + (b->gave_gather ? 0 : b->gather.n);
}

/* The next piece, with the unfinished line in front of it. false: there is none. */
static bool next_piece(struct blocks *b, enum err *e, struct why *why)
{
	struct str tail = rest(b);
	struct piece *next;

	if (b->skipping) {
		b->skipped += tail.n;
		drop_piece(b);
	} else if (tail.n > PIECE_HEAD || b->gather.n) {
		gather_rest(b);
	}
	*e = from_pump(b, &next, why);
	if (!next)
		return false;
	tail = rest(b);
	next->from -= tail.n;
	if (tail.n)
		memcpy(next->mem.p + next->from, tail.p, tail.n);
	drop_piece(b);
	b->piece = next;
	return true;
}

/* The long line that ends in this piece, or ERR_LIMIT if it is too long. */
static enum err end_long_line(struct blocks *b, const char *nl, struct str *block)
{
	struct str part = str_n(rest(b).p, (size_t)(nl - rest(b).p));
	bool fits = !b->skipping && b->gather.n + part.n <= INPUT_LINE_MAX;

	b->piece->from += part.n + 1;
	b->skipping = false;
	b->skipped = 0;
	b->gave_gather = true;
	if (!fits)
		return ERR_LIMIT;
	buf_reserve(&b->gather, part.n + 1 + INPUT_PAD);
	buf_put(&b->gather, part);
	buf_c(&b->gather, '\n');
	*block = buf_str(&b->gather);
	return ERR_OK;
}

/* Behind the last piece. A line without a newline is one; the piece of a line at a break is not. */
static enum err last_block(struct blocks *b, enum err e, struct str *block, bool *end)
{
	bool skipped = b->skipping;

	b->skipping = false;
	b->skipped = 0;
	if (skipped)
		return ERR_LIMIT;
	*block = b->gather.n ? buf_str(&b->gather) : rest(b);
	if (e != ERR_OK || b->stopped || !block->n) {
		*block = str_n(NULL, 0);
		*end = true;
		return e;
	}
	if (b->gather.n) {
		buf_reserve(&b->gather, INPUT_PAD);
		*block = buf_str(&b->gather);
		b->gave_gather = true;
	} else {
		b->piece->from = b->piece->to;
	}
	return ERR_OK;
}

enum err blocks_next(struct blocks *b, struct str *block, bool *end, struct why *why)
{
	enum err e = ERR_OK;

	*block = str_n(NULL, 0);
	*end = false;
	if (b->gave_gather)
		buf_clear(&b->gather);
	b->gave_gather = false;
	for (;;) {
		bool in_long = b->gather.n || b->skipping;
		struct str s = rest(b);
		const char *nl = !s.n    ? NULL :
				 in_long ? memchr(s.p, '\n', s.n) :
					   memrchr(s.p, '\n', s.n);

		if (nl && in_long)
			return end_long_line(b, nl, block);
		if (nl) {
			*block = str_n(s.p, (size_t)(nl + 1 - s.p));
			b->piece->from += block->n;
			return ERR_OK;
		}
		if (!next_piece(b, &e, why))
			return last_block(b, e, block, end);
	}
}

struct piece *blocks_keep(struct blocks *b)
{
	if (b->gave_gather) {
		b->gave_gather = false;
		return pump_adopt(b->pump, &b->gather, 0);
	}
	ensure(b->piece);
	piece_hold(b->piece);
	return b->piece;
}

enum err blocks_bytes(struct blocks *b, struct str *bytes, bool *end, struct why *why)
{
	enum err e = ERR_OK;

	if (!rest(b).n) {
		drop_piece(b);
		e = from_pump(b, &b->piece, why);
	}
	*bytes = str_cut(rest(b), 0, INPUT_BLOCK);
	if (b->piece)
		b->piece->from += bytes->n;
	*end = !bytes->n;
	return e;
}

void blocks_fini(struct blocks *b)
{
	drop_piece(b);
	buf_fini(&b->gather);
	pump_close(b->pump);
	*b = (struct blocks){ 0 };
}
