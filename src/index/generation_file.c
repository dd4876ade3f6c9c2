/* SPDX-License-Identifier: Apache-2.0 */
#include "index/generation_file.h"

#include "base/ensure.h"
#include "base/file.h"
#include "base/mem.h"
#include "index/generation_int.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define GEN_MAGIC \
	"\x89" \
	"CGEN\r\n\x1a"
enum {
	GEN_MAGIC_BYTES = 8,
	GEN_VERSION = 1,
	GEN_KINDS = 32, /* slots of the table of kinds; more than will ever be used */
	GEN_ALIGN = 64,
	GEN_PIECE = 1 << 20,
};
#define GEN_BYTES_MAX (16ull << 30)

enum gen_section {
	GEN_LISTS,
	GEN_NAMES,
	GEN_PREFIXES,
	GEN_EXACT,
	GEN_V4,
	GEN_V6,
	GEN_URLS,
	GEN_COUNT
};

struct gen_section_entry {
	uint64_t at, bytes; /* from the start of the file; at is a multiple of 64 */
};

struct gen_header {
	unsigned char magic[GEN_MAGIC_BYTES];
	uint32_t version, sections;
	uint64_t file_bytes; /* with the checksum */
	struct sha256 identity;
	uint64_t rows, indicators, suppressed, warnings_unusable;
	uint64_t by_kind[GEN_KINDS];
	struct fast_key names_key, prefixes_key, exact_key;
	uint64_t hashes[3]; /* of known texts under these keys: a changed function is found out */
	uint64_t label_counts;
	uint64_t buckets[3]; /* of names, prefixes, exact */
	uint64_t v6_mask;
	uint64_t lens[2][3];
	uint32_t v4_shift, v6_steps; /* v6_steps: a bit each */
	struct gen_section_entry section[GEN_COUNT];
};

_Static_assert(sizeof(struct gen_header) == 672, "the layout is the format");
_Static_assert((int)IND_KINDS <= (int)GEN_KINDS, "appended kinds have a slot");

static void known_hashes(const struct generation *g, uint64_t out[3])
{
	out[0] = names_hash(&g->names.key, STR("a.known.name.for.the.test.example"));
	out[1] = prefixes_hash(&g->prefixes, 0x20010DB812345678u, 0x9ABCDEF, 6, 48);
	out[2] = generation_exact_hash(g, STR("a known text, longer than sixteen bytes"));
}

/* ---- writing ---- */

static void describe(const struct generation *g, struct gen_header *h)
{
	*h = (struct gen_header){ .version = GEN_VERSION,
				  .sections = GEN_COUNT,
				  .identity = g->identity,
				  .rows = g->counts.rows,
				  .indicators = g->counts.indicators,
				  .suppressed = g->counts.suppressed,
				  .warnings_unusable = g->counts.warnings_unusable,
				  .names_key = g->names.key,
				  .prefixes_key = g->prefixes.key,
				  .exact_key = g->exact_key,
				  .label_counts = g->names.label_counts,
				  .buckets = { g->names.tags.buckets, g->prefixes.tags.buckets,
					       g->exact.buckets },
				  .v6_mask = g->prefixes.v6_mask,
				  .v4_shift = g->prefixes.v4_shift };
	memcpy(h->magic, GEN_MAGIC, GEN_MAGIC_BYTES);
	memcpy(h->by_kind, g->counts.by_kind, sizeof g->counts.by_kind);
	memcpy(h->lens, g->prefixes.lens, sizeof h->lens);
	known_hashes(g, h->hashes);
	for (unsigned s = 0; s < V6_STEPS; s++)
		h->v6_steps |= (uint32_t)g->prefixes.v6_step[s] << s;
}

