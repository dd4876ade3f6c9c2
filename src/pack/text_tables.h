/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_tables.h - the tables that tools/nfkc.py makes at build time; text_chars.c reads them.
 *
 * All sorted by their first members. Room: pack. May include: libc.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct nfkc_apart {
	uint32_t cp;
	uint32_t at : 24, n : 8; /* of nfkc_pool */
};
struct nfkc_class {
	uint32_t cp;
	uint8_t ccc;
};
struct nfkc_pair {
	uint32_t a, b, whole;
};

extern const struct nfkc_apart nfkc_apart[];
extern const uint32_t nfkc_pool[];
extern const struct nfkc_class nfkc_class[];
extern const struct nfkc_pair nfkc_pair[];
extern const size_t nfkc_apart_n, nfkc_class_n, nfkc_pair_n;
