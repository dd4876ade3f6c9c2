/* SPDX-License-Identifier: Apache-2.0 */
/* test_event_flow.c - flow records say who, when and which name; whatever the templates say, memory is
 * bounded; and one exporter's templates are not another's. What the formats mean as a whole is held by
 * flow_twin.py. */
#include "test.h"

#include "stream_text.h"
#include "wire/flow_record.h"

enum { WHEN = 1763700000, UPTIME = 10000 }; /* 2025-11-21T04:40:00Z; ms */

static struct arena *a;
static struct event_stream *s;
static struct buf message, text;

static int up(void **state)
{
	a = arena_open();
	assert_ok(event_stream_open(a, STREAM_FLOW, &s, NULL));
	return 0;
}

static int down(void **state)
{
	event_stream_close(s);
	arena_close(a);
	buf_fini(&message);
	buf_fini(&text);
	return 0;
}

/* ---- messages: a call begins one, more calls fill it, say() ends it ---- */

static size_t set_at;

static void be(uint64_t v, unsigned n)
{
	while (n--)
		buf_c(&message, n < 8 ? (char)(v >> 8 * n) : 0);
}

static void patch(size_t at, size_t v)
{
	message.p[at] = (char)(v >> 8);
	message.p[at + 1] = (char)v;
}

static void ip(const char *t)
{
	struct addr x;

	assert_true(addr_read(str_of(t), &x));
	buf_put(&message, str_n((const char *)x.b, x.family == 4 ? 4 : 16));
}

static void begin(unsigned version, uint32_t domain)
{
	buf_clear(&message);
	be(version, 2);
	be(0, 2);
	if (version != 10)
		be(UPTIME, 4);
	be(WHEN, 4);
	be(0, version == 5 ? 12 : 4);
	if (version != 5)
		be(domain, 4);
}

static void begin_set(unsigned id)
{
	set_at = message.n;
	be(id, 2);
	be(0, 2);
}

static void end_set(void)
{
	patch(set_at + 2, message.n - set_at);
}

static void define(unsigned version, unsigned id, unsigned n, ...)
{
	va_list v;

	begin_set(version == 9 ? 0 : 2);
	be(id, 2);
	be(n, 2);
	va_start(v, n);
	for (unsigned i = 0; i < n; i++) {
		be((unsigned)va_arg(v, int), 2);
		be((unsigned)va_arg(v, int), 2);
	}
	va_end(v);
	end_set();
}

/* What comes of the message. */
static struct str read_now(void)
{
	if (message.p[1] == 10)
		patch(2, message.n);
	buf_clear(&text);
	event_stream_restart(s);
	event_stream_give(s, buf_str(&message), true);
	drain(s, &text);
	return buf_str(&text);
}

static struct str read_datagram(uint64_t sender)
{
	if (message.p[1] == 10)
		patch(2, message.n);
	buf_clear(&text);
	event_stream_datagram(s, buf_str(&message), sender);
	drain(s, &text);
	return buf_str(&text);
}

static void assert_has(struct str got, const char *part)
{
	if (str_find_str(got, str_of(part)) == SIZE_MAX)
		fail_msg("got \"%.*s\", wanted \"%s\" in it", STR_FMT(got), part);
}

static void assert_lacks(struct str got, const char *part)
{
	if (str_find_str(got, str_of(part)) != SIZE_MAX)
		fail_msg("got \"%.*s\", wanted no \"%s\" in it", STR_FMT(got), part);
}

/* ---- who ---- */

static struct str ports(unsigned src, unsigned dst)
{
	begin(10, 1);
	define(10, 256, 4, 8, 4, 12, 4, 7, 2, 11, 2);
	begin_set(256);
	ip("192.0.2.1");
	ip("198.51.100.2");
	be(src, 2);
	be(dst, 2);
	end_set();
	return read_now();
}

