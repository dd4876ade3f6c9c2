/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warn.c - one table a type. Entries are named by their number over all lists; their canonical
 * form is made again on the rare proposal instead of being kept.
 */
#include "index/warn.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "base/vec.h"
#include "index/names.h"
#include "index/prefixes.h"
#include "index/warn_regex.h"
#include "wire/domain.h"

enum { GRAM = 4, GRAM_BITS = 16 };

struct needle {
	char *p; /* lower case */
	size_t n;
	uint32_t gram; /* its first four bytes; 0 where it is shorter */
	uint32_t id;
};

struct pattern {
	struct warn_regex *regex;
	uint32_t id;
};

struct warn_index {
	const struct set **lists;
	uint32_t *first; /* of each list: the number of its row 0 */
	size_t n;
	uint64_t unusable;

	struct tags strings;
	struct hash_key string_key;
	struct names hosts;
	struct prefixes nets;
	VEC(struct needle) needles;
	uint64_t grams[(1 << GRAM_BITS) / 64]; /* first bytes of needles, as a quick no */
	bool short_needles;
	VEC(struct pattern) patterns;
};

static struct str warning_text(const struct warn_index *w, uint32_t id, struct warn_hit *at)
{
	size_t lo = 0, hi = w->n;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (w->first[mid] <= id)
			lo = mid;
		else
			hi = mid;
	}
	at->list = (uint32_t)lo;
	at->row = id - w->first[lo];
	return set_value(w->lists[lo], at->row);
}

/* ---- canonical forms ---- */

/* An address or a prefix as our indicators write it. */
static bool canon_prefix(struct str text, struct buf *out)
{
	struct prefix p;

	if (!prefix_read(text, &p, NULL))
		return false;
	if (p.len == addr_bits(p.addr))
		addr_write(p.addr, out);
	else
		prefix_write(p, out);
	return true;
}

static bool canon_name(struct str text, struct buf *out)
{
	char name[DOMAIN_MAX];
	size_t n;

	if (domain_canon(text, name, &n, NULL) != ERR_OK)
		return false;
	buf_put(out, str_n(name, n));
	return true;
}

/* The canonical value of a string entry; the text itself where it is nothing that we know. */
static void canon_string(struct str text, struct buf *out)
{
	struct indicator ind;
	struct arena *a;

	if (canon_prefix(text, out) || canon_name(text, out))
		return;
	a = arena_open();
	if (indicator_guess(a, text, &ind, NULL) == ERR_OK)
		buf_put(out, ind.value);
	else
		buf_put(out, text);
	arena_close(a);
}

/* A host entry: a name (lists write ".example.org" and "*.example.org" too) or an address. */
static bool canon_host(struct str text, struct buf *out)
{
	struct addr a;

	if (addr_read(text, &a)) {
		addr_write(a, out);
		return true;
	}
	if (str_starts(text, STR("*.")))
		text = str_cut(text, 2, text.n);
	else if (str_starts(text, STR(".")))
		text = str_cut(text, 1, text.n);
	return canon_name(text, out);
}

/* ---- building ---- */

static void put_needle(struct warn_index *w, struct str text, uint32_t id)
{
	struct needle *x;

	if (!text.n) {
		w->unusable++;
		return;
	}
	x = vec_push(&w->needles);
	*x = (struct needle){ .p = mem_zero(text.n, 1), .n = text.n, .id = id };
	for (size_t i = 0; i < text.n; i++)
		x->p[i] = ascii_lower(text.p[i]);
	if (x->n < GRAM) {
		w->short_needles = true;
		return;
	}
	memcpy(&x->gram, x->p, GRAM);
}

static unsigned gram_slot(uint32_t gram)
{
	return gram * 0x9E3779B1u >> (32 - GRAM_BITS);
}

static void put_pattern(struct warn_index *w, struct str text, uint32_t id)
{
	struct warn_regex *r = warn_regex_open(text);

	if (r)
		*vec_push(&w->patterns) = (struct pattern){ r, id };
	else
		w->unusable++;
}

static void put_host(struct warn_index *w, struct str text, uint32_t id, struct buf *b)
{
	if (canon_host(text, b))
		names_put(&w->hosts, buf_str(b), id);
	else
		w->unusable++;
}

