/* SPDX-License-Identifier: Apache-2.0 */
/* test_event_eve.c - what of a Suricata EVE line can be matched, and nothing else. */
#include "event_text.h"

static void eve(const char *text, const char *want)
{
	check_lines(EVENTS_EVE, "", text, want);
}

#define HEAD \
	"\"timestamp\":\"2018-03-24T17:15:20.865716+0000\",\"src_ip\":\"192.0.2.7\",\"src_port\":" \
	"4711," \
	"\"dest_ip\":\"198.51.100.9\",\"dest_port\":80,"
#define SHOWN " 4 2018-03-24T17:15:20.865716Z src.ip=192.0.2.7 dst.ip=198.51.100.9"

TEST(dns_version_1_holds_one_record)
{
	eve("{" HEAD "\"event_type\":\"dns\",\"dns\":{\"type\":\"query\",\"id\":1,\"rrname\":"
	    "\"a.example\",\"rrtype\":\"A\"}}\n"
	    "{" HEAD "\"event_type\":\"dns\",\"dns\":{\"type\":\"answer\",\"rrname\":\"a.example\","
	    "\"rrtype\":\"CNAME\",\"ttl\":5,\"rdata\":\"b.example\"}}\n"
	    "{" HEAD "\"event_type\":\"dns\",\"dns\":{\"rdata\":\"203.0.113.5\",\"rrtype\":\"A\","
	    "\"rrname\":\"a.example\"}}",
	    "dns" SHOWN " dns.query=a.example\n"
	    "dns" SHOWN " dns.query=a.example dns.answer.name=b.example\n"
	    "dns" SHOWN " dns.query=a.example dns.answer.ip=203.0.113.5\n");
}

TEST(dns_version_2_has_answers_or_groups)
{
	eve("{" HEAD "\"event_type\":\"dns\",\"dns\":{\"version\":2,\"type\":\"answer\",\"rrname\":"
	    "\"a.example\",\"answers\":[{\"rrname\":\"a.example\",\"rrtype\":\"CNAME\",\"rdata\":"
	    "\"b.example\"},{\"rrname\":\"b.example\",\"rrtype\":\"AAAA\",\"rdata\":\"2001:db8::"
	    "1\"},"
	    "{\"rrname\":\"x\",\"rrtype\":\"TXT\",\"rdata\":\"v=spf1 a.example\"},"
	    "{\"rrname\":\"x\",\"rrtype\":\"SRV\",\"srv\":{\"priority\":1,\"name\":\"s.example\"}},"
	    "{\"rrname\":\"x\",\"rrtype\":\"SOA\",\"soa\":{\"mname\":\"m.example\"}}],"
	    "\"authorities\":[{\"rrname\":\"example\",\"rrtype\":\"NS\",\"rdata\":\"ns.example\"}]}"
	    "}",
	    "dns" SHOWN " dns.query=a.example dns.answer.name=b.example dns.answer.ip=2001:db8::1"
	    " dns.answer.name=s.example\n");
	eve("{" HEAD "\"event_type\":\"dns\",\"dns\":{\"rrname\":\"a.example\",\"grouped\":{\"A\":"
	    "[\"203.0.113.5\",\"203.0.113.6\"],\"CNAME\":[\"b.example\"],\"TXT\":[\"t.example\"],"
	    "\"MX\":[\"m.example\"],\"SRV\":[{\"name\":\"s.example\",\"port\":1}]}}}",
	    "dns" SHOWN " dns.query=a.example dns.answer.ip=203.0.113.5 dns.answer.ip=203.0.113.6"
	    " dns.answer.name=b.example dns.answer.name=m.example dns.answer.name=s.example\n");
}

TEST(dns_version_3_has_queries)
{
	eve("{" HEAD
	    "\"event_type\":\"dns\",\"dns\":{\"version\":3,\"type\":\"request\",\"queries\":"
	    "[{\"rrname\":\"a.example\",\"rrtype\":\"A\"},{\"rrname\":\"b.example\"}]}}",
	    "dns" SHOWN " dns.query=a.example dns.query=b.example\n");
}