TEST(the_side_with_the_service_port_alone_is_the_server)
{
	const char *as_said = "src.ip=192.0.2.1 dst.ip=198.51.100.2";
	const char *turned = "dst.ip=192.0.2.1 src.ip=198.51.100.2";

	assert_has(ports(50000, 443), as_said);
	assert_has(ports(443, 50000), turned);
	assert_has(ports(1023, 1024), turned);
	assert_has(ports(1024, 1023), as_said);
	assert_has(ports(123, 123), as_said);
	assert_has(ports(8080, 50000), as_said);
	assert_has(ports(0, 2048), as_said); /* ICMP: no port, type and code */
}

TEST(addresses_that_are_none_are_passed_over_and_mapped_ones_are_ipv4)
{
	begin(10, 1);
	define(10, 256, 2, 27, 16, 28, 16);
	begin_set(256);
	ip("::");
	ip("2001:db8::5");
	be(0, 8);
	be(0xFFFF, 4);
	be(0xC0000207, 4);
	ip("2001:db8::6");
	ip("::");
	ip("::");
	end_set();
	read_now();
	assert_has(buf_str(&text), "1: flow 6 2025-11-21T04:40:00Z dst.ip=2001:db8::5\n");
	assert_has(buf_str(&text),
		   "2: flow 4 2025-11-21T04:40:00Z src.ip=192.0.2.7 dst.ip=2001:db8::6\n");
	assert_lacks(buf_str(&text), "3:");
	assert_int_equal(event_stream_counts(s).records, 3);
	assert_int_equal(event_stream_counts(s).no_event, 1);
}

TEST(addresses_behind_nat_are_looked_up_beside_the_others)
{
	begin(9, 1);
	define(9, 256, 6, 8, 4, 12, 4, 225, 4, 226, 4, 40001, 4, 281, 16);
	begin_set(256);
	ip("10.0.0.1");
	ip("192.0.2.2");
	ip("203.0.113.1");
	ip("0.0.0.0");
	ip("203.0.113.3");
	ip("2001:db8::1");
	end_set();
	assert_has(read_now(), "src.ip=10.0.0.1 dst.ip=192.0.2.2 src.ip=203.0.113.1 "
			       "src.ip=203.0.113.3 src.ip=2001:db8::1\n");
}

TEST(elements_of_the_wrong_length_and_of_other_enterprises_are_not_taken)
{
	begin(10, 1);
	begin_set(2);
	be(256, 2);
	be(4, 2);
	be(8, 2), be(3, 2);                         /* no IPv4 address has three bytes */
	be(0x8000 | 12, 2), be(4, 2), be(29305, 4); /* the reverse of a biflow */
	be(0x8000 | 12, 2), be(4, 2), be(4242, 4);  /* somebody's own */
	be(28, 2), be(16, 2);
	end_set();
	begin_set(256);
	buf_put(&message, STR("aaabbbbcccc"));
	ip("2001:db8::1");
	end_set();
	assert_str(read_now(), "1: flow 6 2025-11-21T04:40:00Z dst.ip=2001:db8::1\n");
}

/* ---- when ---- */

static struct str at(unsigned version, unsigned element, unsigned n, uint64_t value)
{
	begin(version, 1);
	define(version, 256, 2, 8, 4, element, n);
	begin_set(256);
	ip("192.0.2.1");
	be(value, n);
	end_set();
	return read_now();
}

TEST(times_are_read_in_every_unit)
{
	assert_has(at(10, 152, 8, 1000000000123), "2001-09-09T01:46:40.123Z");
	assert_has(at(10, 150, 4, 1000000000), "2001-09-09T01:46:40Z");
	assert_has(at(10, 154, 8, (uint64_t)3208988800u << 32 | 0x80000000u),
		   "2001-09-09T01:46:40.5Z");
	assert_has(at(10, 156, 8, (uint64_t)1 << 32), "2036-02-07T06:28:17Z"); /* the next era */
	assert_has(at(10, 158, 4, 1500000), "2025-11-21T04:39:58.5Z");
	assert_has(at(10, 323, 8, 1000000000123), "2001-09-09T01:46:40.123Z");
	assert_has(at(9, 22, 4, 4000), "2025-11-21T04:39:54Z");
	assert_has(at(9, 21, 4, 4000), "2025-11-21T04:39:54Z");
	assert_has(at(9, 22, 4, 0xFFFFFFFFu),
		   "2025-11-21T04:39:49.999Z"); /* before it went round */
}

