/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embedded.h - files that travel inside the binary, as tools/embed.py writes them.
 *
 * Sorted by path; the table ends with a NULL path. Room: pack. May include: base.
 */
#pragma once

#include <stddef.h>

struct embedded {
	const char *path; /* "core/pack.yaml" */
	const char *data;
	size_t n;
};

extern const struct embedded embedded_packs[];
