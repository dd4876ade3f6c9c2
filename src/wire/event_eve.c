/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_eve.c - one line of Suricata's eve.json, by the schema that Suricata publishes.
 *
 * The table says what is read of which object; all else is passed over (but must be well-formed).
 * DNS has three shapes: version 1 puts the record into "dns" itself, version 2 has answers[] or
 * grouped{} (and query[] with answer{} in alerts), version 3 has queries[].
 */
#include "wire/event_inner.h"

enum { SERVICE_PORTS = 1024 }; /* RFC 6335: the system ports */

enum place {
	TOP,
	DNS,
	QUERY,
	ANSWER,
	GROUPED,
	SRV,
	HTTP,
	TLS,
	TLS_CLIENT,
	JA3,
	JA3S,
	FILE_,
	PLACES
};

enum act {
	ENTER, /* an object or an array of them: read it by the table of `place` */
	VALUE, /* a text, or an array of them: a value of `field` */
	TIME,
	TYPE,
	SRC_PORT,
	DST_PORT,
	CERT,
	RRTYPE,
	RDATA,
	HOST,
	HTTP_PORT,
	TARGET
};

struct rule {
	struct str key;
	enum act act;
	enum field field;
	enum place place;
};

#define K(lit) \
	{ \
		"" lit, sizeof(lit) - 1 \
	}
static const struct rule top_rules[] = {
	{ K("timestamp"), TIME },
	{ K("event_type"), TYPE },
	{ K("src_ip"), VALUE, FIELD_SRC_IP },
	{ K("src_port"), SRC_PORT },
	{ K("dest_ip"), VALUE, FIELD_DST_IP },
	{ K("dest_port"), DST_PORT },
	{ K("dns"), ENTER, 0, DNS },
	{ K("http"), ENTER, 0, HTTP },
	{ K("tls"), ENTER, 0, TLS },
	{ K("quic"), ENTER, 0, TLS },
	{ K("fileinfo"), ENTER, 0, FILE_ },
	{ K("files"), ENTER, 0, FILE_ },
};
static const struct rule dns_rules[] = {
	{ K("rrname"), VALUE, FIELD_DNS_QUERY },
	{ K("rrtype"), RRTYPE },
	{ K("rdata"), RDATA },
	{ K("answers"), ENTER, 0, ANSWER },
	{ K("grouped"), ENTER, 0, GROUPED },
	{ K("queries"), ENTER, 0, QUERY },
	{ K("query"), ENTER, 0, QUERY },
	{ K("answer"), ENTER, 0, DNS },
};
static const struct rule query_rules[] = {
	{ K("rrname"), VALUE, FIELD_DNS_QUERY },
};
/* The owner of an answer is the query, or a name that an answer before it gave. */
static const struct rule answer_rules[] = {
	{ K("rrtype"), RRTYPE },
	{ K("rdata"), RDATA },
	{ K("srv"), ENTER, 0, SRV },
};
static const struct rule grouped_rules[] = {
	{ K("A"), VALUE, FIELD_DNS_ANSWER_IP },       { K("AAAA"), VALUE, FIELD_DNS_ANSWER_IP },
	{ K("CNAME"), VALUE, FIELD_DNS_ANSWER_NAME }, { K("DNAME"), VALUE, FIELD_DNS_ANSWER_NAME },
	{ K("NS"), VALUE, FIELD_DNS_ANSWER_NAME },    { K("MX"), VALUE, FIELD_DNS_ANSWER_NAME },
	{ K("PTR"), VALUE, FIELD_DNS_ANSWER_NAME },   { K("SRV"), ENTER, 0, SRV },
};
static const struct rule srv_rules[] = {
	{ K("name"), VALUE, FIELD_DNS_ANSWER_NAME },
};
static const struct rule http_rules[] = {
	{ K("hostname"), HOST, FIELD_HTTP_HOST },
	{ K("http_port"), HTTP_PORT },
	{ K("url"), TARGET },
};
static const struct rule tls_rules[] = {
	{ K("sni"), VALUE, FIELD_TLS_SNI }, { K("ja3"), ENTER, 0, JA3 },
	{ K("ja3s"), ENTER, 0, JA3S },      { K("ja4"), VALUE, FIELD_TLS_JA4 },
	{ K("fingerprint"), CERT },         { K("client"), ENTER, 0, TLS_CLIENT },
};
static const struct rule tls_client_rules[] = {
	{ K("fingerprint"), CERT },
};
static const struct rule ja3_rules[] = {
	{ K("hash"), VALUE, FIELD_TLS_JA3 },
};
static const struct rule ja3s_rules[] = {
	{ K("hash"), VALUE, FIELD_TLS_JA3S },
};
static const struct rule file_rules[] = {
	{ K("md5"), VALUE, FIELD_FILE_MD5 },
	{ K("sha1"), VALUE, FIELD_FILE_SHA1 },
	{ K("sha256"), VALUE, FIELD_FILE_SHA256 },
};