TEST(http_joins_host_and_url)
{
	eve("{" HEAD
	    "\"event_type\":\"http\",\"http\":{\"hostname\":\"a.example\",\"url\":\"/x?y\","
	    "\"http_user_agent\":\"z.example\",\"http_refer\":\"http://r.example/\"}}\n"
	    "{" HEAD
	    "\"event_type\":\"http\",\"http\":{\"url\":\"/x\",\"http_port\":8080,\"hostname\":"
	    "\"a.example\"}}\n"
	    "{" HEAD
	    "\"event_type\":\"http\",\"http\":{\"hostname\":\"a.example\",\"http_port\":80,"
	    "\"url\":\"\\/\\u0078\"}}\n"
	    "{" HEAD "\"event_type\":\"http\",\"http\":{\"hostname\":\"p.example\",\"url\":"
	    "\"http://a.example/b\"}}\n"
	    "{" HEAD
	    "\"event_type\":\"http\",\"http\":{\"hostname\":\"2001:db8::2\",\"url\":\"/\"}}\n"
	    "{" HEAD "\"event_type\":\"http\",\"http\":{\"hostname\":\"a.example\",\"http_method\":"
	    "\"CONNECT\",\"url\":\"a.example:443\"}}\n"
	    "{" HEAD "\"event_type\":\"http\",\"http\":{\"hostname\":\"a.example:\\t\",\"url\":"
	    "\"//b.example/\",\"http_port\":8080}}\n"
	    "{" HEAD "\"event_type\":\"http\",\"http\":{\"hostname\":\"a::\",\"url\":\"//b\"}}\n"
	    "{" HEAD "\"event_type\":\"http\",\"http\":{\"hostname\":\"a.example\",\"url\":"
	    "\"/x\",\"http_port\":\"80@b.example\"}}",
	    "http" SHOWN " http.host=a.example http.url=a.example/x?y\n"
	    "http" SHOWN " http.host=a.example http.url=a.example:8080/x\n"
	    "http" SHOWN " http.host=a.example http.url=a.example/x\n"
	    "http" SHOWN " http.host=p.example http.url=http://a.example/b\n"
	    "http" SHOWN " http.host=2001:db8::2 http.url=[2001:db8::2]/\n"
	    "http" SHOWN " http.host=a.example\n"
	    "http" SHOWN " http.host=a.example:\t http.url=a.example//b.example/\n"
	    "http" SHOWN " http.host=a:: http.url=[a::]//b\n"
	    "http" SHOWN " http.host=a.example http.url=a.example/x\n");
}

TEST(tls_and_quic_show_names_and_fingerprints)
{
	eve("{" HEAD "\"event_type\":\"tls\",\"tls\":{\"subject\":\"CN=s.example\",\"sni\":"
	    "\"a.example\",\"fingerprint\":\"ab:CD:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:"
	    "ef:01\",\"ja3\":{\"hash\":\"11\",\"string\":\"771,4\"},\"ja3s\":{\"hash\":\"22\"},"
	    "\"ja4\":\"t13d\",\"client\":{\"fingerprint\":\"00:11\"}}}\n"
	    "{" HEAD "\"event_type\":\"quic\",\"quic\":{\"version\":\"1\",\"sni\":\"q.example\","
	    "\"ja3\":{\"hash\":\"33\"},\"ja4\":\"q13d\",\"cyu\":[{\"hash\":\"44\"}]}}",
	    "tls" SHOWN " tls.sni=a.example tls.cert.sha1=abCDef0123456789abcdef0123456789abcdef01"
	    " tls.ja3=11 tls.ja3s=22 tls.ja4=t13d\n"
	    "tls" SHOWN " tls.sni=q.example tls.ja3=33 tls.ja4=q13d\n");
}

