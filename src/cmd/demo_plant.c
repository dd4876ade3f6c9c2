/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_plant.c - ordinary events, and what is planted in them: each kind of hit, the near misses of
 * each, and numbers of persons where logs carry them.
 */
#include "base/ensure.h"
#include "cmd/demo_data.h"
#include "cmd/demo_night.h"

enum { HIT_ORGS_BITS = 4, IDNS = 8, PEOPLE = 120 };

/* A machine of an organisation: .1 is its server, the last four of the first organisations are in
 * a narrower range of their own. */
static void client_of_org(struct world *w, struct draft *d, int org)
{
	unsigned host = 2 + demo_pick(w, 13), base = (unsigned)org % 16 * 16;
	bool core = !d->v6 && w->orgs[org].has_core && host >= 12;

	d->client_org = org;
	d->client_asset = core ? "core" : "network";
	if (d->v6)
		d->client = arena_printf(w->a, "2001:db8:%x:1::%x", 0xa00 + org, host);
	else if (org < 16)
		d->client = demo_addr4(w, 203, 0, 113, base + host);
	else
		d->client = demo_addr4(w, 192, 0, 2, base + host);
}

static void server_of_org(struct world *w, struct draft *d, int org)
{
	unsigned base = (unsigned)org % 16 * 16;

	d->server_org = org;
	d->server_asset = "network";
	if (d->v6)
		d->server = arena_printf(w->a, "2001:db8:%x:1::1", 0xa00 + org);
	else if (org < 16)
		d->server = demo_addr4(w, 203, 0, 113, base + 1);
	else
		d->server = demo_addr4(w, 192, 0, 2, base + 1);
}

static void plain_client(struct world *w, struct draft *d)
{
	if (demo_chance(w, 16))
		client_of_org(w, d, (int)demo_pick(w, ORGS));
	else
		d->client =
			d->v6 ? w->clients6[demo_skewed(w, 10)] : w->clients4[demo_skewed(w, 12)];
	d->client_port = 1024 + demo_pick(w, 60000);
}

static void plain_server(struct world *w, struct draft *d)
{
	static const unsigned ports[EVENT_KINDS] = { [EVENT_DNS] = 53,
						     [EVENT_FLOW] = 443,
						     [EVENT_HTTP] = 80,
						     [EVENT_TLS] = 443,
						     [EVENT_FILE] = 21 };
	unsigned i = demo_skewed(w, 12);

	d->server_port = ports[d->kind];
	if (d->kind == EVENT_DNS)
		d->server = d->v6 ? STR("2001:db8:5000:1::35") : STR("100.64.0.53");
	else if (d->v6)
		d->server = arena_printf(w->a, "2001:db8:5000:1::%x", 0x100 + i);
	else
		d->server = demo_addr4(w, 100, 64 + i % 16, 1 + i / 200, 1 + i % 200);
}

static void answer(struct draft *d, const char *type, struct str data)
{
	ensure(d->answer_count < ANSWERS_MAX);
	d->answers[d->answer_count++] = (struct answer){ type, data };
}

static void plain_answers(struct world *w, struct draft *d)
{
	unsigned i = demo_skewed(w, 12);

	if (demo_chance(w, 4))
		answer(d, "CNAME", arena_printf(w->a, "edge.%.*s", STR_FMT(d->name)));
	if (d->v6)
		answer(d, "AAAA", arena_printf(w->a, "2001:db8:5000:1::%x", 0x100 + i));
	else
		answer(d, "A", demo_addr4(w, 100, 64 + i % 16, 1 + i / 200, 1 + i % 200));
	d->reversed = demo_chance(w, 3);
}

