/* SPDX-License-Identifier: Apache-2.0 */
/* feed_words.c - the type words of CSV columns, MISP attributes and Zeek intel files. */
#include "wire/feed_parts.h"

static const struct {
	const char *word;
	enum feed_use use;
	enum indicator_kind kind;
} words[] = {
	/* names and addresses */
	{ "domain", FEED_USE_KIND, IND_DOMAIN },
	{ "domain-name", FEED_USE_KIND, IND_DOMAIN },
	{ "hostname", FEED_USE_KIND, IND_DOMAIN },
	{ "host", FEED_USE_KIND, IND_DOMAIN },
	{ "fqdn", FEED_USE_KIND, IND_DOMAIN },
	{ "Intel::DOMAIN", FEED_USE_KIND, IND_DOMAIN },
	{ "ip", FEED_USE_KIND, IND_IPV4 }, /* indicator_of() tells the families apart */
	{ "ip-src", FEED_USE_KIND, IND_IPV4 },
	{ "ip-dst", FEED_USE_KIND, IND_IPV4 },
	{ "ipv4", FEED_USE_KIND, IND_IPV4 },
	{ "ipv6", FEED_USE_KIND, IND_IPV6 },
	{ "ipv4-addr", FEED_USE_KIND, IND_IPV4 },
	{ "ipv6-addr", FEED_USE_KIND, IND_IPV6 },
	{ "ip4addr", FEED_USE_KIND, IND_IPV4 }, /* TinyCheck */
	{ "ip6addr", FEED_USE_KIND, IND_IPV6 },
	{ "ip4", FEED_USE_KIND, IND_IPV4 },
	{ "ip6", FEED_USE_KIND, IND_IPV6 },
	{ "cidr", FEED_USE_KIND, IND_CIDR },
	{ "subnet", FEED_USE_KIND, IND_CIDR },
	{ "ip:port", FEED_USE_KIND, IND_IPV4 },
	{ "Intel::ADDR", FEED_USE_KIND, IND_IPV4 },
	{ "Intel::SUBNET", FEED_USE_KIND, IND_CIDR },
	{ "url", FEED_USE_KIND, IND_URL },
	{ "uri", FEED_USE_KIND, IND_URL },
	{ "link", FEED_USE_KIND, IND_URL },
	{ "Intel::URL", FEED_USE_KIND, IND_URL },
	/* digests and fingerprints */
	{ "md5", FEED_USE_KIND, IND_MD5 },
	{ "md5sum", FEED_USE_KIND, IND_MD5 },
	{ "sha1", FEED_USE_KIND, IND_SHA1 },
	{ "sha-1", FEED_USE_KIND, IND_SHA1 },
	{ "sha1sum", FEED_USE_KIND, IND_SHA1 },
	{ "sha256", FEED_USE_KIND, IND_SHA256 },
	{ "sha-256", FEED_USE_KIND, IND_SHA256 },
	{ "md5_hash", FEED_USE_KIND, IND_MD5 },
	{ "sha1_hash", FEED_USE_KIND, IND_SHA1 },
	{ "sha256_hash", FEED_USE_KIND, IND_SHA256 },
	{ "sha256sum", FEED_USE_KIND, IND_SHA256 },
	{ "hash", FEED_USE_KIND, IND_NONE },
	{ "file", FEED_USE_KIND, IND_NONE },
	{ "Intel::FILE_HASH", FEED_USE_KIND, IND_NONE },
	{ "Intel::CERT_HASH", FEED_USE_KIND, IND_CERT_SHA1 },
	{ "x509-fingerprint-sha1", FEED_USE_KIND, IND_CERT_SHA1 },
	{ "x509-fingerprint-sha256", FEED_USE_KIND, IND_CERT_SHA256 },
	{ "ja3", FEED_USE_KIND, IND_JA3 },
	{ "ja3-fingerprint-md5", FEED_USE_KIND, IND_JA3 },
	{ "ja4", FEED_USE_KIND, IND_JA4 },
	{ "Intel::JA3", FEED_USE_KIND, IND_JA3 },
	{ "ioc", FEED_USE_KIND, IND_NONE },
	{ "indicator", FEED_USE_KIND, IND_NONE },
	/* persons */
	{ "email", FEED_USE_PERSONAL, IND_NONE },
	{ "e-mail", FEED_USE_PERSONAL, IND_NONE },
	{ "email-addr", FEED_USE_PERSONAL, IND_NONE },
	{ "email-src", FEED_USE_PERSONAL, IND_NONE },
	{ "email-dst", FEED_USE_PERSONAL, IND_NONE },
	{ "email-reply-to", FEED_USE_PERSONAL, IND_NONE },
	{ "email-src-display-name", FEED_USE_PERSONAL, IND_NONE },
	{ "email-dst-display-name", FEED_USE_PERSONAL, IND_NONE },
	{ "email-header", FEED_USE_PERSONAL, IND_NONE },
	{ "email-subject", FEED_USE_PERSONAL, IND_NONE },
	{ "email-body", FEED_USE_PERSONAL, IND_NONE },
	{ "dns-soa-email", FEED_USE_PERSONAL, IND_NONE },
	{ "eppn", FEED_USE_PERSONAL, IND_NONE },
	{ "jabber-id", FEED_USE_PERSONAL, IND_NONE },
	{ "twitter-id", FEED_USE_PERSONAL, IND_NONE },
	{ "github-username", FEED_USE_PERSONAL, IND_NONE },
	{ "phone", FEED_USE_PERSONAL, IND_NONE },
	{ "phone-number", FEED_USE_PERSONAL, IND_NONE },
	{ "msisdn", FEED_USE_PERSONAL, IND_NONE },
	{ "prtn", FEED_USE_PERSONAL, IND_NONE },
	{ "whois-registrant-email", FEED_USE_PERSONAL, IND_NONE },
	{ "whois-registrant-phone", FEED_USE_PERSONAL, IND_NONE },
	{ "whois-registrant-name", FEED_USE_PERSONAL, IND_NONE },
	{ "target-user", FEED_USE_PERSONAL, IND_NONE },
	{ "target-email", FEED_USE_PERSONAL, IND_NONE },
	{ "first-name", FEED_USE_PERSONAL, IND_NONE },
	{ "middle-name", FEED_USE_PERSONAL, IND_NONE },
	{ "last-name", FEED_USE_PERSONAL, IND_NONE },
	{ "full-name", FEED_USE_PERSONAL, IND_NONE },
	{ "date-of-birth", FEED_USE_PERSONAL, IND_NONE },
	{ "passport-number", FEED_USE_PERSONAL, IND_NONE },
	{ "identity-card-number", FEED_USE_PERSONAL, IND_NONE },
	{ "iban", FEED_USE_PERSONAL, IND_NONE },
	{ "bank-account-nr", FEED_USE_PERSONAL, IND_NONE },
	{ "cc-number", FEED_USE_PERSONAL, IND_NONE },
	{ "user-account", FEED_USE_PERSONAL, IND_NONE },
	{ "username", FEED_USE_PERSONAL, IND_NONE },
	{ "account", FEED_USE_PERSONAL, IND_NONE },
	{ "Intel::EMAIL", FEED_USE_PERSONAL, IND_NONE },
	{ "Intel::USER_NAME", FEED_USE_PERSONAL, IND_NONE },
};

enum feed_use feed_type_of(struct str word, enum indicator_kind *kind)
{
	word = str_trim(word);
	*kind = IND_NONE;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (str_eq_nocase(word, str_of(words[i].word))) {
			*kind = words[i].kind;
			return words[i].use;
		}
	}
	return FEED_USE_OTHER;
}
