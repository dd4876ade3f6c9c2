/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_csv.c - the first byte chooses separator and comments; rows read are written and read again.
 */
#include "base/ensure.h"
#include "wire/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void read_again(struct str text, struct str *f, size_t n)
{
	struct arena *a = arena_open();
	struct csv_reader *r = csv_open(a, text, ',', true);
	struct str *f2;
	size_t n2;

	ensure(csv_next(r, &f2, &n2, NULL) == ERR_OK && n2 == n);
	for (size_t i = 0; i < n; i++)
		ensure(str_eq(f[i], f2[i]));
	arena_close(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char seps[] = { 0, ',', ';', '\t' };
	struct arena *a = arena_open();
	struct str in = str_n((const char *)data + (n > 0), n - (n > 0)), *f;
	struct csv_reader *r = csv_open(a, in, n ? seps[data[0] & 3] : 0, n && data[0] & 4);
	struct buf b = { 0 };
	uint64_t line = 0;
	size_t count;
	struct why why;

	for (;;) {
		enum err e = csv_next(r, &f, &count, &why);

		if (e == ERR_OK && count == 0)
			break;
		ensure(csv_line(r) > line);
		line = csv_line(r);
		if (e) {
			ensure(why.line >= line && why.column > 0);
			continue;
		}
		buf_clear(&b);
		for (size_t i = 0; i < count; i++)
			csv_field(&b, f[i], i == 0, false);
		csv_end_row(&b);
		if (b.n < CSV_ROW_MAX)
			read_again(buf_str(&b), f, count);
	}
	buf_fini(&b);
	arena_close(a);
	return 0;
}
