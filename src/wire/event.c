/* SPDX-License-Identifier: Apache-2.0 */
/* event.c - the names of kinds and fields. */
#include "wire/event.h"

#include "base/ensure.h"

static const char *const kinds[EVENT_KINDS] = {
	[EVENT_OTHER] = "other", [EVENT_DNS] = "dns", [EVENT_FLOW] = "flow",
	[EVENT_HTTP] = "http",   [EVENT_TLS] = "tls", [EVENT_FILE] = "file",
	[EVENT_ALERT] = "alert",
};

static const char *const fields[FIELDS] = {
	[FIELD_SRC_IP] = "src.ip",
	[FIELD_DST_IP] = "dst.ip",
	[FIELD_DNS_QUERY] = "dns.query",
	[FIELD_DNS_ANSWER_NAME] = "dns.answer.name",
	[FIELD_DNS_ANSWER_IP] = "dns.answer.ip",
	[FIELD_HTTP_HOST] = "http.host",
	[FIELD_HTTP_URL] = "http.url",
	[FIELD_TLS_SNI] = "tls.sni",
	[FIELD_TLS_JA3] = "tls.ja3",
	[FIELD_TLS_JA3S] = "tls.ja3s",
	[FIELD_TLS_JA4] = "tls.ja4",
	[FIELD_TLS_CERT_SHA1] = "tls.cert.sha1",
	[FIELD_TLS_CERT_SHA256] = "tls.cert.sha256",
	[FIELD_FILE_MD5] = "file.md5",
	[FIELD_FILE_SHA1] = "file.sha1",
	[FIELD_FILE_SHA256] = "file.sha256",
};

const char *event_kind_name(enum event_kind k)
{
	ensure(k < EVENT_KINDS);
	return kinds[k];
}

const char *field_name(enum field f)
{
	ensure(f < FIELDS);
	return fields[f];
}

bool field_of(struct str name, enum field *out)
{
	for (unsigned f = 0; f < FIELDS; f++)
		if (str_eq(name, str_of(fields[f]))) {
			*out = (enum field)f;
			return true;
		}
	return false;
}

bool event_value_addr(const struct event_value *v, struct addr *out)
{
	if (v->addr.family) {
		*out = v->addr;
		return true;
	}
	return addr_read(v->text, out);
}
