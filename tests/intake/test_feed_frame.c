/* SPDX-License-Identifier: Apache-2.0 */
/* test_feed_frame.c - what a decoder tells its sink is what the loader's sink is told. */
#include "feed_log.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/rand.h"
#include "intake/feed_frame.h"
#include "intake/worker.h"
#include "wire/url.h"

static struct str random_text(struct arena *a, struct prng *r, size_t max, char low, unsigned span)
{
	size_t n = 1 + prng_below(r, max);
	char *p = arena_alloc(a, n);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)(low + (char)prng_below(r, span));
	return str_n(p, n);
}

static void tell_indicator(struct arena *a, struct prng *r, const struct feed_sink *s)
{
	struct indicator i = { .kind = 1 + prng_below(r, IND_KINDS - 1),
			       .value =
				       random_text(a, r, prng_below(r, 50) ? 40 : URL_MAX, '!', 94),
			       .line = prng_next(r) >> prng_below(r, 64),
			       .valid_from = { INT64_MIN },
			       .valid_until = { INT64_MAX },
			       .confidence = (uint8_t)prng_next(r),
			       .tlp = (uint8_t)prng_below(r, TLP_COUNT) };

	if (prng_below(r, 2))
		i.ref = random_text(a, r, FEED_FRAME_TEXT, ' ', 90);
	if (prng_below(r, 2))
		i.valid_from.us = (int64_t)(prng_next(r) >> prng_below(r, 64));
	if (prng_below(r, 2))
		i.valid_until.us = -(int64_t)prng_below(r, 1 << 30);
	s->indicator(s->ctx, &i);
}

static void tell_refused(struct arena *a, struct prng *r, const struct feed_sink *s)
{
	struct why why;

	why_set(&why, ERR_LIMIT, SAY_FILE_TOO_LARGE, A(random_text(a, r, 300, 'a', 26)),
		A(prng_next(r)));
	why_at(&why, prng_below(r, 2) ? "a file" : NULL, prng_next(r) >> 40, prng_below(r, 99));
	s->refused(s->ctx, prng_next(r) >> 8, random_text(a, r, FEED_FRAME_REFUSED_TEXT, -128, 256),
		   &why);
}

/* The same story for the same seed, to whatever sink. */
static void tell(uint64_t seed, unsigned n, const struct feed_sink *s)
{
	struct arena *a = arena_open();
	struct prng r = prng_of(seed);

	s->title(s->ctx, STR("a feed \xe7\x83\xbd"));
	for (unsigned k = 0; k < n; k++) {
		switch (prng_below(&r, 4)) {
		case 0:
			tell_refused(a, &r, s);
			break;
		case 1:
			s->warning(s->ctx, (enum warn_type)prng_below(&r, WARN_TYPES),
				   random_text(a, &r, 90, 1, 126), prng_next(&r) >> 33);
			break;
		case 2:
			s->set_aside(s->ctx, prng_next(&r), random_text(a, &r, 20, 'a', 26),
				     prng_below(&r, 2));
			break;
		default:
			tell_indicator(a, &r, s);
		}
		arena_reset(a);
	}
	arena_close(a);
}

enum { STORY = 20000 };

static enum err story_decoder(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	struct feed_sink sink = feed_frame_sink(out);
	struct sha256 id = hash_sha256(STR("abc"));

	feed_frame_put_format(out, FEED_STIX);
	tell(42, STORY, &sink);
	feed_frame_put_identity(out, &id);
	return ERR_OK;
}

struct loader {
	struct feed_sink sink;
	struct feed_frame_facts facts;
};

static enum err load_frame(void *ctx, unsigned kind, struct str payload, struct why *why)
{
	struct loader *l = ctx;

	return feed_frame_take(kind, payload, &l->sink, &l->facts) ? ERR_OK : ERR_CORRUPT;
}

TEST(a_story_through_the_pipe_is_the_same_story)
{
	struct buf want = { 0 }, got = { 0 };
	struct feed_sink direct = logging(&want);
	struct loader l = { .sink = logging(&got) };
	struct feed_frame_facts *f = &l.facts;

	tell(42, STORY, &direct);
	assert_ok(worker_run(story_decoder, 0, STR(""), load_frame, &l, NULL));
	assert_int_equal(want.n, got.n);
	assert_memory_equal(want.p, got.p, want.n);
	assert_int_equal(f->format, FEED_STIX);
	assert_memory_equal(f->identity.b, hash_sha256(STR("abc")).b, SHA256_BYTES);
	assert_int_equal(f->taken + f->refused + f->personal + f->unmatchable, STORY);
	assert_true(f->taken > STORY / 3 && f->refused && f->personal && f->unmatchable);
	buf_fini(&want);
	buf_fini(&got);
}

