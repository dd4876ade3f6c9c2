/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_dump.h - an indicator set as lines of JSON: for people and their tools, and back (format "dump").
 *
 *	{"cresset_set":1,"sort":"indicators","rows":2,"identity":"cdbf..."}
 *	{"kind":"domain","value":"evil.example","line":2}
 *	{"kind":"ipv4","value":"192.0.2.7","ref":"indicator--1","valid_from":"2026-01-01T00:00:00Z",
 *	 "valid_until":...,"confidence":70,"tlp":"TLP:GREEN","line":1}
 *	{"warn":"cidr","text":"10.0.0.0/8","line":1}			of a set of warnings
 *
 * What says nothing is left out (always valid, no end, confidence unknown, TLP:CLEAR, no reference, line
 * unknown). An instant outside the years 0001..9999 is a number of microseconds since 1970; a reference
 * that is no UTF-8 stands as "ref_hex". So nothing is lost: loading a dump gives a set of the same
 * identity. Lines are not read back: those of the dump are meant then.
 *
 * Limits: those of feed.h. Threads: pure. Room: wire. May include: base.
 */
#pragma once

#include "base/buf.h"
#include "base/hash.h"
#include "wire/feed.h"

struct json_writer;

void feed_dump_head(struct buf *out, bool warnings, uint64_t rows, struct sha256 identity);
/* The members of a row, in an object that the caller opened. */
void feed_dump_members(struct json_writer *w, const struct indicator *ind);
void feed_dump_warning_members(struct json_writer *w, enum warn_type type, struct str text,
			       uint64_t line);
