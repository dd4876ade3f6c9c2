/* SPDX-License-Identifier: Apache-2.0 */
/* demo_data.h - the constants of the demo's world. Room: cmd. May include: all. */
#pragma once

#include "cmd/demo.h"

/* A name in Chinese and as it goes over the wire. */
struct demo_pair {
	const char *unicode, *ascii;
};
extern const struct demo_pair demo_idn[8];

struct demo_org_name {
	const char *name, *domain;
};
extern const struct demo_org_name demo_org_names[ORGS];
extern const char *const demo_roles[4];
extern const struct feed demo_feeds[FEEDS];
