/* SPDX-License-Identifier: Apache-2.0 */
/* stream_text.h - a binary log as lines of text, read from pieces of any size. */
#pragma once

#include "event_text.h"

#include "base/rand.h"
#include "wire/event_stream.h"

/* "3: dns 4 2018-03-24T17:15:20Z src.ip=..." an event; "!ERR file:3: sentence" an error. */
static inline void drain(struct event_stream *s, struct buf *out)
{
	struct event ev[EVENT_BATCH];
	size_t n;
	enum err e;

	do {
		struct why why = { 0 };

		e = event_stream_next(s, ev, &n, &why);
		assert_true(n <= EVENT_BATCH);
		for (size_t i = 0; i < n; i++) {
			buf_printf(out, "%llu: ", (unsigned long long)ev[i].line);
			event_text(&ev[i], out);
			buf_c(out, '\n');
		}
		if (e == ERR_OK)
			continue;
		assert_int_equal(n, 0);
		buf_printf(out, "!%s ", err_name(e));
		why_text(&why, LANG_EN, out);
		buf_c(out, '\n');
	} while (n || e != ERR_OK);
}

/*
 * seed 0: all at once; else in pieces of 0 to `most` bytes, each in a block of its exact size, which is
 * overwritten and freed behind it, so that whoever keeps a pointer into it is found.
 */
static inline struct stream_counts stream_text(enum stream_format format, struct str bytes,
					       uint64_t seed, size_t most, struct buf *out)
{
	struct arena *a = arena_open();
	struct event_stream *s;
	struct stream_counts counts;
	struct prng r = prng_of(seed);
	size_t at = 0;

	assert_ok(event_stream_open(a, format, &s, NULL));
	do {
		size_t n = seed ? prng_below(&r, most + 1) : bytes.n;
		char *piece;

		n = n < bytes.n - at ? n : bytes.n - at;
		piece = malloc(n ? n : 1);
		memcpy(piece, bytes.p + at, n);
		at += n;
		event_stream_give(s, str_n(piece, n), at == bytes.n);
		drain(s, out);
		memset(piece, 0xEE, n);
		free(piece);
	} while (at < bytes.n);
	counts = event_stream_counts(s);
	event_stream_close(s);
	arena_close(a);
	return counts;
}
