/* SPDX-License-Identifier: Apache-2.0 */
#include "base/prf.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "base/rand.h"

#include <openssl/evp.h>
#include <string.h>

enum { AT_ONCE = 256 };

struct prf {
	EVP_CIPHER_CTX *ctx;
	struct prf_block scratch[AT_ONCE];
};

struct prf_key prf_key_random(void)
{
	struct prf_key k;

	rand_bytes(&k, sizeof k);
	return k;
}

struct prf *prf_open(const struct prf_key *key)
{
	struct prf *p = mem_zero(1, sizeof *p);

	p->ctx = EVP_CIPHER_CTX_new();
	ensure(p->ctx);
	ensure(EVP_EncryptInit_ex(p->ctx, EVP_aes_128_ecb(), NULL, key->b, NULL) == 1);
	ensure(EVP_CIPHER_CTX_set_padding(p->ctx, 0) == 1);
	return p;
}

struct prf *prf_same(const struct prf *p)
{
	struct prf *same = mem_zero(1, sizeof *same);

	same->ctx = EVP_CIPHER_CTX_new();
	ensure(same->ctx && EVP_CIPHER_CTX_copy(same->ctx, p->ctx) == 1);
	return same;
}

void prf_close(struct prf *p)
{
	if (!p)
		return;
	EVP_CIPHER_CTX_free(p->ctx); /* cleanses the key schedule */
	mem_wipe(p, sizeof *p);
	mem_free(p);
}

static void some(struct prf *p, const struct prf_block *in, size_t n, uint64_t *out)
{
	int bytes = (int)(n * sizeof *in), done = 0;

	ensure(EVP_EncryptUpdate(p->ctx, p->scratch[0].b, &done, in[0].b, bytes) == 1);
	ensure(done == bytes);
	for (size_t i = 0; i < n; i++) /* little-endian hosts only; see the tests of base/hash */
		memcpy(&out[i], p->scratch[i].b, sizeof out[i]);
}

void prf_many(struct prf *p, const struct prf_block *in, size_t n, uint64_t *out)
{
	while (n) {
		size_t now = n < AT_ONCE ? n : AT_ONCE;

		some(p, in, now, out);
		in += now;
		out += now;
		n -= now;
	}
}
