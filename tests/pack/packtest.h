/* SPDX-License-Identifier: Apache-2.0 */
/* packtest.h - packs made in a temporary folder, and the complaints about them as text. */
#pragma once

#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "pack/pack.h"

#include <sys/stat.h>

struct packtest {
	struct arena *a;
	char dir[64];
	struct buf said; /* one "file:line:col: sentence\n" a complaint, folder cut off */
	size_t complaints;
};

__attribute__((unused)) static void packtest_complain(void *ctx, const struct why *why)
{
	struct packtest *t = ctx;
	struct why short_name = *why;
	const char *below = strstr(why->file, t->dir[0] ? t->dir : "packs/");

	if (below)
		snprintf(short_name.file, sizeof short_name.file, "%s",
			 below + (t->dir[0] ? strlen(t->dir) + 1 : 0));
	why_text(&short_name, LANG_EN, &t->said);
	buf_c(&t->said, '\n');
	t->complaints++;
}

__attribute__((unused)) static struct packtest packtest_open(void)
{
	struct packtest t = { .a = arena_open() };

	strcpy(t.dir, "/tmp/packtest-XXXXXX");
	assert_non_null(mkdtemp(t.dir));
	return t;
}

__attribute__((unused)) static void packtest_close(struct packtest *t)
{
	char cmd[96];

	snprintf(cmd, sizeof cmd, "rm -rf '%s'", t->dir);
	if (strlen(t->dir) > 10)
		assert_int_equal(system(cmd), 0);
	buf_fini(&t->said);
	arena_close(t->a);
}

/* Writes a file below the folder, making the folders on its way. */
__attribute__((unused)) static void packtest_file(struct packtest *t, const char *rel,
						  const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", t->dir, rel);
	for (char *slash = path + strlen(t->dir) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		mkdir(path, 0700);
		*slash = '/';
	}
	assert_ok(file_publish(path, str_of(text), 0600, NULL));
}

__attribute__((unused)) static enum err packtest_load(struct packtest *t, const char *id,
						      struct pack **out)
{
	buf_clear(&t->said);
	t->complaints = 0;
	return pack_load(t->a, t->dir, str_of(id), packtest_complain, t, out, NULL);
}
