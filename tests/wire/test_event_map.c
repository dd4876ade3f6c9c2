/* SPDX-License-Identifier: Apache-2.0 */
/* test_event_map.c - CSV and NDJSON by a field map, and which format a file is. */
#include "event_text.h"

TEST(csv_with_our_own_names)
{
	check_lines(EVENTS_CSV, "",
		    "\xEF\xBB\xBF# exported yesterday\n"
		    "time;\"dns.query\";Src.IP;note\n"
		    "2018-03-24T17:15:20Z;a.example;192.0.2.1;\"x;y\"\n"
		    "2018-03-24 17:15:20;\"b.example\";2001:db8::1;\n"
		    "\n"
		    "1521911720.5;c.example\r\n",
		    "dns 4 2018-03-24T17:15:20Z src.ip=192.0.2.1 dns.query=a.example\n"
		    "dns 6 2018-03-24T17:15:20Z src.ip=2001:db8::1 dns.query=b.example\n"
		    "dns 0 2018-03-24T17:15:20.5Z dns.query=c.example\n");
}

TEST(csv_with_a_map_of_names_or_numbers)
{
	check_lines(EVENTS_CSV, "dns.query=qname, dns.query=cname ,time=when",
		    "when,qname,client,cname\n1521911720865,a.example,192.0.2.1,b.example",
		    "dns 0 2018-03-24T17:15:20.865Z dns.query=a.example dns.query=b.example\n");
	check_lines(EVENTS_CSV, "http.url=2,dst.ip=1",
		    "192.0.2.1,http://a.example/x\n192.0.2.2\n2001:db8::1,b.example/y,z",
		    "http 4 - http.url=http://a.example/x dst.ip=192.0.2.1\n"
		    "!2: this row has 1 columns, but the field map wants column 2\n"
		    "http 6 - http.url=b.example/y dst.ip=2001:db8::1\n");
	check_lines(EVENTS_CSV, "src.ip=a,dst.ip=b", "a,b\n192.0.2.1,192.0.2.2",
		    "flow 4 - src.ip=192.0.2.1 dst.ip=192.0.2.2\n");
}

TEST(csv_lines_that_are_wrong_cost_themselves)
{
	check_lines(EVENTS_CSV, "", "src.ip,dns.query\n192.0.2.1,\"a.example\n192.0.2.1,b.example",
		    "!2:11: a quoted field begins here and its closing quote is missing; a quote "
		    "inside a "
		    "quoted field is written twice\n"
		    "dns 4 - src.ip=192.0.2.1 dns.query=b.example\n");
	check_lines(
		EVENTS_CSV, "", "name,city\nx,y",
		"!1: the header in line 1 names none of the fields; name the columns as dns.query, "
		"src.ip and so on, or give a field map\n"
		"!2: the header in line 1 names none of the fields; name the columns as dns.query, "
		"src.ip and so on, or give a field map\n");
	check_lines(EVENTS_CSV, "dns.query=q,src.ip=c", "q,x",
		    "!1: the field map wants the column \"c\", but the header does not have it\n");
}

TEST(ndjson_paths_meet_nested_and_flat_keys)
{
	check_lines(
		EVENTS_NDJSON, "",
		"{\"time\":1.5,\"dns\":{\"query\":\"a.example\",\"answer\":{\"ip\":[\"192.0.2.1\","
		"\"192.0.2.2\"]}}}\n"
		"{\"dns.query\":\"b.example\",\"other\":{\"dns\":{\"query\":\"c.example\"}}}\n"
		"{\"dns\":{\"answer.name\":\"d.example\"},\"tls\":{\"cert\":{\"sha1\":"
		"\"ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01\"}}}",
		"dns 0 1970-01-01T00:00:01.5Z dns.query=a.example dns.answer.ip=192.0.2.1"
		" dns.answer.ip=192.0.2.2\n"
		"dns 0 - dns.query=b.example\n"
		"dns 0 - dns.answer.name=d.example"
		" tls.cert.sha1=abcdef0123456789abcdef0123456789abcdef01\n");
	check_lines(EVENTS_NDJSON, "src.ip=c.a,dns.answer.ip=r.d,time=@t",
		    "{\"@t\":\"2018-03-24T17:15:20+01:00\",\"r\":[{\"d\":\"192.0.2.1\"},{\"d\":"
		    "\"192.0.2.2\",\"e\":[1]}],\"c\":{\"a\":\"192.0.2.3\",\"b\":{}}}",
		    "dns 4 2018-03-24T16:15:20Z dns.answer.ip=192.0.2.1 dns.answer.ip=192.0.2.2"
		    " src.ip=192.0.2.3\n");
}

