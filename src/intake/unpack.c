/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/unpack.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { RAW = 128 << 10, MAGIC = 4 };

enum packing { UNKNOWN, PLAIN, GZIP, ZSTD };

struct unpack {
	int fd;
	char name[WHY_FILE];
	enum packing packing;
	bool at_end;  /* the descriptor has no more */
	bool in_unit; /* inside a gzip member or a zstd frame */
	bool failed;
	struct why why; /* of the failure */
	_Atomic uint64_t bytes;
	int stop; /* or -1 */
	struct hash_stream *hash;
	bool hashed, hash_not, hash_apart;
	struct sha256 identity;
	z_stream z;
	ZSTD_DStream *zstd;
	size_t at, n; /* raw[at..n) is not yet used */
	unsigned char raw[RAW];
};

struct unpack *unpack_open(int fd, const char *name)
{
	struct unpack *u = mem_zero(1, sizeof *u);

	u->fd = fd;
	u->stop = -1;
	snprintf(u->name, sizeof u->name, "%s", name);
	u->hash = hash_stream_open();
	return u;
}

void unpack_close(struct unpack *u)
{
	if (!u)
		return;
	if (!u->hashed)
		(void)hash_stream_close(u->hash);
	if (u->packing == GZIP)
		inflateEnd(&u->z);
	ZSTD_freeDStream(u->zstd);
	mem_free(u);
}

static enum err fail(struct unpack *u, enum err code)
{
	u->failed = true;
	return code;
}

/* Returns when a read will not block; false: asked to stop. */
static bool may_read(const struct unpack *u)
{
	struct pollfd p[2] = { { .fd = u->fd, .events = POLLIN },
			       { .fd = u->stop, .events = POLLIN } };

	while (u->stop >= 0 && poll(p, 2, -1) < 0 && errno == EINTR)
		;
	return u->stop < 0 || !p[1].revents;
}

/* One read(2) into p, hashed; 0 bytes is the end. */
static enum err take(struct unpack *u, void *p, size_t n, size_t *got)
{
	ssize_t r;

	*got = 0;
	if (u->at_end)
		return ERR_OK;
	if (!may_read(u)) {
		u->why.code = ERR_STOPPED;
		return fail(u, ERR_STOPPED);
	}
	do
		r = read(u->fd, p, n);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return fail(
			u, why_set(&u->why, ERR_IO, SAY_FILE_READ, A(u->name), A(strerror(errno))));
	u->at_end = r == 0;
	*got = (size_t)r;
	atomic_fetch_add_explicit(&u->bytes, (uint64_t)r, memory_order_relaxed);
	if (!u->hash_not && !u->hash_apart)
		hash_stream_add(u->hash, str_n(p, (size_t)r));
	return ERR_OK;
}

/* More raw bytes behind those that are left. */
static enum err refill(struct unpack *u)
{
	size_t got;
	enum err e;

	memmove(u->raw, u->raw + u->at, u->n - u->at);
	u->n -= u->at;
	u->at = 0;
	e = take(u, u->raw + u->n, RAW - u->n, &got);
	u->n += got;
	return e;
}

/* RFC 8878: a frame, or a skippable frame (0x184D2A50 .. 5F). */
static bool is_zstd(const unsigned char *p)
{
	return (p[0] == 0x28 && p[1] == 0xB5 && p[2] == 0x2F && p[3] == 0xFD) ||
	       ((p[0] & 0xF0) == 0x50 && p[1] == 0x2A && p[2] == 0x4D && p[3] == 0x18);
}

bool unpack_looks_packed(struct str head)
{
	const unsigned char *p = (const unsigned char *)head.p;

	return head.n >= MAGIC && ((p[0] == 0x1F && p[1] == 0x8B && p[2] == 8) || is_zstd(p));
}

static enum err recognise(struct unpack *u)
{
	enum err e = ERR_OK;

	while (e == ERR_OK && u->n < MAGIC && !u->at_end)
		e = refill(u); /* a pipe may give one byte at a time */
	if (e != ERR_OK)
		return e;
	u->packing = PLAIN;
	if (u->n >= 3 && u->raw[0] == 0x1F && u->raw[1] == 0x8B && u->raw[2] == 8) {
		ensure(inflateInit2(&u->z, 15 + 16) == Z_OK);
		u->packing = GZIP;
	} else if (u->n >= MAGIC && is_zstd(u->raw)) {
		u->zstd = ZSTD_createDStream();
		ensure(u->zstd);
		ensure(!ZSTD_isError(
			ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, UNPACK_WINDOW_LOG)));
		u->packing = ZSTD;
	}
	u->in_unit = u->packing != PLAIN;
	return ERR_OK;
}

static enum err plain_read(struct unpack *u, char *to, size_t n, size_t *got)
{
	size_t left = u->n - u->at;

	if (!left)
		return take(u, to, n, got);
	*got = left < n ? left : n;
	memcpy(to, u->raw + u->at, *got);
	u->at += *got;
	return ERR_OK;
}

static enum err damaged(struct unpack *u, const char *what, const char *how)
{
	return fail(u,
		    why_set(&u->why, ERR_CORRUPT, SAY_INPUT_DAMAGED, A(what), A(how ? how : "?")));
}

