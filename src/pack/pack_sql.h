/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack_sql.h - what a pack adds to SQL: workdays() due() day() instant() year() month_add() and
 * area_now() area_up() area_name() (doc/sql.md).
 *
 * All are deterministic: they depend on their arguments and on the pack. NULL in gives NULL out; what
 * makes no sense is an error of the statement, with a sentence. A connection gets them once; calling
 * again changes nothing (a reader's pack does not change). The pack is thawed, and a calendar made, when
 * one is first asked for.
 *
 * Threads: the connection's. Room: pack. May include: base wire store.
 */
#pragma once

#include "pack/pack.h"

struct sqlite3;

/* The frozen bytes (node_pack_frozen()) must outlive the connection. */
void pack_sql_frozen(struct sqlite3 *db, struct str frozen);
/* The pack must outlive the connection. */
void pack_sql(struct sqlite3 *db, const struct pack *p);
