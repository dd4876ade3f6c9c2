/* SPDX-License-Identifier: Apache-2.0 */
/* load.c - from files to a merged pack: follow `extends`, read each kind, put by id, check. */
#include "pack/files.h"
#include "pack/parts.h"

struct load {
	struct pack *p;
	struct reading *r;
	const char *dir;
	struct why *why;
};

/* A file's YAML as a tree, or NULL after complaining. */
static struct yaml *parse(struct load *l, struct str text, const char *shown)
{
	struct yaml *t;
	struct why why = { 0 };

	l->r->file = shown;
	if (!yaml_read(l->p->a, text, shown, &t, &why))
		return t;
	l->r->faults++;
	if (l->r->complain)
		l->r->complain(l->r->ctx, &why);
	return NULL;
}

/* ---- the chain ---- */

static enum err read_head(struct load *l, struct str id, struct pack_head *head,
			  struct pack_file **files, size_t *count)
{
	enum err err = shape_is_id(id) ? files_read(l->p->a, l->dir, id, files, count, l->why) :
					 why_set(l->why, ERR_ARG, SAY_PACK_NONE, A(id));

	if (err)
		return err;
	head->id = str_keep(l->p->a, id);
	for (size_t i = 0; i < *count; i++) {
		struct pack_file *f = &(*files)[i];
		struct yaml *t;

		if (!str_eq(f->path, STR("pack.yaml")))
			continue;
		t = parse(l, f->text, f->shown);
		if (t)
			shape_read(l->r, t, pack_head_slots, head);
		head->file = f->shown;
		head->at_articles = yaml_get(t, STR("articles"));
		return ERR_OK;
	}
	return why_set(l->why, ERR_NOTFOUND, SAY_PACK_NONE, A(id));
}

static bool in_chain(const struct pack_head *chain, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(chain[i].id, id))
			return true;
	return false;
}

/* ---- one pack's files ---- */

static bool noun_of(struct str path, enum noun_id *noun, struct str *id)
{
	size_t slash = str_find(path, '/');

	for (int i = 0; i < NOUNS && slash != SIZE_MAX; i++) {
		struct str name = str_cut(path, slash + 1, path.n), ext = str_of(nouns[i].ext);

		if (!nouns[i].folder[0] ||
		    !str_eq(str_cut(path, 0, slash), str_of(nouns[i].folder)) ||
		    !str_ends(name, ext))
			continue;
		*noun = (enum noun_id)i;
		*id = str_cut(name, 0, name.n - ext.n);
		return shape_is_id(*id);
	}
	return false;
}

static void check_replaced(struct load *l, enum noun_id noun, const void *old, const void *now,
			   const struct yaml *t)
{
	if (noun == NOUN_TYPE)
		type_check_replaced(l->r, old, now, t);
}

static void take_item(struct load *l, const struct pack_file *f, struct str pack)
{
	enum noun_id noun;
	struct str id, yaml = f->text, sql = STR("");
	struct place at = { .file = f->shown };

	l->r->file = f->shown;
	if (!noun_of(f->path, &noun, &id)) {
		reading_fault(l->r, NULL, SAY_PACK_STRAY_FILE);
		return;
	}
	if (noun == NOUN_MEASURE)
		at.body = measure_split(l->p->a, f->text, &yaml, &sql);
	at.yaml = parse(l, yaml, f->shown);
	if (!at.yaml)
		return;

	void *was = shelf_find(l->p, noun, id), *old = NULL;

	if (was) {
		old = arena_alloc(l->p->a, nouns[noun].size);
		memcpy(old, was, nouns[noun].size);
		at.was = *item_origin(noun, was);
	}
	void *item = shelf_put(l->p, noun, id, at);

	if (!item) {
		reading_fault(l->r, NULL, SAY_PACK_FILES, A((int)SHELF_MAX));
		return;
	}
	*item_origin(noun, item) = pack;
	if (noun == NOUN_MEASURE)
		((struct measure *)item)->sql = sql;
	if (!nouns[noun].read(l->r, at.yaml, item))
		shelf_break(l->p, noun, item);
	else if (old)
		check_replaced(l, noun, old, item, at.yaml);
}

/* remove: {measures: [M001], ...}: what the parent has and this pack drops. */
static void take_removals(struct load *l, const struct yaml *remove)
{
	if (remove && remove->kind != YAML_MAP)
		reading_fault(l->r, remove, SAY_PACK_NOT_MAP);
	if (!remove || remove->kind != YAML_MAP)
		return;
	for (const struct yaml *kind = remove->child; kind; kind = kind->next) {
		int noun = 0;

		while (noun < NOUNS && !str_eq(kind->key, str_of(nouns[noun].folder)))
			noun++;
		if (noun == NOUNS || !kind->key.n || kind->kind != YAML_LIST) {
			reading_fault_key(l->r, kind, SAY_PACK_REMOVE, A(kind->key));
			continue;
		}
		for (const struct yaml *id = kind->child; id; id = id->next)
			if (!shelf_drop(l->p, (enum noun_id)noun, id->text))
				reading_fault(l->r, id, SAY_PACK_NO_SUCH, A(kind->key),
					      A(id->text));
	}
}

/* Filled forms to look at (samples/) are no part of the policy. */
static bool is_beside(struct str path)
{
	return str_eq(path, STR("pack.yaml")) || str_eq(path, STR("README.md")) ||
	       str_starts(path, STR("samples/"));
}

void pack_take_file(struct pack *p, struct reading *r, const struct pack_file *f, struct str origin)
{
	struct load l = { .p = p, .r = r };

	take_item(&l, f, origin);
}

static void take_pack(struct load *l, const struct pack_head *head, struct pack_file *files,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(files[i].path, STR("pack.yaml")))
			l->r->file = files[i].shown;
	take_removals(l, head->remove);
	if (head->articles.n)
		text_begins(l->p);
	for (size_t i = 0; i < count; i++)
		if (!is_beside(files[i].path))
			take_item(l, &files[i], head->id);
}

/* From the leaf up to the root, then the other way round. */
static enum err load_chain(struct load *l, struct str id)
{
	struct pack_head up[CHAIN_MAX] = { 0 };
	struct pack_file *files[CHAIN_MAX];
	size_t counts[CHAIN_MAX], n = 0;

	while (id.n) {
		if (n == CHAIN_MAX || in_chain(up, n, id))
			return why_set(l->why, ERR_CONFLICT, SAY_PACK_CHAIN, A(id));
		enum err err = read_head(l, id, &up[n], &files[n], &counts[n]);

		if (err)
			return err;
		id = up[n++].extends;
	}
	l->p->chain_count = n;
	for (size_t i = 0; i < n; i++)
		l->p->chain[i] = up[n - 1 - i];
	for (size_t i = n; i-- > 0;)
		take_pack(l, &up[i], files[i], counts[i]);
	return ERR_OK;
}

enum err pack_load(struct arena *a, const char *packs_dir, struct str id,
		   pack_complain_fn *complain, void *ctx, struct pack **out, struct why *why)
{
	struct pack *p = arena_new(a, struct pack);
	struct reading r = { .a = a, .complain = complain, .ctx = ctx };
	struct load l = { .p = p, .r = &r, .dir = packs_dir, .why = why };
	enum err err;

	p->a = a;
	err = load_chain(&l, id);
	if (err)
		return err;
	pack_finish(p, &r);
	if (r.faults)
		return why_set(why, ERR_SYNTAX, SAY_PACK_FAULTS, A(id), A(r.faults));
	*out = p;
	return ERR_OK;
}
