/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_feed_json.c - MISP, STIX and warning lists; the first byte chooses which, or the guess. */
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
	static feed_part *const parts[] = { feed_misp_read, feed_stix_read, feed_warninglist_read };
	struct feed_sink sink = { NULL, on_indicator, on_warning, on_refused, on_aside, on_title };
	struct str in = str_n((const char *)data + (n > 0), n - (n > 0)), none = { 0 };
	enum feed_format format;
	struct why why = { 0 };

	if (n == 0)
		return 0;
	domain_init();
	if (data[0] % 4 < 3)
		ensure((parts[data[0] % 4](in, none, &sink, &why) == ERR_OK) ==
		       (why.id == SAY_NONE));
	else if (feed_guess(in, NULL, &format, &why) != ERR_OK)
		ensure(why.id != SAY_NONE);
	else
		ensure(format != FEED_GUESS);
	return 0;
}
