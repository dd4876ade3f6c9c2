/* SPDX-License-Identifier: Apache-2.0 */
/* test_event_zeek.c - Zeek's logs as TSV and as JSON: one log by log, with the columns as Zeek
 * writes them; and real logs, where both forms must tell the same story. */
#include "event_text.h"

#include "intake/input.h"
#include "wire/json.h"

#include <dirent.h>

#define TSV(fields, types) \
	"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n" \
	"#path\tx\n#open\t2024-04-12-19-29-12\n#fields\t" fields "\n#types\t" types "\n"
#define CONN_F "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\t"
#define CONN_T "time\tstring\taddr\tport\taddr\tport\t"
#define CONN_V "1521911720.865716\tCq\t192.0.2.7\t4711\t198.51.100.9\t53\t"
#define CONN_J \
	"\"ts\":\"2018-03-24T17:15:20.865716Z\",\"uid\":\"Cq\",\"id.orig_h\":\"192.0.2.7\"," \
	"\"id.orig_p\":4711,\"id.resp_h\":\"198.51.100.9\",\"id.resp_p\":53,"
#define SHOWN " 4 2018-03-24T17:15:20.865716Z src.ip=192.0.2.7 dst.ip=198.51.100.9"

/* Both forms of one record. */
static void both(const char *tsv, const char *json, const char *want)
{
	check_lines(EVENTS_ZEEK, "", tsv, want);
	check_lines(EVENTS_ZEEK, "", json, want);
}

TEST(dns_log)
{
	both(TSV(CONN_F "query\tqtype_name\tanswers\tTTLs\trejected",
		 CONN_T "string\tstring\tvector[string]\tvector[interval]\tbool") CONN_V
	     "a.example\tA\tb.example,203.0.113.5,2001:db8::1,TXT 5 h.example,"
	     "x\\x2cy.example\t1.0,2.0\tF",
	     "{" CONN_J "\"query\":\"a.example\",\"qtype_name\":\"A\",\"answers\":[\"b.example\","
	     "\"203.0.113.5\",\"2001:db8::1\",\"TXT 5 "
	     "h.example\",\"x,y.example\"],\"TTLs\":[1.0,2.0],"
	     "\"rejected\":false}",
	     "dns" SHOWN " dns.query=a.example dns.answer.name=b.example dns.answer.ip=203.0.113.5"
	     " dns.answer.ip=2001:db8::1 dns.answer.name=x,y.example\n");
}

TEST(conn_log)
{
	both(TSV(CONN_F "proto\tconn_state\tmissed_bytes", CONN_T "enum\tstring\tcount") CONN_V
	     "tcp\tSF\t0",
	     "{" CONN_J "\"proto\":\"tcp\",\"conn_state\":\"SF\",\"missed_bytes\":0}",
	     "flow" SHOWN "\n");
}

TEST(http_log)
{
	both(TSV(CONN_F "trans_depth\tmethod\thost\turi\treferrer\tuser_agent\trequest_body_len\t"
			"username\tresp_fuids",
		 CONN_T
		 "count\tstring\tstring\tstring\tstring\tstring\tcount\tstring\tvector[string]")
		     CONN_V "1\tGET\ta.example\t/x?y=\\x09z\thttp://r.example/\tU\t0\tjohn\tF1,F2",
	     "{" CONN_J "\"trans_depth\":1,\"method\":\"GET\",\"host\":\"a.example\",\"uri\":"
	     "\"/x?y=\\tz\",\"referrer\":\"http://r.example/\",\"user_agent\":\"U\","
	     "\"request_body_len\":0,\"username\":\"john\",\"resp_fuids\":[\"F1\",\"F2\"]}",
	     "http" SHOWN " http.host=a.example http.url=a.example/x?y=\tz\n");
}

#define SHA256 "b2dafbcdbc75210672f137f27ce882ccb799887631655d4f11191d5a678e44fe"

TEST(ssl_log)
{
	both(TSV(CONN_F "server_name\testablished\tcert_chain_fps\tja3\tja3s\tja4",
		 CONN_T "string\tbool\tvector[string]\tstring\tstring\tstring") CONN_V
	     "a.example\tT\t" SHA256 ",zz\t11\t22\t33",
	     "{" CONN_J
	     "\"server_name\":\"a.example\",\"established\":true,\"cert_chain_fps\":[\"" SHA256
	     "\",\"zz\"],\"ja3\":\"11\",\"ja3s\":\"22\",\"ja4\":\"33\"}",
	     "tls" SHOWN " tls.sni=a.example tls.cert.sha256=" SHA256
	     " tls.ja3=11 tls.ja3s=22 tls.ja4=33\n");
}

