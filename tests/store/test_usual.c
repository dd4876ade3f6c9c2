/* SPDX-License-Identifier: Apache-2.0 */
/* test_usual.c - the short way of a tally and the long one mean the same. */
#include "fixture.h"

#include "base/rand.h"
#include "store/tree.h"
#include "store/usual.h"
#include "store/value.h"

#define KEY .required = true, .key = true
static struct str codes[] = { { "c2", 2 }, { "phishing", 8 } };
static struct rec_field fields[] = {
	{ .name = { "window", 6 }, .type = FT_INSTANT, KEY },
	{ .name = { "indicator", 9 }, .type = FT_TEXT, KEY },
	{ .name = { "party", 5 }, .type = FT_TEXT, .key = true },
	{ .name = { "category", 8 }, .type = FT_CODE, .codes = codes, .code_count = 2, KEY },
	{ .name = { "count", 5 }, .type = FT_INTEGER, .merge = MERGE_SUM, .required = true },
	{ .name = { "first", 5 }, .type = FT_INSTANT, .merge = MERGE_MIN },
	{ .name = { "last", 4 }, .type = FT_INSTANT, .merge = MERGE_MAX },
};
enum { FIELDS = sizeof fields / sizeof *fields };
static const struct rec_type type = { .name = { "seen", 4 },
				      .subject = SUBJECT_EVENT,
				      .storage = STORAGE_AGGREGATE,
				      .fields = fields,
				      .field_count = FIELDS,
				      .origin = { "test", 4 } };

/* Values of each field, most of them in normal form, some not. */
static const char *const values[FIELDS][8] = {
	{ "\"2026-11-20T00:00:00Z\"", "\"2026-11-20T01:00:00Z\"", "\"2026-11-20T01:00:00.5Z\"",
	  "\"2026-11-20 01:00:00Z\"", "\"2026-11-20T01:00:00.50Z\"",
	  "\"2026-11-20T01:00:00+08:00\"", "\"2026-02-30T01:00:00Z\"", "null" },
	{ "\"evil.example\"", "\"a.evil.example\"", "\"192.0.2.7\"",
	  "\"\xE7\x83\xBD\xE7\x87\xA7.cn\"", "\"13912345678\"", "\"a@b.example\"", "\"a\\u0062c\"",
	  "\"\xC3\"" },
	{ "\"\"", "\"P1\"", "\"P2\"", "\"P 3\"", "\"\\\"\"", "7", "null", "\"\t\"" },
	{ "\"c2\"", "\"phishing\"", "\"c2\"", "\"C2\"", "\"\"", "\"none\"", "1", "\"c2\"" },
	{ "1", "20", "999999999999999", "0", "01", "-4", "1e3", "9007199254740993" },
	{ "\"2026-11-20T00:00:01Z\"", "\"2026-11-20T00:00:02.000001Z\"", "\"x\"", "null",
	  "\"2026-11-20T00:00:01Z\"", "\"2026-11-20T00:00:01Z\"", "\"2026-11-20t00:00:01z\"", "5" },
	{ "\"2026-11-20T00:59:01Z\"", "\"2026-11-20T00:59:59.999999Z\"", "\"\"", "null",
	  "\"2026-11-20T00:59:01Z\"", "\"2026-11-20T00:59:01Z\"", "true", "[]" },
};
static const uint8_t by_name[FIELDS] = { 3, 4, 5, 1, 6, 2, 0 };

/* A body; `odd` of 100 choices are of any sort. */
static void make_body(struct prng *r, unsigned odd, struct buf *out)
{
	const char *comma = "";

	buf_c(out, '{');
	for (size_t i = 0; i < FIELDS; i++) {
		size_t f = by_name[i];
		bool any = prng_below(r, 100) < odd;

		if (any && prng_below(r, 4) == 0)
			f = prng_below(r, FIELDS);
		if (any && prng_below(r, 4) == 0)
			continue;
		buf_printf(out, "%s\"%.*s\":%s", comma, STR_FMT(fields[f].name),
			   values[f][prng_below(r, any ? 8 : 2)]);
		comma = any && prng_below(r, 8) == 0 ? ", " : ",";
	}
	buf_c(out, '}');
	if (prng_below(r, 100) < odd && prng_below(r, 4) == 0)
		out->p[prng_below(r, out->n)] = (char)prng_below(r, 256);
}

/* What the long way makes of it, or an empty text. */
static struct str normal(struct arena *a, struct str body, struct json **row)
{
	struct value_ctx c = { .a = a, .types = &type, .type_count = 1, .why = FX };
	struct json *v;
	struct str text = { 0 };

