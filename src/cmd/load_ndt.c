/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/load_ndt.h"

#include "cmd/load_records.h"
#include "intake/input.h"
#include "store/query.h"
#include "store/veil.h"
#include "wire/json.h"
#include "wire/ndt.h"
#include "wire/time3339.h"

enum { PEEK = 65536 };

static const struct {
	const char *metric, *unit;
} figures[NDT_KINDS] = { { "download_rate", "mbps" },
			 { "upload_rate", "mbps" },
			 { "round_trip_time", "milliseconds" } };

enum err load_is_ndt(const struct loader *l, const char *path, bool *is, struct why *why)
{
	struct input *in;
	struct str head = { 0 };
	enum err e;

	*is = l->o.ndt;
	if (*is)
		return ERR_OK;
	e = input_open(path, &in, why);
	if (e != ERR_OK)
		return e;
	if (input_peek(in, PEEK, &head, NULL) == ERR_OK)
		*is = ndt_looks_like(head);
	input_close(in);
	return ERR_OK;
}

/* ---- where ---- */

/* Provinces: ISO 3166-2:CN beside the two digits of GB/T 2260. */
static struct str province_of(struct str region)
{
	static const char codes[][2][3] = {
		{ "BJ", "11" }, { "TJ", "12" }, { "HE", "13" }, { "SX", "14" }, { "NM", "15" },
		{ "LN", "21" }, { "JL", "22" }, { "HL", "23" }, { "SH", "31" }, { "JS", "32" },
		{ "ZJ", "33" }, { "AH", "34" }, { "FJ", "35" }, { "JX", "36" }, { "SD", "37" },
		{ "HA", "41" }, { "HB", "42" }, { "HN", "43" }, { "GD", "44" }, { "GX", "45" },
		{ "HI", "46" }, { "CQ", "50" }, { "SC", "51" }, { "GZ", "52" }, { "YN", "53" },
		{ "XZ", "54" }, { "SN", "61" }, { "GS", "62" }, { "QH", "63" }, { "NX", "64" },
		{ "XJ", "65" }, { "TW", "71" }, { "HK", "81" }, { "MO", "82" },
	};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		for (size_t k = 0; k < 2; k++)
			if (str_eq(region, str_of(codes[i][k])))
				return str_of(codes[i][1]);
	return STR("");
}

/* A city of the province that the register has by this name; else the province. */
static enum err area_in_china(struct loader *l, const struct ndt_test *t, struct str two,
			      struct arena *a, struct str *out, struct why *why)
{
	struct query *q = NULL;
	bool row = false;
	enum err e;

	*out = arena_printf(a, "%.*s0000", STR_FMT(two));
	if (!t->city.n)
		return ERR_OK;
	e = query_open(reader_db(l->reader),
		       "SELECT code FROM area WHERE substr(code, 1, 2) = ?1"
		       " AND (name_en = ?2 COLLATE NOCASE OR name = ?2) ORDER BY code LIMIT 1",
		       &q, why);
	if (e != ERR_OK)
		return e;
	query_bind_text(q, 1, two);
	query_bind_text(q, 2, t->city);
	e = query_next(q, &row, why);
	if (e == ERR_OK && row)
		*out = str_keep(a, query_text(q, 0));
	query_close(q);
	return e;
}

static enum err area_of(struct loader *l, const struct ndt_test *t, struct arena *a,
			struct str *out, struct why *why)
{
	bool china = str_eq(t->country, STR("CN"));
	/* Their own codes of ISO 3166 are regions of the same tree. */
	struct str region = str_eq(t->country, STR("HK")) || str_eq(t->country, STR("MO")) ||
					    str_eq(t->country, STR("TW")) ?
				    t->country :
				    t->region;
	struct str two = china || region.p == t->country.p ? province_of(region) : STR("");

	if (two.n)
		return area_in_china(l, t, two, a, out, why);
	if (!t->country.n || (china && !t->region.n))
		*out = t->country.n ? t->country : node_area(l->node);
	else
		*out = t->region.n ? arena_printf(a, "%.*s-%.*s", STR_FMT(t->country),
						  STR_FMT(t->region)) :
				     t->country;
	return ERR_OK;
}

/* ---- observations ---- */

