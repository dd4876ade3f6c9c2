/* SPDX-License-Identifier: Apache-2.0 */
/* feed_log.h - a sink that writes down all it is told, so that two tellings can be compared. */
#pragma once

#include "test.h"

#include "base/buf.h"
#include "wire/feed.h"

static inline void log_indicator(void *ctx, const struct indicator *i)
{
	buf_printf(ctx, "I %d %d %d %llu %lld %lld ", i->kind, i->tlp, i->confidence,
		   (unsigned long long)i->line, (long long)i->valid_from.us,
		   (long long)i->valid_until.us);
	buf_put(ctx, i->value);
	buf_c(ctx, '|');
	buf_put(ctx, i->ref);
	buf_c(ctx, '\n');
}

static inline void log_warning(void *ctx, enum warn_type type, struct str text, uint64_t line)
{
	buf_printf(ctx, "W %d %llu ", type, (unsigned long long)line);
	buf_put(ctx, text);
	buf_c(ctx, '\n');
}

static inline void log_refused(void *ctx, uint64_t line, struct str text, const struct why *why)
{
	buf_printf(ctx, "R %llu ", (unsigned long long)line);
	buf_put(ctx, text);
	buf_printf(ctx, " %d ", why->code);
	why_text(why, LANG_ZH, ctx);
	buf_c(ctx, '\n');
}

static inline void log_set_aside(void *ctx, uint64_t line, struct str type, bool personal)
{
	buf_printf(ctx, "S %llu %d ", (unsigned long long)line, personal);
	buf_put(ctx, type);
	buf_c(ctx, '\n');
}

static inline void log_title(void *ctx, struct str name)
{
	buf_puts(ctx, "T ");
	buf_put(ctx, name);
	buf_c(ctx, '\n');
}

static inline struct feed_sink logging(struct buf *to)
{
	return (struct feed_sink){ to,          log_indicator, log_warning,
				   log_refused, log_set_aside, log_title };
}
