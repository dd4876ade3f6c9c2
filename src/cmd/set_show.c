/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/set_show.h"

#include "wire/feed_dump.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdio.h>

enum { PIECE = 1 << 16 };

/* Lines on their way to stdout. */
static void put_out(struct buf *b, size_t when)
{
	if (b->n < when)
		return;
	fwrite(b->p ? b->p : "", 1, b->n, stdout);
	buf_clear(b);
}

static void put_row(struct json_writer *w, const struct indicator *ind, bool warning)
{
	if (warning)
		feed_dump_warning_members(w, (enum warn_type)ind->kind, ind->value, ind->line);
	else
		feed_dump_members(w, ind);
}

static struct indicator row_of(const struct set *s, size_t i)
{
	struct indicator ind = { 0 };
	enum warn_type type;

	if (!set_is_warnings(s))
		return set_row(s, i);
	ind.value = set_warning(s, i, &type, &ind.line);
	ind.kind = (enum indicator_kind)type;
	return ind;
}

void set_show_dump(const struct set *s, bool plain)
{
	struct buf b = { 0 };

	if (!plain)
		feed_dump_head(&b, set_is_warnings(s), set_count(s), set_identity(s));
	for (size_t i = 0; i < set_count(s); i++) {
		struct json_writer w = json_write(&b);
		struct indicator ind;

		if (plain) {
			/* rows of one value stand together */
			if (!i || !str_eq(set_value(s, i - 1), set_value(s, i))) {
				buf_put(&b, set_value(s, i));
				buf_c(&b, '\n');
			}
		} else {
			ind = row_of(s, i);
			json_w_object(&w);
			put_row(&w, &ind, set_is_warnings(s));
			json_w_object_end(&w);
			buf_c(&b, '\n');
		}
		put_out(&b, PIECE);
	}
	put_out(&b, 0);
	buf_fini(&b);
}

/* ---- differences ---- */

struct diff {
	bool warnings, json;
	uint64_t added, removed;
	struct buf out;
};

static void count(void *ctx, const struct indicator *ind, bool added)
{
	struct diff *d = ctx;

	(void)ind;
	d->added += added;
	d->removed += !added;
}

static void put_instant(struct buf *b, const char *name, struct instant t, int64_t none)
{
	if (t.us == none)
		return;
	buf_printf(b, " %s=", name);
	time3339_write(t, b);
}

/* "+ domain evil.example ref=... until=..." */
static void put_text(struct buf *b, const struct indicator *ind, bool warnings, bool added)
{
	buf_printf(b, "%c %s ", added ? '+' : '-',
		   warnings ? warn_type_name((enum warn_type)ind->kind) :
			      indicator_kind_name(ind->kind));
	say_shown(b, ind->value);
	if (!warnings) {
		if (ind->ref.n) {
			buf_puts(b, " ref=");
			say_shown(b, ind->ref);
		}
		put_instant(b, "from", ind->valid_from, INT64_MIN);
		put_instant(b, "until", ind->valid_until, INT64_MAX);
		if (ind->confidence != 255)
			buf_printf(b, " confidence=%u", ind->confidence);
		if (ind->tlp != TLP_CLEAR)
			buf_printf(b, " %s", tlp_name((enum tlp)ind->tlp));
	}
	buf_c(b, '\n');
}

static void show(void *ctx, const struct indicator *ind, bool added)
{
	struct diff *d = ctx;
	struct json_writer w = json_write(&d->out);

	if (d->json) {
		json_w_object(&w);
		json_w_text(&w, "change", added ? STR("added") : STR("removed"));
		put_row(&w, ind, d->warnings);
		json_w_object_end(&w);
		buf_c(&d->out, '\n');
	} else {
		put_text(&d->out, ind, d->warnings, added);
	}
	put_out(&d->out, PIECE);
}

void set_show_diff(const struct set *a, const struct set *b, bool json)
{
	struct diff d = { .warnings = set_is_warnings(a), .json = json };
	uint64_t same;

	set_diff(a, b, count, &d);
	same = set_count(a) - d.removed;
	if (json)
		printf("{\"added\":%llu,\"removed\":%llu,\"unchanged\":%llu}\n",
		       (unsigned long long)d.added, (unsigned long long)d.removed,
		       (unsigned long long)same);
	else
		say_line(stdout, SAY_SETCMD_DIFF, A(d.added), A(d.removed), A(same));
	set_diff(a, b, show, &d);
	put_out(&d.out, 0);
	buf_fini(&d.out);
}
