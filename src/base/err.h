/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.h - what went wrong, for the program; the sentence for the person is in why.h.
 *
 * Three kinds of failure, three ways: a bug calls ensure() and aborts; the world
 * (disk, network, other processes) and the input return one of these few codes.
 *
 * Room: base. May include: libc.
 */
#pragma once

#define MUST_CHECK __attribute__((warn_unused_result))

enum err {
	ERR_OK = 0,
	ERR_ARG,      /* the caller's request makes no sense (usage) */
	ERR_SYNTAX,   /* the input is not what its format says */
	ERR_NOTFOUND, /* no such thing */
	ERR_CONFLICT, /* it is already otherwise */
	ERR_DENIED,   /* not allowed to this caller */
	ERR_LIMIT,    /* larger, deeper or more than the stated bound */
	ERR_BUSY,     /* try again later */
	ERR_TIMEOUT,
	ERR_IO,          /* the operating system refused; errno is in the sentence */
	ERR_CORRUPT,     /* our own stored bytes are not what we wrote */
	ERR_UNSUPPORTED, /* well-formed, but not something we do */
	ERR_STOPPED,     /* asked to stop, and stopped */
	ERR_COUNT
};

/* The stable lower-case name ("not-found"); used in problem+json types and logs. */
const char *err_name(enum err e);

/* The HTTP status (RFC 9110) and the process exit code (0, 1 or 2) for a code. */
int err_http(enum err e);
int err_exit(enum err e);
