/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/input.h"

#include "base/buf.h"
#include "base/ensure.h"
#include "base/mem.h"
#include "intake/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* FILL is the least room a read gets, so that short reads stay rare. */
enum { FILL = 64 << 10, WAIT_MS = 1000 };

struct input {
	int fd;
	bool owns_fd;
	char name[WHY_FILE];
	uint64_t size;
	struct unpack *unpack;
	struct buf b; /* b.p[start..b.n) is not yet given away */
	size_t start;
	bool at_end;             /* nothing more behind b: ended or failed */
	struct why why;          /* why.code != ERR_OK: failed */
	bool (*wait)(void *ctx); /* or NULL */
	void *wait_ctx;
	uint64_t line;
	size_t bound;
};

static enum err refuse(const char *name, enum err code, enum say_id id, struct why *why)
{
	why_set(why, code, id);
	why_at(why, name, 0, 0);
	return code;
}

enum err input_fd(const char *path, int *fd, struct why *why)
{
	struct stat st;

	*fd = STDIN_FILENO;
	if (strcmp(path, "-") == 0)
		return ERR_OK;
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT)
		return refuse(path, ERR_NOTFOUND, SAY_INPUT_MISSING, why);
	if (*fd < 0)
		return why_set(why, ERR_IO, SAY_FILE_OPEN, A(path), A(strerror(errno)));
	if (fstat(*fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(*fd);
		return refuse(path, ERR_ARG, SAY_INPUT_IS_DIR, why);
	}
	return ERR_OK;
}

enum err input_open(const char *path, struct input **out, struct why *why)
{
	enum err e;
	int fd;

	*out = NULL;
	e = input_fd(path, &fd, why);
	return e == ERR_OK ? input_open_fd(fd, path, out, why) : e;
}

/* Returns when a read will not block; false: asked to stop. */
static bool wait_for_more(struct input *in)
{
	struct pollfd p = { .fd = in->fd, .events = POLLIN };
	int timeout = 0;

	while (in->wait && poll(&p, 1, timeout) <= 0) {
		if (!in->wait(in->wait_ctx))
			return false;
		timeout = WAIT_MS;
	}
	return true;
}

void input_on_wait(struct input *in, bool (*wait)(void *ctx), void *ctx)
{
	in->wait = in->size ? NULL : wait;
	in->wait_ctx = ctx;
}

/* What is not yet given goes to the front of the buffer. */
static void move_to_front(struct input *in)
{
	in->b.n -= in->start;
	memmove(in->b.p, in->b.p + in->start, in->b.n);
	in->start = 0;
}

/* Reads once, up to `room` bytes. An end or an error is remembered, not
 * returned: what was read before it is given first. INPUT_PAD bytes behind stay free. */
static void read_once(struct input *in, size_t room)
{
	size_t got;

	if (in->at_end)
		return;
	if (!wait_for_more(in)) {
		in->at_end = true;
		return;
	}
	buf_reserve(&in->b, room + INPUT_PAD);
	if (unpack_read(in->unpack, in->b.p + in->b.n, room, &got, &in->why) != ERR_OK)
		got = 0;
	in->b.n += got;
	in->at_end = got == 0;
}

static void fill(struct input *in)
{
	size_t room = in->b.cap - in->b.n;

	if (room < FILL + INPUT_PAD && in->start) {
		move_to_front(in);
		room = in->b.cap - in->b.n;
	}
	if (!in->b.cap)
		room = INPUT_BLOCK;
	else
		room = room < FILL + INPUT_PAD ? FILL : room - INPUT_PAD;
	read_once(in, room);
}

enum err input_open_fd(int fd, const char *name, struct input **out, struct why *why)
{
	struct input *in = mem_zero(1, sizeof *in);
	struct stat st;