#define TABLE(rules) \
	{ \
		rules, sizeof rules / sizeof *rules \
	}
static const struct {
	const struct rule *rules;
	size_t n;
} tables[PLACES] = {
	[TOP] = TABLE(top_rules),
	[DNS] = TABLE(dns_rules),
	[QUERY] = TABLE(query_rules),
	[ANSWER] = TABLE(answer_rules),
	[GROUPED] = TABLE(grouped_rules),
	[SRV] = TABLE(srv_rules),
	[HTTP] = TABLE(http_rules),
	[TLS] = TABLE(tls_rules),
	[TLS_CLIENT] = TABLE(tls_client_rules),
	[JA3] = TABLE(ja3_rules),
	[JA3S] = TABLE(ja3s_rules),
	[FILE_] = TABLE(file_rules),
};

static const struct {
	struct str type;
	enum event_kind kind;
} kinds[] = {
	{ K("dns"), EVENT_DNS },       { K("flow"), EVENT_FLOW },     { K("netflow"), EVENT_FLOW },
	{ K("http"), EVENT_HTTP },     { K("http2"), EVENT_HTTP },    { K("tls"), EVENT_TLS },
	{ K("quic"), EVENT_TLS },      { K("fileinfo"), EVENT_FILE }, { K("alert"), EVENT_ALERT },
	{ K("anomaly"), EVENT_OTHER },
};

/* What must be known of an object before its values make sense. */
struct scope {
	struct str rrtype, rdata, host, port, target;
	uint64_t seen; /* bit i: the key of rule i has appeared */
};

struct eve {
	struct event_reader *r;
	struct json_reader *j;
	struct why *why;
	enum err error; /* the first; ends the walk */
	bool has_type, is_stats;
	struct str src_port, dst_port;
};

static enum err walk_object(struct eve *v, enum place place);

static const struct rule *find_rule(enum place place, struct str key)
{
	for (size_t i = 0; i < tables[place].n; i++)
		if (str_eq(tables[place].rules[i].key, key))
			return &tables[place].rules[i];
	return NULL;
}

static void set_kind(struct eve *v, struct str type)
{
	v->has_type = true;
	v->r->ev->kind = event_eve_kind(type, &v->is_stats);
}

/* A text or the digits of a number, where a rule wants one. */
static void take_text(struct eve *v, const struct rule *rule, struct scope *s, struct str text)
{
	switch (rule->act) {
	case ENTER:
		break; /* a text where an object is meant: not ours */
	case VALUE:
		event_add(v->r, rule->field, text);
		break;
	case TIME:
		event_set_time(v->r, text);
		break;
	case TYPE:
		set_kind(v, text);
		break;
	case SRC_PORT:
		v->src_port = text;
		break;
	case DST_PORT:
		v->dst_port = text;
		break;
	case CERT:
		event_add_cert(v->r, text);
		break;
	case RRTYPE:
		s->rrtype = text;
		break;
	case RDATA:
		s->rdata = text;
		break;
	case HOST:
		s->host = text;
		event_add(v->r, rule->field, text);
		break;
	case HTTP_PORT:
		s->port = text;
		break;
	case TARGET:
		s->target = text;
		break;
	}
}

static bool wants_number(enum act act)
{
	return act == SRC_PORT || act == DST_PORT || act == HTTP_PORT;
}

static enum err walk_value(struct eve *v, const struct rule *rule, struct scope *s)
{
	enum json_tok t = json_next(v->j);
	bool array = t == JSON_ARRAY;
	enum err e = ERR_OK;

	if (array)
		t = json_next(v->j);
	while (e == ERR_OK && t != JSON_ARRAY_END) {
		if (t == JSON_ERROR)
			return event_json_error(v->r, v->j, v->why);
		if (t == JSON_OBJECT && rule->act == ENTER)
			e = walk_object(v, rule->place);
		else if ((t == JSON_OBJECT || t == JSON_ARRAY) && !json_skip(v->j))
			return event_json_error(v->r, v->j, v->why);
		else if (t == JSON_STRING || (t == JSON_NUMBER && wants_number(rule->act)))
			take_text(v, rule, s, event_keep(v->r, json_text(v->j)));
		if (!array)
			return e;
		t = json_next(v->j);
	}
	return e;
}

static bool is_name_type(struct str rrtype)
{
	static const struct str types[] = { K("A"),  K("AAAA"), K("CNAME"), K("DNAME"),
					    K("NS"), K("MX"),   K("PTR"),   K("SRV") };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_eq(types[i], rrtype))
			return true;
	return false;
}

