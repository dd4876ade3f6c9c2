/* SPDX-License-Identifier: Apache-2.0 */
#include "match/explain.h"

#include "base/vec.h"
#include "wire/json.h"
#include "wire/time3339.h"

struct gather {
	struct arena *a;
	const struct delta *delta;
	struct instant at;
	struct str expression;
	enum indicator_kind kind;
	VEC(struct explanation_row) rows;
};

static void take(void *ctx, const struct generation_reason *r)
{
	struct gather *g = ctx;
	struct explanation_row *row = vec_push(&g->rows);

	row->expression = g->expression;
	row->kind = g->kind;
	row->source = r->source;
	row->valid_from = r->valid_from;
	row->valid_until = r->valid_until;
	if (r->warn_type >= 0) {
		row->warn_type = str_of(warn_type_name((enum warn_type)r->warn_type));
		row->warn_list = str_keep(g->a, r->warn_list);
		row->warn_text = str_keep(g->a, r->warn_text);
	}
	row->expired = g->at.us < r->valid_from.us || g->at.us >= r->valid_until.us;
	row->revoked = g->delta && delta_revokes(g->delta, g->kind, g->expression, r->source.name);
	row->effective = !row->expired && !row->revoked && !row->warn_type.n;
}

static void ask(const struct generation *gen, struct gather *g)
{
	if (gen)
		generation_explain(gen, g->kind, g->expression, take, g);
}

static void ask_all(struct gather *g, const struct generation *gen, const struct explanation *x)
{
	for (size_t i = 0; i < x->form_count; i++) {
		g->expression = x->forms[i].text;
		g->kind = x->forms[i].kind;
		ask(gen, g);
		ask(g->delta ? delta_added(g->delta) : NULL, g);
	}
}

static void take_forms(struct explanation *out, const struct key *k, struct arena *a)
{
	struct indicator ind;

	out->form_count = explain_forms(a, k, &out->forms);
	if (out->form_count) {
		out->kind = out->forms[0].kind;
		out->canonical = out->forms[0].text;
	}
	out->unlistable = indicator_guess(a, k->asked, &ind, &out->unlistable_why) != ERR_OK;
}

void explain_key(const struct generation *gen, const struct delta *d, const struct key *k,
		 struct instant at, struct arena *a, struct explanation *out)
{
	struct gather g = { .a = a, .delta = d, .at = k->has_at ? k->at : at };

	*out = (struct explanation){ .asked = k->asked, .canonical = k->asked, .at = g.at };
	take_forms(out, k, a);
	ask_all(&g, gen, out);
	out->row_count = g.rows.n;
	out->rows = arena_array(a, struct explanation_row, g.rows.n);
	for (size_t i = 0; i < g.rows.n; i++) {
		out->rows[i] = g.rows.v[i];
		out->hits |= g.rows.v[i].effective;
	}
	vec_fini(&g.rows);
}

enum err explain_value(const struct generation *gen, const struct delta *d, struct str value,
		       struct instant at, struct arena *a, struct explanation *out, struct why *why)
{
	struct key key;
	enum err e = key_read(a, IND_NONE, value, &key, why);

	if (e == ERR_OK)
		explain_key(gen, d, &key, at, a, out);
	return e;
}

/* "always" and "no end" are null. */
static void w_instant(struct json_writer *w, const char *key, struct instant t)
{
	struct buf b = { 0 };

	if (t.us != INT64_MIN && t.us != INT64_MAX)
		time3339_write(t, &b);
	json_w_text_or_null(w, key, buf_str(&b));
	buf_fini(&b);
}