TEST(ndjson_lines_that_are_wrong_cost_themselves)
{
	check_lines(
		EVENTS_NDJSON, "",
		"{\"dns\":{\"query\":\"a\"},\"dns\":{\"query\":\"b\"}}\n\"x\"\n"
		"{\"dns\":{\"query\":\"a.example\n"
		"{\"dns\":{\"query\":\"a.example\"}}",
		"!1:22: the key \"dns\" appears twice in one object; it is not clear which value "
		"holds\n"
		"!2:1: this line is JSON, but not an object in braces; every event is one\n"
		"!3:27: the JSON ends in the middle; the file or line was probably cut off\n"
		"dns 0 - dns.query=a.example\n");
}

static enum say_id map_error(enum event_format format, struct str map)
{
	struct arena *a = arena_open();
	struct event_reader *r;
	struct why why = { 0 };

	assert_int_equal(event_reader_open(a, format, map, &r, &why), ERR_ARG);
	assert_null(r);
	arena_close(a);
	return why.id;
}

TEST(a_map_that_cannot_be_read_is_refused)
{
	struct buf many = { 0 };

	assert_int_equal(map_error(EVENTS_CSV, STR("dns.qery=x")), SAY_EVENT_MAP_FIELD);
	assert_int_equal(map_error(EVENTS_CSV, STR("dns.query=")), SAY_EVENT_MAP_PATH);
	assert_int_equal(map_error(EVENTS_EVE, STR("dns.query=x")), SAY_EVENT_MAP_FORMAT);
	assert_int_equal(map_error(EVENTS_GUESS, STR("")), SAY_EVENT_FORMAT);
	for (int i = 0; i <= EVENT_MAP_MAX; i++)
		buf_puts(&many, "src.ip=a,");
	assert_int_equal(map_error(EVENTS_NDJSON, buf_str(&many)), SAY_EVENT_MAP_MANY);
	buf_fini(&many);
}

static void guess(const char *head, enum event_format want)
{
	assert_int_equal(event_format_guess(str_of(head)), want);
}

TEST(formats_are_told_by_the_first_bytes)
{
	guess("{\"timestamp\":\"2018\",\"flow_id\":1,\"event_type\":\"dns\"", EVENTS_EVE);
	guess("#separator \\x09\n#set", EVENTS_ZEEK);
	guess("\n{\"_path\":\"dns\",\"ts\":1}", EVENTS_ZEEK);
	guess("{\"ts\":1.5,\"uid\":\"C\",\"id.orig_h\":", EVENTS_ZEEK);
	guess("{\"ts\":1.5,\"fingerprint\":\"ab\"}", EVENTS_ZEEK);
	guess("# my list\ntime,src.ip,dns.query\n", EVENTS_CSV);
	guess("\xEF\xBB\xBF\"time\"\t\"src.ip\"\n", EVENTS_CSV);
	guess("{\"dns.query\":\"a\"}", EVENTS_NDJSON);
	guess("{\"type\":\"bundle\"}", EVENTS_GUESS);
	guess("a.example\nb.example\n", EVENTS_GUESS);
	guess("", EVENTS_GUESS);
	for (unsigned f = 0; f < EVENTS_FORMATS; f++) {
		enum event_format g;

		assert_true(event_format_of(str_of(event_format_name((enum event_format)f)), &g));
		assert_int_equal(f, g);
	}
}

TESTS("wire/event_map", CASE(csv_with_our_own_names), CASE(csv_with_a_map_of_names_or_numbers),
      CASE(csv_lines_that_are_wrong_cost_themselves), CASE(ndjson_paths_meet_nested_and_flat_keys),
      CASE(ndjson_lines_that_are_wrong_cost_themselves), CASE(a_map_that_cannot_be_read_is_refused),
      CASE(formats_are_told_by_the_first_bytes))
