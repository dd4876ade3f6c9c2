/* SPDX-License-Identifier: Apache-2.0 */
/* test_veil.c - tokens and sealed values. */
#include "test.h"

#include "base/file.h"
#include "base/hash.h"
#include "store/veil.h"

#include <sys/stat.h>

static char dir[64], keys[80];

static int up(void **state)
{
	strcpy(dir, "/tmp/cresset-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(keys, sizeof keys, "%s/keys", dir);
	return veil_make_keys(keys, NULL);
}

static int down(void **state)
{
	char cmd[128];

	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd);
}

static void put_key(const char *name, char from)
{
	struct arena *a = arena_open();
	char key[32];

	for (int i = 0; i < 32; i++)
		key[i] = (char)(from + i);
	assert_ok(file_publish(arena_printf(a, "%s/%s", keys, name).p, str_n(key, 32), 0600, NULL));
	arena_close(a);
}

static struct str token(const struct veil *v, enum raw_class c, const char *text, struct arena *a)
{
	struct raw_id id = raw_id_of(c, str_of(text));
	struct str t = veil_token(v, &id, a);

	raw_id_wipe(&id);
	return t;
}

TEST(keys_are_private_and_made_once)
{
	struct arena *a = arena_open();
	struct str before, after;
	struct stat st;
	char path[128];

	assert_int_equal(stat(keys, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	snprintf(path, sizeof path, "%s/node.key", keys);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(file_read(path, 100, a, &before, NULL));
	assert_ok(veil_make_keys(keys, NULL));
	assert_ok(file_read(path, 100, a, &after, NULL));
	assert_true(str_eq(before, after));
	arena_close(a);
}

TEST(a_token_is_the_keyed_hash_of_class_and_value)
{
	struct arena *a = arena_open();
	struct veil *v;

	put_key("token-1.key", 0);
	assert_ok(veil_open(keys, &v, NULL));
	/* From another implementation (Python's hmac and base64) of the rule in veil.h. */
	assert_str(token(v, RAW_PHONE, "13800138000", a), "t1.mcy2a34lwna5afnsyxkn4illee");
	assert_str(token(v, RAW_CLIENT_ADDR, "192.0.2.7", a), "t1.pmythovinudmhrhkcwvsq5zuze");
	veil_close(v);
	arena_close(a);
}

TEST(tokens_are_equal_inside_an_epoch_and_unrelated_across)
{
	struct arena *a = arena_open();
	struct veil *v, *w;
	struct str one, two;

	put_key("token-1.key", 1);
	assert_ok(veil_open(keys, &v, NULL));
	one = token(v, RAW_PHONE, "13800138000", a);
	assert_true(str_eq(one, token(v, RAW_PHONE, "13800138000", a)));
	assert_false(str_eq(one, token(v, RAW_PHONE, "13800138001", a)));
	assert_false(str_eq(str_cut(one, 3, one.n),
			    str_cut(token(v, RAW_IMSI, "13800138000", a), 3, one.n)));
	put_key("token-12.key", 9);
	assert_ok(veil_open(keys, &w, NULL));
	two = token(w, RAW_PHONE, "13800138000", a);
	assert_true(str_starts(two, STR("t12.")));
	assert_false(str_eq(str_cut(one, 3, one.n), str_cut(two, 4, two.n)));
	assert_true(veil_is_token(one) && veil_is_token(two));
	veil_close(v);
	veil_close(w);
	arena_close(a);
}

TEST(only_tokens_have_the_form_of_tokens)
{
	static const char *const no[] = { "",
					  "13800138000",
					  "t1.",
					  "t.abcdefghijklmnopqrstuvwxyz",
					  "t0.abcdefghijklmnopqrstuvwxyz",
					  "t1.abcdefghijklmnopqrstuvwxy",
					  "t1.abcdefghijklmnopqrstuvwxyz2",
					  "t1.abcdefghijklmnopqrstuvwxy1",
					  "t1.Abcdefghijklmnopqrstuvwxyz",
					  "t9999999.abcdefghijklmnopqrstuvwxyz" };

	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(veil_is_token(str_of(no[i])));
	assert_true(veil_is_token(STR("t1.abcdefghijklmnopqrstuvwxyz")));
}

TEST(what_was_sealed_opens_with_its_own_key_alone)
{
	struct arena *a = arena_open();
	struct veil_wrapped key, other;
	struct str s, t, plain;
	struct veil *v;

	assert_ok(veil_open(keys, &v, NULL));
	key = veil_new_key(v);
	other = veil_new_key(v);
	assert_ok(veil_seal(v, &key, STR("010-12345678"), a, &s, NULL));
	assert_ok(veil_seal(v, &key, STR("010-12345678"), a, &t, NULL));
	assert_false(str_eq(s, t));
	assert_ok(veil_unseal(v, &key, s, a, &plain, NULL));
	assert_str(plain, "010-12345678");
	assert_int_equal(veil_unseal(v, &other, s, a, &plain, NULL), ERR_CORRUPT);
	assert_ok(veil_seal(v, &key, STR(""), a, &s, NULL));
	assert_ok(veil_unseal(v, &key, s, a, &plain, NULL));
	assert_int_equal(plain.n, 0);
	veil_close(v);
	arena_close(a);
}

TEST(a_changed_byte_anywhere_is_noticed)
{
	struct arena *a = arena_open();
	struct veil_wrapped key, bad;
	struct str s, plain;
	struct veil *v;

	assert_ok(veil_open(keys, &v, NULL));
	key = veil_new_key(v);
	assert_ok(veil_seal(v, &key, STR("secret"), a, &s, NULL));
	for (size_t i = 0; i < s.n; i++) {
		char *c = (char *)str_keep(a, s).p;

		c[i] = c[i] == 'A' ? 'B' : 'A';
		assert_int_equal(veil_unseal(v, &key, str_n(c, s.n), a, &plain, NULL), ERR_CORRUPT);
	}
	for (size_t i = 0; i < sizeof key.b; i++) {
		bad = key;
		bad.b[i] ^= 1;
		assert_int_equal(veil_unseal(v, &bad, s, a, &plain, NULL), ERR_CORRUPT);
		assert_int_equal(veil_seal(v, &bad, STR("x"), a, &plain, NULL), ERR_CORRUPT);
	}
	assert_int_equal(veil_unseal(v, &key, STR("not base64!"), a, &plain, NULL), ERR_CORRUPT);
	assert_int_equal(veil_unseal(v, &key, STR(""), a, &plain, NULL), ERR_CORRUPT);
	veil_close(v);
	arena_close(a);
}

TEST(a_key_that_is_cut_or_missing_is_named)
{
	struct arena *a = arena_open();
	struct buf b = { 0 };
	struct veil *v;
	struct why why;
	char path[128];

	snprintf(path, sizeof path, "%s/node.key", keys);
	assert_ok(file_publish(path, STR("short"), 0600, NULL));
	assert_int_equal(veil_open(keys, &v, &why), ERR_CORRUPT);
	why_sentence(&why, LANG_EN, &b);
	assert_non_null(strstr(buf_cstr(&b), "5 bytes"));
	unlink(path);
	assert_int_equal(veil_open(keys, &v, &why), ERR_NOTFOUND);
	buf_fini(&b);
	arena_close(a);
}

#define C(name) CASE_UP(name, up, down)
TEST(a_key_that_others_can_read_is_refused)
{
	struct veil *v = NULL;
	struct why why;
	char path[128];

	snprintf(path, sizeof path, "%s/token-1.key", keys);
	for (unsigned bit = 1; bit <= 040; bit <<= 1) {
		assert_int_equal(chmod(path, 0600 | bit), 0);
		assert_int_equal(veil_open(keys, &v, &why), ERR_DENIED);
		assert_int_equal(why.id, SAY_VEIL_MODE);
	}
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(chmod(keys, 0755), 0);
	assert_int_equal(veil_open(keys, &v, &why), ERR_DENIED);
	assert_int_equal(chmod(keys, 0700), 0);
	assert_ok(veil_open(keys, &v, NULL));
	veil_close(v);
}

TESTS("store/veil", C(keys_are_private_and_made_once),
      C(a_token_is_the_keyed_hash_of_class_and_value),
      C(tokens_are_equal_inside_an_epoch_and_unrelated_across),
      CASE(only_tokens_have_the_form_of_tokens), C(what_was_sealed_opens_with_its_own_key_alone),
      C(a_changed_byte_anywhere_is_noticed), C(a_key_that_is_cut_or_missing_is_named),
      C(a_key_that_others_can_read_is_refused))
