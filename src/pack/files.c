/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/files.h"

#include "base/file.h"
#include "base/vec.h"
#include "pack/embedded.h"
#include "pack/pack.h"
#include "pack/yaml.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef VEC(struct pack_file) file_vec;

struct walk {
	struct arena *a;
	file_vec files;
	struct why *why;
};

static int file_cmp(const void *a, const void *b)
{
	return str_cmp(((const struct pack_file *)a)->path, ((const struct pack_file *)b)->path);
}

static enum err take_file(struct walk *w, const char *path, struct str name)
{
	struct pack_file f = { .path = name, .shown = path };
	enum err err = file_read(path, YAML_BYTES, w->a, &f.text, w->why);

	if (!err && w->files.n >= FILES_MAX)
		err = why_set(w->why, ERR_LIMIT, SAY_PACK_FILES, A((int)FILES_MAX));
	if (!err)
		*vec_push(&w->files) = f;
	return err;
}

static enum err walk_dir(struct walk *w, const char *dir, struct str below)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	enum err err = ERR_OK;

	while (d && !err && (e = readdir(d))) {
		const char *path = arena_printf(w->a, "%s/%s", dir, e->d_name).p;
		struct str name = arena_printf(w->a, "%.*s%s", STR_FMT(below), e->d_name);
		struct stat st;

		if (e->d_name[0] == '.' || stat(path, &st))
			continue;
		if (S_ISREG(st.st_mode))
			err = take_file(w, path, name);
		else if (S_ISDIR(st.st_mode) && below.n == 0)
			err = walk_dir(w, path, arena_printf(w->a, "%s/", e->d_name));
	}
	if (d)
		closedir(d);
	return err;
}

static void take_embedded(struct walk *w, struct str id)
{
	for (const struct embedded *e = embedded_packs; e->path; e++) {
		struct str path = str_of(e->path);

		if (!str_starts(path, id) || path.n <= id.n || path.p[id.n] != '/')
			continue;
		*vec_push(&w->files) = (struct pack_file){
			.path = str_cut(path, id.n + 1, path.n),
			.shown = arena_printf(w->a, "packs/%s", e->path).p,
			.text = str_n(e->data, e->n),
		};
	}
}

enum err files_read(struct arena *a, const char *dir, struct str id, struct pack_file **out,
		    size_t *count, struct why *why)
{
	struct walk w = { .a = a, .why = why };
	enum err err = ERR_OK;

	if (dir)
		err = walk_dir(&w, arena_printf(a, "%s/%.*s", dir, STR_FMT(id)).p, STR(""));
	else
		take_embedded(&w, id);
	if (!err && !w.files.n)
		err = why_set(why, ERR_NOTFOUND, SAY_PACK_NONE, A(id));
	if (!err) {
		qsort(w.files.v, w.files.n, sizeof *w.files.v, file_cmp);
		*count = w.files.n;
		*out = arena_array(a, struct pack_file, w.files.n);
		memcpy(*out, w.files.v, w.files.n * sizeof **out);
	}
	vec_fini(&w.files);
	return err;
}

size_t pack_embedded(const struct str **ids)
{
	static struct str found[64];
	static size_t n;

	if (!n)
		for (const struct embedded *e = embedded_packs; e->path; e++) {
			struct str path = str_of(e->path);

			if (str_ends(path, STR("/pack.yaml")) && n < 64)
				found[n++] = str_cut(path, 0, path.n - strlen("/pack.yaml"));
		}
	*ids = found;
	return n;
}
