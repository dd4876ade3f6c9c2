/* SPDX-License-Identifier: Apache-2.0 */
/* expressions.c - for explain: what a value would be looked up as. */
#include "match/matcher.h"

#include "base/vec.h"
#include "wire/domain.h"

/* The shortest prefixes that a feed may list (wire/indicator.h). */
enum { SHORTEST_V4 = 8, SHORTEST_V6 = 16 };

static size_t name_forms(struct arena *a, struct str name, struct str **out)
{
	unsigned labels = domain_labels(name), n = 0;

	*out = arena_array(a, struct str, labels);
	for (unsigned i = 0; i < labels; i++) {
		if (i == 0 || !domain_is_public_suffix(name))
			(*out)[n++] = name;
		name = str_cut(name, str_find(name, '.') + 1, name.n);
	}
	return n;
}

static size_t addr_forms(struct arena *a, struct str value, struct str **out)
{
	struct prefix p;
	unsigned shortest, n = 0;
	struct buf b = { 0 };

	if (!prefix_read(value, &p, NULL))
		return 0;
	shortest = p.addr.family == 4 ? SHORTEST_V4 : SHORTEST_V6;
	*out = arena_array(a, struct str, p.len + 1u);
	(*out)[n++] = value;
	for (unsigned len = p.len; len-- > shortest;) {
		buf_clear(&b);
		prefix_write(prefix_of(p.addr, len), &b);
		(*out)[n++] = str_keep(a, buf_str(&b));
	}
	buf_fini(&b);
	return n;
}

/* The listed text, if it is not itself an expression ("evil.example:80/"), comes first. */
static size_t url_forms(struct arena *a, struct str value, struct str **out)
{
	struct url u;

	*out = arena_array(a, struct str, URL_EXPRESSIONS);
	if (url_read(a, value, &u, NULL) != ERR_OK) {
		(*out)[0] = value;
		return 1;
	}
	return url_expressions(a, &u, *out);
}

size_t match_expressions(struct arena *a, struct str value, enum indicator_kind *kind,
			 struct str **out, struct why *why)
{
	struct indicator ind;

	*out = NULL;
	*kind = IND_NONE;
	if (indicator_guess(a, value, &ind, why) != ERR_OK)
		return 0;
	*kind = ind.kind;
	switch (ind.kind) {
	case IND_DOMAIN:
		return name_forms(a, ind.value, out);
	case IND_IPV4:
	case IND_IPV6:
	case IND_CIDR:
		return addr_forms(a, ind.value, out);
	case IND_URL:
		return url_forms(a, ind.value, out);
	default:
		*out = arena_array(a, struct str, 1);
		(*out)[0] = ind.value;
		return 1;
	}
}