static void put_net(struct warn_index *w, struct str text, uint32_t id)
{
	struct prefix p;

	if (prefix_read(text, &p, NULL))
		prefixes_put(&w->nets, p, id);
	else
		w->unusable++;
}

static void put_string(struct warn_index *w, struct str text, uint32_t id, struct buf *b)
{
	canon_string(text, b);
	tags_put(&w->strings, hash_keyed(w->string_key, b->p, b->n), id);
}

static void put_warning(struct warn_index *w, enum warn_type type, struct str text, uint32_t id,
			struct buf *b)
{
	text = str_trim(text);
	buf_clear(b);
	switch (type) {
	case WARN_STRING:
		put_string(w, text, id, b);
		return;
	case WARN_HOSTNAME:
		put_host(w, text, id, b);
		return;
	case WARN_CIDR:
		put_net(w, text, id);
		return;
	case WARN_SUBSTRING:
		put_needle(w, text, id);
		return;
	case WARN_REGEX:
		put_pattern(w, text, id);
		return;
	case WARN_TYPES:
		break;
	}
	ensure(type < WARN_TYPES);
}

static size_t count_type(const struct generation_input *lists, size_t n, enum warn_type type)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += set_kind_first(lists[i].set, (unsigned)type + 1) -
		       set_kind_first(lists[i].set, type);
	return sum;
}

static void fill(struct warn_index *w)
{
	struct buf b = { 0 };

	for (size_t l = 0; l < w->n; l++)
		for (size_t i = 0; i < set_count(w->lists[l]); i++) {
			enum warn_type type;
			struct str text = set_warning(w->lists[l], i, &type, NULL);

			put_warning(w, type, text, w->first[l] + (uint32_t)i, &b);
		}
	for (size_t i = 0; i < w->needles.n; i++) {
		unsigned slot = gram_slot(w->needles.v[i].gram);

		w->grams[slot / 64] |= 1ull << (slot % 64);
	}
	buf_fini(&b);
}

struct warn_index *warn_open(const struct generation_input *lists, size_t n)
{
	struct warn_index *w = mem_zero(1, sizeof *w);
	uint64_t at = 0;
	size_t cidrs;

	w->n = n;
	w->lists = mem_zero(n, sizeof(struct set *));
	w->first = mem_zero(n, sizeof *w->first);
	w->string_key = hash_key_random();
	for (size_t i = 0; i < n; i++) {
		w->lists[i] = lists[i].set;
		w->first[i] = (uint32_t)at;
		at += set_count(lists[i].set);
		ensure(at <= UINT32_MAX);
	}
	tags_open(&w->strings, count_type(lists, n, WARN_STRING), (uint32_t)at);
	names_open(&w->hosts, count_type(lists, n, WARN_HOSTNAME), (uint32_t)at);
	cidrs = count_type(lists, n, WARN_CIDR);
	prefixes_open(&w->nets, cidrs, cidrs, cidrs, (uint32_t)at);
	fill(w);
	return w;
}

void warn_close(struct warn_index *w)
{
	if (!w)
		return;
	tags_close(&w->strings);
	names_close(&w->hosts);
	prefixes_close(&w->nets);
	for (size_t i = 0; i < w->needles.n; i++)
		mem_free(w->needles.v[i].p);
	vec_fini(&w->needles);
	for (size_t i = 0; i < w->patterns.n; i++)
		warn_regex_close(w->patterns.v[i].regex);
	vec_fini(&w->patterns);
	mem_free(w->lists);
	mem_free(w->first);
	mem_free(w);
}

uint64_t warn_unusable(const struct warn_index *w)
{
	return w->unusable;
}

size_t warn_bytes(const struct warn_index *w)
{
	return sizeof *w + w->strings.bytes + w->hosts.tags.bytes + prefixes_bytes(&w->nets) +
	       w->needles.cap * sizeof(struct needle);
}

/* ---- asking ---- */

static bool find_string(const struct warn_index *w, struct str value, struct warn_hit *out)
{
	struct tags_probe p = tags_probe(&w->strings, hash_keyed(w->string_key, value.p, value.n));
	struct buf b = { 0 };
	bool found = false;
	uint32_t id;

	while (!found && tags_next(&p, &id)) {
		buf_clear(&b);
		canon_string(str_trim(warning_text(w, id, out)), &b);
		found = str_eq(buf_str(&b), value);
	}
	buf_fini(&b);
	return found;
}

