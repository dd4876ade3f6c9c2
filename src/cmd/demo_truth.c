/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_truth.c - what was planted, counted while it was planted: truth.json.
 *
 * Nothing here looks at the written logs, nor at any code that reads them.
 */
#include "cmd/demo_night.h"

#include "cmd/demo_data.h"
#include "wire/json.h"

enum { CLIENTS_LISTED = 128, SENSORS = 4, SENSORS_REPORTING = 3 };

static const char *const kind_names[IND_KINDS] = {
	[IND_DOMAIN] = "domain",
	[IND_IPV4] = "ipv4",
	[IND_IPV6] = "ipv6",
	[IND_CIDR] = "cidr",
	[IND_URL] = "url",
	[IND_MD5] = "md5",
	[IND_SHA1] = "sha1",
	[IND_SHA256] = "sha256",
	[IND_JA3] = "ja3",
	[IND_JA4] = "ja4",
	[IND_CERT_SHA1] = "cert-sha1",
	[IND_CERT_SHA256] = "cert-sha256",
};

static enum demo_feed first_feed(const struct ioc *c)
{
	unsigned f = 0;

	while (!(c->feeds >> f & 1))
		f++;
	return (enum demo_feed)f;
}

/* Whose infrastructure: the server's, else the client's, else the name's. */
static int owner_of(const struct draft *d, const char **asset)
{
	if (d->server_org != NO_ORG) {
		*asset = d->server_asset;
		return d->server_org;
	}
	if (d->client_org != NO_ORG) {
		*asset = d->client_asset;
		return d->client_org;
	}
	*asset = d->name_org != NO_ORG ? "site" : "";
	return d->name_org;
}

static void add_sighting(struct truth *t, const struct ioc *c, const struct log *l,
			 const struct draft *d, int org, const char *asset)
{
	struct buf key = { 0 };

	buf_printf(&key, "%lld %d %.*s %d %s %d %s", (long long)(d->at.us / US_PER_HOUR),
		   (int)c->kind, STR_FMT(c->value), (int)first_feed(c), l->sensor, org, asset);
	map_put(t->sightings, buf_str(&key), NULL)->u++;
	buf_fini(&key);
}

void truth_add(struct truth *t, const struct world *w, struct log *l, const struct draft *d)
{
	const char *asset;
	int org = owner_of(d, &asset);

	t->events[d->kind]++;
	t->family[d->v6]++;
	l->events++;
	for (unsigned i = 0; i < d->hit_count; i++) {
		const struct ioc *c = &w->iocs.v[d->hits[i].ioc];

		t->hits++;
		l->hits++;
		t->by_kind[c->kind]++;
		t->by_field[d->hits[i].field]++;
		t->by_feed[first_feed(c)]++;
		if (org == NO_ORG)
			t->unowned++;
		else
			t->by_org[org]++;
		add_sighting(t, c, l, d, org, asset);
	}
}

static void w_number(struct json_writer *j, const char *key, uint64_t v)
{
	json_w_key(j, key);
	json_w_u64(j, v);
}

static void w_text(struct json_writer *j, const char *key, const char *s)
{
	json_w_key(j, key);
	json_w_cstr(j, s);
}

static void w_begin(struct json_writer *j, const char *key)
{
	json_w_key(j, key);
	json_w_object(j);
}

static void w_feeds(const struct world *w, struct json_writer *j)
{
	json_w_key(j, "feeds");
	json_w_array(j);
	for (unsigned i = 0; i < FEEDS; i++) {
		const struct feed *f = &w->feeds[i];

		json_w_object(j);
		w_text(j, "file", f->file);
		w_text(j, "name", f->name);
		w_text(j, "category", f->category);
		w_number(j, "read", f->read);
		w_number(j, "distinct", f->distinct);
		w_number(j, "refused", f->refused);
		w_number(j, "not_matchable", f->unmatchable);
		w_number(j, "personal", f->personal);
		json_w_object_end(j);
	}
	json_w_array_end(j);
}

static void w_kinds(struct json_writer *j, const char *key, const uint64_t *counts)
{
	w_begin(j, key);
	for (unsigned k = 1; k < IND_KINDS; k++)
		if (counts[k])
			w_number(j, kind_names[k], counts[k]);
	json_w_object_end(j);
}

static void w_indicators(const struct world *w, struct json_writer *j)
{
	uint64_t distinct[IND_KINDS] = { 0 }, suppressed[IND_KINDS] = { 0 }, in_sets = 0, gone = 0;

	for (size_t i = 0; i < w->iocs.n; i++) {
		distinct[w->iocs.v[i].kind]++;
		suppressed[w->iocs.v[i].kind] += w->iocs.v[i].suppressed;
		gone += w->iocs.v[i].suppressed;
	}
	for (unsigned f = 0; f < FEEDS; f++)
		in_sets += w->feeds[f].distinct;
	w_begin(j, "indicators");
	w_number(j, "distinct", w->iocs.n);
	w_number(j, "in_sets", in_sets);
	w_number(j, "suppressed", gone);
	w_kinds(j, "distinct_by_kind", distinct);
	w_kinds(j, "suppressed_by_kind", suppressed);
	json_w_object_end(j);
}

