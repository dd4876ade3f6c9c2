/* SPDX-License-Identifier: Apache-2.0 */
#include "stream_text.h"

#include "base/file.h"

/* A query from 192.0.2.1:53000 to 192.0.2.2:53, and what it gives. */
#define QUERY "\x12\x34\1\0\0\1\0\0\0\0\0\0\1q\7example\0\0\1\0\1"
#define UDP "\xCF\x08\0\x35\0\x23\0\0" QUERY
#define IPV4 "\x45\0\0\x37\0\1\0\0\x40\x11\0\0\xC0\0\2\1\xC0\0\2\2" UDP
#define IPV6 \
	"\x60\0\0\0\0\x23\x11\x40\x20\1\xD\xB8\0\0\0\0\0\0\0\0\0\0\0\1" \
	"\x20\1\xD\xB8\0\0\0\0\0\0\0\0\0\0\0\2" UDP
#define MACS "\2\0\0\0\0\1\2\0\0\0\0\2"
#define ETHER MACS "\x08\0" IPV4
#define TIME "2026-01-01T00:00:00.25Z"
#define V4_TEXT "src.ip=192.0.2.1 dst.ip=192.0.2.2 dns.query=q.example\n"
#define V6_TEXT "src.ip=2001:db8::1 dst.ip=2001:db8::2 dns.query=q.example\n"
enum { SECONDS = 1767225600 };

/* ---- files by hand, in either byte order ---- */

struct file {
	struct buf b;
	bool big;
};

static void put16(struct file *f, unsigned v)
{
	uint8_t b[2] = { (uint8_t)v, (uint8_t)(v >> 8) };

	buf_put(&f->b, str_n((char *)(f->big ? (uint8_t[]){ b[1], b[0] } : b), 2));
}

static void put32(struct file *f, uint32_t v)
{
	put16(f, f->big ? v >> 16 : v & 0xFFFF);
	put16(f, f->big ? v & 0xFFFF : v >> 16);
}

static void header(struct file *f, uint32_t magic, unsigned link)
{
	put32(f, magic);
	put16(f, 2);
	put16(f, 4);
	put32(f, 0);
	put32(f, 0);
	put32(f, 65535);
	put32(f, link);
}

static void packet(struct file *f, uint32_t fraction, struct str bytes, uint32_t length)
{
	put32(f, SECONDS);
	put32(f, fraction);
	put32(f, (uint32_t)bytes.n);
	put32(f, length ? length : (uint32_t)bytes.n);
	buf_put(&f->b, bytes);
}

static void block(struct file *f, uint32_t type, struct str body)
{
	uint32_t n = (uint32_t)(12 + ((body.n + 3) & ~(size_t)3));

	put32(f, type);
	put32(f, n);
	buf_put(&f->b, body);
	while (f->b.n % 4)
		buf_c(&f->b, 0);
	put32(f, n);
}

static void section(struct file *f)
{
	struct file body = { .big = f->big };

	put32(&body, 0x1A2B3C4D);
	put16(&body, 1);
	put16(&body, 0);
	put32(&body, UINT32_MAX);
	put32(&body, UINT32_MAX);
	block(f, 0x0A0D0D0A, buf_str(&body.b));
	buf_fini(&body.b);
}

/* resolution: 0 for none. */
static void interface(struct file *f, unsigned link, unsigned resolution, int64_t offset)
{
	struct file body = { .big = f->big };

	put16(&body, link);
	put16(&body, 0);
	put32(&body, 96); /* snap length */
	if (resolution) {
		put16(&body, 9);
		put16(&body, 1);
		buf_c(&body.b, (char)resolution);
		buf_put(&body.b, STR("\0\0\0"));
	}
	if (offset) {
		uint64_t v = (uint64_t)offset;

		put16(&body, 14);
		put16(&body, 8);
		put32(&body, (uint32_t)(f->big ? v >> 32 : v));
		put32(&body, (uint32_t)(f->big ? v : v >> 32));
	}
	block(f, 1, buf_str(&body.b));
	buf_fini(&body.b);
}

