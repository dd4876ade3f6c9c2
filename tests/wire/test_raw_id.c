/* SPDX-License-Identifier: Apache-2.0 */
/* test_raw_id.c - one person's identifier has one form; and the names of fields. */
#include "test.h"

#include "wire/event.h"
#include "wire/raw_id.h"
#include "wire/raw_id_open.h"

static void same(enum raw_class c, const char *text, const char *want)
{
	struct raw_id id = raw_id_of(c, str_of(text));

	assert_str(raw_id_bytes(&id), want);
	raw_id_wipe(&id);
	for (size_t i = 0; i < sizeof id; i++)
		assert_int_equal(((unsigned char *)&id)[i], 0);
}

TEST(one_identifier_written_in_several_ways_is_one)
{
	same(RAW_CLIENT_ADDR, "2001:DB8:0::1", "2001:db8::1");
	same(RAW_CLIENT_ADDR, "::ffff:192.0.2.1", "192.0.2.1");
	same(RAW_CLIENT_ADDR, "no address", "no address");
	same(RAW_PHONE, "+86 139-0000-0000", "13900000000");
	same(RAW_PHONE, "008613900000000", "13900000000");
	same(RAW_PHONE, "13900000000", "13900000000");
	same(RAW_PHONE, "+44 20 7946 0000", "442079460000");
	same(RAW_IMEI, "35-209900-176148-1", "35209900176148");
	same(RAW_IMEI, "3520990017614823", "35209900176148");
	same(RAW_IMSI, "460 00 0123456789", "460000123456789");
	same(RAW_NATIONAL_ID, " 11010519491231002x ", "11010519491231002X");
	same(RAW_EMAIL, "Some.One@Example.ORG.", "some.one@example.org");
	same(RAW_EMAIL, "a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s");
}

TEST(a_long_identifier_is_cut_and_never_written_beyond)
{
	char text[1000];
	struct raw_id id;

	memset(text, '7', sizeof text);
	for (int c = 0; c < RAW_CLASSES; c++) {
		id = raw_id_of(c, str_n(text, sizeof text));
		assert_int_equal(id.n, c == RAW_IMEI ? 14 : (int)sizeof id.hidden);
	}
}

TEST(every_field_and_kind_has_a_name_that_reads_back)
{
	enum field f;

	for (int i = 0; i < FIELDS; i++)
		assert_true(field_of(str_of(field_name(i)), &f) && (int)f == i);
	assert_false(field_of(STR("dns"), &f));
	assert_string_equal(field_name(FIELD_TLS_CERT_SHA1), "tls.cert.sha1");
	for (int i = 0; i < EVENT_KINDS; i++)
		assert_true(strlen(event_kind_name(i)) > 0);
}

TESTS("wire/raw_id", CASE(one_identifier_written_in_several_ways_is_one),
      CASE(a_long_identifier_is_cut_and_never_written_beyond),
      CASE(every_field_and_kind_has_a_name_that_reads_back))
