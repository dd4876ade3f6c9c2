/* SPDX-License-Identifier: Apache-2.0 */
/* test_generation_file.c - a generation goes to a file and back; damaged and foreign files are refused. */
#include "feed.h"

#include "base/file.h"
#include "base/rand.h"
#include "index/generation_file.h"
#include "wire/domain.h"

#include <fcntl.h>

enum { SETS = 3, ROWS = 4000, HEAD = 672 };

struct world {
	struct arena *a;
	struct set *set[SETS], *warnings;
	struct generation_input in[SETS], warn;
	struct generation *g;
	char dir[32], path[64];
};

static struct str any_value(struct prng *r, struct arena *a, enum indicator_kind *k)
{
	unsigned n = (unsigned)prng_below(r, 3000);

	switch (prng_below(r, 6)) {
	case 0:
		*k = IND_IPV4;
		return arena_printf(a, "198.51.%u.%u", n >> 8, n & 255);
	case 1:
		*k = IND_CIDR;
		return arena_printf(a, "10.%u.%u.0/24", n >> 8, n & 255);
	case 2:
		*k = IND_IPV6;
		return arena_printf(a, "2001:db8:%x::%x", n + 1, n + 1);
	case 3:
		*k = IND_URL;
		return arena_printf(a, "h%u.example/x/%u", n, n);
	case 4:
		*k = IND_MD5;
		return arena_printf(a, "%032x", n);
	}
	*k = IND_DOMAIN;
	return arena_printf(a, "n%u.d%u.example", n, n % 7);
}

static void remember(struct world *w, struct prng *r)
{
	static const char *const names[SETS] = { "one", "two", "three" };
	struct set_builder *b;

	for (size_t i = 0; i < SETS; i++) {
		b = set_builder_open();
		for (size_t n = 0; n < ROWS; n++) {
			enum indicator_kind k;
			struct str value = any_value(r, w->a, &k);
			struct indicator x = row_of(k, value, n + 1);

			assert_true(set_builder_add(b, &x));
		}
		w->set[i] = set_of_builder(w->a, b);
		w->in[i] = (struct generation_input){ w->set[i], str_of(names[i]), CAT_C2 };
	}
	b = set_builder_open();
	set_builder_warn(b, WARN_HOSTNAME, STR("d3.example"), 1);
	set_builder_warn(b, WARN_CIDR, STR("198.51.5.0/24"), 2);
	w->warnings = set_of_builder(w->a, b);
	w->warn = (struct generation_input){ w->warnings, STR("list"), CAT_NONE };
}

static int up(void **state)
{
	static struct world w;
	struct prng r = prng_of(3);

	domain_init();
	w = (struct world){ .a = arena_open(), .dir = "/tmp/cresset-gen-XXXXXX" };
	if (!mkdtemp(w.dir))
		return -1;
	snprintf(w.path, sizeof w.path, "%s/g", w.dir);
	remember(&w, &r);
	w.g = generation_build(w.in, SETS, &w.warn, 1);
	*state = &w;
	return 0;
}

static int down(void **state)
{
	struct world *w = *state;

	generation_close(w->g);
	for (size_t i = 0; i < SETS; i++)
		set_close(w->set[i]);
	set_close(w->warnings);
	unlink(w->path);
	rmdir(w->dir);
	arena_close(w->a);
	return 0;
}

static enum err read_back(struct world *w, struct generation **out, struct why *why)
{
	return generation_read(w->path, w->in, SETS, &w->warn, 1, out, why);
}

struct answer {
	const struct generation *g;
	struct arena *a;
	struct buf text;
};

static bool tell(void *ctx, uint32_t entry)
{
	struct answer *x = ctx;
	struct hit_source *s;
	struct str v = generation_value(x->g, entry);
	size_t n = generation_sources(x->g, entry, (struct instant){ 0 }, x->a, &s);

	buf_printf(&x->text, "%s %.*s", indicator_kind_name(generation_kind(x->g, entry)),
		   STR_FMT(v));
	for (size_t i = 0; i < n; i++)
		buf_printf(&x->text, " %.*s:%llu", STR_FMT(s[i].name),
			   (unsigned long long)s[i].line);
	buf_c(&x->text, '\n');
	return true;
}

