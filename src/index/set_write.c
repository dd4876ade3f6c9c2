/* SPDX-License-Identifier: Apache-2.0 */
#include "index/set_write.h"

#include "base/ensure.h"
#include "base/file.h"
#include "index/set_text.h"

enum { PIECE = 1 << 20 };

/* ---- columns ---- */

static void open_texts(struct set_text_column *t, size_t keep, const char *dir)
{
	t->rows = 0;
	overflow_open(&t->starts, keep, dir);
	overflow_open(&t->lens, keep, dir);
	overflow_open(&t->bytes, keep, dir);
}

static void close_texts(struct set_text_column *t)
{
	overflow_close(&t->starts);
	overflow_close(&t->lens);
	overflow_close(&t->bytes);
}

void set_columns_open(struct set_columns *c, size_t memory, const char *dir)
{
	enum { COLUMNS = 8 };

	*c = (struct set_columns){ 0 };
	open_texts(&c->values, memory / COLUMNS, dir);
	open_texts(&c->refs, memory / COLUMNS, dir);
	overflow_open(&c->lines, memory / COLUMNS, dir);
	overflow_open(&c->class_of, memory / COLUMNS, dir);
}

void set_columns_close(struct set_columns *c)
{
	close_texts(&c->values);
	close_texts(&c->refs);
	overflow_close(&c->lines);
	overflow_close(&c->class_of);
}

static void put_u32(struct overflow *s, uint64_t v)
{
	uint32_t x = (uint32_t)v;

	ensure(v <= UINT32_MAX);
	overflow_put(s, str_n((const char *)&x, sizeof x));
}

static void put_text(struct set_text_column *t, struct str s)
{
	unsigned char len = s.n < TEXT_LONG ? (unsigned char)s.n : TEXT_LONG;
	uint16_t n = (uint16_t)s.n;

	if (t->rows++ % TEXTS_A_BLOCK == 0)
		put_u32(&t->starts, overflow_bytes(&t->bytes));
	overflow_put(&t->lens, str_n((const char *)&len, 1));
	if (len == TEXT_LONG)
		overflow_put(&t->bytes, str_n((const char *)&n, sizeof n));
	overflow_put(&t->bytes, s);
}

void set_columns_row(struct set_columns *c, unsigned kind, struct str value, struct str ref,
		     uint32_t class, uint32_t line)
{
	put_text(&c->values, value);
	if (ref.n || c->refs.rows) {
		while (c->refs.rows < c->rows)
			put_text(&c->refs, STR(""));
		put_text(&c->refs, ref);
	}
	put_u32(&c->lines, line);
	put_u32(&c->class_of, class);
	c->most_line = line > c->most_line ? line : c->most_line;
	c->kind_rows[kind]++;
	c->rows++;
}

/* The last start says where the last text ends. */
static void end_texts(struct set_text_column *t)
{
	put_u32(&t->starts, overflow_bytes(&t->bytes));
}

static struct set_texts texts_of(struct set_text_column *t)
{
	return (struct set_texts){ overflow_all(&t->starts).p,
				   (const unsigned char *)overflow_all(&t->lens).p,
				   overflow_all(&t->bytes).p };
}

static struct sha256 identify(struct set_columns *c, uint32_t sort, const struct set_class *classes)
{
	struct set_hasher *h = set_hasher_open(sort, c->rows);
	struct set_texts values = texts_of(&c->values), refs = { 0 };
	struct texts_walk v = texts_from(&values, 0), r;
	const char *class_of = overflow_all(&c->class_of).p;
	unsigned kind = 0;
	uint64_t end = c->kind_rows[0];

	if (c->refs.rows)
		refs = texts_of(&c->refs);
	r = texts_from(&refs, 0);
	for (uint64_t i = 0; i < c->rows; i++) {
		struct str value = texts_next(&v), ref = texts_next(&r);

		while (i >= end)
			end += c->kind_rows[++kind];
		set_hasher_row(h, kind, value, ref,
			       sort == SET_SORT_INDICATORS ? &classes[le32_at(class_of, i)] : NULL);
	}
	return set_hasher_close(h);
}

/* ---- the file ---- */

/* What is written passes here; the first error stays. */
struct out {
	struct set_out *o;
	struct hash_stream *hash;
	struct buf piece;
	enum err e;
	struct why *why;
};

static void flush(struct out *x)
{
	if (x->o->buf)
		buf_put(x->o->buf, buf_str(&x->piece));
	else if (x->e == ERR_OK)
		x->e = file_write_all(x->o->fd, buf_str(&x->piece), x->o->name, x->why);
	hash_stream_add(x->hash, buf_str(&x->piece));
	x->o->bytes += x->piece.n;
	buf_clear(&x->piece);
}

static void put(struct out *x, const void *p, size_t n)
{
	for (size_t part; n; n -= part, p = (const char *)p + part) {
		part = n < PIECE - x->piece.n ? n : PIECE - x->piece.n;
		buf_put(&x->piece, str_n(p, part));
		if (x->piece.n == PIECE)
			flush(x);
	}
}

