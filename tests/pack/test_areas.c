/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Areas: figures of any year come to today's tree. The facts are those of the Ministry of Civil Affairs;
 * where its own lists lie beside the clone, the tables are held against them.
 */
#include "packtest.h"

#include "base/vec.h"
#include "pack/areas.h"

static struct arena *arena;
static const struct areas *as;

static int up(void **state_)
{
	struct pack *core;

	arena = arena_open();
	if (pack_load(arena, NULL, STR("core"), NULL, NULL, &core, NULL))
		return -1;
	as = areas_open(arena, core);
	return 0;
}

static int down(void **state_)
{
	arena_close(arena);
	return 0;
}

static size_t count(int year, enum area_level level)
{
	size_t n, found = 0;
	const struct area_row *rows = areas_rows(as, &n);

	for (size_t i = 0; i < n; i++)
		found += rows[i].from <= year && (!rows[i].until || year < rows[i].until) &&
			 area_level(rows[i].code) == level;
	return found;
}

TEST(the_tables_hold_all_areas_of_a_year)
{
	size_t n, hebei[3] = { 0 };
	const struct area_row *rows = areas_rows(as, &n);

	assert_int_equal(n, 6824); /* 6,823 of the source, and one of 2025 */
	assert_int_equal(areas_year(as), 2025);
	for (size_t i = 0; i < n; i++)
		if (rows[i].code / 10000 == 13)
			hebei[rows[i].until ? 1 : 0]++;
	assert_int_equal(hebei[0] + hebei[1], 407);
	assert_int_equal(hebei[0], 179);
	assert_int_equal(count(2024, AREA_PROVINCE), 34);
	assert_int_equal(count(2024, AREA_CITY), 333);
	assert_int_equal(count(2024, AREA_COUNTY), 2846);
	assert_int_equal(count(2025, AREA_COUNTY), 2845); /* two districts became one new area */
}

TEST(hebei_comes_to_one_tree)
{
	/* renamed under its code */
	assert_int_equal(area_now(as, 130502, 2016), 130502);
	assert_str(area_at(as, 130502, 2016)->name, "桥东区");
	assert_str(area_at(as, 130502, 2020)->name, "襄都区");
	assert_str(area_at(as, 130502, 0)->name, "襄都区");
	/* a county became a district or a city */
	assert_int_equal(area_now(as, 130124, 2013), 130111);
	assert_int_equal(area_now(as, 130823, 2016), 130881);
	assert_int_equal(area_now(as, 130223, 2016), 130284);
	/* merged: two districts of Baoding into one */
	assert_int_equal(area_now(as, 130603, 2014), 130606);
	assert_int_equal(area_now(as, 130604, 2014), 130606);
	/* split: the county is nowhere, its city is */
	assert_int_equal(area_now(as, 130521, 2016), 0);
	assert_int_equal(area_up(as, 130521, 2016, AREA_CITY), 130500);
	assert_int_equal(area_up(as, 130521, 2016, AREA_PROVINCE), 130000);
	assert_int_equal(area_up(as, 130521, 2016, AREA_COUNTY), 0);
	assert_int_equal(area_now(as, 130421, 2015), 0);
	assert_int_equal(area_up(as, 130421, 2015, AREA_CITY), 130400);
	/* a long chain: county of a prefecture, county, city under the prefecture, district */
	assert_int_equal(area_now(as, 132334, 1982), 130110); /* 获鹿县 -> 鹿泉市 -> 鹿泉区 */
	assert_int_equal(area_now(as, 132722, 1982), 130207); /* 丰南县 -> 丰南市 -> 丰南区 */
	/* a prefecture, by way of its counties */
	assert_int_equal(area_now(as, 132900, 1990), 130900);
	assert_int_equal(area_up(as, 132100, 1990, AREA_CITY), 130400);
	assert_int_equal(area_now(as, 132700, 1981), 0);
	assert_int_equal(area_up(as, 132700, 1981, AREA_PROVINCE), 130000);
}

