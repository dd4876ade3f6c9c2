/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small right pack, and one planted fault at a time: each is refused with its file, line and
 * column, and with nothing else said.
 */
#include "packtest.h"

#define W "{en: a, zh: 甲}"
#define PACK "title: " W "\nissuer: " W "\narticles: 24\n"
#define TYPE_HEAD "label: " W "\nsubject: thing\nstorage: record\nfields:\n"
#define TYPE \
	TYPE_HEAD "  name: {label: " W ", type: text, privacy: open, key: true, required: true}\n"
#define FIELD(name, rest) TYPE "  " name ": {label: " W ", " rest "}\n"
#define MECH "name: " W "\narticle: 14\nfamily: F16\nkind: software\nstatus: planned\n"
#define MECH_BUT(status) "name: " W "\narticle: 14\nfamily: F16\nkind: stance\nstatus: " status "\n"
#define ARTICLE(rest) \
	"number: 14\ntitle: " W "\nsummary: " W "\ncoverage: manual\nwhy: " W "\n" rest
#define HEADER(target) \
	"-- id: M1\n-- article: 14\n-- mechanism: A14.1\n-- title: " W \
	"\n-- unit: percent\n-- direction: up\n-- target: " target "\n-- owner: regulator\n"
#define SELECT \
	"SELECT '' AS area, '' AS dim, '' AS component, 0 AS value, 1 AS num, 1 AS den, 1 AS n\n"
#define PARAMETER "title: " W "\nvalue: \"7\"\nbasis: choice\n"

#define RULE(series, by, test, rest) \
	"title: " W "\nseries: " series "\nby: " by "\ntest: " test "\n" rest
#define HISTORY "least: two\nweeks: two\nweeks_most: two\n"

/* A flow with one part changed; the right ones are empty. */
#define STATES \
	"states:\n" \
	"  draft: {label: " W ", owner: regulator}\n" \
	"  review: {label: " W ", owner: regulator}\n" \
	"  done: {label: " W ", end: true}\n"
#define STEP(name, from, to, rest) \
	"  " name ": {label: " W ", from: [" from "], to: " to ", by: [regulator]" rest "}\n"
#define STEPS \
	"steps:\n" STEP("begin", "draft", "review", "") \
		STEP("end", "review", "done", ", needs: [paper], two_person: true")
#define CLOCK(rest) "clocks:\n  decide: {label: " W ", starts: [review], stops: [done], " rest "}\n"
#define CLOCK_RIGHT CLOCK("within: week, warn: many, escalate: regulator")
#define FLOW(start, states, steps, clocks) "title: " W "\nstart: " start "\n" states steps clocks
#define RETURN_HEAD(due, measures) \
	"title: " W "\nowed_by: [firm]\nto: regulator\nperiod: quarter\ndue: " due \
	"\nsince: \"2026-01-01\"\nmeasures: [" measures "]\n"
#define COLUMN(id, rest) "  - {id: " id ", label: " W ", " rest "}\n"
#define RETURN(columns) RETURN_HEAD("week", "M1") "columns:\n" COLUMN("a", "area: true") columns
#define METRIC(unit, about) "title: " W "\nunit: " unit "\nabout: " about "\n"

