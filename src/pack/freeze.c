/* SPDX-License-Identifier: Apache-2.0 */
/*
 * freeze.c - a checked pack as canonical JSON, and back.
 *
 * {"format":1,"packs":[{"id",...}],"types":[the store's descriptors],"articles":[...],...}. The
 * hash of these bytes is what a node runs. Thawing reads through the same tables and makes the
 * same checks: bytes that were changed on disk do not become a pack.
 */
#include "pack/parts.h"

#include "base/ensure.h"
#include "wire/json.h"

/* ---- out ---- */

static void write_items(struct json_writer *w, const struct pack *p, enum noun_id noun)
{
	json_w_key(w, nouns[noun].member);
	json_w_array(w);
	for (size_t i = 0; i < p->shelf[noun].n; i++) {
		void *item = shelf_at(p, noun, i);

		if (!nouns[noun].write) {
			rectype_write(item, w);
			continue;
		}
		json_w_object(w);
		json_w_key(w, "id");
		json_w_str(w, *(const struct str *)item);
		json_w_key(w, "origin");
		json_w_str(w, *item_origin(noun, item));
		nouns[noun].write(w, item);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

static void write_chain(struct json_writer *w, const struct pack *p)
{
	json_w_key(w, "packs");
	json_w_array(w);
	for (size_t i = 0; i < p->chain_count; i++) {
		json_w_object(w);
		json_w_key(w, "id");
		json_w_str(w, p->chain[i].id);
		shape_write(w, pack_head_slots, &p->chain[i]);
		json_w_object_end(w);
	}
	json_w_array_end(w);
}

void pack_freeze(const struct pack *p, struct buf *out)
{
	struct buf plain = { 0 };
	struct json_writer w = json_write(&plain);
	struct why why = { 0 };

	json_w_object(&w);
	json_w_key(&w, "format");
	json_w_u64(&w, 1);
	write_chain(&w, p);
	for (int noun = 0; noun < NOUNS; noun++)
		write_items(&w, p, (enum noun_id)noun);
	json_w_object_end(&w);
	enum err err = json_canon_text(buf_str(&plain), out, &why);

	ensure(err == ERR_OK); /* we wrote it ourselves */
	buf_fini(&plain);
}

/* ---- in ---- */

struct thaw {
	struct pack *p;
	struct reading r;
	struct why first; /* the first complaint is the reason */
	bool has_first;
};

static void keep_first(void *ctx, const struct why *why)
{
	struct thaw *t = ctx;

	if (!t->has_first)
		t->first = *why;
	t->has_first = true;
}

static void thaw_chain(struct thaw *t, const struct yaml *packs)
{
	for (const struct yaml *c = packs ? packs->child : NULL; c; c = c->next) {
		struct pack_head *head = &t->p->chain[t->p->chain_count];
		const struct yaml *id = yaml_get(c, STR("id"));

		if (t->p->chain_count == CHAIN_MAX || !id || !shape_is_id(id->text)) {
			reading_fault(&t->r, c, SAY_PACK_FROZEN);
			return;
		}
		head->id = id->text;
		shape_read(&t->r, c, pack_head_slots, head);
		t->p->chain_count++;
	}
	if (!t->p->chain_count)
		reading_fault(&t->r, packs, SAY_PACK_FROZEN);
}

static void thaw_items(struct thaw *t, enum noun_id noun, const struct yaml *list)
{
	if (!list && nouns[noun].later)
		return;
	for (const struct yaml *c = list ? list->child : NULL; c; c = c->next) {
		const struct yaml *id = yaml_get(c, STR("id")),
				  *origin = yaml_get(c, STR("origin"));
		void *item = NULL;

		if (id && origin && shape_is_id(id->text) && shape_is_id(origin->text) &&
		    !shelf_find(t->p, noun, id->text))
			item = shelf_put(t->p, noun, id->text, (struct place){ .yaml = c });
		if (!item) {
			reading_fault(&t->r, c, SAY_PACK_FROZEN);
			return;
		}
		*item_origin(noun, item) = origin->text;
		if (!nouns[noun].read(&t->r, c, item))
			shelf_break(t->p, noun, item);
	}
	if (!list || list->kind != YAML_LIST)
		reading_fault(&t->r, list, SAY_PACK_FROZEN);
}

static enum err thaw_types(struct thaw *t, const struct json *list, struct why *why)
{
	struct rec_type *types = NULL;
	size_t n = 0;
	enum err err = rectype_read_all(t->p->a, list, &types, &n, why);

	for (size_t i = 0; !err && i < n; i++) {
		struct rec_type *item =
			shelf_put(t->p, NOUN_TYPE, types[i].name, (struct place){ 0 });

		if (item)
			*item = types[i];
	}
	return err;
}

enum err pack_thaw(struct arena *a, struct str frozen, struct pack **out, struct why *why)
{
	struct pack *p = arena_new(a, struct pack);
	struct thaw t = { .p = p };
	struct json *json;
	struct yaml *tree;
	enum err err;

	p->a = a;
	t.r = (struct reading){ .a = a, .complain = keep_first, .ctx = &t, .frozen = true };
	if (frozen.n > FROZEN_MAX)
		return why_set(why, ERR_LIMIT, SAY_PACK_FROZEN);
	err = json_parse(a, str_keep(a, frozen), (struct json_limits){ .depth = YAML_DEPTH }, &json,
			 why);
	if (!err)
		err = yaml_from_json(a, json, &tree, why);
	if (!err)
		err = thaw_types(&t, json_get(json, "types"), why);
	if (err)
		return err;
	thaw_chain(&t, yaml_get(tree, STR("packs")));
	for (int noun = 0; noun < NOUNS; noun++)
		if (noun != NOUN_TYPE)
			thaw_items(&t, (enum noun_id)noun,
				   yaml_get(tree, str_of(nouns[noun].member)));
	pack_finish(p, &t.r);
	if (t.r.faults) {
		t.first.code = ERR_CORRUPT;
		if (why)
			*why = t.first;
		return ERR_CORRUPT;
	}
	*out = p;
	return ERR_OK;
}
