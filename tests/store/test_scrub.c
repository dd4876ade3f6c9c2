/* SPDX-License-Identifier: Apache-2.0 */
/* test_scrub.c - identifiers found in free text, and what looks like them left alone. */
#include "test.h"

#include "base/rand.h"
#include "store/veil.h"

#include <time.h>

/* Text, what stays of it, how many were found. */
struct vector {
	const char *in, *out;
	unsigned found;
};

static void check(const struct vector *v, size_t n, bool addresses)
{
	struct arena *a = arena_open();

	for (size_t i = 0; i < n; i++) {
		unsigned found = 99;

		assert_str(veil_scrub(str_of(v[i].in), addresses, a, &found), v[i].out);
		assert_int_equal(found, v[i].found);
	}
	arena_close(a);
}
#define CHECK(v, addresses) check((v), sizeof(v) / sizeof *(v), (addresses))

TEST(mobile_numbers_are_found_however_they_are_written)
{
	static const struct vector v[] = {
		{ "13800138000", "[phone]", 1 },
		{ "call 138-0013-8000 or 139 0013 9000.", "call [phone] or [phone].", 2 },
		{ "+8613800138000", "+[phone]", 1 },
		{ "+86 138 0013 8000", "+[phone]", 1 },
		{ "0086-13800138000", "[phone]", 1 },
		{ "电话：13800138000，谢谢", "电话：[phone]，谢谢", 1 },
		{ "１３８００１３８０００", "[phone]", 1 },
		{ "tel13800138000x", "tel[phone]x", 1 },
		{ "in 2024 13800138000", "in 2024 [phone]", 1 },
		{ "a=1;13800138000;19912345678", "a=1;[phone];[phone]", 2 },
	};

	CHECK(v, false);
}

TEST(what_only_resembles_a_mobile_number_stays)
{
	static const struct vector v[] = {
		{ "1380013800", "1380013800", 0 },
		{ "138001380001", "138001380001", 0 },
		{ "12800138000", "12800138000", 0 },
		{ "1732123456789", "1732123456789", 0 },
		{ "2024-11-20 12:30:45", "2024-11-20 12:30:45", 0 },
		{ "d41d8cd98f00b2041380013800098ecf", "d41d8cd98f00b2041380013800098ecf", 0 },
		{ "", "", 0 },
	};

	CHECK(v, false);
}

TEST(id_numbers_need_their_check_character)
{
	/* The first two are the examples of GB 11643-1999. */
	static const struct vector v[] = {
		{ "11010519491231002X", "[id-number]", 1 },
		{ "440524188001010014", "[id-number]", 1 },
		{ "身份证11010519491231002x号", "身份证[id-number]号", 1 },
		{ "110105 19491231 002X", "[id-number]", 1 },
		{ "110105194912310021", "110105194912310021", 0 },
		{ "440524188001010013", "440524188001010013", 0 },
		{ "11010519491331002X", "11010519491331002X", 0 },
	};

	CHECK(v, false);
}

TEST(equipment_and_subscriber_numbers_are_told_apart)
{
	static const struct vector v[] = {
		{ "490154203237518", "[imei]", 1 },
		{ "49-015420-323751-8", "[imei]", 1 },
		{ "490154203237517", "490154203237517", 0 },
		{ "460001234567890", "[imsi]", 1 },
		{ "imsi=460110123456789&x", "imsi=[imsi]&x", 1 },
		{ "4600012345678901", "4600012345678901", 0 },
	};

	CHECK(v, false);
}

TEST(mail_addresses_are_found_in_text_and_in_urls)
{
	static const struct vector v[] = {
		{ "zhang.san@example.com", "[email]", 1 },
		{ "http://x.example/?e=li%40example.cn&b=1", "http://x.example/?e=[email]&b=1", 1 },
		{ "<a+b@mail.example.org>.", "<[email]>.", 1 },
		{ "联系zhang@example.cn，谢谢", "联系[email]，谢谢", 1 },
		{ "a@例子.中国", "[email]", 1 },
		{ "13800138000@example.com", "[email]", 1 },
		{ "user@host", "user@host", 0 },
		{ "@example.com a@", "@example.com a@", 0 },
	};

	CHECK(v, false);
}