	in->fd = fd;
	in->owns_fd = fd != STDIN_FILENO;
	in->bound = INPUT_FEED_MAX;
	snprintf(in->name, sizeof in->name, "%s", strcmp(name, "-") ? name : "stdin");
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		in->size = (uint64_t)st.st_size;
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	}
	in->unpack = unpack_open(fd, in->name);
	fill(in);
	*out = in;
	if (in->b.n || in->why.code)
		return ERR_OK;
	refuse(in->name, ERR_SYNTAX, SAY_INPUT_EMPTY, why);
	input_close(in);
	*out = NULL;
	return ERR_SYNTAX;
}

void input_close(struct input *in)
{
	if (!in)
		return;
	unpack_close(in->unpack);
	if (in->owns_fd)
		close(in->fd);
	buf_fini(&in->b);
	mem_free(in);
}

/* The remembered error, or ERR_OK at a good end. */
static enum err ending(const struct input *in, struct why *why)
{
	if (in->why.code && why) {
		*why = in->why;
		why_at(why, in->name, 0, 0);
	}
	return in->why.code;
}

static enum err too_long(const struct input *in, struct why *why)
{
	why_set(why, ERR_LIMIT, SAY_INPUT_LINE_LONG, A((uint64_t)INPUT_LINE_MAX));
	why_at(why, in->name, in->line, 0);
	return ERR_LIMIT;
}

/* Drops the line that is too long up to its newline, in bounded memory. */
static enum err skip_line(struct input *in, struct why *why)
{
	const char *nl = NULL;

	while (!nl) {
		in->start = 0;
		in->b.n = 0;
		fill(in);
		if (in->at_end)
			break;
		nl = memchr(in->b.p, '\n', in->b.n);
	}
	if (nl)
		in->start = (size_t)(nl + 1 - in->b.p);
	return too_long(in, why);
}

/* What stands behind the last newline. */
static enum err last_line(struct input *in, struct str *line, bool *end, bool *cut, struct why *why)
{
	if (in->why.code || in->start == in->b.n) {
		in->start = in->b.n; /* the piece at a break is dropped */
		*end = true;
		return ending(in, why);
	}
	*line = str_n(in->b.p + in->start, in->b.n - in->start);
	in->start = in->b.n;
	in->line++;
	*cut = true;
	return ERR_OK;
}

enum err input_line(struct input *in, struct str *line, uint64_t *number, bool *end, bool *cut,
		    struct why *why)
{
	size_t looked = 0; /* bytes behind start without a newline */
	const char *nl;

	*line = str_n(NULL, 0);
	*end = *cut = false;
	for (;;) {
		char *from = in->b.p + in->start;
		size_t have = in->b.n - in->start;

		nl = have > looked ? memchr(from + looked, '\n', have - looked) : NULL;
		looked = nl ? (size_t)(nl - from) : have;
		if (nl || looked > INPUT_LINE_MAX || in->at_end)
			break;
		fill(in);
	}
	*number = in->line + 1;
	if (looked > INPUT_LINE_MAX) {
		in->line++;
		if (!nl)
			return skip_line(in, why);
		in->start += looked + 1;
		return too_long(in, why);
	}
	if (!nl)
		return last_line(in, line, end, cut, why);
	*line = str_n(in->b.p + in->start, looked);
	in->start += looked + 1;
	in->line++;
	return ERR_OK;
}

/* Reads until what is not yet given has a newline; how many bytes its whole lines are, 0 for none
 * (the end, or a line too long already). */
static size_t ready_lines(struct input *in)
{
	size_t looked = 0; /* bytes behind start without a newline */

	for (;;) {
		size_t have = in->b.n - in->start;
		const char *nl =
			have > looked ? memrchr(in->b.p + in->start + looked, '\n', have - looked) :
					NULL;

		if (nl)
			return (size_t)(nl + 1 - in->b.p) - in->start;
		if (in->at_end || have > INPUT_LINE_MAX)
			return 0;
		looked = have;
		move_to_front(in);
		read_once(in, INPUT_BLOCK);
	}
}

