/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/load_feed.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "cmd/collect.h"
#include "cmd/node_path.h"
#include "cmd/sidecar.h"
#include "desk/sources.h"
#include "store/veil.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <errno.h>
#include <unistd.h>

enum { WORD_MAX = 512 }; /* bytes of a name, a publisher, a licence */

enum err loader_open(struct loader *l, const struct load_options *o, struct why *why)
{
	enum err e;

	*l = (struct loader){ .o = *o, .arena = arena_open() };
	e = node_open(o->dir, &l->node, why);
	/* The door first: from here on nobody removes the set files that we publish. */
	if (e == ERR_OK)
		e = door_open(l->node, &l->door, why);
	if (e == ERR_OK)
		e = reader_open(l->node, &l->reader, why);
	if (e == ERR_OK)
		e = reader_begin(l->reader, 0, why);
	if (e == ERR_OK)
		e = owners_load(l->reader, &l->owners, why);
	if (e == ERR_OK)
		reader_end(l->reader);
	if (e == ERR_OK && o->refused_path) {
		l->refused_to = fopen(o->refused_path, "w");
		if (!l->refused_to)
			e = why_set(why, ERR_IO, SAY_FILE_OPEN, A(o->refused_path),
				    A(strerror(errno)));
	}
	return e;
}

void loader_close(struct loader *l)
{
	if (l->refused_to)
		fclose(l->refused_to);
	owners_close(l->owners);
	reader_close(l->reader);
	door_close(l->door);
	node_close(l->node);
	arena_close(l->arena);
	*l = (struct loader){ 0 };
}

static struct str first_of(const char *given, struct str beside)
{
	return given ? str_of(given) : beside;
}

/* The command line before the file beside the feed, and that before what the feed says. */
static enum err describe(struct loader *l, const char *path, struct sidecar *d, struct why *why)
{
	enum err e = sidecar_read(path, l->arena, d, why);

	if (e != ERR_OK)
		return e;
	/* As they will be stored, so that they compare equal the next time. */
	d->publisher = veil_scrub(first_of(l->o.publisher, d->publisher), false, l->arena, NULL);
	d->licence = veil_scrub(first_of(l->o.licence, d->licence), false, l->arena, NULL);
	d->map = first_of(l->o.map, d->map);
	d->name = first_of(l->o.name, d->name);
	if (l->o.category != CAT_NONE)
		d->category = l->o.category;
	if (l->o.format != FEED_GUESS)
		d->format = l->o.format;
	return ERR_OK;
}

/* Words that are shown in lines and kept for good: one line each, of bounded length. */
static enum err check_word(const char *key, struct str s, struct why *why)
{
	bool ok = s.n <= WORD_MAX && str_is_utf8(s, NULL) && (!s.n || str_trim(s).n);

	for (size_t i = 0; i < s.n && ok; i++)
		ok = (unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7F;
	return ok ? ERR_OK : why_set(why, ERR_ARG, SAY_LOAD_WORD, A(key), A(WORD_MAX));
}

static enum err check_described(const struct sidecar *d, bool warnings, struct why *why)
{
	enum err e = check_word("name", d->name, why);

	if (e == ERR_OK)
		e = check_word("publisher", d->publisher, why);
	if (e == ERR_OK)
		e = check_word("licence", d->licence, why);
	if (e != ERR_OK)
		return e;
	if (!d->publisher.n)
		return why_set(why, ERR_ARG, SAY_LOAD_NEEDS_PUBLISHER);
	if (!warnings && d->category == CAT_NONE)
		return why_set(why, ERR_ARG, SAY_LOAD_NEEDS_CATEGORY);
	return ERR_OK;
}

static bool in_pool(void *ctx, const struct indicator *ind)
{
	struct prefix p; /* a bare address is one of full length */

	if (ind->kind != IND_IPV4 && ind->kind != IND_IPV6 && ind->kind != IND_CIDR)
		return false;
	return prefix_read(ind->value, &p, NULL) && owners_range_in_pool(ctx, p);
}

static struct str hex_of(struct arena *a, struct sha256 d)
{
	struct buf b = { 0 };
	struct str s;

