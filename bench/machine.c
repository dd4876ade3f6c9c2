/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The line of a small file that begins with `key`; "" finds the first. false: there is none. */
static bool find_line(const char *path, const char *key, char *line, int room)
{
	FILE *f = fopen(path, "r");
	bool found = false;

	while (f && !found && fgets(line, room, f))
		found = strncmp(line, key, strlen(key)) == 0;
	if (f)
		fclose(f);
	return found;
}

void machine_cpu(struct buf *out)
{
	char line[256];
	struct str s;
	size_t colon;

	if (!find_line("/proc/cpuinfo", "model name", line, sizeof line)) {
		buf_puts(out, "unknown");
		return;
	}
	s = str_of(line);
	colon = str_find(s, ':');
	buf_put(out, str_trim(str_cut(s, colon == SIZE_MAX ? 0 : colon + 1, s.n)));
}

void machine_pages(struct buf *out)
{
	char line[256];
	char *open, *close;

	if (!find_line("/sys/kernel/mm/transparent_hugepage/enabled", "", line, sizeof line) ||
	    !(open = strchr(line, '[')) || !(close = strchr(open, ']'))) {
		buf_puts(out, "unknown");
		return;
	}
	buf_put(out, str_n(open + 1, (size_t)(close - open - 1)));
}

double machine_load(void)
{
	double load[1];

	return getloadavg(load, 1) == 1 ? load[0] : -1;
}

unsigned machine_cores(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof set, &set) ? 1 : (unsigned)CPU_COUNT(&set);
}

static uint64_t kib_of(const char *path, const char *key)
{
	char line[256];

	return find_line(path, key, line, sizeof line) ?
		       strtoull(line + strlen(key), NULL, 10) * 1024 :
		       0;
}

uint64_t machine_resident(void)
{
	return kib_of("/proc/self/status", "VmRSS:");
}

uint64_t machine_huge(void)
{
	return kib_of("/proc/self/smaps_rollup", "AnonHugePages:");
}

uint64_t machine_process_cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
