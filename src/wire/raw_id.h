/* SPDX-License-Identifier: Apache-2.0 */
/*
 * raw_id.h - an identifier of a person, between the line that held it and the token for it.
 *
 * Opaque on purpose: it can be made, moved and wiped, but not printed, compared or stored. Only
 * store/veil turns it into a token (it includes wire/raw_id_open.h; a house check holds that
 * nobody else does). Whoever makes one wipes it.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "base/str.h"

enum raw_class {
	RAW_CLIENT_ADDR,
	RAW_PHONE,
	RAW_IMSI,
	RAW_IMEI,
	RAW_NATIONAL_ID,
	RAW_EMAIL,
	RAW_TEST, /* a published measurement: its id leads to the address that took it */
	RAW_CLASSES
};

struct raw_id {
	enum raw_class class_;
	uint16_t n;
	unsigned char hidden[128]; /* normalised form; longer identifiers are cut */
};

struct raw_id raw_id_of(enum raw_class class_, struct str text);
void raw_id_wipe(struct raw_id *id);