	buf_hex(&b, d.b, sizeof d.b);
	s = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return s;
}

/* The source as it is registered now, or NULL. */
static enum err registered(struct loader *l, struct str name, const struct source **out,
			   struct why *why)
{
	struct source *list;
	size_t n;
	enum err e = reader_begin(l->reader, 0, why);

	if (e != ERR_OK)
		return e;
	e = sources_list(l->reader, l->arena, &list, &n, why);
	reader_end(l->reader);
	if (e == ERR_OK)
		*out = sources_find(list, n, name);
	return e;
}

struct changes {
	/* (kind, value) that are new or gone; an addition and a removal of one are a change. */
	struct map *added;
	uint64_t new_, changed, gone;
};

static void count_diff(void *ctx, const struct indicator *ind, bool added)
{
	struct changes *c = ctx;
	struct buf key = { 0 };
	struct map_entry *e;

	buf_c(&key, (char)ind->kind);
	buf_put(&key, ind->value);
	e = map_put(c->added, buf_str(&key), NULL);
	e->u |= added ? 1 : 2;
	buf_fini(&key);
}

static const char *set_path(struct loader *l, struct str hash)
{
	return arena_printf(l->arena, "%s/sets/%.*s.set", node_dir(l->node), STR_FMT(hash)).p;
}

static bool set_is_sound(const char *path)
{
	struct set *s;

	if (set_open_file(path, &s, NULL) != ERR_OK)
		return false;
	set_close(s);
	return true;
}

/* The source as it is, or NULL where its set's file is damaged: then it is loaded as if new. */
static const struct source *whole(struct loader *l, const struct source *before)
{
	return before && before->set_hash.n && set_is_sound(set_path(l, before->set_hash)) ?
		       before :
		       NULL;
}

/* New, changed and gone against the set in force; a warning list is compared by its count. */
static enum err compare(struct loader *l, const struct source *before, const struct set *now,
			struct load_report *r, struct why *why)
{
	struct changes c = { 0 };
	struct set *old;
	enum err e;

	if (!before || !before->set_hash.n) {
		r->added = set_count(now);
		return ERR_OK;
	}
	e = set_open_file(set_path(l, before->set_hash), &old, why);
	if (e != ERR_OK)
		return e;
	c.added = map_open();
	if (set_is_warnings(old) == set_is_warnings(now))
		set_diff(old, now, count_diff, &c);
	for (size_t i = 0; i < map_count(c.added); i++) {
		uint64_t how = map_at(c.added, i)->u;

		c.new_ += how == 1;
		c.gone += how == 2;
		c.changed += how == 3;
	}
	r->added = c.new_;
	r->changed = c.changed;
	r->gone = c.gone;
	r->unchanged = set_count(now) - c.new_ - c.changed;
	map_close(c.added);
	set_close(old);
	return ERR_OK;
}

static void w_text(struct json_writer *w, const char *key, struct str s)
{
	if (!s.n)
		return;
	json_w_key(w, key);
	json_w_str(w, s);
}

static void w_number(struct json_writer *w, const char *key, uint64_t v)
{
	json_w_key(w, key);
	json_w_u64(w, v);
}

static void source_body(const struct sidecar *d, const struct collect *c, const struct set *set,
			struct arena *a, struct buf *out)
{
	struct json_writer w = json_write(out);
	struct buf now = { 0 };

	time3339_write(clock_now(), &now);
	json_w_object(&w);
	if (!set_is_warnings(set))
		w_text(&w, "category", str_of(category_name(d->category)));
	w_number(&w, "count", set_count(set));
	w_text(&w, "file_hash", hex_of(a, c->loaded.identity));
	w_text(&w, "format", str_of(feed_format_name(c->loaded.format)));
	w_text(&w, "kind", set_is_warnings(set) ? STR("warnings") : STR("indicators"));
	w_text(&w, "licence", d->licence);
	w_text(&w, "loaded", buf_str(&now));
	w_text(&w, "name", d->name);
	w_text(&w, "publisher", d->publisher);
	w_number(&w, "refused", collect_refused(c));
	w_text(&w, "set_hash", hex_of(a, set_identity(set)));
	json_w_object_end(&w);
	buf_fini(&now);
}

/* A set on its way: written and synced under a name of its own, which it loses when it is published. */
struct fresh {
	const char *path; /* NULL: it has none any more */
	struct set *set;
	struct set_written written;
};

static enum err fresh_make(struct loader *l, struct set_builder *builder, struct fresh *f,
			   struct why *why)
{
	const char *path =
		arena_printf(l->arena, "%s/sets/loading-%d", node_dir(l->node), (int)getpid()).p;
	enum err e = set_builder_write(builder, path, &f->written, why);

