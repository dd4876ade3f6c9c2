/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_zeek.c - one line of a Zeek log, as TSV (with its # headers) or as JSON.
 *
 * One table names the columns of all logs: Zeek gives a thing the same name everywhere, and a JSON
 * log does not say which log it is. Where a name has two meanings ("host"), the columns beside it
 * decide. TSV values are unescaped (\xHH, \\); sets and vectors are split before that.
 */
#include "wire/event_inner.h"

enum act {
	VALUE, /* a value of `field` */
	TIME,
	KIND,   /* its presence alone says what the record is */
	ANSWER, /* an address, a name, or some text */
	CERT,
	HOST, /* the HTTP host; in known_services and the like an address */
	URI,
	ID,   /* id.orig_h: a value, and the record is of a connection */
	PORT, /* port_num: the record is of a service */
	TX_HOST,
	IS_ORIG
};

struct rule {
	struct str name;
	enum act act;
	enum field field;
	enum event_kind kind;
};

#define K(lit) \
	{ \
		"" lit, sizeof(lit) - 1 \
	}
static const struct rule rules[] = {
	{ K("ts"), TIME },
	{ K("id.orig_h"), ID, FIELD_SRC_IP },
	{ K("id.resp_h"), VALUE, FIELD_DST_IP },
	/* The renaming that Zeek's manual shows (Log::default_field_name_map). */
	{ K("src_ip"), ID, FIELD_SRC_IP },
	{ K("dst_ip"), VALUE, FIELD_DST_IP },
	/* conn */
	{ K("missed_bytes"), KIND, 0, EVENT_FLOW },
	/* dns */
	{ K("query"), VALUE, FIELD_DNS_QUERY, EVENT_DNS },
	{ K("rejected"), KIND, 0, EVENT_DNS },
	{ K("answers"), ANSWER, 0, EVENT_DNS },
	/* http; known_hosts, known_services, software have an address there */
	{ K("host"), HOST },
	{ K("uri"), URI, 0, EVENT_HTTP },
	{ K("request_body_len"), KIND, 0, EVENT_HTTP },
	{ K("port_num"), PORT },
	/* ssl, quic, x509 */
	{ K("server_name"), VALUE, FIELD_TLS_SNI, EVENT_TLS },
	{ K("established"), KIND, 0, EVENT_TLS },
	{ K("ja3"), VALUE, FIELD_TLS_JA3, EVENT_TLS },
	{ K("ja3s"), VALUE, FIELD_TLS_JA3S, EVENT_TLS },
	{ K("ja4"), VALUE, FIELD_TLS_JA4, EVENT_TLS },
	{ K("cert_chain_fps"), CERT, 0, EVENT_TLS },
	{ K("client_cert_chain_fps"), CERT, 0, EVENT_TLS },
	{ K("fingerprint"), CERT, 0, EVENT_TLS },
	/* files (tx_hosts and rx_hosts before Zeek 5) */
	{ K("seen_bytes"), KIND, 0, EVENT_FILE },
	{ K("md5"), VALUE, FIELD_FILE_MD5 },
	{ K("sha1"), VALUE, FIELD_FILE_SHA1 },
	{ K("sha256"), VALUE, FIELD_FILE_SHA256 },
	{ K("tx_hosts"), TX_HOST, FIELD_DST_IP, EVENT_FILE },
	{ K("rx_hosts"), VALUE, FIELD_SRC_IP, EVENT_FILE },
	{ K("is_orig"), IS_ORIG },
	/* notice */
	{ K("note"), KIND, 0, EVENT_ALERT },
	{ K("src"), VALUE, FIELD_SRC_IP },
	{ K("dst"), VALUE, FIELD_DST_IP },
	/* dhcp */
	{ K("client_addr"), VALUE, FIELD_SRC_IP },
	{ K("assigned_addr"), VALUE, FIELD_SRC_IP },
	{ K("server_addr"), VALUE, FIELD_DST_IP },
};
enum { RULES = sizeof rules / sizeof *rules, LONGEST = 24, MARK_MAX = 64 };
_Static_assert(RULES <= 64, "struct record has a bit for each");

struct column {
	const struct rule *rule; /* NULL: not read */
	bool many;               /* a set or a vector */
};

/* How a log writes "no value" or "no elements". Kept here, so that a file of a million headers needs
 * no more memory than one. */
struct mark {
	size_t n;
	char p[MARK_MAX];
};

struct zeek {
	struct arena *a;
	char separator, set_separator;
	struct mark empty, unset;
	struct column *columns;
	struct str *cells; /* of the current line */
	size_t n;
	/* The rules by the length of their names: chain heads, and the next of each; from 1. */
	unsigned char of_length[LONGEST], next[RULES + 1];
};

/* What of one record decides about its other values. */
struct record {
	struct event_reader *r;
	bool has_id, has_port, has_tx;
	enum { UNSAID, BY_ORIG, BY_RESP } sender;
	struct str host, uri;
	size_t host_at; /* index of the value + 1 */
	uint64_t seen;  /* bit i: rule i (JSON) */
};

static void set_mark(struct mark *m, struct str text)
{
	m->n = text.n < MARK_MAX ? text.n : MARK_MAX;
	memcpy(m->p, text.p, m->n);
}

static bool is_mark(const struct mark *m, struct str text)
{
	return text.n == m->n && memcmp(text.p, m->p, m->n) == 0;
}

struct zeek *zeek_open(struct arena *a)
{
	struct zeek *z = arena_new(a, struct zeek);

	z->a = a;
	z->separator = '\t';
	z->set_separator = ',';
	set_mark(&z->empty, STR("(empty)"));
	set_mark(&z->unset, STR("-"));
	for (unsigned char i = RULES; i > 0; i--) {
		size_t n = rules[i - 1].name.n;

		z->next[i] = z->of_length[n];
		z->of_length[n] = i;
	}
	return z;
}

static const struct rule *find_rule(const struct zeek *z, struct str name)
{
	if (name.n >= LONGEST)
		return NULL;
	for (unsigned i = z->of_length[name.n]; i; i = z->next[i])
		if (memcmp(rules[i - 1].name.p, name.p, name.n) == 0)
			return &rules[i - 1];
	return NULL;
}

/* ---- one record, whatever its form ---- */

/* The answers of dns.log are texts: "192.0.2.1", "a.example", "TXT 5 hello", "<unknown type=65>". */
static void add_answer(struct event_reader *r, struct str text)
{
	if (event_is_addr(text))
		event_add(r, FIELD_DNS_ANSWER_IP, text);
	else if (str_find(text, ' ') == SIZE_MAX)
		event_add(r, FIELD_DNS_ANSWER_NAME, text);
}

static void take_text(struct record *rec, const struct rule *rule, struct str text)
{
	struct event_reader *r = rec->r;

	switch (rule->act) {
	case TIME:
		event_set_time(r, text);
		break;
	case ANSWER:
		add_answer(r, text);
		break;
	case CERT:
		event_add_cert(r, text);
		break;
	case HOST:
		rec->host = text;
		event_add(r, FIELD_HTTP_HOST, text);
		if (text.n) /* else the last value is another */
			rec->host_at = r->values.n;
		break;
	case URI:
		rec->uri = text;
		break;
	case VALUE:
	case ID:
	case TX_HOST:
		event_add(r, rule->field, text);
		break;
	case KIND:
	case PORT:
	case IS_ORIG:
		break;
	}
}

/* A column that the record has, whatever its value. */
static void take_presence(struct record *rec, const struct rule *rule)
{
	rec->has_id |= rule->act == ID;
	rec->has_port |= rule->act == PORT;
	rec->has_tx |= rule->act == TX_HOST;
	if (rule->kind)
		rec->r->ev->kind = rule->kind;
}

/* tx_hosts sent a file, rx_hosts got it: as if the server had sent it. If the client did, they are
 * swapped; if the log does not say who did, all of them are clients. */
static void place_hosts(struct record *rec)
{
	for (size_t i = 0; i < rec->r->values.n; i++) {
		struct event_value *v = &rec->r->values.v[i];

		if (v->field == FIELD_DST_IP)
			v->field = FIELD_SRC_IP;
		else if (v->field == FIELD_SRC_IP && rec->sender == BY_ORIG)
			v->field = FIELD_DST_IP;
	}
}

static void finish_record(struct record *rec)
{
	struct event_reader *r = rec->r;

	if (rec->host_at && !rec->has_id)
		r->values.v[rec->host_at - 1].field = rec->has_port ? FIELD_DST_IP : FIELD_SRC_IP;
	if (rec->has_id)
		event_add_url(r, rec->host, str_n(NULL, 0), rec->uri);
	if (rec->has_tx && rec->sender != BY_RESP)
		place_hosts(rec);
}

/* ---- TSV ---- */

/* \xHH and \\ become bytes; any other backslash stays. */
static struct str unescape(struct arena *a, struct str s)
{
	char *p, *start;

	if (!memchr(s.p, '\\', s.n))
		return s;
	start = p = arena_alloc(a, s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 3 < s.n && s.p[i + 1] == 'x' &&
		    ascii_hex(s.p[i + 2]) >= 0 && ascii_hex(s.p[i + 3]) >= 0) {
			*p++ = (char)(ascii_hex(s.p[i + 2]) << 4 | ascii_hex(s.p[i + 3]));
			i += 3;
		} else {
			*p++ = s.p[i];
			i += s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '\\';
		}
	}
	return str_n(start, (size_t)(p - start));
}

