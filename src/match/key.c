/* SPDX-License-Identifier: Apache-2.0 */
#include "match/key.h"

#include "wire/json.h"
#include "wire/time3339.h"
#include "wire/url.h"

enum { MD5_HEX = 32, SHA1_HEX = 40, SHA256_HEX = 64, JA4_LEN = 36, JSON_DEPTH = 2 };

/* ---- what is it? ---- */

static void put(struct key *k, enum field f, struct str text)
{
	k->v[k->n++] = (struct event_value){ .field = f, .text = text };
}

static bool is_hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_hex(s.p[i]) < 0)
			return false;
	return true;
}

/* A digest says by its length what it may be a digest of. */
static bool put_digest(struct key *k, struct str s)
{
	if ((s.n != MD5_HEX && s.n != SHA1_HEX && s.n != SHA256_HEX) || !is_hex(s))
		return false;
	if (s.n == MD5_HEX) {
		put(k, FIELD_FILE_MD5, s);
		put(k, FIELD_TLS_JA3, s);
	} else if (s.n == SHA1_HEX) {
		put(k, FIELD_FILE_SHA1, s);
		put(k, FIELD_TLS_CERT_SHA1, s);
	} else {
		put(k, FIELD_FILE_SHA256, s);
		put(k, FIELD_TLS_CERT_SHA256, s);
	}
	return true;
}

static bool is_ja4(struct str s)
{
	return s.n == JA4_LEN && s.p[10] == '_' && s.p[23] == '_' && is_hex(str_cut(s, 11, 23)) &&
	       is_hex(str_cut(s, 24, 36));
}

/* Marks that only people put: evil[.]example, evil(.)example, 2001[:]db8::1, hxxp:. */
static bool has_fangs_off(struct str s)
{
	return str_find_str(s, STR("[.]")) != SIZE_MAX || str_find_str(s, STR("(.)")) != SIZE_MAX ||
	       str_find_str(s, STR("[:]")) != SIZE_MAX ||
	       (s.n > 4 && str_eq_nocase(str_cut(s, 0, 4), STR("hxxp")));
}

static bool put_url(struct arena *a, struct key *k, struct str s, struct why *why)
{
	struct url u;

	if (url_read(a, s, &u, why) != ERR_OK)
		return false;
	put(k, FIELD_HTTP_URL, s);
	return true;
}

static bool put_slashed(struct arena *a, struct key *k, struct str s)
{
	size_t slash = str_find(s, '/');
	struct prefix p;

	if (slash == SIZE_MAX && str_find(s, '?') == SIZE_MAX)
		return false;
	if (slash != SIZE_MAX && prefix_read(s, &p, NULL)) {
		k->prefix = p;
		return true;
	}
	/* Else an odd name, as logs have them. */
	return slash != 0 && put_url(a, k, s, NULL);
}

/* By the first byte most names are known to be none of the rarer kinds. */
static enum err guess(struct arena *a, struct key *k, struct why *why)
{
	struct str s = k->asked;
	struct addr addr;

	if (addr_read(s, &addr)) {
		k->v[k->n++] = (struct event_value){ .field = FIELD_DST_IP, .addr = addr };
		return ERR_OK;
	}
	if (put_digest(k, s))
		return ERR_OK;
	if (is_ja4(s)) {
		put(k, FIELD_TLS_JA4, s);
		return ERR_OK;
	}
	if (str_find_str(s, STR("://")) != SIZE_MAX)
		return put_url(a, k, s, why) ? ERR_OK : ERR_SYNTAX;
	if (!put_slashed(a, k, s))
		put(k, FIELD_HTTP_HOST, s);
	return ERR_OK;
}

/* ---- a stated kind ---- */

static enum err not_of_kind(const struct key *k, enum indicator_kind kind, struct why *why)
{
	return why_set(why, ERR_SYNTAX, SAY_KEY_NOT_OF_KIND, A(str_cut_text(k->asked, 80)),
		       A(indicator_kind_name(kind)));
}

static enum err take_addr(struct key *k, enum indicator_kind kind, struct why *why)
{
	struct prefix p;

	if (!prefix_read(k->asked, &p, NULL))
		return not_of_kind(k, kind, why);
	if (p.len == addr_bits(p.addr))
		k->v[k->n++] = (struct event_value){ .field = FIELD_DST_IP, .addr = p.addr };
	else
		k->prefix = p;
	return ERR_OK;
}

/* Fingerprints are asked in any case, with or without colons; indicator_of() knows their forms. */
static enum err take_digest(struct arena *a, struct key *k, enum indicator_kind kind,
			    struct why *why)
{
	static const uint8_t field[IND_KINDS] = {
		[IND_MD5] = FIELD_FILE_MD5,
		[IND_SHA1] = FIELD_FILE_SHA1,
		[IND_SHA256] = FIELD_FILE_SHA256,
		[IND_JA3] = FIELD_TLS_JA3,
		[IND_JA4] = FIELD_TLS_JA4,
		[IND_CERT_SHA1] = FIELD_TLS_CERT_SHA1,
		[IND_CERT_SHA256] = FIELD_TLS_CERT_SHA256,
	};
	struct indicator ind;

	if (indicator_of(a, kind, k->asked, &ind, NULL) != ERR_OK)
		return not_of_kind(k, kind, why);
	put(k, (enum field)field[kind], ind.value);
	return ERR_OK;
}