TEST(codes_that_were_given_again_are_told_apart_by_the_year)
{
	/* 132201 was the city of Xingtai, then that of Nangong */
	assert_str(area_at(as, 132201, 1982)->name, "邢台市");
	assert_str(area_at(as, 132201, 1990)->name, "南宫市");
	assert_int_equal(area_now(as, 132201, 1982), 0);
	assert_int_equal(area_up(as, 132201, 1982, AREA_CITY), 130500);
	assert_int_equal(area_now(as, 132201, 1990), 130581);
	assert_int_equal(area_now(as, 132201, 0), 130581);
}

TEST(areas_that_moved_between_cities_and_provinces_are_found_there)
{
	assert_int_equal(area_now(as, 371200, 2016), 370100); /* Laiwu is in Jinan since 2018 */
	assert_int_equal(area_up(as, 371202, 2016, AREA_CITY), 370100);
	assert_int_equal(area_up(as, 341400, 2010, AREA_CITY), 0); /* Chaohu came to three cities */
	assert_int_equal(area_up(as, 341400, 2010, AREA_PROVINCE), 340000);
	assert_int_equal(area_up(as, 510200, 1990, AREA_PROVINCE), 500000); /* Chongqing */
	assert_int_equal(area_now(as, 500105, 2024), 500157);
	assert_int_equal(area_now(as, 500112, 2024), 0);
	assert_int_equal(area_up(as, 500112, 2024, AREA_PROVINCE), 500000);
}

TEST(what_has_no_such_level_has_none)
{
	assert_int_equal(area_up(as, 110101, 0, AREA_CITY), 0); /* districts of a municipality */
	assert_int_equal(area_up(as, 110101, 0, AREA_PROVINCE), 110000);
	assert_int_equal(area_up(as, 429004, 0, AREA_CITY), 0); /* directly below Hubei */
	assert_int_equal(area_up(as, 429004, 0, AREA_PROVINCE), 420000);
	assert_int_equal(area_up(as, 130100, 0, AREA_COUNTY), 0);
	assert_int_equal(area_up(as, 130100, 0, AREA_CITY), 130100);
	assert_int_equal(area_up(as, 130000, 0, AREA_CITY), 0);
	assert_int_equal(area_up(as, 130102, 0, AREA_COUNTY), 130102);
	assert_null(area_at(as, 990100, 0));
	assert_int_equal(area_now(as, 990100, 0), 0);
	assert_int_equal(area_up(as, 990100, 0, AREA_PROVINCE), 0);
}

TEST(codes_are_six_nine_or_twelve_digits)
{
	uint32_t code = 0;

	assert_true(area_code_read(STR("130102"), &code));
	assert_int_equal(code, 130102);
	assert_true(area_code_read(STR("130102001"), &code));
	assert_true(area_code_read(STR("130102001003"), &code));
	assert_int_equal(code, 130102);
	assert_false(area_code_read(STR("13"), &code));
	assert_false(area_code_read(STR("1301020"), &code));
	assert_false(area_code_read(STR("13010x"), &code));
	assert_false(area_code_read(STR("013010"), &code));
	assert_false(area_code_read(STR("-13010"), &code));
	assert_false(area_code_read(STR(""), &code));
}

/* All of it is somewhere today: each area of each year has a province, and what is in use is itself. */
TEST(every_area_of_every_year_has_a_province_today)
{
	size_t n;
	const struct area_row *rows = areas_rows(as, &n);

	for (size_t i = 0; i < n; i++) {
		for (int year = rows[i].from; year < (rows[i].until ? rows[i].until : 2026);
		     year++) {
			if (!area_up(as, rows[i].code, year, AREA_PROVINCE) &&
			    area_level(rows[i].code) != AREA_PROVINCE)
				fail_msg("%u in %d has no province", rows[i].code, year);
			assert_ptr_equal(area_at(as, rows[i].code, year), &rows[i]);
		}
		if (!rows[i].until)
			assert_int_equal(area_now(as, rows[i].code, 2025), rows[i].code);
	}
}

