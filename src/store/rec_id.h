/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rec_id.h - the name of a record that we gave it: a UUIDv7 (RFC 9562 section 5.7, with sub-
 * millisecond time in rand_a, method 3), 16 bytes in tables, "asset_<32 hex digits>" for people.
 *
 * Threads: all. Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"

enum { REC_ID_BYTES = 16 };

struct rec_id {
	unsigned char b[REC_ID_BYTES];
};

struct rec_id rec_id_new(struct instant at);
struct str rec_id_text(struct arena *a, struct str type, struct rec_id id);
/* false unless text is "<type>_" and 32 lower-case hex digits. */
bool rec_id_read(struct str text, struct str type, struct rec_id *out);
