/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url.h - the one form in which URLs meet (doc/formats/url.md), after RFC 3986 section 6 and the
 * canonicalisation of the Safe Browsing v4 lists.
 *
 * Canonical text: host[:port]path[?query]. The scheme is dropped (logs often lack it), user
 * information and fragment too (they may hold persons' data and never reach the server's name);
 * the host is canonical (domain.h) or an address (addr.h, IPv6 in brackets; the odd forms of IPv4
 * that browsers read, 0x7f.1 or 3279880203, too); the ports 80 and 443 are dropped whatever the
 * scheme (and 21 of ftp); the path is percent-decoded until it no longer changes, then re-encoded (bytes <= 0x20, >= 0x7F, # ? and %), "." and ".." and doubled
 * slashes removed; an empty path is "/". The query is kept byte for byte but for bytes <= 0x20
 * and >= 0x7F and a % that begins no escape, which are encoded.
 *
 * Threads: pure. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

enum { URL_MAX = 8192 };

struct url {
	struct str text;  /* the whole canonical text, in the arena */
	struct str host;  /* slices of text, from here on */
	struct str port;  /* digits, or empty */
	struct str path;  /* begins with "/" */
	struct str query; /* without "?"; p is NULL where there is no "?" */
	bool host_is_addr;
};

/* With or without scheme. ERR_SYNTAX, or ERR_LIMIT above URL_MAX bytes. */
MUST_CHECK enum err url_read(struct arena *a, struct str text, struct url *out, struct why *why);
/* Would url_read() take what stands before "://" off? */
bool url_is_scheme(struct str text);
/* From the parts that a log has: host (maybe with :port) and the request target (origin-form "/a?b"
 * or absolute-form). */
MUST_CHECK enum err url_join(struct arena *a, struct str host, struct str target, struct url *out,
			     struct why *why);

/*
 * The expressions that a listed URL may have been written as and still cover `u`, most specific
 * first, without repeats: hosts are the exact host[:port], then (for names) up to four parents
 * from the last five labels down to the registrable domain, with the same port; paths are
 * path?query, path, then up to four folders from the root ("/a/b/", "/a/", "/"). At most
 * URL_EXPRESSIONS. Asks the public suffix list (about a microsecond) for three labels or more.
 */
enum { URL_EXPRESSIONS = 30 };
size_t url_expressions(struct arena *a, const struct url *u,
		       struct str out[static URL_EXPRESSIONS]);