/* All that a generation says of a value. */
static struct str ask(const struct generation *g, enum indicator_kind k, struct str value,
		      struct arena *a)
{
	struct answer x = { .g = g, .a = a };
	struct addr addr;
	struct prefix p;
	struct url u;
	struct str s;

	if (k == IND_DOMAIN)
		generation_domain(g, arena_printf(a, "a.b.%.*s", STR_FMT(value)), tell, &x);
	else if (k == IND_URL && url_read(a, value, &u, NULL) == ERR_OK)
		generation_url(g, &u, a, tell, &x);
	else if (addr_read(value, &addr))
		generation_addr(g, addr, tell, &x);
	else if (prefix_read(value, &p, NULL))
		generation_prefix(g, p, tell, &x);
	else
		generation_exact(g, k, value, tell, &x);
	s = str_keep(a, buf_str(&x.text));
	buf_fini(&x.text);
	return s;
}

static void count_warned(void *ctx, const struct generation_reason *r)
{
	*(size_t *)ctx += r->warn_type >= 0;
}

TEST(what_was_written_is_read_back_and_answers_the_same)
{
	struct world *w = *state_;
	struct generation_counts c = generation_counts(w->g), d;
	struct sha256 x = generation_identity(w->g), y;
	struct prng r = prng_of(4);
	struct generation *g;
	size_t hits = 0, warned = 0;

	assert_ok(generation_write(w->g, w->path, NULL));
	assert_ok(read_back(w, &g, NULL));
	y = generation_identity(g);
	assert_memory_equal(&x, &y, sizeof x);
	y = generation_identity_of(w->in, SETS, &w->warn, 1);
	assert_memory_equal(&x, &y, sizeof x);
	d = generation_counts(g);
	assert_true(c.suppressed > 0 && c.indicators == d.indicators && c.rows == d.rows &&
		    c.suppressed == d.suppressed);
	assert_memory_equal(c.by_kind, d.by_kind, sizeof c.by_kind);
	for (int i = 0; i < 20000; i++) {
		struct arena *a = arena_open();
		enum indicator_kind k;
		struct str value = any_value(&r, a, &k), is = ask(w->g, k, value, a);

		hits += is.n > 0;
		assert_true(str_eq(is, ask(g, k, value, a)));
		arena_close(a);
	}
	assert_true(hits > 5000 && hits < 19000);
	/* a name that was suppressed, of any of the sets */
	for (unsigned n = 3; n < 3000 && !warned; n += 7)
		generation_explain(g, IND_DOMAIN, arena_printf(w->a, "n%u.d3.example", n),
				   count_warned, &warned);
	assert_true(warned > 0);
	generation_close(g);
}

static void put_file(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_ok(file_write_all(fd, bytes, path, NULL));
	close(fd);
}

static void flip(const char *path, off_t at, int bits)
{
	int fd = open(path, O_RDWR);
	char c = 0;

	assert_true(fd >= 0 && pread(fd, &c, 1, at) == 1);
	c = (char)(c ^ bits);
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
	close(fd);
}

TEST(a_flipped_byte_is_refused_by_name)
{
	struct world *w = *state_;
	struct prng r = prng_of(5);
	struct generation *g;
	struct str bytes;

	assert_ok(generation_write(w->g, w->path, NULL));
	assert_ok(file_read(w->path, 64 << 20, w->a, &bytes, NULL));
	for (int i = 0; i < HEAD + 1500; i++) {
		off_t at = i < HEAD ? i : (off_t)prng_below(&r, bytes.n);
		int bits = 1 << prng_below(&r, 8);
		struct why why = { 0 };
		enum err e;

		flip(w->path, at, bits);
		e = read_back(w, &g, &why);
		assert_true(e == ERR_CORRUPT ||
			    (at < HEAD && (e == ERR_UNSUPPORTED || e == ERR_CONFLICT)));
		assert_null(g);
		assert_string_equal(why.file, w->path);
		flip(w->path, at, bits);
	}
	assert_ok(read_back(w, &g, NULL));
	generation_close(g);
	for (int i = 0; i < 200; i++) {
		struct why why;

		put_file(w->path, str_cut(bytes, 0, prng_below(&r, bytes.n)));
		assert_int_equal(read_back(w, &g, &why), ERR_CORRUPT);
	}
}

