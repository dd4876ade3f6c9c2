/* SPDX-License-Identifier: Apache-2.0 */
/* event_text.h - an event as one line of text, so that a test can say what it wants to see. */
#pragma once

#include "test.h"

#include "base/buf.h"
#include "wire/event_reader.h"
#include "wire/time3339.h"

/* "dns 4 2018-03-24T17:15:20Z src.ip=192.0.2.1 dns.query=a.example" */
static inline void event_text(const struct event *ev, struct buf *out)
{
	buf_printf(out, "%s %u ", event_kind_name(ev->kind), ev->family);
	if (ev->has_time)
		time3339_write(ev->time, out);
	else
		buf_c(out, '-');
	for (size_t i = 0; i < ev->n; i++) {
		buf_printf(out, " %s=", field_name(ev->v[i].field));
		if (ev->v[i].addr.family)
			addr_write(ev->v[i].addr, out);
		else
			buf_put(out, ev->v[i].text);
	}
}

/* Gives `line` to the reader in a block of its exact size, so that a read past it is found, and
 * appends the event ("" for none), or "!" and the English sentence with its place. */
static inline void read_text(struct event_reader *r, struct str line, uint64_t number,
			     struct buf *out)
{
	char *copy = malloc(line.n ? line.n : 1);
	struct why why = { 0 };
	struct event ev;
	bool found;

	memcpy(copy, line.p ? line.p : "", line.n);
	if (event_read(r, str_n(copy, line.n), number, &ev, &found, &why) != ERR_OK) {
		assert_int_equal(why.line, number);
		buf_c(out, '!');
		why_text(&why, LANG_EN, out);
	} else if (found) {
		assert_int_equal(ev.line, number);
		event_text(&ev, out);
	} else {
		assert_int_equal(ev.n, 0);
	}
	free(copy);
}

/* The events of a text, line by line, each on its own line; lines without an event are left out. */
static inline void check_lines(enum event_format format, const char *map, const char *text,
			       const char *want)
{
	struct arena *a = arena_open();
	struct event_reader *r;
	struct str rest = str_of(text), line;
	struct buf got = { 0 };
	uint64_t number = 0;

	assert_ok(event_reader_open(a, format, str_of(map), &r, NULL));
	while (str_split(&rest, '\n', &line)) {
		size_t before = got.n;

		read_text(r, line, ++number, &got);
		if (got.n > before)
			buf_c(&got, '\n');
	}
	assert_str(buf_str(&got), want);
	event_reader_close(r);
	arena_close(a);
	buf_fini(&got);
}
