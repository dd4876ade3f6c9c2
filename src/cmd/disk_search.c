/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_search.c - many needles in much hay: a bitmap over the last seven bytes of each needle is asked at
 * every position; where it says "perhaps", each needle length that exists is looked up in a map.
 */
#include "cmd/disk_search.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/ensure.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum form { PLAIN, MD5_RAW, MD5_HEX, SHA1_RAW, SHA1_HEX, SHA256_RAW, SHA256_HEX, FORMS };
enum { BITMAP_BITS = 24, LONGEST = 256 };

static const char *const form_names[FORMS] = { "plain",    "md5",    "md5 hex",   "sha1",
					       "sha1 hex", "sha256", "sha256 hex" };

struct needle {
	uint32_t identifier;
	enum form form;
};

struct identifier {
	bool left_out, found;
};

struct disk_search {
	struct map *needles; /* bytes -> number in `list` */
	VEC(struct needle) list;
	VEC(struct identifier) identifiers;
	unsigned char *bitmap;
	bool has_length[LONGEST + 1];
	size_t lengths[LONGEST + 1], length_count;
	struct disk_search_result *result; /* while searching */
	const char *file;
	bool allowing;
};

struct disk_search *disk_search_open(void)
{
	struct disk_search *s = mem_zero(1, sizeof *s);

	s->needles = map_open();
	s->bitmap = mem_zero(1u << (BITMAP_BITS - 3), 1);
	return s;
}

void disk_search_close(struct disk_search *s)
{
	if (!s)
		return;
	map_close(s->needles);
	vec_fini(&s->list);
	vec_fini(&s->identifiers);
	mem_free(s->bitmap);
	mem_free(s);
}

/* Of the seven bytes that end at p (not included). */
static uint32_t tail_hash(const char *p)
{
	uint64_t v = 0;

	memcpy(&v, p - SEARCH_SHORTEST, SEARCH_SHORTEST);
	return (uint32_t)((v * 0x9E3779B97F4A7C15u) >> (64 - BITMAP_BITS));
}

static void add_needle(struct disk_search *s, struct str bytes, uint32_t identifier, enum form form)
{
	uint32_t h = tail_hash(bytes.p + bytes.n);
	bool is_new;
	struct map_entry *e = map_put(s->needles, bytes, &is_new);

	if (!is_new)
		return;
	e->u = s->list.n;
	*vec_push(&s->list) = (struct needle){ identifier, form };
	s->bitmap[h >> 3] |= (unsigned char)(1u << (h & 7));
	if (!s->has_length[bytes.n]) {
		s->has_length[bytes.n] = true;
		s->lengths[s->length_count++] = bytes.n;
	}
}

static void add_digest(struct disk_search *s, const unsigned char *d, size_t n, uint32_t id,
		       enum form raw)
{
	struct buf hex = { 0 };

	add_needle(s, str_n((const char *)d, n), id, raw);
	buf_hex(&hex, d, n);
	add_needle(s, buf_str(&hex), id, raw + 1);
	buf_fini(&hex);
}

bool disk_search_add(struct disk_search *s, struct str identifier)
{
	unsigned char md5[MD5_BYTES], sha1[SHA1_BYTES];
	struct sha256 sha256 = hash_sha256(identifier);
	uint32_t id = (uint32_t)s->identifiers.n;

	if (identifier.n < SEARCH_SHORTEST || identifier.n > LONGEST ||
	    map_get(s->needles, identifier))
		return false;
	vec_push(&s->identifiers);
	hash_md5(identifier, md5);
	hash_sha1(identifier, sha1);
	add_needle(s, identifier, id, PLAIN);
	add_digest(s, md5, sizeof md5, id, MD5_RAW);
	add_digest(s, sha1, sizeof sha1, id, SHA1_RAW);
	add_digest(s, sha256.b, sizeof sha256.b, id, SHA256_RAW);
	return true;
}

static void on_found(struct disk_search *s, const struct needle *n)
{
	struct identifier *id = &s->identifiers.v[n->identifier];

	if (s->allowing) {
		id->left_out |= n->form == PLAIN;
		return;
	}
	if (id->left_out || id->found)
		return;
	id->found = true;
	if (!s->result->found++) {
		snprintf(s->result->first_file, sizeof s->result->first_file, "%s", s->file);
		s->result->first_form = form_names[n->form];
	}
}

static void try_lengths(struct disk_search *s, const char *begin, const char *end)
{
	for (size_t i = 0; i < s->length_count; i++) {
		size_t n = s->lengths[i];
		struct map_entry *e;

		if ((size_t)(end - begin) < n)
			continue;
		e = map_get(s->needles, str_n(end - n, n));
		if (e)
			on_found(s, &s->list.v[e->u]);
	}
}

static void scan(struct disk_search *s, struct str hay)
{
	for (size_t i = SEARCH_SHORTEST; i <= hay.n; i++) {
		uint32_t h = tail_hash(hay.p + i);

		if (s->bitmap[h >> 3] & (1u << (h & 7)))
			try_lengths(s, hay.p, hay.p + i);
	}
}

void disk_search_allow(struct disk_search *s, struct str text)
{
	s->allowing = true;
	scan(s, text);
	s->allowing = false;
}

static enum err scan_file(struct disk_search *s, const char *path, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0 || fstat(fd, &st) != 0) {
		int e = errno;

		if (fd >= 0)
			close(fd);
		/* A temporary file of the running node may be gone by now. */
		return e == ENOENT ? ERR_OK :
				     why_set(why, ERR_IO, SAY_FILE_OPEN, A(path), A(strerror(e)));
	}
	p = st.st_size ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
	close(fd);
	if (p == MAP_FAILED)
		return why_set(why, ERR_IO, SAY_FILE_READ, A(path), A(strerror(errno)));
	s->file = path;
	s->result->files++;
	s->result->bytes += (uint64_t)st.st_size;
	if (p) {
		scan(s, str_n(p, (size_t)st.st_size));
		munmap(p, (size_t)st.st_size);
	}
	return ERR_OK;
}

static enum err scan_dir(struct disk_search *s, const char *dir, struct why *why)
{
	struct arena *a = arena_open();
	DIR *d = opendir(dir);
	struct dirent *f;
	enum err e = ERR_OK;

	if (!d)
		e = why_set(why, ERR_IO, SAY_FILE_OPEN, A(dir), A(strerror(errno)));
	while (e == ERR_OK && (f = readdir(d))) {
		const char *path = arena_printf(a, "%s/%s", dir, f->d_name).p;
		struct stat st;

		if (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0 ||
		    lstat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			e = scan_dir(s, path, why);
		else if (S_ISREG(st.st_mode))
			e = scan_file(s, path, why);
	}
	if (d)
		closedir(d);
	arena_close(a);
	return e;
}

enum err disk_search_dir(struct disk_search *s, const char *dir, struct disk_search_result *out,
			 struct why *why)
{
	enum err e;

	*out = (struct disk_search_result){ .identifiers = s->identifiers.n };
	for (size_t i = 0; i < s->identifiers.n; i++)
		out->left_out += s->identifiers.v[i].left_out;
	s->result = out;
	e = scan_dir(s, dir, why);
	s->result = NULL;
	return e;
}