/* A separator: one byte, maybe escaped. */
static enum err one_byte(struct event_reader *r, struct str text, char *out, struct why *why)
{
	struct str s = unescape(r->scratch, text);

	if (s.n != 1)
		return why_set(why, ERR_SYNTAX, SAY_EVENT_ZEEK_SEPARATOR, A(text));
	*out = s.p[0];
	return ERR_OK;
}

/* #fields: the columns from here on. A log's end and another's beginning may be in one file. */
static enum err take_fields(struct event_reader *r, struct str names, struct why *why)
{
	struct zeek *z = r->zeek;
	struct str rest = names, name;
	size_t n = 0;

	z->n = 0;
	while (str_split(&rest, z->separator, &name))
		n++;
	if (n > EVENT_COLUMNS_MAX)
		return why_set(why, ERR_LIMIT, SAY_EVENT_COLUMNS_MANY, A(EVENT_COLUMNS_MAX));
	if (!z->columns) {
		z->columns = arena_array(z->a, struct column, EVENT_COLUMNS_MAX);
		z->cells = arena_array(z->a, struct str, EVENT_COLUMNS_MAX);
	}
	rest = names;
	while (str_split(&rest, z->separator, &name)) {
		const struct rule *rule = find_rule(z, name);

		z->columns[z->n++] = (struct column){
			.rule = rule, /* until #types says it: */
			.many = rule && (rule->act == ANSWER || rule->act == CERT),
		};
	}
	return ERR_OK;
}