void draft_plain(struct world *w, struct draft *d, enum event_kind kind, struct instant at)
{
	*d = (struct draft){ .kind = kind,
			     .at = at,
			     .client_org = NO_ORG,
			     .server_org = NO_ORG,
			     .name_org = NO_ORG };
	d->v6 = demo_chance(w, 4);
	plain_client(w, d);
	plain_server(w, d);
	d->name = demo_benign(w, demo_skewed(w, 14));
	d->agent = STR("Mozilla/5.0 (X11; Linux x86_64)");
	d->uri = arena_printf(w->a, "/page/%u?lang=zh", demo_skewed(w, 10));
	if (kind == EVENT_DNS && demo_chance(w, 2))
		plain_answers(w, d);
	if (kind == EVENT_TLS) {
		d->ja3 = arena_printf(w->a, "%08xaaaaaaaaaaaaaaaaaaaaaaaa", demo_pick(w, 40));
		d->ja4 = arena_printf(w->a, "t13d1516h2_8daaf61527%02x_b0da82dd1658",
				      demo_pick(w, 40));
		d->fingerprint = arena_printf(w->a, "%08xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
					      demo_pick(w, 400));
	}
	if (kind == EVENT_FILE) {
		d->md5 = demo_hex(w, 32);
		d->sha1 = demo_hex(w, 40);
		d->sha256 = demo_hex(w, 64);
	}
}

static void hit(struct draft *d, unsigned ioc, enum field f)
{
	ensure(d->hit_count < HITS_MAX);
	d->hits[d->hit_count].ioc = ioc;
	d->hits[d->hit_count++].field = f;
}

static unsigned any(struct world *w, enum indicator_kind k)
{
	ensure(w->of_kind[k].n);
	return w->of_kind[k].v[demo_pick(w, w->of_kind[k].n)];
}

static struct str value_of(const struct world *w, unsigned ioc)
{
	return w->iocs.v[ioc].value;
}

/* The listed name itself or a name below it, as logs write names. */
static struct str seen_as(struct world *w, struct str s)
{
	struct str below;

	switch (demo_pick(w, 8)) {
	case 0:
		return demo_upper(w, s);
	case 1:
		return arena_printf(w->a, "%.*s.", STR_FMT(s));
	case 2:
	case 3:
	case 4:
		below = demo_word(w, demo_skewed(w, 8));
		return arena_printf(w->a, "%.*s.%.*s", STR_FMT(below), STR_FMT(s));
	case 5:
		return arena_printf(w->a, "_x-1.A.%.*s", STR_FMT(s));
	default:
		return s;
	}
}

static void plant_name(struct world *w, struct draft *d, enum field f)
{
	unsigned i = any(w, IND_DOMAIN);

	d->name = seen_as(w, value_of(w, i));
	hit(d, i, f);
}

/* The log has the form that the feed does not have. */
static void plant_idn(struct world *w, struct draft *d, bool zeek)
{
	unsigned pair = demo_pick(w, IDNS);

	for (unsigned i = 0; i < w->iocs.n; i++)
		if (str_eq(value_of(w, i), str_of(demo_idn[pair].ascii))) {
			bool unicode = !zeek && pair % 2;

			d->name = arena_printf(w->a, "www.%s",
					       unicode ? demo_idn[pair].unicode :
							 demo_idn[pair].ascii);
			hit(d, i, FIELD_DNS_QUERY);
			return;
		}
}

static void plant_answer(struct world *w, struct draft *d)
{
	unsigned name = any(w, IND_DOMAIN), addr = any(w, d->v6 ? IND_IPV6 : IND_IPV4);
	bool both = demo_chance(w, 3);

	d->answer_count = 0;
	if (both || demo_chance(w, 2)) {
		answer(d, "CNAME", value_of(w, name));
		hit(d, name, FIELD_DNS_ANSWER_NAME);
		if (!both)
			return;
	}
	/* Twice in one field is one hit. */
	answer(d, d->v6 ? "AAAA" : "A", value_of(w, addr));
	answer(d, d->v6 ? "AAAA" : "A", value_of(w, addr));
	hit(d, addr, FIELD_DNS_ANSWER_IP);
}

