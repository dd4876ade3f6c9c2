/* SPDX-License-Identifier: Apache-2.0 */
/*
 * owner.c - declared ranges and names as a generation of their own: the tables that answer "which
 * indicator covers this?" answer "whose is this?" just as well. A map leads from the covering value to its
 * owner. Pools are a second, separate table.
 */
#include "desk/owner.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "index/generation.h"
#include "store/query.h"
#include "wire/host.h"

/* One compiled table; its set's bytes live in the owners' arena. */
struct place_table {
	struct set_builder *builder;
	struct set *set;
	struct generation *generation;
};

struct owners {
	struct arena *arena;
	struct map *by_value; /* covering value -> number of owner */
	VEC(struct owner) owners;
	struct place_table declared, pools;
};

static void add_prefix(struct place_table *t, struct str text)
{
	struct indicator ind;
	struct arena *a = arena_open();

	if (indicator_guess(a, text, &ind, NULL) == ERR_OK &&
	    (ind.kind == IND_IPV4 || ind.kind == IND_IPV6 || ind.kind == IND_CIDR)) {
		ind.valid_from.us = INT64_MIN;
		ind.valid_until.us = INT64_MAX;
		set_builder_add(t->builder, &ind);
	}
	arena_close(a);
}

static void add_domain(struct place_table *t, struct str canon)
{
	struct indicator ind = { .kind = IND_DOMAIN,
				 .value = canon,
				 .valid_from = { INT64_MIN },
				 .valid_until = { INT64_MAX } };

	set_builder_add(t->builder, &ind);
}

/* Prefixes are kept as the generation prints them: a full-length one is a bare address. */
static struct str bare(struct str prefix)
{
	struct prefix p;

	if (prefix_read(prefix, &p, NULL) && p.len == addr_bits(p.addr))
		return str_cut(prefix, 0, str_find(prefix, '/'));
	return prefix;
}

static enum err compile(struct owners *o, struct place_table *t, struct why *why)
{
	struct generation_input input = { .name = STR("declared") };
	struct sha256 id;
	struct buf bytes = { 0 };
	enum err e;

	set_builder_finish(t->builder, &bytes, &id);
	e = set_open(str_keep(o->arena, buf_str(&bytes)), &t->set, why);
	buf_fini(&bytes);
	if (e != ERR_OK)
		return e;
	input.set = t->set;
	t->generation = generation_build(&input, 1, NULL, 0);
	return ERR_OK;
}

/* columns: value, asset, party key, party name, contact role. */
static struct owner owner_of(struct owners *o, struct query *q)
{
	return (struct owner){ .asset = str_keep(o->arena, query_text(q, 1)),
			       .party = str_keep(o->arena, query_text(q, 2)),
			       .name = str_keep(o->arena, query_text(q, 3)),
			       .contact_role = str_keep(o->arena, query_text(q, 4)) };
}

#define WHOSE \
	" JOIN asset a ON a.leaf = x.leaf LEFT JOIN party p ON p.rec = coalesce(a.owner, " \
	"a.responsible) ORDER BY a.leaf, x.seq"
static const char prefixes_sql[] = "SELECT x.value, a.name, p.registration_no, p.name, "
				   "p.contact_role FROM asset_prefixes x" WHOSE;
static const char domains_sql[] = "SELECT x.value, a.name, p.registration_no, p.name, "
				  "p.contact_role FROM asset_domains x" WHOSE;
static const char resources_sql[] =
	"SELECT r.value, '', p.registration_no, p.name, p.contact_role, r.kind FROM resource r"
	" JOIN party p ON p.rec = r.holder WHERE r.kind IN ('prefix', 'domain')"
	" AND r.use = 'infrastructure' ORDER BY r.leaf";
static const char pools_sql[] =
	"SELECT value FROM resource WHERE kind = 'prefix' AND use = 'subscriber-pool'";

enum what { PREFIXES, DOMAINS, RESOURCES, POOLS };

static void take_row(struct owners *o, struct query *q, enum what what)
{
	struct str value = query_text(q, 0);
	bool domain =
		what == DOMAINS || (what == RESOURCES && str_eq(query_text(q, 5), STR("domain")));
	bool is_new;
	struct map_entry *e;

	if (what == POOLS) {
		add_prefix(&o->pools, value);
		return;
	}
	e = map_put(o->by_value, domain ? value : bare(value), &is_new);
	if (!is_new)
		return; /* declared twice: the first declaration stands */
	e->u = o->owners.n;
	*vec_push(&o->owners) = owner_of(o, q);
	if (domain)
		add_domain(&o->declared, value);
	else
		add_prefix(&o->declared, value);
}

