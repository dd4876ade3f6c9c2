/* SPDX-License-Identifier: Apache-2.0 */
/* a_node_data.h - what the tests' node holds: organisations, feeds, hits, and what ran last. */
#pragma once

#include "store/batch.h"
#include "wire/json.h"
#include "wire/time3339.h"

enum { HOURS = 60, ROWS = HOURS * 3 };
/* 2026-11-18T00:00:00Z, the first hour; the clock stands at the end of the last one. */
static const int64_t first_hour = 1794960000000000;

static void put(struct batch *b, const char *type, const char *body)
{
	batch_put(b, str_of(type), STR(""), str_of(body), 1);
}

static void put_register(struct batch *b)
{
	put(b, "area", "{\"code\":\"130100\",\"name\":\"石家庄市\",\"level\":\"city\"}");
	put(b, "party",
	    "{\"registration_no\":\"P1\",\"name\":\"示例大学\",\"kind\":\"institution\","
	    "\"area\":\"130100\",\"contact_role\":\"网络中心\"}");
	put(b, "party",
	    "{\"registration_no\":\"P2\",\"name\":\"Example "
	    "<b>Hospital</b>\",\"kind\":\"public-body\"}");
	put(b, "source",
	    "{\"name\":\"feed-a\",\"publisher\":\"Example CERT\",\"category\":\"c2\","
	    "\"kind\":\"indicators\",\"count\":3,\"refused\":1,\"loaded\":\"2026-11-20T06:00:"
	    "00Z\"}");
	put(b, "source",
	    "{\"name\":\"known-good\",\"publisher\":\"Example CERT\",\"kind\":\"warnings\","
	    "\"count\":10,\"refused\":0,\"loaded\":\"2026-11-20T06:00:00Z\"}");
}

static void tally(struct batch *b, int hour, const char *indicator, const char *category,
		  const char *party, int count)
{
	struct buf row = { 0 };
	struct json_writer w = json_write(&row);
	struct buf t = { 0 };

	time3339_write((struct instant){ first_hour + hour * US_PER_HOUR }, &t);
	json_w_object(&w);
	json_w_key(&w, "window"), json_w_str(&w, buf_str(&t));
	json_w_key(&w, "kind"), json_w_cstr(&w, "domain");
	json_w_key(&w, "indicator"), json_w_cstr(&w, indicator);
	json_w_key(&w, "source"), json_w_cstr(&w, "feed-a");
	json_w_key(&w, "category"), json_w_cstr(&w, category);
	json_w_key(&w, "sensor"), json_w_cstr(&w, "s1");
	json_w_key(&w, "area"), json_w_cstr(&w, "130100");
	if (*party)
		json_w_key(&w, "party"), json_w_cstr(&w, party);
	json_w_key(&w, "count"), json_w_i64(&w, count);
	json_w_key(&w, "first"), json_w_str(&w, buf_str(&t));
	json_w_key(&w, "last"), json_w_str(&w, buf_str(&t));
	json_w_key(&w, "untimed"), json_w_i64(&w, 0);
	json_w_object_end(&w);
	batch_tally(b, STR("sighting"), buf_str(&row));
	buf_fini(&row);
	buf_fini(&t);
}

static void put_hits(struct batch *b)
{
	for (int h = 0; h < HOURS; h++) {
		tally(b, h, "c2.evil.example", "c2", "P1", 2);
		tally(b, h, "scan.evil.example", "scanner", "P2", 5);
		tally(b, h, "=cmd()|x", "malware", "", 1);
	}
	tally(b, 3, "c2.evil.example", "c2", "P2", 1);
	batch_tally(b, STR("events_read"),
		    STR("{\"window\":\"2026-11-18T00:00:00Z\",\"kind\":\"dns\",\"family\":\"ipv4\","
			"\"sensor\":\"s1\",\"area\":\"130100\",\"count\":100000,"
			"\"first\":\"2026-11-18T00:00:00Z\",\"last\":\"2026-11-18T00:59:00Z\","
			"\"untimed\":0}"));
	batch_cursor(b, STR("match.last"), STR("{\"events\":100000,\"us\":250000}"));
	batch_cursor(b, STR("doctor.identifiers"),
		     STR("{\"found\":0,\"searched_bytes\":4096,\"at\":\"2026-11-20T11:00:00Z\"}"));
}
