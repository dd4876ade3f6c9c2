/* SPDX-License-Identifier: Apache-2.0 */
/* The articles of texts in many styles; all of them made up for this test. */
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "pack/text_split.h"

enum { ARTICLES = 14, PARTS = 3 };

static const char *const titles[ARTICLES] = { "指导思想", "基本原则", "改善水质", "保护岸线",
					      "修复湿地", "规范捕捞", "管好船只", "防治污染",
					      "监测水情", "预警灾害", "公开信息", "鼓励参与",
					      "压实责任", "保障经费" };
static const char *const bodies[ARTICLES] = {
	"坚持以人为本，把湖泊保护摆在突出位置。到2030年形成长效机制。",
	"坚持政府主导、社会参与；坚持因地制宜、分类施策。",
	"加强入湖河流治理，建设污水处理设施。禁止直排。",
	"划定岸线功能区，清理违法建筑，恢复自然岸线。",
	"实施退田还湖，种植水生植物，逐步恢复湿地功能。",
	"实行禁渔期制度，严格渔具管理。打击电鱼、毒鱼行为。",
	"船只应当登记编号，配备污水收集装置，定期检验。",
	"控制农药化肥使用量，推广测土配方施肥（含有机肥）。",
	"建设自动监测站，每日发布水位、水质数据。",
	"完善蓝藻和洪水预警机制，提前48小时发布预警信息。",
	"监测数据向社会公开，接受公众查询和监督。",
	"支持志愿者开展巡湖活动，设立举报电话并及时答复。",
	"落实湖长制，逐级签订责任书，按年度考核。",
	"资金列入同级财政预算，专款专用，接受审计。",
};
static const char *const heads[PARTS] = { "总体要求", "重点任务", "保障措施" };
/* Part of each article. */
static const unsigned part_of[ARTICLES] = { 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3 };
static const char *const han[] = { "",   "一", "二", "三",   "四",   "五",   "六",  "七",
				   "八", "九", "十", "十一", "十二", "十三", "十四" };

/* How a text is written: %s is the Chinese numeral, %d the number. */
struct style {
	const char *name, *mark, *head;
	bool digits; /* the mark takes a number */
	bool again;  /* labels begin again in each part */
};

static const struct style styles[] = {
	{ "1. under 一、", "%d.", "%s、", true, false },
	{ "1、 under 一、", "%d、", "%s、", true, false },
	{ "1．", "%d．", "%s、", true, false },
	{ "1。", "%d。", "%s、", true, false },
	{ "（一） under 一、", "（%s）", "%s、", false, false },
	{ "(一)", "(%s)", "%s、", false, false },
	{ "第一条", "第%s条　", "第%s章　", false, false },
	{ "第一条, nothing behind", "第%s条", NULL, false, false },
	{ "第 1 条", "第 %d 条 ", "第%s章 ", true, false },
	{ "【第一条】", "【第%s条】", "第%s部分 ", false, false },
	{ "一、 alone", "%s、", NULL, false, false },
	{ "(1)", "（%d）", "%s、", true, false },
	{ "1)", "%d）", "%s、", true, false },
	{ "1 blank", "%d ", "%s、", true, false },
	{ "# headings", "%d. ", "## %s、", true, false },
	{ "**headings**", "%d\\. ", "**　%s、", true, false },
	{ "1. again and again", "%d.", "%s、", true, true },
	{ "（一） again and again", "（%s）", "%s、", false, true },
};

static void put_mark(struct buf *b, const struct style *s, unsigned n)
{
	struct buf mark = { 0 };

	for (const char *p = s->mark; *p; p++) {
		if (*p == '%') {
			p++;
			if (s->digits)
				buf_u64(&mark, n);
			else
				buf_puts(&mark, han[n]);
		} else {
			buf_c(&mark, *p);
		}
	}
	buf_put(b, buf_str(&mark));
	buf_fini(&mark);
}

static void put_head(struct buf *b, const struct style *s, unsigned part)
{
	for (const char *p = s->head; *p; p++) {
		if (*p == '%') {
			p++;
			buf_puts(b, han[part]);
		} else {
			buf_c(b, *p);
		}
	}
	buf_puts(b, heads[part - 1]);
	if (strncmp(s->head, "**", 2) == 0)
		buf_puts(b, "**");
	buf_c(b, '\n');
}

