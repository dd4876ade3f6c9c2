/* SPDX-License-Identifier: Apache-2.0 */
/* test_set.c - sets go to bytes and back, whatever the order, and damaged bytes are refused. */
#include "test.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/rand.h"
#include "index/set.h"

static const struct instant always = { INT64_MIN }, never = { INT64_MAX };

static struct indicator ind(enum indicator_kind k, const char *value, uint64_t line)
{
	return (struct indicator){ .kind = k,
				   .value = str_of(value),
				   .line = line,
				   .valid_from = always,
				   .valid_until = never,
				   .confidence = 255,
				   .tlp = TLP_CLEAR };
}

/* Rows with equal values, references, windows, markings and kinds among them. */
static struct indicator random_row(struct prng *r, struct arena *a)
{
	struct indicator i = ind((enum indicator_kind)(1 + prng_below(r, IND_KINDS - 1)), "", 0);

	i.value = arena_printf(a, "v%llu.example", (unsigned long long)prng_below(r, 300));
	if (prng_below(r, 4) == 0)
		i.ref = arena_printf(a, "ref-%llu", (unsigned long long)prng_below(r, 3));
	if (prng_below(r, 4) == 0)
		i.valid_until.us = (int64_t)prng_below(r, 3);
	if (prng_below(r, 4) == 0)
		i.confidence = (uint8_t)prng_below(r, 2);
	i.tlp = (uint8_t)prng_below(r, 2);
	i.line = prng_below(r, 5000);
	return i;
}

static bool same_row(const struct indicator *a, const struct indicator *b)
{
	return a->kind == b->kind && str_eq(a->value, b->value) && str_eq(a->ref, b->ref) &&
	       a->valid_from.us == b->valid_from.us && a->valid_until.us == b->valid_until.us &&
	       a->confidence == b->confidence && a->tlp == b->tlp;
}

static struct str finish(struct set_builder *b, struct arena *a, struct sha256 *id)
{
	struct buf out = { 0 };
	struct str s;

	set_builder_finish(b, &out, id);
	s = str_keep(a, buf_str(&out));
	buf_fini(&out);
	set_builder_close(b);
	return s;
}

static struct str build(const struct indicator *rows, size_t n, struct arena *a, struct sha256 *id)
{
	struct set_builder *b = set_builder_open();

	for (size_t i = 0; i < n; i++)
		assert_true(set_builder_add(b, &rows[i]));
	return finish(b, a, id);
}

static void shuffle(struct indicator *v, size_t n, struct prng *r)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = prng_below(r, i);
		struct indicator t = v[i - 1];

		v[i - 1] = v[j];
		v[j] = t;
	}
}

TEST(a_set_holds_each_distinct_row_once_with_its_first_line)
{
	struct arena *a = arena_open();
	struct prng r = prng_of(1);
	enum { N = 3000 };
	struct indicator *in = arena_array(a, struct indicator, N);
	struct sha256 id, read;
	struct set *s;
	size_t distinct = 0;

	for (size_t i = 0; i < N; i++)
		in[i] = random_row(&r, a);
	assert_ok(set_open(build(in, N, a, &id), &s, NULL));
	read = set_identity(s);
	assert_memory_equal(&id, &read, sizeof id);
	assert_true(set_identity_holds(s));
	for (size_t i = 0; i < N; i++) {
		uint64_t first = 0;
		size_t found = 0, lo, hi;
		bool seen = false;

		for (size_t j = 0; j < N; j++)
			if (same_row(&in[i], &in[j])) {
				seen |= j < i;
				if (in[j].line && (!first || in[j].line < first))
					first = in[j].line;
			}
		distinct += !seen;
		hi = set_find(s, in[i].kind, in[i].value, &lo);
		for (size_t k = lo; k < hi; k++) {
			struct indicator got = set_row(s, k);

			if (same_row(&got, &in[i])) {
				assert_int_equal(got.line, first);
				found++;
			}
		}
		assert_int_equal(found, 1);
	}
	assert_int_equal(set_count(s), distinct);
	for (unsigned k = 1, sum = 0; k < IND_KINDS; k++) {
		assert_int_equal(set_kind_first(s, k), sum);
		sum += set_count_kind(s, (enum indicator_kind)k);
	}
	set_close(s);
	arena_close(a);
}

