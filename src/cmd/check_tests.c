/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/check_tests.h"

#include "base/file.h"
#include "cmd/args.h"
#include "gauge/prove.h"

#include <stdio.h>

static void tell(struct check_tests *c, const struct why *why)
{
	c->faults++;
	c->complain(c->ctx, why);
}

/* ---- showing one test ---- */

static void put_number(struct buf *out, const char *name, bool has, double v)
{
	if (has)
		buf_printf(out, "  %s %.12g", name, v);
}

static void show_row(const struct gauge_row *row, struct buf *out)
{
	buf_printf(out, "      area=%.*s dim=%.*s component=%.*s  ", STR_FMT(row->area),
		   STR_FMT(row->dim), STR_FMT(row->component));
	if (row->has_value)
		buf_printf(out, "value %.12g", row->value);
	else
		buf_puts(out, "value null");
	put_number(out, "num", row->has_num, row->num);
	put_number(out, "den", row->has_den, row->den);
	buf_printf(out, "  n %lld\n", (long long)row->n);
}

static void show(void *ctx, struct str variant, const struct gauge_result *r, bool changed)
{
	enum lang lang = say_lang_default();
	struct buf out = { 0 };

	(void)ctx;
	buf_puts(&out, "  ");
	if (variant.n)
		say(&out, lang, changed ? SAY_CHECK_CHANGED : SAY_CHECK_SAME, A(r->measure->id),
		    A(variant));
	else
		say(&out, lang, SAY_CHECK_BASE, A(r->measure->id));
	buf_c(&out, '\n');
	for (size_t i = 0; i < r->row_count; i++)
		show_row(&r->rows[i], &out);
	fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
}

static void show_case(void *ctx, struct str variant, struct str flow, struct str number,
		      struct str stands, bool changed)
{
	enum lang lang = say_lang_default();
	struct buf out = { 0 };

	(void)ctx;
	buf_puts(&out, "  ");
	if (variant.n)
		say(&out, lang, changed ? SAY_CHECK_CHANGED : SAY_CHECK_SAME, A(flow), A(variant));
	else
		say(&out, lang, SAY_CHECK_BASE, A(flow));
	buf_printf(&out, "\n      %.*s: %.*s\n", STR_FMT(number), STR_FMT(stands));
	fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
}

/* ---- tests ---- */

static void complain(void *ctx, const struct why *why)
{
	tell(ctx, why);
}

static const struct prove_case *find(const struct prove_case *cases, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(cases[i].name, str_of(name)))
			return &cases[i];
	return NULL;
}

static enum err run_named(struct check_tests *c, struct prove *v, const struct prove_case *cases,
			  size_t n, const struct pack *p, struct why *why)
{
	static const struct prove_show shown = { show, show_case };

	for (size_t i = 0; i < c->only->n; i++) {
		const struct prove_case *one = find(cases, n, c->only->v[i]);

		if (!one)
			return why_set(why, ERR_NOTFOUND, SAY_CHECK_NO_TEST, A(c->only->v[i]),
				       A(pack_id(p)));
		say_line(stdout, SAY_CHECK_TEST, A(one->name));
		prove_run(v, one, complain, &shown, c);
		c->tests++;
	}
	return ERR_OK;
}

static void run_all(struct check_tests *c, struct prove *v, const struct prove_case *cases,
		    size_t n)
{
	for (size_t i = 0; i < n; i++)
		prove_run(v, &cases[i], complain, NULL, c);
	c->tests += n;
}

/* ---- what no test shows ---- */

static void unproven(struct check_tests *c, enum say_id id, const char *folder, struct str item,
		     const char *ext, struct str pack)
{
	struct buf file = { 0 };
	struct why why;

	buf_printf(&file, "%s/%.*s/%s/%.*s%s", c->dir, STR_FMT(pack), folder, STR_FMT(item), ext);
	why_set(&why, ERR_SYNTAX, id, A(item));
	why_at(&why, buf_cstr(&file), 0, 0);
	tell(c, &why);
	buf_fini(&file);
}

static void count_measures(struct check_tests *c, const struct prove *v, const struct pack *p)
{
	size_t n;
	const struct measure *m = pack_measures(p, &n);

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(m[i].origin, pack_id(p)))
			continue;
		c->measures_tested += prove_is_tested(v, &m[i]);
		if (c->all_proven && !prove_is_tested(v, &m[i]))
			unproven(c, SAY_CHECK_UNTESTED, "measures", m[i].id, ".sql", m[i].origin);
	}
}

static void count_mechanisms(struct check_tests *c, const struct prove *v, const struct pack *p)
{
	size_t n;
	const struct mechanism *m = pack_mechanisms(p, &n);

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(m[i].origin, pack_id(p)) || !prove_is_due(&m[i]))
			continue;
		c->mechanisms++;
		c->mechanisms_proven += prove_is_proven(v, &m[i]);
		if (c->all_proven && !prove_is_proven(v, &m[i]))
			unproven(c, SAY_CHECK_UNPROVEN, "mechanisms", m[i].id, ".yaml",
				 m[i].origin);
	}
}

static enum err run_tests(struct check_tests *c, struct arena *a, struct prove *v,
			  const struct pack *p, struct why *why)
{
	struct prove_case *cases;
	size_t n, bad;
	enum err e = prove_read(a, c->dir, pack_id(p), complain, c, &cases, &n, &bad, why);

	if (e != ERR_OK)
		return e;
	if (c->only && c->only->n)
		return run_named(c, v, cases, n, p, why);
	run_all(c, v, cases, n);
	count_measures(c, v, p);
	count_mechanisms(c, v, p);
	return ERR_OK;
}

/* Where the SELECT of a measure's file begins: the first line that is not of its header; 0: there is no
 * such file (the pack is one inside the program). */
static uint64_t select_line(const char *file)
{
	enum { MEASURE_BYTES = 1 << 20 };
	struct arena *a = arena_open();
	struct why why;
	struct str text, line;
	uint64_t n = 0;

	if (file_read(file, MEASURE_BYTES, a, &text, &why) == ERR_OK)
		for (n = 1; str_split(&text, '\n', &line); n++)
			if (str_trim(line).n && !str_starts(line, STR("--")))
				break;
	arena_close(a);
	return n;
}

/* Each measure of the pack, inherited ones too, keeps to doc/sql.md and is silent on nothing. */
static void run_measures(struct check_tests *c, struct prove *v, const struct pack *p)
{
	size_t n;
	const struct measure *m = pack_measures(p, &n);

	for (size_t i = 0; i < n; i++) {
		struct buf file = { 0 };
		struct why why = { 0 };

		c->measures++;
		if (prove_empty(v, &m[i], &why) == ERR_OK)
			continue;
		buf_printf(&file, "%s/%.*s/measures/%.*s.sql", c->dir ? c->dir : "packs",
			   STR_FMT(m[i].origin), STR_FMT(m[i].id));
		why_at(&why, buf_cstr(&file), select_line(buf_cstr(&file)), 0);
		tell(c, &why);
		buf_fini(&file);
	}
}

enum err check_tests_run(struct check_tests *c, struct arena *a, const struct pack *p,
			 struct why *why)
{
	struct prove *v;
	enum err e = prove_open(p, &v, why);

	if (e != ERR_OK)
		return e;
	if (!c->only || !c->only->n)
		run_measures(c, v, p);
	if (c->dir && !c->skip)
		e = run_tests(c, a, v, p, why);
	prove_close(v);
	return e;
}
