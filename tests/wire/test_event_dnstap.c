/* SPDX-License-Identifier: Apache-2.0 */
#include "stream_text.h"

#include "base/file.h"

#define READY "\0\0\0\0\0\0\0\x22\0\0\0\4\0\0\0\1\0\0\0\x16protobuf:dnstap.Dnstap"
#define ACCEPT "\0\0\0\0\0\0\0\x22\0\0\0\1\0\0\0\1\0\0\0\x16protobuf:dnstap.Dnstap"
#define START "\0\0\0\0\0\0\0\x22\0\0\0\2\0\0\0\1\0\0\0\x16protobuf:dnstap.Dnstap"
#define STOP "\0\0\0\0\0\0\0\4\0\0\0\3"
#define FINISH "\0\0\0\0\0\0\0\4\0\0\0\5"
#define QUERY "\x12\x34\1\0\0\1\0\0\0\0\0\0\1q\7example\0\0\1\0\1"
#define RESPONSE \
	"\x12\x34\x81\x80\0\1\0\1\0\0\0\0\1q\7example\0\0\1\0\1\xC0\x0C\0\5\0\1\0\0\0\1\0\4\1r" \
	"\xC0\x0E"

/* ---- frames by hand ---- */

static void put(struct buf *b, const void *p, size_t n)
{
	buf_put(b, str_n(p, n));
}
#define PUT(b, lit) put((b), lit, sizeof(lit) - 1)

static void varint(struct buf *b, uint64_t v)
{
	for (; v > 127; v >>= 7)
		buf_c(b, (char)(v | 128));
	buf_c(b, (char)v);
}

static void number(struct buf *b, unsigned field, uint64_t v)
{
	varint(b, field << 3);
	varint(b, v);
}

static void bytes(struct buf *b, unsigned field, struct str s)
{
	varint(b, field << 3 | 2);
	varint(b, s.n);
	buf_put(b, s);
}

static void fixed32(struct buf *b, unsigned field, uint32_t v)
{
	varint(b, field << 3 | 5);
	put(b, &v, 4); /* the machines that tests run on are little-endian, as protobuf is */
}

static void frame(struct buf *b, struct str s)
{
	put(b,
	    (uint8_t[]){ (uint8_t)(s.n >> 24), (uint8_t)(s.n >> 16), (uint8_t)(s.n >> 8),
			 (uint8_t)s.n },
	    4);
	buf_put(b, s);
}

/* A frame with a message of this type, with all that it may have. */
static void message(struct buf *out, unsigned type)
{
	struct buf m = { 0 }, d = { 0 };

	number(&m, 1, type);
	number(&m, 2, 1);
	number(&m, 3, 1);
	bytes(&m, 4, STR("\xC0\0\2\1"));
	bytes(&m, 5, STR("\xC0\0\2\2"));
	number(&m, 6, 53000);
	number(&m, 7, 53);
	number(&m, 8, 1767225600);
	fixed32(&m, 9, 250000999);
	bytes(&m, 10, STR(QUERY));
	bytes(&m, 11, STR("\7example\0"));
	if (type % 2 == 0) {
		number(&m, 12, 1767225601);
		fixed32(&m, 13, 7000);
		bytes(&m, 14, STR(RESPONSE));
	}
	number(&m, 300, 5); /* not known to anybody */
	bytes(&d, 1, STR("resolver"));
	bytes(&d, 2, STR("1.0"));
	bytes(&d, 14, buf_str(&m));
	number(&d, 15, 1);
	frame(out, buf_str(&d));
	buf_fini(&m);
	buf_fini(&d);
}

#define QUERY_TEXT \
	"dns 4 2026-01-01T00:00:00.25Z src.ip=192.0.2.1 dst.ip=192.0.2.2 dns.query=q.example\n"
#define RESPONSE_TEXT \
	"dns 4 2026-01-01T00:00:01.000007Z src.ip=192.0.2.1 dst.ip=192.0.2.2 " \
	"dns.query=q.example dns.answer.name=r.example\n"

static struct stream_counts check(const struct buf *in, const char *want)
{
	struct buf got = { 0 };
	struct stream_counts c = stream_text(STREAM_DNSTAP, buf_str(in), 0, 0, &got);

