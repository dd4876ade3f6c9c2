/* SPDX-License-Identifier: Apache-2.0 */
/* A test of a pack that is wrong is told with its place; one that is right counts as a proof. */
#include "test.h"

#include "gauge/prove.h"

struct bench {
	struct arena *a;
	struct pack *p;
	struct prove *v;
	struct buf said; /* every complaint, a line each */
};

static struct bench bench_open(void)
{
	struct bench b = { .a = arena_open() };

	assert_ok(pack_load(b.a, NULL, STR("cn-mobile-2017"), NULL, NULL, &b.p, NULL));
	assert_ok(prove_open(b.p, &b.v, NULL));
	return b;
}

static void bench_close(struct bench *b)
{
	prove_close(b->v);
	buf_fini(&b->said);
	arena_close(b->a);
}

static void hear(void *ctx, const struct why *why)
{
	struct bench *b = ctx;

	why_text(why, LANG_EN, &b->said);
	buf_c(&b->said, '\n');
}

/* Two assets, one with a responsible body. */
static const char records[] =
	"{\"type\":\"party\",\"registration_no\":\"91\",\"name\":\"Utility\",\"kind\":\"firm\"}\n"
	"{\"type\":\"asset\",\"name\":\"mail\",\"kind\":\"system\",\"responsible\":\"91\"}\n"
	"\n"
	"{\"type\":\"asset\",\"name\":\"web\",\"kind\":\"site\"}\n";

static size_t run(struct bench *b, const char *in, const char *expect)
{
	struct prove_case c = { STR("case"), "in.jsonl", "expect.json", str_of(in),
				str_of(expect) };

	buf_clear(&b->said);
	return prove_run(b->v, &c, hear, NULL, b);
}

static void is_fault(struct bench *b, const char *in, const char *expect, const char *place,
		     const char *part)
{
	if (!run(b, in, expect))
		fail_msg("no complaint about %s", expect);
	if (!str_starts(buf_str(&b->said), str_of(place)))
		fail_msg("wanted %s, got %s", place, buf_cstr(&b->said));
	if (str_find_str(buf_str(&b->said), str_of(part)) == SIZE_MAX)
		fail_msg("wanted \"%s\" in: %s", part, buf_cstr(&b->said));
}

#define AT "{\"at\":\"2026-01-01T00:00:00Z\","
#define HALF "\"measures\":{\"M081\":[{\"value\":50,\"num\":1,\"den\":2,\"n\":2}]}"
#define ALL "\"measures\":{\"M081\":[{\"value\":100}]}"

TEST(a_right_test_proves_its_mechanism_and_its_measure)
{
	struct bench b = bench_open();
	const struct mechanism *m = pack_mechanism(b.p, STR("A14.5"));
	size_t faults;

	assert_false(prove_is_proven(b.v, m));
	faults = run(&b, records,
		     AT "\"proves\":[\"A14.5\"]," HALF ",\"variants\":[{\"what\":\"one more\","
			"\"set\":{\"4\":{\"responsible\":\"91\"}}," ALL "}]}");
	if (faults)
		fail_msg("%s", buf_cstr(&b.said));
	assert_true(prove_is_proven(b.v, m));
	assert_true(prove_is_tested(b.v, pack_measure(b.p, STR("M081"))));
	assert_false(prove_is_tested(b.v, pack_measure(b.p, STR("M079"))));
	bench_close(&b);
}

TEST(each_test_and_variant_begins_with_an_empty_store)
{
	struct bench b = bench_open();
	const char *expect = AT HALF ",\"variants\":[{\"what\":\"a\",\"drop\":[4]," ALL "},"
				     "{\"what\":\"b\",\"drop\":[2,4],\"measures\":{\"M081\":[]}},"
				     "{\"what\":\"c\",\"drop\":[2],\"measures\":{\"M081\":"
				     "[{\"value\":0}]}}]}";

	for (int i = 0; i < 3; i++)
		if (run(&b, records, expect))
			fail_msg("%s", buf_cstr(&b.said));
	assert_int_equal(run(&b, "", AT "\"measures\":{\"M081\":[]}}"), 0);
	bench_close(&b);
}

TEST(a_record_may_be_added_and_a_field_may_go)
{
	struct bench b = bench_open();
	size_t faults =
		run(&b, records,
		    AT HALF
		    ",\"variants\":[{\"what\":\"more\",\"add\":[{\"type\":\"asset\",\"name\":\"x\","
		    "\"kind\":\"site\"}],\"measures\":{\"M081\":[{\"value\":33.333333333333336}]}},"
		    "{\"what\":\"less\",\"set\":{\"2\":{\"responsible\":null}},"
		    "\"measures\":{\"M081\":[{\"value\":0}]}}]}");

	if (faults)
		fail_msg("%s", buf_cstr(&b.said));
	bench_close(&b);
}