TEST(x509_log)
{
	both(TSV("ts\tfingerprint\tcertificate.subject\tsan.dns\tsan.email",
		 "time\tstring\tstring\tvector[string]\tvector[string]") "1.5\t" SHA256
									 "\tCN=a.example\tb."
									 "example\tm@e.example",
	     "{\"ts\":1.5,\"fingerprint\":\"" SHA256 "\",\"certificate.subject\":\"CN=a.example\","
	     "\"san.dns\":[\"b.example\"],\"san.email\":[\"m@e.example\"]}",
	     "tls 0 1970-01-01T00:00:01.5Z tls.cert.sha256=" SHA256 "\n");
}

TEST(files_log_new_and_old)
{
	both(TSV("ts\tfuid\tuid\tid.orig_h\tid.resp_h\tis_orig\tfilename\tseen_"
		 "bytes\tmd5\tsha1\tsha256",
		 "time\tstring\tstring\taddr\taddr\tbool\tstring\tcount\tstring\tstring\tstrin"
		 "g") "1.5\tF\tC\t192.0.2.7\t198.51.100.9\tT\tf.example\t9\taa\tbb\t-",
	     "{\"ts\":1.5,\"fuid\":\"F\",\"uid\":\"C\",\"id.orig_h\":\"192.0.2.7\",\"id.resp_h\":"
	     "\"198.51.100.9\",\"is_orig\":true,\"filename\":\"f.example\",\"seen_bytes\":9,"
	     "\"md5\":"
	     "\"aa\",\"sha1\":\"bb\"}",
	     "file 4 1970-01-01T00:00:01.5Z src.ip=192.0.2.7 dst.ip=198.51.100.9 file.md5=aa "
	     "file.sha1=bb\n");
	/* Who sent the file decides who is the client; unsaid, all are. */
	both(TSV("ts\ttx_hosts\trx_hosts\tis_orig\tseen_bytes",
		 "time\tset[addr]\tset[addr]\tbool\tcount") "1.5\t192.0.2.1,192.0.2.2\t192.0.2."
							    "3\tF\t9\n"
							    "1.5\t192.0.2.1\t192.0.2.3\tT\t9\n"
							    "1.5\t192.0.2.1\t192.0.2.3\t-\t9",
	     "{\"ts\":1.5,\"tx_hosts\":[\"192.0.2.1\",\"192.0.2.2\"],\"rx_hosts\":[\"192.0.2.3\"],"
	     "\"is_orig\":false,\"seen_bytes\":9}\n"
	     "{\"ts\":1.5,\"tx_hosts\":[\"192.0.2.1\"],\"rx_hosts\":[\"192.0.2.3\"],\"is_orig\":"
	     "true,"
	     "\"seen_bytes\":9}\n"
	     "{\"ts\":1.5,\"tx_hosts\":[\"192.0.2.1\"],\"rx_hosts\":[\"192.0.2.3\"],\"seen_bytes\":"
	     "9}",
	     "file 4 1970-01-01T00:00:01.5Z dst.ip=192.0.2.1 dst.ip=192.0.2.2 src.ip=192.0.2.3\n"
	     "file 4 1970-01-01T00:00:01.5Z src.ip=192.0.2.1 dst.ip=192.0.2.3\n"
	     "file 4 1970-01-01T00:00:01.5Z src.ip=192.0.2.1 src.ip=192.0.2.3\n");
}

TEST(notice_log_and_logs_of_addresses_alone)
{
	both(TSV(CONN_F "note\tmsg\tsrc\tdst\temail_dest",
		 CONN_T "enum\tstring\taddr\taddr\tset[string]") CONN_V
	     "Scan\tfrom m.example\t192.0.2.7\t-\tm@e.example",
	     "{" CONN_J "\"note\":\"Scan\",\"msg\":\"from m.example\",\"src\":\"192.0.2.7\","
	     "\"email_dest\":[\"m@e.example\"]}",
	     "alert" SHOWN " src.ip=192.0.2.7\n");
	both(TSV(CONN_F "helo\tmailfrom\trcptto\tpath",
		 CONN_T "string\tstring\tset[string]\tvector[addr]") CONN_V
	     "h.example\tm@e.example\tn@e.example\t192.0.2.99",
	     "{" CONN_J "\"helo\":\"h.example\",\"mailfrom\":\"m@e.example\",\"rcptto\":"
	     "[\"n@e.example\"],\"path\":[\"192.0.2.99\"]}",
	     "other" SHOWN "\n");
	both(TSV("ts\thost\tport_num\tservice",
		 "time\taddr\tport\tset[string]") "1.5\t192.0.2.4\t80\tHTTP",
	     "{\"ts\":1.5,\"host\":\"192.0.2.4\",\"port_num\":80,\"service\":[\"HTTP\"]}",
	     "other 4 1970-01-01T00:00:01.5Z dst.ip=192.0.2.4\n");
	both(TSV("ts\thost", "time\taddr") "1.5\t192.0.2.4", "{\"ts\":1.5,\"host\":\"192.0.2.4\"}",
	     "other 4 1970-01-01T00:00:01.5Z src.ip=192.0.2.4\n");
	/* a host that is not there makes no client of the value before it */
	check_lines(EVENTS_ZEEK, "", TSV("dst\thost", "addr\taddr") "192.0.2.4\t",
		    "other 4 - dst.ip=192.0.2.4\n");
}

