/* SPDX-License-Identifier: Apache-2.0 */
/*
 * who.h - from events to what may be counted of them (passing.h).
 *
 * `who` is a number that stands for a client's address under a key of the day (base/prf.h). It must be
 * a pseudorandom function of the address: HyperLogLog reads its bits as if they were drawn by chance
 * (a table hash that multiplies once gives a third of the true count on sequential addresses), and a
 * sketch that leaves the node must tell nothing about any address to whoever lacks the key. Never
 * fill `who` with a faster hash.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "base/prf.h"
#include "wire/passing.h"

/* The client's side of the event; the first, where both sides are (decision 0003). false: none. */
bool event_client(const struct event *ev, struct addr *out);
/* Time, kind and family; `who` is 0. */
struct passing passing_of(const struct event *ev);

/* What is hashed for an address. An IPv4 address is its IPv4-mapped form (RFC 4291 section 2.5.5.2): one
 * client, one block. */
static inline struct prf_block who_block4(uint32_t v)
{
	struct prf_block b = { { [10] = 0xff, [11] = 0xff } };

	v = be32(&v);
	memcpy(b.b + 12, &v, sizeof v);
	return b;
}

static inline struct prf_block who_block(const struct addr *a)
{
	struct prf_block b;

	if (a->family == 4)
		return who_block4(addr_v4(a));
	memcpy(b.b, a->b, sizeof b.b);
	return b;
}

/* p[i].who for n events; clients[i].family 0 gives 0, any other client something else. */
void who_fill(struct prf *prf, const struct addr *clients, struct passing *p, size_t n);
/* The same from blocks, where p[i].who is not 0: an event with 0 has no client, whatever its block. */
void who_fill_blocks(struct prf *prf, const struct prf_block *clients, struct passing *p, size_t n);
