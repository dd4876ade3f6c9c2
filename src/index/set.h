/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set.h - one feed's indicators as an immutable file (doc/formats/set.md).
 *
 * Life: a builder takes entries in any order, sorts and folds equals, and gives bytes to be
 * published; a reader maps the bytes and is only read. The identity of a set is the SHA-256 of its
 * sorted canonical entries (kind, value, ref, validity, confidence, marking): the same feed loaded
 * twice is the same set, on every machine.
 *
 * A set of warnings (MISP warning lists) is a set whose entries have a warn type instead of a
 * kind; the two never mix in one file.
 *
 * Limits: 64 M entries, values 8 KiB. Threads: a builder one; a reader any number.
 * Room: index. May include: base wire.
 */
#pragma once

#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"
#include "wire/feed.h"
#include "wire/indicator.h"

struct set_builder;
struct set;

struct set_builder *set_builder_open(void);
void set_builder_close(struct set_builder *b); /* accepts NULL */
void set_builder_add(struct set_builder *b, const struct indicator *ind);
void set_builder_warn(struct set_builder *b, enum warn_type type, struct str text, uint64_t line);
/* Sorts, folds equals (the first line wins) and appends the file's bytes to out. */
void set_builder_finish(struct set_builder *b, struct buf *out, struct sha256 *identity);

/* Opens a set over bytes that outlive it (a mapped file, a buffer); checks the whole checksum.
 * ERR_CORRUPT with what is wrong. */
MUST_CHECK enum err set_open(struct str bytes, struct set **out, struct why *why);
/* Maps the file and does the same; the mapping ends with set_close(). */
MUST_CHECK enum err set_open_file(const char *path, struct set **out, struct why *why);
void set_close(struct set *s); /* accepts NULL */

struct sha256 set_identity(const struct set *s);
bool set_is_warnings(const struct set *s);
size_t set_count(const struct set *s);
size_t set_count_kind(const struct set *s, enum indicator_kind k);
/* Row i of a set of indicators; values borrow from the set. */
struct indicator set_row(const struct set *s, size_t i);
struct str set_warning(const struct set *s, size_t i, enum warn_type *type, uint64_t *line);

/* What is in b and not in a, and the other way; rows by number. Both of the same sort. */
typedef void set_diff_fn(void *ctx, const struct indicator *ind, bool added);
void set_diff(const struct set *a, const struct set *b, set_diff_fn *fn, void *ctx);
