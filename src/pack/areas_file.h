/* SPDX-License-Identifier: Apache-2.0 */
/*
 * areas_file.h - a province's table of areas as the pack keeps it: areas/13.yaml.
 *
 * Room: pack, for its own files. May include: base wire store.
 */
#pragma once

#include "pack/areas.h"

struct areas_file {
	struct str id; /* the first two digits of its codes */
	struct str year_text, source[2], table;
	uint16_t year;
	struct area_row *rows; /* by code, then year */
	size_t row_count;
	struct str origin;
};
