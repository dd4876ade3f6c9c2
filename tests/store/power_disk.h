/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_disk.h - a disk that forgets what was not synced.
 *
 * What of a folder is durable: the content of each file at its last sync (power_sync.h), the names
 * in each folder at its last. What a cut then leaves is made by power_image.h.
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

enum { POWER_INODES = 256, POWER_NAMES = 256 };

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
