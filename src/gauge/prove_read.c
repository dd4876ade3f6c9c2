/* SPDX-License-Identifier: Apache-2.0 */
/* prove_read.c - the folder tests/ of a pack: one folder a test, two files in each. */
#include "gauge/prove.h"

#include "base/file.h"
#include "base/vec.h"
#include "gauge/expect.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

struct listing {
	struct arena *a;
	pack_complain_fn *complain;
	void *ctx;
	size_t bad;
	VEC(struct prove_case) cases;
};

static void complain(struct listing *l, const char *file, enum say_id id)
{
	struct why why;

	l->bad++;
	why_set(&why, ERR_SYNTAX, id);
	why_at(&why, file, 0, 0);
	if (l->complain)
		l->complain(l->ctx, &why);
}

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Whatever else lies in a test's folder is a misspelt name. */
static void look_for_strays(struct listing *l, const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *f;

	while (d && (f = readdir(d))) {
		struct str name = str_of(f->d_name);

		if (name.p[0] != '.' && !str_eq(name, STR("in.jsonl")) &&
		    !str_eq(name, STR("expect.json")))
			complain(l, arena_printf(l->a, "%s/%s", dir, f->d_name).p, SAY_PROVE_STRAY);
	}
	if (d)
		closedir(d);
}

static bool take_file(struct listing *l, const char *path, struct str *out)
{
	struct why why = { 0 };

	if (file_read(path, EXPECT_BYTES, l->a, out, &why) == ERR_OK)
		return true;
	l->bad++;
	if (l->complain)
		l->complain(l->ctx, &why);
	return false;
}

static void take_case(struct listing *l, const char *dir, struct str name)
{
	struct prove_case c = { .name = str_keep(l->a, name) };
	bool ok;

	c.in_path = arena_printf(l->a, "%s/in.jsonl", dir).p;
	c.expect_path = arena_printf(l->a, "%s/expect.json", dir).p;
	ok = take_file(l, c.in_path, &c.in);
	ok &= take_file(l, c.expect_path, &c.expect);
	look_for_strays(l, dir);
	if (ok)
		*vec_push(&l->cases) = c;
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct prove_case *)a)->name, ((const struct prove_case *)b)->name);
}

static enum err list(struct listing *l, const char *dir, struct why *why)
{
	DIR *d = opendir(dir);
	const struct dirent *f;
	enum err e = ERR_OK;

	while (d && e == ERR_OK && (f = readdir(d))) {
		const char *path = arena_printf(l->a, "%s/%s", dir, f->d_name).p;

		if (f->d_name[0] == '.')
			continue;
		if (!is_dir(path))
			complain(l, path, SAY_PROVE_STRAY);
		else if (l->cases.n == PROVE_CASES)
			e = why_set(why, ERR_LIMIT, SAY_PROVE_CASES, A((int)PROVE_CASES));
		else
			take_case(l, path, str_of(f->d_name));
	}
	if (d)
		closedir(d);
	return e;
}

enum err prove_read(struct arena *a, const char *packs_dir, struct str pack, pack_complain_fn *tell,
		    void *ctx, struct prove_case **out, size_t *count, size_t *bad, struct why *why)
{
	struct listing l = { .a = a, .complain = tell, .ctx = ctx };
	enum err e = list(&l, arena_printf(a, "%s/%.*s/tests", packs_dir, STR_FMT(pack)).p, why);

	if (l.cases.n)
		qsort(l.cases.v, l.cases.n, sizeof *l.cases.v, by_name);
	*count = l.cases.n;
	*bad = l.bad;
	*out = arena_array(a, struct prove_case, l.cases.n);
	if (l.cases.n)
		memcpy(*out, l.cases.v, l.cases.n * sizeof **out);
	vec_fini(&l.cases);
	return e;
}
