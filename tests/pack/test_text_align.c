/* SPDX-License-Identifier: Apache-2.0 */
/* Which article is which: planted changes are told, and the known map is met. */
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/rand.h"
#include "base/why.h"
#include "pack/text_align.h"
#include "pack/text_chars.h"

static const struct text_doc *doc_of(struct arena *a, struct str bytes, enum text_lang lang)
{
	struct text_docs docs;
	struct why why = { 0 };
	const struct text_doc *d;

	assert_ok(text_split(a, bytes, &docs, &why));
	d = text_doc_of(&docs, lang);
	assert_non_null(d);
	return d;
}

static void put_numbers(struct buf *b, const struct text_doc *d, const size_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%u", i ? "+" : "", d->articles[v[i]].number);
}

/* "1-2 changed, 13-18+20 merged; 4; 1 19": pairs; only in a; only in b. */
static const char *align_text(struct arena *a, const struct text_doc *x, const struct text_doc *y)
{
	struct text_alignment al;
	struct why why = { 0 };
	struct buf b = { 0 };
	const char *out;

	assert_ok(text_align(a, x, y, &al, &why));
	for (size_t i = 0; i < al.n; i++) {
		buf_puts(&b, i ? ", " : "");
		put_numbers(&b, x, al.pairs[i].a, al.pairs[i].a_n);
		buf_c(&b, '-');
		put_numbers(&b, y, al.pairs[i].b, al.pairs[i].b_n);
		buf_printf(&b, " %s", text_relation_name(al.pairs[i].relation));
		assert_true(al.pairs[i].alike >= 0 && al.pairs[i].alike <= 1);
	}
	buf_puts(&b, "; ");
	put_numbers(&b, x, al.only_a, al.only_a_n);
	buf_puts(&b, "; ");
	put_numbers(&b, y, al.only_b, al.only_b_n);
	out = str_keep(a, buf_str(&b)).p;
	buf_fini(&b);
	return out;
}

#define A1 "1. 治理水质。建设污水处理设施，禁止向湖泊直排生活污水和工业废水。\n"
#define A2 "2. 保护岸线。划定岸线功能区，清理违法建筑；恢复自然岸线，种植芦苇。\n"
#define A3 "3. 规范捕捞。实行禁渔期制度，严格渔具管理，打击电鱼毒鱼。\n"
#define A4 "4. 公开信息。监测数据每日向社会公布，接受公众查询。\n"

#define B1 "（一）总体要求。坚持人民至上，统筹发展和安全两件大事。\n"
#define B2 "（二）治理水质。建设污水处理设施，严禁向湖泊直排工业废水。\n"
#define B3 "（三）公开信息。监测数据每日向社会公布，接受公众查询。\n"
#define B4 "（四）保护岸线。划定岸线功能区，清理违法建筑；恢复自然岸线，种植芦苇。\n"

static const char *align_lits(struct arena *a, const char *x, const char *y)
{
	return align_text(a, doc_of(a, str_of(x), TEXT_ZH), doc_of(a, str_of(y), TEXT_ZH));
}

TEST(articles_are_same_changed_moved_added_and_dropped)
{
	struct arena *a = arena_open();

	assert_string_equal(align_lits(a, A1 A2 A3 A4, B1 B2 B3 B4),
			    "1-2 changed, 2-4 same, 4-3 moved; 3; 1");
	assert_string_equal(align_lits(a, A1 A2 A3 A4, A1 A2 A3 A4),
			    "1-1 same, 2-2 same, 3-3 same, 4-4 same; ; ");
	arena_close(a);
}

TEST(two_articles_become_one)
{
	struct arena *a = arena_open();
	const char *both = "1. "
			   "综合治理。建设污水处理设施，禁止向湖泊直排生活污水和工业废水。监测数据"
			   "每日向社会公布，接受公众查询。\n"
			   "2. 保护岸线。划定岸线功能区，清理违法建筑；恢复自然岸线，种植芦苇。\n";

	assert_string_equal(
		align_lits(a, A1 A2 "3. 公开信息。监测数据每日向社会公布，接受公众查询。\n", both),
		"1+3-1 merged, 2-2 same; ; ");
	assert_string_equal(
		align_lits(a, both, A1 A2 "3. 公开信息。监测数据每日向社会公布，接受公众查询。\n"),
		"1-1+3 merged, 2-2 same; ; ");
	arena_close(a);
}

