/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addr.h - IPv4 and IPv6 addresses and prefixes: RFC 791, 4291 (text in), 5952 (text out), 4632.
 *
 * An address is 16 bytes; IPv4 uses the first four. Text in is strict: no leading zeros in
 * IPv4 octets ("010.0.0.1" is refused, some readers take it as octal), no zone index. An
 * IPv4-mapped IPv6 address (::ffff:1.2.3.4) is the IPv4 address: addr_read() folds it, so
 * that an indicator and an event that write it differently meet.
 *
 * Threads: pure. Room: wire. May include: base.
 */
#pragma once

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/str.h"

struct addr {
	uint8_t family; /* 4 or 6; 0 is none */
	uint8_t b[16];  /* network order; bytes beyond the family's are 0 */
};

struct prefix {
	struct addr addr; /* bits beyond len are 0 */
	uint8_t len;      /* 0..32 or 0..128 */
};

enum { ADDR_TEXT_MAX = 45, PREFIX_TEXT_MAX = 49 };

/* As numbers: IPv4; the first or last (0, 1) 64 bits of IPv6. And back. */
static inline uint32_t addr_v4(const struct addr *a)
{
	return be32(a->b);
}

static inline uint64_t addr_half(const struct addr *a, unsigned which)
{
	return be64(a->b + 8 * which);
}

static inline struct addr addr_of_v4(uint32_t v)
{
	struct addr a = { .family = 4 };

	v = be32(&v); /* the same exchange of bytes both ways */
	memcpy(a.b, &v, sizeof v);
	return a;
}

static inline struct addr addr_of_halves(const uint64_t half[2])
{
	struct addr a = { .family = 6 };
	uint64_t v[2] = { be64(&half[0]), be64(&half[1]) };

	memcpy(a.b, v, sizeof v);
	return a;
}

bool addr_read(struct str text, struct addr *out);
/* From 4 or 16 bytes in network order, folded as addr_read() does; false for another length. */
static inline bool addr_of_bytes(const void *p, size_t n, struct addr *out)
{
	static const uint8_t mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	const uint8_t *b = (const uint8_t *)p;

	*out = (struct addr){ .family = 0 };
	if (n != 4 && n != 16)
		return false;
	if (n == 16 && memcmp(b, mapped, sizeof mapped) != 0) {
		out->family = 6;
		memcpy(out->b, b, 16);
	} else {
		out->family = 4;
		memcpy(out->b, b + n - 4, 4);
	}
	return true;
}
void addr_write(struct addr a, struct buf *out);
/* The same without a buffer; returns the length (0 for family 0). Not NUL-terminated. */
size_t addr_text(struct addr a, char out[static ADDR_TEXT_MAX]);
int addr_cmp(struct addr a, struct addr b); /* family, then bytes */
unsigned addr_bits(struct addr a);          /* 32 or 128 */

/* An IPv4-mapped prefix of /96 or longer is the IPv4 prefix.
 * "192.0.2.0/24" or a bare address (full length). A prefix with host bits set is read with the
 * bits cleared; *had_host_bits (may be NULL) says so. */
bool prefix_read(struct str text, struct prefix *out, bool *had_host_bits);
void prefix_write(struct prefix p, struct buf *out); /* always with /len */
bool prefix_covers(struct prefix p, struct addr a);
bool prefix_covers_prefix(struct prefix outer, struct prefix inner);
struct prefix prefix_of(struct addr a, unsigned len); /* cut to len bits */
/* "a - b" address ranges as the fewest prefixes; emit is called for each. false if a > b. */
typedef void prefix_fn(void *ctx, struct prefix p);
bool prefix_range(struct addr first, struct addr last, prefix_fn *emit, void *ctx);