/* type 6 (enhanced) or 2 (obsolete). */
static void packet_block(struct file *f, uint32_t type, unsigned from, uint64_t ticks,
			 struct str bytes)
{
	struct file body = { .big = f->big };

	if (type == 6) {
		put32(&body, from);
	} else {
		put16(&body, from);
		put16(&body, 7); /* drops */
	}
	put32(&body, (uint32_t)(ticks >> 32));
	put32(&body, (uint32_t)ticks);
	put32(&body, (uint32_t)bytes.n);
	put32(&body, (uint32_t)bytes.n);
	buf_put(&body.b, bytes);
	block(f, type, buf_str(&body.b));
	buf_fini(&body.b);
}

static void simple_block(struct file *f, struct str bytes)
{
	struct file body = { .big = f->big };

	put32(&body, (uint32_t)bytes.n);
	buf_put(&body.b, bytes);
	block(f, 3, buf_str(&body.b));
	buf_fini(&body.b);
}

static struct stream_counts check(struct file *f, const char *want)
{
	struct buf got = { 0 };
	struct stream_counts c;

	assert_int_equal(stream_format_guess(str_cut(buf_str(&f->b), 0, 64)), STREAM_PCAP);
	c = stream_text(STREAM_PCAP, buf_str(&f->b), 0, 0, &got);
	assert_str(buf_str(&got), want);
	buf_clear(&got);
	stream_text(STREAM_PCAP, buf_str(&f->b), 3, 50, &got);
	assert_str(buf_str(&got), want);
	buf_fini(&got);
	buf_fini(&f->b);
	return c;
}

TEST(either_byte_order_and_either_unit_say_the_same)
{
	for (int big = 0; big < 2; big++)
		for (int nano = 0; nano < 2; nano++) {
			struct file f = { .big = big };

			header(&f, nano ? 0xA1B23C4D : 0xA1B2C3D4, 1);
			packet(&f, nano ? 250000000 : 250000, STR(ETHER), 0);
			check(&f, "1: dns 4 " TIME " " V4_TEXT);
		}
}

static void check_link(unsigned link, struct str bytes, const char *want)
{
	struct file f = { 0 };

	header(&f, 0xA1B2C3D4, link);
	packet(&f, 250000, bytes, 0);
	check(&f, want);
}

TEST(link_types_lead_to_the_packet)
{
	const char *v4 = "1: dns 4 " TIME " " V4_TEXT, *v6 = "1: dns 6 " TIME " " V6_TEXT;

	check_link(1, STR(ETHER), v4);
	check_link(1, STR(MACS "\x86\xDD" IPV6), v6);
	check_link(1, STR(MACS "\x81\0\0\7\x08\0" IPV4), v4);
	check_link(1, STR(MACS "\x88\xA8\0\7\x81\0\0\x8\x86\xDD" IPV6), v6);
	check_link(1, STR(MACS "\x88\x64\x11\0\0\1\0\x39\0\x21" IPV4), v4);
	check_link(0, STR("\2\0\0\0" IPV4), v4);
	check_link(0, STR("\0\0\0\x1E" IPV6), v6);
	check_link(108, STR("\0\0\0\2" IPV4), v4);
	check_link(9, STR("\xFF\3\0\x21" IPV4), v4);
	check_link(9, STR("\x57" IPV6), v6);
	check_link(10, STR("\x50" MACS "\xAA\xAA\3\0\0\0\x08\0" IPV4), v4);
	check_link(12, STR(IPV4), v4);
	check_link(14, STR(IPV6), v6);
	check_link(101, STR(IPV4), v4);
	check_link(228, STR(IPV4), v4);
	check_link(229, STR(IPV6), v6);
	check_link(113, STR("\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x08\0" IPV4), v4);
	check_link(276, STR("\x86\xDD\0\0\0\0\0\1\0\1\0\6\2\0\0\0\0\1\0\0" IPV6), v6);
}

