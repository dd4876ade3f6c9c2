/* SPDX-License-Identifier: Apache-2.0 */
#include "store/rectype.h"

#include "base/ensure.h"
#include "wire/json.h"

enum { TYPES_MAX = 256, FIELDS_MAX = 256, CODES_MAX = 4096 };

static const char *const subjects[] = { "organisation", "place", "thing", "document", "event" };
static const char *const field_types[] = { "text",  "integer", "real",   "boolean",
					   "date",  "instant", "code",   "ref",
					   "money", "prefix",  "domain", "sketch" };
static const char *const privacies[] = { "open", "token", "sealed" };
static const char *const storages[] = { "record", "aggregate" };
static const char *const merges[] = { "key", "sum", "min", "max", "last", "sketch" };

#define COUNT(words) (sizeof(words) / sizeof *(words))

const char *subject_word(enum subject s)
{
	ensure(s < COUNT(subjects));
	return subjects[s];
}

const char *field_type_word(enum field_type t)
{
	ensure(t < COUNT(field_types));
	return field_types[t];
}

const char *privacy_word(enum privacy p)
{
	ensure(p < COUNT(privacies));
	return privacies[p];
}

const char *storage_word(enum storage_class s)
{
	ensure(s < COUNT(storages));
	return storages[s];
}

const char *merge_word(enum merge m)
{
	ensure(m < COUNT(merges));
	return merges[m];
}

/* ---- out ---- */

static void write_text(struct json_writer *w, const char *key, struct str s)
{
	json_w_key(w, key);
	json_w_str(w, s);
}

static void write_bool(struct json_writer *w, const char *key, bool v)
{
	json_w_key(w, key);
	json_w_bool(w, v);
}

static void write_label(struct json_writer *w, const struct str label[2])
{
	json_w_key(w, "label");
	json_w_object(w);
	write_text(w, "en", label[0]);
	write_text(w, "zh", label[1]);
	json_w_object_end(w);
}

static void write_field(const struct rec_field *f, struct json_writer *w)
{
	json_w_object(w);
	write_text(w, "name", f->name);
	write_label(w, f->label);
	write_text(w, "type", str_of(field_type_word(f->type)));
	write_text(w, "privacy", str_of(privacy_word(f->privacy)));
	write_text(w, "merge", str_of(merge_word(f->merge)));
	write_bool(w, "list", f->list);
	write_bool(w, "required", f->required);
	write_bool(w, "key", f->key);
	write_text(w, "unit", f->unit);
	write_text(w, "ref", f->ref);
	json_w_key(w, "codes");
	json_w_array(w);
	for (size_t i = 0; i < f->code_count; i++)
		json_w_str(w, f->codes[i]);
	json_w_array_end(w);
	json_w_object_end(w);
}

void rectype_write(const struct rec_type *t, struct json_writer *w)
{
	json_w_object(w);
	write_text(w, "name", t->name);
	write_label(w, t->label);
	write_text(w, "subject", str_of(subject_word(t->subject)));
	write_text(w, "storage", str_of(storage_word(t->storage)));
	write_text(w, "retention", t->retention);
	write_text(w, "origin", t->origin);
	json_w_key(w, "fields");
	json_w_array(w);
	for (size_t i = 0; i < t->field_count; i++)
		write_field(&t->fields[i], w);
	json_w_array_end(w);
	json_w_object_end(w);
}

/* ---- in ---- */

/* What is being read, for the sentences: the type and, inside one, the field. */
struct place {
	struct arena *a;
	struct str type, field;
	struct why *why;
};

static struct str place_text(const struct place *at)
{
	return at->field.n ?
		       arena_printf(at->a, "%.*s.%.*s", STR_FMT(at->type), STR_FMT(at->field)) :
		       at->type;
}

static enum err bad(const struct place *at, struct str member, struct str got)
{
	return why_set(at->why, ERR_SYNTAX, SAY_RECTYPE_MEMBER, A(place_text(at)), A(member),
		       A(got));
}

static enum err read_text(const struct place *at, const struct json *m, struct str *out)
{
	if (!json_is_str(m))
		return bad(at, m->key, m->text);
	*out = str_keep(at->a, m->text);
	return ERR_OK;
}

static enum err read_bool(const struct place *at, const struct json *m, bool *out)
{
	if (m->kind != JSON_TRUE && m->kind != JSON_FALSE)
		return bad(at, m->key, m->text);
	*out = m->kind == JSON_TRUE;
	return ERR_OK;
}

static enum err read_word(const struct place *at, const struct json *m, const char *const *words,
			  size_t n, unsigned *out)
{
	for (unsigned i = 0; i < n; i++) {
		if (json_is_str(m) && str_eq(m->text, str_of(words[i]))) {
			*out = i;
			return ERR_OK;
		}
	}
	return bad(at, m->key, m->text);
}

