/* SPDX-License-Identifier: Apache-2.0 */
/* demo_out.c - files of the demo: plain, or gzip (RFC 1952) in stored blocks (RFC 1951, 3.2.4). */
#include "cmd/demo.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { FLUSH_AT = 1 << 20, BLOCK = 65535 };

static uint32_t crc_add(uint32_t crc, struct str s)
{
	static uint32_t table[256];

	if (!table[1])
		for (uint32_t i = 0; i < 256; i++) {
			uint32_t c = i;

			for (int k = 0; k < 8; k++)
				c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
			table[i] = c;
		}
	crc = ~crc;
	for (size_t i = 0; i < s.n; i++)
		crc = table[(crc ^ (unsigned char)s.p[i]) & 255] ^ (crc >> 8);
	return ~crc;
}

static void put_le(struct buf *b, uint32_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_c(b, (char)(v >> (8 * i)));
}

enum err out_open(struct out *o, const char *path, bool gzip, struct why *why)
{
	*o = (struct out){ .path = path, .gzip = gzip };
	o->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (o->fd < 0)
		return why_set(why, ERR_IO, SAY_FILE_WRITE, A(path), A(strerror(errno)));
	if (gzip)
		return file_write_all(o->fd, str_n("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10), path, why);
	return ERR_OK;
}

static enum err write_block(struct out *o, struct str bytes, struct why *why)
{
	struct buf b = { 0 };
	enum err e;

	buf_c(&b, 0);
	put_le(&b, (uint32_t)bytes.n, 2);
	put_le(&b, ~(uint32_t)bytes.n, 2);
	buf_put(&b, bytes);
	e = file_write_all(o->fd, buf_str(&b), o->path, why);
	buf_fini(&b);
	o->crc = crc_add(o->crc, bytes);
	o->size += (uint32_t)bytes.n;
	return e;
}

enum err out_flush(struct out *o, bool all, struct why *why)
{
	struct str rest = buf_str(&o->b);
	enum err e = ERR_OK;

	if (o->b.n < FLUSH_AT && !all)
		return ERR_OK;
	if (!o->gzip)
		e = file_write_all(o->fd, rest, o->path, why);
	while (o->gzip && rest.n && e == ERR_OK) {
		e = write_block(o, str_cut(rest, 0, BLOCK), why);
		rest = str_cut(rest, BLOCK, rest.n);
	}
	buf_clear(&o->b);
	return e;
}

enum err out_close(struct out *o, struct why *why)
{
	struct buf end = { 0 };
	enum err e = out_flush(o, true, why);

	if (e == ERR_OK && o->gzip) {
		buf_put(&end, str_n("\1\0\0\xff\xff", 5));
		put_le(&end, o->crc, 4);
		put_le(&end, o->size, 4);
		e = file_write_all(o->fd, buf_str(&end), o->path, why);
	}
	close(o->fd);
	buf_fini(&end);
	buf_fini(&o->b);
	return e;
}

enum err out_file(struct world *w, const char *dir, const char *rel, struct str bytes,
		  struct why *why)
{
	struct out o;
	enum err e = out_open(&o, arena_printf(w->a, "%s/%s", dir, rel).p, false, why), end;

	if (e != ERR_OK)
		return e;
	buf_put(&o.b, bytes);
	end = out_close(&o, why);
	return end;
}
