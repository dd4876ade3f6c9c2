/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_flow.c - NetFlow v5 (Cisco), v9 (RFC 3954) and IPFIX (RFC 7011; in files RFC 5655): messages,
 * their sets, and what the sets say.
 *
 * A message of v5 or IPFIX tells its length and is a unit. One of v9 does not: in a file it ends where
 * the number of the next set is 5, 9 or 10 (which no set has), since there the next message begins;
 * so its units are its sets. Zeros behind the last set of v9 are padding.
 *
 * Structured data (RFC 6313) and reverse elements of biflows (RFC 5103) are passed over: the former
 * hides behind its length, the latter repeat no address.
 */
#include "base/ensure.h"
#include "wire/flow_record.h"

enum {
	VERSION_5 = 5,
	VERSION_9 = 9,
	VERSION_IPFIX = 10,
	V9_HEADER = 20,
	IPFIX_HEADER = 16,
	SET_HEADER = 4,
	V9_TEMPLATES = 0, /* numbers of sets */
	V9_OPTIONS = 1,
	IPFIX_TEMPLATES = 2,
	IPFIX_OPTIONS = 3,
	FIRST_DATA = 256, /* from here on a set's number is that of its template */
	PADDING_MAX = 3,
	NFCAPD = 0xA50C, /* how files of nfdump begin, in either byte order */
	NFCAPD_SWAPPED = 0x0CA5,
};

enum place {
	AT_MESSAGE,
	IN_MESSAGE, /* of v5 or IPFIX: `left` bytes are still to come */
	IN_V9,
	IN_PADDING
};

struct flow {
	struct flow_table *table;
	struct flow_message m;
	enum place place;
	size_t left;
	/* The data set that is being read: its bytes to come and its template, which lives as long
	 * since no definition comes in between. */
	size_t set_left;
	const struct flow_template *template;
	uint64_t boot_ms; /* what its records say of the exporter's start; holds behind the set */
};

static void *flow_open(struct arena *a)
{
	struct flow *f = arena_new(a, struct flow);

	f->table = flow_table_open(a);
	return f;
}

static void flow_close(void *state)
{
	flow_table_close(((struct flow *)state)->table);
}

static void flow_restart(void *state)
{
	struct flow *f = state;

	f->place = AT_MESSAGE;
	f->set_left = 0;
	f->table->input++;
}

/* ---- the bytes ---- */

static struct str rest_of(const struct stream_in *in)
{
	return str_cut(in->bytes, (size_t)in->used, in->bytes.n);
}

static uint64_t place_of(const struct stream_in *in)
{
	return in->offset + in->used;
}

static void go_on(struct flow *f, struct stream_in *in, size_t n)
{
	in->used += n;
	if (f->place == IN_MESSAGE) {
		f->left -= n;
		if (!f->left)
			f->place = AT_MESSAGE;
	}
}

/* The rest cannot be read: of a file for want of a border, of a datagram because nothing is behind. */
static enum err lose_all(struct flow *f, struct stream_in *in)
{
	f->place = AT_MESSAGE;
	f->set_left = 0;
	in->used = in->bytes.n;
	return in->datagram ? ERR_SYNTAX : ERR_CORRUPT;
}

/* Are n bytes there? If not, more are asked for; a datagram has no more, and is lost. */
static bool there(struct flow *f, struct stream_in *in, size_t n, enum err *e, struct why *why)
{
	size_t have = rest_of(in).n;
	uint64_t place = place_of(in);

	*e = ERR_OK;
	if (have >= n)
		return true;
	if (in->datagram)
		*e = why_set(why, lose_all(f, in), SAY_FLOW_DATAGRAM_CUT, A(place), A(have), A(n));
	else
		in->need = n;
	return false;
}

/* ---- headers ---- */

static void set_scope(struct flow *f, const struct stream_in *in, unsigned version, uint32_t domain)
{
	f->m.scope = (struct flow_scope){ in->sender, domain, (uint8_t)version };
}

