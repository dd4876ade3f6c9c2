/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_sync.h - fsync and fdatasync, taken over for the whole test program, SQLite included.
 *
 * They still do what they did; but the disk of power_disk.h is told.
 */
#pragma once

#include "power_disk.h"

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
