/* SPDX-License-Identifier: Apache-2.0 */
/* flow_template.c - templates are compiled when they come, so that a record costs little. */
#include "wire/flow_template.h"

#include "base/arena.h"
#include "base/ensure.h"

enum { BUCKETS = 4096, MESSAGE_MAX = 65535, ENTERPRISE = 0x8000 };

struct flow_table *flow_table_open(struct arena *a)
{
	struct flow_table *t = arena_new(a, struct flow_table);

	t->bucket = arena_array(a, uint32_t, BUCKETS);
	t->key = hash_key_random();
	return t;
}

void flow_table_close(struct flow_table *t)
{
	for (size_t i = 0; i < t->all.n; i++)
		vec_fini(&t->all.v[i].steps);
	vec_fini(&t->all);
}

/* ---- the table ---- */

static bool same_scope(const struct flow_scope *a, const struct flow_scope *b)
{
	return a->sender == b->sender && a->domain == b->domain && a->version == b->version;
}

static uint32_t *bucket_of(struct flow_table *t, const struct flow_scope *s, unsigned id)
{
	uint64_t key[2] = { s->sender, (uint64_t)s->domain << 32 | s->version << 16 | id };

	return &t->bucket[hash_keyed(t->key, key, sizeof key) % BUCKETS];
}

static struct flow_template *lookup(struct flow_table *t, const struct flow_scope *s, unsigned id)
{
	for (uint32_t i = *bucket_of(t, s, id); i; i = t->all.v[i - 1].next)
		if (t->all.v[i - 1].id == id && same_scope(&t->all.v[i - 1].scope, s))
			return &t->all.v[i - 1];
	return NULL;
}

const struct flow_template *flow_template_find(struct flow_table *t, const struct flow_scope *s,
					       unsigned id)
{
	struct flow_template *f;

	if (t->last < t->all.n) { /* most often it is the one of the set before */
		f = &t->all.v[t->last];
		if (f->id == id && same_scope(&f->scope, s))
			return f;
	}
	f = lookup(t, s, id);
	if (f)
		t->last = (uint32_t)(f - t->all.v);
	return f;
}

/* A free place, in its bucket; NULL: the table is full. */
static struct flow_template *add(struct flow_table *t, const struct flow_scope *s, unsigned id)
{
	uint32_t *bucket = bucket_of(t, s, id), at = t->free;
	struct flow_template *f;

	if (at) {
		f = &t->all.v[at - 1];
		t->free = f->next;
	} else if (t->all.n < FLOW_TEMPLATES_MAX) {
		f = vec_push(&t->all);
		at = (uint32_t)t->all.n;
	} else {
		return NULL;
	}
	f->scope = *s;
	f->id = (uint16_t)id;
	f->next = *bucket;
	*bucket = at;
	t->live++;
	return f;
}

void flow_template_drop(struct flow_table *t, const struct flow_scope *s, unsigned id)
{
	uint32_t *link = bucket_of(t, s, id);

	while (*link) {
		uint32_t at = *link;
		struct flow_template *f = &t->all.v[at - 1];

		if (f->id == id && same_scope(&f->scope, s)) {
			*link = f->next;
			f->next = t->free;
			t->free = at;
			f->id = 0;
			t->live--;
			return;
		}
		link = &f->next;
	}
}

void flow_template_drop_all(struct flow_table *t, const struct flow_scope *s, bool options)
{
	for (size_t i = 0; t->live && i < t->all.n; i++) {
		const struct flow_template *f = &t->all.v[i];

		if (f->id && f->options == options && same_scope(&f->scope, s))
			flow_template_drop(t, s, f->id);
	}
}

/* ---- compiling ---- */

struct specifier {
	uint32_t pen;
	uint16_t id, len;
};

/* One field specifier (RFC 7011, 3.2) off the front of *rest. */
static bool field_next(struct str *rest, bool ipfix, struct specifier *f)
{
	const uint8_t *p = (const uint8_t *)rest->p;
	size_t n = 4;

	if (rest->n < n)
		return false;
	*f = (struct specifier){ 0, (uint16_t)(p[0] << 8 | p[1]), (uint16_t)(p[2] << 8 | p[3]) };
	if (ipfix && f->id & ENTERPRISE) {
		n = 8;
		if (rest->n < n)
			return false;
		f->id &= (uint16_t)~ENTERPRISE;
		f->pen = (uint32_t)p[4] << 24 | (uint32_t)p[5] << 16 | (uint32_t)p[6] << 8 | p[7];
	}
	*rest = str_cut(*rest, n, rest->n);
	return true;
}