static void set_time(struct flow *f, uint32_t sec, uint32_t ns)
{
	f->m.us = INT64_MIN;
	if (sec)
		f->m.us = (int64_t)sec * US_PER_SECOND + (ns < 1000000000 ? ns / 1000 : 0);
}

/* In IPFIX only options data says when the exporter started. */
static void set_uptime(struct flow *f, uint32_t sec)
{
	uint64_t boot;

	f->m.has_uptime = flow_boot_find(f->table, &f->m.scope, &boot);
	if (f->m.has_uptime)
		f->m.uptime = (uint32_t)((uint64_t)sec * 1000 - boot);
}

static enum err begin_v5(struct flow *f, struct stream_in *in, const char *p, struct why *why)
{
	unsigned count = be16(p + 2);
	uint64_t place = place_of(in);
	enum err e;

	if (count > FLOW_V5_RECORDS_MAX)
		return why_set(why, lose_all(f, in), SAY_FLOW_V5_COUNT, A(place), A(count),
			       A(FLOW_V5_RECORDS_MAX));
	if (!there(f, in, FLOW_V5_HEADER + count * FLOW_V5_RECORD, &e, why))
		return e;
	set_scope(f, in, VERSION_5, 0);
	f->m.uptime = be32(p + 4);
	f->m.has_uptime = true;
	set_time(f, be32(p + 8), be32(p + 12));
	f->template = &flow_v5;
	f->set_left = count * FLOW_V5_RECORD;
	f->left = FLOW_V5_HEADER + f->set_left;
	f->place = IN_MESSAGE;
	go_on(f, in, FLOW_V5_HEADER);
	return ERR_OK;
}

static enum err begin_v9(struct flow *f, struct stream_in *in, const char *p)
{
	set_scope(f, in, VERSION_9, be32(p + 16));
	f->m.uptime = be32(p + 4);
	f->m.has_uptime = true;
	set_time(f, be32(p + 8), 0);
	f->place = IN_V9;
	go_on(f, in, V9_HEADER);
	return ERR_OK;
}

static enum err begin_ipfix(struct flow *f, struct stream_in *in, const char *p, struct why *why)
{
	size_t n = be16(p + 2);
	uint64_t place = place_of(in);
	enum err e;

	if (n < IPFIX_HEADER)
		return why_set(why, lose_all(f, in), SAY_FLOW_IPFIX_LENGTH, A(place), A(n),
			       A(IPFIX_HEADER));
	if (!there(f, in, n, &e, why))
		return e;
	set_scope(f, in, VERSION_IPFIX, be32(p + 12));
	set_time(f, be32(p + 4), 0);
	set_uptime(f, be32(p + 4));
	f->left = n;
	f->place = IN_MESSAGE;
	go_on(f, in, IPFIX_HEADER);
	return ERR_OK;
}

static enum err no_version(struct flow *f, struct stream_in *in, unsigned version, struct why *why)
{
	uint64_t place = place_of(in);
	enum err e = lose_all(f, in);

	if (version == NFCAPD || version == NFCAPD_SWAPPED)
		return why_set(why, e, SAY_FLOW_NFCAPD);
	return why_set(why, e, SAY_FLOW_VERSION, A(place), A(version));
}

static enum err begin_message(struct flow *f, struct stream_in *in, struct stream_out *out,
			      struct why *why)
{
	const char *p = rest_of(in).p;
	unsigned version;
	enum err e;

	if (!there(f, in, 2, &e, why))
		return e;
	version = be16(p);
	if (version == VERSION_5 && there(f, in, FLOW_V5_HEADER, &e, why))
		e = begin_v5(f, in, p, why);
	else if (version == VERSION_9 && there(f, in, V9_HEADER, &e, why))
		e = begin_v9(f, in, p);
	else if (version == VERSION_IPFIX && there(f, in, IPFIX_HEADER, &e, why))
		e = begin_ipfix(f, in, p, why);
	else if (version != VERSION_5 && version != VERSION_9 && version != VERSION_IPFIX)
		e = no_version(f, in, version, why);
	if (e == ERR_OK && !in->need)
		out->counts->messages++;
	return e;
}

