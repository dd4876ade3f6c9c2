/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/text_show.h"

#include "wire/json.h"

enum { BEGINNING = 60 };

/* ---- split ---- */

static void article_json(struct json_writer *w, const struct text_article *t)
{
	json_w_object(w);
	json_w_key(w, "number");
	json_w_u64(w, t->number);
	json_w_key(w, "part");
	json_w_u64(w, t->part);
	json_w_text(w, "title", t->title);
	json_w_text(w, "text", t->text);
	json_w_key(w, "line");
	json_w_u64(w, t->line);
	json_w_object_end(w);
}

void text_show_split_json(const struct text_docs *docs, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_key(&w, "documents");
	json_w_array(&w);
	for (size_t i = 0; i < docs->n; i++) {
		json_w_object(&w);
		json_w_text(&w, "lang", str_of(text_lang_name(docs->v[i].lang)));
		json_w_key(&w, "articles");
		json_w_array(&w);
		for (size_t k = 0; k < docs->v[i].count; k++)
			article_json(&w, &docs->v[i].articles[k]);
		json_w_array_end(&w);
		json_w_object_end(&w);
	}
	json_w_array_end(&w);
	json_w_object_end(&w);
	buf_c(out, '\n');
}

static size_t letters_of(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

struct str text_show_head(const struct text_article *t)
{
	struct str s = t->title.n ? t->title : str_cut_text(t->text, BEGINNING);

	return str_cut(s, 0, str_find(s, '\n'));
}

static void show_article(const struct text_article *t, const struct text_look *look,
			 struct buf *out)
{
	struct buf head = { 0 };

	say_shown(&head, text_show_head(t));
	say(out, look->lang, SAY_TEXTCMD_ARTICLE, A(t->number), A(buf_str(&head)),
	    A(letters_of(t->text)), A(t->line));
	buf_c(out, '\n');
	buf_fini(&head);
}

void text_show_split(const struct text_docs *docs, const struct text_look *look, struct buf *out)
{
	for (size_t i = 0; i < docs->n; i++) {
		const struct text_doc *d = &docs->v[i];
		size_t part = 0;

		say(out, look->lang, SAY_TEXTCMD_DOC, A(i + 1), A(text_lang_name(d->lang)),
		    A(d->count), A(d->part_count));
		buf_c(out, '\n');
		for (size_t k = 0; k < d->count; k++) {
			for (; part < d->part_count && d->parts[part].line < d->articles[k].line;
			     part++) {
				say_shown(out, d->parts[part].title);
				buf_c(out, '\n');
			}
			show_article(&d->articles[k], look, out);
		}
	}
}