	assert_str(buf_str(&got), want);
	buf_fini(&got);
	return c;
}

TEST(every_type_of_message_has_its_client_and_its_server)
{
	struct buf in = { 0 }, want = { 0 };

	PUT(&in, START);
	for (unsigned type = 1; type <= 14; type++) {
		message(&in, type);
		buf_printf(&want, "%u: %s", type, type % 2 ? QUERY_TEXT : RESPONSE_TEXT);
	}
	PUT(&in, STOP);
	assert_int_equal(check(&in, buf_cstr(&want)).records, 14);
	buf_fini(&in);
	buf_fini(&want);
}

TEST(other_frames_are_counted_and_are_no_events)
{
	struct buf in = { 0 };
	struct stream_counts c;

	PUT(&in, START);
	message(&in, 15);
	frame(&in, STR("\x0A\3abc\x78\1"));    /* no message */
	frame(&in, STR("\x72\2\x08\5\x78\2")); /* of another type than MESSAGE */
	frame(&in, STR("\x72\2\x08\5\x78\1")); /* nothing in it */
	message(&in, 5);
	c = check(&in, "5: " QUERY_TEXT);
	assert_int_equal(c.records, 5);
	assert_int_equal(c.no_event, 4);
	buf_fini(&in);
}

TEST(a_response_without_a_message_takes_the_query)
{
	struct buf in = { 0 }, m = { 0 }, d = { 0 };

	number(&m, 1, 6);
	bytes(&m, 4, STR("\x20\1\xD\xB8\0\0\0\0\0\0\0\0\0\0\0\1"));
	bytes(&m, 5, STR("abc")); /* no address */
	number(&m, 8, 1767225600);
	bytes(&m, 10, STR(QUERY));
	bytes(&d, 14, buf_str(&m));
	PUT(&in, START);
	frame(&in, buf_str(&d));
	check(&in, "1: dns 6 2026-01-01T00:00:00Z src.ip=2001:db8::1 dns.query=q.example\n");
	buf_fini(&in);
	buf_fini(&m);
	buf_fini(&d);
}

TEST(a_bad_frame_costs_itself_and_keeps_what_stands_before_its_fault)
{
	struct buf in = { 0 }, m = { 0 }, d = { 0 };
	char *long_frame = calloc(1, (1 << 20) + 1);

	PUT(&in, START);
	frame(&in, STR("\x72\x7F\x08\5"));
	message(&in, 5);
	frame(&in, str_n(long_frame, (1 << 20) + 1));
	number(&m, 1, 5);
	bytes(&m, 10, STR("\x12\x34\1\0\0\2\0\0\0\0\0\0\1q\7example\0\0\1\0\1\xC0"));
	bytes(&d, 14, buf_str(&m));
	frame(&in, buf_str(&d));
	frame(&in, STR("\x73")); /* a group */
	message(&in, 6);
	check(&in, "!bad-input 1: byte 42: this frame is not a well-formed dnstap message\n"
		   "2: " QUERY_TEXT "!too-large 3: byte 151: this frame has 1048577 bytes, more "
		   "than the 1048576 that are read\n"
		   "4: dns 0 - dns.query=q.example\n"
		   "!bad-input 4: byte 1048732: the DNS message ends before its own counts say so; "
		   "it was "
		   "matched as far as it goes\n"
		   "!bad-input 5: byte 1048770: this frame is not a well-formed dnstap message\n"
		   "6: " RESPONSE_TEXT);
	buf_fini(&in);
	buf_fini(&m);
	buf_fini(&d);
	free(long_frame);
}

TEST(what_is_not_dnstap_says_what_it_is)
{
	struct buf in = { 0 };

	PUT(&in, "\0\0\0\0\0\0\0\x16\0\0\0\2\0\0\0\1\0\0\0\12test:hello\0\0\0\2hi");
	check(&in, "!corrupt this Frame Stream holds \"test:hello\", not dnstap "
		   "(\"protobuf:dnstap.Dnstap\"); was another file meant?\n");
	buf_clear(&in);
	PUT(&in, "\0\0\0\2hi");
	check(&in, "!corrupt byte 0: no START frame came before this frame, so the stream is "
		   "damaged or is no Frame Stream\n");
	buf_clear(&in);
	PUT(&in, "\0\0\0\0\0\1\0\0");
	check(&in, "!corrupt byte 0: this is no Frame Streams control frame; the stream is damaged "
		   "here, or is none\n");
	buf_fini(&in);
}

