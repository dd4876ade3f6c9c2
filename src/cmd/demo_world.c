/* SPDX-License-Identifier: Apache-2.0 */
/* demo_world.c - who lives in the demo: organisations, clients, indicators, planted identifiers. */
#include "cmd/demo.h"

#include "cmd/demo_data.h"

enum { DOMAINS = 4000, ADDRESSES = 3000, HOSTS = 2000, URLS = 800, CIDRS = 20, MISC = 60 };

static unsigned add(struct world *w, enum indicator_kind kind, struct str value, unsigned feeds)
{
	struct ioc *i = vec_push(&w->iocs);

	*i = (struct ioc){ .kind = kind, .value = value, .feeds = feeds, .org = -1 };
	return (unsigned)(w->iocs.n - 1);
}

/* Evil names have a digit, which benign names and organisations never have. */
static struct str evil_name(struct world *w, unsigned i)
{
	static const char *const tlds[] = { "example", "test", "example.net", "example.org" };

	return arena_printf(w->a, "%.*s%u.%s", STR_FMT(demo_word(w, i * 31 + 7)), i % 10,
			    tlds[demo_pick(w, 4)]);
}

/* One in twelve stands in a second feed, too. */
static void add_shared(struct world *w, enum indicator_kind kind, struct str value,
		       enum demo_feed f)
{
	unsigned n = add(w, kind, value, 1u << f);

	if (demo_chance(w, 12))
		w->iocs.v[n].feeds |= 1u << (demo_chance(w, 2) ? F_MISP : F_STIX);
}

static void make_names(struct world *w)
{
	for (unsigned i = 0; i < DOMAINS; i++)
		add_shared(w, IND_DOMAIN, evil_name(w, i), F_C2);
	for (unsigned i = 0; i < HOSTS; i++)
		add_shared(w, IND_DOMAIN, evil_name(w, DOMAINS + i), F_PHISHING);
	for (unsigned i = 0; i < MISC; i++) {
		unsigned parent = add(w, IND_DOMAIN, evil_name(w, 10000 + i), 1u << F_C2);
		struct str child = arena_printf(w->a, "cc.%.*s", STR_FMT(w->iocs.v[parent].value));

		add(w, IND_DOMAIN, child, 1u << F_MISP);
		w->iocs.v[parent].child = child;
		w->iocs.v[parent].special = true;
		w->iocs.v[w->iocs.n - 1].special = true;
		*vec_push(&w->parents) = parent;
	}
	for (unsigned i = 0; i < 8; i++)
		add(w, IND_DOMAIN, str_of(demo_idn[i].ascii), 1u << F_C2);
}

static struct str address6(struct world *w, unsigned third)
{
	unsigned net = 1 + demo_pick(w, 0xfff0), host = 1 + demo_pick(w, 0xfff0);

	return arena_printf(w->a, "2001:db8:%x:%x::%x", third, net, host);
}

/* 100.96.0.0/12 holds the listed addresses, 100.127.0.0/16 the listed ranges. */
static void make_addresses(struct world *w)
{
	for (unsigned i = 0; i < ADDRESSES; i++)
		add_shared(w, IND_IPV4,
			   demo_addr4(w, 100, 96 + i % 15, i / 15, 1 + demo_pick(w, 250)),
			   F_SCANNERS);
	for (unsigned i = 0; i < 200; i++)
		add(w, IND_IPV6, address6(w, 0xe000 + i), 1u << F_SCANNERS);
	for (unsigned i = 0; i < CIDRS; i++)
		add(w, IND_CIDR, arena_printf(w->a, "100.127.%u.0/24", 2 * i), 1u << F_SCANNERS);
	for (unsigned i = 0; i < CIDRS; i += 2) {
		unsigned n = add(w, IND_IPV4, demo_addr4(w, 100, 127, 2 * i, 77), 1u << F_STIX);

		w->iocs.v[n].special = true; /* planted as "exact beats range" */
	}
}

static void make_urls_and_hashes(struct world *w)
{
	static const struct {
		enum indicator_kind kind;
		unsigned chars;
		enum demo_feed feeds[2];
	} hashes[] = {
		{ IND_MD5, 32, { F_MISP, F_STIX } },
		{ IND_SHA1, 40, { F_MISP, F_STIX } },
		{ IND_SHA256, 64, { F_MISP, F_STIX } },
		{ IND_JA3, 32, { F_MISP, F_MISP } },
		{ IND_JA4, 0, { F_MALWARE, F_MALWARE } },
		{ IND_CERT_SHA1, 40, { F_MISP, F_MISP } },
		{ IND_CERT_SHA256, 64, { F_MISP, F_MISP } },
	};

	for (unsigned i = 0; i < URLS; i++) {
		struct str host = evil_name(w, 20000 + i), file = demo_hex(w, 8);

		add(w, IND_URL,
		    arena_printf(w->a, "%.*s/dl/%.*s.php", STR_FMT(host), STR_FMT(file)),
		    1u << F_MALWARE);
	}
	for (unsigned k = 0; k < 7; k++)
		for (unsigned i = 0; i < MISC; i++)
			add(w, hashes[k].kind,
			    hashes[k].chars ? demo_hex(w, hashes[k].chars) : demo_ja4(w),
			    1u << hashes[k].feeds[i % 2]);
}

