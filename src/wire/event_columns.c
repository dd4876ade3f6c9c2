/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/event_columns.h"

#include "wire/event_inner.h"

bool event_reader_has_columns(const struct event_reader *r)
{
	return r->format == EVENTS_ZEEK || r->format == EVENTS_CSV;
}

uint64_t event_reader_columns_version(const struct event_reader *r)
{
	return r->columns_version;
}

void event_reader_columns(const struct event_reader *r, struct event_columns *out)
{
	*out = (struct event_columns){ .state = COLUMNS_NONE };
	if (r->format == EVENTS_ZEEK)
		zeek_columns(r, out);
	else if (r->format == EVENTS_CSV)
		event_map_columns(r->map, out);
}
