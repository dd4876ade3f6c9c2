/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include "base/ensure.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err io_error(struct why *why, enum say_id id, const char *path)
{
	int e = errno;

	return why_set(why,
		       e == ENOENT ? ERR_NOTFOUND :
		       e == ENOSPC ? ERR_LIMIT :
				     ERR_IO,
		       id, A(path), A(strerror(e)));
}

static enum err read_fd(int fd, const char *path, size_t limit, struct arena *a, struct str *out,
			struct why *why)
{
	struct buf b = { 0 };
	enum err e = ERR_OK;

	for (;;) {
		ssize_t got = read(fd, buf_reserve(&b, 65536), 65536);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			e = io_error(why, SAY_FILE_READ, path);
		if (got <= 0)
			break;
		b.n += (size_t)got;
		if (b.n > limit) {
			e = why_set(why, ERR_LIMIT, SAY_FILE_TOO_LARGE, A(path), A(limit));
			break;
		}
	}
	if (e == ERR_OK)
		*out = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return e;
}

enum err file_read(const char *path, size_t limit, struct arena *a, struct str *out,
		   struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	enum err e;

	if (fd < 0)
		return io_error(why, SAY_FILE_OPEN, path);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		e = why_set(why, ERR_ARG, SAY_FILE_IS_DIR, A(path));
	else
		e = read_fd(fd, path, limit, a, out, why);
	close(fd);
	return e;
}

enum err file_write_all(int fd, struct str bytes, const char *name, struct why *why)
{
	while (bytes.n) {
		ssize_t put = write(fd, bytes.p, bytes.n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return io_error(why, SAY_FILE_WRITE, name);
		bytes = str_cut(bytes, (size_t)put, bytes.n);
	}
	return ERR_OK;
}

void file_sync(int fd, const char *name)
{
	if (fsync(fd) != 0) {
		say_line(stderr, SAY_FILE_FSYNC, A(name), A(strerror(errno)));
		abort();
	}
}

enum err file_sync_dir(const char *path, struct why *why)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return io_error(why, SAY_FILE_OPEN, path);
	file_sync(fd, path);
	close(fd);
	return ERR_OK;
}

static enum err fill(const char *tmp, struct str bytes, unsigned mode, struct why *why)
{
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	enum err e;

	if (fd < 0)
		return io_error(why, SAY_FILE_OPEN, tmp);
	e = file_write_all(fd, bytes, tmp, why);
	if (e == ERR_OK)
		file_sync(fd, tmp);
	close(fd);
	if (e != ERR_OK)
		unlink(tmp);
	return e;
}

enum err file_publish(const char *path, struct str bytes, unsigned mode, struct why *why)
{
	char tmp[PATH_MAX], dir[PATH_MAX];
	enum err e;

	ensure(snprintf(tmp, sizeof tmp, "%s.tmp.%d", path, (int)getpid()) < (int)sizeof tmp);
	ensure(snprintf(dir, sizeof dir, "%s", path) < (int)sizeof dir);
	e = fill(tmp, bytes, mode, why);
	if (e != ERR_OK)
		return e;
	if (rename(tmp, path) != 0) {
		e = io_error(why, SAY_FILE_WRITE, path);
		unlink(tmp);
		return e;
	}
	return file_sync_dir(dirname(dir), why);
}

enum err file_make_dir(const char *path, unsigned mode, struct why *why)
{
	if (mkdir(path, mode) != 0 && errno != EEXIST)
		return io_error(why, SAY_FILE_WRITE, path);
	return ERR_OK;
}