TEST(an_unknown_link_type_is_said_once_and_its_packets_counted)
{
	struct file f = { 0 };
	struct stream_counts c;

	header(&f, 0xA1B2C3D4, 147);
	for (int i = 0; i < 3; i++)
		packet(&f, 0, STR(ETHER), 0);
	c = check(&f,
		  "!unsupported 1: packets of link type 147 are counted, but not opened; known are "
		  "Ethernet, PPP, raw IP, loopback and Linux cooked captures\n");
	assert_int_equal(c.records, 3);
	assert_int_equal(c.no_event, 3);
}

#define V6_HEAD(next, n) \
	"\x60\0\0\0\0" n next "\x40\x20\1\xD\xB8\0\0\0\0\0\0\0\0\0\0\0\1" \
	"\x20\1\xD\xB8\0\0\0\0\0\0\0\0\0\0\0\2"

TEST(extension_headers_are_passed_and_only_first_fragments_read)
{
	const char *v6 = "1: dns 6 " TIME " " V6_TEXT;

	check_link(229, STR(V6_HEAD("\0", "\x33") "\x3C\0\5\2\0\0\0\0\x11\0\1\4\0\0\0\0" UDP), v6);
	check_link(229, STR(V6_HEAD("\x2C", "\x2B") "\x11\0\0\1\0\0\0\7" UDP), v6);
	check_link(229, STR(V6_HEAD("\x2C", "\x2B") "\x11\0\0\x9\0\0\0\7" UDP), "");
	check_link(229, STR(V6_HEAD("\x2B", "\x2B") "\x11\xFF\0\1\0\0\0\7" UDP), "");
	/* IPv4: first of several, with less than the message; then a later one. */
	check_link(228,
		   STR("\x45\0\0\x30\0\1\x20\0\x40\x11\0\0\xC0\0\2\1\xC0\0\2\2"
		       "\xCF\x08\0\x35\0\x23\0\0\x12\x34\1\0\0\1\0\0\0\0\0\0\1q\7exam"),
		   "1: dns 4 " TIME " src.ip=192.0.2.1 dst.ip=192.0.2.2\n");
	check_link(228, STR("\x45\0\0\x37\0\1\0\5\x40\x11\0\0\xC0\0\2\1\xC0\0\2\2" UDP), "");
}

TEST(the_side_of_port_53_is_the_server)
{
	struct file f = { 0 };

	header(&f, 0xA1B2C3D4, 228);
	packet(&f, 250000,
	       STR("\x45\0\0\x37\0\1\0\0\x40\x11\0\0\xC0\0\2\2\xC0\0\2\1\0\x35\xCF\x08\0\x23\0"
		   "\0" QUERY),
	       0);
	packet(&f, 250000,
	       STR("\x45\0\0\x37\0\1\0\0\x40\x11\0\0\xC0\0\2\2\xC0\0\2\1\0\x35\0\x35\0\x23\0\0"
		   "\x12\x34\x81\0\0\1\0\0\0\0\0\0\1q\7example\0\0\1\0\1"),
	       0);
	packet(&f, 250000,
	       STR("\x45\0\0\x37\0\1\0\0\x40\x11\0\0\xC0\0\2\1\xC0\0\2\2\0\x35\0\x35\0\x23\0"
		   "\0" QUERY),
	       0);
	packet(&f, 250000,
	       STR("\x45\0\0\x37\0\1\0\0\x40\x11\0\0\xC0\0\2\1\xC0\0\2\2\xCF\x08\x14\xE9\0\x23\0"
		   "\0" QUERY), /* port 5353 is not 53 */
	       0);
	check(&f, "1: dns 4 " TIME " " V4_TEXT "2: dns 4 " TIME " " V4_TEXT "3: dns 4 " TIME
		  " " V4_TEXT);
}

#define TCP(length) \
	"\x45\0\0" length "\0\1\0\0\x40\6\0\0\xC0\0\2\1\xC0\0\2\2" \
	"\xCF\x08\0\x35\0\0\0\1\0\0\0\1\x50\x18\x20\0\0\0\0\0"