TEST(a_sentence_that_went_to_another_article_is_found)
{
	struct arena *a = arena_open();
	const struct text_doc *x = doc_of(
		a, STR(A1 "2. 保护岸线。划定岸线功能区。种植芦苇和荷花等水生植物。\n"), TEXT_ZH);
	const struct text_doc *y =
		doc_of(a,
		       STR("1. "
			   "治理水质。建设污水处理设施，禁止向湖泊直排生活污水和工业废水。种植芦苇"
			   "和荷花等水生植物。\n2. 保护岸线。划定岸线功能区。\n"),
		       TEXT_ZH);
	struct text_alignment al;
	struct why why;
	size_t moved = 0;

	assert_ok(text_align(a, x, y, &al, &why));
	for (size_t i = 0; i < al.match_n; i++) {
		const struct text_sentence_pair *p = &al.matches[i];

		if (p->relation != TEXT_MOVED)
			continue;
		moved++;
		assert_str(al.sentences[0][p->a].s, "种植芦苇和荷花等水生植物。");
		assert_int_equal(al.sentences[0][p->a].article, 1);
		assert_int_equal(al.sentences[1][p->b].article, 0);
	}
	assert_int_equal(moved, 1);
	arena_close(a);
}

/* Every article and every sentence of both sides is told once, whatever the texts. */
static void check_complete(const struct text_doc *x, const struct text_doc *y,
			   const struct text_alignment *al)
{
	size_t a = al->only_a_n, b = al->only_b_n, sa = 0, sb = 0;

	for (size_t i = 0; i < al->n; i++) {
		a += al->pairs[i].a_n;
		b += al->pairs[i].b_n;
	}
	for (size_t i = 0; i < al->match_n; i++) {
		sa += al->matches[i].a_n;
		sb += al->matches[i].b_n;
	}
	assert_int_equal(a, x->count);
	assert_int_equal(b, y->count);
	assert_int_equal(sa, al->sentence_n[0]);
	assert_int_equal(sb, al->sentence_n[1]);
}

static void put_random(struct buf *b, struct prng *r)
{
	size_t articles = 1 + prng_below(r, 8);

	for (size_t i = 0; i < articles; i++) {
		buf_printf(b, "第%zu条 ", i + 1);
		for (size_t k = 3 + prng_below(r, 60); k > 0; k--) {
			char utf8[4];

			buf_put(b,
				str_n(utf8, char_put(prng_below(r, 9) ?
							     0x4E00 + (uint32_t)prng_below(r, 40) :
							     U'。',
						     utf8)));
		}
		buf_puts(b, "湖。\n");
	}
}

TEST(nothing_is_lost_or_told_twice)
{
	struct prng r = prng_of(22);

	for (int k = 0; k < 300; k++) {
		struct arena *a = arena_open();
		struct buf x = { 0 }, y = { 0 };
		const struct text_doc *dx, *dy;
		struct text_alignment al;
		struct why why;

		put_random(&x, &r);
		put_random(&y, &r);
		dx = doc_of(a, buf_str(&x), TEXT_ZH);
		dy = doc_of(a, buf_str(&y), TEXT_ZH);
		assert_ok(text_align(a, dx, dy, &al, &why));
		check_complete(dx, dy, &al);
		assert_ok(text_align(a, dx, dx, &al, &why));
		check_complete(dx, dx, &al);
		assert_int_equal(al.n, dx->count);
		buf_fini(&x);
		buf_fini(&y);
		arena_close(a);
	}
}

