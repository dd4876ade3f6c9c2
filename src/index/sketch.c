/* SPDX-License-Identifier: Apache-2.0 */
/* sketch.c - the head of every sketch, and the three kinds behind one door. */
#include "index/sketch.h"

#include "base/ensure.h"
#include "index/sketch_cm.h"
#include "index/sketch_dd.h"
#include "index/sketch_form.h"
#include "index/sketch_hll.h"

enum { VERSION = 1, VARINT_MAX = 10 };

static const char *const names[] = { NULL, "hll", "cm", "dd" };

const char *sketch_kind_name(enum sketch_kind k)
{
	ensure(k >= SKETCH_HLL && k <= SKETCH_DD);
	return names[k];
}

/* ---- the head: "CK", kind, version ---- */

enum err sketch_bad(struct why *why, const char *what)
{
	return why_set(why, ERR_SYNTAX, SAY_SKETCH_BAD, A(what));
}

void sketch_head(enum sketch_kind kind, struct buf *out)
{
	buf_puts(out, "CK");
	buf_c(out, (char)kind);
	buf_c(out, VERSION);
}

enum err sketch_kind_of(struct str bytes, enum sketch_kind *out, struct why *why)
{
	if (bytes.n > SKETCH_BYTES_MAX)
		return why_set(why, ERR_LIMIT, SAY_SKETCH_SIZE, A(bytes.n), A(SKETCH_BYTES_MAX));
	if (bytes.n < SKETCH_HEAD || !str_starts(bytes, STR("CK")))
		return why_set(why, ERR_SYNTAX, SAY_SKETCH_MAGIC);
	if (bytes.p[3] != VERSION || bytes.p[2] < SKETCH_HLL || bytes.p[2] > SKETCH_DD)
		return why_set(why, ERR_UNSUPPORTED, SAY_SKETCH_KIND, A((unsigned char)bytes.p[2]),
			       A((unsigned char)bytes.p[3]));
	*out = (enum sketch_kind)bytes.p[2];
	return ERR_OK;
}

enum err sketch_behead(struct str *bytes, enum sketch_kind kind, struct why *why)
{
	enum sketch_kind is;
	enum err e = sketch_kind_of(*bytes, &is, why);

	if (e != ERR_OK)
		return e;
	if (is != kind)
		return why_set(why, ERR_CONFLICT, SAY_SKETCH_OTHER, A(sketch_kind_name(kind)),
			       A(sketch_kind_name(is)));
	*bytes = str_cut(*bytes, SKETCH_HEAD, bytes->n);
	return ERR_OK;
}

/* ---- varints and counters ---- */

void sketch_put_varint(struct buf *out, uint64_t v)
{
	for (; v > 0x7f; v >>= 7)
		buf_c(out, (char)(v | 0x80));
	buf_c(out, (char)v);
}

bool sketch_take_varint(struct str *rest, uint64_t *v)
{
	*v = 0;
	for (size_t i = 0; i < VARINT_MAX && i < rest->n; i++) {
		uint64_t byte = (unsigned char)rest->p[i];

		if (i == VARINT_MAX - 1 && byte > 1)
			return false;
		*v |= (byte & 0x7f) << (7 * i);
		if (byte & 0x80)
			continue;
		*rest = str_cut(*rest, i + 1, rest->n);
		return byte || !i;
	}
	return false;
}

void sketch_put_cells(struct buf *out, const uint64_t *cells, size_t n)
{
	uint64_t used = 0, gap = 0;

	for (size_t i = 0; i < n; i++)
		used += cells[i] != 0;
	sketch_put_varint(out, used);
	for (size_t i = 0; i < n; i++) {
		if (!cells[i]) {
			gap++;
			continue;
		}
		sketch_put_varint(out, gap);
		sketch_put_varint(out, cells[i]);
		gap = 0;
	}
}

bool sketch_take_cells(struct str rest, uint64_t *cells, size_t n)
{
	uint64_t used, gap, at = 0;

	memset(cells, 0, n * sizeof *cells);
	if (!sketch_take_varint(&rest, &used) || used > n)
		return false;
	for (; used; used--) {
		if (!sketch_take_varint(&rest, &gap) || gap >= n - at)
			return false;
		at += gap;
		if (!sketch_take_varint(&rest, &cells[at]) || !cells[at])
			return false;
		at++;
	}
	return !rest.n;
}

/* ---- any kind ---- */

static enum err merge_hll(struct str a, struct str b, struct buf *out, struct why *why)
{
	struct hll *x = NULL, *y = NULL;
	enum err e = hll_read(a, &x, why);

	if (e == ERR_OK)
		e = hll_read(b, &y, why);
	if (e == ERR_OK) {
		hll_merge(x, y);
		hll_write(x, out);
	}
	hll_close(x);
	hll_close(y);
	return e;
}

static enum err merge_cm(struct str a, struct str b, struct buf *out, struct why *why)
{
	struct cm *x = NULL, *y = NULL;
	enum err e = cm_read(a, &x, why);

	if (e == ERR_OK)
		e = cm_read(b, &y, why);
	if (e == ERR_OK)
		e = cm_merge(x, y, why);
	if (e == ERR_OK)
		cm_write(x, out);
	cm_close(x);
	cm_close(y);
	return e;
}

static enum err merge_dd(struct str a, struct str b, struct buf *out, struct why *why)
{
	struct dd *x = NULL, *y = NULL;
	enum err e = dd_read(a, &x, why);

	if (e == ERR_OK)
		e = dd_read(b, &y, why);
	if (e == ERR_OK)
		e = dd_merge(x, y, why);
	if (e == ERR_OK)
		dd_write(x, out);
	dd_close(x);
	dd_close(y);
	return e;
}

enum err sketch_merge(struct str a, struct str b, struct buf *out, struct why *why)
{
	enum sketch_kind kind;
	enum err e = sketch_kind_of(a, &kind, why);

	if (e != ERR_OK)
		return e;
	return kind == SKETCH_HLL ? merge_hll(a, b, out, why) :
	       kind == SKETCH_CM  ? merge_cm(a, b, out, why) :
				    merge_dd(a, b, out, why);
}

enum err sketch_check(struct str bytes, struct why *why)
{
	enum sketch_kind kind;
	struct hll *h = NULL;
	struct cm *c = NULL;
	struct dd *d = NULL;
	enum err e = sketch_kind_of(bytes, &kind, why);

	if (e != ERR_OK)
		return e;
	e = kind == SKETCH_HLL ? hll_read(bytes, &h, why) :
	    kind == SKETCH_CM  ? cm_read(bytes, &c, why) :
				 dd_read(bytes, &d, why);
	hll_close(h);
	cm_close(c);
	dd_close(d);
	return e;
}
