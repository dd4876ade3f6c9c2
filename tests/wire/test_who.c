/* SPDX-License-Identifier: Apache-2.0 */
/* test_who.c - what may be counted of an event, and that `who` leads back to nobody. */
#include "test.h"

#include "wire/who.h"

static struct addr addr(const char *text)
{
	struct addr a;

	assert_true(addr_read(str_of(text), &a));
	return a;
}

TEST(the_client_is_the_side_that_asks_and_its_address_may_come_as_text_or_as_bytes)
{
	struct event_value v[] = { { FIELD_DST_IP, STR("192.0.2.1") },
				   { FIELD_SRC_IP, STR("198.18.0.9") },
				   { FIELD_SRC_IP, STR("198.18.0.10") } };
	struct event ev = { .kind = EVENT_FLOW, .v = v, .n = 3 };
	struct addr a;

	assert_true(event_client(&ev, &a));
	assert_int_equal(addr_cmp(a, addr("198.18.0.9")), 0);
	v[1] = (struct event_value){ .field = FIELD_SRC_IP, .addr = addr("2001:db8::5") };
	assert_true(event_client(&ev, &a));
	assert_int_equal(addr_cmp(a, addr("2001:db8::5")), 0);
	ev.n = 1;
	assert_false(event_client(&ev, &a));
	assert_int_equal(a.family, 0);
}

TEST(time_kind_and_family_pass_and_a_missing_time_is_said)
{
	struct event ev = { .kind = EVENT_TLS, .has_time = true, .time = { 77 }, .family = 6 };
	struct passing p = passing_of(&ev);

	assert_int_equal(p.us, 77);
	assert_int_equal(p.kind, EVENT_TLS);
	assert_int_equal(p.family, 6);
	assert_int_equal(p.who, 0);
	ev.has_time = false;
	assert_true(passing_of(&ev).us == PASSING_NO_TIME);
}

TEST(equal_clients_are_equal_under_one_key_and_unrelated_under_another)
{
	struct addr clients[] = { addr("198.18.0.9"),  { 0 },
				  addr("198.18.0.9"),  addr("::ffff:198.18.0.9"),
				  addr("198.18.0.10"), addr("2001:db8::1") };
	struct prf_key k1 = { { 1 } }, k2 = { { 2 } };
	struct prf *a = prf_open(&k1), *b = prf_open(&k2);
	struct passing p[6], q[6];

	who_fill(a, clients, p, 6);
	who_fill(b, clients, q, 6);
	assert_true(p[0].who && p[0].who == p[2].who && p[0].who == p[3].who);
	assert_true(!p[1].who && p[4].who != p[0].who && p[5].who != p[0].who);
	for (int i = 0; i < 6; i++)
		assert_true(i == 1 ? !q[i].who : q[i].who != p[i].who);
	prf_close(a);
	prf_close(b);
}

TESTS("wire/who",
      CASE(the_client_is_the_side_that_asks_and_its_address_may_come_as_text_or_as_bytes),
      CASE(time_kind_and_family_pass_and_a_missing_time_is_said),
      CASE(equal_clients_are_equal_under_one_key_and_unrelated_under_another))
