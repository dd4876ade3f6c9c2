/* SPDX-License-Identifier: Apache-2.0 */
/* test_owner.c - whose is it, among what registered organisations declared; sensors and feeds. */
#include "packed_node.h"

#include "desk/owner.h"
#include "desk/sensor.h"
#include "desk/sources.h"

static struct packed_node n;
static struct owners *owners;

static const char *const records[][2] = {
	{ "area", "{\"code\":\"990100\",\"name\":\"East\",\"level\":\"city\"}" },
	{ "party", "{\"registration_no\":\"P1\",\"name\":\"Water\",\"kind\":\"firm\","
		   "\"contact_role\":\"network desk\"}" },
	{ "party", "{\"registration_no\":\"P2\",\"name\":\"Port\",\"kind\":\"firm\"}" },
	{ "asset", "{\"name\":\"water-net\",\"kind\":\"network\",\"owner\":\"P1\","
		   "\"prefixes\":[\"192.0.2.0/24\",\"2001:db8:1::/48\"],"
		   "\"domains\":[\"water.example\"]}" },
	{ "asset", "{\"name\":\"water-www\",\"kind\":\"site\",\"owner\":\"P2\","
		   "\"prefixes\":[\"192.0.2.80/32\"],\"domains\":[\"www.water.example\"]}" },
	{ "asset", "{\"name\":\"sensor-east\",\"kind\":\"sensor\",\"area\":\"990100\"}" },
	{ "resource",
	  "{\"kind\":\"prefix\",\"value\":\"192.0.2.128/25\",\"use\":\"subscriber-pool\"}" },
	{ "resource",
	  "{\"kind\":\"prefix\",\"value\":\"198.51.100.0/24\",\"use\":\"infrastructure\","
	  "\"holder\":\"P2\"}" },
	{ "source",
	  "{\"name\":\"zeta\",\"publisher\":\"p\",\"kind\":\"indicators\",\"category\":\"c2\"}" },
	{ "source", "{\"name\":\"alpha\",\"publisher\":\"p\",\"kind\":\"warnings\"}" },
};

static int up(void **state)
{
	struct why why = { 0 };

	n = packed_node_up();
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		packed_node_put(&n, records[i][0], records[i][1]);
	must(reader_begin(n.reader, 0, &why), &why);
	must(owners_load(n.reader, &owners, &why), &why);
	return 0;
}

static int down(void **state)
{
	owners_close(owners);
	reader_end(n.reader);
	packed_node_down(&n);
	return 0;
}

static const char *asset_of(enum field field, const char *text)
{
	static struct owner owner;
	struct event_value v = { field, str_of(text) };
	struct event ev = { .kind = EVENT_FLOW, .v = &v, .n = 1 };

	if (!owners_event(owners, &ev, &owner))
		return "nobody";
	return owner.asset.n ? owner.asset.p : owner.party.p;
}

TEST(the_longest_range_and_the_most_specific_name_answer)
{
	assert_string_equal(asset_of(FIELD_DST_IP, "192.0.2.7"), "water-net");
	assert_string_equal(asset_of(FIELD_DST_IP, "192.0.2.80"), "water-www");
	assert_string_equal(asset_of(FIELD_SRC_IP, "2001:db8:1::7"), "water-net");
	assert_string_equal(asset_of(FIELD_DNS_QUERY, "Mail.Water.Example."), "water-net");
	assert_string_equal(asset_of(FIELD_DNS_QUERY, "a.www.water.example"), "water-www");
	assert_string_equal(asset_of(FIELD_DST_IP, "192.0.3.7"), "nobody");
	assert_string_equal(asset_of(FIELD_DNS_QUERY, "notwater.example"), "nobody");
	assert_string_equal(asset_of(FIELD_DST_IP, "198.51.100.9"), "P2");
}

TEST(a_host_answers_with_its_port_too)
{
	assert_string_equal(asset_of(FIELD_HTTP_HOST, "www.water.example:8080"), "water-www");
	assert_string_equal(asset_of(FIELD_HTTP_HOST, "192.0.2.7:8080"), "water-net");
	assert_string_equal(asset_of(FIELD_HTTP_HOST, "[2001:db8:1::7]:443"), "water-net");
}

TEST(an_address_in_a_subscriber_pool_has_no_owner_even_inside_a_declared_range)
{
	struct addr a;

	assert_string_equal(asset_of(FIELD_SRC_IP, "192.0.2.200"), "nobody");
	assert_true(addr_read(STR("192.0.2.200"), &a));
	assert_true(owners_in_pool(owners, a));
	assert_true(addr_read(STR("192.0.2.7"), &a));
	assert_false(owners_in_pool(owners, a));
}

static bool range_in_pool(const char *text)
{
	struct prefix p;

	assert_true(prefix_read(str_of(text), &p, NULL));
	return owners_range_in_pool(owners, p);
}

TEST(a_range_is_in_a_pool_when_all_of_it_is)
{
	assert_true(range_in_pool("192.0.2.128/25"));
	assert_true(range_in_pool("192.0.2.192/28"));
	assert_true(range_in_pool("192.0.2.200"));
	assert_false(range_in_pool("192.0.2.0/24"));
	assert_false(range_in_pool("192.0.0.0/16"));
	assert_false(range_in_pool("2001:db8::/32"));
}

TEST(an_owner_comes_with_name_and_contact_role)
{
	struct owner owner;
	struct addr a;

	assert_true(addr_read(STR("192.0.2.7"), &a));
	assert_true(owners_addr(owners, a, &owner));
	assert_str(owner.party, "P1");
	assert_str(owner.name, "Water");
	assert_str(owner.contact_role, "network desk");
}

TEST(a_sensor_tells_its_area_and_an_unknown_one_is_refused)
{
	struct str area = STR("unchanged");
	struct why why = { 0 };

	assert_ok(sensor_area(n.reader, STR("sensor-east"), n.a, &area, &why));
	assert_str(area, "990100");
	assert_int_equal(sensor_area(n.reader, STR("water-net"), n.a, &area, &why), ERR_NOTFOUND);
	assert_int_equal(why.id, SAY_SENSOR_UNKNOWN);
}

TEST(feeds_are_listed_in_the_order_of_their_registration)
{
	struct source *list;
	size_t count;

	assert_ok(sources_list(n.reader, n.a, &list, &count, NULL));
	assert_int_equal(count, 2);
	assert_str(list[0].name, "zeta");
	assert_int_equal(list[0].category, CAT_C2);
	assert_str(list[1].name, "alpha");
	assert_true(list[1].is_warnings);
	assert_ptr_equal(sources_find(list, count, STR("alpha")), &list[1]);
	assert_null(sources_find(list, count, STR("beta")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_longest_range_and_the_most_specific_name_answer),
		CASE(a_host_answers_with_its_port_too),
		CASE(an_address_in_a_subscriber_pool_has_no_owner_even_inside_a_declared_range),
		CASE(a_range_is_in_a_pool_when_all_of_it_is),
		CASE(an_owner_comes_with_name_and_contact_role),
		CASE(a_sensor_tells_its_area_and_an_unknown_one_is_refused),
		CASE(feeds_are_listed_in_the_order_of_their_registration),
	};

	return cmocka_run_group_tests_name("desk/owner", tests, up, down);
}
