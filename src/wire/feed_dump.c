/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/feed_dump.h"

#include "wire/feed_walk.h"
#include "wire/json.h"
#include "wire/time3339.h"

enum { DUMP_VERSION = 1, REF_BYTES = 1024 };

/* ---- out ---- */

static void put_number(struct json_writer *w, const char *key, uint64_t v)
{
	json_w_key(w, key);
	json_w_u64(w, v);
}

void feed_dump_head(struct buf *out, bool warnings, uint64_t rows, struct sha256 identity)
{
	struct json_writer w = json_write(out);
	struct buf hex = { 0 };

	buf_hex(&hex, identity.b, sizeof identity.b);
	json_w_object(&w);
	put_number(&w, "cresset_set", DUMP_VERSION);
	json_w_text(&w, "sort", warnings ? STR("warnings") : STR("indicators"));
	put_number(&w, "rows", rows);
	json_w_text(&w, "identity", buf_str(&hex));
	json_w_object_end(&w);
	buf_c(out, '\n');
	buf_fini(&hex);
}

static void put_instant(struct json_writer *w, const char *key, struct instant t, int64_t none)
{
	const int64_t first = civil_days(1, 1, 1) * US_PER_DAY,
		      behind = civil_days(10000, 1, 1) * US_PER_DAY;
	struct buf text = { 0 };

	if (t.us == none)
		return;
	json_w_key(w, key);
	if (t.us >= first && t.us < behind) {
		time3339_write(t, &text);
		json_w_str(w, buf_str(&text));
	} else {
		json_w_i64(w, t.us);
	}
	buf_fini(&text);
}

static void put_ref(struct json_writer *w, struct str ref)
{
	struct buf hex = { 0 };

	if (!ref.n)
		return;
	if (str_is_utf8(ref, NULL)) {
		json_w_text(w, "ref", ref);
		return;
	}
	buf_hex(&hex, ref.p, ref.n);
	json_w_text(w, "ref_hex", buf_str(&hex));
	buf_fini(&hex);
}

void feed_dump_members(struct json_writer *w, const struct indicator *ind)
{
	json_w_text(w, "kind", str_of(indicator_kind_name(ind->kind)));
	json_w_text(w, "value", ind->value);
	put_ref(w, ind->ref);
	put_instant(w, "valid_from", ind->valid_from, INT64_MIN);
	put_instant(w, "valid_until", ind->valid_until, INT64_MAX);
	if (ind->confidence != 255)
		put_number(w, "confidence", ind->confidence);
	if (ind->tlp != TLP_CLEAR)
		json_w_text(w, "tlp", str_of(tlp_name((enum tlp)ind->tlp)));
	if (ind->line)
		put_number(w, "line", ind->line);
}

void feed_dump_warning_members(struct json_writer *w, enum warn_type type, struct str text,
			       uint64_t line)
{
	json_w_text(w, "warn", str_of(warn_type_name(type)));
	json_w_text(w, "text", text);
	if (line)
		put_number(w, "line", line);
}

/* ---- in ---- */

static bool get_instant(const struct json *v, struct instant *out)
{
	if (!v)
		return true;
	if (json_is_str(v))
		return time3339_read(json_str(v, STR("")), false, out);
	return json_int(v, &out->us);
}

static bool get_ref(struct arena *a, const struct json *row, struct str *out)
{
	const struct json *ref = json_get(row, "ref"), *hex = json_get(row, "ref_hex");
	struct str s = json_str(hex, STR(""));
	char *p;

	*out = json_str(ref, STR(""));
	if (!hex)
		return !ref || json_is_str(ref);
	if (!s.n || s.n % 2 || s.n > 2 * REF_BYTES)
		return false;
	p = arena_alloc(a, s.n / 2);
	if (!str_unhex(s, p))
		return false;
	*out = str_n(p, s.n / 2);
	return true;
}

static bool get_facts(struct arena *a, const struct json *row, struct indicator *facts)
{
	const struct json *confidence = json_get(row, "confidence"),
			  *marking = json_get(row, "tlp");
	enum tlp tlp = TLP_CLEAR;
	int64_t c = 255;

	if (!get_ref(a, row, &facts->ref) ||
	    !get_instant(json_get(row, "valid_from"), &facts->valid_from) ||
	    !get_instant(json_get(row, "valid_until"), &facts->valid_until))
		return false;
	if (confidence && (!json_int(confidence, &c) || c < 0 || c > 100))
		return false;
	if (marking && !tlp_of(json_str(marking, STR("")), &tlp))
		return false;
	facts->confidence = (uint8_t)c;
	facts->tlp = (uint8_t)tlp;
	return true;
}

static bool warn_type_of(struct str name, enum warn_type *out)
{
	for (unsigned t = 0; t < WARN_TYPES; t++)
		if (str_eq(name, str_of(warn_type_name((enum warn_type)t)))) {
			*out = (enum warn_type)t;
			return true;
		}
	return false;
}

/* A row of a set; false: it is none. */
static bool take_row(struct feed_walk *l, const struct json *row)
{
	struct indicator facts = feed_facts(l->number);
	struct str name = json_str(json_get(row, "kind"), STR("")), text;
	enum indicator_kind kind;
	enum warn_type type;

	if (name.n) {
		text = json_str(json_get(row, "value"), STR(""));
		if (!text.n || !indicator_kind_of(name, &kind) ||
		    !get_facts(l->scratch, row, &facts))
			return false;
		feed_offer(l->sink, l->scratch, kind, name, text, &facts);
		return true;
	}
	text = json_str(json_get(row, "text"), STR(""));
	if (!text.n || !warn_type_of(json_str(json_get(row, "warn"), STR("")), &type))
		return false;
	l->sink->warning(l->sink->ctx, type, text, l->number);
	return true;
}

/* The first line says that it is a dump, and of which version. */
static enum err check_head(struct feed_walk *l, struct str line, struct why *why)
{
	struct json *head;
	int64_t version;

	if (json_parse(l->scratch, line, feed_json_limits(), &head, NULL) != ERR_OK ||
	    !json_int(json_get(head, "cresset_set"), &version))
		return why_set(why, ERR_SYNTAX, SAY_FEED_DUMP_HEAD);
	if (version != DUMP_VERSION)
		return why_set(why, ERR_UNSUPPORTED, SAY_FEED_DUMP_VERSION, A(version),
			       A((int)DUMP_VERSION));
	return ERR_OK;
}

struct dump {
	bool headed;
	enum err e;
	struct why *why;
};

static void dump_line(struct feed_walk *l, struct str line)
{
	struct dump *d = l->state;
	struct json *row;
	struct why why;

	if (d->e != ERR_OK)
		return;
	if (!d->headed) {
		d->headed = true;
		d->e = check_head(l, line, d->why);
		if (d->e != ERR_OK)
			why_at(d->why, NULL, l->number, 0);
		return;
	}
	if (json_parse(l->scratch, line, feed_json_limits(), &row, &why) != ERR_OK) {
		why.line = l->number; /* the row is a line of the dump */
		feed_refuse(l->sink, l->number, line, &why);
	} else if (!take_row(l, row)) {
		(void)why_set(&why, ERR_SYNTAX, SAY_FEED_DUMP_ROW);
		feed_refuse(l->sink, l->number, line, &why);
	}
}

enum err feed_dump_read(struct str bytes, struct str map, const struct feed_sink *sink,
			struct why *why)
{
	struct dump d = { .why = why };

	(void)map;
	feed_walk_lines(bytes, sink, &d, dump_line);
	return d.e;
}