static enum err truncated(struct unpack *u, const char *what)
{
	return fail(u, why_set(&u->why, ERR_CORRUPT, SAY_INPUT_TRUNCATED, A(what)));
}

/* Behind a gzip member: another one, padding, the end, or rubbish. */
static enum err gzip_between(struct unpack *u, bool *end)
{
	enum err e = ERR_OK;

	*end = false;
	for (;;) {
		while (u->at < u->n && u->raw[u->at] == 0)
			u->at++;
		if (u->n - u->at >= 2 || u->at_end || e != ERR_OK)
			break;
		e = refill(u);
	}
	*end = u->at == u->n;
	if (e != ERR_OK || *end)
		return e;
	if (u->raw[u->at] != 0x1F || u->at + 1 >= u->n || u->raw[u->at + 1] != 0x8B)
		return fail(u, why_set(&u->why, ERR_CORRUPT, SAY_INPUT_TRAILING));
	ensure(inflateReset(&u->z) == Z_OK);
	u->in_unit = true;
	return ERR_OK;
}

/* One step: some input, maybe some output. */
static enum err gzip_step(struct unpack *u, char *to, size_t n, size_t *got, bool *end)
{
	int r;

	if (!u->in_unit)
		return gzip_between(u, end);
	u->z.next_in = u->raw + u->at;
	u->z.avail_in = (uInt)(u->n - u->at);
	u->z.next_out = (Bytef *)to;
	u->z.avail_out = n > 1 << 30 ? 1 << 30 : (uInt)n;
	r = inflate(&u->z, Z_NO_FLUSH);
	*got = (size_t)((char *)u->z.next_out - to);
	u->at = u->n - u->z.avail_in;
	u->in_unit = r != Z_STREAM_END;
	if (r == Z_OK || r == Z_STREAM_END || r == Z_BUF_ERROR)
		return ERR_OK;
	return damaged(u, "gzip", u->z.msg);
}

static enum err zstd_step(struct unpack *u, char *to, size_t n, size_t *got, bool *end)
{
	ZSTD_inBuffer in = { u->raw, u->n, u->at };
	ZSTD_outBuffer out = { to, n, 0 };
	size_t r;

	*end = !u->in_unit && u->at == u->n && u->at_end;
	if (*end || (!u->in_unit && u->at == u->n))
		return ERR_OK; /* between frames: more input first */
	r = ZSTD_decompressStream(u->zstd, &out, &in);
	*got = out.pos;
	u->at = in.pos;
	if (ZSTD_isError(r))
		return damaged(u, "zstd", ZSTD_getErrorName(r));
	u->in_unit = r != 0;
	return ERR_OK;
}

static enum err packed_read(struct unpack *u, char *to, size_t n, size_t *got)
{
	bool gzip = u->packing == GZIP, end = false;
	enum err e = ERR_OK;

	while (e == ERR_OK && !*got && !end) {
		size_t before = u->at;
		bool inside = u->in_unit;

		e = gzip ? gzip_step(u, to, n, got, &end) : zstd_step(u, to, n, got, &end);
		if (e != ERR_OK || *got || end || u->at != before || u->in_unit != inside)
			continue;
		/* No step without more input. */
		if (u->at_end)
			e = truncated(u, gzip ? "gzip" : "zstd");
		else
			e = refill(u);
	}
	return e;
}

enum err unpack_read(struct unpack *u, char *to, size_t n, size_t *got, struct why *why)
{
	enum err e = ERR_OK;

	*got = 0;
	if (!u->failed && u->packing == UNKNOWN)
		e = recognise(u);
	if (!u->failed && e == ERR_OK)
		e = u->packing == PLAIN ? plain_read(u, to, n, got) : packed_read(u, to, n, got);
	if (*got || !u->failed)
		return ERR_OK; /* what was held comes before the error */
	if (why)
		*why = u->why;
	return u->why.code;
}

uint64_t unpack_bytes(const struct unpack *u)
{
	return atomic_load_explicit(&u->bytes, memory_order_relaxed);
}

bool unpack_is_packed(const struct unpack *u)
{
	return u->packing == GZIP || u->packing == ZSTD;
}

void unpack_stop_on(struct unpack *u, int fd)
{
	u->stop = fd;
}

void unpack_hash_not(struct unpack *u)
{
	u->hash_not = true;
}

bool unpack_hash_apart(struct unpack *u)
{
	u->hash_apart = u->packing == PLAIN && u->at == u->n;
	return u->hash_apart;
}

void unpack_hash(struct unpack *u, struct str bytes)
{
	hash_stream_add(u->hash, bytes);
}

struct sha256 unpack_identity(struct unpack *u)
{
	size_t got = 1;

	ensure(!u->hash_not);
	u->hash_apart = false;
	if (!u->hashed) {
		while (got && take(u, u->raw, RAW, &got) == ERR_OK)
			;
		u->at = u->n = 0;
		u->identity = hash_stream_close(u->hash);
		u->hashed = true;
	}
	return u->identity;
}