	if (e != ERR_OK)
		return e;
	f->path = path;
	return set_open_file(path, &f->set, why); /* what the disk gives back, checked */
}

static void fresh_end(struct fresh *f)
{
	set_close(f->set);
	if (f->path)
		unlink(f->path);
}

static struct sha256 content_of(const struct set *s)
{
	return hash_sha256(set_file_bytes(s));
}

/*
 * The set's file is durable before the transaction that names it. Equal entries are one set, though
 * their lines (which are no part of its identity) may differ: the file that is there stays, unless
 * it is damaged.
 */
static enum err publish_set(struct loader *l, struct fresh *f, struct str *rel, struct sha256 *hash,
			    struct why *why)
{
	struct set *there;
	const char *path;

	*rel = arena_printf(l->arena, "sets/%.*s.set",
			    STR_FMT(hex_of(l->arena, set_identity(f->set))));
	path = node_path(l->arena, l->node, rel->p);
	if (set_open_file(path, &there, NULL) == ERR_OK) {
		*hash = content_of(there);
		set_close(there);
		return ERR_OK;
	}
	if (rename(f->path, path) != 0)
		return why_set(why, ERR_IO, SAY_FILE_WRITE, A(path), A(strerror(errno)));
	f->path = NULL;
	*hash = f->written.content;
	return file_sync_dir(node_path(l->arena, l->node, "sets"), why);
}

static enum err commit(struct loader *l, const struct sidecar *d, const struct collect *c,
		       struct fresh *f, struct why *why)
{
	struct batch *b = batch_open(STR("cli"), STR("load feed"));
	struct batch_result result = { 0 };
	struct buf body = { 0 };
	struct sha256 hash;
	struct str rel;
	enum err e = publish_set(l, f, &rel, &hash, why);

	if (e == ERR_OK) {
		batch_file(b, rel, hash);
		source_body(d, c, f->set, l->arena, &body);
		batch_put(b, STR("source"), (struct str){ 0 }, buf_str(&body), 0);
		e = door_commit(l->door, b, l->arena, &result, why);
	}
	if (e == ERR_OK && result.refusal_count) {
		*why = result.refusals[0].why;
		e = why->code;
	}
	buf_fini(&body);
	batch_close(b);
	return e;
}

/* Equal in what it holds and in what is said of it: nothing to write. */
static bool is_in_force(const struct source *before, const struct sidecar *d, const struct set *set,
			struct arena *a)
{
	return before && str_eq(before->set_hash, hex_of(a, set_identity(set))) &&
	       str_eq(before->publisher, d->publisher) && str_eq(before->licence, d->licence) &&
	       (set_is_warnings(set) || before->category == d->category);
}

static bool is_warnings(const struct collect *c)
{
	return c->warning_count || c->loaded.format == FEED_WARNINGLIST;
}

/* What nobody named is called by its file; a warning list by its own title, which says more. */
static struct str name_of(const struct loader *l, const struct sidecar *d, const struct collect *c)
{
	if (d->name.n)
		return d->name;
	return is_warnings(c) && c->title.n ? c->title : l->name;
}

/* A name is a key, and keys are kept as they are. */
static enum err check_name(struct loader *l, struct str name, struct why *why)
{
	unsigned found;

