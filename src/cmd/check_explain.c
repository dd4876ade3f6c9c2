/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/check_explain.h"

#include "pack/explain.h"
#include "pack/flow.h"
#include "pack/lineage.h"
#include "pack/return.h"
#include "wire/json.h"

static const char kinds[] = "software supported stance";
static const char states[] = "working partial planned declined none";

/* ---- totals ---- */

static size_t count_kind(const struct pack *p, struct str kind)
{
	size_t n, found = 0;
	const struct mechanism *m = pack_mechanisms(p, &n);

	for (size_t i = 0; i < n; i++)
		found += str_eq(m[i].kind, kind);
	return found;
}

static size_t count_status(const struct pack *p, struct str status)
{
	size_t n, found = 0;
	const struct mechanism *m = pack_mechanisms(p, &n);

	for (size_t i = 0; i < n; i++)
		found += str_eq(m[i].status, status);
	return found;
}

static void counts_json(const struct pack *p, struct json_writer *w, const char *name,
			const char *words, size_t (*count)(const struct pack *p, struct str word))
{
	struct str rest = str_of(words), word;

	json_w_key(w, name);
	json_w_object(w);
	while (str_split(&rest, ' ', &word)) {
		json_w_key_str(w, word);
		json_w_u64(w, count(p, word));
	}
	json_w_object_end(w);
}

static void total_json(struct json_writer *w, const char *key, size_t n)
{
	json_w_key(w, key);
	json_w_u64(w, n);
}

void explain_totals_json(const struct pack *p, struct json_writer *w)
{
	size_t n;

	pack_articles_above(p, &n);
	total_json(w, "articles_above", n);
	pack_lineages(p, &n);
	total_json(w, "lineage", n);
	pack_flows(p, &n);
	total_json(w, "flows", n);
	pack_returns(p, &n);
	total_json(w, "returns", n);
	pack_metrics(p, &n);
	total_json(w, "metrics", n);
	json_w_key(w, "mechanisms_by");
	json_w_object(w);
	counts_json(p, w, "kind", kinds, count_kind);
	counts_json(p, w, "status", states, count_status);
	json_w_object_end(w);
}

void explain_totals_text(const struct pack *p, enum lang lang, struct buf *out)
{
	size_t flows, returns, metrics;

	pack_flows(p, &flows);
	pack_returns(p, &returns);
	pack_metrics(p, &metrics);
	buf_puts(out, "  ");
	say(out, lang, SAY_CHECK_TOTALS, A(flows), A(returns), A(metrics),
	    A(count_kind(p, STR("software"))), A(count_kind(p, STR("supported"))),
	    A(count_kind(p, STR("stance"))), A(count_status(p, STR("declined"))));
	buf_c(out, '\n');
}

/* ---- the merged view ---- */

static void words_json(struct json_writer *w, const char *key, const struct str words[2])
{
	json_w_key(w, key);
	json_w_object(w);
	json_w_text(w, "en", words[LANG_EN]);
	json_w_text(w, "zh", words[LANG_ZH]);
	json_w_object_end(w);
}

static void thing_json(const struct pack_thing *t, struct json_writer *w)
{
	json_w_object(w);
	json_w_text(w, "kind", str_of(t->kind));
	json_w_text(w, "id", t->id);
	json_w_text(w, "origin", t->origin);
	json_w_text_or_null(w, "replaces", t->was);
	json_w_text_or_null(w, "file", str_of(t->file ? t->file : ""));
	words_json(w, "title", t->title);
	json_w_object_end(w);
}

void explain_json(const struct pack *p, struct json_writer *w)
{
	struct arena *a = arena_open();
	size_t n;
	const struct pack_thing *t = pack_things(p, a, &n);

	json_w_array(w);
	for (size_t i = 0; i < n; i++)
		thing_json(&t[i], w);
	json_w_array_end(w);
	arena_close(a);
}

static void names_text(const struct names *list, struct buf *out)
{
	for (size_t i = 0; i < list->n; i++)
		buf_printf(out, "%s%.*s", i ? ", " : "", STR_FMT(list->v[i]));
}

static void relation_text(const struct pack *p, struct str relation, const struct names *parents,
			  enum lang lang, struct buf *out)
{
	buf_puts(out, "  <- ");
	names_text(parents, out);
	buf_printf(out, "%s(%.*s)", parents->n ? " " : "",
		   STR_FMT(pack_label(p, STR("lineage"), relation, lang)));
}

/* How an article's clauses come from those above. */
static void clauses_text(const struct pack *p, const struct lineage *l, enum lang lang,
			 struct buf *out)
{
	for (size_t i = 0; i < l->clause_count; i++) {
		const struct clause_lineage *c = &l->clauses[i];

		buf_printf(out, "      %.*s", STR_FMT(c->id));
		relation_text(p, c->relation, &c->parents, lang, out);
		buf_printf(out, "  %.*s\n", STR_FMT(c->what[lang]));
	}
}

static const struct lineage *lineage_of(const struct pack *p, const struct pack_thing *t)
{
	size_t n;
	const struct lineage *l = pack_lineages(p, &n);

	for (size_t i = 0; i < n && !strcmp(t->kind, "lineage"); i++)
		if (str_eq(l[i].id, t->id))
			return &l[i];
	return NULL;
}

static void thing_text(const struct pack *p, const struct pack_thing *t, enum lang lang,
		       struct buf *out)
{
	const struct lineage *l = lineage_of(p, t);

	buf_printf(out, "  %-24.*s %-16.*s", STR_FMT(t->id), STR_FMT(t->origin));
	if (t->was.n)
		say(out, lang, SAY_CHECK_REPLACES, A(t->was));
	if (l)
		relation_text(p, l->relation, &l->parents, lang, out);
	buf_printf(out, "  %.*s\n", STR_FMT(t->title[lang]));
	if (l)
		clauses_text(p, l, lang, out);
}

void explain_text(const struct pack *p, enum lang lang, struct buf *out)
{
	struct arena *a = arena_open();
	size_t n, chained;
	const struct pack_thing *t = pack_things(p, a, &n);
	const struct str *chain = pack_chain(p, a, &chained);

	for (size_t i = chained; i-- > 0;)
		buf_printf(out, "%.*s%s", STR_FMT(chain[i]), i ? " <- " : "\n");
	for (size_t i = 0; i < n; i++) {
		if (!i || strcmp(t[i].kind, t[i - 1].kind) != 0)
			buf_printf(out, "%s\n", t[i].kind);
		thing_text(p, &t[i], lang, out);
	}
	arena_close(a);
}