static void take_types(struct zeek *z, struct str types)
{
	struct str type;

	for (size_t i = 0; i < z->n && str_split(&types, z->separator, &type); i++)
		z->columns[i].many =
			str_starts(type, STR("set[")) || str_starts(type, STR("vector["));
}

static enum err take_header(struct event_reader *r, struct why *why)
{
	static const struct str separator = K("#separator ");
	struct zeek *z = r->zeek;
	struct str rest = r->line, word;

	r->columns_version++;
	if (str_starts(rest, separator))
		return one_byte(r, str_cut(rest, separator.n, rest.n), &z->separator, why);
	if (!str_split(&rest, z->separator, &word) || !rest.p)
		return ERR_OK;
	if (str_eq(word, STR("#fields")))
		return take_fields(r, rest, why);
	if (str_eq(word, STR("#types")))
		take_types(z, rest);
	else if (str_eq(word, STR("#set_separator")))
		return one_byte(r, rest, &z->set_separator, why);
	else if (str_eq(word, STR("#empty_field")))
		set_mark(&z->empty, rest);
	else if (str_eq(word, STR("#unset_field")))
		set_mark(&z->unset, rest);
	return ERR_OK;
}

static void take_cell(struct record *rec, const struct column *c, struct str cell)
{
	struct zeek *z = rec->r->zeek;
	struct str part;

	take_presence(rec, c->rule);
	if (is_mark(&z->unset, cell) || is_mark(&z->empty, cell))
		return;
	if (c->rule->act == IS_ORIG)
		rec->sender = str_eq(cell, STR("T")) ? BY_ORIG : BY_RESP;
	while (c->many && str_split(&cell, z->set_separator, &part))
		if (!is_mark(&z->unset, part))
			take_text(rec, c->rule, unescape(rec->r->scratch, part));
	if (!c->many)
		take_text(rec, c->rule, unescape(rec->r->scratch, cell));
}