static bool good_length(enum flow_act act, unsigned len)
{
	switch (act) {
	case FLOW_PASS:
		return false;
	case FLOW_ADDR4:
		return len == 4;
	case FLOW_ADDR6:
		return len == 16;
	case FLOW_NTP:
		return len == 8;
	case FLOW_TEXT:
	case FLOW_HOST:
	case FLOW_TARGET:
		return len > 0;
	default: /* numbers, perhaps of fewer bytes than defined (RFC 7011, 6.2) */
		return len > 0 && len <= 8;
	}
}

/* What is done with field number i of a definition. */
static const struct flow_element *wanted(const struct flow_definition *d, unsigned i,
					 const struct specifier *f)
{
	const struct flow_element *e;

	if (d->scope.version == 9 && i < d->scopes)
		return NULL; /* scopes of v9 have numbers of their own (RFC 3954, 6.1) */
	e = flow_element_find(d->scope.version, f->pen, f->id);
	if (!e || !good_length((enum flow_act)e->act, f->len))
		return NULL;
	return d->options && e->act != FLOW_BOOT ? NULL : e;
}

/* The bytes of all fields; false: the definition breaks off. */
static bool measure(const struct flow_definition *d, size_t *used)
{
	struct str rest = d->bytes;
	struct specifier f;

	for (unsigned i = 0; i < d->fields; i++)
		if (!field_next(&rest, d->scope.version != 9, &f))
			return false;
	*used = d->bytes.n - rest.n;
	return true;
}

/* The lowest rank among the times; 0: there is none. */
static unsigned best_rank(const struct flow_definition *d)
{
	struct str rest = d->bytes;
	unsigned rank = 0;
	struct specifier f;

	for (unsigned i = 0; i < d->fields && field_next(&rest, d->scope.version != 9, &f); i++) {
		const struct flow_element *e = wanted(d, i, &f);

		if (e && e->rank && (!rank || e->rank < rank))
			rank = e->rank;
	}
	return rank;
}

static void add_step(struct flow_template *t, uint32_t *gap, const struct specifier *f,
		     unsigned take)
{
	*vec_push(&t->steps) = (struct flow_step){ (uint16_t)*gap, f->len, (uint8_t)take };
	*gap = 0;
}

/* The number of the take of this field, from 1, or 0. */
static unsigned add_take(struct flow_template *t, const struct flow_element *e, unsigned rank,
			 const struct specifier *f)
{
	if (!e || (e->rank && e->rank != rank) || t->n_takes == FLOW_TAKES_MAX)
		return 0;
	t->takes[t->n_takes++] =
		(struct flow_take){ e->act, e->field, (uint16_t)t->length, f->len };
	return t->n_takes;
}

/* Puts a take into its place of a plain template. false: there is no place for it. */
static bool put_plain(struct flow_plain *p, const struct flow_take *t, unsigned *seen)
{
	bool dst = t->field == FIELD_DST_IP || t->act == FLOW_DST_PORT;
	unsigned bit = 4;

	if (t->act == FLOW_ADDR4 || t->act == FLOW_ADDR6) {
		unsigned family = t->act == FLOW_ADDR4 ? 4 : 6;

		if ((p->family && p->family != family) || (dst && !p->family))
			return false; /* two families, or not in this order */
		p->family = (uint8_t)family;
		bit = dst;
		*(dst ? &p->dst : &p->src) = t->at;
	} else if ((t->act == FLOW_SRC_PORT || t->act == FLOW_DST_PORT) && t->len == 2) {
		bit = 2 + dst;
		*(dst ? &p->dst_port : &p->src_port) = t->at;
	} else if (t->act >= FLOW_SECONDS) {
		p->time = *t;
	} else {
		return false;
	}
	if (*seen >> bit & 1)
		return false;
	*seen |= 1u << bit;
	return true;
}

