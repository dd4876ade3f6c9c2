/* SPDX-License-Identifier: Apache-2.0 */
#include "gauge/result.h"

#include "wire/csv.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <math.h>
#include <stdlib.h>

const char *gauge_state_word(enum gauge_state s)
{
	static const char *const words[GAUGE_STATES] = {
		[GAUGE_NO_DATA] = "no-data", [GAUGE_NO_TARGET] = "no-target", [GAUGE_MET] = "met",
		[GAUGE_MISSED] = "missed",   [GAUGE_BROKEN] = "broken",
	};

	return words[s];
}

/* ---- the target ---- */

bool gauge_target(const struct measure *m, double *out)
{
	char text[64], *end = text;
	bool judged = str_eq(m->direction, STR("up")) || str_eq(m->direction, STR("down"));

	if (!judged || !m->target.n || m->target.n >= sizeof text)
		return false;
	memcpy(text, m->target.p, m->target.n);
	text[m->target.n] = 0;
	*out = strtod(text, &end);
	return *end == 0 && isfinite(*out);
}

enum gauge_state gauge_row_state(const struct measure *m, const struct gauge_row *row,
				 bool *has_gap, double *gap)
{
	double target;

	*has_gap = false;
	*gap = 0;
	if (!row->has_value)
		return GAUGE_NO_DATA;
	if (!gauge_target(m, &target))
		return GAUGE_NO_TARGET;
	*has_gap = true;
	*gap = target - row->value;
	return (str_eq(m->direction, STR("up")) ? *gap <= 0 : *gap >= 0) ? GAUGE_MET : GAUGE_MISSED;
}

/* ---- areas ---- */

bool gauge_level_read(struct str word, enum gauge_level *out)
{
	static const char *const words[] = { "", "province", "city", "county" };

	for (int i = GAUGE_PROVINCE; i <= GAUGE_COUNTY; i++)
		if (str_eq(word, str_of(words[i]))) {
			*out = (enum gauge_level)i;
			return true;
		}
	return false;
}

/* The digits of a GB/T 2260 code that say something: 2 of a province, 4 of a city, else 6. */
static size_t digits_of(struct str code)
{
	size_t n = code.n;

	while (n >= 2 && code.p[n - 1] == '0' && code.p[n - 2] == '0')
		n -= 2;
	return n > 6 ? 6 : n;
}

bool gauge_row_wanted(const struct gauge_filter *f, const struct gauge_row *row)
{
	size_t inside = digits_of(f->area);

	if (f->level == GAUGE_ANY_LEVEL)
		return !f->area.n || str_eq(row->area, f->area);
	return row->area.n && digits_of(row->area) == 2 * (size_t)f->level &&
	       str_starts(row->area, str_cut(f->area, 0, inside));
}

void gauge_filter(const struct gauge_filter *f, struct gauge_result *g)
{
	size_t kept = 0;

	if (g->fault || (!f->area.n && f->level == GAUGE_ANY_LEVEL))
		return;
	g->has_value = g->has_gap = false;
	g->total = (struct gauge_row){ 0 };
	g->state = GAUGE_NO_DATA;
	for (size_t i = 0; i < g->row_count; i++) {
		const struct gauge_row row = g->rows[i];

		if (!gauge_row_wanted(f, &row))
			continue;
		g->rows[kept++] = row;
		g->has_value |= row.has_value;
		if (row.dim.n || row.component.n || f->level != GAUGE_ANY_LEVEL)
			continue;
		g->total = row;
		g->state = gauge_row_state(g->measure, &row, &g->has_gap, &g->gap);
	}
	g->row_count = kept;
	if (g->has_value && !g->total.has_value)
		g->state = GAUGE_NO_TARGET;
}

/* ---- JSON ---- */

static void w_number(struct json_writer *w, const char *key, bool has, double v)
{
	json_w_key(w, key);
	if (has)
		json_w_double(w, v);
	else
		json_w_null(w);
}

static void w_figures(struct json_writer *w, const struct gauge_row *row)
{
	w_number(w, "value", row->has_value, row->value);
	w_number(w, "num", row->has_num, row->num);
	w_number(w, "den", row->has_den, row->den);
	json_w_key(w, "n");
	json_w_i64(w, row->n);
}

