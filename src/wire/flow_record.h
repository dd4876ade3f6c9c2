/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_record.h - the records of a data set become events.
 *
 * Threads: one stream, one thread. Room: wire. May include: base.
 */
#pragma once

#include "wire/event_stream_inner.h"
#include "wire/flow_template.h"

/* What the header of a message says of its records. */
struct flow_message {
	struct flow_scope scope;
	int64_t us; /* when it was sent; INT64_MIN: not said */
	bool has_uptime;
	uint32_t uptime; /* of the exporter then, in milliseconds, and over again after 49 days */
};

enum { FLOW_V5_HEADER = 24, FLOW_V5_RECORD = 48, FLOW_V5_RECORDS_MAX = 30 };
extern const struct flow_template flow_v5;

/*
 * Takes records off the front of *rest until the batch is full or no record fits any more: what is
 * left then is padding, and taken, too. Each gives at most one event. *boot_ms is set where a record
 * says when the exporter started. ERR_SYNTAX: a record runs past the end; *rest is empty.
 */
MUST_CHECK enum err flow_records_read(const struct flow_template *t, const struct flow_message *m,
				      struct str *rest, struct stream_out *out, uint64_t *boot_ms,
				      struct why *why);
