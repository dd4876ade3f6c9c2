/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_text_split.c - any bytes: what is found lies in order, lines are lines of the file, and what was split can
 * be compared and aligned with itself.
 */
#include "base/ensure.h"
#include "pack/text_align.h"
#include "pack/text_diff.h"

enum { LARGEST = 1 << 16, COMPARED = 4096 };

static void check_doc(const struct text_doc *d, size_t lines)
{
	ensure(d->count && d->count <= TEXT_ARTICLES && d->lang < TEXT_LANGS);
	for (size_t i = 0; i < d->count; i++) {
		const struct text_article *t = &d->articles[i];

		ensure(t->number && t->label && t->line && t->line <= lines);
		ensure(!i || (t->line >= t[-1].line && t->number >= t[-1].number));
		ensure(t->title.n <= t->text.n);
		ensure(str_is_utf8(t->text, NULL) && str_is_utf8(t->title, NULL));
	}
	for (size_t i = 1; i < d->part_count; i++)
		ensure(d->parts[i].line >= d->parts[i - 1].line);
}

static void check_itself(struct arena *a, const struct text_doc *d)
{
	struct text_body b = text_body_of(a, d, false);
	struct text_alignment al;
	struct text_diff diff;

	ensure(text_diff(a, b.c, b.c, &diff, NULL) == ERR_OK && !diff.n && !diff.distance);
	if (text_align(a, d, d, &al, NULL) != ERR_OK)
		return;
	ensure(al.n <= d->count && al.match_n <= al.sentence_n[0] + al.sentence_n[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str bytes = str_n((const char *)data, n);
	struct arena *a;
	struct text_docs docs;
	size_t lines = 1;

	if (n > LARGEST)
		return 0;
	for (size_t i = 0; i < n; i++) /* a UTF-16 text has at most as many */
		lines += data[i] == '\n' || data[i] == '\r';
	a = arena_open();
	if (text_split(a, bytes, &docs, NULL) == ERR_OK) {
		ensure(docs.n <= TEXT_DOCS);
		for (size_t i = 0; i < docs.n; i++) {
			check_doc(&docs.v[i], lines);
			if (n < COMPARED)
				check_itself(a, &docs.v[i]);
		}
	}
	arena_close(a);
	return 0;
}
