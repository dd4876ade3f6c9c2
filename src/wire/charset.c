/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/charset.h"

#include <iconv.h>

#define BOM_8 STR("\xEF\xBB\xBF")
#define BOM_16LE STR("\xFF\xFE")
#define BOM_16BE STR("\xFE\xFF")

/* Every byte, or nothing. UTF-8 needs at most twice the bytes of either (2 become 3). */
static bool convert(struct arena *a, const char *from, struct str in, struct str *out)
{
	iconv_t cd = iconv_open("UTF-8", from);
	size_t left = in.n, room = in.n * 2 + 4;
	char *source = (char *)in.p, *target, *start; /* iconv() does not write to its input */
	size_t bad;

	if (cd == (iconv_t)-1)
		return false;
	start = target = arena_array(a, char, room);
	bad = iconv(cd, &source, &left, &target, &room);
	iconv_close(cd);
	*out = str_n(start, (size_t)(target - start));
	return bad == 0 && left == 0;
}

static enum err nothing_known(struct str in, size_t bad, struct why *why)
{
	uint64_t line = 1, column = 1;

	for (size_t i = 0; i < bad; i++) {
		column = in.p[i] == '\n' ? 1 : column + 1;
		line += in.p[i] == '\n';
	}
	why_set(why, ERR_SYNTAX, SAY_CHARSET_UNKNOWN);
	why_at(why, NULL, line, column);
	return ERR_SYNTAX;
}

enum err charset_utf8(struct arena *a, struct str in, struct str *out, struct why *why)
{
	size_t bad = 0;

	if (in.n > CHARSET_BYTES_MAX)
		return why_set(why, ERR_LIMIT, SAY_CHARSET_LONG, A((unsigned)CHARSET_BYTES_MAX));
	if (str_starts(in, BOM_8))
		in = str_cut(in, BOM_8.n, in.n);
	if (str_starts(in, BOM_16LE) && convert(a, "UTF-16LE", str_cut(in, 2, in.n), out))
		return ERR_OK;
	if (str_starts(in, BOM_16BE) && convert(a, "UTF-16BE", str_cut(in, 2, in.n), out))
		return ERR_OK;
	*out = in;
	if (str_is_utf8(in, &bad))
		return ERR_OK;
	return convert(a, "GB18030", in, out) ? ERR_OK : nothing_known(in, bad, why);
}
