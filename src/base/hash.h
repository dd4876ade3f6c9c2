/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h - short keyed hashes for tables, and the standard digests for identity.
 *
 * hash_keyed is SipHash-1-3 (Aumasson and Bernstein, 2012; reduced rounds as used for hash
 * tables by Rust and Python): whoever chooses the names cannot craft collisions without the key.
 * Digests are OpenSSL's (FIPS 180-4; MD5 and SHA-1 only because feeds and files use them).
 *
 * Threads: all functions are pure. Room: base. May include: libc, OpenSSL's libcrypto.
 */
#pragma once

#include "base/str.h"

#include <stdint.h>

struct hash_key {
	uint64_t k[2];
};

struct hash_key hash_key_random(void);
uint64_t hash_keyed(struct hash_key key, const void *p, size_t n);

enum { SHA256_BYTES = 32, SHA1_BYTES = 20, MD5_BYTES = 16 };

struct sha256 {
	unsigned char b[SHA256_BYTES];
};

struct sha256 hash_sha256(struct str s);
/* HMAC-SHA-256, RFC 2104. */
struct sha256 hash_hmac(struct str key, struct str s);
void hash_md5(struct str s, unsigned char out[static MD5_BYTES]);
void hash_sha1(struct str s, unsigned char out[static SHA1_BYTES]);

/* Piece by piece. The stream is a handle: close it (result or not). */
struct hash_stream;
struct hash_stream *hash_stream_open(void);
void hash_stream_add(struct hash_stream *h, struct str s);
/* The digest of what was added so far; more may follow. */
struct sha256 hash_stream_now(const struct hash_stream *h);
/* The digest of all that was added; closes the stream. */
struct sha256 hash_stream_close(struct hash_stream *h);