/* The host in the canonical text of a URL: up to the port or the path; brackets taken off. */
static struct str url_host(struct str url)
{
	size_t n = 0;

	if (url.n && url.p[0] == '[')
		return str_cut(url, 1, str_find(url, ']'));
	while (n < url.n && url.p[n] != '/' && url.p[n] != ':')
		n++;
	return str_n(url.p, n);
}

static bool find_host(const struct warn_index *w, struct str host, bool whole, struct warn_hit *out)
{
	struct buf b = { 0 };
	struct name_walk walk;
	bool found = false;
	uint32_t id;

	name_walk_start(&walk, &w->hosts, host);
	while (!found && name_walk_next(&walk, &id)) {
		buf_clear(&b);
		found = canon_host(str_trim(warning_text(w, id, out)), &b) &&
			str_eq(buf_str(&b), walk.now) && (!whole || walk.now.n == host.n);
	}
	buf_fini(&b);
	return found;
}

static bool find_net(const struct warn_index *w, struct prefix inner, struct warn_hit *out)
{
	struct prefix_walk walk;
	uint32_t id;

	prefix_walk_start(&walk, &w->nets, inner);
	while (prefix_walk_next(&walk, &id)) {
		struct prefix p;

		if (prefix_read(str_trim(warning_text(w, id, out)), &p, NULL) &&
		    p.len == walk.now.len && addr_cmp(p.addr, walk.now.addr) == 0)
			return true;
	}
	return false;
}

static const struct needle *needle_at(const struct warn_index *w, struct str rest, uint32_t gram)
{
	for (size_t k = 0; k < w->needles.n; k++) {
		const struct needle *x = &w->needles.v[k];

		if ((x->n < GRAM || x->gram == gram) && x->n <= rest.n &&
		    memcmp(x->p, rest.p, x->n) == 0)
			return x;
	}
	return NULL;
}

static bool find_needle(const struct warn_index *w, struct str value, struct warn_hit *out)
{
	char low[SET_VALUE_MAX];
	const struct needle *x = NULL;

	if (!w->needles.n || value.n > sizeof low)
		return false;
	for (size_t i = 0; i < value.n; i++)
		low[i] = ascii_lower(value.p[i]);
	for (size_t i = 0; i < value.n && !x; i++) {
		struct str rest = str_n(low + i, value.n - i);
		uint32_t gram = 0;
		unsigned slot;

		memcpy(&gram, rest.p, rest.n < GRAM ? rest.n : GRAM);
		slot = gram_slot(gram);
		if (w->short_needles || w->grams[slot / 64] >> (slot % 64) & 1)
			x = needle_at(w, rest, gram);
	}
	if (x)
		warning_text(w, x->id, out);
	return x != NULL;
}

static bool find_pattern(const struct warn_index *w, struct str value, struct warn_hit *out)
{
	for (size_t i = 0; i < w->patterns.n; i++)
		if (warn_regex_match(w->patterns.v[i].regex, value)) {
			warning_text(w, w->patterns.v[i].id, out);
			return true;
		}
	return false;
}

/* What an indicator says of where it points: a host name, or an address or prefix. */
struct subject {
	struct str host;
	struct prefix net; /* family 0: none */
};

static struct subject subject_of(enum indicator_kind kind, struct str value)
{
	struct subject s = { { NULL, 0 }, { { 0 }, 0 } };

	switch (kind) {
	case IND_DOMAIN:
		s.host = value;
		break;
	case IND_URL:
		s.host = url_host(value);
		if (s.host.n && !prefix_read(s.host, &s.net, NULL))
			s.net.addr.family = 0;
		break;
	case IND_IPV4:
	case IND_IPV6:
	case IND_CIDR:
		s.host = value;
		if (!prefix_read(value, &s.net, NULL))
			s.net.addr.family = 0;
		break;
	default:
		break;
	}
	return s;
}

bool warn_find(const struct warn_index *w, enum indicator_kind kind, struct str value,
	       struct warn_hit *out)
{
	struct subject s = subject_of(kind, value);

	if (find_string(w, value, out))
		return true;
	/* an address has no parents */
	if (s.host.n && find_host(w, s.host, s.net.addr.family != 0, out))
		return true;
	if (s.net.addr.family && find_net(w, s.net, out))
		return true;
	return find_needle(w, value, out) || find_pattern(w, value, out);
}
