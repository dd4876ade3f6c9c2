/* SPDX-License-Identifier: Apache-2.0 */
/* expressions.c - for explain: what a value would be looked up as. */
#include "match/digest.h"
#include "match/explain.h"

#include "base/vec.h"
#include "wire/domain.h"
#include "wire/host.h"

/* The shortest prefixes that a feed may list (wire/indicator.h). */
enum { SHORTEST_V4 = 8, SHORTEST_V6 = 16 };

typedef VEC(struct explanation_form) forms;

static void add(forms *f, struct str text, enum indicator_kind kind)
{
	*vec_push(f) = (struct explanation_form){ text, kind };
}

/* The name and its parents, but for those that nobody can list. */
static void name_forms(forms *f, struct str name)
{
	unsigned labels = domain_labels(name);

	for (unsigned i = 0; i < labels; i++) {
		if (i == 0 || !domain_is_public_suffix(name))
			add(f, name, IND_DOMAIN);
		name = str_cut(name, str_find(name, '.') + 1, name.n);
	}
}

static struct str prefix_text(struct arena *a, struct prefix p)
{
	struct buf b = { 0 };
	struct str s;

	prefix_write(p, &b);
	s = str_keep(a, buf_str(&b));
	buf_fini(&b);
	return s;
}

static void addr_forms(struct arena *a, forms *f, struct prefix p)
{
	unsigned shortest = p.addr.family == 4 ? SHORTEST_V4 : SHORTEST_V6;
	char text[ADDR_TEXT_MAX];

	if (p.len == addr_bits(p.addr))
		add(f, str_keep(a, str_n(text, addr_text(p.addr, text))),
		    p.addr.family == 4 ? IND_IPV4 : IND_IPV6);
	else
		add(f, prefix_text(a, p), IND_CIDR);
	for (unsigned len = p.len; len-- > shortest;)
		add(f, prefix_text(a, prefix_of(p.addr, len)), IND_CIDR);
}

static void host_forms(struct arena *a, forms *f, struct str text, bool with_port)
{
	struct host h = { 0 };

	if (with_port)
		host_read(text, &h);
	else if (!addr_read(text, &h.addr))
		h.n = domain_fold(text, h.name);
	if (h.addr.family)
		addr_forms(a, f, prefix_of(h.addr, addr_bits(h.addr)));
	else
		name_forms(f, str_keep(a, str_n(h.name, h.n)));
}

/* A URL asks with its host as well. */
static void url_forms(struct arena *a, forms *f, struct str text)
{
	struct str ex[URL_EXPRESSIONS];
	struct url u;
	size_t n;

	if (url_read(a, text, &u, NULL) != ERR_OK)
		return;
	n = url_expressions(a, &u, ex);
	for (size_t i = 0; i < n; i++)
		add(f, ex[i], IND_URL);
	host_forms(a, f, u.host, true);
}

static void digest_form(struct arena *a, forms *f, struct str text, enum indicator_kind kind)
{
	char *low = arena_alloc(a, text.n);
	size_t n;

	if (digest_fold(text, low, text.n, &n)) /* it has room for all of it */
		add(f, str_n(low, n), kind);
}

static void value_forms(struct arena *a, forms *f, const struct event_value *v)
{
	if (v->addr.family)
		addr_forms(a, f, prefix_of(v->addr, addr_bits(v->addr)));
	else if (v->field == FIELD_HTTP_URL)
		url_forms(a, f, v->text);
	else if (v->field == FIELD_HTTP_HOST || v->field == FIELD_DNS_QUERY)
		host_forms(a, f, v->text, v->field == FIELD_HTTP_HOST);
	else
		digest_form(a, f, v->text, digest_kind(v->field));
}

size_t explain_forms(struct arena *a, const struct key *k, struct explanation_form **out)
{
	forms f = { 0 };
	size_t n;

	if (k->prefix.addr.family)
		addr_forms(a, &f, k->prefix);
	for (size_t i = 0; i < k->n; i++)
		value_forms(a, &f, &k->v[i]);
	n = f.n;
	*out = arena_array(a, struct explanation_form, n);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = f.v[i];
	vec_fini(&f);
	return n;
}