TEST(the_bytes_do_not_depend_on_the_order_of_the_input)
{
	struct arena *a = arena_open();
	struct prng r = prng_of(2);
	enum { N = 500 };
	struct indicator *in = arena_array(a, struct indicator, N);
	struct sha256 id, other;
	struct str bytes;

	for (size_t i = 0; i < N; i++)
		in[i] = random_row(&r, a);
	bytes = build(in, N, a, &id);
	for (int turn = 0; turn < 5; turn++) {
		shuffle(in, N, &r);
		assert_true(str_eq(bytes, build(in, N, a, &other)));
		assert_memory_equal(&id, &other, sizeof id);
	}
	for (size_t i = 0; i < N; i++)
		in[i].line = 7;
	build(in, N, a, &other);
	assert_memory_equal(&id, &other, sizeof id); /* lines are no part of the identity */
	in[0].tlp = TLP_RED;
	build(in, N, a, &other);
	assert_memory_not_equal(&id, &other, sizeof id);
	arena_close(a);
}

TEST(values_that_share_their_beginning_keep_the_order_of_bytes)
{
	struct arena *a = arena_open();
	const char *v[] = {
		"", "a", "aaaaaaaa", "aaaaaaaaa", "aaaaaaaab", "aaaaaaab", "\xff", "b"
	};
	struct indicator in[8];
	struct sha256 id;
	struct set *s;

	for (size_t i = 0; i < 8; i++)
		in[i] = ind(IND_URL, v[7 - i], i + 1);
	in[3].value = str_n("aaaaaaa\0", 8);
	assert_ok(set_open(build(in, 8, a, &id), &s, NULL));
	for (size_t i = 1; i < set_count(s); i++)
		assert_true(str_cmp(set_value(s, i - 1), set_value(s, i)) < 0);
	set_close(s);
	arena_close(a);
}

TEST(long_common_beginnings_and_many_equals_are_sorted)
{
	struct arena *a = arena_open();
	struct prng r = prng_of(5);
	enum { N = 6000 };
	struct indicator *in = arena_array(a, struct indicator, N);
	char common[100];
	struct sha256 id;
	struct set *s;
	size_t first, end;

	memset(common, 'c', sizeof common);
	for (size_t i = 0; i < N; i++) {
		size_t n = i % 3 ? sizeof common : prng_below(&r, sizeof common);

		in[i] = ind(IND_URL, "", i + 1);
		in[i].value = arena_printf(a, "%.*s%llu", (int)n, common,
					   (unsigned long long)prng_below(&r, 2000));
	}
	assert_ok(set_open(build(in, N, a, &id), &s, NULL)); /* which checks the order */
	for (size_t i = 0; i < N; i++) {
		end = set_find(s, IND_URL, in[i].value, &first);
		assert_int_equal(end - first, 1);
	}
	set_close(s);
	arena_close(a);
}

TEST(an_empty_set_is_a_set)
{
	struct arena *a = arena_open();
	struct sha256 id;
	struct set *s;
	size_t at, end;

	assert_ok(set_open(build(NULL, 0, a, &id), &s, NULL));
	assert_int_equal(set_count(s), 0);
	end = set_find(s, IND_DOMAIN, STR("evil.example"), &at);
	assert_int_equal(end, at);
	set_close(s);
	arena_close(a);
}

TEST(more_than_65536_classes_need_a_wider_column)
{
	struct arena *a = arena_open();
	struct set_builder *b = set_builder_open();
	struct sha256 id;
	struct set *s;
	enum { N = 70000 };

	for (int i = 0; i < N; i++) {
		char v[32];
		struct indicator x = ind(IND_DOMAIN, v, 1);

		snprintf(v, sizeof v, "d%05d.example", i);
		x.value = str_of(v);
		x.valid_from.us = N - i;
		set_builder_add(b, &x);
	}
	assert_ok(set_open(finish(b, a, &id), &s, NULL));
	for (int i = 0; i < N; i += 997) {
		assert_int_equal(set_row(s, i).valid_from.us, N - i);
		assert_false(set_row_valid(s, i, (struct instant){ N - i - 1 }));
		assert_true(set_row_valid(s, i, (struct instant){ N - i }));
	}
	set_close(s);
	arena_close(a);
}