static const struct plant {
	const char *file, *text;
	enum say_id id;
	unsigned line, column;
} plants[] = {
	/* YAML and its shape */
	{ "pack.yaml", PACK "title: " W "\n", SAY_PACK_KEY_TWICE, 4, 1 },
	{ "pack.yaml", PACK "colour: red\n", SAY_PACK_KEY_UNKNOWN, 4, 1 },
	{ "pack.yaml", "title: " W "\n", SAY_PACK_KEY_MISSING, 1, 1 },
	{ "pack.yaml", "title: {en: a}\nissuer: " W "\narticles: 24\n", SAY_PACK_LANGUAGE, 1, 8 },
	{ "pack.yaml", "title: {en: a, zh: \"\"}\nissuer: " W "\narticles: 24\n",
	  SAY_PACK_EMPTY_VALUE, 1, 20 },
	{ "pack.yaml", PACK "date: \"2017-02-30\"\n", SAY_PACK_SHAPE, 4, 7 },
	{ "pack.yaml", PACK "remove: {measures: [M404]}\n", SAY_PACK_NO_SUCH, 4, 21 },
	{ "pack.yaml", PACK "remove: {colours: [red]}\n", SAY_PACK_REMOVE, 4, 10 },
	{ "pack.yaml", PACK "remove: [M1]\n", SAY_PACK_NOT_MAP, 4, 9 },
	{ "notes.txt", "hello", SAY_PACK_STRAY_FILE, 0, 0 },
	{ "records/a b.yaml", TYPE, SAY_PACK_STRAY_FILE, 0, 0 },
	{ "records/x.yaml", "- a\n", SAY_PACK_NOT_MAP, 1, 1 },
	{ "records/x.yaml", TYPE "a: [\n", SAY_PACK_YAML, 7, 1 },
	{ "records/x.yaml", "", SAY_PACK_EMPTY, 1, 1 },
	{ "records/x.yaml", "label: \xc3\x28\n", SAY_PACK_NOT_TEXT, 1, 8 },
	/* types */
	{ "records/x.yaml", "label: " W "\nsubject: person\nstorage: record\nfields: {a: b}\n",
	  SAY_PACK_CHOICE, 2, 10 },
	{ "records/x.yaml", "label: " W "\nstorage: record\nfields: {a: b}\n", SAY_PACK_KEY_MISSING,
	  1, 1 },
	{ "records/x.yaml", FIELD("size", "type: text"), SAY_PACK_KEY_MISSING, 6, 9 },
	{ "records/x.yaml", FIELD("size", "type: number, privacy: open"), SAY_PACK_CHOICE, 6, 39 },
	{ "records/x.yaml", FIELD("imsi", "type: text, privacy: sealed"), SAY_PACK_FIELD_FORBIDDEN,
	  6, 3 },
	{ "records/x.yaml", FIELD("imei_hash", "type: text, privacy: token"),
	  SAY_PACK_FIELD_FORBIDDEN, 6, 3 },
	{ "records/x.yaml", FIELD("subscriber_ip", "type: text, privacy: token"),
	  SAY_PACK_FIELD_FORBIDDEN, 6, 3 },
	{ "records/x.yaml", FIELD("endpoint", "type: text, privacy: token"),
	  SAY_PACK_FIELD_FORBIDDEN, 6, 3 },
	{ "records/x.yaml", FIELD("device_id", "type: text, privacy: open"),
	  SAY_PACK_FIELD_FORBIDDEN, 6, 3 },
	{ "records/x.yaml", FIELD("msisdn", "type: text, privacy: open"), SAY_PACK_FIELD_FORBIDDEN,
	  6, 3 },
	{ "records/x.yaml", FIELD("duty_phone", "type: text, privacy: open"), SAY_PACK_FIELD_SEAL,
	  6, 3 },
	{ "records/x.yaml", FIELD("Size", "type: text, privacy: open"), SAY_PACK_FIELD_NAME, 6, 3 },
	{ "records/x.yaml", FIELD("owner", "type: ref, privacy: open"), SAY_PACK_FIELD_POINTS, 6,
	  10 },
	{ "records/x.yaml", FIELD("owner", "type: ref, ref: ghost, privacy: open"),
	  SAY_PACK_NO_SUCH, 6, 50 },
	{ "records/x.yaml", FIELD("kind", "type: code, codes: ghost, privacy: open"),
	  SAY_PACK_NO_CODES, 6, 52 },
	{ "records/x.yaml", FIELD("n", "type: integer, privacy: open, merge: sum"),
	  SAY_PACK_NO_MERGE, 6, 6 },
	{ "records/x.yaml", FIELD("n", "type: integer, privacy: open, unit: furlong"),
	  SAY_PACK_NO_CODE, 6, 66 },
	{ "records/x.yaml", FIELD("recorded_from", "type: instant, privacy: open"),
	  SAY_PACK_STORE_REFUSES, 1, 1 },
	{ "records/x.yaml", FIELD("note", "type: text, privacy: sealed, key: true, required: true"),
	  SAY_PACK_STORE_REFUSES, 1, 1 },
	{ "records/x.yaml", "retention: P5Y\n" TYPE, SAY_PACK_RETENTION, 1, 12 },
	/* parameters, articles, mechanisms */
	{ "parameters/limit.yaml", PARAMETER, SAY_PACK_KEY_MISSING, 1, 1 },
	{ "articles/14.yaml", ARTICLE("mechanisms: [A14.1, A14.9]\n"), SAY_PACK_NO_SUCH, 6, 21 },
	{ "articles/14.yaml", ARTICLE("mechanisms: [A14.1, A14.1]\n"), SAY_PACK_LISTED_TWICE, 6,
	  21 },
	{ "articles/15.yaml", ARTICLE("mechanisms: [A14.1]\n"), SAY_PACK_NAME_IS_ID, 1, 9 },
	{ "articles/99.yaml",
	  "number: 99\ntitle: " W "\nsummary: " W "\ncoverage: none\nwhy: " W "\nmechanisms: []\n",
	  SAY_PACK_NO_ARTICLE, 1, 9 },
	{ "mechanisms/A25.1.yaml",
	  "name: " W "\narticle: 25\nfamily: F16\nkind: software\nstatus: planned\n",
	  SAY_PACK_NO_ARTICLE, 2, 10 },
	{ "mechanisms/A14.2.yaml",
	  "name: " W "\narticle: 14\nfamily: F99\nkind: software\nstatus: planned\n",
	  SAY_PACK_NO_CODE, 3, 9 },
	{ "mechanisms/A14.2.yaml", MECH "measures: [M2]\n", SAY_PACK_NO_SUCH, 6, 12 },
	{ "mechanisms/A14.2.yaml",
	  "name: " W "\narticle: 14\nfamily: F16\nkind: stance\nstatus: none\n",
	  SAY_PACK_DECLINED_REASON, 1, 1 },
	{ "mechanisms/A14.2.yaml", MECH_BUT("declined") "declined: whole\n",
	  SAY_PACK_DECLINED_REASON, 1, 1 },
	{ "mechanisms/A14.2.yaml", MECH_BUT("declined") "reason: " W "\n", SAY_PACK_DECLINED_STATUS,
	  5, 9 },
	{ "mechanisms/A14.2.yaml", MECH_BUT("working") "declined: whole\nreason: " W "\n",
	  SAY_PACK_DECLINED_STATUS, 5, 9 },
	{ "mechanisms/A14.2.yaml",
	  MECH_BUT("declined") "declined: whole\nreason: " W "\nrecords: [thing]\n",
	  SAY_PACK_DECLINED_CARRIES, 1, 1 },
	/* rules */
	{ "rules/r.yaml", RULE("hits", "client", "above", "limit: two\n"), SAY_PACK_CHOICE, 3, 5 },
	{ "rules/r.yaml", RULE("events", "category", "above", "limit: two\n"), SAY_PACK_RULE_SERIES,
	  3, 5 },
	{ "rules/r.yaml", RULE("hits", "sensor", "above", "limit: two\n"), SAY_PACK_RULE_SERIES, 3,
	  5 },
	{ "rules/r.yaml", RULE("hits", "area", "above", "limit: 2\n"), SAY_PACK_NO_SUCH, 5, 8 },
	{ "rules/r.yaml", RULE("hits", "area", "above", "limit: word\n"), SAY_PACK_RULE_NUMBER, 5,
	  8 },
	{ "rules/r.yaml", RULE("hits", "area", "above", "limit: two\nleast: two\n"),
	  SAY_PACK_RULE_NEEDS_NOT, 1, 1 },
	{ "rules/r.yaml", RULE("hits", "area", "rise", "limit: two\nweeks: two\nweeks_most: two\n"),
	  SAY_PACK_RULE_NEEDS, 1, 1 },
	{ "rules/r.yaml", RULE("events", "sensor", "fall", "limit: two\n" HISTORY),
	  SAY_PACK_RULE_NEEDS, 1, 1 },
	{ "rules/r.yaml",
	  RULE("events", "area", "rise", "limit: two\nleast: two\nweeks: many\nweeks_most: two\n"),
	  SAY_PACK_RULE_WEEKS, 1, 1 },
	/* flows */
	{ "flows/W.yaml", FLOW("nowhere", STATES, STEPS, CLOCK_RIGHT), SAY_PACK_FLOW_STATE, 2, 8 },
	{ "flows/W.yaml", FLOW("draft", STATES "  lost: {label: " W "}\n", STEPS, CLOCK_RIGHT),
	  SAY_PACK_FLOW_OWNER, 7, 3 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES "  lost: {label: " W ", end: true}\n", STEPS, CLOCK_RIGHT),
	  SAY_PACK_FLOW_UNREACHED, 7, 3 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES "  trap: {label: " W ", owner: regulator}\n",
	       STEPS STEP("fall", "draft", "trap", ""), CLOCK_RIGHT),
	  SAY_PACK_FLOW_STUCK, 7, 3 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS STEP("undo", "done", "draft", ""), CLOCK_RIGHT),
	  SAY_PACK_FLOW_FROM_END, 10, 40 },
	{ "flows/W.yaml", FLOW("draft", STATES, STEPS STEP("go", "draft", "mars", ""), CLOCK_RIGHT),
	  SAY_PACK_FLOW_STATE, 10, 50 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES,
	       STEPS "  x: {label: " W ", from: [draft], to: review, by: [king]}\n", CLOCK_RIGHT),
	  SAY_PACK_NO_CODE, 10, 62 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS "  x: {label: " W ", from: [draft], to: review, by: []}\n",
	       CLOCK_RIGHT),
	  SAY_PACK_FLOW_NOBODY, 10, 61 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS STEP("x", "draft", "review", ", needs: [hearsay]"),
	       CLOCK_RIGHT),
	  SAY_PACK_NO_CODE, 10, 82 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS STEP("x", "draft", "review", ", extends: decide"),
	       CLOCK_RIGHT),
	  SAY_PACK_FLOW_EXTENDS, 10, 3 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS STEP("x", "draft", "review", ", when: {colour: [red]}"),
	       CLOCK_RIGHT),
	  SAY_PACK_FLOW_FIELD, 10, 81 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS STEP("x", "draft", "review", ", when: {kind: [red]}"),
	       CLOCK_RIGHT),
	  SAY_PACK_FLOW_CODE, 10, 88 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS, CLOCK("within: \"7\", warn: many, escalate: regulator")),
	  SAY_PACK_NO_SUCH, 11, 76 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS, CLOCK("within: two, warn: many, escalate: regulator")),
	  SAY_PACK_TIME_UNIT, 11, 76 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS, CLOCK("within: works, warn: many, escalate: regulator")),
	  SAY_PACK_TIME_CALENDAR, 11, 76 },
	{ "flows/W.yaml", FLOW("draft", STATES, STEPS, CLOCK("warn: many, escalate: regulator")),
	  SAY_PACK_FLOW_SPAN, 11, 3 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS, CLOCK("until: kind, warn: many, escalate: regulator")),
	  SAY_PACK_FLOW_UNTIL, 11, 75 },
	{ "flows/W.yaml", FLOW("draft", STATES, STEPS, CLOCK("within: week")), SAY_PACK_FLOW_WAIT,
	  11, 3 },
	{ "flows/W.yaml",
	  FLOW("draft", STATES, STEPS STEP("x", "draft", "review", ", after: decide"), CLOCK_RIGHT),
	  SAY_PACK_FLOW_AFTER, 10, 81 },
	{ "flows/W.yaml", FLOW("draft", STATES, STEPS, "clocks: {}\n"), SAY_PACK_NO_FIELDS, 10, 9 },
	/* metrics and returns */
	{ "metrics/m.yaml", METRIC("furlong", "thing"), SAY_PACK_NO_CODE, 2, 7 },
	{ "metrics/m.yaml", METRIC("percent", "ghost"), SAY_PACK_NO_SUCH, 3, 8 },
	{ "metrics/m.yaml", METRIC("percent", "thing") "dims: ghost\n", SAY_PACK_NO_SUCH, 4, 7 },
	{ "returns/r.yaml", RETURN(COLUMN("b", "metric: ghost")), SAY_PACK_NO_SUCH, 10, 44 },
	{ "returns/r.yaml", RETURN(COLUMN("a", "metric: m")), SAY_PACK_LISTED_TWICE, 10, 10 },
	{ "returns/r.yaml", RETURN(COLUMN("b", "metric: m, note: true")), SAY_PACK_COLUMN_KIND, 10,
	  5 },
	{ "returns/r.yaml", RETURN(COLUMN("b", "required: true")), SAY_PACK_COLUMN_KIND, 10, 5 },
	{ "returns/r.yaml", RETURN(COLUMN("b", "field: name")), SAY_PACK_COLUMN_FIELD, 10, 43 },
	{ "returns/r.yaml", RETURN(COLUMN("b", "dim: ghost")), SAY_PACK_NO_SUCH, 10, 41 },
	{ "returns/r.yaml", RETURN(COLUMN("b", "subject: ghost")), SAY_PACK_NO_SUCH, 10, 45 },
	{ "returns/r.yaml", RETURN(COLUMN("b", "metric: m, max: 42")), SAY_PACK_COLUMN_BOUND, 10,
	  52 },
	{ "returns/r.yaml", RETURN_HEAD("week", "M9") "columns:\n" COLUMN("b", "metric: m"),
	  SAY_PACK_NO_SUCH, 7, 12 },
	{ "returns/r.yaml", RETURN_HEAD("two", "M1") "columns:\n" COLUMN("b", "metric: m"),
	  SAY_PACK_TIME_UNIT, 5, 6 },
	{ "returns/r.yaml", RETURN_HEAD("week", "M1") "columns: []\n", SAY_PACK_NO_FIELDS, 8, 10 },
	{ "mechanisms/A14.2.yaml", MECH "flows: [W99]\n", SAY_PACK_NO_SUCH, 6, 9 },
	{ "mechanisms/A14.2.yaml", MECH "returns: [R99]\n", SAY_PACK_NO_SUCH, 6, 11 },
	{ "mechanisms/A14.2.yaml", MECH "owner: king\n", SAY_PACK_NO_CODE, 6, 8 },
	/* measures */
	{ "measures/M1.sql", HEADER("95") SELECT, SAY_PACK_TARGET, 7, 12 },
	{ "measures/M1.sql", HEADER("none") "SELECT 1\nWHERE x > 42\n", SAY_PACK_BARE_NUMBER, 10,
	  11 },
	{ "measures/M1.sql", HEADER("none") "SELECT '中', :days\n", SAY_PACK_NO_PARAMETER, 9, 14 },
	{ "measures/M1.sql", HEADER("none"), SAY_PACK_NO_SELECT, 0, 0 },
	{ "measures/M2.sql", HEADER("none") SELECT, SAY_PACK_NAME_IS_ID, 1, 8 },
	{ "measures/M1.sql", "-- id: M1\n-- colour: red\n" SELECT, SAY_PACK_KEY_UNKNOWN, 2, 4 },
};

