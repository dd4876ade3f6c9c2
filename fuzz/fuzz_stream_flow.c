/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_stream_flow.c - any bytes as NetFlow or IPFIX: events whose values can be read, or a sentence; the
 * same however the bytes are cut; and a good message behind all that is still read.
 *
 * The first byte says how: odd: datagrams, each behind two bytes of length, the upper bit of which says
 * which of two senders; even: a file. The decoder is called as event_stream.c calls it, which is
 * many times cheaper than a stream's large room for each input; only a file behind the byte 30
 * goes through a stream, too, in pieces of that many bytes.
 */
#include "base/ensure.h"
#include "base/mem.h"
#include "wire/event_stream_inner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static uint64_t mix(uint64_t h, const void *p, size_t n)
{
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++)
		h = (h ^ b[i]) * 0x100000001b3u;
	return h;
}

static uint64_t look_at(const struct event *ev, uint64_t h)
{
	ensure(ev->kind == EVENT_FLOW && ev->n > 0 && ev->n <= 32 && ev->line > 0);
	for (size_t i = 0; i < ev->n; i++) {
		const struct event_value *v = &ev->v[i];

		ensure(v->field < FIELDS && (v->addr.family != 0) != (v->text.n > 0));
		h = mix(h, v->text.p, v->text.n);
		h = mix(h, v->addr.b, sizeof v->addr.b);
		h = mix(h, &v->field, sizeof v->field);
	}
	if (ev->has_time)
		h = mix(h, &ev->time.us, sizeof ev->time.us);
	return mix(h, &ev->line, sizeof ev->line);
}

/* A small room: what does not look whether it fits is found. */
enum { VALUES = 2 * STREAM_EVENT_VALUES + 5, TEXT = 2 * STREAM_EVENT_TEXT + 11 };
static struct event_value values[VALUES];
static char text[TEXT];
static struct stream_counts counts;

/* One batch of the decoder; adds to h. false: nothing more can be read of these bytes. */
static bool batch(void *state, struct stream_in *in, uint64_t *h)
{
	struct event ev[EVENT_BATCH];
	struct stream_out out = {
		.ev = ev,
		.room = { .v = values, .v_cap = VALUES, .text = text, .text_cap = sizeof text },
		.counts = &counts,
	};
	struct why why = { 0 };
	uint64_t before = in->used;
	enum err e;

	in->need = 0;
	e = stream_flow.next(state, in, &out, &why);
	for (size_t i = 0; i < out.n; i++)
		*h = look_at(&ev[i], *h);
	ensure(in->used <= in->bytes.n && in->need <= STREAM_UNIT_MAX);
	ensure(!in->need || (in->need > in->bytes.n - in->used && !in->datagram));
	ensure(e == ERR_OK || e == ERR_SYNTAX || e == ERR_LIMIT || e == ERR_CORRUPT);
	ensure(e == ERR_OK || why.id != SAY_NONE);
	ensure(e != ERR_CORRUPT || !in->datagram);
	ensure(e == ERR_CORRUPT || in->used > before || in->need);
	return e != ERR_CORRUPT && !in->need && in->used < in->bytes.n;
}

/* From a copy of exactly that many bytes, gone as soon as it may be. */
static uint64_t direct(void *state, const uint8_t *p, size_t n, bool datagram, uint64_t sender)
{
	char *copy = mem_zero(n + 1, 1);
	struct stream_in in = { .bytes = { copy + 1, n }, .datagram = datagram, .sender = sender };
	uint64_t h = 1;

	memcpy(copy + 1, p, n);
	if (n)
		while (batch(state, &in, &h))
			;
	ensure(!datagram || in.used == n);
	mem_free(copy);
	return h;
}

static void good_file(void *state)
{
	static const uint8_t v5[24 + 48] = { 0, 5, 0, 1, [24] = 192, 0, 2, 1, 198, 51, 100, 1 };

	stream_flow.restart(state);
	counts.records = 0;
	direct(state, v5, sizeof v5, false, 0);
	ensure(counts.records == 1);
}

/* ---- through a stream ---- */

static uint64_t drain(struct event_stream *s, uint64_t h)
{
	struct event ev[EVENT_BATCH];
	struct why why;
	enum err e;
	size_t n;

	do {
		e = event_stream_next(s, ev, &n, &why);
		ensure(e == ERR_OK || (!n && why.id != SAY_NONE));
		for (size_t i = 0; i < n; i++)
			h = look_at(&ev[i], h);
	} while (n || e != ERR_OK);
	return h;
}

static uint64_t in_pieces(const uint8_t *data, size_t n, size_t piece)
{
	struct arena *a = arena_open();
	struct event_stream *s;
	uint64_t h = 1;

	ensure(event_stream_open(a, STREAM_FLOW, &s, NULL) == ERR_OK);
	for (size_t at = 0; at < n; at += piece) {
		size_t k = n - at < piece ? n - at : piece;
		char *copy = mem_zero(k + 1, 1);

		memcpy(copy + 1, data + at, k);
		event_stream_give(s, str_n(copy + 1, k), at + k == n);
		h = drain(s, h);
		mem_free(copy);
	}
	event_stream_close(s);
	arena_close(a);
	return h;
}

static void as_datagrams(void *state, const uint8_t *data, size_t n)
{
	while (n > 2) {
		size_t k = (size_t)(data[0] & 0x7F) << 8 | data[1];
		uint64_t sender = data[0] >> 7;

		data += 2;
		n -= 2;
		k = k < n ? k : n;
		direct(state, data, k, true, sender);
		data += k;
		n -= k;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	void *state = stream_flow.open(a);

	counts = (struct stream_counts){ 0 };
	if (n && data[0] & 1) {
		as_datagrams(state, data + 1, n - 1);
	} else if (n) {
		uint64_t whole = direct(state, data + 1, n - 1, false, 0);

		if (data[0] == 30)
			ensure(in_pieces(data + 1, n - 1, data[0]) == whole);
	}
	good_file(state);
	stream_flow.close(state);
	arena_close(a);
	return 0;
}
