/* SPDX-License-Identifier: Apache-2.0 */
/* sieve.c - a sieve's life, and what stands around the scan of a block. */
#include "match/sieve.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/sieve_columns.h"
#include "match/sieve_names.h"

#include <pthread.h>

enum { LINES_FIRST = 1024 };

/* ---- which scan ---- */

static const char *const isa_names[SIEVE_ISAS] = { [SIEVE_BEST] = "best",
						   [SIEVE_PLAIN] = "plain",
						   [SIEVE_AVX2] = "avx2",
						   [SIEVE_AVX512] = "avx512" };

const char *sieve_isa_name(enum sieve_isa isa)
{
	ensure(isa < SIEVE_ISAS);
	return isa_names[isa];
}

#ifdef __x86_64__
static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("bmi2");
}

static bool has_avx512(void)
{
	return has_avx2() && __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
	       __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
}

static const struct scan *scan_of(enum sieve_isa isa)
{
	static const struct scan *const scans[SIEVE_ISAS] = { [SIEVE_PLAIN] = &scan_plain,
							      [SIEVE_AVX2] = &scan_avx2,
							      [SIEVE_AVX512] = &scan_avx512 };

	return scans[isa];
}
#else
static bool has_avx2(void)
{
	return false;
}

static bool has_avx512(void)
{
	return false;
}

static const struct scan *scan_of(enum sieve_isa isa)
{
	ensure(isa == SIEVE_PLAIN);
	return &scan_plain;
}
#endif

bool sieve_isa_runs(enum sieve_isa isa)
{
	return isa == SIEVE_BEST || isa == SIEVE_PLAIN || (isa == SIEVE_AVX2 && has_avx2()) ||
	       (isa == SIEVE_AVX512 && has_avx512());
}

static enum sieve_isa best(enum sieve_isa isa)
{
	if (isa != SIEVE_BEST) {
		ensure(sieve_isa_runs(isa));
		return isa;
	}
	return has_avx512() ? SIEVE_AVX512 : has_avx2() ? SIEVE_AVX2 : SIEVE_PLAIN;
}

const struct tag_bucket sieve_nothing;
unsigned char sieve_shuffles[81][16];

/* Which digit of the text goes where: hundreds, tens and ones of octet k to bytes 4k..4k+2. Here, and
 * not in a scan: those files may hold instructions that this machine lacks. */
static void make_shuffles(void)
{
	for (unsigned i = 0; i < 81; i++) {
		const unsigned len[4] = { i / 27 + 1, i / 9 % 3 + 1, i / 3 % 3 + 1, i % 3 + 1 };
		unsigned at = 0;

		memset(sieve_shuffles[i], 0x80, 16);
		for (unsigned k = 0; k < 4; k++) {
			for (unsigned d = 0; d < len[k]; d++)
				sieve_shuffles[i][4 * k + 3 - len[k] + d] = (unsigned char)(at + d);
			at += len[k] + 1;
		}
	}
}

/* ---- life ---- */

static void add_layer(struct sieve *s, const struct generation *g)
{
	struct generation_probes p = generation_probes(g);

	s->tables[s->layers * TABLES + TABLE_NAMES] = &p.names->tags;
	s->tables[s->layers * TABLES + TABLE_PREFIXES] = &p.prefixes->tags;
	s->tables[s->layers * TABLES + TABLE_EXACT] = p.exact;
	s->layer[s->layers++] = p;
}

static bool says_nothing_of_hits(enum key_class c)
{
	return c == KEY_TIME || c == KEY_SRC_PORT || c == KEY_DST_PORT || c == KEY_KIND;
}

static void keep_counted_key(struct sieve *s, const struct event_key *k)
{
	struct str text = arena_printf(s->arena, "\"%.*s\":", STR_FMT(k->text));

	if (k->class_ == KEY_TIME)
		s->counted.time = text;
	else if (k->class_ == KEY_SRC_PORT)
		s->counted.src_port = text;
	else if (k->class_ == KEY_DST_PORT)
		s->counted.dst_port = text;
}

/* Keys that say nothing about hits are not looked for where nobody counts; nor in EVE, where they are
 * found when a line passes. */