TEST(files_show_hashes_and_no_names)
{
	eve("{" HEAD "\"event_type\":\"fileinfo\",\"fileinfo\":{\"filename\":\"f.example\",\"md5\":"
	    "\"aa\",\"sha1\":\"bb\",\"sha256\":\"cc\",\"size\":1},\"http\":{\"hostname\":\"a."
	    "example\"}}",
	    "file" SHOWN " file.md5=aa file.sha1=bb file.sha256=cc http.host=a.example\n");
}

TEST(an_alert_shows_what_it_carries)
{
	eve("{" HEAD
	    "\"event_type\":\"alert\",\"alert\":{\"signature\":\"x.example\",\"severity\":1},"
	    "\"dns\":{\"query\":[{\"type\":\"query\",\"rrname\":\"a.example\"}],\"answer\":{"
	    "\"rrname\":"
	    "\"a.example\",\"grouped\":{\"A\":[\"203.0.113.5\"]}}},\"http\":{\"hostname\":\"h."
	    "example\","
	    "\"url\":\"/\"},\"tls\":{\"sni\":\"s.example\"},\"files\":[{\"sha256\":\"ee\"}],"
	    "\"payload_printable\":\"p.example\",\"email\":{\"from\":\"m@e.example\"}}",
	    "alert" SHOWN " dns.query=a.example dns.query=a.example dns.answer.ip=203.0.113.5"
	    " http.host=h.example http.url=h.example/ tls.sni=s.example file.sha256=ee\n");
}

TEST(an_answer_in_its_own_direction_is_turned_round)
{
	eve("{\"event_type\":\"dns\",\"src_ip\":\"192.0.2.53\",\"src_port\":53,\"dest_ip\":"
	    "\"2001:db8::5\",\"dest_port\":4711,\"dns\":{\"rrname\":\"a.example\"}}\n"
	    "{\"event_type\":\"dns\",\"src_ip\":\"192.0.2.53\",\"src_port\":53,\"dest_ip\":"
	    "\"192.0.2.54\",\"dest_port\":53,\"dns\":{\"rrname\":\"a.example\"}}\n"
	    "{\"event_type\":\"flow\",\"dest_ip\":\"192.0.2.1\",\"src_ip\":\"2001:db8::1\"}",
	    "dns 4 - dst.ip=192.0.2.53 src.ip=2001:db8::5 dns.query=a.example\n"
	    "dns 4 - src.ip=192.0.2.53 dst.ip=192.0.2.54 dns.query=a.example\n"
	    "flow 4 - dst.ip=192.0.2.1 src.ip=2001:db8::1\n");
}

TEST(a_file_goes_from_sender_to_receiver_so_the_service_port_tells_the_client)
{
#define FILE_FROM(sp, dp) \
	"{\"event_type\":\"fileinfo\",\"src_ip\":\"192.0.2.80\",\"src_port\":" sp \
	",\"dest_ip\":\"198.18.0.9\",\"dest_port\":" dp "}\n"
	eve(FILE_FROM("80", "50123") FILE_FROM("50123", "80") FILE_FROM("8080", "50123"),
	    "file 4 - dst.ip=192.0.2.80 src.ip=198.18.0.9\n"
	    "file 4 - src.ip=192.0.2.80 dst.ip=198.18.0.9\n"
	    "file 4 - src.ip=192.0.2.80 src.ip=198.18.0.9\n");
}

TEST(what_holds_nothing_to_match_is_no_event)
{
	eve("{\"timestamp\":\"2022-07-11T06:00:00+0000\",\"src_ip\":\"192.0.2.1\",\"event_type\":"
	    "\"stats\",\"stats\":{\"a\":"
	    "{\"dns\":{\"rrname\":\"a.example\"}}}}\n\n   "
	    "\r\n{\"event_type\":\"flow\",\"src_ip\":null,"
	    "\"dest_ip\":7,\"dns\":\"x\",\"http\":[[{\"hostname\":\"a\"}]]}",
	    "");
}

