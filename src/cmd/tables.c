/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/tables.h"

#include "cmd/collect.h"
#include "cmd/feed_names.h"
#include "cmd/tables_delta.h"
#include "cmd/tables_pools.h"
#include "desk/sources.h"
#include "store/node.h"

/* Two growing lists of inputs: indicators and warnings. */
struct inputs {
	VEC(struct generation_input) sets, warnings;
};

static void inputs_fini(struct inputs *in)
{
	vec_fini(&in->sets);
	vec_fini(&in->warnings);
}

void tables_own_set(struct tables *t, struct set *set)
{
	*vec_push(&t->sets) = set;
}

static void take_set(struct tables *t, struct inputs *in, struct set *set, struct str name,
		     enum category category)
{
	struct generation_input input = { set, name, category };

	tables_own_set(t, set);
	if (set_is_warnings(set))
		*vec_push(&in->warnings) = input;
	else
		*vec_push(&in->sets) = input;
}

static void compile(struct tables *t, struct inputs *in)
{
	t->generation = generation_build(in->sets.v, in->sets.n, in->warnings.v, in->warnings.n);
	inputs_fini(in);
}

enum err tables_finish(struct tables *t, struct set_builder *b, struct set **out, struct why *why)
{
	struct sha256 identity;
	struct buf *bytes = vec_push(&t->bytes);

	set_builder_finish(b, bytes, &identity);
	return set_open(buf_str(bytes), out, why);
}

/* A warning list is called by its own title, which says more than "list.json". */
static enum err add_file(struct tables *t, struct inputs *in, const char *path, struct str name,
			 struct why *why)
{
	struct collect c;
	struct set *set;
	enum err e;

	collect_init(&c, path, t->arena);
	e = collect_feed(&c, FEED_GUESS, (struct str){ 0 }, why);
	collect_print_refused(&c);
	t->refused += collect_refused(&c);
	if (e == ERR_OK)
		e = tables_finish(t, c.warning_count ? c.warnings : c.indicators, &set, why);
	if (e == ERR_OK)
		take_set(t, in, set, set_is_warnings(set) && c.title.n ? c.title : name, CAT_NONE);
	collect_fini(&c);
	return e;
}

enum err tables_from_files(struct tables *t, const char *const *paths, size_t n, struct why *why)
{
	struct inputs in = { 0 };
	struct str *names;

	*t = (struct tables){ .arena = arena_open() };
	names = feed_names(t->arena, paths, n);
	for (size_t i = 0; i < n; i++) {
		enum err e = add_file(t, &in, paths[i], names[i], why);

		if (e != ERR_OK) {
			inputs_fini(&in);
			return e;
		}
	}
	compile(t, &in);
	return ERR_OK;
}

static enum err take_sources(struct tables *t, struct inputs *in, const struct node *node,
			     struct reader *r, struct why *why)
{
	struct source *sources;
	size_t n;
	enum err e = sources_list(r, t->arena, &sources, &n, why);

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		struct str path = arena_printf(t->arena, "%s/sets/%.*s.set", node_dir(node),
					       STR_FMT(sources[i].set_hash));
		struct set *set;

		if (!sources[i].set_hash.n)
			continue;
		e = set_open_file(path.p, &set, why);
		if (e == ERR_OK)
			take_set(t, in, set, sources[i].name, sources[i].category);
	}
	return e;
}

enum err tables_from_node(struct tables *t, const struct node *node, struct reader *r,
			  struct why *why)
{
	struct inputs in = { 0 };
	enum err e;

	*t = (struct tables){ .arena = arena_open() };
	e = take_sources(t, &in, node, r, why);
	if (e == ERR_OK)
		e = tables_pools(t, r, why);
	if (e != ERR_OK) {
		inputs_fini(&in);
		return e;
	}
	if (t->pools.set)
		*vec_push(&in.warnings) = t->pools;
	compile(t, &in);
	return tables_delta(t, r, why);
}

void tables_close(struct tables *t)
{
	delta_close(t->delta);
	generation_close(t->generation);
	for (size_t i = 0; i < t->sets.n; i++)
		set_close(t->sets.v[i]);
	vec_fini(&t->sets);
	for (size_t i = 0; i < t->bytes.n; i++)
		buf_fini(&t->bytes.v[i]);
	vec_fini(&t->bytes);
	arena_close(t->arena);
	*t = (struct tables){ 0 };
}