static struct why heard[8];

static void hear(void *ctx, const struct why *why)
{
	struct packtest *t = ctx;

	if (t->complaints < 8)
		heard[t->complaints] = *why;
	packtest_complain(t, why);
}

static void right_pack(struct packtest *t)
{
	packtest_file(t, "p/pack.yaml", PACK);
	packtest_file(t, "p/records/thing.yaml", TYPE);
	packtest_file(t, "p/mechanisms/A14.1.yaml", MECH "records: [thing]\n");
	packtest_file(t, "p/articles/14.yaml", ARTICLE("mechanisms: [A14.1]\n"));
	packtest_file(t, "p/measures/M1.sql", HEADER("none") SELECT);
	packtest_file(t, "p/parameters/two.yaml", PARAMETER "source: " W "\n");
	packtest_file(t, "p/parameters/many.yaml",
		      "title: " W "\nvalue: \"100\"\nbasis: choice\nsource: " W "\n");
	packtest_file(t, "p/parameters/word.yaml",
		      "title: " W "\nvalue: P2Y\nbasis: choice\nsource: " W "\n");
	packtest_file(t, "p/rules/r.yaml",
		      RULE("events", "sensor", "fall", "limit: two\nlate: two\n" HISTORY));
	packtest_file(t, "p/parameters/week.yaml",
		      "title: " W "\nvalue: \"7\"\nunit: days\nbasis: choice\nsource: " W "\n");
	packtest_file(t, "p/parameters/works.yaml",
		      "title: " W "\nvalue: \"7\"\nunit: working-days\nbasis: law\nsource: " W
		      "\n");
	packtest_file(t, "p/codes/kind.yaml", "title: " W "\ncodes: {tale: " W "}\n");
	packtest_file(t, "p/codes/proof.yaml", "title: " W "\ncodes: {paper: " W "}\n");
	packtest_file(t, "p/codes/party-kind.yaml", "title: " W "\ncodes: {firm: " W "}\n");
	packtest_file(t, "p/records/case.yaml",
		      FIELD("kind", "type: code, codes: kind, privacy: open"));
	packtest_file(t, "p/records/observation.yaml", TYPE);
	packtest_file(t, "p/metrics/m.yaml", METRIC("percent", "thing"));
	packtest_file(t, "p/flows/W.yaml", FLOW("draft", STATES, STEPS, CLOCK_RIGHT));
	packtest_file(t, "p/returns/r.yaml", RETURN(COLUMN("b", "metric: m, min: 0, max: many")));
	packtest_file(t, "p/codes/unit.yaml",
		      "title: " W "\ncodes: {percent: " W ", days: " W ", working-days: " W "}\n");
	packtest_file(t, "p/codes/role.yaml", "title: " W "\ncodes: {regulator: " W "}\n");
	packtest_file(t, "p/codes/family.yaml", "title: " W "\ncodes: {F16: " W "}\n");
}