TEST(a_local_part_of_any_length_is_found)
{
	struct arena *a = arena_open();
	struct buf b = { 0 };

	for (int i = 0; i < 500; i++)
		buf_c(&b, 'a');
	buf_puts(&b, "@example.com");
	assert_str(veil_scrub(buf_str(&b), false, a, NULL), "[email]");
	buf_fini(&b);
	arena_close(a);
}

/* The check digit computed the other way round: the whole sum is 1 modulo 11. */
static void make_id(struct prng *r, char out[19])
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	snprintf(out, 18, "%06d19%02d%02d%02d%03d", 110000 + (int)prng_below(r, 500000),
		 (int)prng_below(r, 100), 1 + (int)prng_below(r, 12), 1 + (int)prng_below(r, 28),
		 (int)prng_below(r, 1000));
	for (int i = 0; i < 17; i++)
		sum += (out[i] - '0') * weight[i];
	for (int c = 0; c < 11; c++) {
		if ((sum + c) % 11 == 1)
			out[17] = c == 10 ? 'X' : (char)('0' + c);
	}
	out[18] = 0;
}

TEST(no_valid_id_number_is_missed_and_one_wrong_digit_is_never_taken)
{
	struct arena *a = arena_open();
	struct prng r = prng_of(7);
	char id[19];

	for (int i = 0; i < 2000; i++) {
		size_t at = prng_below(&r, 17);

		make_id(&r, id);
		assert_str(veil_scrub(str_of(id), false, a, NULL), "[id-number]");
		id[at] = (char)('0' + (id[at] - '0' + 1 + (int)prng_below(&r, 8)) % 10);
		assert_str(veil_scrub(str_of(id), false, a, NULL), id);
		arena_reset(a);
	}
	arena_close(a);
}

TEST(scrubbing_takes_time_in_proportion)
{
	struct arena *a = arena_open();
	struct buf b = { 0 };
	clock_t t = clock();

	for (int i = 0; i < 100000; i++)
		buf_puts(&b, "23800138000a");
	veil_scrub(buf_str(&b), true, a, NULL);
	buf_clear(&b);
	for (int i = 0; i < 1000000; i++)
		buf_puts(&b, "1:");
	veil_scrub(buf_str(&b), true, a, NULL);
	assert_true(clock() - t < 20 * CLOCKS_PER_SEC);
	buf_fini(&b);
	arena_close(a);
}

TEST(a_uuid_is_no_number_and_hides_none_beside_it)
{
	static const struct vector v[] = {
		{ "indicator--5f0c0000-1391-2345-8678-a13912345678",
		  "indicator--5f0c0000-1391-2345-8678-a13912345678", 0 },
		{ "13912345-6780-4000-8000-13912345678a 13912345678",
		  "13912345-6780-4000-8000-13912345678a [phone]", 1 },
		{ "x5f0c0000-0000-4000-8000-a13912345678", "x5f0c0000-0000-4000-8000-a[phone]", 1 },
		{ "8000-a13912345678", "8000-a[phone]", 1 },
	};

	CHECK(v, false);
}

TESTS("store/scrub", CASE(mobile_numbers_are_found_however_they_are_written),
      CASE(what_only_resembles_a_mobile_number_stays), CASE(id_numbers_need_their_check_character),
      CASE(equipment_and_subscriber_numbers_are_told_apart),
      CASE(mail_addresses_are_found_in_text_and_in_urls), CASE(a_local_part_of_any_length_is_found),
      CASE(no_valid_id_number_is_missed_and_one_wrong_digit_is_never_taken),
      CASE(a_uuid_is_no_number_and_hides_none_beside_it), CASE(scrubbing_takes_time_in_proportion))
