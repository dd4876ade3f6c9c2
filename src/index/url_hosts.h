/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url_hosts.h - could any listed URL be on this host? A quick no before the expressions of a URL are
 * made, which cost more than all other questions of an event together.
 *
 * A Bloom filter over the hosts of the listed URLs, ports left out: four bits in one word a probe, 32
 * bits a URL. "Perhaps" is wrong about once in a thousand; "no" is never wrong. Its hash is that of the
 * names (names.h, the same key), so that a host hashed for one serves the other.
 *
 * Threads: fill in one; read in any. Room: index (private to index and match). May include: base wire.
 */
#pragma once

#include "base/fasthash.h"
#include "wire/url.h"

struct url_hosts {
	uint64_t *words; /* NULL: nothing listed */
	uint64_t n;
	struct fast_key key;
};

void url_hosts_open(struct url_hosts *h, size_t count, const struct fast_key *names_key);
void url_hosts_close(struct url_hosts *h);
void url_hosts_put(struct url_hosts *h, struct str url); /* canonical text */
bool url_hosts_perhaps(const struct url_hosts *h, const struct url *u);
size_t url_hosts_bytes(const struct url_hosts *h);

static inline uint64_t url_hosts_bits(uint64_t hash)
{
	return 1ull << (hash & 63) | 1ull << (hash >> 6 & 63) | 1ull << (hash >> 12 & 63) |
	       1ull << (hash >> 18 & 63);
}

/* The same for one name (no parents of it) whose names_hash() is known. Only where words is set. */
static inline bool url_hosts_has(const struct url_hosts *h, uint64_t hash)
{
	uint64_t bits = url_hosts_bits(hash);

	return (h->words[((hash >> 32) * h->n) >> 32] & bits) == bits;
}