	veil_scrub(name, false, l->arena, &found);
	return found ? why_set(why, ERR_DENIED, SAY_LOAD_NAME) : ERR_OK;
}

/*
 * May this set take the place of the one in force? Not when it is empty (a broken download looks
 * like that), unless the person says so; not when another publisher's feed merely has the same file
 * name.
 */
static enum err may_replace(const struct loader *l, const struct source *before,
			    const struct sidecar *d, const struct set *now, bool named,
			    struct why *why)
{
	if (!before)
		return ERR_OK;
	if (!named && !str_eq(before->publisher, d->publisher))
		return why_set(why, ERR_CONFLICT, SAY_LOAD_OTHER_PUBLISHER, A(before->name),
			       A(before->publisher));
	if (!set_count(now) && before->count && !l->o.allow_empty)
		return why_set(why, ERR_CONFLICT, SAY_LOAD_EMPTIES, A(before->count),
			       A(before->name));
	return ERR_OK;
}

static enum err take_set(struct loader *l, const struct sidecar *d, struct collect *c, bool named,
			 struct load_report *r, struct why *why)
{
	const struct source *before = NULL;
	struct fresh f = { 0 };
	enum err e = fresh_make(l, c->warning_count ? c->warnings : c->indicators, &f, why);

	if (e == ERR_OK) {
		r->repeats = c->indicator_count + c->warning_count - set_count(f.set);
		e = registered(l, d->name, &before, why);
		if (e == ERR_OK)
			e = may_replace(l, before, d, f.set, named, why);
		before = whole(l, before);
		if (e == ERR_OK)
			e = compare(l, before, f.set, r, why);
		if (e == ERR_OK && !is_in_force(before, d, f.set, l->arena))
			e = commit(l, d, c, &f, why);
	}
	fresh_end(&f);
	r->kept = e == ERR_OK;
	return e;
}

static void take_counts(struct load_report *r, const struct collect *c)
{
	r->format = feed_format_name(c->loaded.format);
	r->read = c->loaded.counts.read;
	r->refused = collect_refused(c);
	r->unmatchable = c->loaded.counts.unmatchable;
	r->personal = collect_personal(c);
}

enum err load_feed(struct loader *l, const char *path, struct load_report *r, struct why *why)
{
	struct sidecar d = { 0 };
	struct collect c;
	struct why late = { 0 };
	enum err e, read;
	bool named;

	arena_reset(l->arena);
	e = describe(l, path, &d, why);
	if (e != ERR_OK)
		return e;
	named = d.name.n > 0;
	collect_init(&c, path, l->arena);
	c.refused_to = l->refused_to;
	c.in_pool = in_pool;
	c.pool_ctx = l->owners;
	read = collect_feed(&c, d.format, d.map, why);
	take_counts(r, &c);
	if (read == ERR_OK || c.indicator_count + c.warning_count) {
		d.name = name_of(l, &d, &c);
		e = check_described(&d, c.warning_count > 0, &late);
		collect_print_refused(&c);
		if (e == ERR_OK)
			e = check_name(l, d.name, &late);
		/* A feed that broke off is not activated: half a feed would drop what it no longer names. */
		if (e == ERR_OK && read == ERR_OK)
			e = take_set(l, &d, &c, named, r, &late);
		if (e != ERR_OK)
			*why = late;
	}
	collect_fini(&c);
	return read != ERR_OK ? read : e;
}

static void print_json(const struct load_report *r)
{
	struct buf b = { 0 };
	struct json_writer w = json_write(&b);

	json_w_object(&w);
	w_text(&w, "file", str_of(r->file));
	w_text(&w, "format", str_of(r->format));
	w_number(&w, "read", r->read);
	w_number(&w, "new", r->added);
	w_number(&w, "changed", r->changed);
	w_number(&w, "unchanged", r->unchanged);
	w_number(&w, "gone", r->gone);
	w_number(&w, "repeated", r->repeats);
	w_number(&w, "refused", r->refused);
	w_number(&w, "not_matchable", r->unmatchable);
	w_number(&w, "personal", r->personal);
	json_w_object_end(&w);
	buf_c(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_fini(&b);
}

void load_print(const struct loader *l, const struct load_report *r)
{
	if (l->o.json) {
		print_json(r);
		return;
	}
	say_line(stdout, SAY_LOAD_LINE, A(r->file), A(r->format), A(r->read), A(r->added),
		 A(r->changed), A(r->unchanged), A(r->gone), A(r->repeats), A(r->refused));
	if (r->unmatchable || r->personal)
		say_line(stdout, SAY_LOAD_ASIDE, A(r->unmatchable), A(r->personal));
}
