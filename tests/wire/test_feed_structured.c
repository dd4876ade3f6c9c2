/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_feed_structured.c - CSV, Zeek intel, MISP, STIX and warning lists: small files of our own
 * that show each rule, then every real file with the counts that an independent script found.
 */
#include "test.h"

#include "base/file.h"
#include "wire/csv.h"
#include "wire/domain.h"
#include "wire/feed_parts.h"
#include "wire/time3339.h"

#include "feed_tally.h"

static enum err run(feed_part *part, struct str in, const char *map, struct tally *t,
		    struct why *why)
{
	struct feed_sink sink = tally_sink(t);

	*t = (struct tally){ 0 };
	domain_init();
	return part(in, str_of(map), &sink, why);
}

static void gives_map(feed_part *part, const char *in, const char *map, const char *want)
{
	struct tally t;

	assert_ok(run(part, str_of(in), map, &t, NULL));
	assert_str(buf_str(&t.log), want);
	buf_fini(&t.log);
}

static void gives(feed_part *part, const char *in, const char *want)
{
	gives_map(part, in, "", want);
}

static void fails(feed_part *part, const char *in, const char *map, enum say_id id)
{
	struct tally t;
	struct why why = { 0 };

	assert_true(run(part, str_of(in), map, &t, &why) != ERR_OK);
	assert_string_equal(say_name(why.id), say_name(id));
	buf_fini(&t.log);
}

#define SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* ---- CSV ---- */

TEST(csv_columns_are_known_by_their_header)
{
	gives(feed_csv_read, "domain_name,IP Address,note\nevil.example,192.0.2.1,x\n,192.0.2.2,\n",
	      "domain evil.example\nipv4 192.0.2.1\nipv4 192.0.2.2\n");
	gives(feed_csv_read, "# \"first seen\",\"url\",\"x\"\nx,http://evil.example/a,y\n",
	      "url evil.example/a\n");
	gives(feed_csv_read, "SHA256,Package Name,Certificate\r\n" SHA256 ",com.app," SHA1 "\r\n",
	      "sha256 " SHA256 "\ncert-sha1 " SHA1 "\n");
	gives(feed_csv_read, "email,domain\na@b.example,evil.example\n",
	      "personal email or phone\ndomain evil.example\n");
}

TEST(csv_type_columns_name_the_kind_and_unknown_types_are_counted)
{
	gives(feed_csv_read,
	      "type,ioc\ndomain,evil[.]example\nip,192.0.2.1:80\nmutex,com.app\nemail,a@b.example\n"
	      "md5," MD5 "\ndomain,192.0.2.9\n",
	      "domain evil.example\nipv4 192.0.2.1\naside mutex\npersonal email\nmd5 " MD5
	      "\nipv4 192.0.2.9\n");
}

TEST(csv_cells_may_hold_patterns_and_several_digests)
{
	gives(feed_csv_read,
	      "IOC, Link\n[domain-name:value = 'evil.example'],x\n"
	      "[ipv4-addr:value = '192.0.2.1' AND network-traffic:dst_port = 80],x\n"
	      "" MD5 ";" SHA1 ";" SHA256 ";abc,x\n[domain-name:value = 'x],y\na@b.example,\n",
	      "domain evil.example\naside AND\nmd5 " MD5 "\nsha1 " SHA1 "\nsha256 " SHA256
	      "\naside digest\nrefused [domain-name:value = 'x]: STIX_SYNTAX\npersonal "
	      "email-addr\n");
}

TEST(csv_facts_are_read)
{
	struct tally t;

	assert_ok(
		run(feed_csv_read,
		    STR("ioc,valid from,valid until,tlp,confidence,link\n\nevil.example,2024-02-23,"
			"2024-09-07T01:00:00+01:00,amber,70,https://x.example/indicator--"
			"247ea137-9385-4209-91e9-150cad31b33e\n"),
		    "", &t, NULL));
	assert_true(t.last.valid_from.us == civil_days(2024, 2, 23) * US_PER_DAY);
	assert_true(t.last.valid_until.us == civil_days(2024, 9, 7) * US_PER_DAY);
	assert_int_equal(t.last.tlp, TLP_AMBER);
	assert_int_equal(t.last.confidence, 70);
	assert_int_equal(t.last.line, 3);
	assert_int_equal(t.last.ref.n, 47);
	buf_fini(&t.log);
}

