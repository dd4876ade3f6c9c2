/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include "base/ensure.h"
#include "base/fasthash.h"
#include "base/rand.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdatomic.h>

struct hash_key hash_key_random(void)
{
	struct hash_key k;

	rand_bytes(&k, sizeof k);
	return k;
}

struct fast_key fast_key_random(void)
{
	struct fast_key k;

	rand_bytes(&k, sizeof k);
	return k;
}

static inline uint64_t rotl(uint64_t x, int b)
{
	return (x << b) | (x >> (64 - b));
}

static inline void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotl(v[1], 13) ^ v[0];
	v[0] = rotl(v[0], 32);
	v[2] += v[3];
	v[3] = rotl(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotl(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotl(v[1], 17) ^ v[2];
	v[2] = rotl(v[2], 32);
}

uint64_t hash_keyed(struct hash_key key, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t v[4] = { key.k[0] ^ 0x736f6d6570736575u, key.k[1] ^ 0x646f72616e646f6du,
			  key.k[0] ^ 0x6c7967656e657261u, key.k[1] ^ 0x7465646279746573u };
	uint64_t m, last = (uint64_t)n << 56;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&m, p + i, 8); /* little-endian hosts only; see ensure in tests */
		v[3] ^= m;
		sip_round(v);
		v[0] ^= m;
	}
	for (size_t k = 0; i + k < n; k++)
		last |= (uint64_t)p[i + k] << (8 * k);
	v[3] ^= last;
	sip_round(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static void digest(const EVP_MD *md, struct str s, unsigned char *out)
{
	ensure(EVP_Digest(s.n ? s.p : "", s.n, out, NULL, md, NULL) == 1);
}

/* Looked up once: the library else searches its providers at every digest. */
static const EVP_MD *sha256_md(void)
{
	static _Atomic(EVP_MD *) kept;
	EVP_MD *md = kept;

	if (!md) {
		EVP_MD *none = NULL;

		md = EVP_MD_fetch(NULL, "SHA256", NULL);
		ensure(md != NULL);
		if (!atomic_compare_exchange_strong(&kept, &none, md)) {
			EVP_MD_free(md);
			md = none;
		}
	}
	return md;
}

struct sha256 hash_sha256(struct str s)
{
	struct sha256 d;

	digest(sha256_md(), s, d.b);
	return d;
}

void hash_md5(struct str s, unsigned char out[static MD5_BYTES])
{
	digest(EVP_md5(), s, out);
}

void hash_sha1(struct str s, unsigned char out[static SHA1_BYTES])
{
	digest(EVP_sha1(), s, out);
}

struct sha256 hash_hmac(struct str key, struct str s)
{
	struct sha256 d;
	unsigned n = sizeof d.b;

	ensure(HMAC(EVP_sha256(), key.n ? key.p : "", (int)key.n,
		    (const unsigned char *)(s.n ? s.p : ""), s.n, d.b, &n) != NULL);
	return d;
}

/* The stream is OpenSSL's context under our name, so that no header needs theirs. */
struct hash_stream *hash_stream_open(void)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	ensure(c && EVP_DigestInit_ex(c, sha256_md(), NULL) == 1);
	return (struct hash_stream *)c;
}

void hash_stream_add(struct hash_stream *h, struct str s)
{
	if (s.n)
		ensure(EVP_DigestUpdate((EVP_MD_CTX *)h, s.p, s.n) == 1);
}

struct sha256 hash_stream_now(const struct hash_stream *h)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	ensure(c && EVP_MD_CTX_copy_ex(c, (const EVP_MD_CTX *)h) == 1);
	return hash_stream_close((struct hash_stream *)c);
}

struct sha256 hash_stream_close(struct hash_stream *h)
{
	struct sha256 d;

	ensure(EVP_DigestFinal_ex((EVP_MD_CTX *)h, d.b, NULL) == 1);
	EVP_MD_CTX_free((EVP_MD_CTX *)h);
	return d;
}