TEST(a_wrong_figure_is_told_with_both_figures)
{
	struct bench b = bench_open();

	is_fault(&b, records, AT "\"measures\":{\"M081\":[\n {\"value\":51}]}}",
		 "expect.json:2:2: ", "value should be 51, but is 50");
	is_fault(&b, records, AT "\"measures\":{\"M081\":[{\"value\":50,\"den\":3}]}}",
		 "expect.json:1:", "den should be 3, but is 2");
	is_fault(&b, records, AT "\"measures\":{\"M081\":[{\"value\":null}]}}",
		 "expect.json:1:", "should be null, but is 50");
	is_fault(&b, records, AT "\"measures\":{\"M081\":[]}}", "expect.json:1:", "not expected");
	is_fault(&b, records, AT "\"complete\":true," HALF "}", "expect.json:1:", "not expected");
	is_fault(&b, records, AT "\"measures\":{\"M081\":[{\"area\":\"11\",\"value\":1}]}}",
		 "expect.json:1:", "no row for area=11");
	bench_close(&b);
}

TEST(a_refused_record_is_told_on_its_line)
{
	struct bench b = bench_open();

	is_fault(&b, "{\"type\":\"asset\",\"name\":\"x\",\"kind\":\"castle\"}\n", AT HALF "}",
		 "in.jsonl:1:", "castle");
	is_fault(&b, "\n{\"type\":\"asset\",\"name\":\"x\"}\n", AT HALF "}", "in.jsonl:2:", "kind");
	is_fault(&b, "{\"type\":\"asset\",\"name\":\"x\",\"kind\":\"site\",\"owner\":\"99\"}",
		 AT HALF "}", "in.jsonl:1:", "99");
	is_fault(&b, "{\"name\":\"x\"}\n", AT HALF "}", "in.jsonl:1:", "type");
	is_fault(&b, "{\"type\":\"asset\",\n", AT HALF "}", "in.jsonl:1:", "");
	is_fault(&b, records,
		 AT HALF ",\"variants\":[{\"what\":\"x\",\"set\":{\"4\":{\"kind\":\"castle\"}}," ALL
			 "}]}",
		 "expect.json:1:", "line 4 is refused");
	bench_close(&b);
}

TEST(a_variant_that_changes_nothing_is_a_fault)
{
	struct bench b = bench_open();

	is_fault(&b, records,
		 AT HALF
		 ",\"variants\":[{\"what\":\"new name\",\"set\":{\"4\":{\"name\":\"www\"}}," HALF
		 "}]}",
		 "expect.json:1:", "nothing changes in the variant \"new name\"");
	is_fault(&b, records, AT HALF ",\"variants\":[{\"what\":\"x\",\"drop\":[3]," ALL "}]}",
		 "expect.json:1:", "no record on line 3");
	is_fault(&b, records, AT HALF ",\"variants\":[{\"what\":\"x\"," ALL "}]}",
		 "expect.json:1:", "must change something");
	is_fault(&b, records, AT HALF ",\"variants\":[{\"drop\":[4]," ALL "}]}",
		 "expect.json:1:", "what it changes");
	bench_close(&b);
}

TEST(a_mechanism_is_not_proven_by_a_measure_of_another)
{
	struct bench b = bench_open();
	const char *variant = ",\"variants\":[{\"what\":\"x\",\"drop\":[4]," ALL "}]}";
	char text[512];

	snprintf(text, sizeof text, AT "\"proves\":[\"A14.1\"]," HALF "%s", variant);
	is_fault(&b, records, text,
		 "expect.json:1:", "no measure or flow of this test belongs to it");
	snprintf(text, sizeof text, AT "\"proves\":[\"A99.9\"]," HALF "%s", variant);
	is_fault(&b, records, text, "expect.json:1:", "no mechanism A99.9");
	is_fault(&b, records, AT "\"proves\":[\"A14.5\"]," HALF "}",
		 "expect.json:1:", "no variant changes");
	assert_false(prove_is_proven(b.v, pack_mechanism(b.p, STR("A14.5"))));
	bench_close(&b);
}

TEST(a_misspelt_expectation_is_told)
{
	struct bench b = bench_open();

	is_fault(&b, records, AT "\"measure\":{}}",
		 "expect.json:1:", "\"measure\" is not known here");
	is_fault(&b, records, "{" HALF "}", "expect.json:1:1: ", "\"at\" must be a time");
	is_fault(&b, records, AT "\"measures\":{\"M999\":[]}}",
		 "expect.json:1:", "no measure M999");
	is_fault(&b, records, AT "\"measures\":{\"M081\":[{\"value\":\"50\"}]}}",
		 "expect.json:1:", "must be a number");
	is_fault(&b, records, AT "\"measures\":{\"M081\":[{}]}}", "expect.json:1:", "must state");
	is_fault(&b, records, AT "\"measures\":[]}", "expect.json:1:", "must be an object");
	is_fault(&b, records, "{\"at\":", "expect.json:1:", "");
	is_fault(&b, records, "[]", "expect.json:1:", "must be an object");
	bench_close(&b);
}

/* ---- flows ---- */

static const char permit[] =
	"{\"type\":\"case\",\"number\":\"P-1\",\"flow\":\"W01\",\"kind\":\"permit\",\"state\":"
	"\"draft\",\"opened\":\"2025-03-03T01:00:00Z\"}\n"
	"{\"type\":\"case_step\",\"in_case\":\"P-1\",\"seq\":1,\"step\":\"submit\",\"at\":"
	"\"2025-03-03T02:00:00Z\",\"role\":\"applicant\",\"proofs\":[\"application\"]}\n";

