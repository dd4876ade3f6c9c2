/* SPDX-License-Identifier: Apache-2.0 */
/* list_tally.h - counts what a decoder delivers: by kind, by reason, by word; distinct values. */
#pragma once

#include "base/map.h"
#include "wire/feed_parts.h"

struct tally {
	uint64_t kind[IND_KINDS];
	uint64_t reason[SAY_COUNT];
	uint64_t taken, refused, aside, personal;
	uint64_t last_line;
	struct map *distinct; /* NULL: not counted */
	struct map *words;    /* of set_aside, with counts */
	char last[300];       /* the last value or refused text */
};

static void tally_indicator(void *ctx, const struct indicator *ind)
{
	struct tally *t = ctx;
	char key[16384];

	t->kind[ind->kind]++;
	t->taken++;
	t->last_line = ind->line;
	snprintf(t->last, sizeof t->last, "%.*s", STR_FMT(ind->value));
	if (t->distinct) {
		key[0] = (char)ind->kind;
		memcpy(key + 1, ind->value.p, ind->value.n);
		map_put(t->distinct, str_n(key, ind->value.n + 1), NULL);
	}
}

static void tally_refused(void *ctx, uint64_t line, struct str text, const struct why *why)
{
	struct tally *t = ctx;

	t->refused++;
	t->reason[why->id]++;
	t->last_line = line;
	snprintf(t->last, sizeof t->last, "%.*s", STR_FMT(text));
	if (getenv("TALLY_SHOW"))
		printf("%s\t%llu\t%.*s\n", say_name(why->id), (unsigned long long)line,
		       STR_FMT(text));
}

static void tally_aside(void *ctx, uint64_t line, struct str type, bool personal)
{
	struct tally *t = ctx;

	t->last_line = line;
	*(personal ? &t->personal : &t->aside) += 1;
	map_put(t->words, type, NULL)->u++;
}

static struct feed_sink tally_start(struct tally *t, bool distinct)
{
	*t = (struct tally){ .words = map_open(), .distinct = distinct ? map_open() : NULL };
	return (struct feed_sink){ .ctx = t,
				   .indicator = tally_indicator,
				   .refused = tally_refused,
				   .set_aside = tally_aside };
}

static void tally_end(struct tally *t)
{
	map_close(t->words);
	map_close(t->distinct);
}

static inline uint64_t tally_entries(const struct tally *t)
{
	return t->taken + t->refused + t->aside + t->personal;
}

static inline uint64_t tally_word(const struct tally *t, const char *word)
{
	struct map_entry *e = map_get(t->words, str_of(word));

	return e ? e->u : 0;
}
