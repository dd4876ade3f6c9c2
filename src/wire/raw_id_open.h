/* SPDX-License-Identifier: Apache-2.0 */
/* raw_id_open.h - the inside of a raw identifier, for store/veil.c alone.
 * Room: wire. May include: base. */
#pragma once

#include "wire/raw_id.h"

static inline struct str raw_id_bytes(const struct raw_id *id)
{
	return str_n((const char *)id->hidden, id->n);
}
