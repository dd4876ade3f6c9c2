/* SPDX-License-Identifier: Apache-2.0 */
/* event_reader.c - what all formats have in common: a line, its values, their limits. */
#include "wire/event_inner.h"

#include "base/ensure.h"
#include "wire/addr.h"
#include "wire/host.h"
#include "wire/time3339.h"

static const char *const formats[EVENTS_FORMATS] = {
	[EVENTS_GUESS] = "guess", [EVENTS_EVE] = "eve",       [EVENTS_ZEEK] = "zeek",
	[EVENTS_CSV] = "csv",     [EVENTS_NDJSON] = "ndjson",
};

const char *event_format_name(enum event_format f)
{
	ensure(f < EVENTS_FORMATS);
	return formats[f];
}

bool event_format_of(struct str name, enum event_format *out)
{
	for (unsigned f = 0; f < EVENTS_FORMATS; f++)
		if (str_eq(name, str_of(formats[f]))) {
			*out = (enum event_format)f;
			return true;
		}
	return false;
}

enum err event_reader_open(struct arena *a, enum event_format format, struct str map,
			   struct event_reader **out, struct why *why)
{
	bool mapped = format == EVENTS_CSV || format == EVENTS_NDJSON;
	struct event_reader *r = arena_new(a, struct event_reader);
	enum err e = ERR_OK;

	*out = NULL;
	if (format == EVENTS_GUESS || format >= EVENTS_FORMATS)
		return why_set(why, ERR_ARG, SAY_EVENT_FORMAT);
	r->a = a;
	r->format = format;
	if (mapped)
		e = event_map_open(a, map, format == EVENTS_CSV, &r->map, why);
	else if (map.n)
		e = why_set(why, ERR_ARG, SAY_EVENT_MAP_FORMAT, A(formats[format]));
	if (e != ERR_OK)
		return e;
	if (format == EVENTS_ZEEK)
		r->zeek = zeek_open(a);
	r->scratch = arena_open();
	*out = r;
	return ERR_OK;
}

void event_reader_close(struct event_reader *r)
{
	if (!r)
		return;
	vec_fini(&r->values);
	arena_close(r->scratch);
	r->scratch = NULL;
}

static void set_family(struct event *ev)
{
	for (size_t i = 0; i < ev->n && !ev->family; i++) {
		const struct event_value *v = &ev->v[i];
		struct addr a;

		if ((v->field == FIELD_SRC_IP || v->field == FIELD_DST_IP) &&
		    event_value_addr(v, &a))
			ev->family = a.family;
	}
}

static enum err read_format(struct event_reader *r, struct why *why)
{
	switch (r->format) {
	case EVENTS_EVE:
		return eve_read(r, why);
	case EVENTS_ZEEK:
		return zeek_read(r, why);
	case EVENTS_CSV:
		return event_csv_read(r, why);
	default:
		return event_ndjson_read(r, why);
	}
}

enum err event_read(struct event_reader *r, struct str line, uint64_t number, struct event *ev,
		    bool *found, struct why *why)
{
	enum err e;

	*ev = (struct event){ .line = number };
	*found = false;
	if (number == 1 && str_starts(line, STR("\xEF\xBB\xBF")))
		line = str_cut(line, 3, line.n);
	if (str_ends(line, STR("\r")))
		line.n--;
	if (str_trim(line).n == 0)
		return ERR_OK;
	arena_reset(r->scratch);
	r->values.n = 0;
	r->too_many = false;
	r->line = line;
	r->number = number;
	r->ev = ev;
	e = read_format(r, why);
	if (e == ERR_OK && r->too_many)
		e = why_set(why, ERR_LIMIT, SAY_EVENT_VALUES, A(EVENT_VALUES_MAX));
	if (e != ERR_OK) {
		why_at(why, NULL, number, 0);
		return e;
	}
	ev->v = r->values.v;
	ev->n = r->values.n;
	*found = ev->n > 0;
	set_family(ev);
	return ERR_OK;
}

void event_add(struct event_reader *r, enum field field, struct str text)
{
	if (!text.n)
		return;
	if (r->values.n == EVENT_VALUES_MAX) {
		r->too_many = true;
		return;
	}
	*vec_push(&r->values) = (struct event_value){ .field = field, .text = text };
}

struct str event_keep(struct event_reader *r, struct str text)
{
	if (text.p >= r->line.p && text.p <= r->line.p + r->line.n)
		return text; /* a slice of the line */
	return str_keep(r->scratch, text);
}

