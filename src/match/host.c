/* SPDX-License-Identifier: Apache-2.0 */
#include "match/host.h"

/* Takes ":port" off; a second colon in front means that it was none. */
static struct str without_port(struct str text)
{
	size_t n = text.n;

	while (n && ascii_is_digit(text.p[n - 1]))
		n--;
	if (n < 2 || text.p[n - 1] != ':' || memchr(text.p, ':', n - 1))
		return text;
	return str_n(text.p, n - 1);
}

void host_read(struct str text, struct host *out)
{
	out->n = 0;
	out->addr.family = 0;
	if (text.n && text.p[0] == '[') {
		text = str_cut(text, 1, str_find(text, ']'));
		if (!addr_read(text, &out->addr))
			out->addr.family = 0;
		return;
	}
	if (addr_read(text, &out->addr))
		return;
	text = without_port(text);
	if (addr_read(text, &out->addr))
		return;
	out->addr.family = 0;
	out->n = domain_fold(text, out->name);
}
