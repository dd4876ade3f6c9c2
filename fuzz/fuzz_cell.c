/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_cell.c - whatever stands in a cell is read or refused; a day that was read is read again the same, and
 * whatever the bytes of a file are, what is read of them is UTF-8. */
#include "base/ensure.h"
#include "wire/cell.h"
#include "wire/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void days(struct str in)
{
	struct buf day = { 0 }, again = { 0 }, last = { 0 };

	if (cell_date(in, &day, NULL) == ERR_OK)
		ensure(cell_date(buf_str(&day), &again, NULL) == ERR_OK &&
		       str_eq(buf_str(&day), buf_str(&again)));
	buf_clear(&day);
	if (cell_period(in, &day, &last, NULL) == ERR_OK)
		ensure(str_cmp(buf_str(&day), buf_str(&last)) < 0);
	buf_fini(&day);
	buf_fini(&again);
	buf_fini(&last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str in = str_n((const char *)data, n), text;
	const struct str unit = STR("Mbit/s");
	struct arena *a = arena_open();
	double v = 0;
	bool yes;
	struct why why;

	(void)cell_is_empty(in);
	if (cell_number(in, &unit, 1, &v, &why) == ERR_OK)
		ensure(v == v);
	if (cell_bool(in, &yes, &why) == ERR_OK)
		ensure(in.n > 0);
	days(in);
	if (charset_utf8(a, in, &text, &why) == ERR_OK)
		ensure(str_is_utf8(text, NULL));
	arena_close(a);
	return 0;
}