/* ---- templates ---- */

/* Reads the head of a definition off *rest. false: nothing but padding is left. */
static bool definition_head(const struct flow *f, bool options, struct str *rest,
			    struct flow_definition *d)
{
	size_t head = options ? 6 : 4;
	const char *p = rest->p;

	if (rest->n < 4)
		return false;
	*d = (struct flow_definition){ .scope = f->m.scope, .id = be16(p), .options = options };
	d->fields = be16(p + 2);
	if (f->m.scope.version == VERSION_IPFIX && !d->fields)
		head = 4; /* a withdrawal has no scope */
	if (rest->n < head || (d->id < FIRST_DATA && d->fields))
		return false;
	if (head == 6 && f->m.scope.version == VERSION_IPFIX) {
		d->scopes = be16(p + 4);
	} else if (head == 6) { /* RFC 3954, 6.1: bytes of scopes, and of options */
		d->scopes = be16(p + 2) / 4;
		d->fields = d->scopes + be16(p + 4) / 4;
	}
	*rest = str_cut(*rest, head, rest->n);
	d->bytes = *rest;
	return true;
}

/* A definition without fields takes back the one of that number, or all (RFC 7011, 8.1). */
static void withdraw(struct flow *f, const struct flow_definition *d)
{
	if (d->id >= FIRST_DATA)
		flow_template_drop(f->table, &d->scope, d->id);
	else if (d->id == (d->options ? IPFIX_OPTIONS : IPFIX_TEMPLATES))
		flow_template_drop_all(f->table, &d->scope, d->options);
}

/* All definitions of a set; the first error among them. */
static enum err read_templates(struct flow *f, bool options, struct str rest, struct why *why)
{
	struct flow_definition d;
	enum err first = ERR_OK;
	struct why w;

	while (definition_head(f, options, &rest, &d)) {
		size_t used = 0;

		if (!d.fields) {
			withdraw(f, &d);
		} else if (flow_template_put(f->table, &d, &used, &w) != ERR_OK && !first) {
			first = w.code;
			if (why)
				*why = w;
		}
		rest = str_cut(rest, used, rest.n);
	}
	return first;
}

/* ---- sets ---- */

/* A template that another input defined may be that of another exporter: then the records must fill
 * the set as records do. */
static bool fits(const struct flow *f, const struct flow_template *t, size_t body)
{
	return t->input == f->table->input || t->variable ||
	       (t->length && body % t->length <= PADDING_MAX);
}

static void begin_data(struct flow *f, struct stream_in *in, struct stream_out *out, unsigned id,
		       size_t n)
{
	const struct flow_template *t = flow_template_find(f->table, &f->m.scope, id);

	out->counts->data++;
	if (!t || !fits(f, t, n - SET_HEADER)) {
		out->counts->unmatched++;
		go_on(f, in, n);
		return;
	}
	f->template = t;
	f->set_left = n - SET_HEADER;
	go_on(f, in, SET_HEADER);
}

static enum err read_set(struct flow *f, struct stream_in *in, struct stream_out *out,
			 struct str set, struct why *why)
{
	unsigned id = be16(set.p),
		 first = f->m.scope.version == VERSION_9 ? V9_TEMPLATES : IPFIX_TEMPLATES;
	struct str body = str_cut(set, SET_HEADER, set.n);

	if (id >= FIRST_DATA) {
		begin_data(f, in, out, id, set.n);
		return ERR_OK;
	}
	go_on(f, in, set.n);
	if (id == first) {
		out->counts->templates++;
		return read_templates(f, false, body, why);
	}
	if (id == first + 1) {
		out->counts->options++;
		return read_templates(f, true, body, why);
	}
	return ERR_OK; /* reserved */
}

/* A set of a message whose end is known. */
static enum err next_set(struct flow *f, struct stream_in *in, struct stream_out *out,
			 struct why *why)
{
	struct str rest = str_cut(rest_of(in), 0, f->left);
	uint64_t place = place_of(in);
	unsigned n;