static void find_plain(struct flow_template *t)
{
	enum { BOTH_ADDRS = 3, BOTH_PORTS = 12 };
	struct flow_plain p = { 0 };
	unsigned seen = 0;

	t->plain.family = 0;
	for (unsigned i = 0; i < t->n_takes; i++)
		if (!put_plain(&p, &t->takes[i], &seen))
			return;
	p.has_ports = (seen & BOTH_PORTS) == BOTH_PORTS;
	if ((seen & BOTH_ADDRS) == BOTH_ADDRS && !t->variable && !t->options)
		t->plain = p;
}

/* false: a record of it would be longer than any message. */
static bool compile(struct flow_template *t, const struct flow_definition *d)
{
	unsigned rank = best_rank(d);
	struct str rest = d->bytes;
	uint32_t gap = 0;
	struct specifier f;

	t->options = d->options;
	t->variable = false;
	t->n_takes = 0;
	t->length = 0;
	t->steps.n = 0;
	for (unsigned i = 0; i < d->fields && field_next(&rest, d->scope.version != 9, &f); i++) {
		const struct flow_element *e = wanted(d, i, &f);
		unsigned take = add_take(t, e, rank, &f);
		bool variable = f.len == FLOW_VARIABLE;

		if (take && e->rank)
			rank = UINT8_MAX; /* a second one of that rank is not taken */
		t->variable |= variable;
		t->length += variable ? 1 : f.len;
		if (t->length > MESSAGE_MAX)
			return false;
		if (take || variable)
			add_step(t, &gap, &f, take);
		else
			gap += f.len;
	}
	t->tail = (uint16_t)gap;
	find_plain(t);
	return true;
}

/* What it was is no more; what it is not, its place is free. */
static enum err refuse(struct flow_table *t, const struct flow_definition *d, struct why *why,
		       enum say_id id, unsigned limit)
{
	flow_template_drop(t, &d->scope, d->id);
	return why_set(why, ERR_LIMIT, id, A(d->id), A(limit));
}

enum err flow_template_put(struct flow_table *t, const struct flow_definition *d, size_t *used,
			   struct why *why)
{
	struct flow_template *f = lookup(t, &d->scope, d->id);
	uint64_t print;

	if (!measure(d, used)) {
		*used = d->bytes.n;
		return why_set(why, ERR_SYNTAX, SAY_FLOW_TEMPLATE_CUT, A(d->id), A(d->fields));
	}
	print = hash_keyed(t->key, d->bytes.p, *used) ^ (uint64_t)d->options << 32 ^ d->scopes;
	if (f && f->print == print) {
		f->input = t->input;
		return ERR_OK; /* most often it is sent again as it was */
	}
	if (d->fields > FLOW_FIELDS_MAX)
		return refuse(t, d, why, SAY_FLOW_TEMPLATE_FIELDS, FLOW_FIELDS_MAX);
	if (!f)
		f = add(t, &d->scope, d->id);
	if (!f)
		return refuse(t, d, why, SAY_FLOW_TEMPLATES_MANY, FLOW_TEMPLATES_MAX);
	f->print = print;
	f->input = t->input;
	if (!compile(f, d))
		return refuse(t, d, why, SAY_FLOW_TEMPLATE_LONG, MESSAGE_MAX);
	return ERR_OK;
}

/* ---- when exporters started ---- */

void flow_boot_put(struct flow_table *t, const struct flow_scope *s, uint64_t ms)
{
	unsigned i;

	for (i = 0; i < t->n_boot; i++)
		if (same_scope(&t->boot[i].scope, s))
			break;
	if (i == t->n_boot) {
		i = t->n_boot < FLOW_DOMAINS_MAX ? t->n_boot++ : t->next_boot;
		t->next_boot = (t->next_boot + 1) % FLOW_DOMAINS_MAX;
	}
	t->boot[i].scope = *s;
	t->boot[i].ms = ms;
}

bool flow_boot_find(const struct flow_table *t, const struct flow_scope *s, uint64_t *ms)
{
	for (unsigned i = 0; i < t->n_boot; i++)
		if (same_scope(&t->boot[i].scope, s)) {
			*ms = t->boot[i].ms;
			return true;
		}
	return false;
}
