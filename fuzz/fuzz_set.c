/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_set.c - hostile set files. The checksum is put right first, or nothing behind it would ever
 * be reached; a set that opens must let every row be read.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "index/set.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static volatile size_t sink; /* keeps the reads */

static void read_all(const struct set *s)
{
	for (size_t i = 0; i < set_count(s); i++) {
		size_t first;

		if (set_is_warnings(s)) {
			enum warn_type t;
			uint64_t line;

			sink += set_warning(s, i, &t, &line).n + line;
		} else {
			struct indicator r = set_row(s, i);

			for (size_t k = 0; k < r.value.n; k++)
				sink += (unsigned char)r.value.p[k];
			sink += r.ref.n ? (unsigned char)r.ref.p[r.ref.n - 1] : 0;
			sink += set_find(s, r.kind, r.value, &first);
			sink += set_row_valid(s, i, (struct instant){ 0 });
		}
	}
	sink += set_identity_holds(s);
}

static void ignore(void *ctx, const struct indicator *ind, bool added)
{
	(void)ctx;
	sink += ind->value.n + added;
}

static void try(struct str bytes)
{
	struct set *s;

	if (set_open(bytes, &s, NULL) != ERR_OK)
		return;
	read_all(s);
	set_diff(s, s, ignore, NULL);
	set_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *copy;
	struct sha256 sum;

	try(str_n((const char *)data, n));
	if (n < SHA256_BYTES)
		return 0;
	copy = mem_zero(n, 1);
	memcpy(copy, data, n);
	if (n >= 24) { /* the length that the file says of itself */
		uint64_t len = n;

		memcpy(copy + 16, &len, sizeof len);
	}
	sum = hash_sha256(str_n(copy, n - sizeof sum));
	memcpy(copy + n - sizeof sum, &sum, sizeof sum);
	try(str_n(copy, n));
	mem_free(copy);
	return 0;
}
