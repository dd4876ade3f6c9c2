/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_register.c - organisations.ndjson: areas, parties, their assets, sensors, and the subscriber
 * pool, as records for `cresset load`.
 */
#include "cmd/demo.h"

#include "cmd/demo_data.h"
#include "wire/json.h"

static void begin(struct json_writer *j, const char *type)
{
	json_w_object(j);
	json_w_text(j, "type", str_of(type));
}

static void end(struct json_writer *j)
{
	json_w_object_end(j);
	buf_c(j->out, '\n');
	*j = json_write(j->out);
}

static void w_list(struct json_writer *j, const char *key, struct str a, struct str b)
{
	json_w_key(j, key);
	json_w_array(j);
	json_w_str(j, a);
	if (b.n)
		json_w_str(j, b);
	json_w_array_end(j);
}

static void put_areas(struct json_writer *j)
{
	static const struct {
		const char *code, *name, *level, *parent;
	} areas[] = { { "990000", "Example Province", "province", "" },
		      { "990100", "East City", "city", "990000" },
		      { "990200", "South City", "city", "990000" },
		      { "990300", "North City", "city", "990000" },
		      { "990400", "West City", "city", "990000" } };

	for (unsigned i = 0; i < 5; i++) {
		begin(j, "area");
		json_w_text(j, "code", str_of(areas[i].code));
		json_w_text(j, "name", str_of(areas[i].name));
		json_w_text(j, "level", str_of(areas[i].level));
		if (areas[i].parent[0])
			json_w_text(j, "parent", str_of(areas[i].parent));
		end(j);
	}
}

static void put_party(struct world *w, struct json_writer *j, const struct org *o)
{
	begin(j, "party");
	json_w_text(j, "registration_no", o->id);
	json_w_text(j, "name", o->name);
	json_w_text(j, "kind", STR("public-body"));
	json_w_text(j, "area", o->area);
	json_w_text(j, "contact_role", o->role);
	if (o->has_contact) {
		struct planted phone = { "contact-phone", demo_phone(w) };
		struct planted email = { "contact-email", demo_email(w) };

		json_w_text(j, "contact_phone", phone.value);
		json_w_text(j, "contact_email", email.value);
		*vec_push(&w->planted) = phone;
		*vec_push(&w->planted) = email;
	}
	end(j);
}

/* Every fifth organisation has not named who is responsible. */
static void put_asset(struct world *w, struct json_writer *j, unsigned i, const char *suffix,
		      const char *kind)
{
	const struct org *o = &w->orgs[i];

	begin(j, "asset");
	json_w_text(j, "name", arena_printf(w->a, "%.*s-%s", STR_FMT(o->id), suffix));
	json_w_text(j, "kind", str_of(kind));
	json_w_text(j, "owner", o->id);
	if (i % 5 != 4)
		json_w_text(j, "responsible", o->id);
	json_w_text(j, "area", o->area);
}

static void put_assets(struct world *w, struct json_writer *j, unsigned i)
{
	unsigned c = i < 16 ? 113 : 2, d = i % 16 * 16;
	const char *net = i < 16 ? "203.0" : "192.0";

	put_asset(w, j, i, "network", "network");
	w_list(j, "prefixes", arena_printf(w->a, "%s.%u.%u/28", net, c, d),
	       arena_printf(w->a, "2001:db8:%x::/48", 0xa00 + i));
	end(j);
	put_asset(w, j, i, "site", "site");
	w_list(j, "domains", w->orgs[i].domain, (struct str){ 0 });
	end(j);
	if (!w->orgs[i].has_core)
		return;
	put_asset(w, j, i, "core", "system");
	w_list(j, "prefixes", arena_printf(w->a, "%s.%u.%u/30", net, c, d + 12), (struct str){ 0 });
	end(j);
}

static void put_sensors(struct world *w, struct json_writer *j)
{
	static const char *const names[] = { "sensor-east", "sensor-south", "sensor-north",
					     "sensor-west" };

	for (unsigned i = 0; i < 4; i++) {
		begin(j, "asset");
		json_w_text(j, "name", str_of(names[i]));
		json_w_text(j, "kind", STR("sensor"));
		json_w_text(j, "owner", w->orgs[13].id);
		json_w_text(j, "responsible", w->orgs[13].id);
		json_w_text(j, "area", arena_printf(w->a, "990%u00", i + 1));
		end(j);
	}
}

static void put_pools(struct json_writer *j)
{
	static const char *const pools[] = { "198.18.0.0/15", "2001:db8:c000::/36" };

	for (unsigned i = 0; i < 2; i++) {
		begin(j, "resource");
		json_w_text(j, "kind", STR("prefix"));
		json_w_text(j, "value", str_of(pools[i]));
		json_w_text(j, "use", STR("subscriber-pool"));
		json_w_text(j, "state", STR("active"));
		end(j);
	}
}

enum err demo_write_register(struct world *w, const char *dir, struct why *why)
{
	struct buf b = { 0 };
	struct json_writer j = json_write(&b);
	enum err e;

	put_areas(&j);
	for (unsigned i = 0; i < ORGS; i++)
		put_party(w, &j, &w->orgs[i]);
	for (unsigned i = 0; i < ORGS; i++)
		put_assets(w, &j, i);
	put_sensors(w, &j);
	put_pools(&j);
	e = out_file(w, dir, "organisations.ndjson", buf_str(&b), why);
	buf_fini(&b);
	return e;
}
