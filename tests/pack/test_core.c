/* SPDX-License-Identifier: Apache-2.0 */
/* The pack that every other stands on: what is embedded is right and agrees with wire. */
#include "packtest.h"

#include "wire/event.h"
#include "wire/indicator.h"

static struct pack *core(struct packtest *t, const char *id)
{
	struct pack *p = NULL;
	struct why why = { 0 };
	enum err err = pack_load(t->a, NULL, str_of(id), packtest_complain, t, &p, &why);

	if (err)
		why_text(&why, LANG_EN, &t->said);
	if (err)
		fail_msg("%s", buf_cstr(&t->said));
	return p;
}

static const struct rec_type *type_of(const struct pack *p, const char *name)
{
	size_t n;
	const struct rec_type *t = pack_types(p, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(t[i].name, str_of(name)))
			return &t[i];
	fail_msg("no type %s", name);
	return NULL;
}

static void has_fields(const struct pack *p, const char *type, const char *names)
{
	const struct rec_type *t = type_of(p, type);
	struct str rest = str_of(names), name;

	while (str_split(&rest, ' ', &name))
		if (!rectype_field(t, name))
			fail_msg("%s lacks %.*s", type, STR_FMT(name));
}

TEST(embedded_packs_load_without_a_complaint)
{
	struct packtest t = { .a = arena_open() };
	const struct str *ids;
	size_t n = pack_embedded(&ids);

	assert_true(n >= 1);
	for (size_t i = 0; i < n; i++)
		assert_str(pack_id(core(&t, str_keep(t.a, ids[i]).p)), str_keep(t.a, ids[i]).p);
	assert_int_equal(t.complaints, 0);
	packtest_close(&t);
}

TEST(types_have_the_fields_that_other_rooms_write)
{
	struct packtest t = { .a = arena_open() };
	struct pack *p = core(&t, "core");

	has_fields(p, "sighting",
		   "window kind indicator source category sensor area asset party count first last "
		   "untimed");
	has_fields(p, "events_read", "window kind family sensor area count first last untimed");
	has_fields(p, "party", "registration_no name kind area contact_role contact_phone");
	has_fields(p, "asset", "name kind owner responsible area level cii prefixes domains");
	has_fields(p, "resource", "kind value holder use");
	has_fields(p, "source",
		   "name publisher category kind licence format set_hash file_hash count refused "
		   "loaded");
	assert_int_equal(type_of(p, "sighting")->field_count, 13); /* and nothing else */
	packtest_close(&t);
}

TEST(contacts_of_people_are_sealed_and_roles_are_open)
{
	struct packtest t = { .a = arena_open() };
	const struct rec_type *party = type_of(core(&t, "core"), "party");

	assert_int_equal(rectype_field(party, STR("contact_role"))->privacy, PRIVACY_OPEN);
	assert_int_equal(rectype_field(party, STR("contact_name"))->privacy, PRIVACY_SEALED);
	assert_int_equal(rectype_field(party, STR("contact_phone"))->privacy, PRIVACY_SEALED);
	assert_int_equal(rectype_field(party, STR("contact_email"))->privacy, PRIVACY_SEALED);
	packtest_close(&t);
}

static bool code_in(const struct rec_field *f, const char *code)
{
	for (size_t i = 0; i < f->code_count; i++)
		if (str_eq(f->codes[i], str_of(code)))
			return true;
	return false;
}

TEST(code_lists_are_the_closed_lists_of_wire)
{
	struct packtest t = { .a = arena_open() };
	struct pack *p = core(&t, "core");
	const struct rec_field *cat = rectype_field(type_of(p, "source"), STR("category"));
	const struct rec_field *kind = rectype_field(type_of(p, "sighting"), STR("kind"));
	const struct rec_field *ev = rectype_field(type_of(p, "events_read"), STR("kind"));

	assert_int_equal(cat->code_count, CAT_COUNT - 1);
	for (int c = CAT_NONE + 1; c < CAT_COUNT; c++)
		assert_true(code_in(cat, category_name((enum category)c)));
	assert_int_equal(kind->code_count, IND_KINDS - 1);
	for (int k = IND_NONE + 1; k < IND_KINDS; k++)
		if (!code_in(kind, indicator_kind_name((enum indicator_kind)k)))
			fail_msg("kind %s", indicator_kind_name((enum indicator_kind)k));
	assert_int_equal(ev->code_count, EVENT_KINDS);
	for (int k = 0; k < EVENT_KINDS; k++)
		assert_true(code_in(ev, event_kind_name((enum event_kind)k)));
	packtest_close(&t);
}

TEST(labels_come_in_both_languages)
{
	struct packtest t = { .a = arena_open() };
	struct pack *p = core(&t, "core");

	assert_str(pack_label(p, STR("category"), STR("phishing"), LANG_EN), "phishing");
	assert_str(pack_label(p, STR("category"), STR("phishing"), LANG_ZH), "网络钓鱼");
	assert_str(pack_label(p, STR("category"), STR("no-such"), LANG_ZH), "no-such");
	packtest_close(&t);
}

TEST(a_retention_period_comes_from_a_parameter_with_a_source)
{
	struct packtest t = { .a = arena_open() };
	struct pack *p = core(&t, "core");

	assert_str(type_of(p, "sighting")->retention, "P2Y");
	assert_true(pack_parameter(p, STR("sighting_retention"))->source[LANG_ZH].n > 0);
	packtest_close(&t);
}

TESTS("pack/core", CASE(embedded_packs_load_without_a_complaint),
      CASE(types_have_the_fields_that_other_rooms_write),
      CASE(contacts_of_people_are_sealed_and_roles_are_open),
      CASE(code_lists_are_the_closed_lists_of_wire), CASE(labels_come_in_both_languages),
      CASE(a_retention_period_comes_from_a_parameter_with_a_source))