static enum err load(struct packtest *t, const char *id, struct pack **out)
{
	buf_clear(&t->said);
	t->complaints = 0;
	return pack_load(t->a, t->dir, str_of(id), hear, t, out, NULL);
}

TEST(the_right_pack_loads_without_a_word)
{
	struct packtest t = packtest_open();
	struct pack *p;

	right_pack(&t);
	if (load(&t, "p", &p))
		fail_msg("%s", buf_cstr(&t.said));
	assert_int_equal(t.complaints, 0);
	packtest_close(&t);
}

/* The fault is the first thing said, at its place (others may follow from it). */
static bool plant(const struct plant *x)
{
	struct packtest t = packtest_open();
	char path[128], file[160];
	struct pack *p;
	bool ok = false;

	right_pack(&t);
	snprintf(path, sizeof path, "p/%s", x->file);
	snprintf(file, sizeof file, "/%s", path);
	packtest_file(&t, path, x->text);
	if (load(&t, "p", &p) == ERR_OK || heard[0].id != x->id || heard[0].line != x->line ||
	    heard[0].column != x->column || !str_ends(str_of(heard[0].file), str_of(file)))
		print_error("%s: wanted %s at %u:%u, heard:\n%s", x->file, say_name(x->id), x->line,
			    x->column, buf_cstr(&t.said));
	else
		ok = true;
	packtest_close(&t);
	return ok;
}

