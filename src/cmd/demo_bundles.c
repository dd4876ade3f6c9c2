/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_bundles.c - the feeds that are JSON: a MISP event, a STIX 2.1 bundle, MISP warning lists.
 * Each holds a few things that are no indicator (a mutex, a sequence) or that are about a person.
 */
#include "cmd/demo.h"

#include "wire/json.h"

static struct str uuid(struct world *w)
{
	struct str a = demo_hex(w, 8), b = demo_hex(w, 4), c = demo_hex(w, 3), d = demo_hex(w, 3),
		   e = demo_hex(w, 12);

	return arena_printf(w->a, "%.*s-%.*s-4%.*s-a%.*s-%.*s", STR_FMT(a), STR_FMT(b), STR_FMT(c),
			    STR_FMT(d), STR_FMT(e));
}

static const char *misp_type(enum indicator_kind k)
{
	switch (k) {
	case IND_DOMAIN:
		return "domain";
	case IND_IPV4:
	case IND_IPV6:
	case IND_CIDR:
		return "ip-dst";
	case IND_URL:
		return "url";
	case IND_MD5:
		return "md5";
	case IND_SHA1:
		return "sha1";
	case IND_SHA256:
		return "sha256";
	case IND_JA3:
		return "ja3-fingerprint-md5";
	case IND_CERT_SHA1:
		return "x509-fingerprint-sha1";
	default:
		return "x509-fingerprint-sha256";
	}
}

static void attribute(struct world *w, struct json_writer *j, const char *type, struct str value)
{
	json_w_object(j);
	json_w_text(j, "uuid", uuid(w));
	json_w_text(j, "type", str_of(type));
	json_w_text(j, "category", STR("Network activity"));
	json_w_key(j, "to_ids");
	json_w_bool(j, true);
	json_w_text(j, "value", value);
	json_w_object_end(j);
	w->feeds[F_MISP].read++;
}

static void misp_event(struct world *w, struct json_writer *j)
{
	json_w_object(j);
	json_w_key(j, "Event");
	json_w_object(j);
	json_w_text(j, "uuid", uuid(w));
	json_w_text(j, "info", STR("The night's shared event"));
	json_w_text(j, "date", w->night);
	json_w_key(j, "Attribute");
	json_w_array(j);
	for (size_t i = 0; i < w->iocs.n; i++)
		if (w->iocs.v[i].feeds >> F_MISP & 1)
			attribute(w, j, misp_type(w->iocs.v[i].kind), w->iocs.v[i].value);
	attribute(w, j, "email-src", w->planted.v[2].value);
	attribute(w, j, "mutex", STR("Global\\night"));
	w->feeds[F_MISP].personal = 1;
	w->feeds[F_MISP].unmatchable = 1;
	json_w_array_end(j);
	json_w_object_end(j);
	json_w_object_end(j);
}

static struct str stix_pattern(struct world *w, const struct ioc *c)
{
	const char *path;

	switch (c->kind) {
	case IND_DOMAIN:
		path = "domain-name:value";
		break;
	case IND_IPV4:
		path = "ipv4-addr:value";
		break;
	case IND_IPV6:
		path = "ipv6-addr:value";
		break;
	case IND_MD5:
		path = "file:hashes.MD5";
		break;
	case IND_SHA1:
		path = "file:hashes.'SHA-1'";
		break;
	default:
		path = "file:hashes.'SHA-256'";
		break;
	}
	return arena_printf(w->a, "[%s = '%.*s']", path, STR_FMT(c->value));
}

static void stix_indicator(struct world *w, struct json_writer *j, struct str pattern,
			   bool outdated)
{
	struct str id = uuid(w);

	json_w_object(j);
	json_w_text(j, "type", STR("indicator"));
	json_w_text(j, "spec_version", STR("2.1"));
	json_w_text(j, "id", arena_printf(w->a, "indicator--%.*s", STR_FMT(id)));
	json_w_text(j, "created", STR("2020-01-01T00:00:00.000Z"));
	json_w_text(j, "modified", STR("2020-01-01T00:00:00.000Z"));
	json_w_text(j, "pattern", pattern);
	json_w_text(j, "pattern_type", STR("stix"));
	json_w_text(j, "valid_from", STR("2020-01-01T00:00:00Z"));
	if (outdated)
		json_w_text(j, "valid_until", STR("2021-01-01T00:00:00Z"));
	json_w_object_end(j);
	w->feeds[F_STIX].read++;
}