TEST(warnings_are_kept_with_their_type_and_line)
{
	struct arena *a = arena_open();
	struct set_builder *b = set_builder_open();
	struct sha256 id;
	enum warn_type t;
	uint64_t line;
	struct set *s;

	set_builder_warn(b, WARN_REGEX, STR("/^x$/i"), 3);
	set_builder_warn(b, WARN_STRING, STR("8.8.8.8"), 2);
	set_builder_warn(b, WARN_STRING, STR("8.8.8.8"), 1);
	assert_ok(set_open(finish(b, a, &id), &s, NULL));
	assert_true(set_is_warnings(s) && set_identity_holds(s));
	assert_int_equal(set_count(s), 2);
	assert_str(set_warning(s, 0, &t, &line), "8.8.8.8");
	assert_true(t == WARN_STRING && line == 1);
	assert_str(set_warning(s, 1, &t, &line), "/^x$/i");
	assert_true(t == WARN_REGEX && line == 3);
	set_close(s);
	arena_close(a);
}

TEST(every_flipped_byte_and_every_cut_is_refused)
{
	struct arena *a = arena_open();
	struct indicator in[] = { ind(IND_DOMAIN, "evil.example", 1),
				  ind(IND_IPV4, "192.0.2.1", 2) };
	struct sha256 id;
	struct str good;
	struct set *s;
	char *p;

	in[0].ref = STR("indicator--1");
	good = build(in, 2, a, &id);
	p = (char *)good.p;
	for (size_t i = 0; i < good.n; i++) {
		struct why why;
		enum err e;

		p[i] ^= 0x20;
		e = set_open(good, &s, &why);
		assert_true(e == ERR_CORRUPT || e == ERR_UNSUPPORTED);
		assert_null(s);
		p[i] ^= 0x20;
		assert_int_equal(set_open(str_n(p, i), &s, &why), ERR_CORRUPT);
	}
	assert_ok(set_open(good, &s, NULL));
	set_close(s);
	arena_close(a);
}

/* A set whose rows come in `batch` at a time, with `memory` for runs and for columns. */
static struct str build_within(const struct indicator *rows, size_t n, struct set_limits limits,
			       struct arena *a, struct sha256 *id)
{
	struct set_builder *b = set_builder_open_within(limits);

	for (size_t i = 0; i < n; i++)
		assert_true(set_builder_add(b, &rows[i]));
	return finish(b, a, id);
}

TEST(a_set_is_the_same_bytes_however_little_memory_it_was_built_in)
{
	struct arena *a = arena_open();
	struct prng r = prng_of(7);
	enum { N = 20000 };
	struct indicator *in = arena_array(a, struct indicator, N);
	const struct set_limits limits[] = { { .memory = 1, .batch_rows = 700 },
					     { .memory = 100000, .batch_rows = 1000 },
					     { .memory = 1, .batch_rows = 19999 },
					     { .batch_rows = 1 << 10 },
					     { 1, 999, "/nonexistent/folder" } };
	struct sha256 id, other;
	struct str bytes;

	for (size_t i = 0; i < N; i++)
		in[i] = random_row(&r, a);
	bytes = build(in, N, a, &id);
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		assert_true(str_eq(bytes, build_within(in, N, limits[i], a, &other)));
		assert_memory_equal(&id, &other, sizeof id);
	}
	arena_close(a);
}

TEST(texts_of_any_length_are_read_back)
{
	struct arena *a = arena_open();
	char *text = arena_alloc(a, SET_VALUE_MAX);
	static const size_t n[] = {
		1, 31, 253, 254, 255, 256, 257, 511, 1024, 4000, SET_VALUE_MAX
	};
	struct set_builder *b = set_builder_open();
	struct sha256 id;
	struct set *s;
	size_t rows = 0, first, end;

	memset(text, 'y', SET_VALUE_MAX);
	for (size_t i = 0; i < sizeof n / sizeof *n; i++)
		for (size_t k = 0; k < sizeof n / sizeof *n; k++, rows++) {
			struct indicator x = ind(IND_URL, "", 1 + i);

			x.value = str_n(text, n[i]);
			x.ref = str_n(text, n[k] < SET_REF_MAX ? n[k] - 1 : SET_REF_MAX - k);
			assert_true(set_builder_add(b, &x));
		}
	assert_ok(set_open(finish(b, a, &id), &s, NULL));
	assert_int_equal(set_count(s), rows);
	assert_true(set_identity_holds(s));
	for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
		end = set_find(s, IND_URL, str_n(text, n[i]), &first);
		assert_int_equal(end - first, sizeof n / sizeof *n);
		for (size_t k = first; k < end; k++) {
			assert_true(str_eq(set_value(s, k), str_n(text, n[i])));
			assert_true(str_eq(set_row(s, k).ref, str_n(text, set_row(s, k).ref.n)));
		}
	}
	set_close(s);
	arena_close(a);
}

