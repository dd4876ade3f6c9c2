/* SPDX-License-Identifier: Apache-2.0 */
/*
 * set_file.h - the numbers of the set file, for its writer and its reader (doc/formats/set.md).
 *
 * All integers are little-endian, as the hosts are that we build for. Columns are read with
 * memcpy, so that a set may also stand at an odd address (in a buffer, in an archive).
 *
 * Room: index (private). May include: base.
 */
#pragma once

#include "base/bytes.h"
#include "base/hash.h"
#include "base/str.h"

#include <stdint.h>

#define SET_MAGIC \
	"\x89" \
	"CSET\r\n\x1a"
enum {
	SET_MAGIC_BYTES = 8,
	SET_VERSION = 2,
	SET_VERSION_1 = 1, /* still read */
	SET_SORT_INDICATORS = 1,
	SET_SORT_WARNINGS = 2,
	SET_KINDS = 32, /* slots of the kind table; more than will ever be used */
	SET_CLASS_BYTES = 24,
	SET_SECTION_BYTES = 24,
};

/* What each section holds; n is the number of rows. Version 1 knew the first seven, laid out otherwise. */
enum set_section {
	SEC_VALUE_AT = 1, /* u32 for each block of 32 rows, and one for the end (set_text.h) */
	SEC_VALUES,       /* text, in the order of the rows */
	SEC_LINES,        /* n numbers of 0 to 4 bytes: physical line in the feed, 0 unknown */
	SEC_CLASS_OF,     /* n numbers of 0 to 4 bytes */
	SEC_CLASSES,      /* 24 bytes each: from, until, confidence, marking */
	SEC_REF_AT,       /* as the values; absent where no row has a reference */
	SEC_REFS,
	SEC_VALUE_LEN, /* a byte a row; 255: two bytes in front of the text say it */
	SEC_REF_LEN,
	SEC_COUNT
};

struct set_header {
	unsigned char magic[SET_MAGIC_BYTES];
	uint32_t version, sort;
	uint64_t file_bytes; /* with the checksum */
	uint64_t rows;
	struct sha256 identity;
	uint32_t classes, sections;
	uint32_t kind_rows[SET_KINDS]; /* rows of each kind (or warn type), in this order */
};

struct set_section_entry {
	uint32_t id, zero;
	uint64_t at, bytes; /* from the start of the file; at is a multiple of 8 */
};

struct set_class {
	int64_t from, until;
	uint8_t confidence, tlp, zero[6];
};

_Static_assert(sizeof(struct set_header) == 200, "the layout is the format");
_Static_assert(sizeof(struct set_section_entry) == SET_SECTION_BYTES, "the layout is the format");
_Static_assert(sizeof(struct set_class) == SET_CLASS_BYTES, "the layout is the format");

static inline uint32_t le32_at(const char *p, size_t i)
{
	return le32(p + 4 * i);
}

static inline uint16_t le16_at(const char *p, size_t i)
{
	uint16_t v;

	memcpy(&v, p + 2 * i, 2);
	return v;
}

/* The first eight bytes of a text as a number that orders as the text does. */
static inline uint64_t text_head(struct str s)
{
	uint64_t v = 0;

	memcpy(&v, s.n ? s.p : "", s.n < 8 ? s.n : 8);
	return __builtin_bswap64(v);
}

/* The canonical bytes of a set, streamed into its identity. Shared by writer and checker. */
struct set_hasher;
struct set_hasher *set_hasher_open(uint32_t sort, uint64_t rows);
void set_hasher_row(struct set_hasher *h, unsigned kind, struct str value, struct str ref,
		    const struct set_class *c);
struct sha256 set_hasher_close(struct set_hasher *h);
