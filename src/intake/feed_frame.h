/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_frame.h - the entries of a feed as frames: what the decoder of a feed puts into the pipe
 * and what the loader takes out. Lossless for everything that a feed_sink can be told, within the
 * limits below; about 30 bytes an entry.
 *
 *	format      u8
 *	identity    32 bytes
 *	indicator   kind u8, tlp u8, confidence u8, flags u8, value, line, ref?, from?, until?
 *	warning     type u8, line, text
 *	refused     line, text, why
 *	set aside   personal u8, line, type
 *	title       text
 *
 * Limits: a value URL_MAX bytes of printable ASCII, a reference 1 KiB, a title and a type 1 KiB, a
 * refused text 256 bytes, a warning 64 KiB. Longer titles, types, references and refused texts are
 * cut on the way in; a longer warning and another value become a refusal.
 *
 * Threads: one end, one thread. Room: intake. May include: base wire.
 */
#pragma once

#include "intake/frame.h"
#include "base/hash.h"
#include "wire/feed.h"

enum feed_frame {
	FEED_FRAME_FORMAT = 1,
	FEED_FRAME_IDENTITY,
	FEED_FRAME_INDICATOR,
	FEED_FRAME_WARNING,
	FEED_FRAME_REFUSED,
	FEED_FRAME_SET_ASIDE,
	FEED_FRAME_TITLE
};

enum { FEED_FRAME_TEXT = 1024, FEED_FRAME_REFUSED_TEXT = 256, FEED_FRAME_WARNING_TEXT = 64 << 10 };

/* A sink that puts all it is told into `out`. A pipe that nobody reads shows as out->stopped. */
struct feed_sink feed_frame_sink(struct frame_out *out);
void feed_frame_put_format(struct frame_out *out, enum feed_format format);
void feed_frame_put_identity(struct frame_out *out, const struct sha256 *identity);

/* One frame, taken apart: what is not entry but result goes here. */
struct feed_frame_facts {
	enum feed_format format;
	struct sha256 identity;
	uint64_t taken, refused, unmatchable, personal;
};

/* Checks the frame, counts it, tells the sink (its NULL members are not called). false: it is no
 * frame of ours. */
bool feed_frame_take(unsigned kind, struct str payload, const struct feed_sink *sink,
		     struct feed_frame_facts *facts);
