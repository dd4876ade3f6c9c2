/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_calc.c - the three calculators on any file: read, calculate, print in both forms. The first byte chooses. */
#include "gauge/basket.h"
#include "gauge/lric_read.h"
#include "gauge/settle.h"

#include "base/ensure.h"
#include "wire/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { INPUT_MAX = 8192 }; /* the statement of a few rows is long; more of them teaches nothing */

static void print(struct arena *a, const struct sheet *s)
{
	struct buf out = { 0 };
	struct json *v;

	sheet_print(s, LANG_ZH, &out);
	buf_clear(&out);
	sheet_json(s, "fuzz", &out);
	ensure(json_parse(a, buf_str(&out), (struct json_limits){ 0 }, &v, NULL) == ERR_OK);
	buf_fini(&out);
}

static void lric(struct arena *a, struct str in, struct sheet *s)
{
	struct table t = { 0 };
	struct lric_model m;
	struct lric_result r;

	if (lric_read(a, in, NULL, &t, &m, NULL) == ERR_OK && !t.fault_count) {
		lric_run(&m, a, &r);
		lric_sheet(&m, &r, s);
	}
	table_close(&t);
}

/* A statement against itself is within any tolerance. */
static void settle(struct arena *a, struct str in, struct sheet *s)
{
	struct table t = { 0 };
	struct settle x = { 0 };

	if (settle_read(a, in, NULL, &t, &x, NULL) == ERR_OK)
		settle_sheet(&x, &x, 0, s);
	for (size_t i = 0; i < x.lines.n; i++)
		ensure(x.lines.v[i].amount >= 0 && x.lines.v[i].amount <= MONEY_MAX);
	settle_close(&x);
	table_close(&t);
}

static void basket(struct arena *a, struct str in, struct sheet *s)
{
	struct table t = { 0 };
	struct baskets b = { 0 };

	if (basket_read(a, in, NULL, &t, &b, NULL) == ERR_OK)
		basket_sheet(&b, a, s);
	basket_close(&b);
	table_close(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const calculators[])(struct arena *, struct str,
					   struct sheet *) = { lric, settle, basket };
	struct arena *a = arena_open();
	struct sheet *s = sheet_open(a);

	if (n && n < INPUT_MAX)
		calculators[data[0] % 3](a, str_n((const char *)data + 1, n - 1), s);
	print(a, s);
	sheet_close(s);
	arena_close(a);
	return 0;
}