/* How many of n bytes of whole lines lie before the first line that is too long. */
static size_t before_long_line(const char *p, size_t n)
{
	size_t at = 0;

	while (n - at > INPUT_LINE_MAX) {
		const char *nl = memrchr(p + at, '\n', INPUT_LINE_MAX + 1);

		if (!nl)
			return at;
		at = (size_t)(nl + 1 - p);
	}
	return n;
}

enum err input_block(struct input *in, struct str *block, bool *end, struct why *why)
{
	size_t n = ready_lines(in), good = before_long_line(in->b.p + in->start, n);
	bool cut;

	*block = str_n(in->b.p + in->start, good);
	*end = false;
	if (!n && in->b.n - in->start > INPUT_LINE_MAX)
		return skip_line(in, why);
	if (!n)
		return last_line(in, block, end, &cut, why);
	in->start += good;
	if (good)
		return ERR_OK;
	in->start += (size_t)((char *)memchr(in->b.p + in->start, '\n', n) + 1 - block->p);
	return too_long(in, why);
}

enum err input_bytes_next(struct input *in, struct str *bytes, bool *end, struct why *why)
{
	if (in->start == in->b.n) {
		move_to_front(in);
		read_once(in, INPUT_BLOCK);
	}
	*bytes = str_cut(str_n(in->b.p + in->start, in->b.n - in->start), 0, INPUT_BLOCK);
	in->start += bytes->n;
	*end = !bytes->n;
	return *end ? ending(in, why) : ERR_OK;
}

/* Up to and with its last newline; all of it where there is none. */
static struct str whole_lines(struct str s)
{
	const char *nl = s.n ? memrchr(s.p, '\n', s.n) : NULL;

	return nl ? str_n(s.p, (size_t)(nl + 1 - s.p)) : s;
}

enum err input_all(struct input *in, struct str *out, struct why *why)
{
	if (in->size > in->b.cap && in->size <= in->bound)
		buf_reserve(&in->b, (size_t)in->size + FILL - in->b.n);
	while (!in->at_end && in->b.n - in->start <= in->bound)
		fill(in);
	*out = str_n(in->b.p + in->start, in->b.n - in->start);
	if (out->n > in->bound) {
		*out = whole_lines(str_cut(*out, 0, in->bound));
		why_set(why, ERR_LIMIT, SAY_INPUT_FEED_LARGE, A(in->bound));
		why_at(why, in->name, 0, 0);
		return ERR_LIMIT;
	}
	if (in->why.code)
		*out = whole_lines(*out);
	return ending(in, why);
}

void input_bound(struct input *in, size_t bytes)
{
	in->bound = bytes;
}

static enum err peek_now(const struct input *in, size_t n, struct str *out, struct why *why)
{
	*out = str_cut(str_n(in->b.p + in->start, in->b.n - in->start), 0, n);
	return out->n ? ERR_OK : ending(in, why);
}

enum err input_peek(struct input *in, size_t n, struct str *out, struct why *why)
{
	ensure(n <= INPUT_LINE_MAX);
	while (!in->at_end && in->b.n - in->start < n)
		fill(in);
	return peek_now(in, n, out, why);
}

static bool has_line(const struct input *in)
{
	struct str rest = str_n(in->b.p + in->start, in->b.n - in->start), line;

	while (str_split(&rest, '\n', &line))
		if (rest.p && str_trim(line).n && line.p[0] != '#')
			return true;
	return false;
}

enum err input_peek_line(struct input *in, size_t n, struct str *out, struct why *why)
{
	ensure(n <= INPUT_LINE_MAX);
	while (!in->at_end && in->b.n - in->start < n && !has_line(in))
		fill(in);
	return peek_now(in, n, out, why);
}

uint64_t input_bytes(const struct input *in)
{
	return unpack_bytes(in->unpack);
}

uint64_t input_size(const struct input *in)
{
	return in->size;
}

struct sha256 input_identity(struct input *in)
{
	in->at_end = true;
	return unpack_identity(in->unpack);
}