	if (json_parse(a, body, (struct json_limits){ 0 }, &v, FX) != ERR_OK ||
	    value_normalise(&c, &type, v, row) != ERR_OK ||
	    tree_canon(a, *row, &text, FX) != ERR_OK)
		return STR("");
	return text;
}

static void check_values(const struct usual_value *v, const struct json *row)
{
	for (size_t i = 0; i < FIELDS; i++) {
		const struct json *m = row->child;
		int64_t n;

		while (m && !str_eq(m->key, fields[i].name))
			m = m->next;
		assert_int_equal(v[i].text.p != NULL, m != NULL);
		if (!m)
			continue;
		assert_true(str_eq(v[i].text, m->text));
		if (fields[i].type == FT_INTEGER) {
			assert_true(json_int(m, &n));
			assert_int_equal(v[i].number, n);
		}
	}
}

TEST(what_is_usual_is_its_own_normal_form)
{
	struct usual u = usual_of(&type);
	struct arena *a = arena_open();
	struct prng r = prng_of(11);
	int usual = 0;

	assert_int_equal(u.n, FIELDS);
	for (int i = 0; i < 200000; i++) {
		struct usual_value v[USUAL_FIELDS];
		struct buf body = { 0 };
		struct json *row;

		make_body(&r, 12, &body);
		if (usual_read(&u, buf_str(&body), v)) {
			arena_reset(a);
			usual++;
			if (!str_eq(normal(a, buf_str(&body), &row), buf_str(&body)))
				fail_msg("%s", buf_cstr(&body));
			check_values(v, row);
		}
		buf_fini(&body);
	}
	assert_true(usual > 50000 && usual < 190000);
	arena_close(a);
}

TEST(types_with_more_than_plain_values_are_never_usual)
{
	assert_int_equal(usual_of(&fx_types[0]).n, 0); /* a record */
	assert_int_equal(usual_of(&fx_types[4]).n, 0); /* an aggregate with a reference */
}

/* ---- through the door ---- */

static void make_node(const char *name)
{
	struct node_setup setup = fx_setup;

	setup.types = &type;
	setup.type_count = 1;
	snprintf(fx_dir, sizeof fx_dir, "%s/%s", fx_root, name);
	fx_ok(node_create(fx_dir, &setup, FX));
}

/* The same rows in a fresh node, each body with `before` in front. */
static struct str store(struct arena *a, const char *name, const char *before, unsigned odd,
			struct batch_result *result)
{
	struct batch *b = batch_open(STR("t"), STR("r"));
	struct prng r = prng_of(99);

	make_node(name);
	for (int i = 0; i < 3000; i++) {
		struct buf body = { 0 }, whole = { 0 };

		make_body(&r, odd, &body);
		buf_puts(&whole, before);
		buf_put(&whole, buf_str(&body));
		batch_tally(b, STR("seen"), buf_str(&whole));
		buf_fini(&body);
		buf_fini(&whole);
	}
	*result = fx_commit(b, a);
	return fx_rows(
		a, 0,
		"SELECT leaf, \"window\", indicator, party, category, count, first, last FROM"
		" seen ORDER BY 1, 2, 3, 4, 5 LIMIT 200");
}

TEST(both_ways_store_the_same_rows_under_the_same_root)
{
	static const unsigned odd[] = { 0, 15 };
	struct arena *a = arena_open();
	char name[2][8];

	for (int i = 0; i < 2; i++) {
		struct batch_result quick, slow;
		struct str rows, root;

		snprintf(name[0], sizeof name[0], "q%d", i);
		snprintf(name[1], sizeof name[1], "s%d", i);
		rows = store(a, name[0], "", odd[i], &quick);
		root = fx_rows(a, 0, "SELECT root, count FROM tally_leaf");
		assert_true(str_eq(store(a, name[1], " ", odd[i], &slow), rows));
		assert_true(str_eq(fx_rows(a, 0, "SELECT root, count FROM tally_leaf"), root));
		assert_int_equal(quick.tallied, slow.tallied);
		assert_int_equal(quick.refused, slow.refused);
		assert_int_equal(quick.refused > 0, i);
	}
	arena_close(a);
}

#define NODE_CASE(f) CASE_UP(f, fx_up, fx_down)
TESTS("store/usual", CASE(what_is_usual_is_its_own_normal_form),
      CASE(types_with_more_than_plain_values_are_never_usual),
      NODE_CASE(both_ways_store_the_same_rows_under_the_same_root))
