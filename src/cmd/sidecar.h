/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sidecar.h - what a person says of a feed, in a small YAML file beside it (FILE.yaml):
 *
 *	name: night-c2
 *	publisher: Example CERT
 *	category: c2
 *	licence: CC0-1.0
 *	format: list
 *	map: domain=host
 *
 * Every key is optional; unknown keys and categories outside the closed list are refused with
 * their place. Limit 64 KiB. Room: cmd. May include: all.
 */
#pragma once

#include "base/arena.h"
#include "base/why.h"
#include "wire/feed.h"

struct sidecar {
	struct str name, publisher, licence, map;
	enum category category;
	enum feed_format format;
};

/* No such file: everything empty. Text lives in the arena. */
MUST_CHECK enum err sidecar_read(const char *feed_path, struct arena *a, struct sidecar *out,
				 struct why *why);
