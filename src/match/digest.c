/* SPDX-License-Identifier: Apache-2.0 */
#include "match/digest.h"

enum indicator_kind digest_kind(enum field f)
{
	static const uint8_t kinds[FIELDS] = {
		[FIELD_TLS_JA3] = IND_JA3,
		[FIELD_TLS_JA3S] = IND_JA3,
		[FIELD_TLS_JA4] = IND_JA4,
		[FIELD_TLS_CERT_SHA1] = IND_CERT_SHA1,
		[FIELD_TLS_CERT_SHA256] = IND_CERT_SHA256,
		[FIELD_FILE_MD5] = IND_MD5,
		[FIELD_FILE_SHA1] = IND_SHA1,
		[FIELD_FILE_SHA256] = IND_SHA256,
	};

	return (enum indicator_kind)kinds[f];
}

bool digest_fold(struct str text, char *out, size_t room, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ':')
			continue;
		if (*n == room)
			return false;
		out[(*n)++] = ascii_lower(text.p[i]);
	}
	return true;
}