/* Articles [from, to) in a style. */
static void put_articles(struct buf *b, const struct style *s, unsigned from, unsigned to)
{
	unsigned label = 0;

	for (unsigned i = from; i < to; i++) {
		bool new_part = i == from || part_of[i] != part_of[i - 1];

		label = s->again ? (new_part ? 1 : label + 1) : i + 1;
		if (new_part && s->head)
			put_head(b, s, part_of[i]);
		put_mark(b, s, label);
		buf_printf(b, "%s。%s\n", titles[i], bodies[i]);
	}
}

static void put_text(struct buf *b, const struct style *s)
{
	buf_puts(b,
		 "关于加强湖泊保护的意见\n\n为保护湖泊，改善人民群众生活环境，现提出如下意见。\n");
	put_articles(b, s, 0, ARTICLES);
}

static struct text_docs split(struct arena *a, struct buf *b)
{
	struct text_docs docs;
	struct why why = { 0 };

	assert_ok(text_split(a, buf_str(b), &docs, &why));
	return docs;
}

/* Article k of a document is article i of the text above, whole. */
static void check_article(const struct style *s, const struct text_article *t, unsigned i,
			  unsigned number)
{
	char want[1024];

	snprintf(want, sizeof want, "%s。%s", titles[i], bodies[i]);
	if (t->text.n != strlen(want) || memcmp(t->text.p, want, t->text.n) != 0)
		fail_msg("%s: article %u is \"%.*s\", wanted \"%s\"", s->name, i + 1,
			 STR_FMT(t->text), want);
	if (t->number != number || t->part != (s->head ? part_of[i] : 0))
		fail_msg("%s: article %u has number %u and part %u", s->name, i + 1, t->number,
			 t->part);
	assert_str(t->title, titles[i]);
}

static void check_whole(const struct style *s, struct arena *a, struct buf *b)
{
	struct text_docs docs = split(a, b);

	if (docs.n != 1 || docs.v[0].count != ARTICLES)
		fail_msg("%s: %zu documents, %zu articles in\n%s", s->name, docs.n,
			 docs.n ? docs.v[0].count : 0, buf_cstr(b));
	for (unsigned i = 0; i < ARTICLES; i++)
		check_article(s, &docs.v[0].articles[i], i, i + 1);
}

typedef void vary_fn(struct buf *b, const struct style *s);

static void each_style(vary_fn *vary)
{
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		struct arena *a = arena_open();
		struct buf b = { 0 };

		vary(&b, &styles[i]);
		check_whole(&styles[i], a, &b);
		buf_fini(&b);
		arena_close(a);
	}
}

TEST(all_styles_of_marks_are_found)
{
	each_style(put_text);
}

static void vary_quoted(struct buf *b, const struct style *s)
{
	buf_puts(b, "我的日志\n今天读到一份文件，最喜欢其中一条：\n");
	put_mark(b, s, s->again ? 4 : 14);
	buf_printf(b, "%s。%s\n大家怎么看？\n", titles[13], bodies[13]);
	put_text(b, s);
}

TEST(an_article_quoted_before_the_text_is_not_the_text)
{
	each_style(vary_quoted);
}

static void vary_tail(struct buf *b, const struct style *s)
{
	put_text(b, s);
	buf_puts(b, "\n征文启事\n\n为庆祝建馆五十周年，现向社会征集文章。\n\n一、主办单位：\n市图书"
		    "馆\n二、要求：\n"
		    "1、字数不限。\n2、五月底前寄到。\n3、不退稿。\n");
}

TEST(another_text_behind_it_is_cut_off)
{
	each_style(vary_tail);
}

static void vary_signed(struct buf *b, const struct style *s)
{
	put_text(b, s);
	buf_puts(b, "\n　　　　市人民政府办公厅\n　　　　2020年3月1日\n附件：任务分工表\n责任编辑："
		    "李四\n");
}

TEST(a_signature_and_an_annex_are_no_part_of_the_last_article)
{
	each_style(vary_signed);
}

