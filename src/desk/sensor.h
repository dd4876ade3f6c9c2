/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensor.h - registered places of observation: assets of kind "sensor".
 *
 * Room: desk. May include: base wire store pack index.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

struct reader;

/* The area code of a registered sensor, in the arena; *area is left as it is where the sensor states
 * none. ERR_NOTFOUND where no such sensor is registered, so that coverage stays honest. */
MUST_CHECK enum err sensor_area(struct reader *r, struct str sensor, struct arena *a,
				struct str *area, struct why *why);
