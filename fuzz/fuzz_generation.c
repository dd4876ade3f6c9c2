/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_generation.c - hostile generation files. Identity, length and checksum are put right first,
 * or nothing behind them would ever be reached; a generation that opens must answer without a step outside.
 */
#include "base/ensure.h"
#include "base/file.h"
#include "base/mem.h"
#include "index/generation_file.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { HEAD = 672, AT_BYTES = 16, AT_IDENTITY = 24 };

static volatile size_t sink; /* keeps the reads */

/* The inputs that every file is held against: made once. */
static struct {
	struct buf bytes;
	struct set *set;
	struct generation_input in;
} world;

static void add(struct set_builder *b, enum indicator_kind k, struct str value)
{
	struct indicator i = { .kind = k, .value = value, .valid_until = { INT64_MAX } };

	ensure(set_builder_add(b, &i));
}

/* A file of bytes, under a name that can be opened. */
static int file_of(struct str bytes, char path[static 64])
{
	int fd = memfd_create("generation", MFD_CLOEXEC);

	ensure(fd >= 0 && file_write_all(fd, bytes, "generation", NULL) == ERR_OK);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void make_world(void)
{
	struct set_builder *b = set_builder_open();
	struct sha256 id;

	add(b, IND_DOMAIN, STR("evil.example"));
	add(b, IND_IPV4, STR("192.0.2.7"));
	add(b, IND_CIDR, STR("2001:db8::/32"));
	add(b, IND_URL, STR("bad.example/x"));
	add(b, IND_MD5, STR("d41d8cd98f00b204e9800998ecf8427e"));
	set_builder_finish(b, &world.bytes, &id);
	set_builder_close(b);
	ensure(set_open(buf_str(&world.bytes), &world.set, NULL) == ERR_OK);
	world.in = (struct generation_input){ world.set, STR("feed"), CAT_C2 };
}

static bool take(void *ctx, uint32_t entry)
{
	const struct generation *g = ctx;

	sink += generation_value(g, entry).n + generation_kind(g, entry);
	return true;
}

static void ask(struct generation *g)
{
	struct arena *a = arena_open();
	struct addr v4, v6;
	struct url u;

	ensure(addr_read(STR("192.0.2.7"), &v4) && addr_read(STR("2001:db8::1"), &v6));
	ensure(url_read(a, STR("http://bad.example/x/y"), &u, NULL) == ERR_OK);
	generation_domain(g, STR("www.evil.example"), take, g);
	generation_addr(g, v4, take, g);
	generation_addr(g, v6, take, g);
	generation_url(g, &u, a, take, g);
	generation_exact(g, IND_MD5, STR("d41d8cd98f00b204e9800998ecf8427e"), take, g);
	arena_close(a);
}

static void try(struct str bytes)
{
	struct generation *g;
	char path[64];
	int fd = file_of(bytes, path);

	if (generation_read(path, &world.in, 1, NULL, 0, &g, NULL) == ERR_OK) {
		ask(g);
		generation_close(g);
	}
	close(fd);
}

/* What a file must say of itself to be looked into. */
static void put_right(char *p, size_t n)
{
	struct sha256 id = generation_identity_of(&world.in, 1, NULL, 0), sum;
	uint64_t bytes = n;

	memcpy(p + AT_BYTES, &bytes, sizeof bytes);
	memcpy(p + AT_IDENTITY, &id, sizeof id);
	sum = hash_sha256(str_n(p, n - sizeof sum));
	memcpy(p + n - sizeof sum, &sum, sizeof sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *copy;

	if (!world.set)
		make_world();
	try(str_n((const char *)data, n));
	if (n < HEAD + SHA256_BYTES)
		return 0;
	copy = mem_zero(n, 1);
	memcpy(copy, data, n);
	put_right(copy, n);
	try(str_n(copy, n));
	mem_free(copy);
	return 0;
}
