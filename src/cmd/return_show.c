/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/return_show.h"

#include "wire/csv.h"
#include "wire/json.h"

#include <string.h>

static const char *const state_words[OWED_STATES] = { [OWED_FILED] = "filed",
						      [OWED_FILED_LATE] = "filed-late",
						      [OWED_PARTLY] = "filed-in-part",
						      [OWED_OPEN] = "open",
						      [OWED_LATE] = "overdue" };

void return_show_cell(const struct why *why, FILE *to)
{
	struct buf out = { 0 };
	struct why bare = *why;

	bare.line = bare.column = 0;
	buf_puts(&out, why->file);
	if (why->line)
		buf_printf(&out, ":%llu", (unsigned long long)why->line);
	if (why->line && why->column)
		buf_printf(&out, ":%llu", (unsigned long long)why->column);
	buf_puts(&out, ": ");
	if (why->line && why->column) {
		form_cell_name(why->line, why->column, &out);
		buf_puts(&out, ": ");
	}
	why_sentence(&bare, say_lang_default(), &out);
	buf_c(&out, '\n');
	fwrite(out.p, 1, out.n, to);
	buf_fini(&out);
}

static void filing_json(const char *file, const struct form *form, const struct filing *f,
			const struct batch_result *r, struct buf *out)
{
	struct json_writer w = json_write(out);
	const struct {
		const char *name;
		uint64_t n;
	} counts[] = { { "rows", f->rows },
		       { "cells", f->cells },
		       { "refused", f->refused + r->refused },
		       { "restated", f->restated },
		       { "left_out", form->left_out },
		       { "new", r->added },
		       { "changed", r->changed },
		       { "unchanged", r->unchanged },
		       { "days_late", (uint64_t)f->days_late } };

	json_w_object(&w);
	json_w_text(&w, "file", str_of(file));
	json_w_text(&w, "form", form->ret->id);
	json_w_text(&w, "party", f->party);
	json_w_text(&w, "period_start", form->first);
	json_w_text(&w, "period_end", form->last);
	json_w_text(&w, "due", f->due);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		json_w_key(&w, counts[i].name);
		json_w_u64(&w, counts[i].n);
	}
	json_w_key(&w, "areas_without_a_line");
	json_w_array(&w);
	for (size_t i = 0; i < f->absent_count; i++)
		json_w_str(&w, f->absent[i].code);
	json_w_array_end(&w);
	json_w_object_end(&w);
	buf_c(out, '\n');
}

static void filing_text(const char *file, const struct form *form, const struct filing *f,
			const struct batch_result *r, struct buf *out)
{
	enum { NAMED = 8 };
	enum lang lang = say_lang_default();
	struct buf names = { 0 };

	say(out, lang, SAY_RETURN_FILED, A(file), A(form->ret->id), A(f->name), A(form->first),
	    A(form->last), A(f->cells), A(f->refused + r->refused), A(f->restated));
	buf_c(out, '\n');
	say(out, lang, f->days_late ? SAY_RETURN_FILED_LATE : SAY_RETURN_FILED_IN_TIME, A(f->due),
	    A(f->days_late));
	buf_c(out, '\n');
	for (size_t i = 0; i < f->absent_count && i < NAMED; i++)
		buf_printf(&names, "%s%.*s %.*s", i ? ", " : "", STR_FMT(f->absent[i].code),
			   STR_FMT(f->absent[i].name));
	if (f->absent_count > NAMED)
		buf_puts(&names, ", ...");
	if (f->absent_count) {
		say(out, lang, SAY_RETURN_ABSENT, A(f->absent_count), A(buf_str(&names)));
		buf_c(out, '\n');
	}
	buf_fini(&names);
}

void return_show_filing(const char *file, const struct form *form, const struct filing *f,
			const struct batch_result *r, bool json, FILE *to)
{
	struct buf out = { 0 };

	if (json)
		filing_json(file, form, f, r, &out);
	else
		filing_text(file, form, f, r, &out);
	fwrite(out.p, 1, out.n, to);
	buf_fini(&out);
}

/* ---- owed ---- */

static void owed_json(const struct owed *o, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_text(&w, "form", o->ret->id);
	json_w_text(&w, "party", o->party);
	json_w_text(&w, "name", o->name);
	json_w_text(&w, "period_start", o->first);
	json_w_text(&w, "period_end", o->last);
	json_w_text(&w, "due", o->due);
	json_w_key(&w, "provisional");
	json_w_bool(&w, o->provisional);
	json_w_text(&w, "state", str_of(state_words[o->state]));
	json_w_key(&w, "days_late");
	json_w_i64(&w, o->days_late);
	json_w_object_end(&w);
	buf_c(out, '\n');
}

static void owed_csv(const struct owed *o, struct buf *out)
{
	struct str fields[] = { o->ret->id,
				o->party,
				o->name,
				o->first,
				o->last,
				o->due,
				str_of(state_words[o->state]) };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		csv_field(out, fields[i], i == 0, true);
	buf_printf(out, ",%lld", (long long)o->days_late);
	csv_end_row(out);
}

static void owed_text(const struct owed *o, struct buf *out)
{
	enum lang lang = say_lang_default();

	say(out, lang, o->days_late ? SAY_RETURN_OWED_LATE : SAY_RETURN_OWED, A(o->ret->id),
	    A(o->name), A(o->party), A(o->first), A(o->last), A(o->due),
	    A(say_text(lang, owed_say(o->state))), A(o->days_late));
	buf_c(out, '\n');
}

static void summary(const struct pack *p, const struct owed *owed, size_t n, struct buf *out)
{
	size_t in_state[OWED_STATES] = { 0 }, forms;

	(void)pack_returns(p, &forms);
	for (size_t i = 0; i < n; i++)
		in_state[owed[i].state]++;
	say(out, say_lang_default(), SAY_RETURN_SUMMARY, A(forms), A(in_state[OWED_LATE]),
	    A(in_state[OWED_OPEN]), A(in_state[OWED_PARTLY]),
	    A(in_state[OWED_FILED] + in_state[OWED_FILED_LATE]));
	buf_c(out, '\n');
}

void return_show_owed(const struct pack *p, const struct owed *owed, size_t n, bool json, bool csv,
		      FILE *to)
{
	struct buf out = { 0 };

	if (csv)
		buf_puts(&out, "form,party,name,period_start,period_end,due,state,days_late\r\n");
	for (size_t i = 0; i < n; i++) {
		if (json)
			owed_json(&owed[i], &out);
		else if (csv)
			owed_csv(&owed[i], &out);
		else
			owed_text(&owed[i], &out);
	}
	if (!json && !csv)
		summary(p, owed, n, &out);
	fwrite(out.p ? out.p : "", 1, out.n, to);
	buf_fini(&out);
}
