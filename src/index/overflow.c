/* SPDX-License-Identifier: Apache-2.0 */
#include "index/overflow.h"

#include "base/ensure.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

void overflow_open(struct overflow *s, size_t keep, const char *dir)
{
	*s = (struct overflow){ .keep = keep, .dir = dir ? dir : "/var/tmp", .fd = -1 };
}

void overflow_close(struct overflow *s)
{
	if (s->map)
		munmap(s->map, s->filed);
	if (s->fd >= 0)
		close(s->fd);
	buf_fini(&s->b);
	*s = (struct overflow){ .fd = -1 };
}

/* Writes all or nothing that counts: what was written of a failed try is written over by nobody, since
 * filing ends with it. */
static bool write_at(int fd, struct str bytes, uint64_t at)
{
	while (bytes.n) {
		ssize_t put = pwrite(fd, bytes.p, bytes.n, (off_t)at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += (uint64_t)put;
		bytes = str_cut(bytes, (size_t)put, bytes.n);
	}
	return true;
}

/* Moves what is in memory to the file; where that fails everything stays in memory from now on. */
static void flush(struct overflow *s)
{
	if (!s->filing) {
		s->fd = open(s->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
		s->filing = s->fd >= 0;
	}
	if (s->filing && write_at(s->fd, buf_str(&s->b), s->filed)) {
		s->filed += s->b.n;
		buf_clear(&s->b);
	} else {
		s->keep = SIZE_MAX;
	}
}

void overflow_put_room(struct overflow *s, size_t n)
{
	if (s->b.n + n > s->keep)
		flush(s);
	buf_reserve(&s->b, n);
}

void overflow_put(struct overflow *s, struct str bytes)
{
	overflow_put_room(s, bytes.n);
	buf_put(&s->b, bytes);
}

/* The file in memory, with what could not be written to it behind. */
static struct str gather(struct overflow *s)
{
	struct buf all = { 0 };
	char *to = buf_reserve(&all, s->filed + s->b.n);

	for (uint64_t at = 0; at < s->filed;) {
		ssize_t got = pread(s->fd, to + at, s->filed - at, (off_t)at);

		ensure(got > 0 || (got < 0 && errno == EINTR));
		at += got > 0 ? (uint64_t)got : 0;
	}
	all.n = s->filed;
	buf_put(&all, buf_str(&s->b));
	buf_fini(&s->b);
	s->b = all;
	s->filed = 0;
	return buf_str(&s->b);
}

struct str overflow_all(struct overflow *s)
{
	if (s->filed && s->b.n && s->keep != SIZE_MAX)
		flush(s);
	if (!s->filed)
		return str_n(s->b.p ? s->b.p : "", s->b.n);
	if (!s->b.n)
		s->map = mmap(NULL, s->filed, PROT_READ, MAP_PRIVATE, s->fd, 0);
	if (!s->map || s->map == MAP_FAILED) {
		s->map = NULL;
		return gather(s);
	}
	return str_n(s->map, s->filed);
}