static enum err take(struct arena *a, struct key *k, enum indicator_kind kind, struct why *why)
{
	switch (kind) {
	case IND_NONE:
		return guess(a, k, why);
	case IND_DOMAIN:
		put(k, FIELD_DNS_QUERY, k->asked);
		return ERR_OK;
	case IND_IPV4:
	case IND_IPV6:
	case IND_CIDR:
		return take_addr(k, kind, why);
	case IND_URL:
		return put_url(a, k, k->asked, why) ? ERR_OK : ERR_SYNTAX;
	default:
		return take_digest(a, k, kind, why);
	}
}

enum err key_read(struct arena *a, enum indicator_kind kind, struct str text, struct key *out,
		  struct why *why)
{
	struct indicator meant;
	struct str asked;

	out->asked = asked = str_trim(text);
	out->prefix.addr.family = 0;
	out->n = 0;
	out->has_at = false;
	if (!asked.n)
		return why_set(why, ERR_SYNTAX, SAY_KEY_EMPTY);
	if (asked.n > KEY_TEXT_MAX)
		return why_set(why, ERR_LIMIT, SAY_KEY_LONG, A(asked.n), A((unsigned)KEY_TEXT_MAX));
	if (has_fangs_off(asked) && indicator_of(a, kind, asked, &meant, NULL) == ERR_OK) {
		enum err e;

		out->asked = meant.value;
		e = take(a, out, meant.kind, why);
		out->asked = asked;
		return e;
	}
	return take(a, out, kind, why);
}

/* ---- as JSON ---- */

static enum err read_kind(const struct json *v, enum indicator_kind *out, struct why *why)
{
	struct buf all = { 0 };

	*out = IND_NONE;
	if (!v || v->kind == JSON_NULL || indicator_kind_of(json_str(v, STR("")), out))
		return ERR_OK;
	for (int k = IND_NONE + 1; k < IND_KINDS; k++)
		buf_printf(&all, "%s%s", all.n ? ", " : "",
			   indicator_kind_name((enum indicator_kind)k));
	(void)why_set(why, ERR_SYNTAX, SAY_KEY_KIND, A(str_cut_text(json_str(v, STR("?")), 40)),
		      A(buf_str(&all)));
	buf_fini(&all);
	return ERR_SYNTAX;
}

static enum err read_at(const struct json *v, struct key *k, struct why *why)
{
	if (!v || v->kind == JSON_NULL)
		return ERR_OK;
	k->has_at = time3339_read(json_str(v, STR("")), false, &k->at);
	if (!k->has_at)
		return why_set(why, ERR_SYNTAX, SAY_KEY_AT,
			       A(str_cut_text(json_str(v, STR("?")), 40)));
	return ERR_OK;
}

static enum err check_members(const struct json *v, struct why *why)
{
	if (v->kind != JSON_OBJECT || !json_is_str(json_get(v, "value")))
		return why_set(why, ERR_SYNTAX, SAY_KEY_OBJECT);
	for (const struct json *m = v->child; m; m = m->next)
		if (!str_eq(m->key, STR("value")) && !str_eq(m->key, STR("kind")) &&
		    !str_eq(m->key, STR("at")))
			return why_set(why, ERR_SYNTAX, SAY_KEY_MEMBER,
				       A(str_cut_text(m->key, 40)));
	return ERR_OK;
}

enum err key_read_json(struct arena *a, struct str line, struct key *out, struct why *why)
{
	enum indicator_kind kind = IND_NONE;
	struct json *v = NULL;
	enum err e = json_parse(a, line, (struct json_limits){ .depth = JSON_DEPTH }, &v, why);

	if (e == ERR_OK)
		e = check_members(v, why);
	if (e == ERR_OK)
		e = read_kind(json_get(v, "kind"), &kind, why);
	if (e == ERR_OK)
		e = key_read(a, kind, json_get(v, "value")->text, out, why);
	return e == ERR_OK ? read_at(json_get(v, "at"), out, why) : e;
}

/* ---- asking ---- */

static void keep(void *ctx, const struct hit *h)
{
	struct key_hits *k = ctx;

	if (k->n < KEY_HITS)
		k->v[k->n++] = *h;
}

void key_ask(struct matcher *m, const struct key *k, struct key_hits *out)
{
	struct event_value v[KEY_VALUES];
	struct event ev = { .has_time = k->has_at, .time = k->at, .v = v, .n = k->n };

	out->n = 0;
	if (k->prefix.addr.family) {
		matcher_prefix(m, &ev, k->prefix, keep, out);
		return;
	}
	for (size_t i = 0; i < k->n; i++)
		v[i] = k->v[i];
	matcher_event(m, &ev, keep, out);
}

/* ---- the answer ---- */

static void write_hit(struct json_writer *w, const struct hit *h)
{
	json_w_text(w, "kind", str_of(indicator_kind_name(h->kind)));
	json_w_text(w, "indicator", h->indicator);
	hit_write_sources(h, w);
	json_w_text(w, "category", str_of(category_name(h->sources[0].category)));
	json_w_text_or_null(w, "ref", hit_ref(h));
}

void key_write_json(const struct key *k, const struct key_hits *hits, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_text(&w, "value", k->asked);
	json_w_key(&w, "hit");
	json_w_bool(&w, hits->n > 0);
	if (hits->n)
		write_hit(&w, &hits->v[0]);
	if (hits->n > 1) {
		json_w_key(&w, "also");
		json_w_array(&w);
		for (size_t i = 1; i < hits->n; i++) {
			json_w_object(&w);
			write_hit(&w, &hits->v[i]);
			json_w_object_end(&w);
		}
		json_w_array_end(&w);
	}
	json_w_object_end(&w);
	buf_c(out, '\n');
}