TEST(csv_maps_name_columns_or_numbers)
{
	gives_map(feed_csv_read, "a;b\nevil.example;192.0.2.1\n", "domain=a,ip=b",
		  "domain evil.example\nipv4 192.0.2.1\n");
	gives_map(feed_csv_read, "x;evil.example\ny;evil2.example\n", "value=2",
		  "domain evil.example\ndomain evil2.example\n");
	fails(feed_csv_read, "a;b\nc;d\n", "domain=zz", SAY_FEED_MAP_COLUMN);
	fails(feed_csv_read, "a;b\nc;d\n", "nonsense=a", SAY_FEED_MAP);
	fails(feed_csv_read, "a;b\nc;d\n", "domain", SAY_FEED_MAP);
	fails(feed_csv_read, "a;b\nc;d\n", "tlp=a", SAY_FEED_MAP_VALUE);
	fails(feed_csv_read, "a;b\nc;d\n", "", SAY_FEED_TABLE_UNKNOWN);
}

TEST(csv_bad_rows_are_refused_and_the_others_read)
{
	gives(feed_csv_read, "domain\ncom\n\"open\nevil.example\n",
	      "refused com: INDICATOR_SINGLE\nrefused : CSV_QUOTE_OPEN\ndomain evil.example\n");
}

TEST(csv_tables_of_victims_and_prices_are_told_apart)
{
	fails(feed_csv_read, "timestamp,ip,naics\n1,192.0.2.1,2\n", "", SAY_FEED_IS_REPORT);
	fails(feed_csv_read, "AppStore ID,App Name\nid1,x\n", "", SAY_FEED_IS_APPS);
	fails(feed_csv_read, "Host,Path\nevil.example,/a\n", "", SAY_FEED_TABLE_PATH);
	gives_map(feed_csv_read, "TLP,Observable (not an IOC!)\nWHITE,evil.example\n",
		  "value=2,tlp=1",
		  "refused Observable (not an IOC!): INDICATOR_PATTERN\ndomain evil.example\n");
}

/* ---- Zeek intel ---- */

TEST(zeek_intel_types_are_mapped)
{
	gives(feed_zeek_intel_read,
	      "#fields\tindicator\tindicator_type\tmeta.source\nevil.example\tIntel::DOMAIN\ts\n"
	      "192.0.2.1\tIntel::ADDR\ts\n192.0.2.0/24\tIntel::SUBNET\ts\n"
	      "evil.example/a\tIntel::URL\ts\n" MD5 "\tIntel::FILE_HASH\ts\n" SHA1
	      "\tIntel::CERT_HASH\ts\na@b.example\tIntel::EMAIL\ts\nx\tIntel::SOFTWARE\ts\n-\t-"
	      "\ts\n",
	      "domain evil.example\nipv4 192.0.2.1\ncidr 192.0.2.0/24\nurl evil.example/a\nmd5 " MD5
	      "\ncert-sha1 " SHA1 "\npersonal Intel::EMAIL\naside Intel::SOFTWARE\n"
	      "refused -\t-\ts: ZEEK_INTEL_COLUMNS\n");
	fails(feed_zeek_intel_read, "evil.example\tIntel::DOMAIN\n", "", SAY_ZEEK_INTEL_FIELDS);
}

/* ---- MISP ---- */

#define ATTR(type, value) "{\"type\":\"" type "\",\"value\":\"" value "\"}"

