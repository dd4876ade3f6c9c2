/* SPDX-License-Identifier: Apache-2.0 */
/* sample.h - a situation made by hand: what the renderers are asked to show, hostile text included. */
#pragma once

#include "serve/sample_data.h"

static struct pack *sample_pack;
static struct arena *sample_arena;

static void sample_bars(struct situation *s)
{
	s->bar = arena_array(sample_arena, struct situation_bar, SITUATION_HOURS);
	s->bar_count = SITUATION_HOURS;
	for (int i = 0; i < SITUATION_HOURS; i++) {
		int night = (i + 4) % 24;

		s->bar[i].hour.us = 1763618400000000 - (SITUATION_HOURS - 1 - i) * US_PER_HOUR;
		s->bar[i].count[CAT_C2] = night < 8 ? 40 + i * 3 % 17 : 5 + i % 5;
		s->bar[i].count[CAT_PHISHING] = 12 + i * 7 % 11;
		s->bar[i].count[CAT_MALWARE] = i % 3 ? 6 : 0;
		s->bar[i].count[CAT_SCANNER] = i == 30 ? 90 : 9;
		s->bar[i].count[CAT_EXPLOIT] = i % 9 ? 0 : 4;
		s->bar[i].count[CAT_BOTNET] = i % 11 ? 0 : 3;
	}
}

static void sample_article(struct situation *s)
{
	struct situation_measure *m = arena_array(sample_arena, struct situation_measure, 3);

	for (int i = 0; i < 3; i++)
		m[i].result.measure = m[i].measure = &sample_measures[i];
	m[0].result.has_value = m[0].result.total.has_value = true;
	m[0].result.total = (struct gauge_row){ .has_value = true,
						.value = 12894.25,
						.num = 1563,
						.den = 121217,
						.has_num = true,
						.has_den = true };
	m[0].result.has_fresh = m[1].result.has_fresh = true;
	m[0].result.fresh = m[1].result.fresh = (struct instant){ 1763618400000000 };
	m[1].result.has_value = true;
	m[1].result.total = (struct gauge_row){ .has_value = true,
						.value = 200 / 3.0,
						.num = 2,
						.den = 3,
						.has_num = true,
						.has_den = true };
	s->article = arena_array(sample_arena, struct situation_article, 2);
	s->article[0] = (struct situation_article){ &sample_articles[0], m, 3 };
	s->article[1] = (struct situation_article){ &sample_articles[1], NULL, 0 };
	s->article_count = 2;
}

/* A node on a bad morning. */
static struct situation sample_situation(void)
{
	struct situation s = { .at = { 1763622000000000 },
			       .pack = sample_pack,
			       .node = { HOSTILE, sizeof HOSTILE - 1 },
			       .area = { "130000", 6 },
			       .dir = { "./demo-node", 11 },
			       .leaves = 1204,
			       .has_index = true,
			       .events = 121217,
			       .hits = 1703,
			       .hits_unowned = 140,
			       .sighting_rows = 388,
			       .last_events = 121217,
			       .last_us = 412000,
			       .has_last = true,
			       .last_at = { 1763619000000000 },
			       .store_bytes = 3145728,
			       .searched = true,
			       .searched_bytes = 20971520,
			       .searched_at = { 1763619600000000 } };

	s.counts.indicators = 1690021;
	s.counts.suppressed = 233;
	s.counts.by_kind[IND_DOMAIN] = 1690000;
	s.counts.by_kind[IND_URL] = 21;
	s.party = (struct situation_party *)sample_parties;
	s.party_count = SAMPLE_PARTIES;
	s.feed = (struct situation_feed *)sample_feeds;
	s.feed_count = 4;
	s.warning_count = 1;
	sample_bars(&s);
	sample_article(&s);
	return s;
}

static int sample_up(void **state)
{
	struct why why;

	(void)state;
	sample_arena = arena_open();
	if (pack_load(sample_arena, NULL, STR("core"), NULL, NULL, &sample_pack, &why) == ERR_OK)
		return 0;
	why_print(&why, stderr);
	return -1;
}

static int sample_down(void **state)
{
	(void)state;
	arena_close(sample_arena);
	return 0;
}
