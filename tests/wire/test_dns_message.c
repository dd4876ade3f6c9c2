/* SPDX-License-Identifier: Apache-2.0 */
#include "event_text.h"

#include "base/rand.h"
#include "wire/dns_message.h"

/* ---- messages by hand: names as bytes, numbers big-endian ---- */

struct msg {
	uint8_t b[70000];
	size_t n;
};

static void put(struct msg *m, const void *p, size_t n)
{
	memcpy(m->b + m->n, p, n);
	m->n += n;
}
#define PUT(m, lit) put((m), lit, sizeof(lit) - 1)

static void put16(struct msg *m, unsigned v)
{
	put(m, (uint8_t[]){ (uint8_t)(v >> 8), (uint8_t)v }, 2);
}

static struct msg *start(struct msg *m, unsigned flags, unsigned questions, unsigned answers)
{
	m->n = 0;
	put16(m, 0x1234);
	put16(m, flags);
	put16(m, questions);
	put16(m, answers);
	put16(m, 0);
	put16(m, 0);
	return m;
}

static void question(struct msg *m)
{
	PUT(m, "\3www\7example\4test\0\0\1\0\1");
}

/* An answer: its owner is the first question. */
static void answer(struct msg *m, unsigned type, unsigned class, const void *data, unsigned n)
{
	PUT(m, "\xC0\x0C");
	put16(m, type);
	put16(m, class);
	PUT(m, "\0\0\0\x3C");
	put16(m, n);
	put(m, data, n);
}
#define ANSWER(m, type, lit) answer((m), (type), 1, lit, sizeof(lit) - 1)

static struct dns_room room(void)
{
	static struct event_value v[DNS_VALUES_MAX + 1];
	static char *text;

	if (!text)
		text = malloc(DNS_TEXT_MAX);
	return (struct dns_room){
		.v = v, .v_cap = DNS_VALUES_MAX + 1, .text = text, .text_cap = DNS_TEXT_MAX
	};
}

/* Reads it from a block of its exact size, so that a read past it is found. */
static enum dns_fault read_exact(const struct msg *m, struct dns_room *r)
{
	char *copy = malloc(m->n ? m->n : 1);
	enum dns_fault fault;

	memcpy(copy, m->b, m->n);
	fault = dns_message_read(str_n(copy, m->n), r);
	free(copy);
	return fault;
}

static void check(const struct msg *m, enum dns_fault fault, const char *want)
{
	struct dns_room r = room();
	struct buf got = { 0 };

	assert_int_equal(read_exact(m, &r), fault);
	for (size_t i = 0; i < r.v_n; i++) {
		buf_printf(&got, "%s%s=", i ? " " : "", field_name(r.v[i].field));
		if (r.v[i].addr.family)
			addr_write(r.v[i].addr, &got);
		else
			buf_put(&got, r.v[i].text);
	}
	assert_str(buf_str(&got), want);
	buf_fini(&got);
}

static struct msg m;

TEST(a_query_gives_its_name)
{
	question(start(&m, 0x0100, 1, 0));
	check(&m, DNS_GOOD, "dns.query=www.example.test");
}