TEST(streams_stand_one_behind_the_other)
{
	struct buf in = { 0 };

	PUT(&in, START);
	message(&in, 5);
	PUT(&in, STOP START);
	message(&in, 6);
	PUT(&in, STOP);
	check(&in, "1: " QUERY_TEXT "2: " RESPONSE_TEXT);
	buf_fini(&in);
}

/* The producer's bytes, in order; what is sent back after each gift. */
TEST(a_producer_that_asks_is_answered)
{
	struct arena *a = arena_open();
	struct event_stream *s;
	struct buf one = { 0 }, got = { 0 };

	assert_ok(event_stream_open(a, STREAM_DNSTAP, &s, NULL));
	event_stream_give(s, STR(READY), false);
	drain(s, &got);
	assert_true(str_eq(event_stream_reply(s), STR(ACCEPT)));
	assert_int_equal(event_stream_reply(s).n, 0);
	event_stream_give(s, STR(START), false);
	drain(s, &got);
	assert_int_equal(event_stream_reply(s).n, 0);
	message(&one, 5);
	event_stream_give(s, buf_str(&one), false);
	drain(s, &got);
	event_stream_give(s, STR(STOP), true);
	drain(s, &got);
	assert_true(str_eq(event_stream_reply(s), STR(FINISH)));
	assert_str(buf_str(&got), "1: " QUERY_TEXT);
	event_stream_close(s);
	arena_close(a);
	buf_fini(&one);
	buf_fini(&got);
}

/* A response with as many answers as fit, whose names are long when they are written out. */
static void big_message(struct buf *out)
{
	struct buf q = { 0 }, m = { 0 }, d = { 0 };
	char label[63];
	unsigned answers = 0;

	memset(label, '.', sizeof label);
	PUT(&q, "\x12\x34\x81\x80\0\1\0\0\0\0\0\0\x3F");
	put(&q, label, 63);
	PUT(&q, "\0\0\1\0\1");
	for (; q.n + 14 < 65536; answers++)
		PUT(&q, "\xC0\x0C\0\5\0\1\0\0\0\1\0\2\xC0\x0C");
	q.p[6] = (char)(answers >> 8);
	q.p[7] = (char)answers;
	number(&m, 1, 6);
	bytes(&m, 14, buf_str(&q));
	bytes(&d, 14, buf_str(&m));
	frame(out, buf_str(&d));
	buf_fini(&q);
	buf_fini(&m);
	buf_fini(&d);
}

TEST(a_message_of_many_long_names_is_read_whole_between_others)
{
	struct buf in = { 0 }, got = { 0 };
	size_t names = 0;

	PUT(&in, START);
	message(&in, 5);
	big_message(&in);
	big_message(&in);
	message(&in, 6);
	assert_int_equal(stream_text(STREAM_DNSTAP, buf_str(&in), 1, 5000, &got).records, 4);
	assert_true(str_starts(buf_str(&got), STR("1: " QUERY_TEXT "2: dns 0 - dns.query=\\046")));
	assert_true(str_ends(buf_str(&got), STR("4: " RESPONSE_TEXT)));
	assert_int_equal(str_find(buf_str(&got), '!'), SIZE_MAX);
	for (struct str rest = buf_str(&got), name; str_split(&rest, ' ', &name);)
		names += str_starts(name, STR("dns.answer.name=\\046"));
	assert_int_equal(names, 2 * ((65536 - 1 - 81) / 14));
	buf_fini(&in);
	buf_fini(&got);
}

static void sample(struct buf *in)
{
	char *long_frame = calloc(1, (1 << 20) + 1);

	PUT(in, READY START);
	for (unsigned i = 0; i < 200; i++)
		message(in, i % 16);
	frame(in, str_n(long_frame, (1 << 20) + 1));
	frame(in, STR("\x73"));
	big_message(in);
	message(in, 6);
	PUT(in, STOP);
	free(long_frame);
}