TEST(a_time_that_cannot_be_gives_way_to_that_of_the_message)
{
	const char *sent = " 2025-11-21T04:40:00Z ";

	assert_has(at(10, 152, 8, 0), sent);
	assert_has(at(10, 152, 8, UINT64_MAX), sent);
	assert_has(at(10, 150, 8, UINT64_MAX), sent);
	assert_has(at(10, 158, 8, UINT64_MAX), sent);
	assert_has(at(10, 22, 4, 4000), sent); /* nobody said when the exporter started */
	assert_has(at(10, 154, 4, 7), sent);   /* of the wrong length */
}

TEST(the_start_of_a_flow_comes_before_its_end_and_its_observation)
{
	begin(10, 1);
	define(10, 256, 4, 323, 8, 153, 8, 150, 4, 8, 4);
	begin_set(256);
	be(1000000003000, 8);
	be(1000000002000, 8);
	be(1000000001, 4);
	ip("192.0.2.1");
	end_set();
	assert_has(read_now(), "2001-09-09T01:46:41Z");
}

TEST(options_data_says_when_an_ipfix_exporter_started)
{
	begin(10, 1);
	begin_set(3);
	be(300, 2), be(2, 2), be(1, 2);
	be(143, 2), be(4, 2), be(160, 2), be(8, 2);
	end_set();
	define(10, 256, 2, 8, 4, 22, 4);
	begin_set(300);
	be(1, 4);
	be((uint64_t)WHEN * 1000 - 60000, 8);
	end_set();
	begin_set(256);
	ip("192.0.2.1");
	be(5000, 4);
	end_set();
	assert_str(read_now(), "2: flow 4 2025-11-21T04:39:05Z src.ip=192.0.2.1\n");
	assert_int_equal(event_stream_counts(s).no_event, 1);
	begin(10, 2); /* of another domain nobody said it */
	define(10, 256, 2, 8, 4, 22, 4);
	begin_set(256);
	ip("192.0.2.1");
	be(5000, 4);
	end_set();
	assert_has(read_now(), "2025-11-21T04:40:00Z");
}

/* ---- names ---- */

TEST(a_text_that_fills_its_field_may_be_cut_and_is_not_taken)
{
	begin(9, 1);
	define(9, 256, 2, 57472 + 205, 12, 57472 + 188, 12);
	begin_set(256);
	buf_put(&message, STR("evil.example"));
	buf_put(&message, STR("evil.exampl\0"));
	end_set();
	assert_has(read_now(), " tls.sni=evil.exampl\n");
	assert_lacks(buf_str(&text), "dns.query");
}

TEST(host_and_target_make_a_url)
{
	begin(10, 1);
	define(10, 256, 2, 461, 65535, 460, 65535);
	begin_set(256);
	buf_put(&message, STR("\x02/x\x09"
			      "a.example"));
	buf_put(&message, STR("\x01*\x09"
			      "b.example"));
	buf_put(&message, STR("\x12http://c.example/y\x00"));
	buf_put(&message, STR("\x0B//b.example\x0A"
			      "d.example:"));
	end_set();
	read_now();
	assert_has(buf_str(&text),
		   "1: flow 0 2025-11-21T04:40:00Z http.host=a.example http.url=a.example/x\n");
	assert_has(buf_str(&text), "2: flow 0 2025-11-21T04:40:00Z http.host=b.example\n");
	assert_has(buf_str(&text), "3: flow 0 2025-11-21T04:40:00Z http.url=http://c.example/y\n");
	assert_has(buf_str(&text), " http.host=d.example: http.url=d.example//b.example\n");
}

