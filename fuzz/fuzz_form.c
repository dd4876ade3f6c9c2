/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_form.c - a filled form of any bytes: rows point into what was read, columns are the return's, and the period
 * is two days in order. The first byte says which return of the pack it is given as; 0: it must be found out. */
#include "base/ensure.h"
#include "desk/form.h"
#include "wire/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct pack *the_pack(void)
{
	static struct pack *p;

	if (!p)
		ensure(pack_load(arena_open(), NULL, STR("cn-mobile-2017"), NULL, NULL, &p, NULL) ==
		       ERR_OK);
	return p;
}

static void check(const struct form *f)
{
	ensure(f->ret && f->party.n && str_cmp(f->first, f->last) <= 0);
	ensure(f->column_count && f->row_count);
	for (size_t i = 0; i < f->row_count; i++)
		for (size_t k = 0; k < f->column_count; k++)
			ensure(form_text(&f->rows[i], &f->columns[k]).n <= CSV_ROW_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct pack *p = the_pack();
	struct arena *a = arena_open();
	struct form_given given = { .party = STR("91130000EXAMPLE01A"), .period = STR("2026Q1") };
	struct form form;
	struct why why;
	size_t count;
	const struct pack_return *all = pack_returns(p, &count);

	if (n && data[0] && count)
		given.form = all[data[0] % count].id;
	if (n && form_read(a, p, str_n((const char *)data + 1, n - 1), &given, NULL, NULL, &form,
			   &why) == ERR_OK)
		check(&form);
	arena_close(a);
	return 0;
}
