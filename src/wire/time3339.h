/* SPDX-License-Identifier: Apache-2.0 */
/*
 * time3339.h - instants as text: RFC 3339 and the habits of logs.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"

/* RFC 3339, also with a space for T, "+0000" for "+00:00" (EVE), a missing zone taken as UTC only
 * when zone_optional. Fractions beyond microseconds are cut. Second 60 is read as 59.999999.
 * Years 0001..9999 only, also after the zone is taken off. */
bool time3339_read(struct str text, bool zone_optional, struct instant *out);
/* The same, with the zone that was written: minutes east of UTC. */
bool time3339_read_zone(struct str text, struct instant *out, int *minutes_east);
/* Seconds since 1970 with a fraction, as Zeek writes them. Years 0001..9999 only. */
bool time_epoch_read(struct str text, struct instant *out);
/* "2026-11-20T23:59:59.123456Z"; the fraction only as far as it is not zero. */
void time3339_write(struct instant t, struct buf *out);
/* The same without a buffer; returns the length. Not NUL-terminated. */
enum { TIME3339_MAX = 40 };
size_t time3339_text(struct instant t, char out[static TIME3339_MAX]);
/* Civil days since 1970-01-01 (proleptic Gregorian), and back. */
int64_t civil_days(int year, unsigned month, unsigned day);
void civil_from_days(int64_t days, int *year, unsigned *month, unsigned *day);
/* "2026-11-20" whole. */
bool date_read(struct str text, int *year, unsigned *month, unsigned *day);