TEST(texts_beyond_their_limit_are_cut_at_a_character_or_refused)
{
	struct frame_out out = { .fd = -1 };
	struct feed_sink sink = feed_frame_sink(&out), log;
	struct feed_frame_facts facts = { 0 };
	struct buf got = { 0 }, text = { 0 };
	struct str rest, payload;
	unsigned kind;
	bool whole;

	log = logging(&got);
	for (int i = 0; i < 30000; i++)
		buf_puts(&text, "\xe7\x83\xbd"); /* 90,000 bytes, 3 a character */
	sink.title(sink.ctx, buf_str(&text));
	rest = buf_str(&out.block);
	assert_ok(frame_take(&rest, &kind, &payload, &whole));
	assert_true(whole && feed_frame_take(kind, payload, &log, &facts));
	assert_int_equal(got.n, 2 + 1023 + 1);
	buf_clear(&out.block);
	buf_clear(&got);
	sink.warning(sink.ctx, WARN_REGEX, buf_str(&text), 5);
	rest = buf_str(&out.block);
	assert_ok(frame_take(&rest, &kind, &payload, &whole));
	assert_int_equal(kind, FEED_FRAME_REFUSED);
	assert_true(whole && feed_frame_take(kind, payload, &log, &facts));
	assert_int_equal(facts.refused, 1);
	buf_clear(&out.block);
	sink.indicator(sink.ctx,
		       &(struct indicator){ .kind = IND_URL, .value = STR("a b"), .line = 3 });
	rest = buf_str(&out.block);
	assert_ok(frame_take(&rest, &kind, &payload, &whole));
	assert_true(whole && feed_frame_take(kind, payload, &log, &facts));
	assert_int_equal(facts.refused, 2);
	assert_int_equal(facts.taken, 0);
	frame_out_fini(&out);
	buf_fini(&got);
	buf_fini(&text);
}

TEST(a_frame_with_one_thing_wrong_is_no_frame)
{
	static const struct {
		unsigned kind;
		struct str payload;
	} bad[] = {
		{ 0, STR("") },
		{ 8, STR("") },
		{ FEED_FRAME_FORMAT, STR("\xff") },
		{ FEED_FRAME_FORMAT, STR("\x01\x01") },
		{ FEED_FRAME_IDENTITY, STR("short") },
		{ FEED_FRAME_INDICATOR, STR("\x00\x00\x00\x00\x01v\x01") }, /* no kind */
		{ FEED_FRAME_INDICATOR, STR("\x0d\x00\x00\x00\x01v\x01") }, /* kind beyond */
		{ FEED_FRAME_INDICATOR, STR("\x01\x05\x00\x00\x01v\x01") }, /* tlp beyond */
		{ FEED_FRAME_INDICATOR, STR("\x01\x00\x00\x08\x01v\x01") }, /* flag beyond */
		{ FEED_FRAME_INDICATOR, STR("\x01\x00\x00\x00\x00\x01") },  /* no value */
		{ FEED_FRAME_INDICATOR,
		  STR("\x01\x00\x00\x00\x03v\x01\x01") },                    /* value too short */
		{ FEED_FRAME_INDICATOR, STR("\x01\x00\x00\x00\x02v \x01") }, /* a space */
		{ FEED_FRAME_INDICATOR, STR("\x01\x00\x00\x00\x01v\x01x") }, /* something behind */
		{ FEED_FRAME_INDICATOR, STR("\x01\x00\x00\x01\x01v\x01") },  /* ref missing */
		{ FEED_FRAME_WARNING, STR("\x05\x01\x01t") },
		{ FEED_FRAME_WARNING, STR("\x01\x01\x02t") },
		{ FEED_FRAME_REFUSED, STR("\x01\x01t\x63\x00\x00\x00\x00\x00") },
		{ FEED_FRAME_SET_ASIDE, STR("\x02\x01\x01t") },
		{ FEED_FRAME_TITLE, STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01t") },
	};
	struct feed_sink none = { 0 };
	struct feed_frame_facts facts = { 0 };
	const char beyond = (char)FEED_FORMATS;

	assert_false(feed_frame_take(FEED_FRAME_FORMAT, str_n(&beyond, 1), &none, &facts));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(feed_frame_take(bad[i].kind, bad[i].payload, &none, &facts));
	assert_int_equal(facts.taken + facts.refused + facts.personal + facts.unmatchable, 0);
	assert_true(feed_frame_take(FEED_FRAME_INDICATOR, STR("\x01\x00\x00\x00\x01v\x01"), &none,
				    &facts));
	assert_int_equal(facts.taken, 1);
}

enum { MANY = 1674047 };

static enum err many_decoder(int fd_in, struct str job, struct frame_out *out, struct why *why)
{
	struct feed_sink sink = feed_frame_sink(out);
	struct indicator ind = { .kind = IND_DOMAIN,
				 .value = STR("some-long-name.evil.example"),
				 .valid_from = { INT64_MIN },
				 .valid_until = { INT64_MAX } };

	for (unsigned i = 0; i < MANY && !out->stopped; i++) {
		ind.line = i;
		sink.indicator(sink.ctx, &ind);
	}
	return ERR_OK;
}

TEST(a_list_of_the_largest_real_size_crosses_in_a_moment)
{
	struct loader l = { 0 };
	uint64_t before = clock_mono_ns(), ms;

	assert_ok(worker_run(many_decoder, 0, STR(""), load_frame, &l, NULL));
	ms = (clock_mono_ns() - before) / 1000000;
	assert_int_equal(l.facts.taken, MANY);
	printf("%d entries through the pipe: %llu ms\n", MANY, (unsigned long long)ms);
}

TESTS("intake/feed_frame", CASE(a_story_through_the_pipe_is_the_same_story),
      CASE(texts_beyond_their_limit_are_cut_at_a_character_or_refused),
      CASE(a_frame_with_one_thing_wrong_is_no_frame),
      CASE(a_list_of_the_largest_real_size_crosses_in_a_moment))
