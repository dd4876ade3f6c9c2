/* SPDX-License-Identifier: Apache-2.0 */
/*
 * situation.h - how do things stand? The five lines, and what is behind each.
 *
 *	1 indicators loaded and suppressed	2 events matched, time, bytes kept
 *	3 hits per registered organisation	4 articles and their measures
 *	5 client addresses found on disk, as the last search (doctor) found them
 *
 * Computed from the store between reader_begin() and reader_end(); rendered as JSON for programs,
 * as lines for a terminal, as HTML by page.h. What is not known is said to be unknown, never zero.
 *
 * Operational rows (cursors) that it reads: SITUATION_LAST_MATCH {"events":N,"us":N} and
 * SITUATION_LAST_SEARCH {"found":N,"searched_bytes":N,"at":RFC3339}.
 *
 * Threads: pure but for the reader. Room: serve. May include: all but cmd.
 */
#pragma once

#include "gauge/gauge.h"
#include "index/generation.h"
#include "pack/pack.h"
#include "store/node.h"

#define SITUATION_LAST_MATCH "match.last"
#define SITUATION_LAST_SEARCH "doctor.identifiers"

enum { SITUATION_HOURS = 48, SITUATION_PARTIES = 1000, SITUATION_FEEDS = 10000 };

struct situation_feed {
	struct str name, publisher, category, kind, licence, format;
	int64_t count, refused;
	struct instant loaded;
};

/* A registered organisation that was hit. */
struct situation_party {
	struct str party; /* natural key */
	struct str name, kind, area, contact_role;
	int64_t hits, indicators;
	enum category worst;            /* the first of the closed list among its hits */
	struct str top_kind, top_value; /* of that category, the indicator with most hits */
	struct instant last;
};

struct situation_bar {
	struct instant hour;
	int64_t count[CAT_COUNT];
};

struct situation_measure {
	const struct measure *measure;
	struct gauge_result result;
	bool failed; /* it could not run; `why` says why */
	struct why why;
};

struct situation_article {
	const struct article *article;
	struct situation_measure *measure;
	size_t measure_count;
};

struct situation {
	struct instant at;
	const struct pack *pack; /* for its words */
	struct str node, area, dir;
	uint64_t leaves;
	bool has_index; /* a generation is loaded: counts is real */
	struct generation_counts counts;
	struct situation_feed *feed;
	size_t feed_count, warning_count; /* warning lists are feeds, too; counted apart */
	int64_t listed; /* sum of the feeds' own counts, for a node without index */
	int64_t events, hits, hits_unowned, sighting_rows, refused;
	int64_t last_events, last_us; /* of the last match; -1: unknown */
	bool has_last;
	struct instant last_at; /* when the last batch was committed */
	uint64_t store_bytes;
	struct situation_party *party;
	size_t party_count;
	struct situation_article *article;
	size_t article_count;
	struct instant measures_at; /* of the articles: the time they were asked for */
	uint64_t measures_leaves;   /* and the ledger position that they are true of */
	bool searched;
	int64_t found, searched_bytes;
	struct instant searched_at;
	struct situation_bar *bar; /* SITUATION_HOURS, oldest first; none without sightings */
	size_t bar_count;
};

struct situation_source {
	const struct node *node;
	const struct pack *pack;
	const struct generation *generation; /* or NULL */
	struct instant at;
	bool scan; /* read every sighting, not the sums kept beside them (store/sums.h) */
};

/* All in the arena; borrows from node and pack. */
MUST_CHECK enum err situation_load(struct reader *r, const struct situation_source *from,
				   struct arena *a, struct situation *out, struct why *why);

/* All but the articles and measures. */
MUST_CHECK enum err situation_load_figures(struct reader *r, const struct situation_source *from,
					   struct arena *a, struct situation *out, struct why *why);
/* The articles and measures alone: sets at, pack, article, article_count; the rest is empty. */
void situation_load_articles(struct reader *r, const struct situation_source *from, struct arena *a,
			     struct situation *out);
void situation_run(struct reader *r, const struct measure *m, struct instant at, struct arena *a,
		   struct situation_measure *out);

/* Are the measures those of an earlier ledger position? The next are being computed. */
bool situation_is_behind(const struct situation *s);
/* No newline behind it. */
void situation_json(const struct situation *s, enum lang lang, struct buf *out);
struct json_writer;
void situation_article_json(const struct situation_article *a, enum lang lang,
			    struct json_writer *w);
void situation_measure_json(const struct situation_measure *m, enum lang lang,
			    struct json_writer *w);
/* Five lines with a newline each; line 3 goes on in indented lines, at most `parties` of them. */
void situation_lines(const struct situation *s, enum lang lang, size_t parties, struct buf *out);

/* One of the five (0..4) in parts, so that a terminal and a page say the same. */
enum { SITUATION_LINES = 5 };
struct situation_line {
	enum say_id label;
	struct buf figure, note, command; /* plain text; command may be empty */
};
void situation_line(const struct situation *s, enum lang lang, int which,
		    struct situation_line *out);
void situation_line_fini(struct situation_line *l);

/* "cresset match explain evil.example -n DIR", for a shell. */
void situation_explain(const struct situation *s, struct str value, struct buf *out);
/* "12.5", "no data"; in the measure's unit, which is not written. */
void situation_value(const struct situation_measure *m, enum lang lang, struct buf *out);
enum say_id situation_coverage(struct str coverage);
