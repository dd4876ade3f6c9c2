/* SPDX-License-Identifier: Apache-2.0 */
/* fixture_types.h - record types of every sort: keys of one and of two fields, none at all, lists,
 * sealed and token fields, references (also into keys), an aggregate. */
#pragma once

#include "store/rectype.h"

#define KEY .required = true, .key = true
static struct str fx_kinds[] = { { "operator", 8 }, { "regulator", 9 } };
static struct rec_field fx_party[] = {
	{ .name = { "code", 4 }, .type = FT_TEXT, KEY },
	{ .name = { "name", 4 }, .type = FT_TEXT, .required = true },
	{ .name = { "kind", 4 }, .type = FT_CODE, .codes = fx_kinds, .code_count = 2 },
	{ .name = { "contact", 7 }, .type = FT_TEXT, .privacy = PRIVACY_SEALED },
	{ .name = { "desks", 5 }, .type = FT_TEXT, .privacy = PRIVACY_SEALED, .list = true },
	{ .name = { "signer", 6 }, .type = FT_TEXT, .privacy = PRIVACY_TOKEN },
};
static struct rec_field fx_asset[] = {
	{ .name = { "name", 4 }, .type = FT_TEXT, KEY },
	{ .name = { "owner", 5 }, .type = FT_REF, .ref = { "party", 5 } },
	{ .name = { "range", 5 }, .type = FT_PREFIX },
	{ .name = { "ranges", 6 }, .type = FT_PREFIX, .list = true },
	{ .name = { "domains", 7 }, .type = FT_DOMAIN, .list = true },
	{ .name = { "note", 4 }, .type = FT_TEXT },
	{ .name = { "since", 5 }, .type = FT_DATE },
	{ .name = { "seen", 4 }, .type = FT_INSTANT },
	{ .name = { "level", 5 }, .type = FT_INTEGER },
	{ .name = { "load", 4 }, .type = FT_REAL },
	{ .name = { "vital", 5 }, .type = FT_BOOLEAN },
	{ .name = { "cost", 4 }, .type = FT_MONEY },
};
static struct rec_field fx_link[] = {
	{ .name = { "from", 4 }, .type = FT_REF, .ref = { "asset", 5 }, KEY },
	{ .name = { "port", 4 }, .type = FT_INTEGER, KEY },
	{ .name = { "via", 3 }, .type = FT_REF, .ref = { "link", 4 } },
};
static struct rec_field fx_remark[] = {
	{ .name = { "text", 4 }, .type = FT_TEXT, .required = true },
};
static struct rec_field fx_sighting[] = {
	{ .name = { "indicator", 9 }, .type = FT_TEXT, .key = true, .required = true },
	{ .name = { "asset", 5 }, .type = FT_REF, .ref = { "asset", 5 }, .key = true },
	{ .name = { "hour", 4 }, .type = FT_INSTANT, .key = true },
	{ .name = { "count", 5 }, .type = FT_INTEGER, .merge = MERGE_SUM },
	{ .name = { "first", 5 }, .type = FT_INSTANT, .merge = MERGE_MIN },
	{ .name = { "last", 4 }, .type = FT_INSTANT, .merge = MERGE_MAX },
	{ .name = { "note", 4 }, .type = FT_TEXT, .merge = MERGE_LAST },
};
#undef KEY
#define FX_TYPE(n, f, ...) \
	{ \
		.name = { #n, sizeof #n - 1 }, .fields = (f), \
		.field_count = sizeof(f) / sizeof *(f), .origin = { "test", 4 }, __VA_ARGS__ \
	}
static const struct rec_type fx_types[] = {
	FX_TYPE(party, fx_party, .subject = SUBJECT_ORGANISATION),
	FX_TYPE(asset, fx_asset, .subject = SUBJECT_THING, .retention = { "P5Y", 3 }),
	FX_TYPE(link, fx_link, .subject = SUBJECT_THING),
	FX_TYPE(remark, fx_remark, .subject = SUBJECT_DOCUMENT),
	FX_TYPE(sighting, fx_sighting, .subject = SUBJECT_EVENT, .storage = STORAGE_AGGREGATE),
};
enum { FX_TYPES = sizeof fx_types / sizeof *fx_types };
