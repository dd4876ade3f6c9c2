/* SPDX-License-Identifier: Apache-2.0 */
/*
 * veil.h - raw identifiers become tokens, and sealed values ciphertext; the only code that does.
 *
 * Token: "t" epoch "." base32(first 16 bytes of HMAC-SHA-256(key of that epoch, class || value)):
 * equal inside an epoch, unrelated across epochs, useless without the key. Sealed value:
 * XChaCha20-Poly1305 under a key per record, which is wrapped by the node key; destroying the
 * record's key erases the value. Recognisers find identifiers in free text (phone, IMSI, IMEI, ID
 * number with check digits, e-mail, addresses).
 *
 * Keys live in DIR/keys and are wiped from memory on close. Threads: all after open.
 * Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "wire/raw_id.h"

struct veil;

enum { VEIL_TOKEN_MAX = 40 };

/* Makes the keys where there are none (node_create does). */
MUST_CHECK enum err veil_make_keys(const char *keys_dir, struct why *why);
MUST_CHECK enum err veil_open(const char *keys_dir, struct veil **out, struct why *why);
/* Keys that are nowhere but in memory and go with it. */
struct veil *veil_scratch(void);
void veil_close(struct veil *v); /* accepts NULL; wipes */

/* The token's text in the arena. */
struct str veil_token(const struct veil *v, const struct raw_id *id, struct arena *a);
/* Has it the form of a token? */
bool veil_is_token(struct str text);

enum { VEIL_RECORD_KEY = 32 };
struct veil_wrapped {
	unsigned char b[24 + VEIL_RECORD_KEY + 16];
};
/* A fresh record key, wrapped. */
struct veil_wrapped veil_new_key(const struct veil *v);
/* Sealed text (base64url without padding) in the arena. ERR_CORRUPT: the key was not wrapped here.
 */
MUST_CHECK enum err veil_seal(const struct veil *v, const struct veil_wrapped *key,
			      struct str plain, struct arena *a, struct str *sealed,
			      struct why *why);
MUST_CHECK enum err veil_unseal(const struct veil *v, const struct veil_wrapped *key,
				struct str sealed, struct arena *a, struct str *plain,
				struct why *why);

/*
 * `text` with every recognised personal identifier replaced by "[phone]", "[email]", ...; *found
 * (may be NULL) counts them. Text without any comes back as it is. For free text that is about to
 * be stored or printed. Addresses are replaced only if `addresses`.
 */
struct str veil_scrub(struct str text, bool addresses, struct arena *a, unsigned *found);
/* A quick look: certainly nothing to scrub in it (addresses aside). */
bool veil_is_plain(struct str text);