static void row_json(struct json_writer *w, const struct explanation_row *r)
{
	json_w_object(w);
	json_w_text_or_null(w, "expression", r->expression);
	json_w_text_or_null(w, "kind", str_of(indicator_kind_name(r->kind)));
	json_w_text_or_null(w, "source", r->source.name);
	json_w_text_or_null(w, "category",
			    r->source.category ? str_of(category_name(r->source.category)) :
						 (struct str){ 0 });
	json_w_key(w, "line");
	json_w_u64(w, r->source.line);
	json_w_text_or_null(w, "ref", r->source.ref);
	w_instant(w, "valid_from", r->valid_from);
	w_instant(w, "valid_until", r->valid_until);
	json_w_text_or_null(w, "warning_list", r->warn_list);
	json_w_text_or_null(w, "warning_type", r->warn_type);
	json_w_text_or_null(w, "warning_entry", r->warn_text);
	json_w_key(w, "expired");
	json_w_bool(w, r->expired);
	json_w_key(w, "revoked");
	json_w_bool(w, r->revoked);
	json_w_object_end(w);
}

void explanation_json(const struct explanation *x, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_text_or_null(&w, "asked", x->asked);
	json_w_text_or_null(&w, "canonical", x->canonical);
	json_w_text_or_null(&w, "kind", str_of(indicator_kind_name(x->kind)));
	json_w_key(&w, "expressions");
	json_w_array(&w);
	for (size_t i = 0; i < x->form_count; i++)
		json_w_str(&w, x->forms[i].text);
	json_w_array_end(&w);
	w_instant(&w, "at", x->at);
	json_w_key(&w, "listable");
	json_w_bool(&w, !x->unlistable);
	json_w_key(&w, "rows");
	json_w_array(&w);
	for (size_t i = 0; i < x->row_count; i++)
		row_json(&w, &x->rows[i]);
	json_w_array_end(&w);
	json_w_key(&w, "hits");
	json_w_bool(&w, x->hits);
	json_w_object_end(&w);
}

static void put_instant(struct buf *b, struct instant t)
{
	if (t.us == INT64_MIN || t.us == INT64_MAX)
		buf_puts(b, "-");
	else
		time3339_write(t, b);
}

static void row_text(const struct explanation_row *r, enum lang lang, struct buf *out)
{
	struct buf from = { 0 }, until = { 0 };

	put_instant(&from, r->valid_from);
	put_instant(&until, r->valid_until);
	say(out, lang, SAY_EXPLAIN_LISTED, A(r->expression), A(r->source.name),
	    A(r->source.category ? category_name(r->source.category) : "-"), A(r->source.line),
	    A(buf_str(&from)), A(buf_str(&until)));
	buf_c(out, '\n');
	if (r->warn_type.n) {
		say(out, lang, SAY_EXPLAIN_WARNED, A(r->warn_list), A(r->warn_type),
		    A(r->warn_text));
		buf_c(out, '\n');
	}
	if (r->expired || r->revoked) {
		say(out, lang, r->revoked ? SAY_EXPLAIN_REVOKED : SAY_EXPLAIN_EXPIRED);
		buf_c(out, '\n');
	}
	buf_fini(&from);
	buf_fini(&until);
}

void explanation_text(const struct explanation *x, enum lang lang, struct buf *out)
{
	say(out, lang, SAY_EXPLAIN_FORM, A(x->asked), A(x->canonical),
	    A(indicator_kind_name(x->kind)));
	buf_c(out, '\n');
	say(out, lang, SAY_EXPLAIN_TRIED);
	for (size_t i = 0; i < x->form_count && i < 40; i++) {
		buf_c(out, ' ');
		buf_put(out, x->forms[i].text);
	}
	buf_c(out, '\n');
	for (size_t i = 0; i < x->row_count; i++)
		row_text(&x->rows[i], lang, out);
	if (!x->row_count) {
		say(out, lang, SAY_EXPLAIN_UNLISTED);
		buf_c(out, '\n');
	}
	if (x->unlistable) {
		struct buf reason = { 0 };

		why_sentence(&x->unlistable_why, lang, &reason);
		say(out, lang, SAY_EXPLAIN_UNLISTABLE, A(buf_str(&reason)));
		buf_c(out, '\n');
		buf_fini(&reason);
	}
	say(out, lang, x->hits ? SAY_EXPLAIN_HITS : SAY_EXPLAIN_NO_HIT);
	buf_c(out, '\n');
}