static enum err take_all(struct owners *o, struct reader *r, const char *sql, enum what what,
			 struct why *why)
{
	struct query *q;
	enum err e = query_open(reader_db(r), sql, &q, why);
	bool row;

	if (e != ERR_OK)
		return e;
	while ((e = query_next(q, &row, why)) == ERR_OK && row)
		take_row(o, q, what);
	query_close(q);
	return e;
}

enum err owners_load(struct reader *r, struct owners **out, struct why *why)
{
	struct owners *o = mem_zero(1, sizeof *o);
	enum err e;

	*out = o;
	o->arena = arena_open();
	o->by_value = map_open();
	o->declared.builder = set_builder_open();
	o->pools.builder = set_builder_open();
	e = take_all(o, r, prefixes_sql, PREFIXES, why);
	if (e == ERR_OK)
		e = take_all(o, r, domains_sql, DOMAINS, why);
	if (e == ERR_OK)
		e = take_all(o, r, resources_sql, RESOURCES, why);
	if (e == ERR_OK)
		e = take_all(o, r, pools_sql, POOLS, why);
	if (e == ERR_OK)
		e = compile(o, &o->declared, why);
	if (e == ERR_OK)
		e = compile(o, &o->pools, why);
	if (e != ERR_OK) {
		owners_close(o);
		*out = NULL;
	}
	return e;
}

static void table_close(struct place_table *t)
{
	set_builder_close(t->builder);
	generation_close(t->generation);
	set_close(t->set);
}

void owners_close(struct owners *o)
{
	if (!o)
		return;
	table_close(&o->declared);
	table_close(&o->pools);
	map_close(o->by_value);
	vec_fini(&o->owners);
	arena_close(o->arena);
	mem_free(o);
}

/* The first (most specific) answer of a probe. */
struct answer {
	bool found;
	uint32_t entry;
};

static bool first(void *ctx, uint32_t entry)
{
	*(struct answer *)ctx = (struct answer){ true, entry };
	return false;
}

static bool owner_at(const struct owners *o, const struct answer *answer, struct owner *out)
{
	struct map_entry *e;

	if (!answer->found)
		return false;
	e = map_get(o->by_value, generation_value(o->declared.generation, answer->entry));
	if (!e)
		return false;
	*out = o->owners.v[e->u];
	return true;
}

bool owners_in_pool(const struct owners *o, struct addr a)
{
	struct answer answer = { 0 };

	generation_addr(o->pools.generation, a, first, &answer);
	return answer.found;
}

bool owners_range_in_pool(const struct owners *o, struct prefix p)
{
	struct addr last = p.addr;

	for (unsigned bit = p.len; bit < addr_bits(p.addr); bit++)
		last.b[bit / 8] |= (unsigned char)(0x80 >> bit % 8);
	return owners_in_pool(o, p.addr) && owners_in_pool(o, last);
}

bool owners_addr(const struct owners *o, struct addr a, struct owner *out)
{
	struct answer answer = { 0 };

	generation_addr(o->declared.generation, a, first, &answer);
	return answer.found && !owners_in_pool(o, a) && owner_at(o, &answer, out);
}

bool owners_domain(const struct owners *o, struct str canon, struct owner *out)
{
	struct answer answer = { 0 };

	generation_domain(o->declared.generation, canon, first, &answer);
	return owner_at(o, &answer, out);
}

static bool owner_of_value(const struct owners *o, const struct event_value *v, struct owner *out)
{
	struct host host;

	if (v->addr.family)
		return owners_addr(o, v->addr, out);
	host_read(v->text, &host);
	if (host.addr.family)
		return owners_addr(o, host.addr, out);
	return host.n && owners_domain(o, str_n(host.name, host.n), out);
}

bool owners_event(const struct owners *o, const struct event *ev, struct owner *out)
{
	static const enum field order[] = { FIELD_DST_IP,       FIELD_SRC_IP,
					    FIELD_HTTP_HOST,    FIELD_TLS_SNI,
					    FIELD_DNS_QUERY,    FIELD_DNS_ANSWER_NAME,
					    FIELD_DNS_ANSWER_IP };

	for (size_t k = 0; k < sizeof order / sizeof *order; k++)
		for (size_t i = 0; i < ev->n; i++)
			if (ev->v[i].field == order[k] && owner_of_value(o, &ev->v[i], out))
				return true;
	return false;
}