TEST(of_tcp_whole_messages_and_nothing_else)
{
	check_link(228, STR(TCP("\x45") "\0\x1B" QUERY), "1: dns 4 " TIME " " V4_TEXT);
	check_link(228, STR(TCP("\x62") "\0\x1B" QUERY "\0\x1B" QUERY),
		   "1: dns 4 " TIME " src.ip=192.0.2.1 dst.ip=192.0.2.2 dns.query=q.example "
		   "dns.query=q.example\n");
	check_link(228, STR(TCP("\x28")), "");
	check_link(228, STR(TCP("\x2A") "\0\x1B"), "");
	check_link(228, STR(TCP("\x46") "\0\x1B" QUERY "\0"), "");
	check_link(228, STR(TCP("\x45") "\0\x1C" QUERY), "");
}

TEST(what_the_frame_adds_behind_the_packet_is_not_read)
{
	check_link(1, STR(ETHER "padding: \xC0\x0C"), "1: dns 4 " TIME " " V4_TEXT);
}

TEST(a_packet_cut_by_the_snap_length_is_read_as_far_as_it_goes)
{
	struct file f = { 0 };
	struct str whole = STR(ETHER);

	header(&f, 0xA1B2C3D4, 1);
	packet(&f, 250000, str_cut(whole, 0, whole.n - 2), (uint32_t)whole.n);
	packet(&f, 250000, whole, 0);
	check(&f,
	      "1: dns 4 " TIME " src.ip=192.0.2.1 dst.ip=192.0.2.2 dns.query=q.example\n"
	      "!bad-input 1: byte 24: only 67 of the packet's 69 bytes were captured, so its DNS "
	      "message breaks off; it was matched as far as it goes (capture with a longer snap "
	      "length)\n"
	      "2: dns 4 " TIME " " V4_TEXT);
}

TEST(blocks_of_either_byte_order_and_any_resolution)
{
	for (int big = 0; big < 2; big++) {
		struct file f = { .big = big };

		section(&f);
		interface(&f, 1, 0, 0);
		interface(&f, 228, 9, 0);
		interface(&f, 1, 0x80 | 2, 0); /* quarters of a second */
		interface(&f, 1, 3, SECONDS - 60);
		interface(&f, 1, 99, 0);
		block(&f, 4, STR("names of addresses"));
		packet_block(&f, 6, 0, SECONDS * 1000000ull + 250000, STR(ETHER));
		packet_block(&f, 6, 1, SECONDS * 1000000000ull + 250000000, STR(IPV4));
		packet_block(&f, 6, 2, SECONDS * 4ull + 1, STR(ETHER));
		packet_block(&f, 2, 3, 60250, STR(ETHER));
		packet_block(&f, 6, 4, 60250, STR(ETHER));
		simple_block(&f, STR(ETHER));
		f.big = !big;
		section(&f);
		interface(&f, 228, 0, 0);
		packet_block(&f, 6, 0, SECONDS * 1000000ull + 250000, STR(IPV4));
		packet_block(&f, 6, 1, SECONDS * 1000000ull + 250000, STR(IPV4));
		packet_block(&f, 6, 0, SECONDS * 1000000ull + 250000, STR(IPV4));
		check(&f,
		      "1: dns 4 " TIME " " V4_TEXT "2: dns 4 " TIME " " V4_TEXT "3: dns 4 " TIME
		      " " V4_TEXT "4: dns 4 " TIME " " V4_TEXT "5: dns 4 - " V4_TEXT
		      "6: dns 4 - " V4_TEXT "7: dns 4 " TIME " " V4_TEXT
		      "!bad-input 8: byte 932: this packet is of interface 1, which the capture "
		      "has not described\n"
		      "9: dns 4 " TIME " " V4_TEXT);
	}
}