/* At the end of an object: what could not be said before. A record of type A that holds a name
 * is taken as a name (loggers that give each record the type of the question exist). */
static void finish_object(struct eve *v, enum place place, const struct scope *s)
{
	if (place == HTTP)
		event_add_url(v->r, s->host, s->port, s->target);
	if (s->rdata.n && is_name_type(s->rrtype))
		event_add(v->r,
			  event_is_addr(s->rdata) ? FIELD_DNS_ANSWER_IP : FIELD_DNS_ANSWER_NAME,
			  s->rdata);
}

static enum err walk_object(struct eve *v, enum place place)
{
	struct scope s = { 0 };
	enum err e = ERR_OK;
	enum json_tok t;

	while (e == ERR_OK && (t = json_next(v->j)) == JSON_KEY) {
		const struct rule *rule = find_rule(place, json_text(v->j));
		uint64_t bit;

		if (!rule) {
			if (!json_skip(v->j))
				return event_json_error(v->r, v->j, v->why);
			continue;
		}
		bit = (uint64_t)1 << (rule - tables[place].rules);
		if (s.seen & bit)
			return event_duplicate(v->r, v->j, v->why);
		s.seen |= bit;
		e = walk_value(v, rule, &s);
	}
	if (e == ERR_OK && t == JSON_ERROR)
		return event_json_error(v->r, v->j, v->why);
	if (e == ERR_OK)
		finish_object(v, place, &s);
	return e;
}

bool event_is_service_port(struct str text)
{
	uint64_t port;

	return str_u64(text, &port) && port < SERVICE_PORTS;
}

/*
 * EVE writes some records in the direction of the packet or of the file, so the source may be the
 * server. A service port on the source side alone tells; of a file between two other ports nobody
 * knows who asked, and both sides count as clients.
 */
static void settle_roles(struct eve *v)
{
	bool src = event_is_service_port(v->src_port);
	bool dst = event_is_service_port(v->dst_port);
	bool both_clients = v->r->ev->kind == EVENT_FILE && !src && !dst;

	for (size_t i = 0; i < v->r->values.n; i++) {
		struct event_value *x = &v->r->values.v[i];

		if (x->field == FIELD_SRC_IP && src && !dst)
			x->field = FIELD_DST_IP;
		else if (x->field == FIELD_DST_IP && (both_clients || (src && !dst)))
			x->field = FIELD_SRC_IP;
	}
}

enum err eve_read(struct event_reader *r, struct why *why)
{
	struct eve v = { .r = r, .j = event_json(r, JSON_DUP_IGNORE), .why = why };
	enum json_tok t = json_next(v.j);
	enum err e;

	if (t == JSON_ERROR)
		return event_json_error(r, v.j, why);
	if (t != JSON_OBJECT)
		return event_no_object(r, why);
	e = walk_object(&v, TOP);
	if (e != ERR_OK)
		return e;
	if (json_next(v.j) == JSON_ERROR)
		return event_json_error(r, v.j, why);
	if (!v.has_type)
		return why_set(why, ERR_SYNTAX, SAY_EVENT_EVE_TYPE);
	if (v.is_stats)
		r->values.n = 0; /* about Suricata, not about traffic */
	settle_roles(&v);
	return ERR_OK;
}

static enum key_class class_of(const struct rule *rule)
{
	switch (rule->act) {
	case ENTER:
	case RRTYPE:
	case HTTP_PORT:
		return KEY_NONE; /* what lies inside has keys of its own; values alone are asked for */
	case VALUE:
		return event_field_class(rule->field);
	case TIME:
		return KEY_TIME;
	case TYPE:
		return KEY_TYPE;
	case SRC_PORT:
		return KEY_SRC_PORT;
	case DST_PORT:
		return KEY_DST_PORT;
	case CERT:
		return KEY_DIGEST;
	case RDATA:
		return KEY_NAME;
	case HOST:
		return KEY_HOST;
	case TARGET:
		return KEY_TARGET;
	}
	return KEY_OTHER;
}

bool eve_keys(struct event_key *out, size_t *n)
{
	for (unsigned p = 0; p < PLACES; p++)
		for (size_t i = 0; i < tables[p].n; i++) {
			const struct rule *rule = &tables[p].rules[i];
			struct event_key key = { .text = rule->key,
						 .class_ = class_of(rule),
						 .field = rule->field };

			if (key.class_ != KEY_NONE && !event_key_add(out, n, key))
				return false;
		}
	return true;
}

enum event_kind event_eve_kind(struct str type, bool *is_stats)
{
	*is_stats = str_eq(type, STR("stats"));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(kinds[i].type, type))
			return kinds[i].kind;
	return EVENT_OTHER;
}
