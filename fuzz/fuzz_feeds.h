/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_feeds.h - what the fuzz targets of structured feeds hold of every entry: the promises of feed.h. */
#pragma once

#include "base/ensure.h"
#include "wire/domain.h"
#include "wire/feed_parts.h"

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

static const struct feed_sink feed_checks = { NULL,       on_indicator, on_warning,
					      on_refused, on_aside,     on_title };

/* One part of the reader, or (which >= count) the guess, over `in`. */
static void run_feed(feed_part *const *parts, unsigned count, unsigned which, struct str in,
		     struct str map)
{
	enum feed_format format;
	struct why why = { 0 };

	domain_init();
	if (which < count)
		ensure((parts[which](in, map, &feed_checks, &why) == ERR_OK) ==
		       (why.id == SAY_NONE));
	else if (feed_guess(in, NULL, &format, &why) != ERR_OK)
		ensure(why.id != SAY_NONE);
	else
		ensure(format != FEED_GUESS);
}