TEST(damaged_blocks_end_the_reading_and_keep_what_was_before)
{
	struct file f = { 0 };

	section(&f);
	interface(&f, 228, 0, 0);
	packet_block(&f, 6, 0, SECONDS * 1000000ull + 250000, STR(IPV4));
	packet_block(&f, 6, 0, 0, STR(IPV4));
	f.b.p[f.b.n - 4] ^= 4; /* the length behind the block */
	packet_block(&f, 6, 0, 0, STR(IPV4));
	check(&f, "1: dns 4 " TIME " " V4_TEXT
		  "!corrupt 1: byte 136: the capture is damaged: this block "
		  "does not hold what its length says\n");
}

TEST(a_packet_that_is_too_long_costs_itself)
{
	struct file f = { 0 };
	uint32_t n = (1 << 20) + 1;
	char *bytes = calloc(1, n);

	header(&f, 0xA1B2C3D4, 228);
	packet(&f, 0, str_n(bytes, n), 0);
	packet(&f, 250000, STR(IPV4), 0);
	check(&f, "!too-large 1: byte 24: this packet has 1048577 bytes, more than the 1048576 "
		  "that are "
		  "read; it was passed over\n"
		  "2: dns 4 " TIME " " V4_TEXT);
	free(bytes);
}

TEST(a_capture_that_ends_early_keeps_what_was_before)
{
	struct file f = { 0 };
	struct buf got = { 0 };
	size_t first;

	header(&f, 0xA1B2C3D4, 228);
	packet(&f, 250000, STR(IPV4), 0);
	first = f.b.n;
	packet(&f, 250000, STR(IPV4), 0);
	for (size_t n = 25; n < f.b.n; n++) {
		struct stream_counts c;

		buf_clear(&got);
		c = stream_text(STREAM_PCAP, str_n(f.b.p, n), 0, 0, &got);
		assert_int_equal(c.records, n >= first);
		assert_int_equal(str_find_str(buf_str(&got), STR("!corrupt")) == SIZE_MAX,
				 n == first);
	}
	buf_fini(&f.b);
	buf_fini(&got);
}

TEST(random_bytes_do_no_harm)
{
	struct prng r = prng_of(5);
	struct buf got = { 0 };

	for (int round = 0; round < 4000; round++) {
		struct file f = { .big = round & 1 };

		if (round & 2) {
			section(&f);
			interface(&f, 1, 6, 0);
			packet_block(&f, 6, 0, 1, STR(ETHER));
			packet_block(&f, 2, 0, 1, STR(MACS "\x86\xDD" IPV6));
			simple_block(&f, STR(ETHER));
		} else {
			header(&f, 0xA1B2C3D4, 1);
			packet(&f, 0, STR(ETHER), 0);
			packet(&f, 0, STR(MACS "\x86\xDD" IPV6), 0);
		}
		for (uint64_t i = prng_below(&r, 6); i; i--)
			f.b.p[prng_below(&r, f.b.n)] = (char)prng_next(&r);
		buf_clear(&got);
		stream_text(STREAM_PCAP, buf_str(&f.b), 1 + (uint64_t)round, 200, &got);
		buf_fini(&f.b);
	}
	buf_fini(&got);
}

TESTS("wire/event_pcap", CASE(either_byte_order_and_either_unit_say_the_same),
      CASE(link_types_lead_to_the_packet),
      CASE(an_unknown_link_type_is_said_once_and_its_packets_counted),
      CASE(extension_headers_are_passed_and_only_first_fragments_read),
      CASE(the_side_of_port_53_is_the_server), CASE(of_tcp_whole_messages_and_nothing_else),
      CASE(what_the_frame_adds_behind_the_packet_is_not_read),
      CASE(a_packet_cut_by_the_snap_length_is_read_as_far_as_it_goes),
      CASE(blocks_of_either_byte_order_and_any_resolution),
      CASE(damaged_blocks_end_the_reading_and_keep_what_was_before),
      CASE(a_packet_that_is_too_long_costs_itself),
      CASE(a_capture_that_ends_early_keeps_what_was_before), CASE(random_bytes_do_no_harm))
