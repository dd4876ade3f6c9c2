/* SPDX-License-Identifier: Apache-2.0 */
/* code_word.c - from the words that a person writes to the code of a list. */
#include "pack/code_word.h"
#include "pack/parts.h"

#include "wire/cell.h"

static bool same(struct str text, struct str word)
{
	struct buf a = { 0 }, b = { 0 };
	bool eq;

	cell_plain(text, &a);
	cell_plain(word, &b);
	eq = str_eq(buf_str(&a), buf_str(&b));
	buf_fini(&a);
	buf_fini(&b);
	return eq;
}

static bool names(const struct code *c, struct str text)
{
	return same(text, c->id) || same(text, c->label[LANG_EN]) || same(text, c->label[LANG_ZH]);
}

struct str pack_code_named(const struct pack *p, struct str list, struct str text)
{
	const struct code_list *l = shelf_find(p, NOUN_CODES, list);

	for (size_t i = 0; l && i < l->count; i++)
		if (names(&l->codes[i], text))
			return l->codes[i].id;
	return STR("");
}

static bool is_listed(const struct str *codes, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(codes[i], id))
			return true;
	return false;
}

/* Does the list hold all of them? Then its words are theirs. */
static bool holds(const struct code_list *l, const struct str *codes, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < l->count; i++)
		found += is_listed(codes, n, l->codes[i].id);
	return found == n;
}

struct str pack_code_among(const struct pack *p, const struct str *codes, size_t n, struct str text)
{
	for (size_t i = 0; i < n; i++)
		if (same(text, codes[i]))
			return codes[i];
	for (size_t k = 0; k < p->shelf[NOUN_CODES].n; k++) {
		const struct code_list *l = shelf_at(p, NOUN_CODES, k);

		if (!holds(l, codes, n))
			continue;
		for (size_t i = 0; i < l->count; i++)
			if (names(&l->codes[i], text) && is_listed(codes, n, l->codes[i].id))
				return l->codes[i].id;
	}
	return STR("");
}

static const struct code_list *list_of(const struct pack *p, const struct str *codes, size_t n)
{
	for (size_t k = 0; k < p->shelf[NOUN_CODES].n; k++)
		if (holds(shelf_at(p, NOUN_CODES, k), codes, n))
			return shelf_at(p, NOUN_CODES, k);
	return NULL;
}

void pack_code_words(const struct pack *p, struct str list, const struct str *codes, size_t n,
		     enum lang lang, struct buf *out)
{
	enum { DOZEN = 12 };
	const struct code_list *l = list.n ? shelf_find(p, NOUN_CODES, list) : list_of(p, codes, n);
	size_t told = 0;

	for (size_t i = 0; l && i < l->count; i++) {
		if (!list.n && !is_listed(codes, n, l->codes[i].id))
			continue;
		if (told)
			buf_puts(out, lang == LANG_ZH ? "、" : ", ");
		if (told++ == DOZEN) {
			buf_puts(out, "...");
			return;
		}
		buf_put(out, l->codes[i].label[lang]);
	}
}