static void put_observation(struct batch *b, const struct loader *l, const struct ndt_test *t,
			    enum ndt_kind kind, struct str subject, struct str area, uint64_t line)
{
	struct buf body = { 0 }, method = { 0 }, day = { 0 };
	struct json_writer w = json_write(&body);

	buf_printf(&method, "NDT%u", t->version);
	time3339_write(t->start, &day);
	json_w_object(&w);
	json_w_text(&w, "metric", str_of(figures[kind].metric));
	json_w_text(&w, "subject", subject);
	json_w_text(&w, "dim", STR("all"));
	if (area.n)
		json_w_text(&w, "area", area);
	json_w_text(&w, "period_start", str_cut(buf_str(&day), 0, 10));
	json_w_text(&w, "period_end", str_cut(buf_str(&day), 0, 10));
	json_w_text(&w, "publisher", l->o.publisher ? str_of(l->o.publisher) : STR("M-Lab"));
	json_w_key(&w, "value");
	json_w_double(&w, t->figures[kind].value);
	json_w_text(&w, "unit", str_of(figures[kind].unit));
	json_w_key(&w, "n");
	json_w_i64(&w, 1);
	json_w_text(&w, "method", buf_str(&method));
	json_w_text(&w, "quality", STR("measured"));
	json_w_object_end(&w);
	batch_put(b, STR("observation"), (struct str){ 0 }, buf_str(&body), line);
	buf_fini(&body);
	buf_fini(&method);
	buf_fini(&day);
}

static enum err put_test(struct loader *l, struct batch *b, struct arena *a, struct str json,
			 uint64_t line, struct why *why)
{
	struct ndt_test t;
	struct str area, subject;
	enum err e = ndt_read(a, json, &t, why);

	if (e == ERR_OK)
		e = area_of(l, &t, a, &area, why);
	if (e == ERR_OK) {
		subject = veil_token(node_veil(l->node), &t.id, a);
		subject = arena_printf(a, "ndt-%.*s", STR_FMT(subject));
		for (int i = 0; i < NDT_KINDS; i++)
			if (t.figures[i].has)
				put_observation(b, l, &t, (enum ndt_kind)i, subject, area, line);
	}
	raw_id_wipe(&t.id);
	return e;
}

/* ---- the file ---- */

/* Is the first line a whole document? Then each line is one. */
static bool has_lines(struct arena *a, struct str all)
{
	struct str rest = all, line = { 0 };
	struct json *v;

	return str_split(&rest, '\n', &line) && str_trim(rest).n &&
	       json_parse(a, line, (struct json_limits){ 0 }, &v, NULL) == ERR_OK;
}

static void take_document(struct loader *l, struct batch *b, struct arena *a, struct str json,
			  uint64_t line, struct load_report *r)
{
	struct why why = { 0 };

	r->read++;
	if (put_test(l, b, a, json, line, &why) == ERR_OK)
		return;
	if (line)
		why.line = line; /* the JSON reader saw one line only */
	load_refused(l, r, why.line, &why);
}

static void take_all(struct loader *l, struct batch *b, struct str all, struct load_report *r)
{
	struct arena *a = arena_open();
	struct str rest = all, line;

	if (!has_lines(a, all)) {
		take_document(l, b, a, all, 0, r);
	} else {
		for (uint64_t n = 1; str_split(&rest, '\n', &line); n++) {
			arena_reset(a);
			if (str_trim(line).n)
				take_document(l, b, a, line, n, r);
		}
	}
	arena_close(a);
}

enum err load_ndt(struct loader *l, const char *path, struct load_report *r, struct why *why)
{
	struct batch *b = batch_open(STR("cli"), STR("load speed tests"));
	struct batch_result result = { 0 };
	struct input *in = NULL;
	struct str all = { 0 };
	enum err e = input_open(path, &in, why);

	arena_reset(l->arena);
	r->format = "ndt";
	if (e == ERR_OK)
		e = input_all(in, &all, why);
	if (e == ERR_OK)
		e = reader_begin(l->reader, 0, why);
	if (e == ERR_OK) {
		take_all(l, b, all, r);
		reader_end(l->reader);
		e = door_commit(l->door, b, l->arena, &result, why);
	}
	if (e == ERR_OK)
		load_took(l, r, &result);
	input_close(in);
	batch_close(b);
	return e;
}