TEST(languages_are_aligned_by_order_length_and_figures)
{
	struct arena *a = arena_open();
	struct str both =
		STR("Article 1 Scope. These rules hold for all lakes and ponds of the city, and "
		    "for the rivers that run into them, whoever owns them.\n"
		    "Article 2 Force. They hold from 2030.\n"
		    "Article 3 Data. Stations publish the level of the water every 6 hours, and "
		    "the quality of the water every 24 hours, on the IPv6 network.\n\n"
		    "第一条 "
		    "范围。本办法适用于全市所有湖泊、池塘以及汇入湖泊池塘的河流，不论其归谁所有。\n"
		    "第二条 施行。自2030年起施行。\n"
		    "第三条 "
		    "数据。监测站每6小时发布一次水位数据，每24小时发布一次水质数据，并通过IPv6网络"
		    "提供。\n");

	assert_string_equal(align_text(a, doc_of(a, both, TEXT_EN), doc_of(a, both, TEXT_ZH)),
			    "1-1 same, 2-2 same, 3-3 same; ; ");
	arena_close(a);
}

TEST(too_many_articles_are_refused)
{
	struct arena *a = arena_open();
	struct buf b = { 0 };
	const struct text_doc *d;
	struct text_alignment al;
	struct why why;

	for (unsigned i = 1; i <= TEXT_ALIGN_ARTICLES + 1; i++)
		buf_printf(&b, "第%u条 湖泊。\n", i);
	d = doc_of(a, buf_str(&b), TEXT_ZH);
	assert_int_equal(d->count, TEXT_ALIGN_ARTICLES + 1);
	assert_int_equal(text_align(a, d, d, &al, &why), ERR_LIMIT);
	buf_fini(&b);
	arena_close(a);
}

/* ---- the known map ---- */

static const struct text_doc *seed(struct arena *a, const char *rel, enum text_lang lang)
{
	const char *path = SHARED(rel);
	struct str bytes;
	struct why why;

	if (!path)
		skip();
	assert_ok(file_read(path, TEXT_BYTES, a, &bytes, &why));
	return doc_of(a, bytes, lang);
}

TEST(the_province_is_mapped_to_the_centre)
{
	static const char want[] = "1-2 changed, 2-3 same, 3-4 changed, 4-5 changed, 5-6 changed, "
				   "6-7 changed, 7-8 changed, 8-9 changed, "
				   "9-10 changed, 10-11 changed, 11-12 changed, 12-13 changed, "
				   "13-18+20 merged, 14-14 changed, "
				   "15-15 changed, 16-16 same, 17-17 changed, 18-21 changed, 19-22 "
				   "changed, 20-23 same, 21-24 changed; ; 1+19";
	struct arena *a = arena_open();
	const struct text_doc *centre = seed(a, "../seeds/002_70340a04d47d3582.txt", TEXT_ZH);
	const struct text_doc *province = seed(a, "../seeds/004_8c15f7ef5f5d9ff5.txt", TEXT_ZH);

	assert_string_equal(align_text(a, province, centre), want);
	arena_close(a);
}

TEST(versions_and_languages_of_the_centre_are_one_to_one)
{
	static const char *const files[] = { "../seeds/000_38a9b7ef4295c4cd.txt",
					     "../seeds/001_7383e359a54bc1c8.txt",
					     "../seeds/003_3642ead1c65ac267.txt" };
	struct arena *a = arena_open();
	const struct text_doc *y = seed(a, "../seeds/002_70340a04d47d3582.txt", TEXT_ZH);

	for (int i = 0; i < 4; i++) {
		const struct text_doc *x = seed(a, files[i < 3 ? i : 2], i < 3 ? TEXT_ZH : TEXT_EN);
		struct text_alignment al;
		struct why why;

		assert_ok(text_align(a, x, y, &al, &why));
		assert_int_equal(al.n, 24);
		for (size_t k = 0; k < al.n; k++) {
			assert_int_equal(al.pairs[k].a[0], k);
			assert_int_equal(al.pairs[k].b[0], k);
			if (i == 1 || i == 2)
				assert_int_equal(al.pairs[k].relation, TEXT_SAME);
		}
		check_complete(x, y, &al);
	}
	arena_close(a);
}

TESTS("pack/text_align", CASE(articles_are_same_changed_moved_added_and_dropped),
      CASE(two_articles_become_one), CASE(a_sentence_that_went_to_another_article_is_found),
      CASE(nothing_is_lost_or_told_twice), CASE(languages_are_aligned_by_order_length_and_figures),
      CASE(too_many_articles_are_refused), CASE(the_province_is_mapped_to_the_centre),
      CASE(versions_and_languages_of_the_centre_are_one_to_one))
