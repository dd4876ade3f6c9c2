/* SPDX-License-Identifier: Apache-2.0 */
#include "store/leaf.h"

#include "base/ensure.h"
#include "base/rand.h"
#include "store/tree.h"

struct leaf_salt leaf_salt_new(void)
{
	struct leaf_salt s;

	rand_bytes(s.b, sizeof s.b);
	return s;
}

static struct str bytes_of(const void *p, size_t n)
{
	return str_n(p, n);
}

struct sha256 leaf_commit(struct leaf_salt salt, struct str bytes)
{
	struct hash_stream *h = hash_stream_open();

	hash_stream_add(h, bytes_of(salt.b, sizeof salt.b));
	hash_stream_add(h, bytes);
	return hash_stream_close(h);
}

static struct json *leaf_open(struct arena *a, const char *kind, struct instant recorded)
{
	struct json *v = tree_node(a, JSON_OBJECT, STR(""));

	tree_add_str(a, v, "kind", str_of(kind));
	tree_add(v, STR("recorded"), tree_i64(a, recorded.us));
	return v;
}

static void add_digest(struct arena *a, struct json *v, struct str key, struct sha256 d)
{
	tree_add(v, key, tree_hex(a, d.b, sizeof d.b));
}

static struct str leaf_done(struct arena *a, const struct json *v)
{
	struct str out = { 0 };

	/* Our own ids, digests and instants always have a canonical form. */
	ensure(tree_canon(a, v, &out, NULL) == ERR_OK);
	ensure(out.n <= LEAF_MAX);
	return out;
}

struct str leaf_version(struct arena *a, struct str type, struct rec_id rec, uint64_t ver,
			struct instant recorded, struct sha256 pack, struct sha256 commit)
{
	struct json *v = leaf_open(a, "version", recorded);

	tree_add_str(a, v, "rec", rec_id_text(a, type, rec));
	tree_add(v, STR("ver"), tree_u64(a, ver));
	add_digest(a, v, STR("pack"), pack);
	add_digest(a, v, STR("commit"), commit);
	return leaf_done(a, v);
}

struct str leaf_tally(struct arena *a, uint64_t rows, struct instant recorded, struct sha256 pack,
		      struct sha256 commit)
{
	struct json *v = leaf_open(a, "tally", recorded);

	tree_add(v, STR("rows"), tree_u64(a, rows));
	add_digest(a, v, STR("pack"), pack);
	add_digest(a, v, STR("commit"), commit);
	return leaf_done(a, v);
}

struct str leaf_file(struct arena *a, struct str path, struct sha256 identity,
		     struct sha256 content, uint64_t size, struct instant recorded)
{
	struct json *v = leaf_open(a, "file", recorded);

	tree_add_str(a, v, "path", path);
	tree_add(v, STR("size"), tree_u64(a, size));
	add_digest(a, v, STR("identity"), identity);
	add_digest(a, v, STR("sha256"), content);
	return leaf_done(a, v);
}

struct str leaf_pack(struct arena *a, struct str id, struct sha256 pack, struct instant recorded)
{
	struct json *v = leaf_open(a, "pack", recorded);

	tree_add_str(a, v, "id", str_cut(id, 0, 128));
	add_digest(a, v, STR("pack"), pack);
	return leaf_done(a, v);
}

/* ---- RFC 6962 section 2.1 ---- */

static struct sha256 pair(struct sha256 l, struct sha256 r)
{
	unsigned char both[1 + 2 * SHA256_BYTES] = { 1 };

	memcpy(both + 1, l.b, SHA256_BYTES);
	memcpy(both + 1 + SHA256_BYTES, r.b, SHA256_BYTES);
	return hash_sha256(bytes_of(both, sizeof both));
}

/* H(0x00 || leaf); short ones, nearly all, in one call. */
static struct sha256 leaf_hash(struct str leaf)
{
	char whole[1 + LEAF_MAX];
	struct hash_stream *h;

	if (leaf.n <= LEAF_MAX) {
		whole[0] = 0;
		if (leaf.n)
			memcpy(whole + 1, leaf.p, leaf.n);
		return hash_sha256(str_n(whole, leaf.n + 1));
	}
	h = hash_stream_open();
	hash_stream_add(h, str_n("\0", 1));
	hash_stream_add(h, leaf);
	return hash_stream_close(h);
}

void merkle_add(struct merkle *m, struct str leaf)
{
	struct sha256 h = leaf_hash(leaf);
	unsigned at = 0;

	/* As adding one to a binary number: full subtrees of equal size join. */
	for (; m->n >> at & 1; at++)
		h = pair(m->level[at], h);
	m->level[at] = h;
	m->n++;
}

struct sha256 merkle_root(const struct merkle *m)
{
	struct sha256 h = hash_sha256(STR(""));
	bool some = false;

	for (unsigned at = 0; at < 64; at++) {
		if (!(m->n >> at & 1))
			continue;
		h = some ? pair(m->level[at], h) : m->level[at];
		some = true;
	}
	return h;
}
