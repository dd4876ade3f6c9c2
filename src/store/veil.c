/* SPDX-License-Identifier: Apache-2.0 */
#include "store/veil.h"

#include "base/ensure.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/rand.h"
#include "wire/raw_id_open.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	KEY_BYTES = 32,
	EPOCH_MAX = 999999,
	TOKEN_BYTES = 16,
	TOKEN_CHARS = 26, /* ceil(16 * 8 / 5) */
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	SEALED_PLAIN_MAX = 1 << 20
};

struct veil {
	unsigned char node_key[KEY_BYTES];
	unsigned char token_key[KEY_BYTES];
	unsigned epoch;
};

static const char *const class_words[RAW_CLASSES] = {
	[RAW_CLIENT_ADDR] = "client-addr",
	[RAW_PHONE] = "phone",
	[RAW_IMSI] = "imsi",
	[RAW_IMEI] = "imei",
	[RAW_NATIONAL_ID] = "national-id",
	[RAW_EMAIL] = "email",
	[RAW_TEST] = "test",
};

/* ---- keys ---- */

static enum err make_key(const char *path, struct why *why)
{
	unsigned char key[KEY_BYTES];
	enum err e;

	if (access(path, F_OK) == 0)
		return ERR_OK;
	rand_bytes(key, sizeof key);
	e = file_publish(path, str_n((const char *)key, sizeof key), 0600, why);
	mem_wipe(key, sizeof key);
	return e;
}

enum err veil_make_keys(const char *keys_dir, struct why *why)
{
	struct arena *a = arena_open();
	enum err e = file_make_dir(keys_dir, 0700, why);

	if (e == ERR_OK)
		e = make_key(arena_printf(a, "%s/node.key", keys_dir).p, why);
	if (e == ERR_OK)
		e = make_key(arena_printf(a, "%s/token-1.key", keys_dir).p, why);
	arena_close(a);
	return e;
}

/* A key that others can read is no key, and one that they can write is theirs. */
static enum err check_mode(const char *path, struct why *why)
{
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)))
		return why_set(why, ERR_DENIED, SAY_VEIL_MODE, A(path));
	return ERR_OK;
}

static enum err read_key(const char *path, unsigned char out[KEY_BYTES], struct why *why)
{
	struct arena *a = arena_open();
	struct str s = { 0 };
	enum err e = check_mode(path, why);

	if (e == ERR_OK)
		e = file_read(path, 4096, a, &s, why);
	if (e == ERR_OK && s.n != KEY_BYTES)
		e = why_set(why, ERR_CORRUPT, SAY_VEIL_KEY, A(path), A(s.n));
	if (e == ERR_OK)
		memcpy(out, s.p, KEY_BYTES);
	if (s.n)
		mem_wipe((char *)s.p, s.n);
	arena_close(a);
	return e;
}

/* The epoch in a name like token-7.key; 0 for any other name. */
static unsigned epoch_of(struct str name)
{
	uint64_t n = 0;

	if (!str_starts(name, STR("token-")) || !str_ends(name, STR(".key")))
		return 0;
	if (!str_u64(str_cut(name, 6, name.n - 4), &n) || n > EPOCH_MAX)
		return 0;
	return (unsigned)n;
}

static unsigned newest_epoch(const char *keys_dir)
{
	DIR *d = opendir(keys_dir);
	const struct dirent *f;
	unsigned newest = 0;

	while (d && (f = readdir(d))) {
		unsigned n = epoch_of(str_of(f->d_name));

		newest = n > newest ? n : newest;
	}
	if (d)
		closedir(d);
	return newest;
}

enum err veil_open(const char *keys_dir, struct veil **out, struct why *why)
{
	struct arena *a = arena_open();
	struct veil *v = mem_zero(1, sizeof *v);
	enum err e;

	ensure(sodium_init() >= 0);
	v->epoch = newest_epoch(keys_dir);
	v->epoch = v->epoch ? v->epoch : 1; /* there is none: the first is the one to ask for */
	e = check_mode(keys_dir, why);
	if (e == ERR_OK)
		e = read_key(arena_printf(a, "%s/node.key", keys_dir).p, v->node_key, why);
	if (e == ERR_OK)
		e = read_key(arena_printf(a, "%s/token-%u.key", keys_dir, v->epoch).p, v->token_key,
			     why);
	arena_close(a);
	if (e != ERR_OK) {
		veil_close(v);
		return e;
	}
	*out = v;
	return ERR_OK;
}

struct veil *veil_scratch(void)
{
	struct veil *v = mem_zero(1, sizeof *v);

	ensure(sodium_init() >= 0);
	v->epoch = 1;
	rand_bytes(v->node_key, sizeof v->node_key);
	rand_bytes(v->token_key, sizeof v->token_key);
	return v;
}

void veil_close(struct veil *v)
{
	if (!v)
		return;
	mem_wipe(v, sizeof *v);
	mem_free(v);
}

/* ---- tokens ---- */

