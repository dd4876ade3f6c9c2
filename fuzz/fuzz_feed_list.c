/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_feed_list.c - the feeds that are lines: the first byte chooses the format. Every entry is
 * delivered with its line, in order; what is taken is canonical.
 */
#include "base/ensure.h"
#include "wire/feed_parts.h"
#include "wire/url.h"

struct state {
	struct arena *arena;
	struct buf text;
	uint64_t line, lines, entries;
};

static void entry(struct state *s, uint64_t line)
{
	ensure(line >= s->line && line <= s->lines);
	s->line = line;
	s->entries++;
}

static void on_indicator(void *ctx, const struct indicator *ind)
{
	struct state *s = ctx;
	struct indicator again;

	entry(s, ind->line);
	if (ind->value.n > URL_MAX)
		return;
	ensure(indicator_of(s->arena, ind->kind, ind->value, &again, NULL) == ERR_OK);
	ensure(again.kind == ind->kind && str_eq(again.value, ind->value));
}

static void on_refused(void *ctx, uint64_t line, struct str text, const struct why *why)
{
	struct state *s = ctx;

	entry(s, line);
	ensure(text.n <= FEED_REFUSED_TEXT && why->line == line);
	buf_clear(&s->text);
	why_text(why, LANG_EN, &s->text);
	ensure(s->text.n > 0);
}

static void on_aside(void *ctx, uint64_t line, struct str type, bool personal)
{
	(void)personal;
	ensure(type.n > 0);
	entry(ctx, line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static feed_part *const parts[] = { feed_list_read,    feed_hosts_read,   feed_adblock_read,
					    feed_dnsmasq_read, feed_unbound_read, feed_rpz_read };
	struct state s = { .arena = arena_open(), .lines = 1 };
	struct feed_sink sink = {
		.ctx = &s, .indicator = on_indicator, .refused = on_refused, .set_aside = on_aside
	};
	struct why why;

	for (size_t i = 0; i < n; i++)
		s.lines += data[i] == '\n';
	if (n > 0)
		ensure(parts[data[0] % (sizeof parts / sizeof *parts)](
			       str_n((const char *)data + 1, n - 1), (struct str){ 0 }, &sink,
			       &why) == ERR_OK);
	buf_fini(&s.text);
	arena_close(s.arena);
	return 0;
}
