/* SPDX-License-Identifier: Apache-2.0 */
/* situation_json.c - the situation for programs; numbers are numbers, unknown is null. */
#include "serve/situation.h"

#include "gauge/result.h"
#include "wire/json.h"
#include "wire/time3339.h"

static void w_int(struct json_writer *w, const char *key, int64_t v)
{
	json_w_key(w, key);
	json_w_i64(w, v);
}

static void w_time(struct json_writer *w, const char *key, bool known, struct instant t)
{
	struct buf b = { 0 };

	json_w_key(w, key);
	if (known) {
		time3339_write(t, &b);
		json_w_str(w, buf_str(&b));
	} else {
		json_w_null(w);
	}
	buf_fini(&b);
}

static void w_number(struct json_writer *w, const char *key, bool known, double v)
{
	json_w_key(w, key);
	if (known)
		json_w_double(w, v);
	else
		json_w_null(w);
}

static void write_indicators(struct json_writer *w, const struct situation *s)
{
	json_w_key(w, "indicators");
	json_w_object(w);
	json_w_key(w, "loaded");
	json_w_u64(w, s->has_index ? s->counts.indicators : (uint64_t)s->listed);
	json_w_key(w, "suppressed");
	if (s->has_index)
		json_w_u64(w, s->counts.suppressed);
	else
		json_w_null(w);
	w_int(w, "feeds", (int64_t)(s->feed_count - s->warning_count));
	w_int(w, "warning_lists", (int64_t)s->warning_count);
	w_int(w, "refused_lines", s->refused);
	json_w_key(w, "by_kind");
	json_w_object(w);
	for (int k = IND_NONE + 1; k < IND_KINDS; k++)
		if (s->counts.by_kind[k])
			w_int(w, indicator_kind_name((enum indicator_kind)k),
			      (int64_t)s->counts.by_kind[k]);
	json_w_object_end(w);
	json_w_object_end(w);
}

static void write_events(struct json_writer *w, const struct situation *s)
{
	json_w_key(w, "events");
	json_w_object(w);
	w_int(w, "matched", s->events);
	w_time(w, "last_batch", s->has_last, s->last_at);
	w_number(w, "last_run_seconds", s->last_us >= 0, (double)s->last_us / US_PER_SECOND);
	w_number(w, "last_run_events", s->last_events >= 0, (double)s->last_events);
	w_int(w, "bytes_kept", (int64_t)s->store_bytes);
	w_int(w, "sighting_rows", s->sighting_rows);
	json_w_object_end(w);
}

static void write_party(struct json_writer *w, const struct situation *s,
			const struct situation_party *p)
{
	struct buf b = { 0 };

	json_w_object(w);
	json_w_text(w, "party", p->party);
	json_w_text(w, "name", p->name);
	json_w_text(w, "area", p->area);
	json_w_text(w, "contact_role", p->contact_role);
	w_int(w, "hits", p->hits);
	w_int(w, "indicators", p->indicators);
	json_w_text(w, "worst_category", str_of(category_name(p->worst)));
	json_w_text(w, "top_kind", p->top_kind);
	json_w_text(w, "top_indicator", p->top_value);
	w_time(w, "last", p->last.us != 0, p->last);
	situation_explain(s, p->top_value, &b);
	json_w_text(w, "explain", buf_str(&b));
	json_w_object_end(w);
	buf_fini(&b);
}

static void write_hits(struct json_writer *w, const struct situation *s)
{
	json_w_key(w, "hits");
	json_w_object(w);
	w_int(w, "total", s->hits);
	w_int(w, "on_registered", s->hits - s->hits_unowned);
	w_int(w, "elsewhere", s->hits_unowned);
	json_w_object_end(w);
	json_w_key(w, "organisations");
	json_w_array(w);
	for (size_t i = 0; i < s->party_count; i++)
		write_party(w, s, &s->party[i]);
	json_w_array_end(w);
}

void situation_measure_json(const struct situation_measure *m, enum lang lang,
			    struct json_writer *w)
{
	json_w_object(w);
	gauge_result_members(&m->result, lang, w);
	json_w_text(w, "title", m->measure->title[lang]);
	json_w_object_end(w);
}

void situation_article_json(const struct situation_article *a, enum lang lang,
			    struct json_writer *w)
{
	json_w_object(w);
	json_w_text(w, "number", a->article->number);
	json_w_text(w, "title", a->article->title[lang]);
	json_w_text(w, "summary", a->article->summary[lang]);
	json_w_text(w, "coverage", a->article->coverage);
	json_w_text(w, "why", a->article->why[lang]);
	json_w_key(w, "measures");
	json_w_array(w);
	for (size_t i = 0; i < a->measure_count; i++)
		situation_measure_json(&a->measure[i], lang, w);
	json_w_array_end(w);
	json_w_object_end(w);
}

static void write_articles(struct json_writer *w, const struct situation *s, enum lang lang)
{
	json_w_key(w, "articles");
	json_w_array(w);
	for (size_t i = 0; i < s->article_count; i++)
		situation_article_json(&s->article[i], lang, w);
	json_w_array_end(w);
}

static void write_search(struct json_writer *w, const struct situation *s)
{
	json_w_key(w, "identifiers_on_disk");
	json_w_object(w);
	w_number(w, "found", s->searched, (double)s->found);
	w_number(w, "searched_bytes", s->searched, (double)s->searched_bytes);
	w_time(w, "at", s->searched, s->searched_at);
	json_w_object_end(w);
}

static void write_feeds(struct json_writer *w, const struct situation *s)
{
	json_w_key(w, "feeds");
	json_w_array(w);
	for (size_t i = 0; i < s->feed_count; i++) {
		const struct situation_feed *f = &s->feed[i];

		json_w_object(w);
		json_w_text(w, "name", f->name);
		json_w_text(w, "publisher", f->publisher);
		json_w_text(w, "category", f->category);
		json_w_text(w, "kind", f->kind);
		json_w_text(w, "licence", f->licence);
		json_w_text(w, "format", f->format);
		w_int(w, "count", f->count);
		w_int(w, "refused", f->refused);
		w_time(w, "loaded", f->loaded.us != 0, f->loaded);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

static void write_hours(struct json_writer *w, const struct situation *s)
{
	json_w_key(w, "hours");
	json_w_array(w);
	for (size_t i = 0; i < s->bar_count; i++) {
		json_w_object(w);
		w_time(w, "window", true, s->bar[i].hour);
		for (int c = CAT_NONE + 1; c < CAT_COUNT; c++)
			if (s->bar[i].count[c])
				w_int(w, category_name((enum category)c), s->bar[i].count[c]);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

void situation_json(const struct situation *s, enum lang lang, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	w_time(&w, "at", true, s->at);
	json_w_text(&w, "node", s->node);
	json_w_text(&w, "area", s->area);
	json_w_text(&w, "pack", pack_id(s->pack));
	w_int(&w, "leaves", (int64_t)s->leaves);
	write_indicators(&w, s);
	write_events(&w, s);
	write_hits(&w, s);
	w_int(&w, "measures_as_of", (int64_t)s->measures_leaves);
	w_time(&w, "measures_at", true, s->measures_at);
	write_articles(&w, s, lang);
	write_search(&w, s);
	write_feeds(&w, s);
	write_hours(&w, s);
	json_w_object_end(&w);
}
