/* SPDX-License-Identifier: Apache-2.0 */
/*
 * domain.h - domain names: RFC 1035 lengths, IDNA2008 with UTS 46 mapping (libidn2), and the
 * public suffix list (libpsl).
 *
 * Canonical form: lower-case A-labels, no final dot: "例子.中国." and "xn--fsqu00a.xn--fiqs8s"
 * are one name. Underscore labels (_dmarc) and the leading "*." of feeds are accepted as stated.
 * A name that is an IPv4 address in text is no domain.
 *
 * Threads: pure. domain_init() loads the suffix list, once; what needs the list calls it too, so it
 * is only asked for where loading late would hurt (at start, before a sandbox).
 * Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/why.h"

enum { DOMAIN_MAX = 253, LABEL_MAX = 63 };

void domain_init(void);

/*
 * The canonical form of `text` into out[DOMAIN_MAX]; its length in *n. Fast for plain ASCII; goes
 * through libidn2 for other bytes and checks "xn--" labels only for their alphabet (a log may hold
 * any). ERR_SYNTAX with the reason.
 */
MUST_CHECK enum err domain_canon(struct str text, char out[static DOMAIN_MAX], size_t *n,
				 struct why *why);

/*
 * The name that an event tells (DNS, SNI, host), for the hot path: where domain_canon refuses, this
 * tolerates, since a label may hold any octet (RFC 2181, section 11) and a listed domain covers all
 * that is below it. The same for every name that domain_canon takes; beyond that:
 *   - one final dot goes, ASCII is lower-cased, any other byte, empty and over-long labels stay;
 *   - of a name above DOMAIN_MAX: its longest tail that begins at a label border and fits;
 *   - other bytes than ASCII: A-labels of the whole name; where it has none, of its longest tail
 *     (at a dot) that has, and before that the bytes as they are, as far as they fit.
 * Made to be looked up (domain_covers, generation_domain); it may hold any byte, NUL, too.
 * Returns the length; 0: empty, an address in text, or a last label that does not fit. No sentence,
 * no allocation for ASCII names.
 */
size_t domain_fold(struct str text, char out[static DOMAIN_MAX]);

/* A public suffix ("com", "co.uk", "github.io"), as the list says; `canon` is canonical. An
 * unlisted single label is a suffix too (the list's rule "*"). */
bool domain_is_public_suffix(struct str canon);
/* Do strangers register names under it? A public suffix, but not one only by a "*" rule of the
 * list's private section: ec2-192-0-2-1.compute-1.amazonaws.com is one customer's machine. */
bool domain_is_shared(struct str canon);
/* suffix + one label, or empty if the name is itself a suffix. A slice of `canon`. */
struct str domain_registrable(struct str canon);
/* Is `name` equal to `parent` or below it? `parent` canonical, `name` canonical or folded. */
bool domain_covers(struct str parent, struct str name);
unsigned domain_labels(struct str canon);
/* The U-label form for people; unchanged where it has none. */
struct str domain_unicode(struct arena *a, struct str canon);