static size_t drop_uncounted(struct sieve *s, struct event_key *keys, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (s->eve && s->count)
			keep_counted_key(s, &keys[i]);
		if (!says_nothing_of_hits(keys[i].class_))
			keys[kept++] = keys[i];
	}
	return kept;
}

struct sieve *sieve_open_events(const struct generation *g, const struct delta *d)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sieve *s = mem_zero_aligned(sizeof *s);

	pthread_once(&once, make_shuffles);
	s->arena = arena_open();
	add_layer(s, g);
	if (d && delta_added(d))
		add_layer(s, delta_added(d));
	s->isa = best(SIEVE_BEST);
	s->scan = scan_of(s->isa);
	for (unsigned l = 0; l < SIEVE_LAYERS; l++)
		for (unsigned i = 0; i < DELAY4; i++)
			s->ring4[l][i].line = NO_LINE;
	for (unsigned i = 0; i < DELAY; i++)
		s->ring[i] = (struct question){ .bucket = &sieve_nothing, .tag = 1 };
	s->room = LINES_FIRST;
	s->start = mem_zero(s->room + 1, sizeof *s->start);
	s->suspect = mem_zero(s->room / 64, sizeof *s->suspect);
	s->event = mem_zero(s->room / 64, sizeof *s->event);
	return s;
}

struct sieve *sieve_open(const struct generation *g, const struct delta *d,
			 const struct event_reader *r, bool count, struct prf *who,
			 enum sieve_isa isa)
{
	struct arena *scratch = arena_open();
	struct event_key *keys = arena_array(scratch, struct event_key, EVENT_KEYS_MAX);
	size_t n = event_reader_keys(r, keys);
	struct sieve *s = NULL;

	if (n || event_reader_has_columns(r)) {
		s = sieve_open_events(g, d);
		s->isa = best(isa);
		s->scan = scan_of(s->isa);
		s->count = count;
		s->who = who;
		for (size_t i = 0; i < n; i++)
			s->eve |= keys[i].class_ == KEY_TYPE;
		s->needed = LINE_EVENT | (s->eve ? LINE_TYPED : 0);
		if (!count || s->eve)
			n = drop_uncounted(s, keys, n);
		key_table_make(&s->keys, s->arena, keys, n);
		s->columns = sieve_columns_open(s->arena, r);
	}
	if (s && count) {
		s->passing = mem_zero(s->room, sizeof *s->passing);
		s->client = mem_zero(s->room, sizeof *s->client);
	}
	arena_close(scratch);
	return s;
}

void sieve_close(struct sieve *s)
{
	if (!s)
		return;
	arena_close(s->arena);
	mem_free(s->start);
	mem_free(s->suspect);
	mem_free(s->event);
	mem_free(s->passing);
	mem_free(s->client);
	mem_free(s);
}

void sieve_who(struct sieve *s, struct prf *who)
{
	s->who = who;
}

enum sieve_isa sieve_isa(const struct sieve *s)
{
	return s->isa;
}

static uint64_t *grow_bits(uint64_t *bits, size_t from, size_t to)
{
	bits = mem_grow(bits, to / 64, sizeof *bits);
	memset(bits + from / 64, 0, (to - from) / 8);
	return bits;
}

void sieve_more_lines(struct sieve *s)
{
	size_t room = s->room * 2;

	s->start = mem_grow(s->start, room + 1, sizeof *s->start);
	s->suspect = grow_bits(s->suspect, s->room, room);
	s->event = grow_bits(s->event, s->room, room);
	if (s->count) {
		s->passing = mem_grow(s->passing, room, sizeof *s->passing);
		s->client = mem_grow(s->client, room, sizeof *s->client);
	}
	s->room = room;
}

/* ---- a block ---- */

static void answer_rest(struct sieve *s)
{
	/* an address may put questions of its own, so addresses go first */
	for (unsigned l = 0; l < s->layers; l++)
		for (unsigned i = 0; i < DELAY4; i++) {
			sieve_answer4(s, l, &s->ring4[l][i]);
			s->ring4[l][i].line = NO_LINE;
		}
	for (unsigned l = 0; l < s->layers; l++)
		for (unsigned i = 0; i < DELAY6; i++)
			sieve_answer6(s, l, &s->ring6[l][i]);
	memset(s->ring6, 0, sizeof s->ring6);
	for (unsigned i = 0; i < DELAY; i++)
		sieve_answer_url(s, &s->ring_url[i]);
	memset(s->ring_url, 0, sizeof s->ring_url);
	for (unsigned i = 0; i < DELAY; i++) {
		sieve_answer(s, &s->ring[i]);
		s->ring[i] = (struct question){ .bucket = &sieve_nothing, .tag = 1 };
	}
}

