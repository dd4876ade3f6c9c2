/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_events.h - any bytes as the lines of a log: each line gives an event whose values can be
 * read, nothing, or a sentence; and the line after it is still read. */
#pragma once

#include "base/ensure.h"
#include "wire/event_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static inline void check_event(const struct event *ev, uint64_t number)
{
	ensure(ev->n > 0 && ev->n <= EVENT_VALUES_MAX && ev->line == number);
	ensure(ev->kind < EVENT_KINDS);
	ensure(ev->family == 0 || ev->family == 4 || ev->family == 6);
	for (size_t i = 0; i < ev->n; i++) {
		ensure(ev->v[i].field < FIELDS && ev->v[i].text.n > 0);
		for (size_t k = 0; k < ev->v[i].text.n; k++)
			(void)*(volatile const char *)(ev->v[i].text.p + k);
	}
}

static inline void fuzz_events(enum event_format format, struct str map, struct str good,
			       const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct str rest = str_n((const char *)data, n), line;
	struct event_reader *r = NULL;
	uint64_t number = 0;
	struct event ev;
	bool found;

	(void)event_format_guess(rest);
	ensure(event_reader_open(a, format, map, &r, NULL) == ERR_OK);
	while (str_split(&rest, '\n', &line)) {
		struct why why = { 0 };
		enum err e = event_read(r, line, ++number, &ev, &found, &why);

		ensure(e == ERR_OK || e == ERR_SYNTAX || e == ERR_LIMIT);
		ensure(e == ERR_OK || (!found && why.line == number && why.id != SAY_NONE));
		if (found)
			check_event(&ev, number);
	}
	if (good.n)
		ensure(event_read(r, good, ++number, &ev, &found, NULL) == ERR_OK && found);
	event_reader_close(r);
	arena_close(a);
}
