/* SPDX-License-Identifier: Apache-2.0 */
/*
 * owner.h - whose is it? Addresses and names looked up among what registered organisations declared
 * as their own infrastructure.
 *
 * Built once from the store (assets and resources of parties), frozen, read by any thread. Longest
 * prefix, most specific domain. Declared subscriber pools are known here only so that they never
 * answer: an address inside a pool has no owner, even when a wider prefix is declared as
 * infrastructure.
 *
 * Room: desk. May include: base wire store pack index.
 */
#pragma once

#include "base/err.h"
#include "base/why.h"
#include "store/node.h"
#include "wire/addr.h"
#include "wire/event.h"

struct owners;

struct owner {
	struct str asset; /* natural key of the asset; empty: none */
	struct str party; /* natural key of the organisation */
	struct str name;  /* the organisation's name */
	struct str contact_role;
};

MUST_CHECK enum err owners_load(struct reader *r, struct owners **out, struct why *why);
void owners_close(struct owners *o); /* accepts NULL */
bool owners_addr(const struct owners *o, struct addr a, struct owner *out);
bool owners_domain(const struct owners *o, struct str canon, struct owner *out);
bool owners_in_pool(const struct owners *o, struct addr a);
/* Both ends of the range in declared pools. */
bool owners_range_in_pool(const struct owners *o, struct prefix p);
/*
 * Whose asset does an event touch? The first that answers of: destination address, source address,
 * HTTP host, SNI, DNS query, DNS answers. (An organisation is hit when its machine asks for an evil
 * name, and also when its own name or address is what is listed.)
 */
bool owners_event(const struct owners *o, const struct event *ev, struct owner *out);
