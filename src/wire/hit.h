/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hit.h - an event met an indicator: what the matcher emits and `match` prints.
 *
 * One hit per (event, field, indicator); duplicates within one field are folded; of several
 * indicators of one kind covering one value the most specific alone, unless all are wanted.
 * Everything is borrowed: the indicator side from the generation, the observed side from the line.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "base/buf.h"
#include "wire/event.h"
#include "wire/indicator.h"

struct hit_source {
	struct str name; /* the feed's id, as in DIR or as the list's file name */
	struct str ref;  /* its own id for the indicator, or empty */
	enum category category;
	uint64_t line; /* in the feed */
};

struct hit {
	const struct event *event;
	enum field field;
	enum indicator_kind kind;
	struct str indicator;
	struct str observed; /* as seen (names folded, URLs canonical); empty for client fields */
	const struct hit_source *sources; /* in the configured order; the first is `source` */
	size_t source_count;
	uint64_t key; /* equal for equal (kind, indicator) within one generation; for tallies */
};

/*
 * One NDJSON line with a newline, keys in the order of DESIGN section 6: time, kind, indicator,
 * observed, field, source, sources, ref (the first that a source has), file, line. `observed` of a client field is null, or
 * `token` where a node gives one (may be empty).
 */
void hit_write(const struct hit *h, struct str file, struct str token, struct buf *out);

/* Parts of it: "source" and "sources"; the first reference that a source has, or empty. */
struct json_writer;
void hit_write_sources(const struct hit *h, struct json_writer *w);
struct str hit_ref(const struct hit *h);