static struct set *seed(const char *name, struct arena *a)
{
	const char *root = getenv("CRESSET_ROOT");
	struct str bytes;
	struct set *s;

	assert_ok(file_read(arena_printf(a, "%s/fuzz/seeds/set/%s", root ? root : ".", name).p,
			    1 << 20, a, &bytes, NULL));
	assert_ok(set_open(bytes, &s, NULL));
	return s;
}

TEST(sets_of_version_1_are_read_and_hold_the_same)
{
	static const char *const names[][2] = { { "two", "v1-two" }, { "empty", "v1-empty" } };
	struct arena *a = arena_open();

	for (size_t i = 0; i < 2; i++) {
		struct set *now = seed(names[i][0], a), *old = seed(names[i][1], a);
		struct sha256 x = set_identity(now), y = set_identity(old);

		assert_memory_equal(&x, &y, sizeof x);
		assert_true(set_identity_holds(old) && set_identity_holds(now));
		assert_int_equal(set_count(now), set_count(old));
		for (size_t k = 0; k < set_count(now); k++) {
			struct indicator p = set_row(now, k), q = set_row(old, k);

			assert_true(same_row(&p, &q) && p.line == q.line);
		}
		set_close(now);
		set_close(old);
	}
	set_close(seed("v1-refs", a));
	set_close(seed("v1-warnings", a));
	arena_close(a);
}

/* Any of 8 bits of thousands of bytes all over a set with every section, and each byte of its header
 * and section table in all ways. */
TEST(thousands_of_flips_are_refused_by_name)
{
	enum { N = 400, FLIPS = 6000, HEAD = 200 + 9 * 24 };
	struct arena *a = arena_open();
	struct prng r = prng_of(8);
	struct indicator in[N];
	struct sha256 id;
	struct str good;
	struct set *s;
	char *p;

	for (size_t i = 0; i < N; i++)
		in[i] = random_row(&r, a);
	good = build(in, N, a, &id);
	p = (char *)good.p;
	for (size_t i = 0; i < HEAD * 255 + FLIPS; i++) {
		size_t at = i < HEAD * 255 ? i / 255 : prng_below(&r, good.n);
		int flip = i < HEAD * 255 ? (int)(i % 255) + 1 : 1 << prng_below(&r, 8);
		struct why why = { 0 };
		enum err e;

		p[at] = (char)(p[at] ^ flip);
		e = set_open(good, &s, &why);
		assert_true(e == ERR_CORRUPT || e == ERR_UNSUPPORTED);
		assert_true(s == NULL && why.id != SAY_NONE);
		p[at] = (char)(p[at] ^ flip);
	}
	assert_ok(set_open(good, &s, NULL));
	set_close(s);
	arena_close(a);
}

TEST(a_set_is_written_to_a_file_as_to_memory)
{
	struct arena *a = arena_open();
	struct indicator in[] = { ind(IND_DOMAIN, "evil.example", 1) };
	struct set_builder *b = set_builder_open();
	char dir[] = "/tmp/cresset-set-XXXXXX";
	struct set_written w;
	struct sha256 id;
	struct str bytes, file;
	struct why why;
	const char *path;

	assert_non_null(mkdtemp(dir));
	path = arena_printf(a, "%s/x", dir).p;
	bytes = build(in, 1, a, &id);
	assert_true(set_builder_add(b, &in[0]));
	assert_ok(set_builder_write(b, path, &w, NULL));
	set_builder_close(b);
	assert_ok(file_read(path, 1 << 20, a, &file, NULL));
	assert_true(str_eq(bytes, file) && w.bytes == file.n);
	assert_memory_equal(&w.identity, &id, sizeof id);
	id = hash_sha256(file);
	assert_memory_equal(&w.content, &id, sizeof id);
	unlink(path);
	rmdir(dir);
	b = set_builder_open();
	assert_int_equal(set_builder_write(b, path, &w, &why), ERR_IO);
	set_builder_close(b);
	arena_close(a);
}