static void gather(const struct generation *g, struct str v[GEN_COUNT])
{
	const struct prefixes *p = &g->prefixes;

	v[GEN_LISTS] = str_n((const char *)g->lists, g->list_words * sizeof *g->lists);
	v[GEN_NAMES] = str_n((const char *)g->names.tags.bucket, g->names.tags.bytes);
	v[GEN_PREFIXES] = str_n((const char *)p->tags.bucket, p->tags.bytes);
	v[GEN_EXACT] = str_n((const char *)g->exact.bucket, g->exact.bytes);
	v[GEN_V4] = str_n((const char *)p->v4_blocks, p->v4_blocks ? prefixes_v4_bytes(p) : 0);
	v[GEN_V6] = str_n((const char *)p->v6_bits, p->v6_bits ? prefixes_v6_bytes(p) : 0);
	v[GEN_URLS] = str_n((const char *)g->url_hosts.words, url_hosts_bytes(&g->url_hosts));
}

struct out {
	int fd;
	const char *name;
	struct hash_stream *hash;
	uint64_t at;
};

static enum err put(struct out *o, struct str s, struct why *why)
{
	enum err e = ERR_OK;

	while (s.n && e == ERR_OK) {
		struct str piece = str_cut(s, 0, GEN_PIECE);

		hash_stream_add(o->hash, piece);
		e = file_write_all(o->fd, piece, o->name, why);
		o->at += piece.n;
		s = str_cut(s, piece.n, s.n);
	}
	return e;
}

static enum err put_all(struct out *o, struct gen_header *h, const struct str v[GEN_COUNT],
			struct why *why)
{
	static const char zeros[GEN_ALIGN];
	uint64_t at = sizeof *h;
	struct sha256 sum;
	enum err e;

	for (unsigned s = 0; s < GEN_COUNT; s++) {
		at = (at + GEN_ALIGN - 1) & ~(uint64_t)(GEN_ALIGN - 1);
		h->section[s] = (struct gen_section_entry){ at, v[s].n };
		at += v[s].n;
	}
	h->file_bytes = at + sizeof sum;
	e = put(o, str_n((const char *)h, sizeof *h), why);
	for (unsigned s = 0; s < GEN_COUNT && e == ERR_OK; s++) {
		e = put(o, str_n(zeros, h->section[s].at - o->at), why);
		if (e == ERR_OK)
			e = put(o, v[s], why);
	}
	sum = hash_stream_now(o->hash);
	return e == ERR_OK ? put(o, str_n((const char *)sum.b, sizeof sum.b), why) : e;
}

enum err generation_write(const struct generation *g, const char *path, struct why *why)
{
	struct out o = { .name = path };
	struct str v[GEN_COUNT];
	struct gen_header h;
	char tmp[PATH_MAX];
	enum err e;

	ensure(snprintf(tmp, sizeof tmp, "%s.tmp.%d", path, (int)getpid()) < (int)sizeof tmp);
	o.fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (o.fd < 0)
		return why_set(why, ERR_IO, SAY_FILE_OPEN, A(tmp), A(strerror(errno)));
	o.hash = hash_stream_open();
	describe(g, &h);
	gather(g, v);
	e = put_all(&o, &h, v, why);
	hash_stream_close(o.hash);
	close(o.fd);
	if (e == ERR_OK && rename(tmp, path) != 0)
		e = why_set(why, ERR_IO, SAY_FILE_WRITE, A(path), A(strerror(errno)));
	if (e != ERR_OK)
		unlink(tmp);
	return e;
}

/* ---- reading ---- */

static enum err damaged(struct why *why)
{
	return why_set(why, ERR_CORRUPT, SAY_GENERATION_DAMAGED);
}

/* What is wrong before a byte of the tables is looked at? */
static enum err check_header(const struct gen_header *h, uint64_t bytes, struct sha256 identity,
			     struct why *why)
{
	if (memcmp(h->magic, GEN_MAGIC, GEN_MAGIC_BYTES) != 0)
		return why_set(why, ERR_CORRUPT, SAY_GENERATION_MAGIC);
	if (h->version != GEN_VERSION)
		return why_set(why, ERR_UNSUPPORTED, SAY_GENERATION_VERSION, A(h->version),
			       A((uint32_t)GEN_VERSION));
	if (h->file_bytes != bytes || h->sections != GEN_COUNT)
		return damaged(why);
	if (memcmp(&h->identity, &identity, sizeof identity) != 0)
		return why_set(why, ERR_CONFLICT, SAY_GENERATION_OTHER);
	return ERR_OK;
}