static void begin(struct sieve *s, const char *begin, const char *end)
{
	/* as far as the last block used them: a block may be one line, behind a header */
	memset(s->suspect, 0, (s->line / 64 + 1) * 8);
	memset(s->event, 0, (s->line / 64 + 1) * 8);
	s->begin = begin;
	s->end = end;
	s->line = 0;
	s->start[0] = 0;
	sieve_forget(s);
	s->flags = 0;
}

/* A last line without newline is a suspect: the strict reader tells whether it was cut. */
static void end_block(struct sieve *s)
{
	uint32_t n = (uint32_t)(s->end - s->begin);

	if (s->start[s->line] >= n)
		return;
	sieve_suspect(s, s->line);
	s->start[++s->line] = n;
}

/* What passes of 64 lines, moved in runs to where the n lines before end. */
static size_t tell_lines(struct sieve *s, size_t first, uint64_t bits, size_t n)
{
	while (bits) {
		size_t at = (size_t)__builtin_ctzll(bits), from = first + at;
		uint64_t others = ~(bits >> at);
		size_t run = others ? (size_t)__builtin_ctzll(others) : 64;

		if (from != n) {
			memmove(&s->passing[n], &s->passing[from], run * sizeof *s->passing);
			memmove(&s->client[n], &s->client[from], run * sizeof *s->client);
		}
		n += run;
		bits = at + run < 64 ? bits & ~0ull << (at + run) : 0;
	}
	return n;
}

/* Innocent events: counted, and what passes put together in the order of lines. */
static void tell(struct sieve *s, struct sieve_block *out)
{
	size_t n = 0;

	for (size_t w = 0; w * 64 <= s->line; w++) {
		uint64_t bits = s->event[w] & ~s->suspect[w];

		out->events += (uint64_t)__builtin_popcountll(bits);
		if (s->count)
			n = tell_lines(s, w * 64, bits, n);
	}
	if (s->who)
		who_fill_blocks(s->who, s->client, s->passing, n);
	for (size_t i = 0; s->count && !s->who && i < n; i++)
		s->passing[i].who = 0;
	out->passing = s->passing;
}

void sieve_block(struct sieve *s, struct str block, struct sieve_block *out)
{
	ensure(block.n <= SIEVE_BLOCK_MAX);
	*out = (struct sieve_block){ 0 };
	begin(s, block.p, block.p + block.n);
	if (!sieve_columns_scan(s))
		s->scan->lines(s, s->begin, s->end);
	end_block(s);
	answer_rest(s);
	tell(s, out);
	out->lines = s->line;
	out->start = s->start;
	out->suspect = s->suspect;
}

/* ---- events ---- */

static bool ask_text(struct sieve *s, const struct event_value *v)
{
	char text[NAME_ROOM];
	enum key_class class_ = event_field_class(v->field);

	if (!v->text.n)
		return true;
	if (class_ == KEY_URL)
		return sieve_url(s, v->text);
	if (class_ == KEY_DIGEST) {
		sieve_odd_digest(s, v->text);
		return true;
	}
	if (class_ == KEY_ADDR || v->text.n > NAME_MAX_BYTES)
		return sieve_odd_name(s, v->text, class_ == KEY_HOST);
	memcpy(text, v->text.p, v->text.n);
	memset(text + v->text.n, 0, SIEVE_PAD);
	return s->scan->name(s, text, v->text.n, class_ == KEY_HOST);
}

uint64_t sieve_events(struct sieve *s, const struct event *ev, size_t n)
{
	ensure(n <= 64);
	s->suspect[0] = 0;
	for (s->line = 0; s->line < n; s->line++)
		for (size_t i = 0; i < ev[s->line].n; i++) {
			const struct event_value *v = &ev[s->line].v[i];

			if (v->addr.family)
				sieve_ask_addr(s, &v->addr);
			else if (!ask_text(s, v))
				sieve_suspect(s, s->line);
		}
	answer_rest(s);
	return s->suspect[0];
}