	if (rest.n < SET_HEADER) {
		go_on(f, in, rest.n);
		return ERR_OK;
	}
	n = be16(rest.p + 2);
	if (n >= SET_HEADER && n <= rest.n)
		return read_set(f, in, out, str_cut(rest, 0, n), why);
	go_on(f, in, rest.n);
	if (!be32(rest.p))
		return ERR_OK; /* padding */
	return why_set(why, ERR_SYNTAX, SAY_FLOW_SET_LENGTH, A(be16(rest.p)), A(place), A(n),
		       A(rest.n));
}

static enum err next_v9_set(struct flow *f, struct stream_in *in, struct stream_out *out,
			    struct why *why)
{
	struct str rest = rest_of(in);
	uint64_t place = place_of(in);
	unsigned id, n;
	enum err e;

	if (!there(f, in, 2, &e, why))
		return e;
	id = be16(rest.p);
	if (id == VERSION_5 || id == VERSION_9 || id == VERSION_IPFIX) {
		f->place = AT_MESSAGE;
		return ERR_OK;
	}
	if (!there(f, in, SET_HEADER, &e, why))
		return e;
	n = be16(rest.p + 2);
	if (!id && !n) {
		f->place = IN_PADDING;
		return ERR_OK;
	}
	if (n < SET_HEADER)
		return why_set(why, lose_all(f, in), SAY_FLOW_SET_LENGTH, A(id), A(place), A(n),
			       A(rest.n));
	return there(f, in, n, &e, why) ? read_set(f, in, out, str_cut(rest, 0, n), why) : e;
}

/* Two bytes at a time: so no half of a version is taken for a zero. */
static enum err pass_padding(struct flow *f, struct stream_in *in, struct why *why)
{
	struct str rest = rest_of(in);
	size_t n = 0;
	enum err e;

	if (!there(f, in, 2, &e, why))
		return e;
	while (n + 2 <= rest.n && !be16(rest.p + n))
		n += 2;
	if (n + 2 <= rest.n)
		f->place = AT_MESSAGE;
	in->used += n;
	return ERR_OK;
}

static void end_set(struct flow *f)
{
	if (f->boot_ms && f->m.scope.version == VERSION_IPFIX) {
		flow_boot_put(f->table, &f->m.scope, f->boot_ms);
		set_uptime(f, f->m.us == INT64_MIN ? 0 : (uint32_t)(f->m.us / US_PER_SECOND));
	}
	f->boot_ms = 0;
}

static enum err read_data(struct flow *f, struct stream_in *in, struct stream_out *out,
			  struct why *why)
{
	struct str body = str_cut(rest_of(in), 0, f->set_left), rest = body;
	enum err e;

	ensure(body.n == f->set_left);
	e = flow_records_read(f->template, &f->m, &rest, out, &f->boot_ms, why);
	f->set_left = rest.n;
	go_on(f, in, body.n - rest.n);
	if (!f->set_left)
		end_set(f);
	return e;
}

static enum err one_step(struct flow *f, struct stream_in *in, struct stream_out *out,
			 struct why *why)
{
	if (f->set_left)
		return read_data(f, in, out, why);
	switch (f->place) {
	case AT_MESSAGE:
		return begin_message(f, in, out, why);
	case IN_MESSAGE:
		return next_set(f, in, out, why);
	case IN_V9:
		return next_v9_set(f, in, out, why);
	case IN_PADDING:
		return pass_padding(f, in, why);
	}
	return ERR_OK;
}

static enum err flow_next(void *state, struct stream_in *in, struct stream_out *out,
			  struct why *why)
{
	struct flow *f = state;
	enum err e = ERR_OK;

	while (!e && !in->need && !stream_full(out) && in->used < in->bytes.n)
		e = one_step(f, in, out, why);
	if (in->datagram && in->used == in->bytes.n) {
		f->place = AT_MESSAGE; /* v9 does not say where it ends */
		f->set_left = 0;
	}
	return e;
}

const struct stream_ops stream_flow = {
	.name = "flow",
	.open = flow_open,
	.close = flow_close,
	.next = flow_next,
	.restart = flow_restart,
};
