/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/board.h"

#include "wire/json.h"
#include "wire/time3339.h"

enum err board_open(struct board *b, const char *dir, uint64_t as_of, struct instant at,
		    struct why *why)
{
	uint64_t leaves;
	enum err e;

	*b = (struct board){ .arena = arena_open(), .at = at };
	e = node_open(dir, &b->node, why);
	if (e == ERR_OK)
		e = pack_thaw(b->arena, node_pack_frozen(b->node), &b->pack, why);
	if (e == ERR_OK)
		e = reader_open(b->node, &b->reader, why);
	if (e == ERR_OK)
		e = reader_begin(b->reader, 0, why);
	if (e != ERR_OK || !as_of)
		return e;
	leaves = reader_leaves(b->reader, NULL);
	reader_end(b->reader);
	if (as_of > leaves)
		return why_set(why, ERR_NOTFOUND, SAY_BOARD_AS_OF, A(leaves), A(as_of));
	return reader_begin(b->reader, as_of, why);
}

void board_close(struct board *b)
{
	reader_close(b->reader);
	node_close(b->node);
	arena_close(b->arena);
	*b = (struct board){ 0 };
}

static void w_number(struct json_writer *w, const char *key, bool has, double v)
{
	json_w_key(w, key);
	if (has)
		json_w_double(w, v);
	else
		json_w_null(w);
}

static void w_row(struct json_writer *w, const struct gauge_row *row)
{
	json_w_object(w);
	json_w_text_or_null(w, "area", row->area);
	json_w_text_or_null(w, "dim", row->dim);
	json_w_text_or_null(w, "component", row->component);
	w_number(w, "value", row->has_value, row->value);
	w_number(w, "num", row->has_num, row->num);
	w_number(w, "den", row->has_den, row->den);
	json_w_key(w, "n");
	json_w_i64(w, row->n);
	json_w_object_end(w);
}

void board_result_json(const struct gauge_result *r, struct json_writer *w)
{
	struct buf text = { 0 };

	json_w_object(w);
	json_w_text_or_null(w, "id", r->measure->id);
	json_w_text_or_null(w, "article", r->measure->article);
	json_w_text_or_null(w, "title_en", r->measure->title[LANG_EN]);
	json_w_text_or_null(w, "title_zh", r->measure->title[LANG_ZH]);
	json_w_text_or_null(w, "unit", r->measure->unit);
	json_w_text_or_null(w, "direction", r->measure->direction);
	json_w_text_or_null(w, "target", r->measure->target);
	json_w_text_or_null(w, "owner", r->measure->owner);
	w_number(w, "value", r->total.has_value, r->total.value);
	w_number(w, "num", r->total.has_num, r->total.num);
	w_number(w, "den", r->total.has_den, r->total.den);
	if (r->has_fresh)
		time3339_write(r->fresh, &text);
	json_w_text_or_null(w, "fresh", buf_str(&text));
	json_w_key(w, "as_of");
	json_w_u64(w, r->as_of);
	buf_clear(&text);
	buf_hex(&text, r->measure->sql_hash.b, sizeof r->measure->sql_hash.b);
	json_w_text_or_null(w, "sql_sha256", buf_str(&text));
	json_w_key(w, "rows");
	json_w_array(w);
	for (size_t i = 0; i < r->row_count; i++)
		w_row(w, &r->rows[i]);
	json_w_array_end(w);
	json_w_object_end(w);
	buf_fini(&text);
}
