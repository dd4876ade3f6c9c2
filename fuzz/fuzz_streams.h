/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_streams.h - any bytes as a binary log: events whose values can be read, or sentences; the same
 * ones wherever the bytes are cut; and an end. */
#pragma once

#include "base/ensure.h"
#include "base/hash.h"
#include "wire/event_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A hash over all that was told. */
static inline void told(uint64_t *sum, const void *p, size_t n)
{
	struct hash_key key = { { *sum, 1 } };

	*sum = hash_keyed(key, p, n);
}

static inline void fuzz_event(const struct event *ev, uint64_t *sum)
{
	ensure(ev->n > 0 && ev->line > 0 && ev->kind < EVENT_KINDS);
	ensure(ev->family == 0 || ev->family == 4 || ev->family == 6);
	told(sum, &ev->line, sizeof ev->line);
	if (ev->has_time)
		told(sum, &ev->time, sizeof ev->time);
	for (size_t i = 0; i < ev->n; i++) {
		const struct event_value *v = &ev->v[i];

		ensure(v->field < FIELDS && (v->addr.family != 0) == (v->text.n == 0));
		told(sum, &v->field, sizeof v->field);
		told(sum, v->text.p, v->text.n);
		told(sum, v->addr.b, sizeof v->addr.b);
	}
}

static inline void fuzz_drain(struct event_stream *s, uint64_t *sum)
{
	struct event ev[EVENT_BATCH];
	enum err e;
	size_t n;

	do {
		struct why why = { 0 };

		e = event_stream_next(s, ev, &n, &why);
		ensure(n <= EVENT_BATCH && (e == ERR_OK || (n == 0 && why.id != SAY_NONE)));
		ensure(e == ERR_OK || e == ERR_SYNTAX || e == ERR_LIMIT || e == ERR_UNSUPPORTED ||
		       e == ERR_CORRUPT);
		for (size_t i = 0; i < n; i++)
			fuzz_event(&ev[i], sum);
		if (e != ERR_OK)
			told(sum, &e, sizeof e);
	} while (n || e != ERR_OK);
}

static inline uint64_t fuzz_pieces(enum stream_format format, const uint8_t *data, size_t n,
				   size_t piece)
{
	struct arena *a = arena_open();
	struct event_stream *s;
	struct stream_counts c;
	uint64_t sum = 0;
	size_t at = 0;

	ensure(event_stream_open(a, format, &s, NULL) == ERR_OK);
	do {
		size_t part = n - at < piece ? n - at : piece;

		event_stream_give(s, str_n((const char *)data + at, part), at + part == n);
		at += part;
		fuzz_drain(s, &sum);
	} while (at < n);
	c = event_stream_counts(s);
	told(&sum, &c, sizeof c);
	event_stream_close(s);
	arena_close(a);
	return sum;
}

static inline void fuzz_stream(enum stream_format format, const uint8_t *data, size_t n)
{
	uint64_t whole = fuzz_pieces(format, data, n, n + 1);

	(void)stream_format_guess(str_n((const char *)data, n));
	ensure(fuzz_pieces(format, data, n, 1 + n % 97) == whole);
}