static struct str without_colons(struct event_reader *r, struct str s)
{
	char *p;
	size_t n = 0;

	if (str_find(s, ':') == SIZE_MAX)
		return s;
	p = arena_alloc(r->scratch, s.n);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ':')
			p[n++] = s.p[i];
	return str_n(p, n);
}

void event_add_cert(struct event_reader *r, struct str text)
{
	struct str hex = without_colons(r, text);

	if (hex.n == 40)
		event_add(r, FIELD_TLS_CERT_SHA1, hex);
	else if (hex.n == 64)
		event_add(r, FIELD_TLS_CERT_SHA256, hex);
}

/* A host that is a bare IPv6 address needs brackets before a path. */
static bool needs_brackets(struct str host)
{
	size_t colon = str_find(host, ':');

	return colon != SIZE_MAX && host.p[0] != '[' &&
	       str_find(str_cut(host, colon + 1, host.n), ':') != SIZE_MAX;
}

void event_add_url(struct event_reader *r, struct str host, struct str port, struct str target)
{
	bool brackets = needs_brackets(host);
	uint64_t number;
	bool has_port = str_find(host, ':') == SIZE_MAX && str_u64(port, &number) && number != 80;
	char *p, *start;

	if (str_find_str(str_cut(target, 0, 64), STR("://")) != SIZE_MAX && target.p[0] != '/') {
		event_add(r, FIELD_HTTP_URL, target);
		return;
	}
	if (!host.n || !target.n || target.p[0] != '/')
		return; /* "*", "host:443": no path of a site */
	start = p = arena_alloc(r->scratch, host.n + port.n + target.n + 3);
	if (brackets)
		*p++ = '[';
	else
		host = host_before_path(host);
	p = mempcpy(p, host.p, host.n);
	if (brackets)
		*p++ = ']';
	if (has_port) {
		*p++ = ':';
		p = mempcpy(p, port.p, port.n);
	}
	p = mempcpy(p, target.p, target.n);
	event_add(r, FIELD_HTTP_URL, str_n(start, (size_t)(p - start)));
}

bool event_is_addr(struct str text)
{
	bool six = str_find(text, ':') != SIZE_MAX;
	unsigned dots = 0;

	if (text.n < 2 || text.n > ADDR_TEXT_MAX)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		dots += c == '.';
		if (c != '.' && !ascii_is_digit(c) && !(six && (c == ':' || ascii_hex(c) >= 0)))
			return false;
	}
	return six || dots == 3;
}

/* Milliseconds begin where seconds would be beyond the year 5138. */
static bool epoch_read(struct str text, struct instant *t)
{
	uint64_t ms;

	if (text.n >= 12 && str_u64(text, &ms) && ms < (uint64_t)INT64_MAX / 1000) {
		t->us = (int64_t)ms * 1000;
		return true;
	}
	return time_epoch_read(text, t);
}

bool event_time_read(struct str text, struct instant *out)
{
	bool dated = text.n > 4 && text.p[4] == '-';

	return dated ? time3339_read(text, true, out) : epoch_read(text, out);
}

void event_set_time(struct event_reader *r, struct str text)
{
	struct instant t;

	if (event_time_read(text, &t)) {
		r->ev->time = t;
		r->ev->has_time = true;
	}
}

struct json_reader *event_json(struct event_reader *r, int duplicates)
{
	struct json_limits limits = { .lone_surrogates = true, .duplicates = duplicates };

	return json_open(r->scratch, r->line, limits);
}

enum err event_json_error(struct event_reader *r, const struct json_reader *j, struct why *why)
{
	enum err e = json_error(j, why);

	if (why)
		why->line = r->number; /* the reader saw one line only */
	return e;
}

enum err event_duplicate(struct event_reader *r, const struct json_reader *j, struct why *why)
{
	uint64_t column;

	json_line_at(r->line, json_offset(j), &column);
	why_set(why, ERR_SYNTAX, SAY_JSON_DUPLICATE, A(str_cut(json_text(j), 0, 100)));
	why_at(why, NULL, r->number, column);
	return ERR_SYNTAX;
}

enum err event_no_object(struct event_reader *r, struct why *why)
{
	why_set(why, ERR_SYNTAX, SAY_EVENT_OBJECT);
	why_at(why, NULL, r->number, 1);
	return ERR_SYNTAX;
}