static void check_cuts(struct str in)
{
	struct buf whole = { 0 }, cut = { 0 };

	stream_text(STREAM_DNSTAP, in, 0, 0, &whole);
	for (uint64_t seed = 1; seed < 40; seed++) {
		buf_clear(&cut);
		stream_text(STREAM_DNSTAP, in, seed, seed % 4 ? 4096 : 7, &cut);
		if (!str_eq(buf_str(&cut), buf_str(&whole)))
			fail_msg("seed %u: other events", (unsigned)seed);
	}
	buf_fini(&whole);
	buf_fini(&cut);
}

TEST(wherever_the_bytes_are_cut_the_events_are_the_same)
{
	struct buf in = { 0 };

	sample(&in);
	check_cuts(buf_str(&in));
	buf_fini(&in);
}

TEST(a_file_that_ends_early_keeps_what_was_before)
{
	struct buf in = { 0 }, got = { 0 };
	size_t first, second;

	PUT(&in, START);
	message(&in, 5);
	first = in.n;
	message(&in, 5);
	second = in.n;
	for (size_t n = sizeof START - 1; n < second; n++) {
		struct stream_counts c;
		bool whole = n == first || n == sizeof START - 1;

		buf_clear(&got);
		c = stream_text(STREAM_DNSTAP, str_n(in.p, n), 0, 0, &got);
		assert_int_equal(c.records, n >= first);
		assert_int_equal(str_find_str(buf_str(&got), STR("!corrupt")) == SIZE_MAX, whole);
	}
	buf_fini(&in);
	buf_fini(&got);
}

static struct stream_counts real(const char *path, size_t *events)
{
	struct arena *a = arena_open();
	struct buf got = { 0 };
	struct stream_counts c;
	struct str in;

	assert_ok(file_read(path, 1 << 20, a, &in, NULL));
	assert_int_equal(stream_format_guess(str_cut(in, 0, 64)), STREAM_DNSTAP);
	c = stream_text(STREAM_DNSTAP, in, 0, 0, &got);
	*events = 0;
	for (struct str rest = buf_str(&got), line; str_split(&rest, '\n', &line);)
		*events += str_find_str(line, STR(": dns ")) != SIZE_MAX;
	check_cuts(in);
	buf_fini(&got);
	arena_close(a);
	return c;
}

TEST(real_files_give_what_an_independent_reader_counted)
{
	const char *derived = SHARED("3-events/dnstap/derived-zeek-traces.dnstap");
	const char *collector = SHARED("3-events/dnstap/dnstap.fstrm");
	size_t events;

	if (!derived || !collector)
		skip();
	assert_int_equal(real(derived, &events).records, 198);
	assert_int_equal(events, 198);
	assert_int_equal(real(collector, &events).records, 2);
	assert_int_equal(events, 2);
}

TEST(random_bytes_do_no_harm)
{
	struct prng r = prng_of(11);
	struct buf in = { 0 }, got = { 0 };

	for (int round = 0; round < 3000; round++) {
		buf_clear(&in);
		buf_clear(&got);
		PUT(&in, START);
		for (unsigned i = 0; i < 4; i++)
			message(&in, 5 + i);
		for (uint64_t i = prng_below(&r, 6); i; i--)
			in.p[prng_below(&r, in.n)] = (char)prng_next(&r);
		stream_text(STREAM_DNSTAP, buf_str(&in), 1 + (uint64_t)round, 300, &got);
	}
	buf_fini(&in);
	buf_fini(&got);
}

TESTS("wire/event_dnstap", CASE(every_type_of_message_has_its_client_and_its_server),
      CASE(other_frames_are_counted_and_are_no_events),
      CASE(a_response_without_a_message_takes_the_query),
      CASE(a_bad_frame_costs_itself_and_keeps_what_stands_before_its_fault),
      CASE(what_is_not_dnstap_says_what_it_is), CASE(streams_stand_one_behind_the_other),
      CASE(a_producer_that_asks_is_answered),
      CASE(a_message_of_many_long_names_is_read_whole_between_others),
      CASE(wherever_the_bytes_are_cut_the_events_are_the_same),
      CASE(a_file_that_ends_early_keeps_what_was_before),
      CASE(real_files_give_what_an_independent_reader_counted), CASE(random_bytes_do_no_harm))