/* Reads `n` bytes to `to`, and what the checksum is of them. */
static enum err read_all(int fd, char *to, size_t n, struct hash_stream *hash, struct why *why)
{
	while (n) {
		size_t want = n < GEN_PIECE ? n : GEN_PIECE;
		ssize_t got = read(fd, to, want);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return damaged(why);
		hash_stream_add(hash, str_n(to, (size_t)got));
		to += got;
		n -= (size_t)got;
	}
	return ERR_OK;
}

/* The file behind its header in memory, if its checksum fits. */
static enum err load(int fd, struct generation *g, const struct gen_header *h, struct why *why)
{
	struct hash_stream *hash = hash_stream_open();
	size_t n = h->file_bytes - SHA256_BYTES;
	struct sha256 sum, want;
	enum err e;

	g->region_bytes = n;
	g->region = table_pages(n);
	memcpy(g->region, h, sizeof *h);
	hash_stream_add(hash, str_n((const char *)h, sizeof *h));
	e = read_all(fd, (char *)g->region + sizeof *h, n - sizeof *h, hash, why);
	sum = hash_stream_close(hash);
	if (e == ERR_OK && (read(fd, &want, sizeof want) != (ssize_t)sizeof want ||
			    memcmp(&sum, &want, sizeof sum) != 0))
		e = damaged(why);
	return e;
}

static void *section(const struct generation *g, const struct gen_header *h, unsigned s)
{
	return h->section[s].bytes ? (char *)g->region + h->section[s].at : NULL;
}

static bool sections_fit(const struct generation *g, const struct gen_header *h)
{
	uint32_t most = generation_entry_most(g);

	for (unsigned s = 0; s < GEN_COUNT; s++)
		if (h->section[s].at % GEN_ALIGN || h->section[s].at > g->region_bytes ||
		    h->section[s].bytes > g->region_bytes - h->section[s].at)
			return false;
	for (unsigned t = 0; t < 3; t++)
		if (h->buckets[t] > UINT32_MAX ||
		    h->section[GEN_NAMES + t].bytes != tags_bytes(h->buckets[t], most))
			return false;
	return h->section[GEN_LISTS].bytes % sizeof(uint32_t) == 0 &&
	       h->section[GEN_URLS].bytes % sizeof(uint64_t) == 0 && h->v4_shift >= 8 &&
	       h->v4_shift <= 16 && h->v6_mask < UINT32_MAX && (h->v6_mask & (h->v6_mask + 1)) == 0;
}

static void attach(struct generation *g, const struct gen_header *h)
{
	uint32_t most = generation_entry_most(g);

	g->lists = section(g, h, GEN_LISTS);
	g->names = (struct names){ .key = h->names_key, .label_counts = h->label_counts };
	tags_at(&g->names.tags, section(g, h, GEN_NAMES), h->buckets[0], most);
	g->prefixes = (struct prefixes){ .key = h->prefixes_key,
					 .v4_blocks = section(g, h, GEN_V4),
					 .v6_bits = section(g, h, GEN_V6),
					 .v6_mask = h->v6_mask,
					 .v4_shift = (uint8_t)h->v4_shift };
	memcpy(g->prefixes.lens, h->lens, sizeof h->lens);
	for (unsigned s = 0; s < V6_STEPS; s++)
		g->prefixes.v6_step[s] = h->v6_steps >> s & 1;
	tags_at(&g->prefixes.tags, section(g, h, GEN_PREFIXES), h->buckets[1], most);
	g->exact_key = h->exact_key;
	tags_at(&g->exact, section(g, h, GEN_EXACT), h->buckets[2], most);
	g->url_hosts = (struct url_hosts){ .words = section(g, h, GEN_URLS),
					   .n = h->section[GEN_URLS].bytes / sizeof(uint64_t),
					   .key = h->names_key };
	g->counts.indicators = h->indicators;
	g->counts.suppressed = h->suppressed;
	g->counts.warnings_unusable = h->warnings_unusable;
	memcpy(g->counts.by_kind, h->by_kind, sizeof g->counts.by_kind);
	g->counts.bytes = sizeof *g + g->region_bytes;
}

