/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.h - what time is it, and how long did it take?
 *
 * An instant is microseconds since 1970-01-01T00:00:00Z (leap seconds not counted, as POSIX).
 * It is wrapped in a struct so that it cannot be added to a duration by mistake. Tests set
 * the wall clock with clock_test_set(); the monotonic clock is never faked.
 *
 * Threads: all. Room: base. May include: libc.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct instant {
	int64_t us;
};

enum { US_PER_SECOND = 1000000 };
#define US_PER_MINUTE (60LL * US_PER_SECOND)
#define US_PER_HOUR (60 * US_PER_MINUTE)
#define US_PER_DAY (24 * US_PER_HOUR)

struct instant clock_now(void);
/* Nanoseconds of a clock that never goes back; only differences mean anything. */
uint64_t clock_mono_ns(void);
/* CPU time of the calling thread, in nanoseconds. */
uint64_t clock_cpu_ns(void);

/* From now on clock_now() answers `at` (standing still) until clock_test_off(). */
void clock_test_set(struct instant at);
void clock_test_off(void);
