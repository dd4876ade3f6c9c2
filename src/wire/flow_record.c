/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_record.c - this runs for every record: a template's takes, one behind the other.
 *
 * Roles: who is named as source is the client, but if the source has a service port (1..1023; 0 is none:
 * ICMP) and the destination has not, the record is the answer's direction and the two change places.
 */
#include "wire/flow_record.h"

#include "base/ensure.h"
#include "wire/host.h"
#include "wire/url.h"

enum { SERVICE_PORTS = 1024 };  /* RFC 6335: the system ports */
#define MS_MAX 253402300799999u /* the end of the year 9999 */
#define NTP_1970 2208988800u    /* seconds since 1900 */

/* The fixed format of NetFlow v5, as a template. */
const struct flow_template flow_v5 = {
	.length = FLOW_V5_RECORD,
	.plain = { .family = 4,
		   .has_ports = true,
		   .time = { FLOW_UPTIME, 0, 24, 4 },
		   .src = 0,
		   .dst = 4,
		   .src_port = 32,
		   .dst_port = 34 },
	.n_takes = 5,
	.takes = { { FLOW_ADDR4, FIELD_SRC_IP, 0, 4 },
		   { FLOW_ADDR4, FIELD_DST_IP, 4, 4 },
		   { FLOW_UPTIME, 0, 24, 4 },
		   { FLOW_SRC_PORT, 0, 32, 2 },
		   { FLOW_DST_PORT, 0, 34, 2 } },
};

struct record {
	const struct flow_message *m;
	struct stream_out *out;
	struct event *ev;
	int64_t us; /* INT64_MIN: the message's time holds */
	uint64_t src_port, dst_port, boot_ms;
	struct str host, target;
};