/* A bit for each word at which a list begins; NULL: the lists are not lists. */
static uint64_t *list_starts(const struct generation *g)
{
	uint64_t *starts = mem_zero(g->list_words / 64 + 1, sizeof *starts);
	bool ok = true;

	for (size_t i = 0, n; i < g->list_words && ok; i += n + 1) {
		n = g->lists[i];
		ok = n >= 2 && n < g->list_words - i;
		for (size_t k = 1; k <= n && ok; k++)
			ok = g->lists[i + k] < g->counts.rows;
		starts[i / 64] |= 1ull << (i % 64);
	}
	if (ok)
		return starts;
	mem_free(starts);
	return NULL;
}

/* Every number in a table is a row or the beginning of a list, and some bucket ends the walks (tags_next). */
static bool entries_hold(const struct generation *g, const struct tags *t, const uint64_t *starts)
{
	bool ends = t->buckets == 0;

	for (size_t i = 0; i < t->buckets * TAGS_A_BUCKET; i++) {
		uint64_t e = tags_id(t, i), at = e - g->counts.rows;

		if (!t->bucket[i / TAGS_A_BUCKET].tag[i % TAGS_A_BUCKET]) {
			ends |= i % TAGS_A_BUCKET == TAGS_A_BUCKET - 1;
			continue;
		}
		if (e >= g->counts.rows &&
		    (at >= g->list_words || !(starts[at / 64] >> (at % 64) & 1)))
			return false;
	}
	return ends;
}

/* The checksum told damage; this tells a file whose writer lied, or hashed otherwise. */
static enum err check_content(const struct generation *g, const struct gen_header *h,
			      struct why *why)
{
	uint64_t hashes[3], *starts = list_starts(g);
	const struct prefixes *p = &g->prefixes;
	bool ok = starts != NULL && h->rows == g->counts.rows;

	known_hashes(g, hashes);
	ok = ok && memcmp(hashes, h->hashes, sizeof hashes) == 0 &&
	     (!p->v4_blocks || h->section[GEN_V4].bytes == prefixes_v4_bytes(p)) &&
	     (!p->v6_bits || h->section[GEN_V6].bytes == prefixes_v6_bytes(p)) &&
	     entries_hold(g, &g->names.tags, starts) && entries_hold(g, &p->tags, starts) &&
	     entries_hold(g, &g->exact, starts);
	mem_free(starts);
	return ok ? ERR_OK : damaged(why);
}

static enum err read_into(int fd, struct generation *g, struct why *why)
{
	struct gen_header h;
	struct stat st;
	enum err e;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (uint64_t)st.st_size < sizeof h + SHA256_BYTES ||
	    (uint64_t)st.st_size > GEN_BYTES_MAX || read(fd, &h, sizeof h) != (ssize_t)sizeof h)
		return why_set(why, ERR_CORRUPT, SAY_GENERATION_MAGIC);
	e = check_header(&h, (uint64_t)st.st_size, g->identity, why);
	if (e == ERR_OK)
		e = load(fd, g, &h, why);
	g->list_words = h.section[GEN_LISTS].bytes / sizeof *g->lists;
	if (e == ERR_OK && !sections_fit(g, &h))
		e = damaged(why);
	if (e != ERR_OK)
		return e;
	attach(g, &h);
	return check_content(g, &h, why);
}

enum err generation_read(const char *path, const struct generation_input *sets, size_t set_count,
			 const struct generation_input *warnings, size_t warning_count,
			 struct generation **out, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct generation *g;
	enum err e;

	*out = NULL;
	if (fd < 0)
		return why_set(why, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, SAY_FILE_OPEN, A(path),
			       A(strerror(errno)));
	g = generation_new(sets, set_count, warnings, warning_count);
	e = read_into(fd, g, why);
	close(fd);
	if (e == ERR_OK) {
		*out = g;
		return ERR_OK;
	}
	why_at(why, path, 0, 0);
	generation_close(g);
	return e;
}

struct sha256 generation_identity_of(const struct generation_input *sets, size_t set_count,
				     const struct generation_input *warnings, size_t warning_count)
{
	struct generation *g = generation_new(sets, set_count, warnings, warning_count);
	struct sha256 id = g->identity;

	generation_close(g);
	return id;
}
