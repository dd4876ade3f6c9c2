/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expect.h - what a pack test says: records in, values out, and what changes when one line does.
 *
 * The form is doc/pack-author.md, "Tests". Both files are read whole, every fault is told with its
 * line and column, and reading goes on.
 *
 * Limits: 1 MiB a file, 2,000 lines, 64 variants, 256 measures and 4,096 rows a list. Text lives in
 * the arena. Threads: any. Room: gauge. May include: base wire store pack.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "base/say.h"
#include "base/why.h"

enum {
	EXPECT_BYTES = 1 << 20,
	EXPECT_LINES = 2000,
	EXPECT_VARIANTS = 64,
	EXPECT_MEASURES = 256,
	EXPECT_ROWS = 4096
};

struct json;

/* Where faults go; `count` counts them. */
struct expect_faults {
	const char *file; /* what is read now, and its text */
	struct str text;
	void (*tell)(void *ctx, const struct why *why); /* may be NULL */
	void *ctx;
	size_t count;
};

/* One complaint at a byte of the file. */
#define expect_fault(f, offset, id, ...) \
	expect_fault_((f), (offset), (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))
void expect_fault_(struct expect_faults *f, size_t offset, enum say_id id,
		   const struct say_arg *args, size_t n);

/* A figure that a row may state. */
struct expect_figure {
	bool stated, null;
	double v;
};

struct expect_row {
	struct str area, dim, component;
	struct expect_figure value, num, den, n;
	size_t offset;
};

struct expect_measure {
	struct str id;
	struct expect_row *rows;
	size_t count, offset;
};

struct expect_measures {
	struct expect_measure *v;
	size_t n;
};

struct expect_name {
	struct str id;
	size_t offset;
};

/* A clock of a case: "met", or {"state", "due"}; what is empty is not looked at. */
struct expect_clock {
	struct str id, state;
	bool has_due;
	struct instant due;
	size_t offset;
};

/* Where a case stands on its flow. */
struct expect_flow {
	struct str flow, number; /* case.number */
	struct str state;        /* empty: not looked at */
	struct expect_clock *clocks;
	size_t clock_count;
	bool has_refused; /* exactly these steps are refused, in this order */
	struct expect_name *refused;
	size_t refused_count;
	size_t offset;
};

struct expect_flows {
	struct expect_flow *v;
	size_t n;
};

/* A change of one line: it goes (fields NULL), or these fields of it do (JSON null: the field goes). */
struct expect_edit {
	uint64_t line;
	const struct json *fields;
	size_t offset;
};

struct expect_variant {
	struct str what;
	struct expect_edit *edits;
	size_t edit_count;
	const struct json *add; /* an array of records behind the last line, or NULL */
	struct expect_measures measures;
	struct expect_flows flows;
	size_t offset;
};

struct expect {
	struct instant at;
	struct expect_name *proves;
	size_t prove_count;
	struct expect_measures measures;
	struct expect_flows flows;
	bool complete; /* rows that are not named are a fault */
	struct expect_variant *variants;
	size_t variant_count;
};

/* false after any fault. */
bool expect_read(struct arena *a, struct str text, struct expect_faults *f, struct expect *out);

/* A line of in.jsonl: an object with "type". */
struct expect_line {
	uint64_t number; /* from 1 */
	size_t offset;
	struct str type;
	const struct json *record; /* with its "type" */
};

struct expect_lines {
	struct expect_line *v;
	size_t n;
};

bool expect_lines_read(struct arena *a, struct str text, struct expect_faults *f,
		       struct expect_lines *out);
/* A record of "add" in the same form. */
bool expect_line_of(const struct json *record, struct expect_faults *f, struct expect_line *out);
