/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_measure.c - the value of one measure or of all, with what it is made of. */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "cmd/board.h"
#include "cmd/keep_results.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdio.h>

struct measure_choices {
	struct board_question q;
	const char *area, *level;
	struct gauge_filter filter;
	struct arg_list words;
	bool run, json, csv, help;
};

static enum err check_choices(struct measure_choices *c, struct why *why)
{
	if (!c->q.node)
		return why_set(why, ERR_ARG, SAY_CMD_NEEDS_NODE);
	if (c->json && c->csv)
		return why_set(why, ERR_ARG, SAY_MEASURE_ONE_FORM);
	c->filter.area = str_of(c->area ? c->area : "");
	if (c->level && !gauge_level_read(str_of(c->level), &c->filter.level))
		return why_set(why, ERR_ARG, SAY_MEASURE_LEVEL, A(c->level));
	return ERR_OK;
}

static enum err read_choices(struct measure_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &c->q.node },
		{ "run", 0, OPT_FLAG, NULL, SAY_MEASURE_OPT_RUN, .flag = &c->run },
		{ "area", 0, OPT_TEXT, "CODE", SAY_MEASURE_OPT_AREA, .text = &c->area },
		{ "level", 0, OPT_TEXT, "province|city|county", SAY_MEASURE_OPT_LEVEL,
		  .text = &c->level },
		{ "at", 0, OPT_TEXT, "RFC3339", SAY_OPT_AT, .text = &c->q.at },
		{ "as-of", 0, OPT_TEXT, "RFC3339|POSITION", SAY_OPT_AS_OF, .text = &c->q.as_of },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ "csv", 0, OPT_FLAG, NULL, SAY_MEASURE_OPT_CSV, .flag = &c->csv },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("measure", "-n DIR [ID...]", SAY_MEASURE_ABOUT, opts);
	return e != ERR_OK || c->help ? e : check_choices(c, why);
}

static void put_number(struct buf *b, bool has, double v)
{
	if (has)
		buf_printf(b, "%.6g", v);
	else
		buf_c(b, '-');
}

static void print_row(const struct gauge_row *row, enum lang lang, struct buf *out)
{
	struct buf value = { 0 }, num = { 0 }, den = { 0 };

	put_number(&value, row->has_value, row->value);
	put_number(&num, row->has_num, row->num);
	put_number(&den, row->has_den, row->den);
	say(out, lang, SAY_MEASURE_ROW, A(row->area), A(row->dim), A(row->component),
	    A(buf_str(&value)), A(buf_str(&num)), A(buf_str(&den)), A((long long)row->n));
	buf_c(out, '\n');
	buf_fini(&value);
	buf_fini(&num);
	buf_fini(&den);
}

static void print_trend(const struct board_trend *t, enum lang lang, struct buf *out)
{
	struct buf value = { 0 }, at = { 0 }, line = { 0 };

	if (!t->before)
		return;
	put_number(&value, true, t->before->value);
	time3339_write(t->before->at, &at);
	board_spark(t, &line);
	say(out, lang, SAY_MEASURE_BEFORE, A(buf_str(&value)), A(buf_str(&at)), A(buf_str(&line)));
	buf_c(out, '\n');
	buf_fini(&value);
	buf_fini(&at);
	buf_fini(&line);
}

static void print_head(const struct board *b, const struct gauge_result *r, enum lang lang,
		       struct buf *out)
{
	const struct measure *m = r->measure;
	struct buf value = { 0 }, fresh = { 0 }, hash = { 0 };

	gauge_value_text(b->pack, r, lang, &value);
	if (r->has_fresh)
		time3339_write(r->fresh, &fresh);
	else
		buf_c(&fresh, '-');
	buf_hex(&hash, m->sql_hash.b, 6);
	say(out, lang, SAY_MEASURE_LINE, A(m->id), A(m->title[lang]), A(buf_str(&value)),
	    A(m->article), A(m->owner), A(buf_str(&fresh)), A(buf_str(&hash)));
	buf_c(out, '\n');
	buf_fini(&value);
	buf_fini(&fresh);
	buf_fini(&hash);
}

