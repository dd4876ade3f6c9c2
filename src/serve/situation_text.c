/* SPDX-License-Identifier: Apache-2.0 */
/* situation_text.c - the five lines in words. */
#include "serve/html.h"
#include "serve/situation.h"

/* Numbers as text, for sentences; at most FIGURES in one sentence. */
enum { FIGURES = 4 };
struct figures {
	struct buf b[FIGURES];
	int n;
};

static void figures_fini(struct figures *f)
{
	for (int i = 0; i < FIGURES; i++)
		buf_fini(&f->b[i]);
}

static struct str count(struct figures *f, uint64_t n)
{
	struct buf *b = &f->b[f->n++];

	text_count(b, n);
	return buf_str(b);
}

static struct str bytes(struct figures *f, uint64_t n)
{
	struct buf *b = &f->b[f->n++];

	text_bytes(b, n);
	return buf_str(b);
}

static struct str seconds(struct figures *f, int64_t us)
{
	struct buf *b = &f->b[f->n++];

	text_number(b, (double)us / US_PER_SECOND);
	return buf_str(b);
}

static struct str when(struct figures *f, struct instant t)
{
	struct buf *b = &f->b[f->n++];

	text_time(b, t);
	return buf_str(b);
}

static void indicators(const struct situation *s, enum lang lang, struct situation_line *l)
{
	size_t feeds = s->feed_count - s->warning_count;
	struct figures f = { 0 };

	l->label = SAY_SITUATION_INDICATORS;
	text_count(&l->figure, s->has_index ? s->counts.indicators : (uint64_t)s->listed);
	if (s->has_index)
		say(&l->note, lang, SAY_SITUATION_LOADED, A(count(&f, feeds)),
		    A(count(&f, s->counts.suppressed)), A(count(&f, s->warning_count)));
	else
		say(&l->note, lang, SAY_SITUATION_LISTED, A(count(&f, feeds)),
		    A(count(&f, s->warning_count)));
	figures_fini(&f);
}

static void events(const struct situation *s, enum lang lang, struct situation_line *l)
{
	struct figures f = { 0 };

	l->label = SAY_SITUATION_EVENTS;
	text_count(&l->figure, (uint64_t)s->events);
	if (s->last_us >= 0 && s->last_events >= 0)
		say(&l->note, lang, SAY_SITUATION_LAST, A(count(&f, (uint64_t)s->last_events)),
		    A(seconds(&f, s->last_us)));
	else if (s->has_last)
		say(&l->note, lang, SAY_SITUATION_LAST_AT, A(when(&f, s->last_at)));
	say(&l->note, lang, SAY_SITUATION_KEPT, A(bytes(&f, s->store_bytes)),
	    A(count(&f, (uint64_t)s->sighting_rows)));
	figures_fini(&f);
}

static struct str role_of(const struct situation_party *p, enum lang lang)
{
	return p->contact_role.n ? p->contact_role : say_text(lang, SAY_SITUATION_NO_ROLE);
}

static void organisations(const struct situation *s, enum lang lang, struct situation_line *l)
{
	struct figures f = { 0 };
	const struct situation_party *worst = s->party;

	l->label = SAY_SITUATION_ORGANISATIONS;
	text_count(&l->figure, s->party_count);
	say(&l->note, lang, SAY_SITUATION_HITS, A(count(&f, (uint64_t)(s->hits - s->hits_unowned))),
	    A(count(&f, (uint64_t)s->hits_unowned)));
	if (s->party_count) {
		say(&l->note, lang, SAY_SITUATION_WORST, A(worst->name),
		    A(count(&f, (uint64_t)worst->hits)), A(role_of(worst, lang)));
		situation_explain(s, worst->top_value, &l->command);
	}
	figures_fini(&f);
}

static bool is_known(const struct situation_measure *m)
{
	return !m->failed && m->result.total.has_value;
}

static bool has_news(const struct situation_article *art)
{
	for (size_t i = 0; i < art->measure_count; i++)
		if (is_known(&art->measure[i]))
			return true;
	return false;
}

/* Its measures that have a value: of hundreds most have none in the morning. */
static void article_words(const struct situation *s, const struct situation_article *art,
			  enum lang lang, struct buf *out)
{
	bool more = false;

	say(out, lang, SAY_SITUATION_ARTICLE, A(art->article->number));
	for (size_t i = 0; i < art->measure_count; i++) {
		const struct situation_measure *m = &art->measure[i];

		if (!is_known(m))
			continue;
		buf_puts(out, more ? (lang == LANG_ZH ? "，" : ", ") : "");
		more = true;
		buf_put(out, m->measure->id);
		buf_c(out, ' ');
		situation_value(m, lang, out);
		buf_c(out, ' ');
		buf_put(out, pack_label(s->pack, STR("unit"), m->measure->unit, lang));
	}
}

