/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/host.h"

/* Takes ":port" off. What has more colons in front (an address, or an odd name) is for the caller. */
struct str host_without_port(struct str text)
{
	size_t n = text.n;

	while (n && ascii_is_digit(text.p[n - 1]))
		n--;
	if (n < 2 || text.p[n - 1] != ':')
		return text;
	return str_n(text.p, n - 1);
}

struct str host_before_path(struct str text)
{
	while (text.n && (unsigned char)text.p[text.n - 1] <= ' ')
		text.n--;
	if (text.n && str_find(text, ':') == text.n - 1)
		text.n--;
	return text;
}

/* "[address]"; the bracket at the end may be missing. */
static bool read_bracketed(struct str text, struct addr *out)
{
	size_t close = str_find(text, ']');

	return text.n && text.p[0] == '[' && (close == SIZE_MAX || close == text.n - 1) &&
	       addr_read(str_cut(text, 1, close), out);
}

void host_read(struct str text, struct host *out)
{
	struct str bare = host_without_port(text);
	/* The end of an IPv6 address looks like a port. */
	bool one_colon = bare.n < text.n && !memchr(bare.p, ':', bare.n);

	out->n = 0;
	if (addr_read(text, &out->addr) || read_bracketed(text, &out->addr) ||
	    read_bracketed(bare, &out->addr) || (one_colon && addr_read(bare, &out->addr)))
		return;
	out->addr.family = 0;
	out->n = domain_fold(bare, out->name);
}