/* Cuts the line into z->cells; the count may be more than there is room for. */
static size_t cut_cells(struct zeek *z, struct str line)
{
	const char *start = line.p, *end = line.p + line.n;
	size_t n = 0;

	for (const char *p = start; p <= end; p++) { /* cells are short: no call for each */
		if (p < end && *p != z->separator)
			continue;
		if (n < z->n)
			z->cells[n] = str_n(start, (size_t)(p - start));
		n++;
		start = p + 1;
	}
	return n;
}

static enum err tsv_read(struct event_reader *r, struct why *why)
{
	struct record rec = { .r = r };
	struct zeek *z = r->zeek;
	size_t cells;

	if (r->line.p[0] == '#')
		return take_header(r, why);
	if (!z->n)
		return why_set(why, ERR_SYNTAX, SAY_EVENT_ZEEK_HEADER);
	cells = cut_cells(z, r->line);
	if (cells != z->n)
		return why_set(why, ERR_SYNTAX, SAY_EVENT_ZEEK_COLUMNS, A(cells), A(z->n));
	for (size_t i = 0; i < z->n; i++)
		if (z->columns[i].rule)
			take_cell(&rec, &z->columns[i], z->cells[i]);
	finish_record(&rec);
	return ERR_OK;
}

/* ---- JSON ---- */

/* A value: a text, an array of them, a number for the time, true or false for is_orig. */
static bool json_value(struct record *rec, const struct rule *rule, struct json_reader *j)
{
	enum json_tok t = json_next(j);
	bool array = t == JSON_ARRAY;

	if (array)
		t = json_next(j);
	while (t != JSON_ARRAY_END) {
		if (t == JSON_ERROR || ((t == JSON_OBJECT || t == JSON_ARRAY) && !json_skip(j)))
			return false;
		if (t == JSON_STRING || (t == JSON_NUMBER && rule->act == TIME))
			take_text(rec, rule, event_keep(rec->r, json_text(j)));
		if (rule->act == IS_ORIG && (t == JSON_TRUE || t == JSON_FALSE))
			rec->sender = t == JSON_TRUE ? BY_ORIG : BY_RESP;
		if (!array)
			break;
		t = json_next(j);
	}
	return true;
}

static enum err json_members(struct record *rec, struct json_reader *j, struct why *why)
{
	enum json_tok t;

	while ((t = json_next(j)) == JSON_KEY) {
		const struct rule *rule = find_rule(rec->r->zeek, json_text(j));
		uint64_t bit = rule ? (uint64_t)1 << (rule - rules) : 0;
		bool ok;

		if (rec->seen & bit)
			return event_duplicate(rec->r, j, why);
		rec->seen |= bit;
		if (rule)
			take_presence(rec, rule);
		ok = rule ? json_value(rec, rule, j) : json_skip(j);
		if (!ok)
			return event_json_error(rec->r, j, why);
	}
	if (t == JSON_ERROR || json_next(j) == JSON_ERROR)
		return event_json_error(rec->r, j, why);
	return ERR_OK;
}

static enum err json_line(struct event_reader *r, struct why *why)
{
	struct record rec = { .r = r };
	struct json_reader *j = event_json(r, JSON_DUP_IGNORE);
	enum json_tok t = json_next(j);
	enum err e;

