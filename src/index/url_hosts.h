/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url_hosts.h - could any listed URL be on this host? A quick no before the expressions of a URL are
 * made, which cost more than all other questions of an event together.
 *
 * A Bloom filter over host[:port] of the listed URLs: two bits in one word a probe, 16 bits a URL.
 * "Perhaps" is wrong about once in thirty; "no" is never wrong.
 *
 * Threads: fill in one; read in any. Room: index (private). May include: base wire.
 */
#pragma once

#include "base/hash.h"
#include "wire/url.h"

struct url_hosts {
	uint64_t *words; /* NULL: nothing listed */
	uint64_t n;
	struct hash_key key;
};

void url_hosts_open(struct url_hosts *h, size_t count);
void url_hosts_close(struct url_hosts *h);
void url_hosts_put(struct url_hosts *h, struct str url); /* canonical text */
bool url_hosts_perhaps(const struct url_hosts *h, const struct url *u);
size_t url_hosts_bytes(const struct url_hosts *h);