TEST(a_generation_of_other_inputs_is_not_taken)
{
	struct world *w = *state_;
	struct generation_input other[SETS] = { w->in[1], w->in[0], w->in[2] };
	struct generation *g;
	struct why why;

	assert_ok(generation_write(w->g, w->path, NULL));
	assert_int_equal(generation_read(w->path, other, SETS, &w->warn, 1, &g, &why),
			 ERR_CONFLICT);
	assert_int_equal(generation_read(w->path, w->in, SETS, NULL, 0, &g, &why), ERR_CONFLICT);
	flip(w->path, 8, 3); /* of version 2 */
	assert_int_equal(read_back(w, &g, &why), ERR_UNSUPPORTED);
	unlink(w->path);
	assert_int_equal(read_back(w, &g, &why), ERR_NOTFOUND);
	assert_int_equal(generation_write(w->g, "/nonexistent/g", &why), ERR_IO);
}

/* Bytes changed by somebody who puts the checksum right: refused, or readable without a step outside. */
TEST(a_file_whose_writer_lied_never_leads_outside)
{
	struct world *w = *state_;
	struct prng r = prng_of(6);
	struct str good;
	unsigned opened = 0;

	assert_ok(generation_write(w->g, w->path, NULL));
	assert_ok(file_read(w->path, 64 << 20, w->a, &good, NULL));
	for (int i = 0; i < 400; i++) {
		struct arena *a = arena_open();
		struct str bytes = str_keep(a, good);
		char *p = (char *)bytes.p;
		struct generation *g;
		struct sha256 sum;

		for (unsigned k = 0; k < 1 + (unsigned)i % 4; k++)
			p[i % 2 ? prng_below(&r, HEAD) : prng_below(&r, good.n)] ^=
				(char)(1 << prng_below(&r, 8));
		sum = hash_sha256(str_cut(bytes, 0, bytes.n - sizeof sum));
		memcpy(p + bytes.n - sizeof sum, &sum, sizeof sum);
		put_file(w->path, bytes);
		if (read_back(w, &g, NULL) == ERR_OK) {
			for (int n = 0; n < 300; n++) {
				enum indicator_kind k;
				struct str value = any_value(&r, a, &k);

				ask(g, k, value, a);
			}
			generation_close(g);
			opened++;
		}
		arena_close(a);
	}
	assert_true(opened > 0 && opened < 400);
}

TEST(an_empty_generation_goes_to_a_file_too)
{
	struct world *w = *state_;
	struct generation *g = generation_build(NULL, 0, NULL, 0), *back;

	assert_ok(generation_write(g, w->path, NULL));
	assert_ok(generation_read(w->path, NULL, 0, NULL, 0, &back, NULL));
	assert_int_equal(ask(back, IND_DOMAIN, STR("evil.example"), w->a).n, 0);
	generation_close(back);
	generation_close(g);
}

#define WORLD_CASE(f) CASE_UP(f, up, down)
TESTS("index/generation_file", WORLD_CASE(what_was_written_is_read_back_and_answers_the_same),
      WORLD_CASE(a_flipped_byte_is_refused_by_name),
      WORLD_CASE(a_generation_of_other_inputs_is_not_taken),
      WORLD_CASE(a_file_whose_writer_lied_never_leads_outside),
      WORLD_CASE(an_empty_generation_goes_to_a_file_too))