static void w_logs(const struct log *logs, size_t n, struct json_writer *j)
{
	json_w_key(j, "logs");
	json_w_array(j);
	for (size_t i = 0; i < n; i++) {
		json_w_object(j);
		w_text(j, "file", logs[i].file);
		w_text(j, "format", logs[i].format);
		w_text(j, "sensor", logs[i].sensor);
		w_text(j, "area", logs[i].area);
		w_number(j, "lines", logs[i].lines);
		w_number(j, "events", logs[i].events);
		w_number(j, "bad_lines", logs[i].bad_lines);
		w_number(j, "hits", logs[i].hits);
		json_w_object_end(j);
	}
	json_w_array_end(j);
}

static void w_events(const struct truth *t, struct json_writer *j)
{
	uint64_t all = 0;

	w_begin(j, "events");
	for (unsigned k = 0; k < EVENT_KINDS; k++) {
		all += t->events[k];
		if (t->events[k])
			w_number(j, event_kind_name((enum event_kind)k), t->events[k]);
	}
	w_number(j, "ipv4", t->family[0]);
	w_number(j, "ipv6", t->family[1]);
	w_number(j, "total", all);
	json_w_object_end(j);
}

static void w_hits(const struct truth *t, const struct world *w, struct json_writer *j)
{
	w_begin(j, "hits");
	w_number(j, "total", t->hits);
	w_number(j, "unowned", t->unowned);
	w_kinds(j, "by_kind", t->by_kind);
	w_begin(j, "by_field");
	for (unsigned f = 0; f < FIELDS; f++)
		if (t->by_field[f])
			w_number(j, field_name((enum field)f), t->by_field[f]);
	json_w_object_end(j);
	w_begin(j, "by_feed");
	for (unsigned f = 0; f < FEEDS; f++)
		w_number(j, w->feeds[f].name, t->by_feed[f]);
	json_w_object_end(j);
	w_begin(j, "by_party");
	for (unsigned i = 0; i < ORGS; i++)
		if (t->by_org[i]) {
			json_w_key_str(j, w->orgs[i].id);
			json_w_u64(j, t->by_org[i]);
		}
	json_w_object_end(j);
	json_w_object_end(j);
	w_number(j, "sighting_rows", map_count(t->sightings));
}

static void w_measure(struct json_writer *j, const char *id, uint64_t num, uint64_t den)
{
	w_begin(j, id);
	w_number(j, "num", num);
	w_number(j, "den", den);
	json_w_object_end(j);
}

/* The measures on the morning after: hits per event read, sensors heard, assets answered for. */
static void w_measures(const struct truth *t, const struct world *w, struct json_writer *j)
{
	uint64_t assets = 0, responsible = 0, events = 0;

	for (unsigned i = 0; i < ORGS; i++) {
		unsigned n = w->orgs[i].has_core ? 3 : 2;

		assets += n;
		responsible += i % 5 != 4 ? n : 0;
	}
	for (unsigned k = 0; k < EVENT_KINDS; k++)
		events += t->events[k];
	w_begin(j, "measures");
	w_measure(j, "M078", t->hits, events);
	w_measure(j, "M079", SENSORS_REPORTING, SENSORS);
	w_measure(j, "M081", responsible, assets);
	json_w_object_end(j);
}

static void w_person(struct json_writer *j, const char *kind, struct str value)
{
	json_w_object(j);
	w_text(j, "kind", kind);
	json_w_key(j, "value");
	json_w_str(j, value);
	json_w_object_end(j);
}

/* Of the clients those that are seen most: low numbers are far likelier. */
static void w_planted(const struct world *w, struct json_writer *j)
{
	json_w_key(j, "planted");
	json_w_array(j);
	for (size_t i = 0; i < w->planted.n; i++)
		w_person(j, w->planted.v[i].kind, w->planted.v[i].value);
	for (unsigned i = 0; i < CLIENTS_LISTED; i++) {
		w_person(j, "client-address", w->clients4[i]);
		w_person(j, "client-address", w->clients6[i]);
	}
	json_w_array_end(j);
}

enum err truth_write(const struct truth *t, struct world *w, const struct log *logs,
		     size_t log_count, const char *dir, struct why *why)
{
	struct buf b = { 0 };
	struct json_writer j = json_write(&b);
	enum err e;

	json_w_object(&j);
	w_number(&j, "seed", w->seed);
	json_w_key(&j, "night");
	json_w_str(&j, w->night);
	w_feeds(w, &j);
	w_indicators(w, &j);
	w_logs(logs, log_count, &j);
	w_events(t, &j);
	w_hits(t, w, &j);
	w_measures(t, w, &j);
	w_planted(w, &j);
	json_w_object_end(&j);
	buf_c(&b, '\n');
	e = out_file(w, dir, "truth.json", buf_str(&b), why);
	buf_fini(&b);
	return e;
}