TEST(escapes_and_marks_are_undone)
{
	check_lines(EVENTS_ZEEK, "",
		    TSV(CONN_F "query\tanswers\trejected", CONN_T "string\tvector[string]\tbool")
			    CONN_V "\\x2d\t(empty)\tF\n" CONN_V
				   "a\\\\x41\\x42\\x4\\\t-,b.example\tF\n" CONN_V
				   "caf\xe9.example\t-\tF\r",
		    "dns" SHOWN " dns.query=-\n"
		    "dns" SHOWN " dns.query=a\\x41B\\x4\\ dns.answer.name=b.example\n"
		    "dns" SHOWN " dns.query=caf\xe9.example\n");
}

TEST(headers_in_the_middle_change_the_columns)
{
	check_lines(
		EVENTS_ZEEK, "",
		TSV("ts\tquery", "time\tstring") "1.5\ta.example\n#close\t2024-04-12-20-00-00\n"
						 "#separator "
						 ";\n#set_separator;|\n#unset_field;?\n#fields;"
						 "answers;query;ts\n"
						 "#types;set[string];string;time\n"
						 "b.example|192.0.2.1;?;2.5\n"
						 "{\"ts\":3.5,\"query\":\"c.example\"}",
		"dns 0 1970-01-01T00:00:01.5Z dns.query=a.example\n"
		"dns 0 1970-01-01T00:00:02.5Z dns.answer.name=b.example dns.answer.ip=192.0.2.1\n"
		"dns 0 1970-01-01T00:00:03.5Z dns.query=c.example\n");
}

TEST(times_in_json_are_seconds_milliseconds_or_text)
{
	check_lines(EVENTS_ZEEK, "",
		    "{\"ts\":1521911720.865716,\"query\":\"a.example\"}\n"
		    "{\"ts\":1521911720865,\"query\":\"a.example\"}\n"
		    "{\"ts\":\"2018-03-24T17:15:20.865716Z\",\"query\":\"a.example\"}\n"
		    "{\"ts\":\"yesterday\",\"query\":\"a.example\"}",
		    "dns 0 2018-03-24T17:15:20.865716Z dns.query=a.example\n"
		    "dns 0 2018-03-24T17:15:20.865Z dns.query=a.example\n"
		    "dns 0 2018-03-24T17:15:20.865716Z dns.query=a.example\n"
		    "dns 0 - dns.query=a.example\n");
}

TEST(a_bad_line_costs_itself_and_says_why)
{
	check_lines(
		EVENTS_ZEEK, "", "1.5\ta.example",
		"!1: no #fields line came before this line, so its columns are unknown; give the "
		"Zeek log with its header\n");
	check_lines(
		EVENTS_ZEEK, "",
		TSV("ts\tquery\trejected",
		    "time\tstring\tbool") "1.5\ta.exa\n1.5\ta\tF\tx\n"
					  "#separator "
					  "ab\n1.5\ta.example\tF\n{\"ts\":1,\"ts\":2}\n{\"query\":"
					  "\"\xff\"}\n[]\n",
		"!9: this line has 2 columns where the header names 3; it was probably cut off or "
		"mixed with another\n"
		"!10: this line has 4 columns where the header names 3; it was probably cut off or "
		"mixed with another\n"
		"!11: the separator \"ab\" is not a single character\n"
		"dns 0 1970-01-01T00:00:01.5Z dns.query=a.example\n"
		"!13:9: the key \"ts\" appears twice in one object; it is not clear which value "
		"holds\n"
		"!14:11: byte FF is not UTF-8; save the file as UTF-8\n"
		"!15: this line has 1 columns where the header names 3; it was probably cut off or "
		"mixed with another\n");
}

/* ---- real logs ---- */

/* All events of a file as text; the number of records (rows that are neither header nor empty).
 * headless: an excerpt without #fields (in one, JSON whose times were made XXX), of which every row
 * must be refused for that reason. */