static void vary_contents(struct buf *b, const struct style *s)
{
	buf_puts(b, "目　录\n");
	for (unsigned i = 0; i < ARTICLES; i++) {
		if (s->head && (!i || part_of[i] != part_of[i - 1]))
			put_head(b, s, part_of[i]);
		put_mark(b, s, s->again ? (i < 2 ? i + 1 : i < 10 ? i - 1 : i - 9) : i + 1);
		buf_printf(b, "%s……………%u\n", titles[i], i / 3 + 1);
	}
	put_text(b, s);
}

TEST(a_table_of_contents_is_not_the_text)
{
	each_style(vary_contents);
}

/* Every line broken after 20 characters, a blank line between, page numbers and running heads. */
static void vary_wrapped(struct buf *b, const struct style *s)
{
	struct buf whole = { 0 };
	struct str rest, line;
	unsigned lines = 0;

	put_text(&whole, s);
	rest = buf_str(&whole);
	while (str_split(&rest, '\n', &line))
		do {
			struct str part = str_cut_text(line, 60);

			buf_put(b, part);
			buf_puts(b, " \n\n");
			line = str_cut(line, part.n, line.n);
			if (++lines % 12 == 0)
				buf_printf(b, "- %u -\n\n\f湖泊保护文件汇编\n\n", lines / 12);
		} while (line.n);
	buf_fini(&whole);
}

TEST(lines_broken_by_a_width_are_joined_and_pages_forgotten)
{
	each_style(vary_wrapped);
}

static void vary_crlf(struct buf *b, const struct style *s)
{
	struct buf whole = { 0 };

	put_text(&whole, s);
	buf_puts(b, "\xEF\xBB\xBF");
	for (size_t i = 0; i < whole.n; i++) {
		if (whole.p[i] == '\n')
			buf_c(b, '\r');
		buf_c(b, whole.p[i]);
	}
	buf_fini(&whole);
}

TEST(byte_order_marks_and_carriage_returns_do_not_matter)
{
	each_style(vary_crlf);
}

static void vary_one_line(struct buf *b, const struct style *s)
{
	put_text(b, s);
	for (size_t i = 0; i < b->n; i++)
		if (b->p[i] == '\n')
			b->p[i] = ' ';
}

TEST(lost_line_breaks_are_found_again)
{
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		struct arena *a = arena_open();
		struct buf b = { 0 };

		if (strchr(styles[i].mark, ' ') ||
		    strchr(styles[i].head ? styles[i].head : "", '*') ||
		    strchr(styles[i].head ? styles[i].head : "", '#') || styles[i].again)
			goto next; /* a blank is all that is left of a break there */
		vary_one_line(&b, &styles[i]);
		check_whole(&styles[i], a, &b);
	next:
		buf_fini(&b);
		arena_close(a);
	}
}

TEST(an_excerpt_keeps_its_numbers)
{
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		const struct style *s = &styles[i];
		struct arena *a = arena_open();
		struct buf b = { 0 };
		struct text_docs docs;

		if (s->again)
			goto next;
		put_articles(&b, s, 6, 12);
		docs = split(a, &b);
		if (docs.n != 1 || docs.v[0].count != 6)
			fail_msg("%s: %zu articles of 6", s->name, docs.n ? docs.v[0].count : 0);
		for (unsigned k = 0; k < 6; k++)
			check_article(s, &docs.v[0].articles[k], k + 6, k + 7);
	next:
		buf_fini(&b);
		arena_close(a);
	}
}

/* ---- single texts, each one a case of its own ---- */

static struct text_docs split_lit(struct arena *a, const char *text)
{
	struct text_docs docs;
	struct why why = { 0 };

	assert_ok(text_split(a, str_of(text), &docs, &why));
	return docs;
}

static void check_numbers(const char *text, const char *want)
{
	struct arena *a = arena_open();
	struct text_docs docs = split_lit(a, text);
	struct buf got = { 0 };

	for (size_t i = 0; i < docs.n; i++) {
		buf_printf(&got, "%s%s", i ? " | " : "", text_lang_name(docs.v[i].lang));
		for (size_t k = 0; k < docs.v[i].count; k++)
			buf_printf(&got, " %u/%u", docs.v[i].articles[k].part,
				   docs.v[i].articles[k].number);
	}
	if (strcmp(buf_cstr(&got), want) != 0)
		fail_msg("got \"%s\", wanted \"%s\" of\n%s", buf_cstr(&got), want, text);
	buf_fini(&got);
	arena_close(a);
}

