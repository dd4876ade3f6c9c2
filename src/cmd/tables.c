/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/tables.h"

#include "cmd/collect.h"
#include "cmd/feed_names.h"
#include "cmd/tables_delta.h"
#include "cmd/tables_pools.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/node_path.h"
#include "desk/sources.h"
#include "index/generation_file.h"
#include "store/node.h"

#include <dirent.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { KEEP_ROWS = 100000, STALE_SECONDS = 600 };

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

static void compile(struct tables *t, const struct inputs *in)
{
	t->generation = generation_build(in->sets.v, in->sets.n, in->warnings.v, in->warnings.n);
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
	inputs_fini(&in);
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

/* ---- the kept generation ---- */

static const char *kept_path(struct arena *a, const struct node *node, struct sha256 id)
{
	struct buf b = { 0 };
	const char *path;

	buf_printf(&b, "%s/cache/", node_dir(node));
	buf_hex(&b, id.b, sizeof id.b);
	buf_puts(&b, ".generation");
	path = str_keep(a, buf_str(&b)).p;
	buf_fini(&b);
	return path;
}

/* Small generations are compiled sooner than they are found. */
static bool is_large(const struct inputs *in)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < in->sets.n; i++)
		rows += set_count(in->sets.v[i].set);
	return rows >= KEEP_ROWS;
}

static void read_or_compile(struct tables *t, const struct node *node, const struct inputs *in)
{
	const struct generation_input *s = in->sets.v, *w = in->warnings.v;
	struct why why;
	enum err e;

	if (is_large(in)) {
		struct sha256 id = generation_identity_of(s, in->sets.n, w, in->warnings.n);

		e = generation_read(kept_path(t->arena, node, id), s, in->sets.n, w, in->warnings.n,
				    &t->generation, &why);
		if (e == ERR_OK)
			return;
		if (e != ERR_NOTFOUND)
			log_why(LOG_WARN, &why);
		t->worth_keeping = true;
	}
	compile(t, in);
}

/* Is it a generation of other sets, or half of one that nobody writes any more? */
static bool is_left_over(int dir, const char *name, const char *kept)
{
	struct stat st;

	if (strcmp(name, kept) == 0)
		return false;
	if (str_ends(str_of(name), STR(".generation")))
		return true;
	return strstr(name, ".generation.tmp.") && fstatat(dir, name, &st, 0) == 0 &&
	       time(NULL) - st.st_mtime > STALE_SECONDS;
}

static void remove_left_over(const char *folder, const char *kept)
{
	DIR *d = opendir(folder);
	const struct dirent *f;

	while (d && (f = readdir(d)))
		if (is_left_over(dirfd(d), f->d_name, kept))
			unlinkat(dirfd(d), f->d_name, 0);
	if (d)
		closedir(d);
}

void tables_keep(const struct tables *t, const struct node *node)
{
	struct arena *a = arena_open();
	const char *folder = node_path(a, node, "cache");
	const char *path = kept_path(a, node, generation_identity(t->generation));
	struct why why;
	enum err e = ERR_OK;

	if (t->worth_keeping) {
		e = file_make_dir(folder, 0700, &why);
		if (e == ERR_OK)
			e = generation_write(t->generation, path, &why);
	}
	if (e == ERR_OK)
		remove_left_over(folder, strrchr(path, '/') + 1);
	else
		log_why(LOG_NOTE, &why);
	arena_close(a);
}

/* ---- a node's tables ---- */

enum err tables_base(struct tables *t, const struct node *node, struct reader *r, struct why *why)
{
	struct inputs in = { 0 };
	enum err e;

	*t = (struct tables){ .arena = arena_open() };
	e = take_sources(t, &in, node, r, why);
	if (e == ERR_OK)
		e = tables_pools(t, r, why);
	if (e == ERR_OK) {
		if (t->pools.set)
			*vec_push(&in.warnings) = t->pools;
		read_or_compile(t, node, &in);
	}
	inputs_fini(&in);
	return e;
}

enum err tables_changes(struct tables *t, const struct tables *base, struct reader *r,
			struct why *why)
{
	*t = (struct tables){ .arena = arena_open(), .pools = base->pools };
	return tables_delta(t, r, why);
}

enum err tables_from_node(struct tables *t, const struct node *node, struct reader *r,
			  struct why *why)
{
	enum err e = tables_base(t, node, r, why);

	return e == ERR_OK ? tables_delta(t, r, why) : e;
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
