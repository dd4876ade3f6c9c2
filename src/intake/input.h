/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input.h - bytes from outside: files, stdin, gzip and zstd, cut into lines.
 *
 * Reading is bounded: a line longer than INPUT_LINE_MAX is refused (and skipped to its end),
 * whatever its length, without holding it; a whole feed is at most INPUT_FEED_MAX after
 * decompression. A truncated or broken archive gives the whole lines it held and then an error, so
 * that good lines before it are not lost; the piece of a line at the break is dropped, because half
 * a name can be another name. The SHA-256 of the bytes as given (before decompression) is computed
 * on the way, if it is asked for.
 *
 * Memory: 2 MiB and the decompressor's window (zstd: at most 128 MiB, frames that want more are
 * refused); beyond that only a long line (at most 2 * INPUT_LINE_MAX), input_keep_most() and input_all()
 * grow it.
 *
 * Errors carry the input's name as their place (why.file); the sentences do not repeat it.
 *
 * Threads: one input, one thread; but input_give_back() any. Inside, input_block() and input_bytes_next()
 * have gzip, zstd and the SHA-256 of large inputs done in a thread of their own. Room: intake. May include: base wire store.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"

enum { INPUT_LINE_MAX = 16 << 20 };
#define INPUT_FEED_MAX ((size_t)1 << 30)

struct input;

/*
 * "-" is stdin. Compression is told by the bytes, not the name. ERR_NOTFOUND, ERR_ARG (a
 * directory), ERR_IO; ERR_SYNTAX for an input without a single byte (for stdin and pipes it waits
 * for the first one).
 */
MUST_CHECK enum err input_open(const char *path, struct input **out, struct why *why);
/* The same over an open descriptor, which from now on belongs to the input, also on error (stdin's
 * is never closed). `name` is for sentences. */
MUST_CHECK enum err input_open_fd(int fd, const char *name, struct input **out, struct why *why);
/* The first half of input_open(): a descriptor to read, or the sentence why not. */
MUST_CHECK enum err input_fd(const char *path, int *fd, struct why *why);
void input_close(struct input *in); /* accepts NULL */

/*
 * A log that grows, like `tail -F` (follow.h): read in blocks or bytes alone; it ends when `wait` of input_on_wait()
 * says so, asked five times a second while there is nothing to read. input_peek() and input_peek_line()
 * give the beginning of the file, not of what is read next. from: a place told before, or NULL: from the
 * beginning. A block lies in one file.
 */
struct input_place {
	uint64_t inode, born_us; /* of the file */
	uint64_t offset;         /* behind the whole lines given */
	uint64_t files; /* how many were begun; changes when line numbers begin at 1 again */
};
MUST_CHECK enum err input_open_follow(const char *path, const struct input_place *from,
				      struct input **out, struct why *why);
struct input_place input_place(const struct input *in);
bool input_is_resumed(const struct input *in); /* reading began behind the beginning of a file */
bool input_is_lost(const struct input *in);    /* `from` was not found; it began at the beginning */

/*
 * The next line without its newline; *line lives until the next call. *end at the end of input. The
 * last line needs no newline; *cut says that it had none. ERR_LIMIT: this line was too long, the
 * next call goes on behind it. ERR_CORRUPT / ERR_IO: the input ends here (truncated archive).
 */
MUST_CHECK enum err input_line(struct input *in, struct str *line, uint64_t *number, bool *end,
			       bool *cut, struct why *why);

/*
 * Whole lines, as many as lie ready, for those that look at many at once: *block ends with a newline,
 * but for the last of an input whose last line has none, and INPUT_PAD bytes behind it can be read
 * (they mean nothing). It lives until the next call. ERR_LIMIT: a line was too long; it counts as
 * one line, and the next call goes on behind it. Errors and the end are told as in input_line(), after
 * the whole lines before them were given. Do not mix with input_line(): the caller counts lines.
 * Of live input it gives what is there rather than wait for a full block.
 */
enum { INPUT_BLOCK = 256 << 10, INPUT_PAD = 128 };
MUST_CHECK enum err input_block(struct input *in, struct str *block, bool *end, struct why *why);

/*
 * A block that outlives the next call, for other threads to look at: the one given last is kept until
 * input_give_back(), before input_close(). input_block() waits while the most are kept; say once how many
 * that may be, before the first block.
 */
struct input_hold;
MUST_CHECK struct input_hold *input_keep(struct input *in);
void input_give_back(struct input_hold *hold);
void input_keep_most(struct input *in, size_t most);

/* Any bytes, for binary logs: as many as lie ready, up to INPUT_BLOCK; lives until the next call. */
MUST_CHECK enum err input_bytes_next(struct input *in, struct str *bytes, bool *end,
				     struct why *why);

/* Everything (decompressed) at once, for feeds; owned by the input until close. On ERR_CORRUPT,
 * ERR_LIMIT, ERR_IO *out is what could be read, up to its last whole line if it has lines. */
MUST_CHECK enum err input_all(struct input *in, struct str *out, struct why *why);
/* Another bound than INPUT_FEED_MAX for input_all(), in bytes after decompression. */
void input_bound(struct input *in, size_t bytes);

/* The first bytes, up to n <= INPUT_BLOCK (decompressed), without consuming them; for recognising formats. What a
 * broken archive held is no error here, but later. */
MUST_CHECK enum err input_peek(struct input *in, size_t n, struct str *out, struct why *why);

/* The same, but it does not wait for n bytes of a live input where a whole line that says something
 * (not empty, no comment) is there. */
MUST_CHECK enum err input_peek_line(struct input *in, size_t n, struct str *out, struct why *why);

/*
 * For a reader of live input (a pipe, a socket): `wait` is called whenever a read would block, and
 * then about once a second until there is something to read; what is ready can be given on. false
 * ends the input there. Never called for files.
 */
void input_on_wait(struct input *in, bool (*wait)(void *ctx), void *ctx);

uint64_t input_bytes(const struct input *in); /* read so far, as given */
uint64_t input_size(const struct input *in);  /* of the file; 0 unknown */
/* Says, before anything is read, that input_identity() will be asked for. */
void input_want_identity(struct input *in);
/* Of the bytes as given. After an error that ended the input early it reads the rest first. */
struct sha256 input_identity(struct input *in);
