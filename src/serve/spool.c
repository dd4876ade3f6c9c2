/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/spool.h"

#include "base/buf.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

struct spool {
	const char *dir;
	int fd;         /* -1: all of it is in buf */
	struct buf buf; /* being written: what is not in the file yet; being read: a window */
	size_t pos;     /* of the next line in buf */
	off_t at, end;  /* of the file: what was read into buf, what is there */
	bool skipping;  /* in a line of which the beginning was given out */
};

struct spool *spool_open(struct arena *a, const char *dir)
{
	struct spool *s = arena_new(a, struct spool);

	s->dir = dir;
	s->fd = -1;
	return s;
}

void spool_close(struct spool *s)
{
	if (!s)
		return;
	buf_fini(&s->buf);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static enum err make_file(struct spool *s, struct why *why)
{
	if (s->fd >= 0)
		return ERR_OK;
	s->fd = open(s->dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	if (s->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
		s->fd = memfd_create("spool", MFD_CLOEXEC);
	if (s->fd < 0)
		return why_set(why, ERR_IO, SAY_SPOOL_FILE, A(s->dir), A(strerror(errno)));
	return ERR_OK;
}

static enum err flush(struct spool *s, struct why *why)
{
	enum err e = make_file(s, why);

	if (e == ERR_OK)
		e = file_write_all(s->fd, buf_str(&s->buf), "spool", why);
	if (e != ERR_OK && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
		e = why_set(why, ERR_LIMIT, SAY_SPOOL_FULL, A(s->dir));
	s->end += (off_t)s->buf.n;
	buf_clear(&s->buf);
	return e;
}

enum err spool_put(struct spool *s, struct str piece, struct why *why)
{
	buf_put(&s->buf, piece);
	return s->buf.n > SPOOL_MEMORY ? flush(s, why) : ERR_OK;
}

enum err spool_rewind(struct spool *s, struct why *why)
{
	return s->fd >= 0 && s->buf.n ? flush(s, why) : ERR_OK;
}

/* More of the file behind what is left of the window. */
static enum err fill(struct spool *s, struct why *why)
{
	size_t left = s->buf.n - s->pos;
	ssize_t n;

	if (left && s->pos)
		memmove(s->buf.p, s->buf.p + s->pos, left);
	s->buf.n = left;
	s->pos = 0;
	do {
		n = pread(s->fd, buf_reserve(&s->buf, SPOOL_MEMORY), SPOOL_MEMORY, s->at);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		return why_set(why, ERR_IO, SAY_SPOOL_READ, A(n ? strerror(errno) : "EOF"));
	s->at += n;
	s->buf.n += (size_t)n;
	return ERR_OK;
}

/* The rest of the window up to the next line's end, taken off; false: it has no end there. */
static bool take(struct spool *s, struct str *line)
{
	struct str rest = str_cut(buf_str(&s->buf), s->pos, s->buf.n);
	size_t end = str_find(rest, '\n');

	*line = str_cut(rest, 0, end);
	if (end == SIZE_MAX)
		return false;
	s->pos += end + 1;
	return true;
}

/* Past the end of a line whose beginning was given out. */
static enum err skip(struct spool *s, struct why *why)
{
	struct str rest;

	while (s->skipping) {
		enum err e;

		s->skipping = !take(s, &rest);
		if (!s->skipping)
			break;
		s->pos = s->buf.n;
		if (s->at >= s->end)
			break;
		e = fill(s, why);
		if (e != ERR_OK)
			return e;
	}
	s->skipping = false;
	return ERR_OK;
}

enum err spool_line(struct spool *s, struct str *line, bool *cut, bool *more, struct why *why)
{
	enum err e = skip(s, why);
	bool whole = false;

	while (e == ERR_OK && !(whole = take(s, line)) && line->n <= SPOOL_LINE_MAX &&
	       s->at < s->end)
		e = fill(s, why);
	if (e != ERR_OK)
		return e;
	*more = whole || line->n > 0;
	*cut = line->n > SPOOL_LINE_MAX;
	if (!whole) {
		s->pos = s->buf.n;
		s->skipping = s->at < s->end;
	}
	return ERR_OK;
}
