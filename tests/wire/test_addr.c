/* SPDX-License-Identifier: Apache-2.0 */
/* test_addr.c - the promises of wire/addr.h; the C library is the oracle. */
#include "test.h"

#include "base/rand.h"
#include "wire/addr.h"

#include <arpa/inet.h>

enum { ROUNDS = 200000 };

static struct str written(struct addr a)
{
	static char text[ADDR_TEXT_MAX];

	return str_n(text, addr_text(a, text));
}

TEST(texts_of_rfc_4291_are_read_and_written_as_rfc_5952)
{
	static const char *const pairs[][2] = {
		{ "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789",
		  "abcd:ef01:2345:6789:abcd:ef01:2345:6789" },
		{ "2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a" },
		{ "FF01:0:0:0:0:0:0:101", "ff01::101" },
		{ "0:0:0:0:0:0:0:1", "::1" },
		{ "0:0:0:0:0:0:0:0", "::" },
		{ "0:0:0:0:0:0:13.1.68.3", "::d01:4403" },
		{ "::FFFF:129.144.52.38", "129.144.52.38" },
		{ "2001:0DB8::CD30:0:0:0:0", "2001:db8:0:cd30::" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "2001:0db8::0001", "2001:db8::1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
		{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "0.0.0.0", "0.0.0.0" },
	};
	struct addr a;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		assert_true(addr_read(str_of(pairs[i][0]), &a));
		assert_str(written(a), pairs[i][1]);
	}
}

TEST(what_is_not_strictly_an_address_is_refused)
{
	static const char *const bad[] = {
		"",
		"1",
		"1.2.3",
		"1.2.3.4.5",
		"010.0.0.1",
		"1.2.3.256",
		"1.2.3.4 ",
		" 1.2.3.4",
		"1.2.3.",
		".1.2.3",
		"1..2.3",
		"1.2.3.-4",
		"0x7f.0.0.1",
		"1.2.3.4/32",
		":",
		":::",
		"1::2::3",
		"1:2:3",
		"12345::",
		"::g",
		"1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:8:",
		":1:2:3:4:5:6:7:8",
		"::1:2:3:4:5:6:7:8",
		"1::2:3:4:5:6:7:8",
		"fe80::1%eth0",
		"[::1]",
		"::1.2.3",
		"::1.2.3.4.5",
		"1.2.3.4::",
		"::1.2.3.4:5",
		"1:2:3:4:5:6:7:1.2.3.4",
		"::00.1.2.3",
	};
	struct addr a;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (addr_read(str_of(bad[i]), &a) || a.family)
			fail_msg("\"%s\" was read", bad[i]);
}

/* Random text over the alphabet of addresses, often close to one. */
static size_t random_text(struct prng *r, char *out)
{
	static const char alphabet[] = "0123456789abcdefABCDEF:::..g";
	size_t n = 0;

	if (prng_below(r, 4) == 0) {
		for (n = 0; n < 1 + prng_below(r, 20); n++)
			out[n] = alphabet[prng_below(r, sizeof alphabet - 1)];
		return n;
	}
	for (uint64_t i = 0, parts = 1 + prng_below(r, 9); i < parts; i++) {
		uint64_t what = prng_below(r, 12);

		if (i)
			out[n++] = what == 1 && parts < 5 ? '.' : ':';
		if (what == 0)
			continue;
		if (what == 2)
			n += (size_t)sprintf(out + n, "%u.%u.%u.%u", (unsigned)prng_below(r, 300),
					     (unsigned)prng_below(r, 20), 0, 255);
		else
			n += (size_t)sprintf(out + n, "%x", (unsigned)prng_below(r, 0x11000));
	}
	return n;
}

TEST(reading_agrees_with_inet_pton_on_random_text)
{
	struct prng r = prng_of(4);
	unsigned good = 0;

	for (int i = 0; i < ROUNDS; i++) {
		char text[256];
		unsigned char want[16];
		size_t n = random_text(&r, text);
		struct addr a;
		bool v4, v6, got;

		text[n] = 0;
		v4 = inet_pton(AF_INET, text, want) == 1;
		v6 = !v4 && inet_pton(AF_INET6, text, want) == 1;
		got = addr_read(str_n(text, n), &a);
		if (got != (v4 || v6))
			fail_msg("\"%s\": we say %d, inet_pton %d %d", text, got, v4, v6);
		if (!got)
			continue;
		good++;
		if (a.family == 4 && v6)
			assert_memory_equal(a.b, want + 12, 4);
		else
			assert_memory_equal(a.b, want, v4 ? 4 : 16);
	}
	assert_true(good > ROUNDS / 100);
}

static struct addr random_addr(struct prng *r, unsigned family)
{
	struct addr a = { .family = (uint8_t)family };

	for (unsigned i = 0; i < addr_bits(a) / 8; i++)
		a.b[i] = prng_below(r, 3) ? 0 : (uint8_t)prng_next(r);
	return a;
}

