/* SPDX-License-Identifier: Apache-2.0 */
/* set_hash.c - the canonical bytes of a set, and their SHA-256: its identity. */
#include "index/set_file.h"

#include "base/buf.h"
#include "base/mem.h"

enum {
	FLUSH_AT = 1 << 16,
	ROW_BYTES = 32, /* of a row besides its texts: 1 + 4 + 4 + 8 + 8 + 1 + 1, and room */
};

struct set_hasher {
	struct hash_stream *stream;
	struct buf b; /* gathers rows: the digest is slow on crumbs */
};

static void put(struct buf *b, const void *p, size_t n)
{
	buf_put(b, str_n(p, n));
}

struct set_hasher *set_hasher_open(uint32_t sort, uint64_t rows)
{
	struct set_hasher *h = mem_zero(1, sizeof *h);

	h->stream = hash_stream_open();
	buf_puts(&h->b, "cresset set 1\n");
	put(&h->b, &sort, sizeof sort);
	put(&h->b, &rows, sizeof rows);
	return h;
}

static char *add(char *to, const void *p, size_t n)
{
	if (n)
		memcpy(to, p, n);
	return to + n;
}

static char *add_text(char *to, struct str s)
{
	uint32_t n = (uint32_t)s.n;

	return add(add(to, &n, sizeof n), s.p, s.n);
}

void set_hasher_row(struct set_hasher *h, unsigned kind, struct str value, struct str ref,
		    const struct set_class *c)
{
	char *begin = buf_reserve(&h->b, ROW_BYTES + value.n + ref.n), *to = begin;

	*to++ = (char)kind;
	to = add_text(to, value);
	if (c) {
		to = add_text(to, ref);
		to = add(to, &c->from, sizeof c->from);
		to = add(to, &c->until, sizeof c->until);
		*to++ = (char)c->confidence;
		*to++ = (char)c->tlp;
	}
	h->b.n += (size_t)(to - begin);
	if (h->b.n < FLUSH_AT)
		return;
	hash_stream_add(h->stream, buf_str(&h->b));
	buf_clear(&h->b);
}

struct sha256 set_hasher_close(struct set_hasher *h)
{
	struct sha256 id;

	hash_stream_add(h->stream, buf_str(&h->b));
	id = hash_stream_close(h->stream);
	buf_fini(&h->b);
	mem_free(h);
	return id;
}