TEST(misp_wrappers_are_all_walked)
{
	static const char *const wraps[][2] = {
		{ "{\"Event\":{\"Attribute\":[", "]}}" },
		{ "{\"response\":[{\"Event\":{\"Attribute\":[", "]}}]}" },
		{ "{\"response\":{\"Attribute\":[", "]}}" },
		{ "{\"Attribute\":[", "]}" },
		{ "[{\"Event\":{\"Attribute\":[", "]}}]" },
		{ "{\"Event\":{\"Object\":[{\"name\":\"file\",\"Attribute\":[", "]}]}}" },
		{ "{\"iocs\":[", "]}" },
		{ "[", "]" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof wraps / sizeof *wraps; i++) {
		struct buf b = { 0 };

		buf_printf(&b, "%s%s%s", wraps[i][0], ATTR("domain", "evil.example"), wraps[i][1]);
		gives(feed_misp_read, buf_cstr(&b), "domain evil.example\n");
		buf_fini(&b);
	}
}

TEST(misp_types_composites_and_flags_are_obeyed)
{
	gives(feed_misp_read,
	      "{\"Event\":{\"info\":\"Name\",\"RelatedEvent\":[{\"Event\":{\"info\":\"no\"}}],"
	      "\"Attribute\":[" ATTR("domain|ip", "evil.example|192.0.2.1") "," ATTR("ip-dst|port", "192.0.2.2|80") "," ATTR("filename|sha1", "a|b.exe|" SHA1) "," ATTR(
		      "malware-sample",
		      "x.exe|" MD5) "," ATTR("regkey|value",
					     "a|b") "," ATTR("email-src",
							     "a@b.example") "," ATTR("mutex",
										     "m") "," ATTR("x509-fingerprint-sha1",
												   SHA1) ","
													 "{\"type\":\"url\",\"value\":\"http://evil.example/\",\"to_ids\":false},"
													 "{\"type\":\"url\",\"value\":\"http://evil.example/\",\"deleted\":true},"
													 "{\"type\":\"url\"},7," ATTR(
														 "md5",
														 "zz") "]}}",
	      "title Name\ndomain evil.example\nipv4 192.0.2.1\nipv4 192.0.2.2\nsha1 " SHA1
	      "\nmd5 " MD5 "\naside regkey|value\npersonal email-src\naside mutex\ncert-sha1 " SHA1
	      "\naside to_ids=false\naside deleted\nrefused : MISP_ATTRIBUTE\n"
	      "refused : MISP_ATTRIBUTE\nrefused zz: INDICATOR_HASH\n");
}

TEST(misp_tags_mark_also_when_they_stand_behind)
{
	struct tally t;

	assert_ok(
		run(feed_misp_read,
		    STR("{\"Event\":{\n\"Attribute\":[\n{\"type\":\"domain\",\"value\":\"evil."
			"example\","
			"\"uuid\":\"u-1\"}],\"Tag\":[{\"name\":\"x\"},{\"name\":\"tlp:amber\"}]}}"),
		    "", &t, NULL));
	assert_int_equal(t.last.tlp, TLP_AMBER);
	assert_int_equal(t.last.line, 3);
	assert_int_equal(t.last.ref.n, 3);
	buf_fini(&t.log);
	assert_ok(run(
		feed_misp_read,
		STR("{\"Event\":{\"Tag\":[{\"name\":\"tlp:amber\"}],\"Attribute\":[{\"type\":"
		    "\"domain\",\"value\":\"evil.example\",\"Tag\":[{\"name\":\"tlp:green\"}]}]}}"),
		"", &t, NULL));
	assert_int_equal(t.last.tlp, TLP_GREEN);
	buf_fini(&t.log);
}

TEST(broken_json_loses_only_what_follows_the_break)
{
	struct tally t;
	struct why why;
	static const char cut[] = "{\"Attribute\":[" ATTR("domain", "evil.example") ",{\"type\":";

	assert_int_equal(run(feed_misp_read, str_of(cut), "", &t, &why), ERR_SYNTAX);
	assert_int_equal(why.id, SAY_JSON_CUT);
	assert_int_equal(t.taken, 1);
	buf_fini(&t.log);
	assert_int_equal(run(feed_warninglist_read,
			     STR("{\"list\":[\"a\",\"b\"],\"type\":\"string\",}"), "", &t, &why),
			 ERR_SYNTAX);
	assert_int_equal(t.warnings, 2);
	buf_fini(&t.log);
}

/* ---- STIX ---- */

TEST(stix_bundles_give_their_indicators)
{
	gives(feed_stix_read,
	      "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":["
	      "{\"type\":\"report\",\"name\":\"R\"},{\"type\":\"malware\",\"pattern\":\"[\"},"
	      "{\"type\":\"indicator\",\"pattern\":\"[domain-name:value = 'evil.example']\"},"
	      "{\"type\":\"indicator\",\"pattern\":\"[email-addr:value = 'a@b.example']\"},"
	      "{\"type\":\"indicator\",\"pattern\":\"[mutex:name = 'm']\"},"
	      "{\"type\":\"indicator\",\"pattern\":\"rule x {}\",\"pattern_type\":\"yara\"},"
	      "{\"type\":\"indicator\",\"pattern\":\"[url:value = "
	      "'http://evil.example/']\",\"revoked\":"
	      "true},{\"type\":\"indicator\"},{\"type\":\"indicator\",\"pattern\":\"[x\"},7,"
	      "{\"a\":1,\"a\":2}]}",
	      "title R\ndomain evil.example\npersonal email-addr:value\naside mutex:name\naside "
	      "yara\n"
	      "aside revoked\nrefused : STIX_NO_PATTERN\nrefused [x: STIX_SYNTAX\n"
	      "refused : JSON_DUPLICATE\n");
	gives(feed_stix_read,
	      "{\"type\":\"indicator\",\"pattern\":\"[url:value = 'http://a.example/b']\"}",
	      "url a.example/b\n");
	fails(feed_stix_read, "{\"a\":1}", "", SAY_STIX_NO_BUNDLE);
	fails(feed_stix_read, "[]", "", SAY_STIX_NO_BUNDLE);
}

TEST(stix_facts_are_read)
{
	struct tally t;

	assert_ok(
		run(feed_stix_read,
		    STR("{\"type\":\"bundle\",\"objects\":[\n{\"type\":\"indicator\",\"id\":"
			"\"indicator--7\","
			"\"pattern\":\"[domain-name:value = 'evil.example']\",\"valid_from\":"
			"\"2024-01-26T21:28:21.013288Z\",\"valid_until\":\"2025-01-01T00:00:00Z\","
			"\"confidence\":85,\"object_marking_refs\":[\"marking-definition--x\","
			"\"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82\"]}]}"),
		    "", &t, NULL));
	assert_int_equal(t.last.tlp, TLP_AMBER);
	assert_int_equal(t.last.confidence, 85);
	assert_int_equal(t.last.line, 2);
	assert_true(t.last.valid_until.us == civil_days(2025, 1, 1) * US_PER_DAY);
	assert_true(t.last.valid_from.us == civil_days(2024, 1, 26) * US_PER_DAY + 77301013288);
	buf_fini(&t.log);
}

/* ---- warning lists ---- */

TEST(warning_lists_keep_text_and_type_wherever_the_type_stands)
{
	gives(feed_warninglist_read,
	      "{\"name\":\"N\",\"list\":[\"192.0.2.0/24\",\" a "
	      "\",5,\"\",{\"x\":[]}],\"type\":\"cidr\"}",
	      "title N\nwarning cidr 192.0.2.0/24\nwarning cidr a\nrefused 5: WARNINGLIST_ENTRY\n"
	      "refused : WARNINGLIST_ENTRY\nrefused : WARNINGLIST_ENTRY\n");
	fails(feed_warninglist_read, "{\"list\":[\"a\"],\"type\":\"soundex\"}", "",
	      SAY_WARNINGLIST_TYPE);
	fails(feed_warninglist_read, "{\"type\":\"string\"}", "", SAY_WARNINGLIST_NO_LIST);
}

/* ---- dumps ---- */

#define DUMP "{\"cresset_set\":1,\"sort\":\"indicators\",\"rows\":1}\n"

TEST(a_dump_gives_its_rows_and_costs_bad_ones)
{
	struct tally t;

	gives(feed_dump_read,
	      DUMP "{\"kind\":\"domain\",\"value\":\"evil.example\",\"line\":7}\n\n"
		   "{\"kind\":\"cidr\",\"value\":\"192.0.2.0/24\"}\n",
	      "domain evil.example\ncidr 192.0.2.0/24\n");
	assert_ok(
		run(feed_dump_read,
		    STR(DUMP "{\"kind\":\"domain\"}\n{\"kind\":\"no\",\"value\":\"x\"}\n[]\n{\n"
			     "{\"kind\":\"domain\",\"value\":\"a.example\",\"confidence\":101}\n"
			     "{\"kind\":\"domain\",\"value\":\"a.example\",\"valid_from\":\"x\"}\n"
			     "{\"kind\":\"domain\",\"value\":\"a.example\",\"tlp\":\"x\"}\n"
			     "{\"kind\":\"domain\",\"value\":\"a.example\",\"ref_hex\":\"0\"}\n"
			     "{\"warn\":\"no\",\"text\":\"x\"}\n"
			     "{\"kind\":\"domain\",\"value\":\"b.example\"}\n"),
		    "", &t, NULL));
	assert_int_equal(t.refused, 9);
	assert_non_null(strstr(buf_cstr(&t.log), "domain b.example\n"));
	buf_fini(&t.log);
	fails(feed_dump_read, "{\"kind\":\"domain\",\"value\":\"a.example\"}\n", "",
	      SAY_FEED_DUMP_HEAD);
	fails(feed_dump_read, "{\"cresset_set\":2}\n", "", SAY_FEED_DUMP_VERSION);
}

/* ---- telling formats apart ---- */

TEST(formats_are_told_by_their_bytes)
{
	static const struct {
		struct str in;
		enum feed_format format;
		enum say_id id;
	} cases[] = {
		{ STR("evil.example\n192.0.2.1\n"), FEED_LIST, 0 },
		{ STR("# only comments\n"), FEED_LIST, 0 },
		{ STR("192.0.2.1\t7\n192.0.2.2\t5\n"), FEED_LIST, 0 },
		{ STR("\xEF\xBB\xBF# x\n0.0.0.0 evil.example\n"), FEED_HOSTS, 0 },
		{ STR("! x\n||evil.example^\n"), FEED_ADBLOCK, 0 },
		{ STR("address=/evil.example/\n"), FEED_DNSMASQ, 0 },
		{ STR("server:\nlocal-zone: \"evil.example\" always_nxdomain\n"), FEED_UNBOUND, 0 },
		{ STR("$TTL 60\n@ IN SOA a. b. 1 2 3 4 5\nevil.example CNAME .\n"), FEED_RPZ, 0 },
		{ STR("domain,x\nevil.example,1\n"), FEED_CSV, 0 },
		{ STR("#fields\tindicator\tindicator_type\n"), FEED_ZEEK_INTEL, 0 },
		{ STR("{\"Event\":{}}"), FEED_MISP, 0 },
		{ STR("{\"Event\":{\"x\":[1,"), FEED_MISP, 0 },
		{ STR("[{\"type\":\"ip\",\"value\":\"192.0.2.1\"}]"), FEED_MISP, 0 },
		{ STR("{\"type\":\"bundle\"}"), FEED_STIX, 0 },
		{ STR("{\"description\":\"x\",\"list\":[\"a\","), FEED_WARNINGLIST, 0 },
		{ STR("{\"cresset_set\":1,\"sort\":\"indicators\",\"rows\":0}\n"), FEED_DUMP, 0 },
		{ STR("{\"cresset_set\":1}\n{\"kind\":\"domain\"}\n"), FEED_DUMP, 0 },
		{ STR("[2001:db8::1]:135\n192.0.2.1\n"), FEED_LIST, 0 },
		{ STR(""), 0, SAY_FEED_EMPTY },
		{ STR(" \n\n"), 0, SAY_FEED_EMPTY },
		{ STR("\x1F\x8B\x08"), 0, SAY_FEED_BINARY },
		{ STR("ab\0cd"), 0, SAY_FEED_BINARY },
		{ STR("<!DOCTYPE html><p>"), 0, SAY_FEED_IS_HTML },
		{ STR("<?xml version='1.0'?><x/>"), 0, SAY_FEED_IS_XML },
		{ STR("{\"namespace\":\"x\",\"predicates\":[]}"), 0, SAY_FEED_IS_TAXONOMY },
		{ STR("{\"name\":\"x\",\"values\":[]}"), 0, SAY_FEED_IS_GALAXY },
		{ STR("[{\"Feed\":{}}]"), 0, SAY_FEED_IS_METADATA },
		{ STR("{\"a7d60a6a-f4ec-4e9a-ae3b-2cf5e05cd01e\":{\"info\":\"x\"}}"), 0,
		  SAY_FEED_IS_MANIFEST },
		{ STR("{\"$schema\":\"x\"}"), 0, SAY_FEED_IS_SCHEMA },
		{ STR("{\"event_type\":\"dns\"}\n{\"event_type\":\"dns\"}\n"), 0,
		  SAY_FEED_IS_EVENTS },
		{ STR("#separator \\x09\n#fields\tts\tuid\n1\t2\n"), 0, SAY_FEED_IS_EVENTS },
		{ STR("{\"a\":1}"), 0, SAY_FEED_IS_JSON },
		{ STR("{a:1}"), 0, SAY_JSON_KEY },
		{ STR("alert dns any any -> any any (msg:\"x\";)\n"), 0, SAY_FEED_IS_RULES },
		{ STR("- name: x\n- name: y\n"), 0, SAY_FEED_IS_YAML },
		{ STR("This is a text\nof several words\n"), 0, SAY_FEED_IS_TEXT },
		{ STR("x,evil.example,7\ny,evil2.example,8\n"), 0, SAY_FEED_TABLE_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum feed_format f = FEED_GUESS;
		struct why why = { 0 };
		enum err e = feed_guess(cases[i].in, NULL, &f, &why);

		if ((e == ERR_OK) != (cases[i].id == SAY_NONE) || why.id != cases[i].id ||
		    (e == ERR_OK && f != cases[i].format))
			fail_msg("case %zu: %d %s", i, f, say_name(why.id));
	}
}

/* ---- real files ---- */

static feed_part *const parts[FEED_FORMATS] = { [FEED_CSV] = feed_csv_read,
						[FEED_ZEEK_INTEL] = feed_zeek_intel_read,
						[FEED_MISP] = feed_misp_read,
						[FEED_STIX] = feed_stix_read,
						[FEED_WARNINGLIST] = feed_warninglist_read };

static int64_t number(const struct json *v, const char *key)
{
	int64_t n = 0;

	(void)json_int(json_get(v, key), &n);
	return n;
}

/* Attributes of which both halves are entries: the script counts one, we two. */
static size_t composites(const struct json *v)
{
	size_t n = 0;

	if (str_eq(json_str(json_get(v, "type"), STR("")), STR("domain|ip")) &&
	    json_is_str(json_get(v, "value")) && json_bool(json_get(v, "to_ids"), true))
		return 1;
	for (const struct json *c = v->child; c; c = c->next)
		n += composites(c);
	return n;
}

static void check_misp(const char *path, struct str in, const struct json *want, struct arena *a)
{
	struct json *tree;
	struct tally t;
	size_t seen;

	assert_ok(json_parse(a, in, feed_json_limits(), &tree, NULL));
	assert_ok(run(feed_misp_read, in, "", &t, NULL));
	seen = t.taken + t.refused + t.aside + t.personal - composites(tree);
	if (seen != (size_t)(number(want, "attributes") + number(want, "object_attributes")))
		fail_msg("%s: %zu attributes", path, seen);
	buf_fini(&t.log);
}

static void check_warninglist(const char *path, struct str in, const struct json *want)
{
	struct tally t;
	const char *type = json_get(want, "type")->text.p;

	assert_ok(run(feed_warninglist_read, in, "", &t, NULL));
	for (unsigned w = 0; w < WARN_TYPES; w++)
		if (str_eq(json_get(want, "type")->text,
			   str_of(warn_type_name((enum warn_type)w))) &&
		    t.warning[w] != (size_t)number(want, "items"))
			fail_msg("%s: %zu entries of type %s", path, t.warning[w], type);
	assert_int_equal(t.warnings, number(want, "items"));
	buf_fini(&t.log);
}

/* Rows as Python's csv module counts them: comments are rows to it, empty lines are not; but a line
 * of blanks is a row to it and none to us (one file of the script's has three). */
static void check_csv(const char *path, struct str in, const struct json *want, struct arena *a)
{
	struct csv_reader *r = csv_open(a, in, ',', false);
	size_t rows = 0, n;
	struct str *f;

	for (;; rows++) {
		assert_ok(csv_next(r, &f, &n, NULL));
		if (n == 0)
			break;
	}
	if (str_ends(str_of(path), STR("generic/sample_report.csv")))
		rows += 3;
	if (rows != (size_t)number(want, "rows_incl_header"))
		fail_msg("%s: %zu rows", path, rows);
}

static void check_stix(struct str in, const struct json *want)
{
	struct tally t;

	assert_ok(run(feed_stix_read, in, "", &t, NULL));
	/* Each pattern of this file is one comparison. */
	assert_int_equal(t.taken + t.refused + t.aside + t.personal,
			 number(json_get(want, "by_type"), "indicator"));
	buf_fini(&t.log);
}

static bool guess_fits(struct str fmt, enum feed_format f, enum say_id id)
{
	static const struct {
		const char *fmt;
		enum feed_format format;
		enum say_id id;
	} rules[] = {
		{ "hash-list", FEED_LIST, 0 },
		{ "ip-list", FEED_LIST, 0 },
		{ "list", FEED_LIST, 0 },
		{ "maltrail", FEED_LIST, 0 },
		{ "hosts", FEED_LIST, 0 }, /* the stalkerware "hosts" are bare names */
		{ "blocklist-domains", FEED_LIST, 0 },
		{ "blocklist-wildcard", FEED_LIST, 0 },
		{ "blocklist-hosts", FEED_HOSTS, 0 },
		{ "blocklist-adblock", FEED_ADBLOCK, 0 },
		{ "blocklist-dnsmasq", FEED_DNSMASQ, 0 },
		{ "blocklist-unbound", FEED_UNBOUND, 0 },
		{ "misp-event", FEED_MISP, 0 },
		{ "misp-events", FEED_MISP, 0 },
		{ "misp-event-bare", FEED_MISP, 0 },
		{ "misp-warninglist", FEED_WARNINGLIST, 0 },
		{ "stix-bundle", FEED_STIX, 0 },
		{ "misp-taxonomy", 0, SAY_FEED_IS_TAXONOMY },
		{ "misp-galaxy-cluster", 0, SAY_FEED_IS_GALAXY },
		{ "misp-feeds", 0, SAY_FEED_IS_METADATA },
		{ "scale", 0, SAY_FEED_BINARY }, /* packed; intake unpacks it */
		{ "ndjson", 0, SAY_FEED_IS_EVENTS },
		{ ".html", 0, SAY_FEED_IS_HTML },
		{ ".rules", 0, SAY_FEED_IS_RULES },
		{ ".yaml", 0, SAY_FEED_IS_YAML },
	};

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (str_eq(fmt, str_of(rules[i].fmt)))
			return f == rules[i].format && id == rules[i].id;
	return f != FEED_GUESS || id != SAY_NONE;
}

static void check_file(const char *rel, const struct json *want)
{
	struct arena *a = arena_open();
	char path[1024];
	struct str in, fmt = json_str(json_get(want, "fmt"), STR(""));
	enum feed_format f = FEED_GUESS;
	struct why why = { 0 };

	snprintf(path, sizeof path, "%s", SHARED(rel));
	assert_ok(file_read(path, 64 << 20, a, &in, NULL));
	(void)!feed_guess(str_cut(in, 0, 64 << 10), path, &f, &why);
	/* An adblock list by its name, but with one domain a line; its manifest lists names. */
	if (!guess_fits(fmt, f, why.id) && !str_ends(str_of(path), STR(".adblock")))
		fail_msg("%s: fmt %.*s guessed as %d %s", rel, STR_FMT(fmt), f, say_name(why.id));
	if (f == FEED_MISP && str_starts(fmt, STR("misp-event")))
		check_misp(rel, in, want, a);
	else if (f == FEED_WARNINGLIST)
		check_warninglist(rel, in, want);
	else if (f == FEED_STIX)
		check_stix(in, want);
	if (str_eq(fmt, STR("csv")))
		check_csv(rel, in, want, a);
	arena_close(a);
}

TEST(every_real_indicator_file_loads_or_is_told_apart_with_the_expected_counts)
{
	const char *path = SHARED("EXPECTED.json");
	struct arena *a = arena_open();
	struct json *all;
	struct str in;
	size_t files = 0;

	if (!path) {
		arena_close(a);
		skip();
	}
	assert_ok(file_read(path, 16 << 20, a, &in, NULL));
	assert_ok(json_parse(a, in, (struct json_limits){ 0 }, &all, NULL));
	for (const struct json *v = all->child; v; v = v->next) {
		if (!str_starts(v->key, STR("1-indicators/")))
			continue;
		check_file(str_keep(a, v->key).p, v);
		files++;
	}
	assert_true(files > 600);
	arena_close(a);
}

static void counts(const char *rel, enum feed_format want, const char *summary)
{
	const char *path = SHARED(rel);
	struct arena *a = arena_open();
	struct buf b = { 0 };
	struct tally t;
	enum feed_format f;
	struct str in;

	if (path) {
		assert_ok(file_read(path, 64 << 20, a, &in, NULL));
		assert_ok(feed_guess(str_cut(in, 0, 64 << 10), path, &f, NULL));
		assert_int_equal(f, want);
		assert_ok(run(parts[f], in, "", &t, NULL));
		for (unsigned k = 0; k < IND_KINDS; k++)
			if (t.kind[k])
				buf_printf(&b, "%s %zu ", indicator_kind_name(k), t.kind[k]);
		buf_printf(&b, "refused %zu aside %zu personal %zu", t.refused, t.aside,
			   t.personal);
		if (!str_eq(buf_str(&b), str_of(summary)))
			fail_msg("%s: %s", rel, buf_cstr(&b));
		buf_fini(&t.log);
		buf_fini(&b);
	}
	arena_close(a);
}

/* Found by grep, awk and a walk of the JSON, not by this reader. */
TEST(known_files_give_known_kinds)
{
	counts("1-indicators/amnesty/2021-07-18_nso/pegasus.stix2", FEED_STIX,
	       "domain 1438 refused 0 aside 82 personal 29");
	counts("1-indicators/amnesty/2018-08-01_nso/indicators.csv", FEED_CSV,
	       "domain 604 ipv4 604 refused 0 aside 0 personal 0");
	counts("1-indicators/stalkerware/generated/network.csv", FEED_CSV,
	       "domain 966 ipv4 66 url 2 refused 0 aside 0 personal 0");
	counts("1-indicators/stalkerware/generated/misp_event.json", FEED_MISP,
	       "domain 1000 sha1 490 sha256 3262 refused 0 aside 2343 personal 0");
	counts("1-indicators/eset/gelsemium/"
	       "misp.event_2021-06-09_gelsemium-when-threat-actors-go-gardening.json",
	       FEED_MISP, "md5 51 sha1 51 sha256 51 refused 0 aside 1 personal 0");
	counts("1-indicators/sekoia/IOCs/nobelium/2022_01_06_C2 Nobelium.csv", FEED_CSV,
	       "domain 9 ipv4 9 refused 0 aside 0 personal 0");
}

TESTS("wire/feed_structured", CASE(csv_columns_are_known_by_their_header),
      CASE(csv_type_columns_name_the_kind_and_unknown_types_are_counted),
      CASE(csv_cells_may_hold_patterns_and_several_digests), CASE(csv_facts_are_read),
      CASE(csv_maps_name_columns_or_numbers), CASE(csv_bad_rows_are_refused_and_the_others_read),
      CASE(csv_tables_of_victims_and_prices_are_told_apart), CASE(zeek_intel_types_are_mapped),
      CASE(misp_wrappers_are_all_walked), CASE(misp_types_composites_and_flags_are_obeyed),
      CASE(misp_tags_mark_also_when_they_stand_behind),
      CASE(broken_json_loses_only_what_follows_the_break), CASE(stix_bundles_give_their_indicators),
      CASE(stix_facts_are_read), CASE(warning_lists_keep_text_and_type_wherever_the_type_stands),
      CASE(a_dump_gives_its_rows_and_costs_bad_ones), CASE(formats_are_told_by_their_bytes),
      CASE(every_real_indicator_file_loads_or_is_told_apart_with_the_expected_counts),
      CASE(known_files_give_known_kinds))
