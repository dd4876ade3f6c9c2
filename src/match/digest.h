/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest.h - digests and fingerprints as events hold them: which field asks which kind, and in which form.
 *
 * Threads: pure. Room: match (private). May include: base wire.
 */
#pragma once

#include "wire/event.h"
#include "wire/indicator.h"

enum { DIGEST_LONGEST = 64 }; /* SHA-256 in hexadecimal */

/* IND_NONE for fields that hold no digest. */
enum indicator_kind digest_kind(enum field f);
/* In lower case and without colons, as some logs write certificates, into out[room]. false: longer. */
bool digest_fold(struct str text, char *out, size_t room, size_t *n);
