/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_disk.h - a disk that forgets what was not synced.
 *
 * fsync and fdatasync are taken over for the whole test program, SQLite included. At each
 * sync of a file its content becomes durable, at each sync of a folder its names do.
 * power_cut(to) makes the folder that a machine could find after losing its power at this moment:
 * durable content, with any part of the rest (by blocks of 512 bytes) or none; durable names, with
 * any of the later creations, renames and removals or none.
 *
 * One file includes this. One thread changes the folder.
 */
#pragma once

#include "test.h"

#include "base/rand.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

enum { POWER_INODES = 256, POWER_NAMES = 256, POWER_BLOCK = 512 };

struct power_content {
	ino_t ino;
	char *p;
	size_t n;
};

/* A durable name, relative to the root. */
struct power_name {
	char path[200];
	ino_t ino;
};

static struct {
	char root[140]; /* what is below it is watched; empty: nothing is */
	struct power_content content[POWER_INODES];
	struct power_name name[POWER_NAMES];
	size_t contents, names, syncs;
	struct prng prng;
	const char *lie; /* files whose path holds this are never durable */
	void (*before_sync)(void);
} power;

static bool power_coin(void)
{
	return prng_below(&power.prng, 2);
}

static struct power_content *power_content_of(ino_t ino)
{
	for (size_t i = 0; i < power.contents; i++)
		if (power.content[i].ino == ino)
			return &power.content[i];
	return NULL;
}

static char *power_slurp(const char *path, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *p;
	ssize_t got;

	assert_true(fd >= 0 && fstat(fd, &st) == 0);
	p = calloc(1, (size_t)st.st_size + 1);
	got = pread(fd, p, (size_t)st.st_size, 0);
	assert_true(got >= 0);
	*n = (size_t)got;
	close(fd);
	return p;
}

static void power_keep_content(const char *path, ino_t ino)
{
	struct power_content *c = power_content_of(ino);

	if (!c) {
		assert_true(power.contents < POWER_INODES);
		c = &power.content[power.contents++];
		*c = (struct power_content){ .ino = ino };
	}
	free(c->p);
	c->p = power_slurp(path, &c->n);
}

static bool power_watched(const char *path)
{
	size_t n = strlen(power.root);

	return n && strncmp(path, power.root, n) == 0 && (path[n] == '/' || !path[n]);
}

/* The folder part of a relative path is this one? */
static bool power_in_folder(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 && (!n || path[n] == '/') &&
	       !strchr(path + n + (n ? 1 : 0), '/');
}

/* Every file directly in a folder, by its relative path. */
static void power_each(const char *folder, void (*fn)(const char *rel, ino_t ino))
{
	char path[300], rel[300];
	DIR *d;
	const struct dirent *f;

	snprintf(path, sizeof path, "%s/%s", power.root, folder);
	d = opendir(path);
	while (d && (f = readdir(d))) {
		snprintf(rel, sizeof rel, "%s%s%s", folder, *folder ? "/" : "", f->d_name);
		if (f->d_type == DT_REG && !strstr(f->d_name, "-shm"))
			fn(rel, f->d_ino);
	}
	if (d)
		closedir(d);
}

static void power_keep_name(const char *rel, ino_t ino)
{
	struct power_name *n = &power.name[power.names++];

	assert_true(power.names <= POWER_NAMES);
	snprintf(n->path, sizeof n->path, "%s", rel);
	n->ino = ino;
}

static void power_keep_folder(const char *folder)
{
	for (size_t i = 0; i < power.names;) {
		if (power_in_folder(power.name[i].path, folder))
			power.name[i] = power.name[--power.names];
		else
			i++;
	}
	power_each(folder, power_keep_name);
}

static void power_synced(int fd)
{
	char link[64], path[300] = { 0 };
	struct stat st;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	if (readlink(link, path, sizeof path - 1) < 0 || !power_watched(path) ||
	    fstat(fd, &st) != 0)
		return;
	if (power.before_sync)
		power.before_sync();
	power.syncs++;
	if (S_ISDIR(st.st_mode))
		power_keep_folder(path + strlen(power.root) + (path[strlen(power.root)] == '/'));
	else if (!power.lie || !strstr(path, power.lie))
		power_keep_content(path, st.st_ino);
}

int fsync(int fd)
{
	power_synced(fd);
	return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	power_synced(fd);
	return (int)syscall(SYS_fdatasync, fd);
}

/* ---- the cut ---- */

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

static void power_watch(const char *root, uint64_t seed)
{
	memset(&power, 0, sizeof power);
	snprintf(power.root, sizeof power.root, "%s", root);
	power.prng = prng_of(seed);
}

static void power_end(void)
{
	for (size_t i = 0; i < power.contents; i++)
		free(power.content[i].p);
	power.contents = power.names = 0;
	power.root[0] = 0;
}