static void stix_bundle(struct world *w, struct json_writer *j)
{
	struct str id = uuid(w);

	json_w_object(j);
	json_w_text(j, "type", STR("bundle"));
	json_w_text(j, "id", arena_printf(w->a, "bundle--%.*s", STR_FMT(id)));
	json_w_key(j, "objects");
	json_w_array(j);
	for (size_t i = 0; i < w->iocs.n; i++) {
		const struct ioc *c = &w->iocs.v[i];

		if (c->feeds >> F_STIX & 1)
			stix_indicator(w, j, stix_pattern(w, c), c->outdated);
	}
	stix_indicator(w, j, STR("[domain-name:value = 'a.example'] FOLLOWEDBY [file:size = 1]"),
		       false);
	stix_indicator(
		w, j,
		arena_printf(w->a, "[email-addr:value = '%.*s']", STR_FMT(w->planted.v[5].value)),
		false);
	w->feeds[F_STIX].unmatchable = 1;
	w->feeds[F_STIX].personal = 1;
	json_w_array_end(j);
	json_w_object_end(j);
}

static void warning_head(struct json_writer *j, const char *name, const char *type)
{
	json_w_object(j);
	json_w_text(j, "name", str_of(name));
	json_w_text(j, "description",
		    STR("What careless feeds list and nobody should be warned of"));
	json_w_key(j, "version");
	json_w_i64(j, 1);
	json_w_text(j, "type", str_of(type));
	json_w_key(j, "matching_attributes");
	json_w_array(j);
	json_w_cstr(j, "domain");
	json_w_cstr(j, "hostname");
	json_w_cstr(j, "ip-dst");
	json_w_cstr(j, "md5");
	json_w_array_end(j);
	json_w_key(j, "list");
	json_w_array(j);
}

static void popular_list(struct world *w, struct json_writer *j)
{
	warning_head(j, "Popular names", "hostname");
	for (size_t i = 0; i < w->popular.n; i++)
		json_w_str(j, w->popular.v[i]);
	json_w_array_end(j);
	json_w_object_end(j);
}

static void exact_list(struct world *w, struct json_writer *j)
{
	warning_head(j, "Public resolvers and the empty file", "string");
	for (size_t i = 0; i < w->iocs.n; i++) {
		const struct ioc *c = &w->iocs.v[i];

		if (c->suppressed && c->kind != IND_DOMAIN)
			json_w_str(j, c->value);
	}
	json_w_array_end(j);
	json_w_object_end(j);
}

static enum err write_bundle(struct world *w, const char *dir, const char *rel,
			     void (*fill)(struct world *, struct json_writer *), struct why *why)
{
	struct buf b = { 0 };
	struct json_writer j = json_write(&b);
	enum err e;

	fill(w, &j);
	buf_c(&b, '\n');
	e = out_file(w, dir, rel, buf_str(&b), why);
	buf_fini(&b);
	return e;
}

static enum err write_warning(struct world *w, const char *dir, const char *name,
			      void (*fill)(struct world *, struct json_writer *), struct why *why)
{
	enum err e =
		write_bundle(w, dir, arena_printf(w->a, "warnings/%s.json", name).p, fill, why);

	if (e == ERR_OK)
		e = out_file(w, dir, arena_printf(w->a, "warnings/%s.json.yaml", name).p,
			     arena_printf(w->a,
					  "name: %s\npublisher: Example CERT\n"
					  "licence: CC0-1.0\nformat: warninglist\n",
					  name),
			     why);
	return e;
}

enum err demo_write_bundles(struct world *w, const char *dir, struct why *why)
{
	enum err e = write_bundle(w, dir, "feeds/05-event.misp.json", misp_event, why);

	if (e == ERR_OK)
		e = write_bundle(w, dir, "feeds/06-bundle.stix.json", stix_bundle, why);
	if (e == ERR_OK)
		e = write_warning(w, dir, "popular-names", popular_list, why);
	if (e == ERR_OK)
		e = write_warning(w, dir, "resolvers", exact_list, why);
	return e;
}
