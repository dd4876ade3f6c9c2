/* SPDX-License-Identifier: Apache-2.0 */
/* test_leaf.c - Merkle roots against RFC 6962's published ones, ids against RFC 9562. */
#include "test.h"

#include "base/buf.h"
#include "store/leaf.h"

static void assert_root(const struct merkle *m, const char *hex)
{
	struct sha256 h = merkle_root(m);
	struct buf b = { 0 };

	buf_hex(&b, h.b, sizeof h.b);
	assert_str(buf_str(&b), hex);
	buf_fini(&b);
}

TEST(roots_are_those_of_certificate_transparency)
{
	/* The inputs and roots of the reference tests of Certificate Transparency. */
	static const struct {
		const char *leaf;
		size_t n;
		const char *root;
	} v[] = {
		{ "", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
		{ "\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
		{ "\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
		{ "\x20\x21", 2,
		  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
		{ "\x30\x31", 2,
		  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
		{ "\x40\x41\x42\x43", 4,
		  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
		{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8,
		  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
		{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
		  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
	};
	struct merkle m = { 0 };

	assert_root(&m, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		merkle_add(&m, str_n(v[i].leaf, v[i].n));
		assert_root(&m, v[i].root);
	}
}

/* The definition of RFC 6962 word for word: split at the largest power of two below n. */
static struct sha256 twin(const struct str *leaves, size_t n)
{
	unsigned char in[65];
	struct sha256 l, r;
	size_t k = 1;

	if (n == 1) {
		in[0] = 0;
		memcpy(in + 1, leaves[0].p, leaves[0].n);
		return hash_sha256(str_n((const char *)in, leaves[0].n + 1));
	}
	while (k * 2 < n)
		k *= 2;
	l = twin(leaves, k);
	r = twin(leaves + k, n - k);
	in[0] = 1;
	memcpy(in + 1, l.b, 32);
	memcpy(in + 33, r.b, 32);
	return hash_sha256(str_n((const char *)in, sizeof in));
}

TEST(roots_of_every_size_are_those_of_the_definition)
{
	struct str leaves[300];
	static char text[300][8];
	struct merkle m = { 0 };

	for (size_t i = 0; i < 300; i++) {
		struct sha256 got, want;

		snprintf(text[i], sizeof text[i], "%zu", i * i);
		leaves[i] = str_of(text[i]);
		merkle_add(&m, leaves[i]);
		got = merkle_root(&m);
		want = twin(leaves, i + 1);
		assert_memory_equal(got.b, want.b, 32);
	}
}

TEST(ids_are_uuids_of_version_7_and_go_with_time)
{
	struct arena *a = arena_open();
	/* RFC 9562 appendix A.6: 017F22E2-79B0-7... is 2022-02-22T19:22:22.000Z. */
	struct rec_id id = rec_id_new((struct instant){ 1645557742000000 }), back;
	struct str text = rec_id_text(a, STR("case"), id);

	assert_true(str_starts(text, STR("case_017f22e279b07000")));
	assert_int_equal(id.b[8] & 0xC0, 0x80);
	assert_true(rec_id_read(text, STR("case"), &back));
	assert_memory_equal(id.b, back.b, 16);
	assert_false(rec_id_read(text, STR("cas"), &back));
	assert_false(rec_id_read(str_cut(text, 0, text.n - 1), STR("case"), &back));
	assert_false(rec_id_read(STR("case_017F22E279B07000aaaaaaaaaaaaaaaa"), STR("case"), &back));
	assert_false(rec_id_read(STR(""), STR("case"), &back));
	for (int64_t us = 1; us < 5000; us += 7) {
		struct rec_id l = rec_id_new((struct instant){ us }),
			      n = rec_id_new((struct instant){ us + 7 });

		assert_true(memcmp(l.b, n.b, 8) < 0);
	}
	arena_close(a);
}

TESTS("store/leaf", CASE(roots_are_those_of_certificate_transparency),
      CASE(roots_of_every_size_are_those_of_the_definition),
      CASE(ids_are_uuids_of_version_7_and_go_with_time))
