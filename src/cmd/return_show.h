/* SPDX-License-Identifier: Apache-2.0 */
/*
 * return_show.h - what `cresset return` prints: cells, filings, what is owed.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "base/vec.h"
#include "cmd/board.h"
#include "desk/returns.h"
#include "pack/calendar.h"
#include "store/query.h"
#include "wire/cell.h"

#include <stdio.h>

/* "form.csv:12:3: C12: sentence". */
void return_show_cell(const struct why *why, FILE *to);
void return_show_filing(const char *file, const struct form *form, const struct filing *f,
			const struct batch_result *r, bool json, FILE *to);
void return_show_owed(const struct pack *p, const struct owed *owed, size_t n, bool json, bool csv,
		      FILE *to);