TEST(a_bad_line_costs_itself_and_says_why)
{
	eve("{\"event_type\":\"dns\",\"dns\":{\"rrname\":\"a.exa\n"
	    "{\"event_type\":\"dns\",\"dns\":{\"rrname\":\"caf\xe9.example\"}}\n"
	    "{\"event_type\":\"dns\",\"src_ip\":\"192.0.2.1\",\"src_ip\":\"192.0.2.2\"}\n"
	    "{\"event_type\":\"dns\",\"dns\":{\"rrname\":\"a\",\"x\":1,\"\\u0072rname\":\"b\"}}\n"
	    "[1]\n"
	    "hello\n"
	    "{\"src_ip\":\"192.0.2.1\"}\n"
	    "{\"event_type\":\"dns\"} {}\n"
	    "{\"event_type\":\"dns\",\"dns\":{\"rrname\":\"a.example\"}}\r",
	    "!1:43: the JSON ends in the middle; the file or line was probably cut off\n"
	    "!2:41: byte E9 is not UTF-8; save the file as UTF-8\n"
	    "!3:42: the key \"src_ip\" appears twice in one object; it is not clear which value "
	    "holds\n"
	    "!4:47: the key \"rrname\" appears twice in one object; it is not clear which value "
	    "holds\n"
	    "!5:1: this line is JSON, but not an object in braces; every event is one\n"
	    "!6:1: a value must stand here: text in double quotes, a number, true, false, null, or "
	    "an opening [ or {\n"
	    "!7: this line has no \"event_type\", so it is not from Suricata's EVE log; is the "
	    "format "
	    "right?\n"
	    "!8:22: the JSON value is complete, but something follows it; one document holds one "
	    "value\n"
	    "dns 0 - dns.query=a.example\n");
}

TEST(depth_and_number_of_values_are_bounded)
{
	struct arena *a = arena_open();
	struct event_reader *r;
	struct buf line = { 0 }, got = { 0 };

	assert_ok(event_reader_open(a, EVENTS_EVE, STR(""), &r, NULL));
	buf_puts(&line, "{\"event_type\":\"x\",\"y\":");
	for (int i = 0; i < 10000; i++)
		buf_c(&line, '[');
	read_text(r, buf_str(&line), 1, &got);
	assert_str(buf_str(&got), "!1:86: nested deeper than the limit of 64 levels");
	buf_clear(&line);
	buf_clear(&got);
	buf_puts(&line, "{\"event_type\":\"x\",\"files\":[{}");
	for (int i = 0; i <= EVENT_VALUES_MAX; i++)
		buf_puts(&line, ",{\"md5\":\"a\"}");
	buf_puts(&line, "]}");
	read_text(r, buf_str(&line), 2, &got);
	assert_str(buf_str(&got), "!2: this line holds more than 65536 values");
	buf_clear(&got);
	read_text(r, STR("{\"event_type\":\"flow\",\"src_ip\":\"192.0.2.1\"}"), 3, &got);
	assert_str(buf_str(&got), "flow 4 - src.ip=192.0.2.1");
	event_reader_close(r);
	arena_close(a);
	buf_fini(&line);
	buf_fini(&got);
}

TESTS("wire/event_eve", CASE(dns_version_1_holds_one_record),
      CASE(dns_version_2_has_answers_or_groups), CASE(dns_version_3_has_queries),
      CASE(http_joins_host_and_url), CASE(tls_and_quic_show_names_and_fingerprints),
      CASE(files_show_hashes_and_no_names), CASE(an_alert_shows_what_it_carries),
      CASE(an_answer_in_its_own_direction_is_turned_round),
      CASE(a_file_goes_from_sender_to_receiver_so_the_service_port_tells_the_client),
      CASE(what_holds_nothing_to_match_is_no_event), CASE(a_bad_line_costs_itself_and_says_why),
      CASE(depth_and_number_of_values_are_bounded))
