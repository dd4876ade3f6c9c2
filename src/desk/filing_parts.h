/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filing_parts.h - the inside of taking a form: what all its files share.
 *
 * Room: desk, for its own files. May include: base wire store pack.
 */
#pragma once

#include "base/map.h"
#include "desk/returns.h"
#include "pack/code_word.h"
#include "wire/json.h"

struct area_row {
	struct str code, name, parent, level;
	bool reported;
};

struct taking {
	struct reader *r;
	const struct pack *p;
	const struct form *form;
	struct instant now;
	struct arena *a;
	form_complain_fn *complain;
	void *ctx;
	struct batch *b;
	struct filing *out;
	struct str kind; /* of who files */
	struct area_row *area;
	size_t area_count;
	struct map *areas;  /* code -> place in area[] */
	struct map *names;  /* plain name -> place, or SIZE_MAX where several have it */
	struct map *things; /* "type\nkey", and "type" once they are read */
	struct map *owners; /* the same -> the organisation that has it, NULL where several have */
	struct map *seen;   /* figures of this form */
	struct map *before; /* figures filed before -> double */
};

/* What a line of a form is about. */
struct about {
	struct str area, dim, subject, note;
};

/* A complaint; one that costs a cell. */
void filing_tell(struct taking *t, struct why *why, uint64_t line, uint64_t column);
void filing_refuse(struct taking *t, struct why *why, uint64_t line, const struct form_column *c);

/* filing_about.c: the areas there are; one cell that says what the line is about; those left out. */
MUST_CHECK enum err filing_areas(struct taking *t, struct why *why);
MUST_CHECK enum err filing_about(struct taking *t, const struct return_column *c, struct str text,
				 struct about *about, struct why *why);
/* Whose is the thing of this name? For types whose key is a name and an organisation; an empty
 * number when nobody registered one, or several did. */
MUST_CHECK enum err filing_owner(struct taking *t, const struct rec_type *type, struct str name,
				 struct str *party, struct why *why);
void filing_absent(struct taking *t);
/* filing_record.c: the line as a record of the type that the return makes. */
void filing_record(struct taking *t, const struct form_row *row, const struct about *about);

/* owed.c: sets o->due, o->provisional from o->ret and o->last. */
MUST_CHECK enum err owed_due(const struct pack *p, struct owed *o, struct arena *a,
			     struct why *why);
/* "a quarter", "a month", ... */
enum say_id return_period_say(const struct pack_return *r);

/* "X is none of the words of the column; those are: ..." - of a code list, or of these codes. */
MUST_CHECK enum err filing_no_code(const struct taking *t, const struct return_column *c,
				   struct str text, struct str list, const struct str *codes,
				   size_t n, struct why *why);