/* Of the counties of 2016 nearly all have one county, and all but a few one city or none at all. */
TEST(a_figure_of_2016_finds_its_place_in_2025)
{
	size_t n, counties = 0, moved = 0, split = 0, homeless = 0;
	const struct area_row *rows = areas_rows(as, &n);

	for (size_t i = 0; i < n; i++) {
		uint32_t now, city;

		if (area_level(rows[i].code) != AREA_COUNTY || rows[i].from > 2016 ||
		    (rows[i].until && rows[i].until <= 2016))
			continue;
		counties++;
		now = area_now(as, rows[i].code, 2016);
		city = area_up(as, rows[i].code, 2016, AREA_CITY);
		moved += now && now != rows[i].code;
		split += !now;
		homeless += !now && !city &&
			    area_up(as, rows[i].code, 2016, AREA_PROVINCE) != 310000 &&
			    area_up(as, rows[i].code, 2016, AREA_PROVINCE) != 500000;
	}
	assert_int_equal(counties, 2851);
	assert_int_equal(moved, 116);
	assert_int_equal(split, 8);
	assert_int_equal(homeless, 0);
}

/* ---- the ministry's own lists ---- */

struct listed {
	uint32_t code;
	struct str name;
};

typedef VEC(struct listed) list_vec;

static list_vec read_list(const char *path)
{
	list_vec list = { 0 };
	struct str text, line, cell;

	assert_ok(file_read(path, 1 << 20, arena, &text, NULL));
	while (str_split(&text, '\n', &line)) {
		struct str rest = str_trim(line);
		uint32_t code;

		if (!str_split(&rest, '\t', &cell) || !str_split(&rest, '\t', &cell) ||
		    !str_split(&rest, '\t', &cell) || !area_code_read(cell, &code))
			continue;
		*vec_push(&list) = (struct listed){ code, rest };
	}
	return list;
}

TEST(the_list_of_2015_is_ours_code_by_code)
{
	const char *path = SHARED("5-mobile-infra/gb2260/mca/201512.tsv");

	if (!path)
		skip();
	list_vec list = read_list(path);
	size_t other = 0;

	/* one more there: 130604 was merged in 2015 and taken off the list only later */
	assert_int_equal(list.n, 3219);
	assert_int_equal(count(2015, AREA_PROVINCE) + count(2015, AREA_CITY) +
				 count(2015, AREA_COUNTY),
			 list.n - 1);
	for (size_t i = 0; i < list.n; i++) {
		const struct area_row *row = area_at(as, list.v[i].code, 2015);

		if (list.v[i].code == 130604)
			continue;
		if (!row || row->from > 2015 || (row->until && row->until <= 2015))
			fail_msg("%u is in the list of 2015, not in ours", list.v[i].code);
		other += !str_eq(row->name, str_trim(list.v[i].name));
	}
	assert_int_equal(other, 2); /* 210112 and 513201, put right on later lists */
	vec_fini(&list);
}

static void all_known(const char *rel, size_t rows, int year)
{
	const char *path = SHARED(rel);

	if (!path)
		skip();
	list_vec list = read_list(path);

	assert_int_equal(list.n, rows);
	for (size_t i = 0; i < list.n; i++) {
		const struct area_row *row = area_at(as, list.v[i].code, year);

		if (list.v[i].code == 510180)
			continue; /* Jianyang's for some months; 510185 before the year was over */
		if (!row || row->from > year + 1)
			fail_msg("%u is in %s, not in ours", list.v[i].code, rel);
		assert_int_not_equal(area_up(as, list.v[i].code, year, AREA_PROVINCE), 0);
	}
	vec_fini(&list);
}

TEST(lists_from_the_middle_of_a_year_are_known)
{
	all_known("5-mobile-infra/gb2260/mca/201607.tsv", 3220, 2016);
	all_known("5-mobile-infra/gb2260/mca/201904.tsv", 3219, 2019);
}

/* ---- bad tables ---- */

#define W "{en: a, zh: 甲}"
#define HEAD "year: 2025\nsource: " W "\ntable: |\n"

static void plant(const char *table, enum say_id id, unsigned line)
{
	struct packtest t = packtest_open();
	struct pack *p;
	char place[64];

	packtest_file(&t, "p/pack.yaml", "title: " W "\nissuer: " W "\n");
	packtest_file(&t, "p/areas/13.yaml", arena_printf(t.a, HEAD "%s", table).p);
	assert_int_equal(packtest_load(&t, "p", &p), ERR_SYNTAX);
	snprintf(place, sizeof place, "p/areas/13.yaml:%u:3: ", line);
	if (!str_starts(buf_str(&t.said), str_of(place)) || t.complaints != 1)
		fail_msg("%s: %.*s", table, STR_FMT(buf_str(&t.said)));
	/* the sentence is the one meant: compare from its first fixed words */
	struct str text = say_text(LANG_EN, id);
	size_t from = str_find(text, '}');
	struct str fixed = str_cut(text, from + 1, from + 20);

	assert_true(str_find_str(buf_str(&t.said), fixed) != SIZE_MAX);
	packtest_close(&t);
}