#define FLOWS(what) "\"flows\":{\"W01\":[{\"case\":\"P-1\"," what "}]}"

TEST(a_case_stands_where_its_steps_lead_and_not_where_it_says)
{
	struct bench b = bench_open();
	size_t faults = run(
		&b, permit,
		AT FLOWS("\"state\":\"submitted\",\"clocks\":{\"completeness\":"
			 "\"missed\",\"delivery\":\"none\"},\"refused\":[]") ","
									     "\"variants\":[{"
									     "\"what\":\"nothing "
									     "was handed "
									     "in\",\"set\":{\"2\":{"
									     "\"proofs\":[]}}"
									     "," FLOWS("\"state\":"
										       "\"draft\","
										       "\"refused\""
										       ":["
										       "\"submit\""
										       "]") "}]}");

	if (faults)
		fail_msg("%s", buf_cstr(&b.said));
	bench_close(&b);
}

TEST(a_case_that_stands_elsewhere_is_told)
{
	struct bench b = bench_open();

	is_fault(&b, permit, AT FLOWS("\"state\":\"granted\"") "}",
		 "expect.json:1:", "the state should be granted, but it stands: submitted");
	is_fault(&b, permit, AT FLOWS("\"clocks\":{\"completeness\":\"met\"}") "}",
		 "expect.json:1:", "the clock completeness should be met");
	is_fault(&b, permit,
		 AT FLOWS("\"clocks\":{\"completeness\":{\"due\":\"2025-03-09T02:00:00Z\"}}") "}",
		 "expect.json:1:", "should be 2025-03-09T02:00:00Z");
	is_fault(&b, permit, AT FLOWS("\"clocks\":{\"sundial\":\"met\"}") "}",
		 "expect.json:1:", "no clock sundial");
	is_fault(&b, permit, AT FLOWS("\"refused\":[\"submit\"]") "}",
		 "expect.json:1:", "refused should be [submit]");
	is_fault(&b, permit, AT "\"flows\":{\"W01\":[{\"case\":\"P-9\",\"state\":\"draft\"}]}}",
		 "expect.json:1:", "no case P-9");
	is_fault(&b, permit, AT "\"flows\":{\"W99\":[{\"case\":\"P-1\",\"state\":\"draft\"}]}}",
		 "expect.json:1:", "no flow W99");
	is_fault(&b, permit, AT "\"flows\":{\"W01\":[{\"case\":\"P-1\"}]}}",
		 "expect.json:1:", "where the case stands");
	is_fault(&b, permit,
		 AT FLOWS("\"state\":\"submitted\"") ",\"variants\":[{\"what\":\"an hour later\","
						     "\"set\":{\"1\":{\"repeat\":true}}," FLOWS(
							     "\"state\":\"submitted\"") "}]}",
		 "expect.json:1:", "nothing changes");
	bench_close(&b);
}

/* What `make test` runs of the packs in this tree. */
static void all_of(const char *id)
{
	struct bench b = { .a = arena_open() };
	const char *root = getenv("CRESSET_ROOT");
	const char *dir = arena_printf(b.a, "%s/packs", root ? root : ".").p;
	struct prove_case *cases;
	size_t n, bad, faults = 0;

	assert_ok(pack_load(b.a, dir, str_of(id), hear, &b, &b.p, NULL));
	assert_ok(prove_read(b.a, dir, str_of(id), hear, &b, &cases, &n, &bad, NULL));
	assert_ok(prove_open(b.p, &b.v, NULL));
	for (size_t i = 0; i < n; i++)
		faults += prove_run(b.v, &cases[i], hear, NULL, &b);
	if (faults + bad)
		fail_msg("%s", buf_cstr(&b.said));
	print_message("note: %s: %zu tests\n", id, n);
	bench_close(&b);
}

TEST(core_proves_itself)
{
	all_of("core");
}

TEST(cn_mobile_2017_proves_itself)
{
	all_of("cn-mobile-2017");
}

TEST(cn_hebei_2017_proves_itself)
{
	all_of("cn-hebei-2017");
}

TESTS("gauge/prove", CASE(a_right_test_proves_its_mechanism_and_its_measure),
      CASE(each_test_and_variant_begins_with_an_empty_store),
      CASE(a_record_may_be_added_and_a_field_may_go),
      CASE(a_wrong_figure_is_told_with_both_figures), CASE(a_refused_record_is_told_on_its_line),
      CASE(a_variant_that_changes_nothing_is_a_fault),
      CASE(a_mechanism_is_not_proven_by_a_measure_of_another), CASE(a_misspelt_expectation_is_told),
      CASE(a_case_stands_where_its_steps_lead_and_not_where_it_says),
      CASE(a_case_that_stands_elsewhere_is_told), CASE(core_proves_itself),
      CASE(cn_mobile_2017_proves_itself), CASE(cn_hebei_2017_proves_itself))