TEST(answers_give_addresses_and_the_names_that_they_point_to)
{
	question(start(&m, 0x8180, 1, 9));
	ANSWER(&m, 5, "\3cdn\xC0\x10");
	ANSWER(&m, 1, "\xC0\0\2\7");
	ANSWER(&m, 28, "\x20\1\xD\xB8\0\0\0\0\0\0\0\0\0\0\0\7");
	ANSWER(&m, 28, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xC0\0\2\x8");
	ANSWER(&m, 2, "\2ns\xC0\x18");
	ANSWER(&m, 15, "\0\12\2mx\xC0\x10");
	ANSWER(&m, 12, "\3ptr\0");
	ANSWER(&m, 33, "\0\1\0\2\0\x35\3srv\xC0\x10");
	ANSWER(&m, 39, "\1d\xC0\x10");
	check(&m, DNS_GOOD,
	      "dns.query=www.example.test dns.answer.name=cdn.example.test "
	      "dns.answer.ip=192.0.2.7 dns.answer.ip=2001:db8::7 dns.answer.ip=192.0.2.8 "
	      "dns.answer.name=ns.test dns.answer.name=mx.example.test dns.answer.name=ptr "
	      "dns.answer.name=srv.example.test dns.answer.name=d.example.test");
}

TEST(other_records_other_sections_and_other_classes_are_no_values)
{
	question(start(&m, 0x8180, 1, 3));
	ANSWER(&m, 16, "\4text");
	ANSWER(&m, 6, "\2ns\xC0\x18\2me\xC0\x18\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1");
	answer(&m, 1, 3, "\3ch\0\0\1", 6); /* of CHAOS, an A is something else */
	ANSWER(&m, 1, "\xC0\0\2\7");       /* beyond the answers: authority */
	check(&m, DNS_GOOD, "dns.query=www.example.test");
	start(&m, 0x2800, 1, 1); /* UPDATE: zone and prerequisite */
	PUT(&m, "\4zone\4test\0\0\6\0\1");
	ANSWER(&m, 5, "\3cdn\xC0\x0C");
	check(&m, DNS_GOOD, "dns.query=zone.test");
}

TEST(a_dot_inside_a_label_is_no_border_and_other_bytes_stay)
{
	start(&m, 0x0100, 1, 0);
	PUT(&m, "\14evil.example\4TEST\0\0\1\0\1");
	check(&m, DNS_GOOD, "dns.query=evil\\046example.TEST");
}

TEST(all_bytes_of_a_label_arrive)
{
	struct dns_room r = room();

	start(&m, 0x0100, 1, 0);
	PUT(&m, "\6a b\0\\\xFF\11x.y.z...q\0\0\1\0\1");
	assert_int_equal(read_exact(&m, &r), DNS_GOOD);
	assert_int_equal(r.v_n, 1);
	assert_true(str_eq(r.v[0].text, STR("a b\0\\\xFF.x\\046y\\046z\\046\\046\\046q")));
}

TEST(the_root_is_no_value)
{
	start(&m, 0x8180, 1, 1);
	PUT(&m, "\0\0\2\0\1");
	ANSWER(&m, 2, "\0");
	check(&m, DNS_GOOD, "");
}

TEST(what_breaks_off_gives_what_stands_before)
{
	struct msg whole, part;
	struct dns_room r;
	size_t values = 0;

	question(start(&whole, 0x8180, 1, 2));
	ANSWER(&whole, 5, "\3cdn\xC0\x10");
	ANSWER(&whole, 1, "\xC0\0\2\7");
	for (size_t n = 0; n < whole.n; n++) {
		memcpy(part.b, whole.b, n);
		part.n = n;
		r = room();
		assert_int_equal(read_exact(&part, &r), DNS_SHORT);
		assert_in_range(r.v_n, values, 2);
		values = r.v_n;
	}
	assert_int_equal(values, 2);
}

TEST(a_record_with_wrong_data_loses_only_itself)
{
	question(start(&m, 0x8180, 1, 6));
	ANSWER(&m, 1, "\xC0\0\2");
	ANSWER(&m, 28, "\xC0\0\2\7");
	ANSWER(&m, 5, "\7beyond");
	ANSWER(&m, 15, "\0\12");
	ANSWER(&m, 2, "\1a\0behind");
	ANSWER(&m, 1, "\xC0\0\2\7");
	check(&m, DNS_DATA, "dns.query=www.example.test dns.answer.name=a dns.answer.ip=192.0.2.7");
}

TEST(names_end)
{
	start(&m, 0x0100, 1, 0);
	PUT(&m, "\xC0\x0C\0\1\0\1"); /* at itself */
	check(&m, DNS_NAME, "");
	start(&m, 0x0100, 1, 0);
	PUT(&m, "\1a\xC0\x0C\0\1\0\1"); /* a.a.a. ... */
	check(&m, DNS_NAME, "");
	start(&m, 0x0100, 1, 0);
	PUT(&m, "\xFF\xFF\0\1\0\1"); /* beyond the end */
	check(&m, DNS_NAME, "");
	start(&m, 0x0100, 1, 0);
	PUT(&m, "\x41x\0\0\1\0\1"); /* extended label type (RFC 6891: none is left) */
	check(&m, DNS_NAME, "");
	start(&m, 0x0100, 1, 0);
	PUT(&m, "\1a\xC0\x14\0\1\0\1\1b\0"); /* forward: some resolvers take it */
	check(&m, DNS_GOOD, "dns.query=a.b");
}

TEST(a_name_of_255_octets_is_one_and_of_256_none)
{
	char label[64], want[300] = "dns.query=";

	for (unsigned more = 0; more < 2; more++) {
		start(&m, 0x0100, 1, 0);
		for (unsigned i = 0; i < 4; i++) {
			unsigned n = i == 3 ? 61 + more : 63;

			put(&m, &(uint8_t){ (uint8_t)n }, 1);
			memset(label, 'a' + (int)i, n);
			put(&m, label, n);
			snprintf(want + strlen(want), sizeof want - strlen(want), "%.*s%s", (int)n,
				 label, i == 3 ? "" : ".");
		}
		PUT(&m, "\0\0\1\0\1");
		check(&m, more ? DNS_NAME : DNS_GOOD, more ? "" : want);
	}
}

TEST(questions_are_bounded)
{
	struct dns_room r = room();

	start(&m, 0x0100, 40, 0);
	for (unsigned i = 0; i < 40; i++)
		PUT(&m, "\1a\0\0\1\0\1");
	assert_int_equal(read_exact(&m, &r), DNS_QUESTIONS);
	assert_int_equal(r.v_n, DNS_QUESTIONS_MAX);
}

TEST(the_largest_message_fits_the_room_that_is_promised)
{
	struct dns_room r = room();
	unsigned answers = 0;
	size_t name;

	start(&m, 0x8180, 1, 0);
	name = m.n;
	for (unsigned i = 0; i < 4; i++) { /* as long as escapes can make it */
		unsigned n = i == 3 ? 61 : 63;

		put(&m, &(uint8_t){ (uint8_t)n }, 1);
		memset(m.b + m.n, '.', n);
		m.n += n;
	}
	PUT(&m, "\0\0\1\0\1");
	while (m.n + 13 <= DNS_MESSAGE_MAX) {
		PUT(&m, "\0\0\5\0\1\0\0\0\0\0\2\xC0");
		put(&m, &(uint8_t){ (uint8_t)name }, 1);
		answers++;
	}
	m.b[6] = (uint8_t)(answers >> 8);
	m.b[7] = (uint8_t)answers;
	assert_int_equal(read_exact(&m, &r), DNS_GOOD);
	assert_int_equal(r.v_n, answers + 1);
	assert_true(answers > 5000);
	assert_int_equal(r.v[answers].text.n, 250 * 4 + 3);
}

TEST(too_little_room_is_a_fault_and_no_overrun)
{
	struct event_value v[2];
	char *text = malloc(DNS_NAME_TEXT_MAX);
	struct dns_room r = { .v = v, .v_cap = 2, .text = text, .text_cap = DNS_NAME_TEXT_MAX };

	start(&m, 0x0100, 2, 0);
	PUT(&m, "\1a\0\0\1\0\1\1b\0\0\1\0\1");
	assert_int_equal(read_exact(&m, &r), DNS_ROOM);
	assert_int_equal(r.v_n, 1);
	free(text);
}

TEST(random_bytes_do_no_harm)
{
	struct prng p = prng_of(7);

	for (int round = 0; round < 200000; round++) {
		struct dns_room r = room();

		question(start(&m, 0x8180, 1, 3));
		ANSWER(&m, 5, "\3cdn\xC0\x10");
		ANSWER(&m, 15, "\0\12\2mx\xC0\x10");
		ANSWER(&m, 1, "\xC0\0\2\7");
		for (uint64_t i = prng_below(&p, 8); i; i--)
			m.b[prng_below(&p, m.n)] = (uint8_t)prng_next(&p);
		m.n = prng_below(&p, 4) ? m.n : prng_below(&p, m.n + 1);
		(void)read_exact(&m, &r);
		assert_true(r.v_n <= r.v_cap && r.text_n <= r.text_cap);
	}
}

TESTS("wire/dns_message", CASE(a_query_gives_its_name),
      CASE(answers_give_addresses_and_the_names_that_they_point_to),
      CASE(other_records_other_sections_and_other_classes_are_no_values),
      CASE(a_dot_inside_a_label_is_no_border_and_other_bytes_stay),
      CASE(all_bytes_of_a_label_arrive), CASE(the_root_is_no_value),
      CASE(what_breaks_off_gives_what_stands_before),
      CASE(a_record_with_wrong_data_loses_only_itself), CASE(names_end),
      CASE(a_name_of_255_octets_is_one_and_of_256_none), CASE(questions_are_bounded),
      CASE(the_largest_message_fits_the_room_that_is_promised),
      CASE(too_little_room_is_a_fault_and_no_overrun), CASE(random_bytes_do_no_harm))
