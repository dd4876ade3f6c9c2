/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/frame.h"

#include "base/ensure.h"

#include <errno.h>
#include <sys/socket.h>

struct buf *frame_begin(struct frame_out *o, unsigned kind)
{
	ensure(kind <= UINT8_MAX);
	o->begun = o->block.n;
	buf_put(&o->block, STR("\0\0\0\0"));
	buf_c(&o->block, (char)kind);
	return &o->block;
}

enum err frame_end(struct frame_out *o)
{
	size_t n = o->block.n - o->begun - FRAME_HEAD;
	unsigned char *head = (unsigned char *)o->block.p + o->begun;

	if (n > FRAME_MAX) {
		o->block.n = o->begun;
		return ERR_LIMIT;
	}
	for (int i = 0; i < 4; i++)
		head[i] = (unsigned char)(n >> (8 * i));
	return o->block.n < FRAME_BLOCK ? ERR_OK : frame_flush(o);
}

enum err frame_flush(struct frame_out *o)
{
	struct str s = buf_str(&o->block);

	while (s.n && !o->stopped) {
		/* send(), because a listener that went away is an error code, not a signal */
		ssize_t put = send(o->fd, s.p, s.n, MSG_NOSIGNAL);

		if (put < 0 && errno == EINTR)
			continue;
		o->stopped = put < 0;
		if (put > 0)
			s = str_cut(s, (size_t)put, s.n);
	}
	buf_clear(&o->block);
	return o->stopped ? ERR_STOPPED : ERR_OK;
}

void frame_out_fini(struct frame_out *o)
{
	buf_fini(&o->block);
}

enum err frame_take(struct str *rest, unsigned *kind, struct str *payload, bool *whole)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	size_t n;

	*whole = false;
	if (rest->n < FRAME_HEAD)
		return ERR_OK;
	n = (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
	if (n > FRAME_MAX)
		return ERR_CORRUPT;
	if (rest->n - FRAME_HEAD < n)
		return ERR_OK;
	*kind = p[4];
	*payload = str_n(rest->p + FRAME_HEAD, n);
	*rest = str_n(rest->p + FRAME_HEAD + n, rest->n - FRAME_HEAD - n);
	*whole = true;
	return ERR_OK;
}

void frame_put_uint(struct buf *b, uint64_t v)
{
	char *p = buf_reserve(b, 10);

	for (; v >= 0x80; v >>= 7, b->n++)
		*p++ = (char)(v | 0x80);
	*p = (char)v;
	b->n++;
}

void frame_put_str(struct buf *b, struct str s)
{
	frame_put_uint(b, s.n);
	buf_put(b, s);
}

bool frame_get_uint(struct str *rest, uint64_t max, uint64_t *v)
{
	unsigned shift = 0;

	*v = 0;
	for (size_t i = 0; i < rest->n && i < 10; i++, shift += 7) {
		unsigned char c = (unsigned char)rest->p[i];

		if (shift == 63 && c > 1)
			return false;
		*v |= (uint64_t)(c & 0x7F) << shift;
		if (c < 0x80) {
			*rest = str_n(rest->p + i + 1, rest->n - i - 1);
			return *v <= max;
		}
	}
	return false;
}

bool frame_get_str(struct str *rest, size_t max, struct str *s)
{
	uint64_t n;

	if (!frame_get_uint(rest, max, &n) || n > rest->n)
		return false;
	*s = str_n(rest->p, (size_t)n);
	*rest = str_n(rest->p + n, rest->n - (size_t)n);
	return true;
}

void frame_put_why(struct buf *b, const struct why *why)
{
	const char *arg = why->args;

	frame_put_uint(b, why->code);
	frame_put_uint(b, why->id);
	frame_put_uint(b, why->n);
	for (size_t i = 0; i < why->n; i++) {
		frame_put_str(b, str_n(arg, why->len[i]));
		arg += why->len[i];
	}
	frame_put_str(b, str_of(why->file));
	frame_put_uint(b, why->line);
	frame_put_uint(b, why->column);
}

static bool get_args(struct str *rest, struct why *why)
{
	size_t used = 0;
	struct str s;

	for (size_t i = 0; i < why->n; i++) {
		if (!frame_get_str(rest, WHY_ARGS - used, &s))
			return false;
		if (s.n)
			memcpy(why->args + used, s.p, s.n);
		why->len[i] = (uint16_t)s.n;
		used += s.n;
	}
	return true;
}

bool frame_get_why(struct str *rest, struct why *why)
{
	uint64_t code, id, n;
	struct str file;

	memset(why, 0, sizeof *why);
	if (!frame_get_uint(rest, ERR_COUNT - 1, &code) ||
	    !frame_get_uint(rest, SAY_COUNT - 1, &id) || !frame_get_uint(rest, SAY_ARGS_MAX, &n))
		return false;
	why->code = (enum err)code;
	why->id = (enum say_id)id;
	why->n = (uint8_t)n;
	if (!get_args(rest, why) || !frame_get_str(rest, WHY_FILE - 1, &file))
		return false;
	if (file.n)
		memcpy(why->file, file.p, file.n);
	return frame_get_uint(rest, UINT64_MAX, &why->line) &&
	       frame_get_uint(rest, UINT64_MAX, &why->column);
}
