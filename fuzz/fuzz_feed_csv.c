/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_feed_csv.c - tables, with and without a map, and Zeek intel files, by the first byte. */
#include "base/ensure.h"
#include "wire/domain.h"
#include "wire/feed_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void on_indicator(void *ctx, const struct indicator *ind)
{
	(void)ctx;
	ensure(ind->kind > IND_NONE && ind->kind < IND_KINDS && ind->value.n && ind->line);
	ensure(ind->tlp < TLP_COUNT && (ind->confidence <= 100 || ind->confidence == 255));
}

static void on_warning(void *ctx, enum warn_type type, struct str text, uint64_t line)
{
	(void)ctx;
	ensure(type < WARN_TYPES && text.n && line);
}

static void on_refused(void *ctx, uint64_t line, struct str text, const struct why *why)
{
	(void)ctx;
	ensure(line && text.n <= FEED_REFUSED_TEXT && why->id != SAY_NONE && why->line);
}

static void on_aside(void *ctx, uint64_t line, struct str type, bool personal)
{
	(void)ctx;
	(void)personal;
	ensure(line && type.n);
}

static void on_title(void *ctx, struct str name)
{
	(void)ctx;
	(void)name;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static feed_part *const parts[] = { feed_csv_read, feed_csv_read, feed_zeek_intel_read };
	struct feed_sink sink = { NULL, on_indicator, on_warning, on_refused, on_aside, on_title };
	struct str in = str_n((const char *)data + (n > 0), n - (n > 0)), map = { 0 };
	enum feed_format format;
	struct why why = { 0 };

	if (n == 0)
		return 0;
	domain_init();
	if (data[0] % 4 == 1)
		map = STR("value=1,type=2,domain=b,valid_until=c,tlp=4,ref=5,confidence=6");
	if (data[0] % 4 < 3)
		ensure((parts[data[0] % 4](in, map, &sink, &why) == ERR_OK) ==
		       (why.id == SAY_NONE));
	else if (feed_guess(in, NULL, &format, &why) != ERR_OK)
		ensure(why.id != SAY_NONE);
	else
		ensure(format != FEED_GUESS);
	return 0;
}