/* Benign names and addresses that careless feeds list, and that warning lists take out. */
static void make_suppressed(struct world *w)
{
	for (unsigned i = 0; i < 40; i++) {
		struct str name =
			arena_printf(w->a, "%.*s.example", STR_FMT(demo_word(w, 900000 + i)));
		unsigned n = add(w, IND_DOMAIN,
				 i % 2 ? name : arena_printf(w->a, "www.%.*s", STR_FMT(name)),
				 1u << F_PHISHING);

		*vec_push(&w->popular) = name;
		w->iocs.v[n].suppressed = true;
	}
	for (unsigned i = 0; i < 4; i++)
		w->iocs.v[add(w, IND_IPV4, demo_addr4(w, 100, 64, 0, 53 + i), 1u << F_SCANNERS)]
			.suppressed = true;
	w->iocs.v[add(w, IND_MD5, STR("d41d8cd98f00b204e9800998ecf8427e"), 1u << F_MISP)]
		.suppressed = true;
}

static void make_outdated(struct world *w)
{
	for (unsigned i = 0; i < 20; i++)
		w->iocs.v[add(w, IND_DOMAIN, evil_name(w, 30000 + i), 1u << F_STIX)].outdated =
			true;
}

static void make_own_names(struct world *w)
{
	for (int i = 2; i < 6; i++) {
		unsigned n = add(w, IND_DOMAIN,
				 arena_printf(w->a, "shop.%.*s", STR_FMT(w->orgs[i].domain)),
				 1u << F_PHISHING);

		w->iocs.v[n].org = i;
		w->iocs.v[n].special = true;
		*vec_push(&w->own_names) = n;
	}
}

static void sort_out(struct world *w)
{
	for (unsigned i = 0; i < w->iocs.n; i++) {
		const struct ioc *c = &w->iocs.v[i];

		if (!c->special && !c->suppressed && !c->outdated)
			*vec_push(&w->of_kind[c->kind]) = i;
		if (c->suppressed || c->outdated)
			*vec_push(&w->near) = i;
		for (unsigned f = 0; f < FEEDS; f++)
			w->feeds[f].distinct += c->feeds >> f & 1;
	}
}

static void make_orgs(struct world *w)
{
	for (unsigned i = 0; i < ORGS; i++)
		w->orgs[i] = (struct org){
			.id = arena_printf(w->a, "EX-%04u", i + 1),
			.name = str_of(demo_org_names[i].name),
			.domain = arena_printf(w->a, "%s.example", demo_org_names[i].domain),
			.role = str_of(demo_roles[i % 4]),
			.area = arena_printf(w->a, "990%u00", i % 3 + 1),
			.has_contact = i % 4 == 1,
			.has_core = i < 4,
		};
}

static void plant(struct world *w, const char *kind, struct str value)
{
	*vec_push(&w->planted) = (struct planted){ kind, value };
}

static void make_people(struct world *w)
{
	for (unsigned i = 0; i < CLIENTS4; i++) {
		unsigned b = 18 + demo_pick(w, 2), c = 1 + demo_pick(w, 250);

		w->clients4[i] = demo_addr4(w, 198, b, c, 1 + demo_pick(w, 250));
	}
	for (unsigned i = 0; i < CLIENTS6; i++) {
		unsigned third = 0xc000 + demo_pick(w, 0x1000);

		w->clients6[i] = address6(w, third);
	}
	for (unsigned i = 0; i < 40; i++) {
		plant(w, "phone", demo_phone(w));
		plant(w, "national-id", demo_national_id(w));
		plant(w, "email", demo_email(w));
	}
}

void world_make(struct world *w, uint64_t seed, struct str night, struct instant start,
		uint64_t permille)
{
	*w = (struct world){ .a = arena_open(),
			     .line = arena_open(),
			     .r = prng_of(seed),
			     .seed = seed,
			     .permille = permille,
			     .night = night,
			     .start = start };
	for (unsigned f = 0; f < FEEDS; f++)
		w->feeds[f] = demo_feeds[f];
	make_orgs(w);
	make_names(w);
	make_addresses(w);
	make_urls_and_hashes(w);
	make_suppressed(w);
	make_outdated(w);
	make_own_names(w);
	make_people(w);
	sort_out(w);
}

void world_fini(struct world *w)
{
	for (unsigned k = 0; k < IND_KINDS; k++)
		vec_fini(&w->of_kind[k]);
	vec_fini(&w->iocs);
	vec_fini(&w->own_names);
	vec_fini(&w->near);
	vec_fini(&w->parents);
	vec_fini(&w->popular);
	vec_fini(&w->planted);
	arena_close(w->line);
	arena_close(w->a);
}