#define LAW_1 "第一条 为了保护湖泊，制定本条例。\n"
#define LAW_2 \
	"第二条 本条例适用于本市湖泊的保护：\n（一）天然湖泊；\n（二）水库；\n1. 大型水库；\n2. " \
	"小型水库。\n"
#define LAW_3 "第三条 根据有关法律\n第二条的规定，市人民政府主管湖泊保护工作。\n"

TEST(lists_inside_articles_are_theirs)
{
	struct arena *a = arena_open();
	struct text_docs docs = split_lit(a, "第一章 总则\n" LAW_1 LAW_2 "第二章 职责\n" LAW_3);

	assert_int_equal(docs.n, 1);
	assert_int_equal(docs.v[0].count, 3);
	assert_int_equal(docs.v[0].part_count, 2);
	assert_str(docs.v[0].articles[1].text, "本条例适用于本市湖泊的保护：\n（一）天然湖泊；\n（"
					       "二）水库；\n1. 大型水库；\n2. 小型水库。");
	assert_int_equal(docs.v[0].articles[2].part, 2);
	arena_close(a);
	check_numbers(
		"一、总体要求\n（一）思想。坚持为民。\n1. 便民。\n2. 利民。\n（二）目标。水更清。\n"
		"二、任务\n（三）治水。建厂。\n1. 一期。\n2. 二期。\n3. "
		"三期。\n（四）护岸。植树。\n",
		"zh 1/1 1/2 2/3 2/4");
}

TEST(a_level_that_says_something_itself_is_that_of_the_articles)
{
	check_numbers("一、提高认识。湖泊是城市的肺，各单位要高度重视。\n二、抓好落实。各单位要做好"
		      "以下工作：\n（一）排查；\n"
		      "（二）整改。\n三、加强督查。市政府每季度通报一次。\n",
		      "zh 0/1 0/2 0/3");
}

TEST(numbers_go_on_over_headings)
{
	check_numbers("一、认识\n为了湖泊，特制定本意见。\n1. 思想。为民。\n2. "
		      "目标。水清。\n二、任务\n抓好以下各项。\n3. 治水。建厂。\n"
		      "4. 护岸。植树。\n",
		      "zh 1/1 1/2 2/3 2/4");
}

TEST(labels_begin_again_in_english_parts)
{
	check_numbers("I, General\n  1. Quiet. Readers keep quiet.\n  2. Bags. Bags stay "
		      "outside.\n\nII, Books\n\n"
		      "3, Loans. Two weeks, once.\n\n  1. Fines. None are taken.\n  2. Damage. "
		      "Tell us at once.\n\n"
		      "III, End\n  1. Force. These rules hold from May.\n",
		      "en 1/1 1/2 2/3 2/4 2/5 3/6");
}

TEST(words_that_count_articles_come_before_numbers)
{
	check_numbers("Chapter I General\nArticle 1 Scope\nThis applies to:\n1. lakes;\n2. "
		      "ponds.\nArticle 2. Terms\n"
		      "In Article 1 of this rule a pond is small.\nChapter II Duties\nArticle 3: "
		      "Owners\nOwners keep it clean.\n",
		      "en 1/1 1/2 2/3");
	check_numbers("Section 1. Short title.\nThis is the Lake Act.\nSection 2. Terms.\n(a) "
		      "lake;\n(b) pond.\n",
		      "en 0/1 0/2");
	check_numbers("§ 1 Geltung\nDieses Gesetz gilt.\n§ 2 Begriffe\nSee ist See.\n",
		      "en 0/1 0/2");
	check_numbers("Статья 1. Цели\nОхрана озёр.\nСтатья 2. Термины\nОзеро есть озеро.\n",
		      "ru 0/1 0/2");
	check_numbers("제1조(목적) 이 법은 호수를 보호한다.\n제2조(정의) 호수란 호수를 말한다.\n",
		      "ko 0/1 0/2");
}

TEST(two_languages_are_two_documents)
{
	check_numbers("Article 1 Lakes are protected.\nArticle 2 Ponds are, too.\n\n第一条 "
		      "湖泊受保护。\n第二条 池塘亦受保护。\n",
		      "en 0/1 0/2 | zh 0/1 0/2");
	check_numbers("第一条 湖泊受到法律的保护。\nArticle 1 Lakes are protected.\n第二条 "
		      "池塘亦受保护。\nArticle 2 Ponds are, too.\n",
		      "zh 0/1 0/2 | en 0/1 0/2");
}

