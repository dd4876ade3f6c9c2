/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set.h - one feed's indicators as an immutable file (doc/formats/set.md).
 *
 * Life: a builder takes entries in any order, sorts and folds equals, and gives bytes to be
 * published; a reader maps the bytes and is only read. The identity of a set is the SHA-256 of its
 * sorted canonical entries (kind, value, ref, validity, confidence, marking): the same feed loaded
 * twice is the same set, on every machine.
 *
 * Rows are equal when all of these are; the line is not among them (of equals the first line is
 * kept). One value with two references or two windows is therefore two rows of one indicator.
 *
 * A set of warnings (MISP warning lists) is a set whose entries have a warn type instead of a
 * kind; the two never mix in one file.
 *
 * Limits: SET_ROWS_MAX entries, values SET_VALUE_MAX bytes, references SET_REF_MAX (longer ones
 * are cut), 16 M different (window, confidence, marking), 4 GiB of text. A builder takes nothing
 * beyond them, and says so. Threads: a builder one (it sorts on another of its own); a reader any number.
 * Room: index. May include: base wire.
 */
#pragma once

#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"
#include "wire/feed.h"
#include "wire/indicator.h"

enum { SET_ROWS_MAX = 64 << 20, SET_VALUE_MAX = 8192, SET_REF_MAX = 1024 };

struct set_builder;
struct set;

struct set_builder *set_builder_open(void);
/*
 * How much memory a builder may take, beside two batches of rows (about 100 MiB at most): rows that are
 * put in order before the last one came, and the columns of the file, each up to `memory` bytes; what is
 * above that waits in files without a name in `dir`. 0 and NULL stand for the defaults.
 */
struct set_limits {
	size_t memory;     /* SET_BUILD_MEMORY */
	size_t batch_rows; /* 1 M; tests have smaller ones */
	const char *dir;   /* /var/tmp; must outlive the builder */
};
enum { SET_BUILD_MEMORY = 128 << 20 };
struct set_builder *set_builder_open_within(struct set_limits limits);
void set_builder_close(struct set_builder *b); /* accepts NULL */
/* false: over a limit of this file, not taken. */
bool set_builder_add(struct set_builder *b, const struct indicator *ind);
bool set_builder_warn(struct set_builder *b, enum warn_type type, struct str text, uint64_t line);
/* Sorts, folds equals (the first line wins) and appends the file's bytes to out; once. */
void set_builder_finish(struct set_builder *b, struct buf *out, struct sha256 *identity);
/* The same to a file, which is on the disk at the return (its name is not: rename it, then sync the
 * folder). `content` is the SHA-256 of the whole file. */
struct set_written {
	struct sha256 identity, content;
	uint64_t bytes;
};
MUST_CHECK enum err set_builder_write(struct set_builder *b, const char *path,
				      struct set_written *out, struct why *why);

/* Opens a set over bytes that outlive it (a mapped file, a buffer); checks the whole checksum,
 * every offset and the order of the rows. ERR_CORRUPT with what is wrong. */
MUST_CHECK enum err set_open(struct str bytes, struct set **out, struct why *why);
/* Maps the file and does the same; the mapping ends with set_close(). */
MUST_CHECK enum err set_open_file(const char *path, struct set **out, struct why *why);
void set_close(struct set *s); /* accepts NULL */

struct sha256 set_identity(const struct set *s);
struct str set_file_bytes(const struct set *s); /* the whole file */
/* Computes the identity again from the rows: for doctor. The checksum already tells damage; this
 * tells a file whose writer lied. */
bool set_identity_holds(const struct set *s);
bool set_is_warnings(const struct set *s);
/* What a person asks of a set at first sight. */
struct set_facts {
	uint32_t version, classes;
	uint64_t bytes, text_bytes; /* of the file; of values and references alone */
	struct instant from, until; /* the first valid_from, the last valid_until */
};
struct set_facts set_facts(const struct set *s);
size_t set_count(const struct set *s);
size_t set_count_kind(const struct set *s, enum indicator_kind k);
/* Row i of a set of indicators; values borrow from the set. */
struct indicator set_row(const struct set *s, size_t i);
struct str set_warning(const struct set *s, size_t i, enum warn_type *type, uint64_t *line);

/* Parts of a row, for those that walk many: its value, its kind (or warn type); the first row of a
 * kind (rows are sorted by kind, then by the bytes of the value). */
struct str set_value(const struct set *s, size_t i);
unsigned set_kind_of(const struct set *s, size_t i);
size_t set_kind_first(const struct set *s, unsigned kind);
/* Is `at` within row i's [valid_from, valid_until)? */
bool set_row_valid(const struct set *s, size_t i, struct instant at);
/* The rows [*first, return) that hold exactly this value. */
size_t set_find(const struct set *s, enum indicator_kind kind, struct str value, size_t *first);

/* What is in b and not in a (added), and the other way; in order. Both of the same sort; of
 * warnings, `ind` has the type as its kind. */
typedef void set_diff_fn(void *ctx, const struct indicator *ind, bool added);
void set_diff(const struct set *a, const struct set *b, set_diff_fn *fn, void *ctx);