static void w_row(struct json_writer *w, const struct measure *m, const struct gauge_row *row)
{
	bool has_gap;
	double gap;
	enum gauge_state state = gauge_row_state(m, row, &has_gap, &gap);

	json_w_object(w);
	json_w_text(w, "area", row->area);
	json_w_text(w, "dim", row->dim);
	json_w_text(w, "component", row->component);
	w_figures(w, row);
	json_w_text(w, "state", str_of(gauge_state_word(state)));
	w_number(w, "gap", has_gap, gap);
	json_w_object_end(w);
}

static void w_measure(struct json_writer *w, const struct measure *m)
{
	json_w_text(w, "id", m->id);
	json_w_text(w, "article", m->article);
	json_w_text(w, "title_en", m->title[LANG_EN]);
	json_w_text(w, "title_zh", m->title[LANG_ZH]);
	json_w_text(w, "unit", m->unit);
	json_w_text(w, "direction", m->direction);
	json_w_text_or_null(w, "target", m->target);
	json_w_text(w, "owner", m->owner);
}

void gauge_result_members(const struct gauge_result *g, enum lang lang, struct json_writer *w)
{
	struct buf text = { 0 };

	w_measure(w, g->measure);
	json_w_text(w, "state", str_of(gauge_state_word(g->state)));
	w_figures(w, &g->total);
	w_number(w, "gap", g->has_gap, g->gap);
	if (g->has_fresh)
		time3339_write(g->fresh, &text);
	json_w_text_or_null(w, "fresh", buf_str(&text));
	json_w_key(w, "as_of");
	json_w_u64(w, g->as_of);
	buf_clear(&text);
	buf_hex(&text, g->measure->sql_hash.b, sizeof g->measure->sql_hash.b);
	json_w_text(w, "sql_sha256", buf_str(&text));
	if (g->fault) {
		buf_clear(&text);
		why_sentence(g->fault, lang, &text);
		json_w_text(w, "fault", buf_str(&text));
	}
	json_w_key(w, "rows");
	json_w_array(w);
	for (size_t i = 0; i < g->row_count; i++)
		w_row(w, g->measure, &g->rows[i]);
	json_w_array_end(w);
	buf_fini(&text);
}

/* ---- CSV ---- */

void gauge_csv_head(struct buf *out)
{
	buf_puts(out, "measure,article,area,dim,component,state,value,num,den,n,unit,target,gap,"
		      "fresh,as_of,sql_sha256\r\n");
}

static void csv_number(struct buf *out, bool has, double v)
{
	struct buf text = { 0 };

	/* As JSON writes it: the shortest that reads back. */
	if (has) {
		struct json_writer w = json_write(&text);

		json_w_double(&w, v);
	}
	csv_field(out, buf_str(&text), false, false);
	buf_fini(&text);
}

static void csv_row(const struct gauge_result *g, const struct gauge_row *row,
		    enum gauge_state state, bool has_gap, double gap, struct buf *out)
{
	const struct measure *m = g->measure;
	struct buf text = { 0 };

	csv_field(out, m->id, true, true);
	csv_field(out, m->article, false, true);
	csv_field(out, row->area, false, true);
	csv_field(out, row->dim, false, true);
	csv_field(out, row->component, false, true);
	csv_field(out, str_of(gauge_state_word(state)), false, false);
	csv_number(out, row->has_value, row->value);
	csv_number(out, row->has_num, row->num);
	csv_number(out, row->has_den, row->den);
	csv_number(out, true, (double)row->n);
	csv_field(out, m->unit, false, true);
	csv_field(out, m->target, false, false);
	csv_number(out, has_gap, gap);
	if (g->has_fresh)
		time3339_write(g->fresh, &text);
	csv_field(out, buf_str(&text), false, false);
	csv_number(out, true, (double)g->as_of);
	buf_clear(&text);
	buf_hex(&text, m->sql_hash.b, sizeof m->sql_hash.b);
	csv_field(out, buf_str(&text), false, false);
	csv_end_row(out);
	buf_fini(&text);
}

void gauge_csv(const struct gauge_result *g, struct buf *out)
{
	for (size_t i = 0; i < g->row_count; i++) {
		bool has_gap;
		double gap;
		enum gauge_state s = gauge_row_state(g->measure, &g->rows[i], &has_gap, &gap);

		csv_row(g, &g->rows[i], s, has_gap, gap, out);
	}
	if (!g->row_count) /* nothing to say, but said */
		csv_row(g, &g->total, g->state, false, 0, out);
}
