/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_input.c - any bytes as a file: lines and the whole must tell the same story. */
#include "base/buf.h"
#include "base/ensure.h"
#include "intake/input.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { BOUND = 8 << 20 };

static struct input *open_bytes(const uint8_t *data, size_t n)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct input *in = NULL;

	ensure(fd >= 0 && write(fd, data, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	if (input_open_fd(fd, "fuzz", &in, NULL) != ERR_OK)
		ensure(!in);
	return in;
}

/* All lines, each with its newline; the last one as it was. */
static enum err gather(struct input *in, struct buf *out)
{
	struct why why = { 0 };
	struct str line;
	uint64_t number;
	bool end, cut;

	while (out->n < BOUND) {
		enum err e = input_line(in, &line, &number, &end, &cut, &why);

		if (e == ERR_LIMIT)
			return e;
		if (e != ERR_OK || end)
			return e;
		buf_put(out, line);
		if (!cut)
			buf_c(out, '\n');
	}
	return ERR_LIMIT;
}

/* The same in blocks, with what lies behind them looked at. */
static enum err gather_blocks(struct input *in, struct buf *out)
{
	struct hash_key key = { { 1, 2 } };
	struct str block;
	bool end;

	while (out->n < BOUND) {
		enum err e = input_block(in, &block, &end, NULL);

		if (e != ERR_OK || end)
			return e;
		(void)hash_keyed(key, block.p + block.n, INPUT_PAD);
		buf_put(out, block);
	}
	return ERR_LIMIT;
}

static void check_blocks(const uint8_t *data, size_t n, struct str lines, enum err want)
{
	struct input *in = open_bytes(data, n);
	struct buf got = { 0 };
	enum err e;

	input_want_identity(in);
	e = gather_blocks(in, &got);
	ensure(memcmp(input_identity(in).b, hash_sha256(str_n((const char *)data, n)).b,
		      SHA256_BYTES) == 0);
	ensure(e == want || e == ERR_LIMIT || want == ERR_LIMIT);
	if (e == want && e != ERR_LIMIT)
		ensure(str_eq(buf_str(&got), lines));
	input_close(in);
	buf_fini(&got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input *a = open_bytes(data, n), *b = open_bytes(data, n);
	struct buf lines = { 0 };
	struct str all;
	enum err ea, eb;

	ensure(!a == !b);
	if (!a)
		return 0;
	input_want_identity(a);
	ea = gather(a, &lines);
	input_bound(b, BOUND);
	eb = input_all(b, &all, NULL);
	if (ea != ERR_LIMIT && eb != ERR_LIMIT) {
		ensure(ea == eb);
		/* Behind a break, input_all() keeps a piece only where there is no line at all. */
		ensure(str_eq(buf_str(&lines), all) || (ea != ERR_OK && lines.n == 0));
	}
	check_blocks(data, n, buf_str(&lines), ea);
	ensure(memcmp(input_identity(a).b, hash_sha256(str_n((const char *)data, n)).b,
		      SHA256_BYTES) == 0);
	input_close(a);
	input_close(b);
	buf_fini(&lines);
	return 0;
}
