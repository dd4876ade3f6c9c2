/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_tally.h - a sink that counts and writes down, for the tests of feed readers. Needs test.h
 * and wire/feed.h before it.
 *
 * The log has a line an entry: "domain evil.example", "refused TEXT: REASON", "aside mutex",
 * "personal email-src", "warning cidr 192.0.2.0/24", "title NAME".
 */
#pragma once

struct tally {
	size_t kind[IND_KINDS], warning[WARN_TYPES];
	size_t taken, refused, aside, personal, warnings;
	struct indicator last; /* value and ref are gone when the callback returns */
	struct buf log;        /* the first LOG_MAX bytes */
};
enum { TALLY_LOG_MAX = 1 << 16 };

static void tally_indicator(void *ctx, const struct indicator *ind)
{
	struct tally *t = ctx;

	t->kind[ind->kind]++;
	t->taken++;
	t->last = *ind;
	if (t->log.n < TALLY_LOG_MAX)
		buf_printf(&t->log, "%s %.*s\n", indicator_kind_name(ind->kind),
			   STR_FMT(ind->value));
}

static void tally_warning(void *ctx, enum warn_type type, struct str text, uint64_t line)
{
	struct tally *t = ctx;

	assert_true(line > 0);
	t->warning[type]++;
	t->warnings++;
	if (t->log.n < TALLY_LOG_MAX)
		buf_printf(&t->log, "warning %s %.*s\n", warn_type_name(type), STR_FMT(text));
}

static void tally_refused(void *ctx, uint64_t line, struct str text, const struct why *why)
{
	struct tally *t = ctx;

	assert_true(line > 0 && why->line > 0 && why->id != SAY_NONE && text.n <= 200);
	t->refused++;
	if (t->log.n < TALLY_LOG_MAX)
		buf_printf(&t->log, "refused %.*s: %s\n", STR_FMT(text), say_name(why->id));
}

static void tally_set_aside(void *ctx, uint64_t line, struct str type, bool personal)
{
	struct tally *t = ctx;

	assert_true(line > 0 && type.n > 0);
	*(personal ? &t->personal : &t->aside) += 1;
	if (t->log.n < TALLY_LOG_MAX)
		buf_printf(&t->log, "%s %.*s\n", personal ? "personal" : "aside", STR_FMT(type));
}

static void tally_title(void *ctx, struct str name)
{
	struct tally *t = ctx;

	if (t->log.n < TALLY_LOG_MAX)
		buf_printf(&t->log, "title %.*s\n", STR_FMT(name));
}

static struct feed_sink tally_sink(struct tally *t)
{
	return (struct feed_sink){ .ctx = t,
				   .indicator = tally_indicator,
				   .warning = tally_warning,
				   .refused = tally_refused,
				   .set_aside = tally_set_aside,
				   .title = tally_title };
}
