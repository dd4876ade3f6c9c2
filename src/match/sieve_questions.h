/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve_questions.h - questions that wait for their cache line.
 *
 * Room: match (private). May include: base wire index.
 */
#pragma once

#include "index/tags.h"

extern const struct tag_bucket sieve_nothing; /* a bucket in which there is nothing */

/* May this bucket hold the tag? */
struct question {
	const struct tag_bucket *bucket; /* sieve_nothing: none */
	uint32_t line;
	uint16_t tag;
	uint16_t table; /* of sieve.tables, for walking on from a full bucket */
};

/* Of the filter of URL hosts. */
struct question_url {
	const uint64_t *word; /* NULL: none */
	uint64_t bits;
	uint32_t line;
};

/* Of the filter in front of IPv6. */
struct question6 {
	const uint64_t *word; /* NULL: none */
	uint64_t high, low;
	uint32_t line;
	uint8_t bit;
};

/* Of the filter in front of IPv4. */
struct question4 {
	uint32_t addr, line;
};