TEST(each_planted_fault_is_refused_at_its_place)
{
	size_t refused = 0, n = sizeof plants / sizeof *plants;

	for (size_t i = 0; i < n; i++)
		refused += plant(&plants[i]);
	assert_int_equal(refused, n);
}

TEST(all_faults_are_told_at_once)
{
	struct packtest t = packtest_open();
	struct pack *p;

	right_pack(&t);
	packtest_file(&t, "p/records/a.yaml", FIELD("imsi", "type: text, privacy: sealed"));
	packtest_file(&t, "p/records/b.yaml", "label: [");
	packtest_file(&t, "p/mechanisms/A14.2.yaml", MECH "colour: red\nshape: round\n");
	assert_int_equal(load(&t, "p", &p), ERR_SYNTAX);
	assert_int_equal(t.complaints, 4);
	packtest_close(&t);
}

TEST(a_pack_that_extends_replaces_adds_and_removes)
{
	struct packtest t = packtest_open();
	struct pack *p;

	right_pack(&t);
	packtest_file(&t, "q/pack.yaml",
		      "title: " W "\nissuer: " W
		      "\nextends: p\nremove: {measures: [M1], returns: [r]}\n");
	packtest_file(&t, "q/mechanisms/A14.1.yaml",
		      "name: {en: b, zh: 乙}\narticle: 14\nfamily: F16\nkind: software\nstatus: "
		      "working\n");
	packtest_file(&t, "q/records/more.yaml", TYPE);
	if (load(&t, "q", &p))
		fail_msg("%s", buf_cstr(&t.said));
	assert_str(pack_mechanism(p, STR("A14.1"))->name[LANG_ZH], "乙");
	assert_str(pack_mechanism(p, STR("A14.1"))->origin, "q");
	assert_str(pack_article(p, STR("14"))->origin, "p");
	assert_null(pack_measure(p, STR("M1")));
	size_t n;

	pack_types(p, &n);
	assert_int_equal(n, 4);
	packtest_close(&t);
}