/* A column of u32 as numbers of `width` bytes. */
static void put_narrow(struct out *x, struct str column, unsigned width)
{
	for (size_t i = 0; i < column.n / 4; i++) {
		uint32_t v = le32_at(column.p, i);

		put(x, &v, width);
	}
}

struct section {
	struct str bytes;
	unsigned width; /* of numbers to be narrowed; 0: as it is */
	bool narrow, there;
};

static size_t section_bytes(const struct section *s)
{
	return s->narrow ? s->bytes.n / 4 * s->width : s->bytes.n;
}

static void take_texts(struct section *v, struct set_text_column *t, unsigned at, unsigned len,
		       unsigned text)
{
	end_texts(t);
	v[at] = (struct section){ .bytes = overflow_all(&t->starts), .there = true };
	v[len] = (struct section){ .bytes = overflow_all(&t->lens), .there = true };
	v[text] = (struct section){ .bytes = overflow_all(&t->bytes), .there = true };
}

/* The sections of a file, by id; which are there depends on the sort and on the references. */
static void sections_of(struct set_columns *c, uint32_t sort, const struct set_class *classes,
			size_t n, struct section v[SEC_COUNT])
{
	take_texts(v, &c->values, SEC_VALUE_AT, SEC_VALUE_LEN, SEC_VALUES);
	if (c->refs.rows)
		take_texts(v, &c->refs, SEC_REF_AT, SEC_REF_LEN, SEC_REFS);
	v[SEC_LINES] =
		(struct section){ overflow_all(&c->lines), le_width(c->most_line), true, true };
	if (sort != SET_SORT_INDICATORS)
		return;
	v[SEC_CLASS_OF] = (struct section){ overflow_all(&c->class_of),
					    le_width(n ? (uint32_t)n - 1 : 0), true, true };
	v[SEC_CLASSES] =
		(struct section){ .bytes = str_n((const char *)classes, n * sizeof *classes),
				  .there = true };
}

/* Places the sections on multiples of 8; returns where the checksum goes. */
static uint64_t lay_out(const struct section v[SEC_COUNT], struct set_section_entry *table,
			uint32_t *count)
{
	uint64_t at = sizeof(struct set_header);

	*count = 0;
	for (unsigned id = 1; id < SEC_COUNT; id++)
		*count += v[id].there;
	at += *count * sizeof *table;
	for (unsigned id = 1, k = 0; id < SEC_COUNT; id++) {
		if (!v[id].there)
			continue;
		at = (at + 7) & ~7ull;
		table[k++] = (struct set_section_entry){ .id = id,
							 .at = at,
							 .bytes = section_bytes(&v[id]) };
		at += section_bytes(&v[id]);
	}
	return (at + 7) & ~7ull;
}

static void put_sections(struct out *x, const struct section v[SEC_COUNT])
{
	for (unsigned id = 1; id < SEC_COUNT; id++) {
		if (!v[id].there)
			continue;
		put(x, "\0\0\0\0\0\0\0", -(x->o->bytes + x->piece.n) & 7);
		if (v[id].narrow)
			put_narrow(x, v[id].bytes, v[id].width);
		else
			put(x, v[id].bytes.p, v[id].bytes.n);
	}
	put(x, "\0\0\0\0\0\0\0", -(x->o->bytes + x->piece.n) & 7);
}

/* Header, section table, sections on multiples of 8, checksum over all before it. */
enum err set_columns_write(struct set_columns *c, uint32_t sort, const struct set_class *classes,
			   size_t n, struct set_out *out, struct why *why)
{
	struct out x = { out, hash_stream_open(), { 0 }, ERR_OK, why };
	struct set_section_entry table[SEC_COUNT] = { 0 };
	struct section v[SEC_COUNT] = { 0 };
	struct set_header h = {
		.version = SET_VERSION, .sort = sort, .rows = c->rows, .classes = (uint32_t)n
	};
	struct sha256 sum;

	out->bytes = 0;
	sections_of(c, sort, classes, n, v);
	out->identity = h.identity = identify(c, sort, classes);
	memcpy(h.magic, SET_MAGIC, SET_MAGIC_BYTES);
	memcpy(h.kind_rows, c->kind_rows, sizeof h.kind_rows);
	h.file_bytes = lay_out(v, table, &h.sections) + sizeof sum;
	if (out->buf)
		buf_reserve(out->buf, h.file_bytes);
	put(&x, &h, sizeof h);
	put(&x, table, h.sections * sizeof *table);
	put_sections(&x, v);
	flush(&x);
	sum = hash_stream_now(x.hash);
	put(&x, &sum, sizeof sum);
	flush(&x);
	out->content = hash_stream_close(x.hash);
	buf_fini(&x.piece);
	ensure(x.e != ERR_OK || out->bytes == h.file_bytes);
	return x.e;
}
