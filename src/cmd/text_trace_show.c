/* SPDX-License-Identifier: Apache-2.0 */
/* text_trace_show.c - what `cresset text trace` prints. */
#include "cmd/text_show.h"

#include "wire/json.h"

/* ---- for programs ---- */

static void mechanism_json(struct json_writer *w, const struct traced_mechanism *t)
{
	json_w_object(w);
	json_w_text(w, "id", t->m->id);
	json_w_text(w, "name_en", t->m->name[LANG_EN]);
	json_w_text(w, "name_zh", t->m->name[LANG_ZH]);
	json_w_text(w, "kind", t->m->kind);
	json_w_text(w, "status", t->m->status);
	json_w_key(w, "measures");
	json_w_array(w);
	for (size_t i = 0; i < t->n; i++)
		json_w_str(w, t->measures[i]->id);
	json_w_array_end(w);
	json_w_object_end(w);
}

static void article_json(struct json_writer *w, const struct traced_article *t)
{
	json_w_object(w);
	json_w_key(w, "number");
	json_w_u64(w, t->article->number);
	json_w_text(w, "title", t->article->title);
	json_w_key(w, "line");
	json_w_u64(w, t->article->line);
	json_w_key(w, "title_differs");
	json_w_bool(w, t->doubtful);
	json_w_key(w, "mechanisms");
	json_w_array(w);
	for (size_t i = 0; i < t->n; i++)
		mechanism_json(w, &t->mechanisms[i]);
	json_w_array_end(w);
	json_w_object_end(w);
}

static void mechanism_ids(struct json_writer *w, const char *key, const struct mechanism **v,
			  size_t n)
{
	json_w_key(w, key);
	json_w_array(w);
	for (size_t i = 0; i < n; i++)
		json_w_str(w, v[i]->id);
	json_w_array_end(w);
}

static void orphans_json(struct json_writer *w, const struct text_trace *t)
{
	json_w_key(w, "orphans");
	json_w_object(w);
	json_w_key(w, "articles");
	json_w_array(w);
	for (size_t i = 0; i < t->bare_n; i++)
		json_w_u64(w, t->bare[i]->number);
	json_w_array_end(w);
	mechanism_ids(w, "mechanisms", t->astray, t->astray_n);
	mechanism_ids(w, "unmeasured", t->unmeasured, t->unmeasured_n);
	json_w_key(w, "measures");
	json_w_array(w);
	for (size_t i = 0; i < t->loose_n; i++)
		json_w_str(w, t->loose[i]->id);
	json_w_array_end(w);
	json_w_object_end(w);
}

void text_show_trace_json(const struct text_doc *d, const struct pack *p,
			  const struct text_trace *t, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_text(&w, "pack", pack_id(p));
	json_w_text(&w, "lang", str_of(text_lang_name(d->lang)));
	json_w_key(&w, "articles");
	json_w_array(&w);
	for (size_t i = 0; i < d->count; i++)
		article_json(&w, &t->articles[i]);
	json_w_array_end(&w);
	orphans_json(&w, t);
	json_w_key(&w, "inherited");
	json_w_u64(&w, t->inherited);
	json_w_object_end(&w);
	buf_c(out, '\n');
}

/* ---- for people ---- */

static void show_mechanism(const struct traced_mechanism *t, const struct text_look *look,
			   struct buf *out)
{
	struct buf measures = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		buf_puts(&measures, i ? " " : "");
		buf_put(&measures, t->measures[i]->id);
	}
	if (t->n)
		say(out, look->lang, SAY_TEXTCMD_TRACE_MECHANISM, A(t->m->id),
		    A(t->m->name[look->lang]), A(t->m->status), A(buf_str(&measures)));
	else
		say(out, look->lang, SAY_TEXTCMD_TRACE_BARE, A(t->m->id), A(t->m->name[look->lang]),
		    A(t->m->status));
	buf_c(out, '\n');
	buf_fini(&measures);
}

static void show_article(const struct traced_article *t, const struct text_look *look,
			 struct buf *out)
{
	say(out, look->lang, SAY_TEXTCMD_TRACE_ARTICLE, A(t->article->number),
	    A(text_show_head(t->article)), A(t->article->line));
	if (t->doubtful)
		say(out, look->lang, SAY_TEXTCMD_TRACE_DOUBTFUL);
	buf_c(out, '\n');
	for (size_t i = 0; i < t->n; i++)
		show_mechanism(&t->mechanisms[i], look, out);
}

static void show_ids(const struct mechanism **v, size_t n, enum say_id id,
		     const struct text_look *look, struct buf *out)
{
	struct buf ids = { 0 };

	for (size_t i = 0; i < n; i++) {
		buf_puts(&ids, i ? " " : "");
		buf_put(&ids, v[i]->id);
	}
	if (n) {
		say(out, look->lang, id, A(n), A(buf_str(&ids)));
		buf_c(out, '\n');
	}
	buf_fini(&ids);
}

static void show_orphans(const struct text_trace *t, const struct text_look *look, struct buf *out)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < t->bare_n; i++)
		buf_printf(&b, "%s%u", i ? " " : "", t->bare[i]->number);
	if (t->bare_n) {
		say(out, look->lang, SAY_TEXTCMD_TRACE_NO_MECHANISM, A(t->bare_n), A(buf_str(&b)));
		buf_c(out, '\n');
	}
	show_ids(t->astray, t->astray_n, SAY_TEXTCMD_TRACE_ASTRAY, look, out);
	show_ids(t->unmeasured, t->unmeasured_n, SAY_TEXTCMD_TRACE_UNMEASURED, look, out);
	buf_clear(&b);
	for (size_t i = 0; i < t->loose_n; i++) {
		buf_puts(&b, i ? " " : "");
		buf_put(&b, t->loose[i]->id);
	}
	if (t->loose_n) {
		say(out, look->lang, SAY_TEXTCMD_TRACE_LOOSE, A(t->loose_n), A(buf_str(&b)));
		buf_c(out, '\n');
	}
	buf_fini(&b);
}

void text_show_trace(const struct text_doc *d, const struct pack *p, const struct text_trace *t,
		     const struct text_look *look, struct buf *out)
{
	for (size_t i = 0; i < d->count; i++)
		show_article(&t->articles[i], look, out);
	buf_c(out, '\n');
	show_orphans(t, look, out);
	if (t->inherited) {
		say(out, look->lang, SAY_TEXTCMD_TRACE_INHERITED, A(t->inherited), A(pack_id(p)));
		buf_c(out, '\n');
	}
}