TEST(writing_agrees_with_inet_ntop_and_reads_back)
{
	struct prng r = prng_of(5);

	for (int i = 0; i < ROUNDS; i++) {
		struct addr a = random_addr(&r, i % 2 ? 4 : 6), back;
		char want[INET6_ADDRSTRLEN];
		struct str got = written(a);
		static const uint8_t zero[12];

		inet_ntop(i % 2 ? AF_INET : AF_INET6, a.b, want, sizeof want);
		/* The library writes ::1.2.3.4 for the deprecated "compatible" addresses. */
		if (a.family == 4 || memcmp(a.b, zero, sizeof zero) != 0)
			assert_str(got, want);
		assert_true(addr_read(got, &back));
		assert_int_equal(addr_cmp(a, back), 0);
	}
}

static struct prefix prefix(const char *text)
{
	struct prefix p;

	assert_true(prefix_read(str_of(text), &p, NULL));
	return p;
}

TEST(a_prefix_loses_its_host_bits_and_says_so)
{
	static const char *const pairs[][2] = {
		{ "192.0.2.77/24", "192.0.2.0/24" },
		{ "192.0.2.0/24", "192.0.2.0/24" },
		{ "10.255.255.255/9", "10.128.0.0/9" },
		{ "1.2.3.4/0", "0.0.0.0/0" },
		{ "1.2.3.4", "1.2.3.4/32" },
		{ "2001:db8::1/33", "2001:db8::/33" },
		{ "::ffff:10.1.2.3/104", "10.0.0.0/8" },
		{ "::1/128", "::1/128" },
		{ "::ffff:10.1.2.3/95", "::fffe:0:0/95" },
	};
	static const char *const bad[] = { "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/08", "::/129",
					   "/8",         "1.2.3/8",  "1.2.3.4/-1", "1.2.3.4/8/8" };
	struct buf b = { 0 };
	struct prefix p;
	bool host_bits;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		buf_clear(&b);
		prefix_write(prefix(pairs[i][0]), &b);
		assert_str(buf_str(&b), pairs[i][1]);
	}
	assert_true(prefix_read(STR("192.0.2.77/24"), &p, &host_bits) && host_bits);
	assert_true(prefix_read(STR("192.0.2.0/24"), &p, &host_bits) && !host_bits);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(prefix_read(str_of(bad[i]), &p, NULL));
	buf_fini(&b);
}

TEST(a_prefix_covers_what_begins_with_its_bits_and_nothing_else)
{
	struct addr a;

	assert_true(addr_read(STR("192.0.3.255"), &a));
	assert_true(prefix_covers(prefix("192.0.2.0/23"), a));
	assert_false(prefix_covers(prefix("192.0.2.0/24"), a));
	assert_false(prefix_covers(prefix("::/0"), a));
	assert_true(prefix_covers(prefix("0.0.0.0/0"), a));
	assert_true(prefix_covers_prefix(prefix("10.0.0.0/8"), prefix("10.0.0.0/8")));
	assert_true(prefix_covers_prefix(prefix("10.0.0.0/8"), prefix("10.9.0.0/16")));
	assert_false(prefix_covers_prefix(prefix("10.9.0.0/16"), prefix("10.0.0.0/8")));
}

struct tiles {
	struct addr next; /* where the next prefix must begin */
	uint64_t count;
	double addresses;
	bool gap;
};

static void count_tile(void *ctx, struct prefix p)
{
	struct tiles *t = ctx;
	uint32_t at, end;

	t->gap |= addr_cmp(p.addr, t->next) != 0;
	at = (uint32_t)p.addr.b[0] << 24 | p.addr.b[1] << 16 | p.addr.b[2] << 8 | p.addr.b[3];
	end = at + (uint32_t)((1ull << (32 - p.len)) & 0xFFFFFFFF);
	t->next = (struct addr){ 4, { end >> 24, end >> 16, end >> 8, end } };
	t->addresses += (double)(1ull << (32 - p.len));
	t->count++;
}

TEST(a_range_becomes_neighbouring_prefixes_that_add_up)
{
	struct prng r = prng_of(6);
	struct addr top = { 4, { 255, 255, 255, 255 } }, none = { 4 };
	struct tiles t = { .next = none };

	assert_true(prefix_range(none, top, count_tile, &t));
	assert_int_equal(t.count, 1);
	for (int i = 0; i < 5000; i++) {
		uint32_t x = (uint32_t)prng_next(&r),
			 y = (uint32_t)prng_next(&r) >> prng_below(&r, 30);
		uint32_t lo = x < y ? x : y, hi = x < y ? y : x;
		struct addr a = { 4, { lo >> 24, lo >> 16, lo >> 8, lo } };
		struct addr b = { 4, { hi >> 24, hi >> 16, hi >> 8, hi } };

		t = (struct tiles){ .next = a };
		assert_true(prefix_range(a, b, count_tile, &t));
		assert_false(t.gap);
		assert_true(t.addresses == (double)hi - (double)lo + 1);
		assert_true(t.count <= 62); /* the most that a range of 32 bits can need */
		assert_true(lo == hi || !prefix_range(b, a, count_tile, &t));
	}
}

TESTS("wire/addr", CASE(texts_of_rfc_4291_are_read_and_written_as_rfc_5952),
      CASE(what_is_not_strictly_an_address_is_refused),
      CASE(reading_agrees_with_inet_pton_on_random_text),
      CASE(writing_agrees_with_inet_ntop_and_reads_back),
      CASE(a_prefix_loses_its_host_bits_and_says_so),
      CASE(a_prefix_covers_what_begins_with_its_bits_and_nothing_else),
      CASE(a_range_becomes_neighbouring_prefixes_that_add_up))