static enum err read_label(const struct place *at, const struct json *m, struct str label[2])
{
	if (m->kind != JSON_OBJECT)
		return bad(at, m->key, m->text);
	for (const struct json *l = m->child; l; l = l->next) {
		bool en = str_eq(l->key, STR("en"));
		enum err e;

		if (!en && !str_eq(l->key, STR("zh")))
			return bad(at, m->key, l->key);
		e = read_text(at, l, &label[en ? 0 : 1]);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

static enum err read_codes(const struct place *at, const struct json *m, struct rec_field *f)
{
	if (m->kind != JSON_ARRAY || m->count > CODES_MAX)
		return bad(at, m->key, m->text);
	f->codes = arena_array(at->a, struct str, m->count);
	for (const struct json *c = m->child; c; c = c->next) {
		enum err e = read_text(at, c, &f->codes[f->code_count++]);

		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

static enum err read_field_word(const struct place *at, const struct json *m, struct rec_field *f)
{
	unsigned w = 0;
	enum err e;

	if (str_eq(m->key, STR("type"))) {
		e = read_word(at, m, field_types, COUNT(field_types), &w);
		f->type = (enum field_type)w;
	} else if (str_eq(m->key, STR("privacy"))) {
		e = read_word(at, m, privacies, COUNT(privacies), &w);
		f->privacy = (enum privacy)w;
	} else if (str_eq(m->key, STR("merge"))) {
		e = read_word(at, m, merges, COUNT(merges), &w);
		f->merge = (enum merge)w;
	} else {
		e = bad(at, m->key, STR(""));
	}
	return e;
}

static enum err read_field_member(const struct place *at, const struct json *m, struct rec_field *f)
{
	if (str_eq(m->key, STR("name")))
		return read_text(at, m, &f->name);
	if (str_eq(m->key, STR("label")))
		return read_label(at, m, f->label);
	if (str_eq(m->key, STR("list")))
		return read_bool(at, m, &f->list);
	if (str_eq(m->key, STR("required")))
		return read_bool(at, m, &f->required);
	if (str_eq(m->key, STR("key")))
		return read_bool(at, m, &f->key);
	if (str_eq(m->key, STR("unit")))
		return read_text(at, m, &f->unit);
	if (str_eq(m->key, STR("ref")))
		return read_text(at, m, &f->ref);
	if (str_eq(m->key, STR("codes")))
		return read_codes(at, m, f);
	return read_field_word(at, m, f);
}

static enum err read_field(struct place *at, const struct json *v, struct rec_field *f)
{
	enum err e = ERR_OK;

	if (v->kind != JSON_OBJECT)
		return bad(at, STR("fields"), v->text);
	at->field = json_str(json_get(v, "name"), STR("?"));
	for (const struct json *m = v->child; m && e == ERR_OK; m = m->next)
		e = read_field_member(at, m, f);
	at->field = STR("");
	return e;
}

static enum err read_fields(struct place *at, const struct json *m, struct rec_type *t)
{
	enum err e = ERR_OK;

	if (m->kind != JSON_ARRAY || m->count > FIELDS_MAX)
		return bad(at, m->key, m->text);
	t->fields = arena_array(at->a, struct rec_field, m->count);
	for (const struct json *f = m->child; f && e == ERR_OK; f = f->next)
		e = read_field(at, f, &t->fields[t->field_count++]);
	return e;
}

static enum err read_member(struct place *at, const struct json *m, struct rec_type *t)
{
	unsigned w = 0;
	enum err e;

	if (str_eq(m->key, STR("name")))
		return read_text(at, m, &t->name);
	if (str_eq(m->key, STR("label")))
		return read_label(at, m, t->label);
	if (str_eq(m->key, STR("retention")))
		return read_text(at, m, &t->retention);
	if (str_eq(m->key, STR("origin")))
		return read_text(at, m, &t->origin);
	if (str_eq(m->key, STR("fields")))
		return read_fields(at, m, t);
	if (str_eq(m->key, STR("subject"))) {
		e = read_word(at, m, subjects, COUNT(subjects), &w);
		t->subject = (enum subject)w;
	} else if (str_eq(m->key, STR("storage"))) {
		e = read_word(at, m, storages, COUNT(storages), &w);
		t->storage = (enum storage_class)w;
	} else {
		e = bad(at, m->key, STR(""));
	}
	return e;
}

enum err rectype_read(struct arena *a, const struct json *v, struct rec_type *out, struct why *why)
{
	struct place at = { .a = a, .type = json_str(json_get(v, "name"), STR("?")), .why = why };
	enum err e = ERR_OK;

	*out = (struct rec_type){ 0 };
	if (!v || v->kind != JSON_OBJECT)
		return bad(&at, STR("types"), STR(""));
	for (const struct json *m = v->child; m && e == ERR_OK; m = m->next)
		e = read_member(&at, m, out);
	return e == ERR_OK ? rectype_check(out, why) : e;
}

enum err rectype_read_all(struct arena *a, const struct json *array, struct rec_type **out,
			  size_t *count, struct why *why)
{
	struct place at = { .a = a, .type = STR("types"), .why = why };
	enum err e = ERR_OK;

	*count = 0;
	if (!array || array->kind != JSON_ARRAY || array->count > TYPES_MAX)
		return bad(&at, STR("types"), STR(""));
	*out = arena_array(a, struct rec_type, array->count);
	for (const struct json *v = array->child; v && e == ERR_OK; v = v->next)
		e = rectype_read(a, v, &(*out)[(*count)++], why);
	return e == ERR_OK ? rectype_check_all(*out, *count, why) : e;
}