TEST(a_field_is_never_retyped_or_opened)
{
	struct packtest t = packtest_open();
	struct pack *p;

	right_pack(&t);
	packtest_file(&t, "p/records/thing.yaml", FIELD("size", "type: text, privacy: sealed"));
	packtest_file(&t, "q/pack.yaml", "title: " W "\nissuer: " W "\nextends: p\n");
	packtest_file(&t, "q/records/thing.yaml", FIELD("size", "type: text, privacy: open"));
	assert_int_equal(load(&t, "q", &p), ERR_SYNTAX);
	assert_int_equal(heard[0].id, SAY_PACK_RETYPED);
	assert_int_equal(heard[0].line, 6);
	packtest_file(&t, "q/records/thing.yaml", FIELD("size", "type: integer, privacy: open"));
	assert_int_equal(load(&t, "q", &p), ERR_SYNTAX);
	packtest_file(&t, "q/records/thing.yaml", FIELD("size", "type: text, privacy: sealed"));
	assert_ok(load(&t, "q", &p));
	packtest_close(&t);
}

TEST(a_chain_that_bites_its_tail_is_refused)
{
	struct packtest t = packtest_open();
	struct pack *p;
	struct why why;

	packtest_file(&t, "a/pack.yaml", "title: " W "\nissuer: " W "\nextends: b\n");
	packtest_file(&t, "b/pack.yaml", "title: " W "\nissuer: " W "\nextends: a\n");
	assert_int_equal(pack_load(t.a, t.dir, STR("a"), NULL, NULL, &p, &why), ERR_CONFLICT);
	assert_int_equal(why.id, SAY_PACK_CHAIN);
	packtest_close(&t);
}

TEST(a_pack_that_is_not_there_is_named)
{
	struct packtest t = packtest_open();
	struct pack *p;
	struct why why;

	assert_int_equal(pack_load(t.a, NULL, STR("ghost"), NULL, NULL, &p, &why), ERR_NOTFOUND);
	assert_int_equal(pack_load(t.a, t.dir, STR("ghost"), NULL, NULL, &p, &why), ERR_NOTFOUND);
	assert_int_equal(pack_load(t.a, t.dir, STR("../etc"), NULL, NULL, &p, &why), ERR_ARG);
	packtest_close(&t);
}

TESTS("pack/faults", CASE(the_right_pack_loads_without_a_word),
      CASE(each_planted_fault_is_refused_at_its_place), CASE(all_faults_are_told_at_once),
      CASE(a_pack_that_extends_replaces_adds_and_removes), CASE(a_field_is_never_retyped_or_opened),
      CASE(a_chain_that_bites_its_tail_is_refused), CASE(a_pack_that_is_not_there_is_named))
