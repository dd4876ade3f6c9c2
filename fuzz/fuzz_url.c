/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_url.c - one canonical form, which is its own; expressions begin with it. The input up to
 * the first newline is also a host, the rest its target. */
#include "base/arena.h"
#include "base/ensure.h"
#include "wire/url.h"

static void check(struct arena *a, const struct url *u)
{
	struct str e[URL_EXPRESSIONS];
	struct url again;

	ensure(url_expressions(a, u, e) > 0 && str_eq(e[0], u->text));
	ensure(u->host.n && u->path.n && u->path.p[0] == '/');
	if (u->text.n <= URL_MAX) /* encoding makes a text longer */
		ensure(url_read(a, u->text, &again, NULL) == ERR_OK && str_eq(again.text, u->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_n((const char *)data, n), host;
	struct arena *a = arena_open();
	struct why why;
	struct url u;

	if (url_read(a, text, &u, &why) == ERR_OK)
		check(a, &u);
	if (n && str_split(&text, '\n', &host) && url_join(a, host, text, &u, &why) == ERR_OK)
		check(a, &u);
	arena_close(a);
	return 0;
}
