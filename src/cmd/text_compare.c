/* SPDX-License-Identifier: Apache-2.0 */
/* text_compare.c - what `cresset text diff` and `cresset text align` print. */
#include "cmd/text_show.h"

#include "wire/json.h"

enum { AROUND = 8 };

/* ---- diff ---- */

static unsigned hunk_number(struct text_two t, const struct text_bodies *b,
			    const struct text_hunk *h)
{
	size_t article = text_hunk_article(&b->a, &b->b, h);

	return article ? t.a->articles[article - 1].number : 0;
}

static void put_chars(struct buf *out, const struct chars *c, size_t at, size_t n)
{
	for (size_t i = at; i < at + n && i < c->n; i++) {
		char utf8[4];

		buf_put(out, str_n(utf8, char_put(c->v[i], utf8)));
	}
}

static void chars_json(struct json_writer *w, const char *key, const struct chars *c, size_t at,
		       size_t n)
{
	struct buf b = { 0 };

	put_chars(&b, c, at, n);
	json_w_text(w, key, buf_str(&b));
	buf_fini(&b);
}

void text_show_diff_json(struct text_two t, const struct text_bodies *bodies,
			 const struct text_diff *d, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_key(&w, "hunks");
	json_w_array(&w);
	for (size_t i = 0; i < d->n; i++) {
		const struct text_hunk *h = &d->hunks[i];

		json_w_object(&w);
		json_w_key(&w, "article");
		json_w_u64(&w, hunk_number(t, bodies, h));
		chars_json(&w, "a", &bodies->a.c, h->a_at, h->a_n);
		chars_json(&w, "b", &bodies->b.c, h->b_at, h->b_n);
		json_w_object_end(&w);
	}
	json_w_array_end(&w);
	json_w_key(&w, "distance");
	json_w_u64(&w, d->distance);
	json_w_object_end(&w);
	buf_c(out, '\n');
}

/* A piece of a hunk in brackets (or in colour), with what stands around it. */
static void put_side(struct buf *out, const struct chars *c, size_t at, size_t n, char sign,
		     const struct text_look *look)
{
	struct buf piece = { 0 };
	size_t from = at < AROUND ? 0 : at - AROUND;

	buf_printf(out, "  %c ", sign);
	put_chars(&piece, c, from, at - from);
	say_shown(out, buf_str(&piece));
	buf_puts(out, look->colour ? (sign == '-' ? "\033[31m[" : "\033[32m[") : "[");
	buf_clear(&piece);
	put_chars(&piece, c, at, n);
	say_shown(out, buf_str(&piece));
	buf_puts(out, look->colour ? "]\033[0m" : "]");
	buf_clear(&piece);
	put_chars(&piece, c, at + n, AROUND);
	say_shown(out, buf_str(&piece));
	buf_c(out, '\n');
	buf_fini(&piece);
}

void text_show_diff(struct text_two t, const struct text_bodies *bodies, const struct text_diff *d,
		    const struct text_look *look, struct buf *out)
{
	unsigned last = UINT32_MAX;

	if (!d->n)
		say(out, look->lang, SAY_TEXTCMD_DIFF_NONE, A(bodies->a.c.n));
	else
		say(out, look->lang, SAY_TEXTCMD_DIFF_HEAD, A(d->n), A(d->distance),
		    A(bodies->a.c.n), A(bodies->b.c.n));
	buf_c(out, '\n');
	for (size_t i = 0; i < d->n; i++) {
		const struct text_hunk *h = &d->hunks[i];
		unsigned number = hunk_number(t, bodies, h);

		if (number != last) {
			if (number)
				say(out, look->lang, SAY_TEXTCMD_DIFF_ARTICLE, A(number));
			else
				say(out, look->lang, SAY_TEXTCMD_DIFF_PREAMBLE);
			buf_c(out, '\n');
		}
		last = number;
		put_side(out, &bodies->a.c, h->a_at, h->a_n, '-', look);
		put_side(out, &bodies->b.c, h->b_at, h->b_n, '+', look);
	}
}

/* ---- align ---- */

static void numbers_json(struct json_writer *w, const char *key, const struct text_doc *d,
			 const size_t *v, size_t n)
{
	json_w_key(w, key);
	json_w_array(w);
	for (size_t i = 0; i < n; i++)
		json_w_u64(w, d->articles[v[i]].number);
	json_w_array_end(w);
}

static void likeness_json(struct json_writer *w, double alike)
{
	double shown = (double)(int)(alike * 1000 + 0.5) / 1000;

	json_w_key(w, "similarity");
	json_w_double(w, alike < 1 && shown >= 1 ? 0.999 : shown); /* 1: the same */
}