static uint64_t number(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	if (n == 4)
		return be32(p);
	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

/* ---- addresses ---- */

/* 0.0.0.0 and :: say that there is none. */
static void take_addr(struct record *r, const struct flow_take *t, const uint8_t *p, size_t n)
{
	static const uint8_t none[16];
	struct addr a;

	if (addr_of_bytes(p, n, &a) && memcmp(a.b, none, sizeof none) != 0)
		stream_addr(r->out, r->ev, (enum field)t->field, &a);
}

/* ---- texts ---- */

static void add_text(struct record *r, unsigned field, struct str text)
{
	struct dns_room *room = &r->out->room;

	room->v[room->v_n++] = (struct event_value){ .field = (enum field)field, .text = text };
	r->ev->n++;
}

/* Without the zeros that fill it up. A text of fixed length that is full was perhaps cut off, and the
 * front of a name is another name. */
static struct str text_of(const struct flow_take *t, const uint8_t *p, size_t n)
{
	size_t full = n;

	while (n && !p[n - 1])
		n--;
	if (t->len != FLOW_VARIABLE && n == full)
		n = 0;
	return str_n((const char *)p, n);
}

static void take_text(struct record *r, const struct flow_take *t, const uint8_t *p, size_t n)
{
	struct str text = text_of(t, p, n);

	if (!text.n)
		return;
	if (t->act == FLOW_TARGET) {
		r->target = text;
		return;
	}
	if (t->act == FLOW_HOST)
		r->host = text;
	add_text(r, t->field, text);
}

static void finish_url(struct record *r)
{
	struct dns_room *room = &r->out->room;
	char *p = room->text + room->text_n;
	struct str host = host_before_path(r->host);

	if (str_find_str(str_cut(r->target, 0, 64), STR("://")) != SIZE_MAX &&
	    r->target.p[0] != '/') {
		add_text(r, FIELD_HTTP_URL, r->target);
		return;
	}
	if (!host.n || r->target.p[0] != '/' || host.n + r->target.n > URL_MAX)
		return;
	ensure(room->text_cap - room->text_n >= host.n + r->target.n);
	memcpy(p, host.p, host.n);
	memcpy(p + host.n, r->target.p, r->target.n);
	room->text_n += host.n + r->target.n;
	add_text(r, FIELD_HTTP_URL, str_n(p, host.n + r->target.n));
}

/* ---- times ---- */

static void take_ms(struct record *r, uint64_t ms)
{
	if (ms && ms <= MS_MAX)
		r->us = (int64_t)ms * 1000;
}

/* Before 1968 means after 2036 (RFC 4330, 3). */
static void take_ntp(struct record *r, const uint8_t *p)
{
	uint64_t sec = be32(p), part = be32(p + 4);

	if (!sec)
		return;
	if (sec < 0x80000000u)
		sec += (uint64_t)1 << 32;
	r->us = (int64_t)((sec - NTP_1970) * US_PER_SECOND + (part * US_PER_SECOND >> 32));
}

/* The counter begins anew after 49 days; so the difference is taken in its own 32 bits. */
static void take_uptime(struct record *r, uint64_t ms)
{
	if (r->m->has_uptime && r->m->us != INT64_MIN)
		r->us = r->m->us + (int64_t)(int32_t)((uint32_t)ms - r->m->uptime) * 1000;
}

static void take_before(struct record *r, uint64_t us)
{
	if (r->m->us != INT64_MIN && us <= (uint64_t)r->m->us)
		r->us = r->m->us - (int64_t)us;
}

static void take_seconds(struct record *r, uint64_t s)
{
	if (s <= MS_MAX / 1000)
		take_ms(r, s * 1000);
}

/* ---- a record ---- */

static void take_field(struct record *r, const struct flow_take *t, const uint8_t *p, size_t n)
{
	switch ((enum flow_act)t->act) {
	case FLOW_ADDR4:
		take_addr(r, t, p, 4);
		break;
	case FLOW_ADDR6:
		take_addr(r, t, p, 16);
		break;
	case FLOW_SRC_PORT:
		r->src_port = number(p, n);
		break;
	case FLOW_DST_PORT:
		r->dst_port = number(p, n);
		break;
	case FLOW_MILLISECONDS:
		take_ms(r, number(p, n));
		break;
	case FLOW_UPTIME:
		take_uptime(r, number(p, n));
		break;
	case FLOW_SECONDS:
		take_seconds(r, number(p, n));
		break;
	case FLOW_NTP:
		take_ntp(r, p);
		break;
	case FLOW_BEFORE:
		take_before(r, number(p, n));
		break;
	case FLOW_TEXT:
	case FLOW_HOST:
	case FLOW_TARGET:
		take_text(r, t, p, n);
		break;
	case FLOW_BOOT:
		if (number(p, n))
			r->boot_ms = number(p, n);
		break;
	case FLOW_PASS:
		break;
	}
}

static bool is_answer(uint64_t src_port, uint64_t dst_port)
{
	return src_port - 1 < SERVICE_PORTS - 1 && dst_port >= SERVICE_PORTS;
}

static void swap_roles(struct event *ev)
{
	for (size_t i = 0; i < ev->n; i++)
		if (ev->v[i].field == FIELD_SRC_IP)
			ev->v[i].field = FIELD_DST_IP;
		else if (ev->v[i].field == FIELD_DST_IP)
			ev->v[i].field = FIELD_SRC_IP;
}

static void begin(struct record *r)
{
	r->out->counts->records++;
	r->ev = stream_event(r->out, EVENT_FLOW);
	r->us = INT64_MIN;
	r->src_port = r->dst_port = 0;
	r->host.n = r->target.n = 0;
}

static void finish(struct record *r)
{
	if (r->target.n)
		finish_url(r);
	if (!r->ev->n) {
		r->out->n--;
		r->out->counts->no_event++;
		return;
	}
	if (is_answer(r->src_port, r->dst_port))
		swap_roles(r->ev);
	if (r->us == INT64_MIN)
		r->us = r->m->us;
	r->ev->has_time = r->us != INT64_MIN;
	if (r->ev->has_time)
		r->ev->time.us = r->us;
}

static void read_fixed(struct record *r, const struct flow_template *t, const uint8_t *p)
{
	for (unsigned i = 0; i < t->n_takes; i++)
		take_field(r, &t->takes[i], p + t->takes[i].at, t->takes[i].len);
}

/* ---- plain records: the same, without a question for each field ---- */

static inline void put_addr(struct event_value *v, enum field field, const uint8_t *p, unsigned n)
{
	*v = (struct event_value){ .field = field, .addr.family = n == 4 ? 4 : 6 };
	memcpy(v->addr.b, p, n);
}

/* An address that is none, or an IPv4 address in IPv6's form: begins with zeros. */
static inline bool odd_addr(const uint8_t *p, unsigned n)
{
	return n == 4 ? !be32(p) : !(be32(p) | be32(p + 4));
}

/* n: the bytes of an address. false: not this record; nothing was done. */
static inline __attribute__((always_inline)) bool
read_plain(struct record *r, const struct flow_plain *f, const uint8_t *p, unsigned n)
{
	struct event_value *v = r->out->room.v + r->out->room.v_n;
	uint32_t src_port = 0, dst_port = 0;
	bool swap;

	if (odd_addr(p + f->src, n) || odd_addr(p + f->dst, n))
		return false;
	if (f->has_ports) {
		src_port = be16(p + f->src_port);
		dst_port = be16(p + f->dst_port);
	}
	swap = is_answer(src_port, dst_port);
	put_addr(v, swap ? FIELD_DST_IP : FIELD_SRC_IP, p + f->src, n);
	put_addr(v + 1, swap ? FIELD_SRC_IP : FIELD_DST_IP, p + f->dst, n);
	r->us = INT64_MIN;
	if (f->time.act)
		take_field(r, &f->time, p + f->time.at, f->time.len);
	if (r->us == INT64_MIN)
		r->us = r->m->us;
	r->out->room.v_n += 2;
	r->out->counts->records++;
	r->out->ev[r->out->n++] = (struct event){ .kind = EVENT_FLOW,
						  .has_time = r->us != INT64_MIN,
						  .time.us = r->us != INT64_MIN ? r->us : 0,
						  .line = r->out->counts->records,
						  .family = n == 4 ? 4 : 6,
						  .v = v,
						  .n = 2 };
	return true;
}

/* As many as are plain, and fit into the batch and its room; where the next one begins. */
static const uint8_t *read_plain_run(struct record *r, const struct flow_template *t,
				     const uint8_t *p, const uint8_t *end)
{
	const struct flow_plain *f = &t->plain;
	size_t fit = r->out->n + (r->out->room.v_cap - r->out->room.v_n) / 2;

	fit = fit < EVENT_BATCH ? fit : EVENT_BATCH;
	if (f->family == 4)
		while ((size_t)(end - p) >= t->length && r->out->n < fit && read_plain(r, f, p, 4))
			p += t->length;
	if (f->family == 6)
		while ((size_t)(end - p) >= t->length && r->out->n < fit && read_plain(r, f, p, 16))
			p += t->length;
	return p;
}

/* ---- variable length ---- */

/* RFC 7011, 7: one byte says the length, or 255 and two more. false: it runs past the end. */
static bool length_of(const uint8_t **p, const uint8_t *end, size_t *n)
{
	if (*p == end)
		return false;
	*n = *(*p)++;
	if (*n < 255)
		return true;
	if (end - *p < 2)
		return false;
	*n = be16(*p);
	*p += 2;
	return true;
}

/* The end of the record, or NULL: it runs past `end`. */
static const uint8_t *read_variable(struct record *r, const struct flow_template *t,
				    const uint8_t *p, const uint8_t *end)
{
	for (size_t i = 0; i < t->steps.n; i++) {
		const struct flow_step *s = &t->steps.v[i];
		size_t n = s->len;

		if (end - p < s->gap)
			return NULL;
		p += s->gap;
		if ((n == FLOW_VARIABLE && !length_of(&p, end, &n)) || (size_t)(end - p) < n)
			return NULL;
		if (s->take)
			take_field(r, &t->takes[s->take - 1], p, n);
		p += n;
	}
	return end - p < t->tail ? NULL : p + t->tail;
}

/* The event and its values never were. */
static enum err cut_off(struct record *r, struct str *rest, struct why *why)
{
	r->out->room.v_n -= r->ev->n;
	r->out->n--;
	rest->n = 0;
	return why_set(why, ERR_SYNTAX, SAY_FLOW_RECORD_CUT, A(r->out->counts->records));
}

enum err flow_records_read(const struct flow_template *t, const struct flow_message *m,
			   struct str *rest, struct stream_out *out, uint64_t *boot_ms,
			   struct why *why)
{
	struct record r = { .m = m, .out = out, .boot_ms = *boot_ms };
	const uint8_t *p = (const uint8_t *)rest->p, *end = p + rest->n, *next;

	while (t->length && (size_t)(end - p) >= t->length && !stream_full(out)) {
		const uint8_t *from = p;

		p = read_plain_run(&r, t, p, end);
		if (p != from)
			continue;
		begin(&r);
		next = p + t->length;
		if (!t->variable)
			read_fixed(&r, t, p);
		else
			next = read_variable(&r, t, p, end);
		if (!next) {
			*boot_ms = r.boot_ms;
			return cut_off(&r, rest, why);
		}
		finish(&r);
		p = next;
	}
	*boot_ms = r.boot_ms;
	if (!t->length || (size_t)(end - p) < t->length)
		p = end;
	*rest = str_n((const char *)p, (size_t)(end - p));
	return ERR_OK;
}