/* "missed: the target is 90, 7 to go", "no target set", or why it could not be computed. */
static void print_state(const struct gauge_result *r, enum lang lang, struct buf *out)
{
	struct buf gap = { 0 }, why = { 0 };

	if (r->fault) {
		why_sentence(r->fault, lang, &why);
		say(out, lang, SAY_MEASURE_BROKEN, A(buf_str(&why)));
	} else if (r->has_gap) {
		put_number(&gap, true, r->gap);
		say(out, lang, r->state == GAUGE_MET ? SAY_MEASURE_MET : SAY_MEASURE_MISSED,
		    A(r->measure->target), A(buf_str(&gap)));
	} else {
		say(out, lang, SAY_MEASURE_STATE, A(say_text(lang, gauge_state_say(r->state))));
	}
	buf_c(out, '\n');
	buf_fini(&gap);
	buf_fini(&why);
}

static void print_text(const struct board *b, const struct gauge_result *r,
		       const struct board_trend *t, struct buf *out)
{
	enum lang lang = say_lang_default();

	print_head(b, r, lang, out);
	print_state(r, lang, out);
	print_trend(t, lang, out);
	for (size_t i = 0; i < r->row_count; i++)
		print_row(&r->rows[i], lang, out);
}

static enum err print_one(struct board *b, const struct measure_choices *c, struct gauge_result *r,
			  struct buf *out, struct why *why)
{
	struct board_trend t = { 0 };
	enum err e = board_trend(b, r->measure, c->filter.area, &t, why);

	gauge_filter(&c->filter, r);
	if (e != ERR_OK)
		return e;
	if (c->csv) {
		gauge_csv(r, out);
	} else if (c->json) {
		struct json_writer w = json_write(out);

		board_result_json(r, &t, &w);
		buf_c(out, '\n');
	} else {
		print_text(b, r, &t, out);
	}
	return ERR_OK;
}

static enum err by_door(void *door, struct batch *b, struct arena *a, struct batch_result *result,
			struct why *why)
{
	return door_commit(door, b, a, result, why);
}

static enum err keep(struct board *b, const struct gauge_result *all, size_t n, struct why *why)
{
	struct door *door = NULL;
	uint64_t rows = 0;
	enum err e;

	if (!kept_has_type(b->node))
		return why_set(why, ERR_UNSUPPORTED, SAY_MEASURE_NOT_KEPT, A(pack_id(b->pack)));
	e = door_open(b->node, &door, why);
	if (e == ERR_OK)
		e = keep_results(b->node, all, n, b->at, by_door, door, &rows, why);
	door_close(door);
	if (e == ERR_OK)
		say_line(stderr, SAY_MEASURE_KEPT, A(n), A(rows));
	return e;
}

static enum err answer(struct board *b, const struct measure_choices *c, struct buf *out,
		       struct why *why)
{
	struct gauge_result *all;
	size_t n = 0;
	enum err e = board_measures(b, &c->words, &all, &n, why);

	if (e == ERR_OK && c->run)
		e = keep(b, all, n, why);
	if (e == ERR_OK && c->csv)
		gauge_csv_head(out);
	for (size_t i = 0; i < n && e == ERR_OK; i++)
		e = print_one(b, c, &all[i], out, why);
	return e;
}

int cmd_measure(int argc, char **argv)
{
	struct measure_choices c = { 0 };
	struct board b = { 0 };
	struct buf out = { 0 };
	struct why why = { 0 };
	enum err e;
	int code = EXIT_DONE;

	if (read_choices(&c, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		e = board_ask(&b, &c.q, &why);
		if (e == ERR_OK)
			e = answer(&b, &c, &out, &why);
		code = cmd_finish(e, &out, &why);
		board_close(&b);
	}
	args_fini(&c.words);
	return code;
}