static void plant_dns(struct world *w, struct draft *d, bool zeek)
{
	unsigned i;

	switch (demo_pick(w, 8)) {
	case 0:
		plant_idn(w, d, zeek);
		break;
	case 1:
	case 2:
		plant_answer(w, d);
		break;
	case 3: /* the most specific of two listed names; the child was added behind its parent */
		i = w->parents.v[demo_pick(w, w->parents.n)];
		d->name = seen_as(w, demo_chance(w, 3) ? value_of(w, i) : w->iocs.v[i].child);
		hit(d,
		    str_find_str(d->name, STR("cc.")) != SIZE_MAX ||
				    str_find_str(d->name, STR("CC.")) != SIZE_MAX ?
			    i + 1 :
			    i,
		    FIELD_DNS_QUERY);
		break;
	case 4: /* an organisation's own name is listed; a subscriber asks for it */
		i = w->own_names.v[demo_pick(w, w->own_names.n)];
		d->name = value_of(w, i);
		d->name_org = w->iocs.v[i].org;
		hit(d, i, FIELD_DNS_QUERY);
		break;
	default:
		plant_name(w, d, FIELD_DNS_QUERY);
	}
}

static void plant_flow(struct world *w, struct draft *d)
{
	unsigned k = demo_pick(w, 4), i;

	if (d->v6) {
		i = any(w, IND_IPV6);
		d->server = value_of(w, i);
		hit(d, i, FIELD_DST_IP);
	} else if (k == 0) { /* a listed scanner knocks at an organisation's server */
		i = any(w, IND_IPV4);
		d->client = value_of(w, i);
		d->client_org = NO_ORG;
		server_of_org(w, d, (int)demo_skewed(w, HIT_ORGS_BITS) % ORGS);
		hit(d, i, FIELD_SRC_IP);
	} else if (k == 1) { /* an address inside a listed range, sometimes listed itself */
		unsigned range = 2 * demo_pick(w, w->of_kind[IND_CIDR].n);
		bool exact = range % 4 == 0 && demo_chance(w, 2);

		d->server = demo_addr4(w, 100, 127, range, exact ? 77 : 1 + demo_pick(w, 70));
		i = w->of_kind[IND_CIDR].v[range / 2];
		for (unsigned n = i; exact && n < w->iocs.n; n++)
			if (str_eq(value_of(w, n), d->server)) {
				i = n;
				break;
			}
		hit(d, i, FIELD_DST_IP);
	} else {
		i = any(w, IND_IPV4);
		d->server = value_of(w, i);
		hit(d, i, FIELD_DST_IP);
	}
}

static void plant_http(struct world *w, struct draft *d)
{
	unsigned i;

	if (demo_chance(w, 2)) {
		struct str url;

		i = any(w, IND_URL);
		url = value_of(w, i);
		d->name = str_cut(url, 0, str_find(url, '/'));
		d->uri = str_cut(url, d->name.n, url.n);
		hit(d, i, FIELD_HTTP_URL);
		return;
	}
	plant_name(w, d, FIELD_HTTP_HOST);
	if (!d->v6 && demo_chance(w, 3)) {
		i = any(w, IND_IPV4);
		d->server = value_of(w, i);
		hit(d, i, FIELD_DST_IP);
	}
}

static void plant_tls(struct world *w, struct draft *d, bool zeek)
{
	unsigned k = demo_pick(w, zeek ? 2 : 5), i;

	switch (k) {
	case 0:
		plant_name(w, d, FIELD_TLS_SNI);
		break;
	case 1:
		if (zeek) {
			i = any(w, IND_CERT_SHA256);
			d->chain = value_of(w, i);
			hit(d, i, FIELD_TLS_CERT_SHA256);
		} else {
			plant_name(w, d, FIELD_TLS_SNI);
		}
		break;
	case 2:
		i = any(w, IND_JA3);
		d->ja3 = value_of(w, i);
		hit(d, i, FIELD_TLS_JA3);
		break;
	case 3:
		i = any(w, IND_JA4);
		d->ja4 = value_of(w, i);
		hit(d, i, FIELD_TLS_JA4);
		break;
	default:
		i = any(w, IND_CERT_SHA1);
		d->fingerprint = demo_upper(w, value_of(w, i));
		hit(d, i, FIELD_TLS_CERT_SHA1);
	}
}