TEST(long_urls_come_whole_however_many_there_are)
{
	enum {
		MESSAGES = 7,
		RECORDS = 7,
		LENGTH = 8000
	}; /* no whole number of sets fills a room */
	struct buf file = { 0 };

	for (unsigned m = 0; m < MESSAGES; m++) {
		begin(10, 1);
		define(10, 256, 2, 460, 65535, 461, 65535);
		begin_set(256);
		for (unsigned i = 0; i < RECORDS; i++) {
			buf_put(&message, STR("\x09"
					      "a.example\xff"));
			be(LENGTH, 2);
			buf_c(&message, '/');
			for (unsigned k = 1; k < LENGTH; k++)
				buf_c(&message, (char)('a' + (m * RECORDS + i) % 26));
		}
		end_set();
		patch(2, message.n);
		buf_put(&file, buf_str(&message));
	}
	buf_clear(&message);
	buf_put(&message, buf_str(&file));
	buf_clear(&text);
	event_stream_restart(s);
	event_stream_give(s, buf_str(&message), true);
	drain(s, &text);
	for (unsigned i = 0; i < MESSAGES * RECORDS; i++) {
		buf_clear(&file);
		buf_printf(
			&file,
			"\n%u: flow 0 2025-11-21T04:40:00Z http.host=a.example http.url=a.example/",
			i + 1);
		for (unsigned k = 1; k < LENGTH; k++)
			buf_c(&file, (char)('a' + i % 26));
		assert_true(str_find_str(buf_str(&text),
					 str_cut(buf_str(&file), i ? 0 : 1, file.n)) != SIZE_MAX);
	}
	buf_fini(&file);
}

/* ---- templates ---- */

static void one_v4_set(void)
{
	begin_set(256);
	ip("192.0.2.1");
	end_set();
}

TEST(templates_belong_to_a_sender_and_a_domain)
{
	begin(10, 1);
	define(10, 256, 1, 8, 4);
	read_datagram(1);
	begin(10, 1);
	define(10, 256, 1, 12, 4);
	read_datagram(2);
	begin(10, 1);
	one_v4_set();
	assert_has(read_datagram(1), "src.ip=192.0.2.1");
	assert_has(read_datagram(2), "dst.ip=192.0.2.1");
	assert_str(read_datagram(3), "");
	begin(10, 2);
	one_v4_set();
	assert_str(read_datagram(1), "");
	assert_int_equal(event_stream_counts(s).unmatched, 2);
}

TEST(a_template_is_replaced_and_withdrawn)
{
	begin(10, 1);
	define(10, 256, 1, 8, 4);
	one_v4_set();
	define(10, 256, 1, 12, 4);
	one_v4_set();
	define(10, 256, 0);
	one_v4_set();
	define(10, 256, 1, 8, 4);
	define(10, 257, 1, 8, 4);
	define(10, 2, 0);
	one_v4_set();
	read_now();
	assert_str(buf_str(&text), "1: flow 4 2025-11-21T04:40:00Z src.ip=192.0.2.1\n"
				   "2: flow 4 2025-11-21T04:40:00Z dst.ip=192.0.2.1\n");
	assert_int_equal(event_stream_counts(s).unmatched, 2);
}

TEST(templates_of_one_file_hold_for_the_next_if_its_records_fill_their_set)
{
	begin(9, 1);
	define(9, 256, 1, 8, 4);
	assert_str(read_now(), "");
	begin(9, 1);
	one_v4_set();
	assert_has(read_now(), "src.ip=192.0.2.1");
	begin(9, 1);
	define(9, 256, 2, 8, 4, 2, 8);
	read_now();
	begin(9, 1);
	begin_set(256);
	ip("192.0.2.1");
	be(0, 13); /* five bytes more than a record: those of another template */
	end_set();
	assert_str(read_now(), "");
	assert_int_equal(event_stream_counts(s).unmatched, 1);
}

