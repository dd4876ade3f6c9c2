/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpack.h - the bytes of a descriptor, decompressed: plain, gzip (RFC 1952, many members) or
 * zstd (RFC 8878, many frames, skippable ones too), told apart by their first four bytes.
 *
 * What an archive held is given before the error that ends it. Zeros behind the last gzip member
 * are padding (tapes, blocks); anything else there is an error. Private to intake/input.c.
 *
 * Threads: one handle, one thread at a time; unpack_bytes() any, unpack_hash() one other. Room: intake. May include: base.
 */
#pragma once

#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"

enum { UNPACK_WINDOW_LOG = 27 }; /* zstd windows up to 128 MiB, the default of its own tool */

struct unpack;

/* fd is borrowed; name is for sentences and is copied. */
struct unpack *unpack_open(int fd, const char *name);
void unpack_close(struct unpack *u);       /* accepts NULL */
bool unpack_looks_packed(struct str head); /* the first bytes of gzip or zstd */

/* Up to n > 0 bytes; *got == 0 is the end. An error is final: the next call repeats it. */
MUST_CHECK enum err unpack_read(struct unpack *u, char *to, size_t n, size_t *got, struct why *why);
uint64_t unpack_bytes(const struct unpack *u); /* taken from the descriptor so far */
bool unpack_is_packed(const struct unpack *u); /* gzip or zstd */
/* From now on a wait for the descriptor also ends, with ERR_STOPPED, when `fd` can be read. -1: not any more. */
void unpack_stop_on(struct unpack *u, int fd);

/* SHA-256 of all bytes of the descriptor, after reading what is left of it. Not after
 * unpack_hash_not(). */
struct sha256 unpack_identity(struct unpack *u);
/* Nobody will ask for the identity. */
void unpack_hash_not(struct unpack *u);
/* unpack_read() no longer hashes: whoever calls it hashes all that it gives, with unpack_hash(), before
 * unpack_identity(). Plain input only, when what was taken has been given; else false. */
MUST_CHECK bool unpack_hash_apart(struct unpack *u);
void unpack_hash(struct unpack *u, struct str bytes);