TEST(a_bad_line_is_refused_with_its_place)
{
	plant("  130102 1983 - A\n  13010 1983 - B\n", SAY_AREAS_LINE, 5);
	plant("  130102 - 1983 A\n", SAY_AREAS_LINE, 4);
	plant("  130102 1983 1983 A 130102\n", SAY_AREAS_LINE, 4);
	plant("  130102 1983 2000 A 130103 \n", SAY_AREAS_AFTER, 4);
	plant("  130102 1983 2000 A 130102@2005\n", SAY_AREAS_LINE, 4);
	plant("  130102 1983 - A 130103\n  130103 1983 - B\n", SAY_AREAS_LINE, 4);
	plant("  130103 1983 - A\n  130102 1983 - B\n", SAY_AREAS_ORDER, 5);
	plant("  130102 1983 2000 A 130102\n  130102 1999 - B\n", SAY_AREAS_ORDER, 5);
	plant("  140102 1983 - A\n", SAY_AREAS_PROVINCE, 4);
	plant("  130102 1983 2000 A 140102\n", SAY_AREAS_AFTER, 4);
	plant("  130102 1983 2000 A 130103\n  130103 2001 - B\n", SAY_AREAS_AFTER, 4);
	plant("  130102 1983 - A\n\n  130103 1983 - B\n", SAY_AREAS_LINE, 5);
}

/* Years grow along the way, so that a ring cannot be written; what ends in nothing is nowhere. */
TEST(what_ended_without_a_successor_is_nowhere)
{
	struct packtest t = packtest_open();
	struct pack *p;

	packtest_file(&t, "p/pack.yaml", "title: " W "\nissuer: " W "\n");
	packtest_file(&t, "p/areas/13.yaml",
		      HEAD "  130000 1980 - P\n  130100 1980 - C\n  130102 1980 1990 A 130103\n  "
			   "130103 1980 2000 B 130102 130104\n"
			   "  130102 2000 2010 D\n");
	assert_int_equal(packtest_load(&t, "p", &p),
			 ERR_SYNTAX); /* out of order: 130102 twice, apart */
	packtest_file(
		&t, "p/areas/13.yaml",
		HEAD
		"  130000 1980 - P\n  130100 1980 - C\n  130102 1980 1990 A 130103\n"
		"  130102 2000 2010 D 130103\n  130103 1980 2000 B 130102\n  130103 2005 2020 E\n");
	assert_ok(packtest_load(&t, "p", &p));
	const struct areas *own = areas_open(t.a, p);

	assert_int_equal(area_now(own, 130102, 1985), 0); /* A - B - D - E - nothing */
	assert_int_equal(area_up(own, 130102, 1985, AREA_CITY), 0);
	assert_int_equal(area_up(own, 130100, 1985, AREA_CITY), 130100);
	packtest_close(&t);
}

TESTS("pack/areas", CASE_UP(the_tables_hold_all_areas_of_a_year, up, down),
      CASE_UP(hebei_comes_to_one_tree, up, down),
      CASE_UP(codes_that_were_given_again_are_told_apart_by_the_year, up, down),
      CASE_UP(areas_that_moved_between_cities_and_provinces_are_found_there, up, down),
      CASE_UP(what_has_no_such_level_has_none, up, down),
      CASE_UP(codes_are_six_nine_or_twelve_digits, up, down),
      CASE_UP(every_area_of_every_year_has_a_province_today, up, down),
      CASE_UP(a_figure_of_2016_finds_its_place_in_2025, up, down),
      CASE_UP(the_list_of_2015_is_ours_code_by_code, up, down),
      CASE_UP(lists_from_the_middle_of_a_year_are_known, up, down),
      CASE(a_bad_line_is_refused_with_its_place), CASE(what_ended_without_a_successor_is_nowhere))
