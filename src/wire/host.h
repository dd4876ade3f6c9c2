/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host.h - the host of a request as logged: a name or an address, with or without a port.
 *
 * "Evil.Example.:8080" is the name evil.example; "192.0.2.7:80", "[2001:db8::1]:443" and
 * "2001:db8::1" are addresses. A name may hold any byte (domain_fold), colons and brackets, too; the
 * last colon begins a port if only digits follow.
 *
 * Threads: pure. Room: wire. May include: base.
 */
#pragma once

#include "wire/addr.h"
#include "wire/domain.h"

struct host {
	struct addr addr; /* family 0: it is a name */
	size_t n;         /* of name; 0 where it is neither */
	char name[DOMAIN_MAX];
};

/* The text without ":8080" or ":" at its end; an IPv6 address without brackets may lose its last group. */
struct str host_without_port(struct str text);
/* As it is put in front of a path: without the empty port of "a.example:", which before "//x" would read as a
 * scheme, and without blanks behind. */
struct str host_before_path(struct str text);
void host_read(struct str text, struct host *out);