TEST(there_are_only_so_many_templates_and_withdrawing_makes_room)
{
	for (unsigned i = 0; i <= FLOW_TEMPLATES_MAX; i++) {
		begin(10, i);
		define(10, 256, 1, 8, 4);
		read_datagram(1);
		assert_int_equal(text.n == 0, i < FLOW_TEMPLATES_MAX);
	}
	assert_has(buf_str(&text), "4096 are in use");
	begin(10, 7);
	define(10, 256, 1, 12, 4); /* one that is known may change */
	assert_str(read_datagram(1), "");
	define(10, 256, 0);
	assert_str(read_datagram(1), "");
	begin(10, FLOW_TEMPLATES_MAX);
	define(10, 256, 1, 8, 4);
	one_v4_set();
	assert_has(read_datagram(1), "src.ip=192.0.2.1");
}

static struct str many_fields(unsigned n, unsigned length)
{
	begin(10, 1);
	begin_set(2);
	be(256, 2);
	be(n, 2);
	for (unsigned i = 0; i < n; i++)
		be(i ? 2 : 8, 2), be(i ? length : 4, 2);
	end_set();
	one_v4_set();
	return read_now();
}

TEST(a_template_too_large_is_refused_and_its_data_passed_over)
{
	assert_has(many_fields(FLOW_FIELDS_MAX, 0), "src.ip=192.0.2.1");
	assert_has(many_fields(FLOW_FIELDS_MAX + 1, 0), "more than 1024 fields");
	assert_int_equal(event_stream_counts(s).unmatched, 1);
	assert_has(many_fields(3, 40000), "longer than the 65535 bytes");
	assert_lacks(buf_str(&text), "src.ip");
}

TEST(a_record_gives_at_most_so_many_values)
{
	begin(10, 1);
	begin_set(2);
	be(256, 2);
	be(100, 2);
	for (unsigned i = 0; i < 100; i++)
		be(8, 2), be(4, 2);
	end_set();
	begin_set(256);
	for (unsigned i = 0; i < 100; i++)
		be(0x0A000000 + i, 4);
	end_set();
	read_now();
	assert_has(buf_str(&text), " src.ip=10.0.0.23\n");
}

TEST(records_of_no_bytes_end)
{
	begin(9, 1);
	define(9, 256, 2, 8, 0, 2, 0);
	one_v4_set();
	assert_str(read_now(), "");
	assert_int_equal(event_stream_counts(s).records, 0);
}

/* ---- damage ---- */

TEST(a_damaged_datagram_costs_itself_alone)
{
	begin(10, 1);
	define(10, 256, 1, 8, 4);
	read_datagram(1);
	for (size_t n = 1; n < 26; n++) {
		begin(10, 1);
		one_v4_set();
		patch(2, message.n);
		message.n -= n < message.n ? n : message.n - 1;
		buf_clear(&text);
		event_stream_datagram(s, buf_str(&message), 1);
		drain(s, &text);
		assert_lacks(buf_str(&text), "src.ip");
		assert_has(buf_str(&text), "ends too early");
	}
	begin(10, 1);
	one_v4_set();
	assert_has(read_datagram(1), "src.ip=192.0.2.1");
}

TEST(a_damaged_file_costs_what_is_behind_the_damage_and_the_next_is_read)
{
	begin(9, 1);
	define(9, 256, 1, 8, 4);
	one_v4_set();
	be(256, 2), be(3, 2); /* a set shorter than its head */
	one_v4_set();
	read_now();
	assert_has(buf_str(&text), "1: flow 4 2025-11-21T04:40:00Z src.ip=192.0.2.1\n!corrupt ");
	assert_lacks(buf_str(&text), "2:");
	begin(9, 1);
	one_v4_set();
	assert_has(read_now(), "1: flow 4 2025-11-21T04:40:00Z src.ip=192.0.2.1\n");
}

