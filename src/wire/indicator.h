/* SPDX-License-Identifier: Apache-2.0 */
/*
 * indicator.h - one technical sign of a threat, as a feed states it and as we match it.
 *
 * The value is canonical: addr.h, domain.h, url.h, hashes in lower-case hex. Equal values of
 * equal kind are one indicator; two feeds that list it are two sources of it.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

/* The order is part of the set format (doc/formats/set.md): append only. */
enum indicator_kind {
	IND_NONE,
	IND_DOMAIN,
	IND_IPV4,
	IND_IPV6,
	IND_CIDR, /* a prefix shorter than the address, of either family */
	IND_URL,
	IND_MD5,
	IND_SHA1,
	IND_SHA256,
	IND_JA3,
	IND_JA4,
	IND_CERT_SHA1, /* fingerprint of a DER certificate */
	IND_CERT_SHA256,
	IND_KINDS
};

/* "domain", "ipv4", ..., "md5", ...: the name in our files and of the --kind options. */
const char *indicator_kind_name(enum indicator_kind k);
/* The word in a hit's "kind": as above, but the three file hashes are "hash" and the two
 * certificate fingerprints "cert". */
const char *indicator_hit_kind(enum indicator_kind k);
bool indicator_kind_of(struct str name, enum indicator_kind *out);

struct indicator {
	enum indicator_kind kind;
	struct str value; /* canonical; borrowed */
	struct str ref;   /* the feed's own id (STIX id, MISP uuid), or empty */
	uint64_t line;    /* physical line in the feed, from 1; 0 where lines mean nothing */
	struct instant valid_from;  /* us == INT64_MIN: always */
	struct instant valid_until; /* us == INT64_MAX: no end */
	uint8_t confidence;         /* 0..100; 255 unknown */
	uint8_t tlp;                /* enum tlp */
};

enum tlp { TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED, TLP_COUNT };
const char *tlp_name(enum tlp t); /* "TLP:CLEAR"; TLP 2.0 */
bool tlp_of(struct str name,
	    enum tlp *out); /* also TLP 1's WHITE, any case, with or without "TLP:" */

/* The closed technical list (DESIGN section 2). Anything else does not load on a node. */
enum category {
	CAT_NONE,
	CAT_C2,
	CAT_MALWARE,
	CAT_PHISHING,
	CAT_FRAUD_SITE,
	CAT_EXPLOIT,
	CAT_BOTNET,
	CAT_SPYWARE,
	CAT_SCANNER,
	CAT_ROGUE_CELL,
	CAT_OTHER_TECHNICAL,
	CAT_COUNT
};
const char *category_name(enum category c);
bool category_of(struct str name, enum category *out);

/*
 * Any text -> indicator, as one entry of a plain list: takes off defanging (hxxp, [.], (.), [:]),
 * white space, a "*." or leading ".", a final dot, a port behind an address or name (decision 4);
 * tells kinds apart; puts the canonical value in `a`. A URL with no path, query or port names a
 * host: "http://evil.example" is IND_URL for "evil.example/". Not matched, each with its own
 * sentence:
 *   ERR_SYNTAX       what cannot be read (port 0, "1.2.3.256", an empty label, ...);
 *   ERR_UNSUPPORTED  what would match too much: public suffixes, single labels, paths without a
 *                    host, patterns, prefixes shorter than /8 (IPv6 /16);
 *   ERR_DENIED       what is about a person: e-mail addresses. The caller counts it, no more;
 *   ERR_LIMIT        longer than a URL may be.
 * Private, loopback, link-local, multicast and documentation addresses are NOT refused here.
 */
struct arena;
MUST_CHECK enum err indicator_guess(struct arena *a, struct str text, struct indicator *out,
				    struct why *why);
/* The same when the kind is known from a column or a type name. Of the three address kinds the text
 * decides (STIX writes 192.0.2.0/24 as ipv4-addr): out->kind says which it is. IND_NONE guesses. */
MUST_CHECK enum err indicator_of(struct arena *a, enum indicator_kind kind, struct str text,
				 struct indicator *out, struct why *why);
