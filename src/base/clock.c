/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include "base/ensure.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t test_us;
static _Atomic bool test_on;

static uint64_t read_ns(clockid_t id)
{
	struct timespec t;

	ensure(clock_gettime(id, &t) == 0);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

struct instant clock_now(void)
{
	if (atomic_load(&test_on))
		return (struct instant){ atomic_load(&test_us) };
	return (struct instant){ (int64_t)(read_ns(CLOCK_REALTIME) / 1000) };
}

uint64_t clock_mono_ns(void)
{
	return read_ns(CLOCK_MONOTONIC);
}

uint64_t clock_cpu_ns(void)
{
	return read_ns(CLOCK_THREAD_CPUTIME_ID);
}

void clock_test_set(struct instant at)
{
	atomic_store(&test_us, at.us);
	atomic_store(&test_on, true);
}

void clock_test_off(void)
{
	atomic_store(&test_on, false);
}
