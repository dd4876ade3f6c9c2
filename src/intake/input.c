/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/input.h"

#include "base/buf.h"
#include "base/ensure.h"
#include "base/mem.h"
#include "intake/block.h"
#include "intake/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* FILL is the least room a read gets, so that short reads stay rare. */
enum { FILL = 64 << 10 };

struct input {
	int fd;
	bool owns_fd;
	char name[WHY_FILE];
	uint64_t size;
	struct unpack *unpack; /* or */
	struct follow *follow;
	struct buf b; /* b.p[start..b.n) is not yet given away */
	size_t start;
	bool begun, want_identity, stopped;
	struct blocks blocks;    /* once input_block() or input_bytes_next() took over from b */
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

void input_on_wait(struct input *in, bool (*wait)(void *ctx), void *ctx)
{
	in->wait = in->size ? NULL : wait;
	in->wait_ctx = ctx;
	in->blocks.wait = in->wait;
	in->blocks.wait_ctx = ctx;
}

void input_want_identity(struct input *in)
{
	ensure(!in->begun);
	in->want_identity = true;
}

static void begin(struct input *in)
{
	if (!in->begun && !in->want_identity && in->unpack)
		unpack_hash_not(in->unpack);
	in->begun = true;
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
	if (!block_wait(in->fd, in->wait, in->wait_ctx)) {
		in->at_end = in->stopped = true;
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
	blocks_fini(&in->blocks);
	follow_close(in->follow);
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

	ensure(!in->follow && !in->blocks.pump);
	begin(in);
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

/* From now on pieces are read, and what was read of the first is one. */
static void begin_blocks(struct input *in)
{
	if (in->blocks.pump)
		return;
	begin(in);
	if (in->follow) {
		blocks_follow(&in->blocks, in->follow);
		return;
	}
	if (in->size && in->b.n < FILL)
		fill(in); /* a small file needs no threads */
	in->blocks.fd = in->fd;
	in->blocks.stopped = in->stopped;
	in->blocks.pump = pump_open(in->unpack, in->want_identity, !in->at_end);
	if (in->b.n)
		in->blocks.piece = pump_adopt(in->blocks.pump, &in->b, in->start);
	in->start = 0;
}

static enum err placed(const struct input *in, enum err e, struct why *why)
{
	if (e == ERR_LIMIT)
		why_set(why, e, SAY_INPUT_LINE_LONG, A((uint64_t)INPUT_LINE_MAX));
	if (e != ERR_OK)
		why_at(why, in->name, 0, 0);
	return e;
}

enum err input_block(struct input *in, struct str *block, bool *end, struct why *why)
{
	begin_blocks(in);
	return placed(in, blocks_next(&in->blocks, block, end, why), why);
}

enum err input_bytes_next(struct input *in, struct str *bytes, bool *end, struct why *why)
{
	begin_blocks(in);
	return placed(in, blocks_bytes(&in->blocks, bytes, end, why), why);
}

struct input_hold *input_keep(struct input *in)
{
	return (struct input_hold *)blocks_keep(&in->blocks);
}

void input_give_back(struct input_hold *hold)
{
	piece_release((struct piece *)hold);
}

void input_keep_most(struct input *in, size_t most)
{
	begin_blocks(in);
	pump_allow(in->blocks.pump, most);
}

/* Up to and with its last newline; all of it where there is none. */
static struct str whole_lines(struct str s)
{
	const char *nl = s.n ? memrchr(s.p, '\n', s.n) : NULL;

	return nl ? str_n(s.p, (size_t)(nl + 1 - s.p)) : s;
}

enum err input_all(struct input *in, struct str *out, struct why *why)
{
	ensure(!in->follow && !in->blocks.pump);
	begin(in);
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

static bool has_line(const struct input *in)
{
	struct str rest = str_n(in->b.p + in->start, in->b.n - in->start), line;

	while (str_split(&rest, '\n', &line))
		if (rest.p && str_trim(line).n && line.p[0] != '#')
			return true;
	return false;
}

/* The beginning of the followed file, waited for. */
static enum err peek_follow(struct input *in, size_t n, bool line, struct str *out, struct why *why)
{
	for (;;) {
		in->b.n = 0;
		in->b.n = follow_head(in->follow, buf_reserve(&in->b, n), n);
		*out = buf_str(&in->b);
		if (in->b.n >= n || (line && has_line(in)) || in->stopped)
			break;
		if (in->wait && !in->wait(in->wait_ctx))
			in->stopped = in->blocks.stopped = true;
		else
			follow_pause();
	}
	if (unpack_looks_packed(*out))
		return refuse(in->name, ERR_UNSUPPORTED, SAY_FOLLOW_PACKED, why);
	return ERR_OK;
}

enum err input_peek(struct input *in, size_t n, struct str *out, struct why *why)
{
	ensure(n <= INPUT_BLOCK && !in->blocks.pump);
	if (in->follow)
		return peek_follow(in, n, false, out, why);
	while (!in->at_end && in->b.n - in->start < n)
		fill(in);
	return peek_now(in, n, out, why);
}

enum err input_peek_line(struct input *in, size_t n, struct str *out, struct why *why)
{
	ensure(n <= INPUT_BLOCK && !in->blocks.pump);
	if (in->follow)
		return peek_follow(in, n, true, out, why);
	while (!in->at_end && in->b.n - in->start < n && !has_line(in))
		fill(in);
	return peek_now(in, n, out, why);
}

enum err input_open_follow(const char *path, const struct input_place *from, struct input **out,
			   struct why *why)
{
	struct follow_place place = { 0 };
	struct input *in;
	struct follow *f;
	enum err e;

	*out = NULL;
	if (from)
		place = (struct follow_place){ from->inode, from->born_us, from->offset };
	e = follow_open(path, place, &f, why);
	if (e != ERR_OK)
		return e;
	in = mem_zero(1, sizeof *in);
	in->fd = -1;
	snprintf(in->name, sizeof in->name, "%s", path);
	in->follow = f;
	*out = in;
	return ERR_OK;
}

struct input_place input_place(const struct input *in)
{
	struct follow_place p = follow_place(in->follow);
	uint64_t rest = blocks_rest(&in->blocks);

	return (struct input_place){ .inode = p.inode,
				     .born_us = p.born_us,
				     .offset = p.offset > rest ? p.offset - rest : 0,
				     .files = follow_files(in->follow) };
}

bool input_is_resumed(const struct input *in)
{
	return follow_resumed(in->follow);
}

bool input_is_lost(const struct input *in)
{
	return follow_lost(in->follow);
}

uint64_t input_bytes(const struct input *in)
{
	return in->follow ? follow_bytes(in->follow) : unpack_bytes(in->unpack);
}

uint64_t input_size(const struct input *in)
{
	return in->size;
}

struct sha256 input_identity(struct input *in)
{
	ensure(in->want_identity && !in->follow);
	if (in->blocks.pump)
		pump_stop(in->blocks.pump);
	in->at_end = true;
	return unpack_identity(in->unpack);
}
