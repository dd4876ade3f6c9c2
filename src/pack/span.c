/* SPDX-License-Identifier: Apache-2.0 */
/* span.c - "5 working days", 5个工作日: a number and a unit, in either language. */
#include "pack/calendar.h"

static const struct unit_word {
	const char *word;
	enum span_unit unit;
} unit_words[] = {
	{ "minute", SPAN_MINUTES },
	{ "min", SPAN_MINUTES },
	{ "hour", SPAN_HOURS },
	{ "h", SPAN_HOURS },
	{ "day", SPAN_DAYS },
	{ "calendar day", SPAN_DAYS },
	{ "week", SPAN_WEEKS },
	{ "month", SPAN_MONTHS },
	{ "year", SPAN_YEARS },
	{ "working day", SPAN_WORKING_DAYS },
	{ "workday", SPAN_WORKING_DAYS },
	{ "business day", SPAN_WORKING_DAYS },
	{ "working hour", SPAN_WORKING_HOURS },
	{ "business hour", SPAN_WORKING_HOURS },
	{ "分钟", SPAN_MINUTES },
	{ "分", SPAN_MINUTES },
	{ "小时", SPAN_HOURS },
	{ "天", SPAN_DAYS },
	{ "日", SPAN_DAYS },
	{ "自然日", SPAN_DAYS },
	{ "周", SPAN_WEEKS },
	{ "星期", SPAN_WEEKS },
	{ "月", SPAN_MONTHS },
	{ "年", SPAN_YEARS },
	{ "工作日", SPAN_WORKING_DAYS },
	{ "工作小时", SPAN_WORKING_HOURS },
};

static const uint32_t most[SPAN_UNITS] = {
	[SPAN_MINUTES] = SPAN_DAYS_MAX * 1440U,
	[SPAN_HOURS] = SPAN_DAYS_MAX * 24U,
	[SPAN_DAYS] = SPAN_DAYS_MAX,
	[SPAN_WEEKS] = SPAN_DAYS_MAX / 7,
	[SPAN_MONTHS] = 1200,
	[SPAN_YEARS] = 100,
	[SPAN_WORKING_DAYS] = SPAN_DAYS_MAX,
	[SPAN_WORKING_HOURS] = SPAN_DAYS_MAX * 8U,
};

/* ---- numbers ---- */

static bool take_text(struct str *s, struct str head)
{
	if (!str_starts(*s, head))
		return false;
	*s = str_cut(*s, head.n, s->n);
	return true;
}

static int take_chinese_digit(struct str *s)
{
	static const struct {
		const char *text;
		int value;
	} digits[] = {
		{ "零", 0 }, { "〇", 0 }, { "一", 1 }, { "二", 2 }, { "两", 2 }, { "三", 3 },
		{ "四", 4 }, { "五", 5 }, { "六", 6 }, { "七", 7 }, { "八", 8 }, { "九", 9 },
	};

	for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
		if (take_text(s, str_of(digits[i].text)))
			return digits[i].value;
	return -1;
}

/* 十五, 二十, 一百二十: as laws write numbers of days; up to 999. */
static bool take_chinese(struct str *s, uint64_t *n)
{
	size_t was = s->n;
	int digit = take_chinese_digit(s);

	*n = 0;
	if (digit > 0 && take_text(s, STR("百"))) {
		*n = 100 * (uint64_t)digit;
		take_text(s, STR("零"));
		digit = take_chinese_digit(s);
	}
	if (take_text(s, STR("十"))) {
		*n += 10 * (uint64_t)(digit > 0 ? digit : 1);
		digit = take_chinese_digit(s);
	}
	if (digit > 0)
		*n += (uint64_t)digit;
	return s->n < was;
}

static bool take_number(struct str *s, uint64_t *n)
{
	size_t digits = 0;

	while (digits < s->n && digits < 10 && ascii_is_digit(s->p[digits]))
		digits++;
	if (!digits)
		return take_chinese(s, n);
	bool ok = str_u64(str_cut(*s, 0, digits), n);

	*s = str_cut(*s, digits, s->n);
	return ok;
}

/* ---- units ---- */

/* Blanks, and the marks that stand for them between and in words. */
static bool is_blank(char c)
{
	return c == ' ' || c == '_' || c == '-';
}

/* Is the text the word, with any blank for a blank, and with an s at its end if it is English? */
static bool is_unit(struct str s, struct str word)
{
	if (s.n == word.n + 1 && ascii_lower(s.p[word.n]) == 's' && word.n > 1 &&
	    (unsigned char)word.p[0] < 0x80)
		s.n--;
	if (s.n != word.n)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (ascii_lower(s.p[i]) != word.p[i] && !(word.p[i] == ' ' && is_blank(s.p[i])))
			return false;
	return true;
}

enum err span_read(struct str text, struct span *out, struct why *why)
{
	struct str s = str_trim(text);
	uint64_t n = 0;

	if (!take_number(&s, &n))
		return why_set(why, ERR_SYNTAX, SAY_SPAN_SYNTAX, A(text));
	while (s.n && is_blank(s.p[0]))
		s = str_cut(s, 1, s.n);
	take_text(&s, STR("个"));
	for (size_t i = 0; i < sizeof unit_words / sizeof *unit_words; i++) {
		enum span_unit unit = unit_words[i].unit;

		if (!is_unit(s, str_of(unit_words[i].word)))
			continue;
		if (n < 1 || n > most[unit])
			return why_set(why, ERR_LIMIT, SAY_SPAN_LIMIT, A(text), A(most[unit]));
		*out = (struct span){ .unit = unit, .n = (uint32_t)n };
		return ERR_OK;
	}
	return why_set(why, ERR_SYNTAX, SAY_SPAN_SYNTAX, A(text));
}