TEST(a_record_that_runs_out_of_its_set_costs_that_set)
{
	begin(10, 1);
	define(10, 256, 2, 8, 4, 460, 65535);
	begin_set(256);
	ip("192.0.2.1");
	buf_put(&message, STR("\x01"
			      "a"));
	ip("192.0.2.2");
	buf_put(&message, STR("\x09"
			      "b"));
	end_set();
	begin_set(256);
	ip("192.0.2.3");
	buf_put(&message, STR("\x01"
			      "c"));
	end_set();
	read_now();
	assert_has(buf_str(&text),
		   "1: flow 4 2025-11-21T04:40:00Z src.ip=192.0.2.1 http.host=a\n!bad-input");
	assert_has(buf_str(&text), "3: flow 4 2025-11-21T04:40:00Z src.ip=192.0.2.3 http.host=c\n");
	assert_lacks(buf_str(&text), "192.0.2.2 ");
}

TEST(more_records_than_a_batch_come_in_order)
{
	begin(9, 1);
	define(9, 256, 1, 8, 4);
	begin_set(256);
	for (unsigned i = 1; i <= 1000; i++)
		be(0x0A000000 + i, 4);
	be(0, 3); /* padding */
	end_set();
	read_now();
	for (unsigned i = 1; i <= 1000; i++) {
		char line[100];

		snprintf(line, sizeof line, "%u: flow 4 2025-11-21T04:40:00Z src.ip=10.0.%u.%u\n",
			 i, i / 256, i % 256);
		assert_true(str_starts(buf_str(&text), STR("1: ")));
		assert_has(buf_str(&text), line);
	}
	assert_int_equal(event_stream_counts(s).records, 1000);
}

TEST(first_bytes_tell_flows_from_other_logs)
{
	static const char v5[16] = "\x00\x05\xd9\x1e", v9[16] = "\x00\x09\x00\x01",
			  ipfix[16] = "\x00\x0a\x00\x20", nf[16] = "\x0c\xa5\x01\x00";

	assert_int_equal(stream_format_guess(str_n(v5, 16)), STREAM_FLOW);
	assert_int_equal(stream_format_guess(str_n(v9, 16)), STREAM_FLOW);
	assert_int_equal(stream_format_guess(str_n(ipfix, 16)), STREAM_FLOW);
	assert_int_equal(stream_format_guess(str_n(nf, 16)), STREAM_FLOW);
	assert_int_equal(stream_format_guess(STR("\x00\x0a\x00\x01............")), STREAM_GUESS);
	assert_int_equal(stream_format_guess(STR("{\"event_type\":\"flow\"}")), STREAM_GUESS);
}

#define IN(name) CASE_UP(name, up, down)
TESTS("wire/event_flow", IN(the_side_with_the_service_port_alone_is_the_server),
      IN(addresses_that_are_none_are_passed_over_and_mapped_ones_are_ipv4),
      IN(addresses_behind_nat_are_looked_up_beside_the_others),
      IN(elements_of_the_wrong_length_and_of_other_enterprises_are_not_taken),
      IN(times_are_read_in_every_unit), IN(a_time_that_cannot_be_gives_way_to_that_of_the_message),
      IN(the_start_of_a_flow_comes_before_its_end_and_its_observation),
      IN(options_data_says_when_an_ipfix_exporter_started),
      IN(a_text_that_fills_its_field_may_be_cut_and_is_not_taken), IN(host_and_target_make_a_url),
      IN(long_urls_come_whole_however_many_there_are),
      IN(templates_belong_to_a_sender_and_a_domain), IN(a_template_is_replaced_and_withdrawn),
      IN(templates_of_one_file_hold_for_the_next_if_its_records_fill_their_set),
      IN(there_are_only_so_many_templates_and_withdrawing_makes_room),
      IN(a_template_too_large_is_refused_and_its_data_passed_over),
      IN(a_record_gives_at_most_so_many_values), IN(records_of_no_bytes_end),
      IN(a_damaged_datagram_costs_itself_alone),
      IN(a_damaged_file_costs_what_is_behind_the_damage_and_the_next_is_read),
      IN(a_record_that_runs_out_of_its_set_costs_that_set),
      IN(more_records_than_a_batch_come_in_order), IN(first_bytes_tell_flows_from_other_logs))