static void articles(const struct situation *s, enum lang lang, struct situation_line *l)
{
	size_t all = 0, known = 0;

	l->label = SAY_SITUATION_ARTICLES;
	for (size_t i = 0; i < s->article_count; i++) {
		const struct situation_article *art = &s->article[i];

		for (size_t k = 0; k < art->measure_count; k++)
			known += !art->measure[k].failed && art->measure[k].result.has_value;
		all += art->measure_count;
		if (!has_news(art))
			continue;
		buf_puts(&l->note, l->note.n ? (lang == LANG_ZH ? "；" : "; ") : "");
		article_words(s, art, lang, &l->note);
	}
	say(&l->figure, lang, SAY_SITUATION_OF, A(known), A(all));
}

static void search(const struct situation *s, enum lang lang, struct situation_line *l)
{
	struct figures f = { 0 };

	l->label = SAY_SITUATION_IDENTIFIERS;
	if (s->searched) {
		text_count(&l->figure, (uint64_t)s->found);
		say(&l->note, lang, SAY_SITUATION_SEARCHED,
		    A(bytes(&f, (uint64_t)s->searched_bytes)), A(when(&f, s->searched_at)));
	} else {
		buf_puts(&l->figure, "\u2013");
		say(&l->note, lang, SAY_SITUATION_NOT_SEARCHED);
		buf_puts(&l->command, "cresset doctor -n ");
		text_shell(&l->command, s->dir);
	}
	figures_fini(&f);
}

void situation_line(const struct situation *s, enum lang lang, int which,
		    struct situation_line *out)
{
	static void (*const parts[SITUATION_LINES])(const struct situation *, enum lang,
						    struct situation_line *) = {
		indicators, events, organisations, articles, search,
	};

	*out = (struct situation_line){ 0 };
	parts[which](s, lang, out);
}

void situation_line_fini(struct situation_line *l)
{
	buf_fini(&l->figure);
	buf_fini(&l->note);
	buf_fini(&l->command);
}

/* Ends a line that was gathered in `line`: what people typed cannot steer the terminal. */
static void end_line(struct buf *line, struct buf *out)
{
	text_plain(out, buf_str(line));
	buf_c(out, '\n');
	buf_clear(line);
}

static void party_lines(const struct situation *s, enum lang lang, size_t most, struct buf *line,
			struct buf *out)
{
	for (size_t i = 0; i < s->party_count && i < most; i++) {
		const struct situation_party *p = &s->party[i];
		struct figures f = { 0 };

		buf_puts(line, "   ");
		say(line, lang, SAY_SITUATION_PARTY, A(p->name), A(count(&f, (uint64_t)p->hits)),
		    A(role_of(p, lang)),
		    A(pack_label(s->pack, STR("category"), str_of(category_name(p->worst)), lang)));
		end_line(line, out);
		buf_puts(line, "      ");
		situation_explain(s, p->top_value, line);
		end_line(line, out);
		figures_fini(&f);
	}
	if (s->party_count > most) {
		buf_puts(line, "   ");
		say(line, lang, SAY_SITUATION_MORE, A(s->party_count - most));
		end_line(line, out);
	}
}

void situation_lines(const struct situation *s, enum lang lang, size_t parties, struct buf *out)
{
	struct buf line = { 0 };

	for (int i = 0; i < SITUATION_LINES; i++) {
		struct situation_line l;

		situation_line(s, lang, i, &l);
		buf_printf(&line, "%d. ", i + 1);
		buf_put(&line, say_text(lang, l.label));
		buf_puts(&line, lang == LANG_ZH ? "：" : ": ");
		buf_put(&line, buf_str(&l.figure));
		buf_puts(&line, lang == LANG_ZH ? "；" : "; ");
		buf_put(&line, buf_str(&l.note));
		if (l.command.n && i != 2) {
			buf_puts(&line, lang == LANG_ZH ? "：" : ": ");
			buf_put(&line, buf_str(&l.command));
		}
		end_line(&line, out);
		if (i == 2)
			party_lines(s, lang, parties, &line, out);
		situation_line_fini(&l);
	}
	buf_fini(&line);
}

void situation_explain(const struct situation *s, struct str value, struct buf *out)
{
	buf_puts(out, "cresset match explain ");
	text_shell(out, value);
	buf_puts(out, " -n ");
	text_shell(out, s->dir);
}

void situation_value(const struct situation_measure *m, enum lang lang, struct buf *out)
{
	if (m->failed)
		say(out, lang, SAY_SITUATION_FAILED);
	else if (m->result.total.has_value)
		text_number(out, m->result.total.value);
	else if (m->result.has_value)
		say(out, lang, SAY_SITUATION_ROWS, A(m->result.row_count));
	else
		say(out, lang, SAY_SITUATION_NO_DATA);
}

enum say_id situation_coverage(struct str coverage)
{
	static const struct {
		const char *name;
		enum say_id id;
	} t[] = { { "automatic", SAY_SITUATION_AUTOMATIC },
		  { "assisted", SAY_SITUATION_ASSISTED },
		  { "manual", SAY_SITUATION_MANUAL },
		  { "declined", SAY_SITUATION_DECLINED } };

	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		if (str_eq(coverage, str_of(t[i].name)))
			return t[i].id;
	return SAY_SITUATION_NOT_COVERED;
}
