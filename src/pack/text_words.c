/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/text_words.h"

#include "pack/text_mark.h"

const struct text_keyword text_keywords[] = {
	{ "article", FAMILY_ARTICLE },
	{ "art.", FAMILY_ARTICLE },
	{ "art ", FAMILY_ARTICLE },
	{ "artikel", FAMILY_ARTICLE },
	{ "articolo", FAMILY_ARTICLE },
	{ "artigo", FAMILY_ARTICLE },
	{ "artículo", FAMILY_ARTICLE },
	{ "articulo", FAMILY_ARTICLE },
	{ "статья", FAMILY_ARTICLE },
	{ "Статья", FAMILY_ARTICLE },
	{ "СТАТЬЯ", FAMILY_ARTICLE },
	{ "Điều", FAMILY_ARTICLE },
	{ "điều", FAMILY_ARTICLE },
	{ "madde", FAMILY_ARTICLE },
	{ "pasal", FAMILY_ARTICLE },
	{ "المادة", FAMILY_ARTICLE },
	{ "مادة", FAMILY_ARTICLE },
	{ "section", FAMILY_SECTION },
	{ "sec.", FAMILY_SECTION },
	{ "clause", FAMILY_SECTION },
	{ "rule", FAMILY_SECTION },
	{ "regulation", FAMILY_SECTION },
	{ "paragraph", FAMILY_SECTION },
	{ "recommendation", FAMILY_SECTION },
	{ "principle", FAMILY_SECTION },
	{ "measure", FAMILY_SECTION },
	{ "§", FAMILY_SECTION },
	{ "chapter", FAMILY_CHAPTER },
	{ "kapitel", FAMILY_CHAPTER },
	{ "chapitre", FAMILY_CHAPTER },
	{ "capítulo", FAMILY_CHAPTER },
	{ "Глава", FAMILY_CHAPTER },
	{ "ГЛАВА", FAMILY_CHAPTER },
	{ "Chương", FAMILY_CHAPTER },
	{ "part", FAMILY_BOOK },
	{ "title", FAMILY_BOOK },
	{ "book", FAMILY_BOOK },
	{ "division", FAMILY_BOOK },
	{ NULL, 0 },
};

const char *const text_citing[] = { "规定", "的", "、",     "至",     "和", "或", "所", "及", "与",
				    "第",   "到", "中规定", "之规定", "款", "項", "の", NULL };
const char *const text_citing_en[] = { "of ",   "and ",   "or ",       "to ",     "above",
				       "below", "hereof", "paragraph", "thereof", NULL };

const char *const text_tails[] = {
	"附件",          "附：",       "附:",       "附表",       "附录",        "抄送",
	"主题词",        "责任编辑",   "编辑：",    "编辑:",      "来源：",      "来源:",
	"分享",          "相关",       "上一篇",    "下一篇",     "上一条",      "下一条",
	"版权",          "（此件",     "(此件",     "此件公开",   "打印",        "关闭",
	"扫一扫",        "联系方式",   "联系电话",  "网站地图",   "主办单位",    "主办：",
	"印发",          "点击",       "阅读",      "作者",       "记者",        "原文",
	"转载",          "声明：",     "免责",      "评论",       "返回顶部",    "解读",
	"advertisement", "share ",     "share:",    "leave a",    "related",     "posted ",
	"copyright",     "©",          "annex",     "appendix",   "attachment",  "schedule",
	"source:",       "contact",    "tags:",     "comments",   "one thought", "previous",
	"next post",     "print",      "read more", "this entry", "footnote",    "translated by",
	"done at",       "in witness", NULL,
};

const char *const text_announces[] = { "全文如下",  "全文：",       "全文:",  "条文如下",
				       "内容如下",  "原文如下",     "附件：", "附件:",
				       "full text", "text follows", NULL };

const char *const text_datelines[] = { "新华社",   "本报",   "中新",    "人民网", "央视",
				       "据新华",   "记者",   "（记者",  "(记者",  "讯",
				       "电 ",      "来源",   "时间",    "发布",   "摘要",
				       "BEIJING,", "posted", "source:", "xinhua", "published",
				       "附件",     NULL };

static bool begins(struct str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && str_eq_nocase(str_n(s.p, n), str_n(word, n));
}

bool text_words_begin(struct str s, const char *const *list)
{
	for (; *list; list++)
		if (begins(s, *list))
			return true;
	return false;
}

bool text_words_hold(struct str s, const char *const *list)
{
	for (; *list; list++)
		for (size_t i = 0; i < s.n; i++)
			if (begins(str_n(s.p + i, s.n - i), *list))
				return true;
	return false;
}
