/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type.c - a record type's file becomes the descriptor that the store makes tables from.
 *
 * The rules that protect people stand here: a type is about an organisation, place, thing, document
 * or event, never a person; fields that name devices, subscribers or endpoints are refused whatever
 * they are declared to be; contact details of an organisation must be sealed.
 */
#include "pack/parts.h"

#include <stddef.h>

#define SUBJECTS_ALLOWED "organisation place thing document event"
#define STORAGES "record aggregate"
#define FIELD_TYPE_WORDS \
	"text integer real boolean date instant code ref money prefix domain sketch"
#define PRIVACY_WORDS "open token sealed"
#define MERGE_WORDS "key sum min max last sketch"

/* The words of a type's file before they become enums. */
struct type_text {
	struct str label[2], subject, storage, retention;
	const struct yaml *fields;
};

struct field_text {
	struct str label[2], type, privacy, merge, unit, ref, codes;
	bool list, required, key;
};

#define AT(m) offsetof(struct type_text, m)
static const struct slot type_slots[] = {
	{ "label", SHAPE_WORDS, true, AT(label), NULL },
	{ "subject", SHAPE_CHOICE, true, AT(subject), SUBJECTS_ALLOWED },
	{ "storage", SHAPE_CHOICE, true, AT(storage), STORAGES },
	{ "retention", SHAPE_ID, false, AT(retention), NULL },
	{ "fields", SHAPE_NODE, true, AT(fields), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT
#define AT(m) offsetof(struct field_text, m)
static const struct slot field_slots[] = {
	{ "label", SHAPE_WORDS, true, AT(label), NULL },
	{ "type", SHAPE_CHOICE, true, AT(type), FIELD_TYPE_WORDS },
	{ "privacy", SHAPE_CHOICE, true, AT(privacy), PRIVACY_WORDS },
	{ "merge", SHAPE_CHOICE, false, AT(merge), MERGE_WORDS },
	{ "list", SHAPE_BOOL, false, AT(list), NULL },
	{ "required", SHAPE_BOOL, false, AT(required), NULL },
	{ "key", SHAPE_BOOL, false, AT(key), NULL },
	{ "unit", SHAPE_ID, false, AT(unit), NULL },
	{ "ref", SHAPE_ID, false, AT(ref), NULL },
	{ "codes", SHAPE_ID, false, AT(codes), NULL },
	{ NULL, SHAPE_TEXT, false, 0, NULL },
};
#undef AT

/* ---- names that no field may have ---- */

/* Alone or as a part between underscores: the thing identifies a person, device or session. */
#define FORBIDDEN_PARTS \
	"imsi imei imeisv msisdn tmsi supi suci meid iccid idfa idfv oaid gaid aaid mac ssid " \
	"endpoint endpoints subscriber person passport cookie payload useragent observed"
/* Anywhere in the name, underscores left out. */
static const char *const forbidden_pairs[] = {
	"deviceid",   "userid",      "subscriberip", "clientip",  "clientaddr", "userip",
	"useraddr",   "srcip",       "sourceip",     "srcaddr",   "idcard",     "idnumber",
	"identityno", "macaddr",     "phonehash",    "emailhash", "useragent",  "advertisingid",
	"urlquery",   "messagebody", "contentbody",  "fullurl",   "callrecord", "locationhistory",
};
/* Contact details: sealed, or not at all. */
#define SECRET_PARTS "phone telephone mobile tel email mail fax"

static bool has_part(struct str name, const char *parts)
{
	struct str rest = name, part;

	while (str_split(&rest, '_', &part))
		if (part.n && shape_is_choice(part, parts))
			return true;
	return false;
}

static bool is_forbidden(struct str name)
{
	struct buf joined = { 0 };
	bool hit = has_part(name, FORBIDDEN_PARTS);

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] != '_')
			buf_c(&joined, ascii_lower(name.p[i]));
	for (size_t i = 0; i < sizeof forbidden_pairs / sizeof *forbidden_pairs; i++)
		hit |= str_find_str(buf_str(&joined), str_of(forbidden_pairs[i])) != SIZE_MAX;
	buf_fini(&joined);
	return hit;
}

static bool field_name_allowed(struct reading *r, const struct yaml *t, enum privacy privacy)
{
	if (!rectype_name_ok(t->key))
		reading_fault_key(r, t, SAY_PACK_FIELD_NAME, A(t->key));
	else if (is_forbidden(t->key))
		reading_fault_key(r, t, SAY_PACK_FIELD_FORBIDDEN, A(t->key));
	else if (privacy == PRIVACY_OPEN && has_part(t->key, SECRET_PARTS))
		reading_fault_key(r, t, SAY_PACK_FIELD_SEAL, A(t->key));
	else
		return true;
	return false;
}

/* ---- reading ---- */

/* What a field of a record may not say, and what one of an aggregate must. */
static bool field_fits(struct reading *r, const struct yaml *t, const struct field_text *x,
		       enum storage_class storage)
{
	if ((storage == STORAGE_AGGREGATE) != (x->merge.n > 0)) {
		reading_fault(r, t,
			      storage == STORAGE_AGGREGATE ? SAY_PACK_MERGE : SAY_PACK_NO_MERGE,
			      A(t->key));
		return false;
	}
	if (str_eq(x->type, STR("ref")) != (x->ref.n > 0) ||
	    str_eq(x->type, STR("code")) != (x->codes.n > 0)) {
		reading_fault(r, t, SAY_PACK_FIELD_POINTS, A(t->key));
		return false;
	}
	return true;
}

