/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_image.h - what a machine could find after losing its power at this moment.
 *
 * power_cut(to) makes that folder: durable content, with any part of the rest (by blocks of 512
 * bytes) or none; durable names, with any of the later creations, renames and removals or none.
 */
#pragma once

#include "power_disk.h"

enum { POWER_BLOCK = 512 };

static bool power_coin(void)
{
	return prng_below(&power.prng, 2);
}

static char power_to[100];

/* Durable content with some of the blocks that were written since. */
static void power_write(const char *rel, ino_t ino, const char *now, size_t now_n)
{
	const struct power_content *c = power_content_of(ino);
	size_t was = c ? c->n : 0, n = power_coin() ? now_n : was;
	char path[400], *out = calloc(1, n + POWER_BLOCK);
	int fd;

	for (size_t at = 0; at < n; at += POWER_BLOCK) {
		bool fresh = power_coin();
		const char *from = fresh ? now : c ? c->p : NULL;
		size_t have = fresh ? now_n : was,
		       len = n - at < POWER_BLOCK ? n - at : POWER_BLOCK;

		if (at < have)
			memcpy(out + at, from + at, have - at < len ? have - at : len);
	}
	snprintf(path, sizeof path, "%s/%s", power_to, rel);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0 && write(fd, out, n) == (ssize_t)n);
	close(fd);
	free(out);
}

static bool power_is_durable(const char *rel, ino_t ino)
{
	for (size_t i = 0; i < power.names; i++)
		if (power.name[i].ino == ino && strcmp(power.name[i].path, rel) == 0)
			return true;
	return false;
}

/* What stands there now: surely if its name is durable. */
static void power_put_now(const char *rel, ino_t ino)
{
	char path[400], *now;
	size_t n;

	if (!power_is_durable(rel, ino) && power_coin())
		return;
	snprintf(path, sizeof path, "%s/%s", power.root, rel);
	now = power_slurp(path, &n);
	power_write(rel, ino, now, n);
	free(now);
}

/* What durably stood there, and was removed or replaced since: perhaps. */
static void power_put_gone(const struct power_name *name)
{
	const struct power_content *c = power_content_of(name->ino);
	char path[400];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", power.root, name->path);
	if ((stat(path, &st) == 0 && st.st_ino == name->ino) || power_coin())
		return;
	power_write(name->path, name->ino, c ? c->p : "", c ? c->n : 0);
}

static void power_cut(const char *to)
{
	static const char *const folders[] = { "", "keys", "store", "sets", "evidence", "ledger" };
	char path[400];

	snprintf(power_to, sizeof power_to, "%s", to);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, sizeof path, "%s/%s", to, folders[i]);
		assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
		power_each(folders[i], power_put_now);
	}
	for (size_t i = 0; i < power.names; i++)
		power_put_gone(&power.name[i]);
}