static void sentence_json(struct json_writer *w, const char *key, struct text_two t,
			  const struct text_alignment *al, int side, size_t at, size_t n)
{
	const struct text_doc *d = side ? t.b : t.a;

	json_w_key(w, key);
	json_w_array(w);
	for (size_t i = at; i < at + n; i++) {
		const struct text_sentence *s = &al->sentences[side][i];

		json_w_object(w);
		json_w_key(w, "article");
		json_w_u64(w, d->articles[s->article].number);
		json_w_text(w, "text", s->s);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

static void sentences_json(struct json_writer *w, struct text_two t,
			   const struct text_alignment *al)
{
	json_w_key(w, "sentences");
	json_w_array(w);
	for (size_t i = 0; i < al->match_n; i++) {
		const struct text_sentence_pair *p = &al->matches[i];

		json_w_object(w);
		sentence_json(w, "a", t, al, 0, p->a, p->a_n);
		sentence_json(w, "b", t, al, 1, p->b, p->b_n);
		json_w_text(w, "relation", str_of(text_relation_name(p->relation)));
		likeness_json(w, p->alike);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

void text_show_align_json(struct text_two t, const struct text_alignment *al, bool sentences,
			  struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_key(&w, "pairs");
	json_w_array(&w);
	for (size_t i = 0; i < al->n; i++) {
		const struct text_pair *p = &al->pairs[i];

		json_w_object(&w);
		numbers_json(&w, "a", t.a, p->a, p->a_n);
		numbers_json(&w, "b", t.b, p->b, p->b_n);
		json_w_text(&w, "relation", str_of(text_relation_name(p->relation)));
		likeness_json(&w, p->alike);
		json_w_object_end(&w);
	}
	json_w_array_end(&w);
	numbers_json(&w, "only_a", t.a, al->only_a, al->only_a_n);
	numbers_json(&w, "only_b", t.b, al->only_b, al->only_b_n);
	if (sentences)
		sentences_json(&w, t, al);
	json_w_object_end(&w);
	buf_c(out, '\n');
}

static enum say_id relation_say(enum text_relation r)
{
	static const enum say_id says[] = { SAY_TEXT_REL_SAME,  SAY_TEXT_REL_CHANGED,
					    SAY_TEXT_REL_MOVED, SAY_TEXT_REL_MERGED,
					    SAY_TEXT_REL_ADDED, SAY_TEXT_REL_DROPPED };

	return says[r];
}

static void put_numbers(struct buf *b, const struct text_doc *d, const size_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%u", i ? "+" : "", d->articles[v[i]].number);
}

static void show_sentence(struct text_two t, const struct text_alignment *al,
			  const struct text_sentence_pair *p, const struct text_look *look,
			  struct buf *out)
{
	buf_puts(out, "    ");
	buf_put(out, say_text(look->lang, relation_say(p->relation)));
	buf_c(out, '\n');
	for (int side = 0; side < 2; side++) {
		size_t at = side ? p->b : p->a, n = side ? p->b_n : p->a_n;
		const struct text_doc *d = side ? t.b : t.a;

		if (side && p->relation == TEXT_SAME)
			break;
		for (size_t i = at; i < at + n; i++) {
			const struct text_sentence *s = &al->sentences[side][i];

			buf_printf(out, "      %c%u ", side ? 'B' : 'A',
				   d->articles[s->article].number);
			say_shown(out, s->s);
			buf_c(out, '\n');
		}
	}
}

static void show_pair(struct text_two t, const struct text_pair *p, const struct text_look *look,
		      struct buf *out)
{
	struct buf a = { 0 }, b = { 0 }, head = { 0 };

	put_numbers(&a, t.a, p->a, p->a_n);
	put_numbers(&b, t.b, p->b, p->b_n);
	say_shown(&head, text_show_head(&t.a->articles[p->a[0]]));
	say(out, look->lang, SAY_TEXTCMD_ALIGN_PAIR, A(buf_str(&a)), A(buf_str(&b)),
	    A(say_text(look->lang, relation_say(p->relation))), A((unsigned)(p->alike * 100 + 0.5)),
	    A(buf_str(&head)));
	buf_c(out, '\n');
	buf_fini(&a);
	buf_fini(&b);
	buf_fini(&head);
}

static void show_only(const struct text_doc *d, const size_t *v, size_t n, enum say_id id,
		      const struct text_look *look, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		say(out, look->lang, id, A(d->articles[v[i]].number),
		    A(text_show_head(&d->articles[v[i]])));
		buf_c(out, '\n');
	}
}

void text_show_align(struct text_two t, const struct text_alignment *al, bool sentences,
		     const struct text_look *look, struct buf *out)
{
	size_t n[6] = { 0 };

	say(out, look->lang, SAY_TEXTCMD_ALIGN_HEAD, A(al->n), A(al->only_a_n), A(al->only_b_n));
	buf_c(out, '\n');
	for (size_t i = 0; i < al->n; i++)
		show_pair(t, &al->pairs[i], look, out);
	show_only(t.a, al->only_a, al->only_a_n, SAY_TEXTCMD_ONLY_A, look, out);
	show_only(t.b, al->only_b, al->only_b_n, SAY_TEXTCMD_ONLY_B, look, out);
	for (size_t i = 0; i < al->match_n; i++)
		n[al->matches[i].relation]++;
	say(out, look->lang, SAY_TEXTCMD_COUNTS, A(n[0]), A(n[1]), A(n[2]), A(n[3]), A(n[4]),
	    A(n[5]));
	buf_c(out, '\n');
	for (size_t i = 0; sentences && i < al->match_n; i++)
		show_sentence(t, al, &al->matches[i], look, out);
}
