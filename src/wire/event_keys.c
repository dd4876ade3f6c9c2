/* SPDX-License-Identifier: Apache-2.0 */
/* event_keys.c - the keys of a format, gathered from the tables of its strict reader. */
#include "wire/event_keys.h"

#include "base/ensure.h"
#include "wire/event_inner.h"

enum key_class event_field_class(enum field f)
{
	switch (f) {
	case FIELD_SRC_IP:
	case FIELD_DST_IP:
	case FIELD_DNS_ANSWER_IP:
		return KEY_ADDR;
	case FIELD_DNS_QUERY:
	case FIELD_DNS_ANSWER_NAME:
	case FIELD_TLS_SNI:
		return KEY_NAME;
	case FIELD_HTTP_HOST:
		return KEY_HOST;
	case FIELD_HTTP_URL:
		return KEY_URL;
	case FIELD_TLS_JA3:
	case FIELD_TLS_JA3S:
	case FIELD_TLS_JA4:
	case FIELD_TLS_CERT_SHA1:
	case FIELD_TLS_CERT_SHA256:
	case FIELD_FILE_MD5:
	case FIELD_FILE_SHA1:
	case FIELD_FILE_SHA256:
		return KEY_DIGEST;
	case FIELDS:
		break;
	}
	return KEY_OTHER;
}

/* A name is asked as an address too, where it is one. */
static enum key_class both(enum key_class a, enum key_class b)
{
	if (a == b)
		return a;
	return (a == KEY_ADDR && b == KEY_NAME) || (a == KEY_NAME && b == KEY_ADDR) ? KEY_NAME :
										      KEY_OTHER;
}

bool event_key_add(struct event_key *out, size_t *n, struct event_key key)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq(out[i].text, key.text)) {
			out[i].class_ = both(out[i].class_, key.class_);
			out[i].roles |= key.roles || out[i].field != key.field;
			return true;
		}
	if (*n == EVENT_KEYS_MAX)
		return false;
	out[(*n)++] = key;
	return true;
}

size_t event_reader_keys(const struct event_reader *r, struct event_key *out)
{
	size_t n = 0;
	bool ok = false;

	switch (r->format) {
	case EVENTS_EVE:
		ok = eve_keys(out, &n);
		break;
	case EVENTS_ZEEK:
		ok = zeek_keys(out, &n);
		break;
	case EVENTS_NDJSON:
		ok = event_map_keys(r->map, out, &n);
		break;
	case EVENTS_GUESS:
	case EVENTS_CSV:
	case EVENTS_FORMATS:
		break;
	}
	return ok ? n : 0;
}
