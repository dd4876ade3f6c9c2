/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/collect.h"

#include "store/veil.h"

enum {
	STEP = 4096,   /* entries between two looks at the clock */
	DECODINGS = 4, /* of a query: %2540 is an @ that was encoded twice */
};

void collect_init(struct collect *c, const char *file, struct arena *a)
{
	*c = (struct collect){ .file = file, .arena = a, .scratch = arena_open() };
	c->indicators = set_builder_open();
	c->warnings = set_builder_open();
}

void collect_fini(struct collect *c)
{
	set_builder_close(c->indicators);
	set_builder_close(c->warnings);
	buf_fini(&c->shown);
	arena_close(c->scratch);
	c->scratch = NULL;
	c->indicators = c->warnings = NULL;
}

static void keep_refusal(struct collect *c, struct str text, const struct why *why)
{
	struct buf line = { 0 };

	why_text(why, say_lang_default(), &line);
	if (text.n) {
		buf_puts(&line, "  <<");
		say_shown(&line, str_cut(text, 0, 200));
		buf_puts(&line, ">>");
	}
	buf_c(&line, '\n');
	if (c->shown_count++ < COLLECT_SHOWN)
		buf_put(&c->shown, buf_str(&line));
	if (c->refused_to)
		fwrite(line.p, 1, line.n, c->refused_to);
	buf_fini(&line);
}

static void on_refused(void *ctx, uint64_t line, struct str text, const struct why *why)
{
	struct collect *c = ctx;
	struct why placed = *why;

	why_at(&placed, c->file, line, 0);
	keep_refusal(c, text, &placed);
}

/* What the feed's reader took, but the node does not. */
static void refuse_here(struct collect *c, uint64_t line, enum err e, enum say_id id,
			struct str value)
{
	struct why why;

	why_set(&why, e, id, A(value));
	c->refused_here++;
	on_refused(c, line, (struct str){ 0 }, &why);
}

/* ---- persons ---- */

/* One round of percent-decoding; NUL and what begins no escape stay as they are. */
static struct str decode(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int hi = s.p[i] == '%' && i + 2 < s.n ? ascii_hex(s.p[i + 1]) : -1;
		int lo = hi >= 0 ? ascii_hex(s.p[i + 2]) : -1;

		p[n++] = lo >= 0 && (hi || lo) ? (char)(hi << 4 | lo) : s.p[i];
		i += lo >= 0 && (hi || lo) ? 2 : 0;
	}
	return str_n(p, n);
}

static bool is_personal(struct str text, struct arena *a)
{
	unsigned found;

	veil_scrub(text, false, a, &found);
	return found > 0;
}

bool collect_query_is_personal(struct str url, struct arena *a)
{
	size_t mark = str_find(url, '?');
	struct str query = str_cut(url, mark == SIZE_MAX ? url.n : mark + 1, url.n);
	size_t before = SIZE_MAX;

	for (int i = 0; i <= DECODINGS && query.n != before; i++) {
		if (is_personal(query, a))
			return true;
		before = query.n;
		query = decode(query, a);
	}
	return false;
}

/*
 * A phishing URL that carries its victim's address matches that one person's click and no other: no
 * loss for the many, and a record of one if it were kept. A reference is foreign text.
 */
static void on_indicator(void *ctx, const struct indicator *given)
{
	struct collect *c = ctx;
	struct indicator copy = *given;
	const struct indicator *ind = &copy;

	arena_reset(c->scratch);
	copy.ref = veil_scrub(given->ref, false, c->scratch, NULL);
	if (ind->kind == IND_URL && collect_query_is_personal(ind->value, c->scratch))
		c->personal_here++;
	else if (c->in_pool && c->in_pool(c->pool_ctx, ind))
		refuse_here(c, ind->line, ERR_DENIED, SAY_LOAD_POOL, ind->value);
	else if (!set_builder_add(c->indicators, ind))
		refuse_here(c, ind->line, ERR_LIMIT, SAY_LOAD_TOO_LONG, ind->value);
	else if (++c->indicator_count % STEP == 0)
		progress_step(&c->progress, c->indicator_count, 0);
}

static void on_warning(void *ctx, enum warn_type type, struct str text, uint64_t line)
{
	struct collect *c = ctx;

	arena_reset(c->scratch);
	if (is_personal(text, c->scratch))
		c->personal_here++;
	else if (set_builder_warn(c->warnings, type, text, line))
		c->warning_count++;
	else
		refuse_here(c, line, ERR_LIMIT, SAY_LOAD_TOO_LONG, text);
}

static void on_set_aside(void *ctx, uint64_t line, struct str type, bool personal)
{
	(void)ctx; /* counted by the loader; nothing of it is kept */
	(void)line;
	(void)type;
	(void)personal;
}

static void on_title(void *ctx, struct str name)
{
	struct collect *c = ctx;

	if (!c->title.n)
		c->title = str_keep(c->arena, name);
}

enum err collect_feed(struct collect *c, enum feed_format format, struct str map, struct why *why)
{
	struct feed_sink sink = { c, on_indicator, on_warning, on_refused, on_set_aside, on_title };
	struct feed_load_job job = { .format = format, .name = c->file, .map = map };
	enum err e;

	c->progress = progress_start(SAY_LOAD_PROGRESS);
	e = feed_load(c->file, &job, &sink, &c->loaded, why);
	progress_done(&c->progress);
	if (e != ERR_OK)
		why_at(why, c->file, 0, 0);
	return e;
}

uint64_t collect_refused(const struct collect *c)
{
	return c->loaded.counts.refused + c->refused_here;
}

uint64_t collect_personal(const struct collect *c)
{
	return c->loaded.counts.personal + c->personal_here;
}

void collect_print_refused(const struct collect *c)
{
	fwrite(c->shown.p ? c->shown.p : "", 1, c->shown.n, stderr);
	if (c->shown_count > COLLECT_SHOWN)
		say_line(stderr, SAY_LOAD_MORE_REFUSED, A(c->file),
			 A(c->shown_count - COLLECT_SHOWN));
}