static void plant_file(struct world *w, struct draft *d)
{
	unsigned i;

	switch (demo_pick(w, 3)) {
	case 0:
		i = any(w, IND_MD5);
		d->md5 = value_of(w, i);
		hit(d, i, FIELD_FILE_MD5);
		break;
	case 1:
		i = any(w, IND_SHA1);
		d->sha1 = demo_upper(w, value_of(w, i));
		hit(d, i, FIELD_FILE_SHA1);
		break;
	default:
		i = any(w, IND_SHA256);
		d->sha256 = value_of(w, i);
		hit(d, i, FIELD_FILE_SHA256);
	}
}

void draft_hit(struct world *w, struct draft *d, bool zeek)
{
	if (demo_chance(w, 3))
		client_of_org(w, d, (int)demo_skewed(w, HIT_ORGS_BITS) % ORGS);
	if (d->kind == EVENT_DNS)
		plant_dns(w, d, zeek);
	else if (d->kind == EVENT_FLOW)
		plant_flow(w, d);
	else if (d->kind == EVENT_HTTP)
		plant_http(w, d);
	else if (d->kind == EVENT_TLS)
		plant_tls(w, d, zeek);
	else
		plant_file(w, d);
}

/* Names that look listed and are not, or that a warning list or a date has taken out. */
static void near_name(struct world *w, struct draft *d)
{
	struct str evil = value_of(w, any(w, IND_DOMAIN));

	switch (demo_pick(w, 4)) {
	case 0:
		d->name = arena_printf(w->a, "not%.*s", STR_FMT(evil));
		break;
	case 1:
		d->name = arena_printf(w->a, "%.*s.%s", STR_FMT(evil), "else.example.org");
		break;
	case 2: {
		unsigned i = w->near.v[demo_pick(w, w->near.n)];

		if (w->iocs.v[i].kind == IND_DOMAIN)
			d->name = value_of(w, i);
		break;
	}
	default: /* the parent of a listed name */
		d->name = w->orgs[w->iocs.v[w->own_names.v[0]].org].domain;
		d->name_org = w->iocs.v[w->own_names.v[0]].org;
	}
}

void draft_near_miss(struct world *w, struct draft *d)
{
	if (d->kind == EVENT_DNS && demo_chance(w, 3)) {
		d->answer_count = 0;
		answer(d, "TXT", value_of(w, any(w, IND_DOMAIN)));
	} else if (d->kind == EVENT_FLOW && !d->v6) {
		unsigned range = 1 + 2 * demo_pick(w, 19);

		d->server = demo_addr4(w, 100, 127, range, 1 + demo_pick(w, 250));
	} else if (d->kind == EVENT_HTTP && demo_chance(w, 2)) {
		struct str url = value_of(w, any(w, IND_URL));

		d->name = str_cut(url, 0, str_find(url, '/'));
		d->uri = STR("/dl/other.php");
	} else if (d->kind == EVENT_FILE) {
		d->md5 = STR("d41d8cd98f00b204e9800998ecf8427e");
	} else if (d->kind != EVENT_FLOW) {
		near_name(w, d);
	}
}

void draft_person(struct world *w, struct draft *d)
{
	const struct planted *p = &w->planted.v[demo_pick(w, PEOPLE)];
	bool label = str_find(p->value, '@') == SIZE_MAX;

	if (d->kind == EVENT_HTTP && demo_chance(w, 2)) {
		d->agent = arena_printf(w->a, "App/2.1 (user=%.*s)", STR_FMT(p->value));
	} else if (d->kind == EVENT_HTTP && !(d->hit_count && d->hits[0].field == FIELD_HTTP_URL)) {
		d->uri = arena_printf(w->a, "/cb?id=%.*s&v=2", STR_FMT(p->value));
	} else if (label && (d->kind == EVENT_DNS || d->kind == EVENT_TLS || !d->hit_count)) {
		d->name = arena_printf(w->a, "%.*s.%.*s", STR_FMT(p->value), STR_FMT(d->name));
	}
}