TEST(two_texts_of_one_language_are_two_documents)
{
	check_numbers("一、总则\n1. 目的。保护湖泊水质。\n2. 范围。全市所有湖泊。\n二、附则\n3. "
		      "施行。今年起实施。\n"
		      "县里的意见\n一、总则\n1. 目的。保护全县湖泊。\n2. 施行。明年起再实施。\n",
		      "zh 1/1 1/2 2/3 | zh 1/1 1/2");
}

TEST(inserted_articles_and_formal_numerals_count)
{
	check_numbers(
		"第十二条 甲方负责治理。\n第十二条之一 乙方负责监测。\n第十三条 丙方负责巡查。\n",
		"zh 0/12 0/12 0/13");
	check_numbers("第壹條 目的如下。\n第貳條 範圍如下。\n第參條 罰則如下。\n",
		      "zh 0/1 0/2 0/3");
	check_numbers("第九十九条 甲。\n第一百条 乙。\n第一百零一条 丙。\n", "zh 0/99 0/100 0/101");
	check_numbers("1 总则\n1.1 目的\n为了保护湖泊。\n1.2 范围\n全市湖泊。\n2 职责\n2.1 "
		      "组长\n负责指挥。\n",
		      "zh 1/1 1/2 2/3");
}

TEST(a_law_with_contents_and_chapters_has_its_parts)
{
	check_numbers("湖泊法\n目  "
		      "录\n第一章　总　　则\n第二章　附　　则\n第一章　总　　则\n第一条　为了保护湖"
		      "泊，制定本法。\n"
		      "第二条　国家保护湖泊。\n第二章　附　　则\n第三条　本法自公布之日起施行。\n",
		      "zh 1/1 1/2 2/3");
	check_numbers("第一章　総則\n（目的）\n第一条　この法律は、湖の保護について定める。\n第二章"
		      "　雑則\n"
		      "第二条　この法律は、公布の日から施行する。\n",
		      "ja 1/1 2/2");
	check_numbers("（略）\n第七条　不得占用湖泊。\n第九条　禁止围湖造田。\n第十二条　违反第七条"
		      "的，责令改正。\n",
		      "zh 0/7 0/9 0/12");
	check_numbers("一、将第三条修改为：“市政府主管。”\n二、增加一条，作为第六条：\n“第六条　实"
		      "行湖长制。”\n三、删去第五条。\n",
		      "zh 0/1 0/2 0/3");
}

TEST(headings_without_numbers_part_the_text)
{
	struct arena *a = arena_open();
	struct text_docs docs = split_lit(a, "关于湖泊的意见\n总体要求\n1.思想。坚持统筹。\n2."
					     "原则。坚持创新。\n（责任单位：省厅）\n"
					     "重点任务\n3.治水。建设平台。\n4.护岸。培育市场。\n");

	assert_int_equal(docs.n, 1);
	assert_int_equal(docs.v[0].count, 4);
	assert_str(docs.v[0].articles[1].text, "原则。坚持创新。\n（责任单位：省厅）");
	assert_int_equal(docs.v[0].articles[1].part, 1);
	assert_int_equal(docs.v[0].articles[2].part, 2);
	docs = split_lit(a, "# Policy\n\n**Article One.** Purpose. It protects lakes.\n\n**Article "
			    "Two.** Scope. Lakes and ponds.\n"
			    "They are wet.\n\n## Annex\n1. list\n");
	assert_int_equal(docs.n, 1);
	assert_int_equal(docs.v[0].count, 2);
	assert_str(docs.v[0].articles[0].text, "Purpose. It protects lakes.");
	assert_str(docs.v[0].articles[1].text, "Scope. Lakes and ponds.\nThey are wet.");
	arena_close(a);
}

TEST(what_has_no_articles_has_none)
{
	check_numbers("", "");
	check_numbers("\n\n \n", "");
	check_numbers("今天天气很好。\n我们去湖边走走。\n", "");
	check_numbers("The year 2017.\nIt rained 3 days.\n", "");
}