static void count_diff(void *ctx, const struct indicator *i, bool added)
{
	struct buf *b = ctx;

	buf_printf(b, "%c%.*s ", added ? '+' : '-', STR_FMT(i->value));
}

TEST(a_diff_names_what_came_and_what_went)
{
	struct arena *a = arena_open();
	struct indicator x[] = { ind(IND_DOMAIN, "a", 1), ind(IND_DOMAIN, "b", 2),
				 ind(IND_URL, "b", 3) };
	struct indicator y[] = { ind(IND_URL, "b", 9), ind(IND_DOMAIN, "b", 8),
				 ind(IND_DOMAIN, "c", 7) };
	struct set *s, *t;
	struct sha256 id;
	struct buf b = { 0 };

	y[1].confidence = 50;
	assert_ok(set_open(build(x, 3, a, &id), &s, NULL));
	assert_ok(set_open(build(y, 3, a, &id), &t, NULL));
	set_diff(s, s, count_diff, &b);
	assert_int_equal(b.n, 0);
	set_diff(s, t, count_diff, &b);
	assert_str(buf_str(&b), "-a +b -b +c ");
	buf_fini(&b);
	set_close(s);
	set_close(t);
	arena_close(a);
}

TEST(a_set_file_is_mapped_and_a_wrong_path_is_told)
{
	struct arena *a = arena_open();
	struct indicator in[] = { ind(IND_DOMAIN, "evil.example", 1) };
	char path[] = "/tmp/cresset-set-XXXXXX";
	struct sha256 id;
	struct set *s;
	struct why why;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(set_open_file(path, &s, &why), ERR_CORRUPT); /* empty */
	assert_ok(file_write_all(fd, build(in, 1, a, &id), path, NULL));
	close(fd);
	assert_ok(set_open_file(path, &s, NULL));
	assert_str(set_row(s, 0).value, "evil.example");
	set_close(s);
	unlink(path);
	assert_int_equal(set_open_file(path, &s, &why), ERR_NOTFOUND);
	assert_string_equal(why.file, path);
	assert_int_equal(set_open_file("/tmp", &s, &why), ERR_CORRUPT);
	arena_close(a);
}

TEST(what_is_over_a_limit_is_not_taken)
{
	struct set_builder *b = set_builder_open();
	char *big = mem_zero(SET_VALUE_MAX + 1, 1);
	struct indicator i = ind(IND_URL, "", 1);

	memset(big, 'x', SET_VALUE_MAX + 1);
	i.value = str_n(big, SET_VALUE_MAX);
	i.ref = str_n(big, SET_REF_MAX + 1);
	assert_true(set_builder_add(b, &i));
	i.value.n++;
	assert_false(set_builder_add(b, &i));
	mem_free(big);
	set_builder_close(b);
}

TESTS("index/set", CASE(a_set_holds_each_distinct_row_once_with_its_first_line),
      CASE(the_bytes_do_not_depend_on_the_order_of_the_input),
      CASE(values_that_share_their_beginning_keep_the_order_of_bytes),
      CASE(long_common_beginnings_and_many_equals_are_sorted), CASE(an_empty_set_is_a_set),
      CASE(more_than_65536_classes_need_a_wider_column),
      CASE(warnings_are_kept_with_their_type_and_line),
      CASE(every_flipped_byte_and_every_cut_is_refused),
      CASE(a_set_is_the_same_bytes_however_little_memory_it_was_built_in),
      CASE(texts_of_any_length_are_read_back), CASE(sets_of_version_1_are_read_and_hold_the_same),
      CASE(thousands_of_flips_are_refused_by_name), CASE(a_set_is_written_to_a_file_as_to_memory),
      CASE(a_diff_names_what_came_and_what_went),
      CASE(a_set_file_is_mapped_and_a_wrong_path_is_told), CASE(what_is_over_a_limit_is_not_taken))
