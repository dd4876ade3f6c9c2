/* SPDX-License-Identifier: Apache-2.0 */
/*
 * passing.h - what is counted of an event that hit nothing: when, what kind, and a keyed hash of who
 * asked, which leads back to nobody.
 *
 * Made by the matcher for each event, hits or not, in batches; read by sense. It owns nothing and
 * holds no address, name or other value.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "wire/event.h"

struct passing {
	int64_t us; /* event time; PASSING_NO_TIME: none was told */
	uint64_t
		who; /* the client's address under the sketch key of the day, made by who_fill() (who.h)
		      * and nothing faster; 0: no client, or not asked for */
	uint8_t kind;   /* enum event_kind */
	uint8_t family; /* 4, 6 or 0, as struct event */
};

#define PASSING_NO_TIME INT64_MIN