TEST(gb18030_and_utf16_are_read_and_binary_refused)
{
	static const char gb[] = "\xd2\xbb\xa1\xa2\xbc\xd7\xb7\xbd\xb8\xba\xd4\xf0\xa1\xa3\n"
				 "\xb6\xfe\xa1\xa2\xd2\xd2\xb7\xbd\xb8\xba\xd4\xf0\xa1\xa3\n";
	static const char utf16[] =
		"\xff\xfe\x00\x4e\x01\x30\x32\x75\x02\x30\x0a\x00\x8c\x4e\x01\x30\x59\x4e\x02\x30";
	struct arena *a = arena_open();
	struct text_docs docs;
	struct why why = { 0 };

	assert_ok(text_split(a, str_n(gb, sizeof gb - 1), &docs, &why));
	assert_int_equal(docs.n, 1);
	assert_int_equal(docs.v[0].count, 2);
	assert_str(docs.v[0].articles[0].text, "甲方负责。");
	assert_ok(text_split(a, str_n(utf16, sizeof utf16 - 1), &docs, &why));
	assert_int_equal(docs.v[0].count, 2);
	assert_int_equal(text_split(a, STR("1. a\0b\n2. c\n"), &docs, &why), ERR_UNSUPPORTED);
	assert_int_equal(why.id, SAY_TEXT_BINARY);
	assert_int_equal(text_split(a, STR("\xff\xff\xff\xff"), &docs, &why), ERR_UNSUPPORTED);
	arena_close(a);
}

/* ---- the texts that this was made for ---- */

TEST(the_five_witnesses_have_their_articles)
{
	static const struct {
		const char *file;
		const char *want;
	} seeds[] = {
		{ "../seeds/000_38a9b7ef4295c4cd.txt", "zh 24" },
		{ "../seeds/001_7383e359a54bc1c8.txt", "zh 24" },
		{ "../seeds/002_70340a04d47d3582.txt", "zh 24" },
		{ "../seeds/003_3642ead1c65ac267.txt", "en 24 zh 24" },
		{ "../seeds/004_8c15f7ef5f5d9ff5.txt", "zh 21" },
	};

	for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
		const char *path = SHARED(seeds[i].file);
		struct arena *a = arena_open();
		struct text_docs docs;
		struct str bytes;
		struct why why = { 0 };
		struct buf got = { 0 };

		if (!path)
			skip();
		assert_ok(file_read(path, TEXT_BYTES, a, &bytes, &why));
		assert_ok(text_split(a, bytes, &docs, &why));
		for (size_t k = 0; k < docs.n; k++) {
			const struct text_doc *d = &docs.v[k];

			buf_printf(&got, "%s%s %zu", k ? " " : "", text_lang_name(d->lang),
				   d->count);
			for (unsigned n = 0; n < d->count; n++)
				assert_int_equal(d->articles[n].number, n + 1);
		}
		assert_string_equal(buf_cstr(&got), seeds[i].want);
		buf_fini(&got);
		arena_close(a);
	}
}

TESTS("pack/text_split", CASE(all_styles_of_marks_are_found),
      CASE(an_article_quoted_before_the_text_is_not_the_text),
      CASE(another_text_behind_it_is_cut_off),
      CASE(a_signature_and_an_annex_are_no_part_of_the_last_article),
      CASE(a_table_of_contents_is_not_the_text),
      CASE(lines_broken_by_a_width_are_joined_and_pages_forgotten),
      CASE(byte_order_marks_and_carriage_returns_do_not_matter),
      CASE(lost_line_breaks_are_found_again), CASE(an_excerpt_keeps_its_numbers),
      CASE(lists_inside_articles_are_theirs),
      CASE(a_level_that_says_something_itself_is_that_of_the_articles),
      CASE(numbers_go_on_over_headings), CASE(labels_begin_again_in_english_parts),
      CASE(words_that_count_articles_come_before_numbers), CASE(two_languages_are_two_documents),
      CASE(two_texts_of_one_language_are_two_documents),
      CASE(inserted_articles_and_formal_numerals_count),
      CASE(a_law_with_contents_and_chapters_has_its_parts),
      CASE(headings_without_numbers_part_the_text), CASE(what_has_no_articles_has_none),
      CASE(gb18030_and_utf16_are_read_and_binary_refused),
      CASE(the_five_witnesses_have_their_articles))
