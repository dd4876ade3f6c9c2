/* SPDX-License-Identifier: Apache-2.0 */
/* err.c - one table: name, HTTP status and exit code of each error. */
#include "base/err.h"

#include "base/ensure.h"

static const struct {
	const char *name;
	int http, exit;
} table[ERR_COUNT] = {
	[ERR_OK] = { "ok", 200, 0 },
	[ERR_ARG] = { "bad-request", 400, 2 },
	[ERR_SYNTAX] = { "bad-input", 400, 1 },
	[ERR_NOTFOUND] = { "not-found", 404, 1 },
	[ERR_CONFLICT] = { "conflict", 409, 1 },
	[ERR_DENIED] = { "denied", 403, 1 },
	[ERR_LIMIT] = { "too-large", 413, 1 },
	[ERR_BUSY] = { "busy", 503, 1 },
	[ERR_TIMEOUT] = { "timeout", 504, 1 },
	[ERR_IO] = { "io", 500, 1 },
	[ERR_CORRUPT] = { "corrupt", 500, 1 },
	[ERR_UNSUPPORTED] = { "unsupported", 422, 1 },
	[ERR_STOPPED] = { "stopped", 503, 1 },
};

const char *err_name(enum err e)
{
	ensure(e < ERR_COUNT);
	return table[e].name;
}

int err_http(enum err e)
{
	ensure(e < ERR_COUNT);
	return table[e].http;
}

int err_exit(enum err e)
{
	ensure(e < ERR_COUNT);
	return table[e].exit;
}
