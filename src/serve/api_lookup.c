/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api_lookup.c - many values at once: POST /api/v1/lookup, a line a value in, a line an answer out.
 *
 * Keys may be about persons (a client's address, a name somebody asked for): they are spooled where
 * nothing of them stays (spool.h), answered, and forgotten; no line of them reaches a log or the store. The
 * answers tell what feeds list; who was seen asking for it is not known here and cannot be asked.
 *
 * All answers of one request come from one state of what is listed: it is pinned from the last byte of the
 * body to the last of the answer. How many may hold one at a time is bounded by API_LOOKUPS.
 */
#include "serve/api.h"

#include "match/key.h"
#include "serve/paging.h"
#include "serve/spool.h"
#include "wire/csv.h"
#include "wire/time3339.h"

enum { AT_ONCE = 512 }; /* keys answered before others have their turn */

struct asking {
	struct spool *spool;
	uint64_t lines; /* that have ended */
	int64_t bytes;  /* kept */
	bool in_line, some, json, csv;
	struct instant now;
	/* while it is answered */
	struct lookup *lookup;
	struct matcher *matcher;
	struct arena *scratch; /* one key's */
	struct key_hits hits;
	struct buf out; /* out[given..) is to be sent */
	size_t given;
	uint64_t line, keys, hit, refused;
	bool over;
};

/* ---- the body arrives ---- */

static const char *const types[] = { "text/plain", "application/x-ndjson", "application/ndjson",
				     "application/jsonl" };

/* Which of the types the header names, or -1. A browser or curl names others by itself: no guess. */
static int body_type(struct request *rq)
{
	struct str t = http_header(rq, "Content-Type");

	t = str_trim(str_cut(t, 0, str_find(t, ';')));
	for (int i = 0; i < 4; i++)
		if (str_eq_nocase(t, str_of(types[i])))
			return i;
	return -1;
}

static enum err begin(struct request *rq, struct response *rs, struct why *why)
{
	static const char *const known[] = { "at", NULL };
	struct asking *k = arena_new(rq->arena, struct asking);
	int type = body_type(rq);
	enum err e = params_only(&rq->params, known, why);

	if (e == ERR_OK)
		e = paging_instant(&rq->params, "at", clock_now(), &k->now, why);
	if (e != ERR_OK)
		return e;
	if (type < 0) {
		rs->status = 415;
		return why_set(why, ERR_UNSUPPORTED, SAY_LOOKUP_TYPE);
	}
	if (!api_lookup_enter(rq)) {
		http_extra(rs, "Retry-After", STR("1"));
		return why_set(why, ERR_BUSY, SAY_LOOKUP_BUSY);
	}
	k->json = type > 0;
	k->spool = spool_open(rq->arena, node_dir(api_view(rq)->node));
	rq->own = k;
	return ERR_OK;
}

static uint64_t count_ends(struct str s)
{
	uint64_t n = 0;

	for (const char *p = s.p, *end = s.p + s.n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		n++;
	return n;
}

static enum err take(struct request *rq, struct str piece, struct why *why)
{
	struct asking *k = rq->own;

	k->lines += count_ends(piece);
	if (piece.n)
		k->in_line = piece.p[piece.n - 1] != '\n';
	if (!k->some)
		k->some = str_trim(piece).n > 0;
	if (k->lines + k->in_line > LOOKUP_KEYS_MAX)
		return why_set(why, ERR_LIMIT, SAY_LOOKUP_KEYS, A((unsigned)LOOKUP_KEYS_MAX));
	if (!api_lookup_keep(rq, (int64_t)piece.n))
		return why_set(why, ERR_BUSY, SAY_LOOKUP_BUSY);
	k->bytes += (int64_t)piece.n;
	return spool_put(k->spool, piece, why);
}

static void end(struct request *rq)
{
	struct asking *k = rq->own;

	matcher_close(k->matcher);
	node_view_unpin(api_view(rq), k->lookup);
	spool_close(k->spool);
	if (k->scratch)
		arena_close(k->scratch);
	buf_fini(&k->out);
	(void)api_lookup_keep(rq, -k->bytes);
	api_lookup_leave(rq);
}

const struct http_sink api_lookup_sink = { LOOKUP_BYTES_MAX, begin, take, end };

/* ---- answers, a line each ---- */

static void refuse_json(const struct request *rq, struct asking *k, const struct why *why)
{
	struct json_writer w = json_write(&k->out);
	struct buf text = { 0 };

	why_sentence(why, rq->lang, &text);
	json_w_object(&w);
	json_w_key(&w, "line");
	json_w_u64(&w, k->line);
	json_w_key(&w, "error");
	json_w_object(&w);
	json_w_text(&w, "code", str_of(err_name(why->code)));
	json_w_text(&w, "detail", buf_str(&text));
	json_w_object_end(&w);
	json_w_object_end(&w);
	buf_c(&k->out, '\n');
	buf_fini(&text);
}

static const char *const columns[] = { "value",   "hit",      "kind", "indicator", "source",
				       "sources", "category", "ref",  "line",      "error" };
enum { COLUMNS = sizeof columns / sizeof *columns };

static void csv_row(struct buf *out, const struct str v[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++)
		csv_field(out, v[i], i == 0, i != 8);
	csv_end_row(out);
}

static void csv_head(struct buf *out)
{
	for (int i = 0; i < COLUMNS; i++)
		csv_field(out, str_of(columns[i]), i == 0, false);
	csv_end_row(out);
}

static void refuse_csv(const struct request *rq, struct asking *k, const struct why *why)
{
	struct buf text = { 0 }, line = { 0 };

	buf_u64(&line, k->line);
	why_sentence(why, rq->lang, &text);
	csv_row(&k->out, (const struct str[COLUMNS]){ [8] = buf_str(&line), [9] = buf_str(&text) });
	buf_fini(&text);
	buf_fini(&line);
}

static void answer_csv(struct asking *k, const struct key *key)
{
	struct str v[COLUMNS] = { key->asked, k->hits.n ? STR("true") : STR("false") };
	const struct hit *h = &k->hits.v[0];
	struct buf names = { 0 };

	for (size_t i = 0; k->hits.n && i < h->source_count; i++) {
		buf_printf(&names, "%s%.*s", i ? "; " : "", STR_FMT(h->sources[i].name));
		if (!v[7].n)
			v[7] = h->sources[i].ref;
	}
	if (k->hits.n) {
		v[2] = str_of(indicator_kind_name(h->kind));
		v[3] = h->indicator;
		v[4] = h->sources[0].name;
		v[5] = buf_str(&names);
		v[6] = str_of(category_name(h->sources[0].category));
	}
	csv_row(&k->out, v);
	buf_fini(&names);
}

static enum err read_key(struct asking *k, struct str line, bool cut, struct key *out,
			 struct why *why)
{
	if (cut)
		return why_set(why, ERR_LIMIT, SAY_KEY_LONG, A(line.n), A((unsigned)KEY_TEXT_MAX));
	if (arena_used(k->scratch))
		arena_reset(k->scratch);
	if (k->json)
		return key_read_json(k->scratch, line, out, why);
	return key_read(k->scratch, IND_NONE, line, out, why);
}

static void answer_line(struct request *rq, struct asking *k, struct str line, bool cut)
{
	struct key key;
	struct why why;

	k->keys++;
	if (read_key(k, line, cut, &key, &why) != ERR_OK) {
		k->refused++;
		(k->csv ? refuse_csv : refuse_json)(rq, k, &why);
		return;
	}
	key_ask(k->matcher, &key, &k->hits);
	k->hit += k->hits.n > 0;
	if (k->csv)
		answer_csv(k, &key);
	else
		key_write_json(&key, &k->hits, &k->out);
}

/* The last line: whoever reads it knows that nothing is missing. */
static void write_summary(struct asking *k)
{
	struct json_writer w = json_write(&k->out);
	struct sha256 id = generation_identity(k->lookup->generation);
	struct buf text = { 0 };

	json_w_object(&w);
	json_w_key(&w, "summary");
	json_w_object(&w);
	json_w_key(&w, "keys");
	json_w_u64(&w, k->keys);
	json_w_key(&w, "hits");
	json_w_u64(&w, k->hit);
	json_w_key(&w, "refused");
	json_w_u64(&w, k->refused);
	time3339_write(k->now, &text);
	json_w_text(&w, "at", buf_str(&text));
	buf_clear(&text);
	buf_hex(&text, id.b, sizeof id.b);
	json_w_text(&w, "generation", buf_str(&text));
	json_w_object_end(&w);
	json_w_object_end(&w);
	buf_c(&k->out, '\n');
	buf_fini(&text);
}

/* ---- the answer leaves ---- */

/* Some more answers into out. */
static enum err work(struct request *rq, struct asking *k, size_t enough)
{
	struct why why;

	buf_clear(&k->out);
	k->given = 0;
	for (int n = 0; n < AT_ONCE && k->out.n < enough && !k->over; n++) {
		struct str line;
		bool cut, more;
		enum err e = spool_line(k->spool, &line, &cut, &more, &why);

		if (e != ERR_OK)
			return e;
		k->over = !more;
		k->line += more;
		if (more && str_trim(line).n)
			answer_line(rq, k, line, cut);
	}
	if (k->over && !k->csv)
		write_summary(k);
	return ERR_OK;
}

static ptrdiff_t pull(struct request *rq, char *to, size_t max)
{
	struct asking *k = rq->own;
	size_t n;

	while (k->given == k->out.n && !k->over)
		if (work(rq, k, max) != ERR_OK)
			return -1;
	n = k->out.n - k->given < max ? k->out.n - k->given : max;
	if (n)
		memcpy(to, k->out.p + k->given, n);
	k->given += n;
	return (ptrdiff_t)n;
}

enum err api_lookup(struct request *rq, struct response *rs, struct why *why)
{
	static const char *const offers[] = { "application/x-ndjson", "application/json",
					      "text/csv" };
	struct asking *k = rq->own;
	int form;
	enum err e = api_accept(rq, rs, offers, 3, &form, why);

	if (e == ERR_OK && !k->some)
		return why_set(why, ERR_SYNTAX, SAY_LOOKUP_EMPTY);
	if (e == ERR_OK)
		e = spool_rewind(k->spool, why);
	if (e != ERR_OK)
		return e;
	k->lookup = node_view_pin(api_view(rq));
	if (!k->lookup)
		return why_set(why, ERR_BUSY, SAY_API_NOT_READY);
	k->matcher = matcher_open(k->lookup->generation, k->lookup->delta,
				  (struct match_options){ .now = k->now });
	k->scratch = arena_open();
	k->csv = form == 2;
	if (k->csv)
		csv_head(&k->out);
	rs->type = k->csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
	rs->pull = pull;
	return ERR_OK;
}