/* RFC 4648 base32, lower case, no padding. */
static void base32(const unsigned char *in, size_t n, char *out)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned acc = 0, bits = 0;

	for (size_t i = 0; i < n; i++) {
		acc = (acc << 8 | in[i]) & 0xFFFF;
		for (bits += 8; bits >= 5; bits -= 5)
			*out++ = digits[acc >> (bits - 5) & 31];
	}
	if (bits)
		*out++ = digits[acc << (5 - bits) & 31];
}

struct str veil_token(const struct veil *v, const struct raw_id *id, struct arena *a)
{
	struct buf m = { 0 };
	char text[TOKEN_CHARS];
	struct sha256 mac;

	buf_puts(&m, class_words[id->class_]);
	buf_c(&m, 0);
	buf_put(&m, raw_id_bytes(id));
	mac = hash_hmac(str_n((const char *)v->token_key, KEY_BYTES), buf_str(&m));
	mem_wipe(m.p, m.n);
	buf_fini(&m);
	base32(mac.b, TOKEN_BYTES, text);
	return arena_printf(a, "t%u.%.*s", v->epoch, TOKEN_CHARS, text);
}

bool veil_is_token(struct str text)
{
	size_t dot = str_find(text, '.');
	uint64_t epoch = 0;

	if (text.n > VEIL_TOKEN_MAX || text.n < TOKEN_CHARS + 3 || text.p[0] != 't' ||
	    dot != text.n - TOKEN_CHARS - 1 || text.p[1] == '0' ||
	    !str_u64(str_cut(text, 1, dot), &epoch) || epoch > EPOCH_MAX)
		return false;
	for (size_t i = dot + 1; i < text.n; i++) {
		if (!(text.p[i] >= 'a' && text.p[i] <= 'z') &&
		    !(text.p[i] >= '2' && text.p[i] <= '7'))
			return false;
	}
	return true;
}

/* ---- sealed values ---- */

/* out gets nonce || ciphertext || tag: n + NONCE + TAG bytes. */
static void encrypt(const unsigned char *key, const void *plain, size_t n, unsigned char *out)
{
	unsigned long long made;

	rand_bytes(out, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, &made, plain, n, NULL, 0, NULL, out,
						   key);
	ensure(made == n + TAG);
}

/* in is nonce || ciphertext || tag; out gets n - NONCE - TAG bytes. */
static bool decrypt(const unsigned char *key, const unsigned char *in, size_t n, unsigned char *out)
{
	unsigned long long made;

	return n >= NONCE + TAG &&
	       crypto_aead_xchacha20poly1305_ietf_decrypt(out, &made, NULL, in + NONCE, n - NONCE,
							  NULL, 0, in, key) == 0;
}

struct veil_wrapped veil_new_key(const struct veil *v)
{
	unsigned char key[VEIL_RECORD_KEY];
	struct veil_wrapped w;

	static_assert(sizeof w.b == NONCE + VEIL_RECORD_KEY + TAG, "a wrapped key is a sealed key");
	rand_bytes(key, sizeof key);
	encrypt(v->node_key, key, sizeof key, w.b);
	mem_wipe(key, sizeof key);
	return w;
}

static enum err unwrap(const struct veil *v, const struct veil_wrapped *key,
		       unsigned char out[VEIL_RECORD_KEY], struct why *why)
{
	if (!decrypt(v->node_key, key->b, sizeof key->b, out))
		return why_set(why, ERR_CORRUPT, SAY_VEIL_WRAPPED);
	return ERR_OK;
}

enum err veil_seal(const struct veil *v, const struct veil_wrapped *key, struct str plain,
		   struct arena *a, struct str *sealed, struct why *why)
{
	unsigned char k[VEIL_RECORD_KEY], *raw;
	size_t n = plain.n + NONCE + TAG, cap = sodium_base64_ENCODED_LEN(n, 7);
	enum err e = unwrap(v, key, k, why);
	char *text;

	if (e != ERR_OK)
		return e;
	raw = arena_alloc(a, n);
	text = arena_alloc(a, cap);
	encrypt(k, plain.p, plain.n, raw);
	mem_wipe(k, sizeof k);
	sodium_bin2base64(text, cap, raw, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	*sealed = str_of(text);
	return ERR_OK;
}

enum err veil_unseal(const struct veil *v, const struct veil_wrapped *key, struct str sealed,
		     struct arena *a, struct str *plain, struct why *why)
{
	unsigned char k[VEIL_RECORD_KEY], *raw = arena_alloc(a, sealed.n + 1), *out;
	size_t n = 0;
	bool ok;
	enum err e;

	if (sealed.n > 2 * SEALED_PLAIN_MAX ||
	    sodium_base642bin(raw, sealed.n + 1, sealed.p, sealed.n, NULL, &n, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    n < NONCE + TAG)
		return why_set(why, ERR_CORRUPT, SAY_VEIL_SEALED);
	e = unwrap(v, key, k, why);
	if (e != ERR_OK)
		return e;
	out = arena_alloc(a, n);
	ok = decrypt(k, raw, n, out);
	mem_wipe(k, sizeof k);
	if (!ok)
		return why_set(why, ERR_CORRUPT, SAY_VEIL_SEALED);
	*plain = str_n((const char *)out, n - NONCE - TAG);
	return ERR_OK;
}
