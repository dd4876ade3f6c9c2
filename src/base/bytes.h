/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes.h - numbers of a stated byte order, wherever they lie. The caller has checked that they are there.
 *
 * Threads: pure. Room: base. May include: libc.
 */
#pragma once

#include <stdint.h>
#include <string.h>

static inline uint16_t be16(const void *p)
{
	const uint8_t *b = p;

	return (uint16_t)(b[0] << 8 | b[1]);
}

#define BYTES_LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

static inline uint32_t be32(const void *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return BYTES_LITTLE ? __builtin_bswap32(v) : v;
}

static inline uint64_t be64(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return BYTES_LITTLE ? __builtin_bswap64(v) : v;
}

static inline uint32_t le32(const void *p)
{
	return __builtin_bswap32(be32(p));
}

static inline uint64_t le64(const void *p)
{
	return __builtin_bswap64(be64(p));
}
