/* SPDX-License-Identifier: Apache-2.0 */
/* feed_guess.c - which format is it, or what else? */
#include "wire/feed_parts.h"

static bool starts_with(struct str s, const char *bytes, size_t n)
{
	return s.n >= n && memcmp(s.p, bytes, n) == 0;
}

/* What a binary file is, by its first bytes; NULL: text. */
static const char *binary_name(struct str head)
{
	static const struct {
		const char *bytes, *name;
		size_t n;
	} magic[] = {
		{ "\x1F\x8B", "gzip", 2 },
		{ "\x28\xB5\x2F\xFD", "zstd", 4 },
		{ "PK\x03\x04", "zip", 4 },
		{ "BZh", "bzip2", 3 },
		{ "\xFD"
		  "7zXZ",
		  "xz", 5 },
		{ "7z\xBC\xAF", "7-zip", 4 },
		{ "%PDF", "PDF", 4 },
		{ "\x7F"
		  "ELF",
		  "ELF", 4 },
		{ "MZ", "Windows program", 2 },
		{ "SQLite format 3", "SQLite", 15 },
		{ "\xD4\xC3\xB2\xA1", "pcap", 4 },
		{ "\xA1\xB2\xC3\xD4", "pcap", 4 },
		{ "\x0A\x0D\x0D\x0A", "pcapng", 4 },
		{ "\x89PNG", "PNG", 4 },
	};

	for (size_t i = 0; i < sizeof magic / sizeof *magic; i++) {
		/* Two letters alone may begin a text as well. */
		if (starts_with(head, magic[i].bytes, magic[i].n) &&
		    (magic[i].bytes[0] != 'M' || memchr(head.p, 0, head.n)))
			return magic[i].name;
	}
	return memchr(head.p, 0, head.n) ? "?" : NULL;
}

/* By its mark, or because the first letters are ASCII with a NUL beside each. */
static bool is_utf16(struct str head)
{
	bool le = head.n >= 4 && head.p[0] && !head.p[1] && head.p[2] && !head.p[3];
	bool be = head.n >= 4 && !head.p[0] && head.p[1] && !head.p[2] && head.p[3];

	return le || be || str_starts(head, STR("\xFF\xFE")) || str_starts(head, STR("\xFE\xFF"));
}

static bool has_word(struct str head, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= head.n; i++)
		if (str_eq_nocase(str_n(head.p + i, n), str_n(word, n)))
			return true;
	return false;
}

static enum err guess_markup(struct str head, struct why *why)
{
	if (str_starts(head, STR("<?xml")) && !has_word(head, "<html"))
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_IS_XML);
	return why_set(why, ERR_UNSUPPORTED, SAY_FEED_IS_HTML);
}

enum err feed_guess(struct str head, const char *name, enum feed_format *out, struct why *why)
{
	const char *binary;
	struct str text;
	enum err e;

	(void)name; /* names lie ("feed.json" is often a web page); the bytes decide */
	*out = FEED_GUESS;
	if (head.n == 0)
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_EMPTY);
	if (is_utf16(head))
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_UTF16);
	binary = binary_name(head);
	if (binary)
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_BINARY, A(binary));
	if (str_starts(head, STR("\xEF\xBB\xBF")))
		head = str_cut(head, 3, head.n);
	text = str_trim(head);
	if (text.n == 0)
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_EMPTY);
	if (text.p[0] == '<')
		return guess_markup(text, why);
	if (text.p[0] == '{')
		return feed_guess_json(head, out, why);
	if (text.p[0] == '[') { /* an array, or an IPv6 address, or a section of some other text */
		e = feed_guess_json(head, out, why);
		if (e != ERR_SYNTAX)
			return e;
		if (why)
			*why = (struct why){ 0 };
	}
	return feed_guess_text(head, out, why);
}
