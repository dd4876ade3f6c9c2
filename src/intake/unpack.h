/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpack.h - the bytes of a descriptor, decompressed: plain, gzip (RFC 1952, many members) or
 * zstd (RFC 8878, many frames, skippable ones too), told apart by their first four bytes.
 *
 * What an archive held is given before the error that ends it. Zeros behind the last gzip member
 * are padding (tapes, blocks); anything else there is an error. Private to intake/input.c.
 *
 * Threads: one handle, one thread. Room: intake. May include: base.
 */
#pragma once

#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"

enum { UNPACK_WINDOW_LOG = 27 }; /* zstd windows up to 128 MiB, the default of its own tool */

struct unpack;

/* fd is borrowed; name is for sentences and is copied. */
struct unpack *unpack_open(int fd, const char *name);
void unpack_close(struct unpack *u);

/* Up to n > 0 bytes; *got == 0 is the end. An error is final: the next call repeats it. */
MUST_CHECK enum err unpack_read(struct unpack *u, char *to, size_t n, size_t *got, struct why *why);
uint64_t unpack_bytes(const struct unpack *u); /* taken from the descriptor so far */
/* SHA-256 of all bytes of the descriptor, after reading what is left of it. Once. */
struct sha256 unpack_identity(struct unpack *u);
