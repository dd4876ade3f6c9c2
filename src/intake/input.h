/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input.h - bytes from outside: files, stdin, gzip and zstd, cut into lines.
 *
 * Reading is bounded: a line longer than INPUT_LINE_MAX is refused (and skipped to its end),
 * whatever its length, without holding it; a whole feed is at most INPUT_FEED_MAX after
 * decompression. A truncated or broken archive gives what it held and then an error, so that good
 * lines before it are not lost. The SHA-256 of the bytes as given (before decompression) is
 * computed on the way.
 *
 * Threads: one input, one thread. Room: intake. May include: base wire store.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/why.h"

enum { INPUT_LINE_MAX = 16 << 20 };
#define INPUT_FEED_MAX ((size_t)1 << 30)

struct input;

/* "-" is stdin. Compression is told by the bytes, not the name. ERR_NOTFOUND, ERR_ARG (a
 * directory), ERR_IO. */
MUST_CHECK enum err input_open(const char *path, struct input **out, struct why *why);
void input_close(struct input *in); /* accepts NULL */

/*
 * The next line without its newline; *line lives until the next call. *end at the end of input. The
 * last line needs no newline; *cut says that it had none. ERR_LIMIT: this line was too long, the
 * next call goes on behind it. ERR_CORRUPT / ERR_IO: the input ends here (truncated archive).
 */
MUST_CHECK enum err input_line(struct input *in, struct str *line, uint64_t *number, bool *end,
			       bool *cut, struct why *why);

/* Everything (decompressed) at once, for feeds; owned by the input until close. On ERR_CORRUPT,
 * ERR_LIMIT *out is what could be read. */
MUST_CHECK enum err input_all(struct input *in, struct str *out, struct why *why);

/* The first bytes, up to n (decompressed), without consuming them; for recognising formats. */
MUST_CHECK enum err input_peek(struct input *in, size_t n, struct str *out, struct why *why);

uint64_t input_bytes(const struct input *in); /* read so far, as given */
uint64_t input_size(const struct input *in);  /* of the file; 0 unknown */
/* Of the bytes as given; only after the end was reached. */
struct sha256 input_identity(struct input *in);
