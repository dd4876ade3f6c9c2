/* SPDX-License-Identifier: Apache-2.0 */
/*
 * machine.h - on what, and how undisturbed, was this measured?
 *
 * Threads: one. Includes of the house: base.
 */
#pragma once

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* "AMD EPYC ..." as the kernel names it, into out. */
void machine_cpu(struct buf *out);
void machine_pages(struct buf *out); /* of transparent huge pages: "always", "madvise", "never" */
double machine_load(void);           /* of the last minute */
unsigned machine_cores(void);        /* that this process may use */
uint64_t machine_resident(void);     /* bytes of this process in memory */
uint64_t machine_huge(void);         /* of them in huge pages */
uint64_t machine_process_cpu_ns(void);
