/* SPDX-License-Identifier: Apache-2.0 */
#include "store/rec_id.h"

#include "base/buf.h"
#include "base/rand.h"

struct rec_id rec_id_new(struct instant at)
{
	uint64_t us = at.us > 0 ? (uint64_t)at.us : 0, ms = us / 1000,
		 sub = us % 1000 * 4096 / 1000;
	struct rec_id id;

	rand_bytes(id.b, sizeof id.b);
	for (int i = 0; i < 6; i++)
		id.b[i] = (unsigned char)(ms >> (40 - 8 * i));
	id.b[6] = (unsigned char)(0x70 | sub >> 8);
	id.b[7] = (unsigned char)sub;
	id.b[8] = (unsigned char)(0x80 | (id.b[8] & 0x3F));
	return id;
}

struct str rec_id_text(struct arena *a, struct str type, struct rec_id id)
{
	struct buf b = { 0 };
	struct str s;

	buf_put(&b, type);
	buf_c(&b, '_');
	buf_hex(&b, id.b, sizeof id.b);
	s = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return s;
}

bool rec_id_read(struct str text, struct str type, struct rec_id *out)
{
	struct str hex = str_cut(text, type.n + 1, text.n);

	if (!str_starts(text, type) || text.n != type.n + 1 + 2 * REC_ID_BYTES ||
	    text.p[type.n] != '_')
		return false;
	if (!str_unhex(hex, out->b))
		return false;
	for (size_t i = 0; i < hex.n; i++) {
		if (hex.p[i] >= 'A' && hex.p[i] <= 'F')
			return false;
	}
	return true;
}