static size_t read_log(const char *path, enum event_format format, bool headless, struct buf *out)
{
	struct arena *a = arena_open();
	struct event_reader *r;
	struct input *in;
	struct str line;
	size_t records = 0;
	uint64_t number;
	bool end, cut;

	assert_ok(event_reader_open(a, format, STR(""), &r, NULL));
	assert_ok(input_open(path, &in, NULL));
	for (;;) {
		struct event ev;
		struct why why;
		bool found;

		assert_ok(input_line(in, &line, &number, &end, &cut, NULL));
		if (end)
			break;
		records += line.n && line.p[0] != '#';
		if (event_read(r, line, number, &ev, &found, &why) != ERR_OK) {
			if (headless &&
			    (why.id == SAY_EVENT_ZEEK_HEADER || why.id == SAY_JSON_VALUE))
				continue;
			why_print(&why, stderr);
			fail_msg("%s: line %llu", path, (unsigned long long)number);
		}
		if (found) {
			event_text(&ev, out);
			buf_c(out, '\n');
		}
	}
	input_close(in);
	event_reader_close(r);
	arena_close(a);
	return records;
}

/* The counts of an independent reader, by path below the data's folder. */
static struct json *expected(struct arena *a)
{
	const char *path = SHARED("EXPECTED.json");
	struct json *all = NULL;
	struct input *in;
	struct str s;

	if (!path)
		return NULL;
	assert_ok(input_open(path, &in, NULL));
	assert_ok(input_all(in, &s, NULL));
	assert_ok(json_parse(a, s, (struct json_limits){ 0 }, &all, NULL));
	input_close(in);
	return all;
}

static size_t count_of(struct json *all, const char *path)
{
	int64_t n = -1;

	if (!json_int(json_get(json_get(all, path), "records"), &n))
		fail_msg("no count for %s", path);
	return (size_t)n;
}

TEST(real_tsv_and_json_of_one_log_give_equal_events)
{
	static const char *const logs[] = { "dns",   "ftp", "known_services", "notice", "ntp",
					    "pe",    "rdp", "smtp",           "ssh",    "stats",
					    "weird", "x509" };
	struct arena *a = arena_open();
	struct json *all = expected(a);
	struct buf tsv = { 0 }, json = { 0 };
	char t[96], j[96];

	if (!all) {
		arena_close(a);
		skip();
	}
	for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
		snprintf(t, sizeof t, "3-events/zeek-sample/zeek-default/%s.log.gz", logs[i]);
		snprintf(j, sizeof j, "3-events/zeek-sample/zeek-json/%s.json.gz", logs[i]);
		buf_clear(&tsv);
		buf_clear(&json);
		assert_int_equal(read_log(SHARED(t), EVENTS_ZEEK, false, &tsv), count_of(all, t));
		assert_int_equal(read_log(SHARED(j), EVENTS_ZEEK, false, &json), count_of(all, j));
		if (tsv.n != json.n || (tsv.n && memcmp(tsv.p, json.p, tsv.n) != 0))
			fail_msg("%s: %zu and %zu bytes", logs[i], tsv.n, json.n);
		assert_true(tsv.n > 0 || strcmp(logs[i], "pe") == 0 ||
			    strcmp(logs[i], "stats") == 0);
	}
	buf_fini(&tsv);
	buf_fini(&json);
	arena_close(a);
}

TEST(every_real_log_has_the_expected_number_of_records)
{
	struct arena *a = arena_open();
	struct json *all = expected(a);
	struct buf out = { 0 };
	size_t files = 0, excerpts = 0;

	if (!all) {
		arena_close(a);
		skip();
	}
	for (struct json *f = all->child; f; f = f->next) {
		bool zeek = str_starts(f->key, STR("3-events/zeek-baseline/"));
		bool eve = str_starts(f->key, STR("3-events/suricata-eve/")) &&
			   !str_ends(f->key, STR("schema.json"));
		bool headless = zeek && json_get(f, "fields")->kind == JSON_NULL;
		const char *key = str_keep(a, f->key).p;

		if (!zeek && !eve)
			continue;
		buf_clear(&out);
		assert_int_equal(
			read_log(SHARED(key), zeek ? EVENTS_ZEEK : EVENTS_EVE, headless, &out),
			count_of(all, key));
		files++;
		excerpts += headless;
	}
	assert_true(files >= 190 && excerpts == 41);
	buf_fini(&out);
	arena_close(a);
}

TESTS("wire/event_zeek", CASE(dns_log), CASE(conn_log), CASE(http_log), CASE(ssl_log),
      CASE(x509_log), CASE(files_log_new_and_old), CASE(notice_log_and_logs_of_addresses_alone),
      CASE(escapes_and_marks_are_undone), CASE(headers_in_the_middle_change_the_columns),
      CASE(times_in_json_are_seconds_milliseconds_or_text),
      CASE(a_bad_line_costs_itself_and_says_why),
      CASE(real_tsv_and_json_of_one_log_give_equal_events),
      CASE(every_real_log_has_the_expected_number_of_records))
