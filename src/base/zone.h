/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone.h - what do the clocks of a place show?
 *
 * A zone is read from the system's time zone database (TZif files, RFC 8536; TZDIR, else
 * /usr/share/zoneinfo) by its IANA name, without touching the process's own TZ. What happens after
 * the file's last change of clocks is told by its footer (POSIX TZ, as widened by RFC 8536 3.3.1).
 * "UTC" and fixed offsets need no file.
 *
 * A local time is a count of seconds since 1970-01-01T00:00:00 as the clocks there show it. One that
 * the clocks skip is read with the offset before the jump (02:30 becomes 03:30); one that they show
 * twice is the first of the two.
 *
 * Limits: years 1 to 9999; 1 MiB a file, 10,000 changes; offsets within 26 hours. Memory: the arena's; read-only
 * afterwards. Threads: any. Room: base. May include: libc.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"

struct zone;

/* ERR_NOTFOUND: the database has no such place (or the system has no database). */
MUST_CHECK enum err zone_open(struct arena *a, struct str name, const struct zone **out,
			      struct why *why);
/* From the bytes of a TZif file. ERR_SYNTAX. */
MUST_CHECK enum err zone_read(struct arena *a, struct str tzif, const struct zone **out);
const struct zone *zone_fixed(struct arena *a, int32_t seconds_east);
/* "+08:00", "-03:30"; false when it is nothing of the kind. */
bool zone_offset_read(struct str text, int32_t *seconds_east);

/* Seconds east of UTC at that second (since 1970, UTC). */
int32_t zone_offset(const struct zone *z, int64_t utc);
int64_t zone_to_local(const struct zone *z, int64_t utc);
int64_t zone_to_utc(const struct zone *z, int64_t local);
