/* SPDX-License-Identifier: Apache-2.0 */
/* calctest.h - a calculator's file as text, its faults and its statement as JSON. */
#pragma once

#include "test.h"

#include "gauge/calc_table.h"
#include "gauge/sheet.h"
#include "wire/json.h"

#include <math.h>

#define LIKE(got, want) \
	do { \
		double g_ = (got), w_ = (want); \
		if (!(fabs(g_ - w_) <= 1e-9 * fabs(w_))) \
			fail_msg("got %.12g, wanted %.12g", g_, w_); \
	} while (0)

/* "LINE:CELL" of the first fault with this sentence's words in it. */
__attribute__((unused)) static void wants_fault(const struct table *t, unsigned line, unsigned cell,
						const char *words)
{
	struct buf said = { 0 };

	for (size_t i = 0; i < t->faults.n; i++) {
		buf_clear(&said);
		why_text(&t->faults.v[i], LANG_EN, &said);
		if (t->faults.v[i].line == line && t->faults.v[i].column == cell &&
		    strstr(buf_cstr(&said), words)) {
			buf_fini(&said);
			return;
		}
	}
	fail_msg("no fault at %u:%u with \"%s\" (last: %s)", line, cell, words, buf_cstr(&said));
}

__attribute__((unused)) static void wants_no_fault(const struct table *t)
{
	struct buf said = { 0 };

	if (t->fault_count) {
		why_text(&t->faults.v[0], LANG_EN, &said);
		fail_msg("%s", buf_cstr(&said));
	}
}

/* The sheet as JSON; also printed in both languages, for its checks. */
__attribute__((unused)) static struct json *sheet_tree(struct arena *a, const struct sheet *s)
{
	struct buf out = { 0 };
	struct json *v;

	sheet_print(s, LANG_EN, &out);
	sheet_print(s, LANG_ZH, &out);
	assert_true(out.n > 100 && str_is_utf8(buf_str(&out), NULL));
	buf_clear(&out);
	sheet_json(s, "test", &out);
	assert_ok(json_parse(a, buf_str(&out), (struct json_limits){ 0 }, &v, NULL));
	buf_fini(&out);
	return v;
}

__attribute__((unused)) static struct json *row_at(struct json *sheet, const char *section,
						   size_t i)
{
	struct json *v = json_get(sheet, section);

	for (v = v ? v->child : NULL; v && i; v = v->next)
		i--;
	if (!v)
		fail_msg("%s has too few rows", section);
	return v;
}

__attribute__((unused)) static double real_at(struct json *sheet, const char *section, size_t i,
					      const char *key)
{
	double v = 0;

	if (!json_double(json_get(row_at(sheet, section, i), key), &v))
		fail_msg("%s[%zu].%s is no number", section, i, key);
	return v;
}

#define WANTS_TEXT(sheet, section, i, key, text) \
	assert_str(json_str(json_get(row_at((sheet), (section), (i)), (key)), STR("null")), text)
