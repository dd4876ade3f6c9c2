/* SPDX-License-Identifier: Apache-2.0 */
/* Values from numbers: names, addresses, digests, URLs; and the list made of them. */
#include "gen_inner.h"

#include "base/ensure.h"

#include <arpa/inet.h>

/* Salts of gen_hash(), so that two questions about one number have unrelated answers. */
enum { H_KEY = 1, H_NAME, H_SUB, H_CIDR, H_V6, H_SHA, H_URL, H_PATH, H_BENIGN };
enum { CODE_BITS = 40, ZONE_BITS = 17, K_BITS = 19, V4_BITS = 29, CIDR_BITS = 18 };
enum { SLASH8_OCTET = 11, SLASH16_SECOND = 77 };

uint64_t gen_mix64(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

uint64_t gen_hash(const struct gen *g, unsigned what, uint64_t j)
{
	return gen_mix64(gen_mix64(g->o.seed * 0x9E3779B97F4A7C15u + what) ^
			 (j + 1) * 0xD1B54A32D192ED03u);
}

static uint64_t mask(unsigned bits)
{
	return (1ull << bits) - 1;
}

/* ---- names ---- */

void gen_syllables(uint64_t bits, unsigned n, struct buf *out)
{
	static const char first[] = "bdfgklmnprstvz", second[] = "aeiou";

	for (; n; n--, bits /= 70) {
		buf_c(out, first[bits % 14]);
		buf_c(out, second[bits / 14 % 5]);
	}
}

/* (number, space) to forty bits, one to one. */
static uint64_t code_of(const struct gen *g, enum space s, uint64_t j)
{
	uint64_t x = (j << 2 | s) & mask(CODE_BITS);

	x = (x * g->name_mul[0] + g->name_mul[1]) & mask(CODE_BITS);
	x ^= x >> 19;
	x = x * g->name_mul[1] & mask(CODE_BITS);
	return x ^ x >> 21;
}

static void registrable(const struct gen *g, enum space s, uint64_t j, struct buf *out)
{
	static const char *const tops[] = { "com", "com",  "com", "net", "org",    "cn",
					    "top", "info", "xyz", "ru",  "com.cn", "co.uk" };
	uint64_t h = gen_hash(g, H_NAME, j << 2 | s), code = code_of(g, s, j);

	gen_syllables(h, 1 + (unsigned)(h % 3), out);
	for (int i = 0; i < 8; i++, code >>= 5)
		buf_c(out, "abcdefghijklmnopqrstuvwxyz234567"[code & 31]);
	buf_c(out, '.');
	buf_puts(out, tops[(h >> 40) % (sizeof tops / sizeof *tops)]);
}

void gen_name(const struct gen *g, enum space s, uint64_t j, struct buf *out)
{
	uint64_t h = gen_hash(g, H_SUB, j << 2 | s);
	unsigned subs = h % 10 < 6 ? 0 : h % 10 < 9 ? 1 : 2;

	if (s == SPACE_LISTED && g->o.mix == MIX_NESTED && j % 2) {
		gen_syllables(h >> 8, 2, out);
		buf_c(out, '.');
		gen_name(g, s, j - 1, out);
		return;
	}
	for (; subs; subs--) {
		gen_syllables(h >> (8 * subs), 1 + subs, out);
		buf_c(out, '.');
	}
	registrable(g, s, j, out);
}

/* ---- addresses ---- */

static struct ip v4(uint32_t a)
{
	return (struct ip){
		4, { (uint8_t)(a >> 24), (uint8_t)(a >> 16), (uint8_t)(a >> 8), (uint8_t)a }
	};
}

static uint32_t v4_number(struct ip a)
{
	return (uint32_t)a.b[0] << 24 | (uint32_t)a.b[1] << 16 | (uint32_t)a.b[2] << 8 | a.b[3];
}

/* Place k of the permutation of all /20s, and the twelve bits below it. */
static struct ip v4_at(const struct gen *g, uint64_t k, uint64_t low)
{
	uint64_t top = k * 0x5D2C5u & mask(K_BITS);

	return v4((uint32_t)((uint64_t)g->octet[top >> 12] << 24 | (top & 0xfff) << 12 | low));
}

/* Number j of the listed addresses to its place in their zone, one to one; and back. */
static uint64_t v4_place(const struct gen *g, uint64_t j)
{
	if (g->o.mix == MIX_DENSE24)
		return j + j / 3;
	return j * g->v4_mul & mask(V4_BITS);
}

static bool v4_place_is_listed(const struct gen *g, uint64_t x)
{
	uint64_t j = g->o.mix == MIX_DENSE24 ? x - x / 4 : x * g->v4_inv & mask(V4_BITS);

	return !(g->o.mix == MIX_DENSE24 && x % 4 == 3) && j < gen_count(g, KIND_IPV4);
}

static uint64_t cidr_base(const struct gen *g, uint64_t j, unsigned *len)
{
	uint64_t h = gen_hash(g, H_CIDR, j), k;

	ensure(j <= mask(CIDR_BITS));
	k = (1u << ZONE_BITS) + (j * 0x2F0F5u & mask(CIDR_BITS));
	*len = 20 + (unsigned)(h % 9);
	return v4_number(v4_at(g, k, h >> 8 & 0xfff & ~mask(32 - *len)));
}

/* In the nested mix every other address lies in a prefix, in the first eight addresses of it. */
static struct ip v4_nested(const struct gen *g, uint64_t j)
{
	uint64_t n = gen_count(g, KIND_CIDR);
	unsigned len;

	return v4((uint32_t)(cidr_base(g, j / 2 % n, &len) + 1 + j / 2 / n % 7));
}

struct ip gen_v4_listed(const struct gen *g, uint64_t j)
{
	uint64_t x = v4_place(g, j), prefixes = gen_count(g, KIND_CIDR);

	if (g->o.mix == MIX_NESTED && j % 2 && prefixes && j / 2 / prefixes < 7)
		return v4_nested(g, j);
	return v4_at(g, x >> 12, x & 0xfff);
}

struct ip gen_v4_benign(const struct gen *g, uint64_t j)
{
	uint64_t x = gen_hash(g, H_BENIGN, j);

	return v4_at(g, (3u << ZONE_BITS) + (x & mask(ZONE_BITS)), x >> 32 & 0xfff);
}

struct ip gen_v4_beside(const struct gen *g, uint64_t j, struct prng *r)
{
	uint64_t x = v4_place(g, j), y;

	for (int tries = 0; tries < 64; tries++) {
		y = (x & ~0xffull) | prng_below(r, 256);
		if (!v4_place_is_listed(g, y))
			return v4_at(g, y >> 12, y & 0xfff);
	}
	return (struct ip){ 0 };
}

static void cidr_of(const struct gen *g, uint64_t j, uint32_t *base, unsigned *len)
{
	*base = (uint32_t)cidr_base(g, j, len);
	if (g->o.mix == MIX_SLASH8 && j < 2) {
		*base = (uint32_t)SLASH8_OCTET << 24 | (j ? (uint32_t)SLASH16_SECOND << 16 : 0);
		*len = j ? 16 : 8;
	}
}

struct ip gen_v4_within(const struct gen *g, uint64_t j, struct prng *r)
{
	uint32_t base, host;
	unsigned len;

	cidr_of(g, j, &base, &len);
	host = (uint32_t)prng_below(r, 1ull << (32 - len));
	if (g->o.mix == MIX_NESTED)
		host |= 8; /* the first eight may be listed themselves */
	if (g->o.mix == MIX_SLASH8 && j == 0 && host >> 16 == SLASH16_SECOND)
		host ^= 1u << 16;
	return v4(base | host);
}

struct ip gen_v6(const struct gen *g, uint64_t j, bool listed)
{
	uint64_t net = (j & 0xffffffff) * g->v6_mul & 0xffffffff;
	unsigned id = 1 + (unsigned)(gen_hash(g, H_V6, j) % 65534);
	struct ip a = { 6, { 0x2a, 0x0e } };

	ensure(j <= 0xffffffff);
	for (int i = 0; i < 4; i++)
		a.b[2 + i] = (uint8_t)(net >> (24 - 8 * i));
	id = listed ? id | 1 : id & ~1u; /* so a benign one has a listed one's /64 */
	a.b[14] = (uint8_t)(id >> 8);
	a.b[15] = (uint8_t)id;
	return a;
}

void gen_ip(struct ip ip, bool full, struct buf *out)
{
	char text[INET6_ADDRSTRLEN];

	if (ip.family == 6 && full) {
		for (int i = 0; i < 16; i += 2)
			buf_printf(out, "%s%02x%02x", i ? ":" : "", ip.b[i], ip.b[i + 1]);
		return;
	}
	ensure(inet_ntop(ip.family == 4 ? AF_INET : AF_INET6, ip.b, text, sizeof text));
	buf_puts(out, text);
}

/* ---- digests and URLs ---- */

void gen_sha256(const struct gen *g, uint64_t j, bool listed, char out[static 65])
{
	for (unsigned i = 0; i < 4; i++) {
		uint64_t h = gen_hash(g, H_SHA + 16 * i, j);

		if (i == 3) /* the last byte tells listed from benign, whatever the rest */
			h = (h & ~0xffull) | (listed ? 0x11 : 0x22);
		for (int k = 0; k < 16; k++)
			*out++ = "0123456789abcdef"[h >> (60 - 4 * k) & 15];
	}
	*out = 0;
}

enum url_shape { SHAPE_PAGE, SHAPE_FOLDER, SHAPE_QUERY, SHAPE_HOST, SHAPES };

static enum url_shape url_shape(const struct gen *g, uint64_t j)
{
	return gen_hash(g, H_URL, j) % SHAPES;
}

static void url_path(const struct gen *g, uint64_t j, struct buf *out)
{
	uint64_t h = gen_hash(g, H_PATH, j);

	buf_c(out, '/');
	if (url_shape(g, j) == SHAPE_HOST)
		return;
	gen_syllables(h, 2, out);
	buf_c(out, '/');
	gen_syllables(h >> 16, 3, out);
	if (url_shape(g, j) == SHAPE_FOLDER)
		buf_c(out, '/');
	else
		buf_puts(out, ".php");
	if (url_shape(g, j) == SHAPE_QUERY)
		buf_printf(out, "?id=%u", (unsigned)(h >> 40 & 0xffff));
}

void gen_url_target(const struct gen *g, uint64_t j, struct prng *r, struct buf *out)
{
	url_path(g, j, out);
	if (url_shape(g, j) == SHAPE_FOLDER || url_shape(g, j) == SHAPE_HOST) {
		gen_syllables(prng_next(r) >> 8, 3, out);
		buf_puts(out, ".html");
	}
	if (url_shape(g, j) != SHAPE_QUERY && prng_below(r, 2))
		buf_printf(out, "?q=%u", (unsigned)prng_below(r, 1000000));
}

void gen_url_near(const struct gen *g, uint64_t j, struct buf *out)
{
	url_path(g, j, out);
	if (url_shape(g, j) == SHAPE_FOLDER)
		out->n--;
	else if (url_shape(g, j) == SHAPE_HOST)
		out->n = 0; /* all below is listed: no target is near */
	else
		buf_c(out, '7');
}

/* ---- the list ---- */

static const uint8_t shares[GEN_KINDS] = { 60, 25, 2, 3, 5, 5 };

const char *gen_kind_name(enum gen_kind k)
{
	static const char *const names[GEN_KINDS] = { "domain", "ipv4", "cidr",
						      "ipv6",   "url",  "hash" };

	return names[k];
}

uint64_t gen_count(const struct gen *g, enum gen_kind k)
{
	uint64_t n = g->o.indicators / 100 * shares[k];

	for (unsigned i = 0; i < g->o.indicators % 100; i++)
		n += g->slot_kind[i] == k;
	return n;
}

void gen_indicator(const struct gen *g, enum gen_kind k, uint64_t j, struct buf *out)
{
	char sha[65];
	uint32_t base;
	unsigned len;

	if (k == KIND_DOMAIN || k == KIND_URL)
		gen_name(g, k == KIND_URL ? SPACE_URL : SPACE_LISTED, j, out);
	if (k == KIND_URL)
		url_path(g, j, out);
	if (k == KIND_IPV4)
		gen_ip(gen_v4_listed(g, j), false, out);
	if (k == KIND_IPV6)
		gen_ip(gen_v6(g, j, true), false, out);
	if (k == KIND_CIDR) {
		cidr_of(g, j, &base, &len);
		gen_ip(v4(base), false, out);
		buf_printf(out, "/%u", len);
	}
	if (k == KIND_SHA256) {
		gen_sha256(g, j, true, sha);
		buf_puts(out, sha);
	}
}

void gen_list_part(struct gen *g, uint64_t from, uint64_t to, struct buf *out)
{
	for (uint64_t i = from; i < to; i++) {
		enum gen_kind k = g->slot_kind[i % 100];

		if (k == KIND_URL)
			buf_puts(out, "http://");
		gen_indicator(g, k, i / 100 * shares[k] + g->slot_rank[i % 100], out);
		buf_c(out, '\n');
	}
}

void gen_list(struct gen *g, struct buf *out)
{
	gen_list_part(g, 0, g->o.indicators, out);
}

/* The kinds in a shuffled order, the same in each hundred. */
static void deal_slots(struct gen *g, struct prng *r)
{
	uint8_t seen[GEN_KINDS] = { 0 };
	unsigned n = 0;

	for (unsigned k = 0; k < GEN_KINDS; k++)
		for (unsigned i = 0; i < shares[k]; i++)
			g->slot_kind[n++] = (uint8_t)k;
	while (--n) {
		uint64_t other = prng_below(r, n + 1);
		uint8_t kept = g->slot_kind[n];

		g->slot_kind[n] = g->slot_kind[other];
		g->slot_kind[other] = kept;
	}
	for (n = 0; n < 100; n++)
		g->slot_rank[n] = seen[g->slot_kind[n]]++;
}

/* The inverse of an odd number modulo a power of two, by Newton's steps. */
static uint64_t inverse(uint64_t odd)
{
	uint64_t x = odd;

	for (int i = 0; i < 6; i++)
		x *= 2 - odd * x;
	return x;
}

void gen_values_start(struct gen *g)
{
	/* Private, shared, test and multicast ranges stay out, and our own /8. */
	static const uint8_t out[] = { 10, SLASH8_OCTET, 100, 127, 169, 172, 192, 198, 203 };
	struct prng r = prng_of(gen_hash(g, H_KEY, 0));
	unsigned n = 0;

	for (unsigned octet = 2; n < 128; octet++)
		if (!memchr(out, (int)octet, sizeof out))
			g->octet[n++] = (uint8_t)octet;
	g->name_mul[0] = prng_next(&r) | 1;
	g->name_mul[1] = prng_next(&r) | 1;
	g->v4_mul = prng_next(&r) | 1;
	g->v4_inv = inverse(g->v4_mul);
	g->v6_mul = prng_next(&r) | 1;
	deal_slots(g, &r);
}