	if (t == JSON_ERROR)
		return event_json_error(r, j, why);
	if (t != JSON_OBJECT)
		return event_no_object(r, why);
	e = json_members(&rec, j, why);
	if (e == ERR_OK)
		finish_record(&rec);
	return e;
}

enum err zeek_read(struct event_reader *r, struct why *why)
{
	bool json = str_trim(r->line).p[0] == '{';

	return json ? json_line(r, why) : tsv_read(r, why);
}

static enum key_class class_of(const struct rule *rule)
{
	switch (rule->act) {
	case VALUE:
	case ID:
	case TX_HOST:
		return event_field_class(rule->field);
	case TIME:
		return KEY_TIME;
	case ANSWER:
		return KEY_NAME;
	case CERT:
		return KEY_DIGEST;
	case HOST:
		return KEY_HOST;
	case URI:
		return KEY_TARGET;
	case KIND:
	case PORT:
	case IS_ORIG:
		return KEY_KIND;
	}
	return KEY_OTHER;
}

bool zeek_keys(struct event_key *out, size_t *n)
{
	for (size_t i = 0; i < RULES; i++) {
		bool roles = rules[i].act == TX_HOST || rules[i].act == IS_ORIG ||
			     rules[i].act == PORT || rules[i].kind == EVENT_FILE;
		struct event_key key = { rules[i].name, class_of(&rules[i]), rules[i].field,
					 rules[i].kind, roles };

		if (!event_key_add(out, n, key))
			return false;
	}
	return true;
}

/* ---- columns, told to others ---- */

/* Bytes that mean something else in a line as well. */
static bool is_odd_separator(char c)
{
	return c == '\n' || c == '\r' || c == '\\' || c == '#' || c == '{';
}

static struct event_column column_of(const struct record *rec, const struct column *c)
{
	const struct rule *rule = c->rule;
	struct event_column out = { .class_ = (uint8_t)class_of(rule),
				    .field = (uint8_t)rule->field,
				    .many = c->many,
				    .answer = rule->act == ANSWER,
				    .cert = rule->act == CERT };

	if (rule->act == HOST && !rec->has_id) { /* finish_record() makes it an address */
		out.class_ = KEY_ADDR;
		out.field = rec->has_port ? FIELD_DST_IP : FIELD_SRC_IP;
	}
	return out;
}

/* What these columns say of every record. false: it takes the strict reader to tell. */
static bool meet_columns(const struct zeek *z, struct record *rec)
{
	for (size_t i = 0; i < z->n; i++) {
		const struct rule *rule = z->columns[i].rule;
		uint64_t bit = rule ? (uint64_t)1 << (rule - rules) : 0;

		if (rec->seen & bit || (rule && rule->act == HOST && z->columns[i].many))
			return false;
		rec->seen |= bit;
		if (rule)
			take_presence(rec, rule);
	}
	return true;
}

void zeek_columns(const struct event_reader *r, struct event_columns *out)
{
	const struct zeek *z = r->zeek;
	struct event ev = { .kind = EVENT_OTHER };
	struct event_reader told = { .ev = &ev };
	struct record rec = { .r = &told };

	out->headers = true;
	if (!z->n || is_odd_separator(z->separator) || !meet_columns(z, &rec))
		return;
	out->state = COLUMNS_KNOWN;
	out->separator = z->separator;
	out->set_separator = z->set_separator;
	out->cells_min = out->cells_max = (uint32_t)z->n;
	out->kind = ev.kind;
	out->roles = rec.has_tx;
	out->unset = str_n(z->unset.p, z->unset.n);
	out->empty = str_n(z->empty.p, z->empty.n);
	for (size_t i = 0; i < z->n; i++) {
		const struct column *c = &z->columns[i];
		struct event_column column;

		if (!c->rule)
			continue;
		column = column_of(&rec, c);
		column.at = (uint32_t)i;
		out->roles |= column.class_ == KEY_TIME && c->many;
		if (column.class_ != KEY_KIND)
			out->v[out->n++] = column;
	}
}