static bool field_read(struct reading *r, const struct yaml *t, enum storage_class storage,
		       struct rec_field *f)
{
	struct field_text x = { 0 };

	if (!shape_read(r, t, field_slots, &x) || !field_fits(r, t, &x, storage))
		return false;
	f->name = t->key;
	f->label[LANG_EN] = x.label[LANG_EN];
	f->label[LANG_ZH] = x.label[LANG_ZH];
	f->type = (enum field_type)shape_choice(x.type, FIELD_TYPE_WORDS);
	f->privacy = (enum privacy)shape_choice(x.privacy, PRIVACY_WORDS);
	if (x.merge.n)
		f->merge = (enum merge)shape_choice(x.merge, MERGE_WORDS);
	f->list = x.list;
	f->required = x.required;
	f->key = storage == STORAGE_AGGREGATE ? f->merge == MERGE_KEY : x.key;
	f->unit = x.unit;
	f->ref = x.ref;
	return field_name_allowed(r, t, f->privacy);
}

bool type_read(struct reading *r, const struct yaml *t, void *item)
{
	struct rec_type *type = item;
	struct type_text x = { 0 };

	if (!shape_read(r, t, type_slots, &x))
		return false;
	type->label[LANG_EN] = x.label[LANG_EN];
	type->label[LANG_ZH] = x.label[LANG_ZH];
	type->subject = (enum subject)shape_choice(x.subject, SUBJECTS_ALLOWED);
	type->storage = (enum storage_class)shape_choice(x.storage, STORAGES);
	if (x.fields->kind != YAML_MAP || !x.fields->count) {
		reading_fault(r, x.fields, SAY_PACK_NO_FIELDS);
		return false;
	}
	type->fields = arena_array(r->a, struct rec_field, x.fields->count);
	bool ok = true;

	for (const struct yaml *f = x.fields->child; f; f = f->next)
		ok = field_read(r, f, type->storage, &type->fields[type->field_count++]) && ok;
	return ok;
}

/* ---- checking ---- */

static void take_codes(struct reading *r, const struct pack *p, const struct yaml *t,
		       struct rec_field *f)
{
	const struct yaml *name = yaml_get(t, STR("codes"));
	const struct code_list *list = name ? shelf_find(p, NOUN_CODES, name->text) : NULL;

	if (name && !list)
		reading_fault(r, name, SAY_PACK_NO_CODES, A(name->text));
	if (!list)
		return;
	f->codes = arena_array(p->a, struct str, list->count);
	f->code_count = list->count;
	for (size_t i = 0; i < list->count; i++)
		f->codes[i] = list->codes[i].id;
}

static void take_retention(struct reading *r, const struct pack *p, const struct yaml *t,
			   struct rec_type *type)
{
	const struct yaml *name = yaml_get(t, STR("retention"));
	const struct parameter *par = name ? shelf_find(p, NOUN_PARAMETER, name->text) : NULL;

	if (name && !par)
		reading_fault(r, name, SAY_PACK_RETENTION, A(name->text));
	if (par)
		type->retention = par->value;
}

/* A thawed type came complete from the store's own form and was checked by it. */
void type_check(struct reading *r, const struct pack *p, struct place at, void *item)
{
	struct rec_type *type = item;
	const struct yaml *t = yaml_get(at.yaml, STR("fields"));
	struct why why = { 0 };
	size_t before = r->faults;

	if (!at.yaml)
		return;
	take_retention(r, p, at.yaml, type);
	t = t ? t->child : NULL;
	for (size_t i = 0; i < type->field_count && t; i++, t = t->next) {
		struct rec_field *f = &type->fields[i];

		take_codes(r, p, t, f);
		if (f->ref.n)
			need_ref(r, p, t, STR("ref"), NOUN_TYPE, f->ref);
		if (f->unit.n)
			need_code(r, p, t, STR("unit"), STR("unit"), f->unit);
	}
	if (r->faults == before && rectype_check(type, &why)) {
		struct buf text = { 0 };

		why_sentence(&why, say_lang_default(), &text);
		reading_fault(r, at.yaml, SAY_PACK_STORE_REFUSES, A(buf_str(&text)));
		buf_fini(&text);
	}
}

void type_check_replaced(struct reading *r, const struct rec_type *old, const struct rec_type *now,
			 const struct yaml *t)
{
	const struct yaml *fields = yaml_get(t, STR("fields"));

	if (old->storage != now->storage)
		reading_fault(r, yaml_get(t, STR("storage")), SAY_PACK_RETYPED, A(now->name));
	for (size_t i = 0; i < now->field_count; i++) {
		const struct rec_field *f = &now->fields[i];
		const struct rec_field *was = rectype_field(old, f->name);

		if (was &&
		    (was->type != f->type || was->list != f->list || was->privacy > f->privacy))
			reading_fault_key(r, yaml_get(fields, f->name), SAY_PACK_RETYPED,
					  A(f->name));
	}
}
